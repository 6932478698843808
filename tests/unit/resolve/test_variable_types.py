"""Types of variables from those of their places: exact for numbers, chosen by samples for texts, and what they prove."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.capabilities.text_types import HOST, OBJECT_NAME
from oamc.capabilities.traits.ingress import ANY_HOST, PATH
from oamc.expressions.holes import Hole, Text, TextOf
from oamc.expressions.problems import problem
from oamc.expressions.types import (
    COUNT_OR_PERCENT,
    PROCESS_TEXT,
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
from oamc.records import replace
from oamc.resolve.containers import IMAGE, PULL_POLICY
from oamc.resolve.typed_settings import without_nul
from oamc.resolve.variable_types import LONGEST_TRIED, MOST_PARTS, PARTS, SAMPLES, is_implied, part_type, shared_type
from oamc.source.nodes import Scalar
from tests.support.laws import examples

ANY = TextType()
PORT = NumberType(whole=True, minimum=1, maximum=65535)
PERCENT = COUNT_OR_PERCENT.options[1]


@pytest.mark.parametrize(
    ("places", "value", "wanted"),
    [
        ([], "a", ANY),
        ([ANY, None], "a", ANY),
        ([PROCESS_TEXT], "a", ANY),
        ([HOST, ANY_HOST, ANY], "a.b", HOST),
        ([ANY_HOST], "", ANY_HOST),
        ([HOST, PATH], "a.b", ANY),
        ([OBJECT_NAME, IMAGE], "a", OBJECT_NAME),
        ([PULL_POLICY, ANY], "Never", PULL_POLICY),
        ([COUNT_OR_PERCENT], "25%", PERCENT),
        ([COUNT_OR_PERCENT, NumberType()], 3, NumberType(whole=True, minimum=0, maximum=2**31 - 1)),
        ([NumberType(above=0), NumberType(below=9), NumberType(above=1, below=10)], 3, NumberType(above=1, below=9)),
        ([ChoiceType(choices=(80, 443, 0)), PORT], 443, ChoiceType(choices=(80, 443))),
        ([BooleanType(), None], True, BooleanType()),
        ([ObjectType(), TextMapType()], {}, TextMapType()),
        ([ListType(item=HOST), AnyListType(), ListType(item=HOST)], ["a"], ListType(item=HOST)),
    ],
)
def test_places_have_one_type_together(places, value, wanted):
    assert shared_type(places, value, no_nul=False) == wanted


@pytest.mark.parametrize(
    ("places", "value"),
    [
        ([NumberType()], True),
        ([BooleanType()], 1),
        ([BooleanType()], "a"),
        ([NumberType()], "1"),
        ([QuantityType(unit="cpu")], "100m"),
        ([QuantityType(unit="cpu")], 1),
        ([AnyListType()], {}),
        ([ListType(item=HOST), ListType(item=ANY)], ["a"]),
        ([ListType(item=HOST)], ["A"]),
    ],
)
def test_places_that_have_no_type_together(places, value):
    assert shared_type(places, value, no_nul=False) is None


@pytest.mark.parametrize("place", [ANY, HOST, PULL_POLICY])
def test_a_text_for_a_process_has_no_nul_whatever_else_it_is(place):
    found = shared_type([place], "Never" if place is PULL_POLICY else "a", no_nul=True)
    assert "\\x00" in found.forbidden
    assert is_implied(PROCESS_TEXT, Hole(path=("variables", "x"), type=found))
    assert is_implied(place, Hole(path=("variables", "x"), type=found))


TYPES = (ANY, PROCESS_TEXT, HOST, ANY_HOST, OBJECT_NAME, PATH, IMAGE, PULL_POLICY, PERCENT, *PARTS)
TYPES += tuple(map(without_nul, TYPES))


@pytest.mark.parametrize("own", TYPES)
def test_nothing_is_asked_only_where_the_type_proves_it(own):
    own_texts = [text for text in (*SAMPLES, *own.choices) if not problem(own, text)]
    for place in TYPES:
        if own != ANY and is_implied(place, Hole(path=("variables", "x"), type=own)) and place != PROCESS_TEXT:
            assert [(place, text) for text in own_texts if problem(place, text)] == []


@settings(max_examples=examples(200))
@given(st.text(alphabet="ab-.*/1A", max_size=5), st.sampled_from(TYPES), st.sampled_from(TYPES))
def test_the_proof_holds_for_any_text(text, own, place):
    if place is not PROCESS_TEXT and is_implied(place, Hole(path=("variables", "x"), type=own)) and not problem(own, text):
        assert problem(place, text) == ""


def test_a_part_of_a_text_and_a_number_prove_nothing():
    hole = Hole(path=("variables", "x"), type=HOST)
    assert not is_implied(HOST, Text(parts=("a.", hole)))
    assert not is_implied(HOST, TextOf(hole=Hole(path=("variables", "n"), type=NumberType())))
    assert is_implied(ANY, Text(parts=("a.", hole)))


class Values:
    """Variables of the value `b`."""

    def value_of(self, name):
        return Scalar(name[0], False, name[0], None)


def text(*parts):
    """Return a text of known parts and of variables, which begin with a hash."""
    made = [Hole(path=("variables", part[1:]), type=ANY) if part.startswith("#") else part for part in parts]
    return Text(parts=tuple(made))


@pytest.mark.parametrize(
    ("place", "tree", "number"),
    [
        (IMAGE, text("example/web:", "#b"), 0),
        (IMAGE, text("#b", "/web:1"), 1),
        (HOST, text("shop.", "#b"), 1),
        (HOST, text("#b", "-", "#a", ".example.com"), 1),
        (PERCENT, text("#2", "%"), 5),
        (PERCENT, text("#1", "#2", "%"), 4),
        (PERCENT, text("1", "#2", "%"), 4),
    ],
)
def test_a_part_of_a_name_has_the_widest_type_that_leaves_it_one(place, tree, number):
    found = [part_type(place, tree, part.path[-1], Values()) for part in tree.parts if isinstance(part, Hole)]
    assert found[-1] == PARTS[number]


def test_a_text_of_many_parts_or_a_long_one_is_not_tried():
    many = text(*("#b" for _ in range(MOST_PARTS + 1)))
    assert part_type(IMAGE, many, "b", Values()) is None
    assert part_type(IMAGE, text(*("#b" for _ in range(MOST_PARTS))), "b", Values()) == PARTS[1]
    longer = replace(IMAGE, maximum_length=None)
    assert part_type(longer, text("a" * (LONGEST_TRIED - 1), "#b"), "b", Values()) == PARTS[0]
    assert part_type(longer, text("a" * LONGEST_TRIED, "#b"), "b", Values()) is None


@pytest.mark.parametrize("place", [None, ANY, PROCESS_TEXT, NumberType()])
def test_a_place_for_any_text_asks_nothing_of_a_part(place):
    assert part_type(place, text("a", "#b"), "b", Values()) is None
