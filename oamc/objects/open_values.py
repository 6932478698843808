"""Values of CUE that are not decided yet, in trees: only patching knows them, and no object that is written has one."""

from __future__ import annotations

from oamc.expressions.holes import Expression, When
from oamc.objects.tree import At, bare, branches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.objects.tree import Path, Tree
    from oamc.spans import Span


class Open:
    """A place for a value: `kinds` are those of CUE that it may have, `words` what CUE says is missing."""

    __slots__ = ("kinds", "words")

    def __init__(self, kinds: frozenset[str], words: str) -> None:
        self.kinds = kinds
        self.words = words

    def takes(self, tree: Tree) -> bool:
        """Tell whether a value has one of the kinds; what a hole will be is not asked."""
        kind = kind_of(tree)
        return not kind or kind in self.kinds


KINDS = ((bool, "bool"), (int, "int"), (float, "float"), (str, "string"), (dict, "struct"), (list, "list"), (tuple, "list"))


def kind_of(tree: Tree) -> str:
    """Return the kind of a value in the words of CUE, the empty text where that is not known."""
    found = bare(tree)
    if isinstance(found, (Expression, When)):
        return ""
    return next((kind for known, kind in KINDS if isinstance(found, known)), "null")


def open_part(open_: Open, span: Span | None = None, rule: str = "") -> At:
    """Return an open value as a part of a tree."""
    return At(open_, span, rule)  # type: ignore[arg-type]  # on its way through patches only


def open_of(tree: Tree) -> Open | None:
    """Return the open value that a part is, if it is one."""
    found: object = bare(tree)
    return found if isinstance(found, Open) else None


def undecided(tree: Tree, path: Path = (), span: Span | None = None) -> Iterator[tuple[Path, Open, Span | None]]:
    """Yield the open values of a tree with path and place, in order."""
    if isinstance(tree, At):
        span = tree.span or span
    found = bare(tree)
    if (left := open_of(found)) is not None:
        yield path, left, span
    elif isinstance(found, When):
        for branch in branches(found):
            yield from undecided(branch, path, span)
    elif isinstance(found, dict):
        for name, part in found.items():
            yield from undecided(part, (*path, name), span)
    elif isinstance(found, (list, tuple)):
        for index, part in enumerate(found):
            yield from undecided(part, (*path, index), span)
