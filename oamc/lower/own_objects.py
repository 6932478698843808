"""Objects to which definitions of the input contribute: their names, and what they say of the workload.

The rules are those of docs/spec/oam-v1beta1.md, 7. Loaded with the first such object.
"""

from __future__ import annotations

from oamc.kubernetes.cluster_kinds import is_namespaced
from oamc.lower.auxiliary_names import auxiliary_name
from oamc.objects.tree import At, bare
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Subject, Trait
    from oamc.ir.program import Instance
    from oamc.objects.tree import KubeObject, Path, Tree

APPLICATION, COMPONENT, REVISION = "app.oam.dev/name", "app.oam.dev/component", "app.oam.dev/appRevision"
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


def of_policy(item: KubeObject, instance: Instance, context: Context) -> KubeObject:
    """Return an object of a policy: it is called as the policy is unless it says a name, and has fewer labels than others."""
    metadata = bare(item.body["metadata"])
    assert isinstance(metadata, dict)
    name = item.name or instance.name.value
    own = bare(metadata.get("labels"))
    labels: Tree = {
        **(own if isinstance(own, dict) else {}),
        APPLICATION: context.application,
        COMPONENT: instance.name.value,
        REVISION: "",
    }
    home = context.namespace if context.home is None else context.home
    placed = {"namespace": home} if home and is_namespaced(item.api_version, item.kind) else {}
    fields = {"name": name, **placed, **metadata, "labels": labels}
    return replace(item, name=name, body={**item.body, "metadata": fields})


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
