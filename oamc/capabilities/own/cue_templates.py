"""Templates in CUE: what they may do with values that are not known yet, and what they give (docs/spec/own-capabilities.md, 9).

A value that may still be chosen is given to the engine as a word, or a number, that nobody can guess. That the template copies
it whole, or puts it into texts, and does nothing else with it, the engine proves by the syntax: so what is chosen stands
wherever the word comes out, and everything else stays as it is. Nothing here hangs on the kind of the document: what is
declared, and what a template may read, is given.
"""

from __future__ import annotations

import hashlib

from oamc.capabilities.own.cue_results import SOURCE, CueResult, UndecidedError, span_in
from oamc.capabilities.own.rendering import Result
from oamc.capabilities.own.trees import Prefixed, ResultError
from oamc.diagnostics.codes import own as codes
from oamc.diagnostics.codes.definitions import DEFINITION_REFUSES
from oamc.diagnostics.reports import Related, listing
from oamc.engines.contract import EngineFailed, Template
from oamc.engines.findings import OF_NO_TEMPLATE, report_errors, report_failure
from oamc.objects.naming import prefixed
from oamc.records import Record
from oamc.sealed import Sealed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from oamc.diagnostics.reports import Reports
    from oamc.engines.contract import Copy, CueEngine, EngineError, Names, Place, Rendered
    from oamc.model.own_definitions import TextPlace
    from oamc.model.own_templates import OwnProperty
    from oamc.spans import Span

PROPERTIES, CONTEXT = "properties", "context"
REFUSALS = "errs"
EACH = "*"
NAME_PREFIX = "namePrefix"


class CueText(Record):
    """A template in CUE of an `owner`: its text and place, the `roots` that it gives, and the properties that it reads."""

    owner: str
    text: str
    place: TextPlace
    roots: tuple[str, ...]
    properties: tuple[OwnProperty, ...]

    @property
    def what(self) -> str:
        """Return what messages of the engine call the template."""
        return f"the template of {self.owner}"


class Using(Record):
    """Who uses a template: the place, those of the properties by their names, and where findings go."""

    span: Span
    spans: Mapping[str, Span]
    reports: Reports


class CueTemplates:
    """The templates in CUE of one run. The `engine` is asked for by the first of them."""

    def __init__(self, engine: Callable[[], CueEngine]) -> None:
        self._engine = engine
        self._is_there = True

    def prepared(self, text: CueText, reports: Reports) -> CueProgram | None:
        """Return a template that can be used; None after a report."""
        program = CueProgram(self, text)
        parts = {_path_of(item.name.value): f'property "{item.name.value}"' for item in text.properties if item.live}
        return program if self._is_there and program.is_blind(parts, reports, ()) else None

    def asked(self, text: CueText, reports: Reports, at: Span, ask: Callable[[CueEngine, Template], Any]) -> Any:
        """Return an answer of the engine; None after a report. That the engine is not there is told once."""
        try:
            return ask(self._engine(), Template(name=SOURCE, text=text.text))
        except EngineFailed as failed:
            if self._is_there:
                report_failure(failed, reports, at=at, what=text.what)
            self._is_there = self._is_there and failed.reason not in OF_NO_TEMPLATE
            return None


