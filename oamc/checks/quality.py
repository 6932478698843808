"""The rules about the quality of service of pods in a build: those that somebody has switched on, and required classes.

In: checked objects with the values in force, and the options. Out: findings at the place of the container in the documents.
"""

from __future__ import annotations

from oamc.checks.tracing import exact, trace
from oamc.choices import DENY
from oamc.diagnostics.codes import quality as codes
from oamc.diagnostics.key_places import head_of
from oamc.diagnostics.reports import ERROR, listing
from oamc.kubernetes.pod_templates import spec_of_pods
from oamc.quality.bounds import QUOTA
from oamc.quality.cpu_limits import by_instance
from oamc.quality.pods import DAPR, FUNCTION, OF_DAPR
from oamc.quality.policy import policy_of
from oamc.quality.report import Source, report_of
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.checks.result import Checked
    from oamc.diagnostics.reports import Code, Reports
    from oamc.model.application import Application
    from oamc.objects.fill import Filler
    from oamc.objects.tree import KubeObject
    from oamc.options import Options
    from oamc.quality.policy import Policy
    from oamc.quality.report import PodQuality
    from oamc.quality.rules import Finding
    from oamc.spans import Span

CODES = {
    "QOS001": codes.NO_MEMORY_REQUEST,
    "QOS002": codes.NO_MEMORY_LIMIT,
    "QOS003": codes.MEMORY_PROMISED_TWICE,
    "QOS004": codes.NO_STORAGE_LIMIT,
    "QOS005": codes.AMOUNT_OF_ZERO,
    "QOS007": codes.OTHER_CLASS,
    "QOS008": codes.OPEN_SIDECAR,
    "QOS009": codes.OUT_OF_BOUNDS,
    "QOS010": codes.SMALL_ON_NODE,
    "QOS011": codes.DIRECTORY_WITHOUT_SIZE,
    "QOS012": codes.CLASS_OF_THE_SYSTEM,
}
"""The codes of rules. What the API server refuses is an error of the object itself (OAM606), whatever the rules say."""
OF_REQUESTS = ("it requests", "its request")
"""How reasons begin that are about a request."""
OF_WORKLOADS = ("workload type ", "component type ")
"""How the rules begin by which objects are what an instance becomes, and not what traits and scopes add to it."""
OF_INSTANCES = {"cpu_limit": "--cpu-limit", "require_class": "--require-class"}


def sources_of(checked: Checked, environment: str = "") -> list[tuple[Source, KubeObject]]:
    """Return the objects of an application that are there with the values in force, each with where it comes from."""
    return [
        (
            Source(
                application=checked.application.path,
                environment=environment,
                instance=item.owner.name,
                body=checked.filler.body(item),
                place=item.pods,
                is_workload=item.rule.startswith(OF_WORKLOADS),
            ),
            item,
        )
        for item in filter(checked.filler.present, checked.objects.objects)
    ]


def check_quality(
    checked: Iterable[Checked | None], applications: Iterable[Application], options: Options, reports: Reports
) -> None:
    """Report what breaks rules in applications that may come out; names of instances may be those of all `applications`."""
    check_instances(applications, options, options.names_elsewhere or (), reports)
    every: list[tuple[Source, KubeObject]] = []
    fillers: dict[int, Filler] = {}
    policies: dict[str, Policy] = {"": _policy(options)}
    for found in checked:
        if found is not None:
            own = sources_of(found)
            policy = _policy(options.of(found.application.name.value))
            policies[f"/{found.application.path}"] = policy
            every += own
            fillers |= {id(source): found.filler for source, _ in own}
            _check_one(found, own, policy, reports)
    if any(source.body.get("kind") == QUOTA for source, _ in every):
        _check_quotas(every, fillers, policies, reports)


def _policy(options: Options) -> Policy:
    """Return the policy that options say."""
    return policy_of(options.qos_rule, options.require_class, options.qos_node)


