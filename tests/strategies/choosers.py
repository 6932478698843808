"""Where choices come from: a generator is written once over `Chooser`, and hypothesis or a seed drives it.

Options stand in the order from plain to strange, because hypothesis prefers the first ones when it shrinks.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol, TypeVar

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

T = TypeVar("T")

LEGAL_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
"""What a text of a document may hold: all code points but surrogates, which have no encoding, and NUL, which ends a C text."""
_FREE_TEXT = st.text(LEGAL_CHARACTERS, max_size=8)


class Chooser(Protocol):
    """Makes every choice of a generator."""

    def integer(self, low: int, high: int) -> int:
        """Return a number from `low` to `high`, both included."""

    def choice(self, options: Sequence[T]) -> T:
        """Return one of the options, which are not empty."""

    def chance(self, percent: int) -> bool:
        """Return true in about `percent` of all cases."""

    def free_text(self) -> str:
        """Return a short text of any legal characters."""


class RandomChooser:
    """Choices from a seed, without the cost of hypothesis."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def integer(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def choice(self, options: Sequence[T]) -> T:
        return self._random.choice(options)

    def chance(self, percent: int) -> bool:
        return self._random.random() * 100 < percent

    def free_text(self) -> str:
        points = [self._random.choice(_BLOCKS) for _ in range(self._random.randint(0, 8))]
        return "".join(chr(self._random.randint(low, high)) for low, high in points)


_BLOCKS = (
    (0x20, 0x7E),
    (0x20, 0x7E),
    (0x01, 0x1F),
    (0x7F, 0xFF),
    (0x300, 0x36F),
    (0x2000, 0x206F),
    (0xE000, 0xFFFF),
    (0x1F300, 0x1FAFF),
)


@cache
def _integers(low: int, high: int) -> SearchStrategy[int]:
    """Return the strategy of bounded integers: building one costs more than drawing from it."""
    return st.integers(low, high)


class DrawChooser:
    """Choices of hypothesis, which shrinks them: to fewer choices first, then to earlier options."""

    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw

    def integer(self, low: int, high: int) -> int:
        return self._draw(_integers(low, high))

    def choice(self, options: Sequence[T]) -> T:
        return options[self._draw(_integers(0, len(options) - 1))]

    def chance(self, percent: int) -> bool:
        return self._draw(_integers(0, 99)) >= 100 - percent

    def free_text(self) -> str:
        return self._draw(_FREE_TEXT)


def driven(generate: Callable[[Chooser], T]) -> SearchStrategy[T]:
    """Return the hypothesis strategy that drives a generator."""

    @st.composite
    def drawn(draw: DrawFn) -> T:
        return generate(DrawChooser(draw))

    return drawn()


def some(chooser: Chooser, options: Sequence[T], low: int, high: int) -> list[T]:
    """Return from `low` to `high` different options, in the order of `options`."""
    left = list(range(len(options)))
    count = chooser.integer(min(low, len(left)), min(high, len(left)))
    taken = [left.pop(chooser.integer(0, len(left) - 1)) for _ in range(count)]
    return [options[index] for index in sorted(taken)]
