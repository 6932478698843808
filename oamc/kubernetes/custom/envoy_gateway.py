"""What Envoy Gateway refuses in a BackendTrafficPolicy, in CEL and in its controller (docs/spec/traffic.md, 2.6 and 4.5).

Each takes a `spec` whose shape is right, and yields paths in it with reasons.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Path

    Spec: TypeAlias = Mapping[str, Any]
    Found: TypeAlias = Iterator[tuple[Path, str]]

GROUP = "gateway.networking.k8s.io"
KINDS = ("Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute", "TCPRoute", "UDPRoute", "TLSRoute")
TARGETS = ("targetRef", "targetRefs", "targetSelectors")
BLOCKS = {"ConsistentHash": "consistentHash", "BackendUtilization": "backendUtilization", "DynamicModule": "dynamicModule"}
"""The part of a load balancer that a type must have, and no other type may."""
KEYS = {"Header": "header", "Headers": "headers", "Cookie": "cookie", "QueryParams": "queryParams"}
NOT_WARMED = ("Random", "ConsistentHash")
SECONDS = {
    "Second": 1,
    "Minute": 60,
    "Hour": 3600,
    "Day": 86_400,
    "Week": 604_800,
    "Month": 2_592_000,
    "Year": 31_536_000,
}


def _policy(spec: Spec) -> Found:
    """Yield what is wrong with a BackendTrafficPolicy."""
    given = [name for name in TARGETS if spec.get(name)]
    if not given or ("targetRef" in given and len(given) > 1):
        yield (), "must have one of targetRef, targetRefs and targetSelectors"
    targets = list(enumerate(spec.get("targetRefs") or ()))
    for path, target in (*((("targetRefs", index), one) for index, one in targets), (("targetRef",), spec.get("targetRef"))):
        if target is not None and target["group"] != GROUP:
            yield (*path, "group"), f"must be {GROUP}"
        elif target is not None and target["kind"] not in KINDS:
            yield (*path, "kind"), f"must be one of {', '.join(KINDS)}"
    yield from ((("loadBalancer", *path), reason) for path, reason in _balancer(spec.get("loadBalancer") or {}))
    local = (spec.get("rateLimit") or {}).get("local") or {}
    yield from ((("rateLimit", "local", "rules", *path), reason) for path, reason in _limits(local.get("rules") or ()))


def _balancer(balancer: Spec) -> Found:
    """Yield what is wrong with a load balancer: its type, and the parts that belong to types."""
    kind = balancer.get("type")
    for owner, name in BLOCKS.items():
        if owner == kind and balancer.get(name) is None:
            yield (), f"must have {name} with type {kind}"
        if owner != kind and balancer.get(name) is not None:
            yield (name,), f"is possible with type {owner} only"
    if balancer.get("slowStart") is not None and kind in NOT_WARMED:
        yield ("slowStart",), f"is not possible with type {kind}"
    hashed = balancer.get("consistentHash") or {}
    needed = KEYS.get(str(hashed.get("type")))
    if needed is not None and not hashed.get(needed):
        yield ("consistentHash",), f"must have {needed} with type {hashed['type']}"
    for name in KEYS.values():
        if name != needed and hashed.get(name) is not None:
            yield ("consistentHash", name), f"is not possible with type {hashed.get('type')}"


def _limits(rules: Any) -> Found:
    """Want one rule for all clients at most, and of every other rule a unit that is a multiple of its unit."""
    default: str | None = None
    for index, rule in enumerate(rules):
        if not rule.get("clientSelectors"):
            if default is not None:
                yield (index,), "is a second rule without clientSelectors"
            default = default or rule["limit"]["unit"]
    for index, rule in enumerate(rules):
        unit = rule["limit"]["unit"]
        if default is not None and SECONDS.get(unit, 0) % SECONDS.get(default, 1):  # the table refuses other words
            yield (index, "limit", "unit"), f"must be a multiple of {default}, the unit of the rule without clientSelectors"


RULES: Mapping[str, Callable[[Spec], Found]] = {"BackendTrafficPolicy": _policy}
