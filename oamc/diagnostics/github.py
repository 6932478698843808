"""Diagnostics for GitHub Actions: annotations (workflow commands), and a table for the summary of a step.

The rules of escaping are those of the Actions toolkit (`command.ts`): `%`, CR and LF in the message, also `:` and `,` in
properties. There are no others: a file whose name has something else that no log may hold is named in the message alone.
"""

from __future__ import annotations

from oamc.diagnostics.report_texts import sentence
from oamc.diagnostics.reports import ERROR, INFO, WARNING, escape
from oamc.diagnostics.text import MOST_PROBLEMS, SEVERITY_WORDS, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.diagnostics.reports import Diagnostic

COMMANDS = {ERROR: "error", WARNING: "warning", INFO: "notice"}
MOST_OF_A_KIND = 10
"""As many annotations of one kind are shown of a step."""
LARGEST_SUMMARY = 900_000
"""Bytes of the summary of a step. The runner refuses more than 1 MiB."""
FOR_THE_COUNT = 200
"""Bytes that are kept for the lines that count what has no room."""


def workflow_commands(found: Sequence[Diagnostic], most: int | None = None) -> str:
    """Return a workflow command for each finding, the gravest first, then one that counts those that would not be shown.

    There are at most `most` of them.
    """
    kept: list[Diagnostic] = []
    for severity in COMMANDS:
        kept += [diagnostic for diagnostic in found if diagnostic.severity == severity][:MOST_OF_A_KIND]
    kept = kept[:most]
    if len(kept) < len(found) and sum(diagnostic.severity == INFO for diagnostic in kept) == MOST_OF_A_KIND:
        kept.pop()  # the count is a notice, too
    left_out = len(found) - len(kept)
    counted = f"::notice title=oamc::{left_out:,} more not shown.\n" if left_out else ""
    return "".join(map(_workflow_command, kept)) + counted


def _workflow_command(diagnostic: Diagnostic) -> str:
    """Return the workflow command of one finding."""
    properties: dict[str, object] = {}
    text = sentence(diagnostic)
    span = diagnostic.span
    if span is not None and not _can_be_named(span.source.path):
        text = f"{escape(str(span))} (an annotation cannot name this file): {text}"
    elif span is not None:
        properties = {"file": span.source.path, "line": span.line, "endLine": span.end_line}
        if span.line == span.end_line:
            properties |= {"col": span.column, "endColumn": span.end_column}
    properties["title"] = f"oamc {diagnostic.code.id}"
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{COMMANDS[diagnostic.severity]} {written}::{_message(text)}\n"


def step_summary(found: Sequence[Diagnostic], room: int = LARGEST_SUMMARY) -> str:
    """Return a Markdown table of the findings for $GITHUB_STEP_SUMMARY, in at most `room` bytes; nothing without any room."""
    closing = f"\n{summary(found)}\n" if summary(found) else ""
    text = (
        "### oamc\n\n| Severity | Code | Place | Message |\n| --- | --- | --- | --- |\n"
        if found
        else "### oamc\n\nNo findings.\n"
    )
    room -= len(text) + len(closing) + FOR_THE_COUNT
    if room < 0:
        return ""
    shown = 0
    for diagnostic in found[:MOST_PROBLEMS]:
        row = _row(diagnostic)
        room -= len(row.encode("utf-8", "backslashreplace"))
        if room < 0:
            break
        text += row
        shown += 1
    left_out = f"\n{len(found) - shown:,} more not shown.\n" if len(found) > shown else ""
    return f"{text}{left_out}{closing}"


def _row(diagnostic: Diagnostic) -> str:
    """Return the row of a finding in the summary of a step."""
    place = escape(str(diagnostic.span)) if diagnostic.span else ""
    cells = (SEVERITY_WORDS[diagnostic.severity], diagnostic.code.id, place, escape(diagnostic.message))
    return "| " + " | ".join(map(_cell, cells)) + " |\n"


def _can_be_named(path: str) -> bool:
    """Tell whether a property can hold the name of a file: what its escapes do not cover must be fit for a log."""
    rest = "".join(" " if character in ":\r\n" else character for character in path)
    return escape(rest) == rest


def _message(text: str) -> str:
    """Escape the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape the value of a property of a workflow command."""
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    """Escape a text for a cell of a Markdown table: every sign that Markdown or HTML reads gets a backslash."""
    return "".join(f"\\{character}" if character in "\\`*_{}[]<>()#+!|&~" else character for character in text)
