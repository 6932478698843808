"""configmap: ConfigMaps as files of the first container, of older releases (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.object_shapes import CONTAINER_PATH
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.pod_patches import by_name, first_container, pod_patch
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.property_schema import SWITCH, TEXT, Listed, Mapped, Struct
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree


def change(use: BoundTrait, subject: Subject) -> Change:
    """Mount the ConfigMaps, and make those whose data is given."""
    assert use.tree is not None
    found = [entry for entry in use.tree.groups("volumes") if "name" in entry]
    mounts = [
        entries((("name", _volume(entry)), ("mountPath", entry.tree("mountPath")), ("readOnly", entry.tree("readOnly"))))
        for entry in found
    ]
    volumes: dict[str, Tree] = {}
    for entry in found:
        volumes.setdefault(_volume(entry), {"name": _volume(entry), "configMap": {"name": entry.tree("name")}})
    made = tuple(
        component_object(
            subject.instance,
            ("v1", "ConfigMap"),
            (("data", entries(data.entries())),),
            span=entry.span,
            name=entry.known("name"),
            resource=entry.known("name"),
        )
        for entry in found
        if (data := entry.group("data")) is not None
    )
    spec = {"containers": first_container({"volumeMounts": by_name(mounts)}), "volumes": by_name(volumes.values())}
    return Change(patches=(pod_patch(subject, spec),), objects=made)


def _volume(entry: Group) -> str:
    """Return the name of a volume."""
    return f"volume-{entry.known('name')}"


CONFIGMAP = Trait(
    names=("configmap",),
    summary="Give the first container files from ConfigMaps; of older releases, storage took its place.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=Struct(
        items=(
            needed(
                "volumes",
                Listed(
                    item=Struct(
                        items=(
                            needed("name", OBJECT_NAME, "The name of the ConfigMap.", live=False),
                            needed("mountPath", CONTAINER_PATH, "Where the container has it."),
                            item("readOnly", SWITCH, "Whether the files cannot be written.", False),
                            item("data", Mapped(item=TEXT), "What the ConfigMap holds, where it is to be made."),
                        )
                    ),
                    keys=("name",),
                ),
                "The ConfigMaps.",
            ),
        )
    ),
    produces=("v1 ConfigMap",),
    example={"volumes": [{"name": "settings", "mountPath": "/settings"}]},
)
