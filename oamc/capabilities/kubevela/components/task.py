"""task: work that ends, as a Job (docs/spec/oam-v1beta1.md, 14.1).

The Job is called as KubeVela calls it. Kubernetes refuses to change the pods of a Job that is there.
"""

from __future__ import annotations

from oamc.capabilities import number_types
from oamc.capabilities.contracts import PODS, Rendered, WorkloadType
from oamc.capabilities.kubevela import shapes
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.pods import TEMPLATE, container, pod_spec, template
from oamc.capabilities.property_schema import Struct
from oamc.diagnostics.codes.objects import LONG_NAME
from oamc.objects.naming import LONGEST_NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance

COUNT = shapes.item("count", number_types.COUNT, "How many pods do the work, all of them at once.", 1)
SCHEMA = Struct(
    items=(
        shapes.LABELS,
        shapes.ANNOTATIONS,
        COUNT,
        shapes.IMAGE,
        shapes.PULL_POLICY,
        shapes.PULL_SECRETS,
        shapes.RESTART,
        shapes.COMMAND,
        shapes.ENVIRONMENT,
        shapes.CPU,
        shapes.MEMORY,
        shapes.VOLUMES,
        *shapes.PROBES_OF_JOBS,
    ),
    elsewhere=shapes.OF_COMPONENTS,
)


def render(instance: Instance, context: Context) -> Rendered:
    """Make the Job."""
    properties = instance.properties
    assert properties is not None
    pods = pod_spec(instance, container(instance, probes=False), restartPolicy=properties.tree("restart"))
    spec = {
        "parallelism": properties.tree("count"),
        "completions": properties.tree("count"),
        "template": template(instance, context, pods),
    }
    name = f"{context.application}-{instance.name.value}"
    if len(name) > LONGEST_NAME:
        hint = f"{name} is made of the names of application and component: shorten one of them"
        context.reports.add(
            LONG_NAME, at=instance.name.span, name=instance.name.value, kind="Job", longest=LONGEST_NAME, hint=hint
        )
    return Rendered(main=component_object(instance, ("batch/v1", "Job"), (("spec", spec),), span=instance.name.span, name=name))


TASK = WorkloadType(
    names=("task",),
    summary="Work that ends.",
    token="task",
    features=frozenset((PODS,)),
    render=render,
    pod=TEMPLATE,
    name_rule="container",
    schema=SCHEMA,
)
