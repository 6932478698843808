"""affinity: near which pods, far from which, and on which nodes the pods run (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.containers import pod_of, pods
from oamc.capabilities.kubevela.placement import (
    LABEL_KEY,
    LABEL_SELECTOR,
    NODE_SELECTOR_TERM,
    TEXTS,
    selector,
)
from oamc.capabilities.kubevela.shapes import COUNT, LABEL_VALUE, item, needed
from oamc.capabilities.property_schema import TEXT, Listed, Struct, choice
from oamc.diagnostics.codes.vela import IGNORED_PROPERTY
from oamc.expressions.types import NumberType
from oamc.objects.tree import entries, listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

REQUIRED, PREFERRED = "requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"
OF_PODS = ("podAffinity", "podAntiAffinity")
WEIGHT = needed("weight", NumberType(whole=True, minimum=1, maximum=100), "How much it counts beside others.")
TERM = Struct(
    items=(
        item("labelSelector", LABEL_SELECTOR, "The pods that are meant."),
        item("namespace", TEXT, "A namespace, which counts for nothing.", live=False),
        item("namespaces", TEXTS, "The namespaces in which they are."),
        needed("topologyKey", LABEL_KEY, "The label of nodes that says what is one place."),
        item("namespaceSelector", LABEL_SELECTOR, "The namespaces in which they are, by their labels."),
    )
)
PREFERRED_TERM = Struct(items=(WEIGHT, needed("podAffinityTerm", TERM, "The pods, and what is one place.")))
PREFERRED_NODES = Struct(items=(WEIGHT, needed("preference", NODE_SELECTOR_TERM, "The nodes.")))
OF_POD = Struct(
    items=(
        item("required", Listed(item=TERM, keys=("topologyKey",)), "What must hold."),
        item("preferred", Listed(item=PREFERRED_TERM), "What should hold."),
    )
)
TERMS = needed("nodeSelectorTerms", Listed(item=NODE_SELECTOR_TERM), "The nodes: one of these must hold.")
OF_NODE = Struct(
    items=(
        item("required", Struct(items=(TERMS,)), "On which nodes the pods must run."),
        item("preferred", Listed(item=PREFERRED_NODES), "On which nodes the pods should run."),
    )
)
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
SCHEMA = Struct(
    items=(
        item("podAffinity", OF_POD, "Near which pods the pods run."),
        item("podAntiAffinity", OF_POD, "Far from which pods the pods run."),
        item("nodeAffinity", OF_NODE, "On which nodes the pods run."),
        item("tolerations", Listed(item=TOLERATION, keys=("key",)), "The taints of nodes that the pods tolerate."),
    )
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write affinity and tolerations of the pods with the names that Kubernetes has for them."""
    tree = use.tree
    assert tree is not None
    if pod_of(use, subject) is None:
        return Change()
    affinity = entries(
        (
            *((name, _of_pods(use, tree.group(name), subject)) for name in OF_PODS),
            ("nodeAffinity", _of_nodes(tree.group("nodeAffinity"))),
        )
    )
    tolerations = listing(entries(toleration.entries()) for toleration in tree.groups("tolerations"))
    spec = entries((("affinity", affinity), ("tolerations", tolerations)))
    return Change(patches=(pods(spec),)) if spec is not None else Change()


def _of_pods(use: BoundTrait, group: Group | None, subject: Subject) -> Tree:
    """Return near which pods the pods run, or far from which."""
    if group is None:
        return None
    preferred = (
        entries((("weight", part.tree("weight")), ("podAffinityTerm", _term(use, part.group("podAffinityTerm"), subject))))
        for part in group.groups("preferred")
    )
    required = (_term(use, part, subject) for part in group.groups("required"))
    return entries(((REQUIRED, listing(required)), (PREFERRED, listing(preferred))))


def _term(use: BoundTrait, term: Group | None, subject: Subject) -> Tree:
    """Return the pods that are meant, and what is one place. Kubernetes has no single namespace there."""
    assert term is not None
    if "namespace" in term:
        subject.context.reports.add(
            IGNORED_PROPERTY,
            at=term.keys["namespace"],
            property="namespace",
            what=f'trait "{use.trait.name}"',
            reason="Kubernetes does not have it",
            hint='write "namespaces" with a list',
        )
    return entries(
        (
            ("labelSelector", selector(term.group("labelSelector"))),
            ("namespaces", term.tree("namespaces")),
            ("topologyKey", term.tree("topologyKey")),
            ("namespaceSelector", selector(term.group("namespaceSelector"))),
        )
    )


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


AFFINITY = Trait(
    names=("affinity",),
    summary="Say near which pods and on which nodes the pods run.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
)
