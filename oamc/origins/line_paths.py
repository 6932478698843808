"""Which part of a document stands on a line.

In: documents with places, and a line. Out: the root of the document and the path of the part, as far as one stands there.
"""

from __future__ import annotations

from oamc.source.nodes import Mapping, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.origins.names import Place
    from oamc.source.nodes import Document, Node

    Found = tuple[Place, int, int]


def part_on(documents: Iterable[Document], line: int) -> tuple[Mapping, Place] | None:
    """Return the document and the path of what stands on a line: the first part that begins there, else a text that goes on.

    A part that begins on the line with a part of its own, and ends on a later one, is passed over for that: on the line
    `- name: web` stands the name, and on `image: {tag: a}` the whole image.
    """
    for document in documents:
        found = list(_parts(document.root, ()))
        begin = [part for part in found if part[1] == line]
        for path, _, end in begin:
            below = any(other[: len(path)] == path and other != path for other, _, _ in begin)
            if end == line or not below:
                return document.root, path
        for path, start, end in reversed(found):
            if start < line <= end and isinstance(_node(document.root, path), Scalar):
                return document.root, path
    return None


def _parts(node: Node, path: Place) -> Iterator[Found]:
    """Yield the parts below a node, each with the first line of its key or item and the last one of its value."""
    if isinstance(node, Mapping):
        for entry in node:
            yield (*path, entry.key), entry.key_span.line, entry.value.span.end_line
            yield from _parts(entry.value, (*path, entry.key))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node):
            yield (*path, index), item.span.line, item.span.end_line
            yield from _parts(item, (*path, index))


def _node(root: Node, path: Place) -> Node | None:
    """Return the node at a path."""
    found: Node | None = root
    for step in path:
        found = (
            found.get(step)
            if isinstance(found, Mapping) and isinstance(step, str)
            else found.items[step]
            if isinstance(found, Sequence) and isinstance(step, int)
            else None
        )
    return found
