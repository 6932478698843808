"""What the writer writes, every reader reads back: PyYAML's safe loader, oamc's own reader, and Go's by way of Helm."""

import pytest
import yaml
from helm_python import values_from_yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import Hole, IsSet, When
from oamc.expressions.types import TextType
from oamc.objects.tree import At, entries, listing, placed
from oamc.objects.writer import YamlWriter, quoted, spell_text
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile, Span
from tests.strategies.texts import NUMBERS, PIECES
from tests.support.laws import examples

PLACE = Span(SourceFile(path="a.yaml", label="a.yaml", text=""), 1, 1, 1, 1)
WORDS = (
    *("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "~", "=", "<<", ".", "..", ".inf", ".NaN"),
    *("0o7", "0b1", "0x1f", "1_0", "1e3", "+1", "-1", "1:30", "2001-01-01", "e1", "e"),
)
HOSTILE = [*PIECES, *WORDS, *(word.title() for word in WORDS), *(word.upper() for word in WORDS)]
TEXTS = st.one_of(
    st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join),
    st.text(st.sampled_from("ab1 .:-_'\"#\n\t,[]{}&*!|>%@`\\?=~<"), max_size=8),
    st.text(max_size=12),
)
BATCHES = st.lists(TEXTS, min_size=40, max_size=60)
LEAVES = st.one_of(TEXTS, st.integers(1 - 2**53, 2**53 - 1), st.booleans(), st.none(), st.sampled_from(NUMBERS))
TREES = st.recursive(
    LEAVES, lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXTS, below, max_size=3), max_leaves=12
)


def write(tree):
    return YamlWriter().document(tree)


def read_back(text):
    """Return what each reader reads; oamc's own refuses a document that is no OAM document, so it gets the two fields."""
    source = SourceFile(path="a.yaml", label="a.yaml", text=f"apiVersion: v1\nkind: Test\n{text}")
    reports = Reports()
    (document,) = read(source, reports)
    assert not reports.found
    own = plain(document.root)
    return (
        yaml.safe_load(text),
        values_from_yaml(text),
        {key: own[key] for key in own if key not in {"apiVersion", "kind"}},
    )


@settings(max_examples=examples(60), deadline=None)
@given(BATCHES)
@example(HOSTILE)
def test_every_text_comes_back_as_value_as_item_and_as_key(texts):
    tree = {"values": {f"k{place}": text for place, text in enumerate(texts)}, "items": texts, "keys": dict.fromkeys(texts, 1)}
    for found in read_back(write(tree)):
        assert found == tree


@settings(max_examples=examples(150), deadline=None)
@given(st.dictionaries(st.sampled_from("abc"), TREES, min_size=1))
def test_every_tree_comes_back(tree):
    for found in read_back(write(tree)):
        assert found == tree


def _types(tree):
    if isinstance(tree, dict):
        return {key: _types(value) for key, value in tree.items()}
    return [_types(item) for item in tree] if isinstance(tree, list) else type(tree)


@given(
    st.dictionaries(
        st.sampled_from("abc"), st.one_of(TEXTS, st.booleans(), st.none(), st.integers(1 - 2**53, 2**53 - 1)), min_size=1
    )
)
def test_a_scalar_keeps_its_type(tree):
    for found in read_back(write(tree)):
        assert _types(found) == _types(tree)


