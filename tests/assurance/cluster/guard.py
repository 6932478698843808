"""Run a program that must not outlive its parent: `python guard.py PROGRAM ARGUMENT...`.

The parent holds the other end of standard input. When it closes that, or dies in whatever way, the program is stopped; so it is
when somebody tells the guard to end.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading

PATIENCE = 10.0
"""How many seconds a program has for an orderly end."""


def main() -> int:
    """Run the program until it ends or the parent is gone."""
    server = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=_stop, args=(server,), daemon=True).start())
    threading.Thread(target=_stop_with_parent, args=(server,), daemon=True).start()
    return server.wait()


def _stop_with_parent(server: "subprocess.Popen[bytes]") -> None:
    """Wait for the end of standard input, then stop the server."""
    # Without the lock of sys.stdin, which the interpreter would want for its own end.
    while os.read(0, 1):
        pass
    _stop(server)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """Ask the server for its end, and do not wait for ever."""
    server.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(PATIENCE)
    server.kill()


if __name__ == "__main__":
    sys.exit(main())
