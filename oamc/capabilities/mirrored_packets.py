"""Copies of packets, which the network of the pods makes (docs/spec/traffic.md, 5.5 and 5.6).

Kube-OVN reads an annotation of pods. Antrea has objects that belong to the whole cluster: each says the namespace of its pods,
and carries it in its name.
"""

from __future__ import annotations

from oamc.capabilities.address_types import ADDRESS
from oamc.capabilities.contracts import Change
from oamc.capabilities.kubevela.shapes import PORT_NUMBER, item, needed
from oamc.capabilities.labels import TRAIT_ROLE, selector
from oamc.capabilities.live_words import in_words
from oamc.capabilities.pods import kube_object
from oamc.capabilities.property_schema import Struct, choice
from oamc.diagnostics.codes.traffic import WRONG_MIRROR
from oamc.diagnostics.reports import listing
from oamc.expressions.types import NumberType, TextType
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.property_schema import Item
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import KubeObject, Tree

KUBE_OVN, ANTREA = "kube-ovn", "antrea"
PORT_MIRROR = "ovn.kubernetes.io/mirror"
DIRECTIONS = {"ingress": "Ingress", "egress": "Egress", "both": "Both"}
NAMESPACE = "kubernetes.io/metadata.name"
"""The label that every namespace has, with its name."""
_ADDRESS = needed("remoteIP", ADDRESS, "The address to which packets go.")
_PORT = item("destinationPort", PORT_NUMBER, "The port there.")
_NUMBER = item("vni", NumberType(whole=True, minimum=0, maximum=2**24 - 1), "The number of the network in the tunnel.")
_KEY = item("key", NumberType(whole=True, minimum=0, maximum=2**32 - 1), "The key of the tunnel.")
_DEVICE = needed(
    "name",
    TextType(
        pattern=r"[A-Za-z0-9_.-]+", forbidden=r"^\.{1,2}$", rule="must be the name of a device, such as eth1", maximum_length=15
    ),
    "The name of the device.",
)
_SESSION = (
    needed(
        "version", NumberType(whole=True, minimum=1, maximum=2), "The version of ERSPAN.", why="it decides what is beside it"
    ),
    item("sessionID", NumberType(whole=True, minimum=0, maximum=1023), "The number of the session."),
)
PORTS = {
    "vxlan": ("A tunnel of VXLAN.", (_ADDRESS, _NUMBER, _PORT)),
    "geneve": ("A tunnel of Geneve.", (_ADDRESS, _NUMBER, _PORT)),
    "gre": ("A tunnel of GRE.", (_ADDRESS, _KEY)),
    "erspan": ("A session of ERSPAN.", (_ADDRESS, *_SESSION)),
    "device": ("A device of the node.", (_DEVICE,)),
    "ovsInternal": ("A port of the node's Open vSwitch.", (_DEVICE,)),
}
"""To what packets go, and what each has."""
OF_NETWORKS: tuple[Item, ...] = (
    needed("cni", choice(KUBE_OVN, ANTREA), "The network of the cluster.", why="it decides what is written"),
    item(
        "direction",
        choice(*DIRECTIONS),
        "Which packets are copied: those that come to a pod, that go from it, or both.",
        "both",
    ),
    needed(
        "targetPort",
        Struct(items=tuple(item(name, Struct(items=fields), about) for name, (about, fields) in PORTS.items())),
        "Where copies go: exactly one of its parts.",
    ),
)
"""The properties of copies of packets, that of all networks first."""


def packets_copied(use: BoundTrait, subject: Subject, tree: Group) -> Change:
    """Let the network copy the packets of the pods."""
    if tree.known("cni") == KUBE_OVN:
        return Change(patches=(subject.of_pods({"metadata": {"annotations": {PORT_MIRROR: "true"}}}),))
    ports = tree.group("targetPort")
    assert ports is not None
    reports, namespace = subject.context.reports, subject.context.namespace
    errors = reports.errors
    if len(ports.parts) != 1:
        problem = f"{listing(tuple(ports.parts))} are several places" if ports.parts else "no place is given for the copies"
        at = ports.keys[tuple(ports.parts)[1]] if ports.parts else ports.span
        hint = f"set one of {listing(tuple(PORTS), 'and')}"
        reports.add(WRONG_MIRROR, at=at, instance=subject.name, problem=problem, hint=hint)
    if not namespace:
        reports.add(
            WRONG_MIRROR,
            at=tree.span_of("cni"),
            instance=subject.name,
            problem="an object for the whole cluster names the namespace of the pods, which nobody says",
            hint="write metadata.namespace in the ApplicationConfiguration, or give the option -n NAMESPACE",
        )
    return Change(objects=(_control(use, subject, tree, ports),)) if reports.errors == errors else Change()


def _control(use: BoundTrait, subject: Subject, tree: Group, ports: Group) -> KubeObject:
    """Return the object that says which packets go where. Names of namespaces have no dots, so no two are called alike."""
    namespace, (kind,) = subject.context.namespace, ports.parts
    target = ports.group(kind)
    assert target is not None
    pods: Tree = {
        "namespaceSelector": {"matchLabels": {NAMESPACE: namespace}},
        "podSelector": {"matchLabels": selector(subject.name)},
    }
    spec: Tree = {
        "appliedTo": pods,
        "direction": in_words(tree.leaf("direction"), DIRECTIONS),
        "action": "Mirror",
        "targetPort": {kind: entries(target.entries())},
    }
    return kube_object(
        subject.instance,
        ("crd.antrea.io/v1alpha2", "TrafficControl"),
        f"{subject.name}-trait-mirror.{namespace}",
        labels=TRAIT_ROLE,
        fields=(("spec", spec),),
        span=use.name_span,
    )
