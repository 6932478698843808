# ruff: noqa: PTH118 - pathlib costs more than all of `oamc --version`
"""What `--check` and `--dry-run` tell of outputs on the disk, and what a build tells of trees that are left over.

In: what the compiler made, and what is there. Out: a line on standard output for each path that differs, with `--check` a
finding too, with the command that mends it, and the exit status.
"""

from __future__ import annotations

import os

from oamc.choices import ALLOW, DENY
from oamc.cli.entry import FINE, STALE, WRONG
from oamc.cli.inputs import beginning_of
from oamc.cli.presentation import MOST_TOLD, changes, counted
from oamc.cli.settings import ENV
from oamc.cli.streams import write_message, write_result
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import WARNING, Reports, escape
from oamc.disk import folders
from oamc.disk.files import OWNED_FILES, OWNED_TREES
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from oamc.cli.progress import Progress
    from oamc.cli.settings import Settings
    from oamc.cli.single_files import Target
    from oamc.diagnostics.reports import Code
    from oamc.disk.ledger import Delivery
    from oamc.disk.listed import Listed
    from oamc.disk.survey import Survey

MOST_FOREIGN = 100
"""So many foreign files of a tree are named."""
MOST_DIFFERENCES = 20
"""So many files are shown with their differences."""
REPAIRING = frozenset(
    (
        "all-envs",
        "cache",
        "cache-size",
        "check",
        "color",
        "dask",
        "diagnostics",
        "dry-run",
        "env",
        "exit-zero",
        "file",
        "force",
        "foreign",
        "jobs",
        "output",
        "prune",
        "quiet",
        "trust-times",
        "verbose",
    )
)
"""The options that a command which mends an output says itself or needs not."""


def command(settings: Settings, *more: str) -> str:
    """Return the command line that makes an output, as a hint: its options that may hold a secret are not repeated."""
    from shlex import quote

    name = "build" if settings.command.name == "check" else settings.command.name
    words = ["oamc", name, *_environments(settings), *(quote(path) for path in (*settings.positional, *settings.texts("file")))]
    output = settings.text("output")
    if output is not None:
        words += ["-o", quote(output)]
    line = " ".join((*words, *more))
    others = any(setting.origin == "flag" and name not in REPAIRING for name, setting in settings.merged.items())
    return f'run "{line}"' + (" with the other options of this run" if others else "")


def _environments(settings: Settings) -> list[str]:
    """Return the words that choose the environments of a run."""
    from shlex import quote

    value = settings.merged[ENV].value if ENV in settings.merged and settings.is_typed(ENV) else ()
    names = value if isinstance(value, tuple) else (str(value),)
    every = ["--all-envs"] if settings.is_typed("all-envs") and settings.flag("all-envs") else []
    return [*(word for name in names for word in ("--env", quote(name))), *every]


def compare_trees(
    trees: Mapping[str, Mapping[str, str]],
    directory: str,
    delivery: Delivery,
    settings: Settings,
    reports: Reports,
    progress: Progress,
) -> int:
    """Compare the trees with what is on the disk, list what differs, and return the exit status."""
    from oamc.disk.staging import survey_trees

    checks = settings.flag("check")
    surveys = survey_trees(directory, trees, force=settings.flag("force"), reports=reports, delivery=delivery)
    progress.clear()
    if surveys is None:
        return WRONG
    first = "missing" if checks else "new"
    lines = [line for survey in (*surveys, *delivery.removed) for line in changes(survey, first)]
    lines += [f"left over {escape(path)}\n" for path in _left_over(delivery, directory)]
    listed = os.path.normpath(os.path.join(directory, OWNED_TREES))
    if delivery.content is not None:
        lines.append(f"{first if delivery.is_new else 'changed'} {escape(listed)}\n")
    write_result("".join(lines))
    if not checks:
        return FINE
    findings = _Findings(settings, reports)
    for survey in surveys:
        findings.add_tree(survey)
    for path in _left_over(delivery, directory):
        findings.add(usage.OUTPUT_LEFT_OVER, path, command(settings, "--prune"))
    if delivery.content is not None and not findings.number:
        findings.add(usage.OUTPUT_MISSING if delivery.is_new else usage.OUTPUT_STALE, listed, command(settings))
    if settings.flag("verbose"):
        _show_differences(surveys, directory)
    return findings.status()


