"""Trees of Kubernetes objects, with holes and with the origin of every part.

A tree is a known scalar, an expression, a `list`, or a `dict` with known keys; any of them may be wrapped in `At`, which says
where it comes from: the place of the input that caused it, and the rule that wrote it. What says nothing of its own has the
origin of what it stands in, up to the object. `placed` keeps the one form that a tree has: an `At` stands inside a condition,
never around one, and never around another `At`. A list or a mapping keeps at least one entry that is always there, because an
emptied block would read as null: `entries` and `listing` build them so. `objects/verify.py` checks all of it.

Items of two lists belong together by their keys, or by their places: `paired` and `by_place`.
"""

from __future__ import annotations

from oamc.expressions.holes import Hole, Not, When, all_of, any_of
from oamc.records import Record
from oamc.spans import Located, Span
from oamc.startup.read_only import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeAlias

    from oamc.expressions.holes import Condition, Expression

    Read: TypeAlias = Callable[["Tree"], Any]
    """Tells what the document says of a hole."""
    Tree: TypeAlias = "None | bool | int | float | str | Expression | At | Sequence[Tree] | Mapping[str, Tree]"
    Path: TypeAlias = tuple[str | int, ...]

NOTHING_LIVE: Mapping[Path, Tree] = MappingProxyType({})
"""What may still be chosen of a part that is written as it stands: nothing."""


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


class Default(At):
    """A part that is there unless somebody says otherwise, as in `*1 | int`: unification puts another value in its place."""

    __slots__ = ()

    def __init__(self, tree: Tree, span: Span | None = None, rule: str = "", replaced: Tree = None) -> None:
        super().__init__(tree, span, rule, replaced)


class Origin(Record):
    """Where a leaf comes from: the place that caused it, the rule that wrote it, and what it replaced, if anything."""

    span: Span | None
    rule: str
    replaced: Tree = None


def at(located: Located[Any]) -> At:
    """Return the value of a located value as a tree that remembers its place."""
    return At(located.value, located.span)


def below(path: Sequence[str], tree: Tree) -> Tree:
    """Return a tree as a mapping that has it at a path of keys, and nothing else."""
    for name in reversed(path):
        tree = {name: tree}
    return tree


def placed(tree: Tree, span: Span | None, rule: str = "", replaced: Tree = None) -> Tree:
    """Return a tree with an origin. An origin of its own stays, and is completed."""
    match tree:
        case None:
            return None
        case At():
            earlier = tree.replaced if tree.replaced is not None else replaced
            return type(tree)(tree.tree, tree.span or span, tree.rule or rule, earlier)
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


def decided(tree: Tree) -> Tree:
    """Return a tree in which no part is a default any more, as it is once it has been JSON."""
    match tree:
        case At():
            return At(decided(tree.tree), tree.span, tree.rule, tree.replaced)
        case When():
            then, otherwise = branches(tree)
            return When(condition=tree.condition, then=decided(then), otherwise=decided(otherwise))
        case dict():
            return {name: decided(value) for name, value in tree.items()}
        case list() | tuple():
            return [decided(item) for item in tree]
        case _:
            return tree


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


def paired(
    base: Sequence[Tree], items: Sequence[Tree], keys: tuple[str, ...], read: Read | None
) -> tuple[list[tuple[Tree, Tree]], list[Tree]]:
    """Return each item of the base with the first item of the patch that has its key, and the items that nobody takes."""
    waiting: dict[object, list[int]] = {}
    for index, item in reversed(list(enumerate(items if base else ()))):
        waiting.setdefault(key_of(item, keys, read), []).append(index)
    pairs: list[tuple[Tree, Tree]] = []
    taken: set[int] = set()
    for known in base:
        value = key_of(known, keys, read)
        found = waiting[value].pop() if value is not None and waiting.get(value) else None
        pairs.append((known, None if found is None else items[found]))
        taken |= {found} if found is not None else set()
    return pairs, [item for index, item in enumerate(items) if index not in taken]


def by_place(base: Sequence[Tree], items: Sequence[Tree]) -> tuple[list[tuple[Tree, Tree]], list[Tree]]:
    """Return each item of the base with the item of the patch at its place, and the items beyond."""
    pairs = [(known, items[index] if index < len(items) else None) for index, known in enumerate(base)]
    return pairs, list(items[len(base) :])


def key_of(item: Tree, keys: tuple[str, ...], read: Read | None = None) -> tuple[object, ...] | None:
    """Return the key of an item: the values of its key fields, or of the first alternative that it has; None without one.

    Of several keys of a table of Kubernetes, such as port and protocol, those that are there count.
    """
    found = tuple((name, value) for name in keys if (value := _scalar_at(item, name.split("."), read)) is not None)
    return found or None


def _scalar_at(item: Tree, steps: list[str], read: Read | None) -> object:
    """Return the known scalar at a path of an item, through origins and conditions; None where there is none."""
    found = bare(item)
    while isinstance(found, When):
        found = bare(branches(found)[0])
    if not steps:
        if isinstance(found, Hole) and read is not None:
            found = read(found)
        return found if isinstance(found, (str, int, float)) else None
    return _scalar_at(found.get(steps[0]), steps[1:], read) if isinstance(found, dict) else None


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
    names; `condition` guards the whole object; `span` is the place that caused it, `rule` what wrote it. `resource` is what
    the type or trait that made it calls it, where it has such names. One that `is_placed` stays in the namespace that it says.
    One that `is_given` stands in a document as it is: whoever wrote it may know a newer definition of its kind than oamc does.
    At `pods` is the spec of the pods of a workload whose type says so, where its kind does not.
    """

    api_version: str
    kind: str
    name: str
    owner: Owner
    body: dict[str, Tree]
    span: Span
    rule: str
    condition: Condition | None = None
    resource: str = ""
    is_placed: bool = False
    is_given: bool = False
    pods: tuple[str, ...] = ()

    @property
    def namespace(self) -> str:
        """Return the namespace that the object itself says, the empty text where it says none."""
        metadata = bare(self.body["metadata"])
        namespace = bare(metadata.get("namespace")) if isinstance(metadata, dict) else None
        return namespace if isinstance(namespace, str) else ""

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Return what tells the object from all others: API group, kind, namespace and name."""
        return self.api_version.rpartition("/")[0], self.kind, self.namespace, self.name


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
