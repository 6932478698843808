"""The figures of the hostile collection for the table of assurance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from tests.assurance.hostile.cases import Case, every_case
from tests.assurance.hostile.judge import CODES, GROUPS
from tests.assurance.hostile.stand_ins import STAND_INS
from tests.assurance.hostile.tracing import is_available, traced_problems
from tests.assurance.hostile.trial import caught, tried
from tests.assurance.rows import Row

WORKERS = 2
QUICK_CASES, QUICK_STAND_INS, QUICK_TRACES = 20, 7, 2
TRACES = 60


def measure(*, full: bool) -> Iterator[Row]:
    """Try the collection, or one case in ten of it, then the stand-ins, then a sample under the eyes of the kernel."""
    cases = every_case() if full else _spread([case for case in every_case() if not case.is_big], QUICK_CASES)
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        problems = Counter(code for codes in pool.map(partial(_codes, full=full), cases) for code in codes)
        bad = sum(case.expect == "refused" for case in cases)
        collection = f"{bad} bad and {len(cases) - bad} good inputs, built into charts and manifests"
        for promise, codes in GROUPS.items():
            count = sum(problems[code] for code in codes)
            yield Row(promise, f"{', '.join(codes)} over {collection}", f"{count} of {len(cases)}", held=count == 0)
        stand_ins = range(len(STAND_INS)) if full else range(0, len(STAND_INS), len(STAND_INS) // QUICK_STAND_INS)
        found = sum(pool.map(_is_caught, stand_ins))
        what = f"programs that break one promise each, for {len(CODES)} problem codes, caught by the code"
        yield Row("R1-R26", what, f"{found} of {len(stand_ins)}", held=found == len(stand_ins))
    if is_available():
        sample = _spread([case for case in every_case() if not case.is_big], TRACES if full else QUICK_TRACES)
        seen = [problem for case in sample for kind in case.formats for problem in traced_problems(case, kind)]
        what = "files opened beyond the named ones, programs and connections, as the kernel saw them (strace)"
        yield Row("R1, R3", what, f"{len(seen)} in {sum(len(case.formats) for case in sample)} runs", held=not seen)


def _codes(case: Case, *, full: bool) -> set[str]:
    """Return the problem codes of a case."""
    problems = tried(case, full=full)
    for problem in problems:
        print(f"  {case.id}: {problem.code}: {problem.detail}")  # noqa: T201 - people watch a measurement
    return {problem.code for problem in problems}


def _is_caught(number: int) -> bool:
    """Tell whether a stand-in is caught by its code."""
    stand_in = STAND_INS[number]
    return stand_in.code in {problem.code for problem in caught(stand_in)}


def _spread(cases: list[Case], most: int) -> list[Case]:
    """Return so many cases from all over a list."""
    return cases[:: max(1, len(cases) // most)][:most]
