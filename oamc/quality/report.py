"""The quality of service of all pods of some objects: classes, eviction, scores, and what breaks the rules.

In: objects as plain data, each with the application and the instance that it belongs to, and a policy. Out: a `Report`. Pods
are ranked among those of their environment, as if all of them were on one node: what they use decides there, so a rank is the
order in which nothing but the documents speaks.
"""

from __future__ import annotations

from oamc.choices import OFF
from oamc.kubernetes.pod_templates import may_run_pods
from oamc.quality.amounts import amounts_of
from oamc.quality.bounds import LIMIT_RANGE, QUOTA, overdrawn, refusals, with_defaults
from oamc.quality.classes import class_of
from oamc.quality.eviction import CRITICAL, DISK, MEMORY, Candidate, exposure_of, is_memory_guaranteed, ranks
from oamc.quality.pods import pods_of
from oamc.quality.policy import REFUSED
from oamc.quality.rules import Finding, findings_of
from oamc.quality.scores import scores_of
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from oamc.quality.amounts import Amounts, PodAmounts
    from oamc.quality.eviction import Exposure
    from oamc.quality.pods import Pods
    from oamc.quality.policy import Policy

INJECTED = "injected"
PRIORITY_CLASS = "PriorityClass"
BY_NAME = {"system-node-critical": CRITICAL + 1000, "system-cluster-critical": CRITICAL}
"""The priorities of the classes that every cluster has."""
OF_BOUNDS = "QOS009"
CHART_VERSION, CHART = "v2", "Chart"
"""What Helm calls a chart in its Chart.yaml. One that is installed with others has objects that nobody here sees."""


class Source(Record):
    """An object, and whose it is. An application that nobody named, and an environment where there are none, are empty.

    The spec of its pods is at a `place` where its kind does not say that. One that `is_workload` is what an instance becomes.
    """

    application: str
    environment: str
    instance: str
    body: Mapping[str, Any]
    place: tuple[str, ...] = ()
    is_workload: bool = False


class ContainerQuality(Record):
    """A container: its role, what is in force for it, and its scores by the names of nodes."""

    name: str
    role: str
    requests: Amounts
    limits: Amounts
    scores: Mapping[str, int]


class Standing(Record):
    """Where a pod stands when a node runs out of something: its exposure, and its rank, 1 for the one that goes first."""

    exposure: Exposure
    rank: int


class PodQuality(Record):
    """The pods of one object, their class in the cluster, and what broke which rule.

    `written_class` is the class without what a LimitRange of the namespace fills in. `priority` is None where nothing that was
    read says it; then it counts as zero.
    """

    source: Source
    pods: Pods
    quality: str
    written_class: str
    memory_guaranteed: bool
    priority: int | None
    memory: Standing
    disk: Standing
    containers: tuple[ContainerQuality, ...]
    findings: tuple[Finding, ...]


class QuotaFinding(Record):
    """What pods of an environment need together beyond a quota, by the name of that."""

    source: Source
    name: str
    finding: Finding


class Report(Record):
    """The pods in the order of the objects, and what is wrong with quotas. Pods of `unseen` objects nobody can see in them."""

    pods: tuple[PodQuality, ...]
    quotas: tuple[QuotaFinding, ...]
    unseen: tuple[Source, ...] = ()


