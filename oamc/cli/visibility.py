"""Which texts of an input may be shown in a message.

In: a source file. Out: for each line the columns of texts that name things (keys, and the values of the fields that the front
end of the document lists), and the columns of texts that are secret. Values of parameters, environment entries, configuration
files, variables, arguments and trait properties are never shown, nor is anything of a file that cannot be read as YAML or that
holds values of a chart.
"""

from __future__ import annotations

from oamc.diagnostics.reports import Reports
from oamc.diagnostics.snippets import VisibleText
from oamc.frontends.dispatch import front_end_of
from oamc.frontends.table import FRONT_ENDS
from oamc.source.nodes import Mapping, Scalar, Sequence
from oamc.source.reader import read
from oamc.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.frontends.contract import ShownFields
    from oamc.source.limits import Limits
    from oamc.source.nodes import Node
    from oamc.spans import SourceFile

    Region = tuple[Span, bool]

END_OF_LINE = 1 << 30
HIDDEN = VisibleText(open=(), secret=((1, END_OF_LINE),))
"""A line without a key or a scalar: a comment, a bracket, or the end of a document."""
BELOW_NAMES = "(names)"
"""Stands for the field of a mapping of secrets."""


_FILES: dict[SourceFile, dict[int, VisibleText] | None] = {}
"""What has been found out so far: a file is read once for all findings in it."""


def visible_text(source: SourceFile, line: int, limits: Limits, fields: ShownFields | None = None) -> VisibleText | None:
    """Return what of a line may be shown, or nothing where none of it may. `fields` stand for those of the front end."""
    if source not in _FILES:
        _FILES[source] = _of_file(source, limits, fields)
    lines = _FILES[source]
    return None if lines is None else lines.get(line, HIDDEN)


def _of_file(source: SourceFile, limits: Limits, fields: ShownFields | None) -> dict[int, VisibleText] | None:
    """Read a file once more for its nodes. One that cannot be read shows nothing, because its structure is not known."""
    reports = Reports()
    documents = read(source, reports, limits)
    if reports.has_errors():
        return None
    lines: dict[int, tuple[list[tuple[int, int]], list[tuple[int, int]]]] = {}
    seen: set[tuple[int, bool]] = set()
    for document in documents:
        for span, is_open in regions(document.root, fields or fields_of(document.root)):
            if (id(span), is_open) in seen:
                continue  # an alias repeats the very nodes of its anchor
            seen.add((id(span), is_open))
            for line in range(span.line, span.end_line + 1):
                start = span.column if line == span.line else 1
                end = span.end_column if line == span.end_line else END_OF_LINE
                lines.setdefault(line, ([], []))[0 if is_open else 1].append((start, end))
    return {line: VisibleText(open=tuple(shown), secret=tuple(secret)) for line, (shown, secret) in lines.items()}


def fields_of(root: Mapping) -> ShownFields:
    """Return what may be shown of a document: what its front end says, and the first one's rules where none reads it."""
    front_end = front_end_of(root)
    return (front_end or FRONT_ENDS[0]).fields()


def regions(root: Node, fields: ShownFields) -> Iterator[Region]:
    """Yield the place of each key and scalar of a tree, and whether it may be shown."""
    waiting: list[tuple[Node, str, bool]] = [(root, "", False)]
    while waiting:
        node, field, secret = waiting.pop()
        if isinstance(node, Scalar):
            yield node.span, not secret and field in fields.shown
        elif isinstance(node, Sequence):
            waiting.extend((item, field, secret) for item in node)
        elif isinstance(node, Mapping):
            for entry in node:
                yield entry.key_span, not secret
                if entry.key in fields.of_oamc and isinstance(entry.value, Scalar):
                    yield entry.value.span, not secret
                    continue
                below = secret or entry.key in fields.secret or field is BELOW_NAMES
                if entry.key in fields.lists_of_secrets and isinstance(entry.value, Mapping):
                    below = True
                has_names = entry.key in fields.mappings_of_secrets and isinstance(entry.value, Mapping)
                waiting.append((entry.value, BELOW_NAMES if has_names else entry.key, below))
