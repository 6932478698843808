"""Fuzzing for the table of assurance: the million of inputs that a release is tried with."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.assurance.fuzz.campaign import Outcome, run
from tests.assurance.fuzz.harnesses import HARNESSES, Harness
from tests.assurance.rows import Row
from tests.support.processes import ROOT

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
    for harness, (guided, blind) in zip(HARNESSES.values(), outcomes, strict=True):
        whole = (guided.inputs, blind.inputs) >= shares(harness, full=full)
        yield Row("R22", f"{harness.name}: {harness.tries}", told(guided, blind), not blind.finds and whole)
    inputs = sum(outcome.inputs for pair in outcomes for outcome in pair)
    finds = sum(len(blind.finds) for _, blind in outcomes)
    whole = inputs >= sum(sum(shares(harness, full=full)) for harness in HARNESSES.values())
    what = "all harnesses: tracebacks, hangs, signals, files written, programs started, payloads that took effect"
    yield Row("R22, R14, R2, R5", what, f"{finds} in {inputs:,} inputs", not finds and whole)


def run_all(folder: Path, *, full: bool) -> list[tuple[Outcome, Outcome]]:
    """Run each harness with guidance, then blindly from what that has found; the finds of both are in the second outcome.

    Guidance costs seconds before the first input: a quick run goes without.
    """

    def one(harness: Harness) -> tuple[Outcome, Outcome]:
        place = folder / harness.name
        guided, blind = shares(harness, full=full)
        return run(harness, place, runs=guided, guided=full), run(harness, place, runs=blind, seed=1, guided=False)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, HARNESSES.values()))


def shares(harness: Harness, *, full: bool) -> tuple[int, int]:
    """Return how many inputs a harness tries with guidance and without."""
    return (harness.guided, harness.blind) if full else (QUICK, QUICK)


def told(guided: Outcome, blind: Outcome) -> str:
    """Return the figure of one harness."""
    how = f"guided to {guided.edges:,} edges" if guided.edges is not None else "not guided: atheris is not installed"
    rates = [
        f"{outcome.inputs:,} {word} at {outcome.inputs / max(outcome.seconds, 1e-9):.0f} a second"
        for outcome, word in ((guided, how), (blind, "blind"))
    ]
    return f"{len(blind.finds)} of {guided.inputs + blind.inputs:,} ({'; '.join(rates)})"
