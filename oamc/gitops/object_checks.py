"""What of the objects of units cannot be in a tree, or would not work there."""

from __future__ import annotations

from oamc.diagnostics.codes import gitops as codes
from oamc.diagnostics.reports import Related
from oamc.kubernetes.cluster_kinds import is_namespaced
from oamc.objects.tree import bare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.backends.contract import FileTree
    from oamc.diagnostics.reports import Reports
    from oamc.gitops.plan import Plan, Unit
    from oamc.gitops.units import Contents, Written
    from oamc.objects.tree import KubeObject
    from oamc.spans import Span

LARGEST_UNIT = 8_000_000
"""Bytes of a folder that are near what Argo CD reads of one."""


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
        if not one.written:
            what = f'application "{unit.application}" of environment "{unit.environment}"'
            hint = "an empty folder would remove everything: let the environment leave the application out"
            reports.add(codes.NOTHING_IN_TREE, at=unit.span, what=what, hint=hint)
        for item in one.objects.objects if plan.settings.has_charts else (written.item for written in one.written):
            _check_secret(item, reports)
        for written in one.written:
            _check_namespace(written, unit, reports)
            _check_meeting(written, unit, clusters[unit.environment], seen, reports)


def _check_secret(item: KubeObject, reports: Reports) -> None:
    """Report a Secret with content. In a chart stand also objects that no value brings in yet."""
    contents = (bare(item.body.get(field)) for field in ("data", "stringData"))
    if (item.api_version, item.kind) == ("v1", "Secret") and any(held is not None and held != {} for held in contents):
        hint = "keep it beside the tree, encrypted or in a store of secrets, and name it in the document"
        reports.add(codes.SECRET_IN_TREE, at=item.span, hint=hint, name=item.name)


def _check_namespace(written: Written, unit: Unit, reports: Reports) -> None:
    """Report an object without a namespace. That its whole unit has none is reported already."""
    item, body = written.item, written.body
    if unit.namespace and is_namespaced(item.api_version, item.kind) and not body["metadata"].get("namespace"):
        hint = 'set "namespace" in the table of the environment'
        code, environment = codes.OBJECT_WITHOUT_NAMESPACE, unit.environment
        reports.add(code, at=item.span, hint=hint, kind=item.kind, name=item.name, environment=environment)


def _check_meeting(
    written: Written, unit: Unit, cluster: str, seen: dict[tuple[str, ...], tuple[str, Span | None]], reports: Reports
) -> None:
    """Report an object that another unit of the same cluster has already: the tools would fight about it."""
    item = written.item
    namespace = written.body["metadata"].get("namespace", "") if is_namespaced(item.api_version, item.kind) else ""
    key = (cluster, item.api_version.rpartition("/")[0], item.kind, namespace, written.name)
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
        name=written.name,
        where=f'in namespace "{namespace}" of a cluster' if namespace else "in a cluster",
        what=f"{earlier}, and in {own}",
    )


def check_files(unit: Unit, files: FileTree, reports: Reports) -> None:
    """Report a folder that is nearly too large for Argo CD."""
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in files.values())
    if size > LARGEST_UNIT:
        reports.add(codes.UNIT_TOO_LARGE, at=unit.span, path=unit.folder, size=f"{size:,}", hint="split the application")
