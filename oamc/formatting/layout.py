"""The lines of a text in the normal form: what `blocks` plans is done, and comments get the column of what they belong to.

In: the lines of a text, its plan, and which of its documents are left alone. Out: as many lines.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from oamc.formatting.blocks import Plan

COMMENT = "#"


def laid_out(lines: list[str], plan: Plan, left: Collection[int]) -> list[str]:
    """Return the lines in the normal form; those whose numbers are `left` stay as they are."""
    comments = _columns_of_comments(lines, plan)
    return [line if number in left else _line(number, line, plan, comments) for number, line in enumerate(lines)]


def _line(number: int, line: str, plan: Plan, comments: dict[int, int]) -> str:
    """Return one line."""
    if number in plan.contents:
        old, new = plan.contents[number]
        return " " * new + line[old:] if line[old:] else ""
    bare = line.strip(" \t")
    if not bare:
        return ""
    if number in comments:
        return " " * comments[number] + bare
    for start, end in reversed(plan.gaps.get(number, ())):
        line = f"{line[:start]} {line[end:]}"
    if number in plan.begins:
        old, new = plan.begins[number]
        line = " " * new + line[old:]
    return line if number in plan.exact else line.rstrip(" \t")


def _columns_of_comments(lines: list[str], plan: Plan) -> dict[int, int]:
    """Return the new columns of the lines that are comments alone.

    A comment belongs to the next line, or to a block that ends before that: to the innermost one that is not to the right of
    it.
    """
    found: dict[int, int] = {}
    waiting: list[int] = []
    ending: tuple[tuple[int, int], ...] = ()
    for number, line in enumerate(lines):
        if number in plan.contents:
            continue
        is_known = number in plan.begins or number in plan.open
        if not is_known and line.lstrip(" \t").startswith(COMMENT):
            waiting.append(number)
        elif line.strip(" \t"):
            _settle(waiting, lines, ending, plan.begins.get(number, (0, 0)), found)
            ending = plan.open.get(number, () if not is_known else ending)
    _settle(waiting, lines, ending, (0, 0), found)
    return found


def _settle(
    waiting: list[int], lines: list[str], ending: tuple[tuple[int, int], ...], following: tuple[int, int], found: dict[int, int]
) -> None:
    """Give each comment that waits its column: the open blocks end before the line that begins in the column `following`."""
    columns = [following, *sorted(block for block in ending if block[0] >= following[0])]
    for number in waiting:
        column = len(lines[number]) - len(lines[number].lstrip(" \t"))
        fitting = [block for block in columns if block[0] <= column] or [following]
        furthest = max(block[0] for block in fitting)
        found[number] = next(new for old, new in fitting if old == furthest)
    waiting.clear()
