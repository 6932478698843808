"""ingress: expose a service under host names and paths; a networking.k8s.io/v1 Ingress, or HTTPRoutes of the Gateway API.

Rules: docs/spec/oam-v1alpha1.md, 11.3; what goes beyond Rudr: docs/spec/operation.md, 5; HTTPRoutes: docs/spec/traffic.md, 1.
"""

from __future__ import annotations

from oamc.capabilities.contracts import FUNCTION, SERVICE_ENDPOINT, Change, Property, Trait, Variant
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.located import located
from oamc.capabilities.pods import kube_object
from oamc.capabilities.route_examples import BY_GATEWAY
from oamc.capabilities.route_properties import (
    GATEWAY,
    GATEWAY_NAMESPACE,
    ROUTE_PROPERTIES,
    Place,
    api_of,
    api_of_use,
    ingress_name,
    numbers_of,
    out_of_place,
    places_of,
    refuse_parts_of_routes,
    served_ports,
    service_port_type,
)
from oamc.capabilities.text_types import HOST, OBJECT_NAME
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.codes import operation as operation_codes
from oamc.diagnostics.reports import printable
from oamc.expressions.holes import AtMost, Hole, Not, NotEmpty, When, all_of
from oamc.expressions.types import ListType, TextMapType, TextType
from oamc.objects.naming import prefixed
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At, entries, listing
from oamc.records import replace
from oamc.source.nodes import plain
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Known
    from oamc.ir.program import BoundTrait
    from oamc.model.application import Component
    from oamc.objects.tree import Tree
    from oamc.source.nodes import Node
    from oamc.values.parameters import Unset

