# ruff: noqa: PTH208 - pathlib costs more than all of `oamc --version`
"""Old trees: what becomes of them after an exchange, and after a run that was killed.

Names on the way:

    .oamc-partial-NAME     being written: the next run removes it
    .oamc-staged-NAME      complete, or after the exchange the old tree: the next run retires it
    .oamc-previous-NAME    the old tree, on systems that cannot exchange directories: the next run puts it back or retires it
"""

from __future__ import annotations

import errno
import os
import stat

from oamc.cli import folders
from oamc.cli.folders import DIRECTORY, mode_of
from oamc.cli.inputs import OWNED_FILES
from oamc.cli.ownership import read_list
from oamc.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

PARTIAL = ".oamc-partial-"
STAGED = ".oamc-staged-"
PREVIOUS = ".oamc-previous-"


def recover(parent: int, name: str) -> None:
    """Clean up after a run that was killed: its tree is finished or undone, and nothing of the user is lost."""
    for prefix in (PARTIAL, STAGED, PREVIOUS):
        mode = mode_of(prefix + name, parent)
        if mode is not None and not stat.S_ISDIR(mode):
            raise FileExistsError(errno.EEXIST, f"{prefix}{name} is in the way")
    folders.remove_tree(PARTIAL + name, parent)
    if mode_of(name, parent) is None and mode_of(PREVIOUS + name, parent) is not None:
        os.rename(PREVIOUS + name, name, src_dir_fd=parent, dst_dir_fd=parent)
    for prefix in (STAGED, PREVIOUS):
        retire(parent, prefix + name, name, None)
        if mode_of(prefix + name, parent) is not None:
            raise FileExistsError(errno.EEXIST, f"{prefix}{name} holds files that oamc did not write: move them away")


def retire(parent: int, name: str, successor: str, disposable: frozenset[str] | None) -> None:
    """Remove an old tree, except what the user may have put there while it was replaced: that moves to the tree in its place.

    Removed are the `disposable` paths (by default what the tree's own list names, unless it was edited), and what is linked
    into the new tree.
    """
    try:
        old = os.open(name, DIRECTORY, dir_fd=parent)
    except FileNotFoundError:
        return
    new = os.open(successor, DIRECTORY, dir_fd=parent) if mode_of(successor, parent) is not None else None
    try:
        if disposable is None:
            disposable = _listed(old)
        directories: list[str] = []
        for path, status in list(folders.walk(old)):
            if stat.S_ISDIR(status.st_mode):
                directories.append(path)
            elif path == OWNED_FILES:
                continue
            elif path in disposable or _is_linked(path, status, new):
                folders.unlink(path, old)
            elif new is not None and _mode_below(path, new) is None:
                folders.make_directories(path, new, set())
                os.rename(path, path, src_dir_fd=old, dst_dir_fd=new)
        for path in sorted(directories, key=lambda path: path.count("/"), reverse=True):
            _remove_if_empty(path, old, folders.rmdir)
        # The list goes last: until then a run that was killed here can be finished by the next one.
        if os.listdir(old) == [OWNED_FILES]:
            folders.unlink(OWNED_FILES, old)
    finally:
        os.close(old)
        if new is not None:
            os.close(new)
    # Where the tree itself lies is no part of it: how that directory is protected is not changed.
    _remove_if_empty(name, parent, lambda path, root: os.rmdir(path, dir_fd=root))


def _remove_if_empty(path: str, root: int, remove: Callable[[str, int], None]) -> None:
    """Remove a directory unless something is in it."""
    try:
        remove(path, root)
    except OSError as error:
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
            raise


def _mode_below(path: str, root: int) -> int | None:
    """Return the mode of an entry some directories below; nothing where it or a directory above it is missing."""
    try:
        return mode_of(path, root)
    except NotADirectoryError:
        return None


def _listed(root: int) -> frozenset[str]:
    """Return the paths that the list of a tree names and whose content is still what the list says."""
    if mode_of(OWNED_FILES, root) is None:
        return frozenset()
    owned = read_list(folders.read_file(OWNED_FILES, root)) or {}
    intact = {
        path
        for path, listed in owned.items()
        if stat.S_ISREG(_mode_below(path, root) or 0) and digest(folders.read_file(path, root)) == listed
    }
    return frozenset(intact)


def _is_linked(path: str, status: os.stat_result, new: int | None) -> bool:
    """Tell whether an entry of the old tree is also in the new one."""
    if new is None or _mode_below(path, new) is None:
        return False
    return os.path.samestat(status, os.stat(path, dir_fd=new, follow_symlinks=False))
