"""statefulset: pods with lasting names, a StatefulSet and a Service of its exposed ports (docs/spec/oam-v1beta1.md, 14.1)."""

from __future__ import annotations

from oamc.capabilities.contracts import LONGEST_STATEFUL_SET_NAME, PODS, Rendered, WorkloadType
from oamc.capabilities.kubevela import shapes
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.pods import TEMPLATE, container, long_running
from oamc.capabilities.kubevela.services import container_ports, exposed
from oamc.capabilities.property_schema import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance

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
        shapes.volume_mounts(),
        shapes.OLD_VOLUMES,
        *shapes.PROBES,
        shapes.HOST_ALIASES,
    ),
    elsewhere=shapes.OF_COMPONENTS,
)


def render(instance: Instance, context: Context) -> Rendered:
    """Make the StatefulSet, and the Service."""
    properties = instance.properties
    assert properties is not None
    spec = long_running(instance, context, container(instance, ports=container_ports(properties)))
    main = component_object(instance, ("apps/v1", "StatefulSet"), (("spec", spec),), span=instance.name.span)
    return Rendered(main=main, further=exposed(instance, "statefulsetsExpose"))


STATEFULSET = WorkloadType(
    names=("statefulset",),
    summary="Pods with names that last.",
    token="statefulset",
    features=frozenset((PODS,)),
    render=render,
    pod=TEMPLATE,
    name_rule="container",
    longest_name=LONGEST_STATEFUL_SET_NAME,
    schema=SCHEMA,
)
