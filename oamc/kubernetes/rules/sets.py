"""Rules for DaemonSets, ReplicaSets and StatefulSets, and for updates of workloads pod by pod.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/apps/validation/validation.go`.
"""

from __future__ import annotations

from oamc.kubernetes.names import dns_label_problem
from oamc.kubernetes.rules.workloads import check_selector, template
from oamc.startup.patterns import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path


def _is_zero(count: int | str | None, default: int) -> bool:
    """Tell whether a count or percentage is none at all."""
    if isinstance(count, str):
        return not count.removesuffix("%").strip("0")
    return (default if count is None else count) == 0


def rolling_update(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that an update can go on, and that no more than all pods may be missing (ValidateRollingUpdateDeployment)."""
    unavailable = value.get("maxUnavailable")
    if findings.root == "DaemonSet" and not _is_zero(unavailable, 1) and not _is_zero(value.get("maxSurge"), 0):
        findings.bad(path, "must not allow a pod more (maxSurge) and a pod less (maxUnavailable) at the same time")
    if _is_zero(unavailable, 1) and _is_zero(value.get("maxSurge"), 0 if "DaemonSet" in findings.root else 1):
        findings.bad(path, "must allow a pod more (maxSurge) or a pod less (maxUnavailable)")
    if isinstance(unavailable, str) and re.fullmatch(r"0*(?:[1-9][0-9]{3,}|[2-9][0-9]{2}|1[1-9][0-9]|10[1-9])%", unavailable):
        findings.bad((*path, "maxUnavailable"), "must be at most 100%")


def long_running_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a ReplicaSet or a DaemonSet (ValidateReplicaSetSpec, ValidateDaemonSetSpec)."""
    check_selector(spec, path, findings)
    if spec.get("template") is not None:
        template(spec, path, findings, ("Always",))


def stateful_set_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a StatefulSet (ValidateStatefulSetSpec); the names of its claims differ, as volumes do."""
    check_selector(spec, path, findings)
    template(spec, path, findings, ("Always",))
    if spec.get("serviceName"):
        reason = dns_label_problem(spec["serviceName"])
        if reason:
            findings.bad((*path, "serviceName"), reason)
    seen: dict[str, int] = {}
    for index, claim in enumerate(spec.get("volumeClaimTemplates") or ()):
        name = (claim.get("metadata") or {}).get("name")
        where = (*path, "volumeClaimTemplates", index)
        if not name:
            findings.missing((*where, "metadata"), "name")
        elif seen.setdefault(name, index) != index:
            findings.bad(where, f"has the same name as volumeClaimTemplates[{seen[name]}]")


RULES = {
    "apps.v1.DaemonSetSpec": long_running_spec,
    "apps.v1.ReplicaSetSpec": long_running_spec,
    "apps.v1.RollingUpdateDaemonSet": rolling_update,
    "apps.v1.RollingUpdateDeployment": rolling_update,
    "apps.v1.StatefulSetSpec": stateful_set_spec,
}
