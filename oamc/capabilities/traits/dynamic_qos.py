"""dynamic-qos: what pods get when others want it, too, of the network or of cpu and memory (docs/spec/dynamic-qos.md)."""

from __future__ import annotations

from oamc.capabilities.colocation import BEST_EFFORT, colocated, with_batch_resources
from oamc.capabilities.colocation import PROPERTIES as OF_KOORDINATOR
from oamc.capabilities.contracts import PODS, Change, Trait, Variant
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.property_schema import Struct, choice
from oamc.capabilities.vertical_scaling import PROPERTIES as OF_VPA
from oamc.capabilities.vertical_scaling import vertical
from oamc.diagnostics.codes.dynamic_qos import CANNOT_CHANGE
from oamc.diagnostics.reports import listing
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import KubeObject

NETWORK, COMPUTE = "network", "compute"
VPA, KOORDINATOR = "vpa", "koordinator"
TERWAY = "terway"
NETWORKS = (TERWAY, "antrea", "calico", "cilium", "flannel", "kube-ovn")
WITH_PRIORITIES = {TERWAY: "k8s.aliyun.com/network-priority"}
"""The annotations of networks that know priorities of pods."""


def change(use: BoundTrait, subject: Subject) -> Change:
    """Annotate the pods for their network, add the autoscaler, or give the pods a class of Koordinator."""
    tree = use.tree
    assert tree is not None
    if use.doubtful:
        return Change()
    if tree.known("domain") == NETWORK:
        return _network(subject, tree)
    return (vertical if tree.known("engine") == VPA else colocated)(use, subject, tree)


def _network(subject: Subject, tree: Group) -> Change:
    """Annotate the pods."""
    network = tree.known("cni")
    key = WITH_PRIORITIES.get(str(network))
    if key is None:
        name = "nobody says which network it is" if network is None else f"the network {network} has no priorities of pods"
        subject.context.reports.add(
            CANNOT_CHANGE,
            at=tree.span_of("cni") if network is not None and "cni" in tree.keys else tree.span_of("priority"),
            instance=subject.name,
            problem=name,
            hint=f"networks that have them: {listing(tuple(WITH_PRIORITIES))}; set cni, or remove the trait",
        )
        return Change()
    return Change(patches=(subject.of_pods({"metadata": {"annotations": {key: tree.tree("priority")}}}),))


def finish(use: BoundTrait, subject: Subject, objects: tuple[KubeObject, ...]) -> tuple[KubeObject, ...]:
    """Let all containers of pods of the class BE request what others leave."""
    del subject
    tree = use.tree
    return with_batch_resources(use, objects) if tree is not None and tree.known("qosClass") == BEST_EFFORT else objects


DYNAMIC_QOS = Trait(
    names=("dynamic-qos",),
    summary="Say what pods get when others want it, too: of the network, or of cpu and memory as they use them.",
    properties=(),
    needs=frozenset({PODS}),
    change=change,
    finish=finish,
    optional=True,
    caution="Turned on or off, it starts new pods, unless it makes a VerticalPodAutoscaler.",
    distinct="domain",
    schema=Struct(
        items=(
            item(
                "domain",
                choice(NETWORK, COMPUTE),
                "What it is about: the network of the pods, or their cpu and memory.",
                NETWORK,
                why="it decides what is written",
            ),
            replace(
                needed(
                    "priority",
                    choice("guaranteed", "burstable", "best-effort"),
                    "With the domain network: whose packets leave first.",
                ),
                of=("domain", (NETWORK,)),
            ),
            replace(
                item(
                    "cni",
                    choice(*NETWORKS),
                    "With the domain network: which one the cluster has.",
                    why="it decides which annotation is written",
                ),
                of=("domain", (NETWORK,)),
                of_profile="network",
            ),
            replace(
                item(
                    "engine",
                    choice(VPA, KOORDINATOR),
                    "With the domain compute, who acts: the Vertical Pod Autoscaler, which changes requests, or "
                    "Koordinator, which mixes kinds of work.",
                    VPA,
                    why="it decides what is written",
                ),
                of=("domain", (COMPUTE,)),
            ),
            *(replace(known, of=("engine", (VPA,))) for known in OF_VPA),
            *(replace(known, of=("engine", (KOORDINATOR,))) for known in OF_KOORDINATOR),
        )
    ),
    example={"domain": "compute", "mode": "initial", "resources": ["memory"], "max": {"memory": "1Gi"}},
    examples_on={
        f"core.oam.dev/v1alpha1.{name}": {"priority": "burstable", "cni": TERWAY} for name in ("Task", "SingletonTask")
    },
    produces=("autoscaling.k8s.io/v1 VerticalPodAutoscaler",),
    requires=("terway", "koordinator"),
    variants=(
        Variant(words="engine: koordinator", properties={"domain": "compute", "engine": "koordinator", "qosClass": "BE"}),
        Variant(words="domain: network", properties={"domain": "network", "priority": "burstable", "cni": TERWAY}),
    ),
)
