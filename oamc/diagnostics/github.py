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


def workflow_commands(found: Sequence[Diagnostic], left_out: int = 0) -> str:
    """Return one workflow command for each finding, at most as many as people are shown, then one that counts the others."""
    lines = []
    left_out += len(found[MOST_PROBLEMS:])
    for diagnostic in found[:MOST_PROBLEMS]:
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
        lines.append(f"::{COMMANDS[diagnostic.severity]} {written}::{_message(text)}\n")
    if left_out:
        lines.append(f"::notice title=oamc::{left_out:,} more not shown.\n")
    return "".join(lines)


def step_summary(found: Sequence[Diagnostic]) -> str:
    """Return a Markdown table of the findings for $GITHUB_STEP_SUMMARY."""
    if not found:
        return "### oamc\n\nNo findings.\n"
    rows = ["### oamc", "", "| Severity | Code | Place | Message |", "| --- | --- | --- | --- |"]
    for diagnostic in found[:MOST_PROBLEMS]:
        span = diagnostic.span
        place = escape(str(span)) if span else ""
        cells = (SEVERITY_WORDS[diagnostic.severity], diagnostic.code.id, place, escape(diagnostic.message))
        rows.append("| " + " | ".join(map(_cell, cells)) + " |")
    if len(found) > MOST_PROBLEMS:
        rows.append(f"\n{len(found) - MOST_PROBLEMS:,} more not shown.")
    closing = summary(found)
    return "\n".join(rows) + (f"\n\n{closing}\n" if closing else "\n")


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
