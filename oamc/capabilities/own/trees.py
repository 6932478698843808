"""What a template gives as parts of objects: its YAML, with values in the places that were printed for them.

A template prints no value but a place for it: a word that no input can guess. The text is read as YAML first, and then each
place gets its value as data. So no value, whatever it holds, becomes a part of the YAML, and one that may still be chosen in
the output stays a hole (docs/spec/own-capabilities.md, 4).
"""

from __future__ import annotations

import re

from oamc.bounded_templates import LONGEST_TEXT, Sealed
from oamc.expressions.holes import Hole, Text, TextOf, When, all_of, joined, text_of
from oamc.expressions.numbers import LARGEST_INTEGER, spell_json
from oamc.expressions.types import BooleanType, ChoiceType, NumberType, QuantityType, TextType
from oamc.objects.patch_marks import ABSENT
from oamc.objects.tree import At, bare, entries, listing
from oamc.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from oamc.expressions.holes import Condition
    from oamc.objects.tree import Tree
    from oamc.source.nodes import Node
    from oamc.spans import Span

MOST_PARTS = 10_000
SCALARS = (BooleanType, ChoiceType, NumberType, QuantityType, TextType)


class ResultError(Exception):
    """What a template gives cannot be used, for this reason."""


class Live(Sealed):
    """The value of a property that may still be chosen in the output: a hole, there if the `condition` holds."""

    __slots__ = ("condition", "hole", "span")

    def __init__(self, words: str, hole: Hole, condition: Condition | None, span: Span) -> None:
        super().__init__(words)
        self.hole = hole
        self.condition = condition
        self.span = span


class Part(Sealed):
    """A part of an object that is made already, in which values may still be chosen."""

    __slots__ = ("tree",)

    def __init__(self, words: str, tree: Tree) -> None:
        super().__init__(words)
        self.tree = tree


class Prefixed(Sealed):
    """A name with the prefix of the output before it."""

    __slots__ = ("name",)

    def __init__(self, words: str, name: Text) -> None:
        super().__init__(words)
        self.name = name


class Places:
    """The values of one rendering, each with the word that stands for it."""

    def __init__(self, word: str) -> None:
        self._word = word
        self._pattern = re.compile(rf"{word}([0-9]+)z")
        self.values: list[Any] = []

    def printed(self, value: Any) -> str:
        """Return the word for a value."""
        self.values.append(value)
        return f"{self._word}{len(self.values) - 1}z"

    def tree(self, node: Node, *, removes: bool = False) -> Tree:
        """Return a part of an object. Null says nothing there; in a patch, which `removes`, it takes away what is there."""
        match node:
            case Scalar():
                return self._scalar(node, removes=removes)
            case Mapping():
                pairs = [(self.key(entry.key), self.tree(entry.value, removes=removes)) for entry in node]
                if len({key for key, _ in pairs}) < len(pairs):
                    raise ResultError("a mapping has one key twice")
                return entries(pairs) if pairs and not removes else dict(pairs)
            case _:
                items = [self.tree(item, removes=removes) for item in node]
                return listing(items) if items else []

    def key(self, text: str) -> str:
        """Return a key, or another text that must be known."""
        found = self._joined(self._pieces(text))
        if not isinstance(found, str):
            raise ResultError("a key, a kind or the name of an object holds a value that may still be chosen in the output")
        return found

    def known(self, node: Node | None, field: str) -> str:
        """Return a field that must be a known text."""
        if not isinstance(node, Scalar) or not node.text:
            raise ResultError(f"{field} must be a text")
        found = self.key(node.text)
        if not found:
            raise ResultError(f"{field} is empty")
        return found

    def _scalar(self, node: Scalar, *, removes: bool) -> Tree:
        """Return a scalar: a value that stands alone keeps its type, in quotes or beside other text it is text."""
        whole = None if node.quoted else self._pattern.fullmatch(node.text)
        if whole is not None:
            return self._value(self.values[int(whole[1])], removes=removes)
        if self._pattern.search(node.text) is None:
            return self._absent(removes=removes) if node.value is None else node.value
        return self._joined(self._pieces(node.text))

    def _absent(self, *, removes: bool) -> Tree:
        """Return what null means."""
        if not removes:
            raise ResultError("a field of an object is null: leave it out")
        return ABSENT

    def _value(self, value: Any, *, removes: bool) -> Tree:
        """Return a value that stands alone."""
        match value:
            case Live():
                found = At(value.hole, value.span)
                return found if value.condition is None else When(condition=value.condition, then=found)
            case Part():
                return value.tree
            case Prefixed():
                return value.name
            case str():
                return self._joined(self._pieces(value))
            case None:
                return self._absent(removes=removes)
            case dict():
                if not all(isinstance(key, str) for key in value):
                    raise ResultError("a key of a mapping is no text")
                pairs = [(self.key(key), self._value(item, removes=removes)) for key, item in value.items()]
                return entries(pairs) if pairs else {}
            case list() | tuple() | range():
                items = [self._value(item, removes=removes) for item in value]
                return listing(items) if items else []
            case bool():
                return value
            case int() | float():
                if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
                    raise ResultError("a number is too large, or is none")
                return value
            case _:
                raise ResultError("a part of the template's own workings is printed")

    def _joined(self, pieces: Sequence[str | Sealed]) -> Tree:
        """Return pieces as one text, which is there if all of its values are."""
        parts: list[Any] = []
        conditions: list[Condition] = []
        for piece in pieces:
            if isinstance(piece, Live):
                if not isinstance(piece.hole.type, SCALARS):
                    raise ResultError(f"{piece.words} is a list or a mapping, and no part of a text")
                parts.append(text_of(piece.hole))
                if piece.condition is not None:
                    conditions.append(piece.condition)
            elif isinstance(piece, Prefixed):
                parts += piece.name.parts
            elif isinstance(piece, Part):
                parts += _parts_of_text(piece)
            else:
                parts.append(piece)
        text = joined(parts)
        span = next((piece.span for piece in pieces if isinstance(piece, Live)), None)
        found = text if span is None else At(text, span)
        return found if not conditions else When(condition=all_of(tuple(conditions)), then=found)

    def _pieces(self, text: str) -> list[str | Sealed]:
        """Return a text in pieces: what is known, and values. A value that is a text may have places in it, earlier ones."""
        done: list[str | Sealed] = []
        waiting: list[Any] = [text]
        length = steps = 0
        while waiting:
            piece = waiting.pop()
            steps += 1
            if isinstance(piece, str):
                parts = self._pattern.split(piece)
                length += sum(map(len, parts[::2]))
                if length > LONGEST_TEXT or steps + len(parts) > MOST_PARTS:
                    raise ResultError("a text is too long")
                if len(parts) == 1:
                    done.append(piece)
                else:
                    texts = [self.values[int(part)] if number % 2 else part for number, part in enumerate(parts)]
                    waiting += [item for number, item in reversed(list(enumerate(texts))) if number % 2 or item]
            elif isinstance(piece, (Live, Part, Prefixed)):
                done.append(piece)
            elif isinstance(piece, bool | int | float):
                done.append(spell_json(piece))
            elif piece is not None:
                raise ResultError("a list or a mapping is no part of a text: let it stand alone, without quotes")
        return done


def _parts_of_text(part: Part) -> tuple[Any, ...]:
    """Return a part of an object that is a text as parts of one."""
    found = bare(part.tree)
    if isinstance(found, Text):
        return found.parts
    if not isinstance(found, TextOf):
        raise ResultError(f"{part.words} is a list or a mapping, and no part of a text")
    return (found,)
