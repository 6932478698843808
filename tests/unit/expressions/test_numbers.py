"""Numbers and JSON are spelled as Go spells them: the Helm engine's `toJson` and `toRawJson` are the judges."""

import json
import math
import subprocess
import sys
from json.encoder import encode_basestring

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oamc.expressions.numbers import LARGEST_INTEGER, number_in, quote_json, spell_json, spell_number, spell_yaml_number
from tests.strategies.texts import NUMBERS, PIECES
from tests.support.helm import shared_engine
from tests.support.laws import examples

TEMPLATE = r"""
apiVersion: v1
kind: ConfigMap
metadata: {name: x}
data:
  json: {{ .Values.it | FUNCTION | quote | replace "<" "\\x3c" }}
"""
INTEGERS = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
POWERS = st.builds(lambda digits, power: float(f"{digits}e{power}"), st.integers(-(10**17), 10**17), st.integers(-330, 290))
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=3).map("".join), st.text(max_size=8))
TREES = st.recursive(
    st.one_of(TEXTS, INTEGERS, FLOATS, st.booleans()),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXTS, below, max_size=4),
    max_leaves=15,
)


def go_json(value, function="toJson"):
    """Return the JSON that a template of the engine makes of a value."""
    files = {
        "Chart.yaml": "apiVersion: v2\nname: numbers\nversion: 0.1.0\n",
        "templates/x.yaml": TEMPLATE.replace("FUNCTION", function),
    }
    rendered = shared_engine().render(files, {"it": value})
    assert not rendered.refusal
    return rendered.documents[0]["data"]["json"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.one_of(FLOATS, POWERS, INTEGERS), min_size=40, max_size=60))
def test_numbers_are_spelled_as_go_does(numbers):
    assert go_json(numbers) == "[" + ",".join(map(spell_number, numbers)) + "]"


@settings(max_examples=examples(100), deadline=None)
@given(TREES)
def test_json_is_spelled_as_go_does(value):
    assert go_json([value], "toRawJson") == spell_json([value])


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (0.0, "0"),
        (-0.0, "-0"),
        (4.0, "4"),
        (-2.5, "-2.5"),
        (0.1, "0.1"),
        (1e-6, "0.000001"),
        (9.99e-7, "9.99e-7"),
        (1e-10, "1e-10"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (-1.5e300, "-1.5e+300"),
        (5e-324, "5e-324"),
        (2**53, "9007199254740992"),
    ],
)
def test_a_number_has_one_spelling(number, text):
    assert spell_number(number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (-0.0, "-0.0"), (1e-7, "1.0e-7"), (9.99e-7, "9.99e-7"), (-1e21, "-1.0e+21"), (2.0, "2")]
)
def test_a_number_in_yaml_is_a_number_for_every_reader(number, text):
    assert spell_yaml_number(number) == text


@given(st.one_of(FLOATS, POWERS))
def test_a_number_in_yaml_is_the_same_number_for_yaml_1_1(number):
    assert float(yaml.safe_load(spell_yaml_number(number))) == number


@given(st.one_of(FLOATS, POWERS))
def test_a_spelled_number_is_the_number(number):
    assert float(spell_number(number)) == number


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_json_cannot_say_is_a_mistake_of_the_caller(number):
    with pytest.raises(ValueError, match="no JSON form"):
        spell_number(number)


@given(TREES)
def test_json_says_the_value(value):
    assert json.loads(spell_json(value), parse_int=float) == value


def test_json_is_compact_and_its_keys_are_sorted():
    assert spell_json({"b": [1, True, None], "a": {"é": "<&\u2028"}}) == '{"a":{"é":"<&\\u2028"},"b":[1,true,null]}'


def test_something_else_is_no_json():
    with pytest.raises(TypeError, match="set"):
        spell_json({1})


def test_the_numbers_that_other_tests_draw_are_within_what_helm_carries():
    assert all(abs(number) <= LARGEST_INTEGER for number in NUMBERS)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("-7", -7),
        (" 7\n", 7),
        ("1234567890", 1234567890),
        ("1.0", 1.0),
        ("-0.5", -0.5),
        ("10.25", 10.25),
        ("0.123456789", 0.123456789),
    ],
)
def test_a_text_is_a_number_as_all_readers_take_it(text, number):
    found = number_in(text)
    assert (found, type(found)) == (number, type(number))


@pytest.mark.parametrize(
    "text",
    ["", "-", "x", "01", "-01", "00", "12345678901", "0.1234567890", "1.", ".5", "+1", "1e3", "0x1", "1_0", "1 0", "\u0661"],
)
def test_a_text_that_some_readers_take_otherwise_is_no_number(text):
    assert number_in(text) is None


@given(st.text())
@example("plain")
@example('"')
@example("\\")
@example("\x00\x1f\x7f\x85\u2028\ud800")
def test_a_text_is_quoted_as_by_the_encoder_of_python(text):
    assert quote_json(text) == encode_basestring(text)


def test_a_plain_text_is_quoted_without_the_encoder():
    program = "import sys; from oamc.expressions.numbers import quote_json; print(quote_json('é 1'), '_json' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == '"é 1" False\n'
