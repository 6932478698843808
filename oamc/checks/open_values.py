"""Required values that nobody has given yet: told, or replaced by examples where the output may go without them.

In: the values in force and the parameters. Out: the values with an example for each that is missing, of which nothing is ever
written: what would come out is checked with them. None after a report.
"""

from __future__ import annotations

from oamc.diagnostics.codes.values import CANNOT_STAY_OPEN, VALUE_MUST_BE_GIVEN
from oamc.diagnostics.reports import printable
from oamc.expressions.examples import example
from oamc.values import open_examples
from oamc.values.shape import assignment_of, spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Code, Reports
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet
    from oamc.source.nodes import Plain
    from oamc.values.parameters import Parameter


def with_examples(
    values: dict[str, Plain], filler: Filler, objects: ObjectSet, reports: Reports, *, may_stay_open: bool
) -> dict[str, Plain] | None:
    """Return `values`, of which the filler is, with an example for each parameter that must have a value and has none."""
    if not may_stay_open and report_missing(objects.parameters, filler, reports):
        return None
    errors = reports.errors
    for parameter in objects.parameters:
        if parameter.is_open and example(parameter.type) is None:
            _report(CANNOT_STAY_OPEN, parameter, reports)
    return open_examples.with_examples(values, objects.parameters) if reports.errors == errors else None


def report_missing(parameters: tuple[Parameter, ...], filler: Filler, reports: Reports) -> bool:
    """Report each parameter that must have a value and has none, and tell whether there was one."""
    errors = reports.errors
    for parameter in parameters:
        if parameter.is_open and filler.at(parameter.path) is None:
            _report(VALUE_MUST_BE_GIVEN, parameter, reports)
    return reports.errors > errors


def _report(code: Code, parameter: Parameter, reports: Reports) -> None:
    """Report a parameter that cannot be without a value."""
    hint = f"give it by {printable(assignment_of(parameter.path, parameter.type))}"
    reports.add(code, at=parameter.declared, path=spell_path(parameter.path), hint=hint)
