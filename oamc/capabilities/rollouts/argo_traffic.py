"""Who splits the requests between the versions of a Rollout: routes of the Gateway API, Istio, nginx, or AWS (`alb`).

In: the choice of a use. Out: a `Split`, with what the Rollout says of it, and what must be there for it. The controller of Argo
Rollouts moves the weights in these objects, and adds its own label to the selectors of both Services (docs/spec/rollouts.md,
4).
"""

from __future__ import annotations

from oamc.capabilities.contracts import Patch
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.located import located
from oamc.capabilities.own_ports import all_ports, equal, number_of
from oamc.capabilities.pods import kube_object
from oamc.capabilities.rollouts.versions import service_beside
from oamc.capabilities.route_properties import GATEWAY, api_of_use, ingress_name, places_of, route_name
from oamc.capabilities.tracks import edited
from oamc.diagnostics.codes.operation import OUT_OF_PLACE
from oamc.diagnostics.codes.rollouts import NOT_SPLIT
from oamc.expressions.holes import Hole, When
from oamc.kubernetes.cluster_needs import GATEWAY_PLUGIN
from oamc.objects.naming import prefixed
from oamc.objects.object_set import Requirement
from oamc.objects.patch_marks import ABSENT, each
from oamc.objects.tree import entries
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import ServicePort, Subject
    from oamc.expressions.holes import Condition
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import KubeObject, Tree

NONE, ISTIO, NGINX, ALB = "none", "istio", "nginx", "alb"
INGRESS = "networking.k8s.io/v1 Ingress"
CANARY = "-canary"
OF_ACTIONS = "use-annotation"
"""The name of a port of an Ingress at which the controller of AWS looks into an annotation for where requests go."""


class Split(Record):
    """How requests are split: `routing` as the Rollout says it, while the `condition` holds, what is made and what is changed.

    Without a `routing` nobody splits them.
    """

    routing: Tree = None
    condition: Condition | None = None
    objects: tuple[KubeObject, ...] = ()
    shared: tuple[KubeObject, ...] = ()
    patches: tuple[Patch, ...] = ()
    requirements: tuple[Requirement, ...] = ()

    def held(self, tree: Tree) -> Tree:
        """Return what is there only while requests are split."""
        if self.routing is None:
            return None
        return tree if self.condition is None else When(condition=self.condition, then=tree)

    def service(self, own: Tree, canary: Tree) -> Tree:
        """Return the name of the Service of the new version: that of the instance, while nobody splits requests."""
        if self.routing is None or self.condition is None:
            return own if self.routing is None else canary
        return When(condition=self.condition, then=canary, otherwise=own)


def split(use: BoundTrait, subject: Subject) -> Split:
    """Return how the requests of an instance are split. That they cannot be is reported."""
    traffic = str(use.known("traffic") or NONE)
    _report_strangers(use, subject, traffic)
    if traffic == NONE:
        return Split()
    service = next((item for item in subject.rendered.further if item.kind == "Service"), None)
    ports = tuple(port for port in subject.rendered.ports if port.protocol == "TCP")
    if service is None or not ports:
        _refuse(use, subject, "it has no Service with a TCP port", "give a container a port, or remove traffic")
        return Split()
    made = _of_mesh(use, subject, ports) if traffic == ISTIO else _of_routes(use, subject, traffic)
    if made.routing is None:
        return made
    canary = service_beside(use, subject, service, f"{subject.name}{CANARY}")
    return replace(made, objects=(replace(canary, condition=made.condition), *made.objects))


def _report_strangers(use: BoundTrait, subject: Subject, traffic: str) -> None:
    """Report properties about a split that there is not."""
    for name, wanted in (("route", traffic != NONE), ("servicePort", traffic == ALB)):
        if use.get(name) is not None and not wanted:
            reason = f"traffic is {traffic}" if use.known("traffic") else "nobody splits the requests"
            hint = f"remove {name}" if traffic != NONE else f"set traffic, or remove {name}"
            subject.context.reports.add(
                OUT_OF_PLACE, at=use.span_of(name), property=name, trait=use.trait.name, reason=reason, hint=hint
            )


def _refuse(use: BoundTrait, subject: Subject, problem: str, hint: str) -> None:
    """Report that requests cannot be split as the document wants it."""
    subject.context.reports.add(
        NOT_SPLIT,
        at=use.span_of("traffic"),
        instance=subject.name,
        traffic=use.known("traffic"),
        problem=problem,
        hint=hint,
    )


def _of_mesh(use: BoundTrait, subject: Subject, ports: tuple[ServicePort, ...]) -> Split:
    """Return the routes of Istio: all requests of each port go to the stable version, until the controller says otherwise."""
    route = located(use, "route")
    if route is not None:
        return Split(routing={"istio": {"virtualService": {"name": route}}})
    said = all_ports(subject, {})
    names = [port.name for port in ports] if len(ports) > 1 else []
    http: list[Tree] = []
    for port in ports:
        number = number_of(port, said)
        ways: Tree = [
            {"destination": {"host": prefixed(f"{subject.name}{suffix}"), "port": {"number": number}}, "weight": weight}
            for suffix, weight in (("", 100), (CANARY, 0))
        ]
        begin: tuple[tuple[str, Tree], ...] = (("name", port.name), ("match", [{"port": number}])) if names else ()
        http.append(entries((*begin, ("route", ways))))
    routing = entries((("name", prefixed(subject.name)), ("routes", list(names) or None)))
    service = kube_object(
        subject.instance,
        ("networking.istio.io/v1", "VirtualService"),
        subject.name,
        labels=TRAIT_ROLE,
        fields=(("spec", {"hosts": [prefixed(subject.name)]}),),
        span=use.name_span,
    )
    patch = Patch(tree={"spec": {"http": http}}, target=(service.kind, service.name))
    return Split(routing={"istio": {"virtualService": routing}}, shared=(service,), patches=(patch,))


