"""Faults planted in the product, for the table of assurance: a sample of each room, the same one each time."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.assurance.mutation.rooms import rooms
from tests.assurance.rows import Row

ROOT = Path(__file__).parents[3]
SEED = 1
SAMPLE, QUICK_SAMPLE = 30, 2
ROOMS = ("model", "check")
"""Rooms whose tests take seconds; `make mutants` tries all of them."""
QUICK_ROOMS = ("check",)


def measure(*, full: bool) -> Iterator[Row]:
    """Try a sample of faults of each room, or a few of one, and yield a row for each room."""
    for room in ROOMS if full else QUICK_ROOMS:
        sums, words = tried(room, SAMPLE if full else QUICK_SAMPLE)
        yield row(room, sums, words)


def tried(room: str, sample: int) -> tuple[dict[str, int], str]:
    """Try a sample of a room, and return its sums and what was said about the faults that were not noticed."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "sums.json"
        options = ["--room", room, "--sample", str(sample), "--seed", str(SEED), "--processes", "1", "--results", str(results)]
        command = [sys.executable, "-m", "tests.assurance.mutation", *options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        sums = json.loads(results.read_text(encoding="utf-8"))[room] if results.exists() else {}
    paths = tuple(path.relative_to(ROOT).as_posix() for path in rooms(ROOT)[room].modules)
    survivors = [line for line in done.stdout.splitlines() if line.startswith(paths) and "(listed as equivalent" not in line]
    return sums, "; ".join([*survivors, *done.stderr.splitlines()[-1:], f"exit status {done.returncode}"])


def row(room: str, sums: Mapping[str, int], words: str) -> Row:
    """Return the row of a room; without a trial, or with one that says nothing, the promise does not hold."""
    of_all = f"{sums.get('chosen', 0)} of {sums.get('generated', 0):,}"
    what = f"{room}: small faults, the same {of_all} each time (seed {SEED}), after trials without a fault, which survived"
    if not sums.get("tried"):
        return Row("R31", what, f"not tried: {words}", held=False)
    figure = f"{sums['survived']} of {sums['tried']} survived, {sums['noticed']} were noticed"
    figure += f", {sums['equivalent']} more change nothing" if sums["equivalent"] else ""
    open_ends = sums["errors"] + sums["not reached"]
    figure += f", {open_ends} were not tried" if open_ends else ""
    held = not sums["survived"] and not open_ends
    return Row("R31", what, figure if held else f"{figure} ({words})", held)
