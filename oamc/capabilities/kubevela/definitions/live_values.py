"""Which properties of a definition may still be chosen when what its template gives is written.

That a template only copies a value its syntax proves (`engines/contract.py`, `Copy`). Here the proof is confirmed: the template
is evaluated with two other values, and each must come out at the same places, whole, with everything else as it was. These
places then hold the property itself. One for which that fails, or whose places must not change, is fixed.
"""

from __future__ import annotations

from oamc.engines.contract import Change
from oamc.engines.trees import plain
from oamc.expressions.holes import Hole
from oamc.expressions.problems import problem
from oamc.expressions.types import BooleanType, ChoiceType, ListType, NumberType, TextType
from oamc.ir.properties import Group, Leaf, Several
from oamc.objects.json_patch import JSON_PATCH
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any, TypeAlias

    from oamc.engines.contract import Leaf as CueLeaf
    from oamc.engines.contract import Rendered, Traced
    from oamc.engines.contract import Tree as CueTree
    from oamc.expressions.holes import Known, Path
    from oamc.expressions.types import ValueType
    from oamc.ir.properties import Bound
    from oamc.objects.tree import Path as TreePath
    from oamc.objects.tree import Tree

    Trace = Callable[[Sequence[Change]], Traced]
    Places: TypeAlias = dict[TreePath, frozenset[TreePath] | None]
    Mark: TypeAlias = tuple[bool, object]

NO_OTHER = "no two other values of its type could be tried"
UNTRIED = "there is too much to try with other values"
OTHERWISE = "another value of it gives other objects"
ANSWERED = "the template asks for a merge, which is done with it"
OF_A_NAME = "what an object is, or is called, is made of it"
OF_A_SELECTOR = "the selector of an object is made of it, which no server lets change"
OF_A_SECRET = "the content of a Secret is made of it"
OF_AN_OPERATION = "an operation of a JSON patch is made of it"
RUNS = 2
MOST = 32
"""How often the template of one use is asked for other values; each time it may take as long as without them."""
STRATEGY = "+patchStrategy="
SECRET_FIELDS = ("data", "stringData")


class Try(Record):
    """A property, by its path in the document, and other values to try in its place: two, or one where there are no more."""

    path: TreePath
    leaf: Leaf
    values: tuple[Known, ...]


class LiveParts(Record):
    """What a template gives, as far as it may still be chosen: properties by their places, which begin with the root.

    `fixed` are the properties that cannot, with the reason.
    """

    parts: dict[TreePath, Tree]
    fixed: tuple[tuple[Path, str], ...] = ()

    def below(self, *root: str) -> dict[TreePath, Tree]:
        """Return the places below one root, or one entry of a root."""
        length = len(root)
        return {path[length:]: tree for path, tree in self.parts.items() if path[:length] == root}


NOTHING = LiveParts(parts={})


def holes_of(part: Bound | None, path: TreePath = ()) -> Iterator[tuple[TreePath, Leaf]]:
    """Yield the properties that may still be chosen, with their paths in the document."""
    match part:
        case Leaf() if isinstance(part.value, Hole):
            yield path, part
        case Group():
            for name, inner in part.parts.items():
                yield from holes_of(inner, (*path, name))
        case Several():
            for index, item in enumerate(part.items):
                yield from holes_of(item, (*path, index))


def tries(holes: Iterable[tuple[TreePath, Leaf]]) -> tuple[Try, ...]:
    """Return what to try for each property that may still be chosen."""
    return tuple(Try(path=path, leaf=leaf, values=others(_type(leaf), leaf.known)) for path, leaf in holes)


def places_of(tried: Iterable[Try], parameter: dict[str, Any], rendered: Rendered, trace: Trace) -> Places:
    """Return where each property came out in what a template gave for `parameter`, None where it did something else, too.

    `trace` evaluates the template with other values. As many properties as can be told apart are changed at once; where that
    does not come out, each of them alone. Those for which there is no time are left out.
    """
    found: Places = {}
    waiting = _groups([one for one in tried if one.values])
    for _ in range(MOST):
        if not waiting:
            break
        group = waiting.pop(0)
        places = _places_of_group(group, parameter, rendered, trace)
        if len(group) > 1 and None in places.values():
            waiting = [[one] for one in group] + waiting
        else:
            found |= places
    return found


