"""placement: on which nodes the pods run, near which pods, and how they are spread (docs/spec/everyday-traits.md, 3).

A selector that is not written means the pods of the instance.
"""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Change, Trait
from oamc.capabilities.kubevela.affinities import NODE_AFFINITY, TOLERATIONS, affinity, pod_affinities, pod_term, tolerations
from oamc.capabilities.kubevela.placement import selector
from oamc.capabilities.kubevela.shapes import LABEL_VALUE, item, needed
from oamc.capabilities.kubevela.spreading import LABEL_KEY, MAX_SKEW, SELECTOR, spread_constraint
from oamc.capabilities.labels import selector as of_instance
from oamc.capabilities.property_schema import Listed, Mapped, Struct
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.capabilities.trait_findings import refuse, refuse_key
from oamc.diagnostics.reports import Related
from oamc.kubernetes.names import label_key_problem
from oamc.objects.tree import entries, listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

OS, ARCHITECTURE = "kubernetes.io/os", "kubernetes.io/arch"
CONSTRAINT = spread_constraint(
    item("maxSkew", *MAX_SKEW, 1),
    needed("topologyKey", LABEL_KEY[0], LABEL_KEY[1], why="no two constraints may have the same one"),
    item("labelSelector", SELECTOR[0], "The pods that are counted: those of the instance, where it is not written."),
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write the fields of the pods."""
    tree = use.tree
    assert tree is not None
    spec = entries(
        (
            ("nodeSelector", _nodes(use, tree.group("nodeSelector"), subject)),
            ("affinity", affinity(tree, lambda term: pod_term(term, _pods(term, subject)))),
            ("tolerations", tolerations(tree)),
            ("topologySpreadConstraints", listing(_spread(part, subject) for part in tree.groups("topologySpreadConstraints"))),
            ("priorityClassName", tree.tree("priorityClassName")),
        )
    )
    return Change(patches=(subject.pod(spec),)) if spec is not None else Change()


def _pods(part: Group, subject: Subject) -> Tree:
    """Return the pods that are meant: those of the instance where the document selects none."""
    selected = part.group("labelSelector")
    return {"matchLabels": of_instance(subject.name)} if selected is None else selector(selected)


def _spread(part: Group, subject: Subject) -> Tree:
    """Return one constraint of how pods are spread."""
    return entries((*part.entries(), ("labelSelector", _pods(part, subject))))


def _nodes(use: BoundTrait, labels: Group | None, subject: Subject) -> Tree:
    """Return the labels that nodes must have. What the component demands of them cannot be another value here."""
    if labels is None:
        return None
    component = subject.instance.component
    for key, part in labels.parts.items():
        problem = label_key_problem(key)
        if problem:
            refuse_key(use, subject, labels, key, problem, of="nodeSelector", hint="write the key of a label of nodes")
        demanded = {OS: component.os_type, ARCHITECTURE: component.architecture}.get(key)
        if demanded is not None:
            refuse(
                use,
                subject,
                f"its component says on which nodes it runs by {key}",
                at=part.span if part is not None else labels.span,
                related=[Related(span=demanded.span, message="the component says so here")],
                hint="leave it out, or remove it from the component",
            )
    return entries(labels.entries())


PLACEMENT = Trait(
    names=("placement", "affinity"),
    summary="Say on which nodes the pods run, near which pods, and how they are spread.",
    properties=(),
    needs=frozenset({PODS}),
    change=change,
    optional=True,
    schema=Struct(
        items=(
            item("nodeSelector", Mapped(item=LABEL_VALUE), "Labels that the nodes must have."),
            *pod_affinities(selects="The pods that are meant: those of the instance, where it is not written."),
            NODE_AFFINITY,
            TOLERATIONS,
            item(
                "topologySpreadConstraints",
                Listed(item=CONSTRAINT, keys=("topologyKey",)),
                "How the pods are spread over zones and nodes.",
            ),
            item("priorityClassName", OBJECT_NAME, "The PriorityClass of the pods, which the cluster has."),
        )
    ),
    example={
        "nodeSelector": {"example.com/pool": "web"},
        "tolerations": [{"key": "example.com/pool", "operator": "Exists", "effect": "NoSchedule"}],
        "topologySpreadConstraints": [{"topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "ScheduleAnyway"}],
    },
)
