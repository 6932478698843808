"""WorkloadType documents in the input as additional rules for the settings of a component (docs/spec/oam-v1alpha1.md, 9.3)."""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.holes import Expression, Hole, When
from oamc.expressions.intersection import intersect
from oamc.expressions.problems import misfit, problem
from oamc.expressions.type_words import type_in_words
from oamc.expressions.types import ChoiceType, TextType
from oamc.resolve.typed_settings import place_of_missing
from oamc.resolve.typed_values import TYPES
from oamc.source.nodes import TYPE_WORDS
from oamc.values.parameters import Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import WorkloadType
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.types import ValueType
    from oamc.ir.program import SettingValue
    from oamc.model.application import Component
    from oamc.model.definitions import SettingDeclaration, WorkloadTypeDefinition
    from oamc.resolve.component_parameters import ComponentParameters
    from oamc.spans import Span


def check_definition(
    component: Component,
    workload: WorkloadType,
    definition: WorkloadTypeDefinition,
    bound: tuple[SettingValue, ...],
    parameters: ComponentParameters,
    reports: Reports,
) -> None:
    """Report settings of a component that its WorkloadType document does not allow, and those that it misses."""
    names = {setting.name.value for setting in bound} | {setting.name.value for setting in component.settings}
    declarations = {declared.name.value: declared for declared in definition.settings}
    if "spec" in names and "spec" not in declarations:
        return  # the whole spec is given, not its settings
    for setting in bound:
        check_declared(setting, declarations, component, workload, definition, parameters, reports)
    for declared in definition.settings:
        if declared.required and declared.default is None and declared.name.value not in names:
            reports.add(
                codes.MISSING_SETTING,
                at=place_of_missing(declared.name.value, component),
                related=[Related(span=declared.name.span, message="the WorkloadType document requires it here")],
                workload=workload.name,
                setting=declared.name.value,
                hint="add it to spec.workloadSettings",
            )


def check_declared(
    setting: SettingValue,
    declarations: dict[str, SettingDeclaration],
    component: Component,
    workload: WorkloadType,
    definition: WorkloadTypeDefinition,
    parameters: ComponentParameters,
    reports: Reports,
) -> None:
    """Check one setting against the declarations of a WorkloadType document: its name, and the type of its value."""
    name = setting.name.value
    declared = declarations.get(name)
    if declared is None:
        if declarations and not workload.settings:
            near = reports.nearest(name, declarations)
            reports.add(
                codes.UNLISTED_SETTING,
                at=setting.name.span,
                related=[Related(span=definition.name.span, message="the WorkloadType document is here")],
                hint=f'did you mean "{near}"?' if near else f"known are {listing(declarations)}",
                workload=workload.name,
                setting=name,
            )
        return
    value_type = wanted_type(declared)
    if value_type is None:
        return
    value = setting.value.then if isinstance(setting.value, When) else setting.value
    if isinstance(value, Hole):
        found = _narrow(value, declared, value_type, parameters)
    elif isinstance(value, Expression):
        found = "" if isinstance(value_type, TextType) else "is a text"
        if declared.accepts is not None:
            found = "is built of parameters, so that nobody can check the rules of the WorkloadType document"
    else:
        is_listed = any(own.named_list and own.name == name for own in workload.settings)
        found = problem(value_type, _with_texts_for_expressions(as_listed(value, declared) if is_listed else value))
    if found:
        given = (one.value.span for one in component.settings if one.name is setting.name and one.value)
        report_declared(declared, found, next(given, setting.span), workload, reports)


def wanted_type(declared: SettingDeclaration) -> ValueType | None:
    """Return the type that a WorkloadType document wants, None where it says none."""
    return declared.accepts or TYPES.get(declared.type)


def report_declared(declared: SettingDeclaration, found: str, at: Span, workload: WorkloadType, reports: Reports) -> None:
    """Report a setting that breaks what a WorkloadType document says of it."""
    value_type = wanted_type(declared)
    assert value_type is not None
    reports.add(
        codes.WRONG_SETTING,
        at=at,
        related=[Related(span=declared.name.span, message="the WorkloadType document declares it here")],
        hint=f"the WorkloadType document wants {_with_article(declared, value_type)}",
        setting=declared.name.value,
        workload=workload.name,
        problem=found,
    )


def as_listed(value: object, declared: SettingDeclaration) -> object:
    """Return names with values, which are bound as a mapping, as the list that they are written as, where that is declared."""
    if declared.type != "array" or not isinstance(value, dict):
        return value
    return [{"name": name, "value": text} for name, text in value.items()]


def _narrow(hole: Hole, declared: SettingDeclaration, wanted: ValueType, parameters: ComponentParameters) -> str:
    """Give the parameter of a setting the rules of a WorkloadType document as well; say what is wrong where that cannot be."""
    parameter = parameters.by_name[hole.path[-1]]
    if declared.accepts is None and declared.type != "integer":
        same = isinstance(hole.type, type(wanted)) or (
            isinstance(hole.type, ChoiceType) and all(misfit(wanted, choice) is None for choice in hole.type.choices)
        )
        return "" if same else "takes its value from a parameter of another type"
    both = intersect(parameter.type, wanted)
    if both is None:
        return "takes its value from a parameter of which no value keeps the rules"
    parameters.narrow(parameter, both)
    return "" if isinstance(parameter.value, Unset) else problem(both, parameter.value)


def _with_article(declared: SettingDeclaration, value_type: ValueType) -> str:
    """Return what a WorkloadType document declares in words."""
    return TYPE_WORDS[declared.type] if declared.accepts is None else type_in_words(value_type)


def _with_texts_for_expressions(value: object) -> object:
    """Return a free-form value in which empty texts stand for what is not known yet: its own shape can be checked."""
    match value:
        case Expression():
            return ""
        case dict():
            return {key: _with_texts_for_expressions(part) for key, part in value.items()}
        case list() | tuple():
            return [_with_texts_for_expressions(part) for part in value]
        case _:
            return value
