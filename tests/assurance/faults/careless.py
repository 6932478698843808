"""The real program with one piece of care taken away: each of these faults must be seen in the system calls.

python -m tests.assurance.faults.careless FAULT build …
"""

# ruff: noqa: PTH115, PTH123 - the names of the calls that are replaced

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable

from oamc.cli.entry import main
from oamc.disk import folders

OPEN, FSYNC, FCHMOD, RENAME, EXCHANGE = os.open, os.fsync, os.fchmod, os.rename, folders.exchange
SYNCHRONIZE = folders.synchronize_all


def _path(descriptor: int) -> str:
    """Return the path of an open file or directory."""
    return os.readlink(f"/proc/self/fd/{descriptor}")


def _is_parent(descriptor: int) -> bool:
    """Tell whether an open directory is the one that holds the output."""
    return ".oamc-work-" not in _path(descriptor)


def _is_file(descriptor: int) -> bool:
    """Tell whether an open file is no directory."""
    return stat.S_ISREG(os.fstat(descriptor).st_mode)


def _fsync_only(wanted: Callable[[int], bool]) -> None:
    """Synchronize only some."""
    os.fsync = lambda descriptor: FSYNC(descriptor) if wanted(descriptor) else None


def _nothing_synchronized() -> None:
    """Leave out to wait for what was written; the folder above is waited for."""
    _fsync_only(_is_parent)
    folders.synchronize_all = lambda _: True


def _open_without(flag: int) -> None:
    """Create files without a flag."""
    os.open = lambda path, flags, *rest, **more: OPEN(path, flags & ~flag if flags & os.O_CREAT else flags, *rest, **more)


def _late() -> None:
    """Synchronize when everything is in its place."""
    waiting: list[int] = []
    os.fsync = lambda descriptor: waiting.append(os.dup(descriptor))
    trees: list[int] = []
    folders.synchronize_all = lambda descriptor: trees.append(descriptor) is None

    def put(call: Callable[..., object]) -> Callable[..., object]:
        def wrapped(*arguments, **options):
            result = call(*arguments, **options)
            if arguments[1] != "staged" or call is EXCHANGE:
                for descriptor in waiting:
                    FSYNC(descriptor)
                for descriptor in trees:
                    SYNCHRONIZE(descriptor)
                trees.clear()
                os.fsync = FSYNC
            return result

        return wrapped

    os.rename = put(RENAME)
    folders.exchange = put(EXCHANGE)


def _early() -> None:
    """Synchronize files, and all trees, before anything is written to them."""
    waited: list[bool] = []

    def opened(path, flags, *rest, **more):
        descriptor = OPEN(path, flags, *rest, **more)
        if flags & os.O_CREAT:
            FSYNC(descriptor)
            if not waited:
                waited.append(SYNCHRONIZE(descriptor))
        return descriptor

    os.open = opened
    folders.synchronize_all = lambda _: True
    _fsync_only(lambda descriptor: not _is_file(descriptor))


def _beside() -> None:
    """Keep a note beside the output."""

    def noted(descriptor: int) -> None:
        if _is_parent(descriptor):
            with open("note", "w", encoding="utf-8") as file:
                file.write("done")
        FSYNC(descriptor)

    os.fsync = noted


def _unmarked() -> None:
    """Leave out the mark of the directory for the work."""
    os.fchmod = lambda descriptor, mode: FCHMOD(descriptor, mode & ~stat.S_ISVTX)


def _unlocked() -> None:
    """Leave out the lock."""
    folders.lock = lambda _: True


def _two_steps() -> None:
    """Exchange trees in two steps."""
    folders.exchange = lambda *_: False


FAULTS: dict[str, Callable[[], None]] = {
    "not-synchronized": _nothing_synchronized,
    "parent-not-synchronized": lambda: _fsync_only(lambda descriptor: not _is_parent(descriptor)),
    "synchronized-too-late": _late,
    "synchronized-too-early": _early,
    "not-exclusive": lambda: _open_without(os.O_EXCL),
    "through-links": lambda: _open_without(os.O_NOFOLLOW),
    "a-note-beside": _beside,
    "not-marked": _unmarked,
    "not-locked": _unlocked,
    "in-two-steps": _two_steps,
}
if __name__ == "__main__":
    FAULTS[sys.argv.pop(1)]()
    sys.exit(main())
