"""manual-scaler: run a chosen number of replicas of a replicable workload (OAM v1alpha1, 11.6)."""

from __future__ import annotations

from oamc.capabilities.contracts import REPLICABLE, Property, Trait, Workload
from oamc.expressions.holes import Hole, TextOf
from oamc.expressions.types import NumberType
from oamc.kube.tree import At
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import BoundTrait
    from oamc.kube.tree import Tree

FUNCTION = "openfaas.com/v1.Function"
SCALE_LABEL = "com.openfaas.scale.min"


def apply(use: BoundTrait, workload: Workload, _: Reports) -> Workload:
    """Set the replicas of a Deployment, the parallelism of a Job, or the scaling label of a Function."""
    count = At(use.get("replicaCount"), use.span_of("replicaCount"))
    if workload.instance.workload_type == FUNCTION:
        assert isinstance(count.tree, Hole)
        text = At(TextOf(hole=count.tree), count.span)
        given = workload.fields.get("labels")
        given = given.tree if isinstance(given, At) else given
        labels: Tree = {**given, SCALE_LABEL: text} if isinstance(given, dict) else {SCALE_LABEL: text}
        return replace(workload, labels={**workload.labels, SCALE_LABEL: text}, fields={**workload.fields, "labels": labels})
    return replace(workload, replicas=count)


MANUAL_SCALER = Trait(
    name="manual-scaler",
    aliases=("ManualScaler", "manual-scaler.core.oam.dev/v1alpha1"),
    summary="Run a fixed number of replicas.",
    properties=(
        Property(
            name="replicaCount",
            type=NumberType(whole=True, minimum=0, maximum=2**31 - 1),
            description="How many replicas to run. 0 stops the workload.",
            required=True,
            numeric_text=True,
        ),
    ),
    needs=frozenset({REPLICABLE, FUNCTION}),
    apply=apply,
)
