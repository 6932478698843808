"""Run a program that must not outlive its parent: `python guard.py PROGRAM ARGUMENT...`.

The parent holds the other end of standard input. When it closes that, or dies in whatever way, the program is stopped.
"""

import contextlib
import os
import subprocess
import sys
import threading

PATIENCE = 10.0
"""How many seconds a program has for an orderly end."""


def main() -> int:
    """Run the program until it ends or the parent is gone."""
    server = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=_stop_with_parent, args=(server,), daemon=True).start()
    return server.wait()


def _stop_with_parent(server: "subprocess.Popen[bytes]") -> None:
    """Wait for the end of standard input, then stop the server."""
    # Without the lock of sys.stdin, which the interpreter would want for its own end.
    while os.read(0, 1):
        pass
    server.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(PATIENCE)
    server.kill()


if __name__ == "__main__":
    sys.exit(main())
