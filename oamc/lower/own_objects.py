"""Objects to which definitions of the input contribute: their names, and what they say of the workload.

The rules are those of docs/spec/oam-v1beta1.md, 7. Loaded with the first such object.
"""

from __future__ import annotations

from oamc.lower.auxiliary_names import auxiliary_name
from oamc.objects.tree import At
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject, Trait
    from oamc.objects.tree import KubeObject, Path, Tree

APPLICATION, COMPONENT = "app.oam.dev/name", "app.oam.dev/component"
TRAIT_TYPE, RESOURCE = "trait.oam.dev/type", "trait.oam.dev/resource"


def named(item: KubeObject, type_of: str, subject: Subject) -> KubeObject:
    """Return an object with the name that KubeVela makes up for it. What is in the object is fixed then."""
    assert subject.reader is not None
    rendered = subject.reader.known(item.body)
    metadata = rendered["metadata"]
    labels = {
        **(metadata.get("labels") or {}),
        APPLICATION: subject.context.application,
        COMPONENT: subject.name,
        TRAIT_TYPE: type_of,
        RESOURCE: item.resource,
    }
    return replace(item, name=auxiliary_name(subject.name, type_of, {**rendered, "metadata": {**metadata, "labels": labels}}))


def with_reference(item: KubeObject, trait: Trait, workload: KubeObject) -> KubeObject:
    """Return an object that names the workload where its trait wants that; what stands there is replaced."""
    reference: Tree = {"apiVersion": workload.api_version, "kind": workload.kind, "name": workload.name}
    body = _with(item.body, trait.reference, At(reference, None, f"trait {trait.name}"))
    assert isinstance(body, dict)
    return replace(item, body=body)


def _with(tree: Tree, path: Path, value: Tree) -> Tree:
    """Return a tree with a value at a path. What is no mapping or list on the way becomes one."""
    if not path:
        return value
    if isinstance(tree, At):
        return At(_with(tree.tree, path, value), tree.span, tree.rule)
    step, below = path[0], path[1:]
    if isinstance(step, int):
        items = list(tree) if isinstance(tree, (list, tuple)) else []
        items += [{} for _ in range(step + 1 - len(items))]
        items[step] = _with(items[step], below, value)
        return items
    known = dict(tree) if isinstance(tree, dict) else {}
    known[step] = _with(known.get(step), below, value)
    return known
