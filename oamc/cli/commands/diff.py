"""`oamc diff`: what changes between two sides, and what each change means for whoever runs them."""

from __future__ import annotations

from oamc.cli.arguments import UsageError
from oamc.cli.compilation import values_of
from oamc.cli.entry import FINE, STALE, WRONG
from oamc.cli.presentation import destinations, present
from oamc.cli.progress import Progress
from oamc.cli.project.choice import in_environments, in_namespaces_of
from oamc.cli.settings import ENV, number
from oamc.cli.several_runs import inputs_read, visibility_of
from oamc.cli.streams import palette, write_message, write_result
from oamc.diagnostics.codes.usage import CHART_VERSION_UNCHANGED
from oamc.diagnostics.reports import escape, listing, nearest, printable
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.changes.model import ObjectChange
    from oamc.cli.compared_sides import Side
    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.progress import Watch

FAILED = 3
SIDES = 2
FEWEST_CHARACTERS = 1_000
"""Into fewer, what says how much is left out would hardly go."""
STREAM = "-"
UNIFIED = "unified"


def run(settings: Settings, reports: Reports) -> int:
    """Compare two sides, print what changes, and return the exit status."""
    from oamc.changes.compare import compare

    wanted = _fail_on(settings)
    form = UNIFIED if settings.flag(UNIFIED) else settings.required_text("format")
    if number(settings, "limit-chars") < FEWEST_CHARACTERS:
        raise UsageError(f"--limit-chars must be at least {FEWEST_CHARACTERS:,}", command="diff")
    of_sides = tuple(settings.texts(f"{name}-values") for name in ("old", "new"))
    _refuse(settings.positional, of_sides, settings)
    destinations(settings, prints="the changes")
    runs = in_environments(settings, reports, in_all=False)
    _tell_of_revisions(settings, runs)
    gathered = [values_of(one, reports) for one in runs] if not reports.has_errors() else []
    status = FINE
    if not reports.has_errors():
        with Progress(settings) as progress:
            old, new = _sides(runs, gathered, of_sides, reports, progress.watch)
    if not reports.has_errors():
        changes = compare(old.bodies, new.bodies)
        _report_versions(old, new, changes, reports)
        write_result(_written(changes, old, new, form, settings))
        status = _status(changes, wanted, settings)
    complete = present(settings, reports, visibility_of(gathered), inputs_read(gathered))
    return WRONG if reports.has_errors() or not complete else status


def _sides(
    runs: Sequence[Settings],
    gathered: Sequence[Gathered],
    of_sides: tuple[tuple[str, ...], ...],
    reports: Reports,
    watch: Watch | None,
) -> tuple[Side, Side]:
    """Return both sides: each in the environment that is for it, where there are two."""
    from oamc.cli.compared_sides import side_of, side_of_project

    settings, paths = runs[0], runs[0].positional
    if len(runs) == SIDES:
        sides = []
        _tell_namespaces(*runs)
        for one, read, files in zip((in_namespaces_of(*runs), runs[1]), gathered, of_sides, strict=True):
            values = _with_values(read, files, reports)
            made = side_of(paths[0], one, values, reports, watch) if paths else side_of_project(one, values, reports, watch)
            sides.append(made)
        return sides[0], sides[1]
    if len(paths) == SIDES or any(of_sides):
        return _two(paths[0], paths[-1], of_sides, settings, gathered[0], reports, watch)
    return _with_disk(paths[0], settings, gathered[0], reports, watch)


def _tell_of_revisions(settings: Settings, runs: Sequence[Settings]) -> None:
    """Tell that a side of a commit has the environment that is on disk: its values of that time are not compared."""
    from oamc.cli.revisions import revision_path

    if runs[0].environment is not None and any(map(revision_path, settings.positional)) and not settings.flag("quiet"):
        write_message("note: both sides have the environment as it is on disk; oamc affected --since REV compares it, too\n")


def _tell_namespaces(old: Settings, new: Settings) -> None:
    """Tell that the namespaces of two environments are compared as one, where they differ."""
    from oamc.cli.project.choice import namespaces_of

    if new.environment is not None and namespaces_of(old) != namespaces_of(new) and not old.flag("quiet"):
        name = escape(new.environment.name.value)
        write_message(f"note: the namespaces differ; both sides are compared in those of {name}\n")


