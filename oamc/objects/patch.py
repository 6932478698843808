"""Patches: what a trait, a scope or a definition changes in an object that somebody else has made.

    patched(base, patch, rules)   a tree in, the changed tree out

A patch is a tree of the shape of the object: mappings are merged key by key, down to what the patch says. There are two sets
of rules. Those of oamc's own capabilities write: what the patch says is put in the place of what was there, and lists are
merged by the merge keys that the table of Kubernetes has for them. Those of KubeVela unify: a field that has another value
already is a conflict, and what happens to a list is said at its field (`Directed`). Both keep the origin of what they do not
touch, write the rule and the place of the patch at what they do, and note what that replaced.

`ABSENT` takes away what is there. Under a `guard` all of it holds only while that condition does. Under unification a `Default`
gives way to any other value, on either side, and what is `Open` to a value of its kinds.
"""

from __future__ import annotations

from oamc.expressions.holes import Hole, IsSet, Not, When, WithEntry, all_of
from oamc.expressions.types import ListType, TextMapType
from oamc.objects.open_values import Open, kind_of, open_of, open_part
from oamc.objects.patch_marks import ABSENT, REPLACE, RETAIN_KEYS, Directed, either, text_of_value, without_directions
from oamc.objects.tree import At, Default, bare, branches, by_place, guarded, key_of, paired, placed, presence
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oamc.expressions.holes import Condition
    from oamc.objects.arranging import Arranged
    from oamc.objects.reading import Reader
    from oamc.objects.tree import Path, Tree
    from oamc.spans import Span

    KeysOf = Callable[[Path], tuple[str, ...]]
    Arrange = Callable[[Path, Sequence[Tree], Sequence[Tree], tuple[str, ...]], "Arranged | None"]


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
    is what the document says, as a key and where two values must be one: it is fixed then. `arrange` says which items of two
    lists meet, where looking for keys is not all of it; it gives None for lists that meet place by place.
    """

    span: Span | None
    rule: str
    unify: bool = False
    keys_of: KeysOf = lambda _: ()
    guard: Condition | None = None
    keeps_empty: bool = False
    reader: Reader | None = None
    arrange: Arrange | None = None


def patched(base: Tree, patch: Tree, rules: Rules) -> Tree:
    """Return the base with the patch in it; None where nothing is left. Raises `PatchConflict`."""
    return _Patching(rules).merge(base, patch, (), ())


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
            return self._at(patch.span).merge_located(base, patch, path, key)
        if isinstance(patch, When):
            return self._conditional(base, patch, path, key)
        if base is None:
            return self._added(patch)
        if isinstance(patch, dict):
            return self._into(base, patch, path, key)
        if isinstance(patch, (list, tuple)) and _is_list(base):
            return self._list(base, Directed(patch), path, key)
        return self._leaf(base, patch, path)

    def merge_located(self, base: Tree, patch: At, path: Path, key: tuple[str, ...]) -> Tree:
        """Merge a part of the patch that has an origin of its own."""
        if base is None:
            return self._added(patch)
        wanted = open_of(patch)
        if isinstance(base, When) and (isinstance(patch, Default) or wanted is not None):
            return self._into_conditional(base, patch, path, key)
        if wanted is not None:
            return self._open(base, wanted, path)
        if isinstance(patch, Default):
            return self._default(base, patch, path, key)
        return self._leaf(base, patch, path) if patch.tree is None else self.merge(base, patch.tree, path, key)

    def _open(self, base: Tree, wanted: Open, path: Path) -> Tree:
        """Keep a value that the patch only asks for."""
        known = open_of(base)
        if known is None:
            if not wanted.takes(base):
                raise PatchConflict(path, f"is of another kind than the patch wants ({wanted.words})", self.rules.span)
            return base
        common = known.kinds & wanted.kinds
        if not common:
            raise PatchConflict(path, f"cannot be both {known.words} and {wanted.words}", self.rules.span)
        return base if common == known.kinds else self._origin(open_part(Open(common, wanted.words)))

    def _default(self, base: Tree, patch: Default, path: Path, key: tuple[str, ...]) -> Tree:
        """Keep a value for which the patch has a default only."""
        if open_of(base) is not None:
            return self._leaf(base, patch, path)
        if kind_of(patch) == kind_of(base) and kind_of(base) in ("struct", "list"):
            return self.merge(base, patch.tree, path, key)
        agrees = same(base, patch) or (self.rules.reader is not None and self.rules.reader.agree(base, patch))
        if isinstance(base, Default) and not agrees:
            raise PatchConflict(path, "has another default already, and neither of them decides", self.rules.span)
        return base

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
        plain = without_directions(patch)
        return None if plain is None else self._guard(self._origin(plain))

    def _conditional(self, base: Tree, patch: When, path: Path, key: tuple[str, ...]) -> Tree:
        """Merge a part of the patch that depends on a condition of its own."""
        then, otherwise = branches(patch)
        inner = _Patching(replace(self.rules, guard=None))
        met = inner.merge(base, then, path, key)
        missed = base if otherwise is None else inner.merge(base, otherwise, path, key)
        if self.rules.guard is not None and base is not None:
            return When(condition=self.rules.guard, then=either(patch.condition, met, missed), otherwise=base)
        return self._guard(either(patch.condition, met, missed))

    def _into(self, base: Tree, patch: dict[str, Tree], path: Path, key: tuple[str, ...]) -> Tree:
        """Merge a mapping of the patch."""
        if isinstance(base, Default) and not isinstance(base.tree, dict):
            return self._leaf(base, patch, path)
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
        if isinstance(base, WithEntry) or (isinstance(base, Hole) and isinstance(base.type, TextMapType)):
            return self._with_entries(base, patch, path)
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
        return either(base.condition, self.merge(then, patch, path, key), self.merge(otherwise, patch, path, key))

    def _with_entries(self, base: Hole | WithEntry, patch: dict[str, Tree], path: Path) -> Tree:
        """Add texts to the mapping that is the value of a parameter. One that may be absent hangs on its own value alone."""
        result = base
        for name, part in patch.items():
            found = text_of_value(part)
            if found is None:
                if self.rules.reader is not None and isinstance(base, Hole):
                    return self.merge(self.rules.reader.known(base), patch, path, ())
                raise PatchConflict(path, "comes whole from a parameter, into which only texts can be put", self.rules.span)
            result = WithEntry(mapping=result, key=name, value=found[0], optional=found[1])
        return self._guard(self._origin(result, base), base)

    def _leaf(self, base: Tree, patch: Tree, path: Path) -> Tree:
        """Put a value in the place of another one. What says the same, as the key of an item does, changes nothing."""
        left = open_of(base)
        if left is not None:
            if not left.takes(patch):
                raise PatchConflict(path, f"wants another kind of value ({left.words})", self.rules.span)
            return self._guard(self._origin(without_directions(patch)), base)
        if same(base, patch):
            return At(base.tree, base.span, base.rule, base.replaced) if isinstance(base, Default) else base
        if self.rules.unify and not isinstance(base, Default):
            return self._unified(base, patch, path)
        return self._instead(base, patch)

    def _unified(self, base: Tree, patch: Tree, path: Path) -> Tree:
        """Return a value that the patch says, too, as far as the document tells; whole lists are compared item by item."""
        reader, plain = self.rules.reader, without_directions(patch)
        if reader is not None and reader.agree(base, plain):
            return base
        if reader is not None and isinstance(base, When) and reader.known(base) is None:
            return self._added(plain)
        if reader is not None and (_is_whole_list(base) or _is_whole_list(plain)):
            first, second = reader.known(base), reader.known(plain)
            if isinstance(first, list) and isinstance(second, list):
                return self._list(placed(first, base.span if isinstance(base, At) else None), Directed(second), path, ())
        raise PatchConflict(path, "has another value already", self.rules.span)

    def _instead(self, base: Tree, patch: Tree) -> Tree:
        """Put a part in the place of another one, whatever the rules are. What only takes away has nothing to take there."""
        plain = without_directions(patch)
        replaced = None if open_of(base) is not None else base
        return base if plain is None else self._guard(self._origin(plain, replaced), base)

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
        if patch.strategy == REPLACE and patch.tree is not None and kind_of(base) in ("list", ""):
            return self._instead(base, patch.tree)
        if isinstance(base, Default) and kind_of(base) != "list":
            return self._leaf(base, patch.tree, path)
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
        if self.rules.arrange is not None:
            return self._arranged(base, items, patch, path, keys, self.rules.arrange)
        if not keys and not patch.is_open and not self.rules.unify:
            return self._leaf(base, list(items), path)
        read = None if self.rules.reader is None else self.rules.reader.known
        pairs, rest = paired(base, items, keys, read) if keys else by_place(base, items)
        if not keys or (items and not any(key_of(item, keys, read) is not None for item in items)):
            pairs, rest = self._by_place(base, items, patch, path)
        result = [self._met(pair, patch, (*path, index), keys) for index, pair in enumerate(pairs)]
        result.extend(self._added(item) for item in rest)
        return guarded(result, result) if result or base else []

    def _met(self, pair: tuple[Tree, Tree], patch: Directed, path: Path, keys: tuple[str, ...]) -> Tree:
        """Merge an item of the patch, if there is one, into that of the base which it meets."""
        merged, item = pair
        if item is not None and patch.strategy == RETAIN_KEYS:
            merged = self._instead(merged, item)
        elif item is not None:
            merged = self.merge(merged, item, path, keys)
        return merged if patch.each is None else self.merge(merged, patch.each, path, keys)

    def _by_place(
        self, base: Sequence[Tree], items: Sequence[Tree], patch: Directed, path: Path
    ) -> tuple[list[tuple[Tree, Tree]], list[Tree]]:
        """Return the items of two lists that meet place by place, and those beyond."""
        if self.rules.unify and not patch.is_open and len(items) < len(base):
            raise PatchConflict(path, f"has {len(base)} items, and the patch has {len(items)}", self.rules.span)
        return by_place(base, items)

    def _arranged(
        self,
        base: Sequence[Tree],
        items: Sequence[Tree],
        patch: Directed,
        path: Path,
        keys: tuple[str, ...],
        arrange: Arrange,
    ) -> Tree:
        """Merge a list as the rules arrange it, else place by place; a tail is for the items that the patch does not list."""
        found = arrange(path, base, items, keys) if keys and (items or not patch.is_open) else None
        tail = patch.each if found is None else None
        if found is None:
            pairs, rest = self._by_place(self._present(base), items, patch, path)
        else:
            pairs, rest = by_place(base, found.items)
        result: list[Tree] = []
        for index, (known, item) in enumerate(pairs):
            merged = known
            if found is not None and index in found.met and patch.strategy == RETAIN_KEYS:
                merged = self._instead(known, {} if item is None else item)
            elif item is not None:
                merged = self.merge(known, item, (*path, index), keys)
            elif tail is not None and index >= len(items):
                merged = self.merge(known, tail, (*path, index), keys)
            result.append(merged)
        result.extend(self._added(item) for item in rest)
        return guarded(result, result) if result or base else []

    def _present(self, base: Sequence[Tree]) -> list[Tree]:
        """Return the items that are there by what the document says: each has to keep its place from now on."""
        reader = self.rules.reader
        items: list[Tree] = []
        for item in base:
            if isinstance(item, When) and reader is not None:
                chosen = branches(item)[0 if reader.decides(item.condition) else 1]
                items += () if chosen is None else self._present([chosen])
            else:
                items.append(item)
        return items


def _spread(base: When, kind: type) -> Tree:
    """Return a mapping or list that is there while a condition holds as one whose parts are; None for another kind."""
    then, otherwise = branches(base)
    held = bare(then)
    if otherwise is not None or not isinstance(held, (dict, list)) or not isinstance(held, kind) or not held:
        return None
    parts = list(held.values()) if isinstance(held, dict) else list(held)
    # Where no part is always there, the condition only says that one of them is.
    kept = all(presence(part) is not None for part in parts)
    under = parts if kept else [either(base.condition, part, None) for part in parts]
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
