"""What a patch says beside values: that a field is to go, that a value may give way, and how a list is merged.

Marks stand in trees of patches only; no object has them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
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
