"""What only the controller of Argo Rollouts refuses in an AnalysisTemplate (docs/spec/objectives.md, 4.6).

Each rule takes a `spec` whose shape is right, and yields paths in it with reasons.
"""

from __future__ import annotations

from oamc.diagnostics.reports import listing
from oamc.kubernetes.custom.durations import is_go_duration
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Path

    Spec: TypeAlias = Mapping[str, Any]
    Found: TypeAlias = Iterator[tuple[Path, str]]

OPEN, CLOSE = "{{", "}}"
_WHOLE = Pattern("[-+]?[0-9]{1,18}")
_URL = Pattern(r"[A-Za-z][-+.A-Za-z0-9]*://[^/?#]+(?:[/?#].*)?")


def _template(spec: Spec) -> Found:
    """Want metrics of different names, each of them good, and arguments for all that they ask for."""
    metrics, others = spec.get("metrics") or (), spec.get("templates") or ()
    if not metrics and not others:
        yield ("metrics",), "must have an item at least"
    arguments: list[str] = []
    for index, argument in enumerate(spec.get("args") or ()):
        if argument["name"] in arguments:
            yield ("args", index, "name"), "must differ from those of other arguments"
        arguments.append(argument["name"])
    names: list[str] = []
    for index, metric in enumerate(metrics):
        path: Path = ("metrics", index)
        if metric["name"] in names:
            yield (*path, "name"), "must differ from those of other metrics"
        names.append(metric["name"])
        yield from _metric(metric, path)
        # What other templates have for arguments, nobody here knows.
        yield from () if others else _references(metric, path, arguments)
    for field in ("dryRun", "measurementRetention"):
        rules = [rule["metricName"] for rule in spec.get(field) or ()]
        for index, rule in enumerate(rules):
            if rule in rules[:index]:
                yield (field, index, "metricName"), "must differ from those of other items"


def _metric(metric: Spec, path: Path) -> Found:
    """Want numbers that fit one another, times, and one provider."""
    count, failures, inconclusive, successes, errors = (
        _number(metric.get(name))
        for name in ("count", "failureLimit", "inconclusiveLimit", "consecutiveSuccessLimit", "consecutiveErrorLimit")
    )
    least = (
        ("inconclusiveLimit", inconclusive, 0),
        ("consecutiveSuccessLimit", successes, 0),
        ("consecutiveErrorLimit", errors, 0),
    )
    for name, number, lowest in (("failureLimit", failures, -1), *least):
        if number is not None and number < lowest:
            yield (*path, name), f"must be at least {lowest}"
    if failures == -1 and successes == 0:
        yield (*path, "failureLimit"), "must not be -1 without a consecutiveSuccessLimit"
    if count is not None and count > 0:
        if failures is not None and successes is not None and max(failures, 0) + successes > count:
            yield (*path, "failureLimit" if failures > 0 else "consecutiveSuccessLimit"), f"must be at most the count, {count}"
        if inconclusive is not None and inconclusive > count:
            yield (*path, "inconclusiveLimit"), f"must be at most the count, {count}"
        if count > 1 and not metric.get("interval"):
            yield (*path, "interval"), "must be there where count is above 1"
    for name in ("interval", "initialDelay"):
        time = metric.get(name) or ""
        if time and OPEN not in time and not is_go_duration(time):
            yield (*path, name), "must be a time such as 30s or 5m"
    yield from _provider(metric["provider"], (*path, "provider"))


def _provider(provider: Spec, path: Path) -> Found:
    """Want one provider, with an address where it says one."""
    plugins = provider.get("plugin") or {}
    given = [name for name in provider if name != "plugin"] + [f"plugin {name}" for name in plugins]
    if len(given) != 1:
        yield path, f"must have one of {listing(given)}" if given else "must have a provider, such as prometheus"
    prometheus = provider.get("prometheus") or {}
    address = prometheus.get("address") or ""
    if address and OPEN not in address and not _URL.fullmatch(address):
        yield (*path, "prometheus", "address"), "must be an address with a scheme, such as http://prometheus:9090"
    if prometheus.get("timeout", 0) < 0:
        yield (*path, "prometheus", "timeout"), "must be at least 0"


def _references(value: object, path: Path, arguments: list[str]) -> Found:
    """Want an argument for each text in double braces."""
    if isinstance(value, dict):
        for key, held in value.items():
            yield from _references(held, (*path, key), arguments)
    elif isinstance(value, list):
        for index, held in enumerate(value):
            yield from _references(held, (*path, index), arguments)
    elif isinstance(value, str) and OPEN in value:
        for part in value.split(OPEN)[1:]:
            name, closed, _ = part.partition(CLOSE)
            if not closed:
                yield path, f"must have {CLOSE} behind each {OPEN}"
                return
            if not any(name.strip() == f"args.{argument}" for argument in arguments):
                yield path, f"must name arguments of the template alone in {OPEN}{CLOSE}"
                return


def _number(value: object) -> int | None:
    """Return a number, which may be a text, as the controller reads it; None of one that comes from an argument."""
    if isinstance(value, str):
        return None if OPEN in value else int(value) if _WHOLE.fullmatch(value) else 0
    return value if isinstance(value, int) else 0


RULES: Mapping[str, Callable[[Spec], Found]] = {"AnalysisTemplate": _template}
