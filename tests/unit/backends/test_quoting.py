"""Plain `quote` stands only where the schema lets nothing through that it would lose."""

import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.backends.helm.quoting import are_whole, is_whole, may_match
from oamc.capabilities.catalog import CATALOG
from oamc.expressions.holes import Hole, Text, TextOf
from oamc.expressions.types import (
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    NumberType,
    ObjectType,
    QuantityType,
    TextMapType,
    TextType,
    parts,
)
from oamc.ir.program import NAME_PREFIX
from oamc.objects.naming import LONGEST_NAME, prefix_type
from oamc.resolve.containers import IMAGE, PULL_POLICY


def hole(value_type, **more):
    return Hole(path=("web", "a"), type=value_type, **more)


NARROW = TextType(pattern="[a-z]+")
WITH_COLON = TextType(pattern="[a-z:]+")
WITH_PLUS = TextType(pattern=r"[a-z]+(\+[a-z]+)?")
FREE = TextType()


@pytest.mark.parametrize(
    ("expression", "whole"),
    [
        (hole(IMAGE), True),
        (hole(PULL_POLICY), True),
        (hole(NARROW), True),
        (hole(WITH_COLON), True),
        (hole(WITH_PLUS), True),
        (hole(FREE), False),
        (hole(TextType(forbidden="x")), False),
        (hole(TextType(pattern="[a-z+:]+")), False),
        (hole(TextType(pattern=".*")), False),
        (hole(TextType(choices=("a", "b"))), True),
        (hole(TextType(choices=("a", "<no value>"))), False),
        (hole(NARROW, otherwise="b"), True),
        (hole(NARROW, otherwise="<no value>"), False),
        (hole(QuantityType(unit="bytes")), True),
        (hole(ChoiceType(choices=("+argocd:", 1))), False),
        (TextOf(hole=hole(NumberType())), True),
        (TextOf(hole=hole(BooleanType())), True),
        (TextOf(hole=hole(ObjectType())), False),
        (TextOf(hole=hole(TextMapType())), False),
        (Text(parts=("http://", hole(NARROW))), True),
        (Text(parts=("http://", TextOf(hole=hole(NumberType())))), False),
        (Text(parts=("<", hole(NARROW))), False),
        (Text(parts=(hole(WITH_COLON), hole(WITH_PLUS))), False),
        (Text(parts=(hole(NARROW), hole(FREE))), False),
        (Text(parts=(Hole(path=NAME_PREFIX, type=prefix_type(LONGEST_NAME)), "web")), True),
    ],
)
def test_a_text_is_whole_where_nothing_that_is_lost_can_be_in_it(expression, whole):
    assert is_whole(expression, {}) == whole


def test_the_type_of_the_parameter_counts_and_not_that_of_the_place():
    assert not is_whole(hole(NARROW), {("web", "a"): FREE})
    assert is_whole(hole(FREE), {("web", "a"): NARROW})
    assert not is_whole(Text(parts=("a", TextOf(hole=hole(NARROW)))), {("web", "a"): AnyListType()})


@pytest.mark.parametrize(
    ("value_type", "whole"),
    [
        (ListType(item=NARROW), True),
        (ListType(item=NumberType()), True),
        (ListType(item=BooleanType()), True),
        (ListType(item=FREE), False),
        (ListType(item=TextType(choices=("a",))), False),
        (ListType(item=TextType(pattern="[^a]")), False),
        (ListType(item=ListType(item=NARROW)), False),
        (AnyListType(), False),
        (NARROW, False),
    ],
)
def test_a_list_is_json_where_its_items_are_plain(value_type, whole):
    assert are_whole(value_type) == whole


LOST = ("<", "+", ":")
PATTERNS = sorted(
    {
        part.pattern
        for capability in (*CATALOG.traits, *CATALOG.workload_types, *CATALOG.scopes)
        for declared in (*getattr(capability, "properties", ()), *getattr(capability, "settings", ()))
        if not callable(declared.type)
        for part in parts(declared.type)
        if isinstance(part, TextType) and part.pattern
    }
    | {IMAGE.pattern}
)


@pytest.mark.slow
@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_patterns_of_the_product_let_through_what_is_found(pattern):
    @given(st.from_regex(re.compile(f"(?:{pattern})"), fullmatch=True))
    def search(text):
        assert all(may_match(pattern, character) for character in LOST if character in text)

    search()


PIECES = st.sampled_from(
    [*"a<+:.[]^-\\()|*?{}$ ", r"\d", r"\w", r"\<", r"\+", r"\:", "[^a]", "[a-z]", "[!-~]", "[+-]", "[a:]", "(?:", r"\x3c"]
)


@given(st.lists(PIECES, max_size=6).map("".join), st.text("a<+:b]-", max_size=4))
def test_no_pattern_lets_through_what_is_said_to_be_kept_out(pattern, text):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        try:
            compiled = re.compile(pattern)
        except re.error:
            return
    if compiled.fullmatch(text):
        assert all(may_match(pattern, character) for character in LOST if character in text)


@pytest.mark.parametrize(
    ("pattern", "let_through"),
    [
        ("[a-z]+", ""),
        ("(a|b)*c?", ""),
        (r"[a-z]{1,3}\.[0-9]+", ""),
        (r"\d+", ""),
        ("[;-=]", "<"),
        ("[+-]", "+"),
        ("[-+:]", "+:"),
        ("[a-]", ""),
        (r"[\-\]<]", "<"),
        ("a<b", "<"),
        ("a:b+", ":"),
        (r"\+", "+"),
        ("[[:punct:]]", "<+:"),
        ("[]<]", "<+:"),
        ("[^a]", "<+:"),
        (".", "<+:"),
        (r"\S", "<+:"),
        (r"[\s]", "<+:"),
        ("(?i)a", "<+:"),
        ("[a", "<+:"),
    ],
)
def test_what_a_pattern_lets_through_is_told_and_what_is_hard_to_read_lets_everything_through(pattern, let_through):
    assert "".join(character for character in LOST if may_match(pattern, character)) == let_through
