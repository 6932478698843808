"""Changes as JSON, for programs. Its shape is in `schemas/results/diff.v1.schema.json`."""

from __future__ import annotations

from oamc.changes.model import ABSENT, RATINGS, spelled
from oamc.changes.shown import HIDDEN, is_hidden
from oamc.startup.indented_json import indented_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from oamc.changes.model import FieldChange, ObjectChange, Rated

    PlaceOf = Callable[[ObjectChange, FieldChange | None], str]

SCHEMA = "oamc.diff/1"


def json_of(changes: Sequence[ObjectChange], place_of: PlaceOf, *, shows_values: bool) -> str:
    """Return the changes as JSON: all of them, noise too."""
    words = {word for change in changes for word in change.words}
    body = {
        "schema": SCHEMA,
        "ratings": [word for word in RATINGS if word in words],
        "objects": [_object(change, place_of, shows_values=shows_values) for change in changes],
    }
    return indented_json(body) + "\n"


def _object(change: ObjectChange, place_of: PlaceOf, *, shows_values: bool) -> dict[str, Any]:
    """Return one object."""
    found: dict[str, Any] = {
        "verb": change.verb,
        "apiVersion": change.api_version,
        "kind": change.kind,
        "namespace": change.namespace,
        "name": change.name,
        **({"instance": change.instance} if change.instance else {}),
        "rated": change.is_rated,
        "ratings": list(change.words),
    }
    if change.new_name:
        found |= {"newName": change.new_name, "score": change.score}
    if change.ratings:
        found["of"] = list(map(_rating, change.ratings))
    if change.hints:
        found["hints"] = list(change.hints)
    place = place_of(change, None)
    if place:
        found["at"] = place
    if change.fields:
        found["fields"] = [_field(change, field, place_of, shows_values=shows_values) for field in change.fields]
    return found


def _field(change: ObjectChange, field: FieldChange, place_of: PlaceOf, *, shows_values: bool) -> dict[str, Any]:
    """Return one field."""
    hidden = not shows_values and is_hidden(change, field)
    found: dict[str, Any] = {"path": spelled(field.path)}
    for name, value in (("old", field.old), ("new", field.new)):
        if value is not ABSENT:
            found[name] = HIDDEN if hidden else value
    found["ratings"] = list(map(_rating, field.ratings))
    place = place_of(change, field)
    return {
        **found,
        **({"order": True} if field.is_order else {}),
        **({"noise": True} if field.is_noise else {}),
        **({"at": place} if place else {}),
    }


def _rating(rated: Rated) -> dict[str, str]:
    """Return one rating."""
    known = {
        "rating": rated.rating,
        "direction": rated.direction,
        "reason": rated.reason,
        "if": rated.condition,
        "wayOut": rated.way_out,
    }
    return {name: value for name, value in known.items() if value}
