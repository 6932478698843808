"""Rules for workloads and what scales or protects them: selectors, restart policies, updates, schedules, autoscalers, budgets.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/apps`, `batch`, `autoscaling` and `policy`, file `validation/validation.go`.
"""

from __future__ import annotations

import re

from oamc.kubernetes.names import dns_label_problem, label_value_problem
from oamc.kubernetes.rules.pods import is_container_resource, mounts, only_one_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path

DEFAULT_PROGRESS_DEADLINE = 600
GROUPED_TARGETS = 34
"""The minor version since which what an autoscaler scales is named with the group of its API."""

SCALE_TO_ZERO = 37
"""The minor version since which autoscalers may scale to zero (HPAScaleToZero)."""


def selects(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    """Tell whether a label selector of good shape matches the labels."""
    for key, value in (selector.get("matchLabels") or {}).items():
        if key not in labels or (labels[key] or "") != (value or ""):
            return False
    return all(_meets(requirement, labels) for requirement in selector.get("matchExpressions") or ())


def _meets(requirement: dict[str, Any], labels: dict[str, str]) -> bool:
    """Tell whether the labels meet one requirement of a selector."""
    held = labels.get(requirement["key"])
    match requirement["operator"]:
        case "In":
            return held in (requirement.get("values") or ())
        case "NotIn":
            return held not in (requirement.get("values") or ())
        case "Exists":
            return held is not None
        case _:
            return held is None


def label_requirement(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a requirement of labels (ValidateLabelSelectorRequirement)."""
    selector_requirement(value, path, findings)
    for index, text in enumerate(value.get("values") or ()):
        reason = label_value_problem(text)
        if reason:
            findings.bad((*path, "values", index), reason)


def selector_requirement(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that values come with the operators that need them (ValidateNodeSelectorRequirement)."""
    operator, values = value["operator"], value.get("values") or ()
    if operator in ("In", "NotIn") and not values:
        findings.bad(path, "must have values")
    elif operator in ("Exists", "DoesNotExist") and values:
        findings.bad(path, "must not have values with this operator")
    elif operator in ("Gt", "Lt") and len(values) != 1:
        findings.bad(path, "must have one value with this operator")


def _template(spec: dict[str, Any], path: Path, findings: Findings, policies: tuple[str, ...]) -> None:
    """Check the pod template of a workload: that it is there, and its restart policy (ValidatePodTemplateSpecForReplicaSet).

    `policies` are the good ones; the first of them may also be left out, if it is Always, the default.
    """
    template = spec["template"]
    where = (*path, "template", "spec")
    pod = template.get("spec")
    if pod is None:
        findings.missing((*path, "template"), "spec")
        return
    if (pod.get("restartPolicy") or "Always") not in policies:
        findings.bad((*where, "restartPolicy"), f"must be {' or '.join(policies)}")
    if policies == ("Always",) and pod.get("activeDeadlineSeconds") is not None:
        findings.bad((*where, "activeDeadlineSeconds"), "is only for pods that end, as those of a Job do")
    claims = [(claim.get("metadata") or {}).get("name") or "" for claim in spec.get("volumeClaimTemplates") or ()]
    mounts(pod, where, findings, claims)


def _selector(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a workload's selector is not empty and matches its own pods (ValidateDeploymentSpec and its like)."""
    selector = spec["selector"]
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        findings.bad((*path, "selector"), "must not be empty")
    elif not selects(selector, ((spec.get("template") or {}).get("metadata") or {}).get("labels") or {}):
        findings.bad((*path, "selector"), "does not match the labels of the pod template")


def _is_zero(count: int | str | None, default: int) -> bool:
    """Tell whether a count or percentage is none at all."""
    if isinstance(count, str):
        return not count.removesuffix("%").strip("0")
    return (default if count is None else count) == 0


def _rolling_update(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that an update can go on, and that no more than all pods may be missing (ValidateRollingUpdateDeployment)."""
    unavailable = value.get("maxUnavailable")
    if findings.root == "DaemonSet" and not _is_zero(unavailable, 1) and not _is_zero(value.get("maxSurge"), 0):
        findings.bad(path, "must not allow a pod more (maxSurge) and a pod less (maxUnavailable) at the same time")
    if _is_zero(unavailable, 1) and _is_zero(value.get("maxSurge"), 0 if "DaemonSet" in findings.root else 1):
        findings.bad(path, "must allow a pod more (maxSurge) or a pod less (maxUnavailable)")
    if isinstance(unavailable, str) and re.fullmatch(r"0*(?:[1-9][0-9]{3,}|[2-9][0-9]{2}|1[1-9][0-9]|10[1-9])%", unavailable):
        findings.bad((*path, "maxUnavailable"), "must be at most 100%")


def deployment_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a Deployment (ValidateDeploymentSpec)."""
    _selector(spec, path, findings)
    _template(spec, path, findings, ("Always",))
    strategy = spec.get("strategy") or {}
    if strategy.get("type") == "Recreate" and strategy.get("rollingUpdate") is not None:
        findings.bad((*path, "strategy", "rollingUpdate"), "must not be given when the type is Recreate")
    deadline = spec.get("progressDeadlineSeconds")
    if (DEFAULT_PROGRESS_DEADLINE if deadline is None else deadline) <= (spec.get("minReadySeconds") or 0):
        findings.bad((*path, "progressDeadlineSeconds"), "must be above minReadySeconds")


def long_running_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a ReplicaSet or a DaemonSet (ValidateReplicaSetSpec, ValidateDaemonSetSpec)."""
    _selector(spec, path, findings)
    if spec.get("template") is not None:
        _template(spec, path, findings, ("Always",))


def stateful_set_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a StatefulSet (ValidateStatefulSetSpec); the names of its claims differ, as volumes do."""
    _selector(spec, path, findings)
    _template(spec, path, findings, ("Always",))
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


def job(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that the pods of an indexed Job can be called after it (validateNameAllowsCompletions)."""
    spec, name = value["spec"] if value.get("spec") else {}, (value.get("metadata") or {}).get("name")
    if name and spec.get("completionMode") == "Indexed" and spec.get("completions"):
        reason = dns_label_problem(f"{name}-{spec['completions'] - 1}")
        if reason:
            findings.bad((*path, "metadata", "name"), f"{reason}, with a hyphen and the index of a pod behind it")


SELDOM_IN_JOBS = ("backoffLimitPerIndex", "completionMode", "maxFailedIndexes", "podFailurePolicy", "successPolicy")


def job_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a Job (ValidateJobSpec): its pods end, so their restart policy must be written."""
    _template(spec, path, findings, ("OnFailure", "Never"))
    if any(spec.get(field) is not None for field in SELDOM_IN_JOBS):
        from oamc.kubernetes.rules import jobs as job_rules

        job_rules.counts(spec, path, findings)
        job_rules.failure_policy(spec, path, findings)
        job_rules.success_policy(spec, path, findings)
    if findings.root == "CronJob":
        for field in ("selector", "manualSelector"):
            if spec.get(field) not in (None, False):
                findings.bad((*path, field), "must be left out: Kubernetes selects the pods of such a Job itself")
    elif spec.get("manualSelector"):
        if spec.get("selector") is None:
            findings.missing(path, "selector")
        elif not selects(spec["selector"], (spec["template"].get("metadata") or {}).get("labels") or {}):
            findings.bad((*path, "selector"), "does not match the labels of the pod template")


SCHEDULE_FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    ("day of the week", 0, 6, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)
SCHEDULE_NAMES = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")


def schedule_problem(text: str) -> str:
    """Say why a text is no schedule (validateScheduleFormat: `ParseStandard` of robfig/cron v3), or return the empty text.

    `@every` comes with a duration, such as 1h30m.
    """
    if text.startswith("@every "):
        known = re.fullmatch(r"@every [+-]?(?:(?:[0-9]{1,9}\.?[0-9]{0,9}|\.[0-9]{1,9})(?:ns|us|µs|μs|ms|s|m|h)){1,9}", text)
        return "" if known else "must have a duration after @every, such as 1h30m"
    if "TZ=" in text:
        return "must not have a time zone: that is the field timeZone"
    if text.startswith("@"):
        return "" if text in SCHEDULE_NAMES else "must be a schedule, such as @daily"
    parts = text.split()
    if len(parts) != len(SCHEDULE_FIELDS):
        return "must have five parts: minute, hour, day of the month, month and day of the week"
    for part, (name, lowest, highest, names) in zip(parts, SCHEDULE_FIELDS, strict=True):
        if not all(_is_schedule_range(item.lower(), lowest, highest, names) for item in part.split(",") if item):
            return f"has a {name} that is not from {lowest} to {highest}, a range, or a step"
    return ""


def _is_schedule_range(item: str, lowest: int, highest: int, names: tuple[str, ...]) -> bool:
    """Tell whether an item of a schedule is `*`, a number or name, or a range of them, with or without a step."""
    whole, slash, step = item.partition("/")
    if slash and not (step.isascii() and step.isdigit() and int(step[:4]) > 0):
        return False
    if whole in ("*", "?"):
        return True
    ends = []
    for end in whole.split("-"):
        if end in names:
            ends.append(names.index(end) + lowest)
        elif end.isascii() and end.isdigit() and lowest <= int(end[:4]) <= highest:
            ends.append(int(end))
        else:
            return False
    return len(ends) == 1 or (len(ends) == 2 and ends[0] <= ends[1])  # noqa: PLR2004 - a range has two ends


def cron_job_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a CronJob (ValidateCronJobSpec)."""
    reason = schedule_problem(spec["schedule"])
    if reason:
        findings.bad((*path, "schedule"), reason)
    if spec["jobTemplate"].get("spec") is None:
        findings.missing((*path, "jobTemplate"), "spec")
    if spec.get("timeZone") is not None:
        from oamc.kubernetes.rules.jobs import time_zone_problem

        reason = time_zone_problem(spec["timeZone"])
        if reason:
            findings.bad((*path, "timeZone"), reason)


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
    "apps.v1.DaemonSetSpec": long_running_spec,
    "apps.v1.DeploymentSpec": deployment_spec,
    "apps.v1.ReplicaSetSpec": long_running_spec,
    "apps.v1.RollingUpdateDaemonSet": _rolling_update,
    "apps.v1.RollingUpdateDeployment": _rolling_update,
    "apps.v1.StatefulSetSpec": stateful_set_spec,
    "autoscaling.v1.HorizontalPodAutoscalerSpec": autoscaler_spec,
    "autoscaling.v2.HPAScalingRules": scaling_rules,
    "autoscaling.v2.HorizontalPodAutoscalerSpec": autoscaler_spec,
    "autoscaling.v2.MetricSpec": metric,
    "batch.v1.CronJobSpec": cron_job_spec,
    "batch.v1.Job": job,
    "batch.v1.JobSpec": job_spec,
    "core.v1.NodeSelectorRequirement": selector_requirement,
    "meta.v1.LabelSelectorRequirement": label_requirement,
    "policy.v1.PodDisruptionBudgetSpec": budget_spec,
}
