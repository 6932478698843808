"""Plain data of trees, and what keeps a tree from being plain data.

In: a `Tree` of any engine. Out: what JSON of it means to Kubernetes, and the places that are not decided.
"""

from __future__ import annotations

from oamc.engines.contract import Tree
from oamc.engines.wire import WHOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


LARGEST = 2**63
"""Integers beyond this are floats to Go's JSON."""


def plain(tree: Tree) -> Any:
    """Return a decided tree as data, with numbers as Go's JSON reads them.

    There `1.0` and `1e3` are whole numbers, and what has more than 64 bits is rounded. A part that is not decided is an
    exception: ask `undecided` first.
    """
    match tree.kind:
        case "struct" if not tree.text:
            return {name: plain(inner) for name, inner in tree.fields}
        case "list":
            return [plain(item) for item in tree.items]
        case "string" | "bytes":
            return tree.text
        case "int" if -LARGEST <= (whole := int(tree.text)) < LARGEST:
            return whole
        case "int" | "float":
            number = float(tree.text)
            return int(number) if number.is_integer() and abs(number) < WHOLE else number
        case "bool":
            return tree.text == "true"
        case "null":
            return None
    raise ValueError("a value is not decided")


def undecided(tree: Tree, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Tree]]:
    """Yield the parts of a tree that are not decided, with their paths, in order."""
    if tree.kind == "open" or (tree.kind == "struct" and tree.text):
        yield path, tree
    for name, inner in tree.fields:
        yield from undecided(inner, (*path, name))
    for index, item in enumerate(tree.items):
        yield from undecided(item, (*path, index))
