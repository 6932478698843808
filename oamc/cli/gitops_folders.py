# ruff: noqa: PTH118 - pathlib costs more than all of `oamc --version`
"""The folders of a tree on the disk: written, compared or listed, each with a list of its own.

Everything is looked at before the first folder is written. A folder below an environment that no application makes any more is
left over: it is told, removed by `--prune`, and found by `--check`. One without a list, or with edited files, is never touched.
"""

from __future__ import annotations

import os

from oamc.choices import ALLOW, DENY
from oamc.cli.entry import FINE, WRONG
from oamc.cli.gitops_place import CONTROL, names_in
from oamc.cli.presentation import MOST_TOLD, changes, counted
from oamc.cli.streams import write_message
from oamc.diagnostics.reports import escape
from oamc.disk.ledger import Delivery
from oamc.disk.listed import folders_in, listed_folders, read_listed
from oamc.disk.staging import survey_trees, write_trees
from oamc.progress import watched
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from oamc.backends.contract import FileTree
    from oamc.cli.gitops_plan import Planned
    from oamc.cli.progress import Progress
    from oamc.cli.settings import Settings
    from oamc.cli.streaming import Stream
    from oamc.diagnostics.reports import Reports
    from oamc.disk.listed import Listed
    from oamc.disk.survey import Survey

OVERRIDING = ".argocd-source"
"""How the names of files begin that override the source of an Application (argo-cd, docs/user-guide/parameters.md)."""
OVERRIDES = "move it away: Argo CD takes it for settings of the unit, which then is not what the tree says"


class Folders(Record):
    """Folders in one directory: the files of those that are wanted, by their names, and the names of those left over.

    A `stream` has the files beside their places already.
    """

    directory: str
    trees: Mapping[str, FileTree]
    surplus: tuple[str, ...] = ()
    stream: Stream | None = None


def arranged(made: Mapping[str, FileTree], planned: Planned, streams: Mapping[str, Stream]) -> tuple[Folders, ...]:
    """Return the folders of a tree by the directories that they lie in: those of units first, then those of the tools."""
    below: dict[str, dict[str, FileTree]] = {}
    for path, files in made.items():
        above, _, name = path.rpartition("/")
        below.setdefault(above, {})[name] = files
    directory, plan = planned.directory, planned.plan
    found = []
    for environment in plan.environments:
        wanted = below.get(environment.name, {})
        place = os.path.join(directory, environment.name)
        stream = streams.get(environment.name)
        found.append(Folders(directory=place, trees=wanted, surplus=_surplus(place, wanted), stream=stream))
    known = {*(environment.name for environment in plan.environments), *plan.others, *CONTROL}
    for name in folders_in(directory):
        place = os.path.join(directory, name)
        if name not in known and (surplus := listed_folders(place)):
            found.append(Folders(directory=place, trees={}, surplus=surplus))
    control = below.get("", {})
    unused = tuple(name for name in listed_folders(directory) if name in CONTROL and name not in control)
    found.append(Folders(directory=directory, trees=control, surplus=unused))
    return tuple(found)


def _surplus(directory: str, wanted: Collection[str]) -> tuple[str, ...]:
    """Return the folders with a list that nobody wants."""
    return tuple(name for name in listed_folders(directory) if name not in wanted)


def _of_others(planned: Planned) -> dict[str, Listed]:
    """Return the folders of environments that are promoted by hand, and that a run leaves alone, by their paths."""
    places = (os.path.join(planned.directory, name) for name in planned.by_hand)
    found = {
        os.path.normpath(f"{place}/{name}"): read_listed(place, name) for place in places for name in listed_folders(place)
    }
    return {path: listed for path, listed in found.items() if listed is not None}


