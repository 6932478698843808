"""The rows of the table of assurance about logs: places, safe messages, secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.assurance.logs.moved import MOVES
from tests.assurance.logs.test_messages import CODES, HOSTILE, filled, hostile_cases, judged
from tests.assurance.logs.test_places import complaints
from tests.assurance.logs.test_positions import CASES, OF_THE_WHOLE_FILE, moved
from tests.assurance.logs.test_secrets import leaks
from tests.assurance.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator


def measure(*, full: bool) -> Iterator[Row]:
    """Measure the promises about logs."""
    yield _positions(full=full)
    yield _counted(
        "R13",
        "Golden cases, and the same with a key or value replaced by another kind: findings without a place, or with one that "
        "is not the smallest text",
        complaints(60 if full else 1),
    )
    yield _counted(
        "R15",
        "Every code with hostile texts in every part of its message, in seven forms",
        (str(judged([filled(code, text)]) or "") for text in (HOSTILE if full else HOSTILE[:2]) for code in CODES),
    )
    yield _counted(
        "R15",
        "Golden cases with a key or value replaced by a hostile text, built and reported in eight forms",
        (problem for seed in range(3 if full else 1) for problem in hostile_cases(60 if full else 1, seed)),
    )
    yield _counted(
        "R16",
        "Documents with a marker wherever a secret can stand, broken near each marker in 44 ways, reported in eight forms",
        leaks(1 if full else 20),
    )


def _counted(promise: str, what: str, problems: Iterator[str]) -> Row:
    """Return a row that counts what is wrong; an empty text is a try in which nothing was."""
    tried = failed = 0
    for problem in problems:
        tried += 1
        failed += bool(problem)
    return Row(promise, what, f"{failed:,} of {tried:,}", held=tried > 0 and failed == 0)


def _positions(*, full: bool) -> Row:
    """Return the row about places that move with their text."""
    cases = [case for name, case in CASES.items() if name not in OF_THE_WHOLE_FILE]
    pairs = [(case, move) for case in (cases if full else cases[:10]) for move in MOVES]
    wrong = sum(expected != actual for expected, actual in (moved(case, move) for case, move in pairs))
    what = (
        f"Golden cases of diagnostics in {len(MOVES)} other forms (ends of lines, byte order marks, unusual line breaks, wide "
        "and combining characters, depth): forms in which a place did not move with its text"
    )
    return Row("R13", what, f"{wrong:,} of {len(pairs):,}", held=wrong == 0)
