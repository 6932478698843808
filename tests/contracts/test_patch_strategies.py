"""KubeVela's patch rules on trees with holes: each row of what its own program does, with known numbers and with holes."""

from __future__ import annotations

import sys

import pytest

from oamc.expressions.holes import Hole, IsTrue, When
from oamc.expressions.types import NumberType
from oamc.objects.patch import PatchConflict, Rules, patched
from oamc.objects.patch_marks import REPLACE, RETAIN_KEYS, Directed
from oamc.objects.tree import At, Default, KubeObject, Owner, bare, leaves
from oamc.spans import SourceFile, Span

FILE = SourceFile(path="patch.cue", label="patch.cue", text="")
THERE, HERE = Span(FILE, 1, 1, 1, 2), Span(FILE, 2, 1, 2, 2)
N = ("n",)
NAME = ("name",)


def keyed(tree, *key, strategy=""):
    return Directed(tree, key=key, strategy=strategy)


ERROR = object()
ROWS = {
    "another scalar": ({"a": 1}, {"a": 2}, ERROR),
    "the same scalar": ({"a": 1}, {"a": 1}, {"a": 1}),
    "a default": ({"a": Default(1)}, {"a": 2}, {"a": 2}),
    "a default that nobody replaces": ({"a": Default(1)}, {"b": 2}, {"a": 1, "b": 2}),
    "retainKeys on a scalar": ({"a": 1}, {"a": keyed(2, strategy=RETAIN_KEYS)}, {"a": 2}),
    "retainKeys in shorthand": (
        {"spec": {"r": 1, "x": 1}},
        {"spec": {"r": keyed(3, strategy=RETAIN_KEYS)}},
        {"spec": {"r": 3, "x": 1}},
    ),
    "retainKeys on a mapping": (
        {"spec": {"r": 1, "x": 1}},
        {"spec": keyed({"r": 3}, strategy=RETAIN_KEYS)},
        {"spec": {"r": 3}},
    ),
    "an inherited key that inner items lack": (
        {"c": [{"name": "a", "ports": [{"port": 80}, {"port": 81}]}]},
        {"c": keyed([{"name": "a", "ports": [{"port": 81, "x": 1}]}], *NAME)},
        ERROR,
    ),
    "retainKeys with other keys": ({"s": {"a": 1, "b": 2}}, {"s": keyed({"c": 3}, strategy=RETAIN_KEYS)}, {"s": {"c": 3}}),
    "replace on a mapping has no effect": ({"s": {"a": 1}}, {"s": keyed({"a": 3}, strategy=REPLACE)}, ERROR),
    "lists of different lengths": ({"l": [{"n": "a"}, {"n": "b"}]}, {"l": [{"x": 1}]}, ERROR),
    "a longer patch by place": (
        {"l": [{"n": "a"}]},
        {"l": [{"x": 1}, {"y": 2}]},
        {"l": [{"n": "a", "x": 1}, {"y": 2}]},
    ),
    "every item": (
        {"l": [{"n": "a"}, {"n": "b"}]},
        {"l": Directed(each={"x": 1})},
        {"l": [{"n": "a", "x": 1}, {"n": "b", "x": 1}]},
    ),
    "an open patch": (
        {"l": [{"n": "a"}, {"n": "b"}]},
        {"l": Directed([{"x": 1}], is_open=True)},
        {"l": [{"n": "a", "x": 1}, {"n": "b"}]},
    ),
    "by key, in another order": (
        {"l": [{"n": "a", "v": 1}]},
        {"l": keyed([{"n": "b"}, {"n": "a", "w": 3}], *N)},
        {"l": [{"n": "a", "v": 1, "w": 3}, {"n": "b"}]},
    ),
    "by key, another value": ({"l": [{"n": "a", "v": 1}]}, {"l": keyed([{"n": "a", "v": 2}], *N)}, ERROR),
    "by key, and nothing to merge": ({"l": [{"n": "a", "v": 1}]}, {"l": keyed([], *N)}, {"l": [{"n": "a", "v": 1}]}),
    "by place, and nothing to merge": ({"l": [{"n": "a", "v": 1}]}, {"l": []}, ERROR),
    "by key, retainKeys": (
        {"l": [{"n": "a", "v": 1}]},
        {"l": keyed([{"n": "a", "v": 2}], *N, strategy=RETAIN_KEYS)},
        {"l": [{"n": "a", "v": 2}]},
    ),
    "by key, which two items have": (
        {"l": [{"n": "a", "p": 1}, {"n": "a", "p": 2}]},
        {"l": keyed([{"n": "a", "q": 3}], *N)},
        {"l": [{"n": "a", "p": 1, "q": 3}, {"n": "a", "p": 2}]},
    ),
    "scalars by place": ({"args": ["a", "b"]}, {"args": ["c"]}, ERROR),
    "scalars replaced": ({"args": ["a", "b"]}, {"args": keyed(["c"], strategy=REPLACE)}, {"args": ["c"]}),
    "a list that is not there": ({}, {"l": [{"n": "b"}]}, {"l": [{"n": "b"}]}),
    "value and valueFrom": (
        {"env": [{"name": "A", "value": 1}]},
        {"env": keyed([{"name": "A", "valueFrom": 2}], *NAME)},
        {"env": [{"name": "A", "value": 1, "valueFrom": 2}]},
    ),
    "a dotted key with alternatives": (
        {"from": [{"secretRef": {"name": "s"}}, {"configMapRef": {"name": "c"}}]},
        {"from": keyed([{"configMapRef": {"name": "c"}, "x": 1}], "secretRef.name", "configMapRef.name")},
        {"from": [{"secretRef": {"name": "s"}}, {"configMapRef": {"name": "c"}, "x": 1}]},
    ),
}


