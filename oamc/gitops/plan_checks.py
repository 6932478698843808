"""What of environments and units cannot be in a tree: names, places, clusters, and the order of applications."""

from __future__ import annotations

from oamc.backends.contract import device_in
from oamc.choices import APPLICATION_SET, ARGOCD, COMPONENT, FLUX
from oamc.diagnostics.codes import gitops as codes
from oamc.diagnostics.codes.outputs import OUTPUT_IS_A_DEVICE
from oamc.diagnostics.reports import listing
from oamc.gitops.naming import (
    KUSTOMIZATION,
    NAMESPACES_NAME,
    circle,
    group_name,
    in_cluster,
    root_name,
    set_name,
    unit_name,
)
from oamc.gitops.plan import APPLICATION, ENVIRONMENT
from oamc.kubernetes.names import LONGEST_LABEL, dns_label_problem, dns_subdomain_problem
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.diagnostics.reports import Reports
    from oamc.gitops.plan import Environment, Plan, Unit
    from oamc.spans import Span

LONGEST_ENVIRONMENT = 30
LONGEST_RELEASE = 53
"""Helm makes names of its own of that of a release."""
RESERVED_ENVIRONMENTS = (ARGOCD, FLUX)
"""Folders of the tree beside those of environments."""
RESERVED_APPLICATIONS = (KUSTOMIZATION, NAMESPACES_NAME)
"""Files and objects of an environment beside those of its applications."""
_SERVER = Pattern(r"https?://[A-Za-z0-9.\[\]:_-]+(?:/[A-Za-z0-9._~/-]*)?")


def check_plan(plan: Plan, reports: Reports) -> None:
    """Report what of the environments and units cannot be in a tree."""
    for environment in plan.environments:
        _check_environment(plan, environment, reports)
        _check_order(plan, environment.name, reports)
    for unit in plan.units:
        _check_unit(plan, unit, reports)
    if not plan.settings.name or APPLICATION in plan.settings.name:
        _check_names(plan, reports)
    if plan.settings.for_flux and ENVIRONMENT not in plan.settings.name:
        _check_clusters(plan, reports)


def _check_environment(plan: Plan, environment: Environment, reports: Reports) -> None:
    """Report an environment that has no good name, no cluster, or no application."""
    name, at = environment.name, environment.span
    reason = dns_label_problem(name) or (
        f"must be at most {LONGEST_ENVIRONMENT} characters long" if len(name) > LONGEST_ENVIRONMENT else ""
    )
    if name in RESERVED_ENVIRONMENTS:
        reason = "is that of a folder of the tree"
    if reason:
        reports.add(codes.NAME_REFUSED, at=at, kind="environment", name=name, reason=reason)
    if not plan.units_of(name):
        hint = "leave the environment out, or let it have an application"
        reports.add(codes.NOTHING_IN_TREE, at=at, what=f'environment "{name}"', hint=hint)
    cluster = environment.cluster
    if not plan.settings.for_argo_cd:
        return
    if bool(cluster.server) == bool(cluster.name):
        what = f'the address or the name of the cluster of environment "{name}", and one of them only'
        hint = 'for example cluster = {server = "https://kubernetes.default.svc"}'
        reports.add(codes.TREE_NEEDS, at=at, what=what, hint=hint)
    elif cluster.server and not _SERVER.fullmatch(cluster.server):
        what = f'an address of the cluster of environment "{name}" that begins with https:// and has no name and no query'
        reports.add(codes.TREE_NEEDS, at=at, what=what)


def _check_unit(plan: Plan, unit: Unit, reports: Reports) -> None:
    """Report a unit that has no good name or namespace, or that goes elsewhere."""
    name, at = unit.application, unit.span
    reason = "is that of a file of the tree" if name in RESERVED_APPLICATIONS else dns_subdomain_problem(name)
    if reason:
        reports.add(codes.NAME_REFUSED, at=at, kind="application", name=name, reason=reason)
    where = f'application "{name}" of environment "{unit.environment}"'
    if not unit.namespace or dns_label_problem(unit.namespace):
        what = f"a namespace for {where}" if not unit.namespace else f"a namespace that Kubernetes takes for {where}"
        hint = 'set "namespace" in the table of the environment, or in that of the application below it'
        reports.add(codes.TREE_NEEDS, at=at, what=what, hint=hint)
    if plan.settings.has_charts and len(name) > LONGEST_RELEASE:
        _add_too_long("release", name, where, LONGEST_RELEASE, at, reports)
    if device_in(unit.folder):
        reports.add(OUTPUT_IS_A_DEVICE, at=at, path=unit.folder, hint="rename it, for instance with a word before the name")
    known = plan.environment(unit.environment).cluster
    if unit.cluster and unit.cluster not in (known.name, known.server):
        reports.add(
            codes.OTHER_CLUSTER,
            at=at,
            hint="give the environment this cluster, or leave the target out of the application",
            application=name,
            cluster=unit.cluster,
            environment=unit.environment,
        )


