"""What a template of CUE gives, as parts of objects: trees with origins.

    part_of(tree, written)        a value in, the part of an object out
    patch_of(tree, written)       a patch in, its tree with directions out, and what its comments say in vain
    merge_patch_of(tree, written) a JSON merge patch

Numbers become what JSON of KubeVela makes of them: `1.0` is 1, and an integer of more than 64 bits is a float. Bytes are texts
in base64. What is not decided stays as an open value, which a later patch may decide: `report_undecided` of `cue_patches` tells
of those that are left.
"""

from __future__ import annotations

from oamc.engines.trees import plain
from oamc.objects.open_values import Open, open_part
from oamc.objects.patch import Rules
from oamc.objects.patch_marks import ABSENT, REPLACE, RETAIN_KEYS, Directed
from oamc.objects.tree import NOTHING_LIVE, At, Default, bare
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oamc.engines.contract import Place
    from oamc.engines.contract import Tree as CueTree
    from oamc.expressions.holes import Condition
    from oamc.objects.arranging import Arranger
    from oamc.objects.tree import Path, Tree
    from oamc.spans import Span

KEY, STRATEGY = "patchKey", "patchStrategy"
NO_MORE = "open"
"""A strategy of older versions, which was the default of all patches: it has nothing to say, and nothing to miss."""
SPELLED_KINDS = {"number": ("int", "float"), "_": ("null", "bool", "int", "float", "string", "bytes", "struct", "list")}


class Written(Record):
    """Who writes what a template gives: the `rule` for origins, and the `span` of what calls for it.

    `span_of` tells where a place of the template stands, None where nobody can be shown it. At a path in `live` a value stands
    that may still be chosen.
    """

    rule: str
    span: Span
    span_of: Callable[[Place], Span | None] = lambda _: None
    live: Mapping[Path, Tree] = NOTHING_LIVE

    def place(self, tree: CueTree) -> Span:
        """Return the place of a value of the template."""
        return (tree.place and self.span_of(tree.place)) or self.span

    def below(self, path: Path) -> Written:
        """Return who writes the part at a path, with the live values that are in it."""
        length = len(path)
        return replace(self, live={known[length:]: tree for known, tree in self.live.items() if known[:length] == path})


class Vain(Record):
    """A comment in a patch, `+patchStrategy=replace` and the like, that has no effect.

    It has none only where the base has the field at `path`, or in any case where it is `always` so.
    """

    path: Path
    comment: str
    reason: str
    span: Span
    always: bool = False


def part_of(tree: CueTree, written: Written) -> Tree:
    """Return a value as a part of an object, each part with its place."""
    return _Growing(written).part(tree, ())


def patch_of(tree: CueTree, written: Written) -> tuple[Tree, tuple[Vain, ...]]:
    """Return a patch with the directions that its comments give, and those comments that direct nothing.

    The comments of the whole patch are not asked: strategies of JSON are whoever applies it to know, all others are in vain.
    """
    growing = _Patch(written)
    return growing.part(tree, ()), tuple(growing.vain)


def merge_patch_of(tree: CueTree, written: Written) -> Tree:
    """Return a JSON merge patch: null takes away, but not inside of lists."""
    return _MergePatch(written).part(tree, ())


def unification(arranger: Arranger, written: Written, guard: Condition | None = None) -> Rules:
    """Return the rules by which a patch of `patch_of` is merged; `vela/cue` gives them to templates as `StrategyUnify`."""
    return Rules(
        span=written.span, rule=written.rule, unify=True, guard=guard, reader=arranger.reader, arrange=arranger.arrange
    )


def directions(comments: tuple[str, ...]) -> dict[str, str]:
    """Return what the lines above a field say in the form `+key=value`; of two of one key the last one counts."""
    found: dict[str, str] = {}
    for line in comments:
        name, equals, value = line.strip().removeprefix("+").partition("=")
        if line.strip().startswith("+") and equals and len(value.split()) <= 1:
            found[name.strip()] = value.strip()
    return found


