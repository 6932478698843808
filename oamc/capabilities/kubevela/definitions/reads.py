"""What a template reads of the objects that are there before it: the parts that it names, and no others.

The engine tells the paths that stand in its text (`engines/contract.py`, `Schema`). The template sees what is at their ends,
and of the items of a loop what it names of each.
"""

from __future__ import annotations

from oamc.expressions.holes import When
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

ALL: Names = ()
EACH, STRUCTURE = "*", "#"


def paths_below(seen: Iterable[Names], field: str) -> frozenset[Names]:
    """Return the paths below a field of the context of those that a template reads; the empty path is all of it."""
    found = {path[1:] for path in seen if path[:1] in (ALL, (field,))}
    return frozenset({ALL} if ALL in found else found)


class NotDecided(Exception):  # noqa: N818 - the name says what is wrong
    """Something that a template reads has no value yet: `field` is where, `words` what CUE says is missing."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field
        self.words = words


def read(tree: Tree, paths: Iterable[Names], reader: Reader) -> dict[str, Plain]:
    """Return what is at some paths of an object, each where it is. From now on it has to stay so. Raises `NotDecided`."""
    found: Plain = {}
    for path in sorted(paths):
        found = _merged(found, _read(tree, path, reader))
    return found if isinstance(found, dict) else {}


def _read(tree: Tree, path: Names, reader: Reader) -> Plain:
    """Return what is at a path below what leads to it, as far as that is there."""
    known = bare(tree)
    if path[:1] == (EACH,) and isinstance(known, (list, tuple)) and not any(isinstance(bare(item), When) for item in known):
        return [_read(item, path[1:], reader) for item in known]
    if path[:1] == (EACH,) and isinstance(known, dict) and not any(isinstance(bare(item), When) for item in known.values()):
        return {name: _read(item, path[1:], reader) for name, item in known.items()}
    if path == (STRUCTURE,) and isinstance(known, dict):
        return {}
    if path and path[0] not in (EACH, STRUCTURE) and isinstance(known, dict):
        below = known.get(path[0])
        return {} if below is None else {path[0]: _read(below, path[1:], reader)}
    for place, left, _ in undecided(tree):
        raise NotDecided(".".join(map(str, place)), left.words)
    found: Plain = reader.known(tree)
    return found


def _merged(first: Plain, second: Plain) -> Plain:
    """Return two parts of one value as one. What both have is the same, or a part of it."""
    if isinstance(first, dict) and isinstance(second, dict):
        return {**first, **{name: _merged(first[name], part) if name in first else part for name, part in second.items()}}
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        return [_merged(one, other) for one, other in zip(first, second, strict=True)]
    return second
