"""worker: a long-running process that nobody calls, as a Deployment (docs/spec/oam-v1beta1.md, 14.1)."""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Rendered, WorkloadType
from oamc.capabilities.kubevela import shapes
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.pods import TEMPLATE, container, long_running
from oamc.capabilities.property_schema import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance

_NO_PORTS = "a worker has no ports: write type: webservice for a process that others call"
SCHEMA = Struct(
    items=(
        shapes.IMAGE,
        shapes.PULL_POLICY,
        shapes.PULL_SECRETS,
        shapes.COMMAND,
        shapes.ENVIRONMENT,
        shapes.CPU,
        shapes.MEMORY,
        shapes.volume_mounts(sub_path=False),
        shapes.OLD_VOLUMES,
        *shapes.PLAIN_PROBES,
    ),
    elsewhere=(*shapes.OF_COMPONENTS, ("port", _NO_PORTS), ("ports", _NO_PORTS)),
)


def render(instance: Instance, context: Context) -> Rendered:
    """Make the Deployment."""
    spec = long_running(instance, context, container(instance))
    return Rendered(main=component_object(instance, ("apps/v1", "Deployment"), (("spec", spec),), span=instance.name.span))


WORKER = WorkloadType(
    names=("worker",),
    summary="A long-running process that nobody calls.",
    token="worker",
    features=frozenset((PODS,)),
    render=render,
    pod=TEMPLATE,
    name_rule="container",
    schema=SCHEMA,
)
