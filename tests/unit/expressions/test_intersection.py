"""What two types have in common, and examples of types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.expressions.examples import example, no_text_fits
from oamc.expressions.intersection import intersect
from oamc.expressions.problems import misfit
from oamc.expressions.types import (
    COUNT_OR_PERCENT,
    PROCESS_TEXT,
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    NumberType,
    ObjectType,
    TextType,
)
from oamc.resolve.containers import BYTES, CPU, IMAGE


def text(*patterns: str, longest: int = 16_384, least: int = 0) -> TextType:
    return TextType(contains=patterns, maximum_length=longest, minimum_length=least)


NUMBERS = st.builds(
    NumberType,
    whole=st.booleans(),
    minimum=st.sampled_from([-3, -1.5, 0, 0.5, 2]),
    maximum=st.sampled_from([-2, 0, 0.75, 2, 5]),
    above=st.sampled_from([None, -2, 0, 0.5]),
    below=st.sampled_from([None, 0, 0.75, 2]),
)
WHOLE = st.builds(
    NumberType,
    whole=st.just(True),
    minimum=st.sampled_from([-3, 0, 2]),
    maximum=st.sampled_from([-2, 0, 7, 12]),
    above=st.sampled_from([None, -2, 0]),
    multiple=st.sampled_from([None, 2, 3, 2**52, 2**52 - 1]),
)
TEXTS = st.builds(
    TextType,
    contains=st.lists(st.sampled_from(["^a", "b$", "^[ab]*$", "aa", "\n$"]), max_size=2).map(tuple),
    minimum_length=st.integers(0, 3),
    maximum_length=st.sampled_from([2, 4]),
    choices=st.sampled_from([(), (), ("a", "ab", "", "b\n")]),
    forbidden=st.sampled_from(["", r"\x00", "ba"]),
    rule=st.just("must not have it"),
)
CHOICES = st.sampled_from([ChoiceType(choices=(True,)), ChoiceType(choices=(1, 2.5, 0)), ChoiceType(choices=("a", 1, False))])
LISTS = st.one_of(
    st.builds(AnyListType, minimum_length=st.integers(0, 2), maximum_length=st.sampled_from([None, 1, 2])),
    st.builds(
        ListType,
        item=st.sampled_from([TextType(), TextType(choices=("a",)), NumberType(whole=True), NumberType(minimum=1)]),
        minimum_length=st.integers(0, 2),
        maximum_length=st.sampled_from([None, 1, 2]),
        unique=st.booleans(),
    ),
)
TYPES = st.one_of(NUMBERS, WHOLE, TEXTS, CHOICES, st.sampled_from([BooleanType(), COUNT_OR_PERCENT, IMAGE, PROCESS_TEXT]))
SOME_VALUES = (
    *(True, False, -3, -2, -1.5, 0, 0.5, 0.6, 0.75, 1, 2, 2.5, 3.0),
    *(6, 12, -6, 4),
    *("", "a", "ab", "ba", "aab", "abab", "b\n", "50%", "\x00"),
)
SOME_LISTS: tuple[object, ...] = (["a"], ["a", "b"], ["a", "a"], [1], [0], [1, 1.0], [0.5, 2], [2, 1], [["a"]], [{}, True, 1])


@given(st.tuples(LISTS, LISTS))
def test_a_list_is_of_both_types_exactly_if_it_is_of_their_intersection(types):
    both = intersect(*types)
    for value in SOME_LISTS:
        of_both = all(misfit(value_type, value) is None for value_type in types)
        assert (both is not None and misfit(both, value) is None) == of_both, value


@pytest.mark.parametrize(
    ("value_type", "wanted"),
    [
        (ListType(item=TextType(), minimum_length=3, unique=True), ["a", "ab", "abb"]),
        (ListType(item=NumberType(whole=True, minimum=1, multiple=5), minimum_length=2, unique=True), [5, 10]),
        (ListType(item=NumberType(whole=True, minimum=-3, maximum=0), minimum_length=2, unique=True), [-1, 0]),
        (ListType(item=ChoiceType(choices=(1, 2, 3)), minimum_length=2, unique=True), [1, 2]),
        (ListType(item=TextType(choices=("a", "b")), minimum_length=3, unique=True), None),
        (ListType(item=TextType(contains=("1",)), minimum_length=2), ["1", "1"]),
        (ListType(item=TextType(contains=("^1$",), maximum_length=9), minimum_length=2, unique=True), None),
        (AnyListType(minimum_length=2), ["", ""]),
        (AnyListType(minimum_length=1_001), None),
        (ListType(item=BooleanType(), minimum_length=1_001), None),
        (NumberType(whole=True, minimum=1, multiple=7), 7),
        (NumberType(whole=True, minimum=1, maximum=6, multiple=7), None),
        (NumberType(above=0, below=1), 0.5),
    ],
)
def test_the_plainest_value_keeps_all_rules(value_type, wanted):
    assert example(value_type) == wanted


def test_multiples_above_all_numbers_leave_zero():
    huge = [NumberType(whole=True, multiple=2**52), NumberType(whole=True, multiple=3**32)]
    assert intersect(*huge) == NumberType(whole=True, minimum=0, maximum=0)
    assert intersect(huge[0], NumberType(whole=True, minimum=1, multiple=3**32)) is None


@given(st.one_of(st.tuples(NUMBERS, NUMBERS), st.tuples(WHOLE, WHOLE), st.tuples(TEXTS, TEXTS), st.tuples(TYPES, TYPES)))
def test_a_value_is_of_both_types_exactly_if_it_is_of_their_intersection(types):
    both = intersect(*types)
    for value in SOME_VALUES:
        of_both = all(misfit(value_type, value) is None for value_type in types)
        assert (both is not None and misfit(both, value) is None) == of_both, value


@given(TYPES)
def test_a_type_with_values_of_few_characters_has_an_example_of_it(value_type):
    found = example(value_type)
    assert found is not None or all(misfit(value_type, value) for value in SOME_VALUES)
    assert found is None or misfit(value_type, found) is None


@pytest.mark.parametrize(
    "value_type",
    [text("^a$", "^b$"), text("x{3}", longest=2), text("^a*$", "^b*$", least=1), text("a^"), TextType(maximum_length=-1)],
)
def test_a_type_without_texts_is_known_as_one(value_type):
    assert no_text_fits(value_type)
    assert example(value_type) is None


def test_the_search_for_an_example_ends():
    assert example(text("(a|b)*a(a|b){100}c$", "^[abd]*(dd)+[abd]{300}")) is None
    assert not no_text_fits(text("(a|b)*a(a|b){100}c", "^[ab]*d"))


def test_examples_of_what_is_made_of_others():
    assert [example(value_type) for value_type in (CPU, BYTES, ObjectType(), ListType(item=IMAGE, minimum_length=1))] == [
        "1", "1Gi", {}, ["a"]
    ]  # fmt: skip


def test_both_rules_of_an_image_hold():
    both = intersect(IMAGE, text("^registry/"))
    assert both is not None
    assert [misfit(both, value) is None for value in ("registry/a", "other/registry/a", "registry/a b")] == [True, False, False]


def test_of_two_patterns_for_whole_texts_both_hold():
    both = intersect(TextType(pattern="[a-z]+", rule="must be letters"), TextType(pattern="[a-c0-9]+", rule="must be few"))
    assert both is not None
    assert [misfit(both, value) is None for value in ("abc", "abd", "ab1", "ab\n")] == [True, False, False, False]
