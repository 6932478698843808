"""Rollouts that Flagger carries out: their properties, and which other traits go with them (docs/spec/rollouts.md, 5 and 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.strategies.choosers import some
from tests.strategies.operation import has_exclusive_volumes
from tests.strategies.traffic import ISTIO, circuit_breaker, load_balancing_policy

if TYPE_CHECKING:
    from tests.strategies.choosers import Chooser
    from tests.strategies.components import Component

INTERVALS = ("10s", "30s", "1m", "90m")
NEVER = frozenset(("service", "load-balancer", "dapr"))
OF_THE_SERVICE = frozenset(("circuit-breaker", "load-balancing-policy", "traffic-mirror"))
"""Traits that say something of the Service of an instance, to which no request of a canary goes."""
OF_THE_CANARY = {"circuit-breaker": circuit_breaker, "load-balancing-policy": load_balancing_policy}
"""Those of them that stand in the Canary where the mesh shifts its requests."""
WITHOUT_PLACE = frozenset(("maxConnections", "connectTimeout"))
"""Limits that a Canary does not know."""


def by_flagger(chooser: Chooser, component: Component, traits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the traits of an instance, of which some instances have a rollout of Flagger, and only what goes with it."""
    if not fits(component, traits) or chooser.chance(20):
        return traits
    ingress = next((binding["properties"] for binding in traits if binding["name"] == "ingress"), None)
    has_routes = ingress is not None and ("parentRefs" in ingress or ingress.get("api") == "gateway")
    made = common(chooser, component)
    if has_routes or chooser.chance(40):
        made |= blue_green(chooser)
    else:
        wants_mesh = ingress is None and any(map(is_of_the_mesh, traits)) and chooser.chance(60)
        made |= canary(chooser, ISTIO if wants_mesh else traffic_of(chooser, has_ingress=ingress is not None))
    kept = [binding for binding in traits if binding["name"] != "rollout" and goes_with(binding, made)]
    if made.get("traffic") == ISTIO:
        kept = of_the_mesh(chooser, kept)
    return [*kept, {"name": "rollout", "properties": made}]


def is_of_the_mesh(binding: dict[str, Any]) -> bool:
    """Tell whether a trait has a policy of the mesh of which a Canary takes something."""
    properties = binding.get("properties") or {}
    is_policy = binding["name"] in OF_THE_CANARY and properties.get("provider") == ISTIO
    return is_policy and bool(properties.keys() - {"provider"} - WITHOUT_PLACE)


def of_the_mesh(chooser: Chooser, kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return traits beside a canary in the mesh, perhaps with further policies of that; each says what a Canary can say."""
    names = {binding["name"] for binding in kept}
    missing = [name for name in OF_THE_CANARY if name not in names and chooser.chance(60)]
    added = [{"name": name, "properties": {"provider": ISTIO, **OF_THE_CANARY[name](chooser, ISTIO)}} for name in missing]
    return [
        {**binding, "properties": {name: one for name, one in binding["properties"].items() if name not in WITHOUT_PLACE}}
        if binding["name"] in OF_THE_CANARY
        else binding
        for binding in (*kept, *filter(is_of_the_mesh, added))
    ]


def fits(component: Component, traits: list[dict[str, Any]]) -> bool:
    """Tell whether Flagger can run an instance: with TCP ports alone, volumes for all pods, and nobody who counts the pods."""
    if not component.is_one_of("Server") or not component.ports or any(protocol != "TCP" for _, protocol in component.ports):
        return False
    taken = any(binding["name"] == "manual-scaler" or (binding.get("properties") or {}).get("perReplica") for binding in traits)
    return not taken and not has_exclusive_volumes(component)


def goes_with(binding: dict[str, Any], rollout: dict[str, Any]) -> bool:
    """Tell whether a trait can be beside a rollout of Flagger with these properties."""
    name, properties = binding["name"], binding.get("properties") or {}
    of_pods = name == "traffic-mirror" and properties.get("provider") == "cni"
    if name in NEVER or (name in {"labels", "annotations"} and "service" in properties):
        return False
    if name == "load-balancing-policy" and properties.get("provider") == "service":
        return False
    if rollout.get("traffic") == ISTIO and is_of_the_mesh(binding):
        return True
    return rollout["strategy"] == "blueGreen" or name not in OF_THE_SERVICE or of_pods


def common(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return properties that both strategies have."""
    hooks = [
        {"name": "smoke", "url": "http://tester.infra/"},
        {
            "name": "gate",
            "type": chooser.choice(("pre-rollout", "confirm-promotion", "rollback")),
            "url": "https://tester.example.com:8443/gate?a=b",
            "timeout": "30s",
            "metadata": {"cmd": "curl {{ x }}", "empty": ""},
        },
    ]
    every: dict[str, Any] = {
        "port": component.ports[0][0],
        "skipAnalysis": chooser.chance(50),
        "metrics": {
            "requestSuccessRate": chooser.choice((0, 99.5, 100)),
            "requestDuration": chooser.choice((1, 500)),
            "interval": chooser.choice(("1s", *INTERVALS)),
        },
        "webhooks": some(chooser, tuple(hooks), 1, 2),
    }
    made = {name: every[name] for name in some(chooser, tuple(every), 0, len(every))}
    if "metrics" in made:
        made["metrics"] = {name: made["metrics"][name] for name in some(chooser, tuple(made["metrics"]), 1, 3)}
    return {"engine": "flagger", **made}


def traffic_of(chooser: Chooser, *, has_ingress: bool) -> str:
    """Return who shifts the requests of a canary."""
    found: str = chooser.choice(
        ("nginx", "linkerd") if has_ingress else ("gateway", ISTIO, ISTIO, "linkerd", "contour", "traefik")
    )
    return found


def canary(chooser: Chooser, traffic: str) -> dict[str, Any]:
    """Return properties of a canary whose requests are shifted by somebody."""
    made: dict[str, Any] = {"strategy": "canary", "traffic": traffic}
    if traffic == "gateway":
        parents = ({"name": "public"}, {"name": "inner", "namespace": "infra", "sectionName": "https"})
        made["gatewayRefs"] = some(chooser, parents, 1, 2)
    if traffic == ISTIO and chooser.chance(50):
        made["gateways"] = chooser.choice((["mesh"], ["infra/public", "mesh"]))
    if traffic in ("gateway", ISTIO) and chooser.chance(60):
        made["hosts"] = chooser.choice((["canary.example.com"], ["a.example.com", "*.example.com"]))
    own: dict[str, Any] = {"interval": chooser.choice(INTERVALS), "threshold": chooser.choice((1, 5))}
    steps = chooser.choice(({"stepWeights": [1, 10, 100]}, {"stepWeight": 20}, {"maxWeight": 100, "stepWeight": 100}, {}))
    group = {name: own[name] for name in some(chooser, tuple(own), 0, 2)} | steps
    return made | ({"canary": group} if group else {})


def blue_green(chooser: Chooser) -> dict[str, Any]:
    """Return properties of two versions by turns."""
    own = {
        "interval": chooser.choice(INTERVALS),
        "threshold": chooser.choice((1, 5)),
        "iterations": chooser.choice((1, 2**31 - 1)),
    }
    group = {name: own[name] for name in some(chooser, tuple(own), 0, 3)}
    return {"strategy": "blueGreen"} | ({"blueGreen": group} if group else {})
