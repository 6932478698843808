"""traffic-mirror: send a copy of the requests of an instance to somebody else, who answers nobody (docs/spec/traffic.md, 5).

The network of the pods copies packets, in the place of requests.
"""

from __future__ import annotations

from oamc.capabilities.contracts import SERVICE_ENDPOINT, Change, Patch, Trait, Variant
from oamc.capabilities.kubevela.shapes import PORT_NUMBER, item, needed
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.mirrored_packets import ANTREA, OF_NETWORKS, packets_copied
from oamc.capabilities.own_ports import all_ports, equal, is_served, number_of
from oamc.capabilities.pods import kube_object
from oamc.capabilities.property_schema import Struct, choice
from oamc.capabilities.route_examples import BY_GATEWAY
from oamc.capabilities.route_properties import routes_of
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.capabilities.traffic_policies import ISTIO, WHY_PROVIDER, exposing_trait, writing
from oamc.diagnostics.codes import traffic as codes
from oamc.diagnostics.reports import listing
from oamc.expressions.holes import Hole, any_of
from oamc.expressions.types import NumberType
from oamc.objects.naming import prefixed
from oamc.objects.object_set import Requirement
from oamc.objects.patch_marks import each
from oamc.objects.tree import At
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.property_schema import Item
    from oamc.ir.program import BoundTrait, Instance
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree
    from oamc.spans import Span

