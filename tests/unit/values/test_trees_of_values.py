"""Trees of values: what several applications know of them, what a chart holds before any override, and where a file says it."""

import pytest

from oamc.diagnostics.reports import Reports
from oamc.expressions.types import TextType
from oamc.source.reader import read
from oamc.spans import SourceFile
from oamc.values.given import Assignment as Flag
from oamc.values.given import Given
from oamc.values.merge import coalesce, merge
from oamc.values.parameters import UNSET, Assignment, Parameter
from oamc.values.places import Place, Places
from oamc.values.shape import defaults, has_default, shape, spell_path
from oamc.values.sharing import known_to, schema_names, share

MAPPING = {"a": {"b": None}}
LEAF = {"a": None}


@pytest.mark.parametrize(
    ("given", "own", "others", "kept", "known"),
    [
        ({"a": 1}, MAPPING, [LEAF], {"a": 1}, {"a": 1}),
        ({"a": {"x": 1}}, LEAF, [MAPPING], {"a": {"x": 1}}, {"a": {"x": 1}}),
        ({"a": {"x": 1}}, MAPPING, [LEAF], {"a": {"x": 1}}, {"a": {}}),
        ({"a": {"x": 1}}, MAPPING, [{"a": {"x": None}}], {"a": {}}, {"a": {}}),
        ({"a": {"x": 1}}, MAPPING, [{"b": {"x": None}}, LEAF, {"a": {"x": None}}], {"a": {}}, {"a": {}}),
        ({"a": {"x": 1}}, MAPPING, [{"b": {"x": None}}], {"a": {"x": 1}}, {"a": {}}),
        ({"b": 1}, MAPPING, [{"c": None}, {"b": None}], {}, {}),
        ({"b": 1}, MAPPING, [], {"b": 1}, {}),
        ({"b": {"a": 1}}, MAPPING, [{"b": {}}], {}, {}),
        ({}, MAPPING, [LEAF], {}, {}),
    ],
)
def test_an_application_keeps_what_it_knows_and_what_nobody_knows(given, own, others, kept, known):
    assert share(given, own, others) == kept
    assert share(given, own, iter(others)) == kept
    assert known_to(given, own) == known


def test_the_names_of_a_schema_end_where_it_lists_none():
    properties = {"a": {"type": "string"}, "b": {"properties": {}}, "c": {"properties": {"d": {"items": {"properties": {}}}}}}
    assert schema_names({"properties": properties}) == {"a": None, "b": {}, "c": {"d": None}}
    assert schema_names({}) == {}


def parameter(path, *values):
    """Return a parameter with a history of values."""
    history = tuple(Assignment(source="declared default", value=value, span=None) for value in values)
    return Parameter(path=path, type=TextType(), description="", history=history, optional=True)


def test_a_chart_holds_every_mapping_and_the_values_that_are_set():
    parameters = [
        parameter(("web", "text"), "x"),
        parameter(("web", "empty"), ""),
        parameter(("web", "deep", "null"), "x", None),
        parameter(("web", "deep", "unset")),
        parameter(("top",), "y", "z"),
    ]
    assert defaults(parameters) == {"web": {"text": "x", "empty": "", "deep": {}}, "top": "z"}
    assert list(shape(parameters)) == ["web", "top"]
    assert list(shape(parameters)["web"]) == ["text", "empty", "deep"]
    assert shape(parameters)["web"]["deep"]["unset"] is parameters[3]
    assert [has_default(each) for each in parameters] == [True, True, False, False, True]
    assert parameters[3].value is UNSET


@pytest.mark.parametrize(
    ("path", "spelled"),
    [
        (("a", "b"), "a.b"),
        (("a.b",), r"a\.b"),
        (("a,b",), r"a\,b"),
        (("a=b",), r"a\=b"),
        (("a[0",), r"a\[0"),
        (("a\\b",), r"a\\b"),
        (("a]b-c_d/e", "f"), "a]b-c_d/e.f"),
        (("..",), r"\.\."),
    ],
)
def test_a_path_is_spelled_as_set_takes_it(path, spelled):
    assert spell_path(path) == spelled


def test_merging_keeps_the_order_and_the_mappings_that_it_does_not_change():
    below = {"a": 1}
    assert list(merge({"z": 1, "b": below}, {"y": 2, "z": 3})) == ["z", "b", "y"]
    assert merge({"b": below}, {})["b"] is below
    assert coalesce({"a": {"b": 1}}, {"a": 0}) == {"a": 0}
    assert coalesce({"a": 0}, {"a": {"b": 1}}) == {"a": {"b": 1}}
    assert coalesce({"a": {"b": 1}, "c": 2}, {}) == {"a": {"b": 1}, "c": 2}


def root_of(name, text):
    """Return the mapping of a values file."""
    (document,) = read(SourceFile(path=name, label=name, text=text), Reports())
    return document.root


FIRST = root_of("first.yaml", "a:\n  b: 1\nc: [1]\n")
LAST = root_of("last.yaml", "a:\n  d: 1\n  e: {}\n")


@pytest.mark.parametrize(
    ("path", "file", "line"),
    [
        (("a",), "last.yaml", 1),
        (("a", "d"), "last.yaml", 2),
        (("a", "d", "below"), "last.yaml", 2),
        (("a", "e"), "last.yaml", 3),
        (("a", "b"), "first.yaml", 2),
        (("c",), "first.yaml", 3),
        (("c", "0"), "first.yaml", 3),
    ],
)
def test_of_two_files_the_last_that_says_anything_has_the_place(path, file, line):
    span = Places(Given(values={}, roots=(FIRST, LAST))).find(path).span
    assert (span.source.path, span.line) == (file, line)


def test_a_flag_counts_more_than_a_file_and_what_nobody_says_has_no_place():
    places = Places(Given(values={}, roots=(FIRST,), assignments=(Flag(flag="--set", text="a.b=2"),)))
    assert places.find(("a", "b")).flag == "--set"
    assert places.find(("a", "b")).span is None
    assert not places.find(("a", "b")).behind_a_comma
    assert places.find(("c",)).span.line == 3
    assert places.find(("c",)).flag == ""
    assert places.find(("a", "z")) == Place()
    assert places.find(("z",)) == Place()
