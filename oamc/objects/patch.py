"""Patches: what a trait, a scope or a definition changes in an object that somebody else has made.

    patched(base, patch, rules)   a tree in, the changed tree out

A patch is a tree of the shape of the object: mappings are merged key by key, down to what the patch says. There are two sets
of rules. Those of oamc's own capabilities write: what the patch says is put in the place of what was there, and lists are
merged by the merge keys that the table of Kubernetes has for them. Those of KubeVela unify: a field that has another value
already is a conflict, and what happens to a list is said at its field (`Directed`). Both keep the origin of what they do not
touch, write the rule and the place of the patch at what they do, and note what that replaced.

`ABSENT` takes away what is there. Under a `guard` all of it holds only while that condition does.
"""

from __future__ import annotations

from oamc.expressions.holes import Hole, IsSet, Not, TextOf, When, WithEntry, all_of
from oamc.expressions.types import TextMapType
from oamc.objects.tree import At, bare, branches, guarded, placed, presence
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oamc.expressions.holes import Condition
    from oamc.objects.tree import Path, Tree
    from oamc.spans import Span

    KeysOf = Callable[[Path], tuple[str, ...]]

REPLACE = "replace"
RETAIN_KEYS = "retainKeys"


class Absent:
    """What a patch says of a field that is to go."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Tree = Absent()  # type: ignore[assignment]  # of patches only: no object has it
"""Takes away the field, if it is there."""


class Default:
    """A value of a base that a patch may replace although the rules are those of unification: `*1 | int`."""

    __slots__ = ("tree",)

    def __init__(self, tree: Tree) -> None:
        self.tree = tree


class Directed:
    """A field of a patch with directions: how its list is merged, or that its value is put in the place of what is there.

    `key` names the fields by which items are found, a dotted path each, and lists below inherit it. `strategy` is empty,
    `REPLACE` or `RETAIN_KEYS`. A list that `is_open` leaves further items of the base alone; `each` is merged into every item.
    """

    __slots__ = ("each", "is_open", "key", "strategy", "tree")

    def __init__(
        self, tree: Tree = None, *, key: tuple[str, ...] = (), strategy: str = "", is_open: bool = False, each: Tree = None
    ) -> None:
        self.tree = tree
        self.key = key
        self.strategy = strategy
        self.is_open = is_open or each is not None
        self.each = each


def each(patch: Tree) -> Tree:
    """Return a patch of a list that is merged into every item of it."""
    return Directed(each=patch)  # type: ignore[return-value]  # of patches only: no object has it


class PatchConflict(Exception):  # noqa: N818 - the name says what is wrong
    """A patch that unification does not take. `path` is the field of the object."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason


class Rules(Record):
    """How a patch is applied.

    `unify` refuses a value where another one is. `keys_of` gives the fields by which the items of the list at a path are
    told apart. `guard` is the condition while which the patch holds; `span` and `rule` are the origin of what it writes.
    """

    span: Span | None
    rule: str
    unify: bool = False
    keys_of: KeysOf = lambda _: ()
    guard: Condition | None = None


def patched(base: Tree, patch: Tree, rules: Rules) -> Tree:
    """Return the base with the patch in it; None where nothing is left. Raises `PatchConflict`."""
    merged = _Patching(rules).merge(base, patch, (), ())
    return _settled(merged) if rules.unify else merged


