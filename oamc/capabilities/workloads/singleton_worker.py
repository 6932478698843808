"""SingletonWorker: a daemon without a service of which at most one replica runs; a StatefulSet."""

from __future__ import annotations

from oamc.capabilities.assembly import POD, stateful_set
from oamc.capabilities.contracts import LONGEST_STATEFUL_SET_NAME, PODS, WorkloadType

SINGLETON_WORKER = WorkloadType(
    names=("core.oam.dev/v1alpha1.SingletonWorker",),
    summary="A daemon without a service of which at most one replica runs; a StatefulSet.",
    token="SingletonWorker",
    features=frozenset({PODS}),
    render=stateful_set("SingletonWorker", served=False),
    pod=POD,
    counterpart="SingletonServer",
    longest_name=LONGEST_STATEFUL_SET_NAME,
    name_rule="label",
)
