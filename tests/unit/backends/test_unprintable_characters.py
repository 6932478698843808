"""Characters that nobody sees do not stand raw in a template: they are escapes of a Go text."""

import pytest

from oamc.backends.helm.go_expressions import go_text, grouped

ESCAPED = {
    "\x00": r"\u0000",
    "\x1f": r"\u001f",
    "\x7f": r"\u007f",
    "\x80": r"\u0080",
    "\x9f": r"\u009f",
    "\xa0": r"\u00a0",
    "\xad": r"\u00ad",
    "\u200b": r"\u200b",
    "\u202e": r"\u202e",
    "\u2028": r"\u2028",
    "\ufeff": r"\ufeff",
    "\uffff": r"\uffff",
    "\U000e0001": r"\U000e0001",
    "\U0010ffff": r"\U0010ffff",
}


@pytest.mark.parametrize("character", ESCAPED, ids=lambda character: f"{ord(character):04x}")
def test_a_character_that_is_not_seen_is_an_escape(character):
    assert go_text(f"a{character}b") == f'"a{ESCAPED[character]}b"'


@pytest.mark.parametrize("character", [" ", "~", "\xa1", "é", "日", "\U0001f600"])
def test_a_character_that_is_seen_stands_as_it_is(character):
    assert go_text(f"a{character}b") == f'"a{character}b"'


def test_one_character_that_is_seen_leaves_the_others_escaped():
    assert go_text("é\u200b ~\x7f") == '"é\\u200b ~\\u007f"'


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (".Values.a", ".Values.a"),
        ("index . 1", "(index . 1)"),
        ("(index . 1)", "(index . 1)"),
        ("(a b) (c d)", "((a b) (c d))"),
        ('(print ")" a)', '(print ")" a)'),
        ('(print "\\")" a) (b)', '((print "\\")" a) (b))'),
        ('"a b"', '"a b"'),
        ('"a b" "c"', '("a b" "c")'),
        ("(a (b c)", "((a (b c))"),
    ],
)
def test_what_is_more_than_one_word_is_put_in_parentheses_once(expression, expected):
    assert grouped(expression) == expected