def deliver(
    made: Mapping[str, FileTree],
    planned: Planned,
    settings: Settings,
    reports: Reports,
    progress: Progress,
    streams: Mapping[str, Stream],
) -> int:
    """Write, compare or list all folders, and return the exit status. Nothing is written where something must not be.

    `streams` have written the folders of environments, by their names, beside their places.
    """
    found = arranged(made, planned, streams)
    if settings.flag("check") or settings.flag("dry-run"):
        from oamc.cli.comparison import compare_foreign, compare_listed, compare_trees

        # First, because a file that overrides a unit is also one that oamc did not write, which may be only a warning.
        overriding = _overriding(found) if settings.flag("check") and planned.plan.settings.for_argo_cd else []
        statuses = [compare_foreign(overriding, OVERRIDES, settings, reports)]
        statuses += [
            compare_trees(one.trees, one.directory, _delivery(one, settings), settings, reports, progress)
            for one in found
            if one.trees or one.surplus
        ]
        if settings.flag("check"):
            statuses.append(compare_listed(_of_others(planned), settings, reports))
        return WRONG if WRONG in statuses else max(statuses, default=FINE)
    force = settings.flag("force")
    folders = _settled([one for one in found if one.trees or one.surplus], reports)
    for one in folders:
        # Those that are written already were looked at then.
        trees = one.trees if one.stream is None else {}
        survey_trees(one.directory, trees, force=force, reports=reports, delivery=_delivery(one, settings))
    if reports.has_errors():
        return WRONG
    fresh = 0
    written: list[Survey] = []
    for one in watched(folders, "writing {} groups of folders", progress.watch):
        delivery = _delivery(one, settings)
        if one.stream is not None:
            surveys = one.stream.write(one.trees, delivery, reports)
        else:
            surveys = write_trees(one.directory, one.trees, force=force, reports=reports, delivery=delivery)
        if surveys is None:
            return WRONG
        written += [survey for survey in surveys if survey.differs]
        fresh += sum(not survey.differs for survey in surveys)
        if delivery.removed or delivery.left_over:
            progress.clear()
            from oamc.cli.comparison import tell_removed

            tell_removed(delivery, one.directory, settings, reports)
        if delivery.removed:
            _remove_if_empty(one.directory)
    progress.clear()
    if not settings.flag("quiet"):
        _tell(written, fresh, verbose=settings.flag("verbose"))
    return FINE


def _settled(folders: list[Folders], reports: Reports) -> list[Folders]:
    """Return folders that may take their places as they lie beside them, all of them, or else with their texts.

    Folders that no unit makes are written where the others are: that of the namespaces of an environment.
    """
    streamed = [(one.stream, one.trees) for one in folders if one.stream is not None]
    for stream, trees in streamed:
        stream.complete(trees)
    if all(stream.holds(trees) for stream, trees in streamed):
        return folders
    # The last goes first: the directory of an environment may lie in one that was made for another environment before it.
    plain = [
        one if one.stream is None else replace(one, trees=one.stream.taken_back(one.trees, reports) or {}, stream=None)
        for one in reversed(folders)
    ]
    return plain[::-1]


def _overriding(found: tuple[Folders, ...]) -> list[str]:
    """Return files in units by which Argo CD would not apply what the tree says."""
    units = (os.path.normpath(f"{one.directory}/{name}") for one in found for name in one.trees)
    return [f"{unit}/{name}" for unit in units for name in sorted(names_in(unit)) if name.startswith(OVERRIDING)]


def _delivery(one: Folders, settings: Settings) -> Delivery:
    """Return what is asked of the folders of one directory."""
    compares = settings.flag("check")
    foreign = settings.required_text("foreign")
    return Delivery(
        prunes=settings.flag("prune") and not compares,
        compares=compares,
        foreign=foreign if compares or foreign == DENY else ALLOW,
        surplus=one.surplus,
    )


def _remove_if_empty(directory: str) -> None:
    """Remove the directory of an environment of which nothing is left."""
    try:
        os.rmdir(directory)  # noqa: PTH106 - pathlib costs more than all of `oamc --version`
    except OSError:
        return


def _tell(written: list[Survey], fresh: int, *, verbose: bool) -> None:
    """Tell which folders were written, and how many are as they were."""
    told = written if verbose else written[:MOST_TOLD]
    for survey in told:
        gone = f", {len(survey.removed):,} removed" if survey.removed else ""
        write_message(f"wrote {escape(survey.shown)} ({counted(len(survey.files) - 1)}{gone})\n")
        if verbose:
            for line in changes(survey, "new"):
                write_message(f"  {line}")
    if len(told) < len(written):
        write_message(f"and {len(written) - len(told):,} more\n")
    if fresh:
        write_message(f"{fresh:,} folder{' is' if fresh == 1 else 's are'} up to date\n")
