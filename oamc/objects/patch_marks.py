"""What a patch says beside values: directions at its fields, and what takes away."""

from __future__ import annotations

from oamc.expressions.holes import Hole, IsSet, Not, TextOf, When, all_of
from oamc.expressions.types import TextType
from oamc.objects.tree import At, bare, branches, guarded, placed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Condition
    from oamc.objects.tree import Tree

REPLACE = "replace"
RETAIN_KEYS = "retainKeys"


class Absent:
    """What a patch says of a field that is to go."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Tree = Absent()  # type: ignore[assignment]  # of patches only: no object has it
"""Takes away the field, if it is there."""


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


def either(condition: Condition, then: Tree, otherwise: Tree) -> Tree:
    """Return one of two parts, either of which may be nothing."""
    if then is None:
        return None if otherwise is None else When(condition=Not(condition=condition), then=otherwise)
    if otherwise is None and isinstance(then, When) and then.otherwise is None:
        return When(condition=all_of((condition, then.condition)), then=then.then)
    return When(condition=condition, then=then, otherwise=otherwise)


def without_directions(patch: Tree) -> Tree:
    """Return a part of a patch as it stands where nothing was before."""
    match patch:
        case Directed():
            return without_directions(patch.tree)
        case Absent():
            return None
        case At():
            tree = without_directions(patch.tree)
            if isinstance(tree, (At, When)) or (tree is None and patch.tree is not None):
                return placed(tree, patch.span, patch.rule)
            return type(patch)(tree, patch.span, patch.rule)
        case When():
            then, otherwise = branches(patch)
            return either(patch.condition, without_directions(then), without_directions(otherwise))
        case dict():
            kept: dict[str, Tree] = {
                name: part for name, value in patch.items() if (part := without_directions(value)) is not None
            }
            return guarded(kept, list(kept.values())) if patch else {}
        case list() | tuple():
            items: list[Tree] = [part for value in patch if (part := without_directions(value)) is not None]
            return guarded(items, items) if patch else []
        case _:
            return patch


def text_of_value(tree: Tree) -> tuple[Hole | TextOf, bool] | None:
    """Return the text of a value, and whether it is there only while the value is; None for anything else."""
    part = bare(tree)
    value = bare(branches(part)[0]) if isinstance(part, When) else part
    if not (isinstance(value, TextOf) or (isinstance(value, Hole) and isinstance(value.type, TextType))):
        return None
    if not isinstance(part, When):
        return value, False
    hole = value.hole if isinstance(value, TextOf) else value
    return (value, True) if part.otherwise is None and part.condition == IsSet(path=hole.path) else None
