"""Keys, aliases, merge keys and tags."""

from __future__ import annotations

import json

import pytest

from tests.strategies.mutations import CONSTANTS


def test_a_duplicate_key_is_an_error_that_names_both_places(reading):
    only = reading("a:\n  x: 1\n  z: 2\n  x: 3\n").only
    assert (only.code.id, str(only.span)) == ("OAM112", "app.yaml:4:3")
    assert [str(related.span) for related in only.related] == ["app.yaml:2:3"]


FIRST = "apiVersion: a\nkind: b\nmetadata: {}\nspec: {}\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (FIRST * 2, ["OAM241 5:1"]),
        (FIRST * 3, ["OAM241 5:1", "OAM241 9:1"]),
        (FIRST + "---\n" + FIRST * 2, ["OAM241 10:1"]),
        ("kind: b\napiVersion: a\nspec: {}\n" * 2, ["OAM241 5:1"]),
        (FIRST + "kind: c\nmetadata: {}\nspec: {}\n", ["OAM241 5:1"]),
        (FIRST + "'apiVersion': a\n\"kind\": c\n", ["OAM241 5:1"]),
        (FIRST + "apiVersion: a\n", ["OAM112 5:1"]),
        (FIRST + "kind: a\n", ["OAM112 5:1"]),
        (FIRST + "metadata: {}\nspec: {}\n", ["OAM112 5:1", "OAM112 6:1"]),
        (FIRST + "apiVersion: a\nextra: 1\nextra: 2\n", ["OAM112 5:1", "OAM112 7:1"]),
        ("spec:\n  apiVersion: a\n  kind: b\n  apiVersion: a\n  kind: b\n", ["OAM112 4:3", "OAM112 5:3"]),
        ("- apiVersion: a\n  kind: b\n  apiVersion: a\n  kind: b\n", ["OAM140 1:1", "OAM112 3:3", "OAM112 4:3"]),
        ("{apiVersion: a, kind: b,\napiVersion: a, kind: b}", ["OAM112 2:1", "OAM112 2:16"]),
        ('{"apiVersion": "a", "kind": "b",\n"apiVersion": "a", "kind": "b"}', ["OAM112 2:1", "OAM112 2:20"]),
    ],
)
def test_two_documents_without_a_line_between_them_are_one_error(reading, text, found):
    outcome = reading(text)
    assert outcome.found == found
    together = [document.has_gap for document in outcome.documents if "OAM241" in outcome.codes]
    assert together == [] or together[-1], "nobody asks what two documents in one mapping hold"


@pytest.mark.parametrize(
    "text", ["1: a\n'1': b\n", "'1': a\n1: b\n", "0x1: a\n1: b\n", "a: 1\n'a': 2\n", "true: a\n'true': b\n"]
)
def test_keys_that_are_equal_as_texts_are_duplicates(reading, text):
    assert "OAM112 2:1" in reading(text).found


def test_keys_that_differ_as_texts_are_no_duplicates(reading):
    outcome = reading("'on': 1\ntrue: 2\n'on ': 3\n'010': 4\n8: 5\n")
    assert outcome.value == {"on": 1, "true": 2, "on ": 3, "010": 4, "8": 5}
    assert outcome.codes == []


@pytest.mark.parametrize(
    ("key", "read_as"), [("on", "true"), ("y", "true"), ("No", "false"), ("010", "8"), ("1.0", "1"), ("True", "true")]
)
def test_a_key_that_kubernetes_changes_is_warned_of(reading, key, read_as):
    outcome = reading(f"'{key}': 0\n---\n{key}: 1\n---\n{key}: 2\n")
    assert outcome.values == [{key: 0}, {read_as: 1}, {read_as: 2}]
    assert outcome.found == ["OAM115 3:1", "OAM115 5:1"]
    assert outcome.diagnostics[0].severity == "warning"


