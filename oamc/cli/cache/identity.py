# ruff: noqa: PTH119, PTH123 - pathlib costs more than all of `oamc --version`
"""What is running, as a digest: oamc, the engine for CUE, Python, and the versions of all packages beside them.

In: nothing but what is installed, and a store. Out: a digest of contents. To read a thousand files for it takes as long as the
rest of an unchanged run, so a store remembers the digest by what is known of the files without reading them: device, number,
size, and both times. Where one of them changed just before, they are read (`disk/standing.py` says why).
"""

from __future__ import annotations

import os
import sys
import time

from oamc import __version__, resources
from oamc.disk.standing import SETTLED_NANOSECONDS
from oamc.engines.contract import EngineFailed
from oamc.engines.program import find_program
from oamc.fleets.program import program_files
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.disk.store import Store

VERSIONS = (".dist-info", ".egg-info")
"""How the directory ends in which an installed package has its name and version."""
KEPT_DIGEST = "identity"


def identity_of_program(store: Store) -> str:
    """Return the digest of what runs. `OSError` says that it cannot be read, as while it is replaced."""
    files = sorted({*(file for _, file in program_files()), *_engine()})
    contents = _contents(files, store)
    return digest(f"{__version__}\n{sys.version}\n{sys.platform}\n{_versions()}\n{contents}".encode())


def _engine() -> tuple[str, ...]:
    """Return the program that evaluates CUE, where there is one."""
    try:
        return (find_program(),)
    except EngineFailed:
        return ()


def _versions() -> str:
    """Return names and versions of all packages that could be imported, in the order in which they are looked for."""
    found = []
    for place in sys.path:
        try:
            names = os.listdir(place or os.curdir)  # noqa: PTH208 - as above
        except OSError:
            continue
        found.append(" ".join(sorted(name for name in names if name.endswith(VERSIONS))))
    return "\n".join(filter(None, found))


def _contents(files: list[str], store: Store) -> str:
    """Return the digest of the contents of files, remembered in a store."""
    now = time.time_ns()
    lines, youngest = [], 0
    for file in files:
        status = os.stat(file)  # noqa: PTH116 - as above
        youngest = max(youngest, status.st_mtime_ns, status.st_ctime_ns)
        known = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        lines.append(f"{file}\0{known!r}\n")
    key = digest(f"{KEPT_DIGEST}\n{''.join(lines)}".encode("utf-8", "surrogateescape"))
    entry = store.read(key)
    if entry is not None:
        entry.close()
        return entry.index.decode("ascii", "replace")
    digests = []
    for file in files:
        with open(file, "rb") as opened:
            digests.append(f"{_name(file)}\0{digest(opened.read())}\n")
    found = digest("".join(sorted(digests)).encode("utf-8", "surrogateescape"))
    if youngest < now - SETTLED_NANOSECONDS:
        try:
            store.write(key, found.encode())
        except OSError:
            return found
    return found


def _name(file: str) -> str:
    """Return what a file is called wherever oamc is installed."""
    for above in (resources.PACKAGE, resources.root()):
        if file.startswith(above + os.sep):
            return file[len(above) :]
    return os.path.basename(file)
