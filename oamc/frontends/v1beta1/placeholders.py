"""Placeholders that nobody has filled, such as `<your-image>` and `{NAME}`: what is left of them in a document is told.

In: the root of a document. Out: a finding for each. A name in braces is a mapping to YAML, of that name to nothing.
"""

from __future__ import annotations

from oamc.diagnostics.codes import vela as codes
from oamc.source.nodes import Mapping, Scalar
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.findings import Findings
    from oamc.source.nodes import Node

LONGEST = 512
HINT = "write the value that is meant; if this is one, leave it"
_WHOLE = Pattern(r"<[A-Za-z][A-Za-z0-9 _.:,-]*>", 0)
_WITHIN = Pattern(r"[^\s<>]*(<[A-Za-z][A-Za-z0-9 _.-]*>[^\s<>]*)+", 0)
_NAME = Pattern(r"[A-Z][A-Z0-9_]*", 0)


def report_placeholders(root: Mapping, findings: Findings) -> None:
    """Report each text and each name in braces that looks like a placeholder."""
    waiting: list[tuple[str, Node]] = [("the document", root)]
    seen: set[int] = set()
    while waiting:
        place, node = waiting.pop()
        if isinstance(node, Scalar):
            if "<" in node.text and _is_placeholder(node.text):
                findings.add(codes.PLACEHOLDER, at=node.span, place=f'the value of "{place}"', hint=HINT)
            continue
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            if len(node.entries) == 1 and _is_name_in_braces(node):
                findings.add(codes.PLACEHOLDER, at=node.span, place=f'the value of "{place}"', hint=HINT)
                continue
            waiting += ((entry.key, entry.value) for entry in node)
        else:
            waiting += ((place, item) for item in node.items)


def _is_placeholder(text: str) -> bool:
    """Tell whether a text is a placeholder, or a word with one in it."""
    return len(text) <= LONGEST and (_WHOLE.fullmatch(text) is not None or _WITHIN.fullmatch(text) is not None)


def _is_name_in_braces(node: Mapping) -> bool:
    """Tell whether a mapping with one entry is a name in capitals, in braces."""
    entry = next(iter(node))
    value = entry.value
    is_bare = isinstance(value, Scalar) and value.value is None and not value.text
    has_braces = (node.span.line, node.span.column) != (entry.key_span.line, entry.key_span.column)
    return is_bare and has_braces and _NAME.fullmatch(entry.key) is not None
