"""Each form of an expression and of a condition, filled with one set of values."""

import hashlib

import pytest

from oamc.expressions.holes import (
    AllOf,
    AnyOf,
    AtMost,
    Digest,
    Hole,
    IsSet,
    IsTrue,
    Not,
    NotEmpty,
    Rate,
    Text,
    TextOf,
    When,
    WithEntry,
)
from oamc.expressions.types import BooleanType, NumberType, ObjectType, QuantityType, TextMapType, TextType
from oamc.objects.fill import Filler
from oamc.objects.tree import At, KubeObject, Owner
from oamc.spans import SourceFile, Span

VALUES = {
    "text": "word",
    "empty": "",
    "number": 2.0,
    "three": 3,
    "on": True,
    "off": False,
    "cores": 0.5,
    "null": None,
    "map": {"a": "b"},
    "rate": "5MB/s",
}
FILLER = Filler(VALUES)
SPAN = Span(SourceFile(path="a", label="a", text=""), 1, 1, 1, 1)


def hole(name, value_type=None, **more):
    return Hole(path=tuple(name.split(".")), type=value_type or TextType(), **more)


def pod(body, condition=None):
    owner = Owner(kind="instance", name="a")
    return KubeObject(api_version="v1", kind="Pod", name="a", owner=owner, body=body, span=SPAN, rule="", condition=condition)


ON, OFF = IsTrue(path=("on",)), IsTrue(path=("off",))


@pytest.mark.parametrize(
    ("tree", "filled"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (1.5, 1.5),
        ("a", "a"),
        (("a", 1), ["a", 1]),
        (At(tree="a", span=SPAN), "a"),
        ({"a": When(condition=ON, then=At({"b": 1}, SPAN)), "c": When(condition=OFF, then=2)}, {"a": {"b": 1}}),
        (
            [When(condition=OFF, then=1), When(condition=OFF, then=At(2, SPAN)), When(condition=ON, then=[3]), "x"],
            [[3], "x"],
        ),
        (hole("text"), "word"),
        (hole("missing"), None),
        (hole("missing", otherwise="else"), "else"),
        (hole("null", otherwise="else"), "else"),
        (hole("empty", otherwise="else"), ""),
        (hole("off", BooleanType(), otherwise=True), False),
        (hole("text.below", otherwise="else"), "else"),
        (hole("map.a"), "b"),
        (hole("number", NumberType()), 2.0),
        (hole("cores", QuantityType(unit="cpu")), "0.5"),
        (hole("text", QuantityType(unit="cpu")), "word"),
        (hole("missing", QuantityType(unit="cpu"), otherwise=2), "2"),
        (hole("map", ObjectType()), {"a": "b"}),
        (TextOf(hole=hole("number", NumberType())), "2"),
        (TextOf(hole=hole("on", BooleanType())), "true"),
        (TextOf(hole=hole("number", NumberType(), otherwise=7)), "2"),
        (TextOf(hole=hole("missing", NumberType(), otherwise=7)), "7"),
        (TextOf(hole=hole("missing", NumberType())), "null"),
        (Text(parts=("a-", hole("text"), TextOf(hole=hole("number", NumberType())))), "a-word2"),
        (Digest(parts=("a", hole("text"), Text(parts=("b", "c")))), hashlib.sha256(b"a\nword\nbc\n").hexdigest()),
        (Rate(hole=hole("rate"), bits=1, units=("", "k", "M")), "40M"),
        (Rate(hole=hole("rate"), bits=8, units=("B",)), "5000000B"),
        (Rate(hole=hole("missing", otherwise="1500kbit"), bits=1, units=("", "k", "M")), "1500k"),
        (WithEntry(mapping=hole("map", TextMapType()), key="c", value=hole("text")), {"a": "b", "c": "word"}),
        (WithEntry(mapping=hole("missing", TextMapType(), otherwise={}), key="a", value="x"), {"a": "x"}),
    ],
    ids=repr,
)
def test_a_tree_is_filled(tree, filled):
    found = FILLER.fill(tree)
    assert (found, type(found)) == (filled, type(filled))


@pytest.mark.parametrize("tree", [object(), ON, {"a": b"bytes"}])
def test_what_is_no_tree_is_a_mistake(tree):
    with pytest.raises(TypeError):
        FILLER.fill(tree)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (IsSet(path=("text",)), True),
        (IsSet(path=("empty",)), True),
        (IsSet(path=("off",)), True),
        (IsSet(path=("null",)), False),
        (IsSet(path=("missing", "below")), False),
        (ON, True),
        (OFF, False),
        (IsTrue(path=("text",)), False),
        (IsTrue(path=("three",)), False),
        (IsTrue(path=("missing",)), False),
        (NotEmpty(path=("text",)), True),
        (NotEmpty(path=("empty",)), False),
        (AtMost(path=("three",), bound=3), True),
        (AtMost(path=("three",), bound=2), False),
        (AtMost(path=("number",), bound=("three",)), True),
        (AtMost(path=("three",), bound=("number",)), False),
        (Not(condition=ON), False),
        (Not(condition=OFF), True),
        (AnyOf(conditions=(OFF, ON)), True),
        (AnyOf(conditions=(OFF, OFF)), False),
        (AllOf(conditions=(OFF, ON)), False),
        (AllOf(conditions=(ON, ON)), True),
    ],
    ids=repr,
)
def test_a_condition_holds_or_not(condition, holds):
    assert FILLER.holds(condition) is holds
    assert FILLER.fill([When(condition=condition, then=1, otherwise=2)]) == [1 if holds else 2]
    assert FILLER.fill({"a": When(condition=condition, then=At(1, SPAN))}) == ({"a": 1} if holds else {})
    assert FILLER.present(pod({"a": 1}, condition)) is holds


def test_an_object_without_a_condition_is_there_and_is_filled_once():
    item = pod({"a": hole("text")})
    assert FILLER.present(item)
    assert FILLER.body(item) == {"a": "word"}
    assert FILLER.body(item) is FILLER.body(item)