def _add_too_long(kind: str, name: str, what: str, limit: int, at: Span | None, reports: Reports) -> None:
    """Report a name that is too long."""
    hint = "give the application or the environment a shorter name"
    reports.add(codes.NAME_TOO_LONG, at=at, hint=hint, kind=kind, name=name, what=what, length=str(len(name)), limit=str(limit))


def _check_order(plan: Plan, environment: str, reports: Reports) -> None:
    """Report applications that come after none, or after one another, and order that nothing keeps."""
    units = plan.units_of(environment)
    known = {*plan.applications, *(unit.application for unit in plan.units)}
    places = {unit.application: unit.span for unit in units}
    for unit in units:
        for name in unit.after:
            if name not in known:
                others = sorted(known - {unit.application})
                near = reports.nearest(name, others)
                hint = f'did you mean "{near}"?' if near else f"the others are {listing(others)}" if others else ""
                reports.add(codes.UNKNOWN_AFTER, at=unit.span, hint=hint, application=unit.application, name=name)
    found = circle({unit.application: unit.after for unit in units})
    if found:
        where = ", ".join((*found, found[0]))
        reports.add(codes.CIRCULAR_AFTER, at=places[found[0]], what="applications", where=where, hint="take one of them out")
    for unit in units:
        _check_order_of_instances(plan, unit, reports)
    if plan.settings.for_argo_cd and plan.settings.style == APPLICATION_SET and any(unit.after for unit in units):
        what, where = f'applications in environment "{environment}"', "in an ApplicationSet, which makes all of them at once"
        reports.add(codes.ORDER_NOT_KEPT, at=None, what=what, where=where)


def _check_order_of_instances(plan: Plan, unit: Unit, reports: Reports) -> None:
    """Report instances that come after one another, and an order among them that nothing keeps."""
    found = circle(dict(unit.order))
    if found:
        where = ", ".join((*found, found[0]))
        what, hint = f'instances of "{unit.application}"', "take one of them out"
        reports.add(codes.CIRCULAR_AFTER, at=unit.span, what=what, where=where, hint=hint)
    settings = plan.settings
    has_order = any(set(after) & set(unit.order) for after in unit.order.values())
    if has_order and settings.for_flux and settings.split != COMPONENT:
        hint = "" if settings.has_charts else 'split = "component" keeps it: read first what a later change of that costs'
        what = f'instances in application "{unit.application}"'
        reports.add(codes.ORDER_NOT_KEPT, at=unit.span, what=what, where="for Flux, which applies them at once", hint=hint)


def _names(plan: Plan) -> Iterator[tuple[str, str, str, str, Span | None]]:
    """Yield of every object of a tool: what must not be the same twice, its kind and name, what it is for, and the place."""
    settings = plan.settings
    for environment in plan.environments:
        of_tree = f'the tree of environment "{environment.name}"'
        # Of Flux each cluster has one: names of different environments meet only where these share it.
        place = FLUX if ENVIRONMENT in settings.name else f"{FLUX} {environment.name}"
        kind = "HelmRelease" if settings.has_charts else "Kustomization"
        for tool, where, own_kind in ((ARGOCD, ARGOCD, "Application"), (FLUX, place, kind)):
            if tool not in settings.tools:
                continue
            root_kind = "Application" if tool == ARGOCD else "Kustomization"
            yield where, root_kind, root_name(environment.name), of_tree, environment.span
            if tool == FLUX and environment.create_namespace:
                yield where, root_kind, in_cluster(settings, NAMESPACES_NAME, environment.name), of_tree, environment.span
            if tool == ARGOCD and settings.style == APPLICATION_SET:
                yield where, "ApplicationSet", set_name(environment.name), of_tree, environment.span
            for unit in plan.units_of(environment.name):
                name = unit_name(settings, tool, unit.application, environment.name)
                is_split = tool == FLUX and settings.split == COMPONENT
                for one in (group_name(name, group) for group in unit.groups) if is_split else (name,):
                    what = f'application "{unit.application}" of environment "{environment.name}"'
                    yield where, own_kind, one, what, unit.span


def _check_names(plan: Plan, reports: Reports) -> None:
    """Report objects of the tools that have one name, or one that is too long."""
    seen: dict[tuple[str, str, str], str] = {}
    for where, kind, name, what, at in _names(plan):
        earlier = seen.setdefault((where, kind, name), what)
        if earlier is not what:
            hint = 'rename an application or an environment, or choose another "name" in the table [gitops]'
            reports.add(codes.SAME_NAME, at=at, hint=hint, kind=kind, name=name, what=earlier, where=what)
        if len(name) > LONGEST_LABEL:
            _add_too_long(kind, name, what, LONGEST_LABEL, at, reports)


def _check_clusters(plan: Plan, reports: Reports) -> None:
    """Report two environments of one cluster whose names in Flux would be the same."""
    first: dict[str, str] = {}
    for environment in plan.environments:
        label = environment.cluster.label
        earlier = first.setdefault(label, environment.name) if label else environment.name
        if earlier != environment.name:
            hint = 'set name = "{application}-{environment}" in the table [gitops], or give each its own cluster'
            reports.add(codes.SHARED_CLUSTER, at=environment.span, hint=hint, first=earlier, second=environment.name)
