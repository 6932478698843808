"""Traits about traffic that fit the other traits of an instance, and its application (docs/spec/traffic.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.strategies.balancers import bindings_of
from tests.strategies.choosers import some

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.strategies.choosers import Chooser

    Documents = list[dict[str, Any]]

ISTIO, ENVOY_GATEWAY, SERVICE = "istio", "envoy-gateway", "service"
TIMES = ("5s", "1h30m", "500ms", "00010s")
AFFINE = {"service", "load-balancer"}
"""Traits that say themselves to which pods a Service prefers to lead."""


def traffic_traits(chooser: Chooser, found: list[dict[str, Any]], *, has_tcp: bool) -> list[dict[str, Any]]:
    """Return some of the traits, each at most once, for an instance with a Service that has others already."""
    names = {binding["name"] for binding in found}
    has_routes = any("parentRefs" in binding.get("properties", {}) for binding in found if binding["name"] == "ingress")
    drawn = [name for name in DRAWN if has_tcp or name != "traffic-mirror"]
    made = []
    for name in some(chooser, tuple(drawn), 1, 3):
        provider = chooser.choice((ISTIO, ENVOY_GATEWAY)) if has_routes else ISTIO
        if name == "load-balancing-policy" and not names & AFFINE and chooser.chance(40):
            provider = SERVICE
        if name == "traffic-mirror":
            of_mesh = () if routes_of_mesh(found) else (ISTIO,)
            provider = chooser.choice((*(("gateway",) * has_routes), *of_mesh, "cni"))
        made.append({"name": name, "properties": {"provider": provider, **DRAWN[name](chooser, provider)}})
    return made


def routes_of_mesh(found: list[dict[str, Any]]) -> bool:
    """Tell whether a rollout has the routes of the mesh already."""
    return any((binding.get("properties") or {}).get("traffic") == ISTIO for binding in found)


def circuit_breaker(chooser: Chooser, _: str) -> dict[str, Any]:
    """Return limits, and perhaps when pods are left out."""
    outlier = {
        "consecutive5xx": chooser.choice((1, 7)),
        "interval": chooser.choice(TIMES),
        "baseEjectionTime": chooser.choice(TIMES),
        "maxEjectionPercent": chooser.choice((0, 100)),
        "minHealthPercent": chooser.choice((0, 50)),
    }
    every: dict[str, Any] = {
        "maxConnections": chooser.choice((1, 2**31 - 1)),
        "maxPendingRequests": 50,
        "maxRequests": 200,
        "maxRequestsPerConnection": 10,
        "maxRetries": 3,
        "connectTimeout": chooser.choice(TIMES),
        "outlier": {name: outlier[name] for name in some(chooser, tuple(outlier), 0, len(outlier))},
    }
    return {name: every[name] for name in some(chooser, tuple(every), 1, len(every))}


def load_balancing_policy(chooser: Chooser, provider: str) -> dict[str, Any]:
    """Return how a pod is chosen."""
    if provider == SERVICE:
        every = {"sticky": chooser.choice(({}, {"timeoutSeconds": 60})), "locality": chooser.choice(("none", "same-zone"))}
        return {name: every[name] for name in some(chooser, tuple(every), 1, 2)}
    algorithm = chooser.choice(("round-robin", "least-request", "random", "consistent-hash", "consistent-hash"))
    made: dict[str, Any] = {"algorithm": algorithm}
    if algorithm == "consistent-hash":
        keys = ({"header": "x-user"}, {"cookie": {"name": "a"}}, {"cookie": {"name": "a", "ttl": "0s"}}, {"query": "user"})
        made["hash"] = chooser.choice((*keys, {"sourceIP": True}))
    elif algorithm != "random" and chooser.chance(60):
        made["warmup"] = chooser.choice(TIMES)
    return made


def rate_limit(chooser: Chooser, provider: str) -> dict[str, Any]:
    """Return how many requests are answered."""
    made: dict[str, Any] = {"requests": chooser.choice((1, 100))} | chooser.choice(({}, {"unit": "minute"}, {"unit": "hour"}))
    if provider == ISTIO:
        return made | chooser.choice(({}, {"burst": 100}, {"burst": 200, "per": "route"}))
    return made | chooser.choice(({}, {"per": "clientIP"}, {"per": "header", "header": "x-key"}))


def traffic_mirror(chooser: Chooser, provider: str) -> dict[str, Any]:
    """Return who gets copies: a Service, in the place of which `mirror_instances` may put an instance."""
    if provider == "cni":
        return {"cni": "kube-ovn"} if chooser.chance(40) else packets(chooser)
    made = {"service": "recorder", "port": chooser.choice((80, 65535))}
    return made | chooser.choice(({}, {"percent": 0}, {"percent": 50}))


def packets(chooser: Chooser) -> dict[str, Any]:
    """Return where Antrea sends copies of packets."""
    address = {"remoteIP": chooser.choice(("192.0.2.10", "2001:db8::1"))}
    ports: tuple[dict[str, Any], ...] = (
        {"vxlan": address | chooser.choice(({}, {"vni": 1}, {"vni": 2**24 - 1, "destinationPort": 4789}))},
        {"geneve": address | chooser.choice(({}, {"destinationPort": 1}))},
        {"gre": address | chooser.choice(({}, {"key": 2**32 - 1}))},
        {"erspan": address | chooser.choice(({"version": 1}, {"version": 2, "sessionID": 1023}))},
        {"device": {"name": "eth1"}},
        {"ovsInternal": {"name": "tap0"}},
    )
    directions = ({}, {"direction": "ingress"}, {"direction": "both"})
    return {"cni": "antrea", "targetPort": chooser.choice(ports)} | chooser.choice(directions)


DRAWN: dict[str, Callable[[Chooser, str], dict[str, Any]]] = {
    "circuit-breaker": circuit_breaker,
    "load-balancing-policy": load_balancing_policy,
    "rate-limit": rate_limit,
    "traffic-mirror": traffic_mirror,
}
"""The properties of each trait, for a provider."""


def mirror_instances(chooser: Chooser, spec: dict[str, Any], ports: dict[str, list[int]]) -> None:
    """Let some instances copy their requests to another one; `ports` are the TCP ports of each that has a Service."""
    for use in spec["components"]:
        others = [name for name in ports if name != use["instanceName"] and ports[name]]
        for binding in use.get("traits") or ():
            properties = binding.get("properties") or {}
            if binding["name"] == "traffic-mirror" and "service" in properties and others and chooser.chance(70):
                target = chooser.choice(others)
                del properties["service"], properties["port"]
                properties |= {"to": target} | chooser.choice(({}, {"port": ports[target][0]}))


def prefers_zones(documents: Documents) -> bool:
    """Tell whether a policy prefers pods nearby, which old and new versions of Kubernetes call differently."""
    named = bindings_of(documents, "load-balancing-policy")
    return any("locality" in str(binding) for binding in named)
