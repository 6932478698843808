"""Build the peers, measure them beside oamc, and write `docs/performance-peers.md`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.peers.build import build_all
from benchmarks.peers.measure import applications, components
from benchmarks.peers.page import Measured, goals, page
from benchmarks.peers.stages import shares, start

PAGE = Path(__file__).parents[2] / "docs" / "performance-peers.md"
FEWER = 3
"""Runs of each command for many applications or components: each takes long."""
OF_STAGES = 200
"""Applications over which the stages of oamc are timed."""


def numbers(text: str) -> list[int]:
    """Return the numbers in a text, between commas."""
    return [int(number) for number in text.split(",") if number]


def main() -> int:
    """Measure what the arguments ask for; status 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=15, help="runs of each command for one application (default 15)")
    parser.add_argument("--sizes", type=numbers, default=[1, 1000], help="numbers of applications (default 1,1000)")
    parser.add_argument("--components", type=numbers, default=[1, 25, 100], help="components of KubeVela (default 1,25,100)")
    parser.add_argument("--output", type=Path, default=PAGE, help="the page to write")
    given = parser.parse_args()
    repetitions: int = given.repetitions
    built = build_all()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def often(size: int) -> int:
            return repetitions if size == 1 else min(FEWER, repetitions)

        beside = [applications(folder / str(size), built, size, often(size)) for size in given.sizes]
        vela = [components(folder / "kubevela", built, size, often(size)) for size in given.components]
        started = start(folder / "start", repetitions)
    measured = Measured(tuple(beside), tuple(table for table in vela if table), started, shares(OF_STAGES))
    text = page(measured, built)
    print(text)
    given.output.write_text(text, encoding="utf-8")
    missed = [goal for goal in goals(measured.components) if not goal.is_met]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