@pytest.mark.parametrize(
    "text",
    ["web", "/healthz", "example.com/web:1.2", "a b", "a:b", "Always", "100m", "64Mi", "1.5Gi", "10k", "apps/v1", "a,b", "e1"],
)
def test_a_text_that_every_reader_takes_as_text_stays_plain(text):
    assert spell_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "a ", " a", "yes", "Yes", "YES", "y", "N", "on", "OFF", "true", "Null", "~", "nan", "Inf"),
        *("1", "1.5", "1e3", "0x1f", "010", "1_0", "1:30", "2001-01-01", "1E", "1Ki1", "100mm", ".inf", "---", "..."),
        *("-a", "- a", "a: b", "a #b", "#a", "<<", "=", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a", "[a]", "{a}"),
        *("a'b", 'a"b', "a\tb", "a\nb", "é"),
    ],
)
def test_a_text_that_some_reader_takes_otherwise_is_quoted(text):
    assert spell_text(text) == quoted(text)
    assert spell_text(text).startswith('"')


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\nb\n", "k: |\n  a\n  b\n"),
        ("a\nb", "k: |-\n  a\n  b\n"),
        ("a\n\n  b", "k: |-\n  a\n\n    b\n"),
        ("a\nb\n\n", 'k: "a\\nb\\n\\n"\n'),
        ("a \nb", 'k: "a \\nb"\n'),
        (" a\nb", 'k: " a\\nb"\n'),
        ("\na", 'k: "\\na"\n'),
        ("a\n\tb", 'k: "a\\n\\tb"\n'),
        ("a\n\u2028", 'k: "a\\n\\u2028"\n'),
    ],
)
def test_several_lines_are_a_literal_block_where_every_reader_gives_them_back(text, written):
    assert write({"k": text}) == written


def test_a_list_stands_at_the_indentation_of_its_key_and_a_mapping_behind_its_dash():
    tree = {"a": [{"b": 1, "c": {"d": [2]}}, [3, [4]], {}, []]}
    assert write(tree) == "a:\n- b: 1\n  c:\n    d:\n    - 2\n- - 3\n  - - 4\n- {}\n- []\n"


def test_a_place_leaves_no_trace():
    assert write({"a": At([At({"b": At("c", PLACE)}, PLACE)], PLACE)}) == "a:\n- b: c\n"


class Spelling:
    """A speller that marks what it is asked for."""

    def value(self, expression):
        return f"<{'.'.join(expression.path)}>"

    def known(self, yaml):
        return yaml.replace("{{", "OPEN")

    def must_quote(self, text):
        return "<no value>" in text

    def open(self, condition):
        return f"if {'.'.join(condition.path)}"

    def close(self):
        return "end"


def spelled(tree):
    return YamlWriter(Spelling()).document(tree)


NAME = Hole(path=("name",), type=TextType())
PRESENT = IsSet(path=("on",))


def test_expressions_are_written_by_the_speller():
    assert spelled({"a": NAME, "b": [At(NAME, PLACE)]}) == "a: <name>\nb:\n- <name>\n"


def test_a_condition_stands_on_lines_of_its_own():
    tree = {"a": 1, "b": When(condition=PRESENT, then={"c": 2}), "d": [1, When(condition=PRESENT, then=At(NAME, PLACE))]}
    assert spelled(tree) == "a: 1\nif on\nb:\n  c: 2\nend\nd:\n- 1\nif on\n- <name>\nend\n"


def test_the_dash_of_an_item_stands_before_an_entry_that_is_always_there():
    assert spelled([{"b": When(condition=PRESENT, then=1), "a": 2}]) == "- a: 2\n  if on\n  b: 1\n  end\n"


def test_known_texts_are_protected_from_the_language_of_the_output():
    tree = {"{{": "a {{ b", "c": "x\n{{ y", "d": "<no value>", "e": "x\n<no value>"}
    assert spelled(tree) == ('"OPEN": "a OPEN b"\nc: |-\n  x\n  OPEN y\nd: "\\x3cno value>"\ne: "x\\n\\x3cno value>"\n')


@pytest.mark.parametrize(
    "key", ["a" * 1024, "a" * 1025, "<" * 1022, "\x01" * 170, "\x01" * 171, "é" * 1022, "é" * 1023, "x" * 5000]
)
def test_a_key_of_any_length_comes_back_from_every_reader(key):
    below = {key: {key: [{key: 1, "b": 2}, key], "c": {}}, "d": "x\ny\n", f"{key}b": [1], f"{key}c": "x\ny\n", f"{key}d": ""}
    text = write({"keys": below})
    assert yaml.safe_load(text) == values_from_yaml(text) == {"keys": below}
    assert yaml.safe_load(YamlWriter(Spelling()).document({"keys": below})) == {"keys": below}


