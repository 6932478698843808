"""`oamc gitops`: a tree for Argo CD or Flux, with a folder for each application in each environment."""

from __future__ import annotations

from oamc.cli.entry import FINE, WRONG
from oamc.cli.gitops_folders import deliver
from oamc.cli.gitops_place import report_unproven
from oamc.cli.gitops_plan import planned
from oamc.cli.inputs import place_of, places_of
from oamc.cli.presentation import destinations, present, report_targets
from oamc.cli.progress import Progress
from oamc.cli.several_runs import inputs_read, visibility_of
from oamc.cli.single_files import is_reserved
from oamc.cli.streams import write_message
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import escape, listing
from oamc.gitops.naming import revision
from oamc.gitops.trees import trees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.cli.gitops_plan import Planned
    from oamc.cli.settings import Settings
    from oamc.cli.streaming import Stream
    from oamc.diagnostics.reports import Reports


def run(settings: Settings, reports: Reports) -> int:
    """Write, compare or list a tree, and return the exit status."""
    lists = next((f"the list of --{name}" for name in ("check", "dry-run") if settings.flag(name)), "")
    destinations(settings, prints=lists)
    with Progress(settings) as progress:
        streams: dict[str, Stream] = {}
        try:
            found = planned(settings, reports, progress.watch, streams)
            return _finished(found, settings, reports, progress, streams, lists=lists)
        finally:
            _close(streams)


def _close(streams: Mapping[str, Stream]) -> None:
    """Close what has written ahead: the last first, since the directory of one may have been made for another one before it."""
    for stream in reversed(tuple(streams.values())):
        stream.close()


def _finished(
    found: Planned | None,
    settings: Settings,
    reports: Reports,
    progress: Progress,
    streams: Mapping[str, Stream],
    *,
    lists: str,
) -> int:
    """Make the tree of a plan, and show how far that is. The line is gone before something else is printed."""
    status, withheld = FINE, frozenset[str]()
    if found is not None and not reports.has_errors():
        withheld = _check_place(found, settings, reports)
        made = trees(found.plan, reports)
        progress.clear()
        if not reports.has_errors():
            if not lists and not settings.flag("quiet"):
                _tell_whose(found)
            status = deliver(made, found, settings, reports, progress, streams)
    gathered = found.gathered if found is not None else ()
    progress.clear()
    _close(streams)
    complete = present(settings, reports, visibility_of(gathered), inputs_read(gathered), withheld)
    if not complete:
        return WRONG
    return WRONG if status == FINE and reports.has_errors() else status


def _check_place(found: Planned, settings: Settings, reports: Reports) -> frozenset[str]:
    """Report a place that is not for a tree: one among other files that a project file has chosen, or one with a report.

    Return the paths of reports that must not be written.
    """
    directory = found.directory
    if not found.proven:
        report_unproven(directory, "the project file", reports)
    is_reserved(directory, "--output", reports)
    above = f"{place_of(directory)}/"
    withheld = {target.path for target in report_targets(settings) if f"{place_of(target.path)}/".startswith(above)}
    for path in sorted(withheld):
        reports.add(usage.OUTPUTS_MEET, at=None, path=path, other=directory, hint="put the report beside the tree")
    for path, place in places_of(inputs_read(found.gathered).values()):
        if place.startswith(above):
            reports.add(usage.OUTPUT_IS_AN_INPUT, at=None, path=path, hint="give another output")
    return frozenset(withheld)


def _tell_whose(found: Planned) -> None:
    """Tell what the cluster will follow: whoever reads it sees where a stranger's project file would send him."""
    plan, chosen = found.plan, found.plan.settings
    clusters = dict.fromkeys(
        f"{environment.name} in {environment.cluster.label or 'the cluster of the tool'}" for environment in plan.environments
    )
    project = f", project {chosen.project}" if chosen.for_argo_cd else ""
    waiting = f"promoted by hand, not in this run: {escape(listing(found.by_hand))}\n" if found.by_hand else ""
    write_message(
        f"for {listing(chosen.tools)}: {escape(chosen.repo_url)}, {escape(revision(chosen))}{escape(project)}\n"
        f"environments: {escape(listing(clusters))}\n"
        f"{waiting}"
        f"applications that leave the tree are removed {'by hand' if chosen.remove_applications == 'by-hand' else 'at once'}\n"
    )
