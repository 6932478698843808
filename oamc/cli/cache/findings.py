"""Diagnostics as data, and back: what a run of the compiler adds to its reports.

In: reports before and after, and the input files by number. Out: data for JSON from which the same reports follow, in the same
order and with the same words. A place in an input refers to the file of the new run, which has the same text.
"""

from __future__ import annotations

from oamc.diagnostics.reports import Code, Diagnostic, Related
from oamc.records import Record, items
from oamc.spans import SourceFile, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from oamc.cli.cache.fingerprint import Fingerprint
    from oamc.diagnostics.reports import Reports


class Before(Record):
    """What reports had noticed when the compiler began."""

    found: int
    seen: frozenset[tuple[object, ...]]
    places: frozenset[tuple[object, ...]]


def before(reports: Reports) -> Before:
    """Note what reports have noticed."""
    return Before(found=len(reports.found), seen=frozenset(reports._seen), places=frozenset(reports._places))  # noqa: SLF001


def added(reports: Reports, earlier: Before, fingerprint: Fingerprint) -> dict[str, Any]:
    """Return as data what reports have noticed since. There are no errors among it."""
    strangers: dict[int, SourceFile] = {}

    def place(span: Span | None) -> list[Any] | None:
        if span is None:
            return None
        number = fingerprint.number(span.source)
        if number is None:
            strangers[id(span.source)] = span.source
            number = -1 - list(strangers).index(id(span.source))
        return [number, span.line, span.column, span.end_line, span.end_column]

    found = [
        {
            "code": dict(items(one.code)),
            "severity": one.severity,
            "message": one.message,
            "span": place(one.span),
            "related": [[place(other.span), other.message] for other in one.related],
            "hint": one.hint,
        }
        for one in reports.found[earlier.found :]
    ]
    return {
        "found": found,
        "strangers": [dict(items(source)) for source in strangers.values()],
        "seen": sorted(reports._seen - earlier.seen, key=repr),  # noqa: SLF001 - reports are kept whole
        "places": sorted(reports._places - earlier.places, key=repr),  # noqa: SLF001
        "searches": [reports._searches, reports._candidates],  # noqa: SLF001
    }


def add(data: dict[str, Any], reports: Reports, sources: Sequence[SourceFile]) -> None:
    """Let reports notice again what `added` returned. Data of another form raise `KeyError`, `TypeError` or `IndexError`."""
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

    found = [
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
    seen, places = _tuples(data["seen"]), _tuples(data["places"])
    searches, candidates = data["searches"]
    reports.found.extend(found)
    reports._seen.update(seen)  # noqa: SLF001 - as above
    reports._places.update(places)  # noqa: SLF001
    reports._searches, reports._candidates = searches, candidates  # noqa: SLF001


def _tuples(value: Any) -> Any:
    """Return data with tuples in the place of lists, which JSON has instead."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
