"""webservice: a long-running process with ports, as a Deployment and, where ports are exposed, a Service."""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Rendered, WorkloadType
from oamc.capabilities.kubevela import shapes
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.pods import TEMPLATE, container, long_running
from oamc.capabilities.kubevela.services import container_ports, exposed
from oamc.capabilities.property_schema import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance

LIMIT = shapes.item(
    "limit",
    Struct(
        items=(
            shapes.item("cpu", shapes.AMOUNT, "How much cpu the container may use."),
            shapes.item("memory", shapes.AMOUNT, "How much memory the container may use."),
        )
    ),
    "How much the container may use, where that is more than it needs.",
)
SCHEMA = Struct(
    items=(
        shapes.LABELS,
        shapes.ANNOTATIONS,
        shapes.IMAGE,
        shapes.PULL_POLICY,
        shapes.PULL_SECRETS,
        shapes.OLD_PORT,
        shapes.ports(),
        shapes.EXPOSE_TYPE,
        shapes.ADD_REVISION,
        shapes.COMMAND,
        shapes.ARGUMENTS,
        shapes.ENVIRONMENT,
        shapes.CPU,
        shapes.MEMORY,
        LIMIT,
        shapes.volume_mounts(),
        shapes.OLD_VOLUMES,
        *shapes.PROBES,
        shapes.HOST_ALIASES,
    ),
    elsewhere=shapes.OF_COMPONENTS,
)


def render(instance: Instance, context: Context) -> Rendered:
    """Make the Deployment, and the Service."""
    properties = instance.properties
    assert properties is not None
    spec = long_running(instance, context, container(instance, ports=container_ports(properties)))
    main = component_object(instance, ("apps/v1", "Deployment"), (("spec", spec),), span=instance.name.span)
    return Rendered(main=main, further=exposed(instance, "webserviceExpose"))


WEBSERVICE = WorkloadType(
    names=("webservice",),
    summary="A long-running process with ports, reachable through a Service.",
    token="webservice",
    features=frozenset((PODS,)),
    render=render,
    pod=TEMPLATE,
    name_rule="container",
    schema=SCHEMA,
)
