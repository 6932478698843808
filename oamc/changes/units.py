"""What a change touches: units, which are applications in environments, of both sides come in; those that differ come out.

    compare_units(old, new)   # AffectedUnit(application="shop", environment="staging", change="changed", ...)

A unit is known by the names of its application and its environment. It is changed where a byte of a file differs.
"""

from __future__ import annotations

from oamc.changes.model import ADDED, CHANGED, HARMLESS, RATINGS, REMOVED
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias

    from oamc.changes.model import Body, ObjectChange

    Key: TypeAlias = tuple[str, str]

TOUCHED, UNKNOWN = "touched", "unknown"


class UnitFiles(Record):
    """What is written of a unit: files by their paths. `bodies` makes its objects, which only a comparison needs."""

    application: str
    environment: str
    files: Mapping[str, str]
    bodies: Callable[[], tuple[Body, ...]]

    @property
    def key(self) -> Key:
        """Return what the unit is known by."""
        return self.environment, self.application


class AffectedUnit(Record):
    """A unit that a change touches: it is added, removed or changed; touched, where only its inputs are; or unknown.

    `files` are the paths of those that differ, `objects` what changes of its objects.
    """

    application: str
    environment: str
    change: str
    files: tuple[str, ...] = ()
    objects: tuple[ObjectChange, ...] = ()

    @property
    def ratings(self) -> tuple[str, ...]:
        """Return what the changes of all objects mean, the gravest first; `harmless` only alone."""
        found = {word for change in self.objects for word in change.words}
        grave = found - {HARMLESS}
        return tuple(word for word in RATINGS if word in (grave or found))


def compare_units(old: Iterable[UnitFiles], new: Iterable[UnitFiles]) -> tuple[AffectedUnit, ...]:
    """Return the units that differ, those of one environment together, by the names of their applications."""
    before, after = ({unit.key: unit for unit in units} for units in (old, new))
    keys = sorted(before.keys() | after.keys())
    found = (_compared(before.get(key), after.get(key)) for key in keys)
    return tuple(unit for unit in found if unit is not None)


def _compared(old: UnitFiles | None, new: UnitFiles | None) -> AffectedUnit | None:
    """Return what changes of one unit, None where nothing does."""
    from oamc.changes.compare import compare

    one = new or old
    assert one is not None
    before, after = (unit.files if unit is not None else {} for unit in (old, new))
    differing = tuple(path for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path))
    if old is not None and new is not None and not differing:
        return None
    bodies = [unit.bodies() if unit is not None else () for unit in (old, new)]
    return AffectedUnit(
        application=one.application,
        environment=one.environment,
        change=ADDED if old is None else REMOVED if new is None else CHANGED,
        files=differing,
        objects=compare(bodies[0], bodies[1]),
    )
