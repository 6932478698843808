"""How many replicas an instance may have at most, by what its scalers and values say (docs/spec/oam-v1alpha1.md, 11.5)."""

from __future__ import annotations

from oamc.expressions.holes import AtMost, Hole, IsSet, Not, any_of
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.expressions.holes import Condition
    from oamc.ir.program import Instance
    from oamc.spans import Span


class ReplicaCount(Record):
    """A number of replicas: what the document says, where, and the condition that it is not in force, or at most one."""

    known: int
    span: Span
    is_one: Condition


def replica_counts(instance: Instance) -> Iterator[ReplicaCount]:
    """Yield what may say how many replicas there are: an auto-scaler while it is attached, then a manual-scaler or a value."""
    uses = {use.trait.name: use for use in instance.traits}
    scaler, fixed = uses.get("auto-scaler"), uses.get("manual-scaler")
    on = () if scaler is None or scaler.enabled is None else (scaler.enabled,)
    if scaler is not None:
        known, most = scaler.known("maximum"), scaler.get("maximum")
        assert isinstance(known, int)
        assert isinstance(most, Hole)
        off = tuple(Not(condition=one) for one in on)
        yield ReplicaCount(known=known, span=scaler.name_span, is_one=any_of((*off, AtMost(path=most.path, bound=1))))
    if fixed is not None:
        known, count = fixed.known("replicaCount"), fixed.get("replicaCount")
        assert isinstance(known, int)
        assert isinstance(count, Hole)
        yield ReplicaCount(
            known=known, span=fixed.span_of("replicaCount"), is_one=any_of((*on, AtMost(path=count.path, bound=1)))
        )
    elif instance.replicas is not None:
        path = instance.replicas.path
        unset = Not(condition=IsSet(path=path))
        yield ReplicaCount(known=1, span=instance.name.span, is_one=any_of((*on, unset, AtMost(path=path, bound=1))))
