"""cron-task: work that ends and is done again at set times, as a CronJob (docs/spec/oam-v1beta1.md, 14.1).

Every version of Kubernetes that there is a table of has CronJobs of batch/v1, and no other.
"""

from __future__ import annotations

from oamc.capabilities import number_types
from oamc.capabilities.contracts import LONGEST_CRON_JOB_NAME, PODS, Rendered, WorkloadType
from oamc.capabilities.kubevela import shapes
from oamc.capabilities.kubevela.components.task import COUNT
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.pods import TEMPLATE, container, pod_metadata, pod_spec, template
from oamc.capabilities.property_schema import SWITCH, Struct, choice
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance

SCHEMA = Struct(
    items=(
        shapes.LABELS,
        shapes.ANNOTATIONS,
        shapes.needed("schedule", shapes.SCHEDULE, 'When the work is done, in the format of cron, such as "0 3 * * *".'),
        shapes.item("startingDeadlineSeconds", number_types.COUNT, "How late the work may begin."),
        shapes.item("suspend", SWITCH, "Whether it is not done for now.", False),
        shapes.item(
            "concurrencyPolicy",
            choice("Allow", "Forbid", "Replace"),
            "What happens while the work before is still being done.",
            "Allow",
        ),
        shapes.item("successfulJobsHistoryLimit", number_types.COUNT, "How many Jobs that succeeded are kept.", 3),
        shapes.item("failedJobsHistoryLimit", number_types.COUNT, "How many Jobs that failed are kept.", 1),
        COUNT,
        shapes.item("ttlSecondsAfterFinished", number_types.COUNT, "How long a Job is kept when it has ended."),
        shapes.item("activeDeadlineSeconds", number_types.ABOVE_ZERO, "How long a Job may take."),
        shapes.item("backoffLimit", number_types.COUNT, "How often a Job is tried again.", 6),
        shapes.IMAGE,
        shapes.PULL_POLICY,
        shapes.PULL_SECRETS,
        shapes.RESTART,
        shapes.COMMAND,
        shapes.ENVIRONMENT,
        shapes.CPU,
        shapes.MEMORY,
        shapes.volume_mounts(),
        shapes.OLD_VOLUMES,
        shapes.HOST_ALIASES,
        *shapes.PROBES_OF_JOBS,
    ),
    elsewhere=shapes.OF_COMPONENTS,
)


def render(instance: Instance, context: Context) -> Rendered:
    """Make the CronJob."""
    properties = instance.properties
    assert properties is not None
    pods = pod_spec(instance, container(instance, probes=False), restartPolicy=properties.tree("restart"))
    job = entries(
        (
            ("parallelism", properties.tree("count")),
            ("completions", properties.tree("count")),
            ("ttlSecondsAfterFinished", properties.tree("ttlSecondsAfterFinished")),
            ("activeDeadlineSeconds", properties.tree("activeDeadlineSeconds")),
            ("backoffLimit", properties.tree("backoffLimit")),
            ("template", template(instance, context, pods)),
        )
    )
    spec = entries(
        (
            ("schedule", properties.tree("schedule")),
            ("concurrencyPolicy", properties.tree("concurrencyPolicy")),
            ("suspend", properties.tree("suspend")),
            ("startingDeadlineSeconds", properties.tree("startingDeadlineSeconds")),
            ("successfulJobsHistoryLimit", properties.tree("successfulJobsHistoryLimit")),
            ("failedJobsHistoryLimit", properties.tree("failedJobsHistoryLimit")),
            ("jobTemplate", {"metadata": pod_metadata(instance, context), "spec": job}),
        )
    )
    return Rendered(main=component_object(instance, ("batch/v1", "CronJob"), (("spec", spec),), span=instance.name.span))


CRON_TASK = WorkloadType(
    names=("cron-task",),
    summary="Work that ends, and is done again at set times.",
    token="cron-task",
    features=frozenset((PODS,)),
    render=render,
    pod=("spec", "jobTemplate", *TEMPLATE),
    name_rule="container",
    longest_name=LONGEST_CRON_JOB_NAME,
    schema=SCHEMA,
)
