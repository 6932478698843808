"""What the definitions of the Gateway API say in CEL, of one rule of a route and of its parents (docs/spec/traffic.md, 1).

Each takes a `spec` whose shape is right, and yields paths in it with reasons.
"""

from __future__ import annotations

import re

from oamc.kubernetes.custom.durations import in_milliseconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Path

    Spec: TypeAlias = Mapping[str, Any]
    Found: TypeAlias = Iterator[tuple[Path, str]]

MOST_PARENTS, MOST_MATCHES = 32, 128
PARENT = (("group", "gateway.networking.k8s.io"), ("kind", "Gateway"), ("namespace", None), ("name", None))
"""What two references to one parent share, with what is meant where it is not written."""
REPEATABLE = ("RequestMirror", "ExtensionRef")
CHARACTERS = r"(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*"
"""Those of a path that is compared as it is."""
NOT_IN_PATHS = ("//", "/./", "/../", "%2f", "%2F", "#")
NOT_AT_THE_END = ("/..", "/.")
FIELD_OF = {
    "CORS": "cors",
    "ExtensionRef": "extensionRef",
    "RequestHeaderModifier": "requestHeaderModifier",
    "RequestMirror": "requestMirror",
    "RequestRedirect": "requestRedirect",
    "ResponseHeaderModifier": "responseHeaderModifier",
    "URLRewrite": "urlRewrite",
}
"""The field of a filter, by its type."""


def is_longer(backend: str, request: str) -> bool:
    """Tell whether the time for one try is longer than that for a whole request. Zero is no limit, and switches that off."""
    return request != "0s" and in_milliseconds(backend) > in_milliseconds(request)


def parent_problems(parents: Sequence[Spec]) -> Found:
    """Yield the parents, by their numbers, that an earlier one is, too: the same listener, or all listeners of a Gateway.

    A port does not tell them apart: the standard channel of the Gateway API looks at the names of listeners alone.
    """
    seen: dict[tuple[object, ...], list[object]] = {}
    for index, parent in enumerate(parents):
        key = tuple(parent.get(name, default) for name, default in PARENT)
        own = parent.get("sectionName")
        others = seen.setdefault(key, [])
        if own in others or (others and (own is None or None in others)):
            yield (index,), "must differ from others of the same name in sectionName, which all of them have"
        others.append(own)


def _http_route(spec: Spec) -> Found:
    """Yield what is wrong with an HTTPRoute."""
    for path, reason in parent_problems(spec.get("parentRefs") or ()):
        yield ("parentRefs", *path), reason
    rules = spec.get("rules") or ()
    if sum(len(rule.get("matches") or ()) for rule in rules) > MOST_MATCHES:
        yield ("rules",), f"must have at most {MOST_MATCHES} matches together"
    for index, rule in enumerate(rules):
        for path, reason in _rule(rule):
            yield ("rules", index, *path), reason


def _rule(rule: Spec) -> Found:
    """Yield what is wrong with a rule of an HTTPRoute."""
    timeouts = rule.get("timeouts") or {}
    request, backend = timeouts.get("request"), timeouts.get("backendRequest")
    if request and backend and is_longer(backend, request):
        yield ("timeouts", "backendRequest"), "must not be longer than request"
    filters = rule.get("filters") or ()
    types = [one["type"] for one in filters]
    if "RequestRedirect" in types and rule.get("backendRefs"):
        yield ("backendRefs",), "is not possible with a filter RequestRedirect"
    yield from ((("filters", *path), reason) for path, reason in _filters(filters))
    for index, backend_ref in enumerate(rule.get("backendRefs") or ()):
        yield from ((("backendRefs", index, *path), reason) for path, reason in _backend(backend_ref))
        inner = _filters(backend_ref.get("filters") or ())
        yield from ((("backendRefs", index, "filters", *path), reason) for path, reason in inner)
    for index, match in enumerate(rule.get("matches") or ()):
        reason = _path_problem(match.get("path") or {})
        if reason:
            yield ("matches", index, "path", "value"), reason


def _filters(filters: Sequence[Spec]) -> Found:
    """Yield what is wrong with filters: one without its field, with that of another type, or twice."""
    types = [one["type"] for one in filters]
    if "RequestRedirect" in types and "URLRewrite" in types:
        yield (), "may have only one of RequestRedirect and URLRewrite"
    for index, one in enumerate(filters):
        kind = one["type"]
        if kind not in REPEATABLE and kind in types[:index]:
            yield (index,), f"is a second filter {kind}"
        field = FIELD_OF.get(kind)
        if field is None:
            continue  # a word that the table refuses
        if one.get(field) is None:
            yield (index,), f"must have {field}"
        for name in FIELD_OF.values():
            if name != field and one.get(name) is not None:
                yield (index, name), f"is not possible with type {kind}"
        mirror = one.get("requestMirror")
        if mirror is not None:
            yield from (((index, "requestMirror", *path), reason) for path, reason in _mirror(mirror))


def _mirror(mirror: Spec) -> Found:
    """Yield what is wrong with a mirror: two shares, more than all, or a Service without a port."""
    fraction = mirror.get("fraction")
    if fraction is not None and mirror.get("percent") is not None:
        yield (), "may have only one of percent and fraction"
    if fraction is not None and fraction["numerator"] > (fraction.get("denominator") or 100):
        yield ("fraction",), "must not be more than 1"
    yield from ((("backendRef", *path), reason) for path, reason in _backend(mirror["backendRef"]))


def _backend(backend: Spec) -> Found:
    """Want the port of a Service."""
    if not backend.get("group") and backend.get("kind", "Service") == "Service" and backend.get("port") is None:
        yield (), "must have a port"


def _path_problem(path: Spec) -> str:
    """Say why a path that is compared as it is cannot be one."""
    kind, value = path.get("type") or "PathPrefix", path.get("value") or "/"
    if kind == "RegularExpression":
        return ""
    if not value.startswith("/"):
        return 'must begin with "/"'
    found = next((part for part in NOT_IN_PATHS if part in value), None)
    if found is not None:
        return f'must not contain "{found}"'
    found = next((part for part in NOT_AT_THE_END if value.endswith(part)), None)
    if found is not None:
        return f'must not end with "{found}"'
    return "" if re.fullmatch(CHARACTERS, value) else "must have only characters that a path has unescaped, and no blanks"


RULES: Mapping[str, Callable[[Spec], Found]] = {"HTTPRoute": _http_route}
