"""One changed object after the other, judged by oamc's table and by the API server's own validation."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from typing import Any, NamedTuple

from oamc.kubernetes.findings import Problem
from oamc.kubernetes.schemas import load_table, problems
from tests.assurance.table.changes import SPECIMENS, changed
from tests.assurance.table.differences import STRICTER
from tests.kubernetes_programs.judge import Judge

NAMED = re.compile(r'\[[^]]*\]|"[^"]*"')


class Disagreement(NamedTuple):
    """One object that only one of the two refuses, with the reasons of that one."""

    body: dict[str, Any]
    refused_by: str
    reasons: tuple[str, ...]

    def summary(self) -> str:
        """Return who refuses it and why, without names and numbers."""
        told = NAMED.sub("…", self.reasons[0])
        return f"{self.refused_by}: {told[:160]}"

    def __str__(self) -> str:
        return f"only {self.refused_by} refuses: {'; '.join(self.reasons)[:400]}\n  {json.dumps(self.body)[:3000]}"


class Compared(NamedTuple):
    """What came out: how many objects were judged, how many both refused, stricter ones by their reason, disagreements."""

    judged: int
    refused: int
    stricter: Counter[str]
    disagreements: list[Disagreement]


def on_purpose(found: tuple[Problem, ...], minor: int) -> str:
    """Return the name of the difference that all problems of an object belong to, or nothing."""
    names = [
        next((name for name, told in STRICTER.items() if minor <= told.until and re.search(told.pattern, problem.message)), "")
        for problem in found
    ]
    return names[0] if names and all(names) else ""


def compare(judge: Judge, version: str, first: int, count: int) -> Compared:
    """Judge numbered objects: each is a specimen with one or two changes."""
    table = load_table()
    refused = 0
    stricter: Counter[str] = Counter()
    disagreements = []
    for number in range(first, first + count):
        chance = random.Random(number)
        specimen = SPECIMENS[number % len(SPECIMENS)]
        body = changed(specimen, table, version, chance)
        ours = problems(body, version)
        theirs = judge.create(body)
        if ours and theirs.errors:
            refused += 1
        elif ours and (name := on_purpose(ours, int(version.partition(".")[2]))):
            stricter[name] += 1
        elif ours:
            disagreements.append(Disagreement(body, "oamc", tuple(problem.message for problem in ours)))
        elif theirs.errors:
            disagreements.append(Disagreement(body, "the API server", theirs.errors))
    return Compared(count, refused, stricter, disagreements)