def test_a_key_that_is_too_long_stands_on_a_line_of_its_own_within_its_condition():
    key = "a" * 1025
    assert write({"a" * 1024: 1, key: 1}) == f"{'a' * 1024}: 1\n? {key}\n: 1\n"
    assert spelled({"a": 1, key: When(condition=PRESENT, then=[2])}) == f"a: 1\nif on\n? {key}\n:\n- 2\nend\n"
    assert spelled([{key: NAME}]) == f"- ? {key}\n  : <name>\n"


MARKER = "+argocd:skip-file-rendering"


@pytest.mark.parametrize(
    "text", [MARKER, f"a {MARKER}", f"x{MARKER}", f"a\nb {MARKER}\n", f"{MARKER}{MARKER}", f"<no value>{MARKER}"]
)
def test_no_text_makes_argo_cd_pass_over_the_file(text):
    tree = {"a": text, text: [text], "b": {text: {"c": text}}}
    for written in (write(tree), YamlWriter(Spelling()).document(tree)):
        assert MARKER not in written
        assert yaml.safe_load(written) == values_from_yaml(written) == tree


def test_letters_in_another_case_are_left_as_they_are():
    assert write({"a": "x+ArgoCD:skip-file-rendering"}) == "a: x+ArgoCD:skip-file-rendering\n"


@pytest.mark.parametrize("text", ["##teamcity[x]", "##[group]x", "##vso[x]", "a\n##teamcity[x]\n", "a\n::error::x\n"])
def test_no_text_is_a_command_of_a_ci_system(text):
    written = write({"a": text, text: [text]})
    assert not any(command in written for command in ("##[", "##vso[", "##teamcity[", "\n::", "\n  ::"))
    assert yaml.safe_load(written) == {"a": text, text: [text]}


@pytest.mark.parametrize(
    "character", ["\ufe0f", "\u034f", "\u3164", "\u115f", "\u2800", "\U000e0100", "\u2065", "\xa0", "\u17b4"]
)
def test_what_nobody_sees_is_escaped(character):
    for text in (f"a{character}b", f"a\nb{character}\n"):
        written = write({"a": text, text: 1})
        assert written.isascii()
        assert yaml.safe_load(written) == values_from_yaml(written) == {"a": text, text: 1}


def test_a_tree_with_an_expression_needs_a_speller():
    with pytest.raises(AssertionError):
        write({"a": NAME})


def test_what_may_be_absent_is_left_out_and_nothing_is_no_mapping():
    assert entries((("a", None),)) is None
    assert listing([None, None]) is None
    assert entries((("a", None), ("b", 1))) == {"b": 1}
    assert listing([None, 1]) == [1]


def test_a_mapping_of_conditional_entries_is_conditional_itself():
    built = entries((("a", When(condition=PRESENT, then=1)), ("b", placed(When(condition=PRESENT, then=2), PLACE))))
    assert isinstance(built, When)
    assert built.condition == PRESENT
    assert spelled({"m": built}) == "if on\nm:\n  a: 1\n  b: 2\nend\n"


def test_a_list_of_items_with_different_conditions_is_there_when_any_of_them_is():
    other = IsSet(path=("other",))
    built = listing([When(condition=PRESENT, then=1), When(condition=other, then=2)])
    assert isinstance(built, When)
    assert built.condition.conditions == (PRESENT, other)
    assert [item.condition for item in built.then] == [PRESENT, other]


def test_one_entry_that_is_always_there_keeps_the_mapping():
    built = entries((("a", When(condition=PRESENT, then=1)), ("b", 2)))
    assert isinstance(built, dict)
    assert list(built) == ["a", "b"]


@example("\U0001fffe")
@example("+argocd:skip-file-rendering")
@example("##teamcity[")
@given(TEXTS)
def test_both_readers_give_a_quoted_text_back(text):
    assert yaml.safe_load(f"a: {quoted(text)}") == values_from_yaml(f"a: {quoted(text)}") == {"a": text}
