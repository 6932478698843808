"""topologyspreadconstraints: how the pods are spread over zones and nodes (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.containers import pod_of, pods
from oamc.capabilities.kubevela.placement import selector
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.kubevela.spreading import LABEL_KEY, MAX_SKEW, SELECTOR, spread_constraint
from oamc.capabilities.property_schema import Listed, Struct
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait

CONSTRAINT = spread_constraint(
    needed("maxSkew", *MAX_SKEW),
    needed("topologyKey", *LABEL_KEY),
    needed("labelSelector", *SELECTOR),
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
    example={
        "constraints": [
            {
                "maxSkew": 1,
                "topologyKey": "kubernetes.io/hostname",
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {"matchLabels": {"app": "web"}},
            }
        ]
    },
)
