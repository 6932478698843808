"""Where something stands in a configuration file. `tomllib` tells no places, so they are looked for in the text.

A place is the first one that looks right, on a line that is no comment; where there is none, it is the beginning of what holds
it. Nothing but messages depends on it.
"""

from __future__ import annotations

from functools import cached_property

from oamc.spans import Span
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.spans import SourceFile

PART = Pattern(r"\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+")
MOST_PARTS = 16
"""Parts of a key that are looked at: a file in which one has more is not read."""
MOST_LINES = 100
"""Lines on which a value is looked for behind its key."""
HEADER = "[tool.oamc]"
HEADERS = (HEADER, "[tool.oamc.")
"""How the lines begin above which a file shared with other tools says nothing to oamc."""
CHART = "chart"
_BEFORE_A_VALUE = frozenset("=.]")


class TomlPlaces:
    """The places in one file. It is looked through when the first one is asked for, and once."""

    def __init__(self, source: SourceFile, header: tuple[str, ...] = ()) -> None:
        """Begin with the path of the table that belongs to oamc, empty where that is the whole file."""
        self.source = source
        self._header = header

    @cached_property
    def _keys(self) -> dict[tuple[str, ...], tuple[int, int]]:
        """Line and column, from 0, of what stands first at or below a path."""
        found: dict[tuple[str, ...], tuple[int, int]] = {}
        table: tuple[str, ...] = ()
        for number, line in enumerate(self.source.text.split("\n")):
            bare = line.lstrip()
            is_header = bare.startswith("[")
            text = bare.lstrip("[ \t").partition("]")[0] if is_header else bare.partition("=")[0]
            if not bare or bare.startswith("#") or not (is_header or "=" in bare):
                continue
            before = () if is_header else table
            parts = [(match[0].strip("\"'"), match.start()) for match in PART.finditer(text)][:MOST_PARTS]
            first = len(line) - len(bare.lstrip("[ \t") if is_header else bare)
            for count, (_, column) in enumerate(parts, 1):
                path = (*before, *(part for part, _ in parts[:count]))
                found.setdefault(path, (number, first + column + (text[column] in "\"'")))
                if is_header and count == len(parts):
                    table = path
        return found

    @cached_property
    def _lines(self) -> list[str]:
        """The lines of the file."""
        return self.source.text.split("\n")

    def at(self, path: tuple[str, ...], item: str = "") -> Span:
        """Return the place of a key, or of a text in its value; what holds it where the key stands nowhere by itself."""
        whole = (*self._header, *path)
        for length in range(len(whole), len(self._header), -1):
            found = self._keys.get(whole[:length])
            if found is None:
                continue
            number, column = found
            name = whole[length - 1]
            for wanted in (*whole[length:], item):
                behind = _place_of_item(self.source, self._lines[: number + MOST_LINES], number, column + len(name), wanted)
                if behind is None:
                    break
                number, column, name = behind.line - 1, behind.column - 1, wanted
            return _span(self.source, number, column, name)
        number, column = self._keys.get(self._header, (0, 0)) if self._header else (0, 0)
        return _span(self.source, number, column, " ")


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
