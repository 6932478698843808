"""What changes of workloads mean beside those of their pods: how many run, when, and what becomes of their claims.

In: a change of a field that the server takes, and both objects as it would store them. Out: its ratings.
"""

from __future__ import annotations

from oamc.changes.custom_kinds import OF_ROLLOUTS, ROLLOUT, of_custom
from oamc.changes.model import ABSENT, DATA, DOWN, HARMLESS, OTHER, RESTART, SCALING, UP, Rated, spec_of
from oamc.kubernetes.pod_templates import spec_of_pods

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.changes.model import Body, FieldChange, Path

TEMPLATES: dict[str, Path] = {
    kind: spec_of_pods(kind)[:-1]
    for kind in ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", ROLLOUT)
}
"""Where the template of pods stands in each kind of workload. That of a Pod is the pod itself."""
ROLLED_OUT = ("Deployment", ROLLOUT)
"""Kinds that can be told to wait with other pods."""
WORKLOADS = frozenset((*TEMPLATES, "Pod"))
STEADY = frozenset(("Deployment", "StatefulSet", "DaemonSet"))
"""Kinds whose controllers replace pods when their template changes."""
NEXT_RUN = "the next run has it; what runs now keeps what it has"
OF_CRON_JOBS = frozenset(("schedule", "timeZone", "suspend", "concurrencyPolicy", "startingDeadlineSeconds"))
OF_JOBS = frozenset(("parallelism", "completions", "activeDeadlineSeconds", "backoffLimit"))


def restart_of(kind: str, new: Body) -> Rated:
    """Return what a change of the template of pods means by itself."""
    if kind == "CronJob":
        return Rated(rating=HARMLESS, reason=NEXT_RUN)
    if kind == "Job":
        return Rated(rating=HARMLESS, condition="it has not started; else it is refused")
    if kind == "ReplicaSet":
        return Rated(rating=HARMLESS, reason="only new pods have it")
    spec = spec_of(new)
    strategy = spec.get("updateStrategy") or {}
    if kind in ROLLED_OUT and spec.get("paused"):
        return Rated(rating=RESTART, condition="the roll-out is resumed: it is paused")
    if strategy.get("type") == "OnDelete":
        return Rated(rating=RESTART, condition="somebody deletes the pods: the strategy is OnDelete")
    if kind == "StatefulSet" and (strategy.get("rollingUpdate") or {}).get("partition"):
        return Rated(rating=RESTART, condition="the number of the pod is not below the partition")
    return Rated(rating=RESTART)


def of_workload(kind: str, change: FieldChange, new: Body) -> Iterator[Rated]:
    """Yield what a change outside of the template of pods means."""
    path = change.path
    field = path[1] if len(path) > 1 and path[0] == "spec" else ""
    if kind == ROLLOUT and path[:2] in OF_ROLLOUTS:
        yield from of_custom(change, new)
    elif path[:1] != ("spec",):
        yield Rated(rating=HARMLESS)
    elif field == "replicas":
        yield from _replicas(change, new)
    elif field == "persistentVolumeClaimRetentionPolicy":
        is_risky = change.new == "Delete"
        yield Rated(rating=DATA, reason="claims are deleted with it") if is_risky else Rated(rating=HARMLESS)
    elif field == "ordinals":
        yield Rated(rating=SCALING, direction=OTHER, reason="pods have other numbers, and so other claims")
        if _deletes_when_scaled(new):
            yield Rated(rating=DATA, reason="claims of numbers that are gone are deleted")
    elif kind == "Job" and field == "suspend":
        yield (
            Rated(rating=RESTART, reason="its pods are deleted") if change.new is True else Rated(rating=SCALING, direction=UP)
        )
    elif (kind == "Job" and field in OF_JOBS) or (kind == "CronJob" and field in OF_CRON_JOBS):
        yield Rated(rating=SCALING, direction=_direction(change))
    elif kind in ROLLED_OUT and field == "paused" and change.old is True:
        yield Rated(rating=RESTART, condition="its template has changed while it was paused")
    elif field == "strategy" and (spec_of(new).get("strategy") or {}).get("type") == "Recreate":
        yield Rated(rating=HARMLESS, reason="no pod moves now; while the next roll-out lasts, none runs")
    elif field == "updateStrategy" and path[-1] == "partition" and _number(change.new) < _number(change.old):
        yield Rated(rating=RESTART, condition="its template has changed before")
    else:
        yield Rated(rating=HARMLESS)


def _replicas(change: FieldChange, new: Body) -> Iterator[Rated]:
    """Yield what another number of replicas means."""
    direction = _direction(change)
    reason = "it stops" if change.new == 0 else ""
    yield Rated(rating=SCALING, direction=direction, reason=reason)
    if direction == DOWN and _deletes_when_scaled(new):
        yield Rated(rating=DATA, reason="claims of pods that are gone are deleted")


def _deletes_when_scaled(new: Body) -> bool:
    """Tell whether claims go with the pods that are too many."""
    return (spec_of(new).get("persistentVolumeClaimRetentionPolicy") or {}).get("whenScaled") == "Delete"


def _direction(change: FieldChange) -> str:
    """Return which way a number goes."""
    if (
        change.old is ABSENT
        or change.new is ABSENT
        or isinstance(change.new, (str, bool))
        or isinstance(change.old, (str, bool))
    ):
        return OTHER
    return UP if change.new > change.old else DOWN


def _number(value: object) -> float:
    """Return a number, 0 for what is none."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else 0
