"""The one way in which tests start a process: `oamc`, an interpreter, or another program.

    run        starts a command, waits for its end, and returns its status and all that it printed
    oamc       the same for the command line of this checkout
    measured   the same, with the processor time and the peak of memory that the command used, and with limits for it
    started    a process that somebody watches; it is gone with all that it started when the `with` ends
    Companion  a process that answers each line with a line

A command is the first of a session of its own, and ends with all that it started: a test that is broken off, or whose time is
up, leaves nothing behind. What it prints goes to files, so that no process that it left can keep the test waiting, and no limit
of the size of a file is got around. Standard input is empty, unless a text is given.

The environment is said by the caller: `bare` has a path, a home and a language, `inherited` is that of the tests without what
some names begin with.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple, Self

ROOT = Path(__file__).resolve().parents[2]
"""The checkout that is tested."""
OAMC = (sys.executable, "-m", "oamc")
INSTALLED = Path(sys.executable).with_name("oamc")
"""The program that users start."""
LAUNCHER = Path(__file__).with_name("launcher.py")
PATIENCE = 600.0
"""Seconds by the clock after which a command that has no limit of its own is ended: a test that hangs says nothing."""

Word = str | Path


class Ended(NamedTuple):
    """How a command ended: the status (negative for a signal), what it printed, and whether its time was up."""

    status: int
    stdout: bytes
    stderr: bytes
    hung: bool = False
    seconds: float = 0.0
    kibibytes: int = 0

    @property
    def out(self) -> str:
        """Standard output as text."""
        return self.stdout.decode(errors="replace")

    @property
    def err(self) -> str:
        """Standard error as text."""
        return self.stderr.decode(errors="replace")


def bare(home: Path, **more: str) -> dict[str, str]:
    """Return an environment of a path, a home and a language, with some variables more."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LANG": "C.UTF-8", **more}


def inherited(*without: str, **more: str) -> dict[str, str]:
    """Return the environment of the tests, without the variables whose names begin with some words, and with some more."""
    return {name: value for name, value in os.environ.items() if not name.startswith(without)} | more


@contextlib.contextmanager
def started(
    command: Sequence[Word],
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    stdin: int | IO[bytes] = subprocess.DEVNULL,
    stdout: int | IO[bytes] | None = None,
    stderr: int | IO[bytes] | None = None,
    umask: int = -1,
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command, and end it with all that it started afterwards."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        umask=umask,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def run(
    command: Sequence[Word],
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    seconds: float = PATIENCE,
    umask: int = -1,
    check: bool = False,
) -> Ended:
    """Run a command in a folder. Where `check` is set it must succeed."""
    with contextlib.ExitStack() as stack:
        given, out, err = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        given.write(stdin)
        given.seek(0)
        hung = False
        with started(command, folder, environment=environment, stdin=given, stdout=out, stderr=err, umask=umask) as process:
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                hung = True
        out.seek(0)
        err.seek(0)
        ended = Ended(process.returncode, out.read(), err.read(), hung)
    if check:
        assert ended.status == 0, f"{' '.join(map(str, command))} ended with {ended.status}:\n{ended.err[-2000:]}"
    return ended


def oamc(*arguments: Word, folder: Path, environment: Mapping[str, str] | None = None, **options: object) -> Ended:
    """Run the command line of this checkout in a folder; without an environment, in a bare one whose home is the folder."""
    surroundings = {"PYTHONPATH": str(ROOT), **(bare(folder) if environment is None else environment)}
    return run([*OAMC, *arguments], folder, environment=surroundings, **options)  # type: ignore[arg-type]


def measured(
    command: Sequence[Word],
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    processor_seconds: int = 0,
    seconds: float = PATIENCE,
) -> Ended:
    """Run a command, and return with it what it used; where a time of the processor is given, under all limits of the launcher.

    A command that the clock or that limit ended has hung.
    """
    with tempfile.TemporaryDirectory(prefix="oamc-used-") as private:
        report = Path(private, "used")
        launch = [sys.executable, "-I", "-S", str(LAUNCHER), str(processor_seconds), str(report)]
        ended = run([*launch, *command], folder, environment=environment, seconds=seconds)
        if not report.exists():  # nothing is written of a command that was ended by the clock
            return ended._replace(status=-signal.SIGKILL, hung=True, seconds=float(processor_seconds))
        status, processor, kibibytes = report.read_text(encoding="ascii").split()
    over = int(status) == -signal.SIGXCPU or 0 < processor_seconds <= float(processor)
    return ended._replace(status=int(status), hung=over, seconds=float(processor), kibibytes=int(kibibytes))


class Companion:
    """A process that reads lines of UTF-8 and answers each with one, until its standard input ends."""

    def __init__(
        self,
        command: Sequence[Word],
        folder: Path | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        stderr: int | None = None,
    ) -> None:
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def say(self, line: str) -> None:
        """Send a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        """Wait for a line, and return it."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"{self.process.args} has ended"
        return line

    def ask(self, line: str) -> str:
        """Send a line, and return the answer."""
        self.say(line)
        return self.hear()

    def close(self) -> None:
        """End the process; what does not end by itself is killed."""
        if self.process.poll() is None:
            assert self.process.stdin is not None
            self.process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(60)
            self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
