"""Fuzzing for the table of assurance: the million of inputs that a release is tried with."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.assurance.rows import Row
from tests.fuzz.campaign import Outcome, run
from tests.fuzz.harnesses import HARNESSES, ROOT, Harness

QUICK = 20
AT_ONCE = 2
FOLDER = ROOT / "build" / "fuzz-million"


def measure(*, full: bool) -> Iterator[Row]:
    """Run the harnesses, two at a time, each with its share of the million, and yield a row for each and one for all."""
    if full:
        for left in (*FOLDER.glob("*/finds"), *FOLDER.glob("*/corpus")):
            shutil.rmtree(left)
        outcomes = run_all(FOLDER, full=True)
    else:
        with tempfile.TemporaryDirectory() as folder:
            outcomes = run_all(Path(folder), full=False)
    for outcome in outcomes:
        harness = HARNESSES[outcome.harness]
        goal = share(harness, full=full)
        yield Row("R22", f"{harness.name}: {harness.tries}", told(outcome), not outcome.finds and outcome.inputs >= goal)
    inputs = sum(outcome.inputs for outcome in outcomes)
    finds = sum(len(outcome.finds) for outcome in outcomes)
    whole = inputs >= sum(share(HARNESSES[outcome.harness], full=full) for outcome in outcomes)
    what = "all harnesses: tracebacks, hangs, signals, files written, programs started, payloads that took effect"
    yield Row("R22, R14, R2, R5", what, f"{finds} in {inputs:,} inputs", not finds and whole)


def run_all(folder: Path, *, full: bool) -> list[Outcome]:
    """Run all harnesses; the longest begins first. Guidance costs seconds before the first input: a quick run goes without."""

    def one(harness: Harness) -> Outcome:
        return run(harness, folder / harness.name, runs=share(harness, full=full), guided=full)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, HARNESSES.values()))


def share(harness: Harness, *, full: bool) -> int:
    """Return how many inputs a harness tries."""
    return harness.full if full else QUICK


def told(outcome: Outcome) -> str:
    """Return the figure of one harness."""
    rate = outcome.inputs / max(outcome.seconds, 1e-9)
    how = f"guided, {outcome.edges:,} edges reached" if outcome.edges is not None else "not guided by coverage"
    return f"{len(outcome.finds)} of {outcome.inputs:,} ({rate:.0f} a second; {how})"
