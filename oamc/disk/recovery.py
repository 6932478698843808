# ruff: noqa: PTH208 - pathlib costs more than all of `oamc --version`
"""The directory in which oamc works on an output, and what becomes of it after an exchange, or after a run that was killed.

A directory `.oamc-work-NAME` stands beside the output while it is written (`work_name`). In it are

    partial     the new tree, or the new file, while it is written
    staged      the new tree when it is complete; after the exchange the old one
    previous    the old tree, on systems that cannot exchange directories

A repository may hold a directory of that name too, made to be taken for such work. So oamc marks its own with the sticky bit,
which git neither records nor sets: a directory without it is refused and stays as it is. In one that a killed run has left,
only that is removed which is proven to be oamc's, file by file; nothing in it moves to the output.
"""

from __future__ import annotations

import errno
import os
import stat

from oamc.disk import folders
from oamc.disk.files import OWNED_FILES, WORK, reason
from oamc.disk.folders import DIRECTORY, mode_of, open_directory, status_of
from oamc.disk.ownership import list_of
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

PARTIAL = "partial"
STAGED = "staged"
PREVIOUS = "previous"
MARK = stat.S_ISVTX
MODE = 0o700
DIGEST_LENGTH = 64
LONGEST_NAME = 255
"""So many bytes a name may have on all common file systems."""


class ForeignWorkError(OSError):
    """Something that oamc did not make stands where it works: `path` is its place below the directory of the output.

    `is_inside` tells that it stands in a directory of oamc's own that a killed run has left.
    """

    def __init__(self, path: str, *, is_inside: bool) -> None:
        super().__init__(errno.EEXIST, os.strerror(errno.EEXIST))
        self.path = path
        self.is_inside = is_inside


def work_name(name: str) -> str:
    """Return the name of the directory for the work on an output; it has a digest where the whole name would be too long."""
    encoded = os.fsencode(name)
    return WORK + (name if len(WORK) + len(encoded) <= LONGEST_NAME else digest(encoded))


def begin(parent: int, name: str) -> int:
    """Make the directory for the work on an output, and open it. There is none: the caller has recovered, under the lock."""
    try:
        os.mkdir(work_name(name), MODE, dir_fd=parent)
    except FileExistsError as error:
        raise ForeignWorkError(work_name(name), is_inside=False) from error
    work = os.open(work_name(name), DIRECTORY, dir_fd=parent)
    try:
        # File systems without modes go without the mark: there a run that is killed leaves what somebody must remove.
        os.fchmod(work, MODE | MARK)
    except BaseException as error:
        if not isinstance(error, OSError) or error.errno not in {errno.EPERM, errno.EACCES, errno.ENOTSUP}:
            os.close(work)
            raise
    return work


def finish(parent: int, name: str) -> None:
    """Remove the directory for the work on an output, which is empty now."""
    try:
        os.rmdir(work_name(name), dir_fd=parent)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT}:
            raise
        # What fails once often does not fail again.
        os.rmdir(work_name(name), dir_fd=parent)


def recover(parent: int, name: str, *, ours: bool = False) -> None:
    """Clean up after a run that was killed: its output is finished or undone, and nothing of the user is lost.

    `ours` tells that this run has made the directory itself, so that no mark is asked for.
    """
    mode = mode_of(work_name(name), parent)
    if mode is None:
        return
    if not stat.S_ISDIR(mode):
        raise ForeignWorkError(work_name(name), is_inside=False)
    try:
        work = os.open(work_name(name), DIRECTORY, dir_fd=parent)
    except PermissionError as error:
        words = f"{work_name(name)}, where oamc works on it, cannot be opened: {reason(error)}"
        raise OSError(error.errno, words) from error
    try:
        entries = os.listdir(work)
        # Git does not record empty directories: this one was not marked yet, or had lost all that was in it.
        if entries and not ours and not os.fstat(work).st_mode & MARK:
            raise ForeignWorkError(work_name(name), is_inside=False)
        if mode_of(name, parent) is None and stat.S_ISDIR(mode_of(PREVIOUS, work) or 0):
            os.rename(PREVIOUS, name, src_dir_fd=work, dst_dir_fd=parent)
        _remove_partial(work, parent, name)
        for tree in (STAGED, PREVIOUS):
            retire(work, tree, parent, name, None)
        for entry in sorted(os.listdir(work)):
            raise ForeignWorkError(f"{work_name(name)}/{entry}", is_inside=True)
    finally:
        os.close(work)
    finish(parent, name)


