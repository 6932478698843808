"""Templates as programs: one that a document has, prepared once and filled for each use, with all that can go wrong reported.

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
    from oamc.capabilities.own.cue_templates import CueProgram, CueTemplates
    from oamc.capabilities.own.rendering import Data, Result
    from oamc.diagnostics.reports import Reports
    from oamc.engines.contract import CueEngine
    from oamc.model.own_templates import OwnTemplate, Template
    from oamc.spans import Span

    T = TypeVar("T")


class Languages:
    """The languages of the templates of a run: the steps that those of jinja2 have taken, and the engine for those in CUE."""

    def __init__(self, engine: Callable[[], CueEngine], reports: Reports) -> None:
        self.steps = 0
        self.reports = reports
        self._engine = engine
        self._cue: CueTemplates | None = None

    @property
    def cue(self) -> CueTemplates:
        """Return what evaluates templates in CUE. Most runs have none."""
        if self._cue is None:
            from oamc.capabilities.own.cue_templates import CueTemplates

            self._cue = CueTemplates(self._engine)
        return self._cue


class Program:
    """A template of a capability that gives some fields, its `roots`.

    Nothing comes of one that is wrong, which is reported; nor of one whose owner is described wrongly, and not `is_right`.
    """

    def __init__(
        self, owner: OwnTemplate, template: Template, roots: tuple[str, ...], languages: Languages, *, is_right: bool
    ) -> None:
        self._owner = owner
        self._template = template
        self._languages = languages
        self._is_right = is_right
        self._prepared: Prepared | None = None
        self._in_cue: CueProgram | None = None
        if template.is_cue:
            self._in_cue = _cue_program(owner, template, roots, languages)
            return
        try:
            self._prepared = prepared(Templates(), template.text)
        except TemplateProblemError as problem:
            self._report(problem, languages.reports, None)

    def made(self, data: Data, of: Callable[[Result], T], reports: Reports, at: Span) -> T | None:
        """Return what `of` makes of what the template gives; None after a report. It is used `at` a place."""
        try:
            result = self._result(data, reports, at)
            return None if result is None else of(result)
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

    def _result(self, data: Data, reports: Reports, at: Span) -> Result | None:
        """Return what the template gives; None where nothing can come of it, which is reported."""
        if not self._is_right:
            return None
        if self._in_cue is not None:
            from oamc.capabilities.own.cue_templates import Using

            using = Using(span=at, spans=data.spans, reports=reports)
            return self._in_cue.rendered(data.properties, data.context, using)
        if self._prepared is None:
            return None
        languages = self._languages
        result, languages.steps = rendered(self._template.text, self._prepared, data, languages.steps)
        return result

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


def _cue_program(owner: OwnTemplate, template: Template, roots: tuple[str, ...], languages: Languages) -> CueProgram | None:
    """Return a template in CUE that can be used; None after a report."""
    from oamc.capabilities.own.cue_templates import CueText

    text = CueText(owner=owner.what, text=template.text, place=template.place, roots=roots, properties=owner.properties)
    return languages.cue.prepared(text, languages.reports)
