"""The workload type of a component (docs/spec/oam-v1alpha1.md, 3.1, 7 and 9)."""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, SERVICE_ENDPOINT
from oamc.diagnostics.codes import application as application_codes
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import listing
from oamc.model.group_version_kind import CORE_GROUP, parse_core_kind, parse_group_version_kind
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.contracts import WorkloadType
    from oamc.diagnostics.reports import Reports
    from oamc.model.application import Component
    from oamc.model.group_version_kind import GroupVersionKind
    from oamc.resolve.context import ResolveContext
    from oamc.spans import Span

CORE_PREFIX = f"{CORE_GROUP}/v1alpha1."
RETIRED_NAMES = {
    "Service": "Server",
    "ReplicatedService": "Server",
    "ReplicableService": "Server",
    "SingletonService": "SingletonServer",
    "ReplicableWorker": "Worker",
    "ReplicatedTask": "Task",
    "ReplicableTask": "Task",
}
"""What core types were called before October 2019, and are now.

`Service` and `SingletonService` are in the specification of Hydra ("Core Workload Types"), from which OAM came. Rudr's sources
of that time have `ReplicatedService`, `ReplicableService`, `ReplicatedTask` and `ReplicableTask`, and its guide "Migrating
Kubernetes Resources to Rudr" has `ReplicableWorker`.
"""
OLD_CORE_PREFIX = f"{CORE_GROUP}/v1."
WRITTEN_FIELDS = frozenset(("apiVersion", "kind", "metadata", "status"))
"""The fields of an object that oamc writes, or a cluster does."""


def find_workload_type(component: Component, context: ResolveContext) -> WorkloadType | None:
    """Find the workload type of a component and check what the type demands of it. None after a report."""
    catalog, reports = context.catalog, context.reports
    written = component.workload_type.value
    if component.is_an_object:
        return _type_of_object(component, context)
    workload = catalog.workload_type(written)
    if workload is None:
        workload = _by_alias(component, catalog, reports)
    gives_spec = any(setting.name.value == "spec" for setting in component.settings)
    if workload is not None and not (workload.has_spec_form and gives_spec):
        _check(component, workload, reports)
        own = parse_group_version_kind(workload.name) if workload.has_spec_form else None
        return workload if own is None or is_allowed(own, component.workload_type.span, context) else None
    kind = parse_group_version_kind(written) or parse_core_kind(written)
    if kind is None or kind.group == CORE_GROUP:
        if "/" not in written or kind is not None:
            _report_unknown(component, catalog, reports)
        return None
    if not is_allowed(kind, component.workload_type.span, context):
        return None
    left_out = context.options.left_out
    vouched = any((known.group, known.kind) == (kind.group, kind.kind) for known in context.library.workload_types)
    if not vouched and left_out is not None and left_out.has_workload_type(kind.kind):
        return None  # the definition that is left out may vouch for the type, and have settings that the component lacks
    from oamc.capabilities.workloads.generic import generic_type
    from oamc.kubernetes.schemas import fields_of

    fields = fields_of(kind.api_version, kind.kind)
    if fields and "spec" not in fields:
        _check_whole_object(component, written, reports)
        return generic_type(kind.api_version, kind.kind, has_spec=False)
    if not (gives_spec or vouched or context.options.allow_unknown_workloads):
        reports.add(
            codes.MISSING_SPEC_SETTING,
            at=component.workload_type.span,
            workload=written,
            hint="give its spec as the workload setting spec, add a WorkloadType document, or use --allow-unknown-workloads",
        )
        return None
    return generic_type(kind.api_version, kind.kind)


def _type_of_object(component: Component, context: ResolveContext) -> WorkloadType | None:
    """Return the workload type of a component that is a Kubernetes object. None after a report."""
    written = component.workload_type.value
    kind = parse_group_version_kind(written) or parse_core_kind(written)
    assert kind is not None, f"{written} is no kind"
    if not is_allowed(kind, component.workload_type.span, context):
        return None
    from oamc.capabilities.workloads.given_object import given_object

    return given_object(kind, component.settings_mapping)


