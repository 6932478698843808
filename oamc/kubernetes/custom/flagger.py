"""What Flagger makes of a Canary and a MetricTemplate beyond their definitions (docs/spec/rollouts.md, 7).

Each takes a `spec` whose shape is right, and yields paths in it with reasons. Flagger has no webhook: what it cannot read it
tells in events, or not at all, while the release stands still.
"""

from __future__ import annotations

import re

from oamc.diagnostics.reports import listing
from oamc.kubernetes.custom.durations import go_milliseconds
from oamc.kubernetes.plain_data import part_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Path

    Spec: TypeAlias = Mapping[str, Any]
    Found: TypeAlias = Iterator[tuple[Path, str]]

WHOLE = 100
"""All of a percentage."""
KUBERNETES, KNATIVE, ISTIO = "kubernetes", "knative", "istio"
REFERENCES = {
    "gatewayapi:v1": ("service", "gatewayRefs"),
    "gatewayapi:v1beta1": ("service", "gatewayRefs"),
    "nginx": ("ingressRef",),
    "skipper": ("ingressRef",),
    "apisix": ("routeRef",),
    "appmesh": ("service", "meshName"),
    "appmesh:v1beta2": ("service", "meshName"),
}
"""What providers want to know, each as a path in the spec."""
BUILT_IN = ("request-success-rate", "request-duration")
WORDS = ("name", "namespace", "target", "service", "ingress", "route", "interval", "variables")
"""What stands for something in the query of a MetricTemplate."""
OF_TEMPLATES = (*WORDS, "end", "else", "break", "continue")
PLACE_HOLDER = r"\{\{-? *([A-Za-z_][A-Za-z0-9_]*) *-?\}\}"
ADDRESSED = ("prometheus", "influxdb", "graphite", "dynatrace", "splunk")
SECRET = ("datadog", "newrelic", "dynatrace", "splunk")
"""Providers of metrics that have no usual address, and those that let nobody in without a secret."""
SHORTEST = 10_000
"""The shortest interval of an analysis in milliseconds: Flagger takes it for any that is shorter."""
AMOUNTS = (
    (("progressDeadlineSeconds",), 1, 2**31 - 1),
    (("service", "port"), 1, 65535),
    (("analysis", "threshold"), 1, 2**31 - 1),
    (("analysis", "iterations"), 1, 2**31 - 1),
    (("analysis", "maxWeight"), 1, WHOLE),
    (("analysis", "stepWeight"), 1, WHOLE),
    (("analysis", "stepWeightPromotion"), 1, WHOLE),
    (("analysis", "mirrorWeight"), 0, WHOLE),
    (("analysis", "primaryReadyThreshold"), 0, WHOLE),
    (("analysis", "canaryReadyThreshold"), 0, WHOLE),
    (("analysis", "sessionAffinity", "maxAge"), 1, 2**31 - 1),
)
"""Numbers of a Canary, with the smallest and the largest one that means what it says. Flagger reads them as whole numbers: one
Canary with a fraction keeps it from reading any."""


def _canary(spec: Spec) -> Found:
    """Want numbers, times, steps and metrics that mean what they say, and all that the provider must know."""
    for path, least, most in AMOUNTS:
        yield from _amount(part_at(spec, path), least, most, path)
    yield from _references(spec)
    yield from _target(spec)
    analysis = spec["analysis"]
    yield from _interval(analysis)
    yield from _strategy(spec, analysis)
    yield from _steps(analysis)
    for index, metric in enumerate(analysis.get("metrics") or ()):
        yield from _metric(metric, ("analysis", "metrics", index))
    for index, webhook in enumerate(analysis.get("webhooks") or ()):
        yield from _webhook(webhook, ("analysis", "webhooks", index))
    affinity = analysis.get("sessionAffinity")
    if affinity is not None and affinity["cookieName"] == affinity.get("primaryCookieName", ""):
        yield ("analysis", "sessionAffinity", "cookieName"), "must be another one than primaryCookieName, and not empty"


def _amount(value: Any, least: int, most: int, path: Path) -> Found:
    """Want a whole number within bounds."""
    if value is None:
        return
    if isinstance(value, float) and not value.is_integer():
        yield path, "must be a whole number"
    elif not least <= value <= most:
        yield path, f"must be from {least} to {most}"


def _references(spec: Spec) -> Found:
    """Want what the provider must know, and no hosts where another route has them."""
    provider = spec.get("provider", "")
    path = REFERENCES.get(provider)
    if path is not None and not part_at(spec, path):
        yield path[:-1], f"must have {path[-1]}, since the provider is {provider}"
    service = spec.get("service") or {}
    for name in ("hosts", "gateways"):
        if service.get("delegation") and service.get(name):
            yield ("service", name), "must not be there with delegation: the route that delegates has it"


