"""`ByteChooser`: the bytes of an input make every choice of a generator.

When the bytes are used up, every further choice is the plainest one, so that short inputs are small documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

BLOCKS = ((0x20, 0x7E), (0x01, 0x7F), (0x80, 0x2FF), (0x2000, 0x206F), (0x3000, 0xD7FF), (0xE000, 0xFFFF), (0x1F300, 0x1FAFF))


class ByteChooser:
    """A `Chooser` of `tests.strategies` that reads its choices from bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """The number of bytes that are not used yet."""
        return max(0, len(self._data) - self._at)

    def integer(self, low: int, high: int) -> int:
        """Return a number from `low` to `high`, of as many bytes as the range needs."""
        count = ((high - low).bit_length() + 7) // 8
        number = int.from_bytes(self._data[self._at : self._at + count], "big")
        self._at += count
        return low + number % (high - low + 1)

    def choice(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.integer(0, len(options) - 1)]

    def chance(self, percent: int) -> bool:
        """Return true for about `percent` of all bytes, and not for a zero."""
        return self.integer(0, 255) * 100 >= 256 * (100 - percent) if percent < 100 else True

    def free_text(self) -> str:
        """Return up to eight characters of any kind but NUL and surrogates."""
        blocks = [self.choice(BLOCKS) for _ in range(self.integer(0, 8))]
        return "".join(chr(self.integer(low, high)) for low, high in blocks)

    def rest(self, most: int) -> bytes:
        """Return the next bytes as they are, `most` at most."""
        taken = self._data[self._at : self._at + most]
        self._at += most
        return taken
