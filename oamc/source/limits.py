"""Limits: how much input oamc takes before it refuses.

They bound the time and the memory that a hostile or broken file can cost. Only the person who starts oamc can raise them, by
`--limit NAME=VALUE`; the names are the fields of `Limits`.
"""

from __future__ import annotations

from oamc.records import Record

KIB = 1024
MIB = 1024 * 1024


class Limits(Record):
    """Every limit (docs/assurance.md, R20).

    `file` and `inputs` are the bytes of one file and of all together; `depth` counts nested mappings and lists, `nodes` the
    keys and values of one file after its aliases are expanded (a long text counts for several: `nodes_of`), `expansion` how
    many times the written nodes those may be (plus 10,000); `documents` are per file; `scalar` counts bytes, `key` and `number`
    characters. `components` counts the components and, on their own, the instances of one run; `copies` is how many keys and
    values these may repeat for each character of the input (plus 100,000), and a trait after the 24th of a component goes
    through again.
    """

    file: int = 4 * MIB
    inputs: int = 32 * MIB
    depth: int = 64
    nodes: int = 500_000
    expansion: int = 10
    documents: int = 10_000
    scalar: int = MIB
    key: int = KIB
    number: int = 64
    components: int = 10_000
    copies: int = 2


DEFAULT_LIMITS = Limits()
FREE_EXPANSION = 10_000
"""Nodes that aliases may add whatever the size of the file: small files may repeat themselves freely."""
FREE_COPIES = 100_000
"""Keys and values that instances may repeat whatever the size of the input: about a thousand ordinary instances."""
FREE_TRAITS = 24
"""Traits of one component that cost no copies. Each further one goes through all that is there before it."""
SHORT_TEXT = 64


def nodes_of(text: str) -> int:
    """Return for how many nodes a text counts: one, and one more for each 64 characters and for each line of a long one."""
    return 1 if len(text) < SHORT_TEXT else 1 + len(text) // SHORT_TEXT + text.count("\n")


def raising(name: str, limit: int) -> str:
    """Return the words that tell how to raise the limit `name`, now `limit`, with twice its value as the example."""
    return f"raise the limit with --limit {name}={2 * limit or 1}"
