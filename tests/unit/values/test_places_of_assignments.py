"""The place of a value is that of the assignment which counts: the last one that says anything at, above or below its path."""

import pytest

from oamc.values.given import Assignment, Given
from oamc.values.places import Places


def found(path, *assignments):
    given = Given(values={}, assignments=tuple(Assignment(flag=flag, text=text) for flag, text in assignments))
    place = Places(given).find(path)
    return place.flag, place.words.rpartition(" ")[2], place.behind_a_comma


SET = ("--set", "a.b=x,c=y")
WHOLE = ("--set-json", '{"a": {"b": 3}, "d": 4}')


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("a", "b"), ("--set-json", "1)", False)),
        (("a", "b", "below"), ("--set-json", "1)", False)),
        (("a",), ("--set-json", "1)", False)),
        (("d",), ("--set-json", "1)", False)),
        (("c",), ("--set", "7)", True)),
        (("a", "other"), ("", "", False)),
        (("e",), ("", "", False)),
    ],
)
def test_a_mapping_given_as_json_is_the_place_of_what_it_says_and_of_nothing_else(path, place):
    assert found(path, SET, WHOLE) == place


def test_the_last_assignment_counts_within_a_text_and_among_texts():
    assert found(("a",), ("--set", "a=1,a=2")) == ("--set", "5)", True)
    assert found(("a", "b"), WHOLE, SET) == ("--set", "1)", False)


def test_a_name_is_the_place_of_what_is_below_it_and_not_of_a_longer_name():
    assert found(("a", "b", "x"), SET) == ("--set", "1)", False)
    assert found(("ab",), ("--set", "a=1")) == ("", "", False)


def test_the_words_name_the_flag_and_the_column():
    given = Given(values={}, assignments=(Assignment(flag="--set", text="a=1,b=2"), Assignment(flag="--set", text="c=3")))
    places = Places(given)
    assert places.find(("b",)).words == " (given by --set number 1, column 5)"
    assert places.find(("c",)).words == " (given by --set number 2, column 1)"
    assert places.find(("d",)).words == ""
