"""ingress: a host name for the component, as older releases had it (docs/spec/oam-v1beta1.md, 14.5).

KubeVela writes networking.k8s.io/v1beta1, which Kubernetes removed in 1.22: what is written says the same in v1.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela import object_shapes as shapes
from oamc.capabilities.kubevela.ingresses import old_ingress, paths_of, service
from oamc.capabilities.kubevela.old_apis import tell_newer_api

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait

OLD_API, NEW_API = "networking.k8s.io/v1beta1", "networking.k8s.io/v1"


def change(use: BoundTrait, subject: Subject) -> Change:
    """Make the Service and the Ingress."""
    ports = paths_of(use, subject)
    if not ports:
        return Change()
    tell_newer_api(use, subject, written=NEW_API, instead_of=OLD_API, successor="gateway")
    made = service(subject.instance, ports, use, name=subject.name, resource="service", always_named=False)
    return Change(objects=(made, old_ingress(use, subject, ports)))


INGRESS = Trait(
    names=("ingress",),
    summary="Let requests for a host name reach the component; of older releases, gateway took its place.",
    properties=(),
    needs=frozenset(),
    change=change,
    optional=True,
    schema=shapes.old_ingress(),
    produces=("v1 Service", "networking.k8s.io/v1 Ingress"),
    example={"domain": "shop.example.com", "http": {"/": 8080}},
)
