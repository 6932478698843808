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
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from oamc.engines.contract import Reached, Rendered, Traced
    from oamc.engines.contract import Tree as CueTree
    from oamc.expressions.holes import Known, Path
    from oamc.expressions.types import ValueType
    from oamc.ir.properties import Bound
    from oamc.objects.tree import Path as TreePath
    from oamc.objects.tree import Tree

    Trace = Callable[[Sequence[Change]], Traced]

NO_OTHER = "no two other values of its type could be tried"
OTHERWISE = "another value of it gives other objects"
ANSWERED = "the template asks for a merge, which is done with it"
OF_A_NAME = "what an object is, or is called, is made of it"
OF_A_SELECTOR = "the selector of an object is made of it, which no server lets change"
OF_A_SECRET = "the content of a Secret is made of it"
OF_AN_OPERATION = "an operation of a JSON patch is made of it"
RUNS = 2
MOST = 200
"""How many properties of one use are tried; the template is evaluated for each."""
STRATEGY = "+patchStrategy="
SECRET_FIELDS = ("data", "stringData")


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


def live_parts(properties: Group, parameter: dict[str, Any], rendered: Rendered, trace: Trace) -> LiveParts:
    """Return where what may still be chosen stands in what a template gave for `parameter`. `trace` tries other values."""
    holes = tuple(holes_of(properties))
    if rendered.actions:
        return LiveParts(parts={}, fixed=tuple((_path(leaf), ANSWERED) for _, leaf in holes))
    tried = [(path, leaf, others(_type(leaf), leaf.known)) for path, leaf in holes]
    fixed = [(_path(leaf), NO_OTHER) for number, (_, leaf, found) in enumerate(tried) if not found or number >= MOST]
    tried = [one for one in tried[:MOST] if one[2]]
    if not tried:
        return LiveParts(parts={}, fixed=tuple(fixed))
    changes = [Change(path=(), value=_with(parameter, path, value)) for path, _, found in tried for value in found]
    reached = iter(trace(changes).reached)
    parts: dict[TreePath, Tree] = {}
    for _, leaf, found in tried:
        places = {_places(leaf, value, next(reached, None), rendered) for value in found}
        (first, *rest) = places
        if rest or first is None:
            fixed.append((_path(leaf), OTHERWISE))
            continue
        why = next((why for place in first if (why := _why_fixed(place, rendered))), "")
        if why:
            fixed.append((_path(leaf), why))
        else:
            parts |= dict.fromkeys(first, leaf.tree)
    return LiveParts(parts=parts, fixed=tuple(fixed))


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


def _places(leaf: Leaf, value: Known, reached: Reached | None, rendered: Rendered) -> frozenset[TreePath] | None:
    """Return where another value came out; None where it did something else, too."""
    if reached is None or reached.errors or reached.shape:
        return None
    if not isinstance(value, list):
        whole = all(plain(found.new) == value and plain(found.old) == leaf.known for found in reached.leaves)
        return frozenset(found.path for found in reached.leaves) if whole else None
    lists: dict[TreePath, dict[object, object]] = {}
    for found in reached.leaves:
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
