"""Findings as data that another process, or a later run, can read, and back.

In: diagnostics, and a number for each input file. Out: mappings, lists, texts and numbers, of which the same diagnostics come
again: the same words in the same order. A place refers to the file of whoever reads them, which has the same text. A file
without a number, which the compiler has made itself, goes along whole.
"""

from __future__ import annotations

from oamc.diagnostics.reports import Code, Diagnostic, Related
from oamc.records import items
from oamc.spans import SourceFile, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


def portable(found: Sequence[Diagnostic], number: Callable[[SourceFile], int | None]) -> dict[str, Any]:
    """Return diagnostics as data. `number` gives that of an input file, None for one that is none."""
    strangers: dict[int, SourceFile] = {}

    def place(span: Span | None) -> list[Any] | None:
        if span is None:
            return None
        known = number(span.source)
        if known is None:
            strangers[id(span.source)] = span.source
            known = -1 - list(strangers).index(id(span.source))
        return [known, span.line, span.column, span.end_line, span.end_column]

    rows = [
        {
            "code": dict(items(one.code)),
            "severity": one.severity,
            "message": one.message,
            "span": place(one.span),
            "related": [[place(other.span), other.message] for other in one.related],
            "hint": one.hint,
        }
        for one in found
    ]
    return {"found": rows, "strangers": [dict(items(source)) for source in strangers.values()]}


def findings_of(data: dict[str, Any], sources: Sequence[SourceFile]) -> list[Diagnostic]:
    """Return the diagnostics of data. Data of another form raise `KeyError`, `TypeError` or `IndexError`."""
    strangers = [SourceFile(**fields) for fields in data["strangers"]]

    def span(place: list[Any] | None) -> Span | None:
        if place is None:
            return None
        number, *numbers = place
        return Span(sources[number] if number >= 0 else strangers[-1 - number], *numbers)

    def certain(place: list[Any]) -> Span:
        found = span(place)
        if found is None:
            raise TypeError("a related place is somewhere")
        return found

    return [
        Diagnostic(
            code=Code(**one["code"]),
            severity=one["severity"],
            message=one["message"],
            span=span(one["span"]),
            related=tuple(Related(span=certain(place), message=message) for place, message in one["related"]),
            hint=one["hint"],
        )
        for one in data["found"]
    ]
