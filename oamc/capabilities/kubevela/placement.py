"""Where pods run: selectors of labels and of nodes, and tolerations (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.kubevela.shapes import LABEL_VALUE, item, needed
from oamc.capabilities.property_schema import TEXT, Listed, Mapped, Struct, choice
from oamc.expressions.types import ListType, TextType
from oamc.objects.tree import entries, listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

LABEL_KEY = TextType(
    pattern=r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?",
    rule="must be the key of a label, such as topology.kubernetes.io/zone",
    maximum_length=317,
)
TEXTS = ListType(item=TEXT)
LABEL_VALUES = ListType(item=LABEL_VALUE)
EXPRESSIONS = ("matchExpressions", "matchFields")


def expressions(name: str, *operators: str, values: ListType = LABEL_VALUES) -> tuple[str, Listed]:
    """Return a list of conditions on labels, by its name. Whether one has values depends on its operator."""
    condition = Struct(
        items=(
            needed("key", LABEL_KEY, "The key."),
            item(
                "operator", choice("In", "NotIn", "Exists", "DoesNotExist", *operators), "How it is compared.", "In", live=False
            ),
            item("values", values, "The values, for an operator that compares."),
        )
    )
    return name, Listed(item=condition, keys=("key",))


LABEL_SELECTOR = Struct(
    items=(
        item("matchLabels", Mapped(item=LABEL_VALUE), "Labels with the values that they must have."),
        item(*expressions("matchExpressions"), "Conditions on labels."),
    )
)
NODE_SELECTOR_TERM = Struct(
    items=(
        item(*expressions("matchExpressions", "Gt", "Lt"), "Conditions on labels of nodes."),
        item(*expressions("matchFields", "Gt", "Lt", values=TEXTS), "Conditions on fields of nodes."),
    )
)


def selector(group: Group | None) -> Tree:
    """Return a selector of labels or of nodes; one that selects everything is there, and empty."""
    if group is None:
        return None
    labels = group.group("matchLabels")
    found = entries(
        (
            ("matchLabels", entries(labels.entries()) if labels is not None else None),
            *((name, listing(entries(part.entries()) for part in group.groups(name))) for name in EXPRESSIONS),
        )
    )
    return found if found is not None else {}
