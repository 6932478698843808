# ruff: noqa: PTH114 - pathlib costs more than all of `oamc --version`
"""Edits of the user's own files: new content in the place of the old one, in one step, with the same mode and owner.

In: a file as it was read. Out: the file with the new content, or as it was, and a report. Unlike an output, the file is
somebody's: it is replaced only while it is what was read, and nothing that a rename would take away from it is lost: a link,
a second name, the protection against writing.
"""

from __future__ import annotations

import errno
import os
import stat

from oamc.diagnostics.codes import usage
from oamc.disk import folders
from oamc.disk.file_staging import put_beside
from oamc.disk.files import kind_of, read_up_to
from oamc.disk.locking import LockedDirectory
from oamc.disk.recovery import PARTIAL, recover
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports

WRITABLE = 0o222


class Original(Record):
    """A file as it was read: its path, its content and its status."""

    path: str
    content: bytes
    status: os.stat_result


def read_original(path: str, most: int) -> Original:
    """Read a file up to a number of bytes, or raise `OSError`."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, f"it is {kind_of(status.st_mode)}")
        return Original(path=path, content=read_up_to(descriptor, most, status), status=status)
    finally:
        os.close(descriptor)


def obstacle(original: Original) -> str:
    """Say why a file must not be replaced, in words, or return the empty text."""
    if os.path.islink(original.path):
        return "a symbolic link"
    if not original.status.st_mode & WRITABLE:
        return "read-only"
    return "one file with several names (hard links)" if original.status.st_nlink > 1 else ""


def replace_content(original: Original, content: bytes, reports: Reports) -> bool:
    """Put new content into the place of a file; False, and a report, where it could not be written."""
    directory, name = os.path.split(original.path)
    with LockedDirectory(directory, original.path, reports) as locked:
        return locked.parent is not None and _replace(locked.parent, name, original, content, reports)
    return False


def _replace(parent: int, name: str, original: Original, content: bytes, reports: Reports) -> bool:
    """Write the new file beside the old one, and rename it while the old one is what was read."""
    recover(parent, name)
    if not _is_as_read(name, parent, original, reports):
        return False

    def put(work: int) -> bool:
        folders.write_file(PARTIAL, work, content)
        _take_over(work, original.status)
        folders.synchronize(PARTIAL, work)
        if not _is_as_read(name, parent, original, reports):
            os.unlink(PARTIAL, dir_fd=work)
            return False
        os.rename(PARTIAL, name, src_dir_fd=work, dst_dir_fd=parent)
        return True

    return put_beside(parent, name, put)


def _is_as_read(name: str, parent: int, original: Original, reports: Reports) -> bool:
    """Tell whether a file is still the one that was read, with its content; report that it is not."""
    status = folders.status_of(name, parent)
    if status is not None and os.path.samestat(status, original.status):
        most = len(original.content) + 1
        if folders.read_file(name, parent, most) == original.content:
            return True
    reports.add(usage.FILE_CHANGED_MEANWHILE, at=None, path=original.path, hint="run the command again")
    return False


def _take_over(work: int, status: os.stat_result) -> None:
    """Give the new file the owner and the mode of the old one."""
    descriptor = os.open(PARTIAL, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=work)
    try:
        made = os.fstat(descriptor)
        if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
            os.fchown(descriptor, status.st_uid, status.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(status.st_mode))
    finally:
        os.close(descriptor)
