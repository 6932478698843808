"""One line at a terminal that says how far a long run is, and that is gone before anything else is printed.

In: what a watcher is told. Out: a line on standard error, rewritten in its place, and taken away whatever ends the run. It is
there only where somebody looks at a terminal: never in a file, a pipe, a job of a CI system or the background, nor with
--quiet, nor with --verbose, which names what is done itself; and only once a run has lasted a second.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` itself loads `enum`, which costs start-up time
import os
import sys

from oamc.cli.streams import write_at_once, write_message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType, TracebackType
    from typing import Any

    from oamc.cli.settings import Settings
    from oamc.progress import Watch

PATIENCE = 1.0
"""Seconds before there is a line: most runs are over by then."""
INTERVAL = 0.1
"""Seconds between two states of the line."""
LEAST_WIDTH = 20
USUAL_WIDTH = 80
"""Columns of a terminal that does not say how wide it is."""
CI = (
    "BUILD_NUMBER",
    "CI",
    "CONTINUOUS_INTEGRATION",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "JENKINS_URL",
    "TEAMCITY_VERSION",
    "TF_BUILD",
)
"""What CI systems set, some of which give their jobs a terminal."""
OFF = frozenset(("", "0", "false"))
AWAY = "\r\x1b[K"
"""To the beginning of the line, and all of it erased."""


class Progress:
    """The line of one run. As a context it takes the line away at its end; `watch` is None where nobody would see it."""

    def __init__(self, settings: Settings) -> None:
        self.watch: Watch | None = None
        self._is_shown = False
        if _is_wanted(settings):
            from time import monotonic

            self._clock = monotonic
            self._next = monotonic() + PATIENCE
            self.watch = self._step

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.clear()

    def clear(self) -> None:
        """Take the line away, before something else is printed."""
        if self._is_shown:
            try:
                write_at_once(AWAY)
            except BaseException:
                write_at_once(AWAY)  # a signal came in between
                raise
            finally:
                self._is_shown = False
                _restore(self._before)

    def _step(self, words: str, done: int, total: int) -> None:
        """Show how far the run is, if it is time for it. It is asked for everything that is done, so it does little."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + INTERVAL
        width = _width()
        if width < LEAST_WIDTH or not _is_in_foreground():
            return
        counted = f"{done:,} of {total:,}" if total else f"{done:,}"
        if not self._is_shown:
            # A run that is stopped leaves the terminal to the shell as it was.
            self._before = _on_stop(self._stop)
        self._is_shown = True
        write_message(f"{AWAY}{words.replace('{}', counted, 1)[: width - 1]}")

    def _stop(self, _: int, __: FrameType | None) -> None:
        """Take the line away and stop, as a process does that has no line."""
        self.clear()
        os.kill(os.getpid(), _signal.SIGTSTP)


def _is_wanted(settings: Settings) -> bool:
    """Tell whether somebody may look at standard error, and wants to."""
    if settings.flag("quiet") or settings.flag("verbose") or sys.stderr is None:
        return False
    environment = os.environ
    if environment.get("TERM", "dumb") == "dumb" or any(environment.get(name, "").lower() not in OFF for name in CI):
        return False
    try:
        return sys.stderr.isatty()
    except ValueError:
        return False


def _width() -> int:
    """Return the columns of the terminal as it is now, 0 where it is gone."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or USUAL_WIDTH
    except (OSError, ValueError):
        return 0


def _is_in_foreground() -> bool:
    """Tell whether the terminal is this process's: in the background it is the shell's. Not every terminal knows jobs."""
    try:
        return os.tcgetpgrp(sys.stderr.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return True


def _on_stop(handler: Any) -> Any:
    """Let a handler be called when somebody stops the process, and return what was there before; None where that stays."""
    before = _signal.getsignal(_signal.SIGTSTP)
    if before != _signal.SIG_DFL:
        return None
    try:
        _signal.signal(_signal.SIGTSTP, handler)
    except ValueError:
        return None  # not the main thread, which alone gets signals
    return before


def _restore(before: Any) -> None:
    """Let a stop do again what it did before."""
    if before is not None:
        _signal.signal(_signal.SIGTSTP, before)
