"""manual-scaler: run a chosen number of replicas of a replicable workload (docs/spec/oam-v1alpha1.md, 11.6)."""

from __future__ import annotations

from oamc.capabilities.contracts import REPLICABLE, Property, Trait, Workload
from oamc.expressions.holes import Hole, TextOf, When, WithEntry
from oamc.expressions.types import NumberType
from oamc.objects.tree import At
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree
    from oamc.spans import Span

FUNCTION = "openfaas.com/v1.Function"
SCALE_LABEL = "com.openfaas.scale.min"


def apply(use: BoundTrait, workload: Workload, _: Reports) -> Workload:
    """Set the replicas of a Deployment, the parallelism of a Job, or the scaling label of a Function."""
    count = At(use.get("replicaCount"), use.span_of("replicaCount"))
    if workload.instance.workload_type == FUNCTION:
        assert isinstance(count.tree, Hole)
        text = TextOf(hole=count.tree)
        labels = _with_label(workload.fields.get("labels"), text, count.span)
        return replace(
            workload,
            labels={**workload.labels, SCALE_LABEL: At(text, count.span)},
            fields={**workload.fields, "labels": labels},
        )
    return replace(workload, replicas=count)


def _with_label(labels: Tree, text: TextOf, span: Span | None) -> Tree:
    """Return the labels of a Function with the scaling label. They may come whole from a parameter, which may be unset."""
    match labels:
        case At():
            return At(_with_label(labels.tree, text, span), labels.span)
        case Hole():
            return WithEntry(hole=labels, key=SCALE_LABEL, value=text)
        case When(then=Hole() as hole):
            return WithEntry(hole=replace(hole, otherwise={}), key=SCALE_LABEL, value=text)
        case dict():
            return {**labels, SCALE_LABEL: At(text, span)}
        case _:
            assert labels is None
            return {SCALE_LABEL: At(text, span)}


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
        ),
    ),
    needs=frozenset({REPLICABLE, FUNCTION}),
    apply=apply,
)
