"""To which pods a Service prefers to lead: those that a client had before, those that are near (docs/spec/traffic.md, 3.2)."""

from __future__ import annotations

from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.property_schema import Struct, choice
from oamc.expressions.holes import Equals, Hole, When
from oamc.expressions.types import NumberType
from oamc.kubernetes.rules.services import LONGEST_AFFINITY, SAME_ZONE_SINCE
from oamc.objects.tree import At

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

NEAR = {"same-zone": "PreferSameZone", "same-node": "PreferSameNode"}


def distribution(tree: Group, subject: Subject) -> Tree:
    """Return which endpoints are preferred. Before some version the word for a zone is another one."""
    leaf = tree.leaf("locality")
    if leaf is None:
        return None
    is_known = all(int(version[2:]) >= SAME_ZONE_SINCE for version in subject.context.options.kube_versions)
    words = NEAR if is_known else {"same-zone": "PreferClose"}
    if not isinstance(leaf.value, Hole):
        return At(words.get(str(leaf.value)), leaf.span) if str(leaf.value) in words else None
    found: Tree = None
    for word, preference in reversed(words.items()):
        found = When(condition=Equals(path=leaf.value.path, value=word), then=At(preference, leaf.span), otherwise=found)
    return found


def affinity(tree: Group) -> Iterator[tuple[str, Tree]]:
    """Yield the fields by which requests of a client go to the same pod."""
    sticky = tree.group("sticky")
    if sticky is not None:
        yield "sessionAffinity", At("ClientIP", sticky.span)
        yield "sessionAffinityConfig", {"clientIP": {"timeoutSeconds": sticky.tree("timeoutSeconds")}}


STICKY = item(
    "sticky",
    Struct(
        items=(
            item(
                "timeoutSeconds",
                NumberType(whole=True, minimum=1, maximum=LONGEST_AFFINITY),
                "After how many seconds without a request it may be another one.",
                default=10_800,
            ),
        )
    ),
    "Requests of one client address go to the same pod.",
)
LOCALITY = item(
    "locality",
    choice("none", "same-zone", "same-node"),
    "Which pods are preferred: any, or those in the zone or on the node where a request arrives.",
)
