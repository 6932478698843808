"""The grammar of the value flags, against the real engine."""

import json
import re
import sys

import helm_python
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from oamc.values.grammar import (
    GrammarError,
    assigned_places,
    parse_set,
    parse_set_file,
    parse_set_json,
    parse_set_literal,
    parse_set_string,
    set_file_paths,
)
from oamc.values.json_values import first_not_blank
from tests.support.laws import examples

ONLY_HERE = ("an index must be a whole number", "an index is larger", "a name has more than 64 steps")

names = st.sampled_from(["a", "b", "c", "d-e", "a\\.b", "\\,", "é", "", " a", "x\\"])
indexes = st.sampled_from(
    [
        "[0]",
        "[1]",
        "[2]",
        "[+1]",
        "[-1]",
        "[-0]",
        "[01]",
        "[]",
        "[x]",
        "[1_0]",
        "[ 1]",
        "[65536]",
        "[65537]",
        "[99999999999999999999]",
        "[0",
    ]
)
WORDS = """ true TRUE False falſe null nUll ~ 0 00 +0 -0 012 -012 +5 1_0 1.5 1e3 + - 9223372036854775807 9223372036854775808
-9223372036854775808 -9223372036854775809 +00000000000000000007 {a,b} {} {1,null,x\\,y} {a {{a}} {a}x \\{a} a\\,b a=b a\\ ٣"""
words = st.one_of(
    st.sampled_from([*re.split("[ \n]", WORDS), "a b", " 1"]),
    st.text(alphabet="ab01.=,[]{}\\+-\u017f\xa0é", max_size=6),
)
steps = st.one_of(names.map(lambda name: "." + name), indexes)
paths = st.builds(lambda first, rest: first + "".join(rest), names, st.lists(steps, max_size=4))
texts = st.one_of(
    st.lists(st.tuples(paths, words).map("=".join), min_size=1, max_size=4).map(",".join),
    st.text(alphabet="ab01.=,[]{}\\-", max_size=14),
)
JSON_WORDS = r""" 1. 1e 1e+ - -0 -0. 01 1.5. 1e5e 0x1 NaN Infinity -Infinity 1e400 -1e400 1e-400 9007199254740993 "\ud800"
"\ud800\udc00" "\udc00\ud800x" "a [1.] [1 { {"a":1} {"a":1,"a":2} tru true1 nullx [1,] {'a':1} "\x" "\u12" []x"""
json_words = st.one_of(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=3)),
        lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(st.text(max_size=2), below, max_size=3)),
        max_leaves=4,
    ).map(json.dumps),
    st.sampled_from([*re.split("[ \n]", JSON_WORDS), " ", "\xa0", "\x1c1", '"a\tb"', "\ufeff1", "1" + "0" * 400]),
)
json_texts = st.one_of(
    st.lists(
        st.builds("{}={}{}".format, paths, json_words, st.sampled_from(["", " ", "\xa0"])), min_size=1, max_size=3
    ).flatmap(lambda parts: st.sampled_from([",".join(parts), "".join(parts)])),
    st.text(alphabet='ab01.=,[]{}\\"-e ', max_size=12),
)


def ours(parse, text, *more):
    tree = {}
    parse(text, tree, *more)
    return tree


def check_against_engine(parse, engine, text, *more):
    try:
        expected = engine(text)
    except helm_python.HelmError:
        with pytest.raises(GrammarError):
            ours(parse, text, *more)
        return
    try:
        found = ours(parse, text, *more)
    except GrammarError as refusal:
        assert refusal.message.startswith(ONLY_HERE), f"{refusal.message} at {refusal.column}; Helm reads {expected}"  # noqa: PT017
        return
    assert same(found, expected)


