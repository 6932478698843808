"""Excerpts of input lines that are safe to print.

In: a span and what of its line may be shown. Out: the line as it appears on a terminal, and where the span stands in it. What
may not be shown (values of parameters, environment entries and configuration files, comments) becomes one `…`; control
characters become escapes; long lines are cut to a window around the span; tabs become blanks.
"""

from __future__ import annotations

import unicodedata

from oamc.diagnostics.reports import escape
from oamc.records import Record
from oamc.spans import SourceFile, Span
from oamc.startup.caching import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Columns: TypeAlias = "tuple[tuple[int, int], ...]"
    Visibility: TypeAlias = "Callable[[SourceFile, int], VisibleText | None]"

STRUCTURE = frozenset(" \t-:{}[],\"'")
"""The characters that YAML and JSON are built with: outside of scalars they say nothing secret."""
LONGEST_LINE = 120
LEAD = 40
"""How much of a long line is shown before the span."""
TAB = "    "


class VisibleText(Record):
    """What of one line may be shown: columns (from 1, the second one behind the text) of open and of secret texts."""

    open: Columns
    secret: Columns


class Excerpt(Record):
    """A line as printed, and the width of what stands before the span and of the span itself."""

    text: str
    before: int
    width: int


def line_of(source: SourceFile, number: int) -> str:
    """Return one line as editors count lines: LF, CR LF and CR end one, and nothing else does."""
    lines = _lines(source)
    return lines[number - 1] if 0 < number <= len(lines) else ""


@cache(8)
def _lines(source: SourceFile) -> list[str]:
    """Return the lines of a file. A run shows up to a hundred of them, mostly of one file."""
    text = source.text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def excerpt(span: Span, visibility: Visibility) -> Excerpt | None:
    """Return the first line of a span, safe to print, or nothing where nobody knows what of it may be shown."""
    visible = visibility(span.source, span.line)
    if visible is None:
        return None
    line = line_of(span.source, span.line)
    if not line.strip():
        return None
    first = min(span.column - 1, len(line))
    last = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    last = max(first + 1, min(last, len(line)))
    start = 0 if last <= LONGEST_LINE else max(0, first - LEAD)
    stop = min(len(line), start + LONGEST_LINE)
    pieces = ["…"] if start else []
    masked = bool(start)
    starts: dict[int, int] = {}
    width = len(pieces)
    previous = ""
    for index, is_shown in enumerate(_shown(line, visible, start, stop), start):
        starts[index] = width - (masked and not is_shown)
        hidden = "" if masked else "…"
        piece = _printed(line[index], previous) if is_shown else hidden
        masked = not is_shown
        previous = line[index] if is_shown else ""
        pieces.append(piece)
        width += _width(piece)
    end = starts.get(last, width)
    if stop < len(line) and not masked:
        pieces.append("…")
    before = starts.get(first, width)
    return Excerpt(text="".join(pieces).rstrip(), before=before, width=max(1, end - before))


def _shown(line: str, visible: VisibleText, start: int, stop: int) -> list[bool]:
    """Tell for each character of a part of a line whether it is shown.

    Open text is, and structure outside of secrets and comments. The work grows with the part, not with the line: a file
    may be a single line of megabytes.
    """
    comment = _comment_start(line, visible.open, stop)
    shown = [line[index] in STRUCTURE and index < comment for index in range(start, stop)]
    for columns, value in ((visible.open, True), (visible.secret, False)):
        for begin, end in columns:
            for index in range(max(start, begin - 1), min(stop, end - 1, comment)):
                shown[index - start] = value
    return shown


def _comment_start(line: str, columns: Columns, stop: int) -> int:
    """Return where a comment begins before `stop`: at the first `#` outside of open texts. `stop` where there is none."""
    at = line.find("#", 0, stop)
    if at < 0:
        return stop
    for begin, end in sorted(columns):
        if begin - 1 > at:
            return at
        if at < end - 1:
            at = line.find("#", end - 1, stop)
            if at < 0:
                return stop
    return at


def _printed(character: str, previous: str) -> str:
    """Return one character as it is printed after another one: nothing that moves a cursor or commands a CI system."""
    if character == "\t":
        return TAB
    if character == previous and character in ":#":
        return escape(previous + character)[1:]
    return escape(character)


def _width(text: str) -> int:
    """Return the number of terminal cells that `text` takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
