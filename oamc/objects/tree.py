"""Trees of Kubernetes objects, with holes and with the origin of every part.

A tree is a known scalar, an expression, a `list`, or a `dict` with known keys; any of them may be wrapped in `At`, which says
where it comes from: the place of the input that caused it, and the rule that wrote it. What says nothing of its own has the
origin of what it stands in, up to the object. `placed` keeps the one form that a tree has: an `At` stands inside a condition,
never around one, and never around another `At`. A list or a mapping keeps at least one entry that is always there, because an
emptied block would read as null: `entries` and `listing` build them so. `objects/verify.py` checks all of it.
"""

from __future__ import annotations

from oamc.expressions.holes import Not, When, all_of, any_of
from oamc.records import Record
from oamc.spans import Located, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeAlias

    from oamc.expressions.holes import Condition, Expression

    Tree: TypeAlias = "None | bool | int | float | str | Expression | At | Sequence[Tree] | Mapping[str, Tree]"
    Path: TypeAlias = tuple[str | int, ...]


class At:
    """A tree with its origin: the `span` that caused it, the `rule` that wrote it, and what it `replaced`.

    No span and an empty rule: those of what it stands in.
    """

    __slots__ = ("replaced", "rule", "span", "tree")

    def __init__(self, tree: Tree, span: Span | None, rule: str = "", replaced: Tree = None) -> None:
        self.tree = tree
        self.span = span
        self.rule = rule
        self.replaced = replaced

    def __repr__(self) -> str:
        return f"At({self.tree!r}, {self.span}{f', {self.rule!r}' if self.rule else ''})"


class Origin(Record):
    """Where a leaf comes from: the place that caused it, the rule that wrote it, and what it replaced, if anything."""

    span: Span | None
    rule: str
    replaced: Tree = None


def at(located: Located[Any]) -> At:
    """Return the value of a located value as a tree that remembers its place."""
    return At(located.value, located.span)


def placed(tree: Tree, span: Span | None, rule: str = "", replaced: Tree = None) -> Tree:
    """Return a tree with an origin. An origin of its own stays, and is completed."""
    match tree:
        case None:
            return None
        case At():
            return At(tree.tree, tree.span or span, tree.rule or rule, tree.replaced if tree.replaced is not None else replaced)
        case When():
            then, otherwise = branches(tree)
            return When(
                condition=tree.condition,
                then=placed(then, span, rule, replaced),
                otherwise=placed(otherwise, span, rule, replaced),
            )
        case _:
            return At(tree, span, rule, replaced)


def branches(conditional: When) -> tuple[Tree, Tree]:
    """Return what a conditional part is if its condition holds, and what otherwise; expressions do not know trees."""
    return conditional.then, conditional.otherwise  # type: ignore[return-value]  # both are trees


def bare(tree: Tree) -> Tree:
    """Return a tree without its origin."""
    return tree.tree if isinstance(tree, At) else tree


def entries(pairs: Iterable[tuple[str, Tree]]) -> Tree:
    """Build a mapping of the pairs whose value is not None.

    No pair left: None, so that the mapping itself is left out. All of them conditional: the mapping is there when any is.
    """
    kept: dict[str, Tree] = {key: value for key, value in pairs if value is not None}
    return guarded(kept, list(kept.values()))


def listing(items: Iterable[Tree]) -> Tree:
    """Build a list of the items that are not None, by the rules of `entries`."""
    kept: list[Tree] = [item for item in items if item is not None]
    return guarded(kept, kept)


def guarded(container: dict[str, Tree] | list[Tree], values: list[Tree]) -> Tree:
    """Return a container with these values, nothing if it is empty, or a `When` if it may become empty."""
    if not values:
        return None
    conditions: list[Condition] = []
    for value in values:
        condition = presence(value)
        if condition is None:
            return container
        conditions.append(condition)
    shared = any_of(tuple(conditions))
    if all(condition == shared for condition in conditions) and all(map(_is_simple, values)):
        container = (
            {key: _unconditional(value) for key, value in container.items()}
            if isinstance(container, dict)
            else [_unconditional(value) for value in container]
        )
    return When(condition=shared, then=container)


def presence(tree: Tree) -> Condition | None:
    """Return the condition that a part is there, None where it always is."""
    if not isinstance(tree, When):
        return None
    then, otherwise = branches(tree)
    inner = presence(then)
    here = tree.condition if inner is None else all_of((tree.condition, inner))
    if otherwise is None:
        return here
    outer = presence(otherwise)
    if inner is None and outer is None:
        return None
    not_here = Not(condition=tree.condition)
    return any_of((here, not_here if outer is None else all_of((not_here, outer))))


def _is_simple(tree: Tree) -> bool:
    """Tell whether a conditional part is whole while its own condition holds, and never there otherwise."""
    if not isinstance(tree, When) or tree.otherwise is not None:
        return False
    held = bare(branches(tree)[0])
    parts = held.values() if isinstance(held, dict) else held if isinstance(held, (list, tuple)) else ()
    return not isinstance(held, When) and (not parts or any(presence(part) is None for part in parts))


def _unconditional(value: Tree) -> Tree:
    """Return what a `When` guards."""
    assert isinstance(value, When)
    return branches(value)[0]


class Owner(Record):
    """Whose an object is: an instance, a scope, or the application itself, whose `name` is then empty.

    `path` is where its values are, `file` the name of its file where each owner has one.
    """

    kind: str
    name: str

    @property
    def path(self) -> tuple[str, ...]:
        """Return the path of the owner's values."""
        return ("scopes", self.name) if self.kind == SCOPE else (self.name,) if self.name else ()

    @property
    def file(self) -> str:
        """Return the name of the owner's file, without its ending. No instance has a name with a slash."""
        return f"scopes/{self.name}" if self.kind == SCOPE else self.name or "application"


INSTANCE = "instance"
SCOPE = "scope"
APPLICATION = "application"


class KubeObject(Record):
    """One Kubernetes object.

    `body` is the tree from `apiVersion` down; `kind` and `name` (the OAM name, without prefix) identify it in messages and file
    names; `condition` guards the whole object; `span` is the place that caused it, `rule` what wrote it.
    """

    api_version: str
    kind: str
    name: str
    owner: Owner
    body: dict[str, Tree]
    span: Span
    rule: str
    condition: Condition | None = None


def leaves(item: KubeObject) -> Iterator[tuple[Path, Tree, Origin]]:
    """Yield path, value and origin of every leaf of an object; both branches of what depends on a condition."""
    yield from _leaves(item.body, (), Origin(span=item.span, rule=item.rule))


def _leaves(tree: Tree, path: Path, origin: Origin) -> Iterator[tuple[Path, Tree, Origin]]:
    """Yield the leaves below a part."""
    match tree:
        case At():
            below = Origin(span=tree.span or origin.span, rule=tree.rule or origin.rule, replaced=tree.replaced)
            yield from _leaves(tree.tree, path, below)
        case When():
            for branch in branches(tree):
                if branch is not None:
                    yield from _leaves(branch, path, origin)
        case dict() if tree:
            for key, value in tree.items():
                yield from _leaves(value, (*path, key), origin)
        case list() | tuple() if tree:
            for index, value in enumerate(tree):
                yield from _leaves(value, (*path, index), origin)
        case _:
            yield path, tree, origin
