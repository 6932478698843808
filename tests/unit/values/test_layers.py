"""Overrides in layers: they merge as Helm merges files and flags, each layer over the one below, and each keeps its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.diagnostics.reports import Reports
from oamc.spans import SourceFile, Span
from oamc.values.given import Assignment, Layer, Overrides
from oamc.values.overrides import alone, combine, given_to
from oamc.values.places import Places
from oamc.values.sharing import share

NAMES = st.sampled_from(["a", "b", "c"])
TREES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 9), st.text("xyz", max_size=3), st.lists(st.integers(0, 9), max_size=2)),
    lambda below: st.dictionaries(NAMES, below, max_size=3),
    max_leaves=8,
)
ROOTS = st.dictionaries(NAMES, TREES, max_size=3)


def source(tree, name="values.yaml"):
    import json

    return SourceFile(path=name, label=name, text=json.dumps(tree))


def layer(name, *files, sets=(), application=""):
    assignments = tuple(Assignment(flag="--set", text=text) for text in sets)
    return Layer(origin=name, files=files, assignments=assignments, application=application)


def read(*below, **top):
    reports = Reports()
    found = combine(Overrides(below=below, **top), reports)
    return found, [finding.code.id for finding in reports.found]


@given(st.lists(ROOTS, max_size=4))
def test_files_in_layers_are_what_the_same_files_are_together(trees):
    files = tuple(source(tree) for tree in trees)
    together, _ = read(files=files)
    apart, codes = read(*(layer(f"layer {number}", file) for number, file in enumerate(files)))
    assert (apart.values, codes) == (together.values, [])


@given(st.lists(ROOTS, max_size=4))
def test_what_is_for_one_application_counts_for_it_alone(trees):
    layers = [layer("all", source({"a": 1}))]
    layers += [layer("own", source(tree), application=("one", "two")[number % 2]) for number, tree in enumerate(trees)]
    found, _ = read(*layers)
    assert found.values == {"a": 1}
    for name in ("one", "two", "three"):
        own, _ = read(*(Layer(origin="", files=one.files) for one in layers if one.application in {"", name}))
        assert given_to(found, name).values == own.values


def test_assignments_of_a_layer_win_over_its_files_and_lose_to_files_above():
    low = layer("low", source({"a": 1, "b": 1}), sets=["a=2", "c=2"])
    high = layer("high", source({"c": 3}))
    assert read(low, high)[0].values == {"a": 2, "b": 1, "c": 3}
    top = (Assignment(flag="--set", text="a=9"),)
    assert read(low, high, assignments=top)[0].values["a"] == 9


def test_lists_are_changed_in_place_over_what_stands_below():
    assert read(layer("low", source({"a": [1, 2]})), layer("high", sets=["a[1]=5"]))[0].values == {"a": [1, 5]}


def test_a_null_takes_away_what_stands_below_and_stays_as_a_mark():
    assert read(layer("low", source({"a": 1})), layer("high", source({"a": None})))[0].values == {"a": None}


def test_the_history_of_a_value_has_each_layer_once_with_its_place():
    low = layer("low", source({"a": {"b": 1}}, "low.yaml"), sets=["a.b=2"])
    high = layer("high", source({"a": {"b": 3}, "c": 1}, "high.yaml"))
    found, _ = read(low, high, assignments=(Assignment(flag="--set", text="x=0,a.b=4"),))
    history = list(Places(found).history(("a", "b")))
    assert [value for value, _ in history] == [2, 3, 4]
    assert [place.given_by for _, place in history] == ["low: set, column 1", "high", "--set, column 5"]
    assert [place.span and place.span.source.path for _, place in history] == [None, "high.yaml", None]
    assert [place.behind_a_comma for _, place in history] == [False, False, True]
    assert Places(found).find(("c",)).words == " (given by high)"
    assert Places(found).find(("nobody",)).words == ""


def test_what_lies_above_a_path_counts_as_given_without_a_value():
    found, _ = read(layer("low", source({"a": 5})))
    assert [(value, place.given_by) for value, place in Places(found).history(("a", "b"))] == [(None, "low")]


def test_an_assignment_of_a_file_has_its_place_there():
    file = source({})
    span = Span(file, 7, 8, 7, 12)
    found, _ = read(Layer(origin="environment", assignments=(Assignment(flag="--set", text="a=1", span=span),)))
    assert Places(found).find(("a",)).span == span


@pytest.mark.parametrize("application", ["", "shop"])
def test_a_text_that_cannot_be_read_is_reported_once_at_its_place(application):
    file = source({})
    span = Span(file, 7, 8, 7, 12)
    bad = Layer(origin="e", assignments=(Assignment(flag="--set", text="a", span=span),), application=application)
    reports = Reports()
    assert combine(Overrides(below=(bad, layer("other", application="further"))), reports) is None
    assert [(found.code.id, found.span) for found in reports.found] == [("OAM752", span)]


def test_an_assignment_that_only_one_application_cannot_take_is_reported():
    low = layer("low", source({"a": "text"}), application="one")
    _, codes = read(low, layer("high", sets=["a[0]=1"]))
    alone_codes = read(layer("low", source({"a": "text"})), layer("high", sets=["a[0]=1"]))[1]
    assert codes == alone_codes


def test_several_documents_in_a_file_of_a_layer_are_refused():
    file = SourceFile(path="v.yaml", label="v.yaml", text="a: 1\n---\nb: 2\n")
    assert read(layer("low", file)) == (None, ["OAM751"])


def test_values_that_are_addressed_to_an_application_stay_though_another_one_knows_them():
    values = {"web": {"x": 1, "y": 2}, "other": 3}
    assert share(values, {"web": {"x": None}}, [{"other": None, "web": {"y": None}}]) == {"web": {"x": 1}}
    kept = share(values, {"web": {"x": None}}, [{"other": None, "web": {"y": None}}], None, None, {"other": 3, "web": {"y": 2}})
    assert kept == values


def test_layers_alone_are_one_tree():
    found, _ = read(layer("low", source({"a": 1})), layer("high", source({"b": 2}), sets=["a=3"]))
    assert alone(found.below) == {"a": 3, "b": 2}
