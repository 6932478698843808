"""Reading what stands in a tree with holes: which parameters a part names, and what the document says that it is.

What is decided by the value of a hole is right for that value alone. A `Reader` therefore notes what it has read, so that
whoever lowers can fix these parameters and do it again.
"""

from __future__ import annotations

from oamc.expressions.holes import (
    AllOf,
    AnyOf,
    AtMost,
    Equals,
    Expression,
    Fits,
    IsGiven,
    IsSet,
    IsTrue,
    Not,
    NotEmpty,
    When,
    holes_in,
)
from oamc.objects.fill import NOTHING, Filler
from oamc.objects.patch_marks import Directed
from oamc.objects.tree import At, Default, branches
from oamc.records import unreachable
from oamc.values.shape import defaults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from oamc.expressions.holes import Condition, Path
    from oamc.objects.tree import KubeObject, Tree
    from oamc.source.nodes import Plain
    from oamc.values.parameters import Parameter


READ, SAID_TOO = "reads it", "says it, too"


class Reader:
    """Reads parts of one instance by the values that its document gives.

    `paths` are the parameters that were read, each with what whoever did it did: read it, or say the same.
    """

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._parameters = parameters
        self._filler: Filler | None = None
        self.paths: dict[Path, str] = {}

    def known(self, tree: Tree) -> Any:
        """Return what a part is, None where it is not there. From now on it has to stay so."""
        self.paths.update(dict.fromkeys(paths_in(tree), READ))
        return self._plain(tree)

    def agree(self, first: Tree, second: Tree) -> bool:
        """Tell whether two parts are the same. If they are, they have to stay so from now on."""
        same = _same(self._plain(first), self._plain(second))
        if same:
            self.paths.update(dict.fromkeys((*paths_in(first), *paths_in(second)), SAID_TOO))
        return same

    def holds(self, condition: Condition) -> bool:
        """Tell whether a condition holds by what the document says. Whoever asks sees to what follows from that."""
        return self._values().holds(condition)

    def decides(self, condition: Condition) -> bool:
        """Tell whether a condition holds by what the document says. From now on it has to stay so."""
        self.paths.update(dict.fromkeys(paths_of(condition), READ))
        return self.holds(condition)

    def _values(self) -> Filler:
        """Return the values of the document."""
        if self._filler is None:
            self._filler = Filler(defaults(self._parameters))
        return self._filler

    def _plain(self, tree: Tree) -> Plain:
        """Return a part as plain data."""
        filler = self._values()
        chosen = filler.chosen(tree)
        return None if chosen is NOTHING else filler.fill(chosen)


def _same(first: Plain, second: Plain) -> bool:
    """Tell whether two plain values are equal; true is not 1."""
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(_same(first[name], second[name]) for name in first)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(_same, first, second))
    return type(first) is type(second) and first == second


def paths_of_object(item: KubeObject) -> Iterator[Path]:
    """Yield the paths of the parameters that an object names, its condition too."""
    if item.condition is not None:
        yield from paths_of(item.condition)
    yield from paths_in(item.body)


def paths_in(tree: Tree) -> Iterator[Path]:
    """Yield the paths of the parameters that a part of an object or a patch names, in both branches of a condition."""
    match tree:
        case At():
            yield from paths_in(tree.tree)
        case When():
            yield from paths_of(tree.condition)
            for branch in branches(tree):
                yield from paths_in(branch)
        case dict():
            for value in tree.values():
                yield from paths_in(value)
        case list() | tuple():
            for item in tree:
                yield from paths_in(item)
        case Expression():
            yield from (hole.path for hole in holes_in(tree))
        case Default():
            yield from paths_in(tree.tree)
        case Directed():
            yield from paths_in(tree.tree)
            yield from paths_in(tree.each)
        case _:
            return


def paths_of(condition: Condition) -> Iterator[Path]:
    """Yield the paths of the parameters that a condition names."""
    match condition:
        case IsSet() | IsGiven() | IsTrue() | NotEmpty() | Equals():
            yield condition.path
        case AtMost():
            yield condition.path
            if not isinstance(condition.bound, int):
                yield condition.bound
        case Fits():
            yield from (hole.path for hole in holes_in(condition.value))
        case Not():
            yield from paths_of(condition.condition)
        case AnyOf() | AllOf():
            for part in condition.conditions:
                yield from paths_of(part)
        case _:
            unreachable(condition)
