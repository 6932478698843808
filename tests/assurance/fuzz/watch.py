"""A guard on what an input may make the compiler do: it writes no file, starts no program and connects to nothing (R1, R2).

Python tells of such events before they happen; the one that must not happen raises, and so is a find.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

FORBIDDEN = frozenset(
    (
        "os.chmod", "os.exec", "os.fork", "os.link", "os.mkdir", "os.posix_spawn", "os.remove", "os.rename", "os.rmdir",
        "os.symlink", "os.system", "os.truncate", "os.utime", "shutil.copyfile", "shutil.move", "shutil.rmtree", "socket.bind",
        "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "tempfile.mkdtemp", "tempfile.mkstemp", "webbrowser.open",
    )
)  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def guarded(check: Callable[[bytes], None], allowed: frozenset[str] = frozenset()) -> Callable[[bytes], None]:
    """Return `check` with the guard on while it runs. `allowed` are events that are no find.

    The interpreter keeps the bytecode of what it imports, which is no deed of the input; while the guard is on it keeps none.
    """
    watching = False

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if not watching:
            return
        if event == "open" and event not in allowed:
            flags = arguments[2]
            assert not (isinstance(flags, int) and flags & WRITING), "a file is opened for writing"
        assert event not in FORBIDDEN or event in allowed, f"the run does {event}"

    def watched(data: bytes) -> None:
        nonlocal watching
        keeps_none = sys.dont_write_bytecode
        watching = sys.dont_write_bytecode = True
        try:
            check(data)
        finally:
            watching = False
            sys.dont_write_bytecode = keeps_none

    sys.addaudithook(hear)
    return watched
