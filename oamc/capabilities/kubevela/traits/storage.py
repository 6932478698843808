"""storage: volumes and variables of the first container, with the claims, ConfigMaps and Secrets they come from.

Rules: docs/spec/oam-v1beta1.md, 14.3. A device has no mount: KubeVela writes an empty one, which no API server takes.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela import object_shapes as shapes
from oamc.capabilities.kubevela.claims import claim
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.pod_patches import by_name, first_container, pod_patch
from oamc.capabilities.kubevela.shapes import DEFAULT_MODE, KEY, KEYS_AS_FILES, MEDIUM, SUB_PATH, item, needed
from oamc.capabilities.property_schema import NAME, SWITCH, TEXT, Item, Listed, Mapped, Struct, choice
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.diagnostics.codes.vela import REFUSED_PROPERTIES
from oamc.diagnostics.reports import Related
from oamc.ir.properties import Group, known_of
from oamc.objects.tree import entries, listing
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Bound
    from oamc.objects.tree import KubeObject, Tree

KINDS = ("pvc", "configMap", "secret", "emptyDir", "hostPath")
DEVICE = "Block"
HOST_PATHS = ("Directory", "DirectoryOrCreate", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice")

_MOUNT_ONLY = item("mountOnly", SWITCH, "Whether the object is there already, and is only mounted.", False, live=False)
_PATH = item("mountPath", shapes.CONTAINER_PATH, "Where the container has it.")
_PATH_NEEDED = needed("mountPath", shapes.CONTAINER_PATH, "Where the container has it.")
_READ_ONLY = item("readOnly", SWITCH, "Without effect: such files can never be written.", False)


def _list_of(name: str, description: str, *items: Item) -> Item:
    """Return the list of the volumes of one kind."""
    return item(name, Listed(item=Struct(items=items), keys=("name",)), description)


def _variables(key: str, of: str) -> tuple[Item, Item]:
    """Return the variables that are set to keys of an object: one, and any number."""
    variable = Struct(
        items=(
            needed("envName", NAME, "The name of the variable.", live=False),
            needed(key, KEY, f"The key of the {of}."),
        )
    )
    return (
        item("mountToEnv", variable, f"A variable with the value of a key of the {of}."),
        item("mountToEnvs", Listed(item=variable, keys=("envName",)), f"Variables with the values of keys of the {of}."),
    )


_NAME = needed("name", OBJECT_NAME, "The name of the object.", live=False)
SCHEMA = Struct(
    items=(
        _list_of(
            "pvc",
            "Claims to storage.",
            _NAME,
            _MOUNT_ONLY,
            _PATH_NEEDED,
            SUB_PATH,
            shapes.VOLUME_MODE,
            shapes.BOUND_VOLUME,
            item("accessModes", shapes.ACCESS_MODES, "Who may use the storage at once.", ["ReadWriteOnce"]),
            shapes.STORAGE_CLASS_NAME,
            shapes.amounts("8Gi"),
            shapes.DATA_SOURCE_REFERENCE,
            shapes.DATA_SOURCE,
            shapes.SELECTOR,
        ),
        _list_of(
            "configMap",
            "ConfigMaps, as files and as variables.",
            _NAME,
            _MOUNT_ONLY,
            *_variables("configMapKey", "ConfigMap"),
            _PATH,
            SUB_PATH,
            DEFAULT_MODE,
            _READ_ONLY,
            item("data", Mapped(item=TEXT), "What the ConfigMap holds."),
            KEYS_AS_FILES,
        ),
        _list_of(
            "secret",
            "Secrets, as files and as variables.",
            _NAME,
            _MOUNT_ONLY,
            *_variables("secretKey", "Secret"),
            _PATH,
            SUB_PATH,
            DEFAULT_MODE,
            _READ_ONLY,
            Item(name="stringData", shape=Mapped(item=TEXT), description="What the Secret holds, as texts.", secret=True),
            Item(name="data", shape=Mapped(item=TEXT), description="What the Secret holds, in base64.", secret=True),
            KEYS_AS_FILES,
        ),
        _list_of(
            "emptyDir",
            "Directories that are empty at first.",
            needed("name", NAME, "The name of the volume.", live=False),
            _PATH_NEEDED,
            SUB_PATH,
            MEDIUM,
        ),
        _list_of(
            "hostPath",
            "Paths of the node.",
            needed("name", NAME, "The name of the volume.", live=False),
            needed("path", NAME, "The path on the node."),
            _PATH_NEEDED,
            item("type", choice(*HOST_PATHS), "What is there.", "Directory"),
        ),
    )
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add volumes and variables, and make the objects that are not there yet."""
    properties = use.tree
    assert properties is not None
    volumes: dict[str, Tree] = {}
    mounts: list[Tree] = []
    devices: list[Tree] = []
    for kind in KINDS:
        for entry in properties.groups(kind):
            if "mountPath" not in entry:
                continue
            name = _volume_name(kind, entry)
            volumes.setdefault(name, entries((("name", name), _source(kind, entry))))
            path = entry.tree("mountPath")
            if entry.known("volumeMode") == DEVICE:
                devices.append({"name": name, "devicePath": path})
            else:
                mounts.append(entries((("name", name), ("mountPath", path), ("subPath", entry.tree("subPath")))))
    container = {
        "env": by_name(_environment(properties)),
        "volumeDevices": by_name(devices),
        "volumeMounts": by_name(mounts),
    }
    spec = {"containers": first_container(container), "volumes": by_name(volumes.values())}
    return Change(patches=(pod_patch(subject, spec),), objects=tuple(_objects(properties, subject)))


