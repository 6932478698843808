"""Settings that a component does not give: those that must be there, and those with a default."""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.ir.program import SettingValue
from oamc.resolve.typed_settings import place_of_missing
from oamc.resolve.typed_values import is_null
from oamc.spans import Located
from oamc.values.parameters import Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import WorkloadType
    from oamc.diagnostics.reports import Reports
    from oamc.model.application import Component
    from oamc.spans import Span


def check_missing(component: Component, workload: WorkloadType, bound: tuple[SettingValue, ...], reports: Reports) -> None:
    """Report required settings of a workload type that are not there."""
    names = {setting.name.value for setting in bound} | {setting.name.value for setting in component.settings}
    names |= {entry.key for entry in component.settings_mapping or () if not is_null(entry.value)}
    for declared in workload.settings:
        if declared.required and declared.name not in names:
            report_missing(workload, declared.name, place_of_missing(declared.name, component), reports)


def report_missing(workload: WorkloadType, name: str, span: Span, reports: Reports) -> None:
    """Report a required setting without a value."""
    reports.add(codes.MISSING_SETTING, at=span, workload=workload.name, setting=name, hint="add it to spec.workloadSettings")


def by_default(component: Component, workload: WorkloadType, bound: tuple[SettingValue, ...]) -> Iterator[SettingValue]:
    """Yield the settings that have a default and no value."""
    names = {setting.name.value for setting in bound}
    at = component.workload_type.span
    for declared in workload.settings:
        if declared.name not in names and not isinstance(declared.default, Unset):
            yield SettingValue(name=Located(value=declared.name, span=at), value=declared.default, span=at)
