"""Fresh charts on a disk. The peer is a loop that creates the same files, and compiles nothing."""

from __future__ import annotations

import itertools
import os
import pickle
import statistics
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.inputs import write_applications
from benchmarks.processes import OAMC, run
from benchmarks.report import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY = Path("/dev/shm")
"""A place in memory, where Linux has one."""
AS_MUCH_AS_A_LOOP = 1.2
"""Writing may take so many times what a plain loop takes for the same files."""
LOOP = """
import os, pickle, sys
files, target, waits = sys.argv[1:]
for path, content in pickle.load(open(files, "rb")).items():
    place = os.path.join(target, path)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "wb") as file:
        file.write(content)
if waits == "waits":
    os.sync()
"""


LOOPS = {"a plain loop": "leaves", "a plain loop that waits for the disk": "waits"}
"""What the loops do when all files are created."""


@contextmanager
def charts_in_memory() -> Iterator[Path | None]:
    """Yield a place for charts that no disk has to take; none where the system has no such place."""
    if not MEMORY.is_dir():
        yield None
        return
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder) / "charts"


def build_to(source: Path, target: Path) -> list[str]:
    """Return the command that builds charts of documents into a directory."""
    return [OAMC, "build", str(source), "-q", "-o", str(target)]


def fresh_charts(folder: Path, size: int, repetitions: int) -> Iterator[Figure]:
    """Build charts where nothing stands, on the disk that has `folder` and in memory, and create their files by a loop.

    What building on the disk takes beyond building in memory, on the wall, is compared with the loop: once with one that leaves
    the disk to the system, and once with one that waits until all of it is there, as `oamc` does before anything is exchanged.
    Nothing is removed meanwhile: a disk that is told of what was removed is slow for whoever comes next.
    """
    write_applications(folder / "disk", size)
    with charts_in_memory() as in_memory:
        if in_memory is None:
            return
        run(build_to(folder / "disk", in_memory), folder)
        files = in_memory.with_name("files")
        files.write_bytes(pickle.dumps(_files(in_memory)))
        targets = {name: folder / name.replace(" ", "-") for name in ("on the disk", *LOOPS)}
        targets["in memory"] = in_memory.with_name("many")
        walls: dict[str, list[float]] = {name: [] for name in targets}
        for number, (name, target) in itertools.product(range(repetitions + 1), targets.items()):
            os.sync()
            to = target.with_name(f"{target.name}-{number}")
            cost = run(_loop(files, to, LOOPS[name]) if name in LOOPS else build_to(folder / "disk", to), folder)
            if number:  # the first round warms caches
                walls[name].append(cost.wall)
    built, compiled, *loops = (statistics.median(walls[name]) for name in ("on the disk", "in memory", *LOOPS))
    for name, loop in zip(LOOPS, loops, strict=True):
        figure = f"writing {size:,} fresh charts, over {name}, on the wall"
        note = f"{built:.2f} s, of which {compiled:.2f} s in memory; the loop: {loop:.2f} s"
        yield Figure("Fresh charts on a disk", figure, (built - compiled) / loop, "x", note=note, budget=AS_MUCH_AS_A_LOOP)


def _loop(files: Path, target: Path, what: str) -> list[str]:
    """Return the command that creates files below a directory by a loop."""
    return [sys.executable, "-I", "-S", "-c", LOOP, str(files), str(target), what]


def _files(tree: Path) -> dict[str, bytes]:
    """Return the files of a tree by their paths in it."""
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in sorted(tree.rglob("*")) if path.is_file()}
