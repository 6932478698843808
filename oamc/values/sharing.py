"""Overrides of a run with several applications: each application takes those that it knows.

Names come as trees of mappings whose leaves are anything else: the shape of parameters (`shape.py`), or the properties of a
schema.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeAlias

    from oamc.source.nodes import Plain

    Names: TypeAlias = Mapping[str, Any]


def share(
    values: dict[str, Plain],
    own: Names,
    others: Iterable[Names],
    elsewhere: Names | None = None,
    typed: Names | None = None,
    addressed: Names | None = None,
) -> dict[str, Plain]:
    """Return the values without those that, at any depth, another application knows and the one with the names `own` does not.

    Applications outside of the run know the names `elsewhere`. That excuses no value that is `typed` for this run, by a flag.
    Nothing excuses a value that is `addressed` to this application by its name.
    What nobody knows stays, for each of them to refuse.
    """
    known = tuple(others)
    outside, flags, meant = elsewhere or {}, typed or {}, addressed or {}
    kept: dict[str, Plain] = {}
    for name, value in values.items():
        if name in own:
            below = own[name]
            if isinstance(below, dict) and isinstance(value, dict):
                kept[name] = share(value, below, _below(known, name), *(_at(names, name) for names in (outside, flags, meant)))
            else:
                kept[name] = value
        elif name in meant or (not any(name in names for names in known) and (name not in outside or name in flags)):
            kept[name] = value
    return kept


def known_to(values: dict[str, Plain], own: Names) -> dict[str, Plain]:
    """Return the values that the application with the names `own` knows."""
    kept: dict[str, Plain] = {}
    for name, value in values.items():
        below = own.get(name)
        if name in own:
            kept[name] = known_to(value, below) if isinstance(below, dict) and isinstance(value, dict) else value
    return kept


def together(trees: Iterable[Names]) -> dict[str, Any]:
    """Return the names of all trees as one tree. A name that has others below it in one tree has them in the result."""
    found: dict[str, Any] = {}
    for tree in trees:
        for name, below in tree.items():
            known = found.get(name)
            if isinstance(below, dict):
                found[name] = together((known, below)) if isinstance(known, dict) else together((below,))
            elif known is None:
                found[name] = None
    return found


def _at(names: Names, name: str) -> Names | None:
    """Return the mapping that stands at `name`."""
    found = names.get(name)
    return found if isinstance(found, dict) else None


def _below(trees: Iterable[Names], name: str) -> tuple[Names, ...]:
    """Return the mappings that stand at `name` in any of the trees."""
    return tuple(names[name] for names in trees if isinstance(names.get(name), dict))


def schema_names(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the names that the `values.schema.json` of a chart lists, as a tree."""
    properties: Mapping[str, Any] = schema.get("properties", {})
    return {name: schema_names(below) if "properties" in below else None for name, below in properties.items()}
