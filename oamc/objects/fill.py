"""Holes filled with values: an object tree becomes plain data.

Each expression has the meaning that `backends/helm/spell.py` gives it in a template; `tests/test_agreement.py` searches
for a case where the two differ. A parameter that follows variables and is not given is what the document builds from them:
`filler_of` puts that into the values, and the first lines of a template do the same.
"""

from __future__ import annotations

from oamc.expressions.holes import (
    AllOf,
    AnyOf,
    AtMost,
    Digest,
    Equals,
    Expression,
    Fits,
    Hole,
    IsGiven,
    IsSet,
    IsTrue,
    Not,
    NotEmpty,
    Rate,
    Text,
    TextOf,
    Times,
    When,
    WithEntry,
    holes_in,
)
from oamc.expressions.numbers import spell_json
from oamc.expressions.problems import problem
from oamc.expressions.types import QuantityType
from oamc.kubernetes.quantities import times
from oamc.objects.tree import At, branches
from oamc.records import unreachable
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Any

    from oamc.expressions.holes import Condition, Known, Path, ValueTree
    from oamc.objects.tree import KubeObject, Tree
    from oamc.source.nodes import Plain
    from oamc.values.parameters import Parameter


NOTHING: Tree = object()  # type: ignore[assignment]  # told from every tree by its identity
"""What stands for a part that is not there: None would be null."""


SCALARS = frozenset((str, int, bool, float, type(None)))
"""The types of what is plain data already: most leaves."""


class Filler:
    """Fills object trees with one set of values, of which those at the paths in `built` follow variables."""

    def __init__(self, values: Mapping[str, Plain], built: Collection[Path] = ()) -> None:
        self._values = values
        self._built = built
        self._bodies: dict[int, dict[str, Plain]] = {}

    def present(self, item: KubeObject) -> bool:
        """Tell whether an object is there."""
        return item.condition is None or self.holds(item.condition)

    def body(self, item: KubeObject) -> dict[str, Plain]:
        """Return an object as plain data. It is filled once: it is checked and then written."""
        known = self._bodies.get(id(item))
        if known is None:
            filled = self.fill(item.body)
            assert isinstance(filled, dict)
            known = self._bodies[id(item)] = filled
        return known

    def fill(self, tree: Tree) -> Plain:
        """Return a tree as plain data. Parts whose condition does not hold are left out."""
        while type(tree) is At:
            tree = tree.tree
        if type(tree) in SCALARS:
            return tree  # type: ignore[return-value]  # the types say so
        if type(tree) is Hole:
            return self._hole(tree)  # most of what is no scalar
        match tree:
            case dict():
                return self._mapping(tree)
            case At():
                return self.fill(tree.tree)
            case list() | tuple():
                return [self.fill(item) for item in map(self.chosen, tree) if item is not NOTHING]
            case Expression():
                return self._value(tree)
            case None | bool() | int() | float() | str():
                return tree
            case _:
                raise TypeError(f"not a tree: {type(tree).__name__}")

    def _mapping(self, tree: dict[str, Tree]) -> dict[str, Plain]:
        """Return a mapping as plain data. Most of its values are scalars: they need no further call."""
        filled: dict[str, Plain] = {}
        for key, part in tree.items():
            while type(part) is At:
                part = part.tree  # noqa: PLW2901 - the same without its origin
            if type(part) is When:
                part = self.chosen(part)  # noqa: PLW2901 - what is there of it
            if type(part) in SCALARS:
                filled[key] = part  # type: ignore[assignment]  # the types say so
            elif type(part) is dict:
                filled[key] = self._mapping(part)
            elif part is not NOTHING:
                filled[key] = self.fill(part)
        return filled

    def chosen(self, tree: Tree) -> Tree:
        """Return what a part of a mapping or list is, of the branches of its conditions; `NOTHING` where it is not there."""
        while type(tree) is When:
            then, otherwise = branches(tree)
            tree = then if self.holds(tree.condition) else NOTHING if otherwise is None else otherwise
        return tree

    def _value(self, expression: Expression) -> Plain:
        """Return the value of an expression."""
        match expression:
            case Hole():
                return self._hole(expression)
            case TextOf() | Text() | Digest():
                return self._text(expression)
            case WithEntry():
                known = self._value(expression.mapping)
                assert isinstance(known, dict)
                if expression.optional and any(self.at(hole.path) is None for hole in holes_in(expression.value)):
                    return known
                return {**known, expression.key: self._text(expression.value)}
            case Times():
                cores = str(self._hole(expression.hole))
                return times(cores, expression.hundredths, in_thousandths=expression.in_thousandths)
            case Rate():
                from oamc.kubernetes.rates import converted

                return converted(str(self._hole(expression.hole)), expression.bits, expression.units)
            case _:
                raise TypeError(f"not a value: {type(expression).__name__}")

    def _hole(self, hole: Hole) -> Plain:
        """Return the value of a parameter. A quantity may be given as a number and is written as text."""
        value = self.at(hole.path)
        if value is None:
            value = _thawed(hole.otherwise)
        if isinstance(hole.type, QuantityType) and not isinstance(value, str):
            return spell_json(value)
        return value

    def _text(self, part: str | Expression) -> str:
        """Return a part of a text as text."""
        if type(part) is str:
            return part
        match part:
            case str():
                return part
            case Text():
                return "".join([below if type(below) is str else self._text(below) for below in part.parts])
            case Digest():
                return digest("".join(f"{self._text(below)}\n" for below in part.parts).encode())[: part.digits]
            case TextOf():
                value = self.at(part.hole.path)
                if value is None and part.hole.otherwise is not None:
                    return str(part.hole.otherwise)
                return spell_json(value)
            case Hole():
                text = self._hole(part)
                assert isinstance(text, str)
                return text
            case _:
                raise TypeError(f"not a text: {type(part).__name__}")

    def at(self, path: Path) -> Plain:
        """Return the value at a path, None where it is not set."""
        value: Plain = self._values  # type: ignore[assignment]  # a mapping of plain values
        for key in path:
            if not isinstance(value, dict):
                return None
            value = value.get(key)
        return value

    def is_complete(self, tree: ValueTree) -> bool:
        """Tell whether everything of which a value is built has a value."""
        return all(self.at(hole.path) is not None for hole in holes_in(tree))

    def holds(self, condition: Condition) -> bool:
        """Tell whether a condition holds."""
        match condition:
            case IsSet():
                return self.at(condition.path) is not None
            case IsGiven():
                return condition.path not in self._built and self.at(condition.path) is not None
            case IsTrue():
                return self.at(condition.path) is True
            case NotEmpty():
                return self.at(condition.path) not in ("", {})
            case Equals():
                value = self.at(condition.path)
                return value is not None and spell_json(value) == spell_json(condition.value)
            case AtMost():
                bound = condition.bound
                left, right = self.at(condition.path), bound if isinstance(bound, int) else self.at(bound)
                assert isinstance(left, (int, float)), condition
                assert isinstance(right, (int, float)), condition
                return left <= right
            case Fits():
                return not problem(condition.type, self._text(condition.value))
            case Not():
                return not self.holds(condition.condition)
            case AnyOf():
                return any(map(self.holds, condition.conditions))
            case AllOf():
                return all(map(self.holds, condition.conditions))
            case _:
                return unreachable(condition)


