"""A report of the quality of service as text and as JSON, and what changes between two of them.

The shape of the JSON is in `schemas/results/qos.v1.schema.json`.
"""

from __future__ import annotations

from oamc.diagnostics.reports import printable
from oamc.kubernetes.canonical_quantities import BINARY_FROM, canonical, canonical_cores
from oamc.kubernetes.quantities import ONE, THOUSANDTH
from oamc.quality.amounts import in_bytes
from oamc.quality.classes import BURSTABLE
from oamc.quality.colocation import BATCH, BATCH_MEMORY
from oamc.quality.eviction import CANNOT_EXCEED
from oamc.quality.report import is_chart
from oamc.startup.indented_json import indented_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from oamc.quality.amounts import Amounts
    from oamc.quality.comparison import ClassChange
    from oamc.quality.report import ContainerQuality, PodQuality, Report, Source, Standing
    from oamc.quality.rules import Finding

SCHEMA = "oamc.qos/1"
UNLIMITED = "unlimited"
NOTE = (
    "Ranks are what the documents say alone: on a node the use of each pod decides, and priority before how far it is above.\n"
)
UNSEEN = (
    (False, "if there are pods of it, whoever acts on its kind makes them"),
    (True, "what is in a chart that is installed with another is not known here"),
)
"""Why pods cannot be seen, first of objects, then of charts."""
OF_CORES = "cpu"
OF_BYTES = ("memory", "ephemeral-storage", "storage", "hugepages-", BATCH_MEMORY)