def _refuse(paths: Sequence[str], of_sides: tuple[tuple[str, ...], ...], settings: Settings) -> None:
    """Refuse sides that are too many, too few, or read standard input twice."""
    environments = len(dict.fromkeys(settings.texts(ENV)))
    if environments > SIDES:
        raise UsageError("two environments are compared", "oamc diff --env OLD --env NEW", "diff")
    if environments == SIDES:
        if len(paths) >= SIDES:
            raise UsageError("two environments are compared in one input", "oamc diff --env OLD --env NEW PATH", "diff")
        if not paths and not settings.texts("inputs"):
            raise UsageError("there is no input", "name it: oamc diff --env OLD --env NEW PATH", "diff")
    elif not paths or len(paths) > SIDES:
        raise UsageError("two sides are compared, or one with what is on disk", "oamc diff OLD NEW", "diff")
    output = settings.text("output")
    if output == STREAM:
        raise UsageError("what is on disk is no stream", "give the place where a build wrote it", "diff")
    if SIDES in {len(paths), environments} | {SIDES * any(of_sides)} and settings.merged["output"].origin == "flag":
        raise UsageError(
            "--output is where one side is compared with what is on disk, and there are two", "name two sides", "diff"
        )
    files = (*paths, *settings.texts("values"), *of_sides[0], *of_sides[1])
    if sum(path == STREAM for path in files) > 1:
        raise UsageError("standard input can be read only once", "put one of both into a file", "diff")


def _two(
    old: str,
    new: str,
    of_sides: tuple[tuple[str, ...], ...],
    settings: Settings,
    gathered: Gathered,
    reports: Reports,
    watch: Watch | None,
) -> tuple[Side, Side]:
    """Return two sides that are named, or one with the values of each side."""
    from oamc.cli.compared_sides import side_of

    before, after = (
        side_of(path, settings, _with_values(gathered, files, reports), reports, watch)
        for path, files in zip((old, new), of_sides, strict=True)
    )
    return before, after


def _with_values(gathered: Gathered, paths: Sequence[str], reports: Reports) -> Gathered:
    """Return what was read with the files of values that one side has for itself: they come after those of both."""
    from oamc.cli.side_files import source_at

    found = [source_at(path, gathered.limits, reports) for path in paths]
    files = (*gathered.overrides.files, *(source for source in found if source is not None))
    return replace(gathered, overrides=replace(gathered.overrides, files=files))


def _with_disk(path: str, settings: Settings, gathered: Gathered, reports: Reports, watch: Watch | None) -> tuple[Side, Side]:
    """Return what is on disk, and documents whose build would write there."""
    from oamc.cli.compared_sides import NOTHING, side_of, side_on_disk

    new = side_of(path, settings, gathered, reports, watch)
    if reports.has_errors():
        return NOTHING, new
    if not new.applications:
        raise UsageError("only documents of OAM are compared with what is on disk", "oamc diff OLD NEW", "diff")
    return side_on_disk(new.applications, settings, gathered, reports), new


def _report_versions(old: Side, new: Side, changes: Sequence[ObjectChange], reports: Reports) -> None:
    """Report charts whose version does not tell that they changed."""
    from oamc.cli.compared_sides import unchanged_versions

    for name, version in unchanged_versions(old, new) if changes else ():
        hint = 'raise the annotation "version" of the application, or give --chart-version: Flux and registries go by it'
        reports.add(CHART_VERSION_UNCHANGED, at=None, name=name, version=version, hint=hint)


def _fail_on(settings: Settings) -> frozenset[str]:
    """Return the ratings that fail the run."""
    from oamc.changes.model import RATINGS

    wanted = [word.strip() for text in settings.texts("fail-on") for word in text.split(",") if word.strip()]
    for word in wanted:
        if word not in RATINGS:
            close = nearest(word, RATINGS)
            hint = f"did you mean {close}?" if close else f"ratings are {listing(RATINGS)}"
            raise UsageError(f'there is no rating "{printable(word)}"', hint, "diff")
    return frozenset(wanted)


def _status(changes: Sequence[ObjectChange], wanted: frozenset[str], settings: Settings) -> int:
    """Return the status of a comparison: a rating that fails it, any difference, or none."""
    if any(not wanted.isdisjoint(change.words) for change in changes):
        return FAILED
    counts_noise = settings.flag("noise")
    if all(change.is_noise and not counts_noise for change in changes) or wanted or settings.flag("exit-zero"):
        return FINE
    return STALE


def _written(changes: Sequence[ObjectChange], old: Side, new: Side, form: str, settings: Settings) -> str:
    """Return the changes in the form that is wanted."""
    shows_noise, shows_values = settings.flag("noise"), settings.flag("show-values")
    match form:
        case "json":
            from oamc.changes.json_text import json_of

            return json_of(changes, new.place_of, shows_values=shows_values)
        case "markdown":
            from oamc.changes.markdown import markdown_of

            longest = number(settings, "limit-chars")
            return markdown_of(changes, shows_noise=shows_noise, shows_values=shows_values, longest=longest)
        case "unified":
            from oamc.changes.unified import unified_of

            return unified_of(old.bodies, new.bodies, shows_values=shows_values)
        case _:
            from oamc.changes.text import text_of

            colours = palette(settings.required_text("color"))
            return text_of(changes, colours, new.place_of, shows_noise=shows_noise, shows_values=shows_values)
