"""Bounds of quantities as patterns, held against the amounts that the texts are."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.expressions.intersection import intersect
from oamc.expressions.problems import problem
from oamc.expressions.quantity_bounds import UNITS, amount_of, bounded, unit_of
from oamc.expressions.type_words import type_in_words
from oamc.expressions.types import (
    BYTES_TEXT,
    QUANTITY_PATTERNS,
    QUANTITY_RULES,
    ZERO_PATTERN,
    BooleanType,
    NumberType,
    QuantityType,
    TextType,
)
from oamc.kubernetes.quantities import ONE, parse


def amount(text):
    """Return what a quantity amounts to."""
    return Fraction(parse(text), ONE)


def quantities(unit):
    """Return texts that are quantities of a kind."""
    whole = st.one_of(
        st.integers(0, 2100), st.integers(0, 10**9 - 1), st.sampled_from((1, 10, 999, 1000, 1023, 1024, 99_999_999))
    )
    part = st.sampled_from(("", ".5", ".25", ".125", ".001", ".999", ".10", ".000"))
    texts = st.builds("{}{}{}".format, whole, part, st.sampled_from(tuple(UNITS[unit])))
    return texts.filter(lambda text: re.fullmatch(QUANTITY_PATTERNS[unit], text) and not re.fullmatch(ZERO_PATTERN, text))


@pytest.mark.parametrize("unit", ["cpu", "bytes"])
@given(data=st.data())
def test_a_pattern_takes_what_is_within_the_bounds_and_nothing_else(unit, data):
    texts = quantities(unit)
    least, most = sorted((amount(data.draw(texts)), amount(data.draw(texts))))
    bounds = data.draw(st.sampled_from(({"least": least}, {"most": most}, {"least": least, "most": most})))
    text = data.draw(texts)
    expected = bounds.get("least", 0) <= amount(text) <= bounds.get("most", 10**40)
    assert bool(re.fullmatch(bounded(unit, **bounds), text)) == expected


@pytest.mark.parametrize(
    ("text", "fits"),
    [("10Gi", True), ("10240Mi", True), ("10.000Gi", True), ("11G", True), ("10G", False), ("9.999Gi", False), ("0.01Ti", True),
     ("0.009Ti", False), ("9" * 19 + "Ei", True), ("10", False), ("", False), ("-11Gi", False), ("010Gi", False)],
)  # fmt: skip
def test_a_bound_knows_the_units(text, fits):
    assert bool(re.fullmatch(bounded("bytes", least=10 * 1024**3), text)) == fits


@pytest.mark.parametrize(
    ("text", "fits"), [("2", True), ("2.0", True), ("2000m", True), ("2001m", False), ("2.001", False), ("1k", False)]
)
def test_a_bound_knows_thousandths_of_a_core(text, fits):
    assert bool(re.fullmatch(bounded("cpu", most=2), text)) == fits


def test_where_bounds_leave_nothing_no_text_matches():
    pattern = bounded("bytes", least=2, most=1)
    assert not any(re.fullmatch(pattern, text) for text in ("", "1", "1k", "\n"))


def test_the_pattern_of_a_bound_stays_short():
    assert max(len(bounded(unit, least=Fraction(123456789, 1000))) for unit in UNITS) < 2000


MEMORY = QuantityType(unit="bytes", minimum="64Mi", maximum="2Gi")
CORES = QuantityType(unit="cpu", minimum="100m", maximum="2")


@pytest.mark.parametrize(
    ("value", "rule"),
    [("64Mi", ""), ("2Gi", ""), ("2.001Gi", "must be at most 2Gi"), ("63Mi", "must be at least 64Mi"),
     ("67108.863k", "must be at least 64Mi"),
     ("0Gi", QUANTITY_RULES["bytes"]), (5, QUANTITY_RULES["bytes"])],
)  # fmt: skip
def test_a_type_has_bounds_of_bytes(value, rule):
    assert problem(MEMORY, value) == rule


@pytest.mark.parametrize(
    ("value", "fits"),
    [(2, True), (2.0, True), ("2", True), ("2000m", True), (0.1, True), (2.001, False), ("99m", False), (0.099, False)],
)
def test_a_type_has_bounds_of_cores(value, fits):
    assert (not problem(CORES, value)) == fits


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (QuantityType(unit="bytes"), MEMORY, MEMORY),
        (
            QuantityType(unit="bytes", minimum="1Gi", maximum="4Gi"),
            MEMORY,
            QuantityType(unit="bytes", minimum="1Gi", maximum="2Gi"),
        ),
        (QuantityType(unit="bytes", minimum="3Gi"), MEMORY, None),
        (QuantityType(unit="bytes", maximum="2048Mi"), MEMORY, MEMORY),
        (CORES, MEMORY, None),
        (CORES, NumberType(whole=True), NumberType(whole=True, minimum=0.1, maximum=2.0)),
        (NumberType(minimum=1), QuantityType(unit="cpu"), NumberType(minimum=1, maximum=999_999_999)),
        (MEMORY, NumberType(), None),
        (MEMORY, BooleanType(), None),
        (MEMORY, TextType(), None),
        (MEMORY, TextType(choices=("1Gi", "4Gi")), TextType(choices=("1Gi",))),
    ],
)
def test_what_two_types_of_amounts_have_in_common(first, second, both):
    assert intersect(first, second) == both


def test_texts_with_a_unit_are_bounded_too():
    both = intersect(BYTES_TEXT, MEMORY)
    assert not problem(both, "1Gi")
    assert problem(both, "3Gi")
    assert problem(both, "x")


@pytest.mark.parametrize(
    ("text", "unit"),
    [("2Gi", "bytes"), ("2k", "bytes"), ("500m", "cpu"), ("2", "cpu"), ("2X", ""), ("", ""), ("-1Gi", ""), ("1e9", "")],
)
def test_the_kind_of_an_amount_follows_from_its_unit(text, unit):
    assert unit_of(text) == unit
    if unit:
        assert amount_of(unit, text) == amount(text)


def test_bounds_are_said_in_words():
    assert type_in_words(MEMORY) == "amount with a unit, such as 128Mi, at least 64Mi, at most 2Gi"
    assert type_in_words(QuantityType(unit="cpu", maximum="2")) == "cores, such as 500m or 2, at most 2"