def _check_one(checked: Checked, found: list[tuple[Source, KubeObject]], policy: Policy, reports: Reports) -> None:
    """Report what breaks rules that are switched on, and pods that have not the class that they must have."""
    report = report_of([source for source, _ in found], {"": policy}, of_build=True)
    items = {id(source): item for source, item in found}
    for pod in report.pods:
        item = items[id(pod.source)]
        for finding in (one for one in pod.findings if one.rule in CODES):
            place = _place(item, pod, finding, checked.filler)
            name = f"{pod.pods.kind}/{pod.pods.name}"
            reports.add(_code(finding), at=place, pod=name, reason=words_of(finding), hint=finding.hint)


def _check_quotas(
    found: list[tuple[Source, KubeObject]], fillers: dict[int, Filler], policies: dict[str, Policy], reports: Reports
) -> None:
    """Report quotas beyond which the pods of all applications go together."""
    report = report_of([source for source, _ in found], policies, of_build=True)
    items = {id(source): item for source, item in found}
    for one in report.quotas:
        name, item = f"ResourceQuota/{one.name}", items[id(one.source)]
        at = head_of(exact(item, ("spec", "hard", one.finding.resource), fillers[id(one.source)]) or item.span)
        reports.add(_code(one.finding), at=at, pod=name, reason=words_of(one.finding), hint=one.finding.hint)


def check_instances(applications: Iterable[Application], options: Options, elsewhere: Iterable[str], reports: Reports) -> None:
    """Report instances that an option names and no application has: a misspelled name would change nothing."""
    every = list(applications)
    known = {*elsewhere, *(instance.name.value for one in every for instance in one.instances)}
    chosen = [options, *(options.of(one.name.value) for one in every)]
    for field, flag in OF_INSTANCES.items():
        texts = [text for own in chosen for text in getattr(own, field)]
        for name in by_instance(texts):
            if name and name not in known:
                near = reports.nearest(name, known)
                hint = f"did you mean {near}?" if near else f"instances are {listing(sorted(known))}"
                reports.add(codes.UNKNOWN_INSTANCE_OF_QUALITY, at=None, name=name, option=flag, hint=hint)


def words_of(finding: Finding) -> str:
    """Return what a finding says, with the container and the resource that it is about."""
    where = " ".join(filter(None, (f'container "{finding.container}"' if finding.container else "", finding.resource)))
    return f"{where}: {finding.reason}" if where else finding.reason


def _code(finding: Finding) -> Code:
    """Return the code of a rule: an error where it denies."""
    code = CODES[finding.rule]
    return replace(code, severity=ERROR) if finding.mode == DENY else code


def _place(item: KubeObject, pod: PodQuality, finding: Finding, filler: Filler) -> Span:
    """Return the place of the amounts of a container in the documents, its name, that of who adds it, or that of the object."""
    path = item.pods or spec_of_pods(pod.pods.kind)
    if finding.container == DAPR and DAPR in pod.pods.injected:
        return trace(item, (*path[:-1], "metadata", "annotations", f"{OF_DAPR}enabled"), filler)
    if pod.pods.kind == FUNCTION:
        amount = next(filter(None, (exact(item, ("spec", *parts), filler) for parts in _amounts_of(finding))), None)
        return head_of(amount or item.span)
    if finding.place:
        return head_of(exact(item, (*path, *finding.place), filler) or item.span)
    for field in ("initContainers", "containers"):
        listed = pod.pods.spec.get(field)
        for index, one in enumerate(listed if isinstance(listed, list) else ()):
            if finding.container and isinstance(one, dict) and one.get("name") == finding.container:
                amounts = [("resources", *parts) for parts in _amounts_of(finding)]
                places = (exact(item, (*path, field, index, *parts), filler) for parts in (*amounts, ("name",)))
                found = next((place for place in places if place not in (None, item.span)), None)
                return head_of(found or trace(item, (*path, field, index), filler))
    return head_of(item.span)


def _amounts_of(finding: Finding) -> list[tuple[str, str]]:
    """Return the amounts that a finding may be about, the one that it speaks of first."""
    fields = sorted(("limits", "requests"), reverse=finding.reason.startswith(OF_REQUESTS))
    return [(field, finding.resource) for field in fields]