def _target(spec: Spec) -> Found:
    """Want a port for the Services that Flagger makes, and a provider that fits the target."""
    target, provider = spec["targetRef"], spec.get("provider", "")
    is_knative = target["kind"] == "Service" and target["apiVersion"] == "serving.knative.dev/v1"
    if target["kind"] != "Service" and "service" not in spec:
        yield (), "must have service: Flagger makes Services, which need a port"
    if is_knative != (provider == KNATIVE):
        yield ("targetRef",), f"must be a Service of Knative where the provider is {KNATIVE}, and nowhere else"
    if is_knative and "autoscalerRef" in spec:
        yield ("autoscalerRef",), "must not be there: Knative scales its Services itself"


def _interval(analysis: Spec) -> Found:
    """Want an interval that Flagger can read, and does not replace by a longer one."""
    length = _length(analysis["interval"])
    if length is not None and length < SHORTEST:
        reason = "must be a duration of at least 10s, such as 30s or 1m: Flagger takes another one in its place"
        yield ("analysis", "interval"), reason


def _length(duration: str) -> float | None:
    """Return how long a duration is, -1 where it is none; None where it has not even the pattern of the definition."""
    if not re.match("[0-9]+[ms]", duration):
        return None
    length = go_milliseconds(duration)
    return -1 if length is None else length


def _strategy(spec: Spec, analysis: Spec) -> Found:
    """Want iterations where nothing shifts traffic, and where requests are chosen by what they are."""
    counted = "iterations" in analysis
    if spec.get("provider") == KUBERNETES and not counted:
        yield ("analysis",), f"must have iterations: the provider {KUBERNETES} shifts no traffic"
    if analysis.get("match") and spec.get("provider") == KUBERNETES:
        yield ("analysis", "match"), f"must not be there: the provider {KUBERNETES} looks at no request"
    elif analysis.get("match") and not counted:
        yield ("analysis", "match"), "must not be there without iterations"


def _steps(analysis: Spec) -> Found:
    """Want steps that rise, and no largest weight where the last one is it."""
    steps = analysis.get("stepWeights")
    if steps is not None and not steps:
        yield ("analysis", "stepWeights"), "must have at least one step"
    before = 0
    for index, step in enumerate(steps or ()):
        wrong = list(_amount(step, 1, WHOLE, ("analysis", "stepWeights", index)))
        if not wrong and step <= before:
            wrong = [(("analysis", "stepWeights", index), "must be above the step before")]
        before = step
        yield from wrong
    if "maxWeight" in analysis and "stepWeight" not in analysis:
        yield ("analysis", "maxWeight"), "must not be there without stepWeight: nothing comes of it"


def _metric(metric: Spec, path: Path) -> Found:
    """Want a metric that Flagger knows or is told, and a range in which it must be."""
    is_told = metric["name"] in BUILT_IN or metric.get("templateRef") or metric.get("query")
    if not is_told:
        yield path, f"must have a templateRef: without one there are only {listing(BUILT_IN)}"
    bounds = metric.get("thresholdRange")
    if bounds is None and "threshold" not in metric:
        yield path, "must have a thresholdRange, in which the metric must be"
    elif bounds is not None and not bounds.keys() & {"min", "max"}:
        yield (*path, "thresholdRange"), "must have min or max"
    elif bounds is not None and bounds.get("min", 0) > bounds.get("max", bounds.get("min", 0)):
        yield (*path, "thresholdRange"), "must have a min that is not above max"
    yield from _duration(metric.get("interval"), (*path, "interval"))


def _duration(duration: str | None, path: Path) -> Found:
    """Want a duration that is one as a whole: the definition looks at its beginning alone."""
    length = None if duration is None else _length(duration)
    if length is not None and length <= 0:
        yield path, "must be a duration of more than zero, such as 30s or 1m"


def _webhook(webhook: Spec, path: Path) -> Found:
    """Want an address that can be called, and a time for it."""
    if not webhook["url"].startswith(("http://", "https://")):
        yield (*path, "url"), "must begin with http:// or https://"
    yield from _duration(webhook.get("timeout"), (*path, "timeout"))
    yield from _amount(webhook.get("retries"), 0, 2**31 - 1, (*path, "retries"))


def _metric_template(spec: Spec) -> Found:
    """Want a place that can be asked, and a query in which every word stands for something."""
    provider = spec["provider"]
    kind = provider["type"]
    for kinds, name in ((ADDRESSED, "address"), (SECRET, "secretRef"), (("cloudwatch",), "region")):
        if kind in kinds and not provider.get(name):
            yield ("provider",), f"must have {name}, since the type is {kind}"
    query = spec["query"]
    if not query.strip():
        yield ("query",), "must not be empty"
    elif query.count("{{") > query.count("}}"):
        yield ("query",), "must close each {{ by }}"
    elif not all(word in OF_TEMPLATES for word in re.findall(PLACE_HOLDER, query)):
        yield ("query",), f"may have only these words in {{{{ }}}}: {listing(WORDS)}"


RULES: Mapping[str, Callable[[Spec], Found]] = {"Canary": _canary, "MetricTemplate": _metric_template}
