"""The amounts of all containers of pods, for whoever compares two specs."""

from __future__ import annotations

from oamc.kubernetes.quantities import parse
from oamc.quality.amounts import containers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.changes.model import Body


def resources_of(spec: Body) -> dict[str, Any]:
    """Return the amounts of all containers by their names, as numbers where they are such."""
    found: dict[str, Any] = {"": _all(spec.get("resources") or {})}
    for _, container in containers_of(spec):
        found[str(container.get("name"))] = _all(container.get("resources") or {})
    return {name: amounts for name, amounts in found.items() if amounts}


def _all(part: Body) -> dict[str, dict[str, Any]]:
    """Return all amounts of a part, as numbers where they are such."""
    return {
        field: {name: parse(value) if isinstance(value, (str, int, float)) else value for name, value in part[field].items()}
        for field in ("requests", "limits")
        if part.get(field)
    }
