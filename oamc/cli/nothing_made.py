"""What is told where a command makes something of applications, and the inputs have none."""

from __future__ import annotations

from oamc.cli.delivering import delivery_of
from oamc.diagnostics.codes import usage
from oamc.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.cli.outputs import Destination
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.spans import SourceFile


def report_nothing(
    sources: Sequence[SourceFile], settings: Settings, reports: Reports, place: Destination | None = None
) -> None:
    """Report that a command that makes something of applications has none: in CI that would look like a success.

    Where the last one is gone and its output is not, there is something to do for `--prune`, and to find for `--check`.
    """
    hint = 'an ApplicationConfiguration lists components; "oamc check" looks at components alone'
    if place is not None and place.kind == "directory" and _is_left_over(place.path, settings):
        if settings.flag("check") or settings.flag("prune"):
            return
        from oamc.cli.comparison import command

        hint += f"; where the last application is gone, {command(settings, '--prune')}, which removes its output"
    from oamc.cli.other_programs import speaks_of_oam

    own = (source for source in sources if not source.met or speaks_of_oam(source.text.encode()))
    at = next((Span(source, 1, 1, 1, 1) for source in own), None)
    reports.add(usage.NOTHING_TO_WRITE, at=at, command=settings.command.name, hint=hint)


def _is_left_over(directory: str, settings: Settings) -> bool:
    """Tell whether a run that makes nothing would leave over what an earlier one wrote."""
    from oamc.diagnostics.reports import Reports
    from oamc.disk.staging import survey_trees

    found = Reports()
    delivery = delivery_of((), directory, settings, found)
    delivery.prunes = False
    survey_trees(directory, {}, force=settings.flag("force"), reports=found, delivery=delivery)
    return bool(delivery.left_over)
