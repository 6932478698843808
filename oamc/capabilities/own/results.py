"""What templates give as objects and patches (docs/spec/own-capabilities.md, 5).

In: the document of a result, with the values in it. Out: objects and patches; `ResultError` where they cannot be used.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Patch
from oamc.capabilities.kubevela.whole_objects import is_allowed_kind, report_kind
from oamc.capabilities.own.patch_checks import KEPT, OF_METADATA, check_patch, object_named
from oamc.capabilities.own.trees import ResultError
from oamc.diagnostics.reports import listing
from oamc.records import Record
from oamc.source.nodes import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Context, Subject
    from oamc.capabilities.own.rendering import Result
    from oamc.objects.tree import KubeObject, Tree
    from oamc.source.nodes import Node
    from oamc.spans import Span

OBJECTS, PATCHES = "objects", "patches"
IDENTITY = ("apiVersion", "kind", "metadata")


class Parts(Record):
    """An object that a template gives, in parts. The name of a workload is empty: it has that of its instance."""

    api_and_kind: tuple[str, str]
    name: str
    labels: dict[str, Tree]
    annotations: dict[str, Tree]
    fields: tuple[tuple[str, Tree], ...]


def check_fields(result: Result, fields: tuple[str, ...]) -> Mapping | None:
    """Return the root of what a template gives, which has these fields and no others; None where it gives nothing."""
    if result.document is None:
        return None
    for entry in result.document.root:
        if entry.key not in fields:
            raise ResultError(f'it has "{entry.key}" beside {listing(fields)}')
    return result.document.root


def objects_in(root: Mapping, result: Result, context: Context, at: Span) -> Iterator[Parts]:
    """Yield the objects that a template gives, but for those of kinds that the operator does not allow, which are reported."""
    for node in _items(root.get(OBJECTS), OBJECTS):
        found = parts_of(node, result, named=True)
        if is_allowed(found, context, at):
            yield found


def is_allowed(parts: Parts, context: Context, at: Span) -> bool:
    """Tell whether the operator allows the kind of an object; report where it is not so."""
    allowed = is_allowed_kind(*parts.api_and_kind, context)
    if not allowed:
        report_kind(*parts.api_and_kind, at, context)
    return allowed


def parts_of(node: Mapping, result: Result, *, named: bool) -> Parts:
    """Return an object in parts. One that is not `named` gets its name from elsewhere."""
    places = result.places
    api_version, kind = places.known(node.get("apiVersion"), "apiVersion"), places.known(node.get("kind"), "kind")
    metadata = node.get("metadata")
    if metadata is None and not named:
        metadata = Mapping({}, node.span)
    if not isinstance(metadata, Mapping):
        raise ResultError(f"an object of kind {kind} has no metadata")
    known = OF_METADATA if named else OF_METADATA[1:]
    for entry in metadata:
        if entry.key not in known:
            raise ResultError(
                f"metadata of {'an object' if named else 'the workload'} has {listing(known)}, and not {entry.key}"
            )
    others = (entry for entry in node if entry.key not in IDENTITY)
    fields = tuple((places.key(entry.key), places.tree(entry.value)) for entry in others)
    if any(key in (*KEPT, *IDENTITY) for key, _ in fields) or len(dict(fields)) < len(fields):
        raise ResultError(f"an object of kind {kind} has a field that is not for it, or has one twice")
    return Parts(
        api_and_kind=(api_version, kind),
        name=places.known(metadata.get("name"), "metadata.name") if named else "",
        labels=_texts(metadata.get("labels"), "labels", result),
        annotations=_texts(metadata.get("annotations"), "annotations", result),
        fields=fields,
    )


def patches_in(root: Mapping, result: Result, subject: Subject) -> Iterator[Patch]:
    """Yield the patches that a template gives."""
    for node in _items(root.get(PATCHES), PATCHES):
        yield _patch(node, result, subject)


def _items(node: Node | None, field: str) -> Iterator[Mapping]:
    """Yield the items of a list of mappings. One that is missing or empty has none."""
    if node is None or (not isinstance(node, Mapping | Sequence) and node.value is None):
        return
    if not isinstance(node, Sequence):
        raise ResultError(f"{field} must be a list")
    for item in node:
        if not isinstance(item, Mapping):
            raise ResultError(f"{field} has an item that is no mapping")
        yield item


def _texts(node: Node | None, field: str, result: Result) -> dict[str, Tree]:
    """Return labels or annotations."""
    if node is None:
        return {}
    tree = result.places.tree(node)
    if not isinstance(tree, dict):
        raise ResultError(f"metadata.{field} must be a mapping with an entry that is always there")
    return dict(tree)


def _patch(node: Mapping, result: Result, subject: Subject) -> Patch:
    """Return a patch of the main object, of its pods, or of another object of the instance."""
    for entry in node:
        if entry.key not in ("target", "patch", "pod"):
            raise ResultError(f'an item of patches has target, patch and pod, and not "{entry.key}"')
    bodies = [name for name in ("patch", "pod") if node.get(name) is not None]
    if len(bodies) != 1:
        raise ResultError("an item of patches has a patch of an object, or of a pod")
    target = _target(node.get("target"), result, subject)
    body = node.get(bodies[0])
    if not isinstance(body, Mapping) or not body.entries:
        raise ResultError(f"{bodies[0]} must be a mapping with an entry")
    tree = {result.places.key(entry.key): result.places.tree(entry.value, removes=True) for entry in body}
    found = Patch(tree=tree, target=None if target is subject.rendered.main else (target.kind, target.name))
    if bodies == ["pod"]:
        if target is not subject.rendered.main or not subject.workload_type.pod:
            raise ResultError(f"{target.kind} {target.name} has no pods to patch")
        found = subject.pod(tree)
    check_patch(found.tree, target, subject)
    return found


def _target(node: Node | None, result: Result, subject: Subject) -> KubeObject:
    """Return the object that a patch is for: the main one where nothing is said."""
    if node is None:
        return subject.rendered.main
    if not isinstance(node, Mapping) or {entry.key for entry in node} != {"kind", "name"}:
        raise ResultError("the target of a patch has a kind and a name")
    kind, name = result.places.known(node.get("kind"), "kind"), result.places.known(node.get("name"), "name")
    return object_named(kind, name, subject)
