"""Templates as programs: one that a document has, compiled once and filled for each use, with all that can go wrong reported.

In: the template of a capability, and data. Out: what it gives, or None after a report at the line of the template.
"""

from __future__ import annotations

from oamc.bounded_templates import SealedError, TemplateProblemError, prepared
from oamc.capabilities.own.rendering import Templates, rendered
from oamc.capabilities.own.trees import ResultError
from oamc.diagnostics.codes import own as codes
from oamc.diagnostics.reports import Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from oamc.bounded_templates import Prepared
    from oamc.capabilities.own.rendering import Data, Result
    from oamc.diagnostics.reports import Reports
    from oamc.model.own_templates import OwnTemplate, Template
    from oamc.spans import Span

    T = TypeVar("T")


class Spent:
    """The steps that the templates of a run have taken."""

    def __init__(self) -> None:
        self.steps = 0


class Program:
    """A template of a capability. Nothing comes of one that cannot be compiled, which is reported."""

    def __init__(self, owner: OwnTemplate, template: Template, spent: Spent, reports: Reports) -> None:
        self._owner = owner
        self._template = template
        self._spent = spent
        self._prepared: Prepared | None = None
        try:
            self._prepared = prepared(Templates(), template.text)
        except TemplateProblemError as problem:
            self._report(problem, reports, None)

    def made(self, data: Data, of: Callable[[Result], T], reports: Reports, at: Span) -> T | None:
        """Return what `of` makes of what the template gives; None after a report. It is used `at` a place."""
        if self._prepared is None:
            return None
        try:
            result, self._spent.steps = rendered(self._template.text, self._prepared, data, self._spent.steps)
            return of(result)
        except TemplateProblemError as problem:
            self._report(problem, reports, at)
        except ResultError as problem:
            related = [Related(span=at, message="it is used here")]
            reports.add(
                codes.BAD_RESULT,
                at=self._template.place.at(1, 1),
                related=related,
                what=self._owner.what,
                problem=str(problem),
            )
        return None

    def _report(self, problem: TemplateProblemError, reports: Reports, used: Span | None) -> None:
        """Report why the template cannot be filled, at its line, or at the first one."""
        template, owner = self._template, self._owner
        lines = template.text.split("\n")
        number = problem.line if 0 < problem.line <= len(lines) else 1
        line = lines[number - 1]
        at = template.place.at(number, len(line) - len(line.lstrip()) + 1)
        related = [] if used is None else [Related(span=used, message="it is used here")]
        cause = problem.__cause__
        if isinstance(cause, SealedError):
            declared = (item for item in owner.properties if cause.words == f'property "{item.name.value}"')
            related = [Related(span=item.name.span, message="it is declared here") for item in declared] or related
            hint = "print it by itself, or declare the property with live: false"
            reports.add(codes.LIVE_IN_STRUCTURE, at=at, related=related, what=owner.what, value=cause.words, hint=hint)
            return
        reason = problem.reason.partition(". ")[0].rstrip(".")  # jinja2 writes sentences
        reports.add(codes.TEMPLATE_FAILS, at=at, related=related, what=owner.what, problem=reason)
