"""Events to nodes: what comes in is the event stream of one file, what goes out are the root nodes of its documents.

No step recurses: open collections stand on a list. Depth and nodes are counted as the events come, aliases with all that they
repeat, so that no tree grows beyond its limits. An alias gives the very node of its anchor, with the places of that node.
Afterwards every key is a text, no mapping holds a key twice, and every number is finite and keeps its digits as a float.
"""

from __future__ import annotations

from oamc.diagnostics.codes import reading as codes
from oamc.source.limits import FREE_EXPANSION, SHORT_TEXT, nodes_of, raising
from oamc.source.mapping_entries import MappingEntries, StopReading
from oamc.source.nodes import Mapping, Sequence
from oamc.source.open_nodes import Anchored, OpenMapping, OpenSequence, StandIn
from oamc.source.scalar_nodes import STANDARD_TAG, TAG_HINT, ScalarNodes, tag_in_words
from oamc.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oamc.diagnostics.reports import Code, Reports
    from oamc.source.limits import Limits
    from oamc.source.nodes import Node
    from oamc.source.places import Mark, Places


class Builder:
    """Builds the documents of one file. `warn` is false for JSON, where scalars are not ambiguous."""

    def __init__(self, places: Places, reports: Reports, limits: Limits, *, warn: bool) -> None:
        self.roots: list[Node] = []
        self.with_gaps: set[int] = set()
        self._places = places
        self._source = places.source
        self._marks_are_right = places.marks_are_right
        self._reports = reports
        self._limits = limits
        self._scalars = ScalarNodes(reports, limits, warn=warn)
        self._entries = MappingEntries(places, reports, limits, self._scalars)
        # Something is always open: below all that stands what takes the root of the document.
        self._top = OpenSequence(None, None, 0)
        self._open: list[OpenMapping | OpenSequence] = [self._top]
        self._anchors: dict[str, Anchored] = {}
        self._most_nodes = limits.nodes
        self._documents = 0
        self._nodes = 0
        self._repeated = 0
        self._largest_alias: tuple[int, Span | None] = (0, None)
        self._end: Mark | None = None

    def build(self, next_event: Callable[[], Any]) -> None:
        """Take all events, one by a call; `roots` are then the roots of the documents that ended.

        Raises `StopReading` when a limit is exceeded or a Helm template is met, after reporting it.
        """
        from yaml.events import (
            AliasEvent,
            DocumentEndEvent,
            DocumentStartEvent,
            MappingEndEvent,
            MappingStartEvent,
            ScalarEvent,
            SequenceEndEvent,
            SequenceStartEvent,
            StreamEndEvent,
            StreamStartEvent,
        )

        steps: dict[type, Callable[[Any], None]] = {
            MappingStartEvent: self.start_mapping,
            MappingEndEvent: self._end_mapping,
            SequenceStartEvent: self.start_sequence,
            SequenceEndEvent: self._end_sequence,
            AliasEvent: self._alias,
            DocumentStartEvent: self.start_document,
            DocumentEndEvent: self.end_document,
            StreamStartEvent: _pass,
        }
        source, marks_are_right = self._source, self._marks_are_right
        try:
            while True:
                event = next_event()
                kind = type(event)
                if kind is ScalarEvent:  # most events are: this is the reader's innermost step
                    start = event.start_mark
                    end = self._end = event.end_mark
                    if marks_are_right:
                        span = Span(source, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
                    else:
                        span = self._places.span(start, end)
                    if event.anchor is None:
                        self.take_scalar(event.value, span, event.implicit[0], event.tag)
                    else:
                        self._take_anchored(event, span)
                elif kind is StreamEndEvent:
                    break
                else:
                    steps[kind](event)
        finally:
            self._scalars.report_ambiguous()
        self.end_file()

    def start_document(self, event: Any) -> None:
        """Count the document. Anchors live as long as their document."""
        self._documents += 1
        if self._documents > self._limits.documents:
            self._stop(codes.TOO_MANY_DOCUMENTS, "documents", self._places.span(event.start_mark, event.end_mark))
        self._anchors.clear()
        self._entries.refused = False

    def end_document(self, _event: Any = None) -> None:
        """Keep the root: the document is over. A refused key or alias may have left something out of it."""
        root = self._top.items.pop()
        self.roots.append(root)
        self._scalars.report_wide(root)
        if self._entries.refused:
            self.with_gaps.add(id(root))

    def take_scalar(self, text: str, span: Span, plain: bool, tag: str | None) -> None:  # noqa: FBT001 - thousands are taken: positions are faster
        """Make a key or a value of a scalar; a `plain` one without a tag means what `scalars.resolve` says."""
        self._nodes += 1 if len(text) < SHORT_TEXT else nodes_of(text)
        if self._nodes > self._most_nodes:
            self._stop(codes.TOO_MANY_NODES, "nodes", span)
        holder = self._open[-1]
        if type(holder) is OpenSequence:
            holder.items.append(self._scalars.make(text, span, plain, tag, False))
        else:
            assert type(holder) is OpenMapping
            if holder.key_span is not None:
                self._entries.take_value(holder, self._scalars.make(text, span, plain, tag, False))
            # Documents repeat the same few keys: those are not checked again.
            elif tag is not None or not self._entries.take_known(holder, text, span):
                self._entries.take_key(holder, self._scalars.make(text, span, plain, tag, True), span)

    def _take_anchored(self, event: Any, span: Span) -> None:
        """Make a key or a value of a scalar, and name it by its anchor."""
        nodes = nodes_of(event.value)
        self._count(nodes, event)
        holder = self._open[-1]
        is_key = isinstance(holder, OpenMapping) and holder.key_span is None
        node = self._scalars.make(event.value, span, event.implicit[0], event.tag, is_key)
        self._anchors[event.anchor] = Anchored(node, nodes, 0)
        self._place(node, span)

    def start_mapping(self, event: Any) -> None:
        """Open a mapping."""
        self._check_start(event, "map")
        is_document = not event.flow_style and self._open[-1] is self._top
        self._open.append(OpenMapping(event.start_mark, event.anchor, self._nodes - 1, is_document=is_document))

    def start_sequence(self, event: Any) -> None:
        """Open a list."""
        self._check_start(event, "seq")
        self._open.append(OpenSequence(event.start_mark, event.anchor, self._nodes - 1))

    def _check_start(self, event: Any, kind: str) -> None:
        """Count a collection, and check its depth, its tag and its anchor."""
        self._nodes += 1
        if self._nodes > self._most_nodes:
            self._stop(codes.TOO_MANY_NODES, "nodes", self._places.span(event.start_mark, event.end_mark))
        if len(self._open) > self._limits.depth:
            self._stop(codes.NESTED_TOO_DEEP, "depth", self._places.span(event.start_mark, event.end_mark))
        if event.tag not in (None, "!", STANDARD_TAG + kind):
            span = self._places.span(event.start_mark, event.end_mark)
            self._reports.add(codes.UNKNOWN_TAG, at=span, tag=tag_in_words(event.tag), hint=TAG_HINT)
        if event.anchor is not None:
            self._anchors[event.anchor] = Anchored(None, 0, 0)

    def _end_mapping(self, event: Any) -> None:
        """Close the mapping that an event ends."""
        self.close_mapping(self._end_of(event))

    def _end_sequence(self, event: Any) -> None:
        """Close the list that an event ends."""
        self.close_sequence(self._end_of(event))

    def close_mapping(self, end: Mark) -> None:
        """Close a mapping. Its own entries win over merged ones (YAML merge keys)."""
        done = self._open.pop()
        assert isinstance(done, OpenMapping)
        if done.heads:
            self._entries.report_heads(done.heads)
        entries = {**done.merged, **done.entries} if done.merged else done.entries
        self._close(done, Mapping(entries, self._places.span(done.start, end)))

    def close_sequence(self, end: Mark) -> None:
        """Close a list."""
        done = self._open.pop()
        assert isinstance(done, OpenSequence)
        assert done.start is not None
        self._close(done, Sequence(tuple(done.items), self._places.span(done.start, end)))

    def _end_of(self, event: Any) -> Mark:
        """Return where a collection ends: at its bracket, or in block style at the end of its last scalar.

        The parser's own end of a block is the next token, maybe many lines and comments further.
        """
        end: Mark = event.end_mark
        if self._end is None or end.index > event.start_mark.index:
            self._end = end
        return self._end

    def _close(self, done: OpenMapping | OpenSequence, node: Mapping | Sequence) -> None:
        """Name the complete node by its anchor, and put it where it belongs."""
        if done.anchor is not None:
            self._anchors[done.anchor] = Anchored(node, self._nodes - done.nodes_before, done.height)
        holder = self._open[-1]
        if holder.height <= done.height:
            holder.height = done.height + 1
        self._place(node, node.span)

    def _alias(self, event: Any) -> None:
        """Put the node of an anchor, and pay for all nodes that it repeats."""
        self._end = event.end_mark
        anchored = self._anchors.get(event.anchor)
        span = self._places.span(event.start_mark, event.end_mark)
        if anchored is None or anchored.node is None:
            hint = "write the value out, or quote a text that begins with *"
            if anchored is None:
                self._reports.add(codes.UNDEFINED_ALIAS, at=span, hint=hint)
            else:
                self._reports.add(codes.RECURSIVE_ALIAS, at=span, name=event.anchor, hint=hint)
            anchored = Anchored(StandIn("", False, None, span), 1, 0)
            self._entries.refused = True
        self._repeated += anchored.nodes - 1
        self._count(anchored.nodes, event)
        if anchored.nodes > self._largest_alias[0]:
            self._largest_alias = (anchored.nodes, span)
        if len(self._open) - 1 + anchored.height > self._limits.depth:
            self._stop(codes.NESTED_TOO_DEEP, "depth", span)
        holder = self._open[-1]
        holder.height = max(holder.height, anchored.height + 1)
        assert anchored.node is not None
        self._place(anchored.node, span)

    def _place(self, node: Node, span: Span) -> None:
        """Put a node into the collection that is open; `span` is its place, or that of an alias that stands for it."""
        holder = self._open[-1]
        if isinstance(holder, OpenSequence):
            holder.items.append(node)
        elif holder.key_span is None:
            self._entries.take_key(holder, node, span)
        else:
            self._entries.take_value(holder, node)

    def _count(self, nodes: int, event: Any) -> None:
        """Count nodes that an event adds to the file."""
        self._nodes += nodes
        if self._nodes > self._most_nodes:
            self._stop(codes.TOO_MANY_NODES, "nodes", self._places.span(event.start_mark, event.end_mark))

    def end_file(self) -> None:
        """Compare what is repeated with what is written, when the whole file is known."""
        limit = self._limits.expansion
        written = self._nodes - self._repeated
        if self._nodes > limit * written + FREE_EXPANSION:
            at = self._largest_alias[1]
            hint = f"write fewer aliases of aliases, or {raising('expansion', limit)}"
            self._reports.add(codes.EXPANDED_TOO_FAR, at=at, nodes=self._nodes, written=written, limit=limit, hint=hint)
            raise StopReading

    def _stop(self, code: Code, name: str, span: Span) -> None:
        """Report a limit that the file exceeds, and end reading it."""
        limit = getattr(self._limits, name)
        self._reports.add(code, at=span, limit=limit, hint=f"make the file simpler, or {raising(name, limit)}")
        raise StopReading


def _pass(_event: Any) -> None:
    """Take what says nothing."""
