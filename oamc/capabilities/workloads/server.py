"""Server: a service that can run in several replicas; a Deployment with a Service."""

from __future__ import annotations

from oamc.capabilities.assembly import assemble_deployment, pod_builder
from oamc.capabilities.contracts import PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT, WorkloadType

SERVER = WorkloadType(
    names=("core.oam.dev/v1alpha1.Server",),
    summary="A service that can run in several replicas; a Deployment with a Service.",
    token="Service",
    features=frozenset({PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT}),
    build=pod_builder("Service", served=True),
    assemble=assemble_deployment,
    name_rule="service",
)
