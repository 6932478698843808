"""ingress: expose a service under a host name and path; a networking.k8s.io/v1 Ingress (docs/spec/oam-v1alpha1.md, 11.3)."""

from __future__ import annotations

from oamc.capabilities.contracts import HOST, OBJECT_NAME, SERVICE_ENDPOINT, Change, Property, Trait, located
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.pods import kube_object
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import printable
from oamc.expressions.holes import AtMost, Hole, Not, NotEmpty, When, all_of
from oamc.expressions.types import ChoiceType, ListType, NumberType, TextType
from oamc.objects.naming import prefixed
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At, entries
from oamc.source.nodes import plain
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Known
    from oamc.expressions.types import ValueType
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
PORT = NumberType(whole=True, minimum=1, maximum=65535)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the Ingress, which leads to the Service of the instance."""
    name, context = subject.name, subject.context
    if not any(port.protocol == "TCP" for port in subject.rendered.ports):
        context.reports.add(
            codes.NOTHING_TO_EXPOSE,
            at=use.name_span,
            instance=name,
            hint="add a TCP port to a container of the component, or remove the trait",
        )
        return Change()
    _warn(use, context.reports)
    service: Tree = {"name": prefixed(name), "port": {"number": located(use, "servicePort")}}
    path: Tree = {"path": located(use, "path"), "pathType": "Prefix", "backend": {"service": service}}
    fields = (
        ("ingressClassName", context.options.ingress_class or None),
        ("rules", [entries((("host", _host(use)), ("http", {"paths": [path]})))]),
        ("tls", _tls(use)),
    )
    ingress = kube_object(
        subject.instance,
        ("networking.k8s.io/v1", "Ingress"),
        f"{name}-trait-ingress",
        labels=TRAIT_ROLE,
        fields=(("spec", entries(fields)),),
        span=use.span,
    )
    return Change(objects=(ingress,), requirements=_requirements(use, subject))


def _requirements(use: BoundTrait, subject: Subject) -> tuple[Requirement, ...]:
    """Return the condition that the port is the one that the Service has, where it was told to have only the first.

    Otherwise the type of the property lists the ports of the Service.
    """
    if not subject.context.options.single_service_port:
        return ()
    (first,) = subject.rendered.ports
    path = (*use.path, "servicePort")
    the_first = all_of((AtMost(path=path, bound=first.port), Not(condition=AtMost(path=path, bound=first.port - 1))))
    return (
        Requirement(
            condition=the_first,
            message=f"{'.'.join(path)} must be {first.port}: the Service has only its first port",
            span=use.span_of("servicePort"),
        ),
    )


def _warn(use: BoundTrait, reports: Reports) -> None:
    """Report what is legal but probably not meant."""
    if use.span_of("hostname") is use.name_span:
        reports.add(
            codes.NO_HOSTNAME,
            at=use.place_of_missing("hostname") or use.name_span,
            hint='set hostname; "*" means any host on purpose',
        )
    if use.span_of("servicePort") is use.name_span:
        at = use.place_of_missing("servicePort") or use.name_span
        reports.add(codes.DEFAULTED_SERVICE_PORT, at=at, port=use.known("servicePort"), hint="set servicePort")
    path = use.known("path")
    if isinstance(path, str) and "*" in path:
        whole = path.rstrip("*/") or "/"
        hint = (
            f"write {printable(whole)}, which covers all that is below it"
            if "*" not in whole
            else "write the beginning of the path"
        )
        reports.add(codes.STAR_IN_PATH, at=use.span_of("path"), hint=hint)
    if use.get("tlsHosts") is not None and use.get("tlsSecretName") is None:
        at = use.place_of_missing("tlsSecretName") or use.span_of("tlsHosts")
        reports.add(codes.TLS_WITHOUT_SECRET, at=at, hint="set tlsSecretName to the secret with the certificate")


def _host(use: BoundTrait) -> Tree:
    """Return the host of the rule: none for any host, which the installer may change."""
    host = use.get("hostname")
    assert isinstance(host, Hole)
    return When(condition=NotEmpty(path=host.path), then=At(host, use.span_of("hostname")))


def _tls(use: BoundTrait) -> Tree:
    """Return the TLS section, which needs a secret."""
    secret, condition = use.get("tlsSecretName"), use.has_value("tlsSecretName")
    if condition is None:
        return None
    hosts = located(use, "tlsHosts")
    tls = entries((("hosts", hosts), ("secretName", At(secret, use.span_of("tlsSecretName")))))
    return When(condition=condition, then=[tls])


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


def served_ports(component: Component) -> tuple[int, ...]:
    """Return the TCP ports that the Service of a component has, in order."""
    ports = (port.number.value for container in component.containers for port in container.ports if port.protocol == "TCP")
    return tuple(dict.fromkeys(ports))


def _port_type(component: Component) -> ValueType:
    """Return the type of servicePort: one of the ports of the Service."""
    ports = served_ports(component)
    return ChoiceType(choices=ports, kind="TCP port of the component") if ports else PORT


def _first_port(_: dict[str, Known], component: Component) -> Known | Unset:
    """Return the first port of the Service."""
    return next(iter(served_ports(component)), UNSET)


INGRESS = Trait(
    names=("ingress", "Ingress", "ingress.core.oam.dev/v1alpha1", "nginx-ingress"),
    summary="Expose a service to clients outside the cluster under a host name and path.",
    properties=(
        Property(
            name="hostname",
            type=ANY_HOST,
            description="Host name to answer for. Empty: any host.",
            default="",
            read=_read_hostname,
            example="shop.example.com",
        ),
        Property(
            name="servicePort",
            type=_port_type,
            description="Port of the service to lead to.",
            aliases=("service_port",),
            default_of=_first_port,
            example=8080,
        ),
        Property(name="path", type=PATH, description="Path prefix to answer for.", default="/"),
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
    ),
    needs=frozenset({SERVICE_ENDPOINT}),
    change=change,
    optional=True,
    produces=("networking.k8s.io/v1 Ingress",),
)
