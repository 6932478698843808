"""Values that follow variables, put in the place of what is not given."""

import pytest

from oamc.expressions.holes import Fits, Hole, IsGiven, Text, TextOf, holes_in
from oamc.expressions.types import NumberType, TextType
from oamc.objects.fill import filler_of
from oamc.values.parameters import VARIABLE, Assignment, Parameter

WORD = Hole(path=("variables", "word"), type=TextType())
SIZE = Hole(path=("variables", "size"), type=NumberType())


def follower(*path, built):
    """Return a parameter that follows variables."""
    history = (Assignment(source=VARIABLE, value="", span=None),)
    return Parameter(path=path, type=TextType(), description="", history=history, built=built)


PARAMETERS = (
    follower("web", "p", built=WORD),
    follower("web", "q", built=Text(parts=("<", WORD, ">", TextOf(hole=SIZE)))),
    follower("web", "deep", "r", built={"list": [SIZE, {"a": TextOf(hole=SIZE)}], "known": None}),
    Parameter(path=("web", "s"), type=TextType(), description="", history=()),
)
VARIABLES = {"word": "a", "size": 2.0}


def test_what_is_not_given_is_built():
    filler = filler_of(PARAMETERS, {"variables": VARIABLES, "web": {}})
    assert filler.at(("web",)) == {"p": "a", "q": "<a>2", "deep": {"r": {"list": [2.0, {"a": "2"}], "known": None}}}
    assert filler.at(("web", "s")) is None


def test_what_is_given_stays_and_null_is_not_given():
    filler = filler_of(PARAMETERS, {"variables": VARIABLES, "web": {"p": "", "q": None, "deep": {"r": {}}}})
    assert filler.at(("web",)) == {"p": "", "q": "<a>2", "deep": {"r": {}}}
    given = [filler.holds(IsGiven(path=path)) for path in (("web", "p"), ("web", "q"), ("web", "deep", "r"), ("web", "s"))]
    assert given == [True, False, True, False]


def test_the_given_tree_stays_as_it_is():
    values = {"variables": VARIABLES, "web": {"deep": {"other": 1}}, "else": {"a": {}}}
    before = repr(values)
    filler = filler_of(PARAMETERS, values)
    assert repr(values) == before
    assert filler.at(("web", "deep", "other")) == 1
    assert filler.at(("else",)) is values["else"]


@pytest.mark.parametrize(("word", "fits"), [("a", True), ("A", False)])
def test_a_text_fits_as_the_check_of_values_says(word, fits):
    lower = TextType(pattern="<[a-z]>", rule="must be a letter")
    filler = filler_of((), {"variables": {"word": word}})
    assert filler.holds(Fits(value=Text(parts=("<", WORD, ">")), type=lower)) == fits


def test_the_holes_of_a_value_are_found_at_any_depth():
    found = [hole for parameter in PARAMETERS for hole in holes_in(parameter.built)]
    assert [hole.path[-1] for hole in found] == ["word", "word", "size", "size", "size"]
