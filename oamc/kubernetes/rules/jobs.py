"""Rules for Jobs and CronJobs: how they count, when they fail, at what times they run.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/batch/validation/validation.go`.
"""

from __future__ import annotations

from oamc.diagnostics.reports import nearest
from oamc.kubernetes.findings import choice
from oamc.kubernetes.rules.pods import only_one_of

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
    "batch.v1.PodFailurePolicyOnExitCodesRequirement": exit_codes,
    "batch.v1.PodFailurePolicyRule": failure_rule,
}
