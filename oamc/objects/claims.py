"""Claims: which fields a patch writes or takes away. Whether two patches get on with each other is computed from them."""

from __future__ import annotations

from oamc.expressions.holes import When
from oamc.objects.patch_marks import ABSENT, Directed
from oamc.objects.tree import At, branches, key_of
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    from oamc.objects.json_patch import Operation
    from oamc.objects.patch import KeysOf
    from oamc.objects.tree import Path, Tree

    Field: TypeAlias = tuple[str | tuple[object, ...] | None, ...]
    """The path of a field, with items of lists by their keys; None stands for every item."""


WRITING = frozenset(("add", "replace", "remove", "copy", "move"))
"""Operations of a JSON patch that change the object at their path."""
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


def claims_of_operations(operations: Sequence[Operation]) -> Iterator[Claim]:
    """Yield what the operations of a JSON patch claim: the place of each that writes. Numbers of items stand for every item."""
    if not operations:
        return
    from oamc.objects.json_patch import tokens_of  # few applications have such patches

    for operation in operations:
        if operation.name in WRITING:
            path = tuple(None if step.isdigit() or step == "-" else step for step in tokens_of(operation.path))
            yield Claim(path=path, removes=operation.name == "remove")


def _claims(patch: Tree, path: Field, place: Path, keys_of: KeysOf) -> Iterator[Claim]:
    """Yield the claims below a part of a patch. `place` is its path for `keys_of`, in which items of lists have no number.

    Keys that a patch itself names at a list come before those of Kubernetes.
    """
    match patch:
        case Directed():
            yield from _claims(patch.each, (*path, None), (*place, 0), keys_of)
            keys = patch.key
            yield from _claims(patch.tree, path, place, (lambda at: keys if keys and at == place else keys_of(at)))
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
                here = (*path, key_of(item, keys))
                told_apart = [(*here, name) for name in keys]
                yield from (claim for claim in _claims(item, here, (*place, 0), keys_of) if claim.path not in told_apart)
        case None:
            return
        case _:
            yield Claim(path=path, removes=patch is ABSENT)
