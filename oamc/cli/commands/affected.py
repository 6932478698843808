"""`oamc affected`: which applications in which environments a change touches, by what is made of them."""

from __future__ import annotations

import contextlib

from oamc.cli.affected_sides import Side
from oamc.cli.affected_units import compared
from oamc.cli.arguments import UsageError
from oamc.cli.commit_files import commit_files
from oamc.cli.compilation import input_paths
from oamc.cli.entry import FINE, STALE, WRONG
from oamc.cli.presentation import destinations, present
from oamc.cli.settings import ENV, Settings
from oamc.cli.several_runs import inputs_read, visibility_of
from oamc.cli.streams import write_result
from oamc.cli.weakening import tell_what_weakens
from oamc.diagnostics.codes.usage import TOO_MANY_JOBS
from oamc.diagnostics.reports import Reports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oamc.changes.units import AffectedUnit
    from oamc.diagnostics.snippets import Visibility, VisibleText
    from oamc.spans import SourceFile

STREAM = "-"
JSON = "json"


def run(settings: Settings, reports: Reports) -> int:
    """Compare both sides, print what is affected, and return the exit status."""
    since, until = _revisions(settings)
    destinations(settings, prints="what is affected")
    with contextlib.ExitStack() as stack:
        base = stack.enter_context(_side(since, settings, reports))
        head = stack.enter_context(_side(until, settings, reports)) if base is not None else None
        units: tuple[AffectedUnit, ...] = ()
        if base is not None and head is not None:
            found = _affected(base, head, settings, reports)
            units = found or ()
            if found is not None:
                _write(units, base, head, settings, reports)
        sides = [side for side in (head, base) if side is not None]
        read = inputs_read([one for side in sides for one in side.gathered()])
        complete = present(settings, reports, _visibility(sides), read)
    if reports.has_errors() or not complete:
        return WRONG
    return STALE if units and settings.flag("exit-code") else FINE


def _revisions(settings: Settings) -> tuple[str, str | None]:
    """Return the commits to compare; None for the disk. Wrong usage is refused before anything is read."""
    since = settings.text("since")
    if not since:
        raise UsageError("a change begins at a commit", "name it: oamc affected --since origin/main", "affected")
    if STREAM in (*settings.positional, *settings.texts("values")):
        raise UsageError("standard input is not in a commit", "name files", "affected")
    return since, settings.text("until") or None


@contextlib.contextmanager
def _side(name: str | None, settings: Settings, reports: Reports) -> Iterator[Side | None]:
    """Give a side while the block runs; None where its commit cannot be had, which is reported."""
    if name is None:
        if settings.configuration is not None:
            tell_what_weakens((settings,), reports)
        yield Side(settings, reports.alike())
        return
    with commit_files(name, reports) as found:
        if found is None:
            yield None
            return
        own = Reports()
        of_commit = found.settings(settings.arguments, own)
        own.strict, own.allow_unknown = of_commit.flag("strict"), of_commit.flag("allow-unknown-fields")
        yield Side(of_commit, own, found)


def _affected(base: Side, head: Side, settings: Settings, reports: Reports) -> tuple[AffectedUnit, ...] | None:
    """Return the units that differ, None where a commit is not read; why a side does not compile is reported."""
    if not any(input_paths(side.settings) or side.is_broken for side in (base, head)):
        hint = 'give a file or a directory, for example "oamc affected --since origin/main app.yaml"'
        raise UsageError("there is no input", hint, "affected")
    _choose_paths(base, head)
    for side in (base, head):
        if side.commit is not None:
            side.commit.lay_out(side.settings, reports)
    if reports.has_errors():
        return None
    names = tuple(dict.fromkeys(settings.texts(ENV)))
    for side, other in ((base, head), (head, base)):
        own = [name for name in names if side.knows(name) or (side is head and not other.knows(name))]
        if own or not names:
            side.read(own)
    units, failed = compared(base, head, counts_inputs=settings.flag("touched"))
    for side in (head, base):
        reports.extend(side.findings(failed))
    return units


def _visibility(sides: Sequence[Side]) -> Visibility:
    """Return what tells which text of a line may be shown: of a file of values nothing, by whatever name a finding has it."""
    shown = visibility_of([one for side in sides for one in side.gathered()])

    def visibility(source: SourceFile, line: int) -> VisibleText | None:
        return shown(next((side.originals[source] for side in sides if source in side.originals), source), line)

    return visibility


def _choose_paths(base: Side, head: Side) -> None:
    """Leave to each side the paths that it has. One that neither has is left to the head, which reports it."""
    typed = len(head.settings.positional)
    kept: dict[Side, list[str]] = {base: [], head: []}
    for old, new in zip(base.settings.positional, head.settings.positional, strict=True):
        is_old, is_new = base.has_path(old), head.has_path(new)
        kept[base] += [old] if is_old else []
        kept[head] += [new] if is_new or not is_old else []
    for side, paths in kept.items():
        side.settings.positional = tuple(paths)
        side.is_absent = bool(typed) and not paths


def _write(units: Sequence[AffectedUnit], base: Side, head: Side, settings: Settings, reports: Reports) -> None:
    """Print the units. Where a side is not even read, there is nothing to print."""
    from oamc.changes import unit_forms

    if not unit_forms.is_small(units):
        hint = "the matrix has a job for each application, with its environments"
        most, count = unit_forms.MOST_JOBS, len(unit_forms.jobs(units))
        reports.add(TOO_MANY_JOBS, at=None, count=f"{count:,}", most=most, hint=hint)
    if settings.text("format") == JSON:
        commits = [side.commit.commit if side.commit is not None else "" for side in (base, head)]
        write_result(unit_forms.json_of(units, *commits))
    elif units or not reports.has_errors():
        write_result(unit_forms.text_of(units))
