"""Everyday traits of an instance that fit its component and each other (docs/spec/everyday-traits.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.strategies.choosers import some

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.strategies.choosers import Chooser
    from tests.strategies.components import Component

SERVED = ("Server", "SingletonServer")
VALUES = ("shop", "a.b-c_d", "", "1", "true")
TEXTS = ("a note", "{{ x }}", "", "on", "1")


def everyday_traits(chooser: Chooser, component: Component, taken: set[str]) -> list[dict[str, Any]]:
    """Return some of the traits, each at most once, for an instance that has others already."""
    if not component.is_core or not chooser.chance(40):
        return []
    fitting = [name for name in DRAWN if name != "service" or is_served(component)]
    found = [{"name": name, "properties": DRAWN[name](chooser, component)} for name in some(chooser, tuple(fitting), 1, 3)]
    for binding in found:
        if binding["name"] == "service-account" and "security-policy" in taken:
            binding["properties"].pop("automount", None)  # both may say whether the token is mounted
    return found


def is_served(component: Component) -> bool:
    """Tell whether a component has a Service."""
    return bool(component.ports) and component.is_one_of(*SERVED)


def labels(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return labels of the objects."""
    return _entries(chooser, component, ("team", "example.com/stage", "app.kubernetes.io/component"), VALUES)


def annotations(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return annotations of the objects."""
    return _entries(chooser, component, ("note", "example.com/Stage", "version"), TEXTS)


def _entries(chooser: Chooser, component: Component, keys: tuple[str, ...], values: tuple[str, ...]) -> dict[str, Any]:
    """Return labels or annotations: of the workload and its pods, and of the objects alone."""
    made: dict[str, Any] = {key: chooser.choice(values) for key in some(chooser, keys, 0, 2)}
    for place in some(chooser, ("workload", "pods", *(("service",) if is_served(component) else ())), 0, 2):
        made[place] = {f"example.com/{place}": chooser.choice(values)}
    return made


def placement(chooser: Chooser, _: Component) -> dict[str, Any]:
    """Return where pods run."""
    terms = ({"topologyKey": "kubernetes.io/hostname"}, {"topologyKey": "example.com/rack", "namespaces": ["a", "b"]})
    selected = chooser.choice(({}, {"labelSelector": {"matchLabels": {"app": chooser.choice(VALUES)}}}))
    preferred = [{"weight": chooser.integer(1, 100), "podAffinityTerm": {**chooser.choice(terms), **selected}}]
    expression = {"key": "example.com/disk", "operator": "In", "values": ["ssd", chooser.choice(VALUES)]}
    nodes = {"required": {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}}
    spread = [
        {"topologyKey": "topology.kubernetes.io/zone", **chooser.choice(({}, {"minDomains": 2}, {"maxSkew": 3}))},
        {"topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway", **selected},
    ]
    tolerations = [
        {"key": "example.com/pool", "value": chooser.choice(VALUES), "effect": "NoSchedule"},
        {"operator": "Exists", "effect": "NoExecute", "tolerationSeconds": chooser.integer(0, 300)},
    ]
    every: dict[str, Any] = {
        "nodeSelector": {"example.com/pool": chooser.choice(VALUES)},
        "tolerations": some(chooser, tolerations, 1, 2),
        "podAffinity": {"preferred": preferred},
        "podAntiAffinity": {"required": [{**chooser.choice(terms), **selected}]},
        "nodeAffinity": nodes,
        "topologySpreadConstraints": some(chooser, spread, 1, 2),
        "priorityClassName": chooser.choice(("high", "shop.low")),
    }
    return {name: every[name] for name in some(chooser, tuple(every), 1, 3)}


def service_account(chooser: Chooser, _: Component) -> dict[str, Any]:
    """Return an account, one that is made for half of the components."""
    made: dict[str, Any] = {"name": "in-the-cluster"}
    if chooser.chance(50):
        made = {"name": f"account-{chooser.integer(0, 10**9)}", "create": True}
        if chooser.chance(50):
            made["annotations"] = {"example.com/role": chooser.choice(TEXTS)}
        if chooser.chance(50):
            made["privileges"] = [{"verbs": ["get"], "apiGroups": [""], "resources": ["pods", chooser.choice(("nodes", "x"))]}]
    if chooser.chance(50):
        made["automount"] = chooser.chance(50)
    return made


def handler(chooser: Chooser) -> dict[str, Any]:
    """Return what is done at one time."""
    return chooser.choice(
        (
            {"exec": {"command": ["/bin/sh", "-c", chooser.choice(("true", "{{ x }}"))]}},
            {"httpGet": {"path": "/", "port": 8080, "httpHeaders": [{"name": "X-From", "value": "oamc"}]}},
            {"tcpSocket": {"port": chooser.integer(1, 65535)}},
            {"sleep": {"seconds": chooser.integer(1, 30)}},
        )
    )


def lifecycle(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return hooks, and a time to end that is long enough for them."""
    every = {
        "postStart": handler(chooser),
        "preStop": handler(chooser),
        "terminationGracePeriodSeconds": chooser.integer(30, 90),
        "containers": [container_of(chooser, component)],
    }
    return {name: every[name] for name in some(chooser, tuple(every), 1, 4)}


def container_of(chooser: Chooser, component: Component) -> str:
    """Return the name of a container."""
    return str(chooser.choice([container["name"] for container in component.document["spec"]["containers"]]))


DRAWN: dict[str, Callable[[Chooser, Component], dict[str, Any]]] = {
    "labels": labels,
    "annotations": annotations,
    "placement": placement,
    "service-account": service_account,
    "lifecycle": lifecycle,
}
"""The properties of each trait."""
