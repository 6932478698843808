"""The search for the name that a misspelled one means."""

from __future__ import annotations

from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.diagnostics.reports import _edit_distance, nearest

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


def test_searching_many_names_among_many_takes_little_time() -> None:
    known = [f"parametername{number}" for number in range(800)]
    start = process_time()
    for number in range(800):
        nearest(f"parametermane{number}", known)
    assert process_time() - start < 5  # a table for each pair takes more than ten times as long as this search
