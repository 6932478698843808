"""Rules for what scales workloads or protects them: autoscalers with their metrics, and disruption budgets.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/autoscaling` and `policy`, file `validation/validation.go`.
"""

from __future__ import annotations

from oamc.kubernetes.rules.pods import is_container_resource, only_one_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path

GROUPED_TARGETS = 34
"""The minor version since which what an autoscaler scales is named with the group of its API."""
SCALE_TO_ZERO = 37
"""The minor version since which autoscalers may scale to zero (HPAScaleToZero)."""
METRIC_FIELDS = {
    "ContainerResource": ("containerResource", ("Utilization", "AverageValue")),
    "External": ("external", ("Value", "AverageValue")),
    "Object": ("object", ("Value", "AverageValue")),
    "Pods": ("pods", ("AverageValue",)),
    "Resource": ("resource", ("Utilization", "AverageValue")),
}
TARGET_FIELDS = {"Utilization": "averageUtilization", "Value": "value", "AverageValue": "averageValue"}


def autoscaler_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the bounds of an autoscaler (validateHorizontalPodAutoscalerSpec)."""
    minimum = spec.get("minReplicas")
    if 0 < spec["maxReplicas"] < (1 if minimum is None else minimum):
        findings.bad((*path, "maxReplicas"), "must not be below minReplicas")
    api_version = spec["scaleTargetRef"].get("apiVersion") or ""
    group, slash, version = api_version.partition("/")
    if findings.minor >= GROUPED_TARGETS and not (slash and group and "/" not in version):
        findings.bad((*path, "scaleTargetRef", "apiVersion"), "must be a group and a version, such as apps/v1")
    counts = any(metric["type"] in ("Object", "External") for metric in spec.get("metrics") or ())
    if minimum == 0 and (findings.minor < SCALE_TO_ZERO or not counts):
        reason = (
            "must be at least 1"
            if findings.minor < SCALE_TO_ZERO
            else "must be at least 1 without an Object or External metric"
        )
        findings.bad((*path, "minReplicas"), reason)


def metric(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a metric has what its type promises (validateMetricSpec, validateMetricTarget)."""
    if value["type"] not in METRIC_FIELDS:
        return  # told by the rule for the type
    field, target_types = METRIC_FIELDS[value["type"]]
    if value.get(field) is None:
        findings.missing(path, field)
        return
    only_one_of(value, (known for known, _ in METRIC_FIELDS.values()), path, findings)
    resource = value[field].get("name") if field == "containerResource" else None
    if resource and not is_container_resource(resource):
        findings.bad((*path, field, "name"), "must be a resource of containers, such as cpu or memory")
    target = value[field]["target"]
    where = (*path, field, "target")
    if target["type"] not in target_types:
        findings.bad((*where, "type"), f"must be {' or '.join(target_types)} for a metric of this type")
    elif target.get(TARGET_FIELDS[target["type"]]) is None:
        findings.missing(where, TARGET_FIELDS[target["type"]])
    else:
        only_one_of(target, TARGET_FIELDS.values(), where, findings)


def scaling_rules(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a scaling behavior has a policy (validateScalingRules)."""
    if value.get("policies") == []:
        findings.bad((*path, "policies"), "must not be empty")


def budget_spec(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a disruption budget counts from one side (ValidatePodDisruptionBudgetSpec)."""
    only_one_of(value, ("minAvailable", "maxUnavailable"), path, findings, needed=False)


RULES = {
    "autoscaling.v1.HorizontalPodAutoscalerSpec": autoscaler_spec,
    "autoscaling.v2.HPAScalingRules": scaling_rules,
    "autoscaling.v2.HorizontalPodAutoscalerSpec": autoscaler_spec,
    "autoscaling.v2.MetricSpec": metric,
    "policy.v1.PodDisruptionBudgetSpec": budget_spec,
}
