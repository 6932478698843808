"""An amount of cpu, so many hundredths as much: rounding, units, and laws."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from oamc.kubernetes.quantities import ONE, parse, times
from tests.support.laws import examples

THOUSANDTH = ONE // 1000


@pytest.mark.parametrize(
    ("cores", "hundredths", "text"),
    [
        ("500m", 150, "750m"),
        ("1", 100, "1"),
        ("1.001", 125, "1252m"),
        ("0.0011", 100, "2m"),
        ("0.0010", 100, "1m"),
        ("3k", 125, "3750"),
        ("800M", 125, "1G"),
        ("999999M", 10_000, "99999900M"),
        ("1m", 101, "2m"),
    ],
)
def test_an_amount_times_a_ratio(cores, hundredths, text):
    assert times(cores, hundredths) == text


@pytest.mark.parametrize(
    ("cores", "hundredths", "text"),
    [
        ("0.1", 100, "100"),
        ("1m", 101, "2"),
        ("2.5", 100, "2500"),
        ("1k", 100, "1M"),
        ("1.0001", 150, "1502"),
        ("999999M", 100, "999999G"),
        ("x", 100, "x"),
    ],
)
def test_an_amount_as_a_number_of_thousandths(cores, hundredths, text):
    assert times(cores, hundredths, in_thousandths=True) == text


AMOUNTS = st.one_of(
    st.integers(1, 10**12 - 1).map("{}m".format),
    st.integers(1, 10**6 - 1).flatmap(lambda number: st.sampled_from(["k", "M", ""]).map(lambda unit: f"{number}{unit}")),
    st.integers(1, 10**6).map(lambda number: f"{number // 1000}.{number % 1000:03}"),
)


@given(AMOUNTS, st.integers(100, 10_000))
@hypothesis_settings(max_examples=examples(300), deadline=None)
def test_the_limit_is_the_smallest_in_thousandths_that_is_not_below_the_ratio(cores, hundredths):
    before, after = parse(cores), parse(times(cores, hundredths))
    assert after % THOUSANDTH == 0
    assert 0 <= after * 100 - before * hundredths < THOUSANDTH * 100
    assert after >= before
