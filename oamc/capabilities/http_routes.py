"""HTTPRoutes: how the trait ingress is written for the Gateway API (docs/spec/traffic.md, 1).

In: the properties of the trait. Out: one HTTPRoute for each of its rules, since hosts are those of a whole HTTPRoute and
every host is a value of its own; for one host a Gateway puts routes together. What only an Ingress has is an error.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change
from oamc.capabilities.gateway_parents import check_gateways, gateways, told_apart
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.located import located
from oamc.capabilities.pods import kube_object
from oamc.capabilities.route_properties import numbers_of, out_of_place, route_name
from oamc.diagnostics.codes import traffic as codes
from oamc.diagnostics.codes.capabilities import WRONG_PROPERTY
from oamc.diagnostics.codes.operation import OUT_OF_PLACE
from oamc.diagnostics.reports import Related, printable
from oamc.expressions.holes import Equals, Hole, Not, NotEmpty, When
from oamc.kubernetes.custom.gateway_api import is_longer
from oamc.objects.naming import prefixed
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.route_properties import Place
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import KubeObject, Tree

HTTP_ROUTE = ("gateway.networking.k8s.io/v1", "HTTPRoute")
PARENTS = "parentRefs"
TIMEOUTS = ("request", "backendRequest")
ANY_PATH = "ImplementationSpecific"
OF_CONTROLLERS = "ingress"
"""The annotations of all controllers of Ingresses have it in the part before the slash."""


def routing(use: BoundTrait, subject: Subject, places: Sequence[Place]) -> Change:
    """Add the HTTPRoutes, which lead to the Service of the instance."""
    if not _check(use, subject, places):
        return Change()
    routes = tuple(_route(use, subject, number, place) for number, place in enumerate(places))
    return Change(objects=routes, requirements=(*_requirements(use, places), *told_apart(use, PARENTS)))


def _route(use: BoundTrait, subject: Subject, number: int, place: Place) -> KubeObject:
    """Return the HTTPRoute of one rule."""
    host = use.get(place.host)
    assert isinstance(host, Hole)
    rule = entries(
        (
            ("matches", [{"path": {"type": _kind(use, place), "value": located(use, place.path)}}]),
            ("timeouts", entries((name, located(use, f"timeouts.{name}")) for name in TIMEOUTS)),
            ("backendRefs", [{"name": prefixed(subject.name), "port": located(use, place.port)}]),
        )
    )
    spec = (
        (PARENTS, gateways(use, PARENTS)),
        ("hostnames", When(condition=NotEmpty(path=host.path), then=[At(host, use.span_of(place.host))])),
        ("rules", [rule]),
    )
    return kube_object(
        subject.instance,
        HTTP_ROUTE,
        route_name(subject.name, number),
        labels=TRAIT_ROLE,
        annotations=located(use, "annotations"),
        fields=(("spec", entries(spec)),),
        span=use.span,
    )


def _kind(use: BoundTrait, place: Place) -> Tree:
    """Return the type of the path, in the words of the Gateway API."""
    kind = use.get(place.kind)
    if not isinstance(kind, Hole):
        return "PathPrefix"
    exact = At("Exact", use.span_of(place.kind))
    return When(condition=Equals(path=kind.path, value="Exact"), then=exact, otherwise="PathPrefix")


def _requirements(use: BoundTrait, places: Sequence[Place]) -> Iterator[Requirement]:
    """Yield that no path is one that only the controller of an Ingress reads."""
    for place in places:
        kind = use.get(place.kind)
        if isinstance(kind, Hole):
            message = f"{'.'.join(kind.path)} must be Prefix or Exact: the route is one of the Gateway API"
            condition = Not(condition=Equals(path=kind.path, value=ANY_PATH))
            yield Requirement(condition=condition, message=message, span=use.span_of(place.kind))


def _check(use: BoundTrait, subject: Subject, places: Sequence[Place]) -> bool:
    """Report what an HTTPRoute cannot be; tell whether nothing is."""
    reports = subject.context.reports
    errors = reports.errors
    out_of_place(use, subject, "className", "a Gateway has the class", "name the Gateway in parentRefs")
    for group in ("tlsHosts", "tlsSecretName", "tls"):
        hint = "remove it: the certificate stands in the listener of the Gateway"
        out_of_place(use, subject, group, "the listener of the Gateway ends TLS", hint)
    _check_annotations(use, subject)
    for place in places:
        if use.known(place.kind) == ANY_PATH:
            reports.add(
                WRONG_PROPERTY,
                at=use.span_of(place.kind),
                property=place.kind,
                what=f'trait "{use.trait.name}"',
                problem=f"cannot be {ANY_PATH} in a route of the Gateway API",
                hint="write Prefix or Exact",
            )
    _check_parents(use, subject)
    request, backend = (use.known(f"timeouts.{name}") for name in TIMEOUTS)
    if isinstance(request, str) and isinstance(backend, str) and is_longer(backend, request):
        reports.add(
            codes.LONGER_THAN_REQUEST,
            at=use.span_of("timeouts.backendRequest"),
            related=[Related(span=use.span_of("timeouts.request"), message="the whole request is here")],
            backend=backend,
            request=request,
            hint=f"set backendRequest to {request} at most, or request: 0s for no limit",
        )
    return reports.errors == errors


def _check_parents(use: BoundTrait, subject: Subject) -> None:
    """Report that there is no Gateway, that there are too many, or one twice."""
    if not numbers_of(use, PARENTS):
        profile = subject.context.options.cluster
        named = f", of the class {profile.gateway_class} in {profile.name}" if profile and profile.gateway_class else ""
        subject.context.reports.add(
            codes.NO_GATEWAY,
            at=use.place_of_missing("parentRefs") or use.span_of("api"),
            instance=subject.name,
            hint=f"set parentRefs: [{{name: NAME}}] to a Gateway of the cluster{named}",
        )
    check_gateways(use, subject, PARENTS)


def _check_annotations(use: BoundTrait, subject: Subject) -> None:
    """Report annotations that only controllers of Ingresses read."""
    known = use.known("annotations")
    for key in known if isinstance(known, dict) else ():
        if OF_CONTROLLERS in key.rpartition("/")[0]:
            subject.context.reports.add(
                OUT_OF_PLACE,
                at=use.span_of("annotations"),
                property=f'annotations["{printable(key)}"]',
                trait=use.trait.name,
                reason="controllers of Ingresses alone read it",
                hint="remove it, and tell the controller of the Gateway by a policy of its own",
            )
