"""init-container: a container that runs before the others, with a volume for what it makes (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela import shapes
from oamc.capabilities.kubevela.containers import CONTAINER_NAME, component_container, keyed, pods
from oamc.capabilities.kubevela.pods import program
from oamc.capabilities.property_schema import Listed, Struct, choice
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait

POLICY = choice("IfNotPresent", "Always", "Never")
MOUNT = Struct(items=(shapes.VOLUME_NAME, shapes.MOUNT_PATH))
SCHEMA = Struct(
    items=(
        shapes.needed("name", CONTAINER_NAME, "The name of the container.", live=False),
        shapes.IMAGE,
        shapes.item("imagePullPolicy", POLICY, "When the image is fetched.", "IfNotPresent"),
        shapes.COMMAND,
        shapes.ARGUMENTS,
        shapes.ENVIRONMENT,
        shapes.item("mountName", CONTAINER_NAME, "The name of the volume that it shares.", "workdir", live=False),
        shapes.needed("appMountPath", shapes.PLACE, "Where the container of the component has the volume."),
        shapes.needed("initMountPath", shapes.PLACE, "Where this container has the volume."),
        shapes.item("extraVolumeMounts", Listed(item=MOUNT, keys=("name",)), "Further volumes that it mounts."),
    )
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the container and the volume, and mount that in the container that is called as the component is."""
    tree = use.tree
    assert tree is not None
    if component_container(use, subject) is None:
        return Change()
    volume = tree.tree("mountName")
    mounts = [{"name": volume, "mountPath": tree.tree("initMountPath")}]
    mounts += [{"name": mount.tree("name"), "mountPath": mount.tree("mountPath")} for mount in tree.groups("extraVolumeMounts")]
    container = entries(
        (
            *program(tree),
            ("volumeMounts", mounts),
        )
    )
    main = {"name": subject.name, "volumeMounts": keyed([{"name": volume, "mountPath": tree.tree("appMountPath")}])}
    spec = {
        "containers": keyed([main]),
        "initContainers": keyed([container]),
        "volumes": keyed([{"name": volume, "emptyDir": {}}]),
    }
    return Change(patches=(pods(spec),))


INIT_CONTAINER = Trait(
    names=("init-container",),
    summary="Run a container before the others, which shares a volume with that of the component.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
    example={"name": "fetch", "image": "example/fetch:1", "appMountPath": "/data", "initMountPath": "/out"},
)
