"""Where the lines of a text of another language stand, which is a value of a document."""

from __future__ import annotations

import re
from functools import lru_cache

from oamc.model.own_definitions import TextPlace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.source.nodes import Scalar
    from oamc.spans import Span

LINE_BREAK = re.compile(r"\r\n|\r|\n")
LITERAL = re.compile(r"\|[-+0-9]*[ \t]*(#.*)?")


def place_of_text(template: Scalar) -> TextPlace:
    """Return where a template stands. Of a literal block each line has a place of its own."""
    span = template.span
    lines = _lines(span.source.text)
    first = lines[span.line - 1][span.column - 1 :]
    if template.quoted and LITERAL.fullmatch(first):
        indent = _indent(template.text, lines[span.line : span.end_line], span)
        return TextPlace(span=span, line=span.line + 1, indent=indent)
    return TextPlace(span=span)


@lru_cache(maxsize=1)
def _lines(text: str) -> tuple[str, ...]:
    """Return the lines of a file, which is asked for each of its definitions."""
    return tuple(LINE_BREAK.split(text))


def _indent(text: str, lines: tuple[str, ...], span: Span) -> int:
    """Return by how many blanks a literal block is indented: what its first line that is not empty has before its own text."""
    for own, whole in zip(text.split("\n"), lines, strict=False):
        if own:
            return len(whole) - len(own)
    return span.column - 1
