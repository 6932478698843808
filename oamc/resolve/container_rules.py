"""What a WorkloadType document says of settings, asked of the container of a function that stands in their place.

The image of a container is a value of the output, which the rules then hold for as well (docs/spec/openfaas.md, 5.8).
"""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Hole
from oamc.expressions.intersection import intersect
from oamc.expressions.problems import problem
from oamc.ir.program import SettingValue
from oamc.records import replace
from oamc.resolve.function_containers import PROGRAM
from oamc.resolve.setting_definitions import as_listed, check_declared, report_declared, wanted_type
from oamc.spans import Located
from oamc.values.parameters import Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from oamc.capabilities.contracts import WorkloadType
    from oamc.expressions.holes import ValueTree
    from oamc.ir.program import BoundContainer
    from oamc.model.application import Component
    from oamc.model.definitions import SettingDeclaration, WorkloadTypeDefinition
    from oamc.resolve.containers import ContainerBinder
    from oamc.spans import Span

ENVIRONMENT = "environment"
IMAGE = "image"
"""What a container of settings says, too: it is a value of the output there, and a literal in the settings."""


def keep_rules(
    component: Component,
    workload: WorkloadType,
    definition: WorkloadTypeDefinition,
    bound: BoundContainer,
    said: tuple[str, ...],
    binder: ContainerBinder,
) -> None:
    """Report what a container says against the rules, and what it lacks; its values get the rules that are about them."""
    declarations = {declared.name.value: declared for declared in definition.settings}
    given = dict(_said(bound))
    for name in said or (IMAGE,):
        declared, value = declarations.get(name), given.get(name)
        if declared is None:
            continue
        if value is None:
            if declared.required and declared.default is None:
                binder.reports.add(
                    codes.MISSING_SETTING,
                    at=bound.container.name.span,
                    related=[Related(span=declared.name.span, message="the WorkloadType document requires it here")],
                    workload=workload.name,
                    setting=name,
                    hint="add variables to the env of the container",
                )
            continue
        tree, span = value
        if isinstance(tree, Hole) and any(own.path == tree.path for own in binder.parameters):
            _narrow(tree, declared, span, workload, binder)
        else:
            listed: Any = as_listed(tree, declared) if name == ENVIRONMENT else tree
            setting = SettingValue(name=Located(value=name, span=span), value=listed, span=span)
            check_declared(setting, declarations, component, workload, definition, binder.values, binder.reports)


def _said(bound: BoundContainer) -> Iterator[tuple[str, tuple[ValueTree, Span]]]:
    """Yield what a container says of each setting, and where."""
    yield IMAGE, (bound.image, bound.container.image.span)
    env = {one.name.value: one for one in bound.env if one.value is not None and one.name.value != PROGRAM}
    if env:
        variables: dict[str, ValueTree] = {name: one.value for name, one in env.items()}
        yield ENVIRONMENT, (variables, next(iter(env.values())).name.span)
    amounts: dict[str, ValueTree] = {"cpu": bound.cpu, "memory": bound.memory}
    for name in ("limits", "requests"):
        yield name, (amounts, bound.container.span)


def _narrow(hole: Hole, declared: SettingDeclaration, span: Span, workload: WorkloadType, binder: ContainerBinder) -> None:
    """Give a value of the container the rules as well. Report a value that breaks them, and rules that no value keeps."""
    wanted = wanted_type(declared)
    number = next(index for index, own in enumerate(binder.parameters) if own.path == hole.path)
    parameter = binder.parameters[number]
    both = None if wanted is None else intersect(parameter.type, wanted)
    found = "takes its value from a container of which no value keeps the rules" if both is None and wanted is not None else ""
    if both is not None:
        binder.parameters[number] = replace(parameter, type=both)
        found = "" if isinstance(parameter.value, Unset) else problem(both, parameter.value)
    if found:
        report_declared(declared, found, span, workload, binder.reports)
