"""Objects of KubeVela's component types and traits. Labels and the namespace are put in when they are lowered."""

from __future__ import annotations

from oamc.objects.tree import INSTANCE, KubeObject, Owner, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.ir.program import Instance
    from oamc.objects.tree import Tree
    from oamc.spans import Span


def component_object(
    instance: Instance,
    api_and_kind: tuple[str, str],
    fields: Iterable[tuple[str, Tree]],
    *,
    span: Span,
    name: str | None = None,
    resource: str = "",
    annotations: Tree = None,
    labels: Tree = None,
) -> KubeObject:
    """Return an object, called as the component is unless it has a `name` of its own."""
    api_version, kind = api_and_kind
    called = name if name is not None else instance.name.value
    metadata = entries((("name", called), ("labels", labels), ("annotations", annotations)))
    body = entries((("apiVersion", api_version), ("kind", kind), ("metadata", metadata), *fields))
    assert isinstance(body, dict)
    return KubeObject(
        api_version=api_version,
        kind=kind,
        name=called,
        owner=Owner(kind=INSTANCE, name=instance.name.value),
        body=body,
        span=span,
        rule=f"component type {instance.workload_type.name}",
        resource=resource,
    )
