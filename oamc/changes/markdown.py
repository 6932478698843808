"""Changes as Markdown, for a comment below a pull request: a table that is seen, and details that unfold."""

from __future__ import annotations

from oamc.changes.model import HARMLESS, RATINGS, spelled
from oamc.changes.shown import is_hidden, shown
from oamc.changes.text import LONGEST_LINE, UNRATED, rating_text, summary, title, told_of, words_of
from oamc.diagnostics.reports import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oamc.changes.model import ObjectChange

LONGEST = 60_000
"""A comment on GitHub has at most 65,536 characters."""
FOR_THE_COUNT = 200
"""Characters that are kept for the lines that count what has no room."""


def markdown_of(changes: Sequence[ObjectChange], *, shows_noise: bool, shows_values: bool, longest: int = LONGEST) -> str:
    """Return the changes as Markdown, the gravest first. What has no room in `longest` characters is counted."""
    changes = told_of(changes, shows_noise=shows_noise)
    if not changes:
        return "No difference.\n"
    gravest = sorted(changes, key=_gravity)
    rows = [f"| {change.verb} | {_code(title(change))} | {_words(change)} |" for change in gravest]
    room = longest - FOR_THE_COUNT
    text = "".join(f"{line}\n" for line in (f"**{summary(changes)}**", "", "| | Object | Means |", "| --- | --- | --- |"))
    listed, unlisted = _fitting([f"{row}\n" for row in rows], room - len(text))
    text += f"{listed}\n"
    details = [
        "".join(f"{line}\n" for line in _details(change, shows_noise=shows_noise, shows_values=shows_values))
        for change in gravest
    ]
    unfolding, folded = _fitting(list(filter(None, details)), room - len(text))
    text += unfolding
    if unlisted or folded:
        text += f"No room is left in a comment for {unlisted:,} rows of the table and the details of {folded:,} objects.\n"
    return text


def _fitting(parts: Sequence[str], room: int) -> tuple[str, int]:
    """Return the first parts that fit into a room of characters, each whole, and how many do not."""
    for number, part in enumerate(parts):
        room -= len(part)
        if room < 0:
            return "".join(parts[:number]), len(parts) - number
    return "".join(parts), 0


def _gravity(change: ObjectChange) -> int:
    """Return a number for sorting: the smaller, the graver; what nobody rates stands before what is harmless."""
    return min((RATINGS.index(word) for word in change.words), default=RATINGS.index(HARMLESS) - 1)


def _words(change: ObjectChange) -> str:
    """Return the ratings of an object, grave ones in bold."""
    return ", ".join(f"**{word}**" if word in {"refused", "data"} else word for word in change.words) or words_of(change)


def _details(change: ObjectChange, *, shows_noise: bool, shows_values: bool) -> Iterator[str]:
    """Yield the lines of what unfolds."""
    fields = [field for field in change.fields if shows_noise or not field.is_noise]
    if not fields and not change.ratings and not change.hints:
        return
    yield f"<details><summary>{_html(title(change))}</summary>"
    yield ""
    yield from (f"- {_plain(rating_text(rated))}" for rated in change.ratings)
    for field in fields:
        hidden = not shows_values and is_hidden(change, field)
        old, new = (_code(shown(value, hidden=hidden)) for value in (field.old, field.new))
        values = "in another order" if field.is_order else f"{old} → {new}"
        means = _plain("; ".join(map(rating_text, field.ratings)) or UNRATED)
        yield f"- {_code(printable(spelled(field.path), LONGEST_LINE))}: {values} — {means}"
    yield from (f"- note: {_plain(printable(hint, LONGEST_LINE))}" for hint in change.hints)
    yield ""
    yield "</details>"
    yield ""


def _code(text: str) -> str:
    """Return a text as code that no character of it ends, in a table too."""
    safe = text.replace("|", "\\|")
    fence = "`"
    while fence in safe:
        fence += "`"
    pad = " " if safe.startswith("`") or safe.endswith("`") else ""
    return f"{fence}{pad}{safe}{pad}{fence}"


def _plain(text: str) -> str:
    """Return a text whose characters mean themselves."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>|#@" else character for character in text)


def _html(text: str) -> str:
    """Return a text inside of a tag."""
    return "".join(f"&#{ord(character)};" if character in "&<>@#`*_[]|\\" else character for character in text)