@pytest.mark.parametrize("key", ["~", "null", "? "])
def test_a_null_key_is_refused_and_the_rest_is_read(reading, key):
    outcome = reading(f"{{a: 1, {key}: 2, '': 3}}" if key != "? " else "a: 1\n?\n: 2\n'': 3\n")
    assert outcome.codes == ["OAM113"]
    assert outcome.value == {"a": 1, "": 3}


@pytest.mark.parametrize("key", ["[1]", "{b: 1}", "[]"])
def test_a_collection_as_a_key_is_refused_and_the_rest_is_read(reading, key):
    outcome = reading(f"a: 1\n? {key}\n: 2\nc: 3\n")
    assert outcome.found == ["OAM114 2:3"]
    assert outcome.value == {"a": 1, "c": 3}


def test_an_alias_gives_the_value_of_its_anchor_with_its_place(reading):
    outcome = reading("a: &x {k: 1}\nb: *x\n")
    assert outcome.value == {"a": {"k": 1}, "b": {"k": 1}}
    assert outcome.root.get("b").span == outcome.root.get("a").span


def test_an_alias_may_be_a_key_of_its_own_place(reading):
    outcome = reading("a: &x k\n*x : 1\n")
    assert outcome.value == {"a": "k", "k": 1}
    assert outcome.root.entries["k"].key_span.line == 2


def test_a_key_may_have_an_anchor(reading):
    assert reading("&x a: *x\n").value == {"a": "a"}


def test_the_latest_anchor_of_a_name_counts(reading):
    assert reading("a:\n- &x 1\n- *x\n- &x 2\n- *x\n").value == {"a": [1, 1, 2, 2]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: *x\n", "OAM118 1:4"),
        ("a: &x 1\n---\nb: *x\n", "OAM118 3:4"),
        ("a: *x\nb: &x 1\n", "OAM118 1:4"),
        ("a: &x [1, *x]\n", "OAM119 1:11"),
        ("a: &x {b: {c: *x}}\n", "OAM119 1:15"),
        ("a: &x\n  <<: *x\n", "OAM119 2:7"),
    ],
)
def test_an_alias_without_a_complete_anchor_is_refused(reading, text, expected):
    assert reading(text).found[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<<: *x\nk: 2\n", {"k": 2, "l": 1}),
        ("<<: [*x, {k: 3, m: 3}]\n", {"k": 1, "l": 1, "m": 3}),
        ("<<: {k: 3}\n", {"k": 3}),
        ("<<: []\n", {}),
        ('"<<": 3\n', {"<<": 3}),
    ],
)
def test_merge_keys_are_honored(reading, text, expected):
    indented = text.replace("\n", "\n  ")
    outcome = reading(f"x: &x {{k: 1, l: 1}}\nz:\n  {indented}\n")
    assert outcome.value["z"] == expected
    assert outcome.codes == []


def test_a_local_key_before_a_merge_key_wins_with_a_warning(reading):
    outcome = reading("k: 2\n<<: {k: 1, l: 1}\n")
    assert outcome.value == {"k": 2, "l": 1}
    assert outcome.found == ["OAM121 2:1"]


@pytest.mark.parametrize("value", ["1", "[1]", "~", "text"])
def test_only_mappings_can_be_merged(reading, value):
    assert reading(f"<<: {value}\na: 1\n").codes == ["OAM120"]


def test_two_merge_keys_are_a_duplicate_key(reading):
    assert reading("<<: {a: 1}\n<<: {b: 1}\n").found == ["OAM112 2:1"]


def test_a_value_of_two_left_arrows_is_a_text(reading):
    assert reading("a: <<\nb: [<<]").value == {"a": "<<", "b": ["<<"]}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("!!str 1", "1"),
        ("! 1", "1"),
        ("!!int '1'", 1),
        ("!!float 1", 1),
        ("!!bool yes", True),
        ("!!null ''", None),
        ("!!map {}", {}),
        ("!!seq []", []),
        ("!<tag:yaml.org,2002:str> 1", "1"),
    ],
)
def test_the_tags_of_json_are_honored(reading, written, value):
    assert reading(f"a: {written}").value == {"a": value}


