"""Objects of Kubernetes that a document has as a whole: they are written as they stand (docs/spec/oam-v1beta1.md, 14.1)."""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.objects.tree import INSTANCE, At, KubeObject, Owner
from oamc.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance
    from oamc.objects.tree import Tree
    from oamc.source.nodes import Node
    from oamc.spans import Span


def whole_object(instance: Instance, node: Mapping, *, name: str, resource: str = "") -> KubeObject:
    """Return an object as the document has it, called `name` if it says no name itself."""
    fields = {entry.key: placed_node(entry.value) for entry in node}
    metadata = node.get("metadata")
    of_metadata = {entry.key: placed_node(entry.value) for entry in metadata} if isinstance(metadata, Mapping) else {}
    called = own_name(node) or name
    api_version, kind = _text(node, "apiVersion"), _text(node, "kind")
    return KubeObject(
        api_version=api_version,
        kind=kind,
        name=called,
        owner=Owner(kind=INSTANCE, name=instance.name.value),
        body={"apiVersion": api_version, "kind": kind, "metadata": {"name": called, **of_metadata}, **_rest(fields)},
        span=node.span,
        rule=f"component type {instance.workload_type.name}",
        resource=resource,
        is_given=True,
    )


def own_name(node: Mapping) -> str:
    """Return the name that an object says, the empty text where it says none."""
    metadata = node.get("metadata")
    return _text(metadata, "name") if isinstance(metadata, Mapping) else ""


def placed_node(node: Node) -> Tree:
    """Return a part of a document as a tree whose parts remember their places."""
    match node:
        case Scalar():
            return At(node.value, node.span)
        case Mapping():
            return At({entry.key: placed_node(entry.value) for entry in node}, node.span)
        case _:
            return At([placed_node(item) for item in node], node.span)


def is_allowed(node: Mapping, context: Context) -> bool:
    """Tell whether the operator allows objects of this kind; report one that is not on the list, where there is a list."""
    api_version, kind = _text(node, "apiVersion"), _text(node, "kind")
    if is_allowed_kind(api_version, kind, context):
        return True
    report_kind(api_version, kind, node.span, context)
    return False


def is_allowed_kind(api_version: str, kind: str, context: Context) -> bool:
    """Tell whether the operator allows objects of a kind: without a list, of any."""
    allowed = context.options.extended_kinds
    return not allowed or f"{api_version}.{kind}" in allowed or f"{api_version.rpartition('/')[0]}/*" in allowed


def report_kind(api_version: str, kind: str, at: Span, context: Context) -> None:
    """Report a kind that is not on the list."""
    from oamc.diagnostics.reports import listing

    hint = f"extended-kinds allows {listing(context.options.extended_kinds)}"
    context.reports.add(codes.KIND_NOT_ALLOWED, at=at, workload=f"{api_version}.{kind}", hint=hint)


def _text(node: Mapping, name: str) -> str:
    """Return a field that is a text, the empty text where there is none."""
    found = node.get(name)
    return found.value if isinstance(found, Scalar) and isinstance(found.value, str) else ""


def _rest(fields: dict[str, Tree]) -> dict[str, Tree]:
    """Return the fields behind those that identify an object."""
    return {name: value for name, value in fields.items() if name not in {"apiVersion", "kind", "metadata"}}
