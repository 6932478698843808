"""Loaded by the watched interpreter before anything else: records what the program opens, starts and connects to.

`HOSTILE_RECORD` names the file that takes the record, a line of JSON for each event; without it nothing happens. What the
interpreter and the packages read of themselves, below `HOSTILE_ROOTS`, is left out.
"""

import json
import os
import sys

WATCHED = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.system",
    "pty.",
    "pickle.find_class",
    "urllib.",
    "http.",
    "ftplib.",
    "smtplib.",
    "webbrowser.",
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _watch() -> None:
    """Install the hook. The variables are removed, so that the program sees a clean environment."""
    record = os.environ.pop("HOSTILE_RECORD", "")
    roots = tuple(os.environ.pop("HOSTILE_ROOTS", "").split(os.pathsep))
    os.environ.pop("PYTHONPATH", None)
    if not record:
        return
    descriptor = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, int):
                return
            text = os.fsdecode(path)  # type: ignore[arg-type]
            writes = bool(flags & WRITING)  # type: ignore[operator]
            if not writes and text.startswith(roots):
                return
            line = ["writes" if writes else "reads", text]
        elif event.startswith(WATCHED):
            line = [event, repr(arguments)[:400]]
        else:
            return
        os.write(descriptor, json.dumps(line).encode() + b"\n")

    sys.addaudithook(hook)


_watch()
