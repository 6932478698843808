"""Claims: which fields a patch writes or takes away. Whether two patches get on with each other is computed from them."""

from __future__ import annotations

from oamc.expressions.holes import When
from oamc.objects.patch_marks import ABSENT, Directed
from oamc.objects.tree import At, branches, key_of
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from oamc.objects.patch import KeysOf
    from oamc.objects.tree import Path, Tree

    Field: TypeAlias = tuple[str | tuple[object, ...] | None, ...]
    """The path of a field, with items of lists by their keys; None stands for every item."""


FREE_MAPPINGS = frozenset(("annotations", "labels", "nodeSelector"))
"""Mappings of objects whose keys anybody may choose: what two write there side by side is merged."""


class Claim(Record):
    """What a patch does at a field: it `removes` it, or writes it. `None` in the path stands for every item of a list.

    `target` is the kind and the name of the object, None for the main one.
    """

    path: Field
    removes: bool
    target: tuple[str, str] | None = None

    def meets(self, other: Claim) -> bool:
        """Tell whether two claims are about one field, or about a field and something inside it."""
        steps = zip(self.path, other.path, strict=False)
        return self.target == other.target and all(mine is None or theirs is None or mine == theirs for mine, theirs in steps)

    def shared_with(self, other: Claim) -> Claim | None:
        """Return the list or the mapping with keys of one's own choice into which both claims put something, each its own."""
        if self.target != other.target:
            return None
        for index, (mine, theirs) in enumerate(zip(self.path, other.path, strict=False)):
            if mine == theirs or mine is None or theirs is None:
                continue
            are_items = isinstance(mine, tuple) and isinstance(theirs, tuple)
            return replace(self, path=self.path[:index]) if are_items or self.path[index - 1] in FREE_MAPPINGS else None
        return None

    def in_words(self) -> str:
        """Return the field as people write it: `spec.template.spec.containers[*].tty`, with the object where it has another."""
        shown = ""
        for step in self.path:
            if isinstance(step, str):
                shown += f".{step}"
            elif step is None:
                shown += "[*]"
            else:
                shown += f"[{','.join(str(part[1]) for part in step if isinstance(part, tuple))}]"
        field = shown.removeprefix(".")
        return field if self.target is None else f"{field} of {' '.join(self.target)}"


def claims(patch: Tree, keys_of: KeysOf) -> Iterator[Claim]:
    """Yield what a patch claims: each of its leaves, with items of lists by their keys."""
    yield from _claims(patch, (), (), keys_of)


def _claims(patch: Tree, path: Field, place: Path, keys_of: KeysOf) -> Iterator[Claim]:
    """Yield the claims below a part of a patch. `place` is its path for `keys_of`, in which items of lists have no number."""
    match patch:
        case Directed():
            yield from _claims(patch.each, (*path, None), (*place, 0), keys_of)
            yield from _claims(patch.tree, path, place, keys_of)
        case At():
            yield from _claims(patch.tree, path, place, keys_of)
        case When():
            for branch in branches(patch):
                yield from _claims(branch, path, place, keys_of)
        case dict() if patch:
            for name, part in patch.items():
                yield from _claims(part, (*path, name), (*place, name), keys_of)
        case list() | tuple() if patch and keys_of(place):
            keys = keys_of(place)
            for item in patch:
                yield from (
                    claim
                    for claim in _claims(item, (*path, key_of(item, keys)), (*place, 0), keys_of)
                    if claim.path[-1] not in keys
                )
        case None:
            return
        case _:
            yield Claim(path=path, removes=patch is ABSENT)
