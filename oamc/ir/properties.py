"""Bound properties: the tree that a document gives, with a hole at each value that the installer of the output may choose."""

from __future__ import annotations

from oamc.expressions.holes import Equals, Hole, IsTrue
from oamc.objects.tree import At
from oamc.records import Record, replace, unreachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Any, TypeAlias, TypeVar

    from oamc.expressions.holes import Condition, Path, Value
    from oamc.objects.tree import Tree
    from oamc.spans import Span

    Bound: TypeAlias = "Leaf | Group | Several"
    B = TypeVar("B", bound="Leaf | Group | Several")


WHOLE = ""
"""What the one property is called where all properties together are an object of Kubernetes."""


class Leaf(Record):
    """One value: a hole, or what is known where it shapes the output. `known` is what the document says.

    Of an object of Kubernetes, which is written as it stands, `known` is the node.
    """

    value: Value
    known: Any
    span: Span

    @property
    def tree(self) -> Tree:
        """Return the value as a part of an object, which remembers its place."""
        return At(self.value, self.span)


class Several(Record):
    """The items of a list."""

    items: tuple[Bound, ...]
    span: Span


class Group(Record):
    """The properties of a mapping, in the order of their schema, or of the document where any keys are allowed.

    A property that is null where that is allowed is None. `keys` are the places of the names.
    """

    parts: dict[str, Bound | None]
    span: Span
    keys: dict[str, Span]

    def __contains__(self, name: object) -> bool:
        """Tell whether a property is given, or has a default."""
        return name in self.parts

    def tree(self, name: str) -> Tree:
        """Return the value of a property as a part of an object, None where it is not given."""
        part = self.parts.get(name)
        return part.tree if isinstance(part, Leaf) else None

    def known(self, name: str) -> Any:
        """Return what the document says a property is, None where it is not given. Only what is fixed may depend on it."""
        part = self.parts.get(name)
        return part.known if isinstance(part, Leaf) else None

    def leaf(self, name: str) -> Leaf | None:
        """Return a property that is one value."""
        part = self.parts.get(name)
        return part if isinstance(part, Leaf) else None

    def group(self, name: str) -> Group | None:
        """Return a property that is a mapping."""
        part = self.parts.get(name)
        return part if isinstance(part, Group) else None

    def groups(self, name: str) -> tuple[Group, ...]:
        """Return the items of a property that is a list of mappings, none where it is not given."""
        part = self.parts.get(name)
        return tuple(item for item in part.items if isinstance(item, Group)) if isinstance(part, Several) else ()

    def leaves(self, name: str) -> tuple[Leaf, ...]:
        """Return the items of a property that is a list of single values."""
        part = self.parts.get(name)
        return tuple(item for item in part.items if isinstance(item, Leaf)) if isinstance(part, Several) else ()

    def entries(self) -> Iterator[tuple[str, Tree]]:
        """Yield the single values of a mapping as parts of an object."""
        for name, part in self.parts.items():
            if isinstance(part, Leaf):
                yield name, part.tree

    def span_of(self, name: str) -> Span:
        """Return the place of a property, or of the mapping where it is not given."""
        part = self.parts.get(name)
        return part.span if part is not None else self.span


def is_true(leaf: Leaf | None) -> Condition | None:
    """Return the condition that a switch is on; None where it is no hole, and `known` says it."""
    return IsTrue(path=leaf.value.path) if leaf is not None and isinstance(leaf.value, Hole) else None


def is_equal(leaf: Leaf, value: str) -> Condition | None:
    """Return the condition that a text is `value`; None where it is no hole."""
    return Equals(path=leaf.value.path, value=value) if isinstance(leaf.value, Hole) else None


def known_of(part: Bound | None) -> object:
    """Return what the document says a property is, with the defaults inside it."""
    match part:
        case Leaf():
            return part.known
        case Group():
            return {name: known_of(inner) for name, inner in part.parts.items()}
        case Several():
            return [known_of(inner) for inner in part.items]
        case None:
            return None
        case _:
            return unreachable(part)


def fixed_at(bound: B, paths: Collection[Path]) -> B:
    """Return properties in which what stands at some paths of the values is no hole any more."""
    if isinstance(bound, Leaf):
        return replace(bound, value=bound.known) if isinstance(bound.value, Hole) and bound.value.path in paths else bound
    if isinstance(bound, Several):
        return replace(bound, items=tuple(fixed_at(item, paths) for item in bound.items))
    parts = {name: None if part is None else fixed_at(part, paths) for name, part in bound.parts.items()}
    return replace(bound, parts=parts)
