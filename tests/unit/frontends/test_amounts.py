"""Amounts as quantities: every row of the rules (docs/spec/oam-v1alpha1.md, 3.4 and 8.2)."""

import re
from decimal import ROUND_UP, Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from oamc.diagnostics.reports import Reports
from oamc.expressions.problems import problem
from oamc.expressions.types import QuantityType
from oamc.frontends.v1alpha1 import quantities
from oamc.kubernetes.canonical_quantities import in_bytes, total
from oamc.source.reader import read
from oamc.spans import SourceFile

BYTES = QuantityType(unit="bytes")
CORES = QuantityType(unit="cpu")
ABOVE_ZERO = "must be above zero"
AN_AMOUNT = "must be written like 128Mi, 100M or 1G"
OF_CORES = "must be a number of cores such as 0.5 or 500m"


def scalar(text):
    """Return the scalar that a YAML text is."""
    (document,) = read(SourceFile(path="input.yaml", label="input.yaml", text=f"amount: {text}\n"), Reports())
    return document.root.get("amount")


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("1", "1Mi"),
        ("128", "128Mi"),
        ('"128"', "128Mi"),
        ('" 128 "', "128Mi"),
        ('"0128"', "128Mi"),
        ("128.0", "128Mi"),
        ("0100", "64Mi"),
        ("1048575", "1048575Mi"),
        ("1024", "1Gi"),
        ("1536", "1536Mi"),
    ],
)
def test_memory_without_a_unit_counts_mebibytes(text, quantity):
    assert quantities.memory(scalar(text)) == quantities.Amount(quantity=quantity)


def test_memory_without_a_unit_from_a_mebibyte_up_may_be_meant_as_bytes():
    amount = quantities.memory(scalar("1048576"))
    assert amount.quantity == "1Ti"
    assert "may be meant as bytes" in amount.doubt
    assert "unit" in amount.advice


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("7.999Ei", True),
        ("8Ei", False),
        ("9223.372P", True),
        ("9223.373P", False),
        ("8191.999Pi", True),
        ("8192Pi", False),
        ("9007199254740991Ki", True),
        ("9007199254740992Ki", False),
    ],
)
@pytest.mark.parametrize("read_amount", [quantities.memory, quantities.disk])
def test_amounts_of_bytes_are_what_kubernetes_counts_in_64_bits(read_amount, text, fits):
    amount = read_amount(scalar(text))
    assert (amount.problem == "", "8Ei" in amount.problem) == (fits, not fits)
    assert not fits or in_bytes(amount.quantity) <= 2**63 - 1


def test_an_amount_that_only_its_rounding_lifts_over_64_bits_is_refused_for_memory_alone():
    assert in_bytes(quantities.disk(scalar("9007199254740991.999Ki")).quantity) == 2**63 - 1
    assert "8Ei" in quantities.memory(scalar("9007199254740991.999Ki")).problem


def test_mebibytes_without_a_unit_are_what_kubernetes_counts_in_64_bits():
    assert quantities.memory(scalar("8796093022207")).quantity == "8796093022207Mi"
    assert "8Ei" in quantities.memory(scalar("8796093022208")).problem


CANONICAL_FORMS = [
    ("1Mi", "1Mi"),
    ("0.5Gi", "512Mi"),
    ("1.5Gi", "1536Mi"),
    ("0.25Ti", "256Gi"),
    ("1024Mi", "1Gi"),
    ("2048Ki", "2Mi"),
    ("1023Ki", "1023Ki"),
    ("1048576Ki", "1Gi"),
    ("1000Mi", "1000Mi"),
    ("1024Pi", "1Ei"),
    ("1000M", "1G"),
    ("1500M", "1500M"),
    ("1.5G", "1500M"),
    ("0.001G", "1M"),
    ("1024k", "1024k"),
    ("1000P", "1E"),
]
"""What `resource.Quantity` of Kubernetes 1.34 prints for amounts of whole bytes."""


@pytest.mark.parametrize("read_amount", [quantities.memory, quantities.disk])
@pytest.mark.parametrize(("text", "quantity"), CANONICAL_FORMS)
def test_amounts_are_written_as_an_api_server_prints_them(read_amount, text, quantity):
    assert read_amount(scalar(text)) == quantities.Amount(quantity=quantity)