class CueProgram:
    """One template, to be evaluated for each of its uses."""

    def __init__(self, templates: CueTemplates, text: CueText) -> None:
        self._templates = templates
        self._text = text
        self._fails = False
        self._proven: set[Names] = set()

    def rendered(self, properties: dict[str, Any], context: dict[str, Any], using: Using) -> Result | None:
        """Return what the template gives; None after a report. Raises `ResultError`.

        What is sealed in `properties` and `context` may still be chosen.
        """
        context = {**context, NAME_PREFIX: Prefixed("the prefix of names", prefixed(""))}
        related = [Related(span=using.span, message="it is used here")]
        words = {
            path: value.words
            for name, part in ((PROPERTIES, properties), (CONTEXT, context))
            for path, value in _sealed(part, (name,))
        }
        self._fails = self._fails or not self.is_blind(words, using.reports, related)
        if self._fails:
            return None
        known = repr((len(self._text.text), self._text.text, _known(properties), _known(context)))
        result = CueResult(hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest(), self._text.place)
        sent, read = result.sent(properties), result.sent(context)

        def ask(engine: CueEngine, template: Template) -> Rendered:
            return engine.render(template, None, read, roots=self._text.roots, properties=sent)

        found: Rendered | None = self._templates.asked(self._text, using.reports, using.span, ask)
        self._fails = found is None
        if found is None or not self._is_right(found, result, using, related):
            return None
        try:
            return Result(document=result.document(found.roots) if found.roots else None, places=result.places)
        except UndecidedError as problem:
            self._report_problem(str(problem), self._text.place.at(problem.line, problem.column), using.reports, related)
            return None

    def is_blind(self, parts: Mapping[Names, str], reports: Reports, related: Sequence[Related]) -> bool:
        """Tell whether a template asks of no part what it is; report those of which it does."""
        open_parts = tuple(path for path in parts if path not in self._proven)
        if not open_parts and self._proven:
            return True
        text = self._text

        def ask(engine: CueEngine, template: Template) -> Any:
            return engine.uses(template, open_parts, roots=text.roots)

        found = self._templates.asked(text, reports, text.place.at(1, 1), ask)
        if found is None:
            return False
        if found.errors:
            self._report_errors(found.errors, reports, related, None)
            return False
        places = set()
        for copy in found.copies:
            at = span_in(self._text.place, copy.place)
            if copy.reason and at.key() not in places:
                places.add(at.key())
                self._report_use(copy, parts[copy.path], at, reports, related)
        self._proven.update(copy.path for copy in found.copies if not copy.reason)
        return not places

    def _is_right(self, found: Rendered, result: CueResult, using: Using, related: Sequence[Related]) -> bool:
        """Tell whether a template has come out; report why it has not. Raises `ResultError`."""
        text, reports = self._text, using.reports
        if found.errors:
            self._report_errors(map(result.spelled, found.errors), reports, related, using)
            return False
        roots = (*text.roots, REFUSALS)
        other = next((name for name in found.names if name not in (*roots, PROPERTIES, CONTEXT)), "")
        if other:
            raise ResultError(f'it has "{other}" beside {listing(text.roots)}: what it alone reads is called _{other}')
        if found.malformed:
            raise ResultError(f"{REFUSALS} must be a list of texts")
        if found.actions:
            problem = "it asks for a merge, which only definitions of KubeVela can do"
            self._report_problem(problem, span_in(self._text.place, None), reports, related)
            return False
        for reason in found.refusals:
            declared = [Related(span=text.place.at(1, 1), message="this is the template")]
            reports.add(DEFINITION_REFUSES, at=using.span, related=declared, what=text.owner, reason=reason)
        return not found.refusals

    def _report_use(self, copy: Copy, words: str, at: Span, reports: Reports, related: Sequence[Related]) -> None:
        """Report that a template asks what a value is that may still be chosen."""
        declared = [item for item in self._text.properties if words == f'property "{item.name.value}"']
        further = [Related(span=item.name.span, message="it is declared here") for item in declared]
        is_taken = copy.reason.endswith("to something else")
        hint = f"{copy.reason}: copy it to a field or put it into a text"
        if is_taken:
            hint = f'{copy.reason}: call that otherwise, or write "{copy.path[0]}": in quotes where it is a field of an object'
        elif declared:
            hint += ", or declare the property with live: false"
        owner = self._text.owner
        reports.add(codes.LIVE_IN_STRUCTURE, at=at, related=further or list(related), what=owner, value=words, hint=hint)

    def _report_errors(
        self, errors: Iterable[EngineError], reports: Reports, related: Sequence[Related], using: Using | None
    ) -> None:
        """Report what CUE says is wrong, at the line of the template, or at the property that takes part in it."""

        def span_of(place: Place) -> Span | None:
            if place.line:
                return span_in(self._text.place, place)
            name = ".".join(map(str, place.path)) if place.source == PROPERTIES else ""
            return using.spans.get(name) if using is not None else None

        for error in errors:
            at = span_in(self._text.place, next((place for place in error.places if place.line), None))
            report_errors([error], reports, at=at, what=self._text.what, span_of=span_of, further=related)

    def _report_problem(self, problem: str, at: Span, reports: Reports, related: Sequence[Related]) -> None:
        """Report why what a template gives is of no use."""
        reports.add(codes.TEMPLATE_FAILS, at=at, related=list(related), what=self._text.owner, problem=problem)


def _path_of(name: str) -> Names:
    """Return where a declared property is among what a template reads."""
    return (PROPERTIES, *name.replace("[]", f".{EACH}").split("."))


def _sealed(value: Any, path: Names) -> Iterator[tuple[Names, Sealed]]:
    """Yield what may still be chosen, with its path; items of lists are of one."""
    if isinstance(value, Sealed):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _sealed(inner, (*path, name))
    elif isinstance(value, list):
        for item in value:
            yield from _sealed(item, (*path, EACH))


def _known(value: Any) -> Any:
    """Return what is known of a value."""
    if isinstance(value, dict):
        return {name: _known(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return value.words if isinstance(value, Sealed) else value
