"""Kubernetes objects against the schemas and the naming rules of an API server, offline.

In: an object as plain data, and the version of Kubernetes it is for. Out: what that API server would refuse, and a few things
that it takes but that could never work. Custom kinds are checked as their definitions say where `custom` knows them, and in
their metadata only where it does not.

`table` reads the table of kinds, `structure` walks through an object, `rules` hold what goes beyond types, `names` and
`quantities` what a text must look like. Nothing of that
is imported before the first object is checked.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oamc.kubernetes.findings import Findings, Problem
    from oamc.kubernetes.table import Table

SUPPORTED_VERSIONS = ("1.30", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37")
DEFAULT_VERSION = "1.34"

NEEDS_SPEC = frozenset(
    (
        *("CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "StatefulSet"),
        *("HorizontalPodAutoscaler", "Ingress", "IngressClass", "PersistentVolumeClaim", "Service"),
    )
)
"""Kinds whose `spec` holds fields that an API server requires: without it, they are refused. The schemas let it be left out."""

LONGEST_NAMES = {("batch", "CronJob"): 52, ("batch", "Job"): 63}
"""The names of a CronJob's Jobs have eleven characters more, and a Job's name becomes a label of its pods."""


def load_table() -> Table:
    """Return the table of kinds; it is read once."""
    from oamc.kubernetes.table import load_table as load

    return load()


def fields_of(api_version: str, kind: str) -> frozenset[str]:
    """Return the fields that a kind has in any supported version; none of a kind of which nothing but the name is known."""
    return load_table().fields_of(api_version, kind)


def problems(body: dict[str, Any], version: str = DEFAULT_VERSION) -> tuple[Problem, ...]:
    """Return what an API server of a supported `version` would refuse in an object, in the order of the object's fields.

    A version that is not in `SUPPORTED_VERSIONS` is a mistake of the caller.
    """
    from oamc.kubernetes.findings import Findings
    from oamc.kubernetes.structure import Walk

    if version not in SUPPORTED_VERSIONS:
        raise ValueError(f"no schemas for Kubernetes {version}")
    api_version, kind = body.get("apiVersion"), body.get("kind")
    findings = Findings(kind if isinstance(kind, str) and kind else "object", version)
    for field, value in (("apiVersion", api_version), ("kind", kind)):
        if not isinstance(value, str) or not value:
            findings.missing((), field)
    if not isinstance(api_version, str) or not isinstance(kind, str) or findings.found:
        return tuple(findings.found)
    table = load_table()
    definition = _definition(table, api_version, kind, findings)
    walk = Walk(table, findings)
    if definition:
        walk.check_definition(body, definition, ())
        if kind in NEEDS_SPEC and not body.get("spec"):
            _add_missing_spec(findings)
    elif not findings.found:
        metadata = body.get("metadata")
        findings.custom = api_version.rpartition("/")[0] not in table.groups
        if metadata is not None:
            walk.check_definition(metadata, "meta.v1.ObjectMeta", ("metadata",))
        if findings.custom:
            from oamc.kubernetes.custom.kinds import check_custom, is_known

            if is_known(api_version, kind):
                check_custom(body, kind, walk)
    _check_name(body.get("metadata"), api_version.rpartition("/")[0], kind, findings)
    return tuple(findings.found)


def _add_missing_spec(findings: Findings) -> None:
    """Report an object without `spec`, unless its schema has told already."""
    if not any(problem.path in ((), ("spec",)) and problem.kind == "missing-field" for problem in findings.found):
        findings.missing((), "spec")


def _definition(table: Table, api_version: str, kind: str, findings: Findings) -> str:
    """Return the definition to check an object against; report a kind that the version of Kubernetes does not have.

    Empty for custom resources, and for the kinds of Kubernetes that the table knows by name only.
    """
    group = api_version.rpartition("/")[0]
    if group not in table.groups and group != "extensions":
        return ""
    versions = table.versions_of(api_version, kind)
    if findings.version in versions:
        return table.definition_of(api_version, kind)
    _add_unknown_kind(table, api_version, kind, findings)
    return ""


def _add_unknown_kind(table: Table, api_version: str, kind: str, findings: Findings) -> None:
    """Report a kind that was removed, is younger than the version of Kubernetes, or never was."""
    from oamc.diagnostics.reports import nearest, printable
    from oamc.kubernetes.findings import REMOVED_KIND, UNKNOWN_KIND, Problem
    from oamc.kubernetes.removed_kinds import REMOVED

    versions = table.versions_of(api_version, kind)
    present = table.api_versions_of(kind, findings.version)
    what = f'kind "{printable(kind)}" in {printable(api_version)}'
    problem_kind, path = UNKNOWN_KIND, ("kind",)
    hint = f"use {present[0]}" if present else ""
    if versions and SUPPORTED_VERSIONS.index(versions[-1]) < SUPPORTED_VERSIONS.index(findings.version):
        problem_kind, path = REMOVED_KIND, ("apiVersion",)
        gone = SUPPORTED_VERSIONS[SUPPORTED_VERSIONS.index(versions[-1]) + 1]
        message = f"Kubernetes {gone} removed the {what}"
    elif removal := REMOVED.get((api_version, kind)):
        problem_kind, path = REMOVED_KIND, ("apiVersion",)
        message = f"Kubernetes {removal.version} removed the {what}"
        hint = f"use {removal.replacement}" if removal.replacement else "nothing replaced it"
    else:
        message = f"Kubernetes {findings.version} has no {what}"
        meant = nearest(kind, table.kinds_of(api_version))
        if versions:
            hint = f"it exists since Kubernetes {versions[0]}"
        elif not present and meant:
            hint = f'did you mean "{meant}"?'
    findings.found.append(Problem(path=path, message=message, kind=problem_kind, hint=hint))


def _name_rule(group: str, kind: str, minor: int) -> Callable[[str], str]:
    """Return the rule for the names of a kind: `ValidateObjectMeta` is called with it in the API server."""
    from oamc.kubernetes import names

    match group, kind:
        case "", "Service":
            return names.dns_label_problem if minor >= names.RELAXED_SERVICE_NAMES else names.service_name_problem
        case ("", "Namespace") | ("apps", "StatefulSet"):
            return names.dns_label_problem
        case ("rbac.authorization.k8s.io", _) | ("policy", "PodDisruptionBudget"):
            return names.path_segment_problem
        case _:
            return names.dns_subdomain_problem


def _check_name(metadata: object, group: str, kind: str, findings: Findings) -> None:
    """Check `metadata.name`. What is wrong with its type has been told."""
    if metadata is not None and not isinstance(metadata, dict):
        return
    held = metadata or {}
    name = held.get("name")
    prefix = held.get("generateName")
    rule = _name_rule(group, kind, findings.minor)
    if isinstance(prefix, str) and prefix:
        reason = rule(prefix[:-2] + "a" if len(prefix) > 1 and prefix[-1] == "-" else prefix)  # more letters follow
        if reason:
            findings.bad(("metadata", "generateName"), reason)
    if not name and not prefix:
        findings.missing(("metadata",) if metadata is not None else (), "name" if metadata is not None else "metadata")
    elif isinstance(name, str) and name:
        longest = LONGEST_NAMES.get((group, kind), len(name))
        reason = rule(name)
        if reason or len(name) > longest:
            findings.bad(("metadata", "name"), reason or f"must be at most {longest} characters long")
