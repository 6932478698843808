"""Task: a job that runs to its end, in one or more pods at a time; a Job.

Without the trait `manual-scaler` one pod runs. With it, `parallelism` pods run and `completions` stays open: the first success
ends the Job.
"""

from __future__ import annotations

from oamc.capabilities.assembly import assemble_job, pod_builder
from oamc.capabilities.contracts import PODS, REPLICABLE, Workload, WorkloadType
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import LoweringOptions
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import Instance

_BUILD = pod_builder("Task", served=False)


def build(instance: Instance, application: str, options: LoweringOptions, reports: Reports) -> Workload:
    """Make the workload with a parallelism of one (docs/spec/oam-v1alpha1.md, 7.2)."""
    return replace(_BUILD(instance, application, options, reports), replicas=1)


TASK = WorkloadType(
    names=("core.oam.dev/v1alpha1.Task",),
    summary="Work that runs to its end, in one or more pods at a time; a Job.",
    token="Task",
    features=frozenset({PODS, REPLICABLE}),
    build=build,
    assemble=assemble_job,
)
