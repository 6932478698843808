"""Nodes whose end the reader has not met yet, and what anchors name."""

from __future__ import annotations

from oamc.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.source.nodes import Entry, Node
    from oamc.source.places import Mark
    from oamc.spans import Span


class StandIn(Scalar):
    """A null in place of a value that an alias should have repeated and that is not there, which has been reported."""

    __slots__ = ()


class OpenMapping:
    """A mapping whose end has not come. `key` is None while a key is awaited, or while a refused key awaits its value.

    `heads` has the fields of a document that are given twice, with both places: of a block that `is_document`.
    """

    __slots__ = (
        "anchor",
        "entries",
        "heads",
        "height",
        "is_document",
        "key",
        "key_span",
        "merge_span",
        "merged",
        "merging",
        "nodes_before",
        "start",
    )

    def __init__(self, start: Mark, anchor: str | None, nodes_before: int, *, is_document: bool) -> None:
        self.start = start
        self.is_document = is_document
        self.heads: list[tuple[str, Span, Span]] = []
        self.anchor = anchor
        self.nodes_before = nodes_before
        self.height = 1
        self.entries: dict[str, Entry] = {}
        self.merged: dict[str, Entry] = {}
        self.key: str | None = None
        self.key_span: Span | None = None
        self.merging = False
        self.merge_span: Span | None = None


class OpenSequence:
    """A list whose end has not come, or what takes the root of a document: that begins nowhere."""

    __slots__ = ("anchor", "height", "items", "nodes_before", "start")

    def __init__(self, start: Mark | None, anchor: str | None, nodes_before: int) -> None:
        self.start = start
        self.anchor = anchor
        self.nodes_before = nodes_before
        self.height = 1
        self.items: list[Node] = []


class Anchored:
    """What an anchor names: a node, how many nodes it holds, and how deep it is. The node is None until it is complete."""

    __slots__ = ("height", "node", "nodes")

    def __init__(self, node: Node | None, nodes: int, height: int) -> None:
        self.node = node
        self.nodes = nodes
        self.height = height
