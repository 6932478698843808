"""Near which pods, far from which, and on which nodes pods run: properties and lowering (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.kubevela.placement import LABEL_KEY, LABEL_SELECTOR, NODE_SELECTOR_TERM, TEXTS, selector
from oamc.capabilities.kubevela.shapes import LABEL_VALUE, item, needed
from oamc.capabilities.number_types import COUNT
from oamc.capabilities.property_schema import Listed, Struct, choice
from oamc.expressions.types import NumberType
from oamc.objects.tree import entries, listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oamc.capabilities.property_schema import Item
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

REQUIRED, PREFERRED = "requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"
OF_PODS = ("podAffinity", "podAntiAffinity")
WEIGHT = needed("weight", NumberType(whole=True, minimum=1, maximum=100), "How much it counts beside others.")
PREFERRED_NODES = Struct(items=(WEIGHT, needed("preference", NODE_SELECTOR_TERM, "The nodes.")))
TERMS = needed("nodeSelectorTerms", Listed(item=NODE_SELECTOR_TERM), "The nodes: one of these must hold.")
OF_NODE = Struct(
    items=(
        item("required", Struct(items=(TERMS,)), "On which nodes the pods must run."),
        item("preferred", Listed(item=PREFERRED_NODES), "On which nodes the pods should run."),
    )
)
NODE_AFFINITY = item("nodeAffinity", OF_NODE, "On which nodes the pods run.")
TOLERATION = Struct(
    items=(
        item("key", LABEL_KEY, "The key of the taint."),
        # An operator says whether there is a value, and only one effect takes seconds.
        item("operator", choice("Equal", "Exists"), "How the value is compared.", "Equal", live=False),
        item("value", LABEL_VALUE, "The value of the taint, for the operator Equal."),
        item("effect", choice("NoSchedule", "PreferNoSchedule", "NoExecute"), "The effect of the taint.", live=False),
        item("tolerationSeconds", COUNT, "How long it is tolerated, for the effect NoExecute."),
    )
)
TOLERATIONS = item("tolerations", Listed(item=TOLERATION, keys=("key",)), "The taints of nodes that the pods tolerate.")


def pod_affinities(*further: Item, selects: str = "The pods that are meant.") -> tuple[Item, Item]:
    """Return near which pods the pods run, and far from which. `further` are properties of a term, behind its selector."""
    term = Struct(
        items=(
            item("labelSelector", LABEL_SELECTOR, selects),
            *further,
            item("namespaces", TEXTS, "The namespaces in which they are."),
            needed("topologyKey", LABEL_KEY, "The label of nodes that says what is one place."),
            item("namespaceSelector", LABEL_SELECTOR, "The namespaces in which they are, by their labels."),
        )
    )
    preferred = Struct(items=(WEIGHT, needed("podAffinityTerm", term, "The pods, and what is one place.")))
    of_pod = Struct(
        items=(
            item("required", Listed(item=term, keys=("topologyKey",)), "What must hold."),
            item("preferred", Listed(item=preferred), "What should hold."),
        )
    )
    return (
        item("podAffinity", of_pod, "Near which pods the pods run."),
        item("podAntiAffinity", of_pod, "Far from which pods the pods run."),
    )


def affinity(tree: Group, term: Callable[[Group], Tree]) -> Tree:
    """Return the affinity of pods. `term` says which pods are meant, and what is one place."""
    return entries(
        (
            *((name, _of_pods(tree.group(name), term)) for name in OF_PODS),
            ("nodeAffinity", _of_nodes(tree.group("nodeAffinity"))),
        )
    )


def tolerations(tree: Group) -> Tree:
    """Return the tolerations of pods."""
    return listing(entries(toleration.entries()) for toleration in tree.groups("tolerations"))


def pod_term(term: Group, pods: Tree) -> Tree:
    """Return the `pods` that are meant, and what is one place."""
    return entries(
        (
            ("labelSelector", pods),
            ("namespaces", term.tree("namespaces")),
            ("topologyKey", term.tree("topologyKey")),
            ("namespaceSelector", selector(term.group("namespaceSelector"))),
        )
    )


def _of_pods(group: Group | None, term: Callable[[Group], Tree]) -> Tree:
    """Return near which pods the pods run, or far from which."""
    if group is None:
        return None
    preferred = (
        entries((("weight", part.tree("weight")), ("podAffinityTerm", term(inner))))
        for part in group.groups("preferred")
        if (inner := part.group("podAffinityTerm")) is not None
    )
    return entries(((REQUIRED, listing(map(term, group.groups("required")))), (PREFERRED, listing(preferred))))


def _of_nodes(group: Group | None) -> Tree:
    """Return on which nodes the pods run."""
    if group is None:
        return None
    required = group.group("required")
    terms = listing(map(selector, required.groups("nodeSelectorTerms"))) if required is not None else None
    preferred = (
        entries((("weight", part.tree("weight")), ("preference", selector(part.group("preference")))))
        for part in group.groups("preferred")
    )
    return entries(((REQUIRED, entries((("nodeSelectorTerms", terms),))), (PREFERRED, listing(preferred))))
