"""`oamc remap`: findings of other programs about files that oamc wrote, at the lines of the documents."""

from __future__ import annotations

from oamc.cli.arguments import UsageError
from oamc.cli.compilation import gather
from oamc.cli.entry import FINE, WRONG
from oamc.cli.inputs import Inputs
from oamc.cli.presentation import destinations, present
from oamc.cli.streams import write_message, write_result
from oamc.diagnostics.codes.usage import NO_REPORT
from oamc.diagnostics.reports import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.spans import SourceFile

STREAM = "-"
MOST_NAMED = 10


def run(settings: Settings, reports: Reports) -> int:
    """Move the findings of a report, print it, and return the exit status."""
    words = settings.positional
    if not words:
        raise UsageError("a report is asked for", "oamc remap REPORT.sarif PATH…", "remap")
    if words.count(STREAM) > 1:
        raise UsageError("standard input can be read only once", "put one of both into a file", "remap")
    destinations(settings, prints="the report")
    settings.positional = words[1:]
    gathered = gather(settings, reports)
    source = Inputs(gathered.limits, reports).read_file(words[0])
    if source is not None and not reports.has_errors():
        from oamc.cli.asked import compiled_subjects
        from oamc.cli.remapping import Remapping
        from oamc.origins.moved_findings import NoReportError, moved

        report = _read(source, reports)
        asked = compiled_subjects(settings, gathered, reports)
        if not reports.has_errors():
            remapping = Remapping(asked, settings.text("scanned") or "", gathered.limits)
            try:
                found = moved(report, remapping.place_of)
            except NoReportError as error:
                reports.add(NO_REPORT, at=None, path=source.path, reason=str(error), hint="give a report in SARIF 2.1.0")
            else:
                import json

                write_result(json.dumps(found.report, indent=2, ensure_ascii=False) + "\n")
                if not settings.flag("quiet"):
                    _tell(found.moved, found.stayed, found.elsewhere)
    complete = present(settings, reports, gathered.visibility, gathered.inputs)
    return WRONG if reports.has_errors() or not complete else FINE


def _read(source: SourceFile, reports: Reports) -> Any:
    """Return a report as data; what is no JSON is reported."""
    import json

    def refuse(text: str) -> None:
        raise ValueError(f"{text} is no number of JSON")

    try:
        return json.loads(source.text, parse_constant=refuse)
    except RecursionError:
        reason = "its lists and mappings stand too deep in one another"
    except ValueError as error:
        reason = f"it is no JSON: {error}"
    reports.add(NO_REPORT, at=None, path=source.path, reason=reason, hint="give a report in SARIF 2.1.0")
    return None


def _tell(moved: int, stayed: int, elsewhere: tuple[str, ...]) -> None:
    """Say how many findings were moved, and which files the others are about."""
    write_message(f"moved {moved:,} of {moved + stayed:,} findings\n")
    for address in elsewhere[:MOST_NAMED]:
        write_message(f"  as it was: {printable(address)}\n")
    if len(elsewhere) > MOST_NAMED:
        write_message(f"  and {len(elsewhere) - MOST_NAMED:,} more files\n")
