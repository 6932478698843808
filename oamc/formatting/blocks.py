"""Where the lines of a text begin in the normal form.

In: the lines and the tokens of a text. Out: a `Plan`: for each line what is changed in it, the columns that comments may
have, and the first fields of each document.

Two spaces for each level; the items of a list stand two spaces to the right of its key. A line within a flow collection or a
text of several lines moves with the line on which that begins.
"""

from __future__ import annotations

import re

from oamc.formatting.scanning import UnformattableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.formatting.scanning import Token

STEP = 2
BLANKS = " \t"
OPENING = frozenset(("FlowMappingStart", "FlowSequenceStart"))
CLOSING = frozenset(("FlowMappingEnd", "FlowSequenceEnd"))
OF_STREAM = frozenset(("StreamStart", "StreamEnd", "DocumentStart", "DocumentEnd", "Directive"))
HEADER = re.compile(r"[|>](?P<first>[-+])?(?P<indent>[1-9])?(?P<last>[-+])?")
KEEP = "+"


class Block:
    """An open mapping or list: the column where it stands, and the one where it will stand.

    A list is `implied` where its items stand in the column of their mapping.
    """

    __slots__ = ("implied", "is_list", "new", "old")

    def __init__(self, old: int, new: int, *, is_list: bool, implied: bool = False) -> None:
        self.old = old
        self.new = new
        self.is_list = is_list
        self.implied = implied


class Part:
    """One document of a text.

    `line` is its first line, that of its mark where it has one, and `end` the line after its last one. `fields` are those of
    its root with their lines, and `texts` those among them that are scalars; both are empty unless it is a mapping in block
    style.
    """

    __slots__ = ("end", "fields", "is_marked", "line", "texts")

    def __init__(self, line: int, end: int, *, is_marked: bool) -> None:
        self.line = line
        self.end = end
        self.is_marked = is_marked
        self.fields: list[tuple[str, int]] = []
        self.texts: dict[str, str] = {}


class Plan:
    """What becomes of the lines of a text.

    `begins` has the old and the new column of lines that begin with a token, `gaps` the runs of spaces within a line that
    become one space, `contents` the lines of block scalars with the old and the new column of their content, `exact` the
    lines at whose end spaces count, `kept` the empty lines that count, and `open` the columns of all blocks that are open
    after a line.
    """

    __slots__ = ("begins", "contents", "exact", "gaps", "kept", "open", "parts")

    def __init__(self) -> None:
        self.begins: dict[int, tuple[int, int]] = {}
        self.gaps: dict[int, list[tuple[int, int]]] = {}
        self.contents: dict[int, tuple[int, int]] = {}
        self.exact: set[int] = set()
        self.kept: set[int] = set()
        self.open: dict[int, tuple[tuple[int, int], ...]] = {}
        self.parts: list[Part] = []


def plan(lines: list[str], tokens: Iterable[Token]) -> Plan:
    """Return the plan of a text."""
    planner = _Planner(lines)
    for token in tokens:
        planner.take(token)
    return planner.plan


