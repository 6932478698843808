"""How an instance is exposed to others than its neighbours, by its finished objects, whichever trait made or changed them.

An Ingress or a route of the Gateway API: a controller comes to the Service. A Service of the type LoadBalancer or NodePort:
clients come by way of the nodes. Where a part depends on a value, so does the way; where nobody can tell, it counts as there.
"""

from __future__ import annotations

from oamc.expressions.holes import Equals, Hole, Not, When, all_of, any_of
from oamc.objects.tree import bare, branches
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.expressions.holes import Condition
    from oamc.objects.tree import KubeObject, Tree
    from oamc.spans import Span

OPEN_TYPES = ("LoadBalancer", "NodePort")


class Exposure(Record):
    """A way by which an instance is exposed: its name, the ports with their protocols, and when it is there.

    A way `by_controller` is one of a few pods of the cluster, that of a Service may be anybody's.
    """

    way: str
    ports: tuple[tuple[Tree, Tree], ...]
    by_controller: bool
    condition: Condition | None
    span: Span


class Served(Record):
    """A port of a Service: its number, and that of the pods behind it."""

    protocol: Tree
    number: Tree
    target: Tree


def exposures(subject: Subject, objects: tuple[KubeObject, ...]) -> tuple[Exposure, ...]:
    """Return how an instance is exposed by its objects; each way has a name of its own."""
    found: list[Exposure] = []
    ports = _ports(subject, objects)
    for item in objects:
        for one in _of_object(item, ports):
            same = sum(other.way.partition("-")[0] == one.way for other in found)
            found.append(replace(one, way=f"{one.way}-{same + 1}") if same else one)
    return tuple(found)


def _ports(subject: Subject, objects: tuple[KubeObject, ...]) -> tuple[Served, ...]:
    """Return the ports of the Services of an instance, once each; those of its workload where nobody can tell."""
    found: list[Served] = []
    for item in objects:
        spec = bare(item.body.get("spec")) if item.kind == "Service" else None
        items = bare(spec.get("ports")) if isinstance(spec, dict) else None
        for port in map(bare, items if isinstance(items, (list, tuple)) else ()):
            if isinstance(port, dict):
                number = bare(port.get("port"))
                target = bare(port.get("targetPort", number))
                one = Served(protocol=bare(port.get("protocol", "TCP")), number=number, target=target)
                if not any(_is_same(one.target, other.target) and one.protocol == other.protocol for other in found):
                    found.append(one)
    return tuple(found) or tuple(
        Served(protocol=port.protocol, number=port.port, target=port.target) for port in subject.rendered.ports
    )


def _is_same(one: Tree, other: Tree) -> bool:
    """Tell whether two known numbers or names are the same. Of what a value decides nobody can tell."""
    return isinstance(one, (int, str)) and isinstance(other, (int, str)) and one == other


def _of_object(item: KubeObject, ports: tuple[Served, ...]) -> Iterator[Exposure]:
    """Yield the way that one object opens."""
    served: tuple[tuple[Tree, Tree], ...] = tuple((port.protocol, port.target) for port in ports)
    if item.kind == "Ingress":
        # An Ingress leads to the number of a Service. A policy is about the pods behind it, whose number may be another one.
        are_alike = all(_is_same(port.number, port.target) for port in ports)
        numbers = tuple(("TCP", number) for number in _distinct(_numbers(item.body))) if are_alike else ()
        tcp = tuple((protocol, port) for protocol, port in served if protocol == "TCP")
        yield Exposure(way="ingress", ports=numbers or tcp, by_controller=True, condition=item.condition, span=item.span)
    elif item.kind.endswith("Route") and item.api_version.startswith("gateway.networking.k8s.io/"):
        yield Exposure(way="route", ports=served, by_controller=True, condition=item.condition, span=item.span)
    elif item.kind == "Service":
        spec = bare(item.body.get("spec"))
        is_open = _opens(spec.get("type")) if isinstance(spec, dict) else False
        if is_open is not False:
            held = tuple(one for one in (item.condition, is_open) if not isinstance(one, bool) and one is not None)
            whole = all_of(held) if held else None
            yield Exposure(way="service", ports=served, by_controller=False, condition=whole, span=item.span)


def _distinct(numbers: Iterator[Tree]) -> Iterator[Tree]:
    """Yield numbers of ports, a known one once."""
    seen: list[Tree] = []
    for number in numbers:
        if not any(_is_same(bare(number), other) for other in seen):
            seen.append(bare(number))
            yield number


def _opens(kind: Tree) -> Condition | bool:
    """Return the condition that a type of a Service takes clients from outside, where that depends on a value."""
    match bare(kind):
        case None:
            return False
        case str() as known:
            return known in OPEN_TYPES
        case Hole() as hole:
            return any_of(tuple(Equals(path=hole.path, value=name) for name in OPEN_TYPES))
        case When() as conditional:
            then, otherwise = map(_opens, branches(conditional))
            parts = ((conditional.condition, then), (Not(condition=conditional.condition), otherwise))
            ways = tuple(
                when if isinstance(opens, bool) else all_of((when, opens)) for when, opens in parts if opens is not False
            )
            return any_of(ways) if ways else False
        case _:
            return True


def _numbers(tree: Tree) -> Iterator[Tree]:
    """Yield the numbers of the ports of Services that an Ingress leads to."""
    held = bare(tree)
    if isinstance(held, When):
        for branch in branches(held):
            yield from _numbers(branch)
    elif isinstance(held, dict):
        service = bare(held.get("service"))
        port = bare(service.get("port")) if isinstance(service, dict) else None
        number = port.get("number") if isinstance(port, dict) else None
        if number is not None:
            yield number
        for part in held.values():
            yield from _numbers(part)
    elif isinstance(held, (list, tuple)):
        for part in held:
            yield from _numbers(part)
