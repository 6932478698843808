"""Ports of KubeVela's component types, and the Service that exposes them (docs/spec/oam-v1beta1.md, 14.1)."""

from __future__ import annotations

from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.pods import selector
from oamc.expressions.holes import When, any_of
from oamc.ir.properties import is_equal, is_true
from oamc.objects.tree import entries, listing, placed
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Condition
    from oamc.ir.program import Instance
    from oamc.ir.properties import Group, Leaf
    from oamc.objects.tree import KubeObject, Tree


NODE_PORT = "NodePort"


def port_name(port: Group, *, plain: bool = False) -> Tree:
    """Return the name of a port: its own, or its number, and the protocol unless that is TCP or the name is to be `plain`."""
    number = port.known("containerPort") or port.known("port")
    protocol = port.known("protocol")
    made = f"port-{number}" if plain or protocol == "TCP" else f"port-{number}-{protocol.lower()}"
    return port.tree("name") if "name" in port else placed(made, port.span)


def _target(port: Group) -> Tree:
    """Return the port of the container."""
    return port.tree("containerPort") if "containerPort" in port else port.tree("port")


def container_ports(properties: Group, *, plain: bool = False) -> Tree:
    """Return the ports of the container; the older single `port` counts where there is no list."""
    if "ports" not in properties:
        return [{"containerPort": properties.tree("port")}] if "port" in properties else None
    return listing(
        entries((("name", port_name(port, plain=plain)), ("containerPort", _target(port)), ("protocol", port.tree("protocol"))))
        for port in properties.groups("ports")
    )


def exposed(instance: Instance, resource: str, *, plain: bool = False) -> tuple[KubeObject, ...]:
    """Return the Service of the ports that are exposed; there is none where no port may be.

    The ports of a `plain` one have no protocol, neither in their names nor as a field.
    """
    properties = instance.properties
    assert properties is not None
    ports = properties.groups("ports")
    kind = properties.leaf("exposeType")
    if not ports or kind is None:
        return ()
    conditions: list[Condition | None] = []
    listed: list[Tree] = []
    for port in ports:
        condition = is_true(port.leaf("expose"))
        if condition is None and not port.known("expose"):
            continue
        conditions.append(condition)
        item = entries(
            (
                ("name", port_name(port, plain=plain)),
                ("port", port.tree("port")),
                ("targetPort", _target(port)),
                ("protocol", None if plain else port.tree("protocol")),
                ("nodePort", _node_port(port, kind)),
            )
        )
        listed.append(item if condition is None else When(condition=condition, then=item))
    if not listed:
        return ()
    held = tuple(condition for condition in conditions if condition is not None)
    spec = entries((("selector", selector(instance)), ("ports", listing(listed)), ("type", kind.tree)))
    service = component_object(instance, ("v1", "Service"), (("spec", spec),), span=properties.span_of("ports"))
    return (replace(service, condition=any_of(held) if len(held) == len(listed) else None, resource=resource),)


def _node_port(port: Group, kind: Leaf) -> Tree:
    """Return the port of the nodes, there while the Service has that type."""
    number, condition = port.tree("nodePort"), is_equal(kind, NODE_PORT)
    if number is None or (condition is None and kind.known != NODE_PORT):
        return None
    return number if condition is None else When(condition=condition, then=number)
