"""JSON text to the events of a YAML parser.

JSON is nearly YAML, but YAML parsers refuse two escapes for one character (a surrogate pair), a line break between a key and
its colon, and keys of more than 1,024 characters. So a text that is JSON is read as JSON, with places as good as those of YAML.
What is not JSON raises `NotJson`, and the caller reads it as YAML.
"""

from __future__ import annotations

import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in all but the type stubs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

NUMBER_OR_WORD = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null"
PLAIN = (True, False)
QUOTED = (False, True)
OPENING = "{["
BLANKS = frozenset((" ", "\t", "\r", "\n"))
CLOSING = {"{": "}", "[": "]"}


class NotJson(Exception):  # noqa: N818 - not an error: the text is read as YAML instead
    """The text is not JSON."""


class Mark:
    """A place in the text, counted from 0."""

    __slots__ = ("column", "index", "line")

    def __init__(self, index: int, line: int, column: int) -> None:
        self.index = index
        self.line = line
        self.column = column


class JsonParser:
    """Hands out events of one JSON value after another, lazily: depth and number are for the receiver to count."""

    def __init__(self, text: str) -> None:
        from yaml import events

        # Our marks have what the builder reads of PyYAML's.
        self._make: Any = events
        self._scalar_event: Any = events.ScalarEvent
        self._text = text
        self._index = 0
        self._line = 0
        self._line_start = 0
        self._blank = re.compile(r"[ \t\r\n]*").match
        self._plain = re.compile(NUMBER_OR_WORD).match

    def events(self) -> Iterator[Any]:
        """Yield the events of the whole text."""
        self._skip()
        while self._index < len(self._text):
            yield self._make.DocumentStartEvent(self._mark(), self._mark())
            yield from self._value()
            yield self._make.DocumentEndEvent(self._mark(), self._mark())
            self._skip()
        yield self._make.StreamEndEvent(self._mark(), self._mark())

    def _value(self) -> Iterator[Any]:
        """Yield the events of one value. The brackets that wait to be closed are on a list, not on Python's stack."""
        open_brackets: list[str] = []
        while True:
            character = self._text[self._index : self._index + 1]
            if character and character in OPENING:
                open_brackets.append(character)
                yield self._start(character)
                if not self._closes(open_brackets):
                    if character == "{":
                        yield self._key()
                    continue
                yield self._end(open_brackets.pop())
            else:
                yield self._scalar(character)
            while open_brackets:
                self._skip()
                if self._text.startswith(",", self._index):
                    self._index += 1
                    self._skip()
                    if open_brackets[-1] == "{":
                        yield self._key()
                    break
                if not self._closes(open_brackets):
                    raise NotJson
                yield self._end(open_brackets.pop())
            else:
                return

    def _key(self) -> object:
        """Return the event of a key, and pass its colon."""
        event = self._string()
        self._skip()
        if not self._text.startswith(":", self._index):
            raise NotJson
        self._index += 1
        self._skip()
        return event

    def _closes(self, open_brackets: list[str]) -> bool:
        """Tell whether the bracket that closes the last open one follows, after blanks."""
        self._skip()
        return self._text.startswith(CLOSING[open_brackets[-1]], self._index)

    def _start(self, bracket: str) -> object:
        """Return the event that begins a mapping or a list."""
        event = self._make.MappingStartEvent if bracket == "{" else self._make.SequenceStartEvent
        start = self._mark()
        self._index += 1
        return event(None, None, True, start, self._mark(), flow_style=True)

    def _end(self, bracket: str) -> object:
        """Return the event that ends a mapping or a list."""
        event = self._make.MappingEndEvent if bracket == "{" else self._make.SequenceEndEvent
        start = self._mark()
        self._index += 1
        return event(start, self._mark())

    def _scalar(self, character: str) -> object:
        """Return the event of a string, a number or a word."""
        if character == '"':
            return self._string()
        match = self._plain(self._text, self._index)
        if not match:
            raise NotJson
        start = self._mark()
        self._index = match.end()
        return self._scalar_event(None, None, PLAIN, match[0], start, self._mark(), "")

    def _string(self) -> object:
        """Return the event of a string. JSON allows no raw line break in it, so the line stays the same."""
        if not self._text.startswith('"', self._index):
            raise NotJson
        begin = self._index
        try:
            value, self._index = scanstring(self._text, begin + 1, True)
        except ValueError:
            raise NotJson from None
        line, line_start = self._line, self._line_start
        start, end = Mark(begin, line, begin - line_start), Mark(self._index, line, self._index - line_start)
        return self._scalar_event(None, None, QUOTED, value, start, end, '"')

    def _skip(self) -> None:
        """Pass blanks and line breaks, and count the lines."""
        if self._text[self._index : self._index + 1] not in BLANKS:
            return
        match = self._blank(self._text, self._index)
        assert match
        blank = match[0]
        if "\n" in blank or "\r" in blank:
            self._line += blank.count("\n") + blank.count("\r") - blank.count("\r\n")
            self._line_start = self._index + max(blank.rfind("\n"), blank.rfind("\r")) + 1
        self._index = match.end()

    def _mark(self) -> Mark:
        """Return the place reached."""
        return Mark(self._index, self._line, self._index - self._line_start)