def live_parts(tried: Iterable[Try], places: Places, rendered: Rendered) -> LiveParts:
    """Return where what may still be chosen stands in what a template gave; `places` are those of the properties."""
    parts: dict[TreePath, Tree] = {}
    fixed: list[tuple[Path, str]] = []
    for one in tried:
        found = places.get(one.path)
        if rendered.actions:
            why = ANSWERED
        elif not one.values:
            why = NO_OTHER
        elif one.path not in places:
            why = UNTRIED
        elif found is None:
            why = OTHERWISE
        else:
            why = next((why for place in found if (why := _why_fixed(place, rendered))), "")
        if why:
            fixed.append((_path(one.leaf), why))
        elif found is not None:
            parts |= dict.fromkeys(found, one.leaf.tree)
    return LiveParts(parts=parts, fixed=tuple(fixed))


def _groups(tried: Iterable[Try]) -> list[list[Try]]:
    """Return properties in groups in which each value that is tried tells whose it is."""
    groups: list[tuple[list[Try], tuple[set[Mark], ...]]] = []
    for one in tried:
        marks = tuple(set(_marks(_value(one, run))) for run in range(RUNS))
        fitting = (group for group in groups if all(map(set.isdisjoint, group[1], marks)))
        group = next(fitting, None)
        if group is None:
            groups.append(([one], marks))
        else:
            group[0].append(one)
            for taken, own in zip(group[1], marks, strict=True):
                taken.update(own)
    return [members for members, _ in groups]


def _places_of_group(group: list[Try], parameter: dict[str, Any], rendered: Rendered, trace: Trace) -> Places:
    """Return where the properties of a group came out, with all of them changed at once."""
    changes = []
    for run in range(RUNS):
        changed = parameter
        for one in group:
            changed = _with(changed, one.path, _value(one, run))
        changes.append(Change(path=(), value=changed))
    found: dict[TreePath, set[frozenset[TreePath] | None]] = {one.path: set() for one in group}
    for run, reached in enumerate(trace(changes).reached):
        owners = {mark: one for one in group for mark in _marks(_value(one, run))}
        own: dict[TreePath, list[CueLeaf]] = {one.path: [] for one in group}
        is_told = not (reached.errors or reached.shape)
        for leaf in reached.leaves:
            owner = None if leaf.new.kind == "open" else owners.get(_mark(plain(leaf.new)))
            is_told = is_told and owner is not None
            if owner is not None:
                own[owner.path].append(leaf)
        for one in group:
            found[one.path].add(_places(one.leaf, _value(one, run), own[one.path], rendered) if is_told else None)
    return {path: next(iter(places)) if len(places) == 1 else None for path, places in found.items()}


def _value(one: Try, run: int) -> Known:
    """Return the value that a run tries for a property; where there is only one other value, both runs do."""
    return one.values[min(run, len(one.values) - 1)]


def _marks(value: Known) -> Iterator[Mark]:
    """Yield what tells in a result whose a value is: of a list each item."""
    return map(_mark, value) if isinstance(value, list) else iter((_mark(value),))


def _mark(value: object) -> Mark:
    """Return a single value in a form in which true is not 1."""
    return isinstance(value, bool), value


def _path(leaf: Leaf) -> Path:
    """Return the path of a property in the values of the output."""
    assert isinstance(leaf.value, Hole)
    return leaf.value.path


def _type(leaf: Leaf) -> ValueType:
    """Return the type of a property."""
    assert isinstance(leaf.value, Hole)
    return leaf.value.type


