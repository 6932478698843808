# ruff: noqa: PTH123 - pathlib costs more than all of `oamc --version`
"""How the findings of a run reach people and programs: to standard error, to files, to standard output, to the CI system.

In: settings and findings. What `--diagnostics` asks for is written; GitHub Actions gets annotations and a summary unasked.
"""

from __future__ import annotations

import os

from oamc import __version__
from oamc.cli.arguments import UsageError
from oamc.cli.streams import palette, write_message, write_result
from oamc.diagnostics.codes import usage as codes
from oamc.diagnostics.reports import ERROR, escape, listing, nearest, printable
from oamc.disk.files import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from oamc.cli.settings import Settings
    from oamc.cli.single_files import Target
    from oamc.diagnostics.reports import Diagnostic, Reports
    from oamc.diagnostics.snippets import Visibility
    from oamc.disk.survey import Survey

STANDARD_OUTPUT = "-"
REPOSITORY_PATHS = frozenset(("sarif", "github", "gitlab"))
"""The forms whose readers look a file up from the root of the repository."""
CHARTS = "charts"
"""Where charts go without `-o`."""
MOST_TOLD = 100
"""As many outputs are named as problems are; --verbose names all."""


def destinations(settings: Settings, prints: str = "") -> tuple[tuple[str, str], ...]:
    """Return the formats that the user asks for, each with where it goes: a file, `-`, or standard error, which is empty.

    `prints` says what else this run writes to standard output. Two results there would be none.
    """
    wanted = settings.texts("diagnostics")
    result = list(dict.fromkeys(_destination(text, settings) for text in wanted)) if wanted else [("text", "")]
    printed = [f"--diagnostics {name}=-" for name, path in result if path == STANDARD_OUTPUT] + ([prints] if prints else [])
    if len(printed) > 1 and printed != [prints]:
        message = f"{listing(printed)} go to standard output, which holds one result"
        raise UsageError(message, "give a file to all but one of them", settings.command.name)
    if _on_github() and all(name != "github" for name, _ in result):
        result.append(("github", ""))
    return tuple(result)


def _destination(text: str, settings: Settings) -> tuple[str, str]:
    """Return the format and the file that one `--diagnostics` names."""
    from oamc.diagnostics.formats import FORMATS

    name, _, path = text.partition("=")
    if name not in FORMATS:
        close = nearest(name, FORMATS)
        hint = f"did you mean {close}?" if close else f"formats are {listing(FORMATS)}"
        raise UsageError(f'--diagnostics knows no format "{printable(name)}"', hint, settings.command.name)
    return name, path


def report_targets(settings: Settings) -> tuple[Target, ...]:
    """Return the files that reports go to."""
    wanted = [(name, path) for name, path in destinations(settings) if path not in {"", STANDARD_OUTPUT}]
    if not wanted:
        return ()
    from oamc.cli.single_files import Target

    chooser, force = settings.chooser("diagnostics"), settings.flag("force")
    output = (settings.text("output") or CHARTS) if "output" in settings.merged else ""
    return tuple(
        Target(path=path, form=name, option="--diagnostics", chooser=chooser, apart_from=output, force=force)
        for name, path in wanted
    )


