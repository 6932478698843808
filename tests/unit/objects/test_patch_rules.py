"""Patches by example: each form of a base with each form of a patch, under the rules of capabilities and of unification."""

import pytest

from oamc.expressions.holes import AllOf, Hole, IsSet, IsTrue, Not, Text, TextOf, When
from oamc.expressions.types import NumberType, TextMapType, TextType
from oamc.objects.patch import PatchConflict, Rules, patched
from oamc.objects.patch_marks import ABSENT, REPLACE, RETAIN_KEYS, Directed, each
from oamc.objects.tree import At, Default, key_of
from oamc.spans import SourceFile, Span

FILE = SourceFile(path="in.yaml", label="in.yaml", text="")
BEFORE, HERE, INSIDE = (Span(FILE, line, 1, line, 2) for line in (1, 2, 3))
A, B = IsTrue(path=("a",)), IsTrue(path=("b",))
NUMBER = Hole(path=("number",), type=NumberType())
LABELS = Hole(path=("labels",), type=TextMapType())


def applied(base, patch, **rules):
    keys = {"keys_of": lambda path: ("name",) if path[-1:] == ("items",) else ()}
    return patched(base, patch, Rules(span=HERE, rule="patch", **(keys | rules)))


def shown(tree):
    """Return a tree without origins, conditions as tuples."""
    match tree:
        case At():
            return shown(tree.tree)
        case When():
            return ("when", tree.condition, shown(tree.then), shown(tree.otherwise))
        case dict():
            return {name: shown(value) for name, value in tree.items()}
        case list() | tuple():
            return [shown(value) for value in tree]
        case _:
            return tree


def when(condition, then, otherwise=None):
    return When(condition=condition, then=then, otherwise=otherwise)


@pytest.mark.parametrize(
    ("base", "patch", "result"),
    [
        ({"m": 1}, {"m": 2}, {"m": 2}),
        ({"m": (1, 2)}, {"m": [3]}, {"m": [3]}),
        ({"m": (1, 2)}, {"m": (1, 2)}, {"m": [1, 2]}),
        ({"m": 1}, {"m": {"n": 2}}, {"m": {"n": 2}}),
        ({"m": 1}, {"m": [2]}, {"m": [2]}),
        ({"m": [1]}, {"m": {"n": 2}}, {"m": {"n": 2}}),
        ({"m": 1}, {"m": Directed([2])}, {"m": [2]}),
        ({"m": 1}, {"m": ABSENT}, {}),
        ({"m": 1}, {"n": ABSENT}, {"m": 1}),
        ({"m": 1}, {"n": {"o": ABSENT}}, {"m": 1}),
        ({"m": 1}, {"n": [ABSENT]}, {"m": 1}),
        ({"m": 1}, {"n": {}}, {"m": 1, "n": {}}),
        ({"m": 1}, {"n": []}, {"m": 1, "n": []}),
        ({"m": 1}, {"n": each({"v": 1})}, {"m": 1}),
        ({"m": 1}, {"n": Directed([2], is_open=True)}, {"m": 1, "n": [2]}),
        # A base that is there under a condition.
        ({"m": when(A, {"n": 1})}, {"m": {"n": 2}}, {"m": {"n": 2}}),
        (
            {"m": when(A, {"n": 1}, {"o": 1})},
            {"m": {"p": 2}},
            {"m": ("when", A, {"n": 1, "p": 2}, {"o": 1, "p": 2})},
        ),
        ({"m": when(A, {"n": 1}, 5)}, {"m": {"p": 2}}, {"m": ("when", A, {"n": 1, "p": 2}, {"p": 2})}),
        ({"m": when(A, {})}, {"m": {"p": 2}}, {"m": ("when", A, {"p": 2}, {"p": 2})}),
        ({"m": when(A, 5)}, {"m": {"p": 2}}, {"m": ("when", A, {"p": 2}, {"p": 2})}),
        ({"m": when(A, {"n": 1})}, {"m": {"n": ABSENT}}, {}),
        # A patch that has conditions of its own.
        ({"m": 1}, {"m": when(A, 2)}, {"m": ("when", A, 2, 1)}),
        ({"m": 1}, {"m": when(A, 2, 3)}, {"m": ("when", A, 2, 3)}),
        ({"m": 1}, {"m": when(A, ABSENT)}, {"m": ("when", Not(condition=A), 1, None)}),
        ({"m": 1}, {"m": when(A, ABSENT, ABSENT)}, {}),
        ({}, {"m": when(A, 2)}, {"m": ("when", A, 2, None)}),
        ({}, {"m": when(A, when(B, 2))}, {"m": ("when", AllOf(conditions=(A, B)), 2, None)}),
        ({}, {"m": when(A, ABSENT, 2)}, {"m": ("when", Not(condition=A), 2, None)}),
        # Lists with keys.
        ({"items": [{"name": "x", "v": 1}]}, {"items": [{"name": "x", "v": 2}]}, {"items": [{"name": "x", "v": 2}]}),
        ({"items": ({"name": "x"},)}, {"items": ({"name": "y"},)}, {"items": [{"name": "x"}, {"name": "y"}]}),
        (
            {"items": [{"name": "x"}, {"v": 3}]},
            {"items": [{"name": "x", "v": 1}, {"v": 2}]},
            {"items": [{"name": "x", "v": 1}, {"v": 3}, {"v": 2}]},
        ),
        (
            {"items": [when(A, {"name": "x"}), {"name": "y"}]},
            {"items": [{"name": "x", "v": 1}]},
            {"items": [{"name": "x", "v": 1}, {"name": "y"}]},
        ),
        (
            {"items": when(A, [{"name": "x"}])},
            {"items": [{"name": "y"}]},
            {"items": [("when", A, {"name": "x"}, None), {"name": "y"}]},
        ),
        ({"items": [{"name": "x"}]}, {"items": each({"v": 1})}, {"items": [{"name": "x", "v": 1}]}),
        ({"m": [{"v": 1}]}, {"m": each({"w": 2})}, {"m": [{"v": 1, "w": 2}]}),
        ({"m": [{"v": 1}]}, {"m": Directed([{"w": 2}])}, {"m": [{"w": 2}]}),
        # Directions.
        (
            {"items": [{"name": "x", "v": 1}]},
            {"items": Directed([{"name": "x"}], strategy=REPLACE)},
            {"items": [{"name": "x"}]},
        ),
        (
            {"items": [{"name": "x", "v": 1}]},
            {"items": Directed([{"name": "x", "w": 2}], strategy=RETAIN_KEYS)},
            {"items": [{"name": "x", "w": 2}]},
        ),
        ({"m": {"v": 1, "w": 1}}, {"m": Directed({"w": 2}, strategy=RETAIN_KEYS)}, {"m": {"w": 2}}),
        ({}, {"m": Directed({"w": 2}, strategy=RETAIN_KEYS)}, {"m": {"w": 2}}),
        ({"m": {"v": 1}}, {"m": Directed({"w": 2})}, {"m": {"v": 1, "w": 2}}),
    ],
)
def test_a_patch_writes(base, patch, result):
    assert shown(applied({"kept": 0, **base}, patch)) == {"kept": 0, **result}