class _Patching:
    """One patch on its way through one tree."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def merge(self, base: Tree, patch: Tree, path: Path, key: tuple[str, ...]) -> Tree:
        """Merge a part of the patch into the part of the base at its place. `key` is inherited from a field above."""
        if isinstance(patch, Directed):
            return self._directed(base, patch, path, key)
        if patch is ABSENT:
            return self._removed(base)
        if isinstance(patch, At):
            return self._at(patch.span).merge(base, patch.tree, path, key)
        if isinstance(patch, When):
            return self._conditional(base, patch, path, key)
        if base is None:
            return self._added(patch)
        if isinstance(patch, dict):
            return self._into(base, patch, path, key)
        if isinstance(patch, (list, tuple)) and _is_list(base):
            return self._list(base, Directed(patch), path, key)
        return self._leaf(base, patch, path)

    def _at(self, span: Span | None) -> _Patching:
        """Return this patch with the place of a part of it."""
        return self if span is None else _Patching(replace(self.rules, span=span))

    def _origin(self, tree: Tree, replaced: Tree = None) -> Tree:
        """Return what the patch writes with its origin."""
        return placed(tree, self.rules.span, self.rules.rule, replaced)

    def _guard(self, tree: Tree, otherwise: Tree = None) -> Tree:
        """Return what is there only while the patch holds."""
        guard = self.rules.guard
        if guard is None:
            return tree
        if otherwise is None and isinstance(tree, When) and tree.otherwise is None:
            return When(condition=all_of((guard, tree.condition)), then=tree.then)
        return When(condition=guard, then=tree, otherwise=otherwise)

    def _removed(self, base: Tree) -> Tree:
        """Return what is left of a part that the patch takes away: all of it while the patch does not hold."""
        guard = self.rules.guard
        if guard is None or base is None:
            return None
        others = Not(condition=guard)
        if isinstance(base, When) and base.otherwise is None:
            return When(condition=all_of((others, base.condition)), then=base.then)
        return When(condition=others, then=base)

    def _added(self, patch: Tree) -> Tree:
        """Return a part where the base has none. Directions inside have nothing to direct there."""
        plain = _undirected(patch)
        return None if plain is None else self._guard(self._origin(plain))

    def _conditional(self, base: Tree, patch: When, path: Path, key: tuple[str, ...]) -> Tree:
        """Merge a part of the patch that depends on a condition of its own."""
        then, otherwise = branches(patch)
        inner = _Patching(replace(self.rules, guard=None))
        met = inner.merge(base, then, path, key)
        missed = base if otherwise is None else inner.merge(base, otherwise, path, key)
        if self.rules.guard is not None and base is not None:
            return When(condition=self.rules.guard, then=_either(patch.condition, met, missed), otherwise=base)
        return self._guard(_either(patch.condition, met, missed))

    def _into(self, base: Tree, patch: dict[str, Tree], path: Path, key: tuple[str, ...]) -> Tree:
        """Merge a mapping of the patch."""
        if isinstance(base, At):
            merged = self._into(base.tree, patch, path, key)
            return placed(merged, base.span, base.rule, base.replaced)
        if isinstance(base, When):
            spread = _spread(base, dict)
            return self._into_conditional(base, patch, path, key) if spread is None else self._into(spread, patch, path, key)
        if isinstance(base, dict):
            result = dict(base)
            for name, part in patch.items():
                merged = self.merge(base.get(name), part, (*path, name), key)
                if merged is not None:
                    result[name] = merged
                elif part is not None:
                    result.pop(name, None)
            return guarded(result, list(result.values())) if result or base else {}
        if isinstance(base, Hole) and isinstance(base.type, TextMapType):
            return self._with_entry(base, patch, path)
        return self._leaf(base, patch, path)

    def _into_conditional(self, base: When, patch: Tree, path: Path, key: tuple[str, ...]) -> Tree:
        """Merge a part of the patch into one that depends on a condition: it is there whether that holds or not."""
        then, otherwise = branches(base)
        hole = bare(then)
        if otherwise is None and isinstance(hole, Hole) and base.condition == IsSet(path=hole.path):
            # A mapping that comes whole from a parameter: without it, what the patch adds is all of it.
            return self.merge(
                placed(replace(hole, otherwise={}), then.span if isinstance(then, At) else None), patch, path, key
            )
        return _either(base.condition, self.merge(then, patch, path, key), self.merge(otherwise, patch, path, key))

    def _with_entry(self, base: Hole, patch: dict[str, Tree], path: Path) -> Tree:
        """Add one text to the mapping that is the value of a parameter."""
        (name, part), *more = patch.items()
        value = bare(part)
        if more or not isinstance(value, TextOf):
            raise PatchConflict(path, "comes whole from a parameter, into which only one text can be put")
        return self._guard(self._origin(WithEntry(hole=base, key=name, value=value), base), base)

    def _leaf(self, base: Tree, patch: Tree, path: Path) -> Tree:
        """Put a value in the place of another one. What says the same, as the key of an item does, changes nothing."""
        known = bare(base)
        if _same(known, patch):
            return base
        if self.rules.unify and not isinstance(known, Default):
            raise PatchConflict(path, "has another value already")
        return self._instead(base, patch)

    def _instead(self, base: Tree, patch: Tree) -> Tree:
        """Put a part in the place of another one, whatever the rules are. What only takes away has nothing to take there."""
        plain = _undirected(patch)
        return base if plain is None else self._guard(self._origin(plain, base), base)

    def _directed(self, base: Tree, patch: Directed, path: Path, key: tuple[str, ...]) -> Tree:
        """Merge a field of the patch by its directions."""
        inner = patch.key or key
        is_list = patch.tree is None or isinstance(bare(patch.tree), (list, tuple))
        if not is_list:
            if patch.strategy == RETAIN_KEYS and base is not None:
                return self._instead(base, patch.tree)
            return self.merge(base, patch.tree, path, inner)
        if base is None:
            return None if patch.tree is None else self._added(patch.tree)
        if patch.strategy == REPLACE and patch.tree is not None:
            return self._instead(base, patch.tree)
        return self._list(base, patch, path, key)

    def _list(self, base: Tree, patch: Directed, path: Path, key: tuple[str, ...]) -> Tree:
        """Merge a list: by the key of its items, else by their places."""
        if isinstance(base, At):
            return placed(self._list(base.tree, patch, path, key), base.span, base.rule, base.replaced)
        if isinstance(base, When):
            spread = _spread(base, list)
            if spread is not None:
                return self._list(spread, patch, path, key)
            return self._into_conditional(base, patch, path, key)  # type: ignore[arg-type]  # a part of a patch
        if not isinstance(base, (list, tuple)):
            return self._leaf(base, patch.tree, path)
        wanted = bare(patch.tree)
        items: Sequence[Tree] = wanted if isinstance(wanted, (list, tuple)) else ()
        keys = patch.key or key or self.rules.keys_of(path)
        if not keys and not patch.is_open and not self.rules.unify:
            return self._leaf(base, list(items), path)
        pairs, rest = _paired(base, items, keys) if keys else _by_place(base, items)
        if not keys or not any(key_of(item, keys) is not None for item in items):
            pairs, rest = _by_place(base, items)
            if self.rules.unify and not patch.is_open and len(items) < len(base):
                raise PatchConflict(path, f"has {len(base)} items, and the patch has {len(items)}")
        result: list[Tree] = []
        for index, (known, item) in enumerate(pairs):
            here = (*path, index)
            merged = known
            if item is not None and patch.strategy == RETAIN_KEYS:
                merged = self._instead(known, item)
            elif item is not None:
                merged = self.merge(known, item, here, keys)
            if patch.each is not None:
                merged = self.merge(merged, patch.each, here, keys)
            result.append(merged)
        result.extend(self._added(item) for item in rest)
        return guarded(result, result)


def _either(condition: Condition, then: Tree, otherwise: Tree) -> Tree:
    """Return one of two parts, either of which may be nothing."""
    if then is None:
        return None if otherwise is None else When(condition=Not(condition=condition), then=otherwise)
    if otherwise is None and isinstance(then, When) and then.otherwise is None:
        return When(condition=all_of((condition, then.condition)), then=then.then)
    return When(condition=condition, then=then, otherwise=otherwise)


def _spread(base: When, kind: type) -> Tree:
    """Return a mapping or list that is there while a condition holds as one whose parts are; None for another kind."""
    then, otherwise = branches(base)
    held = bare(then)
    if otherwise is not None or not isinstance(held, (dict, list)) or not isinstance(held, kind) or not held:
        return None
    parts = list(held.values()) if isinstance(held, dict) else list(held)
    # Where no part is always there, the condition only says that one of them is.
    kept = all(presence(part) is not None for part in parts)
    under = parts if kept else [_either(base.condition, part, None) for part in parts]
    spread: Tree = dict(zip(held, under, strict=True)) if isinstance(held, dict) else under
    return placed(spread, then.span, then.rule) if isinstance(then, At) else spread


def _is_list(tree: Tree) -> bool:
    """Tell whether a part is a list, in one of its branches at least."""
    found = bare(tree)
    if isinstance(found, When):
        return any(_is_list(branch) for branch in branches(found))
    return isinstance(found, (list, tuple))


def _paired(base: Sequence[Tree], items: Sequence[Tree], keys: tuple[str, ...]) -> tuple[list[tuple[Tree, Tree]], list[Tree]]:
    """Return each item of the base with the first item of the patch that has its key, and the items that nobody takes."""
    left = list(items)
    pairs: list[tuple[Tree, Tree]] = []
    for known in base:
        value = key_of(known, keys)
        found = next((item for item in left if value is not None and key_of(item, keys) == value), None)
        if found is not None:
            left = [item for item in left if item is not found]
        pairs.append((known, found))
    return pairs, left


def _by_place(base: Sequence[Tree], items: Sequence[Tree]) -> tuple[list[tuple[Tree, Tree]], list[Tree]]:
    """Return each item of the base with the item of the patch at its place, and the items beyond."""
    pairs = [(known, items[index] if index < len(items) else None) for index, known in enumerate(base)]
    return pairs, list(items[len(base) :])


def key_of(item: Tree, keys: tuple[str, ...]) -> tuple[object, ...] | None:
    """Return the key of an item: the values of its key fields, or of the first alternative that it has; None without one.

    Of several keys of a table of Kubernetes, such as port and protocol, those that are there count.
    """
    found = tuple((name, value) for name in keys if (value := _scalar_at(item, name.split("."))) is not None)
    return found or None


def _scalar_at(item: Tree, steps: list[str]) -> object:
    """Return the known scalar at a path of an item, through origins and conditions; None where there is none."""
    found = bare(item)
    while isinstance(found, When):
        found = bare(branches(found)[0])
    if not steps:
        return found if isinstance(found, (str, int, float)) else None
    return _scalar_at(found.get(steps[0]), steps[1:]) if isinstance(found, dict) else None


def _same(first: Tree, second: Tree) -> bool:
    """Tell whether two parts are equal, origins aside."""
    first, second = bare(first), bare(second)
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(_same(first[name], second[name]) for name in first)
    if isinstance(first, (list, tuple)) and isinstance(second, (list, tuple)):
        return len(first) == len(second) and all(map(_same, first, second))
    return type(first) is type(second) and first == second


def _undirected(patch: Tree) -> Tree:
    """Return a part of a patch as it stands where nothing was before."""
    match patch:
        case Directed():
            return _undirected(patch.tree)
        case Absent():
            return None
        case At():
            return placed(_undirected(patch.tree), patch.span, patch.rule)
        case When():
            then, otherwise = branches(patch)
            return _either(patch.condition, _undirected(then), _undirected(otherwise))
        case dict():
            kept: dict[str, Tree] = {name: part for name, value in patch.items() if (part := _undirected(value)) is not None}
            return guarded(kept, list(kept.values())) if patch else {}
        case list() | tuple():
            items: list[Tree] = [part for value in patch if (part := _undirected(value)) is not None]
            return guarded(items, items) if patch else []
        case _:
            return patch


def _settled(tree: Tree) -> Tree:
    """Return a tree without the marks that only patching reads."""
    match tree:
        case Default():
            return tree.tree
        case At():
            return placed(_settled(tree.tree), tree.span, tree.rule, tree.replaced)
        case When():
            then, otherwise = branches(tree)
            return _either(tree.condition, _settled(then), _settled(otherwise))
        case dict():
            return {name: _settled(value) for name, value in tree.items()}
        case list() | tuple():
            return [_settled(item) for item in tree]
        case _:
            return tree
