"""Diagnostics of what engines say: a result that is missing, and errors in a template.

In: `EngineFailed` or `EngineError`, the place that uses the definition, and what it is called (`the definition "scaler"`). Out:
diagnostics. Who knows where a template stands in a document, and where the values come from, gives `span_of`.
"""

from __future__ import annotations

from oamc.diagnostics.codes import engines as codes
from oamc.diagnostics.reports import Related
from oamc.engines import contract
from oamc.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from oamc.diagnostics.reports import Reports
    from oamc.engines.contract import EngineError, EngineFailed, Place

    SpanOf = Callable[[Place], Span | None]

INSTALL_HINT = 'install it with pip install "oamc[cue]"; all that is not written in CUE works without it'
FAILURES = {
    contract.MISSING: (codes.ENGINE_MISSING, INSTALL_HINT),
    contract.ANOTHER_VERSION: (codes.ENGINE_OF_ANOTHER_VERSION, 'bring both to one release: pip install --upgrade "oamc[cue]"'),
    contract.CRASHED: (codes.ENGINE_CRASHED, "a template that does this is worth a report to the authors of oamc"),
    contract.TOO_SLOW: (codes.TEMPLATE_TOO_SLOW, "look for comprehensions within comprehensions, and for lists that grow"),
    contract.TOO_MUCH_MEMORY: (codes.TEMPLATE_TOO_LARGE, "look for lists and texts that are repeated, and for deep nesting"),
    contract.UNREADABLE: (codes.ENGINE_UNREADABLE, 'install it again: pip install --force-reinstall "oamc[cue]"'),
    contract.REQUEST_TOO_LARGE: (codes.REQUEST_TOO_LARGE, "split it, or give less to it"),
    contract.REPLY_TOO_LARGE: (codes.RESULT_TOO_LARGE, "look for lists and texts that are repeated"),
    contract.GIVEN_UP: (codes.ENGINE_GIVEN_UP, "mend what was reported of other definitions first"),
}
OF_NO_TEMPLATE = frozenset((contract.MISSING, contract.ANOTHER_VERSION, contract.GIVEN_UP))
"""Failures that are no template's fault: one report of them is enough."""
MOST_ALTERNATIVES = 3


def report_failure(failed: EngineFailed, reports: Reports, *, at: Span | None, what: str) -> None:
    """Report that there is no result. `what` begins the message: the definition that was evaluated."""
    code, hint = FAILURES[failed.reason]
    reports.add(code, at=at, what=what, reason=failed.details, hint=hint)


def report_errors(
    errors: Iterable[EngineError],
    reports: Reports,
    *,
    at: Span | None,
    what: str,
    span_of: SpanOf | None = None,
    further: Sequence[Related] = (),
) -> None:
    """Report each error at the first value that takes part in it, else at `at`. Other places, and `further`, explain it."""
    for error in errors:
        found = [(place, within(span)) for place in error.places if span_of and (span := span_of(place))]
        place = next((span for known, span in found if not known.line), None if at is None else within(at))
        spans = {span.key(): span for known, span in found if known.line}
        others = (span for span in spans.values() if place is None or span.key() != place.key())
        related = [*(Related(span=span, message="this takes part in it") for span in others), *further]
        if error.kind == "import":
            hint = "a template may import the standard library of CUE, vela/base64 and vela/cue"
            package = error.path[0] if error.path else ""
            reports.add(
                codes.TEMPLATE_IMPORTS, at=place, related=related, what=what, package=package, reason=error.message, hint=hint
            )
        elif error.kind == "syntax":
            reports.add(codes.TEMPLATE_UNUSABLE, at=place, related=related, what=what, problem=error.message)
        else:
            where = f" at {'.'.join(error.path)}" if error.path else ""
            reports.add(
                codes.TEMPLATE_FAILS,
                at=place,
                related=related,
                what=what,
                where=where,
                problem=error.message,
                hint="; ".join(inner.message for inner in error.alternatives[:MOST_ALTERNATIVES]),
            )


def within(span: Span) -> Span:
    """Return a place that is in its line: of a text that ends too early CUE says that it is wrong behind its end."""
    line = span.source.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[span.line - 1 : span.line]
    end = len(line[0]) + 1 if line else 1
    if span.line != span.end_line or span.end_column <= end:
        return span
    return Span(span.source, span.line, min(span.column, end), span.line, end)