def is_allowed(kind: GroupVersionKind, at: Span, context: ResolveContext) -> bool:
    """Tell whether the operator allows objects of a kind; report one that is not on the list, where there is a list (9.4)."""
    allowed = context.options.extended_kinds
    if not allowed or kind.text in allowed or f"{kind.group}/*" in allowed:
        return True
    context.reports.add(
        codes.KIND_NOT_ALLOWED,
        at=at,
        workload=kind.text,
        hint=f"extended-kinds allows {listing(allowed)}",
    )
    return False


def _check_whole_object(component: Component, written: str, reports: Reports) -> None:
    """Report settings of an object without a spec that oamc writes itself (9.2). Those that it does not have `checks` tells."""
    names = [setting.name for setting in component.settings]
    names += [Located(value=entry.key, span=entry.key_span) for entry in component.settings_mapping or ()]
    for name in names:
        if name.value in WRITTEN_FIELDS:
            hint = "name, labels and annotations are those of the instance and of the component"
            reports.add(codes.SETTING_IS_WRITTEN, at=name.span, workload=written, setting=name.value, hint=hint)


def _by_alias(component: Component, catalog: Catalog, reports: Reports) -> WorkloadType | None:
    """Find a core type by its short name, by the version v1 that some documents write, or by a retired name (3.1)."""
    written = component.workload_type.value
    name = written.removeprefix(OLD_CORE_PREFIX).removeprefix(CORE_PREFIX)
    name = RETIRED_NAMES.get(name, name)
    workload = catalog.workload_type(CORE_PREFIX + name) if "/" not in name else None
    if workload is not None:
        reports.add(
            codes.OLD_WORKLOAD_TYPE,
            at=component.workload_type.span,
            workload=written,
            known=workload.name,
            hint=f"write {workload.name}",
        )
    return workload


def is_name_of(workload: WorkloadType, text: str) -> bool:
    """Tell whether a text, such as an item of `appliesTo`, names a workload type in any of its spellings."""
    name = text.removeprefix(OLD_CORE_PREFIX).removeprefix(CORE_PREFIX)
    return text in workload.names or RETIRED_NAMES.get(name, name) == workload.short_name


def _report_unknown(component: Component, catalog: Catalog, reports: Reports) -> None:
    """Report a type that is neither a core type nor an extended one."""
    written = component.workload_type.value
    names = {known.short_name: known.name for known in catalog.named_workload_types}
    last = written.rsplit(".", 1)[-1]
    near = reports.nearest(last, names)
    hint = f'did you mean "{names[near]}"?' if near else f"known are {listing(names)}"
    if last == "Singleton":
        hint = f"write {CORE_PREFIX}SingletonServer where it has ports, {CORE_PREFIX}SingletonWorker where it has none"
    reports.add(codes.UNKNOWN_WORKLOAD_TYPE, at=component.workload_type.span, workload=written, hint=hint)


def _check(component: Component, workload: WorkloadType, reports: Reports) -> None:
    """Check what a core type demands: containers, ports only for servers, no settings (3.1 and 7)."""
    if PODS not in workload.features:
        return
    name = component.name.value
    if not component.containers:
        reports.add(
            application_codes.NO_CONTAINERS,
            at=component.empty.get("containers", component.name.span),
            component=name,
            workload=workload.name,
            hint="add at least one container under spec.containers",
        )
    settings = [setting.name.span for setting in component.settings]
    settings += [entry.key_span for entry in component.settings_mapping or ()]
    if settings and not workload.settings:
        reports.add(codes.CORE_SETTINGS, at=settings[0], workload=workload.name, hint="remove spec.workloadSettings")
    ports = [(container, port) for container in component.containers for port in container.ports]
    if SERVICE_ENDPOINT not in workload.features and workload.counterpart:
        for container, port in ports:
            reports.add(
                codes.WORKER_WITH_PORT,
                at=port.number.span,
                container=container.name.value,
                workload=workload.name,
                hint=f"remove the port, or use the workload type {CORE_PREFIX}{workload.counterpart}",
            )
    if SERVICE_ENDPOINT in workload.features and not workload.embedded and component.containers and not ports:
        instead = f", or use the workload type {CORE_PREFIX}{workload.counterpart}" if workload.counterpart else ""
        reports.add(
            codes.SERVER_WITHOUT_PORT,
            at=next((one.empty["ports"] for one in component.containers if "ports" in one.empty), component.name.span),
            component=name,
            workload=workload.name,
            hint=f"add a port to a container{instead}",
        )
