"""Worker: a daemon without a service that can run in several replicas; a Deployment."""

from __future__ import annotations

from oamc.capabilities.assembly import assemble_deployment, pod_builder
from oamc.capabilities.contracts import PODS, REPLICABLE, SCALABLE, WorkloadType

WORKER = WorkloadType(
    names=("core.oam.dev/v1alpha1.Worker",),
    summary="A daemon without a service that can run in several replicas; a Deployment.",
    token="Worker",
    features=frozenset({PODS, REPLICABLE, SCALABLE}),
    build=pod_builder("Worker", served=False),
    assemble=assemble_deployment,
    name_rule="subdomain",
)