class _Group:
    """The objects of one environment."""

    def __init__(self, sources: Sequence[Source], policies: Mapping[str, Policy], *, of_build: bool) -> None:
        self.policies = policies
        self.policy = policies[""]
        self.of_build = of_build
        self.sources = sources
        self.ranges = self._of_kind(LIMIT_RANGE)
        self.quotas = self._of_kind(QUOTA)
        self.priorities = {**dict(self._priorities()), **BY_NAME}
        self.members = [(one, pods) for one in sources if (pods := pods_of(one.body, one.place)) is not None]

    def _of_kind(self, kind: str) -> list[tuple[Source, str, str]]:
        """Return the objects of a kind with their namespaces and names."""
        found = []
        for one in self.sources:
            metadata = one.body.get("metadata")
            if one.body.get("kind") == kind and isinstance(metadata, dict):
                found.append((one, str(metadata.get("namespace") or ""), str(metadata.get("name", ""))))
        return found

    def _ranges(self, pods: Pods) -> list[Mapping[str, Any]]:
        """Return the ranges of limits of the namespace of pods."""
        return [one.body for one, namespace, _ in self.ranges if _is_of(pods, namespace, one)]

    def _priorities(self) -> Iterator[tuple[str, int]]:
        """Yield the priority classes that are among the objects; the default one has the empty name, too."""
        for one in self.sources:
            metadata, value = one.body.get("metadata"), one.body.get("value")
            if one.body.get("kind") == PRIORITY_CLASS and isinstance(value, int) and isinstance(metadata, dict):
                yield str(metadata.get("name", "")), value
                if one.body.get("globalDefault") is True:
                    yield "", value

    def report(self) -> Iterator[PodQuality]:
        """Yield all pods with their ranks."""
        filled = [with_defaults(pods, self._ranges(pods)) for _, pods in self.members]
        amounts = [amounts_of(pods.spec) for pods in filled]
        memory, disk = (self._standings(amounts, resource) for resource in (MEMORY, DISK))
        for (source, written), pods, pod, *standings in zip(self.members, filled, amounts, memory, disk, strict=True):
            yield PodQuality(
                source=source,
                pods=pods,
                quality=class_of(pod),
                written_class=class_of(amounts_of(written.spec)),
                memory_guaranteed=is_memory_guaranteed(pod),
                priority=self._priority(pods),
                memory=standings[0],
                disk=standings[1],
                containers=tuple(self._containers(pods, pod)),
                findings=tuple(self._findings(source, pods, written)),
            )

    def quota_findings(self) -> Iterator[QuotaFinding]:
        """Yield what pods need together beyond a quota of their namespace."""
        for quota, namespace, name in self.quotas:
            mode = self._policy(quota).mode(OF_BOUNDS, of_build=self.of_build)
            if mode == OFF:
                continue
            members = [with_defaults(pods, self._ranges(pods)) for _, pods in self.members if _is_of(pods, namespace, quota)]
            for one in overdrawn(members, quota.body):
                finding = Finding(rule=OF_BOUNDS, container="", resource=one.resource, reason=one.reason, mode=mode)
                yield QuotaFinding(source=quota, name=name, finding=finding)

    def _policy(self, source: Source) -> Policy:
        """Return the policy of the application that an object belongs to."""
        return self.policies.get(f"{source.environment}/{source.application}", self.policy)

    def _findings(self, source: Source, pods: Pods, written: Pods) -> Iterator[Finding]:
        """Yield what breaks rules that are not off."""
        policy = self._policy(source)
        quotas = [one.body for one, namespace, _ in self.quotas if _is_of(pods, namespace, one)]
        found = list(findings_of(pods, policy.required_of(source.instance), policy.nodes, written.spec))
        known = {(one.container, one.resource) for one in found if one.rule in REFUSED}
        found += [
            Finding(rule=OF_BOUNDS, container=one.container, resource=one.resource, reason=one.reason)
            for one in refusals(pods, self._ranges(pods), quotas)
            if (one.container, one.resource) not in known
        ]
        for one in found:
            mode = policy.mode(one.rule, of_build=self.of_build)
            if mode != OFF:
                yield replace(one, mode=mode)

    def _containers(self, pods: Pods, pod: PodAmounts) -> Iterator[ContainerQuality]:
        """Yield the containers of a pod."""
        name = str(pods.spec.get("priorityClassName") or "")
        scores = {node: scores_of(pod, capacity, priority_class=name) for node, capacity in self.policy.nodes.items()}
        for index, one in enumerate(pod.containers):
            yield ContainerQuality(
                name=one.name,
                role=INJECTED if one.name in pods.injected else one.role,
                requests=one.required.requests,
                limits=one.required.limits,
                scores={node: found[index] for node, found in scores.items()},
            )

    def _standings(self, amounts: Sequence[PodAmounts], resource: str) -> list[Standing]:
        """Return where each pod stands when a node runs out of a resource."""
        exposures = [exposure_of(pod, resource) for pod in amounts]
        candidates = [
            Candidate(name=f"{pods.namespace}/{pods.kind}/{pods.name}", priority=self._priority(pods) or 0, exposure=exposure)
            for (_, pods), exposure in zip(self.members, exposures, strict=True)
        ]
        return [Standing(exposure=exposure, rank=rank) for exposure, rank in zip(exposures, ranks(candidates), strict=True)]

    def _priority(self, pods: Pods) -> int | None:
        """Return the priority of pods: without a class that of the default one, and that is zero where there is none."""
        own = pods.spec.get("priority")
        if isinstance(own, int) and not isinstance(own, bool):
            return own
        name = str(pods.spec.get("priorityClassName") or "")
        return self.priorities.get(name) if name else self.priorities.get("", 0)


def _is_of(pods: Pods, namespace: str, source: Source) -> bool:
    """Tell whether an object bounds pods. One of a cluster does so with pods that have no namespace yet."""
    return pods.namespace == namespace or (not source.application and not pods.namespace)


def is_chart(source: Source) -> bool:
    """Tell whether a source is a chart that is installed with those of applications, and none of their objects."""
    return (source.body.get("apiVersion"), source.body.get("kind")) == (CHART_VERSION, CHART)


def _is_unseen(source: Source) -> bool:
    """Tell whether an object is a workload whose pods, if it has any, are made by whoever acts on its kind."""
    body = source.body
    if is_chart(source):
        return True
    may_run = source.is_workload and may_run_pods(str(body.get("apiVersion", "")), str(body.get("kind", "")))
    return may_run and pods_of(body, source.place) is None


def report_of(sources: Iterable[Source], policies: Mapping[str, Policy], *, of_build: bool = False) -> Report:
    """Return the quality of service of all pods of some objects, with what a report tells, or only with what a build does.

    The policies are by environment and application, ENVIRONMENT/APPLICATION; that of the empty name is for all others. Objects
    of no application and no environment are those that a cluster has: they bound the pods of every environment.
    """
    sources = tuple(sources)
    everywhere = [one for one in sources if not (one.application or one.environment)]
    groups: dict[str, list[Source]] = {}
    for one in sources:
        groups.setdefault(one.environment, []).append(one)
    if len(groups) > 1 and groups.get("") == everywhere:
        del groups[""]
    found = [
        _Group([*members, *(everywhere if environment else ())], policies, of_build=of_build)
        for environment, members in groups.items()
    ]
    return Report(
        pods=tuple(pod for group in found for pod in group.report()),
        quotas=tuple(one for group in found for one in group.quota_findings()),
        unseen=tuple(filter(_is_unseen, sources)),
    )
