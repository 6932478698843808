"""What the Prometheus operator wants of its objects beyond their definitions: it leaves out what it cannot use.

Each rule takes a `spec` whose shape is right, and yields paths in it with reasons.
"""

from __future__ import annotations

from oamc.diagnostics.reports import listing
from oamc.kubernetes.custom.durations import in_milliseconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Path

    Spec: TypeAlias = Mapping[str, Any]
    Found: TypeAlias = Iterator[tuple[Path, str]]


def _endpoints(spec: Spec, field: str, ports: tuple[str, ...]) -> Found:
    """Want one port of each endpoint, and tries that are over before the next one begins."""
    for index, endpoint in enumerate(spec.get(field) or ()):
        given = [name for name in ports if endpoint.get(name) is not None]
        if len(given) > 1:
            yield (field, index), f"must have one of {listing(given)}"
        timeout, interval = endpoint.get("scrapeTimeout"), endpoint.get("interval")
        if timeout and interval and in_milliseconds(timeout) > in_milliseconds(interval):
            yield (field, index, "scrapeTimeout"), f"must be at most the interval, {interval}"


def _service_monitor(spec: Spec) -> Found:
    """Want good endpoints."""
    yield from _endpoints(spec, "endpoints", ("port", "targetPort"))


def _pod_monitor(spec: Spec) -> Found:
    """Want good endpoints."""
    yield from _endpoints(spec, "podMetricsEndpoints", ("port", "portNumber", "targetPort"))


def _rules(spec: Spec) -> Found:
    """Want a name of an alert or of a series, and not both."""
    for group_index, group in enumerate(spec.get("groups") or ()):
        for index, rule in enumerate(group.get("rules") or ()):
            if bool(rule.get("alert")) == bool(rule.get("record")):
                yield ("groups", group_index, "rules", index), "must have one of alert and record"


def _probe(spec: Spec) -> Found:
    """Want a host alone: the operator leaves a probe out whose prober has a scheme in its address."""
    if "://" in ((spec.get("prober") or {}).get("url") or ""):
        yield ("prober", "url"), "must be a host, or host:port, without a scheme"


RULES: Mapping[str, Callable[[Spec], Found]] = {
    "PodMonitor": _pod_monitor,
    "Probe": _probe,
    "PrometheusRule": _rules,
    "ServiceMonitor": _service_monitor,
}
