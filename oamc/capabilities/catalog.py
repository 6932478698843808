"""The catalog: everything that a compilation may bind to, by name.

`CATALOG` has what oamc knows by itself. It names the module of each capability, and loads one when somebody first asks for it:
a build pays for the traits that it uses. `Catalog.extended` returns a catalog with more: what comes with the input or from
elsewhere is bound as the built-in ones are.
"""

from __future__ import annotations

from oamc.startup.modules_by_name import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import TypeVar

    from oamc.capabilities.contracts import Intent, Scope, Trait, WorkloadType
    from oamc.ir.program import Capability

    C = TypeVar("C", bound=Capability)

_WORKLOAD_TYPES = {
    "core.oam.dev/v1alpha1.Server": "workloads.server",
    "core.oam.dev/v1alpha1.SingletonServer": "workloads.singleton_server",
    "core.oam.dev/v1alpha1.Worker": "workloads.worker",
    "core.oam.dev/v1alpha1.SingletonWorker": "workloads.singleton_worker",
    "core.oam.dev/v1alpha1.Task": "workloads.task",
    "core.oam.dev/v1alpha1.SingletonTask": "workloads.singleton_task",
    "openfaas.com/v1.Function": "workloads.openfaas_function",
    "dapr.io/v1alpha1.Component": "workloads.dapr_component",
    "dapr.io/v1alpha1.Configuration": "workloads.dapr_configuration",
    "dapr.io/v1alpha1.HTTPEndpoint": "workloads.dapr_http_endpoint",
    "dapr.io/v1alpha1.Resiliency": "workloads.dapr_resiliency",
    "dapr.io/v2alpha1.Subscription": "workloads.dapr_subscription",
    "monitoring.coreos.com/v1.Prometheus": "workloads.prometheus",
    "core.oam.dev/v1alpha2.ContainerizedWorkload": "workloads.containerized_workload",
}
_TRAITS = {
    "auto-scaler": "traits.auto_scaler",
    "empty": "traits.empty",
    "ingress": "traits.ingress",
    "manual-scaler": "traits.manual_scaler",
    "schedule": "traits.schedule",
    "security-policy": "traits.security_policy",
    "upgrade": "traits.upgrade",
    "rollout": "traits.rollout",
    "volume-mounter": "traits.volume_mounter",
    "labels": "traits.labels",
    "annotations": "traits.annotations",
    "placement": "traits.placement",
    "service-account": "traits.service_account",
    "lifecycle": "traits.lifecycle",
    "env": "traits.env",
    "secret-mounter": "traits.secret_mounter",
    "init-container": "traits.init_container",
    "sidecar": "traits.sidecar",
    "service": "traits.service",
    "probes": "traits.probes",
    "load-balancer": "traits.load_balancer",
    "bandwidth-control": "traits.bandwidth_control",
    "dynamic-qos": "traits.dynamic_qos",
    "dapr": "traits.dapr",
    "metrics": "traits.metrics",
    "slo": "traits.slo",
    "circuit-breaker": "traits.circuit_breaker",
    "load-balancing-policy": "traits.load_balancing_policy",
    "rate-limit": "traits.rate_limit",
    "traffic-mirror": "traits.traffic_mirror",
}
_SCOPES = {
    "core.oam.dev/v1alpha1.HealthScope": "scopes.health",
    "core.oam.dev/v1alpha1.IdentityScope": "scopes.identity",
    "core.oam.dev/v1alpha1.NetworkScope": "scopes.network",
    "resources.oam.dev/v1.ResourceQuotaScope": "scopes.resource_quota",
}
_INTENTS = {
    "cannot-be-scaled": "intents.cannot_be_scaled",
    "batch-job": "intents.batch_job",
    "highest-security": "intents.highest_security",
    "stateful": "intents.stateful",
    "latency-sensitive": "intents.latency_sensitive",
}


class Shelf:
    """The capabilities of one kind by their own names.

    A row is the capability itself, or the module that declares it under its own name in upper case.
    """

    def __init__(self, rows: Mapping[str, str | C]) -> None:
        self._rows: dict[str, str | Capability] = dict(rows)

    def names(self) -> tuple[str, ...]:
        """Return the own names of all, in the order of the table."""
        return tuple(self._rows)

    def load(self, name: str) -> Capability:
        """Return the capability in a row."""
        row = self._rows[name]
        if isinstance(row, str):
            row = self._rows[name] = getattr(import_module(f"oamc.capabilities.{row}"), row.rpartition(".")[2].upper())
        return row

    def own(self, name: str) -> Capability | None:
        """Find a capability by its own name."""
        return self.load(name) if name in self._rows else None

    def any(self, name: str) -> Capability | None:
        """Find a capability by any of its names. Older ones are found in the modules, which then are all loaded."""
        return self.own(name) or next((known for known in self if name in known.names), None)

    def __iter__(self) -> Iterator[Capability]:
        return iter([self.load(name) for name in self._rows])

    def extended(self, further: Iterable[Capability]) -> Shelf:
        """Return these rows with further ones, which win over those of the same name."""
        return Shelf({**self._rows, **{capability.name: capability for capability in further}})


