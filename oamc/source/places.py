"""Places in a text as an editor counts them.

A line ends with LF, CR LF or CR. YAML 1.1 also ends lines at U+0085, U+2028 and U+2029, so the lines of a parser's mark are
right only in texts without those; in the others the index of the mark, in code points, finds the place.
"""

from __future__ import annotations

from oamc.spans import Span
from oamc.startup.patterns import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from oamc.spans import SourceFile

    class Mark(Protocol):
        """A place as a parser gives it: all counted from 0."""

        index: int
        line: int
        column: int


UNUSUAL_BREAKS = "\x85\u2028\u2029"


class Places:
    """Makes spans of marks and of offsets in the text of one file."""

    __slots__ = ("_starts", "marks_are_right", "source")

    def __init__(self, source: SourceFile) -> None:
        text = source.text
        self.source = source
        self.marks_are_right = text.isascii() or not any(character in text for character in UNUSUAL_BREAKS)
        self._starts: list[int] = []

    def span(self, start: Mark, end: Mark) -> Span:
        """Return the span between two marks."""
        if self.marks_are_right:
            return Span(self.source, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        return self.between(start.index, end.index)

    def between(self, start: int, end: int) -> Span:
        """Return the span between two offsets in code points, both at most the length of the text."""
        return Span(self.source, *self._place(start), *self._place(end))

    def _place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset."""
        if not self._starts:
            self._starts = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", self.source.text))]
        from bisect import bisect_right

        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and a column, both counted from 1."""
        self._place(0)
        return self._starts[line - 1] + column - 1
