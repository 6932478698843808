"""`differences`: objects are compared by what they mean."""

from __future__ import annotations

import copy
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.verification.compare import differences


def config(name="a", namespace=None, **data):
    metadata = {"name": name} if namespace is None else {"name": name, "namespace": namespace}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def shown(left, right):
    return [str(found) for found in differences(left, right)]


leaves = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-3, 3) | st.text(max_size=3)
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
)


@given(trees)
def test_an_object_equals_itself(tree):
    assert differences([config(tree=tree)], [copy.deepcopy(config(tree=tree))]) == ()


def numbers_as_floats(tree):
    """Return a tree as a reader without integers sees it."""
    if isinstance(tree, dict):
        return {key: numbers_as_floats(value) for key, value in reversed(tree.items())}
    if isinstance(tree, list):
        return [numbers_as_floats(value) for value in tree]
    return float(tree) if type(tree) is int else tree


@given(trees)
def test_the_order_of_keys_and_the_type_of_numbers_do_not_count(tree):
    assert differences([config(tree=tree)], [config(tree=numbers_as_floats(tree))]) == ()


@given(trees, trees)
def test_both_directions_find_the_same_places(left, right):
    forth = {(found.path, found.left, found.right) for found in differences([config(t=left)], [config(t=right)])}
    back = {(found.path, found.right, found.left) for found in differences([config(t=right)], [config(t=left)])}
    assert forth == back


def test_the_order_of_objects_does_not_count():
    objects = [config(name) for name in "abcd"]
    mixed = objects.copy()
    random.Random(1).shuffle(mixed)
    assert differences(objects, mixed) == ()


@pytest.mark.parametrize(
    ("left", "right"),
    [(1, "1"), (1, True), (0, False), (None, 0), (None, ""), ([], {}), ([], None), ("a", "A"), (1, 1.5), ({}, None)],
)
def test_values_of_other_meaning_differ(left, right):
    (found,) = differences([config(x=left)], [config(x=right)])
    assert found.path == "data.x"
    assert found.left != found.right


def test_a_difference_names_object_path_and_both_values():
    left = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"l": [{"i": 1}]},
    }
    right = copy.deepcopy(left)
    right["spec"]["l"][0]["i"] = "1"
    assert shown([left], [right]) == ['apps/v1 Deployment shop/web: spec.l[0].i: 1 against "1"']


def test_fields_and_items_of_one_side_are_reported_where_they_are():
    assert shown([config(x=[1], y=2)], [config(x=[1, 3])]) == [
        "v1 ConfigMap a: data.x[1]: (absent) against 3",
        "v1 ConfigMap a: data.y: 2 against (absent)",
    ]


def test_a_null_is_not_an_absent_field():
    assert shown([config(x=None)], [config()]) == ["v1 ConfigMap a: data.x: null against (absent)"]


def test_objects_of_one_side_are_reported():
    assert shown([config("a"), config("b")], [config("b"), config("c")]) == [
        "v1 ConfigMap a: (present) against (absent)",
        "v1 ConfigMap c: (absent) against (present)",
    ]


def test_the_namespace_belongs_to_the_identity():
    assert len(differences([config(namespace="x")], [config(namespace="y")])) == 2


def test_a_second_object_of_one_name_is_not_hidden_by_the_first():
    assert shown([config(x=1), config(x=1)], [config(x=1)]) == [
        "v1 ConfigMap a (number 2 of that name): (present) against (absent)"
    ]


def test_keys_that_are_no_words_are_quoted_and_values_are_cut_and_printable():
    (found,) = differences([config(**{"a.b/c\x1b": "x" * 200})], [config(**{"a.b/c\x1b": "\x1b[31m"})])
    assert found.path == 'data["a.b/c\\x1b"]'
    assert len(found.left) <= 80
    assert "\x1b" not in found.right
