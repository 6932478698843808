"""The order of fields in what oamc writes: the one in which people write them, whatever order changes came in."""

from __future__ import annotations

from oamc.expressions.holes import When
from oamc.kubernetes.pod_templates import HELD
from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.kubernetes.table import load_table
from oamc.objects.tree import At, branches, placed
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oamc.kubernetes.table import FieldType
    from oamc.objects.tree import KubeObject, Tree

FIELDS = {
    "meta.v1.ObjectMeta": ("name", "namespace", "labels", "annotations"),
    "apps.v1.DeploymentSpec": ("replicas", "selector", "strategy", "template"),
    "apps.v1.StatefulSetSpec": ("replicas", "serviceName", "selector", "updateStrategy", "template"),
    "batch.v1.CronJobSpec": (
        *("schedule", "timeZone", "concurrencyPolicy", "suspend", "startingDeadlineSeconds"),
        *("successfulJobsHistoryLimit", "failedJobsHistoryLimit", "jobTemplate"),
    ),
    "batch.v1.JobTemplateSpec": ("metadata", "spec"),
    "batch.v1.JobSpec": (
        *("parallelism", "completions", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished", "template"),
    ),
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
SPECS = {("argoproj.io/v1alpha1", "Rollout"): ("replicas", "selector", "strategy", "template")}
"""The order of the fields of `spec` of kinds that hold what Kubernetes defines."""
AMOUNTS = ("cpu", "memory", "ephemeral-storage")
"""The order of amounts; devices follow."""


def ordered(item: KubeObject) -> KubeObject:
    """Return an object with its fields in order, as far as the table of Kubernetes knows its kind. Others follow as written."""
    table = load_table()
    definition, path = HELD.get((item.api_version, item.kind), ("", ()))
    if not definition:
        if not table.versions_of(item.api_version, item.kind):
            return item
        definition = table.definition_of(item.api_version, item.kind)
    body = _ordered_at(item.body, path, definition)
    first = SPECS.get((item.api_version, item.kind))
    if first is not None:
        body = _inside(body, lambda found: _with_first(found, first))
    assert isinstance(body, dict)
    return replace(item, body=body)


def _with_first(tree: Tree, names: tuple[str, ...]) -> Tree:
    """Return an object whose spec begins with some fields."""
    assert isinstance(tree, dict)
    spec = _inside(tree["spec"], lambda found: _first(found, names) if isinstance(found, dict) else found)
    return {**tree, "spec": spec}


def _ordered_at(tree: Tree, path: tuple[str, ...], definition: str) -> Tree:
    """Return a tree with the part of a definition at a path in order."""
    if not path:
        return _ordered(tree, definition)
    step, *below = path

    def inside(found: Tree) -> Tree:
        if not isinstance(found, dict) or step not in found:
            return found
        return {**found, step: _ordered_at(found[step], tuple(below), definition)}

    return _inside(tree, inside)


def _ordered(tree: Tree, definition: str) -> Tree:
    """Return a part of a definition in order."""
    if type(tree) is dict:
        return _fields(tree, definition)
    return _inside(tree, lambda found: _fields(found, definition) if isinstance(found, dict) else found)


def _inside(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """Return a tree changed below its origin and its conditions, which stay."""
    match tree:
        case At():
            return placed(_inside(tree.tree, change), tree.span, tree.rule, tree.replaced)
        case When():
            then, otherwise = branches(tree)
            rest = None if otherwise is None else _inside(otherwise, change)
            return When(condition=tree.condition, then=_inside(then, change), otherwise=rest)
        case _:
            return change(tree)


def _fields(tree: dict[str, Tree], definition: str) -> Tree:
    """Return the fields of a definition in order, each in order itself."""
    types = load_table().definition(definition, DEFAULT_VERSION).types
    found = _first(tree, FIELDS.get(definition, ()))
    return {name: part if type(part) is str else _part(part, types.get(name), definition) for name, part in found.items()}


def _first(tree: dict[str, Tree], names: tuple[str, ...]) -> dict[str, Tree]:
    """Return a mapping that begins with some names, as far as it has them."""
    # What is there already keeps its place.
    return {**{name: tree[name] for name in names if name in tree}, **tree}


def _part(tree: Tree, field: FieldType | None, owner: str) -> Tree:
    """Return the value of a field in order."""
    if field is None:
        return tree
    if field.base == "definition":
        return _ordered(tree, field.definition)
    if field.base == "list" and field.item is not None and field.item.base == "definition":
        item = field.item.definition
        if type(tree) is list:
            return [_ordered(one, item) for one in tree]
        return _inside(
            tree, lambda found: [_ordered(one, item) for one in found] if isinstance(found, (list, tuple)) else found
        )
    if owner == "core.v1.ResourceRequirements":
        return _inside(tree, lambda found: _first(found, AMOUNTS) if isinstance(found, dict) else found)
    return tree
