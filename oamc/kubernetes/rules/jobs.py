"""Rules for Jobs and CronJobs: how they count, when they fail, at what times they run.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/batch/validation/validation.go`.
"""

from __future__ import annotations

import re

from oamc.diagnostics.reports import nearest
from oamc.kubernetes.findings import choice
from oamc.kubernetes.names import dns_label_problem
from oamc.kubernetes.rules.pods import only_one_of
from oamc.kubernetes.rules.workloads import selects, template

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path

MOST_PARALLEL = 100_000
"""The most pods of an indexed Job at a time, and the most completions with looser bounds for failures."""

MOST_PARALLEL_OF_MANY = 10_000
MOST_RULES = 20
MOST_EXIT_CODES = 255
ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")

SELDOM_IN_JOBS = ("backoffLimitPerIndex", "completionMode", "maxFailedIndexes", "podFailurePolicy", "successPolicy")
SCHEDULE_FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    ("day of the week", 0, 6, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)
SCHEDULE_NAMES = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")


def job(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that the pods of an indexed Job can be called after it (validateNameAllowsCompletions)."""
    spec, name = value["spec"] if value.get("spec") else {}, (value.get("metadata") or {}).get("name")
    if name and spec.get("completionMode") == "Indexed" and spec.get("completions"):
        reason = dns_label_problem(f"{name}-{spec['completions'] - 1}")
        if reason:
            findings.bad((*path, "metadata", "name"), f"{reason}, with a hyphen and the index of a pod behind it")


def job_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a Job (ValidateJobSpec): its pods end, so their restart policy must be written."""
    template(spec, path, findings, ("OnFailure", "Never"))
    if any(spec.get(field) is not None for field in SELDOM_IN_JOBS):
        counts(spec, path, findings)
        failure_policy(spec, path, findings)
        success_policy(spec, path, findings)
    if findings.root == "CronJob":
        for field in ("selector", "manualSelector"):
            if spec.get(field) not in (None, False):
                findings.bad((*path, field), "must be left out: Kubernetes selects the pods of such a Job itself")
    elif spec.get("manualSelector"):
        if spec.get("selector") is None:
            findings.missing(path, "selector")
        elif not selects(spec["selector"], (spec["template"].get("metadata") or {}).get("labels") or {}):
            findings.bad((*path, "selector"), "does not match the labels of the pod template")


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
        reason = time_zone_problem(spec["timeZone"])
        if reason:
            findings.bad((*path, "timeZone"), reason)


def counts(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the numbers of a Job against one another (validateJobSpec)."""
    if spec.get("completionMode") == "Indexed":
        _indexed_counts(spec, path, findings)
    else:
        for field in ("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"):
            if spec.get(field) is not None:
                findings.bad((*path, field), "is only for completionMode: Indexed")
    if spec.get("maxFailedIndexes") is not None and spec.get("backoffLimitPerIndex") is None:
        findings.missing(path, "backoffLimitPerIndex")


def _indexed_counts(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the numbers of a Job whose pods have indexes."""
    completions, failed = spec.get("completions"), spec.get("maxFailedIndexes")
    if completions is None:
        findings.missing(path, "completions")
        return
    if failed is not None and failed > completions:
        findings.bad((*path, "maxFailedIndexes"), "must not be above completions")
    many = completions > MOST_PARALLEL and spec.get("backoffLimitPerIndex") is not None
    most = MOST_PARALLEL_OF_MANY if many else MOST_PARALLEL
    for field in ("parallelism", "maxFailedIndexes"):
        if (spec.get(field) or 0) > most:
            findings.bad((*path, field), f"must be at most {most} for this completionMode and number of completions")
    if many and failed is None:
        findings.missing(path, "maxFailedIndexes")


def failure_policy(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the rules for pods that fail (validatePodFailurePolicy)."""
    if spec.get("podFailurePolicy") is None:
        return
    template = spec["template"].get("spec") or {}
    if template.get("restartPolicy") == "OnFailure":
        findings.bad((*path, "template", "spec", "restartPolicy"), "must be Never with a podFailurePolicy")
    if spec.get("podReplacementPolicy") not in (None, "Failed"):
        findings.bad((*path, "podReplacementPolicy"), "must be Failed with a podFailurePolicy")
    names = [one["name"] for field in ("containers", "initContainers") for one in template.get(field) or ()]
    rules = spec["podFailurePolicy"].get("rules") or ()
    where = (*path, "podFailurePolicy", "rules")
    if len(rules) > MOST_RULES:
        findings.bad(where, f"must have at most {MOST_RULES} items")
    for index, rule in enumerate(rules):
        container = (rule.get("onExitCodes") or {}).get("containerName")
        if container is not None and container not in names:
            findings.bad((*where, index, "onExitCodes", "containerName"), "names no container of the pod")
        if rule["action"] == "FailIndex" and spec.get("backoffLimitPerIndex") is None:
            findings.bad((*where, index, "action"), "must not be FailIndex without backoffLimitPerIndex")


def failure_rule(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check one rule for pods that fail (validatePodFailurePolicyRule)."""
    if value["action"] not in ACTIONS:
        meant = nearest(value["action"], ACTIONS)
        findings.bad((*path, "action"), choice(ACTIONS), f'did you mean "{meant}"?' if meant else "")
    given = {key: value.get(key) or None for key in ("onExitCodes", "onPodConditions")}
    if value.get("onExitCodes") == {}:
        given["onExitCodes"] = {}
    only_one_of(given, given, path, findings)
    if len(value.get("onPodConditions") or ()) > MOST_RULES:
        findings.bad((*path, "onPodConditions"), f"must have at most {MOST_RULES} items")


def exit_codes(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the exit codes of a rule (validatePodFailurePolicyRuleOnExitCodes)."""
    codes = value["values"]
    where = (*path, "values")
    if not codes or len(codes) > MOST_EXIT_CODES:
        findings.bad(where, f"must have 1 to {MOST_EXIT_CODES} items")
    if list(codes) != sorted(set(codes)):
        findings.bad(where, "must be in ascending order, each code once")
    if value["operator"] == "In" and 0 in codes:
        findings.bad((*where, list(codes).index(0)), "must not be 0 with the operator In")


def success_policy(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the rules for a Job that succeeds early (validateSuccessPolicy)."""
    policy, completions = spec.get("successPolicy"), spec.get("completions")
    if policy is None or completions is None or spec.get("completionMode") != "Indexed":
        return
    rules = policy.get("rules") or ()
    where = (*path, "successPolicy", "rules")
    if not 0 < len(rules) <= MOST_RULES:
        findings.bad(where, f"must have 1 to {MOST_RULES} items")
    for index, rule in enumerate(rules):
        indexes, wanted = rule.get("succeededIndexes"), rule.get("succeededCount")
        if indexes is None and wanted is None:
            findings.bad((*where, index), "must have succeededIndexes or succeededCount")
        listed = completions if indexes is None else _indexes(indexes, completions)
        if listed < 0:
            findings.bad(
                (*where, index, "succeededIndexes"), "must be ascending indexes and ranges below completions, such as 0,2-4"
            )
        elif wanted is not None and not 0 <= wanted <= listed:
            findings.bad((*where, index, "succeededCount"), "must not be below zero, or above the number of these indexes")


def _indexes(text: str, completions: int) -> int:
    """Return how many indexes a list such as "0,2-4" names; -1 where it is none (validateIndexesFormat)."""
    last, count = -1, 0
    for part in text.split(",") if text else ():
        start, dash, end = part.partition("-")
        ends = [start, end] if dash else [start]
        if not all(one.isascii() and one.isdigit() and len(one) <= len(str(completions)) for one in ends):
            return -1
        first, final = int(ends[0]), int(ends[-1])
        if not last < first <= final < completions or (dash and first == final):
            return -1
        last, count = final, count + final - first + 1
    return count


def time_zone_problem(text: str) -> str:
    """Check the name of a time zone (validateTimeZone): one of the database of time zones."""
    return "" if text in time_zones() else "must be the name of a time zone, such as Etc/UTC or Europe/Berlin"


_zones: list[frozenset[str]] = []


def time_zones() -> frozenset[str]:
    """Return the names of all time zones; they are read once."""
    if not _zones:
        from oamc.resources import read_bytes

        _zones.append(frozenset(read_bytes("schemas", "kubernetes", "time-zones.txt").decode("ascii").split()))
    return _zones[0]


RULES = {
    "batch.v1.CronJobSpec": cron_job_spec,
    "batch.v1.Job": job,
    "batch.v1.JobSpec": job_spec,
    "batch.v1.PodFailurePolicyOnExitCodesRequirement": exit_codes,
    "batch.v1.PodFailurePolicyRule": failure_rule,
}
