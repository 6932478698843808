"""Amounts as an API server prints them: at each border of a unit, and beside it."""

import pytest

from oamc.kubernetes.canonical_quantities import UNITS, canonical, canonical_cores, in_bytes, total, whole_bytes


@pytest.mark.parametrize(
    ("amount", "decimal", "binary"),
    [
        (0, "0", "0"),
        (1, "1", "1"),
        (999, "999", "999"),
        (1000, "1k", "1k"),
        (1001, "1001", "1001"),
        (1023, "1023", "1023"),
        (1024, "1024", "1Ki"),
        (1025, "1025", "1025"),
        (2000, "2k", "2000"),
        (2048, "2048", "2Ki"),
        (10**6, "1M", "1000000"),
        (1000 * 1024, "1024k", "1000Ki"),
        (1024**2, "1048576", "1Mi"),
        (10**9, "1G", None),
        (10**12, "1T", None),
        (10**15, "1P", None),
        (10**18, "1E", None),
        (10**21, "1000E", None),
        (1024**3, "1073741824", "1Gi"),
        (1024**4, "1099511627776", "1Ti"),
        (1024**5, "1125899906842624", "1Pi"),
        (1024**6, "1152921504606846976", "1Ei"),
        (1024**7, "1180591620717411303424", "1024Ei"),
    ],
)
def test_the_largest_unit_in_which_an_amount_is_whole(amount, decimal, binary):
    assert canonical(amount) == decimal
    if binary is not None:
        assert canonical(amount, binary=True) == binary


@pytest.mark.parametrize("unit", UNITS)
def test_each_unit_is_read_back(unit):
    base, power = (1024 if unit.endswith("i") else 1000), " kMGTPE".index(unit[:1].replace("K", "k") or " ")
    assert UNITS[unit] == base**power
    assert in_bytes(f"7{unit}") == 7 * base**power


def test_units_are_those_of_kubernetes():
    assert set(UNITS) == {"", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"}


@pytest.mark.parametrize("text", ["", "Ki", "1K", "1.5Gi", "-1", "1 Ki", "1kk", "1m", "1" * 41])
def test_what_is_not_canonical_is_no_amount(text):
    with pytest.raises(ValueError, match="canonical"):
        in_bytes(text)


def test_the_longest_amount_is_read():
    assert in_bytes("9" * 40) == int("9" * 40)


@pytest.mark.parametrize(
    ("number", "unit", "whole", "kept"),
    [
        ("1", "", 1, 1000),
        ("1000", "", 1000, 1000),
        ("1001", "", 1001, 2000),
        ("1", "Ki", 1024, 1024),
        ("1.5", "Ki", 1536, 2048),
        ("0.1", "Ki", 103, 1024),
        ("0.001", "k", 1, 1000),
        ("0.0011", "k", 2, 1000),
        ("1.25", "M", 1_250_000, 1_250_000),
        ("1.2501", "k", 1251, 2000),
        ("0.0001", "Mi", 105, 1024),
    ],
)
def test_fractions_of_bytes_are_rounded_up(number, unit, whole, kept):
    assert whole_bytes(number, unit) == whole
    if unit:
        assert whole_bytes(number, unit, keeps_unit=True) == kept


@pytest.mark.parametrize(
    ("thousandths", "text"),
    [
        (0, "0"),
        (1, "1m"),
        (100, "100m"),
        (999, "999m"),
        (1000, "1"),
        (1001, "1001m"),
        (1500, "1500m"),
        (2000, "2"),
        (10**6, "1k"),
    ],
)
def test_cores_are_whole_or_in_thousandths(thousandths, text):
    assert canonical_cores(thousandths) == text


@pytest.mark.parametrize(
    ("amounts", "text"),
    [
        (("1Ki", "1Ki"), "2Ki"),
        (("1Ki", "1024"), "2048"),
        (("512Mi", "512Mi"), "1Gi"),
        (("1Gi", "1G"), "2073741824"),
        (("500M", "500M"), "1G"),
        (("7",), "7"),
        (("1Ei", "1Ki"), "1125899906842625Ki"),
    ],
)
def test_a_sum_counts_in_powers_of_1024_where_each_amount_does(amounts, text):
    assert total(amounts) == text
