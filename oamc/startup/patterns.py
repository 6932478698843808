"""Regular expressions that are compiled when they are first used.

Compiling a pattern costs a tenth of a millisecond and more, and most runs need few of the patterns that the modules they import
declare. `Pattern` stands in for `re.compile` at the top of a module. The package `re` itself costs a tenth of a start, with the
enumerations that it loads: `re` of this module loads it when something of it is first used, and most runs need none of it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re as re  # noqa: PLC0414 - other modules have it from here
    from collections.abc import Callable, Iterator


UNSEEN = (
    "\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
) + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
"""What nobody sees in a text, as the inside of a character class: controls beyond ASCII, blanks but the ordinary one, format
characters, what Unicode calls default ignorable, blank letters and signs, and what is no character. A table, because the
`unicodedata` of each Python knows other characters, and outputs must not depend on it."""
SKIP_MARKER = "+argocd:"
"""How `+argocd:skip-file-rendering` begins: Argo CD passes over a file that holds these letters anywhere, in this case."""


def is_visible(text: str) -> bool:
    """Tell at once of most texts, those in ASCII, that nothing in them is unseen or a control. Patterns tell of the others."""
    return text.isascii() and text.isprintable()


if not TYPE_CHECKING:

    class _Expressions:
        """Stands for the package `re` where a module imports it from here."""

        def __getattr__(self, name: str) -> object:
            import re as package

            return getattr(package, name)

    re = _Expressions()


def only(text: str, characters: str) -> bool:
    """Tell whether a text has no other characters: what is taken from both ends is then all of it."""
    return not text.strip(characters)


def are_digits(text: str, most: int) -> bool:
    """Tell whether a text is digits of ASCII, at least one and at most so many."""
    return 0 < len(text) <= most and text.isascii() and text.isdigit()


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

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Find the first match that begins at `start` or later."""
        return self._pattern().search(text, start)

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Replace every match."""
        return self._pattern().sub(replacement, text)

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Go through all matches from `start` on."""
        return self._pattern().finditer(text, start)
