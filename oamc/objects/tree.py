"""Trees of Kubernetes objects, with holes and with the places that caused them.

A tree is a known scalar, an expression, a `list`, or a `dict` with known keys; any of them may be wrapped in `At`, which says
which place of the input it came from. A list or a mapping keeps at least one entry outside any `When`, because an emptied
block would read as null: `entries` and `listing` build them so, and `KubeObject.verify` checks it.
"""

from __future__ import annotations

from oamc.expressions.holes import When, any_of
from oamc.records import Record
from oamc.spans import Located, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, TypeAlias

    from oamc.expressions.holes import Condition, Expression

    Tree: TypeAlias = "None | bool | int | float | str | Expression | At | Sequence[Tree] | Mapping[str, Tree]"


class At:
    """A tree that the text at `span` caused."""

    __slots__ = ("span", "tree")

    def __init__(self, tree: Tree, span: Span | None) -> None:
        self.tree = tree
        self.span = span

    def __repr__(self) -> str:
        return f"At({self.tree!r}, {self.span})"


def at(located: Located[Any]) -> At:
    """Return the value of a located value as a tree that remembers its place."""
    return At(located.value, located.span)


def entries(pairs: Iterable[tuple[str, Tree]]) -> Tree:
    """Build a mapping of the pairs whose value is not None.

    No pair left: None, so that the mapping itself is left out. All of them conditional: the mapping is there when any is.
    """
    kept: dict[str, Tree] = {key: value for key, value in pairs if value is not None}
    return _guarded(kept, list(kept.values()))


def listing(items: Iterable[Tree]) -> Tree:
    """Build a list of the items that are not None, by the rules of `entries`."""
    kept: list[Tree] = [item for item in items if item is not None]
    return _guarded(kept, kept)


def _guarded(container: dict[str, Tree] | list[Tree], values: list[Tree]) -> Tree:
    """Return the container, nothing if it is empty, or a `When` if it may become empty."""
    if not values:
        return None
    conditions: list[Condition] = []
    for value in values:
        bare = value.tree if isinstance(value, At) else value
        if not isinstance(bare, When):
            return container
        conditions.append(bare.condition)
    shared = any_of(tuple(conditions))
    if all(condition == shared for condition in conditions):
        container = (
            {key: _unconditional(value) for key, value in container.items()}
            if isinstance(container, dict)
            else [_unconditional(value) for value in container]
        )
    return When(condition=shared, then=container)


def _unconditional(value: Tree) -> Tree:
    """Return what a `When` guards, still at its place."""
    if isinstance(value, At):
        return At(_unconditional(value.tree), value.span)
    assert isinstance(value, When)
    guarded: Tree = value.then  # type: ignore[assignment]  # `When.then` is a tree; expressions do not know trees
    return guarded


class KubeObject(Record):
    """One Kubernetes object.

    `body` is the tree from `apiVersion` down; `kind` and `name` (the OAM name, without prefix) identify it in messages and file
    names; `instance` is the instance that made it; `condition` guards the whole object; `span` is the place that caused it.
    """

    api_version: str
    kind: str
    name: str
    instance: str
    body: dict[str, Tree]
    span: Span
    condition: Condition | None = None
