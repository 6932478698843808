"""SingletonServer: a service of which at most one replica runs; a StatefulSet with a Service."""

from __future__ import annotations

from oamc.capabilities.assembly import POD, stateful_set
from oamc.capabilities.contracts import LONGEST_STATEFUL_SET_NAME, PODS, SERVICE_ENDPOINT, WorkloadType

SINGLETON_SERVER = WorkloadType(
    names=("core.oam.dev/v1alpha1.SingletonServer",),
    summary="A service of which at most one replica runs; a StatefulSet with a Service.",
    token="SingletonServer",
    features=frozenset({PODS, SERVICE_ENDPOINT}),
    render=stateful_set("SingletonServer", served=True),
    pod=POD,
    counterpart="SingletonWorker",
    longest_name=LONGEST_STATEFUL_SET_NAME,
    name_rule="service",
)
