"""Entries of a mapping that is being read: keys as texts, duplicates, and merge keys."""

from __future__ import annotations

from oamc.diagnostics.codes import reading as codes
from oamc.diagnostics.reports import Related
from oamc.source.limits import raising
from oamc.source.nodes import Entry, Mapping, Scalar, Sequence
from oamc.source.open_nodes import StandIn
from oamc.source.scalar_nodes import is_remembered, remembers
from oamc.source.scalars import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.source.limits import Limits
    from oamc.source.nodes import Node
    from oamc.source.open_nodes import OpenMapping
    from oamc.source.places import Places
    from oamc.source.scalar_nodes import ScalarNodes
    from oamc.spans import Span

MERGE = "<<"
_KNOWN: set[str] = set()
"""Keys that were found in order before, in this file or in another one: texts, plain as well as in quotes."""
HEADS = ("apiVersion", "kind", "metadata", "spec")
"""The fields of a document, in the order in which most documents have them."""
HELM_HINT = "render the chart first, for instance with helm template, and give oamc the result"


class StopReading(Exception):  # noqa: N818 - not an error: what is wrong has been reported
    """The rest of the file cannot be read."""


class MappingEntries:
    """Takes the keys and values of the open mappings of one file."""

    def __init__(self, places: Places, reports: Reports, limits: Limits, scalars: ScalarNodes) -> None:
        self._places = places
        self._reports = reports
        self._limits = limits
        self._scalars = scalars
        self._known = _KNOWN if remembers(limits) else set[str]()
        self.refused = False
        """Whether an entry of the current document was left out after a report, so that the document has a gap."""

    def take_known(self, holder: OpenMapping, key: str, span: Span) -> bool:
        """Take a key that was found in order before, or return false. In quotes it means the same."""
        if key not in self._known:
            return False
        holder.key_span = span
        if key in holder.entries:
            holder.key = None
            self._take_duplicate(holder, key, span)
        else:
            holder.key = key
        return True

    def take_key(self, holder: OpenMapping, node: Node, span: Span) -> None:
        """Remember a key until its value comes; of a refused key only the place."""
        holder.key_span = span
        holder.key = None
        if not isinstance(node, Scalar):
            self.refused = True
            self._report_collection_key(span)
        elif node.text == MERGE and not node.quoted:
            self._take_merge_key(holder, span)
        else:
            key = self._scalars.key(node, span)
            if key is None:
                self.refused = True
                self._reports.add(codes.NULL_KEY, at=span, hint="write the key, or quote it")
            elif key in holder.entries:
                self._take_duplicate(holder, key, span)
            elif len(key) > self._limits.key:
                self.refused = True
                # A YAML parser itself takes longer keys only when they are marked as keys (docs/spec/yaml.md, 2.1).
                hint = f"shorten the key, or {raising('key', self._limits.key)} and in YAML write it after a question mark"
                self._reports.add(codes.KEY_TOO_LONG, at=span, limit=self._limits.key, hint=hint)
            else:
                holder.key = key
                means_itself = node.value == key if not node.quoted else key != MERGE and resolve(key) == key
                if means_itself and is_remembered(key, self._known):
                    self._known.add(key)

    def _take_merge_key(self, holder: OpenMapping, span: Span) -> None:
        """Remember that the next value is to be merged; one `<<` can name several mappings, so two are a duplicate key."""
        if holder.merge_span:
            self._report_duplicate(MERGE, span, holder.merge_span)
        else:
            holder.merging = True
            holder.merge_span = span

    def _take_duplicate(self, holder: OpenMapping, key: str, span: Span) -> None:
        """Report a key that is there already; of fields of a document that waits for its end."""
        first = holder.entries[key].key_span
        if holder.is_document and key in HEADS:
            holder.heads.append((key, span, first))
        else:
            self._report_duplicate(key, span, first)

    def report_heads(self, heads: list[tuple[str, Span, Span]]) -> None:
        """Report fields of a document that are given twice: of several, apiVersion or kind among them, a second one is made.

        Nobody asks then what the document holds.
        """
        repeated = {key for key, _, _ in heads}
        head = next((key for key in HEADS[:2] if key in repeated), "")
        if not head or len(repeated) == 1:
            for key, span, first in heads:
                self._report_duplicate(key, span, first)
            return
        self.refused = True
        from oamc.diagnostics.codes.shape import DOCUMENTS_RUN_TOGETHER

        for key, span, first in heads:
            if key == head:
                related = [Related(span=first, message="the document before it begins here")]
                self._reports.add(
                    DOCUMENTS_RUN_TOGETHER, at=span, related=related, hint="write --- on a line of its own before it"
                )

    def _report_duplicate(self, key: str, span: Span, first: Span) -> None:
        """Report a key that is given twice, with both places."""
        related = [Related(span=first, message="it is first given here")]
        from oamc.source.field_names import key_in_words

        self._reports.add(codes.DUPLICATE_KEY, at=span, key=key_in_words(key), related=related, hint="remove one of the two")

    def _report_collection_key(self, span: Span) -> None:
        """Report a mapping or a list as a key: mostly `{{ … }}`, which YAML reads as a mapping in a mapping."""
        text = self._places.source.text
        # The key begins at the inner brace.
        offset = self._places.offset(span.line, span.column)
        if text[max(offset - 1, 0) : offset + 1] == "{{":
            at = self._places.between(offset - 1, offset + 1)
            self._reports.add(codes.HELM_TEMPLATE, at=at, hint=HELM_HINT)
            # Fields whose value is a template would be reported as wrong, which leads the reader away.
            raise StopReading
        self._reports.add(codes.COLLECTION_AS_KEY, at=span, hint="a key is a text; quote it if it begins with { or [")

    def take_value(self, holder: OpenMapping, node: Node) -> None:
        """Give its value to the key that waits for it."""
        key, key_span = holder.key, holder.key_span
        assert key_span is not None
        holder.key_span = None
        if key is not None:
            holder.entries[key] = Entry(key, key_span, node)
        elif holder.merging:
            holder.merging = False
            self._merge(holder, node, key_span)

    def _merge(self, holder: OpenMapping, node: Node, key_span: Span) -> None:
        """Take over the entries of one mapping or of several, of which the earlier win (YAML merge keys).

        Its aliases have paid for the entries. go-yaml v2 lets a merged value win over a key before `<<`: a warning says so.
        """
        given = node.items if isinstance(node, Sequence) else (node,)
        for mapping in given:
            if not isinstance(mapping, Mapping):
                if not isinstance(mapping, StandIn):
                    self._reports.add(codes.MERGE_NOT_A_MAPPING, at=mapping.span, hint="give it the alias of a mapping")
                continue
            for key, entry in mapping.entries.items():
                holder.merged.setdefault(key, entry)
                if key in holder.entries:
                    from oamc.source.field_names import key_in_words

                    hint = "put << before the other keys"
                    self._reports.add(codes.MERGE_AFTER_KEY, at=key_span, key=key_in_words(key), hint=hint)
