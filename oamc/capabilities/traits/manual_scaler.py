"""manual-scaler: run a chosen number of replicas of a replicable workload (docs/spec/oam-v1alpha1.md, 11.6)."""

from __future__ import annotations

from oamc.capabilities.contracts import FUNCTION, REPLICABLE, Change, Patch, Property, Trait
from oamc.capabilities.function_scaling import warn_of_none
from oamc.expressions.types import NumberType
from oamc.objects.tree import At

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait


def change(use: BoundTrait, subject: Subject) -> Change:
    """Set the number of replicas where the workload type has it."""
    scale = subject.workload_type.scale
    assert scale is not None, "a replicable workload type has no number of replicas"
    if FUNCTION in subject.workload_type.features:
        warn_of_none(use, subject, "replicaCount")
    return Change(patches=(Patch(tree=scale(At(use.get("replicaCount"), use.span_of("replicaCount")))),))


MANUAL_SCALER = Trait(
    names=("manual-scaler", "ManualScaler", "manual-scaler.core.oam.dev/v1alpha1", "ManualScalerTrait"),
    summary="Run a fixed number of replicas.",
    properties=(
        Property(
            name="replicaCount",
            type=NumberType(whole=True, minimum=0, maximum=2**31 - 1),
            description="How many replicas to run. 0 stops the workload.",
            required=True,
            example=3,
        ),
    ),
    needs=frozenset({REPLICABLE}),
    change=change,
    states=frozenset({"replicas"}),
)
