"""Which items of a patch meet which items of a base, by the rules of KubeVela (docs/spec/oam-v1beta1.md, 6.2).

The items of the patch are put into the order of the base by a key; then the two lists meet place by place. A key is a dotted
path. Of several keys each is a pass of its own over both lists, one behind the other: that comes out right where the base has
the items in the order of the keys, as `envFrom` mostly has.

KubeVela leaves things out and shifts others without a word. What comes out here is the same, with a note of each such thing.
Two things are better: a key that is a default counts, which KubeVela takes for none, and no empty items are made.
"""

from __future__ import annotations

from oamc.expressions.holes import Expression, When
from oamc.objects.open_values import open_of
from oamc.objects.tree import At, Default, bare, branches
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from oamc.objects.reading import Reader
    from oamc.objects.tree import Path, Tree
    from oamc.spans import Span

    Key = tuple[str, type, object]

WITHOUT_KEY, SAME_KEY, DEFAULT_KEY, SHIFTED = "without key", "same key", "default key", "shifted"


class Arranged(Record):
    """The items of a patch as they meet those of a base, place by place, then those beyond; None says nothing of its place.

    `met` are the places of the base whose item has been found by its key.
    """

    items: tuple[Tree, ...]
    met: frozenset[int]


class Note(Record):
    """Something about an item of a patch that whoever wrote it should know.

    `what` is one of the words above, `path` the list, `key` the keys by which it is merged, `value` that of the item, `span`
    its place. A SHIFTED item meets the item at `place` of the base.
    """

    what: str
    path: Path
    key: str
    value: str
    span: Span | None
    place: int = 0


class _Unusable(Exception):  # noqa: N818 - the name says what is wrong
    """There is something at the key that is no scalar."""


class Arranger:
    """Arranges the lists of one patch. `notes` are gathered on the way; a hole is what the document says, and fixed then."""

    def __init__(self, reader: Reader | None) -> None:
        self.reader = reader
        self.notes: list[Note] = []

    def arrange(self, path: Path, base: Sequence[Tree], items: Sequence[Tree], keys: tuple[str, ...]) -> Arranged | None:
        """Return the items of the patch in the order of the base; None where the two lists meet place by place as they are."""
        if not items:
            return Arranged(items=(), met=frozenset())
        try:
            return self._arranged(path, base, items, keys)
        except _Unusable:
            return None

    def _arranged(self, path: Path, base: Sequence[Tree], items: Sequence[Tree], keys: tuple[str, ...]) -> Arranged | None:
        """Return the arrangement; None where a key is in no item of the patch. Raises `_Unusable`."""
        waiting: dict[Key, int] = {}
        order: list[tuple[int, int | None]] = []
        defaults: list[tuple[Tree, Key]] = []
        for name in keys:
            found = False
            for index, item in enumerate(items):
                if (key := self._key(item, name, defaults)) is not None:
                    waiting[key] = index
                    found = True
            if not found:
                return None
            for index, item in enumerate(base):
                if (key := self._key(item, name, defaults)) is not None:
                    order.append((index, waiting.pop(key, None)))
        new = sorted(set(waiting.values()))
        for item, key in defaults:
            self._note(DEFAULT_KEY, path, keys, item, key)
        placed = {index for _, index in order} | set(new)
        for index, item in enumerate(items):
            if index not in placed:
                self._note(SAME_KEY if self._first_key(item, keys) else WITHOUT_KEY, path, keys, item)
        meant = [*order, *((None, index) for index in new)]
        for here, (intended, found_index) in enumerate(meant[: len(base)]):
            if found_index is not None and intended != here:
                self._note(SHIFTED, path, keys, items[found_index], place=here)
        met = frozenset(place for place, index in order if index is not None)
        # An item of the base that has two of the keys takes two places. Behind the base KubeVela fills those with empty items.
        used = [index for here, (_, index) in enumerate(meant) if here < len(base) or index is not None]
        return Arranged(items=tuple(None if index is None else items[index] for index in used), met=met)

    def _first_key(self, item: Tree, keys: tuple[str, ...]) -> Key | None:
        """Return the key of an item by the first of some keys that it has."""
        return next((key for name in keys if (key := self._key(item, name, [])) is not None), None)

    def _note(self, what: str, path: Path, keys: tuple[str, ...], item: Tree, key: Key | None = None, place: int = 0) -> None:
        """Note something once; a list under a condition is merged more than once."""
        found = key or self._first_key(item, keys)
        value = "" if found is None else str(found[2])
        span = item.span if isinstance(item, At) else None
        note = Note(what=what, path=path, key=",".join(keys), value=value, span=span, place=place)
        if note not in self.notes:
            self.notes.append(note)

    def _key(self, item: Tree, name: str, defaults: list[tuple[Tree, Key]]) -> Key | None:
        """Return the key of an item: its name, and kind and value of what is there. None where there is nothing."""
        part = item
        is_default = isinstance(part, Default)
        for step in name.split("."):
            found = _chosen(part)
            if not isinstance(found, dict) or step not in found:
                return None
            part = found[step]
            is_default = is_default or isinstance(part, Default)
        value: Any = _chosen(part)
        if isinstance(value, Expression) and self.reader is not None:
            value = self.reader.known(value)
        if isinstance(value, (dict, list, tuple, Expression)) or open_of(value) is not None:
            raise _Unusable
        key = (name, type(value), value)
        if is_default:
            defaults.append((item, key))
        return key


def _chosen(tree: Tree) -> Tree:
    """Return what a part is while its condition holds."""
    found = bare(tree)
    while isinstance(found, When):
        found = bare(branches(found)[0])
    return found
