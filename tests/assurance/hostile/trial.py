"""Tries one case: every run that it needs, and the judgement."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from tests.assurance.hostile.cases import Case
from tests.assurance.hostile.judge import differing, judge
from tests.assurance.hostile.problems import Problem
from tests.assurance.hostile.rendering import Rendering, render
from tests.assurance.hostile.sandbox import COMMAND, Run, run
from tests.assurance.hostile.stand_ins import StandIn
from tests.support.helm import shared_engine

PATIENCE, PATIENCE_WHILE_TESTING = 1.5, 5.0
"""Other work on the same machine makes each step slower; the suite runs beside anything."""


def tried(case: Case, *, full: bool, command: Sequence[str] = COMMAND) -> list[Problem]:
    """Return the problems of a case.

    Without `full`, what must be refused is built in one of the two formats, one case in four is run again under another hash
    seed, and only the large cases and one in eight of the others start an interpreter: the others are copies of one.
    """
    number = crc32(case.id.encode())
    copied = not full and not case.is_big and number // 8 % 8 != 0
    formats = case.formats if full or case.expect == "accepted" else (case.formats[number % len(case.formats)],)
    runs = [run(case, kind, command=command, copied=copied) for kind in formats]
    problems = judge(case, runs, rendered(case, runs), PATIENCE if full else PATIENCE_WHILE_TESTING)
    if full or number // 2 % 4 == 0:
        problems += differing(case, runs[-1], run(case, formats[-1], command=command, seed=2, copied=copied))
    return problems


def caught(stand_in: StandIn, *, copied: bool = False) -> list[Problem]:
    """Return the problems of a stand-in on its case, started or `copied`."""
    command, case = stand_in.command(), stand_in.case
    one = run(case, stand_in.format, command=command, wall_seconds=stand_in.wall_seconds, copied=copied)
    problems = judge(case, [one], rendered(case, [one]))
    if stand_in.again:
        problems += differing(case, one, run(case, stand_in.format, command=command, seed=2, copied=copied))
    return problems


def rendered(case: Case, runs: Sequence[Run]) -> Rendering | None:
    """Render the chart of an accepted case."""
    charts = [one for one in runs if one.format == "helm" and one.status == 0]
    return render(charts[0], shared_engine(), overrides=not case.is_big) if case.expect == "accepted" and charts else None