@pytest.mark.parametrize(
    ("text", "of_disk", "of_memory"),
    [
        ("0.1Gi", "107374183", "104858Ki"),
        ("0.3Mi", "314573", "308Ki"),
        ("0.5Ki", "512", "1Ki"),
        ("0.976Ki", "1k", "1Ki"),
        ("1.5Ki", "1536", "2Ki"),
        ("0.001k", "1", "1k"),
        ("1.001k", "1001", "2k"),
    ],
)
def test_a_fraction_of_a_byte_is_rounded_up_and_memory_keeps_a_unit(text, of_disk, of_memory):
    assert quantities.disk(scalar(text)) == quantities.Amount(quantity=of_disk)
    assert quantities.memory(scalar(text)) == quantities.Amount(quantity=of_memory)


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
@pytest.mark.parametrize("text", ["0", '"0"', "-1", "0.0", "0Mi", "0.0G", "0K", '"000"', "0m", "0.0mb", "null"])
def test_amounts_of_bytes_are_above_zero(read_amount, text):
    assert read_amount(scalar(text)) == quantities.Amount(problem=ABOVE_ZERO)


@pytest.mark.parametrize("read_amount", [quantities.memory, quantities.disk])
@pytest.mark.parametrize(
    "text",
    ['""', "lots", "1.5", "128MiB", "128mi", "128KI", "1EB", "1e", "1 G", "G", "-1Mi", "1.2345Mi", '".5G"', "1e3Mi", '"١Mi"'],
)
def test_other_amounts_of_bytes_are_refused(read_amount, text):
    assert read_amount(scalar(text)) == quantities.Amount(problem=AN_AMOUNT)


@pytest.mark.parametrize(
    ("text", "quantity", "is_doubtful"),
    [
        ("1", "1", True),
        ("1001", "1001", True),
        ("1e3", "1k", True),
        ("999999", "999999", True),
        ("1000000", "1M", False),
        ('"200000000"', "200M", False),
        ("1048576", "1048576", False),
    ],
)
def test_a_disk_without_a_unit_counts_bytes_and_few_of_them_are_doubted(text, quantity, is_doubtful):
    found = quantities.disk(scalar(text))
    assert (found.quantity, found.problem, bool(found.doubt)) == (quantity, "", is_doubtful)
    assert ("500Mi" in found.advice) == is_doubtful


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
        ("2k", "2k"),
        ("1M", "1M"),
        ("999M", "999M"),
        ("2000000m", "2k"),
        ("0.0001", "1m"),
        ("0.1001", "101m"),
        ("0.999000001", "1"),
        ("010", "8"),
    ],
)
def test_cpu_is_canonical_and_rounded_up_to_a_thousandth_of_a_core(text, quantity):
    assert quantities.cpu(scalar(text)) == quantities.Amount(quantity=quantity)


@pytest.mark.parametrize(
    ("text", "quantity", "is_doubtful"),
    [("99", "99", False), ("100", "100", True), ('"500"', "500", True), ("2000", "2k", True), ("100.5", "100500m", False)],
)
def test_so_many_cores_without_a_unit_are_doubted(text, quantity, is_doubtful):
    found = quantities.cpu(scalar(text))
    assert (found.quantity, found.problem, bool(found.doubt)) == (quantity, "", is_doubtful)
    number = text.strip('"')
    assert found.advice == (f"write {number}m, or {number}000m if it is right" if is_doubtful else "")


@pytest.mark.parametrize(("text", "rule"), [("0", ABOVE_ZERO), ("0.0", ABOVE_ZERO), ("-1", ABOVE_ZERO), ("0m", ABOVE_ZERO)])
def test_cpu_is_above_zero(text, rule):
    assert quantities.cpu(scalar(text)) == quantities.Amount(problem=rule)


@pytest.mark.parametrize(
    "text", ['""', "one", "1 core", "1000M", "1G", "1K", "1.5k", "0.5m", '"."', '"-"', '"-."', '"1e-1"', "1.0.0"]
)
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
    count, amount = quantities.devices(scalar(text))
    assert count == 0
    assert rule in amount.problem


@pytest.mark.parametrize(("text", "count"), [("1", 1), ('"16"', 16), ('"016"', 16), ("4.0", 4)])
def test_extended_resources_are_counted_in_units(text, count):
    assert quantities.whole_number(scalar(text)) == (count, quantities.Amount(quantity=str(count)))


@pytest.mark.parametrize(
    ("text", "rule"), [("0", "above zero"), ("-3", "above zero"), ("1.5", "whole number"), ("z141155-t100", "whole number")]
)
def test_other_amounts_of_extended_resources_are_refused(text, rule):
    count, amount = quantities.whole_number(scalar(text))
    assert count <= 0
    assert rule in amount.problem


DECIMALS = st.decimals(min_value=Decimal("0.000000001"), max_value=Decimal(100_000), places=9)


