"""Properties of traits and scopes as trees that remember their places."""

from __future__ import annotations

from oamc.expressions.holes import When
from oamc.objects.tree import At

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.ir.program import BoundScope, BoundTrait, PropertyValue
    from oamc.objects.tree import Tree


def located(use: BoundTrait, name: str) -> Tree:
    """Return a property of a trait as a tree that remembers its place, None where it is not set.

    What the installer may take away is there only while it has a value.
    """
    return _located(use.properties.get(name))


def located_in(scope: BoundScope, name: str) -> Tree:
    """Return a property of a scope as `located` returns one of a trait."""
    return _located(scope.properties.get(name))


def _located(found: PropertyValue | None) -> Tree:
    """Return the value of a property as a tree."""
    if found is None or found.value is None:
        return None
    placed = At(found.value, found.span)
    return placed if found.condition is None else When(condition=found.condition, then=placed)
