"""`oamc diff`: what changes between two sides, and what each change means for whoever runs them."""

from __future__ import annotations

from oamc.cli.arguments import UsageError
from oamc.cli.compilation import values_of
from oamc.cli.entry import FINE, STALE, WRONG
from oamc.cli.presentation import destinations, present
from oamc.cli.streams import palette, write_result
from oamc.diagnostics.reports import listing, nearest, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.changes.model import ObjectChange
    from oamc.cli.compared_sides import Side
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports

FAILED = 3
SIDES = 2


def run(settings: Settings, reports: Reports) -> int:
    """Compare two sides, print what changes, and return the exit status."""
    from oamc.changes.compare import compare
    from oamc.cli.compared_sides import side_of

    paths = settings.positional
    if len(paths) != SIDES:
        raise UsageError("two sides are compared", "oamc diff OLD NEW", "diff")
    wanted = _fail_on(settings)
    destinations(settings, prints="the changes")
    gathered = values_of(settings, reports)
    old, new = (side_of(path, settings, gathered, reports) for path in paths)
    status = FINE
    if not reports.has_errors():
        changes = compare(old.bodies, new.bodies)
        write_result(_written(changes, old, new, settings))
        status = _status(changes, wanted, settings)
    complete = present(settings, reports, gathered.visibility, gathered.inputs)
    return WRONG if reports.has_errors() or not complete else status


def _fail_on(settings: Settings) -> frozenset[str]:
    """Return the ratings that fail the run."""
    from oamc.changes.model import RATINGS

    wanted = [word.strip() for text in settings.texts("fail-on") for word in text.split(",") if word.strip()]
    for word in wanted:
        if word not in RATINGS:
            close = nearest(word, RATINGS)
            hint = f"did you mean {close}?" if close else f"ratings are {listing(RATINGS)}"
            raise UsageError(f'there is no rating "{printable(word)}"', hint, "diff")
    return frozenset(wanted)


def _status(changes: Sequence[ObjectChange], wanted: frozenset[str], settings: Settings) -> int:
    """Return the status of a comparison: a rating that fails it, any difference, or none."""
    if any(not wanted.isdisjoint(change.words) for change in changes):
        return FAILED
    counts_noise = settings.flag("noise")
    if all(_is_noise(change) and not counts_noise for change in changes) or wanted or settings.flag("exit-zero"):
        return FINE
    return STALE


def _is_noise(change: ObjectChange) -> bool:
    """Tell whether an object has nothing but what every release changes."""
    return bool(change.fields) and not change.ratings and all(field.is_noise for field in change.fields)


def _written(changes: Sequence[ObjectChange], old: Side, new: Side, settings: Settings) -> str:
    """Return the changes in the form that is wanted."""
    shows_noise, shows_values = settings.flag("noise"), settings.flag("show-values")
    match settings.required_text("format"):
        case "json":
            from oamc.changes.json_text import json_of

            return json_of(changes, new.place_of, shows_values=shows_values)
        case "markdown":
            from oamc.changes.markdown import markdown_of

            return markdown_of(changes, shows_noise=shows_noise, shows_values=shows_values)
        case "unified":
            from oamc.changes.unified import unified_of

            return unified_of(old.bodies, new.bodies, shows_values=shows_values)
        case _:
            from oamc.changes.text import text_of

            colours = palette(settings.required_text("color"))
            return text_of(changes, colours, new.place_of, shows_noise=shows_noise, shows_values=shows_values)
