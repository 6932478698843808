"""pvc: one claim to storage, mounted in the first container, of older releases (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela import object_shapes as shapes
from oamc.capabilities.kubevela.claims import claim
from oamc.capabilities.kubevela.pod_patches import by_name, first_container, pod_patch
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.property_schema import NAME, Listed, Struct
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.diagnostics.codes.capabilities import MISSING_PROPERTY
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree

DEVICE = "Block"


def change(use: BoundTrait, subject: Subject) -> Change:
    """Make the claim, and mount it under each of the names."""
    properties = use.tree
    assert properties is not None
    if "claimName" not in properties:
        return Change()  # it is reported
    is_device = properties.known("volumeMode") == DEVICE
    field = "devicePath" if is_device else "mountPath"
    places: list[Tree] = []
    volumes: dict[str, Tree] = {}
    for number, place in enumerate(properties.groups("volumesToMount")):
        if field not in place:
            subject.context.reports.add(
                MISSING_PROPERTY,
                at=place.span,
                what='trait "pvc"',
                property=f"volumesToMount[{number}].{field}",
                hint=f"a volume with volumeMode {properties.known('volumeMode')} has a {field}",
            )
        places.append(entries((("name", place.tree("name")), (field, place.tree(field)))))
        named = {"name": place.tree("name"), "persistentVolumeClaim": {"claimName": properties.tree("claimName")}}
        volumes.setdefault(place.known("name"), named)
    container = {"volumeDevices" if is_device else "volumeMounts": by_name(places)}
    spec = {"containers": first_container(container), "volumes": by_name(volumes.values())}
    made = claim(subject.instance, properties, properties.known("claimName"), "claim")
    return Change(patches=(pod_patch(subject, spec),), objects=(made,))


PVC = Trait(
    names=("pvc",),
    summary="Make a claim to storage and mount it; of older releases, storage took its place.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=Struct(
        items=(
            needed("claimName", OBJECT_NAME, "The name of the claim.", live=False),
            shapes.VOLUME_MODE,
            shapes.BOUND_VOLUME,
            needed("accessModes", shapes.ACCESS_MODES, "Who may use the storage at once."),
            shapes.STORAGE_CLASS_NAME,
            shapes.amounts(""),
            shapes.DATA_SOURCE_REFERENCE,
            shapes.DATA_SOURCE,
            shapes.SELECTOR,
            needed(
                "volumesToMount",
                Listed(
                    item=Struct(
                        items=(
                            needed("name", NAME, "The name of the volume.", live=False),
                            item("devicePath", shapes.CONTAINER_PATH, "Where the container has the device."),
                            item("mountPath", shapes.CONTAINER_PATH, "Where the container has the files."),
                        )
                    ),
                    keys=("name",),
                ),
                "Under which names, and where, the container has the storage.",
            ),
        )
    ),
    produces=("v1 PersistentVolumeClaim",),
    example={
        "claimName": "files",
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "1Gi"}},
        "volumesToMount": [{"name": "files", "mountPath": "/files"}],
    },
)
