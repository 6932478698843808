"""Amounts as quantities: every row of the rules of specification 3.4 and 8.2."""

import re
from decimal import ROUND_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oamc.diagnostics.reports import Reports
from oamc.expressions.types import QuantityType, problem
from oamc.kube.quantities import in_bytes, total
from oamc.normalize import quantities
from oamc.source.reader import read
from oamc.spans import SourceFile

BYTES = QuantityType(unit="bytes")
CORES = QuantityType(unit="cpu")
ABOVE_ZERO = "must be above zero"
AN_AMOUNT = "must be an amount such as 128Mi, 100M or 1G"
OF_CORES = "must be a number of cores such as 0.5 or 500m"


def scalar(text):
    """Return the scalar that a YAML text is."""
    (document,) = read(SourceFile(path="input.yaml", label="input.yaml", text=f"amount: {text}\n"), Reports())
    return document.root.get("amount")


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("128", "128Mi"),
        ('"128"', "128Mi"),
        ('" 128 "', "128Mi"),
        ('"0128"', "128Mi"),
        ("128.0", "128Mi"),
        ("0100", "64Mi"),
        ("1048575", "1048575Mi"),
    ],
)
def test_memory_without_a_unit_counts_mebibytes(text, quantity):
    assert quantities.memory(scalar(text)) == quantities.Amount(quantity=quantity)


def test_memory_without_a_unit_from_a_mebibyte_up_may_be_meant_as_bytes():
    amount = quantities.memory(scalar("1048576"))
    assert amount.quantity == "1048576Mi"
    assert "may be meant as bytes" in amount.doubt
    assert "unit" in amount.advice


@pytest.mark.parametrize(
    ("text", "fits"),
    [("7.999Ei", True), ("8Ei", False), ("9223.372P", True), ("9223.373P", False), ("8191.999Pi", True), ("8192Pi", False)],
)
@pytest.mark.parametrize("read_amount", [quantities.memory, quantities.disk])
def test_amounts_of_bytes_are_what_kubernetes_counts_in_64_bits(read_amount, text, fits):
    amount = read_amount(scalar(text))
    assert (amount.quantity, "8Ei" in amount.problem) == ((text, False) if fits else ("", True))


def test_mebibytes_without_a_unit_are_what_kubernetes_counts_in_64_bits():
    assert quantities.memory(scalar("8796093022207")).quantity == "8796093022207Mi"
    assert "8Ei" in quantities.memory(scalar("8796093022208")).problem


@pytest.mark.parametrize("read_amount", [quantities.memory, quantities.disk])
@pytest.mark.parametrize("unit", ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"])
@pytest.mark.parametrize("number", ["1", "1.5", "0.25", "7.999"])
def test_quantities_of_kubernetes_stay_unchanged(read_amount, number, unit):
    assert read_amount(scalar(f"{number}{unit}")) == quantities.Amount(quantity=f"{number}{unit}")


@pytest.mark.parametrize("read_amount", [quantities.memory, quantities.disk])
@pytest.mark.parametrize("suffix", ["", "B", "b"])
@pytest.mark.parametrize(
    ("unit", "kubernetes"),
    [("K", "k"), ("k", "k"), ("M", "M"), ("G", "G"), ("g", "G"), ("T", "T"), ("t", "T"), ("P", "P"), ("p", "P")],
)
def test_units_of_oam_are_decimal_in_any_case_with_or_without_a_b(read_amount, unit, kubernetes, suffix):
    assert read_amount(scalar(f"88{unit}{suffix}")) == quantities.Amount(quantity=f"88{kubernetes}")


@pytest.mark.parametrize("read_amount", [quantities.memory, quantities.disk])
@pytest.mark.parametrize("text", ["128m", "128mb", "128mB"])
def test_a_small_m_means_mega_and_deserves_a_warning(read_amount, text):
    amount = read_amount(scalar(text))
    assert (amount.quantity, amount.doubt) == ("128M", "is read as megabytes, not as thousandths")
    assert amount.advice == "write the unit as a capital M"


@pytest.mark.parametrize("read_amount", [quantities.memory, quantities.disk])
@pytest.mark.parametrize("text", ["0", '"0"', "-1", "0.0", "0Mi", "0.0G", "0K", '"000"'])
def test_amounts_of_bytes_are_above_zero(read_amount, text):
    assert read_amount(scalar(text)) == quantities.Amount(problem=ABOVE_ZERO)


@pytest.mark.parametrize("read_amount", [quantities.memory, quantities.disk])
@pytest.mark.parametrize(
    "text",
    ['""', "lots", "1.5", "128MiB", "128mi", "128KI", "1E", "1 G", "G", "-1Mi", "1.2345Mi", '".5G"', "1e3Mi", '"١Mi"'],
)
def test_other_amounts_of_bytes_are_refused(read_amount, text):
    assert read_amount(scalar(text)) == quantities.Amount(problem=AN_AMOUNT)


@pytest.mark.parametrize(("text", "quantity"), [("1000", "1000"), ('"200000000"', "200000000"), ("1e3", "1000")])
def test_a_disk_without_a_unit_counts_bytes(text, quantity):
    assert quantities.disk(scalar(text)) == quantities.Amount(quantity=quantity)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("1", "1"),
        ("1.0", "1"),
        ('"2"', "2"),
        ("0.1", "100m"),
        (".5", "500m"),
        ('".5"', "500m"),
        ('" 0.25 "', "250m"),
        ("1.5", "1500m"),
        ("1e-1", "100m"),
        ("100m", "100m"),
        ("1000m", "1"),
        ("1500m", "1500m"),
        ("0.0001", "1m"),
        ("0.1001", "101m"),
        ("0.999000001", "1"),
        ("010", "8"),
    ],
)
def test_cpu_is_canonical_and_rounded_up_to_a_thousandth_of_a_core(text, quantity):
    assert quantities.cpu(scalar(text)) == quantities.Amount(quantity=quantity)