GATEWAY, CNI = "gateway", "cni"


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the copies to the routes of the instance, to those of the mesh, or to its ports in the network of the pods."""
    tree = use.tree
    assert tree is not None
    if use.doubtful and tree.known("provider") == CNI:
        return Change()
    provider = tree.known("provider")
    if provider == CNI:
        return packets_copied(use, subject, tree)
    if not is_served(use, subject):
        return Change()
    if _is_missing_elsewhere(subject, tree):
        return Change()
    wrong = next(_problems(subject, tree), None)
    if wrong is not None:
        problem, at, hint = wrong
        subject.context.reports.add(codes.WRONG_MIRROR, at=at, instance=subject.name, problem=problem, hint=hint)
        return Change()
    ports = _ports_of_target(subject, tree)
    name = tree.tree("service") if "service" in tree else At(prefixed(str(tree.known("to"))), tree.span_of("to"))
    port = tree.tree("port") if "port" in tree else ports[0]
    requirements = tuple(_requirements(use, tree, ports))
    if provider == ISTIO:
        return replace(_of_mesh(use, subject, tree, name, port), requirements=requirements)
    routes = exposing_trait(use, subject)
    if routes is None:
        return Change()
    mirror = {"backendRef": {"name": name, "port": port}, "percent": tree.tree("percent")}
    rules = each({"filters": [{"type": "RequestMirror", "requestMirror": mirror}]})
    return Change(
        patches=tuple(
            Patch(tree={"spec": {"rules": rules}}, target=("HTTPRoute", route), of_another=True)
            for route in routes_of(routes, subject.name)
        ),
        requirements=requirements,
    )


def _of_mesh(use: BoundTrait, subject: Subject, tree: Group, name: Tree, port: Tree) -> Change:
    """Return the routes of the mesh, one for each port of the Service."""
    host = prefixed(subject.name)
    mirrors: Tree = [{"destination": {"host": name, "port": {"number": port}}, "percentage": {"value": tree.tree("percent")}}]
    said = all_ports(subject, {})
    ports = [number_of(served, said) for served in subject.rendered.ports if served.protocol == "TCP"]
    http: list[Tree] = []
    for number in ports:
        destination: Tree = {"host": host, "port": {"number": number}}
        match: dict[str, Tree] = {"match": [{"port": number}]} if len(ports) > 1 else {}
        http.append({**match, "route": [{"destination": destination}], "mirrors": mirrors})
    service = kube_object(
        subject.instance,
        ("networking.istio.io/v1", "VirtualService"),
        subject.name,
        labels=TRAIT_ROLE,
        fields=(("spec", {"hosts": [host]}),),
        span=use.name_span,
    )
    return writing(service, {"http": http})


def _problems(subject: Subject, tree: Group) -> Iterator[tuple[str, Span, str]]:
    """Yield why there is nothing to copy, or nowhere to send copies to, with the place and what to do."""
    if "to" in tree and "service" in tree:
        yield "to and service are two places", tree.keys["service"], "keep one of them"
    elif "to" in tree:
        yield from _problems_of_instance(subject, tree)
    elif "service" not in tree:
        hint = "set to: INSTANCE for an instance of the application, or else service: NAME with a port"
        yield "nobody gets the copies", tree.span_of("provider"), hint
    elif "port" not in tree:
        yield "nobody knows the ports of the Service", tree.span_of("service"), "set port to the number that the Service has"
    if not any(port.protocol == "TCP" for port in subject.rendered.ports):
        yield "its Service has no TCP port", tree.span_of("provider"), "add a TCP port to the component, or remove the trait"


def _is_missing_elsewhere(subject: Subject, tree: Group) -> bool:
    """Tell whether the instance that gets the copies is missing because of something that is reported."""
    return "to" in tree and str(tree.known("to")) in subject.context.unbound


def _problems_of_instance(subject: Subject, tree: Group) -> Iterator[tuple[str, Span, str]]:
    """Yield why an instance cannot get the copies."""
    name, at, others = str(tree.known("to")), tree.span_of("to"), _instances(subject)
    ports = _ports_of_target(subject, tree)
    if name == subject.name:
        yield "they would come back to it, and be copied again", at, "name another instance"
    elif name not in others:
        near = subject.context.reports.nearest(name, others)
        hint = f'did you mean "{near}"?' if near else "set service for a Service that is no instance"
        yield f'the application has no instance "{name}"', at, hint
    elif not ports:
        yield f'instance "{name}" has no Service with a TCP port', at, "name another instance"
    elif "port" in tree and tree.known("port") not in ports:
        hint = f"its ports are {listing(tuple(map(str, ports)))}"
        yield f'the Service of instance "{name}" has no such port', tree.span_of("port"), hint


def _instances(subject: Subject) -> dict[str, Instance]:
    """Return the instances of the application by their names."""
    return {other.name.value: other for other in subject.context.instances}


def _ports_of_target(subject: Subject, tree: Group) -> tuple[int, ...]:
    """Return the ports of the instance that gets the copies, none where that is the Service of somebody else."""
    found = _instances(subject).get(str(tree.known("to")))
    return () if found is None else _served(found, only_first=subject.context.options.single_service_port)


def _served(instance: Instance, *, only_first: bool) -> tuple[int, ...]:
    """Return the TCP ports that the Service of an instance has, which may have only its first port."""
    if SERVICE_ENDPOINT not in instance.workload_type.features:  # type: ignore[attr-defined]  # of a workload type
        return ()
    trees = [use.tree for use in instance.traits if use.tree is not None]
    said = {str(port.known("name")): port.known("port") for tree in trees for port in tree.groups("ports") if "port" in port}
    ports = [port for container in instance.component.containers for port in container.ports]
    there = (port for port in ports[: 1 if only_first else None] if port.protocol == "TCP")
    return tuple(dict.fromkeys(said.get(port.name.value, port.number.value) for port in there))


def _requirements(use: BoundTrait, tree: Group, ports: tuple[int, ...]) -> Iterator[Requirement]:
    """Yield that the port is one that the target has."""
    leaf = tree.leaf("port")
    if leaf is not None and isinstance(leaf.value, Hole) and ports:
        met = tuple(one for number in ports if (one := equal(leaf.value, number)) is not None)
        message = f"{'.'.join(use.path)}.port must be {listing(tuple(map(str, ports)), 'or')}"
        yield Requirement(condition=any_of(met), message=message, span=leaf.span)


def _of_requests(known: Item) -> Item:
    """Return a property that providers have who copy requests, and not packets."""
    return replace(known, of=("provider", (GATEWAY, ISTIO)))


TRAFFIC_MIRROR = Trait(
    names=("traffic-mirror",),
    summary="Send a copy of the requests of an instance to another one, whose answers nobody gets, or of its packets.",
    properties=(),
    needs=frozenset({SERVICE_ENDPOINT}),
    change=change,
    optional=True,
    caution="Copied requests have effects, too: whoever gets them must not write where others read.",
    schema=Struct(
        items=(
            needed(
                "provider",
                choice(GATEWAY, ISTIO, CNI),
                "Who copies: the Gateway of the routes, the mesh Istio, or the network of the pods, which copies packets.",
                why=WHY_PROVIDER,
            ),
            _of_requests(
                item("to", OBJECT_NAME, "The instance of the application that gets the copies.", why="it must be there")
            ),
            _of_requests(item("service", OBJECT_NAME, "The Service in the same namespace that gets them, in its place.")),
            _of_requests(item("port", PORT_NUMBER, "The port of that Service. The first one of an instance, by default.")),
            _of_requests(
                item(
                    "percent",
                    NumberType(whole=True, minimum=0, maximum=100),
                    "How many of 100 requests are copied.",
                    default=100,
                )
            ),
            *(replace(known, of=("provider", (CNI,))) for known in OF_NETWORKS[:1]),
            *(replace(known, of=("cni", (ANTREA,))) for known in OF_NETWORKS[1:]),
        )
    ),
    example={"provider": "istio", "service": "recorder", "port": 8080, "percent": 10},
    produces=("networking.istio.io/v1 VirtualService", "crd.antrea.io/v1alpha2 TrafficControl"),
    wants=("service.object", "route.object"),
    requires=("kube-ovn",),
    variants=(
        Variant(
            words="provider: gateway",
            properties={"provider": "gateway", "service": "recorder", "port": 8080},
            beside=BY_GATEWAY,
        ),
        Variant(words="provider: cni", properties={"provider": "cni", "cni": "kube-ovn"}),
    ),
)
