"""JSON text to the steps of the builder.

JSON is nearly YAML, but YAML parsers refuse two escapes for one character (a surrogate pair), a line break between a key and
its colon, and keys of more than 1,024 characters. So a text that is JSON is read as JSON, with places as good as those of YAML.
What is not JSON raises `NotJson`, and the caller reads it as YAML.

One pattern finds the tokens, so that only code in C goes through the text letter by letter, and sets of tokens are the
grammar: what may come next. Scalars, of which most of a text is made, go to the builder without an event between.
"""

from __future__ import annotations

import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in all but the type stubs

from oamc.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.source.builder import Builder
    from oamc.spans import SourceFile

NUMBER_OR_WORD = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null"
# A token after blanks. Every place in a text has one, if only a letter that JSON does not have there.
TOKEN = re.compile(
    r"(\n|[ \t\r\n]*[\r\n]|)[ \t]*"  # blanks; their line breaks are a group
    r'(?:"([^"\\\x00-\x1f]*)"'  # a text without escapes
    r'|([][{},:"]|\Z)'  # a sign, none at the end; of a text with escapes its first quote
    rf"|({NUMBER_OR_WORD})"
    r"|[^ \t\r\n])"
    r"(?:([,:])[ \t]*|)"  # what separates follows at once in most texts: so there are half as many tokens
)

VALUES = ("text", "plain", "{", "[")
DOCUMENT = frozenset((*VALUES, ""))
FIRST_KEY = frozenset(("text", "}"))
KEY = frozenset(("text",))
COLON = frozenset((":",))
VALUE = frozenset(VALUES)
FIRST_ITEM = frozenset((*VALUES, "]"))
AFTER_ENTRY = frozenset((",", "}"))
AFTER_ITEM = frozenset((",", "]"))
BRACKETS = ("{", "}", "[", "]")


class NotJson(Exception):  # noqa: N818 - not an error: the text is read as YAML instead
    """The text is not JSON."""


class Mark:
    """A place in the text, counted from 0. It is also what the builder reads of the event of a bracket that opens there."""

    __slots__ = ("column", "index", "line")
    anchor = None
    tag = None
    flow_style = True

    def __init__(self, index: int, line: int, column: int) -> None:
        self.index = index
        self.line = line
        self.column = column

    @property
    def start_mark(self) -> Mark:
        """The place of the bracket."""
        return self

    @property
    def end_mark(self) -> Mark:
        """The place after the bracket."""
        return Mark(self.index + 1, self.line, self.column + 1)


class JsonText:
    """Hands one JSON value after another to a builder, which counts depth and nodes, and may stop it at any of them."""

    def __init__(self, source: SourceFile, builder: Builder) -> None:
        self._source = source
        self._builder = builder
        self._line = 0
        self._line_start = 0
        self._next = DOCUMENT
        self._open: list[frozenset[str]] = []
        """For each bracket that is open, what may come after a value in it: a list, not Python's stack."""

    def read(self) -> None:
        """Hand over the whole text. Raises `NotJson`, or what the builder raises."""
        index = 0
        while index >= 0:
            index = self._read_from(index)
        self._builder.end_file()

    def _read_from(self, index: int) -> int:
        """Hand over what follows a place; return the end of a text with escapes where one was met, or -1 after all."""
        for match in TOKEN.finditer(self._source.text, index):
            breaks, text, sign, plain, separator = match.groups()
            if breaks:
                self._line += 1 if breaks == "\n" else len(breaks.splitlines())
                self._line_start = match.end(1)
            if text is not None:
                start, end = match.span(2)
                self._take_scalar("text", text, start - 1, end + 1)
            elif plain is not None:
                start, end = match.span(4)
                self._take_scalar("plain", plain, start, end)
            elif sign in BRACKETS:
                self._take_bracket(sign, match.start(3))
            elif sign == '"':
                return self._take_escaped(match.start(3))
            elif sign == "" and self._next is DOCUMENT:
                return -1
            elif sign and separator is None:
                separator = sign
            else:
                break
            if separator is not None:
                if separator not in self._next:
                    break
                self._next = KEY if self._next is AFTER_ENTRY else VALUE
        raise NotJson

    def _take_escaped(self, start: int) -> int:
        """Take a text with escapes, and return its end."""
        try:
            value: str
            end: int
            value, end = scanstring(self._source.text, start + 1, True)
        except ValueError:
            raise NotJson from None
        self._take_scalar("text", value, start, end)
        return end

    def _take_scalar(self, kind: str, value: str, start: int, end: int) -> None:
        """Take a key or a value. JSON allows no raw line break in a text, so the line stays the same."""
        here = self._next
        if kind not in here:
            raise NotJson
        if here is DOCUMENT:
            self._start_document(start)
        line = self._line + 1
        before = self._line_start - 1
        self._builder.take_scalar(value, Span(self._source, line, start - before, line, end - before), kind == "plain", None)
        if here is KEY or here is FIRST_KEY:
            self._next = COLON
        elif self._open:
            self._next = self._open[-1]
        else:
            self._end_document()

    def _take_bracket(self, bracket: str, index: int) -> None:
        """Take a bracket that opens or closes a collection."""
        here = self._next
        if bracket not in here:
            raise NotJson
        if here is DOCUMENT:
            self._start_document(index)
        column = index - self._line_start
        if bracket == "{":
            self._builder.start_mapping(Mark(index, self._line, column))
            self._open.append(AFTER_ENTRY)
            self._next = FIRST_KEY
        elif bracket == "[":
            self._builder.start_sequence(Mark(index, self._line, column))
            self._open.append(AFTER_ITEM)
            self._next = FIRST_ITEM
        else:
            close = self._builder.close_mapping if bracket == "}" else self._builder.close_sequence
            close(Mark(index + 1, self._line, column + 1))
            self._open.pop()
            if self._open:
                self._next = self._open[-1]
            else:
                self._end_document()

    def _start_document(self, index: int) -> None:
        """Begin a document, which is one value."""
        self._builder.start_document(Mark(index, self._line, index - self._line_start))

    def _end_document(self) -> None:
        """End the document: its value is over."""
        self._next = DOCUMENT
        self._builder.end_document()
