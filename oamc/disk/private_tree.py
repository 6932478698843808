# ruff: noqa: PTH102, PTH103, PTH108, PTH114, PTH118, PTH120, PTH211 - pathlib costs more than all of `oamc --version`
"""A private directory with files of somebody else's tree, for what reads files: gone when the `with` block ends.

In: paths below it, with contents. Nothing is written through a link, and one that leads out of the directory is made to lead
nowhere before anybody reads.
"""

from __future__ import annotations

import os
import tempfile
from errno import ENOTDIR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NOWHERE = "/dev/null/outside"
"""Where a link leads that would lead out: to no file on any system, and outside of every directory."""


class PrivateTree:
    """A directory that only this user may look into."""

    def __init__(self) -> None:
        self._private = tempfile.TemporaryDirectory(prefix="oamc-commit-", ignore_cleanup_errors=True)
        self.root = os.path.join(os.path.realpath(self._private.name), "tree")
        os.mkdir(self.root, 0o700)

    def close(self) -> None:
        """Remove the directory."""
        self._private.cleanup()

    def place(self, path: str) -> str:
        """Return where a path lies. One that is not below the tree is a fault of the caller."""
        parts = path.split("/") if path else []
        if any(part in {"", ".", ".."} for part in parts):
            raise ValueError("not a path inside a tree")
        return os.path.join(self.root, *parts)

    def add_directory(self, path: str) -> str:
        """Make a directory with those above it, and return where it lies. What stands there instead is an `OSError`."""
        place = self.place(path)
        if not self._stays(place):
            raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR))
        os.makedirs(place, 0o700, exist_ok=True)
        return place

    def add_file(self, path: str, content: bytes | None, size: int = 0) -> None:
        """Write a file; without a content it has a size, and nothing in it. One that is there already stays."""
        place = self.place(path)
        if os.path.lexists(place) or not self._stays(os.path.dirname(place)):
            return
        os.makedirs(os.path.dirname(place), 0o700, exist_ok=True)
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            if content is None:
                file.truncate(size)
            else:
                file.write(content)

    def add_links(self, targets: Mapping[str, bytes]) -> None:
        """Make links; those that lead out, over whatever others, lead nowhere."""
        for path, target in targets.items():
            place = self.place(path)
            if os.path.lexists(place) or not self._stays(os.path.dirname(place)):
                continue
            os.makedirs(os.path.dirname(place), 0o700, exist_ok=True)
            os.symlink(target or b".", os.fsencode(place))
        places = [place for place in map(self.place, targets) if os.path.islink(place)]
        for place in [place for place in places if not self._stays(place)]:
            os.unlink(place)
            os.symlink(NOWHERE, place)

    def _stays(self, place: str) -> bool:
        """Tell whether a place, with all links on the way followed, is in the tree."""
        return f"{os.path.realpath(place)}{os.sep}".startswith(self.root + os.sep)
