"""Paths inside a container, in the one form that tells whether two of them are one place."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def directory(path: str) -> str:
    """Return a path without what changes nothing: repeated and last slashes, and "." as a part.

    >>> directory("//data/./logs/")
    '/data/logs'
    """
    return "/" + "/".join(part for part in path.split("/") if part not in ("", "."))


class PathTree:
    """Values at places, found from below: what that costs grows with the length of a path, not with the number of places."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, path: str, value: object) -> None:
        """Put a value at the place of a path, unless one is there. No part of a path is called "/"."""
        node = self._root
        for part in directory(path).split("/")[1:]:
            if part:
                node = node.setdefault(part, {})
        node.setdefault("/", value)

    def above(self, path: str) -> Iterator[tuple[bool, Any]]:
        """Yield the values above the place of a path and at it, the outermost first, each with whether it is at the place."""
        node = self._root
        parts = [part for part in directory(path).split("/") if part]
        for number in range(len(parts) + 1):
            if "/" in node:
                yield number == len(parts), node["/"]
            if number == len(parts) or parts[number] not in node:
                return
            node = node[parts[number]]
