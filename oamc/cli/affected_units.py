"""Both sides of `oamc affected` side by side: environments that are made of the same are passed over, the others are compiled.

In: two sides that were read. Out: the units that a change touches, and the names of the environments that do not compile.
"""

from __future__ import annotations

from oamc.changes.units import TOUCHED, UNKNOWN, AffectedUnit, compare_units
from oamc.records import Record, items
from oamc.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from oamc.cli.affected_sides import Compiled, Environment, Side
    from oamc.objects.object_set import ObjectSet


def compared(base: Side, head: Side, *, counts_inputs: bool) -> tuple[tuple[AffectedUnit, ...], frozenset[str]]:
    """Return the units that differ, and the environments of which something must be said, because no side compiles them.

    Where one side cannot be known, what it had to do with the other one is unknown, and counts as affected.
    """
    found: list[AffectedUnit] = []
    failed: set[str] = set()
    is_empty = True
    for name in dict.fromkeys((*head.environments, *base.environments)):
        before, after = base.environments.get(name), head.environments.get(name)
        is_known = not (base.is_broken or head.is_broken)
        if is_known and before is not None and after is not None and before.is_equal_to(after):
            is_empty = False
            continue
        old, new = base.compiled(name), head.compiled(name)
        is_empty = is_empty and not (old.units or new.units)
        if old.failed or new.failed or not is_known:
            failed.add(name)
            found += _unknown(name, old, new)
            continue
        differing = compare_units(old.units, new.units)
        if counts_inputs and before is not None and after is not None:
            known = {unit.application for unit in differing}
            touched = _touched(before, after, old, new)
            differing = (*differing, *(unit for unit in touched if unit.application not in known))
        found += sorted(differing, key=lambda unit: unit.application)
    if is_empty:
        # Both sides have no application: what is wrong with them is all that can be said.
        failed.update((*head.environments, *base.environments))
    return tuple(found), frozenset(failed)


def _unknown(environment: str, old: Compiled, new: Compiled) -> Iterator[AffectedUnit]:
    """Yield the units of an environment that one side does not compile, as far as their names are known."""
    names = {name for side in (old, new) for name in (*side.names, *(unit.application for unit in side.units))}
    return (AffectedUnit(application=name, environment=environment, change=UNKNOWN) for name in sorted(names))


def _touched(before: Environment, after: Environment, old: Compiled, new: Compiled) -> Iterator[AffectedUnit]:
    """Yield the units on both sides whose inputs differ: the documents that they are written from, or what is for all units.

    That is values, patches and options, and a document that no unit is known to be written from.
    """
    texts = [{source.path: source.text for source in side.gathered.sources if not source.unread} for side in (before, after)]
    differing = {path for path in texts[0].keys() | texts[1].keys() if texts[0].get(path) != texts[1].get(path)}
    paths = {name: _paths(old.objects[name]) | _paths(new.objects[name]) for name in old.objects.keys() & new.objects.keys()}
    owned = set().union(*map(_paths, (*old.objects.values(), *new.objects.values())))
    is_for_all = bool(differing - owned) or before.choices() != after.choices()
    for name, own in sorted(paths.items()):
        if is_for_all or own & differing:
            yield AffectedUnit(application=name, environment=after.name, change=TOUCHED)


def _paths(objects: ObjectSet) -> set[str]:
    """Return the paths of the documents that objects are written from."""
    found: set[str] = set()
    waiting: list[Any] = [objects]
    seen: set[int] = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, Span):
            found.add(value.source.path)
        elif isinstance(value, Record | dict | tuple | list) and id(value) not in seen:
            seen.add(id(value))
            if isinstance(value, Record):
                waiting += [part for _, part in items(value)]
            else:
                waiting += value.values() if isinstance(value, dict) else value
    return found
