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


class PlacesOut:
    """Places as data: each is the number of its file, and where it is in that."""

    def __init__(self, number: Callable[[SourceFile], int | None]) -> None:
        """Begin with what gives the number of an input file, None for one that is none."""
        self._number = number
        self._strangers: dict[int, tuple[int, SourceFile]] = {}

    def of(self, span: Span | None) -> list[int] | None:
        """Return a place as data."""
        if span is None:
            return None
        return [self.number_of(span.source), span.line, span.column, span.end_line, span.end_column]

    def number_of(self, source: SourceFile) -> int:
        """Return the number of a file, below zero for one that goes along."""
        known = self._number(source)
        if known is None:
            known, _ = self._strangers.setdefault(id(source), (-1 - len(self._strangers), source))
        return known

    def strangers(self) -> list[dict[str, Any]]:
        """Return the files of places without a number, which go along whole."""
        return [dict(items(source)) for _, source in self._strangers.values()]


class PlacesIn:
    """Places of data: the files with numbers are `sources`, and the others come along."""

    def __init__(self, sources: Sequence[SourceFile], strangers: list[dict[str, Any]]) -> None:
        self._sources = sources
        self._strangers = [SourceFile(**fields) for fields in strangers]

    def at(self, place: list[int] | None) -> Span | None:
        """Return the place of data."""
        return None if place is None else self.certain(place)

    def certain(self, place: list[int]) -> Span:
        """Return the place of data, which is somewhere."""
        number, *numbers = place
        return Span(self.file(number), *numbers)

    def file(self, number: int) -> SourceFile:
        """Return the file of a number."""
        return self._sources[number] if number >= 0 else self._strangers[-1 - number]


def numbers_in(sources: Sequence[SourceFile]) -> Callable[[SourceFile], int | None]:
    """Return what gives the number of a file among others, None for one that is not among them."""
    numbers = {id(source): number for number, source in enumerate(sources)}
    return lambda source: numbers.get(id(source))


def portable(found: Sequence[Diagnostic], number: Callable[[SourceFile], int | None]) -> dict[str, Any]:
    """Return diagnostics as data. `number` gives that of an input file, None for one that is none."""
    places = PlacesOut(number)
    return {"found": rows_of(found, places), "strangers": places.strangers()}


def findings_of(data: dict[str, Any], sources: Sequence[SourceFile]) -> list[Diagnostic]:
    """Return the diagnostics of data. Data of another form raise `KeyError`, `TypeError` or `IndexError`."""
    return from_rows(data["found"], PlacesIn(sources, data["strangers"]))


def rows_of(found: Sequence[Diagnostic], places: PlacesOut) -> list[dict[str, Any]]:
    """Return diagnostics as data beside their places."""
    return [
        {
            "code": dict(items(one.code)),
            "severity": one.severity,
            "message": one.message,
            "span": places.of(one.span),
            "related": [[places.of(other.span), other.message] for other in one.related],
            "hint": one.hint,
        }
        for one in found
    ]


def from_rows(rows: list[dict[str, Any]], places: PlacesIn) -> list[Diagnostic]:
    """Return the diagnostics of data, as `findings_of` does."""
    return [
        Diagnostic(
            code=Code(**one["code"]),
            severity=one["severity"],
            message=one["message"],
            span=places.at(one["span"]),
            related=tuple(Related(span=places.certain(place), message=message) for place, message in one["related"]),
            hint=one["hint"],
        )
        for one in rows
    ]
