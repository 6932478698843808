"""Rules for what belongs to a whole cluster, and is seldom written by an application: classes, aggregation, endpoints.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `validation/validation.go` of `pkg/apis/networking`, `rbac`, `storage` and `discovery`.
"""

from __future__ import annotations

from oamc.kubernetes.addresses import ADDRESS_RULE, address
from oamc.kubernetes.names import dns_subdomain_problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path


def class_parameters(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the scope of the parameters of an IngressClass (validateIngressClassParametersReference)."""
    scope = value.get("scope") or "Cluster"
    if (scope == "Namespace") != (value.get("namespace") is not None):
        findings.bad(path, "must have a namespace if, and only if, its scope is Namespace")


def aggregation(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a ClusterRole made of others selects some (ValidateClusterRole)."""
    if not value.get("clusterRoleSelectors"):
        findings.missing(path, "clusterRoleSelectors")


def topologies(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check places where volumes may be made (ValidateTopologySelectorTerm)."""
    keys: dict[str, int] = {}
    for index, requirement in enumerate(value.get("matchLabelExpressions") or ()):
        where = (*path, "matchLabelExpressions", index)
        if keys.setdefault(requirement["key"], index) != index:
            findings.bad(where, f"has the same key as matchLabelExpressions[{keys[requirement['key']]}]")
        if not requirement["values"]:
            findings.bad((*where, "values"), "must not be empty")
        elif len(set(requirement["values"])) < len(requirement["values"]):
            findings.bad((*where, "values"), "must not have a value twice")


def storage_class(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that no term is empty or like another (validateAllowedTopologies)."""
    terms = [
        {one["key"]: set(one["values"]) for one in term.get("matchLabelExpressions") or ()}
        for term in value.get("allowedTopologies") or ()
    ]
    for index, term in enumerate(terms):
        if not term or term in terms[:index]:
            findings.bad((*path, "allowedTopologies", index), "must not be empty, or repeat an earlier item")


def ingress_class(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a class has a controller (validateIngressClassSpec)."""
    if not value.get("controller"):
        findings.missing(path, "controller")


def slice_addresses(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that the addresses of a slice are of its type (validateEndpoints)."""
    kind = value["addressType"]
    names = [port.get("name") or "" for port in value.get("ports") or ()]
    for index, name in enumerate(names):
        if name in names[:index]:
            findings.bad((*path, "ports", index), "has the same name as an earlier item")
    for index, endpoint in enumerate(value.get("endpoints") or ()):
        where = (*path, "endpoints", index, "addresses")
        if not endpoint["addresses"]:
            findings.bad(where, "must not be empty")
        for number, text in enumerate(endpoint["addresses"]):
            if kind == "FQDN":
                reason = dns_subdomain_problem(text)
            else:
                found = address(text)
                reason = "" if found and f"IPv{found.version}" == kind else ADDRESS_RULE
            if reason:
                findings.bad((*where, number), reason)


RULES = {
    "core.v1.TopologySelectorTerm": topologies,
    "discovery.v1.EndpointSlice": slice_addresses,
    "networking.v1.IngressClassParametersReference": class_parameters,
    "networking.v1.IngressClassSpec": ingress_class,
    "storage.v1.StorageClass": storage_class,
    "rbac.v1.AggregationRule": aggregation,
}
