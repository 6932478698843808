"""What is read of a tree with holes is what the document says, and is noted; unification may read what both sides say."""

import pytest

from oamc.expressions.holes import AllOf, AtMost, Equals, Fits, Hole, IsTrue, Not, Text, When
from oamc.expressions.types import BooleanType, ListType, NumberType, TextType
from oamc.objects.patch import PatchConflict, Rules, patched
from oamc.objects.patch_marks import REPLACE, RETAIN_KEYS, Directed
from oamc.objects.reading import READ, SAID_TOO, Reader, paths_in, paths_of
from oamc.objects.tree import At
from oamc.spans import SourceFile, Span
from oamc.values.parameters import APPLICATION, Assignment, Parameter

HERE = Span(SourceFile(path="in.yaml", label="in.yaml", text=""), 1, 1, 1, 2)
VALUES = {"a": 1, "b": 1, "c": 2, "on": True, "off": False, "word": "x", "words": ["x"], "more": ["x", "y"], "others": ["z"]}
TYPES = {bool: BooleanType(), int: NumberType(), str: TextType(), list: ListType(item=TextType())}


def hole(name):
    return Hole(path=(name,), type=TYPES[type(VALUES[name])])


def reader():
    return Reader(
        Parameter(
            path=(name,),
            type=TYPES[type(value)],
            description="",
            history=(Assignment(source=APPLICATION, value=value, span=None),),
        )
        for name, value in VALUES.items()
    )


@pytest.mark.parametrize(
    ("tree", "value", "paths"),
    [
        (None, None, []),
        ({"k": [1, At("x", HERE)]}, {"k": [1, "x"]}, []),
        (hole("a"), 1, ["a"]),
        (At(hole("words"), HERE), ["x"], ["words"]),
        ({"k": hole("a"), "l": [hole("word")]}, {"k": 1, "l": ["x"]}, ["a", "word"]),
        (When(condition=IsTrue(path=("on",)), then=hole("a"), otherwise=hole("c")), 1, ["on", "a", "c"]),
        (When(condition=IsTrue(path=("off",)), then=hole("a")), None, ["off", "a"]),
    ],
)
def test_what_is_known_is_what_the_document_says_and_has_to_stay(tree, value, paths):
    given = reader()
    assert given.known(tree) == value
    assert given.paths == {(path,): READ for path in paths}


@pytest.mark.parametrize(
    ("first", "second", "paths"),
    [
        (hole("a"), hole("b"), ["a", "b"]),
        (hole("a"), 1, ["a"]),
        ({"k": hole("a")}, {"k": 1}, ["a"]),
        ([hole("word")], hole("words"), ["word", "words"]),
    ],
)
def test_two_parts_that_are_the_same_have_to_stay_so(first, second, paths):
    given = reader()
    assert given.agree(first, second)
    assert given.paths == {(path,): SAID_TOO for path in paths}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (hole("a"), hole("c")),
        (hole("a"), hole("on")),
        (hole("a"), "1"),
        ({"k": hole("a")}, {"k": 1, "l": 2}),
        (hole("words"), hole("more")),
    ],
)
def test_of_two_parts_that_differ_nothing_is_noted(first, second):
    given = reader()
    assert not given.agree(first, second)
    assert given.paths == {}


def test_each_parameter_that_a_condition_names_is_found():
    text = Fits(value=Text(parts=("a", hole("word"))), type=TextType())
    bounds = (AtMost(path=("a",), bound=("b",)), AtMost(path=("c",), bound=3))
    condition = AllOf(conditions=(*bounds, Not(condition=Equals(path=("on",), value=True)), text))
    assert list(paths_of(condition)) == [("a",), ("b",), ("c",), ("on",), ("word",)]
    assert list(paths_in(When(condition=condition, then=1)))[:1] == [("a",)]


def merged(base, patch):
    given = reader()
    return patched(base, patch, Rules(span=HERE, rule="patch", unify=True, reader=given)), [path[0] for path in given.paths]


def plain(tree):
    return reader().known(tree)


def test_a_value_that_both_sides_say_is_one_value():
    result, read = merged({"m": hole("a")}, {"m": hole("b")})
    assert plain(result) == {"m": 1}
    assert read == ["a", "b"]
    with pytest.raises(PatchConflict, match="has another value already"):
        merged({"m": hole("a")}, {"m": hole("c")})
    with pytest.raises(PatchConflict, match="has another value already"):
        patched({"m": hole("a")}, {"m": hole("b")}, Rules(span=HERE, rule="patch", unify=True))


@pytest.mark.parametrize(
    ("base", "patch", "result"),
    [
        (hole("words"), hole("more"), ["x", "y"]),
        (["x"], hole("more"), ["x", "y"]),
        (hole("words"), ["x", "z"], ["x", "z"]),
    ],
)
def test_lists_of_words_are_unified_item_by_item(base, patch, result):
    assert plain(merged({"m": base}, {"m": patch})[0]) == {"m": result}


@pytest.mark.parametrize(
    ("base", "patch"), [(hole("more"), hole("words")), (hole("words"), hole("others")), (["z"], hole("more"))]
)
def test_lists_of_words_that_differ_are_a_conflict(base, patch):
    with pytest.raises(PatchConflict):
        merged({"m": base}, {"m": patch})


def test_an_item_is_found_by_a_key_that_could_be_chosen():
    result, read = merged({"l": [{"k": hole("word"), "v": 1}]}, {"l": Directed([{"k": "x", "w": 2}], key=("k",))})
    assert plain(result) == {"l": [{"k": "x", "v": 1, "w": 2}]}
    assert "word" in read


@pytest.mark.parametrize("strategy", [REPLACE, RETAIN_KEYS])
def test_a_list_of_words_takes_the_place_of_another_one(strategy):
    result, read = merged({"m": hole("words")}, {"m": Directed(hole("others"), strategy=strategy)})
    assert plain(result) == {"m": ["z"]}
    assert read == []


def test_replacing_means_nothing_for_a_single_value():
    with pytest.raises(PatchConflict):
        merged({"m": hole("a")}, {"m": Directed(hole("c"), strategy=REPLACE)})
