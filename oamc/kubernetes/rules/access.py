"""Rules for who may do what, and who comes first: roles, their bindings, and classes of priority.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/rbac` and `scheduling`, file `validation/validation.go`.
"""

from __future__ import annotations

from oamc.kubernetes.names import dns_subdomain_problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path

LARGEST_USER_PRIORITY = 10**9


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
    reason = dns_subdomain_problem(value["name"]) if is_account else ""
    if reason:
        findings.bad((*path, "name"), reason)
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


RULES = {
    "rbac.v1.PolicyRule": role_rule,
    "rbac.v1.RoleRef": role_reference,
    "rbac.v1.Subject": subject,
    "scheduling.v1.PriorityClass": priority_class,
}
