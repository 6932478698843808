"""Which document a place of the input is in, by its kind and name: what outputs say of where something comes from.

A line or a path would change with every comment that somebody adds, and with the folder in which somebody builds.
"""

from __future__ import annotations

from oamc.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.source.nodes import Document
    from oamc.spans import Span


class DocumentNames:
    """The documents of a run, found by a place in them. The `longest` name has so many bytes."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self._by_source: dict[int, list[tuple[int, int, str]]] = {}
        for document in documents:
            span = document.root.span
            self._by_source.setdefault(id(document.source), []).append((span.line, span.column, _name(document)))
        for starts in self._by_source.values():
            starts.sort()
        self.longest = max((len(name.encode()) for starts in self._by_source.values() for *_, name in starts), default=0)

    def of(self, span: Span | None) -> str:
        """Return kind and name of the document that a place is in, such as "Trait ingress"; empty where it is in none."""
        starts = self._by_source.get(id(span.source), []) if span is not None else []
        place = (span.line, span.column, "\U0010ffff") if span is not None else ()
        low, high = 0, len(starts)
        while low < high:
            middle = (low + high) // 2
            if starts[middle] <= place:
                low = middle + 1
            else:
                high = middle
        return starts[low - 1][2] if low else ""


def name_of(document: Document) -> Scalar | None:
    """Return the node of the name of a document, None where it has none."""
    metadata = document.root.get("metadata")
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    return name if isinstance(name, Scalar) else None


def _name(document: Document) -> str:
    """Return kind and name of a document."""
    name = name_of(document)
    return f"{document.kind} {name.text}" if name is not None else document.kind
