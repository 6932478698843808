"""From a part of a filled object back to the place of the input that caused it."""

from __future__ import annotations

from oamc.objects.fill import NOTHING
from oamc.objects.tree import At, bare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.objects.fill import Filler
    from oamc.objects.tree import KubeObject, Tree
    from oamc.spans import Span


def trace(item: KubeObject, path: Sequence[str | int], filler: Filler) -> Span:
    """Return the place of the input that caused the part of an object at `path` of its filled form."""
    return part_of(item, path, filler)[0]


def exact(item: KubeObject, path: Sequence[str | int], filler: Filler) -> Span | None:
    """Return the place of the input of the part of an object at `path` of its filled form; None where it is not there."""
    above, name = path[:-1], path[-1]
    holder = part_of(item, above, filler)[1]
    inside = bare(holder)
    there = name in inside if isinstance(inside, dict) else isinstance(inside, list) and isinstance(name, int)
    return trace(item, path, filler) if there else None


def part_of(item: KubeObject, path: Sequence[str | int], filler: Filler) -> tuple[Span, Tree]:
    """Return the nearest place of the input for the part of an object at `path`, and the part or the last one above it."""
    span = item.span
    tree: Tree = item.body
    for step in (*path, None):
        if isinstance(tree, At):
            span = tree.span or span
            tree = tree.tree
        if isinstance(tree, dict) and step in tree:
            tree = filler.chosen(tree[str(step)])
        elif isinstance(tree, list) and isinstance(step, int):
            there = [part for part in map(filler.chosen, tree) if part is not NOTHING]
            if step >= len(there):
                break
            tree = there[step]
        else:
            break
    return span, tree
