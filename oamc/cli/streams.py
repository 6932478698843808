"""The three places the command line prints to: results on standard output, everything for people on standard error.

Both get UTF-8 whatever the locale says, and what the other end has closed is never a traceback: `OutputClosed` stands for it.
"""

from __future__ import annotations

import os
import sys

from oamc.disk.files import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from oamc.diagnostics.text import Palette


class OutputClosed(Exception):  # noqa: N818 - named for the state of the stream, which is no mistake of anybody
    """Standard output takes no more. The message is empty where the reader simply left (a broken pipe)."""


def write_result(text: str) -> None:
    """Write a result to standard output, whole and flushed, or raise OutputClosed."""
    if sys.stdout is None:
        raise OutputClosed("standard output is closed")
    try:
        _write(sys.stdout, text)
    except (OSError, ValueError) as error:
        _discard(sys.stdout)
        said = "" if isinstance(error, BrokenPipeError) else f"standard output cannot be written: {reason(error)}"
        raise OutputClosed(said) from error


def write_message(text: str) -> None:
    """Write text for people to standard error; where nobody listens, it is lost."""
    if sys.stderr is None:
        return
    try:
        _write(sys.stderr, text)
    except (OSError, ValueError):
        _discard(sys.stderr)


def write_at_once(text: str) -> None:
    """Write ASCII text to standard error past its buffer, which a handler of signals may have interrupted."""
    if sys.stderr is None:
        return
    try:
        os.write(sys.stderr.fileno(), text.encode("ascii"))
    except (OSError, ValueError):
        _discard(sys.stderr)


def _write(stream: TextIO, text: str) -> None:
    """Write text as UTF-8 with plain line feeds, in the order of what was printed before.

    Where Python does not buffer (PYTHONUNBUFFERED), one call may write less than it is given, and says so only by its result.
    """
    stream.flush()
    binary = getattr(stream, "buffer", None)
    if binary is None:
        stream.write(text)
    else:
        left = memoryview(text.encode("utf-8", "backslashreplace"))
        while left:
            taken = binary.write(left)
            if not taken:
                import errno  # a hundred names, which hardly any run needs

                raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
            left = left[taken:]
        binary.flush()
    stream.flush()


def _discard(stream: TextIO) -> None:
    """Point a broken stream at nothing, so that flushing it when the interpreter ends raises no second exception."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return


def palette(when: str) -> Palette:
    """Return the colours for standard error: `when` is "always", "never" or "auto".

    Auto asks, in this order, NO_COLOR (no-color.org: set and not empty means none), FORCE_COLOR (set, not empty and not 0 means
    colours), TERM=dumb, and whether standard error is a terminal.
    """
    from oamc.diagnostics.text import COLORED, PLAIN

    if when != "auto":
        return COLORED if when == "always" else PLAIN
    environment = os.environ
    if environment.get("NO_COLOR"):
        return PLAIN
    if environment.get("FORCE_COLOR", "0") not in {"", "0"}:
        return COLORED
    if environment.get("TERM") == "dumb" or sys.stderr is None:
        return PLAIN
    try:
        return COLORED if sys.stderr.isatty() else PLAIN
    except ValueError:
        return PLAIN
