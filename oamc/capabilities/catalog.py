"""The table of everything oamc knows: workload types, traits and scopes."""

from __future__ import annotations

from oamc.capabilities.contracts import Catalog
from oamc.capabilities.scopes.health import HEALTH
from oamc.capabilities.scopes.identity import IDENTITY
from oamc.capabilities.scopes.network import NETWORK
from oamc.capabilities.scopes.resource_quota import RESOURCE_QUOTA
from oamc.capabilities.traits.auto_scaler import AUTO_SCALER
from oamc.capabilities.traits.empty import EMPTY
from oamc.capabilities.traits.ingress import INGRESS
from oamc.capabilities.traits.manual_scaler import MANUAL_SCALER
from oamc.capabilities.traits.security_policy import SECURITY_POLICY
from oamc.capabilities.traits.volume_mounter import VOLUME_MOUNTER
from oamc.capabilities.workloads.openfaas_function import OPENFAAS_FUNCTION
from oamc.capabilities.workloads.server import SERVER
from oamc.capabilities.workloads.singleton_server import SINGLETON_SERVER
from oamc.capabilities.workloads.singleton_task import SINGLETON_TASK
from oamc.capabilities.workloads.singleton_worker import SINGLETON_WORKER
from oamc.capabilities.workloads.task import TASK
from oamc.capabilities.workloads.worker import WORKER

WORKLOAD_TYPES = (SERVER, SINGLETON_SERVER, WORKER, SINGLETON_WORKER, TASK, SINGLETON_TASK, OPENFAAS_FUNCTION)
TRAITS = (AUTO_SCALER, EMPTY, INGRESS, MANUAL_SCALER, SECURITY_POLICY, VOLUME_MOUNTER)
SCOPES = (HEALTH, IDENTITY, NETWORK, RESOURCE_QUOTA)

CATALOG = Catalog(workload_types=WORKLOAD_TYPES, traits=TRAITS, scopes=SCOPES)
