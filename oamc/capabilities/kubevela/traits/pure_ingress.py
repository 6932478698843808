"""pure-ingress: an Ingress to a Service that somebody else makes (docs/spec/oam-v1beta1.md, 14.5).

KubeVela writes networking.k8s.io/v1beta1, which Kubernetes removed in 1.22: what is written says the same in v1.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela import object_shapes as shapes
from oamc.capabilities.kubevela.ingresses import old_ingress, paths_of
from oamc.capabilities.kubevela.old_apis import tell_newer_api

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait


def change(use: BoundTrait, subject: Subject) -> Change:
    """Make the Ingress."""
    ports = paths_of(use, subject)
    if not ports:
        return Change()
    tell_newer_api(use, subject, written="networking.k8s.io/v1", instead_of="networking.k8s.io/v1beta1", successor="gateway")
    return Change(objects=(old_ingress(use, subject, ports),))


PURE_INGRESS = Trait(
    names=("pure-ingress",),
    summary="Lead requests for a host name to the Service called as the component is; gateway took its place.",
    properties=(),
    needs=frozenset(),
    change=change,
    optional=True,
    schema=shapes.old_ingress(),
    produces=("networking.k8s.io/v1 Ingress",),
    example={"domain": "shop.example.com", "http": {"/": 8080}},
)
