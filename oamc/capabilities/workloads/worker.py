"""Worker: a daemon without a service that can run in several replicas; a Deployment."""

from __future__ import annotations

from oamc.capabilities.assembly import POD, deployment, replicas
from oamc.capabilities.contracts import PODS, REPLICABLE, SCALABLE, WorkloadType

WORKER = WorkloadType(
    names=("core.oam.dev/v1alpha1.Worker",),
    summary="A daemon without a service that can run in several replicas; a Deployment.",
    token="Worker",
    features=frozenset({PODS, REPLICABLE, SCALABLE}),
    render=deployment("Worker", served=False),
    scale=replicas,
    pod=POD,
    counterpart="Server",
    name_rule="subdomain",
)