ANY_HOST = TextType(
    pattern=f"({HOST.pattern})?",
    forbidden=HOST.forbidden,
    rule="must be empty or a host name in lower case, such as shop.example.com or *.example.com",
    reasons=HOST.reasons,
    maximum_length=253,
)
PATH = TextType(
    pattern=r"/|(/\.?[A-Za-z0-9_~!$&'()*+,;=:@-][A-Za-z0-9._~!$&'()*+,;=:@-]*)+/?",
    rule="must be a path such as /api of letters, digits and any of -._~!$&'()*+,;=:@",
    reasons=(
        (r"^[^/]", 'must begin with "/"'),
        ("//", "must have no empty parts"),
        (r"/\.\.?(/|$)", 'must not have "." or ".." as a part'),
        (r"\s", "must not contain blanks"),
        ("%", 'must not contain "%": controllers read escaped characters differently'),
        (r"[^\x00-\x7f]", "must have ASCII characters only: an ingress compares the path as the browser sends it"),
    ),
    maximum_length=1024,
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the Ingress, which leads to the Service of the instance, or to the gateway that calls it."""
    name, context = subject.name, subject.context
    if FUNCTION in subject.workload_type.features:
        _warn_of_any_host(use, context.reports)
        _warn_of_certificate(use, context.reports)
        from oamc.capabilities.function_ingress import ingress_of_function

        return ingress_of_function(use, subject, _parts(use, context.options.ingress_class), _host(use, "hostname"))
    if use.get(GATEWAY_NAMESPACE.name) is not None:
        out_of_place(use, subject, GATEWAY_NAMESPACE.name, "only functions have a gateway", f"remove {GATEWAY_NAMESPACE.name}")
    if not any(port.protocol == "TCP" for port in subject.rendered.ports):
        context.reports.add(
            codes.NOTHING_TO_EXPOSE,
            at=use.name_span,
            instance=name,
            hint="add a TCP port to a container of the component, or remove the trait",
        )
        return Change()
    places = places_of(use)
    _warn(use, context.reports, places)
    if api_of_use(use) == GATEWAY:
        from oamc.capabilities.http_routes import routing  # most ingresses are none

        made = routing(use, subject, places)
        return replace(made, requirements=(*made.requirements, *_requirements(use, subject, places)))
    refuse_parts_of_routes(use, subject)
    class_name, tls = _parts(use, context.options.ingress_class)
    fields = (class_name, ("rules", [_rule(use, place, prefixed(name)) for place in places]), tls)
    ingress = kube_object(
        subject.instance,
        ("networking.k8s.io/v1", "Ingress"),
        ingress_name(name),
        labels=TRAIT_ROLE,
        annotations=located(use, "annotations"),
        fields=(("spec", entries(fields)),),
        span=use.span,
    )
    return Change(objects=(ingress,), requirements=tuple(_requirements(use, subject, places)))


def _parts(use: BoundTrait, chosen: str | None) -> tuple[tuple[str, Tree], tuple[str, Tree]]:
    """Return what an Ingress says beside its rules: its class, and its certificates."""
    tls = listing(_tls(use, *place) for place in _certificates(use))
    return ("ingressClassName", _class(use, chosen)), ("tls", tls)


def _rule(use: BoundTrait, place: Place, service: Tree) -> Tree:
    """Return a rule: a host, and the path that leads to the Service."""
    kind = use.has_value(place.kind)
    path_type: Tree = "Prefix"
    if kind is not None:
        path_type = When(condition=kind, then=At(use.get(place.kind), use.span_of(place.kind)), otherwise="Prefix")
    backend: Tree = {"service": {"name": service, "port": {"number": located(use, place.port)}}}
    path: Tree = {"path": located(use, place.path), "pathType": path_type, "backend": backend}
    return entries((("host", _host(use, place.host)), ("http", {"paths": [path]})))


def _class(use: BoundTrait, chosen: str | None) -> Tree:
    """Return the class of the Ingress: that of the trait, or else the one of all ingresses."""
    own, condition = use.get("className"), use.has_value("className")
    if condition is None:
        return chosen or None
    return When(condition=condition, then=At(own, use.span_of("className")), otherwise=chosen or None)


def _requirements(use: BoundTrait, subject: Subject, places: tuple[Place, ...]) -> Iterator[Requirement]:
    """Yield the condition that a port is the one that the Service has, where it was told to have only the first.

    Otherwise the type of the property lists the ports of the Service.
    """
    if not subject.context.options.single_service_port:
        return
    (first,) = subject.rendered.ports
    for place in places:
        path = (*use.path, *place.port.split("."))
        the_first = all_of((AtMost(path=path, bound=first.port), Not(condition=AtMost(path=path, bound=first.port - 1))))
        yield Requirement(
            condition=the_first,
            message=f"{'.'.join(path)} must be {first.port}: the Service has only its first port",
            span=use.span_of(place.port),
        )


def _warn(use: BoundTrait, reports: Reports, places: tuple[Place, ...]) -> None:
    """Report what is legal but probably not meant, and what has no effect."""
    if places[0].host == "hostname":
        _warn_of_defaults(use, reports)
    for name in ("hostname", "path", "servicePort", "pathType") if places[0].host != "hostname" else ():
        if use.get(name) is not None:
            reason = "rules say all hosts and paths"
            hint = f"remove {name}, or write it as an item of rules"
            reports.add(
                operation_codes.OUT_OF_PLACE,
                at=use.span_of(name),
                property=name,
                trait=use.trait.name,
                reason=reason,
                hint=hint,
            )
    for place in places:
        _warn_of_star(use, place.path, reports)
    if api_of_use(use) != GATEWAY:  # which has certificates elsewhere
        _warn_of_certificate(use, reports)


def _warn_of_certificate(use: BoundTrait, reports: Reports) -> None:
    """Report hosts without a certificate."""
    if use.get("tlsHosts") is not None and use.get("tlsSecretName") is None:
        at = use.place_of_missing("tlsSecretName") or use.span_of("tlsHosts")
        reports.add(codes.TLS_WITHOUT_SECRET, at=at, hint="set tlsSecretName to the secret with the certificate")


def _warn_of_defaults(use: BoundTrait, reports: Reports) -> None:
    """Report a host and a port that nobody has chosen."""
    _warn_of_any_host(use, reports)
    if use.span_of("servicePort") is use.name_span:
        at = use.place_of_missing("servicePort") or use.name_span
        reports.add(codes.DEFAULTED_SERVICE_PORT, at=at, port=use.known("servicePort"), hint="set servicePort")


def _warn_of_any_host(use: BoundTrait, reports: Reports) -> None:
    """Report a host that nobody has chosen."""
    if use.span_of("hostname") is use.name_span:
        reports.add(
            codes.NO_HOSTNAME,
            at=use.place_of_missing("hostname") or use.name_span,
            hint='set hostname; "*" means any host on purpose',
        )


def _warn_of_star(use: BoundTrait, name: str, reports: Reports) -> None:
    """Report a path that seems to be a pattern."""
    path = use.known(name)
    if isinstance(path, str) and "*" in path:
        whole = path.rstrip("*/") or "/"
        hint = (
            f"write {printable(whole)}, which covers all that is below it"
            if "*" not in whole
            else "write the beginning of the path"
        )
        reports.add(codes.STAR_IN_PATH, at=use.span_of(name), hint=hint)


def _host(use: BoundTrait, name: str) -> Tree:
    """Return the host of a rule: none for any host, which the installer may change."""
    host = use.get(name)
    assert isinstance(host, Hole)
    return When(condition=NotEmpty(path=host.path), then=At(host, use.span_of(name)))


def _certificates(use: BoundTrait) -> tuple[tuple[str, str], ...]:
    """Return the properties of each certificate: its hosts and its secret."""
    further = ((f"tls.{number}.hosts", f"tls.{number}.secretName") for number in numbers_of(use, "tls"))
    return (("tlsHosts", "tlsSecretName"), *further)


def _tls(use: BoundTrait, hosts: str, name: str) -> Tree:
    """Return an entry of the TLS section, which needs a secret."""
    secret, condition = use.get(name), use.has_value(name)
    if secret is None:
        return None
    tls = entries((("hosts", located(use, hosts)), ("secretName", At(secret, use.span_of(name)))))
    return tls if condition is None else When(condition=condition, then=tls)


def _read_hostname(node: Node) -> Known:
    """Read a host name; `*` means any host, like the empty text."""
    value = plain(node)
    return "" if value == "*" else value


def _read_hosts(node: Node) -> Known:
    """Read a list of host names, or one text with commas; entries are trimmed, and empty ones are none."""
    value = plain(node)
    hosts = value.split(",") if isinstance(value, str) else value
    if not isinstance(hosts, list):
        return value
    trimmed = [host.strip() if isinstance(host, str) else host for host in hosts]
    return [host for host in trimmed if host != ""]


def _has_rules(given: dict[str, Known]) -> bool:
    """Tell whether the hosts and paths stand in a list."""
    return any(name.startswith("rules.") for name in given)


def _any_host(given: dict[str, Known], _: Component) -> Known | Unset:
    """Return any host, where no rules say hosts."""
    return UNSET if _has_rules(given) else ""


def _whole_host(given: dict[str, Known], _: Component) -> Known | Unset:
    """Return the path of all that there is, where no rules say paths."""
    return UNSET if _has_rules(given) else "/"


def _first_port(given: dict[str, Known], component: Component) -> Known | Unset:
    """Return the first port of the Service, where no rules say ports."""
    return UNSET if _has_rules(given) else next(iter(served_ports(component)), UNSET)


def _is_of_gateway(given: dict[str, Known]) -> bool:
    """Tell whether routes of the Gateway API are asked for, which have no class."""
    return api_of(given) == GATEWAY


PATH_TYPE = Property(
    name="pathType",
    type=TextType(choices=("Prefix", "Exact", "ImplementationSpecific")),
    description="Prefix: the path and all below it. Exact: the path alone. ImplementationSpecific: what the controller reads. "
    "It is Prefix where it is not set.",
    example="Prefix",
)
INGRESS = Trait(
    names=("ingress", "Ingress", "ingress.core.oam.dev/v1alpha1", "nginx-ingress"),
    summary="Expose a service to clients outside the cluster under a host name and path.",
    properties=(
        Property(
            name="hostname",
            type=ANY_HOST,
            description="Host name to answer for. Empty: any host.",
            default="",
            default_of=_any_host,
            read=_read_hostname,
            example="shop.example.com",
        ),
        Property(
            name="servicePort",
            type=service_port_type,
            description="Port of the service to lead to.",
            aliases=("service_port",),
            default_of=_first_port,
            example=8080,
        ),
        Property(name="path", type=PATH, description="Path prefix to answer for.", default="/", default_of=_whole_host),
        PATH_TYPE,
        Property(
            name="tlsHosts",
            type=ListType(item=HOST, minimum_length=1),
            description="Host names that the certificate covers.",
            aliases=("tls_hosts",),
            read=_read_hosts,
            example=["shop.example.com"],
        ),
        Property(
            name="tlsSecretName",
            type=OBJECT_NAME,
            description="Secret with the certificate.",
            aliases=("tls_secret_name",),
            example="shop-tls",
        ),
        Property(
            name="rules[].host",
            type=ANY_HOST,
            description="Host name to answer for, in the place of hostname, path, pathType and servicePort. Empty: any host.",
            required=True,
            read=_read_hostname,
            example=None,
        ),
        Property(
            name="rules[].path", type=PATH, description="Path prefix to answer for under this host.", default="/", example=None
        ),
        replace(PATH_TYPE, name="rules[].pathType", example=None),
        Property(
            name="rules[].servicePort",
            type=service_port_type,
            description="Port of the service to lead to from this host and path.",
            required=True,
            example=None,
        ),
        Property(
            name="tls[].hosts",
            type=ListType(item=HOST, minimum_length=1),
            description="Host names that a further certificate covers.",
            read=_read_hosts,
            example=None,
        ),
        Property(
            name="tls[].secretName",
            type=OBJECT_NAME,
            description="Secret with a further certificate.",
            required=True,
            example=None,
        ),
        Property(
            name="className",
            type=OBJECT_NAME,
            description="Class of the Ingress: which controller answers. Where it is not set, that of --ingress-class.",
            of_profile="ingress class",
            example="nginx",
            idle=_is_of_gateway,
        ),
        Property(
            name="annotations",
            type=TextMapType(),
            description="Annotations of the Ingress, by which controllers are told more.",
            example={"example.com/timeout": "30"},
        ),
        *ROUTE_PROPERTIES,
        GATEWAY_NAMESPACE,
    ),
    needs=frozenset({SERVICE_ENDPOINT, FUNCTION}),
    change=change,
    optional=True,
    produces=("networking.k8s.io/v1 Ingress", "gateway.networking.k8s.io/v1 HTTPRoute"),
    provides=("route.object",),
    wants=("service.object",),
    variants=(Variant(words="api: gateway", properties=BY_GATEWAY["ingress"]),),
)
