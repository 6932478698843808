"""What of the objects of units cannot be in a tree, or would not work there."""

from __future__ import annotations

from oamc.diagnostics.codes import gitops as codes
from oamc.diagnostics.reports import Related
from oamc.kubernetes.cluster_kinds import is_namespaced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.diagnostics.reports import Reports
    from oamc.gitops.plan import Member, Plan, Unit
    from oamc.gitops.units import Contents
    from oamc.spans import Span


def check_contents(plan: Plan, held: Iterable[Contents], reports: Reports) -> None:
    """Report units without objects, and objects that lack a namespace, hold a secret, or meet another one in their cluster."""
    seen: dict[tuple[str, ...], tuple[str, Span | None]] = {}
    clusters = {one.name: one.cluster.label or f"environment {one.name}" for one in plan.environments}
    if plan.settings.for_flux:
        for environment in plan.environments:
            for unit in plan.units_of(environment.name) if environment.create_namespace else ():
                key = (clusters[environment.name], "", "Namespace", "", unit.namespace)
                seen[key] = (f'the namespaces of environment "{environment.name}"', None)
    for one in held:
        unit = one.unit
        written = tuple(item for item in one.members if item.written)
        if not written:
            what = f'application "{unit.application}" of environment "{unit.environment}"'
            hint = "an empty folder would remove everything: let the environment leave the application out"
            reports.add(codes.NOTHING_IN_TREE, at=unit.span, what=what, hint=hint)
        for item in one.members:
            if item.has_secret:
                hint = "keep it beside the tree, encrypted or in a store of secrets, and name it in the document"
                reports.add(codes.SECRET_IN_TREE, at=item.span, hint=hint, name=item.name)
        for item in written:
            _check_namespace(item, unit, reports)
            _check_meeting(item, unit, clusters[unit.environment], seen, reports)


def _check_namespace(item: Member, unit: Unit, reports: Reports) -> None:
    """Report an object without a namespace. That its whole unit has none is reported already."""
    if unit.namespace and is_namespaced(item.api_version, item.kind) and not item.namespace:
        hint = 'set "namespace" in the table of the environment'
        code, environment = codes.OBJECT_WITHOUT_NAMESPACE, unit.environment
        reports.add(code, at=item.span, hint=hint, kind=item.kind, name=item.name, environment=environment)


def _check_meeting(
    item: Member, unit: Unit, cluster: str, seen: dict[tuple[str, ...], tuple[str, Span | None]], reports: Reports
) -> None:
    """Report an object that another unit of the same cluster has already: the tools would fight about it."""
    namespace = item.namespace if is_namespaced(item.api_version, item.kind) else ""
    key = (cluster, item.api_version.rpartition("/")[0], item.kind, namespace, item.own_name)
    own = f'application "{unit.application}" of environment "{unit.environment}"'
    if key not in seen:
        seen[key] = (own, item.span)
        return
    earlier, span = seen[key]
    related = () if span is None else (Related(span=span, message="the first one comes from here"),)
    reports.add(
        codes.OBJECT_TWICE,
        at=item.span,
        related=related,
        hint="rename it, or give one of the two another namespace" if namespace else "rename it, or leave it to one of the two",
        kind=item.kind,
        name=item.own_name,
        where=f'in namespace "{namespace}" of a cluster' if namespace else "in a cluster",
        what=f"{earlier}, and in {own}",
    )
