# ruff: noqa: PTH116 - pathlib costs more than all of `oamc --version`
"""Where results go: one directory for each application, one file, or standard output.

In: what the compiler made, and the settings. Out: the exit status; files are written, compared (`--check`) or listed
(`--dry-run`).
"""

from __future__ import annotations

import os

from oamc.cli.arguments import UsageError
from oamc.cli.entry import FINE, STALE, WRONG
from oamc.cli.streams import write_message, write_result
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import escape
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from oamc.cli.settings import Settings
    from oamc.cli.survey import Survey
    from oamc.compiler import Output
    from oamc.diagnostics.reports import Reports

CHARTS = "charts"
STANDARD_OUTPUT = "-"
MOST_TOLD = 100
"""As many outputs are named as problems are; --verbose names all."""
MANIFEST_SUFFIXES = (".yaml", ".yml")


class Destination(Record):
    """A place for results: `kind` is "directory", "file" or "stream"."""

    kind: str
    path: str


def destination(settings: Settings) -> Destination:
    """Return where the result of `build` goes. What contradicts itself is wrong usage, found before anything is read."""
    path = settings.text("output")
    chart = settings.text("format") == "helm"
    single = settings.text("layout") == "single"
    if chart:
        if path == STANDARD_OUTPUT or (path or "").endswith(MANIFEST_SUFFIXES):
            _refuse(settings, "a chart is a directory", "give -o DIR, or --format manifests")
        return Destination(kind="directory", path=path or CHARTS)
    if path is None or path == STANDARD_OUTPUT:
        if not single:
            _refuse(settings, f"--layout {settings.text('layout')} makes several files", "give -o DIR")
        if settings.flag("check"):
            _refuse(settings, "--check compares with what is on disk, and this result goes to standard output", "give -o PATH")
        return Destination(kind="stream", path=STANDARD_OUTPUT)
    if not path:
        _refuse(settings, "the output is the empty text", "give -o PATH")
    if path.endswith(MANIFEST_SUFFIXES):
        if not single:
            _refuse(settings, f"--layout {settings.text('layout')} makes several files", "give -o DIR")
        return Destination(kind="file", path=path)
    return Destination(kind="directory", path=path)


def _refuse(settings: Settings, message: str, hint: str) -> None:
    """Refuse options that contradict each other."""
    raise UsageError(message, hint, settings.command.name)


def deliver(
    outputs: tuple[Output, ...],
    place: Destination,
    settings: Settings,
    inputs: Collection[tuple[int, int]],
    reports: Reports,
) -> int:
    """Write, compare or list the results, and return the exit status. `inputs` identify the files that were read."""
    if place.kind == "stream":
        if not settings.flag("dry-run"):
            write_result(stream(outputs))
        return FINE
    if place.kind == "file":
        return _deliver_file(outputs, place.path, settings, inputs, reports)
    return _deliver_trees(outputs, place.path, settings, reports)


def stream(outputs: tuple[Output, ...]) -> str:
    """Return the manifests of all applications as one stream of YAML documents."""
    texts = [text for output in outputs for text in output.files.values() if text]
    return "".join(text if index == 0 or text.startswith("---") else f"---\n{text}" for index, text in enumerate(texts))


def _deliver_file(
    outputs: tuple[Output, ...],
    path: str,
    settings: Settings,
    inputs: Collection[tuple[int, int]],
    reports: Reports,
) -> int:
    """Deliver one stream to one file."""
    from oamc.cli.staging import single_file_differs, write_single_file

    try:
        status = os.stat(path)
    except OSError:
        status = None
    if status is not None and (status.st_dev, status.st_ino) in inputs:
        reports.add(usage.OUTPUT_IS_AN_INPUT, at=None, path=path, hint="give another output")
        return WRONG
    text = stream(outputs)
    if settings.flag("check") or settings.flag("dry-run"):
        differs = single_file_differs(path, text, reports)
        if differs:
            change = "changed" if status else "missing" if settings.flag("check") else "new"
            write_result(f"{change} {escape(path)}\n")
        return _compared(settings, differs=differs)
    changed = write_single_file(path, text, reports)
    if changed is None:
        return WRONG
    _tell(settings, f"wrote {escape(path)}" if changed else f"{escape(path)} is up to date")
    return FINE


def _deliver_trees(outputs: tuple[Output, ...], directory: str, settings: Settings, reports: Reports) -> int:
    """Deliver each application to a directory of its own."""
    from oamc.cli.staging import survey_trees, write_trees

    trees = {output.application: output.files for output in outputs}
    force = settings.flag("force")
    if settings.flag("check") or settings.flag("dry-run"):
        surveys = survey_trees(directory, trees, force=force, reports=reports)
        if surveys is None:
            return WRONG
        first = "missing" if settings.flag("check") else "new"
        write_result("".join(line for survey in surveys for line in _changes(survey, first)))
        return _compared(settings, differs=any(survey.differs for survey in surveys))
    surveys = write_trees(directory, trees, force=force, reports=reports)
    if surveys is None:
        return WRONG
    verbose = settings.flag("verbose")
    told = surveys if verbose else surveys[:MOST_TOLD]
    for survey in told:
        shown = escape(survey.shown)
        number = len(survey.files) - 1
        files = "1 file" if number == 1 else f"{number} files"
        _tell(settings, f"wrote {shown} ({files})" if survey.differs else f"{shown} is up to date ({files})")
        if verbose:
            for line in _changes(survey, "new"):
                write_message(f"  {line}")
    if len(told) < len(surveys):
        _tell(settings, f"and {len(surveys) - len(told):,} more")
    return FINE


def _changes(survey: Survey, first: str) -> list[str]:
    """Return a line for each file that differs."""
    changes = [(path, first) for path in survey.created]
    changes += [(path, "changed") for path in survey.changed]
    changes += [(path, "left over") for path in survey.removed]
    return [f"{change} {escape(survey.shown)}/{path}\n" for path, change in sorted(changes)]


def _compared(settings: Settings, *, differs: bool | None) -> int:
    """Return the status of a comparison; None stands for one that could not be made."""
    if differs is None:
        return WRONG
    return STALE if differs and settings.flag("check") and not settings.flag("exit-zero") else FINE


def _tell(settings: Settings, text: str) -> None:
    """Tell people what was done."""
    if not settings.flag("quiet"):
        write_message(text + "\n")
