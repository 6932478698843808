"""Transformations of a text that move every place in it in a known way, as an editor counts (docs/assurance.md, R13).

A `Move` rewrites a text and says where a place of the old text stands in the new one. Lines end with LF, CR LF or CR; U+0085,
U+2028 and U+2029 end none. Columns are code points.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.support.texts import RESOURCES, component, containers

Place = tuple[int, int]

COMMENTS = (
    "# plain",
    "",
    "# tab\there, wide \u6f22\u5b57, combining e\u0301\u0323, pair \U0001f600\U00020000",
    "# next line \x85# separator \u2028# paragraph \u2029# end",
    "#" + " long" * 300,
)


class Move(NamedTuple):
    """A transformation: the new text of an old one, and the new place of an old one."""

    name: str
    text: Callable[[str], str]
    place: Callable[[str, Place], Place]


def _stays(_text: str, place: Place) -> Place:
    return place


def _line_ends(end: str) -> Callable[[str], str]:
    return lambda text: text.replace("\n", end)


def _mixed(text: str) -> str:
    """Return a text whose lines end differently in turn. CR before an empty line that ends with LF would be one end, CR LF."""
    ends = ("\r\n", "\n", "\r\n", "\r")
    lines = text.split("\n")
    out = []
    for index, line in enumerate(lines[:-1]):
        end = ends[index % len(ends)]
        out.append(line + ("\r\n" if end == "\r" and lines[index + 1] == "" else end))
    return "".join(out) + lines[-1]


def _below(line: str) -> Move:
    """Return the move by one line put before all others."""
    shown = line[:20].encode("unicode_escape").decode() or "an empty line"
    return Move(f"below {shown}", lambda text: f"{line}\n{text}", lambda _text, place: (place[0] + 1, place[1]))


SHIFT = 4


def _deeper(text: str) -> str:
    """Return a text with every line of a document indented deeper."""
    return "\n".join(" " * _shift(line) + line for line in text.split("\n"))


def _deeper_place(text: str, place: Place) -> Place:
    line, column = place
    return line, column + _shift(text.split("\n")[line - 1])


def _shift(line: str) -> int:
    return 0 if not line.strip() or line.startswith(("---", "...", "%")) else SHIFT


def _after_documents(text: str) -> str:
    return f"{FIRST_DOCUMENT}---\n{text}"


FIRST_DOCUMENT = component(
    "first-of-all",
    metadata='  annotations:\n    wide: "\u6f22\u5b57 e\u0301 \U0001f600"\n',
    workload="Task",
    spec=containers(RESOURCES),
)

MOVES = (
    Move("CR LF", _line_ends("\r\n"), _stays),
    Move("CR", _line_ends("\r"), _stays),
    Move("mixed line ends", _mixed, _stays),
    Move("a byte order mark", lambda text: f"\ufeff{text}", _stays),
    Move("a byte order mark and CR LF", lambda text: "\ufeff" + text.replace("\n", "\r\n"), _stays),
    Move("indented deeper", _deeper, _deeper_place),
    *(_below(line) for line in COMMENTS),
    Move(
        "below a whole document",
        _after_documents,
        lambda _text, place: (place[0] + FIRST_DOCUMENT.count("\n") + 1, place[1]),
    ),
    Move(
        "below comments of all kinds with CR LF",
        lambda text: "\r\n".join((*COMMENTS, text.replace("\n", "\r\n"))),
        lambda _text, place: (place[0] + len(COMMENTS), place[1]),
    ),
    Move(
        "below comments of all kinds with CR",
        lambda text: "\r".join((*COMMENTS, text.replace("\n", "\r"))),
        lambda _text, place: (place[0] + len(COMMENTS), place[1]),
    ),
)
