"""What the items of lists are called, and paths as people write them.

Items have the names that `oamc diff` prints: the values of the keys by which Kubernetes tells them apart, else their numbers.
"""

from __future__ import annotations

from oamc.changes.differences import keys_of, named_items, type_of
from oamc.changes.model import spelled
from oamc.kubernetes.findings import place
from oamc.kubernetes.table import FieldType, load_table
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, TypeAlias

    Place: TypeAlias = tuple[str | int, ...]
    Body: TypeAlias = dict[str, Any]

LONGEST_FIELD = 4_096


class FieldError(Exception):
    """A path that nobody can read. The message says why."""


class Step(Record):
    """One step of a path as somebody wrote it: a key, or what stands in brackets, which is an item or, in quotes, a key."""

    text: str
    in_brackets: bool = False
    is_quoted: bool = False


class Names:
    """The parts of one object by their paths: with the numbers of items, and with their names."""

    def __init__(self, body: Body) -> None:
        self.body = body
        table = load_table()
        api_version, kind = str(body.get("apiVersion", "")), str(body.get("kind", ""))
        name = table.definition_of(api_version, kind) if table.versions_of(api_version, kind) else ""
        root = FieldType(base="definition", definition=name) if name else None
        self.named: dict[Place, tuple[str, ...]] = {(): ()}
        """The steps of each part for people: `[web]` is an item."""
        self._add((), (), body, root)
        self._by_text: dict[str, Place] = {}
        for path, steps in self.named.items():
            self._by_text.setdefault(place("", path)[1:], path)
            self._by_text.setdefault(spelled(steps), path)

    def _add(self, path: Place, named: tuple[str, ...], value: Any, wanted: FieldType | None) -> None:
        """Add all parts below one."""
        if isinstance(value, dict):
            for key, part in value.items():
                self._note((*path, key), (*named, str(key)), part, type_of(wanted, str(key)))
        elif isinstance(value, list):
            item = wanted.item if wanted is not None else None
            for index, (name, part) in enumerate(zip(item_names(value, wanted), value, strict=True)):
                self._note((*path, index), (*named, f"[{name}]"), part, item)

    def _note(self, path: Place, named: tuple[str, ...], value: Any, wanted: FieldType | None) -> None:
        """Add one part and all below it."""
        self.named[path] = named
        self._add(path, named, value, wanted)

    def spelled(self, path: Place) -> str:
        """Return the path of a part for people."""
        return spelled(self.named[path])

    def find(self, text: str) -> tuple[Place, tuple[Step, ...]]:
        """Return the part at a path that somebody wrote, or the last part on the way to it and the steps that lead no further.

        It may begin with the kind, as places in messages do. Raise FieldError for what is no path.
        """
        known = self._by_text.get(text)
        if known is not None:
            return known, ()
        steps = list(steps_of(text))
        if steps and steps[0].text == self.body.get("kind") and steps[0].text not in self.body:
            steps = steps[1:]
        path: Place = ()
        while steps:
            below = self._child(path, steps[0])
            if below is None:
                break
            path, steps = below, steps[1:]
        return path, tuple(steps)

    def _child(self, path: Place, step: Step) -> Place | None:
        """Return the part that a step leads to, nothing where there is none. Names count before numbers."""
        value = self.value(path)
        if isinstance(value, dict):
            return (*path, step.text) if step.text in value else None
        if not isinstance(value, list) or not step.in_brackets:
            return None
        names = [self.named[(*path, index)][-1][1:-1] for index in range(len(value))]
        if step.text in names:
            return (*path, names.index(step.text))
        number = int(step.text) if step.text.isascii() and step.text.isdecimal() and len(step.text) < 10 else len(value)  # noqa: PLR2004
        return (*path, number) if number < len(value) else None

    def value(self, path: Place) -> Any:
        """Return what a part is."""
        found: Any = self.body
        for step in path:
            found = found[step]
        return found

    def children(self, path: Place) -> tuple[str, ...]:
        """Return the keys or the names of items of a part."""
        value = self.value(path)
        if isinstance(value, dict):
            return tuple(map(str, value))
        if isinstance(value, list):
            return tuple(self.named[(*path, index)][-1][1:-1] for index in range(len(value)))
        return ()


def steps_of(text: str) -> Iterator[Step]:
    """Yield the steps of a path as people write it: `a.b[0].c[name].d["x.y/z"]`, or `a."x.y/z"`. `.` alone is the whole."""
    if len(text) > LONGEST_FIELD:
        raise FieldError(f"it is longer than {LONGEST_FIELD:,} characters")
    if text == ".":
        return
    at, size = 0, len(text)
    while at < size:
        if text[at] == "[":
            step, at = _bracket(text, at)
            yield step
            continue
        if text[at] == ".":
            at += 1
            if at == size:
                raise FieldError("it ends with a dot")
        if text[at] == '"':
            end = text.find('"', at + 1)
            if end < 0:
                raise FieldError("a quote is not closed")
            yield Step(text=text[at + 1 : end], is_quoted=True)
            at = end + 1
            if at < size and text[at] not in ".[":
                raise FieldError(f'"{text[at]}" stands behind a closed quote')
            continue
        end = at
        while end < size and text[end] not in ".[":
            end += 1
        if end == at:
            raise FieldError("a name between dots is empty")
        yield Step(text=text[at:end])
        at = end


def _bracket(text: str, at: int) -> tuple[Step, int]:
    """Return what stands in brackets that open at a place, and the place behind them."""
    is_quoted = text[at + 1 : at + 2] == '"'
    end = text.find('"]' if is_quoted else "]", at + 2 if is_quoted else at + 1)
    if end < 0:
        raise FieldError("a bracket is not closed")
    inner = text[at + 2 : end] if is_quoted else text[at + 1 : end]
    behind = end + (2 if is_quoted else 1)
    if not inner:
        raise FieldError("brackets are empty")
    if behind < len(text) and text[behind] not in ".[":
        raise FieldError(f'"{text[behind]}" stands behind a closed bracket')
    return Step(text=inner, in_brackets=True, is_quoted=is_quoted), behind


def item_names(items: Sequence[Any], wanted: FieldType | None) -> list[str]:
    """Return what the items of a list are called, as `oamc diff` calls them; no two alike."""
    keys = keys_of(wanted) if all(isinstance(item, dict) for item in items) else ()
    return list(named_items(items, keys, wanted.item if wanted is not None else None))
