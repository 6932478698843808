"""Rules for workloads that run on: selectors, pod templates, restart policies, Deployments.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/apps/validation/validation.go`, and in `core` and `meta` for selectors.
"""

from __future__ import annotations

from oamc.kubernetes.names import label_value_problem
from oamc.kubernetes.rules.pods import mounts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path

DEFAULT_PROGRESS_DEADLINE = 600


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


def template(spec: dict[str, Any], path: Path, findings: Findings, policies: tuple[str, ...]) -> None:
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


def check_selector(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a workload's selector is not empty and matches its own pods (ValidateDeploymentSpec and its like)."""
    selector = spec["selector"]
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        findings.bad((*path, "selector"), "must not be empty")
    elif not selects(selector, ((spec.get("template") or {}).get("metadata") or {}).get("labels") or {}):
        findings.bad((*path, "selector"), "does not match the labels of the pod template")


def deployment_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a Deployment (ValidateDeploymentSpec)."""
    check_selector(spec, path, findings)
    template(spec, path, findings, ("Always",))
    strategy = spec.get("strategy") or {}
    if strategy.get("type") == "Recreate" and strategy.get("rollingUpdate") is not None:
        findings.bad((*path, "strategy", "rollingUpdate"), "must not be given when the type is Recreate")
    deadline = spec.get("progressDeadlineSeconds")
    if (DEFAULT_PROGRESS_DEADLINE if deadline is None else deadline) <= (spec.get("minReadySeconds") or 0):
        findings.bad((*path, "progressDeadlineSeconds"), "must be above minReadySeconds")


RULES = {
    "apps.v1.DeploymentSpec": deployment_spec,
    "core.v1.NodeSelectorRequirement": selector_requirement,
    "meta.v1.LabelSelectorRequirement": label_requirement,
}
