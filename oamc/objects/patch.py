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
from oamc.expressions.types import ListType, TextMapType
from oamc.objects.patch_marks import ABSENT, REPLACE, RETAIN_KEYS, Absent, Default, Directed
from oamc.objects.tree import At, bare, branches, by_place, guarded, key_of, paired, placed, presence
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oamc.expressions.holes import Condition
    from oamc.objects.reading import Reader
    from oamc.objects.tree import Path, Tree
    from oamc.spans import Span

    KeysOf = Callable[[Path], tuple[str, ...]]


class PatchConflict(Exception):  # noqa: N818 - the name says what is wrong
    """A patch that unification does not take. `path` is the field of the object, `span` the place of what the patch says."""

    def __init__(self, path: Path, reason: str, span: Span | None) -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason
        self.span = span


class Rules(Record):
    """How a patch is applied.

    `unify` refuses a value where another one is. `keys_of` gives the fields by which the items of the list at a path are
    told apart. `guard` is the condition while which the patch holds; `span` and `rule` are the origin of what it writes.
    A mapping from which the patch takes all there is stays, empty, where the rules say `keeps_empty`. Under a `reader` a hole
    is what the document says, as a key and where two values must be one: it is fixed then.
    """

    span: Span | None
    rule: str
    unify: bool = False
    keys_of: KeysOf = lambda _: ()
    guard: Condition | None = None
    keeps_empty: bool = False
    reader: Reader | None = None


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
            return guarded(result, list(result.values())) if result or (base and not self.rules.keeps_empty) else {}
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
            raise PatchConflict(path, "comes whole from a parameter, into which only one text can be put", self.rules.span)
        return self._guard(self._origin(WithEntry(hole=base, key=name, value=value), base), base)

    def _leaf(self, base: Tree, patch: Tree, path: Path) -> Tree:
        """Put a value in the place of another one. What says the same, as the key of an item does, changes nothing."""
        known = bare(base)
        if same(known, patch):
            return base
        if self.rules.unify and not isinstance(known, Default):
            return self._unified(base, patch, path)
        return self._instead(base, patch)

    def _unified(self, base: Tree, patch: Tree, path: Path) -> Tree:
        """Return a value that the patch says, too, as far as the document tells; whole lists are compared item by item."""
        reader, plain = self.rules.reader, _undirected(patch)
        if reader is not None and reader.agree(base, plain):
            return base
        if reader is not None and (_is_whole_list(base) or _is_whole_list(plain)):
            first, second = reader.known(base), reader.known(plain)
            if isinstance(first, list) and isinstance(second, list):
                return self._list(placed(first, base.span if isinstance(base, At) else None), Directed(second), path, ())
        raise PatchConflict(path, "has another value already", self.rules.span)

    def _instead(self, base: Tree, patch: Tree) -> Tree:
        """Put a part in the place of another one, whatever the rules are. What only takes away has nothing to take there."""
        plain = _undirected(patch)
        return base if plain is None else self._guard(self._origin(plain, base), base)

    def _directed(self, base: Tree, patch: Directed, path: Path, key: tuple[str, ...]) -> Tree:
        """Merge a field of the patch by its directions."""
        inner = patch.key or key
        is_list = patch.tree is None or isinstance(bare(patch.tree), (list, tuple))
        if not is_list:
            # A list of words is one value: it is put in the place of another one, whichever of the two strategies says so.
            if base is not None and (
                patch.strategy == RETAIN_KEYS or (patch.strategy == REPLACE and _is_whole_list(patch.tree))
            ):
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
        read = None if self.rules.reader is None else self.rules.reader.known
        pairs, rest = paired(base, items, keys, read) if keys else by_place(base, items)
        if not keys or (items and not any(key_of(item, keys, read) is not None for item in items)):
            pairs, rest = by_place(base, items)
            if self.rules.unify and not patch.is_open and len(items) < len(base):
                raise PatchConflict(path, f"has {len(base)} items, and the patch has {len(items)}", self.rules.span)
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


def _is_whole_list(tree: Tree) -> bool:
    """Tell whether a part is the hole of a parameter that is a list."""
    found = bare(tree)
    return isinstance(found, Hole) and isinstance(found.type, ListType)


def same(first: Tree, second: Tree) -> bool:
    """Tell whether two parts are equal, origins aside."""
    first, second = bare(first), bare(second)
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same(first[name], second[name]) for name in first)
    if isinstance(first, (list, tuple)) and isinstance(second, (list, tuple)):
        return len(first) == len(second) and all(map(same, first, second))
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
