"""Writing a single file: manifests in one file, or a report, put into the place of the old one in one step.

It is written in a directory beside its place, synchronized, and renamed under a lock. `staging.py` does the same for trees, and
`single_files.py` says which files may be replaced.
"""

from __future__ import annotations

import os
import stat

from oamc.diagnostics.codes import usage
from oamc.disk import folders
from oamc.disk.files import kind_of
from oamc.disk.folders import mode_of
from oamc.disk.locking import LockedDirectory, refuse
from oamc.disk.recovery import PARTIAL, begin, finish, recover

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oamc.diagnostics.reports import Reports


def write_single_file(path: str, text: str, reports: Reports, may_replace: Callable[[str, int], bool]) -> bool | None:
    """Write one file in one step. Returns whether it changed; nothing, and a report, where it could not be written.

    `may_replace` tells for a file that is there, by its name and its open directory, whether it may go, and reports why not.
    """
    directory, name = os.path.split(path)
    with LockedDirectory(directory, path, reports) as locked:
        if locked.parent is None:
            return None
        changed = _write_single_file(locked.parent, name, path, text.encode(), reports, may_replace)
        if changed is not None:
            locked.keep()
        return changed
    return None


def single_file_differs(path: str, text: str, reports: Reports, may_replace: Callable[[str, int], bool]) -> bool | None:
    """Tell whether a file has another content or is missing; nothing, and a report, where it must not be written."""
    directory, name = os.path.split(path)
    try:
        parent = folders.open_below(directory or ".")
        if parent is None:
            return True
        try:
            return _single_file_differs(parent, name, path, text.encode(), reports, may_replace)
        finally:
            os.close(parent)
    except OSError as error:
        refuse(path, error, reports)
        return None


def _single_file_differs(
    parent: int, name: str, path: str, content: bytes, reports: Reports, may_replace: Callable[[str, int], bool]
) -> bool | None:
    """Compare a file with the wanted content; report where it is none."""
    mode = mode_of(name, parent)
    if mode is None:
        return True
    if not stat.S_ISREG(mode):
        reports.add(usage.OUTPUT_OF_ANOTHER_KIND, at=None, path=path, kind=kind_of(mode), wanted="a file")
        return None
    return folders.read_file(name, parent) != content if may_replace(name, parent) else None


def _write_single_file(
    parent: int, name: str, path: str, content: bytes, reports: Reports, may_replace: Callable[[str, int], bool]
) -> bool | None:
    """Write a file beside its place and rename it."""
    recover(parent, name)
    differs = _single_file_differs(parent, name, path, content, reports, may_replace)
    if not differs:
        return differs

    def put(work: int) -> bool:
        folders.write_file(PARTIAL, work, content)
        folders.synchronize(PARTIAL, work)
        os.rename(PARTIAL, name, src_dir_fd=work, dst_dir_fd=parent)
        return True

    return put_beside(parent, name, put)


def put_beside(parent: int, name: str, put: Callable[[int], bool]) -> bool:
    """Put a new file into its place, and return what `put` returns: whether it did so.

    `put` gets an open directory beside that place, writes the file there and renames it, or leaves nothing. The directory is
    made before and goes afterwards; where something fails, it goes with what is in it.
    """
    begun = False
    try:
        work = begin(parent, name)
        begun = True
        try:
            is_put = put(work)
        finally:
            os.close(work)
        os.fsync(parent)
        finish(parent, name)
    except BaseException:
        _withdraw_file(parent, name, begun=begun)
        raise
    return is_put


def _withdraw_file(parent: int, name: str, *, begun: bool) -> None:
    """Remove what was written of a file. What cannot be removed now stays for the next run, which recovers."""
    try:
        recover(parent, name, ours=begun)
    except OSError:
        return
