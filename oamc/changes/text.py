"""Changes as text for people: by instance, object by object and field by field."""

from __future__ import annotations

from oamc.changes.model import HARMLESS, RATINGS, RENAMED, spelled
from oamc.changes.shown import is_hidden, shown
from oamc.diagnostics.reports import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from oamc.changes.model import FieldChange, ObjectChange, Rated
    from oamc.diagnostics.text import Palette

    PlaceOf = Callable[[ObjectChange, FieldChange | None], str]

UNRATED = "not rated"
NO_INSTANCE = "of no instance"
LONGEST_LINE = 1_000
"""Names, paths and reasons are told whole but for what nobody reads: the way out stands at the end of its line."""


def text_of(
    changes: Sequence[ObjectChange], palette: Palette, place_of: PlaceOf, *, shows_noise: bool, shows_values: bool
) -> str:
    """Return the changes as text. `place_of` says where in the documents a field or an object comes from.

    Where they are of several instances, each has a line of its own above its objects.
    """
    parts: dict[str, list[str]] = {}
    told = told_of(changes, shows_noise=shows_noise)
    for change in told:
        body = _of_object(change, place_of, shows_noise=shows_noise, shows_values=shows_values)
        parts.setdefault(change.instance, []).extend((_heading(change, palette, place_of), *body, ""))
    lines: list[str] = []
    for instance, found in parts.items():
        name = f"instance {printable(instance)}" if instance else NO_INSTANCE
        lines += [*([f"{palette.strong}{name}{palette.reset}", ""] if len(parts) > 1 else []), *found]
    lines = lines[:-1]
    return "".join(f"{line}\n" for line in (*lines, *([""] if lines else []), summary(told)))


def told_of(changes: Sequence[ObjectChange], *, shows_noise: bool) -> list[ObjectChange]:
    """Return the objects that are told: those with nothing but noise are folded, with their headings and in what is counted."""
    return [change for change in changes if shows_noise or not change.is_noise]


def title(change: ObjectChange) -> str:
    """Return what an object is called: its kind, namespace and name, or both its names."""
    place = f"{change.namespace}/" if change.namespace else ""
    name = f"{change.name} -> {change.new_name}" if change.verb == RENAMED else change.name
    return printable(f"{change.kind} {place}{name}", LONGEST_LINE)


def words_of(change: ObjectChange) -> str:
    """Return the ratings of an object in words."""
    return ", ".join((*change.words, *(() if change.is_rated else (UNRATED,))))


def summary(changes: Sequence[ObjectChange]) -> str:
    """Return one line that counts the objects, and the gravest ratings."""
    if not changes:
        return "no difference"
    verbs = {verb: sum(change.verb == verb for change in changes) for verb in ("added", "removed", "changed", "renamed")}
    counted = ", ".join(f"{count:,} {verb}" for verb, count in verbs.items() if count)
    rated = {word: sum(word in change.words for change in changes) for word in RATINGS}
    words = ", ".join(f"{word} {count:,}" for word, count in rated.items() if count)
    unrated = sum(not change.is_rated for change in changes)
    return f"{counted}: {', '.join(filter(None, (words, f'{UNRATED} {unrated:,}' if unrated else '')))}"


def _heading(change: ObjectChange, palette: Palette, place_of: PlaceOf) -> str:
    """Return the line above the fields of an object."""
    place = place_of(change, None)
    is_grave = change.words not in {(HARMLESS,), ()}
    colour = palette.warning if is_grave else palette.notice
    head = f"{change.verb} {palette.strong}{title(change)}{palette.reset}"
    return f"{head}: {colour}{words_of(change)}{palette.reset}{f'  {place}' if place else ''}"


def _of_object(change: ObjectChange, place_of: PlaceOf, *, shows_noise: bool, shows_values: bool) -> Iterator[str]:
    """Yield the lines below the heading of an object, which has the bare words of its ratings already."""
    fields = [field for field in change.fields if shows_noise or not field.is_noise]
    for rated in change.ratings:
        text = rating_text(rated)
        if text != rated.rating:
            yield f"  {text}"
    for field in fields:
        hidden = not shows_values and is_hidden(change, field)
        place = place_of(change, field)
        yield f"  {printable(spelled(field.path), LONGEST_LINE)}{f'  {place}' if place else ''}"
        if field.is_order:
            yield "    in another order"
        else:
            yield f"    - {shown(field.old, hidden=hidden)}"
            yield f"    + {shown(field.new, hidden=hidden)}"
        yield from (f"    {rating_text(rated)}" for rated in field.ratings)
    yield from (f"  note: {printable(hint, LONGEST_LINE)}" for hint in change.hints)


def rating_text(rated: Rated) -> str:
    """Return a rating with its direction, reason, condition and way out."""
    text = f"{rated.rating}{f' ({rated.direction})' if rated.direction else ''}"
    parts = [rated.reason, f"if {rated.condition}" if rated.condition else "", rated.way_out]
    return printable(": ".join([text, "; ".join(filter(None, parts))]) if any(parts) else text, LONGEST_LINE)
