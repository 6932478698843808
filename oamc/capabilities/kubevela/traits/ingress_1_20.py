"""ingress-1-20: a host name for the component, for Kubernetes from 1.20 on (docs/spec/oam-v1beta1.md, 14.5)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela import object_shapes as shapes
from oamc.capabilities.kubevela.ingresses import CLASS_ANNOTATION, old_ingress, paths_of, service
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.property_schema import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait


def change(use: BoundTrait, subject: Subject) -> Change:
    """Make the Service and the Ingress."""
    ports = paths_of(use, subject)
    if not ports:
        return Change()
    assert use.tree is not None
    made = service(subject.instance, ports, use, name=subject.name, resource="service", always_named=False)
    return Change(objects=(made, old_ingress(use, subject, ports, annotations={CLASS_ANNOTATION: use.tree.tree("class")})))


INGRESS_1_20 = Trait(
    names=("ingress-1-20",),
    summary="Let requests for a host name reach the component; of older releases, gateway took its place.",
    properties=(),
    needs=frozenset(),
    change=change,
    optional=True,
    schema=shapes.old_ingress(item("class", NAME, "The class of the Ingress, which says who serves it.", "nginx")),
    produces=("v1 Service", "networking.k8s.io/v1 Ingress"),
    example={"domain": "shop.example.com", "http": {"/": 8080}},
)
