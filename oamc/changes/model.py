"""What is told of a change: objects, fields, and for each what it means.

A field has a path of steps. That of an item of a list is in brackets: what the item is called, or its number.
"""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Path: TypeAlias = tuple[str, ...]
    Body: TypeAlias = dict[str, Any]

REFUSED, DATA, RESTART = "refused", "data", "restart"
EXPOSURE, PERMISSION, SCALING, QOS = "exposure", "permission", "scaling", "qos"
HARMLESS = "harmless"
RATINGS = (REFUSED, DATA, RESTART, EXPOSURE, PERMISSION, SCALING, QOS, HARMLESS)
"""The ratings, the gravest first: the API server refuses it; stored data is lost or out of sight; pods are replaced; who can
reach it, what it may do, how many run, and what it is promised changes; nothing that runs changes."""
WIDER, NARROWER, OTHER, UP, DOWN = "wider", "narrower", "other", "up", "down"
ADDED, REMOVED, CHANGED, RENAMED = "added", "removed", "changed", "renamed"


class Absent:
    """What stands for a field or an item that one side does not have."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


class Rated(Record):
    """What a change means: one of `RATINGS`, and for some of them which way it goes.

    `reason` says why, for people; `condition` what must be true for it, where only a cluster knows; `way_out` what to do where
    the server refuses.
    """

    rating: str
    direction: str = ""
    reason: str = ""
    condition: str = ""
    way_out: str = ""


class FieldChange(Record):
    """One field that differs. `old` or `new` is `ABSENT` where a side has none.

    `place` is the path with the numbers of items, in the object that has the field. Where `is_order`, the items are the same
    ones in another order. `is_noise` marks what every release changes, such as a label
    with the version of the chart.
    """

    path: Path
    old: Any
    new: Any
    place: tuple[str | int, ...] = ()
    ratings: tuple[Rated, ...] = ()
    is_order: bool = False
    is_noise: bool = False


class ObjectChange(Record):
    """One object that is added, removed, changed or renamed, which `verb` says.

    `fields` are those that differ. `ratings` are what the change of the object as a whole means, `hints` what to know beside
    that. Of a kind that is not `is_rated` nobody knows what a change means. `score` tells how much of a renamed object is the
    same, from 0 to 1. `instance` is the one of the application that the object is of, as far as its labels say.
    """

    verb: str
    api_version: str
    kind: str
    namespace: str
    name: str
    new_name: str = ""
    fields: tuple[FieldChange, ...] = ()
    ratings: tuple[Rated, ...] = ()
    hints: tuple[str, ...] = ()
    is_rated: bool = True
    score: float = 1.0
    instance: str = ""

    @property
    def is_noise(self) -> bool:
        """Tell whether the object has nothing but what every release changes."""
        return bool(self.fields) and not self.ratings and all(field.is_noise for field in self.fields)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the ratings of the object and of its fields as words, the gravest first; `harmless` only alone."""
        found = {rated.rating for rated in self.ratings} | {rated.rating for field in self.fields for rated in field.ratings}
        grave = found - {HARMLESS}
        return tuple(word for word in RATINGS if word in (grave or found))


def spec_of(body: Body) -> Body:
    """Return the spec of an object, empty where it has none."""
    return part_of(body, "spec")


def part_of(body: Body, *path: str) -> Body:
    """Return the mapping at a path, empty where there is none."""
    found: Any = body
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def is_item(step: str) -> bool:
    """Tell whether a step of a path is an item of a list."""
    return step.startswith("[")


def spelled(path: Path) -> str:
    """Return a path for people: `spec.template.spec.containers[web].image`."""
    text = "".join(step if is_item(step) else f".{_quoted(step)}" for step in path)
    return text.removeprefix(".")


def _quoted(step: str) -> str:
    """Return a key of a mapping, in quotes where dots or brackets stand in it."""
    return f'"{step}"' if any(character in step for character in '.[]" ') or not step else step
