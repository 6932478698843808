"""JSON patches and JSON merge patches of objects: what they say of apiVersion, kind and name becomes that of the object."""

from __future__ import annotations

from oamc.diagnostics.codes.vela import OPERATION_REFUSED
from oamc.objects.json_patch import JSON_MERGE_PATCH, OperationRefused, edited, merged
from oamc.objects.tree import Default, bare
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Patch, Subject
    from oamc.lower.changes import Made
    from oamc.objects.tree import KubeObject, Tree
    from oamc.spans import Span


def json_patched(item: KubeObject, patch: Patch, made: Made, subject: Subject) -> KubeObject:
    """Return an object with one patch in it; one that cannot be applied is reported and left out."""
    if patch.strategy == JSON_MERGE_PATCH:
        return _whole(item, merged(item.body, patch.tree, made.span, made.rule), made.span, made, subject)
    try:
        body = edited(item.body, patch.operations, made.rule)
    except OperationRefused as refused:
        operation = patch.operations[refused.number]
        _report(operation.span, f"{operation.name} {operation.path}", refused.reason, made, subject)
        return item
    return _whole(item, body, patch.operations[-1].span if patch.operations else made.span, made, subject)


def _whole(item: KubeObject, body: Tree, span: Span, made: Made, subject: Subject) -> KubeObject:
    """Return an object with a new body, if that is one of an object still."""
    try:
        return of_body(item, body)
    except NoObject as broken:
        _report(span, "all of it", broken.reason, made, subject)
        return item


class NoObject(Exception):  # noqa: N818 - the name says what is wrong
    """A body that is none of an object any more."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def of_body(item: KubeObject, body: Tree) -> KubeObject:
    """Return an object with a new body, and with what that says of apiVersion, kind and name. Raises `NoObject`."""
    fields = bare(body)
    metadata = bare(fields.get("metadata")) if isinstance(fields, dict) else None
    if not isinstance(fields, dict) or not isinstance(metadata, dict):
        raise NoObject("nothing with metadata is left")
    api_version, kind, name = bare(fields.get("apiVersion")), bare(fields.get("kind")), bare(metadata.get("name", item.name))
    if not (isinstance(api_version, str) and isinstance(kind, str) and isinstance(name, str)):
        raise NoObject("apiVersion, kind and name of an object must be texts")
    named: dict[str, Tree] = {**({"name": Default(item.name)} if item.name else {}), **metadata}
    head: dict[str, Tree] = {"apiVersion": api_version, "kind": kind, "metadata": named}
    whole = {**head, **{field: part for field, part in fields.items() if field not in head}}
    return replace(item, api_version=api_version, kind=kind, name=name, body=whole)


def _report(span: Span, operation: str, reason: str, made: Made, subject: Subject) -> None:
    """Report what cannot be applied."""
    assert made.trait is not None
    subject.context.reports.add(
        OPERATION_REFUSED,
        at=span,
        trait=made.trait.trait.name,
        component=subject.name,
        operation=operation,
        reason=reason,
        hint="look at the object without the trait, and correct the operation",
    )
