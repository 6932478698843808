"""A shelter for the disk: a fault may make a test remove or overwrite what it never should.

On Linux, for a process that may do so, everything is mounted read-only but for one folder, in a name space of its own.
"""

from __future__ import annotations

import ctypes
import os
import sys

NEW_MOUNTS = 0x00020000
READ_ONLY, REMOUNT, BIND, RECURSIVE, PRIVATE = 1, 32, 4096, 16384, 1 << 18
LEFT_ALONE = ("/proc", "/sys", "/dev")


def shelter(folder: str) -> bool:
    """Make the disk read-only for this process and its children but for one folder; tell whether that could be done."""
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None, use_errno=True)

    def mount(source: str | None, target: str, flags: int) -> bool:
        return library.mount(source and source.encode(), target.encode(), None, flags, None) == 0

    if library.unshare(NEW_MOUNTS) != 0 or not mount(None, "/", RECURSIVE | PRIVATE) or not mount(folder, folder, BIND):
        return False
    with open("/proc/self/mounts", encoding="utf-8") as mounts:  # noqa: PTH123 - a table of the kernel
        places = {line.split()[1].encode().decode("unicode_escape") for line in mounts}
    kept = {
        place for place in places if place == folder or any(place == top or place.startswith(f"{top}/") for top in LEFT_ALONE)
    }
    return all(mount(None, place, REMOUNT | BIND | READ_ONLY) for place in sorted(places - kept) if os.path.isdir(place))  # noqa: PTH112
