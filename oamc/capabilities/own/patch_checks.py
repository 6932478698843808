"""What a patch of somebody else may do to the objects of an instance: what they are, and what other parts stand on, stays.

Rules: docs/spec/own-capabilities.md, 5.
"""

from __future__ import annotations

from oamc.capabilities.own.trees import ResultError
from oamc.expressions.holes import When
from oamc.kubernetes.merge_keys import merge_keys
from oamc.model.reserved_keys import RESERVED_LABELS
from oamc.objects.patch import Rules, patched
from oamc.objects.tree import bare, branches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.objects.tree import KubeObject, Tree

OF_METADATA = ("name", "labels", "annotations")
KEPT = ("apiVersion", "kind", "status")
"""Fields of an object that no patch may write."""


def object_named(kind: str, name: str, subject: Subject) -> KubeObject:
    """Return an object that the workload type of an instance renders. Raises `ResultError`."""
    rendered = subject.rendered
    for item in (rendered.main, *rendered.needed, *rendered.further):
        if (item.kind, item.name) == (kind, name):
            return item
    raise ResultError(f'the workload has no {kind} "{name}" to patch')


def check_patch(tree: Tree, target: KubeObject, subject: Subject) -> None:
    """Refuse a patch of what tells an object from others, and one after which a part is of another kind than before."""
    assert isinstance(tree, dict)
    metadata = _present(tree.get("metadata", {}))
    if any(name in tree for name in KEPT) or not isinstance(metadata, dict) or set(metadata) - set(OF_METADATA[1:]):
        raise ResultError("a patch changes labels, annotations and what is below spec or the like, and nothing else")
    for name, part in metadata.items():
        if not isinstance(_present(part), dict):
            raise ResultError(f"metadata.{name} must be a mapping")
    labels = _present(metadata.get("labels"))
    reserved = [key for key in RESERVED_LABELS if key in labels] if isinstance(labels, dict) else []
    if reserved:
        raise ResultError(f"a patch sets the label {reserved[0]}, which oamc writes itself")
    rules = Rules(span=target.span, rule="", keys_of=merge_keys(target.api_version, target.kind))
    after = patched(target.body, tree, rules)
    pod = ("spec",) if not subject.workload_type.pod else subject.workload_type.pod
    _compare(target.body, after, (), pod if target is subject.rendered.main else ())


def _present(tree: Tree) -> Tree:
    """Return a part as it is while it is there."""
    found = bare(tree)
    return bare(branches(found)[0]) if isinstance(found, When) else found


def _compare(before: Tree, after: Tree, path: tuple[str, ...], needed: tuple[str, ...]) -> None:
    """Check that mappings stay mappings and lists stay lists, and that the mappings at `needed` stay."""
    old, new = _present(before), _present(after)
    if isinstance(old, dict):
        if not isinstance(new, dict):
            raise ResultError(f"a patch puts another kind of value in the place of the mapping {'.'.join(path)}")
        for name, value in old.items():
            if name in new:
                _compare(value, new[name], (*path, name), needed[1:] if needed[:1] == (name,) else ())
            elif needed[:1] == (name,):
                raise ResultError(f"a patch takes {'.'.join((*path, name))} away")
    elif isinstance(old, list | tuple):
        if not isinstance(new, list | tuple):
            raise ResultError(f"a patch puts another kind of value in the place of the list {'.'.join(path)}")
        if all(isinstance(bare(item), dict) for item in old) and not all(isinstance(bare(item), dict) for item in new):
            raise ResultError(f"a patch puts an item that is no mapping into the list {'.'.join(path)}")
