"""Which pods a ResourceQuota is about: its scopes, and the expressions of its selector (docs/spec/quality-of-service.md, 4.6).

Rules: `podMatchesScopeFunc` of `pkg/quota/v1/evaluator/core` of Kubernetes. A scope that is not known here is not about pods.
"""

from __future__ import annotations

from oamc.quality.amounts import mappings
from oamc.quality.classes import BEST_EFFORT, quality_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from oamc.quality.pods import Pods

TERMS = ("requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution")


def is_for(quota: Mapping[str, Any], pods: Pods) -> bool:
    """Tell whether a quota is about pods: all of its scopes are."""
    spec = quota.get("spec")
    if not isinstance(spec, dict):
        return False
    scopes, selector = spec.get("scopes") or [], spec.get("scopeSelector") or {}
    if not isinstance(scopes, list) or not isinstance(selector, dict):
        return False
    expressions = [{"scopeName": name, "operator": "Exists"} for name in scopes]
    expressions += mappings(selector.get("matchExpressions"))
    return all(_matches(one, pods) for one in expressions)


def _matches(expression: Mapping[str, Any], pods: Pods) -> bool:
    """Tell whether pods are in one scope."""
    name, spec = expression.get("scopeName"), pods.spec
    match name:
        case "PriorityClass":
            return _selects(expression, str(spec.get("priorityClassName") or ""))
        case "BestEffort" | "NotBestEffort":
            return (quality_of(spec) == BEST_EFFORT) is (name == "BestEffort")
        case "Terminating" | "NotTerminating":
            return (spec.get("activeDeadlineSeconds") is not None) is (name == "Terminating")
        case "CrossNamespacePodAffinity":
            return any(term.get("namespaces") or term.get("namespaceSelector") is not None for term in _terms(spec))
        case _:
            return False


def _selects(expression: Mapping[str, Any], name: str) -> bool:
    """Tell whether an expression selects the name of a priority class, which may be none."""
    values = expression.get("values")
    known = values if isinstance(values, list) else []
    match expression.get("operator"):
        case "In":
            return bool(name) and name in known
        case "NotIn":
            return name not in known
        case "Exists":
            return bool(name)
        case "DoesNotExist":
            return not name
        case _:
            return False


def _terms(spec: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the terms by which pods are put near to others, or away from them."""
    affinity = spec.get("affinity")
    for kind in ("podAffinity", "podAntiAffinity"):
        part = affinity.get(kind) if isinstance(affinity, dict) else None
        for field in TERMS:
            for item in mappings(part.get(field) if isinstance(part, dict) else None):
                term = item.get("podAffinityTerm", item)
                yield term if isinstance(term, dict) else {}
