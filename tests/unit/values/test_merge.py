"""Merging of values, against the real engine."""

import copy
import json

import helm_python
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.values.merge import coalesce, merge
from tests.support.laws import examples

names = st.sampled_from(["a", "b", "c"])
scalars = st.sampled_from([0, 1, 2.5, True, "", "x", []])


def trees(leaves):
    below = st.recursive(
        leaves, lambda inner: st.one_of(st.dictionaries(names, inner, max_size=3), st.lists(inner, max_size=2))
    )
    return st.dictionaries(names, below, max_size=3)


chart_values = st.recursive(
    st.one_of(scalars, st.just([None, {"a": None}])), lambda inner: st.dictionaries(names, inner, max_size=3), max_leaves=6
).map(lambda tree: tree if isinstance(tree, dict) else {"a": tree})
overrides = trees(st.one_of(scalars, st.none()))


@pytest.fixture(scope="module")
def values_of_chart(tmp_path_factory):
    """A function from defaults and overrides to the `.Values` that a template of the engine sees."""
    folder = tmp_path_factory.mktemp("chart")
    (folder / "templates").mkdir()
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: shop\nversion: 1.0.0\n")
    (folder / "templates" / "values.yaml").write_text("{{ toRawJson .Values }}")

    def values(defaults, given):
        (folder / "values.yaml").write_text(json.dumps(defaults))
        with helm_python.Chart.load(folder) as chart:
            return json.loads(chart.render(given)["shop/templates/values.yaml"])

    return values


@settings(max_examples=examples(300), deadline=None)
@given(defaults=chart_values, given=overrides)
def test_overrides_go_over_the_defaults_as_in_helm(values_of_chart, defaults, given):
    assert coalesce(defaults, given) == values_of_chart(defaults, given)


@settings(deadline=None)
@given(defaults=chart_values, first=overrides, second=overrides)
def test_merging_changes_none_of_its_arguments(defaults, first, second):
    before = copy.deepcopy((defaults, first, second))
    coalesce(defaults, merge(first, second))
    assert (defaults, first, second) == before


@settings(deadline=None)
@given(overrides)
def test_merging_with_nothing_and_with_itself_changes_nothing(tree):
    assert merge(tree, {}) == merge({}, tree) == merge(tree, tree) == tree


@pytest.mark.parametrize(
    ("below", "over", "result"),
    [
        ("{a: {b: 1, c: 2}}", "{a: {b: 3}}", "{a: {b: 3, c: 2}}"),
        ("{a: {b: 1}}", "{a: {b: null}}", "{a: {b: null}}"),
        ("{a: {b: 1}}", "{a: 2}", "{a: 2}"),
        ("{a: 2}", "{a: {b: 1}}", "{a: {b: 1}}"),
        ("{a: [1, 2]}", "{a: [3]}", "{a: [3]}"),
    ],
)
def test_a_later_source_goes_over_an_earlier_one(below, over, result):
    assert merge(yaml.safe_load(below), yaml.safe_load(over)) == yaml.safe_load(result)


@pytest.mark.parametrize(
    ("defaults", "given", "result"),
    [
        ("{a: {b: 1, c: 2}}", "{a: {b: null}}", "{a: {c: 2}}"),
        ("{a: {b: 1}}", "{a: null}", "{}"),
        ("{a: {b: 1}}", "{a: {z: null}, z: null}", "{a: {b: 1, z: null}, z: null}"),
    ],
)
def test_null_takes_away_what_the_defaults_have_and_stays_where_they_have_nothing(values_of_chart, defaults, given, result):
    defaults, given, result = map(yaml.safe_load, (defaults, given, result))
    assert coalesce(defaults, given) == result == values_of_chart(defaults, given)