@given(DECIMALS)
def test_cpu_is_the_next_thousandth_not_below_what_was_asked_for(cores):
    quantity = quantities.cpu(scalar(f'"{cores:f}"')).quantity
    factors = {"m": 1, "k": 10**6, "M": 10**9}
    thousandths = Decimal(quantity.rstrip("mkM")) * factors.get(quantity[-1], 1000)
    assert thousandths == (cores * 1000).quantize(Decimal(1), rounding=ROUND_UP)
    assert not quantity.endswith("000m")


@given(DECIMALS)
def test_cpu_reads_what_it_wrote_as_the_same(cores):
    quantity = quantities.cpu(scalar(f'"{cores:f}"')).quantity
    assert quantities.cpu(scalar(f'"{quantity}"')).quantity == quantity
    assert problem(CORES, quantity) == ""


AMOUNTS = st.from_regex(
    re.compile(r"[1-9][0-9]{0,18}(\.[0-9]{1,3})?(Ki|Mi|Gi|Ti|Pi|Ei|E|[KMGTPkmgtp][Bb]?)", re.ASCII), fullmatch=True
)


@example("1000000000000M")
@example("1000000000000.1M")
@given(AMOUNTS)
def test_memory_reads_what_it_wrote_as_the_same_and_values_may_have_it(text):
    amount = quantities.memory(scalar(f'"{text}"'))
    assume(amount != quantities.TOO_MANY_BYTES)
    quantity = amount.quantity
    assert quantities.memory(scalar(f'"{quantity}"')).quantity == quantity
    assert problem(BYTES, quantity) == ""


@given(AMOUNTS)
def test_no_amount_is_less_than_what_was_asked_for_and_memory_no_thousand_bytes_more(text):
    disk, memory = quantities.disk(scalar(f'"{text}"')), quantities.memory(scalar(f'"{text}"'))
    assume(not memory.problem)
    assert (disk.doubt, disk.advice) == (memory.doubt, memory.advice)
    assert 0 <= in_bytes(memory.quantity) - in_bytes(disk.quantity) < 1024


CANONICAL = st.builds("{}{}".format, st.integers(1, 10**6), st.sampled_from(["", "k", "M", "G", "Ki", "Mi", "Gi"]))


@given(st.lists(CANONICAL, min_size=1, max_size=5))
def test_a_sum_of_quantities_has_as_many_bytes_as_its_parts(parts):
    assert in_bytes(total(tuple(parts))) == sum(map(in_bytes, parts))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("1Gi",), "1Gi"),
        (("1Gi", "1Gi"), "2Gi"),
        (("512Mi", "512Mi"), "1Gi"),
        (("1Gi", "512Mi"), "1536Mi"),
        (("1G", "1Gi"), "2073741824"),
        (("1536Mi", "512Mi"), "2Gi"),
        (("600M", "400M"), "1G"),
        (("100", "1k"), "1100"),
    ],
)
def test_a_sum_is_in_the_largest_unit_that_is_exact(parts, expected):
    assert total(parts) == expected


def test_what_is_no_quantity_of_bytes_has_no_sum():
    with pytest.raises(ValueError, match="not a canonical byte quantity"):
        in_bytes("100m")


@pytest.mark.parametrize("text", ["1.5", "many"])
def test_what_is_no_count_of_extended_resources_counts_as_none(text):
    assert quantities.whole_number(scalar(text))[0] == 0


def test_an_amount_is_empty_where_nothing_is_said():
    amount = quantities.Amount()
    assert (amount.quantity, amount.problem, amount.doubt, amount.advice) == ("", "", "", "")


@pytest.mark.parametrize(
    ("text", "quantity", "problem"),
    [
        ("9007199254740993", "9007199254740993", ""),
        ("9223372036854775807", "9223372036854775807", ""),
        ("9223372036854775808", "", quantities.TOO_MANY_BYTES.problem),
        ("1000000000000000000", "1E", ""),
        ("1000000000000100k", "1000000000000100k", ""),
        ("9223372036854775k", "9223372036854775k", ""),
        ("9223372036854776k", "", quantities.TOO_MANY_BYTES.problem),
        ("0", "", quantities.NOT_ABOVE_ZERO.problem),
    ],
)
def test_a_disk_has_as_many_bytes_as_kubernetes_counts(text, quantity, problem):
    read = quantities.disk(scalar(f'"{text}"'))
    assert (read.quantity, read.problem) == (quantity, problem)


@pytest.mark.parametrize(("text", "known"), [("9223372036854775807", True), ("9223372036854775808", False)])
def test_an_extended_resource_is_counted_as_far_as_kubernetes_counts(text, known):
    number, read = quantities.whole_number(scalar(f'"{text}"'))
    assert (number, read.quantity) == ((int(text), text) if known else (0, ""))
    assert ("at most 9223372036854775807" in read.problem) != known