def same(left, right):
    """Compare as JSON does: true is not 1, integers are floats."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    number = (
        isinstance(left, (int, float))
        and isinstance(right, (int, float))
        and not isinstance(left, bool)
        and not isinstance(right, bool)
    )
    return float(left) == float(right) if number else type(left) is type(right) and left == right


@settings(max_examples=examples(700), deadline=None)
@given(texts)
@example("a[0].b=")
@example("a.=")
@example("a[0]")
@example("a[0][1].c[2]=x,a[0][1].c[0].d=y")
@example("a=null,a.b=1")
@example("a=1,a[0]=1")
@example("a[0]=1,a[0].b=2")
@example(".".join("a" * 31) + "=1")
@example(".".join("a" * 32) + "=1")
def test_set_reads_what_helm_reads(text):
    check_against_engine(parse_set, helm_python.parse_set_string, text)


@settings(max_examples=examples(300), deadline=None)
@given(texts)
def test_set_string_reads_what_helm_reads(text):
    check_against_engine(parse_set_string, helm_python.parse_set_string_values, text)


@settings(max_examples=examples(300), deadline=None)
@given(texts)
@example("a[0].b=")
@example("a\\.b=c\\,d,e=f")
def test_set_literal_reads_what_helm_reads(text):
    check_against_engine(parse_set_literal, helm_python.parse_set_literal, text)


@settings(max_examples=examples(700), deadline=None)
@given(json_texts)
def test_set_json_reads_what_helm_reads(text):
    assume(not text.lstrip().startswith("{"))  # the engine's function lacks the mapping form, which `helm --set-json` has
    check_against_engine(parse_set_json, helm_python.parse_set_json, text)


def test_set_file_reads_what_helm_reads(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1\n")
    two.write_text("a,b")
    contents = {str(one): "1\n", str(two): "a,b"}
    for text in [f"a={one}", f"a={{{one},{two}}},b.c[1]={two}", f"a={one}x", "a=", "a", f"a={one},"]:
        assert set(set_file_paths(text)) <= {*contents, f"{one}x"}
        check_against_engine(lambda text, tree: parse_set_file(text, tree, contents), helm_python.parse_set_file, text)


def test_the_paths_of_set_file_are_known_before_they_are_read():
    assert set_file_paths("a=x,b={y\\,y,z},c[0].d=w") == ("x", "y,y", "z", "w")
    assert set_file_paths("a=x,b") == ("x",)


@settings(max_examples=examples(300), deadline=None)
@given(texts, texts)
def test_a_later_text_goes_into_the_tree_of_an_earlier_one(first, second):
    # Two texts are one text with a comma between them, where the first ends in a plain word.
    first += ",z=1"
    try:
        tree = ours(parse_set, first)
        parse_set(second, tree)
    except GrammarError:
        return
    try:
        expected = helm_python.parse_set_string(f"{first},{second}")
    except helm_python.HelmError:
        expected = None
    assert second == "" or same(tree, expected)


def test_a_mapping_given_to_set_json_is_merged():
    tree = {"a": {"b": 1, "c": 2}}
    parse_set_json(' {"a": {"b": null, "d": [1.5]}} ', tree)
    assert tree == {"a": {"b": None, "c": 2, "d": [1.5]}}


@pytest.mark.parametrize("text", ['{"a": 1} x', '{"a": 1', '{"a": NaN}', "{"])
def test_a_broken_mapping_given_to_set_json_is_refused(text):
    with pytest.raises(GrammarError):
        ours(parse_set_json, text)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        *[("a", 1), ("a=1,b", 5), ("a=1,b,", 5), ("a[x]=1", 3), ("a[-1]=1", 3), ("a[65537]=1", 3), ("a[0]b=1", 5)],
        *[("a={1", 3), ("a=1,a.b=2", 5), ("a=\udcff", 3), ("a[0", 3), ("a=1,a[0]=2", 5), ("a.=1", 1)],
    ],
)
def test_an_error_names_its_column(text, column):
    with pytest.raises(GrammarError) as refusal:
        ours(parse_set, text)
    assert refusal.value.column == column


@pytest.mark.parametrize("parse", [parse_set, parse_set_string, parse_set_json])
@pytest.mark.parametrize("text", ["cret", "a=1,cret", "a[cret]=1", "cret[0", "a[0]cret=1", "cret="])
def test_an_error_never_quotes_the_text(parse, text):
    with pytest.raises(GrammarError) as refusal:
        ours(parse, text.replace("cret=", "a={cret"))
    assert "cret" not in refusal.value.message


@pytest.mark.parametrize("text", ["a" + "[0]" * 50000 + "=1", "a" + "[0].b" * 50000 + "=1", "a." * 50000 + "a=1"])
def test_a_name_of_many_steps_is_refused_without_a_crash(text):
    for parse in (parse_set, parse_set_json, parse_set_literal):
        with pytest.raises(GrammarError):
            ours(parse, text)


@pytest.mark.parametrize("depth", [65, 900, 50000])
def test_deep_json_is_refused_without_a_crash(depth):
    for text in ["a=" + "[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth]:
        with pytest.raises(GrammarError, match="nested too deeply"):
            ours(parse_set_json, text)


@pytest.mark.parametrize(
    ("flag", "text", "places"),
    [
        ("--set", "a.b=1,c[0].d={x,y},e\\.f=2", ((("a", "b"), 1), (("c",), 7), (("e.f",), 20))),
        ("--set-json", 'a={"b":[1,2]}, c=1', ((("a",), 1), ((" c",), 15))),
        ("--set-json", '{"a":1}', (((), 1),)),
        ("--set-literal", "a.b=1,c=2", ((("a", "b"), 1),)),
    ],
)
def test_the_places_of_assignments_are_known(flag, text, places):
    assert assigned_places(flag, text) == places


@pytest.mark.parametrize("index", [65536, 65537, 100_000])
def test_the_largest_index_is_that_of_helm(index):
    text = f"a[{index}]=x"
    if index > 65536:
        with pytest.raises(GrammarError, match="an index is larger than 65536"):
            parse_set(text, {})
        return
    tree = {}
    parse_set(text, tree)
    assert len(tree["a"]) == index + 1
    assert tree["a"][index] == "x"


BLANKS_OF_PYTHON_ALONE = "\x1c\x1d\x1e\x1f"


@pytest.mark.parametrize("start", [0, 3])
def test_blanks_are_those_of_unicode_as_go_counts_them(start):
    blanks = [chr(point) for point in range(sys.maxunicode + 1) if chr(point).isspace()]
    passed = [blank for blank in blanks if first_not_blank(f"{'x' * start}{blank}x", start) == start + 1]
    assert passed == [blank for blank in blanks if blank not in BLANKS_OF_PYTHON_ALONE]
