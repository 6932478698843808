"""Values as an engine for CUE gives them, made by hand."""

from __future__ import annotations

from typing import Any

from oamc.engines.contract import Place, Tree
from oamc.spans import SourceFile, Span

FILE = SourceFile(path="patch.cue", label="patch.cue", text="\n" * 99)
LINES = 10_000


class Told:
    """A value with what an engine tells of it beside: comments above its field, the mark of a default, a tail, its line."""

    def __init__(
        self,
        value: Any,
        *comments: str,
        default: bool = False,
        is_open: bool | None = None,
        tail: Any = None,
        line: int = 0,
    ) -> None:
        self.value = value
        self.comments = comments
        self.default = default
        self.is_open = is_open
        self.tail = tail
        self.line = line


class Undecided:
    """A value that is not decided: its kinds in the words of CUE, and what is missing."""

    def __init__(self, type_: str, words: str = "") -> None:
        self.type = type_
        self.words = words or f"non-concrete value {type_}"


def default(value: Any, *comments: str) -> Told:
    """Return the default of a value: `*value | …`."""
    return Told(value, *comments, default=True)


def cue(value: Any) -> Tree:
    """Return a value as an engine gives it. Lists are closed and structs open, unless it is told otherwise."""
    if isinstance(value, Tree):
        return value
    told = value if isinstance(value, Told) else Told(value)
    beside = {
        "comments": told.comments,
        "default": told.default,
        "place": Place(source="patch.cue", line=told.line, column=1) if told.line else None,
    }
    match told.value:
        case Undecided():
            return Tree(kind="open", text=told.value.words, type=told.value.type, **beside)
        case dict():
            fields = tuple((name, cue(inner)) for name, inner in told.value.items())
            return Tree(kind="struct", fields=fields, open=told.is_open is not False, **beside)
        case list():
            tail = None if told.tail is None else cue(told.tail)
            items = tuple(map(cue, told.value))
            return Tree(kind="list", items=items, open=told.is_open is True or tail is not None, tail=tail, **beside)
        case None:
            return Tree(kind="null", **beside)
        case bool():
            return Tree(kind="bool", text=str(told.value).lower(), **beside)
        case bytes():
            import base64

            return Tree(kind="bytes", text=base64.b64encode(told.value).decode(), **beside)
        case int() | float():
            return Tree(kind=type(told.value).__name__, text=repr(told.value), **beside)
        case _:
            return Tree(kind="string", text=told.value, **beside)


def span_of(place: Place) -> Span | None:
    """Return the place in the file of the patch."""
    return Span(FILE, place.line, 1, place.line, 2) if place.source == "patch.cue" else None
