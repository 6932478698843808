"""Rules that read several fields of metadata, ingresses, configuration and storage; and the table of all such rules.

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
from oamc.kubernetes.quantities import parse
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
LARGEST_CONFIGURATION = 1024 * 1024


SECRET_KEYS = {
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
}
ACCOUNT = "kubernetes.io/service-account.name"
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


def config_map(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the keys and the size of a ConfigMap (ValidateConfigMap)."""
    texts, binary = value.get("data") or {}, value.get("binaryData") or {}
    if texts.keys() & binary.keys():
        findings.bad((*path, "binaryData"), "must not have a key that data has, too")
    if _bytes(texts) + _decoded_bytes(binary) > LARGEST_CONFIGURATION:
        findings.bad(path, "must hold at most 1 MiB in data and binaryData")


def secret(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the size of a Secret, and the keys that its type demands (ValidateSecret)."""
    encoded, texts = value.get("data") or {}, value.get("stringData") or {}
    merged = {key: text for key, text in encoded.items() if key not in texts}
    if _bytes(texts) + _decoded_bytes(merged) > LARGEST_CONFIGURATION:
        findings.bad(path, "must hold at most 1 MiB in data and stringData")
    kind = value.get("type") or ""
    for key in SECRET_KEYS.get(kind, ()):
        if key not in encoded and key not in texts:
            findings.bad(path, f'must have the key "{key}", because of its type')
    if kind == "kubernetes.io/basic-auth" and not {"username", "password"} & (encoded.keys() | texts.keys()):
        findings.bad(path, 'must have the key "username" or "password", because of its type')
    if kind == "kubernetes.io/ssh-auth" and not (texts.get("ssh-privatekey") or encoded.get("ssh-privatekey")):
        findings.bad(path, 'must have something in the key "ssh-privatekey", because of its type')
    if kind == "kubernetes.io/service-account-token" and not ((value.get("metadata") or {}).get("annotations") or {}).get(
        ACCOUNT
    ):
        findings.bad(path, f"must name its account in the annotation {ACCOUNT}, because of its type")
    if kind in ("kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"):
        _registries(encoded, texts, SECRET_KEYS[kind][0], path, findings)


def _registries(encoded: dict[str, str | None], texts: dict[str, str | None], key: str, path: Path, findings: Findings) -> None:
    """Check that the access to registries is written in JSON."""
    import json
    from binascii import a2b_base64

    if key not in texts and key not in encoded:
        return
    held = texts[key] or "" if key in texts else a2b_base64(encoded[key] or "")
    try:
        good = isinstance(json.loads(held), (dict, type(None)))
    except (ValueError, RecursionError):
        good = False
    if not good:
        findings.bad((*path, "stringData" if key in texts else "data", key), "must be a mapping in JSON, because of its type")


def _bytes(texts: dict[str, str | None]) -> int:
    """Return the size of all values as UTF-8; null counts as the empty text."""
    return sum(len((text or "").encode()) for text in texts.values())


def _decoded_bytes(encoded: dict[str, str | None]) -> int:
    """Return the size of all values after decoding their base64."""
    return sum(len(text) // 4 * 3 - text[-2:].count("=") for text in encoded.values() if text)


def claim_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check what a claim asks for (ValidatePersistentVolumeClaimSpec)."""
    modes = spec.get("accessModes") or ()
    if not modes:
        findings.missing(path, "accessModes")
    if "ReadWriteOncePod" in modes and len(set(modes)) > 1:
        findings.bad((*path, "accessModes"), "must have no other mode beside ReadWriteOncePod")
    for field in ("dataSource", "dataSourceRef"):
        source = spec.get(field)
        if source is not None and not source.get("apiGroup") and source["kind"] != "PersistentVolumeClaim":
            findings.bad((*path, field, "kind"), "must be PersistentVolumeClaim without an apiGroup")
    both = [spec[field] for field in ("dataSource", "dataSourceRef") if spec.get(field) is not None]
    if len(both) > 1 and not both[1].get("namespace") and both[0] != both[1]:
        findings.bad((*path, "dataSourceRef"), "must be the same as dataSource")
    requests = (spec.get("resources") or {}).get("requests") or {}
    limits = (spec.get("resources") or {}).get("limits") or {}
    where = (*path, "resources", "requests", "storage")
    if "storage" not in requests:
        findings.missing(where[:-1], "storage")
    elif (parse(requests["storage"]) or 0) <= 0:
        findings.bad(where, "must be above zero")
    elif "storage" in limits and (parse(requests["storage"]) or 0) > (parse(limits["storage"]) or 0):
        findings.bad(where, "must not be above its limit")


OBJECT_RULES: dict[str, Rule] = {
    **pod_rules.RULES,
    **workload_rules.RULES,
    "core.v1.ConfigMap": config_map,
    "core.v1.PersistentVolumeClaimSpec": claim_spec,
    "core.v1.Secret": secret,
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
        "volumes": (
            "core.v1.CSIVolumeSource",
            "core.v1.DownwardAPIVolumeFile",
            "core.v1.EphemeralVolumeSource",
            "core.v1.NFSVolumeSource",
            "core.v1.ProjectedVolumeSource",
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