def spelled(resource: str, amount: int) -> str:
    """Return an amount as Kubernetes writes it.

    >>> spelled("cpu", ONE // 10), spelled("memory", ONE * 1024 * 1024)
    ('100m', '1Mi')
    """
    if resource == OF_CORES:
        return canonical_cores(-(-amount // THOUSANDTH))
    whole = in_bytes(amount)
    is_binary = resource.startswith(OF_BYTES) and whole >= BINARY_FROM and whole % BINARY_FROM == 0
    return canonical(whole, binary=is_binary)


def words_of(pod: PodQuality) -> str:
    """Return the class of pods, with what it does not say by itself."""
    return f"{pod.quality} (memory-guaranteed)" if pod.quality == BURSTABLE and pod.memory_guaranteed else pod.quality


def has_batch_resources(pod: PodQuality) -> bool:
    """Tell whether pods request resources of Koordinator in the place of cpu and memory."""
    return any(BATCH & one.requests.keys() for one in pod.containers)


def text_of(report: Report) -> str:
    """Return a report for people: a part for each object that makes pods, and a line for each container in it."""
    parts = ["\n".join(_lines(pod)) + "\n" for pod in report.pods]
    for of_charts, why in UNSEEN:
        unseen = ", ".join(_named(one) for one in report.unseen if is_chart(one) == of_charts)
        if unseen:
            parts.append(printable_line(f"not judged: {unseen}: {why}"))
    quotas = [f"{one.finding.mode} ResourceQuota/{one.name}: {_said(one.finding)}\n" for one in report.quotas]
    if quotas:
        parts.append("".join(map(printable_line, quotas)))
    if report.pods:
        return "\n".join((*parts, NOTE))
    return "".join((*parts, "" if report.unseen else "there are no pods\n"))


def json_of(report: Report, nodes: Mapping[str, int]) -> str:
    """Return a report as JSON. `nodes` are those for which there are scores, with their memory."""
    body = {
        "schema": SCHEMA,
        "nodes": {name: spelled("memory", capacity * ONE) for name, capacity in nodes.items()},
        "scorer": "linear",
        "workloads": [_pod(pod) for pod in report.pods],
        "quotas": [{**_source(one.source), "name": one.name, **_finding(one.finding)} for one in report.quotas],
        "unseen": [{**_source(one), **_identity(one)} for one in report.unseen],
    }
    return indented_json(body) + "\n"


def changes_text(changes: Sequence[ClassChange]) -> str:
    """Return changes for people, one a line."""
    return "".join(map(printable_line, (f"{one.workload}: {one.words}\n" for one in changes))) or "no class changes\n"


def changes_json(changes: Sequence[ClassChange]) -> str:
    """Return changes as JSON."""
    found = [
        {
            "workload": one.workload,
            "instance": one.instance,
            "old": one.old,
            "new": one.new,
            "oldMemoryGuaranteed": one.old_guaranteed,
            "newMemoryGuaranteed": one.new_guaranteed,
            "replacesPods": one.replaces_pods,
        }
        for one in changes
    ]
    return indented_json({"schema": SCHEMA, "changes": found}) + "\n"


def printable_line(line: str) -> str:
    """Return a line that is safe to print, whatever the names in it."""
    return f"{printable(line.rstrip(chr(10)), len(line) + 1)}\n"


def _lines(pod: PodQuality) -> Iterator[str]:
    """Yield the lines about one object."""
    place = f" in {pod.source.application}" if pod.source.application else ""
    environment = f" of {pod.source.environment}" if pod.source.environment else ""
    yield printable_line(f"{pod.pods.kind}/{pod.pods.name}{place}{environment}: {words_of(pod)}").rstrip()
    if pod.written_class != pod.quality:
        yield f"  a LimitRange of the namespace makes it so: the documents say {pod.written_class}"
    if has_batch_resources(pod):
        yield "  class: it requests batch resources of Koordinator, which Kubernetes does not count"
    yield f"  memory: {_standing(pod.memory, 'memory')}"
    yield f"  disk: {_standing(pod.disk, 'ephemeral-storage')}"
    if pod.priority is None:
        yield "  priority: not known, counts as 0"
    elif pod.priority:
        yield f"  priority: {pod.priority}"
    for one in pod.containers:
        amounts = f"requests {_listed(one.requests)}, limits {_listed(one.limits)}"
        scores = "".join(f", oom_score_adj {score} on {node}" for node, score in one.scores.items())
        yield printable_line(f"  {one.role} {one.name}: {amounts}{scores}").rstrip()
    for finding in pod.findings:
        yield printable_line(f"  {finding.mode} {finding.rule}: {_said(finding)}").rstrip()


def _standing(standing: Standing, resource: str) -> str:
    """Return what happens to a pod when a node has no more of something."""
    exposure = standing.exposure
    if exposure.group == CANNOT_EXCEED:
        how = "cannot exceed its request"
    elif exposure.overshoot is None:
        how = "may exceed its request without a bound"
    else:
        how = f"may exceed its request by {spelled(resource, exposure.overshoot)}"
    return f"{how}, eviction rank {standing.rank}"


def _said(finding: Finding) -> str:
    """Return a finding in words."""
    where = " ".join(filter(None, (finding.container, finding.resource)))
    return f"{where}: {finding.reason}" if where else finding.reason


def _listed(amounts: Amounts) -> str:
    """Return amounts in words."""
    return " ".join(f"{name}={spelled(name, amount)}" for name, amount in amounts.items()) or "none"


def _pod(pod: PodQuality) -> dict[str, Any]:
    """Return the pods of one object."""
    return {
        **_source(pod.source),
        "kind": pod.pods.kind,
        "name": pod.pods.name,
        "namespace": pod.pods.namespace,
        "class": pod.quality,
        "writtenClass": pod.written_class,
        "memoryGuaranteed": pod.memory_guaranteed,
        "batchResources": has_batch_resources(pod),
        "priority": pod.priority,
        "memory": _eviction(pod.memory, "memory"),
        "disk": _eviction(pod.disk, "ephemeral-storage"),
        "containers": [_container(one) for one in pod.containers],
        "findings": [_finding(one) for one in pod.findings],
    }


def _named(source: Source) -> str:
    """Return what an object is called in words."""
    known = _identity(source)
    place = f" in {source.application}" if source.application else ""
    environment = f" of {source.environment}" if source.environment else ""
    return f"{known['kind']}/{known['name']}{place}{environment}"


def _identity(source: Source) -> dict[str, str]:
    """Return what an object is, as plain data."""
    metadata = source.body.get("metadata")
    known = metadata if isinstance(metadata, dict) else {}
    body = source.body
    return {
        "apiVersion": str(body.get("apiVersion", "")),
        "kind": str(body.get("kind", "")),
        "name": str(known.get("name", "")),
        "namespace": str(known.get("namespace") or ""),
    }


def _source(source: Source) -> dict[str, str]:
    """Return whose an object is."""
    found = {"application": source.application, "environment": source.environment, "instance": source.instance}
    return {name: value for name, value in found.items() if value}


def _eviction(standing: Standing, resource: str) -> dict[str, Any]:
    """Return where a pod stands when a node runs out of something."""
    above = standing.exposure.overshoot
    return {
        "evictionGroup": standing.exposure.group,
        "maxOvershoot": UNLIMITED if above is None else spelled(resource, above),
        "rank": standing.rank,
    }


def _container(one: ContainerQuality) -> dict[str, Any]:
    """Return one container."""
    return {
        "container": one.name,
        "role": one.role,
        "requests": _texts(one.requests),
        "limits": _texts(one.limits),
        "oomScoreAdj": dict(one.scores),
    }


def _texts(amounts: Amounts) -> Mapping[str, str]:
    """Return amounts as Kubernetes writes them."""
    return {name: spelled(name, amount) for name, amount in amounts.items()}


def _finding(finding: Finding) -> dict[str, str]:
    """Return one finding, without what it does not say."""
    found = {
        "rule": finding.rule,
        "mode": finding.mode,
        "container": finding.container,
        "resource": finding.resource,
        "reason": finding.reason,
        "hint": finding.hint,
    }
    return {name: value for name, value in found.items() if value}
