"""A run of one harness: processes, one after the other, until enough inputs are tried or the time is over.

In: a harness, the folder of the run, a number of inputs or of seconds. Out: an `Outcome`. A process that dies, needs more
memory than it may have or stays at one input too long is a find with the input that it had in work; another process goes on.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.assurance.fuzz.harnesses import Harness
from tests.assurance.fuzz.process import State
from tests.support.processes import ROOT, started

ENVIRONMENT = ROOT / ".venv-fuzz"
PROCESSOR_SECONDS = 10.0
"""Time of the processor that one input may take (R18 says 2 s; instrumented code is slower)."""
WAITING_SECONDS = 120.0
"""Time by the clock that one input may take, however busy the machine is."""
UNLIMITED = 1 << 31
MOST_DEATHS = 25
"""After so many finds that end the process there is something to mend first."""
COVERAGE = re.compile(rb"cov: (\d+) ft: (\d+)")


class Outcome(NamedTuple):
    """What came of a run. `edges` is the coverage that atheris reports, None where it is not installed."""

    harness: str
    inputs: int
    seconds: float
    finds: tuple[Path, ...]
    edges: int | None

    @property
    def guided(self) -> bool:
        """Tell whether coverage guided the search."""
        return self.edges is not None


class Clock:
    """The time of a run, which begins with its first input: instrumenting the compiler takes seconds before that."""

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._started: float | None = None

    def start(self) -> None:
        """Begin to count, unless that was done before."""
        if self._started is None:
            self._started = time.monotonic()

    def passed(self) -> float:
        """Return the seconds since the first input."""
        return 0.0 if self._started is None else time.monotonic() - self._started

    def over(self) -> bool:
        """Tell whether the time is up."""
        return self._seconds is not None and self.passed() > self._seconds


def interpreter() -> Path:
    """Return the Python of the fuzz environment, or this one where that environment is not made."""
    own = ENVIRONMENT / "bin" / "python"
    return own if own.exists() else Path(sys.executable)


def command(harness: Harness, folder: Path, runs: int, seed: int, *, guided: bool) -> list[str]:
    """Return the command of one process. Guidance is used where it is wanted and atheris is installed."""
    how = "guided" if guided else "blind"
    return [str(interpreter()), "-m", "tests.assurance.fuzz.process", harness.name, str(folder), str(runs), str(seed), how]


def run(
    harness: Harness,
    folder: Path,
    *,
    runs: int | None = None,
    seconds: float | None = None,
    seed: int = 0,
    guided: bool = True,
) -> Outcome:
    """Try inputs until `runs` are tried or `seconds` are over since the first one, whichever comes first."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in ("state", "log"):
        (folder / old).unlink(missing_ok=True)
    clock = Clock(seconds)
    state = State(folder / "state")
    deaths = 0
    while (runs is None or state.begun < runs) and deaths < MOST_DEATHS:
        before = state.begun
        left = runs - before if runs is not None else UNLIMITED
        how = _watch(command(harness, folder, left, seed + deaths, guided=guided), folder, state, clock)
        state.refresh()
        if how == "time":
            break
        if state.begun == before:
            raise RuntimeError(f"no input was tried; {folder / 'log'} says why")
        if how:
            deaths += 1
            _keep(folder, how, state.in_work())
    finds = tuple(sorted(path for path in (folder / "finds").glob("*") if path.suffix != ".txt"))
    return Outcome(harness.name, state.begun, clock.passed(), finds, _edges(folder))


def _watch(command: list[str], folder: Path, state: State, clock: Clock) -> str:
    """Run one process; return how it ended: nothing, "time" if the run is over, "hang" or "signal-9" or "status-1"."""
    start = state.begun
    with (folder / "log").open("ab") as log, started(command, ROOT, stdout=log, stderr=log) as process:
        for _ in _while_alive(process):
            state.refresh()
            if state.begun == start:
                continue  # it still loads and instruments the compiler
            clock.start()
            if clock.over():
                return "time"
            if _stands_still(process, state):
                return "hang"
    return (
        f"signal-{-process.returncode}" if process.returncode < 0 else f"status-{process.returncode}" * bool(process.returncode)
    )


def _while_alive(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Yield every now and then while a process lives."""
    while process.poll() is None:
        yield
        try:
            process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            continue


_LAST: dict[int, tuple[int, float, float]] = {}


def _stands_still(process: subprocess.Popen[bytes], state: State) -> bool:
    """Tell whether a process has been at one input for too long."""
    begun, processor, clock = _LAST.get(process.pid, (-1, 0.0, 0.0))
    now = (state.begun, _processor_seconds(process.pid), time.monotonic())
    if begun != state.begun:
        _LAST[process.pid] = now
        return False
    return now[1] - processor > PROCESSOR_SECONDS or now[2] - clock > WAITING_SECONDS


def _processor_seconds(pid: int) -> float:
    """Return the time of the processor that a process has had; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _keep(folder: Path, how: str, data: bytes) -> None:
    """Write the input that ended a process."""
    number = 1 + sum(1 for _ in (folder / "finds").glob(f"{how}-*"))
    path = folder / "finds" / f"{how}-{number}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def _edges(folder: Path) -> int | None:
    """Return the last coverage that atheris printed."""
    found = COVERAGE.findall((folder / "log").read_bytes()) if (folder / "log").exists() else []
    return int(found[-1][0]) if found else None
