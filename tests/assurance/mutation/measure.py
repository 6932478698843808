"""Faults planted in the product, for the table of assurance: all of small rooms, of others the same sample each time."""

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
SEED = 7
LONGEST = 0.3
"""Processor seconds: tests that take longer notice nothing, so that a room is measured in minutes."""
EACH = {
    "writing": 8,
    "values": 8,
    "fill": 15,
    "spell": 30,
    "writer": 30,
    "resolve": 3,
    "source": 4,
    "expressions": 12,
    "quantities": 0,
    "trees": 0,
    "model": 0,
    "check": 0,
    "changes": 15,
    "engines": 15,
}
"""The rooms, and how many faults of each of their modules are tried: 0 are all, which takes a minute there."""
QUICK_EACH = {"check": 1}


def measure(*, full: bool) -> Iterator[Row]:
    """Try faults of each room, or a few of one, and yield a row for each room."""
    for room, each in (EACH if full else QUICK_EACH).items():
        sums, words = tried(room, each)
        yield row(room, sums, words)


def tried(room: str, each: int) -> tuple[dict[str, int], str]:
    """Try so many faults of each module of a room, and return its sums and what was said of those that nothing noticed."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "sums.json"
        options = [
            "--room",
            room,
            "--each",
            str(each),
            "--longest",
            str(LONGEST),
            "--seed",
            str(SEED),
            "--processes",
            "1",
            "--results",
            str(results),
        ]
        command = [sys.executable, "-m", "tests.assurance.mutation", *options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        sums = json.loads(results.read_text(encoding="utf-8"))[room] if results.exists() else {}
    paths = tuple(path.relative_to(ROOT).as_posix() for path in rooms(ROOT)[room].modules)
    survivors = [line for line in done.stdout.splitlines() if line.startswith(paths) and "(listed as equivalent" not in line]
    return sums, "; ".join([*survivors, *done.stderr.splitlines()[-1:], f"exit status {done.returncode}"])


def row(room: str, sums: Mapping[str, int], words: str) -> Row:
    """Return the row of a room; without a trial, or with one that says nothing, the promise does not hold."""
    chosen, possible = sums.get("chosen", 0), sums.get("possible", 0)
    which = "all" if chosen == possible else f"some of each module, the same {chosen:,} of"
    seed = "" if chosen == possible else f" each time (seed {SEED})"
    what = f"{room}: small faults, {which} {possible:,}{seed}, tried with all tests of at most {LONGEST} s"
    if not sums.get("tried"):
        return Row("R31", what, f"not tried: {words}", held=False)
    figure = f"{sums['survived']} of {sums['tried']} survived, {sums['noticed']} were noticed"
    figure += f", {sums['equivalent']} more change nothing" if sums["equivalent"] else ""
    open_ends = sums["errors"] + sums["not reached"]
    figure += f", {open_ends} were not tried" if open_ends else ""
    held = not sums["survived"] and not open_ends
    return Row("R31", what, figure if held else f"{figure} ({words})", held)
