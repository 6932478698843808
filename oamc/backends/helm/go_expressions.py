"""Expressions of Go's template language: paths, texts and other known values, and parentheses around what has several words."""

from __future__ import annotations

from oamc.expressions.numbers import quote_json, spell_json
from oamc.startup.caching import cache
from oamc.startup.patterns import SKIP_MARKER, UNSEEN, Pattern, is_visible, re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Path

_TO_ESCAPE = Pattern(rf"[{UNSEEN}]|\+(?=argocd:)")


@cache(1024)  # charts have the same paths again and again
def chain(start: str, path: Path) -> str:
    """Return the expression that goes down a path: `.key` for identifiers, `index` for other keys."""
    expression = start
    pending: list[str] = []
    for key in path:
        if key.isascii() and key.isidentifier():
            if pending:
                expression = f"(index {expression} {' '.join(pending)})"
                pending = []
            expression = f"{expression}.{key}"
        else:
            pending.append(go_text(key))
    return f"(index {expression} {' '.join(pending)})" if pending else expression


def grouped(expression: str) -> str:
    """Put an expression of several words in parentheses."""
    if " " not in expression or (expression.startswith("(") and _closes_last(expression)) or _is_text(expression):
        return expression
    return f"({expression})"


def ungrouped(expression: str) -> str:
    """Take an expression out of its parentheses, which the beginning of a pipeline does not need."""
    return expression[1:-1] if expression.startswith("(") and _closes_last(expression) else expression


def _closes_last(expression: str) -> bool:
    """Tell whether the first parenthesis closes at the very end."""
    if not expression.endswith(")"):
        return False
    if "\\" not in expression:
        # Without escapes every second part between quotes is outside of texts: this goes from one end of a pair to the next.
        depth = 0
        *closed, _ = "".join(expression.split('"')[::2]).split(")")
        for number, part in enumerate(closed, 1):
            depth += part.count("(") - 1
            if depth == 0:
                return number == len(closed)
        return False
    depth = 0
    quoted = escaped = False
    for place, character in enumerate(expression):
        if quoted:
            quoted, escaped = (escaped or character != '"'), character == "\\" and not escaped
        elif character == '"':
            quoted = True
        elif character in "()":
            depth += 1 if character == "(" else -1
            if depth == 0:
                return place == len(expression) - 1
    return False


def _is_text(expression: str) -> bool:
    """Tell whether an expression is one Go text."""
    return expression.startswith('"') and re.fullmatch(r'"(?:[^"\\]|\\.)*"', expression) is not None


def go_text(text: str) -> str:
    """Return a text as a Go string literal."""
    encoded = quote_json(text)
    if is_visible(encoded) and SKIP_MARKER not in encoded:
        return encoded
    return _TO_ESCAPE.sub(lambda match: _go_escape(match[0]), encoded)


def _go_escape(character: str) -> str:
    """Return a character as an escape of a Go string literal."""
    point = ord(character)
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"


def go_value(value: object) -> str:
    """Return a known value as a template expression."""
    match value:
        case str():
            return go_text(value)
        case bool():
            return "true" if value else "false"
        case _:
            return f"({go_text(spell_json(value))} | mustFromJson)"
