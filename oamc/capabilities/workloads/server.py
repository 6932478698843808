"""Server: a service that can run in several replicas; a Deployment with a Service."""

from __future__ import annotations

from oamc.capabilities.assembly import POD, deployment, replicas
from oamc.capabilities.contracts import PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT, WorkloadType

SERVER = WorkloadType(
    names=("core.oam.dev/v1alpha1.Server",),
    summary="A service that can run in several replicas; a Deployment with a Service.",
    token="Service",
    features=frozenset({PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT}),
    render=deployment("Service", served=True),
    scale=replicas,
    pod=POD,
    counterpart="Worker",
    name_rule="service",
)