def present(
    settings: Settings,
    reports: Reports,
    visibility: Visibility | None = None,
    inputs: Collection[tuple[int, int]] = (),
    withheld: Collection[str] = (),
) -> bool:
    """Write the findings wherever they are wanted; tell whether all of it could be written.

    The paths in `withheld` must not be written. What is told on every run, and everything where a report must not be written,
    reaches standard error whatever was asked for.
    """
    targets = report_targets(settings)
    refused = frozenset(withheld)
    if targets:
        from oamc.cli.single_files import refused as refused_ones

        refused |= refused_ones(targets, inputs, reports)
    found = reports.in_order()
    complete = not refused
    heard = False
    for name, path in destinations(settings):
        if not path:
            heard = True
            if found or name not in {"text", "github"}:
                write_message(_rendered(name, found, settings, visibility, to_file=False))
    printed = [name for name, path in destinations(settings) if path == STANDARD_OUTPUT]
    if not heard:
        told = found if refused else [diagnostic for diagnostic in found if diagnostic.code == codes.CONFIGURATION_WEAKENS]
        write_message(_rendered("text", told, settings, visibility, to_file=False) if told else "")
    for target in targets:
        if target.path not in refused:
            text = _rendered(target.form, found, settings, visibility, to_file=True)
            complete = _write_file(target, text, inputs) and complete
    if _on_github():
        complete = _write_step_summary(found) and complete
    for name in printed:
        write_result(_rendered(name, found, settings, visibility, to_file=True))
    return complete


def _rendered(name: str, found: list[Diagnostic], settings: Settings, visibility: Visibility | None, *, to_file: bool) -> str:
    """Return the findings in one format."""
    if name != "text":
        from oamc.diagnostics.formats import render as render_format
        from oamc.diagnostics.formats import render_for_log

        if name in REPOSITORY_PATHS:
            from oamc.cli.repository import relocated

            found = relocated(found)
        category = _category(settings)
        if not to_file:
            return render_for_log(name, found, __version__, category)
        from oamc.cli.code_pages import page

        return render_format(name, found, __version__, page=page, category=category)
    from oamc.diagnostics.text import PLAIN, nothing_visible, render, summary

    shown = found
    if settings.flag("quiet"):
        shown = [one for one in found if one.severity == ERROR or one.code.drops or one.code == codes.CONFIGURATION_WEAKENS]
    colors = PLAIN if to_file else palette(settings.required_text("color"))
    closing = "" if settings.flag("quiet") else summary(shown)
    return render(shown, colors, visibility or nothing_visible) + (f"{closing}\n" if closing else "")


def _category(settings: Settings) -> str:
    """Return what a report is about, by its command and its environments: reports of others do not replace it."""
    chosen = settings.merged["env"].value if "env" in settings.merged else None
    names = (chosen,) if isinstance(chosen, str) else chosen if isinstance(chosen, tuple) else ()
    return "/".join(escape(part) for part in (settings.command.name, "+".join(names)) if part)


def _write_file(target: Target, text: str, inputs: Collection[tuple[int, int]]) -> bool:
    """Write a report to a file in one step; what keeps it from being written goes to standard error."""
    from oamc.cli.single_files import guard
    from oamc.diagnostics.reports import Reports
    from oamc.diagnostics.text import render
    from oamc.disk.file_staging import write_single_file

    problems = Reports()
    if write_single_file(target.path, text, problems, guard(target, inputs, problems)) is None:
        write_message(render(problems.found))
        return False
    return True


def counted(number: int) -> str:
    """Return how many files there are, in words."""
    return "1 file" if number == 1 else f"{number} files"


def changes(survey: Survey, first: str) -> list[str]:
    """Return a line for each file that differs."""
    found = [(path, first) for path in survey.created]
    found += [(path, "changed") for path in survey.changed]
    found += [(path, "edited") for path in survey.edited]
    found += [(path, "left over") for path in survey.removed]
    return [f"{change} {escape(survey.shown)}/{path}\n" for path, change in sorted(found)]


def _on_github() -> bool:
    """Tell whether this is a job of GitHub Actions."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _write_step_summary(found: list[Diagnostic]) -> bool:
    """Append the table of findings to the summary of the step, whose file the runner names."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return True
    from oamc.diagnostics.github import LARGEST_SUMMARY, step_summary

    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o644)
        with open(descriptor, "wb") as file:
            room = LARGEST_SUMMARY - os.fstat(descriptor).st_size
            file.write(step_summary(found, room).encode("utf-8", "backslashreplace"))
    except OSError as error:
        write_message(f"oamc: the step summary cannot be written: {reason(error)}\n")
        return False
    return True
