"""A hole refuses to be read as if its value were known."""

import pytest

from oamc.expressions.holes import (
    AllOf,
    AnyOf,
    Digest,
    Hole,
    IsSet,
    IsTrue,
    Text,
    TextOf,
    When,
    all_of,
    any_of,
)
from oamc.expressions.types import NumberType, TextType

NAME = Hole(path=("web", "name"), type=TextType())
COUNT = Hole(path=("web", "count"), type=NumberType())
EXPRESSIONS = [
    NAME,
    TextOf(hole=COUNT),
    Text(parts=("a", NAME)),
    Digest(parts=(NAME,)),
    When(condition=IsSet(path=("web", "name")), then=1),
]
every_expression = pytest.mark.parametrize("expression", EXPRESSIONS, ids=lambda expression: type(expression).__name__)


@every_expression
def test_an_expression_has_no_truth(expression):
    with pytest.raises(TypeError, match="no truth"):
        bool(expression)
    with pytest.raises(TypeError, match="no truth"):
        _ = "yes" if expression else "no"


@every_expression
@pytest.mark.parametrize("known", [3, "a", None, True, []])
def test_an_expression_is_not_comparable_with_a_known_value(expression, known):
    with pytest.raises(TypeError, match="not comparable"):
        assert expression == known
    with pytest.raises(TypeError, match="not comparable"):
        [1, known].index(expression)


@every_expression
def test_an_expression_has_no_text(expression):
    with pytest.raises(TypeError, match="no text"):
        str(expression)
    with pytest.raises(TypeError, match="no text"):
        f"{expression}".strip()


@every_expression
def test_an_expression_can_be_shown_to_a_developer(expression):
    assert repr(expression).startswith(type(expression).__name__)


def test_expressions_of_the_same_parts_are_equal():
    assert Hole(path=("web", "name"), type=TextType()) == NAME
    assert NAME != COUNT
    assert len({NAME, Hole(path=("web", "name"), type=TextType()), COUNT}) == 2


def test_an_expression_does_not_change():
    with pytest.raises(AttributeError):
        NAME.path = ()


@pytest.mark.parametrize(("join", "node"), [(any_of, AnyOf), (all_of, AllOf)])
def test_joined_conditions_are_distinct_and_one_stands_alone(join, node):
    first, second = IsSet(path=("a",)), IsTrue(path=("b",))
    assert join((first, first)) == first
    assert join((first, second, first)) == node(conditions=(first, second))
