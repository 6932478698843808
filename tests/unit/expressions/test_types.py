"""What a value may be: each type accepts and refuses, and says why without the value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.expressions.problems import problem
from oamc.expressions.types import (
    BYTES_TEXT,
    CPU_TEXT,
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    NumberType,
    ObjectType,
    QuantityType,
    TextMapType,
    TextType,
)

WORD = TextType(pattern="[a-z]+", forbidden="xx", rule="must be a word", minimum_length=1, maximum_length=4)
CPU, BYTES = QuantityType(unit="cpu"), QuantityType(unit="bytes")
AMOUNTS = TextMapType(fields=(("cpu", CPU_TEXT), ("memory", BYTES_TEXT)))
WHOLE = NumberType(whole=True, minimum=1, maximum=9)
FITTING = [
    (BooleanType(), [True, False]),
    (NumberType(), [0, -1.5, LARGEST_INTEGER]),
    (WHOLE, [1, 9, 4.0]),
    (ChoiceType(choices=(80, 443)), [80, 443.0]),
    (TextType(), ["", "a\nb"]),
    (WORD, ["a", "abcd"]),
    (TextType(choices=("a", "")), ["a", ""]),
    (CPU, [1, 0.5, 0.001, 999_999_999, "999999999", "1", "0.25", "100m"]),
    (BYTES, ["64Mi", "1.5G", "1k"]),
    (ListType(item=WORD, minimum_length=1), [["a"], ["a", "b"]]),
    (TextMapType(), [{}, {"a": "b", "c": ""}]),
    (AMOUNTS, [{}, {"cpu": "500m"}, {"cpu": "0.5", "memory": "64Mi"}]),
    (ObjectType(), [{}, {"a": [1, {"b": "c"}]}]),
    (AnyListType(), [[], [1, ["a"], {"b": True}]]),
]
REFUSED = [
    (BooleanType(), [0, "true", None], "must be true or false"),
    (NumberType(), ["1", True, None], "must be a number"),
    (NumberType(), [LARGEST_INTEGER + 1], "must be a number from -9007199254740991 to 9007199254740991"),
    (WHOLE, [1.5], "must be a whole number"),
    (WHOLE, [0, 10], "must be a whole number from 1 to 9"),
    (ChoiceType(choices=(80, 443)), [81, "80", True], "must be one of 80, 443"),
    (ChoiceType(choices=(80,)), [81, "80"], "must be 80"),
    (TextType(choices=("a",)), ["c"], "must be a"),
    (TextType(), [1, None, ["a"]], "must be a string"),
    (WORD, [""], "must not be empty"),
    (WORD, ["abcde"], "must be at most 4 characters long"),
    (WORD, ["A", "a\n", "axx"], "must be a word"),
    (TextType(choices=("a", "b")), ["c"], "must be one of a, b"),
    (TextType(choices=("a", "b", "")), ["c"], "must be empty or one of a, b"),
    (
        CPU,
        [0, 1e-4, 0.0009, 1_000_000_000, "1000000000", True, "0", "0m", "1.5m", "64Mi", "-1", None, "0.0001", "0.5001"],
        "must be a number of cores, 0.001 or more with at most three decimals, such as 0.5 or 500m",
    ),
    (BYTES, [64, "64", "0Mi", "128m", "1 Mi", "-1Mi"], "must be an amount above zero with a unit, such as 128Mi or 1G"),
    (ListType(item=WORD, minimum_length=1), ["a", {}], "must be a list"),
    (ListType(item=WORD, minimum_length=1), [[]], "must not be empty"),
    (TextMapType(), [{"a": 1}, {"a": None}, {"a": {}}], "must have strings as values"),
    (TextMapType(), [[], "a"], "must be a mapping"),
    (AMOUNTS, [{"disk": "1Gi"}], "must have no other keys than cpu and memory"),
    (AMOUNTS, [{"cpu": 1}, {"cpu": None}], 'has a wrong "cpu": it must be a string'),
    (AMOUNTS, [{"cpu": "0"}, {"cpu": "1.5m"}], 'has a wrong "cpu": it must be cores such as 0.5 or 500m'),
    (AMOUNTS, [{"memory": "64"}, {"memory": "0Mi"}], 'has a wrong "memory": it must have a unit, such as 128Mi or 1G'),
    (ListType(item=WORD), [["a", "A"]], "has a wrong item (number 2): it must be a word"),
    (ObjectType(), [[], "a", None], "must be a mapping"),
    (ObjectType(), [{"a": [None]}], "must not contain null"),
    (AnyListType(), [{}, "a", None], "must be a list"),
    (
        AnyListType(),
        [[{"a": 2.0**60}]],
        "has a wrong number in it: it must be a number from -9007199254740991 to 9007199254740991",
    ),
]


def cases(table):
    return [(value_type, value, *rest) for value_type, values, *rest in table for value in values]


@pytest.mark.parametrize(("value_type", "value"), cases(FITTING))
def test_a_fitting_value_is_accepted(value_type, value):
    assert problem(value_type, value) == ""


@pytest.mark.parametrize(("value_type", "value", "reason"), cases(REFUSED))
def test_a_misfit_is_refused_with_the_rule(value_type, value, reason):
    assert problem(value_type, value) == reason


@given(st.sampled_from([value_type for value_type, *_ in REFUSED]), st.text("0123456789SECRTsecrt-", min_size=12))
def test_a_reason_never_shows_the_value(value_type, value):
    assert value not in problem(value_type, value)
