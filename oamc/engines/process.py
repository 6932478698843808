"""One process of the engine's program: its surroundings, its bounds, and why it ended.

The program gets an empty environment, an empty working directory and no open file but its three pipes. A request has a limit of
time by the clock. On Linux the kernel also bounds the memory of the process and the processor time of each request, and lets it
open nothing: no file, no connection. Elsewhere the program alone bounds its memory.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

from oamc.diagnostics.reports import printable
from oamc.engines import wire
from oamc.engines.contract import (
    CRASHED,
    MISSING,
    REPLY_TOO_LARGE,
    REQUEST_TOO_LARGE,
    TOO_MUCH_MEMORY,
    TOO_SLOW,
    EngineFailed,
)
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

# Windows starts no program without these; elsewhere they do not exist.
KEPT = ("SYSTEMROOT", "SYSTEMDRIVE")
STATUS_OF_MEMORY = 77
WORDS_OF_MEMORY = ("out of memory", "cannot allocate memory")
BREAK_OF_THE_RUNTIME = ("SIGSEGV: segmentation violation", "\ngoroutine 0 ")
"""How Go ends where its own collector gets no memory from the kernel: a break in code of CUE would be a panic."""
WORDS_OF_STACK = ("stack exceeds",)
WORDS_OF_TIME = ("SIGXCPU",)
KEPT_WORDS = 4096
PATIENCE = 5.0
"""Seconds that a process which was told to end is waited for."""


class Limits(Record):
    """What one request may take, and how often a run starts the program.

    `memory` is in bytes: the program watches it, and the kernel of Linux ends it at twice of that. `nodes` are those of all
    trees of a reply, `depth` the levels of a template, of a value that is sent, and of a tree.
    """

    seconds: float = 10.0
    memory: int = 256 * 1024 * 1024
    request: int = 8 * 1024 * 1024
    reply: int = 32 * 1024 * 1024
    nodes: int = 200_000
    depth: int = 200
    starts: int = 4


class Process:
    """A program that runs, until `stop`."""

    def __init__(self, program: str, limits: Limits) -> None:
        self._limits = limits
        self._number = 0
        self._late = False
        self._words = bytearray()
        try:
            self._private = tempfile.TemporaryDirectory(prefix="oamc-cue-", ignore_cleanup_errors=True)
        except OSError as error:
            raise EngineFailed(MISSING, f"there is no place for a temporary directory: {error.strerror}") from None
        try:
            self._process = subprocess.Popen(  # noqa: S603  # the program of a package, without arguments or a shell
                [program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._private.name,
                env={name: os.environ[name] for name in KEPT if name in os.environ},
            )
        except OSError as error:
            self._private.cleanup()
            raise EngineFailed(MISSING, f"its program does not start: {error.strerror}") from None
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def confine(self) -> None:
        """Let the kernel hold the process to its bounds: from here on it reads what strangers wrote."""
        if sys.platform == "linux":
            import resource

            # Where a sandbox of the machine forbids this, the program still has its own bounds, and the clock.
            with contextlib.suppress(OSError):
                for what, most in (
                    (resource.RLIMIT_DATA, 2 * self._limits.memory),
                    (resource.RLIMIT_NOFILE, 0),
                    (resource.RLIMIT_FSIZE, 0),
                    (resource.RLIMIT_CORE, 0),
                ):
                    there = resource.prlimit(self._process.pid, what)
                    least = min(limit for limit in (most, *there) if limit != resource.RLIM_INFINITY)
                    resource.prlimit(self._process.pid, what, (least, least))

    def line_of(self, request: dict[str, Any]) -> bytes:
        """Return a request as a line. One that is too large is refused before the worker hears of it."""
        self._number += 1
        line = json.dumps({"id": self._number, **request}, allow_nan=False).encode() + b"\n"
        if len(line) > self._limits.request:
            words = f"a template and its values have more than {self._limits.request} bytes"
            raise EngineFailed(REQUEST_TOO_LARGE, words)
        return line

    def ask(self, line: bytes) -> dict[str, Any]:
        """Send the last line that was made, and return the reply; `EngineFailed` says why there is none."""
        timer = threading.Timer(self._limits.seconds, self._interrupt)
        timer.start()
        try:
            self._bound_processor_time()
            answer = self._exchange(line)
        finally:
            timer.cancel()
        if self._late:  # also where the answer came just then: there is no process any more that could give the next one
            raise self._reason()
        if len(answer) > self._limits.reply:
            raise EngineFailed(REPLY_TOO_LARGE, f"the result has more than {self._limits.reply} bytes")
        if not answer.endswith(b"\n"):
            raise self._reason()
        reply = wire.read_line(answer, self._number)
        if "stopped" in reply:
            raise EngineFailed(TOO_MUCH_MEMORY, self._memory_words())
        if "broken" in reply:
            raise EngineFailed(CRASHED, printable(wire.text(reply["broken"])))
        return reply

    def stop(self) -> None:
        """End the process, and take its working directory away."""
        self._process.kill()
        self._process.wait()
        self._listener.join(PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):  # what was not written cannot be any more
                _open(pipe).close()
        self._private.cleanup()

    def _exchange(self, line: bytes) -> bytes:
        """Write a line and read one; what ends without a line feed is cut, or all that came before the end."""
        with contextlib.suppress(BrokenPipeError):  # it has ended: so does what is read, and the reason is asked for then
            _open(self._process.stdin).write(line)
            _open(self._process.stdin).flush()
        return _open(self._process.stdout).readline(self._limits.reply + 1)

    def _interrupt(self) -> None:
        """End a process whose time is up."""
        self._late = True
        self._process.kill()

    def _bound_processor_time(self) -> None:
        """Give the process as much time of the processor as two threads have until the clock ends it, from now on."""
        if sys.platform == "linux":
            import resource

            pid = self._process.pid
            with contextlib.suppress(OSError):
                # The clock of the processor time of another process, as clock_getcpuclockid(3) makes its number.
                used = time.clock_gettime((~pid << 3) | 2)
                most = math.ceil(used + 2 * self._limits.seconds) + 1
                _, hard = resource.prlimit(pid, resource.RLIMIT_CPU)
                most = most if hard == resource.RLIM_INFINITY else min(most, hard)
                resource.prlimit(pid, resource.RLIMIT_CPU, (most, hard))

    def _listen(self) -> None:
        """Keep the first words of standard error, where a runtime of Go says why it ends, and let the rest go by."""
        pipe = _open(self._process.stderr)
        with contextlib.suppress(OSError, ValueError):
            while words := pipe.read1(KEPT_WORDS):  # type: ignore[attr-defined]  # a pipe of bytes is buffered
                self._words += words[: KEPT_WORDS - len(self._words)]

    def _reason(self) -> EngineFailed:
        """Return why the process has ended."""
        try:
            status = self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            return EngineFailed(CRASHED, "it closed its output")
        self._listener.join(PATIENCE)
        words = self._words.decode(errors="replace")
        if self._late or any(word in words for word in WORDS_OF_TIME):
            return EngineFailed(TOO_SLOW, f"more than {self._limits.seconds:g} seconds")
        begins, within = BREAK_OF_THE_RUNTIME
        is_refused = words.startswith(begins) and within in words
        if status == STATUS_OF_MEMORY or is_refused or any(word in words for word in WORDS_OF_MEMORY):
            return EngineFailed(TOO_MUCH_MEMORY, self._memory_words())
        if any(word in words for word in WORDS_OF_STACK):
            return EngineFailed(TOO_MUCH_MEMORY, f"{self._memory_words()}, a quarter of it for what is nested")
        ended = f"it was ended by {_signal(-status)}" if status < 0 else f"it ended with status {status}"
        first = printable(words.partition("\n")[0].strip())
        return EngineFailed(CRASHED, f"{ended}: {first}" if first else ended)

    def _memory_words(self) -> str:
        """Say what the bound of memory is."""
        return f"more than {self._limits.memory // 1024 // 1024} MiB"


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    """Return a pipe that was asked for when the process was started."""
    assert pipe is not None
    return pipe


def _signal(number: int) -> str:
    """Return the name of a signal."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
