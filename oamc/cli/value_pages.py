"""Pages of values in files: whose a file is that a page would replace.

A page begins with a comment, which no reader of Markdown shows, with the digest of the rest. So an earlier page is known, and
so is an edit of it: neither that nor a file of somebody else is replaced without `--force`.
"""

from __future__ import annotations

import os

from oamc.cli.single_files import is_reserved
from oamc.diagnostics.codes import usage
from oamc.disk.file_staging import single_file_differs, write_single_file
from oamc.disk.files import read_up_to
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from oamc.diagnostics.reports import Reports

BEGINS, ENDS = b"<!-- Written by oamc docs: the SHA-256 of the lines below is ", b" -->"
LARGEST_PAGE = 256 * 1024 * 1024
"""What is read of a page to see whether somebody edited it. What is larger counts as edited."""


def write(path: str, text: str, inputs: Collection[tuple[int, int]], reports: Reports, *, force: bool) -> bool | None:
    """Write a page in one step. Returns whether it changed; nothing, and a report, where it could not be written."""
    if is_reserved(path, "-o", reports):
        return None
    return write_single_file(path, _marked(text), reports, _guard(path, inputs, reports, force=force, compares=False))


def differs(path: str, text: str, inputs: Collection[tuple[int, int]], reports: Reports) -> bool:
    """Tell whether a file is missing or has another page; nothing of that, and a report, where it is no page."""
    guard = _guard(path, inputs, reports, force=False, compares=True)
    return bool(single_file_differs(path, _marked(text), reports, guard))


def _marked(text: str) -> str:
    """Return a page with the line that tells later whether somebody edited it."""
    return f"{BEGINS.decode()}{digest(text.encode())}{ENDS.decode()}\n{text}"


def _guard(
    path: str, inputs: Collection[tuple[int, int]], reports: Reports, *, force: bool, compares: bool
) -> Callable[[str, int], bool]:
    """Return a function that tells, for a regular file by its name in an open directory, whether the page may replace it."""

    def check(name: str, parent: int) -> bool:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=parent)
        try:
            status = os.fstat(descriptor)
            if (status.st_dev, status.st_ino) in inputs:
                reports.add(usage.OUTPUT_IS_AN_INPUT, at=None, path=path, hint="give another output")
                return False
            if force or not status.st_size:
                return True
            head, _, rest = read_up_to(descriptor, LARGEST_PAGE, status).partition(b"\n")
        finally:
            os.close(descriptor)
        if not head.startswith(BEGINS):
            reports.add(usage.OUTPUT_IN_THE_WAY, at=None, path=path, hint="move it away, or give --force to replace it")
            return False
        if compares or head == BEGINS + digest(rest).encode() + ENDS:
            return True
        hint = "change the documents or the template instead, or give --force to lose the edit"
        reports.add(usage.OUTPUT_EDITED, at=None, path=path, hint=hint)
        return False

    return check
