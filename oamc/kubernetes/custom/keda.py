"""What the definitions of KEDA say in CEL, and what its webhook and its operator refuse: rules that read several fields.

Each takes a `spec` whose shape is right, and yields paths in it with reasons. What needs the target of an object, such as the
requests of its pods, is not looked at.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Path

    Spec: TypeAlias = Mapping[str, Any]
    Found: TypeAlias = Iterator[tuple[Path, str]]

OF_PODS = ("cpu", "memory")
NEVER_CACHED = (*OF_PODS, "cron")
UTILIZATION, AVERAGE = "Utilization", "AverageValue"
USUAL_MAXIMUM = 100
"""The `maxReplicaCount` of KEDA."""


def _triggers(spec: Spec, *, are_jobs: bool = False) -> Found:
    """Want names that differ, and metrics that the type of trigger has. No Job can be made of what pods use."""
    names: set[str] = set()
    for index, trigger in enumerate(spec["triggers"]):
        kind, name, metric = trigger["type"], trigger.get("name"), trigger.get("metricType")
        if name and name in names:
            yield ("triggers", index, "name"), "has the same value as that of another trigger"
        names.add(name)
        if kind in OF_PODS and are_jobs:
            yield ("triggers", index, "type"), "must be that of an event: no Job can be made of what pods use"
        elif kind in OF_PODS and metric not in {UTILIZATION, AVERAGE}:
            yield ("triggers", index), f"must have metricType {UTILIZATION} or {AVERAGE}, since its type is {kind}"
        if kind not in OF_PODS and metric == UTILIZATION:
            yield ("triggers", index, "metricType"), "is possible with the types cpu and memory only"
        if kind in NEVER_CACHED and trigger.get("useCachedMetrics"):
            yield ("triggers", index, "useCachedMetrics"), f"is not possible with the type {kind}"


def _scaled_object(spec: Spec) -> Found:
    """Want bounds that do not cross, fewer replicas without events than with them, and a fallback that can act."""
    least, most = spec.get("minReplicaCount"), spec.get("maxReplicaCount", USUAL_MAXIMUM)
    if (least or 0) > most:
        yield ("minReplicaCount",), f"must not be above maxReplicaCount, which is {most}"
    if spec.get("idleReplicaCount", -1) >= (least or 0):
        yield ("idleReplicaCount",), f"must be below minReplicaCount, which is {least or 0}"
    metrics = [one.get("metricType") or AVERAGE for one in spec["triggers"] if one["type"] not in OF_PODS]
    is_whole = bool(spec.get("advanced", {}).get("scalingModifiers", {}).get("formula"))
    if "fallback" in spec and AVERAGE not in metrics and not is_whole:
        yield ("fallback",), f"needs a trigger of metricType {AVERAGE}, other than cpu and memory"
    yield from _triggers(spec)


def _scaled_job(spec: Spec) -> Found:
    """Want triggers of events."""
    yield from _triggers(spec, are_jobs=True)


RULES: Mapping[str, Callable[[Spec], Found]] = {"ScaledJob": _scaled_job, "ScaledObject": _scaled_object}
