"""volumes: volumes of the pods, which something else mounts, of older releases (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.pod_patches import by_name, pod_patch
from oamc.capabilities.kubevela.pods import source
from oamc.capabilities.kubevela.shapes import DEFAULT_MODE, KEYS_AS_FILES, MEDIUM, item, needed
from oamc.capabilities.property_schema import NAME, Listed, Struct, choice
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.diagnostics.codes.capabilities import MISSING_PROPERTY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait


NEEDS = {"pvc": "claimName", "configMap": "cmName", "secret": "secretName"}


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the volumes."""
    assert use.tree is not None
    listed = []
    for number, volume in enumerate(use.tree.groups("volumes")):
        kind = volume.known("type")
        if kind in NEEDS and NEEDS[kind] not in volume:
            subject.context.reports.add(
                MISSING_PROPERTY,
                at=volume.span,
                what='trait "volumes"',
                property=f"volumes[{number}].{NEEDS[kind]}",
                hint=f"a volume of type {kind} has {NEEDS[kind]}",
            )
        listed.append(source(volume, kind))
    return Change(patches=(pod_patch(subject, {"volumes": by_name(listed)}),))


VOLUME = Struct(
    items=(
        needed("name", NAME, "The name of the volume.", live=False),
        item("type", choice("emptyDir", "pvc", "configMap", "secret"), "The kind of volume.", "emptyDir", live=False),
        item("claimName", OBJECT_NAME, "The name of the PersistentVolumeClaim."),
        item("cmName", OBJECT_NAME, "The name of the ConfigMap."),
        item("secretName", OBJECT_NAME, "The name of the Secret."),
        DEFAULT_MODE,
        KEYS_AS_FILES,
        MEDIUM,
    )
)
VOLUMES = Trait(
    names=("volumes",),
    summary="Add volumes to the pods; of older releases, storage took its place.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=Struct(items=(item("volumes", Listed(item=VOLUME, keys=("name",)), "The volumes of the pods."),)),
    example={"volumes": [{"name": "work"}]},
)
