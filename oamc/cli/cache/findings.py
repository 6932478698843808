"""What a run of the compiler adds to its reports, as data, and back.

In: reports before and after, and the input files by number. Out: data for JSON from which the same reports follow, in the same
order and with the same words (`diagnostics/portable.py`), with what the reports have noticed beside their findings.
"""

from __future__ import annotations

from oamc.diagnostics.portable import findings_of, portable
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from oamc.cli.cache.fingerprint import Fingerprint
    from oamc.diagnostics.reports import Reports
    from oamc.spans import SourceFile


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
    return {
        **portable(reports.found[earlier.found :], fingerprint.number),
        "seen": sorted(reports._seen - earlier.seen, key=repr),  # noqa: SLF001 - reports are kept whole
        "places": sorted(reports._places - earlier.places, key=repr),  # noqa: SLF001
        "searches": [reports._searches, reports._candidates],  # noqa: SLF001
    }


def add(data: dict[str, Any], reports: Reports, sources: Sequence[SourceFile]) -> None:
    """Let reports notice again what `added` returned. Data of another form raise `KeyError`, `TypeError` or `IndexError`."""
    found = findings_of(data, sources)
    seen, places = _tuples(data["seen"]), _tuples(data["places"])
    searches, candidates = data["searches"]
    reports.found.extend(found)
    reports._seen.update(seen)  # noqa: SLF001 - as above
    reports._places.update(places)  # noqa: SLF001
    reports._searches, reports._candidates = searches, candidates  # noqa: SLF001


def _tuples(value: Any) -> Any:
    """Return data with tuples in the place of lists, which JSON has instead."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