def compare_listed(listed_folders: Mapping[str, Listed], settings: Settings, reports: Reports) -> int:
    """Compare folders, by their paths, with their own lists: what nobody makes in this run may not have been edited."""
    findings = _Findings(settings, reports)
    for shown, listed in listed_folders.items():
        found = [(path, "edited", usage.OUTPUT_EDITED, _losing(settings)) for path in listed.edited]
        found += [(path, "missing", usage.OUTPUT_MISSING, command(settings)) for path in listed.missing]
        for path, change, code, hint in sorted(found, key=lambda entry: entry[0]):
            write_result(f"{change} {escape(shown)}/{path}\n")
            findings.add(code, f"{shown}/{path}", hint)
    return findings.status()


def compare_foreign(paths: Iterable[str], hint: str, settings: Settings, reports: Reports) -> int:
    """Report files that must not be there, whatever --foreign says, and return the status of the comparison."""
    findings = _Findings(settings, reports)
    for path in paths:
        write_result(f"foreign {escape(path)}\n")
        findings.add(usage.OUTPUT_FOREIGN, path, hint)
    return findings.status()


def _losing(settings: Settings) -> str:
    """Return the hint about an output that somebody has edited."""
    return f"change the input or the values instead; to lose the edit, {command(settings, '--force')}"


def _left_over(delivery: Delivery, directory: str) -> list[str]:
    """Return the paths of the trees that are left over."""
    return [os.path.normpath(os.path.join(directory, name)) for name in delivery.left_over]


class _Findings:
    """The differences that a check finds."""

    def __init__(self, settings: Settings, reports: Reports) -> None:
        self.settings = settings
        self.reports = reports
        self.number = 0

    def add(self, code: Code, path: str, hint: str) -> None:
        """Report a difference: an error, or a warning where the status is not to tell of it."""
        self.number += 1
        found = replace(code, severity=WARNING) if self.settings.flag("exit-zero") else code
        self.reports.add(found, at=beginning_of(path), path=path, hint=hint)

    def add_tree(self, survey: Survey) -> None:
        """Report how a tree differs. Its list is named only where nothing else in it differs."""
        build = command(self.settings)
        if not survey.exists:
            self.add(usage.OUTPUT_MISSING, survey.shown, build)
            return
        lose = _losing(self.settings)
        found = [(path, usage.OUTPUT_MISSING, build) for path in survey.created]
        found += [(path, usage.OUTPUT_STALE, build) for path in survey.changed]
        found += [(path, usage.OUTPUT_LEFT_OVER, build) for path in survey.removed]
        found += [(path, usage.OUTPUT_EDITED, lose) for path in survey.edited]
        found = [entry for entry in found if entry[0] != OWNED_FILES] or found
        for path, code, hint in sorted(found, key=lambda entry: entry[0]):
            self.add(code, f"{survey.shown}/{path}", hint)
        self._add_foreign(survey)

    def _add_foreign(self, survey: Survey) -> None:
        """Report what is in a tree that oamc did not write: a difference only where that is denied."""
        denied = self.settings.text("foreign") == DENY
        for number, path in enumerate(survey.foreign[:MOST_FOREIGN], 1):
            left = len(survey.foreign) - number
            more = f"; {left:,} more are in this output" if number == MOST_FOREIGN and left else ""
            hint = f"move it away, or give --foreign allow{more}"
            shown = f"{survey.shown}/{path}"
            if denied:
                self.add(usage.OUTPUT_FOREIGN, shown, hint)
            else:
                code = replace(usage.OUTPUT_FOREIGN, severity=WARNING)
                self.reports.add(code, at=beginning_of(shown), path=shown, hint=hint)

    def status(self) -> int:
        """Return the status of the comparison."""
        return STALE if self.number and not self.settings.flag("exit-zero") else FINE