def others(value_type: ValueType, known: Known) -> tuple[Known, ...]:
    """Return other values of a type to try in the place of one: two, or all that there are; none where none is found."""
    found: list[Known] = []
    for value in _candidates(value_type, known):
        if value != known and value not in found and not problem(value_type, value):
            found.append(value)
    is_all = isinstance(value_type, BooleanType) or bool(getattr(value_type, "choices", ()))
    return tuple(found[:RUNS]) if len(found) >= RUNS or is_all else ()


def _candidates(value_type: ValueType, known: Known) -> Iterator[Known]:
    """Yield values that may be of a type."""
    match value_type, known:
        case BooleanType(), _:
            yield not known
        case TextType() | ChoiceType(), _ if value_type.choices:
            yield from value_type.choices
        case TextType(), str():
            yield from (f"{known}-x", f"y-{known}", f"{known}1", f"{known}0", f"{known}a", known[:-1], f"{known}{known}")
        case NumberType(), int() | float():
            step = 1 if value_type.whole or not isinstance(known, float) else 0.25
            yield from (known + step, known - step, known + 2 * step, known - 2 * step)
        case ListType(), [*items] if items:
            variants = [others(value_type.item, item) for item in items]
            if all(variants):
                for number in range(RUNS):
                    yield [found[number % len(found)] for found in variants]


def _with(parameter: Any, path: TreePath, value: Known) -> Any:
    """Return a parameter in which something stands at a path; a mapping that is not there yet is made."""
    if not path:
        return value
    step, below = path[0], path[1:]
    if isinstance(step, int):
        return [_with(item, below, value) if index == step else item for index, item in enumerate(parameter)]
    return {**parameter, step: _with(parameter.get(step, {}), below, value)}


def _places(leaf: Leaf, value: Known, reached: Iterable[CueLeaf], rendered: Rendered) -> frozenset[TreePath] | None:
    """Return where another value of a property came out; None where it did so in parts."""
    if not isinstance(value, list):
        return frozenset(found.path for found in reached) if all(plain(found.old) == leaf.known for found in reached) else None
    lists: dict[TreePath, dict[object, object]] = {}
    for found in reached:
        lists.setdefault(found.path[:-1], {})[found.path[-1]] = plain(found.new)
    is_whole = all(items == dict(enumerate(value)) for items in lists.values())
    lengths = {len(tree.items) for path in lists if (tree := _tree_at(rendered, path)) is not None}
    return frozenset(lists) if is_whole and lengths <= {len(value)} else None


def _tree_at(rendered: Rendered, path: TreePath) -> CueTree | None:
    """Return what stands at a path of what a template gives, which begins with the root."""
    tree = rendered.root(str(path[0]))
    for step in path[1:]:
        if tree is None:
            return None
        below = dict(enumerate(tree.items)) if isinstance(step, int) else dict(tree.fields)
        tree = below.get(step)  # type: ignore[arg-type]  # a step fits the keys
    return tree


def _why_fixed(path: TreePath, rendered: Rendered) -> str:
    """Return why what stands at a place cannot be chosen, whatever the template does; the empty text where it can."""
    root = str(path[0])
    entry = path[:2] if root in ("outputs", "patchOutputs") else path[:1]
    below = path[len(entry) :]
    if not below or below[0] in ("apiVersion", "kind") or below in (("metadata", "name"), ("metadata", "namespace")):
        return OF_A_NAME
    if any(step in ("selector", "matchLabels") for step in below):
        return OF_A_SELECTOR
    whole = _tree_at(rendered, entry)
    kind = dict(whole.fields).get("kind") if whole is not None else None
    of_a_secret = kind is not None and kind.text == "Secret"
    if below[0] in SECRET_FIELDS[0 if of_a_secret else 1 :]:
        return OF_A_SECRET
    comments = whole.comments if root == "patch" and whole is not None else ()
    strategy = next((line.partition(STRATEGY)[2].strip() for line in comments if STRATEGY in line), "")
    if strategy == JSON_PATCH and not (below[:1] == ("operations",) and below[2:3] == ("value",)):
        return OF_AN_OPERATION
    return ""
