"""The order of the first fields of a document: apiVersion, kind, metadata, spec, then the others as they were.

In: the lines of a text in the normal form, and one document of it. Out: the same lines with its fields in order, changed in
place, since a text may have thousands of documents. A comment moves with the field below it, or within which it stands. Where
nobody can tell what a comment belongs to, the order stays.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.formatting.blocks import Part

FIRST = ("apiVersion", "kind", "metadata", "spec")
COMMENT = "#"


def order_fields(lines: list[str], part: Part) -> None:
    """Put the fields of one document in order; there are as many lines as before."""
    names = [name for name, _ in part.fields]
    wanted = sorted(range(len(names)), key=lambda index: FIRST.index(names[index]) if names[index] in FIRST else len(FIRST))
    if not {"apiVersion", "kind"} <= set(names) or wanted == sorted(wanted):
        return
    begin = part.line + part.is_marked
    starts = [_start(lines, line, begin) for _, line in part.fields]
    ends = [_end(lines, limit) for limit in (*starts[1:], part.end)]
    # What stands right above the first field may be about the document.
    is_headed = wanted[0] != 0 and starts[0] != part.fields[0][1]
    if is_headed or any(_has_loose_comment(lines[line:end]) for (_, line), end in zip(part.fields, ends, strict=True)):
        return
    gaps = [0, *(start - end for start, end in zip(starts[1:], ends, strict=False))]
    moved: list[str] = []
    for index in wanted:
        if moved:
            moved += [""] * gaps[index]
        moved += lines[starts[index] : ends[index]]
    missing = ends[-1] - starts[0] - len(moved)
    lines[starts[0] : ends[-1]] = [*moved, *([""] * missing)]


def _start(lines: list[str], line: int, begin: int) -> int:
    """Return the first line of the comments right above a field, or its own line."""
    while line > begin and lines[line - 1].startswith(COMMENT):
        line -= 1
    return line


def _end(lines: list[str], limit: int) -> int:
    """Return the line after the last one before a limit that is not empty."""
    while not lines[limit - 1]:
        limit -= 1
    return limit


def _has_loose_comment(lines: list[str]) -> bool:
    """Tell whether a comment that is not within a field stands after it: it belongs to nothing that can be known."""
    return any(line.startswith(COMMENT) for line in lines)
