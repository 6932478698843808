"""Where a field takes a scalar as the characters that are written, so that a number in it loses nothing.

Known from the shape of documents alone: values of environment entries, config files, parameters and variables. A parameter of
another type than string looks at its number itself.
"""

from __future__ import annotations

from oamc.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from oamc.source.nodes import Node

LISTS = frozenset(("config", "env", "parameterValues", "parameters", "variables"))
FIELDS = frozenset(("default", "value"))
FREE = frozenset(("default", "properties", "settings", "value", "workloadSettings"))
"""What stands below these is free-form, whatever its fields are called."""


def outside_of_texts(root: Node, known: Collection[int]) -> Iterator[Scalar]:
    """Yield the scalars, of those whose identities are `known`, that stand anywhere but where a text is taken, each once."""
    waiting: list[tuple[Node, str, bool]] = [(root, "", False)]
    seen: set[int] = set()
    while waiting:
        node, within, is_text = waiting.pop()
        if isinstance(node, Scalar):
            if id(node) in known and not is_text and id(node) not in seen:
                seen.add(id(node))
                yield node
        elif isinstance(node, Mapping):
            fields = FIELDS if within == "parameters" and _is_text(node.get("type")) else FIELDS - {"default"}
            for entry in node:
                free = within == "free" or entry.key in FREE
                below = "free" if free else entry.key
                waiting.append((entry.value, below, within in LISTS and entry.key in fields))
        else:
            waiting.extend((item, within, False) for item in node)


def _is_text(declared: Node | None) -> bool:
    """Tell whether a type is that of texts."""
    return isinstance(declared, Scalar) and declared.text.lower() == "string"
