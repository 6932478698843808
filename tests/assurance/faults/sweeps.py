"""A fault at every write point of a build, one after the other, until the build ends without reaching it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.assurance.faults.builds import Prepared
from tests.assurance.faults.judge import judge, next_run_problems
from tests.assurance.faults.trees import copy, identities

ERRORS = ("ENOSPC", "EIO", "EACCES", "EDQUOT", "EINTR")
SIGNALS = ("KILL", "INT", "TERM")
SHORT = ("SHORT", "SHORT0")


class Find(NamedTuple):
    """One run and what was wrong with it."""

    build: str
    fault: str
    points: tuple[int, ...]
    at: str
    problems: tuple[str, ...]


def sweep(
    prepared: Prepared, action: str, *, after: bool = False, sticky: bool = False, stride: int = 1, begin: int = 1, **request
) -> Iterator[Find]:
    """Let one fault happen at each point (or each `stride`-th); yield what came of every run."""
    number = begin
    while True:
        place = fresh(prepared)
        outcome = prepared.run(place, action=action, at=number, after=after, sticky=sticky, **request)
        if len(outcome.points) < number:
            assert outcome.status == 0, outcome
            return
        problems = judge(prepared, place, outcome, action=action, sticky=sticky)
        problems += next_run_problems(prepared, place)
        words = action + (" after" if after else "") + (" and all later" if sticky else "")
        yield Find(prepared.build.name, words, (number,), outcome.points[number - 1], tuple(problems))
        number += stride


def sweep_twice(prepared: Prepared, first: str, second: str, *, stride: int = 1, second_stride: int = 1) -> Iterator[Find]:
    """Let a fault happen at each point, and another one at each point of the run that cleans up after it."""
    number = 1
    while True:
        place = fresh(prepared)
        outcome = prepared.run(place, action=first, at=number)
        if len(outcome.points) < number:
            return
        broken = place.with_name("broken")
        shutil.rmtree(broken, ignore_errors=True)
        place.rename(broken)
        later = 1
        while True:
            fresh(prepared, broken)
            outcome = prepared.run(place, action=second, at=later)
            if len(outcome.points) < later:
                break
            problems = judge(prepared, place, outcome, action=second, sticky=True)
            problems += next_run_problems(prepared, place)
            words = f"{first}, then {second}"
            yield Find(prepared.build.name, words, (number, later), outcome.points[later - 1], tuple(problems))
            later += second_stride
        number += stride


def fresh(prepared: Prepared, source: Path | None = None) -> Path:
    """Return a folder that is a copy of the prepared one (or of `source`)."""
    shutil.rmtree(prepared.place, ignore_errors=True)
    copy(source or prepared.folder, prepared.place)
    found = identities(prepared.place)
    prepared.numbers = {path: found[path] for path in prepared.build.mine}
    return prepared.place
