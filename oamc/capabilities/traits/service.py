"""service: how the Service of an instance is reached (docs/spec/everyday-traits.md, 10)."""

from __future__ import annotations

from oamc.capabilities.contracts import SERVICE_ENDPOINT, Change, Patch, Trait
from oamc.capabilities.kubevela.shapes import PORT_NUMBER, item, needed
from oamc.capabilities.own_ports import numbers_differ, ports_of, service_of
from oamc.capabilities.property_schema import NAME, SWITCH, TEXT, Listed, Mapped, Struct, choice
from oamc.capabilities.trait_findings import refuse, refuse_key, tell_old_keys
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.holes import Equals, Hole, Not, When, any_of
from oamc.expressions.types import NumberType
from oamc.kubernetes.names import annotation_key_problem
from oamc.objects.object_set import Requirement
from oamc.objects.patch_marks import REPLACE, Directed
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

CLUSTER_IP, OUTSIDE, CLIENT_IP = "ClusterIP", ("NodePort", "LoadBalancer"), "ClientIP"
NODE_PORT = NumberType(whole=True, minimum=1, maximum=65535)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Change the Service that the instance has."""
    tree = use.tree
    assert tree is not None
    service = service_of(use, subject)
    if service is None:
        return Change()
    _check(use, subject, tree)
    ports = ports_of(use, subject, tree)
    annotations = tree.group("annotations")
    spec = entries(
        (
            ("type", tree.tree("type")),
            ("clusterIP", At("None", tree.span_of("headless")) if tree.known("headless") else None),
            ("sessionAffinity", tree.tree("sessionAffinity")),
            ("externalTrafficPolicy", _outside(tree, tree.tree("externalTrafficPolicy"))),
            ("ports", Directed(_listed(tree, subject, ports), strategy=REPLACE) if ports else None),  # type: ignore[arg-type]  # of patches
        )
    )
    metadata = None if annotations is None else entries((("annotations", entries(annotations.entries())),))
    patch = entries((("metadata", metadata), ("spec", spec)))
    if patch is None:
        return Change()
    return Change(
        patches=(Patch(tree=patch, target=(service.kind, service.name)),),
        requirements=tuple(_requirements(use, subject, tree, ports)),
    )


def _check(use: BoundTrait, subject: Subject, tree: Group) -> None:
    """Report what does not go together, and keys of annotations that are none."""
    kind = tree.known("type") or CLUSTER_IP
    inside = [("externalTrafficPolicy", tree)] + [("nodePort", port) for port in tree.groups("ports")]
    for name, group in inside if kind not in OUTSIDE else ():
        if name in group:
            hint = f"set type to {listing(OUTSIDE, 'or')}, or leave it out"
            refuse(use, subject, f"{name} is for a Service that is reached from outside", at=group.keys[name], hint=hint)
    if tree.known("headless") and kind != CLUSTER_IP:
        hint = f"leave one of them out: without an address a Service has the type {CLUSTER_IP}"
        related = [Related(span=tree.span_of("type"), message="the type is here")]
        refuse(use, subject, f"a Service of type {kind} has an address", at=tree.keys["headless"], hint=hint, related=related)
    if tree.known("headless") and tree.known("sessionAffinity") == CLIENT_IP:
        hint = "leave one of them out: clients get the addresses of the pods, and choose one themselves"
        related = [Related(span=tree.span_of("headless"), message="headless is here")]
        problem = "a Service without an address knows no sessions"
        refuse(use, subject, problem, at=tree.keys["sessionAffinity"], hint=hint, related=related)
    annotations = tree.group("annotations")
    if annotations is not None:
        tell_old_keys(use, subject, annotations)
    for key in () if annotations is None else annotations.parts:
        problem = annotation_key_problem(key)
        if problem and annotations is not None:
            refuse_key(use, subject, annotations, key, problem, of="annotations")


def _listed(tree: Group, subject: Subject, ports: dict[str, Group]) -> list[Tree]:
    """Return all ports of the Service, with what is said of some."""
    found: list[Tree] = []
    for port in subject.rendered.ports:
        own = ports.get(port.name)
        number = own.tree("port") if own is not None and "port" in own else None
        fields = (
            ("name", At(port.name, port.name_span)),
            ("port", port.port if number is None else number),
            ("targetPort", port.target),
            ("protocol", port.protocol),
            ("nodePort", _outside(tree, own.tree("nodePort") if own is not None else None)),
        )
        found.append(At(entries(fields), port.span if own is None else own.span))
    return found


def _outside(tree: Group, value: Tree) -> Tree:
    """Return what a Service has only while it is reached from outside."""
    kind = tree.leaf("type")
    if value is None or kind is None or not isinstance(kind.value, Hole):
        return value
    path = kind.value.path
    return When(condition=any_of(tuple(Equals(path=path, value=name) for name in OUTSIDE)), then=value)


def _requirements(use: BoundTrait, subject: Subject, tree: Group, ports: dict[str, Group]) -> Iterator[Requirement]:
    """Yield that a Service without an address keeps its type, and that no two ports get the same number."""
    kind = tree.leaf("type")
    words = ".".join(use.path)
    if tree.known("headless") and kind is not None and isinstance(kind.value, Hole):
        condition = Equals(path=kind.value.path, value=CLUSTER_IP)
        yield Requirement(condition=condition, message=f"{words}.type must be {CLUSTER_IP} with headless", span=kind.span)
    session = tree.leaf("sessionAffinity")
    if tree.known("headless") and session is not None and isinstance(session.value, Hole):
        no_session = Not(condition=Equals(path=session.value.path, value=CLIENT_IP))
        message = f"{words}.sessionAffinity must not be {CLIENT_IP} with headless"
        yield Requirement(condition=no_session, message=message, span=session.span)
    yield from numbers_differ(use, subject, tree, ports)


PORT = Struct(
    items=(
        needed("name", NAME, "The name of the port, as the component has it.", why="ports are found by their names"),
        item("port", PORT_NUMBER, "The number that the Service has for it. That of the container, where it is not written."),
        item("nodePort", NODE_PORT, "The number on the nodes, for the types NodePort and LoadBalancer."),
    )
)
SERVICE = Trait(
    names=("service",),
    summary="Say how the Service of an instance is reached.",
    properties=(),
    needs=frozenset({SERVICE_ENDPOINT}),
    change=change,
    schema=Struct(
        items=(
            item("type", choice(CLUSTER_IP, *OUTSIDE), f"The type of the Service. {CLUSTER_IP}, where it is not written."),
            item("ports", Listed(item=PORT, keys=("name",)), "What differs from the ports of the containers."),
            item("annotations", Mapped(item=TEXT), "Annotations of the Service."),
            item(
                "headless",
                SWITCH,
                "Whether the Service has no address: its name stands for those of the pods.",
                why="the address of a Service cannot be changed while it is there",
            ),
            item("sessionAffinity", choice("None", CLIENT_IP), "Whether requests of a client go to the same pod."),
            item(
                "externalTrafficPolicy",
                choice("Cluster", "Local"),
                "To which pods requests from outside go: all, or those of the node, which see the address of the client.",
            ),
        )
    ),
    example={"type": "NodePort", "externalTrafficPolicy": "Local"},
    provides=("service.object",),
)
