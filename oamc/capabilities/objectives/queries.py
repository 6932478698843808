"""What the built-in indicators ask Prometheus, in its language (docs/spec/objectives.md, 2).

In: the property `series`, and how an engine finds the series of an instance. Out: parts of a text, of which some may be values
that the installer chooses.
"""

from __future__ import annotations

from oamc.expressions.holes import Hole, Text, TextOf, joined
from oamc.objects.naming import prefixed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from oamc.capabilities.contracts import Subject
    from oamc.expressions.holes import Digest
    from oamc.ir.properties import Group

    Part: TypeAlias = "str | Hole | TextOf | Digest"
    Parts: TypeAlias = tuple[Part, ...]

DEFAULTS = {
    "requests": "http_requests_total",
    "code": "code",
    "errors": "5..",
    "durations": "http_request_duration_seconds_bucket",
}
DEFAULT_WINDOW = "5m"
LONGEST_NAME_IN_PODS = 46
"""Kubernetes cuts longer names where it makes those of pods from them: with two random parts they have 63 characters."""
ENDINGS = {"Deployment": "-[a-z0-9]+-[a-z0-9]+", "Rollout": "-[a-z0-9]+-[a-z0-9]+", "StatefulSet": "-[0-9]+"}
"""What stands behind the name of a workload in those of its pods."""
OTHER_ENDING = "-.+"
OF_VERSIONS = "(-primary|-canary)?"
"""What stands behind the name of the Service in those that Flagger makes for each version."""


class Source:
    """The series of an instance: `selector` are the conditions on their labels, `grouping` what sums keep apart."""

    def __init__(self, series: Group | None, selector: Parts, grouping: tuple[str, ...] = ()) -> None:
        own = None if series is None else series.leaf("selector")
        self._series = series
        self._selector: Parts = selector if own is None else text_of(own.value)
        self._grouping = grouping

    def errors(self, window: Parts) -> Parts:
        """Return the rate of requests that fail, which is zero where none ever did."""
        failed = self._sum(self.failed, window)
        return (*failed, " or 0 * ", *self.total(window))

    def total(self, window: Parts) -> Parts:
        """Return the rate of all requests."""
        return self._sum(self.all, window)

    def error_ratio(self, window: Parts) -> Parts:
        """Return the share of requests that fail."""
        return ("(", *self.errors(window), ") / ", *self.total(window))

    def success_ratio(self, window: Parts) -> Parts:
        """Return the share of requests that do not fail."""
        return ("1 - ", *self.error_ratio(window))

    def latency(self, window: Parts) -> Parts:
        """Return the time within which 95 of 100 requests are answered."""
        series = (*self._name("durations"), "{", *self._selector, "}")
        by = ", ".join(("le", *self._grouping))
        return (f"histogram_quantile(0.95, sum by ({by}) (rate(", *series, "[", *window, "])))")

    @property
    def all(self) -> Parts:
        """Return the series of all requests."""
        return (*self._name("requests"), "{", *self._selector, "}")

    @property
    def failed(self) -> Parts:
        """Return the series of requests that fail."""
        condition = (",", *self._name("code"), '=~"', *self._name("errors"), '"')
        return (*self._name("requests"), "{", *self._selector, *condition, "}")

    def _sum(self, series: Parts, window: Parts) -> Parts:
        """Return the sum of the rates of some series."""
        by = f" by ({', '.join(self._grouping)}) " if self._grouping else ""
        return (f"sum{by}(rate(", *series, "[", *window, "]))")

    def _name(self, name: str) -> Parts:
        """Return one of the names that a document may choose."""
        own = None if self._series is None else self._series.leaf(name)
        return (DEFAULTS[name],) if own is None else text_of(own.value)


def selector_of(subject: Subject) -> Parts:
    """Return the conditions by which rules of Prometheus find the series of an instance: by its Service, else by its pods."""
    namespace = subject.context.namespace
    within: Parts = (f',namespace="{namespace}"',) if namespace else ()
    service = service_name(subject)
    if service and subject.workload_type.run_by:
        return ('service=~"', *prefixed(service).parts, f'{OF_VERSIONS}"', *within)
    if service:
        return ('service="', *prefixed(service).parts, '"', *within)
    ending = ENDINGS.get(subject.rendered.main.kind, OTHER_ENDING)
    return ('pod=~"', *prefixed(subject.name).parts, f'{ending}"', *within)


def service_name(subject: Subject) -> str:
    """Return the name of the Service of an instance, without the prefix; empty where it has none."""
    if subject.workload_type.run_by and subject.rendered.ports:
        return subject.name
    return next((found.name for found in subject.rendered.further if found.kind == "Service"), "")


def text_of(value: object) -> Parts:
    """Return a value that is a text as parts of another one."""
    assert isinstance(value, (Hole, str)), f"no text: {type(value).__name__}"
    return (value,)


def built(*parts: str | Parts | Text) -> str | Text:
    """Return a text of parts, of which some are such parts themselves."""
    found: list[Part] = []
    for part in parts:
        found += (part,) if isinstance(part, str) else part.parts if isinstance(part, Text) else part
    return joined(found)
