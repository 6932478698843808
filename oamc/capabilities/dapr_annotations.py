"""Properties of the trait `dapr` as the annotations that Dapr reads: texts, each from the value of its property."""

from __future__ import annotations

from oamc.capabilities.dapr_properties import LISTS, SCALARS
from oamc.expressions.holes import Hole, TextOf, joined, text_of
from oamc.objects.tree import At

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.expressions.holes import Text
    from oamc.ir.properties import Bound, Group, Leaf
    from oamc.objects.tree import Tree

    Part = str | Hole | TextOf

PREFIX = "dapr.io/"


def written(tree: Group) -> Iterator[tuple[str, Tree]]:
    """Yield the annotations that are written as they are asked for, without those of names."""
    for name, path in SCALARS:
        leaf = leaf_at(tree, path)
        if leaf is not None:
            yield f"{PREFIX}{name}", At(_text((leaf,)), leaf.span)
    for name, path in LISTS:
        above = group_at(tree, path[:-1])
        found = above.leaves(path[-1]) if above is not None else ()
        if found:
            yield f"{PREFIX}{name}", At(_text(_with_commas((leaf,) for leaf in found)), found[0].span)
    for name, group in (("env", tree.group("env")), ("sidecar-svc-annotations", tree.group("serviceAnnotations"))):
        pairs = [] if group is None else [(f"{key}=", leaf) for key in group.parts if (leaf := group.leaf(key)) is not None]
        if group is not None and pairs:
            yield f"{PREFIX}{name}", At(_text(_with_commas(pairs)), group.span)
    yield from _of_items(tree)


def _of_items(tree: Group) -> Iterator[tuple[str, Tree]]:
    """Yield the annotations that are lists of several values each."""
    secrets = [
        (f"{part.known('name')}=", secret, ":", key)
        for part in tree.groups("envFromSecret")
        if (secret := part.leaf("secret")) is not None and (key := part.leaf("key")) is not None
    ]
    if secrets:
        yield f"{PREFIX}env-from-secret", At(_text(_with_commas(secrets)), tree.span_of("envFromSecret"))
    for name, read_only in (("volume-mounts", True), ("volume-mounts-rw", False)):
        mounts = [
            (f"{part.known('name')}:", path)
            for part in tree.groups("volumeMounts")
            if part.known("readOnly") is read_only and (path := part.leaf("path")) is not None
        ]
        if mounts:
            yield f"{PREFIX}{name}", At(_text(_with_commas(mounts)), tree.span_of("volumeMounts"))


def _with_commas(items: Iterable[tuple[str | Leaf, ...]]) -> Iterator[str | Leaf]:
    """Yield the parts of items, with a comma before each but the first one."""
    for index, parts in enumerate(items):
        if index:
            yield ","
        yield from parts


def _text(parts: Iterable[str | Leaf]) -> Tree:
    """Return one text of parts."""
    found = [part if isinstance(part, str) else spelled(part) for part in parts]
    if len(found) == 1:
        return found[0]
    text: str | Text = joined(found)
    return text


def spelled(leaf: Leaf) -> Part:
    """Return a value as a text: a number or a switch as JSON has it."""
    value = leaf.value
    return text_of(value) if isinstance(value, Hole) else str(value)


def leaf_at(tree: Group, path: tuple[str, ...]) -> Leaf | None:
    """Return the value at a path of properties, None where it is not given."""
    above = group_at(tree, path[:-1])
    return None if above is None else above.leaf(path[-1])


def group_at(tree: Group, path: tuple[str, ...]) -> Group | None:
    """Return the properties at a path, None where they are not given."""
    found: Bound | Group | None = tree
    for name in path:
        found = found.group(name) if found is not None else None  # type: ignore[union-attr]  # groups only
    return found  # type: ignore[return-value]  # a group
