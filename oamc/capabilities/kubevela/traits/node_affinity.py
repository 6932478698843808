"""node-affinity: on which nodes the pods run, in an older form (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.containers import pod_of, pods
from oamc.capabilities.kubevela.placement import LABEL_VALUES
from oamc.capabilities.kubevela.shapes import LABEL_VALUE, item
from oamc.capabilities.property_schema import Mapped, Struct
from oamc.objects.tree import entries, listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write the labels that nodes must have, and the taints that are tolerated."""
    tree = use.tree
    assert tree is not None
    if pod_of(use, subject) is None:
        return Change()
    labels, taints = tree.group("affinity"), tree.group("tolerations")
    conditions = listing(
        {"key": key, "operator": "In", "values": values} for key, values in (labels.entries() if labels is not None else ())
    )
    tolerations = listing(
        {"key": key, "operator": "Equal", "value": value, "effect": "NoSchedule"}
        for key, value in (taints.entries() if taints is not None else ())
    )
    term = None if conditions is None else {REQUIRED: {"nodeSelectorTerms": [{"matchExpressions": conditions}]}}
    affinity = None if term is None else {"nodeAffinity": term}
    spec = entries((("affinity", affinity), ("tolerations", tolerations)))
    return Change(patches=(pods(spec),)) if spec is not None else Change()


NODE_AFFINITY = Trait(
    names=("node-affinity",),
    summary="Say on which nodes the pods run. affinity can say more.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=Struct(
        items=(
            item("affinity", Mapped(item=LABEL_VALUES), "Labels of nodes, each with the values that it may have."),
            item("tolerations", Mapped(item=LABEL_VALUE), "Taints of nodes that are tolerated, each with its value."),
        )
    ),
    example={"affinity": {"disk": ["ssd"]}, "tolerations": {"pool": "web"}},
)
