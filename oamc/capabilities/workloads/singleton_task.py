"""SingletonTask: a job that runs to its end in one pod; a Job with one completion."""

from __future__ import annotations

from oamc.capabilities.assembly import POD, job
from oamc.capabilities.contracts import PODS, WorkloadType

SINGLETON_TASK = WorkloadType(
    names=("core.oam.dev/v1alpha1.SingletonTask",),
    summary="Work that runs to its end in one pod; a Job with one completion.",
    token="SingletonTask",
    features=frozenset({PODS}),
    render=job("SingletonTask", completions=1),
    pod=POD,
    runs_once=True,
)
