"""Load balancers of instances, so that one profile understands all of an application (docs/spec/load-balancers.md, 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oamc.capabilities.balancers import OF_CLOUDS
from tests.strategies.choosers import some

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.strategies.choosers import Chooser
    from tests.strategies.components import Component

    Documents = list[dict[str, Any]]

LOAD_BALANCER = "load-balancer"


def load_balancer(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return properties of a load balancer: those of every cluster, or beside them some of Alibaba Cloud."""
    every: dict[str, Any] = {
        "internal": False,
        "sourceRanges": chooser.choice((["203.0.113.0/24"], ["10.0.0.0/8", "2001:db8::/32", "192.0.2.7/32"])),
        "staticIP": "192.0.2.10",
        "externalTrafficPolicy": chooser.choice(("Cluster", "Local")),
        "class": "example.com/balancer",
        "allocateLoadBalancerNodePorts": True,
        "ipFamilyPolicy": chooser.choice(("SingleStack", "PreferDualStack")),
        "sticky": chooser.choice(({}, {"timeoutSeconds": 60})),
        "locality": chooser.choice(("none", "same-zone")),
        "annotations": {"example.com/balanced": chooser.choice(("a note", "{{ x }}", "", "on", "1"))},
    }
    made = {name: every[name] for name in some(chooser, tuple(every), 0, 5)}
    ports = [port for part in component.document["spec"]["containers"] for port in part.get("ports", ())]
    if chooser.chance(30):
        made |= _of_alibaba(chooser, component)
        made.pop("staticIP", None)
    if ports and chooser.chance(50):
        made["ports"] = [{"name": ports[0]["name"], "port": chooser.integer(30_000, 39_999)}]
    return made


def _of_alibaba(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return what Alibaba Cloud understands."""
    last = component.ports[-1][0]
    every: dict[str, Any] = {
        "loadBalancerId": "lb-one",
        "overrideListeners": chooser.chance(50),
        "bandwidth": chooser.choice((1, 5000)),
        "spec": "slb.s1.small",
        "healthCheck": chooser.choice(({}, {"path": "/healthz", "port": 8080}, {"interval": 5})),
        "tls": {"cert": "one", "ports": [last]},
    }
    if len(component.ports) == 1 or len({number for number, _ in component.ports}) < len(component.ports):
        del every["tls"]  # the number of its one port may be another one
    made = {name: every[name] for name in some(chooser, tuple(every), 1, 4)}
    if chooser.chance(50):
        made |= {"internal": True, "subnets": ["vsw-one"]}
    if chooser.chance(50):
        made |= {"target": "pod", "allocateLoadBalancerNodePorts": chooser.chance(50)}
    return made


def bindings_of(documents: Documents, name: str) -> Iterator[dict[str, Any]]:
    """Yield each use of a trait, in the short form of the second version, too."""
    for document in documents:
        for use in document["spec"].get("components", ()):
            for binding in use.get("traits") or () if isinstance(use, dict) else ():
                own = binding.get("trait", binding)
                if own.get("name") == name:
                    yield own


def uses_of(documents: Documents) -> list[dict[str, Any]]:
    """Return the properties of each load balancer; older documents have them as a list."""
    bound = bindings_of(documents, LOAD_BALANCER)
    found = [binding.get("properties") or binding.get("parameterValues") or {} for binding in bound]
    return [one if isinstance(one, dict) else {entry["name"]: entry.get("value") for entry in one} for one in found]


def needs_a_cloud(documents: Documents) -> bool:
    """Tell whether a load balancer says what only a cloud understands."""
    uses = uses_of(documents)
    return any((OF_CLOUDS & set(used)) - {"internal", "staticIP"} or used.get("internal") is True for used in uses)


def prefers_pods(documents: Documents) -> bool:
    """Tell whether a load balancer prefers pods nearby, which old and new versions of Kubernetes call differently."""
    return any("locality" in used for used in uses_of(documents))


def agree(documents: Documents) -> None:
    """Take away what the cloud of another load balancer does not understand."""
    if needs_a_cloud(documents):
        for used in uses_of(documents):
            used.pop("staticIP", None)
