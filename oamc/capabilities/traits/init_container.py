"""init-container: a container that runs before the others, maybe with a directory for what it makes.

Rules: docs/spec/everyday-traits.md, 8.
"""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Change, Trait
from oamc.capabilities.further_containers import ITEMS, further_container
from oamc.capabilities.kubevela.containers import CONTAINER_NAME
from oamc.capabilities.kubevela.shapes import MOUNT_PATH, PLACE, VOLUME_NAME, item
from oamc.capabilities.own_containers import CONTAINERS, chosen_containers
from oamc.capabilities.own_mounts import check_mount, check_volume_name
from oamc.capabilities.property_schema import Listed, Struct
from oamc.capabilities.trait_findings import refuse
from oamc.expressions.types import BYTES_TEXT
from oamc.objects.tree import listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

MOUNT = Struct(items=(VOLUME_NAME, MOUNT_PATH))
HERE, THERE = "initMountPath", "appMountPath"


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the container, and the directory that it shares with those of the component."""
    tree = use.tree
    assert tree is not None
    mounts: list[Tree] = [
        {"name": part.tree("name"), "mountPath": part.tree("mountPath")} for part in tree.groups("extraVolumeMounts")
    ]
    spec: dict[str, Tree] = {}
    if _is_shared(use, subject, tree):
        name = tree.tree("mountName")
        mounts.insert(0, {"name": name, "mountPath": tree.tree(HERE)})
        mount: Tree = {"name": name, "mountPath": tree.tree(THERE)}
        spec["containers"] = [
            {"name": bound.container.name.value, "volumeMounts": [mount]} for bound in chosen_containers(use, subject)
        ]
        spec["volumes"] = [{"name": name, "emptyDir": {"sizeLimit": tree.tree("size")}}]
    spec["initContainers"] = [further_container(use, subject, listing(mounts))]
    return Change(patches=(subject.pod(spec),))


def _is_shared(use: BoundTrait, subject: Subject, tree: Group) -> bool:
    """Tell whether there is a directory that is shared. One of its two paths alone is reported."""
    here, there, name = tree.leaf(HERE), tree.leaf(THERE), tree.leaf("mountName")
    if here is None and there is None:
        return False
    if here is None or there is None or name is None:
        given = there or here
        assert given is not None
        hint = f"write both, or none of them, {HERE} and {THERE}"
        refuse(use, subject, "a directory that is shared has a path in both containers", at=given.span, hint=hint)
        return False
    check_volume_name(use, subject, name)
    chosen = chosen_containers(use, subject)
    check_mount(use, subject, there, chosen)
    return bool(chosen)


INIT_CONTAINER = Trait(
    names=("init-container",),
    summary="Run a container before the others, which may share a directory with them.",
    properties=(),
    needs=frozenset({PODS}),
    change=change,
    optional=True,
    distinct="name",
    schema=Struct(
        items=(
            *ITEMS,
            item(
                "mountName",
                CONTAINER_NAME,
                "The name of the volume that is shared.",
                "workdir",
                why="volumes are found by their names",
            ),
            item(
                THERE,
                PLACE,
                "Where the containers of the component have it.",
                why="another one could hide what a container has there",
            ),
            item(HERE, PLACE, "Where this container has it."),
            item("size", BYTES_TEXT, "How much it may hold.", "64Mi", why="limits of containers follow from it"),
            item(
                "extraVolumeMounts", Listed(item=MOUNT, keys=("name",)), "Volumes of the component that this container mounts."
            ),
            CONTAINERS,
        )
    ),
    example={
        "name": "prepare",
        "image": "example/prepare:1",
        "cmd": ["/prepare", "/work"],
        "initMountPath": "/work",
        "appMountPath": "/prepared",
    },
)
