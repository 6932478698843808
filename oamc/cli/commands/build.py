"""`oamc build`: read the inputs, compile them, and write the result."""

from __future__ import annotations

from oamc.cli.compilation import builds_a_part, compile_options, gather, may_be_in_parts
from oamc.cli.entry import FINE, WRONG
from oamc.cli.outputs import check_places, check_trees, destination, stream
from oamc.cli.presentation import destinations, present
from oamc.cli.progress import Progress
from oamc.cli.several_runs import inputs_read, visibility_of
from oamc.cli.streams import write_message, write_result
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.backends.contract import Output
    from oamc.cli.compilation import Gathered
    from oamc.cli.outputs import Destination
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.fleets.build import Keeper, Stage
    from oamc.options import Options
    from oamc.progress import Watch

    Made = tuple[tuple[Output, ...], tuple[str, ...], str]

ALL = "all-envs"


def _printed(place: Destination, settings: Settings) -> str:
    """Say what a build writes to standard output, besides findings, or return the empty text."""
    if place.kind == "stream":
        return "the manifests"
    return next((f"the list of --{name}" for name in ("check", "dry-run") if settings.flag(name)), "")


def made(
    settings: Settings,
    gathered: Gathered,
    options: Options,
    reports: Reports,
    watch: Watch | None = None,
    stage: Stage | None = None,
) -> Made:
    """Return what the compiler makes, what is told of it where somebody asks, and the map of `--origins`, else empty.

    A `stage` gets outputs while others are compiled, where that can be.
    """
    if "cache" in settings.merged and settings.text("cache"):
        from oamc.cli.cache.runs import kept_run

        def compile_anew(found: Reports, keeper: Keeper | None) -> Made:
            return _made(settings, gathered, options, found, watch, keeper, stage)

        return kept_run(settings, gathered.sources, options, reports, compile_anew)
    return _made(settings, gathered, options, reports, watch, None, stage)


def _made(
    settings: Settings,
    gathered: Gathered,
    options: Options,
    reports: Reports,
    watch: Watch | None,
    keeper: Keeper | None,
    stage: Stage | None,
) -> Made:
    """Compile. Who keeps parts of a run may know some of them."""
    if not settings.flag("report") and not _wants_origins(settings):
        if may_be_in_parts(settings, gathered):
            from oamc.cli.jobs import built_in_parts

            joined = built_in_parts(settings, gathered.sources, options, reports, watch, keeper, stage)
            if joined is not None:
                return joined.outputs, (), ""
        from oamc.compiler import build

        return build(gathered.sources, options, reports, watch), (), ""
    from oamc.cli.unused_processes import tell_unused_processes
    from oamc.compiler import Compilation

    asking = "--report" if settings.flag("report") else "--origins"
    tell_unused_processes(settings, f"{asking} asks about the whole run")
    compilation = Compilation(gathered.sources, options, reports, watch=watch)
    outputs, origins = compilation.outputs, ""
    told: tuple[str, ...] = ()
    if settings.flag("report"):
        from oamc.cli.fixed_values import report_lines

        told = tuple(report_lines(compilation))
    if _wants_origins(settings):
        from oamc.cli.origins_file import origins_text

        origins = origins_text(compilation)
    return outputs, told, origins


def _wants_origins(settings: Settings) -> bool:
    """Tell whether somebody wants the map of where each field comes from."""
    return "origins" in settings.merged and settings.text("origins") is not None


def run(settings: Settings, reports: Reports) -> int:
    """Build, and return the exit status."""
    with Progress(settings) as progress:
        return _run(settings, reports, progress)


def _run(settings: Settings, reports: Reports, progress: Progress) -> int:
    """Build, and show how far that is. The line is gone before something else is printed."""
    all_environments = settings.flag(ALL)
    if all_environments:
        from oamc.cli.all_environments import refuse_combinations

        refuse_combinations(settings)
    place = destination(settings)
    destinations(settings, prints=_printed(place, settings))
    if all_environments:
        from oamc.cli.all_environments import build_all

        if settings.text("cache"):
            from oamc.cli.cache.runs import tell_unused

            tell_unused(settings, "--all-envs asks the compiler several times")
        built = build_all(settings, reports, progress.watch)
        withheld = check_places(place, settings, inputs_read(built.gathered), reports)
        return _finished(built.outputs, ((), ""), built.gathered, place, settings, reports, withheld, progress)
    gathered = gather(settings, reports, progress.watch)
    withheld = check_places(place, settings, gathered.inputs, reports)
    if not may_be_in_parts(settings, gathered):
        return _built(gathered, withheld, place, settings, reports, progress)
    from oamc.cli.streaming import stream_to

    writing = stream_to(place.path, settings) if place.kind == "directory" else None
    try:
        return _built(gathered, withheld, replace(place, stream=writing), settings, reports, progress)
    finally:
        if writing is not None:
            writing.close()


def _built(
    gathered: Gathered,
    withheld: frozenset[str],
    place: Destination,
    settings: Settings,
    reports: Reports,
    progress: Progress,
) -> int:
    """Build once, for no environment or for one, and return the exit status."""
    outputs: tuple[Output, ...] = ()
    told: tuple[str, ...] = ()
    origins = ""
    if not reports.has_errors():
        if builds_a_part(settings):
            from oamc.cli.other_applications import compiled

            outputs, told, origins = compiled(
                lambda options, found: made(settings, gathered, options, found, progress.watch), settings, gathered, reports
            )
        else:
            options = compile_options(settings, gathered)
            outputs, told, origins = made(settings, gathered, options, reports, progress.watch, place.stream)
    return _finished(outputs, (told, origins), (gathered,), place, settings, reports, withheld, progress)


def _finished(
    outputs: tuple[Output, ...],
    further: tuple[tuple[str, ...], str],
    gathered: tuple[Gathered, ...],
    place: Destination,
    settings: Settings,
    reports: Reports,
    withheld: frozenset[str],
    progress: Progress,
) -> int:
    """Deliver what was made, unless something is wrong, tell what is, and return the exit status.

    What is `further` are lines for people, and the map of origins.
    """
    inputs, (told, origins) = inputs_read(gathered), further
    status = FINE
    progress.clear()
    if not reports.has_errors():
        write_message("".join(told))
        if not outputs:
            from oamc.cli.nothing_made import report_nothing

            report_nothing(gathered[0].sources, settings, reports, place)
        withheld = check_trees(outputs, place, settings, inputs, reports)
        if not reports.has_errors():
            status = _delivered(outputs, place, settings, inputs, reports, progress)
        if origins and not reports.has_errors():
            from oamc.cli.origins_file import write_origins

            write_origins(settings, origins, inputs, reports)
    if place.stream is not None:
        place.stream.close()  # reports may lie in the directory, which is locked
    progress.clear()
    complete = present(settings, reports, visibility_of(gathered), inputs, withheld)
    if not complete:
        return WRONG
    # What a comparison finds are errors too, and have a status of their own.
    return WRONG if status == FINE and reports.has_errors() else status


def _delivered(
    outputs: tuple[Output, ...],
    place: Destination,
    settings: Settings,
    inputs: Mapping[tuple[int, int], str],
    reports: Reports,
    progress: Progress,
) -> int:
    """Bring what was made to its place, and return the exit status."""
    if place.kind == "stream":
        if not settings.flag("dry-run"):
            write_result(stream(outputs))
        return FINE
    from oamc.cli.delivering import deliver

    return deliver(outputs, place, settings, inputs, reports, progress)
