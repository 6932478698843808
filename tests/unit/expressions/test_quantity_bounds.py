"""Bounds of quantities as patterns, held against the amounts that the texts are."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.expressions.quantity_bounds import UNITS, bounded
from oamc.expressions.types import QUANTITY_PATTERNS, ZERO_PATTERN
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
