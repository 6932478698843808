"""Lists of oamc in which a merge has left a conflict: what either side of it says.

In: the content of a list that is no JSON any more. Out: its entries, or nothing where anything else than the lines of a list
and the marks of git stands in it. Neither side proves what only their ancestor lists, between `|||||||` and `=======`.
"""

from __future__ import annotations

import stat

from oamc.disk.files import OWNED_FILES
from oamc.disk.folders import read_file, status_of
from oamc.disk.ownership import LARGEST_LIST, is_output_path
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

OURS, ANCESTOR, THEIRS, END = b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>"
FOLLOWING = {OURS: (ANCESTOR, THEIRS), ANCESTOR: (THEIRS,), THEIRS: (END,), END: (OURS,)}
"""Which mark may come after which."""
FRAME = frozenset(
    b"""{
  "files": {
  "files": {},
  "trees": {
  "trees": {}
  }
  },
  "format": 1,
  "tool": "oamc"
  "tool": "oamc",
}""".split(b"\n")
)
"""The lines of a list that are no entries."""
ENTRY = Pattern(r' {4}("(?:[^"\\]|\\["\\/bfnrtu])*"): ("(?:[^"\\]|\\["\\/bfnrtu])*"),?')
DIGEST = Pattern(r"[0-9a-f]{64}")
LONGEST_LINE = 64 * 1024
WRITE_ANEW = "give --force, which writes it anew: what is yours in it belongs into the input or the values"
"""What mends an output with a conflict."""


def has_conflict(content: bytes) -> bool:
    """Tell whether a file has the marks of a merge conflict at the beginning of lines, in their order."""
    wanted = iter((OURS, THEIRS, END))
    mark = next(wanted)
    for line in content.split(b"\n"):
        if line.startswith(mark):
            following = next(wanted, None)
            if following is None:
                return True
            mark = following
    return False


def sides_of(root: int) -> dict[str, tuple[str, ...]] | None:
    """Return by path the digests that both sides of a merge conflict in the list prove; nothing where it has none."""
    status = status_of(OWNED_FILES, root)
    if status is None or not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_LIST:
        return None
    return files_of_both_sides(read_file(OWNED_FILES, root, LARGEST_LIST))


def files_of_both_sides(content: bytes) -> dict[str, tuple[str, ...]] | None:
    """Return the digests of each path that either side lists; nothing where this is no list with a conflict."""
    entries = _entries(content)
    if entries is None:
        return None
    found: dict[str, tuple[str, ...]] = {}
    for path, value in entries:
        if not is_output_path(path) or not DIGEST.fullmatch(value):
            return None
        found[path] = (*found.get(path, ()), value)
    return found if len({path.lower() for path in found}) == len(found) else None


def trees_of_both_sides(content: bytes) -> dict[str, str] | None:
    """Return the document of each tree that either side lists, the first one where there are two."""
    entries = _entries(content)
    if entries is None:
        return None
    found: dict[str, str] = {}
    for name, document in entries:
        found.setdefault(name, document)
    return found


def _entries(content: bytes) -> list[tuple[str, str]] | None:
    """Return the entries of both sides, or nothing where this is no list with a conflict."""
    import json

    entries = []
    for line in _lines_of_sides(content):
        if line is None:
            return None
        if line in FRAME:
            continue
        try:
            entry = ENTRY.fullmatch(line.decode())
            if entry is None:
                return None
            entries.append((json.loads(entry[1]), json.loads(entry[2])))
        except ValueError:
            return None
    return entries


def _lines_of_sides(content: bytes) -> Iterator[bytes | None]:
    """Yield the lines of both sides and what they share; None where the marks do not stand in their order."""
    last = END
    conflicts = 0
    for line in content.removesuffix(b"\n").split(b"\n"):
        text = line.removesuffix(b"\r")
        mark = text[:7]
        if mark in FOLLOWING and text[7:8] in {b"", b" "}:
            if mark not in FOLLOWING[last]:
                yield None
            last = mark
            conflicts += mark == END
        elif len(text) > LONGEST_LINE:
            yield None
        elif last != ANCESTOR:
            yield text
    if last != END or not conflicts:
        yield None
