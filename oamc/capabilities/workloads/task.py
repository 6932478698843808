"""Task: a job that runs to its end, in one or more pods at a time; a Job.

Without the trait `manual-scaler` one pod runs. With it, `parallelism` pods run and `completions` stays open: the first success
ends the Job.
"""

from __future__ import annotations

from oamc.capabilities.assembly import POD, job, parallelism
from oamc.capabilities.contracts import PODS, REPLICABLE, WorkloadType

TASK = WorkloadType(
    names=("core.oam.dev/v1alpha1.Task",),
    summary="Work that runs to its end, in one or more pods at a time; a Job.",
    token="Task",
    features=frozenset({PODS, REPLICABLE}),
    render=job("Task", completions=None),
    scale=parallelism,
    pod=POD,
    runs_once=True,
)
