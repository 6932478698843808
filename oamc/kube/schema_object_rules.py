"""Rules that read several fields of metadata, networks, configuration, storage and access; and the table of all such rules.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `validation/validation.go` of `pkg/apis/core`, `networking`, `rbac` and `scheduling`.
"""

from __future__ import annotations

from oamc.kube import schema_pod_rules, schema_workload_rules
from oamc.kube.schema_pod_rules import only_one_of
from oamc.kube.schema_quantities import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oamc.kube.schema_findings import Findings, Path

LARGEST_ANNOTATIONS = 256 * 1024
LARGEST_CONFIGURATION = 1024 * 1024
LARGEST_USER_PRIORITY = 10**9
SECRET_KEYS = {
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
}
FORBIDDEN_IN_PATHS = ("//", "/./", "/../", "%2f", "%2F")


def metadata(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the size of all annotations (ValidateAnnotationsSize)."""
    annotations = value.get("annotations") or {}
    if sum(len(key.encode()) + len(text.encode()) for key, text in annotations.items()) > LARGEST_ANNOTATIONS:
        findings.bad((*path, "annotations"), "must have at most 256 KiB in all")


def service_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a Service (ValidateService)."""
    kind = spec.get("type") or "ClusterIP"
    ports = spec.get("ports") or ()
    headless = spec.get("clusterIP") == "None"
    if not ports and not headless and kind != "ExternalName":
        findings.missing(path, "ports")
    if kind == "ExternalName" and not spec.get("externalName"):
        findings.missing(path, "externalName")
    if headless and kind in ("NodePort", "LoadBalancer"):
        findings.bad((*path, "clusterIP"), f"must not be None when the type is {kind}")
    names: dict[str, int] = {}
    for index, port in enumerate(ports):
        name = port.get("name")
        if not name and len(ports) > 1:
            findings.missing((*path, "ports", index), "name")
        elif name and names.setdefault(name, index) != index:
            findings.bad((*path, "ports", index), f"has the same name as ports[{names[name]}]")
        if port.get("nodePort") and kind not in ("NodePort", "LoadBalancer"):
            findings.bad((*path, "ports", index, "nodePort"), "is only for the types NodePort and LoadBalancer")
    if spec.get("externalTrafficPolicy") and kind not in ("NodePort", "LoadBalancer") and not spec.get("externalIPs"):
        findings.bad((*path, "externalTrafficPolicy"), "is only for the types NodePort and LoadBalancer")
    for field in ("allocateLoadBalancerNodePorts", "loadBalancerClass", "loadBalancerSourceRanges"):
        if spec.get(field) is not None and kind != "LoadBalancer":
            findings.bad((*path, field), "is only for the type LoadBalancer")


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
    if value.get("service") is not None and value["service"].get("port") is None:
        findings.missing((*path, "service"), "port")


def service_port_choice(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a port of a Service is chosen by its name or its number (validateIngressBackend)."""
    only_one_of(value, ("name", "number"), path, findings)


def network_peer(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a peer is a range of addresses, or selected by labels (ValidateNetworkPolicyPeer)."""
    selected = value.get("podSelector") is not None or value.get("namespaceSelector") is not None
    if (value.get("ipBlock") is not None) == selected:
        findings.bad(path, "must have either ipBlock, or podSelector and namespaceSelector, or one of these two")


def network_port(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a range of ports (ValidateNetworkPolicyPort)."""
    last, first = value.get("endPort"), value.get("port")
    if last is not None and (first is None or isinstance(first, str) or last < first):
        findings.bad((*path, "endPort"), "must come with a port by number that is not above it")


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
    for key in SECRET_KEYS.get(value.get("type") or "", ()):
        if key not in encoded and key not in texts:
            findings.bad(path, f'must have the key "{key}", because of its type')


def _bytes(texts: dict[str, str]) -> int:
    """Return the size of all values as UTF-8."""
    return sum(len(text.encode()) for text in texts.values())


def _decoded_bytes(encoded: dict[str, str]) -> int:
    """Return the size of all values after decoding their base64."""
    return sum(len(text) // 4 * 3 - text[-2:].count("=") for text in encoded.values())


def claim_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check what a claim asks for (ValidatePersistentVolumeClaimSpec)."""
    modes = spec.get("accessModes") or ()
    if not modes:
        findings.missing(path, "accessModes")
    if "ReadWriteOncePod" in modes and len(set(modes)) > 1:
        findings.bad((*path, "accessModes"), "must have no other mode beside ReadWriteOncePod")
    requests = (spec.get("resources") or {}).get("requests") or {}
    limits = (spec.get("resources") or {}).get("limits") or {}
    where = (*path, "resources", "requests", "storage")
    if "storage" not in requests:
        findings.missing(where[:-1], "storage")
    elif (parse(requests["storage"]) or 0) <= 0:
        findings.bad(where, "must be above zero")
    elif "storage" in limits and (parse(requests["storage"]) or 0) > (parse(limits["storage"]) or 0):
        findings.bad(where, "must not be above its limit")


def role_rule(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a rule says what may be done with what (ValidatePolicyRule)."""
    if not value["verbs"]:
        findings.bad((*path, "verbs"), "must not be empty")
    if value.get("nonResourceURLs"):
        if findings.root == "Role":
            findings.bad((*path, "nonResourceURLs"), "is only for a ClusterRole")
        if value.get("apiGroups") or value.get("resources") or value.get("resourceNames"):
            findings.bad(path, "must not have nonResourceURLs and resources at the same time")
        return
    for field in ("apiGroups", "resources"):
        if not value.get(field):
            findings.missing(path, field)


def role_reference(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a ClusterRoleBinding refers to a ClusterRole (ValidateClusterRoleBinding)."""
    if findings.root == "ClusterRoleBinding" and value["kind"] == "Role":
        findings.bad((*path, "kind"), "must be ClusterRole")


def subject(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check who gets a role (ValidateRoleBindingSubject): outside any namespace, a service account is named with its own."""
    is_account = value["kind"] == "ServiceAccount"
    if is_account and findings.root == "ClusterRoleBinding" and not value.get("namespace"):
        findings.missing(path, "namespace")
    if value.get("apiGroup") and value["apiGroup"] != ("" if is_account else "rbac.authorization.k8s.io"):
        findings.bad((*path, "apiGroup"), "must be left out" if is_account else "must be rbac.authorization.k8s.io")


def priority_class(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a priority (ValidatePriorityClass): the highest ones, and names that begin with `system-`, are the system's."""
    if (value.get("value") or 0) > LARGEST_USER_PRIORITY:
        findings.bad((*path, "value"), f"must be at most {LARGEST_USER_PRIORITY}")
    if ((value.get("metadata") or {}).get("name") or "").startswith("system-"):
        findings.bad((*path, "metadata", "name"), 'must not begin with "system-"')


OBJECT_RULES: dict[str, Callable[[dict[str, Any], Path, Findings], None]] = {
    **schema_pod_rules.RULES,
    **schema_workload_rules.RULES,
    "core.v1.ConfigMap": config_map,
    "core.v1.PersistentVolumeClaimSpec": claim_spec,
    "core.v1.Secret": secret,
    "core.v1.ServiceSpec": service_spec,
    "meta.v1.ObjectMeta": metadata,
    "networking.v1.HTTPIngressPath": ingress_path,
    "networking.v1.HTTPIngressRuleValue": ingress_http,
    "networking.v1.IngressBackend": ingress_backend,
    "networking.v1.IngressSpec": ingress_spec,
    "networking.v1.NetworkPolicyPeer": network_peer,
    "networking.v1.NetworkPolicyPort": network_port,
    "networking.v1.ServiceBackendPort": service_port_choice,
    "rbac.v1.PolicyRule": role_rule,
    "rbac.v1.RoleRef": role_reference,
    "rbac.v1.Subject": subject,
    "scheduling.v1.PriorityClass": priority_class,
}
"""The rule for each definition that has one. It is called when the shape of the mapping and of all within it is right."""