def with_holes(tree):
    """Return a tree in which each number is the hole of a parameter of that name."""
    match tree:
        case Default():
            return Default(with_holes(tree.tree))
        case Directed():
            return Directed(
                with_holes(tree.tree), key=tree.key, strategy=tree.strategy, is_open=tree.is_open, each=with_holes(tree.each)
            )
        case dict():
            return {name: with_holes(value) for name, value in tree.items()}
        case list():
            return [with_holes(item) for item in tree]
        case int():
            return Hole(path=(f"n{tree}",), type=NumberType())
        case _:
            return tree


def plain(tree):
    """Return a tree without origins."""
    tree = bare(tree)
    if isinstance(tree, dict):
        return {name: plain(value) for name, value in tree.items()}
    return [plain(item) for item in tree] if isinstance(tree, list) else tree


def applied(base, patch, **rules):
    return patched(base, patch, Rules(span=HERE, rule="patch", unify=True, **rules))


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("form", [lambda tree: tree, with_holes], ids=["known", "holes"])
def test_a_row_comes_out_as_the_program_has_it(row, form):
    base, patch, wanted = ROWS[row]
    if wanted is ERROR:
        with pytest.raises(PatchConflict):
            applied(form(base), form(patch))
    else:
        result = plain(applied(form(base), form(patch)))
        assert repr(result) == repr(form(wanted))


@pytest.mark.parametrize("row", [row for row, (_, _, wanted) in ROWS.items() if wanted is not ERROR])
def test_every_leaf_knows_who_wrote_it_and_what_that_replaced(row):
    base, patch, _ = ROWS[row]
    item = KubeObject(
        api_version="v1",
        kind="Thing",
        name="thing",
        owner=Owner(kind="instance", name="thing"),
        body=applied(base, patch),
        span=THERE,
        rule="base",
    )
    found = {origin.rule: (path, value, origin) for path, value, origin in leaves(item)}
    assert all(origin.span == (HERE if origin.rule == "patch" else THERE) for _, _, origin in leaves(item))
    if "retainKeys" in row or row in {"a default", "scalars replaced"}:
        _, _, origin = found["patch"]
        assert origin.replaced is not None


def test_a_conflict_names_its_field():
    with pytest.raises(PatchConflict) as caught:
        applied({"spec": {"l": [{"n": "a", "v": 1}]}}, {"spec": {"l": keyed([{"n": "a", "v": 2}], *N)}})
    assert caught.value.path == ("spec", "l", 0, "v")


def test_under_a_guard_both_values_stay():
    guard = IsTrue(path=("on",))
    result = patched({"a": At(1, THERE), "l": [1]}, {"a": 2, "b": 3}, Rules(span=HERE, rule="patch", guard=guard))
    assert isinstance(result["a"], When)
    assert (result["a"].condition, plain(result["a"].then), plain(result["a"].otherwise)) == (guard, 2, 1)
    assert (result["b"].condition, plain(result["b"].then), result["b"].otherwise) == (guard, 3, None)
    assert result["l"] == [1]


def calls_for(count):
    """Return how many functions are called to merge so many items into as many others, by their names."""
    base = {"l": [{"n": f"a{index}"} for index in range(count)]}
    patch = {"l": keyed([{"n": f"b{index}"} for index in range(count)], *N)}
    calls = 0

    def note(_frame, event, _argument):
        nonlocal calls
        calls += event == "call"

    sys.setprofile(note)
    try:
        applied(base, patch)
    finally:
        sys.setprofile(None)
    return calls


def test_what_a_merge_by_key_costs_grows_with_the_items_and_not_with_their_square():
    assert calls_for(200) < 3 * calls_for(100)
