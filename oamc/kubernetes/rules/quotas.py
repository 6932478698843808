"""Rules for ResourceQuota and LimitRange: which amounts may be bounded, and that the bounds fit one another.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/core/validation/validation.go`.
"""

from __future__ import annotations

from oamc.diagnostics.reports import nearest, printable
from oamc.kubernetes.names import label_key_problem
from oamc.kubernetes.quantities import ONE, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path

_COUNTED = """
configmaps persistentvolumeclaims pods replicationcontrollers resourcequotas secrets services services.loadbalancers
services.nodeports
"""
COUNTED = frozenset(_COUNTED.split())
_AMOUNTS = ("cpu", "memory", "ephemeral-storage")
QUOTA_RESOURCES = frozenset(
    (
        *COUNTED,
        *_AMOUNTS,
        *(f"{kind}.{amount}" for kind in ("requests", "limits") for amount in _AMOUNTS),
        "requests.storage",
    )
)
RESOURCES = QUOTA_RESOURCES | {"storage"}
POD_AMOUNTS = frozenset(
    ("pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"),
)
SCOPES = {
    "Terminating": POD_AMOUNTS,
    "NotTerminating": POD_AMOUNTS,
    "BestEffort": frozenset(("pods",)),
    "NotBestEffort": POD_AMOUNTS,
    "PriorityClass": POD_AMOUNTS,
    "CrossNamespacePodAffinity": POD_AMOUNTS,
    "VolumeAttributesClass": frozenset(("persistentvolumeclaims", "requests.storage")),
}
"""The scopes of a quota, with the amounts that each may bound."""

VOLUME_SCOPE_SINCE = 34
"""The minor version since which quotas know classes of volume attributes."""

