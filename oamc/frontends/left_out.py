"""What others miss where documents are left out, because they are wrong. Loaded with the first error.

In: all documents with what became of them, and what was reported. Out: the names that may be missing. A text that cannot be
read to its end may have held anything, and so may a document without a name or of a kind that nobody knows.
"""

from __future__ import annotations

import sys
from bisect import bisect_right

from oamc.diagnostics.codes.shape import DOCUMENTS_RUN_TOGETHER
from oamc.diagnostics.reports import ERROR
from oamc.frontends.dispatch import is_foreign
from oamc.frontends.kinds import OWN, OWN_KINDS, SCOPE_TEMPLATE, TRAIT_TEMPLATE, WORKLOAD_TEMPLATE
from oamc.model.group_version_kind import current_group
from oamc.model.left_out import LeftOut
from oamc.source.document_names import name_of
from oamc.source.nodes import Mapping, Scalar
from oamc.source.nodes import Sequence as NodeList

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.contract import Decoded, FrontEnd
    from oamc.source.nodes import Document, Node
    from oamc.spans import SourceFile, Span

COMPONENT, APPLICATION, TRAIT = "ComponentSchematic", "ApplicationConfiguration", "Trait"
COMPONENTS = (COMPONENT, "Component")
WORKLOAD_TYPE, SCOPE_TYPE = "WorkloadType", "ApplicationScope"
KINDS = frozenset((*COMPONENTS, APPLICATION, TRAIT, WORKLOAD_TYPE, SCOPE_TYPE, *OWN_KINDS))


def leave_out(
    documents: Sequence[Document],
    decoded: Sequence[Decoded | None],
    refused: Collection[Span | None],
    reports: Reports,
    front_ends: tuple[FrontEnd, ...],
) -> tuple[list[Decoded | None], LeftOut]:
    """Return the typed documents without those in which the reader has `refused` something, and what others may miss."""
    wrong: set[int] = set()
    unread: set[int] = set()
    cut: set[SourceFile] = set()
    names, place = _Names(), _Places(documents)
    for finding in reports.found:
        if finding.severity == ERROR and finding.span is not None:
            number = place.document_at(finding.span)
            if number is not None:
                wrong.add(number)
                if finding.code is DOCUMENTS_RUN_TOGETHER:
                    cut.add(finding.span.source)
                if finding.span in refused:
                    unread.add(number)
            elif not finding.code.unknown:
                cut.add(finding.span.source)
    for source in cut:
        names.take_all(source)
    left = [None if number in unread else typed for number, typed in enumerate(decoded)]
    for number, document in enumerate(documents):
        is_missing = left[number] is None and (number in wrong or document.has_gap)
        if is_missing and (document.kind in KINDS or not is_foreign(document, front_ends)):
            names.take(document)
    return left, names.result()


class _Places:
    """The documents by the places in them."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._by_source: dict[SourceFile, list[tuple[int, int, int, int, int]]] = {}
        for number, document in enumerate(documents):
            span = document.root.span
            bounds = (span.line, span.column, span.end_line, span.end_column, number)
            self._by_source.setdefault(document.source, []).append(bounds)
        for known in self._by_source.values():
            known.sort()

    def document_at(self, span: Span) -> int | None:
        """Return the number of the document that a place is in; None where it is in none."""
        bounds = self._by_source.get(span.source, [])
        index = bisect_right(bounds, (span.line, span.column, sys.maxsize, 0, 0)) - 1
        if index < 0 or bounds[index][2:4] <= (span.line, span.column):
            return None
        return bounds[index][4]


class _Names:
    """Names that may be missing, while they are gathered. The empty name stands for any."""

    def __init__(self) -> None:
        self.components: set[str] = set()
        self.traits: set[str] = set()
        self.trait_templates: set[str] = set()
        self.workload_types: set[str] = set()
        self.scope_types: set[str] = set()
        self.folders: set[str] = set()
        self.has_application = False

    def take_all(self, source: SourceFile) -> None:
        """Take what may be anything; the description of a trait only where the file has the word for its kind."""
        for names in (self.components, self.workload_types, self.scope_types):
            names.add("")
        if TRAIT_TEMPLATE in source.text:
            self.trait_templates.add("")
        self.has_application = True
        self.folders.add(source.folder)

    def take(self, document: Document) -> None:
        """Take what one document would have given. One of a kind that nobody knows may be of each of them."""
        kind = document.kind if document.kind in KINDS else ""
        text = _text(name_of(document))
        if kind in {*COMPONENTS, ""}:
            self.components.add(text)
        if kind in {TRAIT, ""}:
            self.traits.add(text)
        if kind == TRAIT_TEMPLATE or (not kind and document.api_version == OWN):
            self.trait_templates.add(text)
        if kind in {WORKLOAD_TYPE, ""}:
            self.workload_types.add(_text(_below(document.root, "spec", "names", "kind")))
        if kind in {SCOPE_TYPE, ""}:
            self.scope_types.add(current_group(_text(_below(document.root, "spec", "type"))))
        if kind == WORKLOAD_TEMPLATE:
            self.workload_types.update(name.rpartition(".")[2] for name in _own_types(document))
        if kind == SCOPE_TEMPLATE:
            self.scope_types.update(_own_types(document))
        if kind in {APPLICATION, ""}:
            self.has_application = True
            uses = _below(document.root, "spec", "components")
            if isinstance(uses, NodeList) and uses.items:
                self.folders.add(document.source.folder)

    def result(self) -> LeftOut:
        """Return the names."""
        return LeftOut(
            components=_known(self.components),
            traits=frozenset(self.traits),
            trait_templates=_known(self.trait_templates),
            workload_types=_known(self.workload_types),
            scope_types=_known(self.scope_types),
            has_application=self.has_application,
            folders=frozenset(self.folders),
        )


def _own_types(document: Document) -> tuple[str, ...]:
    """Return the names of the type that a document describes, the empty text where one cannot be read."""
    aliases = _below(document.root, "spec", "aliases")
    others = aliases.items if isinstance(aliases, NodeList) else ()
    return tuple(map(_text, (_below(document.root, "spec", "type"), *others)))


def _known(names: set[str]) -> frozenset[str] | None:
    """Return names, or None where any may be meant."""
    return None if "" in names else frozenset(names)


def _below(node: Node | None, *keys: str) -> Node | None:
    """Return what stands below keys, one in the other."""
    for key in keys:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node


def _text(node: Node | None) -> str:
    """Return the text of a node, empty where it is none."""
    return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else ""