class _Growing:
    """Makes parts of objects of one value."""

    def __init__(self, written: Written) -> None:
        self.written = written

    def part(self, tree: CueTree, path: Path) -> Tree:
        """Return a part with its origin."""
        span, rule = self.written.place(tree), self.written.rule
        mark = Default if tree.default else At
        if path in self.written.live:
            live = self.written.live[path]
            return mark(bare(live), (live.span if isinstance(live, At) else None) or span, rule)
        if tree.kind == "open" or (tree.kind == "struct" and tree.text):
            return open_part(Open(_kinds(tree.type), tree.text), span, rule)
        if tree.kind == "struct":
            return mark({name: self.field(inner, (*path, name)) for name, inner in tree.fields}, span, rule)
        if tree.kind == "list":
            return mark([self.item(item, (*path, index)) for index, item in enumerate(tree.items)], span, rule)
        return mark(plain(tree), span, rule)

    def field(self, tree: CueTree, path: Path) -> Tree:
        """Return what a field holds."""
        return self.part(tree, path)

    def item(self, tree: CueTree, path: Path) -> Tree:
        """Return an item of a list."""
        return self.part(tree, path)


class _MergePatch(_Growing):
    """Makes a JSON merge patch."""

    def field(self, tree: CueTree, path: Path) -> Tree:
        """Return what a field holds; null takes it away."""
        return ABSENT if tree.kind == "null" else self.part(tree, path)

    def item(self, tree: CueTree, path: Path) -> Tree:
        """Return an item of a list, in which null is null."""
        return _Growing(self.written).part(tree, path)


class _Patch(_Growing):
    """Makes a patch with directions."""

    def __init__(self, written: Written, key: tuple[str, ...] = (), vain: list[Vain] | None = None) -> None:
        super().__init__(written)
        self.key = key
        self.vain: list[Vain] = [] if vain is None else vain

    def field(self, tree: CueTree, path: Path) -> Tree:
        """Return what a field holds, with its directions."""
        told = directions(tree.comments)
        own = tuple(told[KEY].split(",")) if told.get(KEY) else ()
        strategy = told.get(STRATEGY, "")
        inner = _Patch(self.written, own or self.key, self.vain)
        part = inner.part(tree, path)
        self._check(tree, path, strategy, has_key=bool(inner.key))
        return inner.directed(tree, part, path, own, strategy)

    def item(self, tree: CueTree, path: Path) -> Tree:
        """Return an item of a list, which may be a list that is open at its end."""
        return self.directed(tree, self.part(tree, path), path)

    def directed(self, tree: CueTree, part: Tree, path: Path, own: tuple[str, ...] = (), strategy: str = "") -> Tree:
        """Return a part with what it says beside its values, if it says something."""
        each = None if tree.tail is None else self.part(tree.tail, (*path, len(tree.items)))
        is_open = tree.kind == "list" and tree.open
        if not (own or is_open or each is not None or strategy in (REPLACE, RETAIN_KEYS)):
            return part
        return Directed(part, key=own, strategy=strategy, is_open=is_open, each=each)  # type: ignore[return-value]  # patches only

    def _check(self, tree: CueTree, path: Path, strategy: str, *, has_key: bool) -> None:
        """Note a strategy that has no effect on this field."""
        is_list = tree.kind == "list"
        if strategy in ("", NO_MORE) or (strategy == RETAIN_KEYS and (has_key or not is_list)):
            return
        if strategy == REPLACE:
            reason = "" if is_list else "it replaces lists only; retainKeys replaces other fields"
        elif strategy == RETAIN_KEYS:
            reason = "on a list it needs a patchKey; replace puts a list in the place of another one"
        elif path == ("operations",):
            reason = "above the shorthand it belongs to the field operations; write patch: {...} with braces"
        else:
            reason = "it is no strategy of a field"
        if reason:
            always = strategy not in (REPLACE, RETAIN_KEYS)
            comment = f"+{STRATEGY}={strategy}"
            self.vain.append(Vain(path=path, comment=comment, reason=reason, span=self.written.place(tree), always=always))


def _kinds(type_: str) -> frozenset[str]:
    """Return the kinds that CUE names for what is not decided; numbers may be written without a fraction."""
    found: set[str] = set()
    for word in type_.strip("()").split("|"):
        found.update(SPELLED_KINDS.get(word, (word,)))
    return frozenset(found | ({"int"} if "float" in found else set()))
