"""What the objects of scopes have in common: their shape, their members, and members that no pod can be found of."""

from __future__ import annotations

from oamc.diagnostics.codes import scopes as codes
from oamc.objects.naming import prefixed
from oamc.objects.tree import SCOPE, KubeObject, Owner, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Subject
    from oamc.ir.program import BoundScope, Instance
    from oamc.objects.tree import Tree
    from oamc.spans import Span


def scope_object(
    scope: BoundScope,
    api_and_kind: tuple[str, str],
    name: str,
    *fields: tuple[str, Tree],
    annotations: Tree = None,
    span: Span | None = None,
) -> KubeObject:
    """Make an object of a scope, named `name` with the prefix of the output. Fields that are None are left out."""
    api_version, kind = api_and_kind
    metadata = entries((("name", prefixed(name)), ("annotations", annotations)))
    body: dict[str, Tree] = {"apiVersion": api_version, "kind": kind, "metadata": metadata}
    body.update((key, value) for key, value in fields if value is not None)
    return KubeObject(
        api_version=api_version,
        kind=kind,
        name=name,
        owner=Owner(kind=SCOPE, name=scope.name.value),
        body=body,
        span=span or scope.span,
        rule="",
    )


def members_here(scope: BoundScope, context: Context) -> tuple[Instance, ...]:
    """Return the instances of the application that are members of a scope."""
    return tuple(instance for instance in context.instances if any(map(scope.is_same, instance.scopes)))


def has_pods(scope: BoundScope, subject: Subject) -> bool:
    """Tell whether a member has pods that are known; report one that has none."""
    if subject.workload_type.pod:
        return True
    subject.context.reports.add(
        codes.BEYOND_SCOPE,
        at=subject.instance.name.span,
        scope=scope.name.value,
        instance=subject.name,
        reason=f"nothing is known of the pods of a {subject.workload_type.short_name}",
        hint="take the instance out of the scope, or give it by hand what the scope would",
    )
    return False
