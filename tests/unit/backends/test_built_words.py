"""The words of `values.yaml` for what follows variables."""

import pytest

from oamc.backends.helm.built_words import LONGEST_SHOWN, built_in_words
from oamc.expressions.holes import Hole, Text, TextOf
from oamc.expressions.types import NumberType, TextType
from oamc.values.parameters import OVERRIDE, VARIABLE, Assignment, Parameter

WORD = Hole(path=("variables", "word"), type=TextType())
SIZE = Hole(path=("variables", "a.size"), type=NumberType())


def words(built, value, source=VARIABLE):
    """Return the words for a parameter with a value."""
    history = (Assignment(source=source, value=value, span=None),)
    return built_in_words(Parameter(path=("web", "p"), type=TextType(), description="", history=history, built=built))


@pytest.mark.parametrize(
    ("built", "value", "said"),
    [
        (None, "a", ""),
        (WORD, "a", 'Where it is null, it is variables.word, now "a".'),
        (SIZE, 3, "Where it is null, it is variables.a.size."),
        (TextOf(hole=SIZE), "3", 'Where it is null, it is variables.a.size, now "3".'),
        (
            Text(parts=("<", WORD, TextOf(hole=SIZE), ">")),
            "<a3>",
            'Where it is null, it is "<[fromVariable(word)][fromVariable(a.size)]>", now "<a3>".',
        ),
        ({"a": [WORD, Text(parts=(SIZE, WORD))]}, {}, "Where it is null, it is made of variables.word, variables.a.size."),
    ],
)
def test_what_is_built_is_said_with_what_it_is_now(built, value, said):
    assert words(built, value) == said


def test_a_value_of_its_own_is_not_what_the_variables_make():
    assert words(WORD, "b", OVERRIDE) == "Where it is null, it is variables.word."


def test_long_texts_and_many_names_are_cut():
    said = words(Text(parts=("a" * LONGEST_SHOWN, WORD)), "b" * (LONGEST_SHOWN + 1))
    assert said == f'Where it is null, it is "{"a" * LONGEST_SHOWN}…", now "{"b" * LONGEST_SHOWN}…".'
    assert words(WORD, "b" * LONGEST_SHOWN).endswith(f'"{"b" * LONGEST_SHOWN}".')
    holes = [Hole(path=("variables", f"v{number}"), type=TextType()) for number in range(10)]
    assert words(holes, []).endswith("variables.v7 and 2 more.")
    assert words(holes[:8], []).endswith("variables.v7.")