OPPOSITES = (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating"))
VALUED_SCOPES = ("PriorityClass", "VolumeAttributesClass")
LIMIT_TYPES = ("Pod", "Container", "PersistentVolumeClaim")


def quota_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a quota (ValidateResourceQuotaSpec)."""
    hard = spec.get("hard") or {}
    for name, quantity in hard.items():
        _quota_resource(name, quantity, (*path, "hard"), findings)
    scopes = spec.get("scopes") or ()
    for index, scope in enumerate(scopes):
        _scope(scope, hard, (*path, "scopes", index), findings)
    requirements = (spec.get("scopeSelector") or {}).get("matchExpressions") or ()
    for index, requirement in enumerate(requirements):
        where = (*path, "scopeSelector", "matchExpressions", index)
        _scope(requirement["scopeName"], hard, (*where, "scopeName"), findings)
        _scope_requirement(requirement, where, findings)
    for field, names in (("scopes", set(scopes)), ("scopeSelector", {one["scopeName"] for one in requirements})):
        for pair in OPPOSITES:
            if names.issuperset(pair):
                findings.bad((*path, field), f"must not have {pair[0]} and {pair[1]} at the same time")


def _quota_resource(name: str, quantity: str | float, path: Path, findings: Findings) -> None:
    """Check the name of an amount, and that things that are counted come as wholes (ValidateResourceQuotaResourceName)."""
    if label_key_problem(name):
        return  # told by the rule for keys
    if "/" not in name and name not in QUOTA_RESOURCES and not name.startswith(("hugepages-", "requests.hugepages-")):
        meant = nearest(name, QUOTA_RESOURCES)
        hint = f'did you mean "{meant}"?' if meant else ""
        findings.bad(path, f'has the resource "{printable(name)}", which quotas do not know', hint)
    counted = name in COUNTED or ("/" in name and "kubernetes.io/" not in name and not name.startswith("requests."))
    if counted and (parse(quantity) or 0) % ONE:
        findings.bad((*path, name), "must be a whole number")


def _scope(scope: str, hard: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a scope, and that it fits what is bounded (validateResourceQuotaScopes)."""
    known = SCOPES.get(scope)
    if known is None or (scope == "VolumeAttributesClass" and findings.minor < VOLUME_SCOPE_SINCE):
        meant = nearest(scope, SCOPES)
        findings.bad(path, "must be a scope of quotas, such as NotTerminating", f'did you mean "{meant}"?' if meant else "")
    elif any(name in QUOTA_RESOURCES and name not in known for name in hard):
        findings.bad(path, "does not go with all resources of this quota")


def _scope_requirement(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check how a scope is selected (validateScopedResourceSelectorRequirement)."""
    operator, values = value["operator"], value.get("values") or ()
    if operator not in ("In", "NotIn", "Exists", "DoesNotExist"):
        findings.bad((*path, "operator"), "must be In, NotIn, Exists or DoesNotExist")
    elif operator != "Exists" and value["scopeName"] in SCOPES and value["scopeName"] not in VALUED_SCOPES:
        findings.bad((*path, "operator"), "must be Exists for this scope")
    elif (operator in ("In", "NotIn")) != bool(values):
        findings.bad(path, "must have values if, and only if, the operator is In or NotIn")


def limit_range_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that no two items are for the same things (ValidateLimitRange)."""
    seen: dict[str, int] = {}
    for index, item in enumerate(spec.get("limits") or ()):
        if seen.setdefault(item["type"], index) != index:
            findings.bad((*path, "limits", index), f"has the same type as limits[{seen[item['type']]}]")


def limit_range_item(item: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the bounds for one type of things against one another (ValidateLimitRange)."""
    kind = item["type"]
    if "/" not in kind and kind not in LIMIT_TYPES:
        findings.bad((*path, "type"), f"must be {', '.join(LIMIT_TYPES[:-1])} or {LIMIT_TYPES[-1]}")
    held = {field: item.get(field) or {} for field in ("min", "max", "default", "defaultRequest", "maxLimitRequestRatio")}
    if kind == "Pod":
        for field in ("default", "defaultRequest"):
            if held[field]:
                findings.bad((*path, field), "must not be given when the type is Pod")
    if kind == "PersistentVolumeClaim" and "storage" not in held["min"] and "storage" not in held["max"]:
        findings.bad(path, "must have a min or a max of storage when the type is PersistentVolumeClaim")
    for field, amounts in held.items():
        for name in amounts:
            _limited_resource(name, kind, (*path, field), findings)
    for name in {name for amounts in held.values() for name in amounts}:
        _bounds({field: parse(amounts[name]) or 0 for field, amounts in held.items() if name in amounts}, name, path, findings)


def _limited_resource(name: str, kind: str, path: Path, findings: Findings) -> None:
    """Check the name of an amount (validateLimitRangeResourceName): of containers, the standard ones."""
    reason = label_key_problem(name)
    if reason:
        findings.bad_key(path, name, reason)
        return
    known = frozenset(_AMOUNTS) if kind in ("Pod", "Container") else RESOURCES
    if "/" not in name and name not in known and not name.startswith("hugepages-"):
        meant = nearest(name, known)
        hint = f'did you mean "{meant}"?' if meant else ""
        findings.bad(path, f'has the resource "{printable(name)}", which cannot be bounded here', hint)


ORDERS = (
    ("min", "max"),
    ("min", "defaultRequest"),
    ("defaultRequest", "max"),
    ("defaultRequest", "default"),
    ("min", "default"),
    ("default", "max"),
)
"""Bounds of which the first must not be above the second."""


def _bounds(amounts: dict[str, int], name: str, path: Path, findings: Findings) -> None:
    """Check the bounds of one amount against one another."""
    for low, high in ORDERS:
        if low in amounts and high in amounts and amounts[low] > amounts[high]:
            findings.bad((*path, low, name), f"must not be above its {high}")
    ratio = amounts.get("maxLimitRequestRatio")
    if ratio is not None:
        least, most = amounts.get("min"), amounts.get("max")
        if ratio < ONE:
            findings.bad((*path, "maxLimitRequestRatio", name), "must be at least 1")
        elif least and most is not None and ratio * least > most * ONE:
            findings.bad((*path, "maxLimitRequestRatio", name), "must not be above max divided by min")


RULES = {
    "core.v1.LimitRangeItem": limit_range_item,
    "core.v1.LimitRangeSpec": limit_range_spec,
    "core.v1.ResourceQuotaSpec": quota_spec,
}
