"""Templates of pages that somebody else may have written: what they print is Markdown, or is escaped for it.

In: the text of a template, and data. Out: a text, or a `TemplateProblemError` with the line. The bounds are those of
`oamc/bounded_templates.py`. What a template prints is escaped for Markdown unless a filter says that it is Markdown already, as
other templates escape for HTML.
"""

from __future__ import annotations

from markupsafe import Markup

from oamc.backends.helm.value_rows import code, markdown
from oamc.bounded_templates import Environment, TemplateProblemError, text_of
from oamc.bounded_templates import render as rendered

__all__ = ["TemplateProblemError", "render"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any


def render(template: str, data: Mapping[str, Any]) -> str:
    """Return the page that a template makes of data, which are mappings, lists, texts, numbers and truth values."""
    return rendered(_Pages(), template, data)


class _Pages(Environment):
    """One rendering of a page."""

    def __init__(self) -> None:
        filters = {
            "code": lambda text: _as_markdown(code(text_of(text))),
            "raw": lambda text: _as_markdown(text_of(text)),
            "markdown": lambda text: _as_markdown(markdown(text_of(text))),
        }
        super().__init__(escapes=True, filters=filters)

    def printed(self, value: Any) -> Markup:
        """Return a value as Markdown."""
        return value if isinstance(value, Markup) else _as_markdown(_spaced(text_of(value)))

    def united(self, parts: Sequence[Any], texts: Sequence[str]) -> str:
        """Return the texts of some parts as one: where one of them is Markdown, the others are escaped."""
        if not any(isinstance(part, Markup) for part in parts):
            return "".join(texts)
        pairs = zip(parts, texts, strict=True)
        return _as_markdown("".join(text if isinstance(part, Markup) else _spaced(text) for part, text in pairs))


def _as_markdown(text: str) -> Markup:
    """Mark a text as one that is printed as it is."""
    return Markup(text)  # noqa: S704 - it is escaped, or the author of the template wants it so


def _spaced(text: str) -> str:
    """Return a text escaped, with the blanks around it: it is a part of a line."""
    bare = text.strip(" ")
    if not bare:
        return text
    begin = text.index(bare)
    return f"{text[:begin]}{markdown(bare)}{text[begin + len(bare) :]}"
