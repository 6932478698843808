"""How pods are spread over zones and nodes: the properties of one constraint (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.kubevela import placement
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.number_types import ABOVE_ZERO
from oamc.capabilities.property_schema import Struct, choice
from oamc.expressions.types import ListType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.property_schema import Item

HONORED = choice("Honor", "Ignore")
OTHERWISE = choice("DoNotSchedule", "ScheduleAnyway")
MAX_SKEW = (ABOVE_ZERO, "How many more pods one place may have than another.")
LABEL_KEY = (placement.LABEL_KEY, "The label of nodes that says what is one place.")
SELECTOR = (placement.LABEL_SELECTOR, "The pods that are counted.")


def spread_constraint(skew: Item, place: Item, pods: Item) -> Struct:
    """Return the properties of a constraint with these three, of which each trait asks in its own way."""
    return Struct(
        items=(
            skew,
            place,
            # Only with DoNotSchedule there may be minDomains.
            item("whenUnsatisfiable", OTHERWISE, "What happens to a pod that does not fit.", "DoNotSchedule", live=False),
            pods,
            item("minDomains", ABOVE_ZERO, "How many places there must be."),
            item("matchLabelKeys", ListType(item=placement.LABEL_KEY), "Labels by whose values pods are counted apart."),
            item("nodeAffinityPolicy", HONORED, "Whether only nodes count that the pods may run on."),
            item("nodeTaintsPolicy", HONORED, "Whether only nodes count whose taints the pods tolerate."),
        )
    )
