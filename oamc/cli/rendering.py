# ruff: noqa: PTH123 - pathlib costs more than all of `oamc --version`
"""Findings put into words: in each format, in files, and in the summary of a step of GitHub Actions."""

from __future__ import annotations

import os

from oamc import __version__
from oamc.cli.streams import palette, write_message
from oamc.diagnostics.codes import usage as codes
from oamc.diagnostics.reports import ERROR, escape
from oamc.disk.files import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from oamc.cli.settings import Settings
    from oamc.cli.single_files import Target
    from oamc.diagnostics.reports import Diagnostic
    from oamc.diagnostics.snippets import Visibility

REPOSITORY_PATHS = frozenset(("sarif", "github", "gitlab"))
"""The forms whose readers look a file up from the root of the repository."""


def rendered(name: str, found: list[Diagnostic], settings: Settings, visibility: Visibility | None, *, to_file: bool) -> str:
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


def write_report(target: Target, text: str, inputs: Collection[tuple[int, int]]) -> bool:
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


def write_step_summary(found: list[Diagnostic]) -> bool:
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
