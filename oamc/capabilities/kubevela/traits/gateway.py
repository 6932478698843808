"""gateway: an Ingress, and the Service it leads to (docs/spec/oam-v1beta1.md, 14.5)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela import object_shapes as shapes
from oamc.capabilities.kubevela.ingresses import ANY_PATH, CLASS_ANNOTATION, INGRESS, paths_of, rules, service
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.property_schema import NAME, SWITCH, TEXT, Struct, choice
from oamc.capabilities.text_types import HOST, OBJECT_NAME
from oamc.diagnostics.codes import vela as codes
from oamc.expressions.holes import Equals, Fits, Hole, Not, When, any_of
from oamc.expressions.types import TextType
from oamc.ir.properties import is_true
from oamc.objects.object_set import Requirement
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.expressions.holes import Condition
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group, Leaf
    from oamc.objects.tree import KubeObject, Tree

HOST_ANNOTATION = "ingress.controller/host"
SUFFIX = TextType(
    pattern=r"[a-z0-9]([-a-z0-9]*[a-z0-9])?",
    rule="must have lower-case letters, digits and hyphens, and begin and end with a letter or digit",
    maximum_length=61,
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Make the Service, unless another one is named, and the Ingress."""
    properties = use.tree
    assert properties is not None
    ports = paths_of(use, subject)
    reason, name = _problem(properties)
    if reason:
        subject.context.reports.add(
            codes.REFUSED_PROPERTIES, at=properties.keys[name], what='trait "gateway"', reason=reason, hint=HINTS[name]
        )
    if reason or not ports:
        return Change()
    suffix = f"-{properties.known('name')}" if "name" in properties else ""
    called = f"{subject.name}{suffix}"
    objects: list[KubeObject] = []
    if "existingServiceName" not in properties:
        objects.append(service(subject.instance, ports, use, name=called, resource=f"service{suffix}", always_named=True))
    backend = properties.tree("existingServiceName") if "existingServiceName" in properties else called
    objects.append(_ingress(use, subject, ports, (called, f"ingress{suffix}"), backend))
    return Change(objects=tuple(objects), requirements=tuple(_requirements(use, properties, ports)))


HINTS = {
    "secretName": "add the domain that the certificate is for",
    "annotations": "leave the annotation out, and write class: NAME",
}


def _problem(properties: Group) -> tuple[str, str]:
    """Return what does not go together, and the property whose change would mend it; empty texts where all does."""
    if "secretName" in properties and "domain" not in properties:
        return "secretName needs a domain", "secretName"
    annotations = properties.group("annotations")
    if annotations is not None and CLASS_ANNOTATION in annotations:
        in_spec, other = properties.known("classInSpec"), annotations.known(CLASS_ANNOTATION) != properties.known("class")
        if in_spec or other:
            return f'the annotation "{CLASS_ANNOTATION}" is not the class', "annotations"
    return "", ""


def _ingress(use: BoundTrait, subject: Subject, ports: dict[str, Leaf], names: tuple[str, str], backend: Tree) -> KubeObject:
    """Return the Ingress."""
    properties = use.tree
    assert properties is not None
    in_spec = is_true(properties.leaf("classInSpec"))
    assert in_spec is not None
    given, labels = properties.group("annotations"), properties.group("labels")
    own = (
        (CLASS_ANNOTATION, When(condition=Not(condition=in_spec), then=properties.tree("class"))),
        (HOST_ANNOTATION, properties.tree("gatewayHost")),
    )
    further = given.entries() if given is not None else iter(())
    certificate = properties.tree("secretName")
    spec = entries(
        (
            ("ingressClassName", When(condition=in_spec, then=properties.tree("class"))),
            ("tls", [{"hosts": [properties.tree("domain")], "secretName": certificate}] if certificate is not None else None),
            ("rules", rules(ports, properties.tree("domain"), backend, properties.tree("pathType"))),
        )
    )
    name, resource = names
    return component_object(
        subject.instance,
        INGRESS,
        (("spec", spec),),
        span=use.name_span,
        name=name,
        resource=resource,
        annotations=entries((*(entry for entry in further if entry[0] != CLASS_ANNOTATION), *own)),
        labels=entries(labels.entries()) if labels is not None else None,
    )


def _requirements(use: BoundTrait, properties: Group, ports: dict[str, Leaf]) -> Iterator[Requirement]:
    """Yield what Kubernetes wants of the class and of the type of paths, which may be chosen later."""
    where = ".".join(use.path)
    in_spec, path_type, name = is_true(properties.leaf("classInSpec")), properties.leaf("pathType"), properties.leaf("class")
    assert in_spec is not None
    assert path_type is not None
    assert name is not None
    assert isinstance(path_type.value, Hole)
    assert isinstance(name.value, Hole)
    fits: Condition = Fits(value=name.value, type=OBJECT_NAME)
    yield Requirement(
        condition=any_of((Not(condition=in_spec), fits)),
        message=f"{where}.class must be the name of an IngressClass while classInSpec is true",
        span=name.span,
    )
    odd = next((path for path in ports if not is_plain(path)), None)
    if odd is not None:
        yield Requirement(
            condition=Equals(path=path_type.value.path, value=ANY_PATH),
            message=f"{where}.pathType must be {ANY_PATH} for paths with empty or relative parts",
            span=ports[odd].span,
        )


def is_plain(path: str) -> bool:
    """Tell whether Kubernetes takes a path for the types Exact and Prefix (validateHTTPIngressPath)."""
    odd = ("//", "/./", "/../", "%2f", "%2F")
    return not any(part in path for part in odd) and not path.endswith(("/..", "/."))


GATEWAY = Trait(
    names=("gateway",),
    summary="Let requests from outside reach the component.",
    properties=(),
    needs=frozenset(),
    change=change,
    optional=True,
    schema=Struct(
        items=(
            item("domain", HOST, shapes.DOMAIN),
            shapes.http(),
            item("class", NAME, "The class of the Ingress, which says who serves it.", "nginx"),
            item("classInSpec", SWITCH, "Whether the class is a field of the Ingress, not an annotation.", False),
            item("secretName", OBJECT_NAME, "The Secret with the certificate."),
            item("gatewayHost", TEXT, "The host of the gateway, as an annotation."),
            item("name", SUFFIX, "What is put behind the name of the component in the names of the objects.", live=False),
            item("pathType", choice(ANY_PATH, "Prefix", "Exact"), "How paths are compared.", ANY_PATH),
            shapes.ANNOTATIONS,
            shapes.LABELS,
            item("existingServiceName", OBJECT_NAME, "The Service to lead to, in the place of one of its own."),
        )
    ),
    produces=("v1 Service", "networking.k8s.io/v1 Ingress"),
    example={"domain": "shop.example.com", "http": {"/": 8080}},
)
