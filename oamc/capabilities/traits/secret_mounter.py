"""secret-mounter: the keys of a Secret as files in containers (docs/spec/everyday-traits.md, 7)."""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Change, Trait
from oamc.capabilities.kubevela.containers import CONTAINER_NAME
from oamc.capabilities.kubevela.shapes import FILE, KEY, PLACE, item, needed
from oamc.capabilities.own_containers import CONTAINERS, chosen_containers
from oamc.capabilities.own_mounts import check_mount, check_volume_name
from oamc.capabilities.property_schema import SWITCH, Listed, Struct
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.expressions.types import NumberType
from oamc.objects.tree import entries, listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree

MODE = NumberType(whole=True, minimum=0, maximum=0o777)
FILE_OF_KEY = Struct(
    items=(
        needed("key", KEY, "The key of the Secret.", why="the file is found by it"),
        needed("path", FILE, "The name of the file, below the path of the trait."),
        item("mode", MODE, "The mode of the file, as a number: 256 is 0400."),
    )
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the volume, and mount it in the containers, which only read it."""
    tree = use.tree
    assert tree is not None
    name, path = tree.leaf("name"), tree.leaf("path")
    if name is None or path is None:
        return Change()  # it is reported
    chosen = chosen_containers(use, subject)
    check_volume_name(use, subject, name)
    check_mount(use, subject, path, chosen)
    secret = entries(
        (
            ("secretName", tree.tree("secretName")),
            ("items", listing(entries(part.entries()) for part in tree.groups("items"))),
            ("defaultMode", tree.tree("defaultMode")),
            ("optional", tree.tree("optional")),
        )
    )
    mount: Tree = {"name": name.tree, "mountPath": path.tree, "readOnly": True}
    containers: list[Tree] = [{"name": bound.container.name.value, "volumeMounts": [mount]} for bound in chosen]
    if not containers:
        return Change()
    volume: Tree = {"name": name.tree, "secret": secret}
    return Change(patches=(subject.pod({"containers": containers, "volumes": [volume]}),))


SECRET_MOUNTER = Trait(
    names=("secret-mounter",),
    summary="Mount the keys of a Secret as files.",
    properties=(),
    needs=frozenset({PODS}),
    change=change,
    optional=True,
    distinct="name",
    schema=Struct(
        items=(
            needed("name", CONTAINER_NAME, "The name of the volume.", why="volumes are found by their names"),
            needed("secretName", OBJECT_NAME, "The name of the Secret, which the cluster has."),
            needed(
                "path",
                PLACE,
                "The directory of the files in the containers.",
                why="another one could hide what a container has there",
            ),
            item("items", Listed(item=FILE_OF_KEY, keys=("key",)), "The keys that become files. All, where it is not written."),
            item(
                "defaultMode", MODE, "The mode of the files, as a number: 256 is 0400. 420, which is 0644, where it is not set."
            ),
            item("optional", SWITCH, "Whether the pods start without the Secret."),
            CONTAINERS,
        )
    ),
    example={"name": "tls", "secretName": "shop-tls", "path": "/etc/tls"},
)
