"""daemon: a process on every node, as a DaemonSet and, where ports are exposed, a Service (docs/spec/oam-v1beta1.md, 14.1)."""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Rendered, WorkloadType
from oamc.capabilities.kubevela import shapes
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.pods import TEMPLATE, container, long_running
from oamc.capabilities.kubevela.services import container_ports, exposed
from oamc.capabilities.property_schema import SWITCH, Struct, choice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance

OF_HOST_PATH = (
    shapes.ignored("mountPropagation", choice("None", "HostToContainer", "Bidirectional"), "How mounts are handed on."),
    shapes.ignored("readOnly", SWITCH, "Whether the container only reads the volume."),
)
SCHEMA = Struct(
    items=(
        shapes.LABELS,
        shapes.ANNOTATIONS,
        shapes.IMAGE,
        shapes.PULL_POLICY,
        shapes.PULL_SECRETS,
        shapes.OLD_PORT,
        shapes.ports(with_target=False, with_node_port=False),
        shapes.EXPOSE_TYPE,
        shapes.ADD_REVISION,
        shapes.COMMAND,
        shapes.ENVIRONMENT,
        shapes.CPU,
        shapes.MEMORY,
        shapes.volume_mounts(sub_path=False, of_host_path=OF_HOST_PATH),
        shapes.OLD_VOLUMES,
        *shapes.PROBES,
        shapes.HOST_ALIASES,
    ),
    elsewhere=shapes.OF_COMPONENTS,
)


def render(instance: Instance, context: Context) -> Rendered:
    """Make the DaemonSet, and the Service."""
    properties = instance.properties
    assert properties is not None
    spec = long_running(instance, context, container(instance, ports=container_ports(properties, plain=True)))
    main = component_object(instance, ("apps/v1", "DaemonSet"), (("spec", spec),), span=instance.name.span)
    return Rendered(main=main, further=exposed(instance, "webserviceExpose", plain=True))


DAEMON = WorkloadType(
    names=("daemon",),
    summary="A process on every node.",
    token="daemon",
    features=frozenset((PODS,)),
    render=render,
    pod=TEMPLATE,
    name_rule="container",
    schema=SCHEMA,
)
