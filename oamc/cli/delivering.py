# ruff: noqa: PTH100 - pathlib costs more than all of `oamc --version`
"""What a build made, brought to its place: written, compared (`--check`) or listed (`--dry-run`).

In: what the compiler made, and where it goes. Out: the exit status.
"""

from __future__ import annotations

import os

from oamc.cli.compilation import input_paths
from oamc.cli.entry import FINE, WRONG
from oamc.cli.inputs import STANDARD_INPUT
from oamc.cli.outputs import STANDARD_OUTPUT, stream, target_of, trees_of
from oamc.cli.presentation import MOST_TOLD, changes, counted
from oamc.cli.repository import root
from oamc.cli.streams import write_message
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.backends.contract import Output
    from oamc.cli.outputs import Destination
    from oamc.cli.progress import Progress
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.disk.ledger import Delivery


def deliver(
    outputs: tuple[Output, ...],
    place: Destination,
    settings: Settings,
    inputs: Mapping[tuple[int, int], str],
    reports: Reports,
    progress: Progress,
) -> int:
    """Write, compare or list results in files, and return the exit status. `inputs` are the files read, by identity."""
    if place.kind == "file":
        return _deliver_file(outputs, place.path, settings, inputs, reports)
    return _deliver_trees(outputs, place, settings, reports, progress)


def _deliver_file(
    outputs: tuple[Output, ...],
    path: str,
    settings: Settings,
    inputs: Mapping[tuple[int, int], str],
    reports: Reports,
) -> int:
    """Deliver one stream to one file, with a first line that tells later whether somebody edited it."""
    from oamc.cli.own_files import marked
    from oamc.cli.single_files import guard
    from oamc.disk.file_staging import write_single_file

    text = marked(stream(outputs))
    if settings.flag("check") or settings.flag("dry-run"):
        from oamc.cli.comparison import compare_file

        return compare_file(path, text, target_of(path, settings), settings, inputs, reports)
    changed = write_single_file(path, text, reports, guard(target_of(path, settings), inputs, reports))
    if changed is None:
        return WRONG
    _tell(settings, f"wrote {escape(path)}" if changed else f"{escape(path)} is up to date")
    return FINE


def _deliver_trees(
    outputs: tuple[Output, ...], place: Destination, settings: Settings, reports: Reports, progress: Progress
) -> int:
    """Deliver each application to a directory of its own."""
    trees, directory = trees_of(outputs), place.path
    delivery = delivery_of(outputs, directory, settings, reports)
    delivery.watch = progress.watch
    if settings.flag("trust-times"):
        from oamc.cli.cache.trees import standing_of

        delivery.standing = standing_of(directory, settings, reports)
    status = _delivered(trees, place, delivery, settings, reports, progress)
    if delivery.standing is not None:
        from oamc.cli.cache.trees import note

        note(directory, delivery.standing, settings, reports)
    return status


def _delivered(
    trees: Mapping[str, Mapping[str, str]],
    place: Destination,
    delivery: Delivery,
    settings: Settings,
    reports: Reports,
    progress: Progress,
) -> int:
    """Write the trees, or compare them, and return the exit status."""
    from oamc.disk.staging import write_trees

    directory = place.path
    if settings.flag("check") or settings.flag("dry-run"):
        from oamc.cli.comparison import compare_trees

        return compare_trees(trees, directory, delivery, settings, reports, progress)
    force = settings.flag("force")
    if place.stream is not None:
        surveys = place.stream.write(trees, delivery, reports)
    else:
        surveys = write_trees(directory, trees, force=force, reports=reports, delivery=delivery)
    progress.clear()
    if surveys is None:
        return WRONG
    verbose = settings.flag("verbose")
    told = surveys if verbose else surveys[:MOST_TOLD]
    for survey in told:
        shown = escape(survey.shown)
        files = counted(len(survey.files) - 1)
        gone = f", {len(survey.removed):,} removed" if survey.removed else ""
        _tell(settings, f"wrote {shown} ({files}{gone})" if survey.differs else f"{shown} is up to date ({files})")
        for path in delivery.of_others.get(survey.name, ()) if survey.differs else ():
            if path.endswith("/"):
                folder = f"{shown}/{path}".rstrip("/").rpartition("/")[0]
                _tell(settings, f"it needs other charts: before it is installed, run helm dependency build {folder}")
        if verbose:
            for line in changes(survey, "new"):
                write_message(f"  {line}")
    if len(told) < len(surveys):
        _tell(settings, f"and {len(surveys) - len(told):,} more")
    if delivery.removed or delivery.left_over:
        from oamc.cli.comparison import tell_removed

        tell_removed(delivery, directory, settings, reports)
    return FINE


def delivery_of(outputs: tuple[Output, ...], directory: str, settings: Settings, reports: Reports) -> Delivery:
    """Return what is asked of a directory beside the trees: where they come from, and what becomes of all others."""
    from oamc.choices import ALLOW, DENY
    from oamc.disk.ledger import Delivery

    compares = settings.flag("check")
    foreign = settings.required_text("foreign")
    places = Places(directory)
    delivery = Delivery(
        {output.application: places.relative(output.document) for output in outputs},
        [place for place in map(places.relative, input_paths(settings)) if place],
        _of_others(outputs),
        prunes=settings.flag("prune") and not compares,
        compares=compares,
        foreign=foreign if compares or foreign == DENY else ALLOW,
    )
    if delivery.prunes and not delivery.inputs:
        reason = "it or every input lies outside the repository, or is standard input"
        hint = "start oamc in a repository, or in a directory, that has both"
        reports.add(usage.LEFT_OVERS_NOT_KNOWN, at=None, path=directory, reason=reason, hint=hint)
    return delivery


def _of_others(outputs: tuple[Output, ...]) -> dict[str, tuple[str, ...]]:
    """Return where other programs may write, by the names of the trees: as `trees_of` has these."""
    found: dict[str, tuple[str, ...]] = {}
    for output in outputs:
        above = f"{output.target}/" if output.target else ""
        own = tuple(f"{above}{path}" for path in output.of_others)
        found[output.application] = (*found.get(output.application, ()), *own)
    return found


class Places:
    """The places of documents relative to the directory of the trees.

    Only where both lie in one repository, or in the working directory where there is none, is there one that tells nobody who
    works where: anything else has the empty text, and so has standard input.
    """

    def __init__(self, directory: str) -> None:
        here = root()
        self.here = here.rstrip(os.sep) + os.sep
        self.root = os.path.abspath(directory)
        self.is_inside = here != os.sep and (self.root + os.sep).startswith(self.here)

    def relative(self, path: str) -> str:
        """Return the place of a document or of an input, in its shortest form."""
        if not self.is_inside or path in {STANDARD_OUTPUT, STANDARD_INPUT}:
            return ""
        absolute = os.path.abspath(path)
        if not (absolute + os.sep).startswith(self.here):
            # That directory may be known by another way, through a link.
            absolute = os.path.realpath(path)
        if not (absolute + os.sep).startswith(self.here):
            return ""
        return os.path.relpath(absolute, self.root).replace(os.sep, "/")


def _tell(settings: Settings, text: str) -> None:
    """Tell people what was done."""
    if not settings.flag("quiet"):
        write_message(text + "\n")
