"""container-ports: ports of containers, also on the node (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Trait
from oamc.capabilities.kubevela.containers import changed, directed, of_containers, opened, targets
from oamc.capabilities.kubevela.shapes import PORT_NUMBER, item, needed
from oamc.capabilities.property_schema import NAME, Listed, Struct, choice
from oamc.diagnostics.codes.vela import IGNORED_PROPERTY, REFUSED_PROPERTIES
from oamc.objects.patch_marks import REPLACE
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Change, Subject
    from oamc.capabilities.kubevela.containers import Target
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

PORT = Struct(
    items=(
        needed("containerPort", PORT_NUMBER, "The port of the container.", live=False),
        item("protocol", choice("TCP", "UDP", "SCTP"), "The protocol.", "TCP", live=False),
        item("hostPort", PORT_NUMBER, "The port of the node."),
        item("hostIP", NAME, "The address of the node."),
    )
)
KEPT = ("containerPort", "protocol", "name")
SCHEMA = of_containers(item("ports", Listed(item=PORT, keys=("containerPort",)), "The ports.", []))


def change(use: BoundTrait, subject: Subject) -> Change:
    """Put the ports together anew: those that are there, in their order, then new ones."""
    return changed(
        (target, {"ports": directed(_ports(use, target, subject), REPLACE)})
        for target in targets(use, subject, may_be_empty=True)
    )


def _ports(use: BoundTrait, target: Target, subject: Subject) -> list[Tree]:
    """Return the ports of one container. A port that is there keeps its name, and has on the node what is said here."""
    given: dict[tuple[str, int], Group] = {}
    for port in target.settings.groups("ports"):
        if "hostIP" in port and "hostPort" not in port:
            subject.context.reports.add(
                IGNORED_PROPERTY,
                at=port.keys["hostIP"],
                property="hostIP",
                what=f'trait "{use.trait.name}"',
                reason="there is no hostPort beside it",
                hint="write hostPort, or leave hostIP out",
            )
        key = (port.known("protocol"), port.known("containerPort"))
        if key in given:
            subject.context.reports.add(
                REFUSED_PROPERTIES,
                at=port.span_of("containerPort"),
                what=f'trait "{use.trait.name}"',
                reason=f"port {key[1]} ({key[0]}) is there twice",
                hint="leave one of the two out",
            )
        given.setdefault(key, port)
    found: list[Tree] = []
    for entry in opened(target.fields.get("ports"), subject) or ():
        fields = opened(entry, subject)
        assert subject.reader is not None
        protocol = subject.reader.known(fields.get("protocol")) or "TCP"
        same = given.pop((protocol, subject.reader.known(fields.get("containerPort"))), None)
        found.append(entries((*((name, fields.get(name)) for name in KEPT), *(_of_node(same) if same is not None else ()))))
    found += (entries((*((name, port.tree(name)) for name in KEPT[:2]), *_of_node(port))) for port in given.values())
    return found


def _of_node(port: Group) -> tuple[tuple[str, Tree], ...]:
    """Return the port of the node, and its address; an address alone says nothing, and the API server warns of it."""
    return (("hostPort", port.tree("hostPort")), ("hostIP", port.tree("hostIP") if "hostPort" in port else None))


CONTAINER_PORTS = Trait(
    names=("container-ports",),
    summary="Add ports to containers, and put them on ports of the node.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
    example={"ports": [{"containerPort": 8080}]},
)
