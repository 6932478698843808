"""Fuzz the compiler.

    python -m tests.assurance.fuzz [NAME …] --seconds 300      some time, shared by the named harnesses (all by default)
    python -m tests.assurance.fuzz NAME --runs 10000           a number of inputs for each
    python -m tests.assurance.fuzz NAME --input FILE           one input: how a find is reproduced

The environment `.venv-fuzz` with atheris (`make fuzz` makes it) is used where it exists. The exit status is 1 after a find.
"""

# A program that people watch:
# ruff: noqa: T201

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.assurance.fuzz.campaign import Outcome, run
from tests.assurance.fuzz.harnesses import HARNESSES
from tests.support.processes import ROOT

FOLDER = ROOT / "build" / "fuzz"


def main() -> int:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.assurance.fuzz", description="Search for inputs that break a promise of oamc."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"harnesses: {', '.join(HARNESSES)} (default: all)")
    parser.add_argument("--runs", type=int, help="inputs for each harness")
    parser.add_argument("--seconds", type=float, help="time for all harnesses together (default: 60)")
    parser.add_argument("--seed", type=int, default=0, help="another seed, another search")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where corpus, logs and finds go (default: build/fuzz)")
    parser.add_argument("--input", type=Path, help="try this file only")
    given = parser.parse_args()
    unknown = set(given.names) - set(HARNESSES)
    if unknown:
        parser.error(f"there is no harness {', '.join(sorted(unknown))}")
    chosen = [HARNESSES[name] for name in given.names] or list(HARNESSES.values())
    if given.input is not None:
        if len(given.names) != 1:
            parser.error("--input needs one harness")
        chosen[0].load()(given.input.read_bytes())
        print("all that is checked of it holds")
        return 0
    share = None
    if given.runs is None or given.seconds is not None:
        share = (given.seconds or 60) / len(chosen)
    outcomes = []
    for harness in chosen:
        print(f"{harness.name}: {harness.tries}", flush=True)
        outcome = run(harness, given.folder / harness.name, runs=given.runs, seconds=share, seed=given.seed)
        print(told(outcome), flush=True)
        outcomes.append(outcome)
    return 1 if any(outcome.finds for outcome in outcomes) else 0


def told(outcome: Outcome) -> str:
    """Return what came of a run, for people, with the way to reproduce each find."""
    how = f"coverage of {outcome.edges:,} edges" if outcome.edges is not None else "not guided by coverage"
    rate = outcome.inputs / max(outcome.seconds, 1e-9)
    lines = [f"  {outcome.inputs:,} inputs in {outcome.seconds:.0f} s ({rate:.0f} a second), {how}: {len(outcome.finds)} finds"]
    for path in outcome.finds:
        lines.append(f"  {path.name}: python -m tests.assurance.fuzz {outcome.harness} --input {path}")
        lines.append(f"      keep it as a test: cp {path} tests/assurance/fuzz/corpus/{outcome.harness}/")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