def filler_of(parameters: Iterable[Parameter], values: dict[str, Plain]) -> Filler:
    """Return a filler with the values in force. `values` are those given, equal to `.Values` of the chart."""
    filler = Filler(values)
    waiting = {one.path: one.built for one in parameters if one.built is not None and filler.at(one.path) is None}
    built: dict[Path, Plain] = {}
    while waiting:
        # What is made of what follows variables comes after it. What has a part without a value is not there yet.
        ready = {path: tree for path, tree in waiting.items() if all(hole.path not in waiting for hole in holes_in(tree))}
        assert ready, "values are made of one another"
        built |= {path: filler.fill(tree) for path, tree in ready.items() if filler.is_complete(tree)}
        waiting = {path: tree for path, tree in waiting.items() if path not in ready}
        filler = Filler(with_values(values, built), frozenset(built)) if built else filler
    return filler


def with_values(values: dict[str, Plain], built: dict[Path, Plain]) -> dict[str, Any]:
    """Return the values with further ones. Mappings on the way are copied, once each; the given tree stays as it is."""
    copies: dict[Path, dict[str, Any]] = {(): dict(values)}
    for path, value in built.items():
        branch = copies[()]
        for depth in range(1, len(path)):
            known = copies.get(path[:depth])
            if known is None:
                below = branch.get(path[depth - 1])
                known = copies[path[:depth]] = dict(below) if isinstance(below, dict) else {}
                branch[path[depth - 1]] = known
            branch = known
        branch[path[-1]] = value
    return copies[()]


def _thawed(value: Known) -> Plain:
    """Return a known value as plain data."""
    return value  # type: ignore[return-value]  # known values are made of dicts and lists
