"""affinity: near which pods, far from which, and on which nodes the pods run (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.affinities import NODE_AFFINITY, TOLERATIONS, affinity, pod_affinities, pod_term, tolerations
from oamc.capabilities.kubevela.containers import pod_of, pods
from oamc.capabilities.kubevela.placement import selector
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.property_schema import TEXT, Struct
from oamc.diagnostics.codes.vela import IGNORED_PROPERTY
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

NAMESPACE = item("namespace", TEXT, "A namespace, which counts for nothing.", live=False)
SCHEMA = Struct(items=(*pod_affinities(NAMESPACE), NODE_AFFINITY, TOLERATIONS))


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write affinity and tolerations of the pods with the names that Kubernetes has for them."""
    tree = use.tree
    assert tree is not None
    if pod_of(use, subject) is None:
        return Change()
    fields = (("affinity", affinity(tree, lambda term: _term(use, term, subject))), ("tolerations", tolerations(tree)))
    spec = entries(fields)
    return Change(patches=(pods(spec),)) if spec is not None else Change()


def _term(use: BoundTrait, term: Group, subject: Subject) -> Tree:
    """Return the pods that are meant, and what is one place. Kubernetes has no single namespace there."""
    if "namespace" in term:
        subject.context.reports.add(
            IGNORED_PROPERTY,
            at=term.keys["namespace"],
            property="namespace",
            what=f'trait "{use.trait.name}"',
            reason="Kubernetes does not have it",
            hint='write "namespaces" with a list',
        )
    return pod_term(term, selector(term.group("labelSelector")))


AFFINITY = Trait(
    names=("affinity",),
    summary="Say near which pods and on which nodes the pods run.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
    example={
        "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [{"key": "disk", "operator": "Exists"}]}]}},
        "tolerations": [{"key": "gpu", "effect": "NoSchedule"}],
    },
)
