"""What a template reads of the objects that are there before it: the parts that it names, and no others.

In CUE nothing reaches the context but the identifier `context`. Where each of its places in the text goes on with a path of
names, the template sees what is at the ends of these paths; where one goes on otherwise, it may see everything. Words in
comments and texts count, too: they make it more, never less.
"""

from __future__ import annotations

import re

from oamc.objects.open_values import undecided
from oamc.objects.tree import bare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from oamc.objects.reading import Reader
    from oamc.objects.tree import Tree
    from oamc.source.nodes import Plain

    Names: TypeAlias = tuple[str, ...]

CONTEXT = re.compile(r"\bcontext\b((?:\.[A-Za-z_][A-Za-z0-9_]*)*)")
ALL: Names = ()


def paths_read(template: str, field: str) -> frozenset[Names]:
    """Return the paths below a field of the context that a template reads; the empty path is all of it."""
    found = set()
    for match in CONTEXT.finditer(template):
        name, *rest = match[1][1:].split(".")
        if name in {"", field}:
            found.add(tuple(rest))
    return frozenset({ALL} if ALL in found else found)


class NotDecided(Exception):  # noqa: N818 - the name says what is wrong
    """Something that a template reads has no value yet: `field` is where, `words` what CUE says is missing."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field
        self.words = words


def read(tree: Tree, paths: Iterable[Names], reader: Reader) -> dict[str, Plain]:
    """Return what is at some paths of an object, each where it is. From now on it has to stay so. Raises `NotDecided`."""
    found: dict[str, Plain] = {}
    for path in sorted(paths):
        part = _read(tree, path, reader)
        if isinstance(part, dict):
            _put(found, part)
    return found


def _read(tree: Tree, path: Names, reader: Reader) -> Plain:
    """Return what is at a path below what leads to it, as far as that is there."""
    known = bare(tree)
    if path and isinstance(known, dict):
        below = known.get(path[0])
        return {} if below is None else {path[0]: _read(below, path[1:], reader)}
    for place, left, _ in undecided(tree):
        raise NotDecided(".".join(map(str, place)), left.words)
    found: Plain = reader.known(tree)
    return found


def _put(whole: dict[str, Plain], part: dict[str, Plain]) -> None:
    """Put a part into a mapping. What is there already is the same, or a part of it."""
    for name, value in part.items():
        known = whole.get(name)
        if isinstance(known, dict) and isinstance(value, dict):
            _put(known, value)
        else:
            whole[name] = value
