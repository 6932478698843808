"""The class of quality of service of pods, by the algorithm of Kubernetes (`pkg/apis/core/v1/helper/qos`)."""

from __future__ import annotations

from oamc.kubernetes.quantities import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.changes.model import Body

COUNTED = ("cpu", "memory")
BEST_EFFORT, BURSTABLE, GUARANTEED = "BestEffort", "Burstable", "Guaranteed"


def quality_of(spec: Body) -> str:
    """Return the class of pods of this spec. Requests that are not given are the limits, as in every pod."""
    own = spec.get("resources")
    parts = [own] if own is not None else [container.get("resources") or {} for container in _containers(spec)]
    # A request of zero is one, so that the limit is not put in its place; only then what is zero does not count.
    requested = [{**(part.get("limits") or {}), **(part.get("requests") or {})} for part in parts]
    filled = [(_counted(requests), _counted(part.get("limits") or {})) for requests, part in zip(requested, parts, strict=True)]
    if not any(requests or limits for requests, limits in filled):
        return BEST_EFFORT
    if all(limits.keys() == set(COUNTED) and requests == limits for requests, limits in filled):
        return GUARANTEED
    return BURSTABLE


def resources_of(spec: Body) -> dict[str, Any]:
    """Return the amounts of all containers by their names, as numbers where they are such."""
    found: dict[str, Any] = {"": _all(spec.get("resources") or {})}
    for container in _containers(spec):
        found[str(container.get("name"))] = _all(container.get("resources") or {})
    return {name: amounts for name, amounts in found.items() if amounts}


def _containers(spec: Body) -> list[Body]:
    """Return the containers of pods."""
    return [one for field in ("initContainers", "containers") for one in spec.get(field) or () if isinstance(one, dict)]


def _counted(amounts: Body) -> dict[str, int]:
    """Return the amounts of cpu and memory that are above zero."""
    found = {name: parse(value) for name, value in amounts.items() if name in COUNTED}
    return {name: amount for name, amount in found.items() if amount}


def _all(part: Body) -> dict[str, dict[str, Any]]:
    """Return all amounts of a part, as numbers where they are such."""
    return {
        field: {name: parse(value) if isinstance(value, (str, int, float)) else value for name, value in part[field].items()}
        for field in ("requests", "limits")
        if part.get(field)
    }
