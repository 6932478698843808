# ruff: noqa: PTH100, PTH206 - pathlib costs more than all of `oamc --version`
"""What a run leaves out of its input directories: the patterns of `--exclude`.

A pattern is names divided by slashes. `*` in a name stands for any characters of it, a name `**` for any number of names, also
none; nothing else has a meaning of its own. A pattern of one name is tried on every name, wherever it is met; one of several is
tried on the path from the directory of the patterns: that of the project file for its own, the working directory for those of
the command line and the environment. What lies below an excluded directory is not looked at.

A pattern may come from a stranger, so matching never goes back: between two `*` the first place that fits is as good as any.
"""

from __future__ import annotations

import os

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_PATTERN = 200
MOST_NAMES = 16
MEANINGFUL_ELSEWHERE = "?[]{}!\\"
"""What other programs give a meaning in patterns. Whoever writes it expects that meaning."""
ANY = "**"


def problem_of(pattern: str) -> str:
    """Say what a pattern must be that is none, or return the empty text."""
    names = _names(pattern)
    if len(pattern) > LONGEST_PATTERN or len(names) > MOST_NAMES:
        return f"at most {LONGEST_PATTERN} characters and {MOST_NAMES} names long"
    if any(character in pattern for character in MEANINGFUL_ELSEWHERE):
        return f"names, / and *: {' '.join(MEANINGFUL_ELSEWHERE)} have no meaning in it"
    if pattern.startswith("/") or any(name in {"", ".", ".."} for name in names):
        return "a relative path without . and .., such as build/*.yaml or **/fixtures"
    if any(ANY in name and name != ANY for name in names):
        return "written with ** as a whole name only"
    return "more than **" if set(names) == {ANY} else ""


class Excluded(Record):
    """Patterns, and the directory to which they are relative, as an absolute path."""

    patterns: tuple[str, ...]
    base: str

    def has(self, path: str, name: str) -> bool:
        """Tell whether a path that was met is left out. `name` is its last part."""
        parts: list[str] | None = None
        for pattern in self.patterns:
            names = _names(pattern)
            if len(names) == 1:
                if name_fits(name, names[0]):
                    return True
                continue
            if parts is None:
                relative = os.path.relpath(os.path.abspath(path), self.base)
                parts = relative.split(os.sep)
            if fits(parts, names):
                return True
        return False


def fits(parts: Sequence[str], names: Sequence[str]) -> bool:
    """Tell whether the names of a path are those of a pattern."""
    groups: list[list[str]] = [[]]
    for name in names:
        if name == ANY:
            groups.append([])
        else:
            groups[-1].append(name)
    first, *rest = groups
    if not rest:
        return len(parts) == len(first) and _all_fit(parts, 0, first)
    last = rest.pop()
    end = len(parts) - len(last)
    if len(first) > end or not _all_fit(parts, 0, first) or not _all_fit(parts, end, last):
        return False
    place = len(first)
    for group in rest:
        while place + len(group) <= end and not _all_fit(parts, place, group):
            place += 1
        place += len(group)
    return place <= end


def name_fits(name: str, pattern: str) -> bool:
    """Tell whether one name is that of a pattern, in which `*` stands for any characters."""
    first, *rest = pattern.split("*")
    if not rest:
        return name == first
    last = rest.pop()
    end = len(name) - len(last)
    if len(first) > end or not name.startswith(first) or not name.endswith(last):
        return False
    place = len(first)
    for piece in rest:
        found = name.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return True


def _all_fit(parts: Sequence[str], place: int, names: Sequence[str]) -> bool:
    """Tell whether the parts of a path from a place on are these names."""
    return all(name_fits(part, name) for part, name in zip(parts[place:], names, strict=False))


def _names(pattern: str) -> list[str]:
    """Return the names of a pattern. A slash at its end says that a directory is meant, and changes nothing."""
    return pattern.removesuffix("/").split("/")
