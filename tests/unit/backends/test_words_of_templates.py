"""Expressions of templates as arguments: one word, one text or one pair of parentheses stands as it is, the rest is grouped."""

import pytest

from oamc.backends.helm.spell import EXACT, TemplateSpeller, _grouped
from oamc.expressions.holes import Hole, Text
from oamc.expressions.types import TextType
from oamc.ir.program import NAME_PREFIX

ONE_ARGUMENT = [
    "$instance.text",
    '"a text"',
    r'"a \" b"',
    "(index $instance 0)",
    "(a (b) (c))",
    '(index $instance ")")',
    r'(index $instance "\")")',
    r'(index $instance "a\\")',
    r'(index $instance "\\\")")',
]
SEVERAL = ["index $instance 0", "(a b) (c d)", '"a" "b"', '"a" b', '(a ")") (b)', r'(a "\\") (b "x")', "(a b).c (d)", "a (b c)"]


@pytest.mark.parametrize("expression", ONE_ARGUMENT)
def test_one_argument_stands_as_it_is(expression):
    assert _grouped(expression) == expression


@pytest.mark.parametrize("expression", SEVERAL)
def test_several_words_are_put_into_parentheses(expression):
    assert _grouped(expression) == f"({expression})"


PREFIX = Hole(path=NAME_PREFIX, type=TextType())
OTHER = Hole(path=("web", "text"), type=TextType())


def test_only_a_prefix_and_one_known_text_are_a_name():
    speller = TemplateSpeller("web")
    assert speller.value(Text(parts=(PREFIX, "web"))) == '{{ include "oamc.name" (list $ "web") }}'
    for parts, words in (
        ((PREFIX, "web", OTHER), (".Values.namePrefix", '"web"', "$instance.text")),
        ((PREFIX, OTHER), (".Values.namePrefix", "$instance.text")),
        ((OTHER, "web"), ("$instance.text", '"web"')),
        (("web", PREFIX), ('"web"', ".Values.namePrefix")),
        ((PREFIX,), (".Values.namePrefix",)),
    ):
        assert speller.value(Text(parts=parts)) == f"{{{{ (print {' '.join(words)}) | {EXACT} }}}}"
