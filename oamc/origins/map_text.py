"""The map of `build --origins`: for each leaf of each object where in the documents it comes from, and no value.

Its shape is in `schemas/results/origins.v1.schema.json`. It begins as no file of somebody else does (`cli/own_files.py`).
"""

from __future__ import annotations

from oamc.expressions.holes import Expression, holes_in
from oamc.kubernetes.findings import place
from oamc.startup.indented_json import indented_json
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from oamc.origins.answers import Subject
    from oamc.origins.parts import Part

SCHEMA = "oamc.origins/1"


def map_of(applications: Sequence[tuple[str, Sequence[Subject]]]) -> str:
    """Return the map of some applications, each with its objects in the order of the output."""
    body = {
        "schema": SCHEMA,
        "applications": [{"name": name, "objects": list(map(_object, subjects))} for name, subjects in applications],
    }
    return indented_json(body) + "\n"


def _object(subject: Subject) -> dict[str, Any]:
    """Return one object."""
    item = subject.item
    return {
        "apiVersion": item.api_version,
        "kind": item.kind,
        "namespace": subject.namespace,
        "name": subject.name,
        "fields": list(map(_leaf, subject.leaves())),
    }


def _leaf(part: Part) -> dict[str, Any]:
    """Return one leaf."""
    found: dict[str, Any] = {"path": place("", part.path)[1:]}
    span = part.origin.span
    if span is not None:
        found |= {"file": span.source.path, "line": span.line, "column": span.column}
    found["rule"] = part.origin.rule
    if isinstance(part.tree, Expression):
        found["values"] = list(dict.fromkeys(spell_path(hole.path) for hole in holes_in(part.tree)))
    return found
