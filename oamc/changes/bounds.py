"""What changes of autoscalers, disruption budgets, quotas and priorities mean.

In: a change that the server takes, and both objects as it would store them. Out: its ratings.
"""

from __future__ import annotations

from oamc.changes.defaults import BEHAVIOR
from oamc.changes.model import ABSENT, DOWN, HARMLESS, OTHER, QOS, SCALING, UP, Rated
from oamc.changes.refusals import is_less

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.changes.model import Body, FieldChange

NEW_PODS = "only new pods"


def of_autoscaler(change: FieldChange, _: Body, __: Body) -> Iterator[Rated]:
    """Yield what a change of a HorizontalPodAutoscaler means."""
    is_default = change.path == ("spec", "behavior") and {repr(change.old), repr(change.new)} == {repr(ABSENT), repr(BEHAVIOR)}
    if change.path[:1] != ("spec",) or change.is_order or is_default:
        yield Rated(rating=HARMLESS)
        return
    yield Rated(rating=SCALING, direction=_direction(change) if change.path[-1] in {"minReplicas", "maxReplicas"} else OTHER)


def of_budget(change: FieldChange, _: Body, new: Body) -> Iterator[Rated]:
    """Yield what a change of a PodDisruptionBudget means."""
    is_default = change.path[-1] == "unhealthyPodEvictionPolicy" and {change.old, change.new} == {ABSENT, "IfHealthyBudget"}
    if change.path[:1] != ("spec",) or change.is_order or is_default:
        yield Rated(rating=HARMLESS)
        return
    spec = new.get("spec") or {}
    blocks = spec.get("minAvailable") == "100%" or spec.get("maxUnavailable") in {0, "0%"}
    yield Rated(rating=SCALING, direction=OTHER, reason="no pod may be evicted" if blocks else "")


def of_quota(change: FieldChange, _: Body, __: Body) -> Iterator[Rated]:
    """Yield what a change of a ResourceQuota, a LimitRange or a PriorityClass means."""
    is_content = change.path[:1] in {("spec",), ("globalDefault",)} and not change.is_order
    yield Rated(rating=QOS, direction=OTHER, reason=NEW_PODS) if is_content else Rated(rating=HARMLESS)


def _direction(change: FieldChange) -> str:
    """Return which way a number goes."""
    return UP if is_less(change.old, change.new) else DOWN if is_less(change.new, change.old) else OTHER
