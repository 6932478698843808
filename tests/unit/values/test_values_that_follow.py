"""Parameters that follow variables: what they are in the values, in the schema and in the check."""

import pytest
from jsonschema import Draft202012Validator

from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import Hole
from oamc.expressions.types import COUNT_OR_PERCENT, NumberType, TextType
from oamc.records import replace
from oamc.values.check import effective, problems
from oamc.values.given import Given
from oamc.values.parameters import APPLICATION, OVERRIDE, VARIABLE, Assignment, Parameter
from oamc.values.schema import values_schema
from oamc.values.shape import defaults, has_default

X = Parameter(
    path=("variables", "x"),
    type=TextType(),
    description="",
    history=(Assignment(source=APPLICATION, value="a", span=None),),
)
FOLLOWER = Parameter(
    path=("web", "p"),
    type=TextType(choices=("a", "b")),
    description="",
    history=(Assignment(source=VARIABLE, value="a", span=None),),
    built=Hole(path=X.path, type=X.type),
)
GIVEN = replace(FOLLOWER, history=(*FOLLOWER.history, Assignment(source=OVERRIDE, value="b", span=None)))
FIXED = Parameter(
    path=("web", "name"),
    type=TextType(),
    description="",
    history=(Assignment(source=APPLICATION, value="a", span=None),),
    fixed=True,
)


def test_what_follows_has_no_default_of_its_own():
    assert defaults((X, FOLLOWER)) == {"variables": {"x": "a"}, "web": {}}
    assert (has_default(FOLLOWER), FOLLOWER.follows, FOLLOWER.may_be_null, FOLLOWER.optional) == (False, True, True, False)
    assert (X.follows, X.may_be_null) == (False, False)


def test_what_is_given_once_is_a_default_and_may_follow_again():
    assert defaults((X, GIVEN)) == {"variables": {"x": "a"}, "web": {"p": "b"}}
    assert (has_default(GIVEN), GIVEN.follows, GIVEN.may_be_null) == (True, False, True)


@pytest.mark.parametrize("value_type", [TextType(choices=("a", "b")), NumberType(), COUNT_OR_PERCENT])
def test_the_schema_takes_null_for_what_follows(value_type):
    schema = values_schema((X, replace(FOLLOWER, type=value_type)))
    accepts = Draft202012Validator(schema).is_valid
    assert accepts({"variables": {"x": "a"}, "web": {}})
    assert accepts({"variables": {"x": "a"}, "web": {"p": None}})
    assert not accepts({"variables": {"x": None}, "web": {}})
    assert not accepts({"variables": {}, "web": {}})
    assert not accepts({"variables": {"x": "a"}, "web": {"p": []}})


def checked(overrides):
    """Return the codes of what is wrong with overrides."""
    reports = Reports()
    problems(Given(values=overrides), (X, FOLLOWER), reports, (FIXED,))
    return [found.code.id for found in reports.found]


@pytest.mark.parametrize(
    ("overrides", "codes"),
    [
        ({"web": {"p": None}}, []),
        ({"web": {"p": "b"}}, []),
        ({"web": {"p": "c"}}, ["OAM754"]),
        ({"variables": {"x": None}}, ["OAM755"]),
        ({"variables": {"y": "a"}}, ["OAM753"]),
        ({"web": {"name": "b"}}, ["OAM450"]),
        ({"web": {"name": {"a": 1}}}, ["OAM450"]),
        ({"web": {"nam": "b"}}, ["OAM753"]),
        ({"variables": {"x": "b"}, "web": {"p": "a"}}, []),
    ],
)
def test_the_check_says_the_same(overrides, codes):
    assert checked(overrides) == codes


def test_the_values_in_force_are_those_given():
    assert effective((X, FOLLOWER), {"web": {"p": None}}) == {"variables": {"x": "a"}, "web": {"p": None}}
