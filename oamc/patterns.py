"""Regular expressions that are compiled when they are first used.

Compiling a pattern costs a tenth of a millisecond and more, and most runs need few of the patterns that the modules they import
declare. `Pattern` stands in for `re.compile` at the top of a module.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Pattern:
    """A regular expression with the methods of `re.Pattern` that oamc uses."""

    __slots__ = ("_compiled", "_flags", "_text")

    def __init__(self, text: str, flags: re.RegexFlag | int = 0) -> None:
        self._text = text
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    def _pattern(self) -> re.Pattern[str]:
        """Return the compiled pattern."""
        if self._compiled is None:
            self._compiled = re.compile(self._text, self._flags)
        return self._compiled

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Match the whole text."""
        return self._pattern().fullmatch(text)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Match at `start`."""
        return self._pattern().match(text, start)

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first match."""
        return self._pattern().search(text)

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Replace every match."""
        return self._pattern().sub(replacement, text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Go through all matches."""
        return self._pattern().finditer(text)
