"""nocalhost: what the development tool of that name must know of a component (docs/spec/oam-v1beta1.md, 14.2).

All of it becomes one text of JSON in an annotation, so that nothing of it can be chosen later.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch, Trait
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.pods import APP_COMPONENT
from oamc.capabilities.kubevela.shapes import PORT_NUMBER, item, needed
from oamc.capabilities.property_schema import NAME, SWITCH, TEXT, Item, Listed, Struct
from oamc.expressions.numbers import spell_json
from oamc.expressions.types import ListType
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.property_schema import Shape
    from oamc.expressions.holes import Known
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

IMAGES = {"go": "golang", "java": "java", "python": "python", "node": "node", "ruby": "ruby"}
REGISTRY = "nocalhost-docker.pkg.coding.net/nocalhost/dev-images"
ANNOTATION = "dev.nocalhost"
TEXTS = ListType(item=TEXT)


def _with_default(name: str, shape: Shape, description: str, default: Known) -> Item:
    """Return a property that has a default and cannot be chosen later."""
    return item(name, shape, description, default, live=False)


def _without(name: str, shape: Shape, description: str) -> Item:
    """Return a property that may be left out and cannot be chosen later."""
    return item(name, shape, description, live=False)


def _amounts(memory: str, cpu: str) -> Struct:
    """Return the amounts of one kind."""
    return Struct(items=(item("memory", TEXT, "How much memory.", memory), item("cpu", TEXT, "How much cpu.", cpu)))


COMMANDS = Struct(
    items=(
        item("run", TEXTS, "The command that runs the program.", ["sh", "run.sh"]),
        item("debug", TEXTS, "The command that runs it to be debugged.", ["sh", "debug.sh"]),
    )
)
SYNC = Struct(
    items=(
        item("type", TEXT, "In which direction files are copied.", "send"),
        item("filePattern", TEXTS, "The files that are copied.", ["./"]),
        item("ignoreFilePattern", TEXTS, "The files that are not.", [".git", ".vscode", ".idea", ".gradle", "build"]),
    )
)
RESOURCES = Struct(
    items=(
        item("limits", _amounts("2Gi", "2"), "What the container may use.", {}),
        item("requests", _amounts("512Mi", "0.5"), "What the container needs.", {}),
    )
)
VARIABLE = Struct(items=(needed("name", NAME, "The name of the variable."), needed("value", TEXT, "Its value.")))
DIRECTORY = Struct(items=(needed("path", NAME, "The path."), needed("capacity", NAME, "How large it is.")))
DEBUG = Struct(items=(item("remoteDebugPort", PORT_NUMBER, "The port of the debugger."),))
SCHEMA = Struct(
    items=(
        needed("port", PORT_NUMBER, "The port of the program.", live=False),
        _with_default("serviceType", TEXT, "The kind of the workload.", "deployment"),
        _without("gitUrl", TEXT, "Where the source is."),
        needed("image", NAME, "The image to develop in, or go, java, python, node or ruby.", live=False),
        _with_default("shell", TEXT, "The shell.", "bash"),
        _with_default("workDir", TEXT, "The directory with the source.", "/home/nocalhost-dev"),
        _without("storageClass", TEXT, "The class of the storage."),
        _with_default("command", COMMANDS, "The commands.", {}),
        _without("debug", DEBUG, "How the program is debugged."),
        _with_default("hotReload", SWITCH, "Whether the program is started again after a change.", True),
        _with_default("sync", SYNC, "Which files are copied.", {}),
        _without("env", Listed(item=VARIABLE, keys=("name",)), "Environment variables."),
        _without("portForward", TEXTS, "The ports that are forwarded."),
        _without("persistentVolumeDirs", Listed(item=DIRECTORY), "Directories that are kept."),
        _with_default("resources", RESOURCES, "What the container needs, and may use.", {}),
    )
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Annotate the workload, and make a Service for the port."""
    tree = use.tree
    assert tree is not None
    port = tree.tree("port")
    spec: Tree = {
        "selector": {APP_COMPONENT: subject.name},
        "ports": [{"port": port, "targetPort": port}],
        "type": "ClusterIP",
    }
    service = component_object(subject.instance, ("v1", "Service"), (("spec", spec),), span=use.name_span)
    container = {"name": subject.name, "dev": _development(tree)}
    described = {"name": subject.name, "serviceType": tree.known("serviceType"), "containers": [container]}
    context = subject.context
    annotations = {
        ANNOTATION: spell_json(described),
        f"{ANNOTATION}/application-name": context.application,
        **({f"{ANNOTATION}/application-namespace": context.namespace} if context.namespace else {}),
    }
    return Change(
        patches=(Patch(tree={"metadata": {"annotations": annotations}}),),
        objects=(replace(service, resource="nocalhostService"),),
    )


def _development(tree: Group) -> dict[str, Any]:
    """Return what the tool must know of the container."""
    image, port = tree.known("image"), tree.known("port")
    resources = tree.group("resources")
    assert resources is not None
    parts = {
        "gitUrl": tree.known("gitUrl"),
        "image": f"{REGISTRY}/{IMAGES[image]}:latest" if image in IMAGES else image,
        "shell": tree.known("shell"),
        "workDir": tree.known("workDir"),
        "storageClass": tree.known("storageClass"),
        "resources": {name: _plain(resources.group(name)) for name in ("limits", "requests")},
        "persistentVolumeDirs": _all(tree, "persistentVolumeDirs"),
        "command": _plain(tree.group("command")),
        "debug": _plain(tree.group("debug")),
        "hotReload": tree.known("hotReload"),
        "sync": _plain(tree.group("sync")),
        "env": _all(tree, "env"),
        "portForward": tree.known("portForward") if "portForward" in tree else [f"{port}:{port}"],
    }
    return {name: part for name, part in parts.items() if part is not None}


def _plain(group: Group | None) -> dict[str, Any] | None:
    """Return the values of a mapping."""
    return None if group is None else {name: group.known(name) for name in group.parts}


def _all(tree: Group, name: str) -> list[dict[str, Any] | None] | None:
    """Return the values of the items of a list, None where it is not given."""
    return [_plain(group) for group in tree.groups(name)] if name in tree else None


NOCALHOST = Trait(
    names=("nocalhost",),
    summary="Say how a component is developed in the cluster with the tool nocalhost.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
    example={"port": 8080, "image": "go"},
)