@pytest.mark.parametrize(
    ("base", "patch", "result"),
    [
        ({"m": 1}, {"m": 1}, {"m": 1}),
        ({"m": 1}, {"n": 2}, {"m": 1, "n": 2}),
        ({"m": [1, 2]}, {"m": [1, 2]}, {"m": [1, 2]}),
        ({"m": Default(1)}, {"m": 2}, {"m": 2}),
        ({"m": Default(1), "l": [Default(2)], "t": (Default(3),)}, {}, {"m": 1, "l": [2], "t": [3]}),
        ({"m": Default(1, BEFORE), "w": when(A, Default(2))}, {}, {"m": 1, "w": ("when", A, 2, None)}),
        ({"m": NUMBER}, {"m": NUMBER}, {"m": NUMBER}),
        ({"m": [{"v": 1}]}, {"m": [{"v": 1, "w": 2}]}, {"m": [{"v": 1, "w": 2}]}),
        ({"m": [{"v": 1}, {"v": 2}]}, {"m": Directed([{"w": 3}], is_open=True)}, {"m": [{"v": 1, "w": 3}, {"v": 2}]}),
    ],
)
def test_unification_takes_what_says_the_same_and_what_is_new(base, patch, result):
    assert shown(applied(base, patch, unify=True)) == result


@pytest.mark.parametrize(
    ("base", "patch", "path", "reason"),
    [
        ({"m": 1}, {"m": 2}, ("m",), "has another value already"),
        ({"m": 1}, {"m": True}, ("m",), "has another value already"),
        ({"m": NUMBER}, {"m": 1}, ("m",), "has another value already"),
        ({"m": 1}, {"m": NUMBER}, ("m",), "has another value already"),
        ({"m": {"n": [1]}}, {"m": {"n": [2]}}, ("m", "n", 0), "has another value already"),
        ({"m": [1, 2]}, {"m": [1]}, ("m",), "has 2 items, and the patch has 1"),
        ({"m": {"n": 1}}, {"m": 1}, ("m",), "has another value already"),
    ],
)
def test_unification_refuses_another_value(base, patch, path, reason):
    with pytest.raises(PatchConflict) as refused:
        applied(base, patch, unify=True)
    assert (refused.value.path, refused.value.reason) == (path, reason)


