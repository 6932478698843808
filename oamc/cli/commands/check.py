"""`oamc check`: everything that a build refuses or warns about, in each environment of the project, and nothing is written."""

from __future__ import annotations

from oamc.cli.commands.build import made
from oamc.cli.compilation import builds_a_part, compile_options, gather
from oamc.cli.entry import FINE, WRONG
from oamc.cli.presentation import destinations, present
from oamc.cli.progress import Progress
from oamc.cli.project.choice import in_environments
from oamc.cli.several_runs import inputs_read, together, visibility_of
from oamc.cli.streams import write_message
from oamc.diagnostics.reports import escape
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Diagnostic, Reports


def run(settings: Settings, reports: Reports) -> int:
    """Check the inputs in each environment, without any where there is none, and return the exit status."""
    destinations(settings)
    runs = in_environments(settings, reports, in_all=True)
    gathered: list[Gathered] = []
    if not reports.has_errors():
        with Progress(settings) as progress:
            found = [_checked(one, gathered, reports, progress, is_one_of_several=len(runs) > 1) for one in runs]
        names = [one.environment.name.value for one in runs if one.environment is not None]
        reports.extend(found[0] if len(found) == 1 else together(dict(zip(names, found, strict=True))))
    complete = present(settings, reports, visibility_of(gathered), inputs_read(gathered))
    return WRONG if reports.has_errors() or not complete else FINE


def _checked(
    settings: Settings, gathered: list[Gathered], reports: Reports, progress: Progress, *, is_one_of_several: bool
) -> Sequence[Diagnostic]:
    """Return what is found in one run. What was read for it is added to `gathered`."""
    found = reports.alike()
    found.strict = settings.flag("strict")
    given = gather(settings, found, progress.watch)
    gathered.append(given)
    if found.has_errors():
        return found.found
    # What a cache keeps is for builds, too: they want to find the files there.
    lays_out = bool(settings.text("cache"))
    if builds_a_part(settings):
        from oamc.cli.other_applications import compiled

        _, told, _ = compiled(
            lambda options, reports: made(settings, given, replace(options, lays_out=lays_out), reports, progress.watch),
            settings,
            given,
            found,
        )
    else:
        _, told, _ = made(settings, given, compile_options(settings, given, lays_out=lays_out), found, progress.watch)
    progress.clear()
    if told and not found.has_errors():
        environment = settings.environment
        if is_one_of_several and environment is not None:
            write_message(f"environment {escape(environment.name.value)}:\n")
        write_message("".join(told))
    return found.found