@pytest.mark.parametrize(("text", "rule"), [("0", ABOVE_ZERO), ("0.0", ABOVE_ZERO), ("-1", ABOVE_ZERO), ("0m", ABOVE_ZERO)])
def test_cpu_is_above_zero(text, rule):
    assert quantities.cpu(scalar(text)) == quantities.Amount(problem=rule)


@pytest.mark.parametrize("text", ['""', "one", "1 core", "100M", "1k", "0.5m", '"."', '"-"', '"1e-1"', "1.0.0"])
def test_other_amounts_of_cpu_are_refused(text):
    assert quantities.cpu(scalar(text)) == quantities.Amount(problem=OF_CORES)


@pytest.mark.parametrize(("text", "count"), [("1", 1), ('"2"', 2), ("2.0", 2)])
def test_whole_devices_are_taken_as_they_are(text, count):
    assert quantities.devices(scalar(text)) == (count, quantities.Amount(quantity=str(count)))


@pytest.mark.parametrize(("text", "count"), [("0.5", 1), ('"1.1"', 2), ("0.000000001", 1)])
def test_fractions_of_devices_are_rounded_up_with_a_warning(text, count):
    found, amount = quantities.devices(scalar(text))
    assert (found, amount.quantity, amount.advice) == (count, str(count), f"write {count}")
    assert f"rounded up to {count}" in amount.doubt


@pytest.mark.parametrize(("text", "rule"), [("0", "above zero"), ("-1", "above zero"), ("one", "number of devices")])
def test_other_numbers_of_devices_are_refused(text, rule):
    assert rule in quantities.devices(scalar(text))[1].problem


@pytest.mark.parametrize(("text", "count"), [("1", 1), ('"16"', 16), ("4.0", 4)])
def test_extended_resources_are_counted_in_units(text, count):
    assert quantities.whole_number(scalar(text)) == (count, quantities.Amount(quantity=str(count)))


@pytest.mark.parametrize(
    ("text", "rule"), [("0", "above zero"), ("-3", "above zero"), ("1.5", "whole number"), ("z141155-t100", "whole number")]
)
def test_other_amounts_of_extended_resources_are_refused(text, rule):
    assert rule in quantities.whole_number(scalar(text))[1].problem


DECIMALS = st.decimals(min_value=Decimal("0.000000001"), max_value=Decimal(100_000), places=9)


@given(DECIMALS)
def test_cpu_is_the_next_thousandth_not_below_what_was_asked_for(cores):
    quantity = quantities.cpu(scalar(f'"{cores:f}"')).quantity
    thousandths = Decimal(quantity.removesuffix("m")) * (1 if quantity.endswith("m") else 1000)
    assert thousandths == (cores * 1000).quantize(Decimal(1), rounding=ROUND_UP)
    assert not quantity.endswith("000m")


@given(DECIMALS)
def test_cpu_reads_what_it_wrote_as_the_same(cores):
    quantity = quantities.cpu(scalar(f'"{cores:f}"')).quantity
    assert quantities.cpu(scalar(f'"{quantity}"')).quantity == quantity
    assert problem(CORES, quantity) == ""


AMOUNTS = st.from_regex(
    re.compile(r"[1-9][0-9]{0,14}(\.[0-9]{1,3})?(Ki|Mi|Gi|Ti|Pi|Ei|[KMGTPkmgtp][Bb]?)", re.ASCII), fullmatch=True
)


@given(AMOUNTS)
def test_memory_reads_what_it_wrote_as_the_same_and_values_may_have_it(text):
    amount = quantities.memory(scalar(f'"{text}"'))
    assume(amount != quantities.TOO_MANY_BYTES)
    quantity = amount.quantity
    assert quantities.memory(scalar(f'"{quantity}"')).quantity == quantity
    assert problem(BYTES, quantity) == ""


@given(AMOUNTS)
def test_memory_and_disk_differ_only_without_a_unit(text):
    assert quantities.memory(scalar(f'"{text}"')) == quantities.disk(scalar(f'"{text}"'))


CANONICAL = st.builds("{}{}".format, st.integers(1, 10**6), st.sampled_from(["", "k", "M", "G", "Ki", "Mi", "Gi"]))


@given(st.lists(CANONICAL, min_size=1, max_size=5))
def test_a_sum_of_quantities_has_as_many_bytes_as_its_parts(parts):
    assert in_bytes(total(tuple(parts))) == sum(map(in_bytes, parts))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("1Gi",), "1Gi"),
        (("1.5Gi",), "1.5Gi"),
        (("1Gi", "1Gi"), "2Gi"),
        (("512Mi", "512Mi"), "1024Mi"),
        (("1Gi", "512Mi"), "1536Mi"),
        (("1G", "1Gi"), "2073741824"),
        (("1.5Gi", "0.5Gi"), "2Gi"),
        (("100", "1k"), "1100"),
    ],
)
def test_a_sum_is_in_the_largest_unit_of_its_parts_that_is_exact(parts, expected):
    assert total(parts) == expected


def test_a_fraction_of_a_byte_counts_as_a_byte():
    assert in_bytes("0.0001k") == 1


def test_what_is_no_quantity_of_bytes_has_no_sum():
    with pytest.raises(ValueError, match="not a byte quantity"):
        in_bytes("100m")
