"""What only an override breaks: no schema of a chart can know the rules of a field, and both outputs make the same objects."""

from __future__ import annotations

from oamc.expressions.holes import Expression, holes_in
from oamc.kubernetes.schemas import problems
from oamc.objects.fill import NOTHING, filler_of
from oamc.objects.tree import At
from oamc.records import replace
from oamc.values.parameters import OVERRIDE
from oamc.values.shape import defaults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from oamc.expressions.holes import Hole, Path
    from oamc.kubernetes.findings import Problem
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject, Tree
    from oamc.values.parameters import Parameter


def holes_below(part: Tree) -> Iterator[Hole]:
    """Yield the holes of a part of an object, and of what stands below it: two items may have one name by their values."""
    match part:
        case At():
            yield from holes_below(part.tree)
        case dict():
            for below in part.values():
                yield from holes_below(below)
        case list() | tuple():
            for below in part:
                yield from holes_below(below)
        case Expression():
            yield from holes_in(part)
        case _:
            return


def breaking_value(
    item: KubeObject, problem: Problem, version: str, objects: ObjectSet, overridden: Collection[Path], filler: Filler
) -> Path | None:
    """Return the path of a given value that breaks a rule by what it is beside others; None where the document breaks it.

    The object as it is without overrides says which of the two it is. Of the given values the one counts that stands nearest.
    """
    own = tuple(map(_as_built, objects.parameters))
    if any(parameter.is_open for parameter in own):
        return None
    without = filler_of(own, defaults(own))
    if without.present(item) and any(
        (found.kind, found.message) == (problem.kind, problem.message) for found in problems(without.body(item), version)
    ):
        return None
    for part in reversed(_parts_above(item, problem.path, filler)):
        near = next((hole.path for hole in holes_below(part) if hole.path in overridden), None)
        if near is not None:
            return near
    return min(overridden)


def _as_built(parameter: Parameter) -> Parameter:
    """Return a parameter without the override, and without the digest that a lock gave to its value."""
    sources = [known.source for known in parameter.history]
    end = sources.index(OVERRIDE) if OVERRIDE in sources else len(sources)
    return replace(parameter, history=parameter.history[:end])


def _parts_above(item: KubeObject, path: Sequence[str | int], filler: Filler) -> list[Tree]:
    """Return the parts of an object on the way to a place of its filled form, as far as they are there."""
    found: list[Tree] = [item.body]
    for step in path:
        above = found[-1].tree if isinstance(found[-1], At) else found[-1]
        below: Tree = NOTHING
        if isinstance(above, dict) and step in above:
            below = filler.chosen(above[str(step)])
        elif isinstance(above, list) and isinstance(step, int):
            there = [part for part in map(filler.chosen, above) if part is not NOTHING]
            below = there[step] if step < len(there) else NOTHING
        if below is NOTHING:
            break
        found.append(below)
    return found
