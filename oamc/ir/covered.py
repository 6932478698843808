"""What a stage made, without the literals of secrets: for a dump that others may read.

In: any value of a stage, and the documents. Out: the same value, in which the literal of whatever is named like a secret, or is
a parameter that a document declares as one, is replaced by a sign. What has no such literal comes back as it is.
"""

from __future__ import annotations

from collections import ChainMap

from oamc.ir.program import Capability
from oamc.ir.properties import Group, Leaf
from oamc.model.secret_names import file_of_a_secret, names_a_secret
from oamc.objects.tree import At
from oamc.records import Record, items, replace
from oamc.source.nodes import Entry, Mapping, Scalar, Sequence
from oamc.spans import Located, SourceFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from oamc.source.nodes import Document

SIGN = "…"
NAMES = ("name", "path", "fromParam", "from_parameter", "parameter")
"""What says in a document or a record which variable, file or parameter something is."""
HOLDERS = frozenset(("literal", "value", "default", "source", "content", "history", "otherwise"))
"""What beside a name, in documents and in records, holds the literal that has the name."""
LITERALS = frozenset(("default", "hole", "literal", "node", "otherwise", "parts", "then", "value"))
"""The parts of a record that are a literal, or hold one."""


def without_secrets(value: object, documents: Iterable[Document]) -> object:
    """Return what a stage made without the literals of secrets."""
    return _Cover(declared_secrets(documents)).of(value)


def covered_value(path: tuple[str, ...], value: Any, declared: frozenset[str]) -> Any:
    """Return the value of a parameter without literals of secrets: of its own, by its path, and of what stands in it."""
    cover = _Cover(declared)
    return cover.of(value, secret=cover.is_named([path]))


def declared_secrets(documents: Iterable[Document]) -> frozenset[str]:
    """Return the names of the parameters that documents declare as secret."""
    declared: set[str] = set()
    for document in documents:
        _gather(document.root, declared)
    return frozenset(declared)


def _gather(root: Mapping, declared: set[str]) -> None:
    """Add the names of the parameters that a document declares as secret."""
    waiting: list[object] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Sequence):
            waiting += node.items
        elif isinstance(node, Mapping):
            waiting += [entry.value for entry in node]
            secret = node.get("secret")
            if isinstance(secret, Scalar) and secret.value is True:
                declared.add(_text(node.get("name")))


def _last(path: tuple[object, ...]) -> object:
    """Return the last name of the path of a parameter that says what it is."""
    return path[-2] if len(path) > 1 and path[-1] in HOLDERS else path[-1]


def _contents(kind: object) -> tuple[str, ...]:
    """Return the fields of an object of a kind that hold nothing but secrets."""
    return ("data", "stringData") if _text(kind) == "Secret" else ()


def _text(node: object) -> str:
    """Return the text of a name, empty where it is none."""
    while isinstance(node, Located | Scalar | At):
        node = node.tree if isinstance(node, At) else node.value
    return node if isinstance(node, str) else ""


class _Cover:
    """One covering of values. What was looked at is remembered: applications share their components."""

    def __init__(self, declared: frozenset[str]) -> None:
        self.declared = declared
        self._known: dict[tuple[int, bool], tuple[object, Any]] = {}

    def is_secret(self, name: str) -> bool:
        """Tell whether what has a name is a secret."""
        return bool(name) and (name in self.declared or names_a_secret(name) or file_of_a_secret(name))

    def is_named(self, names: Iterable[object]) -> bool:
        """Tell whether one of some names is that of a secret; of the path of a parameter the last one counts.

        A path that ends in what holds a literal, as in `env.PASSWORD.value`, has the name before that.
        """
        return any(self.is_secret(_text(_last(name) if isinstance(name, tuple) and name else name)) for name in names)

    def _is_named_group(self, group: Group) -> bool:
        """Tell whether the properties of an item say that it is a secret, by its name."""
        name = group.parts.get("name")
        return isinstance(name, Leaf) and self.is_secret(_text(name.known))

    def of(self, value: Any, *, secret: bool = False) -> Any:
        """Return a value without literals of secrets; all of one that is `secret` itself is one."""
        known = self._known.get((id(value), secret))
        if known is None:
            # The value itself stays in the memory with it, so that no other one gets its number.
            known = self._known[id(value), secret] = (value, self._made(value, secret=secret))
        return known[1]

    def _made(self, value: Any, *, secret: bool) -> Any:
        """Do so for one that was not looked at before."""
        match value:
            case None | bool() | SourceFile() | Capability():
                return value
            case str() | int() | float():
                return SIGN if secret else value
            case Scalar():
                return Scalar(SIGN, True, SIGN, value.span) if secret and value.value is not None else value
            case Mapping():
                named, covered = self.is_named(value.get(key) for key in NAMES), _contents(value.get("kind"))
                entries = {entry.key: self._entry(entry, secret=secret or entry.key in covered, named=named) for entry in value}
                return Mapping(entries, value.span)
            case Sequence():
                return Sequence(tuple(self.of(item, secret=secret) for item in value.items), value.span)
            case At():
                tree = self.of(value.tree, secret=secret)
                return At(tree, value.span, value.rule, self.of(value.replaced, secret=secret))
            case Leaf() if secret:
                return replace(value, value=self.of(value.value, secret=True), known=SIGN)
            case Group() if secret or self._is_named_group(value):
                below = {name: self.of(part, secret=name in HOLDERS) for name, part in value.parts.items()}
                return replace(value, parts=below)
            case Record():
                return self._record(value, secret=secret)
            case dict() | ChainMap():
                named, covered = self.is_named(value.get(key) for key in NAMES), _contents(value.get("kind"))
                return {
                    key: self.of(part, secret=secret or key in covered or self._holds(key, part, named=named))
                    for key, part in value.items()
                }
            case list() | tuple():
                return type(value)(self.of(part, secret=secret) for part in value)
            case _:
                return value

    def _entry(self, entry: Entry, *, secret: bool, named: bool) -> Entry:
        """Return an entry of a document."""
        below = secret or self._holds(entry.key, entry.value, named=named)
        return Entry(entry.key, entry.key_span, self.of(entry.value, secret=below))

    def _holds(self, key: object, part: object, *, named: bool) -> bool:
        """Tell whether what stands below a key is a secret: by the name beside it, or by the key of a text."""
        is_literal = bool(_text(part)) or isinstance(part, (Leaf, Group))
        return (named and key in HOLDERS) or (isinstance(key, str) and is_literal and self.is_secret(key))

    def _record(self, record: Record, *, secret: bool) -> Record:
        """Return a record. Of one that is a secret only the literals are covered, not what else it says."""
        named = self.is_named(getattr(record, part, None) for part in NAMES)
        changed = {}
        for part, value in items(record):
            below = (secret and part in LITERALS) or (named and part in HOLDERS)
            if not isinstance(record, Located) or part == "value":
                covered = self.of(value, secret=below)
                if covered is not value:
                    changed[part] = covered
        return replace(record, **changed) if changed else record
