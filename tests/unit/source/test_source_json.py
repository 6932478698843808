"""JSON: read with the same meaning and places."""

from __future__ import annotations

import collections
import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.inputs import APPLICATION
from oamc.diagnostics.reports import Reports
from oamc.source import mapping_entries, scalar_nodes
from oamc.source.builder import Builder
from oamc.source.json_events import JsonText, NotJson
from oamc.source.limits import DEFAULT_LIMITS
from oamc.source.nodes import plain
from oamc.source.places import Places
from oamc.source.reader import read
from oamc.spans import SourceFile
from tests.support.laws import examples


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{\t"a":\t1,\n\t"b":2}', {"a": 1, "b": 2}),
        ('{"a":"x\\/y\\n\\u00e9"}', {"a": "x/y\né"}),
        ('{"a":"\\ud83d\\ude00"}', {"a": "😀"}),
        ('{"a"\n:\n1}', {"a": 1}),
        ('{"a": [true, false, null, -0.5e1, 0, "", {}, []]}', {"a": [True, False, None, -5.0, 0, "", {}, []]}),
        ('{"' + "k" * 1000 + '": "' + "v" * 100_000 + '"}', {"k" * 1000: "v" * 100_000}),
        ('{"a": "y", "on": "0777"}', {"a": "y", "on": "0777"}),
        ('{"<<": {"a": 1}, "~": 2}', {"<<": {"a": 1}, "~": 2}),
        ('{"a": "\u2028"}', {"a": "\u2028"}),
        (" \n{}\n ", {}),
    ],
)
def test_json_is_read(reading, text, value):
    outcome = reading(text)
    assert outcome.value == value
    assert [code for code in outcome.codes if code != "OAM106"] == []


def test_several_json_values_are_several_documents(reading):
    assert reading('{"a":1}{"b":2}\n{"c":3}').values == [{"a": 1}, {"b": 2}, {"c": 3}]


def test_a_number_of_json_is_not_ambiguous(reading):
    assert reading('{"a": 1e3}').codes == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("{a: 1}", {"a": 1}), ('{"a": 1,}', {"a": 1}), ('{"a": yes} # x', {"a": True}), ('{"a": "x\n y"}', {"a": "x y"})],
)
def test_what_begins_like_json_and_is_yaml_is_read_as_yaml(reading, text, value):
    assert reading(text).value == value


def test_a_stream_of_json_documents_is_yaml(reading):
    assert reading('{"a": 1}\n---\n{"b": 2}\n').values == [{"a": 1}, {"b": 2}]


def test_findings_in_json_are_reported_once(reading):
    assert reading('{"a": 1, "a": 2}\n').found == ["OAM112 1:10"]
    assert reading('{"a": 1, "a": 2}\n---\n').found == ["OAM112 1:10"]


def test_half_a_surrogate_pair_is_refused(reading):
    assert reading('{"a": "\\ud83d", "\\ude00": 1}').found == ["OAM133 1:7", "OAM133 1:17"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places_in_json_are_those_of_an_editor(reading, newline):
    root = reading(newline.join(["{", '  "é": [', '    "😀", 12', "  ]", "}"])).root
    (entry,) = root
    assert (entry.key_span.line, entry.key_span.column, entry.key_span.end_column) == (2, 3, 6)
    assert [(item.span.line, item.span.column, item.span.end_column) for item in entry.value] == [(3, 5, 8), (3, 10, 12)]
    assert (entry.value.span.end_line, root.span.end_line) == (4, 5)


def test_json_places_agree_with_yaml_places(reading):
    text = '{"a": [1, {"b": "c"}],\n "d": {}}\n'
    assert spans(reading(text).root) == spans(reading(text + "# yaml").root)


@pytest.mark.parametrize("indent", [None, 2])
def test_reading_json_takes_few_more_calls_than_reading_the_same_in_yaml(indent):
    """Calls are what time is made of here, and unlike time they are the same in every run.

    What libyaml does for itself is not seen: with a third more calls JSON takes as many instructions of the processor.
    """
    for remembered in (scalar_nodes._SOUND, mapping_entries._KNOWN):
        remembered.clear()
    yaml = "---\n".join(APPLICATION.format(number=number) for number in range(10))
    documents = [plain(document.root) for document in read(source_of(yaml), Reports())]
    text = "\n".join(json.dumps(document, indent=indent) for document in documents)
    assert [plain(document.root) for document in read(source_of(text), Reports())] == documents
    assert calls_of(text) <= calls_of(yaml) * 4 / 3


def calls_of(text):
    """Return how many functions are called to read a text, of Python and of C."""
    calls = collections.Counter()
    source, reports = source_of(text), Reports()
    sys.setprofile(lambda _frame, event, _function: calls.update([event]))
    try:
        read(source, reports)
    finally:
        sys.setprofile(None)
    return calls["call"] + calls["c_call"]


def source_of(text):
    return SourceFile(path="a", label="a", text=text)


def spans(node):
    """Return the spans of a node and of all below it."""
    below = [node.span.key()]
    for child in getattr(node, "items", ()):
        below += spans(child)
    for entry in getattr(node, "entries", {}).values():
        below += [entry.key_span.key(), *spans(entry.value)]
    return below


BLANKS = st.lists(st.sampled_from([" ", "\t", "\n", "\r", "\r\n", "  ", "\n\n"]), max_size=4).map("".join)


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(BLANKS, min_size=13, max_size=13))
def test_places_hold_whatever_blanks_stand_between_the_tokens(blanks):
    tokens = ["{", '"a"', ":", "[", "12", ",", '"\\u0062"', "]", ",", '"c"', ":", "null", "}"]
    text = "".join(token for pair in zip(blanks, tokens, strict=True) for token in pair)
    (document,) = read(source_of(text), Reports())
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    entries = document.root.entries
    for span, token in [
        (entries["a"].key_span, '"a"'),
        (entries["a"].value.items[0].span, "12"),
        (entries["a"].value.items[1].span, '"\\u0062"'),
        (entries["c"].value.span, "null"),
    ]:
        assert (span.line, lines[span.line - 1][span.column - 1 : span.end_column - 1]) == (span.end_line, token)
    end = entries["a"].value.span
    assert lines[end.end_line - 1][: end.end_column - 1].endswith("]")


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(TEXTS, children, max_size=4),
    max_leaves=12,
)


@settings(max_examples=examples(150), deadline=None)
@given(st.dictionaries(TEXTS, JSON, max_size=5), st.booleans(), st.sampled_from([None, 0, "\t"]))
def test_any_json_is_read_as_the_json_module_reads_it(value, ensure_ascii, indent):
    text = json.dumps(value, ensure_ascii=ensure_ascii, indent=indent)
    reports = Reports()
    (document,) = read(SourceFile(path="a", label="a", text=text), reports)
    assert plain(document.root) == value
    assert reports.found == []


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.sampled_from([*'{}[]",: \n1e-.', '"a"', "true", "null", "0", "\\", "\\u00e9"]), max_size=12).map("".join))
def test_exactly_what_the_json_module_takes_is_json(text):
    try:
        source = SourceFile(path="a", label="a", text=text)
        JsonText(source, Builder(Places(source), Reports(), DEFAULT_LIMITS, warn=False)).read()
        is_json = True
    except NotJson:
        is_json = False
    assert is_json == is_stream_of_json(text)


def is_stream_of_json(text):
    decoder = json.JSONDecoder()
    rest = text.lstrip(" \t\r\n")
    while rest:
        try:
            _, end = decoder.raw_decode(rest)
        except ValueError:
            return False
        rest = rest[end:].lstrip(" \t\r\n")
    return True
