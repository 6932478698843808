"""sidecar: a further container in the pods (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela import shapes
from oamc.capabilities.kubevela.containers import CONTAINER_NAME, keyed, pod_of, pods
from oamc.capabilities.kubevela.pods import probe, program
from oamc.capabilities.property_schema import NAME, Listed, Struct
from oamc.objects.tree import entries, listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait

FIELD = Struct(items=(shapes.needed("fieldPath", NAME, "The path of the field."),))
MOUNT = Struct(items=(shapes.VOLUME_NAME, shapes.needed("path", shapes.PLACE, "Where the volume is in the container.")))
SCHEMA = Struct(
    items=(
        shapes.needed("name", CONTAINER_NAME, "The name of the container.", live=False),
        shapes.IMAGE,
        shapes.COMMAND,
        shapes.ARGUMENTS,
        shapes.environment(shapes.SECRET_KEY, shapes.CONFIG_KEY, shapes.item("fieldRef", FIELD, "A field of the pod.")),
        shapes.item("volumes", Listed(item=MOUNT, keys=("name",)), "The volumes of the pods that the container mounts."),
        *shapes.PLAIN_PROBES,
    )
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the container, or complete the one of the same name."""
    tree = use.tree
    assert tree is not None
    if pod_of(use, subject) is None:
        return Change()
    mounts = ({"mountPath": volume.tree("path"), "name": volume.tree("name")} for volume in tree.groups("volumes"))
    container = entries(
        (
            *program(tree),
            ("volumeMounts", listing(mounts)),
            ("livenessProbe", probe(tree.group("livenessProbe"))),
            ("readinessProbe", probe(tree.group("readinessProbe"))),
        )
    )
    return Change(patches=(pods({"containers": keyed([container])}),))


SIDECAR = Trait(
    names=("sidecar",),
    summary="Add a container to the pods.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
    example={"name": "proxy", "image": "example/proxy:1"},
)
