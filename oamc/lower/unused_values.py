"""Values that no object of a vocabulary with trees of properties uses: an installer who changed one would wait for nothing.

They are fixed. What the document gives and nothing ever used is reported; what a trait has replaced is not.
"""

from __future__ import annotations

from oamc.diagnostics.codes import vela as codes
from oamc.values.parameters import APPLICATION
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Path
    from oamc.ir.program import Instance


def report_unused(instance: Instance, used: Collection[Path], reports: Reports) -> None:
    """Report what the document gives to an instance and none of its objects ever had, unless a trait has said why."""
    told = {
        (found.span.source, found.span.line) for found in reports.found if found.code == codes.IGNORED_PROPERTY and found.span
    }
    for parameter in instance.parameters:
        if parameter.fixed or parameter.path in used:
            continue
        for assignment in parameter.history:
            span = assignment.span
            if assignment.source == APPLICATION and span is not None and (span.source, span.line) not in told:
                reports.add(
                    codes.PROPERTY_WITHOUT_EFFECT,
                    at=span,
                    property=spell_path(parameter.path[1:]),
                    component=instance.name.value,
                    hint="leave it out, or look for what would make it count, such as a type or a switch",
                )