def _of_routes(use: BoundTrait, subject: Subject, traffic: str) -> Split:
    """Return a split by what leads to the Service from outside: what the document names, or what the instance has."""
    namespace, port = subject.context.namespace, located(use, "servicePort")
    if traffic == GATEWAY and not namespace:
        problem = "the plugin of Argo Rollouts asks for the namespace of the routes, and nobody says it"
        _refuse(use, subject, problem, "write metadata.namespace, or build with --namespace")
        return Split()
    named = located(use, "route")
    if named is not None:
        return Split(routing=_routing(traffic, [named], namespace, port))
    exposing = _exposing(use, subject, traffic)
    if exposing is None:
        return Split()
    if traffic == GATEWAY:
        places = places_of(exposing)
        routes = [route_name(subject.name, number) for number in range(len(places))]
        patches = tuple(
            Patch(tree={"spec": {"rules": each({"backendRefs": _both(subject, located(exposing, place.port))})}}, target=target)
            for place, target in zip(places, (("HTTPRoute", route) for route in routes), strict=True)
        )
        routing = _routing(traffic, [prefixed(route) for route in routes], namespace)
        return Split(routing=routing, condition=exposing.enabled, patches=_of_another(patches))
    ingress = ingress_name(subject.name)
    routing = _routing(traffic, [prefixed(ingress)], namespace, port)
    if traffic == NGINX:
        return Split(routing=routing, condition=exposing.enabled)
    # Where the port has this name, the controller of AWS follows an annotation, which that of Argo Rollouts writes.
    paths = each({"backend": {"service": {"port": {"number": ABSENT, "name": OF_ACTIONS}}}})
    patch = Patch(tree={"spec": {"rules": each({"http": {"paths": paths}})}}, target=("Ingress", ingress))
    requirements = tuple(_of_one_port(use, exposing))
    return Split(routing=routing, condition=exposing.enabled, patches=_of_another((patch,)), requirements=requirements)


def _exposing(use: BoundTrait, subject: Subject, traffic: str) -> BoundTrait | None:
    """Return the trait of the instance that makes what splits its requests; None after a report that there is none."""
    makers = (other for other in subject.instance.traits if INGRESS in other.trait.produces)  # type: ignore[attr-defined]  # of a trait
    found = next(makers, None)
    if found is None:
        _refuse(use, subject, "it has no route from outside", "attach the trait ingress, or name a route")
    elif traffic == GATEWAY and api_of_use(found) != GATEWAY:
        hint = f"give the trait ingress parentRefs, or set traffic: {NGINX} or {ALB}"
        _refuse(use, subject, "its ingress is no route of the Gateway API", hint)
    elif traffic != GATEWAY and api_of_use(found) == GATEWAY:
        _refuse(use, subject, "its ingress is a route of the Gateway API", f"set traffic: {GATEWAY}")
    else:
        return found
    return None


def _of_another(patches: tuple[Patch, ...]) -> tuple[Patch, ...]:
    """Return patches of objects that another trait makes, as far as it can."""
    return tuple(replace(patch, of_another=True) for patch in patches)


def _both(subject: Subject, port: Tree) -> Tree:
    """Return where the requests of a route go: to both versions, by weights that the controller writes."""
    return [{"name": prefixed(f"{subject.name}{suffix}"), "port": port} for suffix in ("", CANARY)]


def _routing(traffic: str, names: list[Tree], namespace: str, port: Tree = None) -> Tree:
    """Return what a Rollout says of who splits its requests."""
    first, *further = names
    if traffic == GATEWAY:
        listed: tuple[tuple[str, Tree], ...] = (("httpRoute", first),)
        if further:
            listed = (("httpRoutes", [{"name": name} for name in names]),)
        return {"plugins": {GATEWAY_PLUGIN: entries((*listed, ("namespace", namespace)))}}
    if traffic == NGINX:
        return {"nginx": {"stableIngress": first}}
    return {"alb": entries((("ingress", first), ("servicePort", port)))}


def _of_one_port(use: BoundTrait, exposing: BoundTrait) -> Iterator[Requirement]:
    """Yield that all rules of an Ingress lead to the one port that is split."""
    chosen = use.get("servicePort")
    for place in places_of(exposing):
        port = exposing.get(place.port)
        if isinstance(chosen, Hole) and isinstance(port, Hole):
            condition = equal(chosen, port)
            assert condition is not None
            message = f"{'.'.join(port.path)} must be {'.'.join(chosen.path)}: requests to one port are split"
            yield Requirement(condition=condition, message=message, span=exposing.span_of(place.port))


def rule_of_the_canary(subject: Subject, objects: tuple[KubeObject, ...]) -> tuple[KubeObject, ...]:
    """Return objects in which what the mesh does to requests of the Service is done to those of the canary, too."""
    name = f"{subject.name}{CANARY}"
    rule = next((item for item in objects if (item.kind, item.name) == ("DestinationRule", subject.name)), None)
    if rule is None or not any((item.kind, item.name) == ("Service", name) for item in objects):
        return objects
    body: Tree = rule.body
    for path in (("metadata", "name"), ("spec", "host")):
        body = edited(body, path, lambda _: prefixed(name))
    assert isinstance(body, dict)
    return (*objects, replace(rule, name=name, body=body))