def _volume_name(kind: str, entry: Group) -> str:
    """Return the name of a volume."""
    return f"{kind.lower()}-{entry.known('name')}"


def _source(kind: str, entry: Group) -> tuple[str, Tree]:
    """Return where a volume comes from."""
    name = entry.known("name")
    match kind:
        case "pvc":
            return "persistentVolumeClaim", {"claimName": name}
        case "configMap" | "secret":
            keys = listing(entries(key.entries()) for key in entry.groups("items"))
            field = "name" if kind == "configMap" else "secretName"
            return kind, entries(((field, name), ("defaultMode", entry.tree("defaultMode")), ("items", keys)))
        case "emptyDir":
            return kind, {"medium": entry.tree("medium")}
        case _:
            return kind, {"path": entry.tree("path"), "type": entry.tree("type")}


def _environment(properties: Group) -> Iterator[Tree]:
    """Yield the variables: of ConfigMaps first, and of each kind the single ones first, as KubeVela has them."""
    for kind, reference, key in (
        ("configMap", "configMapKeyRef", "configMapKey"),
        ("secret", "secretKeyRef", "secretKey"),
    ):
        found = properties.groups(kind)
        single = ((entry, variable) for entry in found if (variable := entry.group("mountToEnv")) is not None)
        several = ((entry, variable) for entry in found for variable in entry.groups("mountToEnvs"))
        for entry, variable in (*single, *several):
            place = {"name": entry.tree("name"), "key": variable.tree(key)}
            yield {"name": variable.tree("envName"), "valueFrom": {reference: place}}


def _objects(properties: Group, subject: Subject) -> Iterator[KubeObject]:
    """Yield the objects that are not only mounted, each once: two entries of one name must say the same of it."""
    instance = subject.instance
    for entry in _distinct("pvc", properties, subject):
        yield claim(instance, entry, entry.known("name"), _volume_name("pvc", entry))
    for kind, fields in (("configMap", ("data",)), ("secret", ("data", "stringData"))):
        for entry in _distinct(kind, properties, subject):
            held = (
                (field, entries(found.entries()))
                for field in fields
                if (found := entry.group(field)) is not None and found.parts
            )
            yield component_object(
                instance,
                ("v1", "ConfigMap" if kind == "configMap" else "Secret"),
                tuple(held),
                span=entry.span,
                name=entry.known("name"),
                resource=_volume_name(kind, entry),
            )


OF_THE_OBJECT = (
    "volumeMode",
    "volumeName",
    "accessModes",
    "storageClassName",
    "resources",
    "dataSourceRef",
    "dataSource",
    "selector",
    "data",
    "stringData",
)
"""Properties of the object itself, beside those of its mount."""


def _distinct(kind: str, properties: Group, subject: Subject) -> Iterator[Group]:
    """Yield the first entry of each name of a kind, with what later ones add; report where they contradict it."""
    first: dict[str, Group] = {}
    for entry in properties.groups(kind):
        name = entry.known("name")
        if name is None or entry.known("mountOnly"):
            continue
        earlier = first.setdefault(name, entry)
        if earlier is entry:
            continue
        whole = dict(earlier.parts)
        for field in (field for field in OF_THE_OBJECT if field in entry):
            unified = _unified(whole.get(field), entry.parts[field])
            if unified is None:
                subject.context.reports.add(
                    REFUSED_PROPERTIES,
                    at=entry.span_of(field),
                    related=[Related(span=earlier.span_of(field), message="the first one is here")],
                    what='trait "storage"',
                    reason=f'two entries of the name "{name}" say different {field}',
                    hint="write mountOnly: true in one of them, or give it another name",
                )
            else:
                whole[field] = unified
        first[name] = replace(earlier, parts=whole)
    yield from first.values()


def _unified(first: Bound | None, second: Bound | None) -> Bound | None:
    """Return what two say together, None where they contradict each other."""
    if first is None or second is None:
        return first or second
    if not isinstance(first, Group) or not isinstance(second, Group):
        return first if known_of(first) == known_of(second) else None
    parts = dict(first.parts)
    for name, part in second.parts.items():
        unified = _unified(parts.get(name), part)
        if unified is None:
            return None
        parts[name] = unified
    return replace(first, parts=parts)


STORAGE = Trait(
    names=("storage",),
    summary="Give the first container volumes and variables, and make what they come from.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
    produces=("v1 PersistentVolumeClaim", "v1 ConfigMap", "v1 Secret"),
    example={"pvc": [{"name": "files", "mountPath": "/files"}]},
)
