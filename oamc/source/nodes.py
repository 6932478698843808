"""Nodes: what a YAML or JSON text says, with a place for every key and value.

A scalar keeps its source text beside the value that Kubernetes reads from it (`source/scalars.py`), because what a text
means depends on the type that a field wants: `value: y` is a boolean for kubectl and the text "y" where text is wanted.
The union `Node` is closed: `Scalar`, `Mapping`, `Sequence`.
"""

from __future__ import annotations

from oamc.records import Record
from oamc.spans import SourceFile, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as AbstractMapping
    from typing import TypeAlias

    Plain: TypeAlias = "None | bool | int | float | str | list[Plain] | dict[str, Plain]"
    Node: TypeAlias = "Scalar | Mapping | Sequence"


class Scalar:
    """One scalar: `text` as written, `quoted` (any style but plain, or tagged `!!str`), `value` as Kubernetes reads it."""

    __slots__ = ("quoted", "span", "text", "value")

    def __init__(self, text: str, quoted: bool, value: None | bool | int | float | str, span: Span) -> None:  # noqa: FBT001 - thousands are made: positions are faster
        self.text = text
        self.quoted = quoted
        self.value = value
        self.span = span

    def __repr__(self) -> str:
        return f"Scalar({self.value!r})"


class Entry:
    """One entry of a mapping. `key` is the key as text, after Kubernetes' conversion; `key_span` is its place."""

    __slots__ = ("key", "key_span", "value")

    def __init__(self, key: str, key_span: Span, value: Node) -> None:
        self.key = key
        self.key_span = key_span
        self.value = value

    def __repr__(self) -> str:
        return f"Entry({self.key!r}, {self.value!r})"


class Mapping:
    """Entries in written order; no key occurs twice."""

    __slots__ = ("entries", "span")

    def __init__(self, entries: AbstractMapping[str, Entry], span: Span) -> None:
        self.entries = entries
        self.span = span

    def get(self, key: str) -> Node | None:
        """Return the value of `key`, or nothing."""
        entry = self.entries.get(key)
        return None if entry is None else entry.value

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __repr__(self) -> str:
        return f"Mapping({list(self.entries.values())!r})"


class Sequence:
    """Items in written order."""

    __slots__ = ("items", "span")

    def __init__(self, items: tuple[Node, ...], span: Span) -> None:
        self.items = items
        self.span = span

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)

    def __repr__(self) -> str:
        return f"Sequence({list(self.items)!r})"


class Document(Record):
    """One document of an input: its root node, and the file it stands in.

    `api_version` and `kind` are the texts of those two fields where they are texts, else empty; nothing is checked yet. A
    document `has_gap` where a key or an alias was refused, so that what it lacks says nothing.
    """

    source: SourceFile
    root: Mapping
    api_version: str
    kind: str
    has_gap: bool = False


def plain(node: Node) -> Plain:
    """Return the node as ordinary Python data, with the meaning that Kubernetes gives to scalars."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {entry.key: plain(entry.value) for entry in node}
    return [plain(item) for item in node]


TYPE_WORDS = {
    "boolean": "a boolean",
    "number": "a number",
    "integer": "a whole number",
    "string": "a string",
    "object": "a mapping",
    "array": "a list",
    "null": "null",
}
"""The types of values in the user's words, by their names in OAM and in JSON Schema."""


def type_name(node: Node) -> str:
    """Name the type of a node in the user's words, such as "a list"."""
    if isinstance(node, Mapping):
        return TYPE_WORDS["object"]
    if isinstance(node, Sequence):
        return TYPE_WORDS["array"]
    return value_type_name(node.value)


def value_type_name(value: object) -> str:
    """Name the type of a plain value in the user's words."""
    match value:
        case None:
            return TYPE_WORDS["null"]
        case bool():
            return TYPE_WORDS["boolean"]
        case int() | float():
            return TYPE_WORDS["number"]
        case str():
            return TYPE_WORDS["string"]
        case dict():
            return TYPE_WORDS["object"]
        case _:
            return TYPE_WORDS["array"]
