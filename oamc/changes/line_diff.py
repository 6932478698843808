"""A unified diff of long texts: `difflib` takes the square of their length where every second line differs.

In: the lines of two texts. Out: the lines of a diff. Lines that each text has once are anchors; between two of them `difflib`
compares what is left, so that short texts are compared as it does.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Block = tuple[int, int, int]

LONG = 1_000
"""Texts with more lines than these on both sides together are compared by anchors."""
MOST_BETWEEN = 200
"""So many lines between two anchors are compared; more of them are others altogether."""


def unified_lines(old: Sequence[str], new: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a unified diff, as `difflib.unified_diff` does."""
    if len(old) + len(new) <= LONG:
        yield from difflib.unified_diff(old, new, fromfile=f"a/{names[0]}", tofile=f"b/{names[1]}")
        return
    matcher = difflib.SequenceMatcher(None, "", "")
    vars(matcher)["opcodes"] = list(_opcodes(old, new))  # what it has found once it groups, and looks for no more
    groups = list(matcher.get_grouped_opcodes())
    if groups:
        yield from (f"--- a/{names[0]}\n", f"+++ b/{names[1]}\n")
    for group in groups:
        (_, first, _, second, _), (_, _, last, _, end) = group[0], group[-1]
        yield f"@@ -{_range(first, last)} +{_range(second, end)} @@\n"
        for tag, before, after, left, right in group:
            if tag == "equal":
                yield from (f" {line}" for line in old[before:after])
            else:
                yield from (f"-{line}" for line in old[before:after])
                yield from (f"+{line}" for line in new[left:right])


def _range(start: int, stop: int) -> str:
    """Return a range of lines as the head of a part has it."""
    length = stop - start
    return str(start + 1) if length == 1 else f"{start + 1 if length else start},{length}"


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield what becomes of the old lines, part by part, as `SequenceMatcher.get_opcodes` does."""
    at, to = 0, 0
    for start, other, size in _joined(_blocks(old, new)):
        if at < start or to < other:
            yield ("insert" if at == start else "delete" if to == other else "replace", at, start, to, other)
        if size:
            yield "equal", start, start + size, other, other + size
        at, to = start + size, other + size


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Yield equal parts, those that touch as one; an empty one is the end."""
    known = (0, 0, 0)
    for block in blocks:
        if (known[0] + known[2], known[1] + known[2]) == block[:2] and block[2]:
            known = (known[0], known[1], known[2] + block[2])
            continue
        if known[2]:
            yield known
        known = block
    yield known


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Yield the parts that are equal: where they begin in both texts, and how long they are; an empty one at the end."""
    at, to = 0, 0
    for start, other in (*_anchors(old, new), (len(old), len(new))):
        if (start, other) < (at, to) or other < to:
            continue
        if max(start - at, other - to) <= MOST_BETWEEN:
            matcher = difflib.SequenceMatcher(None, old[at:start], new[to:other], autojunk=False)
            yield from ((at + one.a, to + one.b, one.size) for one in matcher.get_matching_blocks() if one.size)
        size = 0
        while start + size < len(old) and other + size < len(new) and old[start + size] == new[other + size]:
            size += 1
        if size:
            yield start, other, size
        at, to = start + size, other + size
    yield len(old), len(new), 0


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the lines that each text has once, as many as are in one order: the longest growing row of their places."""
    once = {line for line, count in Counter(new).items() if count == 1}
    places = {line: index for index, line in enumerate(new) if line in once}
    counts = Counter(old)
    pairs = [(index, places[line]) for index, line in enumerate(old) if line in places and counts[line] == 1]
    ends: list[int] = []
    rows: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(rows[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        rows[length : length + 1] = [number]
    found: list[tuple[int, int]] = []
    number = rows[-1] if rows else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]
