"""The images that an object runs or mounts, in every branch of what depends on a condition.

In: an object with holes. Out: each container that has an image, and each volume that is one, with the tree of the image; or the
object with other images in their places.
"""

from __future__ import annotations

from oamc.expressions.holes import Expression, Hole, Not, NotEmpty, When, holes_in
from oamc.objects.tree import At, branches
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from oamc.expressions.holes import Condition
    from oamc.objects.fill import Filler
    from oamc.objects.tree import KubeObject, Tree
    from oamc.spans import Span

    Under: TypeAlias = tuple[Condition, ...]
    Part: TypeAlias = Callable[[Tree, Under, Span | None], Tree]

INIT = "initContainers"
CONTAINERS = (INIT, "containers", "ephemeralContainers")
VOLUMES = "volumes"
SPEC = "spec"
OF_SPECS = frozenset((("openfaas.com", "Function"),))
"""Kinds by their group whose spec has an image, and the name of what runs it."""


class UsedImage(Record):
    """One use of an image: by the container or volume `name`, in the `field` of a pod, while all `conditions` hold.

    `span` is the place of the image, where it is known.
    """

    name: Tree
    image: Tree
    field: str
    conditions: tuple[Condition, ...]
    span: Span | None = None

    @property
    def is_optional(self) -> bool:
        """Tell whether another image stands in the place of this one where its value is empty."""
        return isinstance(self.image, Hole) and NotEmpty(path=self.image.path) in self.conditions


def used_images(item: KubeObject) -> tuple[UsedImage, ...]:
    """Return the uses of images in an object, in the order of its fields."""
    found: list[UsedImage] = []

    def keep(used: UsedImage) -> Tree:
        found.append(used)
        return used.image

    exchanged(item, keep)
    return tuple(found)


def exchanged(item: KubeObject, exchange: Callable[[UsedImage], Tree]) -> KubeObject:
    """Return an object with what `exchange` makes of each image. What it returns as it is stays as it is, with its origin."""
    under = () if item.condition is None else (item.condition,)
    body = _below(item.body, under, item.span, exchange)
    assert isinstance(body, dict)
    if (item.api_version.partition("/")[0], item.kind) in OF_SPECS:
        of_spec = _of_item(SPEC, exchange)
        body = _of_entries(body, lambda key, value: _each(value, under, item.span, of_spec) if key == SPEC else value)
    return item if body is item.body else replace(item, body=body)


def _below(tree: Tree, under: Under, span: Span | None, exchange: Callable[[UsedImage], Tree]) -> Tree:
    """Return a part with other images below it."""

    def below(part: Tree, conditions: Under, place: Span | None) -> Tree:
        return _below(part, conditions, place, exchange)

    def of_key(key: str) -> Part:
        return _of_field(key, exchange) if key in CONTAINERS or key == VOLUMES else below

    def inside(part: Tree, conditions: Under, place: Span | None) -> Tree:
        if isinstance(part, dict):
            return _of_entries(part, lambda key, value: of_key(key)(value, conditions, place))
        if isinstance(part, list | tuple):
            return _of_items(part, lambda value: below(value, conditions, place))
        return part

    return _each(tree, under, span, inside)


def _of_field(field: str, exchange: Callable[[UsedImage], Tree]) -> Part:
    """Return what goes through the containers or the volumes of a field; another list of that name may hold anything."""

    def through(tree: Tree, under: Under, span: Span | None) -> Tree:
        return _each(tree, under, span, of_list)

    of_item = _of_item(field, exchange)

    def of_list(part: Tree, under: Under, span: Span | None) -> Tree:
        return _of_items(part, lambda item: _each(item, under, span, of_item)) if isinstance(part, list | tuple) else part

    return through


def _of_item(field: str, exchange: Callable[[UsedImage], Tree]) -> Part:
    """Return what goes through one thing that has an image and a name: a container, a volume, or the spec of a function."""

    def of_item(part: Tree, under: Under, span: Span | None) -> Tree:
        if not isinstance(part, dict) or "image" not in part:
            return part
        name = part.get("name")

        def of_image(image: Tree, conditions: Under, place: Span | None) -> Tree:
            if field == VOLUMES or image is None or isinstance(image, dict | list | tuple):
                return image if field != VOLUMES else of_volume(image, conditions, place)
            return exchange(UsedImage(name=name, image=image, field=field, conditions=conditions, span=place))

        def of_volume(image: Tree, conditions: Under, place: Span | None) -> Tree:
            if not isinstance(image, dict) or image.get("reference") is None:
                return image
            return _of_entries(
                image, lambda key, value: _each(value, conditions, place, of_reference) if key == "reference" else value
            )

        def of_reference(image: Tree, conditions: Under, place: Span | None) -> Tree:
            return exchange(UsedImage(name=name, image=image, field=field, conditions=conditions, span=place))

        return _of_entries(part, lambda key, value: _each(value, under, span, of_image) if key == "image" else value)

    return of_item


def _each(tree: Tree, under: Under, span: Span | None, change: Part) -> Tree:
    """Return a part with what `change` makes of each thing that it may be, given without its origin and with its conditions."""
    if isinstance(tree, When):
        then, otherwise = branches(tree)
        first = _each(then, (*under, tree.condition), span, change) if then is not None else None
        second = _each(otherwise, (*under, Not(condition=tree.condition)), span, change) if otherwise is not None else None
        if first is then and second is otherwise:
            return tree
        return When(condition=tree.condition, then=first, otherwise=second)
    if isinstance(tree, At):
        changed = _each(tree.tree, under, tree.span or span, change)
        if changed is tree.tree or isinstance(changed, At):
            return tree if changed is tree.tree else changed
        return type(tree)(changed, tree.span, tree.rule, tree.replaced)
    return change(tree, under, span)


def _of_entries(mapping: dict[str, Tree], change: Callable[[str, Tree], Tree]) -> dict[str, Tree]:
    """Return a mapping with changed values; the same one where none changes."""
    changed = {key: change(key, value) for key, value in mapping.items()}
    return mapping if all(changed[key] is value for key, value in mapping.items()) else changed


def _of_items(items: list[Tree] | tuple[Tree, ...], change: Callable[[Tree], Tree]) -> list[Tree] | tuple[Tree, ...]:
    """Return a list with changed items; the same one where none changes."""
    changed = [change(item) for item in items]
    return items if all(new is old for new, old in zip(changed, items, strict=True)) else changed


def known_text(tree: Tree, filler: Filler) -> str | None:
    """Return a part as the text that it is with the values in force; None where a value is missing, or it is no text."""
    part = tree.tree if isinstance(tree, At) else tree
    if isinstance(part, Expression):
        if any(filler.at(hole.path) is None and hole.otherwise is None for hole in holes_in(part)):
            return None
        part = filler.fill(part)
    return part if isinstance(part, str) and part else None
