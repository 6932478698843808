"""Places in input text.

A `SourceFile` is one input with the two names it goes by; a `Span` is a piece of its text. Lines and columns count
from 1, columns in code points, as editors show them. The end column is the first one after the text.
"""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Generic, TypeVar

    T = TypeVar("T")


class SourceFile(Record):
    """One input text.

    `path` is the name as the user gave it, for messages; `label` is the name in dumps: it is relative to the input argument,
    so that the same input in another folder gives the same text. Outputs name neither.

    `folder` is the directory that its documents belong to, empty where they belong to the run as a whole. `met` tells that it
    was met in a directory and that nobody named it. `unread` tells of such a file that nothing in it could be a document of
    OAM; then `text` is empty. One of a `library` is there for the definitions in it alone, as far as they are used.
    """

    path: str
    label: str
    text: str
    folder: str = ""
    met: bool = False
    unread: bool = False
    library: bool = False

    @property
    def is_cue(self) -> bool:
        """Tell whether it is a definition in CUE, by its name."""
        return self.path.endswith(".cue")

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"SourceFile({self.path!r})"


class Span:
    """The text of `source` from (`line`, `column`) up to (`end_line`, `end_column`)."""

    __slots__ = ("column", "end_column", "end_line", "line", "source")

    def __init__(self, source: SourceFile, line: int, column: int, end_line: int, end_column: int) -> None:
        self.source = source
        self.line = line
        self.column = column
        self.end_line = end_line
        self.end_column = end_column

    def key(self) -> tuple[str, int, int, int, int]:
        """Return what orders spans: the file, then the place in it."""
        return (self.source.path, self.line, self.column, self.end_line, self.end_column)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash(self.key())

    def __str__(self) -> str:
        return f"{self.source.path}:{self.line}:{self.column}"

    def __repr__(self) -> str:
        return f"Span({self})"


class PlacedText(str):
    """A text with the place that states it, for options, most of which come from a command line and have none."""

    __slots__ = ("span",)

    span: Span

    @classmethod
    def at(cls, text: str, span: Span) -> PlacedText:
        """Return a text with its place."""
        made = cls(text)
        made.span = span
        return made


if TYPE_CHECKING:

    class Located(Record, Generic[T]):
        """A value with the place that states it."""

        value: T
        span: Span

    class Keyed(Located[str]):
        """A text with the place that states it and the place of its key."""

        key_span: Span

else:

    class Located(Record):
        """A value with the place that states it."""

        value: object
        span: Span

    class Keyed(Located):
        """A text with the place that states it and the place of its key."""

        key_span: Span
