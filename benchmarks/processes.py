"""Commands run to their end, with the processor time, wall time and peak memory that each took."""

from __future__ import annotations

import itertools
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.helm_programs.build import PROGRAMS, program_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE
NUMBERS = itertools.count()
OAMC = str(Path(sys.executable).parent / "oamc")
LAUNCHER = Path(__file__).with_name("launcher.py")


class Cost(NamedTuple):
    """What one run took: seconds of processor time, seconds on the wall, bytes of memory at the peak."""

    processor: float
    wall: float
    memory: int


def run(command: Sequence[str], folder: Path) -> Cost:
    """Run a command in a folder, its output thrown away. A command that fails is a fault of the benchmark.

    Bytecode is used and written, as after an installation, whatever the environment says.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with tempfile.NamedTemporaryFile() as report:
        launcher = [sys.executable, "-I", "-S", str(LAUNCHER), report.name]
        subprocess.run([*launcher, *command], cwd=folder, env=environment, check=True)
        code, processor, wall, memory = report.read().split()
    if int(code):
        raise RuntimeError(f"{' '.join(command)} ended with {int(code)}")
    return Cost(float(processor), float(wall), int(memory) * KILOBYTE)


def interleaved(
    commands: Mapping[str, Sequence[str]], folder: Path, repetitions: int, prepare: Mapping[str, Callable[[], None]]
) -> dict[str, Cost]:
    """Run all commands in turn, as often as said, and return the median of each. `prepare` is called before a command."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(repetitions + 1):
        for name, command in commands.items():
            prepare.get(name, lambda: None)()
            cost = run(command, folder)
            if number:  # the first round warms caches and writes bytecode
                costs[name].append(cost)
    return {name: Cost(*map(statistics.median, zip(*taken, strict=True))) for name, taken in costs.items()}


def by_helm(chart: str) -> dict[str, list[str]]:
    """Return the command that renders a chart, for each version of Helm that is built."""
    return {
        version: [str(program_path(version)), "template", "release", chart]
        for version in PROGRAMS
        if program_path(version).exists()
    }


def put_aside(place: Path) -> None:
    """Free a place for what is measured next, without removing what stands there.

    A disk that is told of what was removed is slow for whoever writes after that, for seconds.
    """
    if os.path.lexists(place):
        place.rename(place.with_name(f"{place.name}.aside-{next(NUMBERS)}"))


def own_peak() -> int:
    """Return the peak memory of this process so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
