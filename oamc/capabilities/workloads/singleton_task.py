"""SingletonTask: a job that runs to its end in one pod; a Job with one completion."""

from __future__ import annotations

from oamc.capabilities.assembly import assemble_job, pod_builder
from oamc.capabilities.contracts import PODS, Workload, WorkloadType
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import LoweringOptions
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import Instance

_BUILD = pod_builder("SingletonTask", served=False)


def build(instance: Instance, application: str, options: LoweringOptions, reports: Reports) -> Workload:
    """Make the workload with one completion, one at a time (docs/spec/oam-v1alpha1.md, 7.2)."""
    workload = _BUILD(instance, application, options, reports)
    return replace(workload, replicas=1, fields={"completions": 1})


SINGLETON_TASK = WorkloadType(
    names=("core.oam.dev/v1alpha1.SingletonTask",),
    summary="Work that runs to its end in one pod; a Job with one completion.",
    token="SingletonTask",
    features=frozenset({PODS}),
    build=build,
    assemble=assemble_job,
)