@pytest.mark.parametrize("tag", ["!!binary", "!!timestamp", "!!python/name:os.system", "!local", "!!set", "!<x>"])
@pytest.mark.parametrize("value", ["x", "{}", "[]"])
def test_any_other_tag_is_refused(reading, tag, value):
    assert reading(f"a: {tag} {value}").found == ["OAM116 1:4"]


@pytest.mark.parametrize("written", ["!!int x", "!!int 1.5", "!!bool 1", "!!null x", "!!float true"])
def test_a_value_that_does_not_fit_its_tag_is_refused(reading, written):
    assert reading(f"a: {written}").found == ["OAM117 1:4"]


@pytest.mark.parametrize("text", [".inf", "-.INF", ".nan"])
def test_numbers_that_are_not_finite_are_refused(reading, text):
    assert reading(f"a: {text}").found == ["OAM131 1:4"]
    assert reading(f"a: '{text}'").value == {"a": text}


POSITIONS = (
    "{}: 1", "? {}\n: 1", "a: {}", "a: [{}]", "[{}: 1]", "{{{0}: {0}, b: 1}}", "? [{}]\n: 1", "{{? {{{}: 1}} : 1}}", "{}",
    "a: &x {0}\nb: *x", "&x {} : 1\n*x : 2", "<<: {}\nb: 1", "<<: [{}]", "<<: {{{}: 1}}", "a: &x {{{}: 1}}\nb: {{<<: *x}}",
)  # fmt: skip


@pytest.mark.parametrize("constant", CONSTANTS)
def test_a_constant_in_any_position_is_read_or_refused(reading, constant):
    for position in POSITIONS:
        outcome = reading(position.format(constant))
        assert json.dumps(outcome.values, allow_nan="OAM131" in outcome.codes), position


@pytest.mark.parametrize("constant", [".nan", ".NaN", ".inf", "-.inf", "!!float .nan"])
@pytest.mark.parametrize("position", [position for position in POSITIONS if "*x : 2" not in position])
def test_a_number_that_is_none_is_refused_in_any_position(reading, position, constant):
    assert "OAM131" in reading(position.format(constant)).codes


@pytest.mark.parametrize("number", ["9007199254740991", "-9007199254740991", "1e20", "0x1fffffffffffff"])
def test_numbers_that_a_float_carries_are_taken(reading, number):
    assert reading(f"a: {number}").codes in ([], ["OAM130"])


@pytest.mark.parametrize(
    "number",
    [
        "9007199254740992",
        "-9007199254740992",
        "9007199254740993",
        "-9007199254740993",
        "0x20000000000000",
        "1" * 25,
        "1_" + "0" * 30,
    ],
)
def test_an_integer_that_would_lose_digits_is_refused(reading, number):
    assert "OAM132 1:4" in reading(f"a: {number}").found
    assert reading(f"a: '{number}'").codes == []


def test_an_ambiguous_text_is_warned_of_once_a_file_at_its_first_place(reading):
    outcome = reading("a: yes\nb: [yes, 'yes', yes]\nc: no\n---\nd: yes\n")
    assert outcome.found == ["OAM130 1:4", "OAM130 3:4"]
    assert "3 times more" in outcome.diagnostics[0].hint


def test_no_message_or_hint_holds_a_value(reading):
    texts = [
        "0123",
        "1_0456",
        "12:34",
        "2001-02-03",
        "9007199254740993",
        "1e12345",
        "!!int hunter",
        "!x hunter",
        "*hunter2x",
        "0o123",
    ]
    for text in texts:
        for found in reading(f"a: {text}").diagnostics:
            secret = text.rpartition(" ")[2]
            assert secret not in found.message + found.hint
