"""What only the webhook of Istio refuses in a DestinationRule and a VirtualService (docs/spec/traffic.md, 2.5 and 5.6).

Each takes a `spec` whose shape is right, and yields paths in it with reasons.
"""

from __future__ import annotations

from oamc.kubernetes.custom.durations import go_milliseconds
from oamc.kubernetes.plain_data import part_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Path

    Spec: TypeAlias = Mapping[str, Any]
    Found: TypeAlias = Iterator[tuple[Path, str]]

TIMES = (
    ("connectionPool", "tcp", "connectTimeout"),
    ("connectionPool", "tcp", "idleTimeout"),
    ("connectionPool", "tcp", "maxConnectionDuration"),
    ("connectionPool", "http", "idleTimeout"),
    ("outlierDetection", "interval"),
    ("outlierDetection", "baseEjectionTime"),
    ("loadBalancer", "warmup", "duration"),
    ("loadBalancer", "warmupDurationSecs"),
)
SHARES = (("outlierDetection", "maxEjectionPercent"), ("outlierDetection", "minHealthPercent"))
WHOLE = 100
"""All of a percentage."""
KEYS = ("httpHeaderName", "httpCookie", "useSourceIp", "httpQueryParameterName")
NOT_WARMED = ("RANDOM", "PASSTHROUGH")
TARGETS = ("route", "redirect", "directResponse", "delegate")


def _destination_rule(spec: Spec) -> Found:
    """Yield what is wrong with a DestinationRule: with its policy, with that of a port or of a subset."""
    if not spec.get("host"):
        yield (), "must have a host"
    yield from _policy(spec.get("trafficPolicy") or {}, ("trafficPolicy",))
    names: list[str] = []
    for index, subset in enumerate(spec.get("subsets") or ()):
        name = subset.get("name") or ""
        if not name or name in names:
            yield ("subsets", index), "must have a name of its own"
        names.append(name)
        yield from _policy(subset.get("trafficPolicy") or {}, ("subsets", index, "trafficPolicy"))


def _policy(policy: Spec, path: Path) -> Found:
    """Yield what is wrong with a policy, and with those of single ports."""
    for place in TIMES:
        value = part_at(policy, place)
        if value is not None:
            length = go_milliseconds(value)
            if length is None or length < 1:
                yield (*path, *place), "must be a duration of at least 1ms, such as 10s"
    for place in SHARES:
        value = part_at(policy, place)
        if value is not None and not 0 <= value <= WHOLE:
            yield (*path, *place), "must be a percentage, from 0 to 100"
    balancer = policy.get("loadBalancer") or {}
    hashed = balancer.get("consistentHash")
    if hashed is not None and not any(hashed.get(key) for key in KEYS):
        yield (*path, "loadBalancer", "consistentHash"), f"must have one of {', '.join(KEYS)}"
    if balancer.get("warmup") and balancer.get("simple") in NOT_WARMED:
        yield (*path, "loadBalancer", "warmup"), f"has no effect with {balancer['simple']}"
    for index, port in enumerate(policy.get("portLevelSettings") or ()):
        yield from _policy(port, (*path, "portLevelSettings", index))


def _virtual_service(spec: Spec) -> Found:
    """Yield what is wrong with the HTTP routes of a VirtualService."""
    for index, route in enumerate(spec.get("http") or ()):
        place: Path = ("http", index)
        if not any(route.get(name) for name in TARGETS):
            yield place, f"must have one of {', '.join(TARGETS)}"
        if route.get("mirror") and route.get("mirrors"):
            yield place, "may have only one of mirror and mirrors"
        shares: list[tuple[Path, Any]] = [
            ((*place, "mirrorPercentage", "value"), part_at(route, ("mirrorPercentage", "value")))
        ]
        for number, mirror in enumerate(route.get("mirrors") or ()):
            shares.append(((*place, "mirrors", number, "percentage", "value"), part_at(mirror, ("percentage", "value"))))
        for path, share in shares:
            if share is not None and not 0 <= share <= WHOLE:
                yield path, "must be a percentage, from 0 to 100"


RULES: Mapping[str, Callable[[Spec], Found]] = {"DestinationRule": _destination_rule, "VirtualService": _virtual_service}