class _Planner:
    """What is known of a text after some of its tokens."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.plan = Plan()
        self._blocks: list[Block] = []
        self._flows: list[Token] = []
        self._before: Token | None = None
        self._expects_name = False
        self._field = ""

    def take(self, token: Token) -> None:
        """Take the next token."""
        if token.kind in OF_STREAM:
            self._take_of_stream(token)
            self._before = token
            return
        if not self.plan.parts:
            self.plan.parts.append(Part(0, len(self.lines), is_marked=False))
        if self._flows:
            self._take_in_flow(token)
        else:
            self._take_in_block(token)
        self._before = token

    def _take_of_stream(self, token: Token) -> None:
        """Begin or end a document."""
        self._blocks.clear()
        self._field = ""
        parts = self.plan.parts
        if token.kind in {"DocumentStart", "DocumentEnd"} and parts:
            parts[-1].end = min(parts[-1].end, token.line)
        if token.kind == "DocumentStart":
            parts.append(Part(token.line, len(self.lines), is_marked=True))

    def _take_in_flow(self, token: Token) -> None:
        """Go through a flow collection, whose lines move together."""
        if token.kind in OPENING:
            self._flows.append(token)
        elif token.kind in CLOSING:
            first = self._flows.pop()
            if not self._flows:
                self._move(first.line, token.end_line, least=0)
        elif token.kind == "Scalar":
            self.plan.exact.update(range(token.line, token.end_line))

    def _take_in_block(self, token: Token) -> None:
        """Go through block style."""
        match token.kind:
            case "BlockMappingStart" | "BlockSequenceStart":
                self._open(token, is_list=token.kind == "BlockSequenceStart")
            case "BlockEnd":
                self._close_implied()
                if self._blocks:
                    self._blocks.pop()
            case "BlockEntry":
                self._take_dash(token)
            case "Key":
                self._take_key(token)
            case "Value":
                pass
            case _:
                self._take_content(token)

    def _inner(self) -> int:
        """Return the column of what stands in the innermost block."""
        return self._blocks[-1].new + STEP if self._blocks else 0

    def _open(self, token: Token, *, is_list: bool) -> None:
        """Open a block."""
        self._blocks.append(Block(token.column, self._inner(), is_list=is_list))
        self._begin(token, self._blocks[-1].new)

    def _close_implied(self) -> None:
        """Close a list that has ended without a token."""
        if self._blocks and self._blocks[-1].implied:
            self._blocks.pop()

    def _take_dash(self, token: Token) -> None:
        """Take the beginning of an item."""
        if self._blocks and not self._blocks[-1].is_list:
            self._blocks.append(Block(token.column, self._inner(), is_list=True, implied=True))
        self._begin(token, self._blocks[-1].new)

    def _take_key(self, token: Token) -> None:
        """Take the beginning of an entry."""
        self._close_implied()
        line = self.lines[token.line]
        if line.startswith("?", token.column) and line[token.column + 1 : token.column + 2] in {"", " ", "\t"}:
            raise UnformattableError(f"line {token.line + 1} has a key that begins with a question mark")
        self._begin(token, self._blocks[-1].new)
        self._expects_name = len(self._blocks) == 1

    def _take_content(self, token: Token) -> None:
        """Take a scalar, an alias, an anchor, a tag or the beginning of a flow collection."""
        if self._expects_name:
            self._expects_name = False
            self._field = token.text if token.kind == "Scalar" else ""
            self.plan.parts[-1].fields.append((self._field, token.line))
        elif len(self._blocks) == 1 and token.kind == "Scalar" and self._field:
            self.plan.parts[-1].texts.setdefault(self._field, token.text)
        self._begin(token, self._inner())
        if token.kind in OPENING:
            self._flows.append(token)
        elif token.kind == "Scalar" and token.style in {"|", ">"}:
            self._take_block_scalar(token)
        elif token.kind == "Scalar" and token.end_line > token.line:
            self.plan.exact.update(range(token.line, token.end_line))
            self._move(token.line, token.end_line, least=1)

    def _begin(self, token: Token, column: int) -> None:
        """Say in which column a token stands, which is the first one of its line or follows something there."""
        line, before = token.line, self._before
        if not self.lines[line][: token.column].strip(BLANKS):
            self.plan.begins.setdefault(line, (token.column, column))
        elif before is not None and before.end_line == line and before.kind in {"BlockEntry", "Value"}:
            gap = before.end_column, token.column
            if self.lines[line][slice(*gap)] != " ":
                self.plan.gaps.setdefault(line, []).append(gap)
        self.plan.open[line] = tuple((block.old, block.new) for block in self._blocks)

    def _move(self, first: int, last: int, *, least: int) -> None:
        """Move the lines after the first one as far as the block that they stand in, to `least` columns inside of it."""
        if not self._blocks:
            return
        block = self._blocks[-1]
        for number in range(first + 1, last + 1):
            line = self.lines[number]
            old = len(line) - len(line.lstrip(BLANKS))
            self.plan.begins[number] = (old, max(old + block.new - block.old, block.new + least))
        self.plan.open[last] = tuple((block.old, block.new) for block in self._blocks)

    def _take_block_scalar(self, token: Token) -> None:
        """Say where the content of a block scalar stands."""
        block = self._blocks[-1]
        found = HEADER.match(self.lines[token.line], token.column)
        assert found is not None
        stated = int(found["indent"] or 0)
        first = next((n for n in range(token.line + 1, len(self.lines)) if self.lines[n].strip(" ")), None)
        if first is None:
            return
        old = block.old + stated if stated else _indent(self.lines[first])
        if old <= block.old:
            return  # without content
        new = block.new + (stated or STEP)
        for number in range(token.line + 1, len(self.lines)):
            line = self.lines[number]
            if line.strip(" ") and _indent(line) < old:
                break
            self.plan.contents[number] = (old, new)
            if KEEP in found.group("first", "last"):
                self.plan.kept.add(number)


def _indent(line: str) -> int:
    """Return the number of spaces at the beginning of a line."""
    return len(line) - len(line.lstrip(" "))
