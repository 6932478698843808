"""What the definition of the Vertical Pod Autoscaler says in CEL, and what its webhook refuses: rules that read several fields.

Each takes a `spec` whose shape is right, and yields paths in it with reasons.
"""

from __future__ import annotations

from oamc.kubernetes.quantities import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Path

    Spec: TypeAlias = Mapping[str, Any]
    Found: TypeAlias = Iterator[tuple[Path, str]]


def _boost(held: Spec, path: Path) -> Found:
    """Want the one amount that the type of a boost has."""
    boost = held.get("startupBoost", {}).get("cpu")
    for kind, field in (("Factor", "factor"), ("Quantity", "quantity")) if boost is not None else ():
        if (boost["type"] == kind) != (field in boost):
            verb = "must be there" if boost["type"] == kind else "must not be there"
            yield (*path, "startupBoost", "cpu", field), f"{verb}: the type is {boost['type']}"


def _autoscaler(spec: Spec) -> Found:
    """Want one recommender, bounds that do not cross, and nothing said of what is off."""
    yield from _boost(spec, ())
    if spec.get("updatePolicy", {}).get("minReplicas", 1) < 1:
        yield ("updatePolicy", "minReplicas"), "must be at least 1"
    if len(spec.get("recommenders", ())) > 1:
        yield ("recommenders",), "must have at most one item"
    for index, policy in enumerate(spec.get("resourcePolicy", {}).get("containerPolicies", ())):
        path = ("resourcePolicy", "containerPolicies", index)
        yield from _boost(policy, path)
        if policy.get("mode") == "Off" and "controlledValues" in policy:
            yield (*path, "controlledValues"), "is not possible with the mode Off"
        least, most = policy.get("minAllowed", {}), policy.get("maxAllowed", {})
        for resource in least:
            low, high = (parse(str(bounds.get(resource, ""))) for bounds in (least, most))
            if low is not None and high is not None and low > high:
                yield (*path, "maxAllowed", resource), "must not be below that of minAllowed"


RULES: Mapping[str, Callable[[Spec], Found]] = {"VerticalPodAutoscaler": _autoscaler}
