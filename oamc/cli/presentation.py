"""How the findings of a run reach people and programs: to standard error, to files, to standard output, to the CI system.

In: settings and findings. What `--diagnostics` asks for is written; GitHub Actions gets annotations and a summary unasked.
"""

from __future__ import annotations

import os

from oamc.cli.arguments import UsageError
from oamc.cli.streams import write_message, write_result
from oamc.diagnostics.codes import usage as codes
from oamc.diagnostics.reports import escape, listing, nearest, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from oamc.cli.settings import Settings
    from oamc.cli.single_files import Target
    from oamc.diagnostics.reports import Diagnostic, Reports
    from oamc.diagnostics.snippets import Visibility
    from oamc.disk.survey import Survey

STANDARD_OUTPUT = "-"
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
                write_message(_text_of(name, found, settings, visibility, to_file=False))
    printed = [name for name, path in destinations(settings) if path == STANDARD_OUTPUT]
    if not heard:
        told = found if refused else [diagnostic for diagnostic in found if diagnostic.code == codes.CONFIGURATION_WEAKENS]
        write_message(_text_of("text", told, settings, visibility, to_file=False) if told else "")
    for target in targets:
        if target.path not in refused:
            from oamc.cli.rendering import write_report

            text = _text_of(target.form, found, settings, visibility, to_file=True)
            complete = write_report(target, text, inputs) and complete
    if _on_github():
        from oamc.cli.rendering import write_step_summary

        complete = write_step_summary(found) and complete
    for name in printed:
        write_result(_text_of(name, found, settings, visibility, to_file=True))
    return complete


def _text_of(name: str, found: list[Diagnostic], settings: Settings, visibility: Visibility | None, *, to_file: bool) -> str:
    """Return the findings in one format. Most runs have none, and load nothing for them."""
    from oamc.cli.rendering import rendered

    return rendered(name, found, settings, visibility, to_file=to_file)


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
