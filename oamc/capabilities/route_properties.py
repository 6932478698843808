"""Properties of the trait ingress that are about the Gateway API, and which API a use of it asks for (docs/spec/traffic.md, 1).

It is loaded with the trait; what makes the routes is loaded with the first of them.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Property
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.diagnostics.codes import operation as codes
from oamc.expressions.types import ChoiceType, NumberType, TextType
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.capabilities.contracts import Subject
    from oamc.expressions.types import ValueType
    from oamc.ir.program import BoundTrait
    from oamc.model.application import Component

RULE_FIELDS = {"host": "host", "path": "path", "port": "servicePort", "kind": "pathType"}
OF_INGRESS, GATEWAY = "ingress", "gateway"
DURATION = TextType(
    pattern="([0-9]{1,5}(h|m|s|ms)){1,4}",
    rule="must be whole numbers with units, such as 30s, 500ms or 1h30m",
    reasons=((r"\.", "must have no fraction: write 1500ms for 1.5s"), ("^[0-9]+$", "must have a unit, such as 30s")),
)


class Place(Record):
    """The names of the properties of a rule: of its host, its path, its port, and the type of its path."""

    host: str
    path: str
    port: str
    kind: str


def api_of(properties: Mapping[str, object]) -> str:
    """Return which API the properties of an ingress ask for. Whoever names a Gateway means that one."""
    chosen = properties.get("api")
    return str(chosen) if chosen else GATEWAY if any(name.startswith("parentRefs.") for name in properties) else OF_INGRESS


def api_of_use(use: BoundTrait) -> str:
    """Return which API a use of the trait asks for."""
    return api_of({name: found.known for name, found in use.properties.items()})


def numbers_of(use: BoundTrait, group: str) -> tuple[str, ...]:
    """Return the numbers of the items of a list among the properties."""
    return tuple(dict.fromkeys(name.split(".")[1] for name in use.properties if name.startswith(f"{group}.")))


def places_of(use: BoundTrait) -> tuple[Place, ...]:
    """Return the properties of each rule: those of the items of `rules`, or else those of the trait itself."""
    numbers = numbers_of(use, "rules")
    one = Place(host="hostname", path="path", port="servicePort", kind="pathType")
    return tuple(Place(**{field: f"rules.{number}.{name}" for field, name in RULE_FIELDS.items()}) for number in numbers) or (
        one,
    )


def ingress_name(instance: str) -> str:
    """Return the name of the Ingress of an instance."""
    return f"{instance}-trait-ingress"


def route_name(instance: str, number: int) -> str:
    """Return the name of the HTTPRoute of a rule."""
    return ingress_name(instance) + (f"-{number}" if number else "")


def routes_of(use: BoundTrait, instance: str) -> tuple[str, ...]:
    """Return the names of the HTTPRoutes of a use of the trait."""
    return tuple(route_name(instance, number) for number in range(len(numbers_of(use, "rules")) or 1))


def refuse_parts_of_routes(use: BoundTrait, subject: Subject) -> None:
    """Report what only an HTTPRoute has, where the trait makes an Ingress."""
    for group in ("parentRefs", "timeouts"):
        out_of_place(use, subject, group, "an Ingress has none", f"set api: {GATEWAY}, or remove {group}")


def out_of_place(use: BoundTrait, subject: Subject, group: str, reason: str, hint: str) -> None:
    """Report, once, a property or a group of them that means nothing for the chosen API. What is assumed is no mistake."""
    found = next((name for name in use.properties if name == group or name.startswith(f"{group}.")), None)
    if found is not None and use.span_of(found) is not use.name_span:
        subject.context.reports.add(
            codes.OUT_OF_PLACE, at=use.span_of(found), property=group, trait=use.trait.name, reason=reason, hint=hint
        )


PORT = NumberType(whole=True, minimum=1, maximum=65535)
NAMESPACE = TextType(
    pattern="[a-z0-9]([-a-z0-9]*[a-z0-9])?",
    rule="must be the name of a namespace: lower-case letters, digits and hyphens",
    maximum_length=63,
)


OPENFAAS = "openfaas"
"""Where the chart of OpenFaaS puts the gateway."""
GATEWAY_NAMESPACE = Property(
    name="gatewayNamespace",
    type=NAMESPACE,
    description=f"The namespace of the gateway of OpenFaaS, to which functions are exposed: {OPENFAAS} where it is not set.",
    live=False,
    why="objects stay in the namespace for which the output was built",
    example=None,
)


def served_ports(component: Component) -> tuple[int, ...]:
    """Return the TCP ports that the Service of a component has, in order."""
    ports = (port.number.value for container in component.containers for port in container.ports if port.protocol == "TCP")
    return tuple(dict.fromkeys(ports))


def service_port_type(component: Component) -> ValueType:
    """Return the type of a port of the Service of a component."""
    ports = served_ports(component)
    return ChoiceType(choices=ports, kind="TCP port of the component") if ports else PORT


ROUTE_PROPERTIES = (
    Property(
        name="api",
        type=TextType(choices=(OF_INGRESS, GATEWAY)),
        description="What is made: an Ingress, or an HTTPRoute of the Gateway API for each host and path. "
        "Where it is not set, parentRefs decide.",
        live=False,
        example=None,
    ),
    Property(
        name="parentRefs[].name",
        type=OBJECT_NAME,
        description="A Gateway to which the routes belong.",
        required=True,
        example=None,
    ),
    Property(
        name="parentRefs[].namespace",
        type=NAMESPACE,
        description="The namespace of the Gateway, whose listener must allow routes from elsewhere.",
        example=None,
    ),
    Property(
        name="parentRefs[].sectionName", type=OBJECT_NAME, description="The listener of the Gateway by name.", example=None
    ),
    Property(name="parentRefs[].port", type=PORT, description="The listener of the Gateway by port.", example=None),
    Property(
        name="timeouts.request",
        type=DURATION,
        description="How long a client waits for the whole answer, such as 30s. 0s: for ever.",
        example=None,
    ),
    Property(
        name="timeouts.backendRequest",
        type=DURATION,
        description="How long one try at the service may take, at most as long as the whole request.",
        example=None,
    ),
)
"""The properties of an ingress that are about the Gateway API."""
