"""What a template in CUE is given and gives: values that may still be chosen as words, and trees of the engine as nodes.

A text is given as a text, and any other value as a whole number of more digits than anybody writes: copied it comes out as a
number, which tells it from one that stands in a text.
"""

from __future__ import annotations

import re

from oamc.capabilities.own.rendering import LIMITS, LONGEST_RESULT
from oamc.capabilities.own.trees import Live, Part, Places, Prefixed, ResultError
from oamc.engines.trees import plain
from oamc.expressions.holes import Text
from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.expressions.types import ChoiceType, TextType
from oamc.objects.cue_trees import KEY, STRATEGY, directions
from oamc.objects.tree import bare
from oamc.records import replace
from oamc.source.nodes import Document, Entry, Mapping, Scalar, Sequence
from oamc.spans import SourceFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from oamc.engines.contract import EngineError, Place, Tree
    from oamc.model.own_definitions import TextPlace
    from oamc.source.nodes import Node
    from oamc.spans import Span

SOURCE = "template"
DIGITS = 49
"""So many digits has a number of 40 hexadecimal ones."""


class UndecidedError(Exception):
    """A part of a result has no value, at this place of the template: 0 where nobody knows."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(reason)
        self.line = line
        self.column = column


class CueResult:
    """One evaluation of a template, of which the `digest` is that of all that is known."""

    def __init__(self, digest: str, place: TextPlace) -> None:
        self._word = f"oamc{digest[:40]}x"
        self._number = f"9{int(digest[:40], 16):0{DIGITS}d}"
        self._place = place
        self._numbers = re.compile(rf"{self._number}([0-9]{{6}})")
        self._words = re.compile(rf'"?{self._word}([0-9]+)z"?')
        self._nodes = LIMITS.nodes
        self._characters = LONGEST_RESULT
        self.places = Places(self._word)

    def sent(self, value: Any) -> Any:
        """Return a value as it is given to the engine."""
        match value:
            case Live() | Part() | Prefixed():
                word = self.places.printed(value)
                return word if _is_text(value) else int(f"{self._number}{len(self.places.values) - 1:06d}")
            case dict():
                return {name: self.sent(inner) for name, inner in value.items()}
            case list():
                return [self.sent(item) for item in value]
            case _:
                return value

    def document(self, roots: Iterable[tuple[str, Tree]]) -> Document:
        """Return what came out as a document. Raises `UndecidedError` and `ResultError`."""
        span = self._place.at(1, 1)
        entries = {name: Entry(name, span, self._node(tree, name)) for name, tree in roots}
        return Document(
            source=SourceFile(path=SOURCE, label=SOURCE, text=""), root=Mapping(entries, span), api_version="", kind=""
        )

    def spelled(self, error: EngineError) -> EngineError:
        """Return an error that calls values by what they are."""
        message = self._words.sub(self._spelled, self._numbers.sub(self._worded, error.message))
        return replace(error, message=message, alternatives=tuple(map(self.spelled, error.alternatives)))

    def _worded(self, number: re.Match[str]) -> str:
        """Return the word for a number."""
        return f"{self._word}{int(number[1])}z"

    def _spelled(self, word: re.Match[str]) -> str:
        """Return what a value is."""
        return f"({self.places.values[int(word[1])].words})"

    def _node(self, tree: Tree, path: str) -> Node:
        """Return a part of the result."""
        self._nodes -= 1
        self._characters -= len(tree.text)
        if self._nodes < 0 or self._characters < 0:
            raise ResultError(f"it gives more than {LIMITS.nodes:,} values, or {LONGEST_RESULT:,} characters")
        told = directions(tree.comments)
        if KEY in told or STRATEGY in told:
            raise ResultError(
                f"a comment directs the patch of {path}: patches are merged by the merge keys of Kubernetes alone"
            )
        span = span_in(self._place, tree.place)
        match tree.kind:
            case "struct" if not tree.text:
                return Mapping(
                    {name: Entry(name, span, self._node(inner, f"{path}.{name}")) for name, inner in tree.fields}, span
                )
            case "list":
                return Sequence(tuple(self._node(item, f"{path}.{number}") for number, item in enumerate(tree.items)), span)
            case "open" | "struct":
                place = tree.place
                line, column = (place.line, place.column) if place is not None and place.line else (1, 1)
                raise UndecidedError(f"{path} has no value: {tree.text}", line, column)
            case _:
                return self._scalar(tree, span)

    def _scalar(self, tree: Tree, span: Span) -> Scalar:
        """Return a single value: one that was copied stands alone, without quotes."""
        if tree.kind in ("string", "bytes"):
            text = self._numbers.sub(self._worded, tree.text)
            return Scalar(text, self._words.fullmatch(tree.text) is None, text, span)
        number = self._numbers.fullmatch(tree.text) if tree.kind == "int" else None
        if number is not None:
            word = self._worded(number)
            return Scalar(word, quoted=False, value=word, span=span)
        value = plain(tree)
        if isinstance(value, int | float) and not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
            raise ResultError("a number is too large, or is none")
        return Scalar(tree.text, quoted=True, value=value, span=span)


def span_in(text: TextPlace, place: Place | None) -> Span:
    """Return where something stands in a template; the beginning of that where nobody knows."""
    return text.at(place.line, place.column) if place is not None and place.line else text.at(1, 1)


def _is_text(value: Live | Part | Prefixed) -> bool:
    """Tell whether a value is a text, whatever is chosen."""
    if isinstance(value, Prefixed):
        return True
    if isinstance(value, Part):
        return isinstance(bare(value.tree), Text)
    found = value.hole.type
    return isinstance(found, TextType) or (isinstance(found, ChoiceType) and all(isinstance(one, str) for one in found.choices))