@pytest.mark.parametrize(
    "patch",
    [
        {"a": "x"},
        {"a": Text(parts=("x",))},
        {"a": NUMBER},
        {"a": TextOf(hole=NUMBER), "b": when(A, TextOf(hole=NUMBER))},
        {"a": When(condition=IsSet(path=NUMBER.path), then=TextOf(hole=NUMBER), otherwise=TextOf(hole=NUMBER))},
    ],
)
def test_into_a_mapping_from_a_parameter_only_texts_of_values_go(patch):
    with pytest.raises(PatchConflict) as refused:
        applied({"labels": LABELS}, {"labels": patch})
    assert refused.value.reason == "comes whole from a parameter, into which only texts can be put"


def test_a_list_whose_items_all_get_something_is_open():
    assert each({"v": 1}).is_open
    assert not Directed([1]).is_open


def test_what_is_written_has_its_origin_and_what_it_replaced():
    base = {"m": At({"n": At(1, BEFORE, "base"), "o": At(2, BEFORE, "base")}, BEFORE, "base")}
    result = applied(base, {"m": {"n": 3, "o": 2, "p": At(4, INSIDE)}})
    outer = result["m"]
    assert (outer.span, outer.rule) == (BEFORE, "base")
    changed, same, new = (outer.tree[name] for name in "nop")
    assert (changed.tree, changed.span, changed.rule) == (3, HERE, "patch")
    assert changed.replaced.tree == 1
    assert (same.span, same.rule, same.replaced) == (BEFORE, "base", None)
    assert (new.span, new.rule, new.replaced) == (INSIDE, "patch", None)


@pytest.mark.parametrize("same", [[1, "x"], (1, "x"), {"a": [NUMBER]}, NUMBER, TextOf(hole=NUMBER)])
def test_what_says_the_same_replaces_nothing(same):
    held = At(same, BEFORE, "base")
    result = applied({"m": held}, {"m": same})["m"]
    assert (result.span, result.rule, result.replaced) == (BEFORE, "base", None)


def test_the_origin_of_what_is_there_under_a_condition_stays():
    result = applied({"m": when(A, At({"n": 1}, BEFORE, "base"))}, {"m": {"p": 2}})
    assert (result["m"].span, result["m"].rule) == (BEFORE, "base")
    assert shown(result["m"]) == {"n": ("when", A, 1, None), "p": 2}


@pytest.mark.parametrize(
    ("item", "keys", "key"),
    [
        ({"name": "x"}, ("name",), (("name", "x"),)),
        ({"name": At("x", BEFORE)}, ("name",), (("name", "x"),)),
        (when(A, {"name": "x"}, {"name": "y"}), ("name",), (("name", "x"),)),
        (At(when(A, {"name": "x"}), BEFORE), ("name",), (("name", "x"),)),
        ({"port": 1, "protocol": "TCP"}, ("port", "protocol"), (("port", 1), ("protocol", "TCP"))),
        ({"port": 1}, ("port", "protocol"), (("port", 1),)),
        ({"ref": {"name": "x"}}, ("ref.name",), (("ref.name", "x"),)),
        ({"ref": {"other": "x"}}, ("ref.name",), None),
        ({"ref": "x"}, ("ref.name",), None),
        ({"name": {"a": 1}}, ("name",), None),
        ({"name": NUMBER}, ("name",), None),
        ({"name": 1.5}, ("name",), (("name", 1.5),)),
        ("x", ("name",), None),
        ({"name": "x"}, (), None),
    ],
)
def test_the_key_of_an_item(item, keys, key):
    assert key_of(item, keys) == key


def test_a_mapping_that_comes_whole_from_an_unset_parameter_is_what_the_patch_adds():
    base = {"labels": when(IsSet(path=("labels",)), At(LABELS, BEFORE, "base"))}
    found = applied(base, {"labels": {"a": TextOf(hole=NUMBER)}})["labels"]
    assert found.tree.mapping.otherwise == {}
    assert found.tree.mapping.path == ("labels",)
    other = {"labels": when(IsSet(path=("other",)), LABELS)}
    met = shown(applied(other, {"labels": {"a": TextOf(hole=NUMBER)}}))["labels"]
    assert met[1] == IsSet(path=("other",))
    assert met[3] == {"a": TextOf(hole=NUMBER)}
    texts = Hole(path=("text",), type=TextType())
    assert shown(applied({"labels": texts}, {"labels": {"a": "b"}})) == {"labels": {"a": "b"}}
