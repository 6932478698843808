"""topologyspreadconstraints: how the pods are spread over zones and nodes (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.containers import pod_of, pods
from oamc.capabilities.kubevela.placement import LABEL_KEY, LABEL_SELECTOR, selector
from oamc.capabilities.kubevela.shapes import ABOVE_ZERO, item, needed
from oamc.capabilities.property_schema import Listed, Struct, choice
from oamc.expressions.types import ListType
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait

HONORED = choice("Honor", "Ignore")
OTHERWISE = choice("DoNotSchedule", "ScheduleAnyway")
CONSTRAINT = Struct(
    items=(
        needed("maxSkew", ABOVE_ZERO, "How many more pods one place may have than another."),
        needed("topologyKey", LABEL_KEY, "The label of nodes that says what is one place."),
        # Only with DoNotSchedule there may be minDomains.
        item("whenUnsatisfiable", OTHERWISE, "What happens to a pod that does not fit.", "DoNotSchedule", live=False),
        needed("labelSelector", LABEL_SELECTOR, "The pods that are counted."),
        item("minDomains", ABOVE_ZERO, "How many places there must be."),
        item("matchLabelKeys", ListType(item=LABEL_KEY), "Labels by whose values pods are counted apart."),
        item("nodeAffinityPolicy", HONORED, "Whether only nodes count that the pods may run on."),
        item("nodeTaintsPolicy", HONORED, "Whether only nodes count whose taints the pods tolerate."),
    )
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write the constraints."""
    tree = use.tree
    assert tree is not None
    constraints = [
        entries((*constraint.entries(), ("labelSelector", selector(constraint.group("labelSelector")))))
        for constraint in tree.groups("constraints")
    ]
    if not constraints or pod_of(use, subject) is None:
        return Change()
    return Change(patches=(pods({"topologySpreadConstraints": constraints}),))


TOPOLOGYSPREADCONSTRAINTS = Trait(
    names=("topologyspreadconstraints",),
    summary="Spread the pods over zones and nodes.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=Struct(items=(item("constraints", Listed(item=CONSTRAINT, keys=("topologyKey",)), "The constraints.", []),)),
)
