"""The parts of an object's tree: each with its place, its rule, and the conditions that it stands under.

In: an object and the values in force. Out: for a path of the filled object the part of the tree, or the condition for which one
that is not there would be.
"""

from __future__ import annotations

from oamc.expressions.holes import AllOf, Expression, Hole, Not, When, all_of, holes_in
from oamc.objects.fill import NOTHING
from oamc.objects.tree import At, Origin, bare, branches, key_of, presence
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.expressions.holes import Condition
    from oamc.objects.fill import Filler
    from oamc.objects.tree import KubeObject, Path, Tree

KEYS = ("name", "key", "containerPort", "port", "mountPath", "host", "path")
"""Fields by which an item that is not there may be named."""


class Part(Record):
    """A part of an object: its tree without its own origin, where that comes from, and the conditions that hold for it.

    `path` leads to it in the filled object. Where a value of the installer is a mapping or a list, the path of the tree ends
    above it: `path` is then longer, and `tree` the expression.
    """

    path: Path
    tree: Tree
    origin: Origin
    conditions: tuple[Condition, ...]


def part_at(item: KubeObject, path: Path, filler: Filler) -> Part:
    """Return the part at a path of the filled object, which must be there."""
    part = whole(item)
    for step in path:
        if isinstance(part.tree, Expression):
            return Part(path=path, tree=part.tree, origin=part.origin, conditions=part.conditions)
        part = next(below for below in _children(part, filler) if below.path[-1] == step)
    return part


def leaves_below(part: Part, filler: Filler) -> Iterator[Part]:
    """Yield the leaves of a part, which may be one itself: known scalars, empty containers, and expressions."""
    if isinstance(part.tree, (dict, list, tuple)) and part.tree and (children := list(_children(part, filler))):
        for below in children:
            yield from leaves_below(below, filler)
    else:
        yield part


def whole(item: KubeObject) -> Part:
    """Return an object as a part."""
    conditions = () if item.condition is None else (item.condition,)
    return Part(path=(), tree=item.body, origin=Origin(span=item.span, rule=item.rule), conditions=conditions)


def _children(part: Part, filler: Filler) -> Iterator[Part]:
    """Yield the parts right below one that are there."""
    if isinstance(part.tree, dict):
        for key, tree in part.tree.items():
            below = _below(part, key, tree, filler)
            if below is not None:
                yield below
    elif isinstance(part.tree, (list, tuple)):
        number = 0
        for tree in part.tree:
            below = _below(part, number, tree, filler)
            if below is not None:
                number += 1
                yield below


def _below(part: Part, step: str | int, tree: Tree, filler: Filler) -> Part | None:
    """Return a part right below another one, nothing where it is not there."""
    conditions, origin = list(part.conditions), part.origin
    while isinstance(tree, (When, At)):
        if isinstance(tree, At):
            origin = Origin(span=tree.span or origin.span, rule=tree.rule or origin.rule, replaced=tree.replaced)
            tree = tree.tree
            continue
        then, otherwise = branches(tree)
        holds = filler.holds(tree.condition)
        conditions.append(tree.condition if holds else Not(condition=tree.condition))
        tree = then if holds else NOTHING if otherwise is None else otherwise
    if tree is NOTHING:
        return None
    if origin is part.origin:
        origin = Origin(span=origin.span, rule=origin.rule, replaced=_replaced(origin.replaced, step))
    return Part(path=(*part.path, step), tree=tree, origin=origin, conditions=tuple(dict.fromkeys(conditions)))


def _replaced(tree: Tree, step: str | int) -> Tree:
    """Return what a part has replaced, of which all above it was replaced."""
    found = bare(tree)
    return found.get(step) if isinstance(found, dict) and isinstance(step, str) else None


def holes_below(tree: Tree) -> Iterator[Hole]:
    """Yield the holes of a part and of all below it, of what is not there too."""
    match tree:
        case At():
            yield from holes_below(tree.tree)
        case When():
            for branch in branches(tree):
                yield from holes_below(branch)
        case dict():
            for part in tree.values():
                yield from holes_below(part)
        case list() | tuple():
            for part in tree:
                yield from holes_below(part)
        case _:
            yield from holes_in(tree)


def filled_path(item: KubeObject, path: Path, filler: Filler) -> Path | Condition:
    """Return the path in the filled object for one of its tree, in which items that are not there count, too.

    For a part that is not there, return the condition for which it would be.
    """
    tree: Tree = item.body
    found: list[str | int] = []
    for step in path:
        if isinstance(tree, dict) and step in tree:
            part: Tree = tree[str(step)]
            place: str | int = step
        elif isinstance(tree, (list, tuple)) and isinstance(step, int) and step < len(tree):
            part = tree[step]
            place = sum(filler.chosen(one) is not NOTHING for one in tree[:step])
        else:
            break
        chosen = filler.chosen(part)
        if chosen is NOTHING:
            condition = _unmet(part, filler)
            assert condition is not None, "what is not there has a condition"
            return condition
        found.append(place)
        tree = bare(chosen)
    return tuple(found)


def condition_of_missing(item: KubeObject, path: Path, step: str, filler: Filler) -> Condition | None:
    """Return for which condition there would be a part `step` below the one at `path`; None where there never is one."""
    part = part_at(item, path, filler)
    if isinstance(part.tree, dict):
        return _unmet(part.tree[step], filler) if step in part.tree else None
    if isinstance(part.tree, (list, tuple)):
        for tree in part.tree:
            if filler.chosen(bare(tree)) is NOTHING and step in _names(tree):
                return _unmet(tree, filler)
    return None


def _unmet(tree: Tree, filler: Filler) -> Condition | None:
    """Return the conditions under which a part is there, those that hold already left out."""
    found = presence(bare(tree))
    if found is None:
        return None
    conditions = found.conditions if isinstance(found, AllOf) else (found,)
    return all_of(tuple(one for one in conditions if not filler.holds(one)) or (found,))


def _names(tree: Tree) -> set[str]:
    """Return what an item that is not there may be called."""
    found = (key_of(tree, (key,)) for key in KEYS)
    return {str(pair[-1]) for pairs in found if pairs is not None for pair in pairs if isinstance(pair, tuple)}
