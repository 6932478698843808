"""The place of a key, found from the place of its value: objects keep where values come from, and an unknown field is a key."""

from __future__ import annotations

from oamc.diagnostics.snippets import line_of
from oamc.spans import Span

LINES_ABOVE = 20
"""How many lines of comments and blanks may stand between a key and its value."""
QUOTES = ("", '"', "'")


def place_of_key(key: str, value: Span) -> Span:
    """Return the place of `key`, where it stands before its value on the same line or above it as usual, else the value's."""
    number, before = value.line, line_of(value.source, value.line)[: value.column - 1].rstrip()
    while not before and number > max(value.line - LINES_ABOVE, 1):
        number -= 1
        line = line_of(value.source, number).strip()
        before = "" if line.startswith("#") else line_of(value.source, number).rstrip()
    if before.endswith(":"):
        before = before[:-1].rstrip()
        for quote in QUOTES:
            written = f"{quote}{key}{quote}"
            start = len(before) - len(written)
            if before.endswith(written) and (start == 0 or before[start - 1] in " {,"):
                return Span(value.source, number, start + 1, number, start + len(written) + 1)
    return value


def head_of(value: Span, *keys: str) -> Span:
    """Return the place of the first of some keys in a mapping of several lines, else that of its first key; a line as it is.

    A mapping in braces has its keys on the lines below, as programs write JSON.
    """
    if value.line == value.end_line:
        return value
    number, column = value.line, value.column
    if line_of(value.source, number)[column - 1 :].rstrip() == "{":
        number += 1
        line = line_of(value.source, number)
        column = len(line) - len(line.lstrip()) + 1
    for key in keys:
        for below in range(number, value.end_line + 1):
            line = line_of(value.source, below)
            for written in (f"{quote}{key}{quote}" for quote in QUOTES):
                if line.startswith(f"{written}:", column - 1):
                    return Span(value.source, below, column, below, column + len(written))
    first = line_of(value.source, number)[column - 1 :].split(": ")[0].rstrip().removesuffix(":").rstrip()
    return Span(value.source, number, column, number, column + max(len(first), 1))
