"""What everything that touches files shares: the names that oamc gives to its own, kinds and refusals in words, reading.

It imports little, because every run reads files and few write trees.
"""

from __future__ import annotations

import os
import stat

OWNED_FILES = ".oamc-files"
"""The list of the files that oamc wrote to a directory (`ownership.py`)."""
OWNED_TREES = ".oamc.trees"
"""The list of the trees that oamc wrote to a directory (`ledger.py`)."""
WORK = ".oamc-work-"
"""How the directory is called in which oamc works on an output, before the name of that (`recovery.py`)."""
LARGEST_PART = 1 << 20
"""Bytes that are asked for at once."""
KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISREG, "a file"),
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def kind_of(mode: int) -> str:
    """Name what a path is, in words."""
    return next((words for test, words in KINDS if test(mode)), "something else")


def reason(error: BaseException) -> str:
    """Return why the system refused something, in its words, without the path that it adds."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return type(error).__name__


def read_up_to(descriptor: int, most: int, status: os.stat_result) -> bytes:
    """Read a file of a status up to a number of bytes.

    Of a small file one byte more is asked for than it has. So its end is known without asking again, and the system need not
    lend memory for a large part, which takes longer than to read.
    """
    size = status.st_size if stat.S_ISREG(status.st_mode) else 0
    step = size + 1 if 0 < size < LARGEST_PART else LARGEST_PART
    parts: list[bytes] = []
    left = most
    while left > 0:
        part = os.read(descriptor, min(left, step))
        if not part:
            break
        parts.append(part)
        left -= len(part)
        if most - left == size < step:
            break
    return b"".join(parts)
