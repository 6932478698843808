"""Where something stands in a configuration file. `tomllib` tells no places, so they are looked for in the text.

A place is the first one that looks right, on a line that is no comment; where there is none, it is the beginning of what holds
it. Nothing but messages depends on it.
"""

from __future__ import annotations

from oamc.spans import Span
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.spans import SourceFile

WORD = Pattern(r"[\"']?([A-Za-z0-9_-]+)")
HEADER = "[tool.oamc]"
HEADERS = (HEADER, "[tool.oamc.")
"""How the lines begin above which a file shared with other tools says nothing to oamc."""
CHART = "chart"
_BEFORE_A_VALUE = frozenset("=.]")


def first_lines(source: SourceFile) -> dict[str, Span]:
    """Return where each key is met first, behind the header of oamc's own table where there is one."""
    places: dict[str, Span] = {}
    lines = source.text.split("\n")
    first = _first_line(lines)
    for number, line in enumerate(lines[first:], first):
        text = line.lstrip()
        found = WORD.match(text)
        if found is not None:
            places.setdefault(found[1], _span(source, number, len(line) - len(text) + found.start(1), found[1]))
    return places


def line_of(source: SourceFile, text: str) -> Span:
    """Return the place of a text in a file: the first line that has it."""
    for number, line in enumerate(source.text.split("\n")):
        if text in line:
            return _span(source, number, line.find(text), text)
    return Span(source, 1, 1, 1, 2)


def place_in_chart(source: SourceFile, key: str = "", item: str = "") -> Span:
    """Return the place of the table `chart`, of a key in it, or of a text in the value of that key."""
    lines = source.text.split("\n")
    first, column = _beginning_of_chart(lines)
    place = _span(source, first, column, CHART)
    for number, line in enumerate(lines[first:] if key else (), first):
        column = _column_of_key(line, key)
        if column >= 0:
            place = _span(source, number, column, key)
            return _place_of_item(source, lines, number, column + len(key), item) or place
    return place


def _first_line(lines: list[str]) -> int:
    """Return the first line, from 0, that is about oamc."""
    headers = (number for number, line in enumerate(lines) if line.lstrip().startswith(HEADERS))
    return next(headers, 0)


def _beginning_of_chart(lines: list[str]) -> tuple[int, int]:
    """Return line and column, from 0, where the table begins: at a header, or at a key that is one or begins with it."""
    first = _first_line(lines)
    for number, line in enumerate(lines[first:], first):
        bare = line.lstrip("[ \t").removeprefix(HEADERS[1][1:])
        if bare.startswith(CHART) and bare[len(CHART) :].lstrip()[:1] in _BEFORE_A_VALUE:
            return number, len(line) - len(bare)
    return first, 0


def _column_of_key(line: str, key: str) -> int:
    """Return the column, from 0, of a key in a line that has it as such; -1 where it has not."""
    if line.lstrip().startswith("#"):
        return -1
    column = line.find(key)
    while column >= 0:
        before, behind = line[:column][-1:], line[column + len(key) :].lstrip("\"' \t")[:1]
        if behind in _BEFORE_A_VALUE and behind and not (before.isalnum() or before in {"_", "-"}):
            return column
        column = line.find(key, column + 1)
    return -1


def _place_of_item(source: SourceFile, lines: list[str], number: int, column: int, item: str) -> Span | None:
    """Return the place of a text at or behind a place; nothing where it stands nowhere as it is, as with escapes in it."""
    for index, line in enumerate(lines[number:] if item else (), number):
        found = line.find(item, column if index == number else 0)
        if found >= 0:
            return _span(source, index, found, item)
    return None


def _span(source: SourceFile, line: int, column: int, text: str) -> Span:
    """Return the place of a text that begins at a line and a column from 0."""
    return Span(source, line + 1, column + 1, line + 1, column + 1 + len(text))
