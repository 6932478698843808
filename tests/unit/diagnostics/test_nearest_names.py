"""The search for the name that a misspelled one means."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.diagnostics import reports
from oamc.diagnostics.reports import ERROR, MOST_COMPARED, Code, Reports, _edit_distance, nearest, strange_characters

if TYPE_CHECKING:
    from collections.abc import Callable

LETTERS = st.text("abc", max_size=9)


def table_distance(left: str, right: str) -> int:
    """Return the edit distance with swaps of neighbors by the usual table."""
    table = [[i + j for j in range(len(right) + 1)] for i in range(len(left) + 1)]
    for i in range(1, len(left) + 1):
        for j in range(1, len(right) + 1):
            cost = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (left[i - 1] != right[j - 1]))
            if i > 1 and j > 1 and left[i - 1] == right[j - 2] and left[i - 2] == right[j - 1]:
                cost = min(cost, table[i - 2][j - 2] + 1)
            table[i][j] = cost
    return table[-1][-1]


@settings(deadline=None)
@given(LETTERS, LETTERS)
def test_the_distance_is_that_of_the_usual_table(left: str, right: str) -> None:
    assert _edit_distance(left, right) == table_distance(left, right)


def test_the_closest_name_wins_and_a_distant_one_does_not() -> None:
    assert nearest("replicaCuont", ["replicas", "replicaCount"]) == "replicaCount"
    assert nearest("log_level", ["logLevels", "logLevel"]) == "logLevel"
    assert nearest("xyz", ["target"]) is None


def test_an_equally_spelled_name_is_found_among_any_number() -> None:
    assert nearest("Wanted-name", [*(f"other-name{number}" for number in range(5000)), "wantedName"]) == "wantedName"


@pytest.mark.parametrize("count", [3, 800])
def test_one_search_compares_a_bounded_number_of_characters(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    compared: list[str] = []

    def counted(left: str, right: str) -> int:
        compared.append(right)
        return _edit_distance(left, right)

    monkeypatch.setattr(reports, "_edit_distance", counted)
    known = [f"parametername{number:05}" for number in range(count)]
    assert nearest("parametermane00000", known) in known
    assert len(compared) == min(count, MOST_COMPARED // len(known[0]) + 1)


def test_comparing_long_names_is_much_faster_than_by_the_usual_table() -> None:
    left, right = "parametername" * 4, "parametermane" * 4
    seconds = {distance: min(timed(distance, left, right) for _ in range(5)) for distance in (_edit_distance, table_distance)}
    assert 4 * seconds[_edit_distance] < seconds[table_distance]


def timed(distance: Callable[[str, str], int], left: str, right: str) -> float:
    """Return the seconds of the processor that ten comparisons take."""
    start = process_time()
    for _ in range(10):
        distance(left, right)
    return process_time() - start


def test_what_the_eye_cannot_see_in_a_name_is_said_beside_a_suggestion() -> None:
    assert strange_characters(["spec", "image"]) == ""
    assert strange_characters(["im\u0430ge", 3]) == " What is written has U+0430 (CYRILLIC SMALL LETTER A)"
    assert strange_characters(["\u200bimage"]) == " What is written has U+200B (ZERO WIDTH SPACE)"
    assert strange_characters(["\U000f0000\u0430\u0435\u0456"]).endswith(
        "U+F0000 (no letter), U+0430 (CYRILLIC SMALL LETTER A) and U+0435 (CYRILLIC SMALL LETTER IE) and others"
    )


def test_a_hint_without_a_suggestion_says_nothing_of_characters() -> None:
    code = Code(id="OAM999", severity=ERROR, template='"{name}"')
    reports = Reports()
    reports.add(code, at=None, hint='did you mean "image"?', name="im\u0430ge")
    reports.add(code, at=None, hint="known fields are image", name="im\u0430g")
    assert [found.hint.count("U+0430") for found in reports.found] == [1, 0]
