"""What Dapr's programs want of its objects beyond their definitions: words, times, and names that belong together.

Each rule takes a `spec` whose shape is right, and yields paths in it with reasons.
"""

from __future__ import annotations

from oamc.diagnostics.reports import listing
from oamc.kubernetes.custom.durations import go_milliseconds
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Path

    Spec: TypeAlias = Mapping[str, Any]
    Found: TypeAlias = Iterator[tuple[Path, str]]

_TYPE = Pattern(r"[a-z]+(\.[-a-zA-Z0-9]+)+")
_NUMBER = Pattern(r"[0-9]{1,18}")
_RATE = Pattern(r"[0-9]{1,9}(\.[0-9]{1,18})?|\.[0-9]{1,18}")
ACTIONS = ("allow", "deny")
POLICIES = ("constant", "exponential")
SCOPES = ("type", "id", "both")
KINDS = {"timeout": "timeouts", "retry": "retries", "circuitBreaker": "circuitBreakers"}
BUILT_IN = "Default"
"""Policies of this name, and of names that begin so, are those that Dapr has by itself."""


def _component(spec: Spec) -> Found:
    """Want a type with a kind, a time, and one source of each value."""
    if not _TYPE.fullmatch(spec["type"]):
        yield ("type",), "must be a kind and a name, such as state.redis"
    yield from _times(spec, ("initTimeout",), ())
    yield from _values(spec["metadata"], ("metadata",))


def _http_endpoint(spec: Spec) -> Found:
    """Want an address that can be called, and one source of each header."""
    if not spec["baseUrl"].startswith(("http://", "https://")):
        yield ("baseUrl",), "must begin with http:// or https://"
    yield from _values(spec.get("headers") or (), ("headers",))


def _values(entries: Any, path: Path) -> Found:
    """Want one source of each value."""
    for index, entry in enumerate(entries):
        given = [name for name in ("value", "secretKeyRef", "envRef") if entry.get(name) is not None]
        if len(given) > 1:
            yield (*path, index), f"must have one of {listing(given)}"


def _subscription(spec: Spec) -> Found:
    """Want a path for messages."""
    routes = spec["routes"]
    paths: list[tuple[Path, Any]] = [(("default",), routes.get("default"))]
    paths += [(("rules", index, "path"), rule["path"]) for index, rule in enumerate(routes.get("rules") or ())]
    if all(not path for _, path in paths):
        yield ("routes",), "must have a default, or a rule"
    for place, path in paths:
        if path and not path.startswith("/"):
            yield ("routes", *place), "must begin with /"


def _configuration(spec: Spec) -> Found:
    """Want a share of calls, and words that Dapr knows."""
    rate = (spec.get("tracing") or {}).get("samplingRate")
    if rate is not None and not (_RATE.fullmatch(rate) and float(rate) <= 1):
        yield ("tracing", "samplingRate"), "must be a number from 0 to 1, as a text"
    protocol = ((spec.get("tracing") or {}).get("otel") or {}).get("protocol")
    if protocol is not None and protocol not in ("grpc", "http"):
        yield ("tracing", "otel", "protocol"), "must be grpc or http"
    access = spec.get("accessControl") or {}
    yield from _word(access, "defaultAction", ACTIONS, ("accessControl",))
    for index, policy in enumerate(access.get("policies") or ()):
        at = ("accessControl", "policies", index)
        yield from _word(policy, "defaultAction", ACTIONS, at)
        for number, operation in enumerate(policy.get("operations") or ()):
            yield from _word(operation, "action", ACTIONS, (*at, "operations", number))
    for index, scope in enumerate((spec.get("secrets") or {}).get("scopes") or ()):
        yield from _word(scope, "defaultAccess", ACTIONS, ("secrets", "scopes", index))


def _word(held: Spec, field: str, words: tuple[str, ...], path: Path) -> Found:
    """Want one of some words, where one is said. Dapr reads them in any case."""
    found = held.get(field)
    if found and found.lower() not in words:
        yield (*path, field), f"must be {listing(words, 'or')}"


def _resiliency(spec: Spec) -> Found:
    """Want policies that there are, with words and times that Dapr knows."""
    policies = spec["policies"]
    for name in policies.get("timeouts") or {}:
        yield from _times(policies["timeouts"], (name,), ("policies", "timeouts"))
    for name, retry in (policies.get("retries") or {}).items():
        at = ("policies", "retries", name)
        yield from _word(retry, "policy", POLICIES, at)
        yield from _times(retry, ("duration", "maxInterval"), at)
    for name, breaker in (policies.get("circuitBreakers") or {}).items():
        yield from _times(breaker, ("interval", "timeout"), ("policies", "circuitBreakers", name))
    targets = spec["targets"]
    for kind in ("apps", "actors"):
        for name, target in (targets.get(kind) or {}).items():
            yield from _named(target, policies, ("targets", kind, name))
    for name, target in (targets.get("actors") or {}).items():
        at = ("targets", "actors", name)
        scope = target.get("circuitBreakerScope")
        if scope and scope not in SCOPES:
            yield (*at, "circuitBreakerScope"), f"must be {listing(SCOPES, 'or')}"
        if target.get("circuitBreaker") and not target.get("circuitBreakerScope"):
            yield at, "must have a circuitBreakerScope with its circuitBreaker"
    for name, target in (targets.get("components") or {}).items():
        for way in ("inbound", "outbound"):
            yield from _named(target.get(way) or {}, policies, ("targets", "components", name, way))


def _named(target: Spec, policies: Spec, path: Path) -> Found:
    """Want the policies that a target names. Dapr has some by itself."""
    for field, kind in KINDS.items():
        name = target.get(field)
        if name and not name.startswith(BUILT_IN) and name not in (policies.get(kind) or {}):
            yield (*path, field), f"must be one of the {kind} of the policies"


def _times(held: Spec, fields: tuple[str, ...], path: Path) -> Found:
    """Want times, where any are said."""
    for field in fields:
        time = held.get(field)
        if time and not _NUMBER.fullmatch(time) and go_milliseconds(time) is None:
            yield (*path, field), "must be a time with a unit, such as 10s or 1m30s"


RULES: Mapping[str, Callable[[Spec], Found]] = {
    "Component": _component,
    "Configuration": _configuration,
    "HTTPEndpoint": _http_endpoint,
    "Resiliency": _resiliency,
    "Subscription": _subscription,
}