def _show_differences(surveys: Sequence[Survey], directory: str) -> None:
    """Show how files differ, as far as a log may have it."""
    differing = [(survey, path) for survey in surveys for path in sorted({*survey.changed, *survey.edited} - {OWNED_FILES})]
    for survey, path in differing[:MOST_DIFFERENCES]:
        wanted = b"" if path not in survey.files else survey.files[path]  # noqa: SIM401 - it has no `get`
        _show_difference(directory, f"{survey.name}/{path}", f"{survey.shown}/{path}", wanted)
    if len(differing) > MOST_DIFFERENCES:
        write_message(f"  the differences of {len(differing) - MOST_DIFFERENCES:,} more files are not shown\n")


def compare_file(
    path: str, text: str, target: Target, settings: Settings, inputs: Mapping[tuple[int, int], str], reports: Reports
) -> int:
    """Compare manifests in one file with what is on the disk, tell whether they differ, and return the exit status."""
    from oamc.cli.single_files import guard
    from oamc.disk.file_staging import single_file_differs

    checks = settings.flag("check")
    problems = Reports()
    differs = single_file_differs(path, text, problems, guard(target, inputs, problems))
    edited = checks and [found.code in {usage.OUTPUT_EDITED, usage.OUTPUT_IN_CONFLICT} for found in problems.found] == [True]
    if differs is None and not edited:
        reports.extend(problems.found)
        return WRONG
    is_there = os.path.lexists(path)
    if differs or edited:
        change = "edited" if edited else "changed" if is_there else "missing" if checks else "new"
        write_result(f"{change} {escape(path)}\n")
    if not checks:
        return FINE
    findings = _Findings(settings, reports)
    if edited:
        findings.add(usage.OUTPUT_EDITED, path, _losing(settings))
    elif differs:
        findings.add(usage.OUTPUT_STALE if is_there else usage.OUTPUT_MISSING, path, command(settings))
    if is_there and findings.number and settings.flag("verbose"):
        directory, name = os.path.split(path)
        _show_difference(directory or ".", name, path, text.encode())
    return findings.status()


def _show_difference(directory: str, name: str, shown: str, wanted: bytes) -> None:
    """Show how the file `name` in a directory differs from the wanted content; nothing of one that is gone by now."""
    from oamc.cli.differences import difference

    try:
        parent = folders.open_below(directory)
        if parent is None:
            return
        try:
            found = folders.read_file(name, parent)
        finally:
            os.close(parent)
    except OSError:
        return
    for line in difference(shown, found, wanted):
        write_message(f"  {line}\n")


def tell_removed(delivery: Delivery, directory: str, settings: Settings, reports: Reports) -> None:
    """Tell which trees were removed, what stays of them, and which ones are left over."""
    quiet = settings.flag("quiet")
    most = len(delivery.removed) if settings.flag("verbose") else MOST_TOLD
    for survey in () if quiet else delivery.removed[:most]:
        shown = escape(survey.shown)
        write_message(f"removed {'' if survey.goes else 'from '}{shown} ({counted(len(survey.removed))})\n")
    if len(delivery.removed) > most and not quiet:
        write_message(f"and {len(delivery.removed) - most:,} more removed\n")
    for survey in () if settings.text("foreign") == ALLOW else delivery.removed:
        for path in survey.foreign[:MOST_FOREIGN]:
            code = replace(usage.OUTPUT_FOREIGN, severity=WARNING)
            at = beginning_of(f"{survey.shown}/{path}")
            reports.add(code, at=at, path=f"{survey.shown}/{path}", hint="it stays; remove it yourself if nobody needs it")
    for path in _left_over(delivery, directory):
        code = replace(usage.OUTPUT_LEFT_OVER, severity=WARNING)
        reports.add(code, at=beginning_of(path), path=path, hint=command(settings, "--prune"))
