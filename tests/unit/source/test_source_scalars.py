"""The meaning of plain scalars: the same as in the real engine of Helm."""

from __future__ import annotations

import math
import time

import pytest
from helm_python import values_from_yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from oamc.source.scalars import ambiguity, key_text, resolve
from tests.support.laws import examples

CATALOGUE = (  # noqa: SIM905 - written as a text, for reading
    "~ null Null NULL nUll true True TRUE tRue false False FALSE y Y yes Yes YES yEs on On ON n N no No NO off Off OFF oFF "
    "0 1 -1 +1 -0 +0 00 007 010 0777 08 0_8 09.5 -010 +010 0o10 0O10 0o8 -0o7 0b11 0B11 0b12 -0b11 0b-101 0b+1 -0b-1 0b 0x "
    "0x1f 0X1F -0x1f 0x_1f 0o_7 1_000 1__0 1_ _1 +_1 1_0.5 1e3 1E3 1e+3 1e-3 1.5e3 1.5e+3 1e+3_0 1.0 1. .5 +.5 -.5 5.e3 "
    ".5_0 ._5 .5_ .5e1_0 .e3 . .. +. 1.2.3 1e400 -1e400 1e-400 0x1p3 inf nan .inf .x +inf 1:30 190:20:30 1:30.5 2001-01-01 "
    "2001-01-01T00:00:00Z = << 9007199254740993 9223372036854775807 9223372036854775808 -9223372036854775808 "
    "-9223372036854775809 18446744073709551615 18446744073709551616 +18446744073709551615 0xffffffffffffffff "
    "0x1ffffffffffffffff 01777777777777777777777 07777777777777777777777777 99999999999999999999999999 "
    "0b1111111111111111111111111111111111111111111111111111111111111111111 １２ ٣ é 1é -x +x 1x 0xg 1e 1e+ e1 --1 +-1 1-1 0.0 "
    "-0.0 123456789012345678901234567890.5 "
).split()


def same(left, right):
    """Numbers are equal as floats, for Helm has only those; everything else in type and value."""
    if isinstance(left, (bool, str, type(None))) or isinstance(right, (bool, str, type(None))):
        return type(left) is type(right) and left == right
    return float(left) == float(right)


@pytest.mark.parametrize("text", [text for text in CATALOGUE if text != ".inf"])
def test_a_scalar_of_the_catalogue_means_what_helm_reads(text):
    assert same(resolve(text), values_from_yaml(f"key: {text}")["key"])


def test_an_empty_scalar_is_null():
    assert resolve("") is None


@pytest.mark.parametrize("text", [".inf", ".Inf", ".INF", "+.inf", "-.inf", "-.INF", ".nan", ".NaN", ".NAN"])
def test_infinities_and_not_a_number_are_floats(text):
    assert not math.isfinite(resolve(text))


NUMERIC = st.text(alphabet="0123456789" * 3 + "+-._eExXbBoOafFn:~yT", min_size=1, max_size=26)
PLAIN = st.from_regex(r"[A-Za-z0-9+.~=<(/$^_\\][A-Za-z0-9+./~=_-]{0,20}", fullmatch=True)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(NUMERIC | PLAIN, min_size=20, max_size=60))
def test_any_plain_scalar_means_what_helm_reads(texts):
    plain = [text for text in texts if is_plain(text)]
    document = "".join(f"k{index}: {text}\n" for index, text in enumerate(plain))
    values = values_from_yaml(document) or {}
    for index, text in enumerate(plain):
        assert same(resolve(text), values[f"k{index}"]), text


def is_plain(text):
    """Leave out what is not one finite plain scalar."""
    if text.startswith(("-:", "---", "...")) or text in ("-", "=") or text.endswith(":"):
        return False
    value = resolve(text)
    return not isinstance(value, float) or math.isfinite(value)


@settings(max_examples=examples(200), deadline=None)
@given(st.integers(1 - 2**53, 2**53 - 1).map(str) | st.floats(allow_nan=False, allow_infinity=False).map(repr) | NUMERIC)
def test_a_number_as_a_key_becomes_the_text_that_helm_makes_of_it(text):
    assume(is_plain(text))
    value = resolve(text)
    assume(isinstance(value, (int, float)) and abs(value) < 2**63)
    assert key_text(value) == next(iter(values_from_yaml(f"{text}: 1")))


@pytest.mark.parametrize("text", [".nan", ".NaN", ".inf", "-.Inf", "+.INF", "1e39", "-1e39", "-0.0", "1e-46", "1e300", "0.1"])
def test_a_number_of_any_kind_as_a_key_becomes_the_text_that_helm_makes_of_it(text):
    assert key_text(resolve(text)) == next(iter(values_from_yaml(f"{text}: 1")))


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (8, "8"), (1e6, "1e+06"), (1e300, ".inf"), ("a", "a")]
)
def test_a_key_is_converted_as_kubernetes_does(value, text):
    assert key_text(value) == text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("y", "boolean"),
        ("Off", "boolean"),
        ("NO", "boolean"),
        ("0777", "octal"),
        ("-010", "octal"),
        ("08", "decimal"),
        ("0o10", "octal"),
        ("0b11", "prefix"),
        ("-0x1f", "prefix"),
        ("0X1F", "prefix"),
        ("1_000", "underscore"),
        ("1:30", "base 60"),
        ("190:20:30", "base 60"),
        ("190:20:30.15", "base 60"),
        ("2001-01-01", "date"),
        ("2001-1-1 10:20:30", "date"),
        ("2001-12-14t21:59:43.10-05:00", "date"),
        ("1e3", "exponent"),
        ("1.5e3", "exponent"),
        (".5E3", "exponent"),
        ("=", "special"),
    ],
)
def test_an_ambiguous_scalar_is_explained_in_one_short_line(text, word):
    words = ambiguity(text)
    assert word in words
    assert len(words) <= 80


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~",
        "null",
        "true",
        "False",
        "0",
        "00",
        "007",
        "12",
        "-12",
        "1.5",
        ".5",
        "1.5e+3",
        "0x1f",
        "1.2.3",
        "8080:80",
        "text",
        "1:99",
        "2001-01",
        "10.0.0.1",
        "100m",
        "-",
        "+",
        ".",
        "1é",
        "<<",
        "yEs",
    ],
)
def test_a_scalar_that_all_readers_agree_on_is_not_ambiguous(text):
    assert ambiguity(text) == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "9" * 10**6,
        "0." + "1" * 10**6,
        "0x" + "f" * 10**6,
        "0" * 10**6 + "7",
        "1_" * 500_000,
        "." + "1" * 10**6 + "x",
        "1:" * 500_000,
        "1" * 10**6 + "z",
        ".1" + "_1" * 500_000,
        "-" * 10**6,
        "1:1" + ":59" * 300_000 + "x",
        "2001-01-01" + " " * 10**6 + "x",
    ],
    ids=lambda text: text[:6],
)
def test_a_long_scalar_is_judged_in_linear_time(text):
    start = time.perf_counter()
    resolve(text)
    ambiguity(text)
    assert time.perf_counter() - start < 5
