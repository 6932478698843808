"""The order of fields in what oamc writes: the one in which people write them, whatever order changes came in."""

from __future__ import annotations

from oamc.expressions.holes import When
from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.kubernetes.table import load_table
from oamc.objects.tree import At, branches, placed
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.kubernetes.table import FieldType
    from oamc.objects.tree import KubeObject, Tree

FIELDS = {
    "meta.v1.ObjectMeta": ("name", "namespace", "labels", "annotations"),
    "apps.v1.DeploymentSpec": ("replicas", "selector", "strategy", "template"),
    "apps.v1.StatefulSetSpec": ("replicas", "serviceName", "selector", "updateStrategy", "template"),
    "batch.v1.JobSpec": ("parallelism", "completions", "backoffLimit", "template"),
    "core.v1.PodTemplateSpec": ("metadata", "spec"),
    "core.v1.PodSpec": (
        "imagePullSecrets",
        "nodeSelector",
        "automountServiceAccountToken",
        "hostUsers",
        "securityContext",
        "containers",
        "volumes",
        "restartPolicy",
    ),
    "core.v1.Container": (
        "name",
        "image",
        "imagePullPolicy",
        "command",
        "args",
        "ports",
        "env",
        "resources",
        "startupProbe",
        "livenessProbe",
        "readinessProbe",
        "securityContext",
        "volumeMounts",
    ),
    "core.v1.ResourceRequirements": ("requests", "limits"),
}
AMOUNTS = ("cpu", "memory", "ephemeral-storage")
"""The order of amounts; devices follow."""


def ordered(item: KubeObject) -> KubeObject:
    """Return an object with its fields in order, as far as the table of Kubernetes knows its kind. Others follow as written."""
    table = load_table()
    if not table.versions_of(item.api_version, item.kind):
        return item
    body = _ordered(item.body, table.definition_of(item.api_version, item.kind))
    assert isinstance(body, dict)
    return replace(item, body=body)


def _ordered(tree: Tree, definition: str) -> Tree:
    """Return a part in order."""
    match tree:
        case At():
            return placed(_ordered(tree.tree, definition), tree.span, tree.rule, tree.replaced)
        case When():
            then, otherwise = branches(tree)
            rest = None if otherwise is None else _ordered(otherwise, definition)
            return When(condition=tree.condition, then=_ordered(then, definition), otherwise=rest)
        case dict():
            types = load_table().definition(definition, DEFAULT_VERSION).types
            first = FIELDS.get(definition, ())
            names = [*(name for name in first if name in tree), *(name for name in tree if name not in first)]
            return {name: _part(tree[name], types.get(name), definition) for name in names}
        case _:
            return tree


def _part(tree: Tree, field: FieldType | None, owner: str) -> Tree:
    """Return the value of a field in order."""
    if field is None:
        return tree
    if field.base == "definition":
        return _ordered(tree, field.definition)
    if field.base == "list" and field.item is not None and field.item.base == "definition":
        return _items(tree, field.item.definition)
    return _amounts(tree) if owner == "core.v1.ResourceRequirements" else tree


def _items(tree: Tree, definition: str) -> Tree:
    """Return a list with each item in order."""
    match tree:
        case At():
            return placed(_items(tree.tree, definition), tree.span, tree.rule, tree.replaced)
        case When():
            then, otherwise = branches(tree)
            rest = None if otherwise is None else _items(otherwise, definition)
            return When(condition=tree.condition, then=_items(then, definition), otherwise=rest)
        case list() | tuple():
            return [_ordered(item, definition) for item in tree]
        case _:
            return tree


def _amounts(tree: Tree) -> Tree:
    """Return amounts in order."""
    match tree:
        case At():
            return placed(_amounts(tree.tree), tree.span, tree.rule, tree.replaced)
        case When():
            then, otherwise = branches(tree)
            rest = None if otherwise is None else _amounts(otherwise)
            return When(condition=tree.condition, then=_amounts(then), otherwise=rest)
        case dict():
            names = [*(name for name in AMOUNTS if name in tree), *(name for name in tree if name not in AMOUNTS)]
            return {name: tree[name] for name in names}
        case _:
            return tree
