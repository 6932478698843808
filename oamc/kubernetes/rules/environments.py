"""Rules for where variables of containers come from.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/core/validation/validation.go`.
"""

from __future__ import annotations

from oamc.diagnostics.reports import listing, nearest
from oamc.kubernetes.names import annotation_key_problem, label_key_problem
from oamc.kubernetes.quantities import ONE, parse
from oamc.kubernetes.rules.pods import STANDARD_RESOURCES, check_env_name, only_one_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path

_POD_FIELDS = """
metadata.name metadata.namespace metadata.uid spec.nodeName spec.serviceAccountName status.hostIP status.hostIPs status.podIP
status.podIPs
"""
POD_FIELDS = frozenset(_POD_FIELDS.split())
FILE_KEYS_SINCE = 35
"""The minor version since which variables can come from files in volumes (EnvFiles); 1.34 knows the field, and drops it."""
UNITS = frozenset((*(ONE * 1000**power for power in range(7)), *(ONE * 1024**power for power in range(7))))
KEYED_FIELDS: Mapping[str, Callable[[str], str]] = {
    "metadata.labels": label_key_problem,
    "metadata.annotations": annotation_key_problem,
}


def env_var_source(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check where the value of a variable comes from (validateEnvVarValueFrom)."""
    only_one_of(value, ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"), path, findings)
    if value.get("fileKeyRef") is not None and findings.minor < FILE_KEYS_SINCE:
        findings.bad((*path, "fileKeyRef"), f"is switched off before Kubernetes 1.{FILE_KEYS_SINCE}")
    if value.get("fieldRef") is not None:
        check_field_path(value["fieldRef"]["fieldPath"], POD_FIELDS, (*path, "fieldRef", "fieldPath"), findings)
    if value.get("resourceFieldRef") is not None:
        check_resource_field(value["resourceFieldRef"], (*path, "resourceFieldRef"), findings)


def check_field_path(field: str, known: frozenset[str], path: Path, findings: Findings) -> None:
    """Check that a field of a pod is one that may be told (validateObjectFieldSelector): `metadata.labels['…']` may, too."""
    if field in known:
        return
    kind, _, key = field.partition("['")
    rule = KEYED_FIELDS.get(kind)
    if rule is None or not key.endswith("']"):
        hint = f"fields of a pod are {listing(sorted(known))}, and metadata.labels['…'] and metadata.annotations['…']"
        findings.bad(path, "is not a field that can be told", hint)
    elif reason := rule(key.removesuffix("']")):
        findings.bad(path, f"has a key that {reason}")


def check_resource_field(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that an amount of a container is one that may be told, in a good unit (validateContainerResourceFieldSelector)."""
    kind, _, resource = value["resource"].partition(".")
    if kind not in ("limits", "requests") or not (resource in STANDARD_RESOURCES or resource.startswith("hugepages-")):
        known = [f"{kind}.{resource}" for kind in ("limits", "requests") for resource in STANDARD_RESOURCES]
        meant = nearest(value["resource"], known)
        hint = f'did you mean "{meant}"?' if meant else f"amounts of a container are {listing(known)}"
        findings.bad((*path, "resource"), "is not an amount that can be told", hint)
        return
    divisor = value.get("divisor")
    amount = 0 if divisor is None else parse(divisor) or 0
    good = (ONE // 1000, ONE) if resource == "cpu" else UNITS
    if amount and amount not in good:
        findings.bad(
            (*path, "divisor"), "must be 1 or 1m" if resource == "cpu" else "must be 1 of a unit, such as 1, 1M or 1Mi"
        )


def env_from_source(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a source of many variables (ValidateEnvFrom)."""
    only_one_of(value, ("configMapRef", "secretRef"), path, findings)
    for field in ("configMapRef", "secretRef"):
        if value.get(field) is not None and not value[field].get("name"):
            findings.missing((*path, field), "name")
    if value.get("prefix"):
        check_env_name(value["prefix"], (*path, "prefix"), findings)


RULES = {
    "core.v1.EnvFromSource": env_from_source,
    "core.v1.EnvVarSource": env_var_source,
}