class Catalog:
    """All capabilities that a compilation may use."""

    def __init__(
        self, workload_types: Shelf, traits: Shelf, scopes: Shelf, policies: Shelf | None = None, intents: Shelf | None = None
    ) -> None:
        self._workload_types = workload_types
        self._traits = traits
        self._scopes = scopes
        self._policies = policies or Shelf({})
        self._intents = intents or Shelf({})

    def workload_type(self, name: str) -> WorkloadType | None:
        """Find a workload type by any of its names."""
        return self._workload_types.any(name)  # type: ignore[return-value]  # the shelf of workload types

    def trait(self, name: str) -> Trait | None:
        """Find a trait by its own name."""
        return self._traits.own(name)  # type: ignore[return-value]  # the shelf of traits

    def trait_by_alias(self, name: str) -> Trait | None:
        """Find a trait by any of its names."""
        return self._traits.any(name)  # type: ignore[return-value]  # the shelf of traits

    def policy(self, name: str) -> WorkloadType | None:
        """Find a type of policies that make objects, which are like components."""
        return self._policies.own(name)  # type: ignore[return-value]  # the shelf of policies

    def scope(self, name: str) -> Scope | None:
        """Find a scope type by any of its names."""
        return self._scopes.any(name)  # type: ignore[return-value]  # the shelf of scopes

    def intent(self, name: str) -> Intent | None:
        """Find an intent by its name."""
        return self._intents.own(name)  # type: ignore[return-value]  # the shelf of intents

    @property
    def workload_types(self) -> tuple[WorkloadType, ...]:
        """Return all workload types, in the order of the table."""
        return tuple(self._workload_types)  # type: ignore[arg-type]  # the shelf of workload types

    @property
    def named_workload_types(self) -> tuple[WorkloadType, ...]:
        """Return the workload types that components call by their names."""
        return tuple(known for known in self.workload_types if not known.embedded)

    @property
    def traits(self) -> tuple[Trait, ...]:
        """Return all traits, in the order of the table."""
        return tuple(self._traits)  # type: ignore[arg-type]  # the shelf of traits

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Return all scope types, in the order of the table."""
        return tuple(self._scopes)  # type: ignore[arg-type]  # the shelf of scopes

    @property
    def intents(self) -> tuple[Intent, ...]:
        """Return all intents, in the order of the table."""
        return tuple(self._intents)  # type: ignore[arg-type]  # the shelf of intents

    def intent_names(self) -> tuple[str, ...]:
        """Return the names of all intents, in the order of the table, without loading one."""
        return self._intents.names()

    def workload_type_names(self) -> tuple[str, ...]:
        """Return the own names of all workload types, in the order of the table, without loading one."""
        return self._workload_types.names()

    def trait_names(self) -> tuple[str, ...]:
        """Return the own names of all traits, in the order of the table, without loading one."""
        return self._traits.names()

    def without(self, traits: Collection[str]) -> Catalog:
        """Return a catalog without some traits, by their own names."""
        kept = {trait.name: trait for trait in self.traits if trait.name not in traits}
        return Catalog(self._workload_types, Shelf(kept), self._scopes, self._policies, self._intents)

    def extended(
        self,
        *,
        workload_types: Iterable[WorkloadType] = (),
        traits: Iterable[Trait] = (),
        scopes: Iterable[Scope] = (),
        policies: Iterable[WorkloadType] = (),
        intents: Iterable[Intent] = (),
    ) -> Catalog:
        """Return a catalog with further capabilities."""
        return Catalog(
            workload_types=self._workload_types.extended(workload_types),
            traits=self._traits.extended(traits),
            scopes=self._scopes.extended(scopes),
            policies=self._policies.extended(policies),
            intents=self._intents.extended(intents),
        )


CATALOG = Catalog(workload_types=Shelf(_WORKLOAD_TYPES), traits=Shelf(_TRAITS), scopes=Shelf(_SCOPES), intents=Shelf(_INTENTS))
