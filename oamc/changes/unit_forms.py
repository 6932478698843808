"""Affected units as text for people, and as JSON for programs. Its shape is in `schemas/results/affected.v1.schema.json`."""

from __future__ import annotations

from oamc.changes.model import ADDED, CHANGED, REMOVED, RENAMED
from oamc.changes.text import title
from oamc.changes.units import TOUCHED, UNKNOWN
from oamc.diagnostics.reports import printable
from oamc.startup.indented_json import indented_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from oamc.changes.model import ObjectChange
    from oamc.changes.units import AffectedUnit

SCHEMA = "oamc.affected/1"
MOST_JOBS = 256
"""Jobs of a matrix that GitHub takes."""
OF_UNITS, OF_APPLICATIONS = "units", "applications"
MOST_NAMED = 3
ORDER = (CHANGED, ADDED, REMOVED, TOUCHED, UNKNOWN)


def text_of(units: Sequence[AffectedUnit]) -> str:
    """Return a line for each unit, and one that counts them."""
    counts = {change: sum(unit.change == change for unit in units) for change in ORDER}
    total = ", ".join(f"{count:,} {change}" for change, count in counts.items() if count)
    lines = [*map(_line, units), *([""] if units else []), total or "nothing is affected"]
    return "".join(f"{line}\n" for line in lines)


def _line(unit: AffectedUnit) -> str:
    """Return a unit with what changes of it."""
    place = f" in {unit.environment}" if unit.environment else ""
    named = [f"{change.verb} {title(change)}" for change in unit.objects[:MOST_NAMED]]
    left = len(unit.objects) - len(named)
    told = [
        f"{len(unit.files):,} file{'' if len(unit.files) == 1 else 's'}" if unit.files else "",
        ", ".join([*named, *([f"{left:,} more objects"] if left else [])]) if unit.change == CHANGED else "",
        ", ".join(unit.ratings) if unit.change == CHANGED else "",
    ]
    words = "; ".join(filter(None, told))
    return f"{unit.change} {printable(unit.application)}{printable(place)}{f': {words}' if words else ''}"


def json_of(units: Sequence[AffectedUnit], base: str, head: str) -> str:
    """Return the units as JSON, with a matrix of jobs. `base` and `head` are commits; `head` is empty for the disk."""
    include = matrix(units)
    body = {
        "schema": SCHEMA,
        "base": base,
        "head": head,
        "units": list(map(_unit, units)),
        "matrix": {"include": include},
        "matrixOf": OF_UNITS if is_small(units) else OF_APPLICATIONS,
    }
    return indented_json(body) + "\n"


def jobs(units: Sequence[AffectedUnit]) -> list[AffectedUnit]:
    """Return the units that a job can do something with: not those that are gone."""
    return [unit for unit in units if unit.change != REMOVED]


def is_small(units: Sequence[AffectedUnit]) -> bool:
    """Tell whether each unit can have a job of its own."""
    return len(jobs(units)) <= MOST_JOBS


def matrix(units: Sequence[AffectedUnit]) -> list[dict[str, str]]:
    """Return a job for each unit; where these are too many, one for each application, with its environments."""
    if is_small(units):
        return [
            {"application": unit.application, "environment": unit.environment, "change": unit.change} for unit in jobs(units)
        ]
    environments: dict[str, list[str]] = {}
    for unit in jobs(units):
        environments.setdefault(unit.application, []).append(unit.environment)
    return [
        {"application": name, "environment": ",".join(filter(None, found)), "change": CHANGED}
        for name, found in environments.items()
    ]


def _unit(unit: AffectedUnit) -> dict[str, Any]:
    """Return one unit."""
    return {
        "application": unit.application,
        "environment": unit.environment,
        "change": unit.change,
        "files": list(unit.files),
        "objects": list(map(_object, unit.objects)),
        "ratings": list(unit.ratings),
    }


def _object(change: ObjectChange) -> dict[str, str]:
    """Return one object."""
    new_name = {"newName": change.new_name} if change.verb == RENAMED else {}
    return {"kind": change.kind, "namespace": change.namespace, "name": change.name, "change": change.verb, **new_name}
