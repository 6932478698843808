"""What `NOTES.txt` says of the kind of cluster: what to switch on for the objects (docs/spec/load-balancers.md, 4.5)."""

from __future__ import annotations

from oamc.expressions.holes import Hole, When
from oamc.objects.tree import bare, branches
from oamc.profiles import BALANCER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject, Tree
    from oamc.profiles import Profile


def cluster_notes(objects: ObjectSet, profile: Profile) -> str:
    """Return what the objects may need, whatever is turned off; nothing where the cluster has it all."""
    kinds = {item.kind for item in objects.objects if item.kind != BALANCER or _may_balance(item)}
    lines = dict.fromkeys(f"  {kind}: {text}" for kind, text in profile.notes if kind in kinds)
    heading = f"It is made for {profile.summary} (profile {profile.name}), which needs:"
    return "\n".join(("", heading, "", *lines, "")) if lines else ""


def _may_balance(item: KubeObject) -> bool:
    """Tell whether a Service is a load balancer, or may become one by a value."""
    spec = bare(item.body.get("spec"))
    return isinstance(spec, dict) and _may_be(spec.get("type"))


def _may_be(tree: Tree) -> bool:
    """Tell whether a type may be that of a load balancer."""
    match bare(tree):
        case When() as part:
            return any(map(_may_be, branches(part)))
        case Hole():
            return True
        case known:
            return known == "LoadBalancer"
