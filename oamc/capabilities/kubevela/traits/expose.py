"""expose: a Service for ports of the component (docs/spec/oam-v1beta1.md, 14.5)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela import object_shapes as shapes
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.pods import selector
from oamc.capabilities.kubevela.services import port_name
from oamc.capabilities.kubevela.shapes import PORT_NAME, PORT_NUMBER, item, needed
from oamc.capabilities.property_schema import Item, Listed, Mapped, Struct, choice
from oamc.diagnostics.codes.vela import REFUSED_PROPERTIES
from oamc.expressions.holes import When
from oamc.ir.properties import is_equal
from oamc.objects.tree import entries, placed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

PORTS = Listed(
    item=Struct(
        items=(
            needed("port", PORT_NUMBER, "The number of the port.", live=False),
            item("name", PORT_NAME, "The name of the port."),
            item("protocol", choice("TCP", "UDP", "SCTP"), "The protocol.", "TCP", live=False),
            item("nodePort", PORT_NUMBER, "The port of the nodes, for the type NodePort."),
        )
    ),
    keys=("port",),
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Make the Service."""
    properties = use.tree
    assert properties is not None
    ports = _ports(properties) if "ports" in properties else _old_ports(properties)
    if not ports:
        subject.context.reports.add(
            REFUSED_PROPERTIES,
            at=properties.span_of("ports"),
            what='trait "expose"',
            reason="it has no port",
            hint="write ports: [{port: 8080}]",
        )
        return Change()
    labels, annotations = properties.group("matchLabels"), properties.group("annotations")
    chosen = dict(labels.entries()) if labels is not None and labels.parts else selector(subject.instance)
    spec = entries((("selector", chosen), ("ports", ports), ("type", properties.tree("type"))))
    made = component_object(
        subject.instance,
        ("v1", "Service"),
        (("spec", spec),),
        span=use.name_span,
        resource="service",
        annotations=entries(annotations.entries()) if annotations is not None else None,
    )
    return Change(objects=(made,))


def _ports(properties: Group) -> list[Tree]:
    """Return the ports of the Service."""
    kind = properties.leaf("type")
    assert kind is not None
    at_nodes = is_equal(kind, "NodePort")
    assert at_nodes is not None
    return [
        entries(
            (
                ("name", port_name(port)),
                ("port", port.tree("port")),
                ("targetPort", port.tree("port")),
                ("protocol", port.tree("protocol")),
                ("nodePort", When(condition=at_nodes, then=port.tree("nodePort")) if "nodePort" in port else None),
            )
        )
        for port in properties.groups("ports")
    ]


def _old_ports(properties: Group) -> list[Tree]:
    """Return the ports of the Service by their numbers alone, as older releases took them."""
    return [
        {"name": placed(f"port-{port.known}", port.span), "port": port.tree, "targetPort": port.tree}
        for port in properties.leaves("port")
    ]


EXPOSE = Trait(
    names=("expose",),
    summary="Let the other components reach ports of this one.",
    properties=(),
    needs=frozenset(),
    change=change,
    optional=True,
    stage=1,
    schema=Struct(
        items=(
            Item(
                name="port",
                shape=Listed(item=PORT_NUMBER),
                description="The numbers of the ports.",
                live=False,
                older="ports",
            ),
            item("ports", PORTS, "The ports of the Service."),
            shapes.ANNOTATIONS,
            item("matchLabels", Mapped(item=shapes.LABEL_VALUE), "The labels of the pods, where they are not the component's."),
            item("type", choice("ClusterIP", "NodePort", "LoadBalancer"), "The type of the Service.", "ClusterIP"),
        )
    ),
    produces=("v1 Service",),
    example={"port": [8080]},
)
"""ExternalName is no choice: such a Service needs a name that the trait has no property for."""
