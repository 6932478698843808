"""Rules for where pods run and how they reach the network: tolerations, affinity, spreading, DNS, kernel parameters.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/core/validation/validation.go`.
"""

from __future__ import annotations

from oamc.kubernetes.names import dns_label_problem, dns_subdomain_problem, label_key_problem, label_value_problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path

MERGED_KEYS = 34
"""The minor version since which keys may be in the selector, too (MatchLabelKeysInPodTopologySpreadSelectorMerge)."""

MOST_NAME_SERVERS = 3
RELAXED_SEARCHES = 33
"""The minor version since which search paths of a resolver may be any (RelaxedDNSSearchValidation)."""

MOST_SEARCH_PATHS = 32
LONGEST_SEARCH_LIST = 2048


def toleration(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a toleration (ValidateTolerations)."""
    operator = value.get("operator") or "Equal"
    if operator not in ("Equal", "Exists"):
        findings.bad((*path, "operator"), "must be Equal or Exists")
    elif operator == "Exists" and value.get("value"):
        findings.bad((*path, "value"), "must be empty when the operator is Exists")
    elif operator == "Equal":
        reason = label_value_problem(value.get("value") or "")
        if reason:
            findings.bad((*path, "value"), reason)
    if not value.get("key") and operator != "Exists":
        findings.bad(path, "must have a key unless the operator is Exists")
    if value.get("tolerationSeconds") is not None and value.get("effect") != "NoExecute":
        findings.bad((*path, "tolerationSeconds"), "is only for the effect NoExecute")


def node_selector(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that nodes are selected by terms with good values (ValidateNodeSelector).

    A preference may have other values: a cluster of one node heeds none.
    """
    terms = value["nodeSelectorTerms"]
    if not terms:
        findings.bad((*path, "nodeSelectorTerms"), "must not be empty")
    for index, term in enumerate(terms):
        for number, requirement in enumerate(term.get("matchExpressions") or ()):
            where = (*path, "nodeSelectorTerms", index, "matchExpressions", number, "values")
            check_label_values(requirement.get("values") or (), where, findings)


def check_label_values(values: Any, path: Path, findings: Findings) -> None:
    """Check values with which those of labels are compared."""
    for index, value in enumerate(values):
        reason = label_value_problem(value)
        if reason:
            findings.bad((*path, index), reason)


def node_selector_term(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a node is selected by its name where it is by a field (ValidateNodeFieldSelectorRequirement)."""
    for index, requirement in enumerate(value.get("matchFields") or ()):
        where = (*path, "matchFields", index)
        if requirement["key"] != "metadata.name":
            findings.bad((*where, "key"), "must be metadata.name")
        if requirement["operator"] not in ("In", "NotIn"):
            findings.bad((*where, "operator"), "must be In or NotIn")
        elif len(requirement.get("values") or ()) != 1:
            findings.bad(where, "must have one value")
        else:
            reason = dns_subdomain_problem(requirement["values"][0])
            if reason:
                findings.bad((*where, "values", 0), reason)


def pod_affinity_term(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the namespaces of other pods, and keys of labels (validatePodAffinityTerm)."""
    for index, name in enumerate(value.get("namespaces") or ()):
        reason = dns_label_problem(name)
        if reason:
            findings.bad((*path, "namespaces", index), reason)
    check_label_keys(value, ("matchLabelKeys", "mismatchLabelKeys"), path, findings)
    for key in set(value.get("matchLabelKeys") or ()) & set(value.get("mismatchLabelKeys") or ()):
        findings.bad((*path, "matchLabelKeys", value["matchLabelKeys"].index(key)), "must not be in mismatchLabelKeys, too")


def check_label_keys(value: dict[str, Any], fields: tuple[str, ...], path: Path, findings: Findings) -> None:
    """Check keys by whose values pods are compared (validateLabelKeys): they come with a selector."""
    for field in fields:
        keys = value.get(field) or ()
        if keys and value.get("labelSelector") is None:
            findings.bad((*path, field), "must come with a labelSelector")
        for index, key in enumerate(keys):
            reason = label_key_problem(key)
            if reason:
                findings.bad((*path, field, index), reason)


def spread(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check how pods are spread (validateTopologySpreadConstraints)."""
    if value.get("minDomains") is not None and value["whenUnsatisfiable"] != "DoNotSchedule":
        findings.bad((*path, "minDomains"), "is only for whenUnsatisfiable: DoNotSchedule")
    check_label_keys(value, ("matchLabelKeys",), path, findings)
    selector = value.get("labelSelector") or {}
    selected = {*(selector.get("matchLabels") or ()), *(one["key"] for one in selector.get("matchExpressions") or ())}
    for index, key in enumerate(value.get("matchLabelKeys") or ()):
        if key in selected and findings.minor < MERGED_KEYS:
            findings.bad((*path, "matchLabelKeys", index), "must not be a key of the labelSelector, too")


def dns_config(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check settings of the resolver (validatePodDNSConfig)."""
    if len(value.get("nameservers") or ()) > MOST_NAME_SERVERS:
        findings.bad((*path, "nameservers"), f"must have at most {MOST_NAME_SERVERS} items")
    searches = value.get("searches") or ()
    if len(searches) > MOST_SEARCH_PATHS or len(" ".join(searches)) > LONGEST_SEARCH_LIST:
        findings.bad((*path, "searches"), f"must have at most {MOST_SEARCH_PATHS} items and {LONGEST_SEARCH_LIST} characters")
    for index, search in enumerate(searches):
        # Since 1.33, parts may hold underscores, and a point alone is the root.
        relaxed = findings.minor >= RELAXED_SEARCHES
        text = search.removesuffix(".").replace("_", "a") if relaxed else search.removesuffix(".")
        reason = "" if relaxed and search == "." else dns_subdomain_problem(text)
        if reason:
            findings.bad((*path, "searches", index), reason)
    for index, option in enumerate(value.get("options") or ()):
        if not option.get("name"):
            findings.missing((*path, "options", index), "name")


RULES = {
    "core.v1.NodeSelector": node_selector,
    "core.v1.NodeSelectorTerm": node_selector_term,
    "core.v1.PodAffinityTerm": pod_affinity_term,
    "core.v1.PodDNSConfig": dns_config,
    "core.v1.Toleration": toleration,
    "core.v1.TopologySpreadConstraint": spread,
}
