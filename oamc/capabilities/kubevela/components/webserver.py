"""webserver: a process with one port, as a Deployment and a Service, from the samples of KubeVela's first registry.

The sample gives its Service no name. KubeVela makes one up, which nobody can call; here it is that of the component.
"""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Rendered, WorkloadType
from oamc.capabilities.kubevela import shapes
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.pods import TEMPLATE, container, long_running, selector
from oamc.capabilities.property_schema import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance
    from oamc.objects.tree import Tree

SCHEMA = Struct(
    items=(
        shapes.IMAGE,
        shapes.COMMAND,
        shapes.item("port", shapes.PORT_NUMBER, "The port of the process, and of its Service.", 80),
        shapes.ENVIRONMENT,
        shapes.CPU,
    ),
    elsewhere=shapes.OF_COMPONENTS,
)


def render(instance: Instance, context: Context) -> Rendered:
    """Make the Deployment and the Service."""
    properties = instance.properties
    assert properties is not None
    port = properties.tree("port")
    spec = long_running(instance, context, container(instance, ports=[{"containerPort": port}]))
    main = component_object(instance, ("apps/v1", "Deployment"), (("spec", spec),), span=instance.name.span)
    served: Tree = {"selector": selector(instance), "ports": [{"port": port, "targetPort": port}]}
    service = component_object(
        instance, ("v1", "Service"), (("spec", served),), span=properties.span_of("port"), resource="service"
    )
    return Rendered(main=main, further=(service,))


WEBSERVER = WorkloadType(
    names=("webserver",),
    summary="A process with one port, and its Service.",
    token="webserver",
    features=frozenset((PODS,)),
    render=render,
    pod=TEMPLATE,
    name_rule="service",
    schema=SCHEMA,
)
