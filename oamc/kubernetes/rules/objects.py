"""Rules that read several fields of metadata and ingresses; and the table of all such rules.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `validation/validation.go` of `pkg/apis/core` and `networking`.
"""

from __future__ import annotations

from oamc.kubernetes.names import (
    RELAXED_SERVICE_NAMES,
    label_key_problem,
    path_segment_problem,
    service_name_problem,
)
from oamc.kubernetes.rules import pods as pod_rules
from oamc.kubernetes.rules import workloads as workload_rules
from oamc.kubernetes.rules.pods import only_one_of
from oamc.startup.modules_by_name import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Findings, Path

    Rule: TypeAlias = Callable[[dict[str, Any], Path, Findings], None]

LARGEST_ANNOTATIONS = 256 * 1024


FINALIZERS = ("foregroundDeletion", "orphan", "kubernetes")


FORBIDDEN_IN_PATHS = ("//", "/./", "/../", "%2f", "%2F")


def metadata(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the size of all annotations (ValidateAnnotationsSize)."""
    annotations = value.get("annotations")
    if (
        annotations
        and sum(len(key.encode()) + len((text or "").encode()) for key, text in annotations.items()) > LARGEST_ANNOTATIONS
    ):
        findings.bad((*path, "annotations"), "must have at most 256 KiB in all")
    if path != ("metadata",):
        return  # that of a template holds labels and annotations only
    for index, name in enumerate(() if findings.custom else value.get("finalizers") or ()):
        if "/" not in name and name not in FINALIZERS and not label_key_problem(name):
            findings.bad((*path, "finalizers", index), 'must be a name with a domain, such as "example.com/name"')
    owners = value.get("ownerReferences")
    if not owners:
        return
    if sum(bool(owner.get("controller")) for owner in owners) > 1:
        findings.bad((*path, "ownerReferences"), "must not have two controllers")
    for index, owner in enumerate(owners):
        for field in ("apiVersion", "kind", "name", "uid"):
            if not owner[field]:
                findings.bad((*path, "ownerReferences", index, field), "must not be empty")


def ingress_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that an Ingress leads somewhere (ValidateIngressSpec)."""
    if not spec.get("rules") and spec.get("defaultBackend") is None:
        findings.bad(path, "must have rules or a defaultBackend")


def ingress_path(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a path by its type (validateHTTPIngressPath)."""
    kind, text = value["pathType"], value.get("path") or ""
    where = (*path, "path")
    if not text.startswith("/") and (text or kind != "ImplementationSpecific"):
        findings.bad(where, 'must begin with "/"')
    elif kind != "ImplementationSpecific" and (
        any(part in text for part in FORBIDDEN_IN_PATHS) or text.endswith(("/.", "/.."))
    ):
        findings.bad(where, 'must not contain "//", "/./", "/../" or an encoded slash')


def ingress_http(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a rule has paths (validateHTTPIngressRuleValue)."""
    if not value["paths"]:
        findings.bad((*path, "paths"), "must not be empty")


def ingress_backend(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a backend is one thing, and a Service with a port (validateIngressBackend)."""
    only_one_of(value, ("resource", "service"), path, findings)
    if value.get("resource") is not None:
        _typed_reference(value["resource"], (*path, "resource"), findings)
    served = value.get("service")
    if served is not None:
        reason = service_name_problem(served["name"], relaxed=findings.minor >= RELAXED_SERVICE_NAMES)
        if reason:
            findings.bad((*path, "service", "name"), reason)
        if served.get("port") is None:
            findings.missing((*path, "service"), "port")


def _typed_reference(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a reference to something of another kind (validateIngressTypedLocalObjectReference)."""
    for field in ("kind", "name"):
        reason = path_segment_problem(value[field])
        if reason:
            findings.bad((*path, field), reason)


def service_port_choice(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a port of a Service is chosen by its name or its number (validateIngressBackend)."""
    only_one_of(value, ("name", "number"), path, findings)


OBJECT_RULES: dict[str, Rule] = {
    **pod_rules.RULES,
    **workload_rules.RULES,
    "meta.v1.ObjectMeta": metadata,
    "networking.v1.HTTPIngressPath": ingress_path,
    "networking.v1.HTTPIngressRuleValue": ingress_http,
    "networking.v1.IngressBackend": ingress_backend,
    "networking.v1.IngressSpec": ingress_spec,
    "networking.v1.ServiceBackendPort": service_port_choice,
}
"""The rule for each definition that has one. It is called when the shape of the mapping and of all within it is right."""

RULE_MODULES = {
    name: module
    for module, names in {
        "access": ("rbac.v1.PolicyRule", "rbac.v1.RoleRef", "rbac.v1.Subject", "scheduling.v1.PriorityClass"),
        "autoscalers": (
            "autoscaling.v1.HorizontalPodAutoscalerSpec",
            "autoscaling.v2.HPAScalingRules",
            "autoscaling.v2.HorizontalPodAutoscalerSpec",
            "autoscaling.v2.MetricSpec",
            "policy.v1.PodDisruptionBudgetSpec",
        ),
        "cluster": (
            "core.v1.TopologySelectorTerm",
            "discovery.v1.EndpointSlice",
            "networking.v1.IngressClassParametersReference",
            "networking.v1.IngressClassSpec",
            "rbac.v1.AggregationRule",
            "storage.v1.StorageClass",
        ),
        "configuration": ("core.v1.ConfigMap", "core.v1.Secret"),
        "environments": ("core.v1.EnvFromSource", "core.v1.EnvVarSource"),
        "jobs": (
            "batch.v1.CronJobSpec",
            "batch.v1.Job",
            "batch.v1.JobSpec",
            "batch.v1.PodFailurePolicyOnExitCodesRequirement",
            "batch.v1.PodFailurePolicyRule",
        ),
        "networks": (
            "networking.v1.IPBlock",
            "networking.v1.NetworkPolicyPeer",
            "networking.v1.NetworkPolicyPort",
            "networking.v1.NetworkPolicySpec",
        ),
        "quotas": ("core.v1.LimitRangeItem", "core.v1.LimitRangeSpec", "core.v1.ResourceQuotaSpec"),
        "scheduling": (
            "core.v1.NodeSelector",
            "core.v1.NodeSelectorTerm",
            "core.v1.PodAffinityTerm",
            "core.v1.PodDNSConfig",
            "core.v1.Toleration",
            "core.v1.TopologySpreadConstraint",
        ),
        "services": ("core.v1.ServiceSpec",),
        "sets": (
            "apps.v1.DaemonSetSpec",
            "apps.v1.ReplicaSetSpec",
            "apps.v1.RollingUpdateDaemonSet",
            "apps.v1.RollingUpdateDeployment",
            "apps.v1.StatefulSetSpec",
        ),
        "volumes": (
            "core.v1.CSIVolumeSource",
            "core.v1.DownwardAPIVolumeFile",
            "core.v1.EphemeralVolumeSource",
            "core.v1.NFSVolumeSource",
            "core.v1.PersistentVolumeClaimSpec",
            "core.v1.ProjectedVolumeSource",
            "core.v1.Volume",
            "core.v1.VolumeMount",
            "core.v1.VolumeProjection",
        ),
    }.items()
    for name in names
}
"""The module of this room with the rule for a definition that many applications lack: it is imported when one has it."""


_IMPORTED: dict[str, Rule] = {}


def object_rule(name: str) -> Rule | None:
    """Return the rule for a definition, if it has one."""
    module = RULE_MODULES.get(name)
    if module is None:
        return OBJECT_RULES.get(name)
    rule = _IMPORTED.get(name)
    if rule is None:
        rule = _IMPORTED[name] = import_module(f"oamc.kubernetes.rules.{module}").RULES[name]
    return rule