def recover_others(parent: int) -> None:
    """Clean up what killed runs left of outputs that this run does not make. What cannot go stays for a run that makes them."""
    for entry in sorted(os.listdir(parent)):
        name = entry.removeprefix(WORK)
        # A digest stands for a name that is not known.
        if name and name != entry and len(name) != DIGEST_LENGTH:
            try:
                recover(parent, name)
            except OSError:
                continue


def _remove_partial(work: int, parent: int, name: str) -> None:
    """Remove what was being written: files, whole or not, and links to what stays in the old tree."""
    mode = mode_of(PARTIAL, work)
    if mode is not None and stat.S_ISREG(mode):
        os.unlink(PARTIAL, dir_fd=work)
    if mode is None or not stat.S_ISDIR(mode):
        return
    old = _open_tree(name, parent)
    new = open_directory(PARTIAL, work)
    try:
        folders.remove_entries(new, lambda path, status: stat.S_ISREG(status.st_mode) or is_linked(path, status, old))
    finally:
        os.close(new)
        if old is not None:
            os.close(old)
    folders.rmdir_if_empty(PARTIAL, work)


def retire(work: int, tree: str, parent: int, successor: str, disposable: AbstractSet[str] | None) -> None:
    """Remove an old tree, or one that was never exchanged.

    Removed are the `disposable` paths, and what is linked into the tree in its place. What the user may have put there while it
    was replaced moves to that one. Without `disposable`, after a run that was killed, nothing moves, and what the list of the
    tree names goes if it was not edited.
    """
    if not stat.S_ISDIR(mode_of(tree, work) or 0):
        return
    old = open_directory(tree, work)
    new = _open_tree(successor, parent)
    try:
        known = _listed(old) if disposable is None else disposable
        folders.remove_entries(
            old, lambda path, status: path != OWNED_FILES and (path in known or is_linked(path, status, new))
        )
        if disposable is not None and new is not None:
            _move_files_of_the_user(old, new)
        # The list goes last: until then a run that was killed here can be finished by the next one.
        is_ours = OWNED_FILES in known or stat.S_ISREG(mode_of(OWNED_FILES, old) or 0)
        if is_ours and os.listdir(old) == [OWNED_FILES]:
            folders.unlink(OWNED_FILES, old)
    finally:
        os.close(old)
        if new is not None:
            os.close(new)
    folders.rmdir_if_empty(tree, work)


def unchanged(work: int, tree: str, seen: AbstractSet[tuple[str, str]]) -> frozenset[str]:
    """Return the list of a tree and those of its paths whose content still has the digest with which it was seen."""
    if not stat.S_ISDIR(mode_of(tree, work) or 0):
        return frozenset()
    root = open_directory(tree, work)
    try:
        return frozenset((OWNED_FILES, *(path for path, listed in seen if _has_digest(path, listed, root))))
    finally:
        os.close(root)


def bring_back(parent: int, name: str) -> None:
    """Put a tree back that was taken out of its place, if it is still there and its place is free."""
    with folders.Entry(f"{work_name(name)}/{STAGED}", parent) as (staged, work):
        if mode_of(staged, work) is not None and mode_of(name, parent) is None:
            os.rename(staged, name, src_dir_fd=work, dst_dir_fd=parent)


def _move_files_of_the_user(old: int, new: int) -> None:
    """Move what is left of a tree to its successor, unless something of that name is there."""
    for path, status in list(folders.walk(old)):
        if not stat.S_ISDIR(status.st_mode) and path != OWNED_FILES and mode_of(path, new) is None:
            folders.make_directories(path, new, set())
            with folders.Entry(path, old) as (name, source), folders.Entry(path, new) as (_, target):
                os.rename(name, name, src_dir_fd=source, dst_dir_fd=target)
    folders.remove_entries(old, lambda *_: False)


def _open_tree(name: str, parent: int) -> int | None:
    """Open the tree that is in its place; nothing where there is none."""
    return open_directory(name, parent) if stat.S_ISDIR(mode_of(name, parent) or 0) else None


def _listed(root: int) -> frozenset[str]:
    """Return the paths that the list of a tree names and whose content is still what the list says."""
    return frozenset(path for path, listed in (list_of(root) or {}).items() if _has_digest(path, listed, root))


def _has_digest(path: str, listed: str, root: int) -> bool:
    """Tell whether a path below a directory is a file whose content has a digest."""
    return stat.S_ISREG(mode_of(path, root) or 0) and digest(folders.read_file(path, root)) == listed


def is_linked(path: str, status: os.stat_result, root: int | None) -> bool:
    """Tell whether an entry is the one of the same path in another tree."""
    found = None if root is None else status_of(path, root)
    return found is not None and os.path.samestat(status, found)
