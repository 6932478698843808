"""Merge keys: the fields by which the items of a list are told apart, as the API server does in a strategic merge."""

from __future__ import annotations

from oamc.kubernetes.pod_templates import HELD
from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.kubernetes.table import load_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

SET = ("=",)
"""What the table says of a list whose items differ as wholes."""
_KNOWN: dict[tuple[object, ...], tuple[str, ...]] = {}
"""Keys that were looked up before, by kind and path without numbers of items."""


def merge_keys(api_version: str, kind: str) -> Callable[[tuple[str | int, ...]], tuple[str, ...]]:
    """Return a function that gives the merge keys of the list at a path of a kind; none for what the table does not know."""
    return lambda path: _at((api_version, kind, *(step if isinstance(step, str) else 0 for step in path)))


def _at(place: tuple[object, ...]) -> tuple[str, ...]:
    """Return the merge keys at a kind and path."""
    found = _KNOWN.get(place)
    if found is None:
        found = _KNOWN[place] = _looked_up(place)
    return found


def _looked_up(place: tuple[object, ...]) -> tuple[str, ...]:
    """Look a path up in the table."""
    table = load_table()
    api_version, kind, *path = map(str, place)
    definition, above = HELD.get((api_version, kind), ("", ()))
    if definition and tuple(path[: len(above)]) == above:
        path = path[len(above) :]
    elif not table.versions_of(api_version, kind):
        return ()
    else:
        definition = table.definition_of(api_version, kind)
    found = None
    for step in path:
        if found is not None and found.base in {"list", "map"}:
            found = found.item
        elif definition:
            found = table.definition(definition, DEFAULT_VERSION).types.get(step)
        if found is None:
            return ()
        definition = found.definition if found.base == "definition" else ""
    keys = found.keys if found is not None and found.base == "list" else ()
    return () if keys == SET else keys
