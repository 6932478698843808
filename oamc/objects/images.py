"""The images that an object runs or mounts, in every branch of what depends on a condition.

In: an object with holes. Out: each container that has an image, and each volume that is one, with the tree of the image.
"""

from __future__ import annotations

from oamc.expressions.holes import Expression, Not, When, holes_in
from oamc.objects.tree import bare, branches
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from oamc.expressions.holes import Condition
    from oamc.objects.fill import Filler
    from oamc.objects.tree import KubeObject, Tree

    Under: TypeAlias = tuple[Condition, ...]

INIT = "initContainers"
CONTAINERS = (INIT, "containers", "ephemeralContainers")
VOLUMES = "volumes"


class UsedImage(Record):
    """One use of an image: by the container or volume `name`, in the `field` of a pod, while all `conditions` hold."""

    name: Tree
    image: Tree
    field: str
    conditions: tuple[Condition, ...]


def used_images(item: KubeObject) -> Iterator[UsedImage]:
    """Yield the uses of images in an object, in the order of its fields."""
    yield from _below(item.body, () if item.condition is None else (item.condition,))


def _below(tree: Tree, under: Under) -> Iterator[UsedImage]:
    """Yield the uses below a part."""
    for part, conditions in _alternatives(tree, under):
        if isinstance(part, dict):
            for key, value in part.items():
                if key in CONTAINERS or key == VOLUMES:
                    yield from _of_list(key, value, conditions)
                else:
                    yield from _below(value, conditions)
        elif isinstance(part, list | tuple):
            for value in part:
                yield from _below(value, conditions)


def _of_list(field: str, tree: Tree, under: Under) -> Iterator[UsedImage]:
    """Yield the uses in a list of containers or of volumes; another list of that name may hold anything."""
    for found, of_list in _alternatives(tree, under):
        for item in found if isinstance(found, list | tuple) else ():
            for entry, of_entry in _alternatives(item, of_list):
                if isinstance(entry, dict):
                    for image, conditions in _images(entry.get("image"), field, of_entry):
                        yield UsedImage(name=entry.get("name"), image=image, field=field, conditions=conditions)


def _images(tree: Tree, field: str, under: Under) -> Iterator[tuple[Tree, Under]]:
    """Yield what the image of an entry may be. A volume that is one names it in a field of its own."""
    for image, conditions in _alternatives(tree, under):
        if field == VOLUMES and isinstance(image, dict):
            yield from ((one, those) for one, those in _alternatives(image.get("reference"), conditions) if one is not None)
        elif field != VOLUMES and image is not None and not isinstance(image, dict | list | tuple):
            yield image, conditions


def _alternatives(tree: Tree, under: Under) -> Iterator[tuple[Tree, Under]]:
    """Yield what a part may be, without its origin, and under which conditions it is that."""
    part = bare(tree)
    if isinstance(part, When):
        then, otherwise = branches(part)
        for branch, condition in ((then, part.condition), (otherwise, Not(condition=part.condition))):
            if branch is not None:
                yield from _alternatives(branch, (*under, condition))
    else:
        yield part, under


def known_text(tree: Tree, filler: Filler) -> str | None:
    """Return a part as the text that it is with the values in force; None where a value is missing, or it is no text."""
    part = bare(tree)
    if isinstance(part, Expression):
        if any(filler.at(hole.path) is None and hole.otherwise is None for hole in holes_in(part)):
            return None
        part = filler.fill(part)
    return part if isinstance(part, str) and part else None
