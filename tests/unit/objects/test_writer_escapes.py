"""Characters that a reader would lose or a reviewer would not see are escapes, each end of each range of them."""

import pytest

from oamc.objects.writer import YamlWriter, quoted, spell_text

RANGES = [
    ("\x7f", "\x9f"),
    ("\xad", "\xad"),
    ("\u061c", "\u061c"),
    ("\u180e", "\u180e"),
    ("\u200b", "\u200f"),
    ("\u2028", "\u2029"),
    ("\u202a", "\u202e"),
    ("\u2060", "\u206f"),
    ("\ufeff", "\ufeff"),
    ("\ufff9", "\ufffb"),
    ("\ufffe", "\uffff"),
    ("\U000e0001", "\U000e0001"),
    ("\U000e0020", "\U000e007f"),
]
ENDS = sorted({end for ends in RANGES for end in ends})


def escape(character):
    return f"\\u{ord(character):04x}" if ord(character) <= 0xFFFF else f"\\U{ord(character):08x}"


every_end = pytest.mark.parametrize("character", ENDS, ids=lambda character: f"{ord(character):04x}")


@every_end
def test_a_character_that_is_not_seen_is_an_escape_on_one_line(character):
    assert quoted(f"a{character}é") == f'"a{escape(character)}é"'
    assert spell_text(f"a{character}") == f'"a{escape(character)}"'


@every_end
def test_a_character_that_is_not_seen_stands_in_no_block_of_lines(character):
    assert YamlWriter().document({"a": f"one{character}\ntwo\n"}) == f'a: "one{escape(character)}\\ntwo\\n"\n'


@pytest.mark.parametrize(
    "character", ["\x00", "\x08", "\t", "\x0b", "\x0c", "\r", "\x1f"], ids=lambda control: f"{ord(control):02x}"
)
def test_a_control_stands_in_no_block_of_lines(character):
    written = YamlWriter().document({"a": f"one{character}two\nthree\n"})
    assert written.count("\n") == 1
    assert character not in written


def test_a_command_to_a_ci_system_is_broken_wherever_it_stands():
    assert quoted("##[group]") == r'"\u0023\u0023[group]"'
    assert quoted("a ##vso[task") == r'"a \u0023\u0023vso[task"'
    assert quoted("## heading") == '"## heading"'
    assert YamlWriter().document({"a": "x\n##[group]\n"}) == 'a: "x\\n\\u0023\\u0023[group]\\n"\n'


@pytest.mark.parametrize("text", ["a \nb\n", "a\t\nb\n", "a\nb ", "a\nb\n\n", "::a\nb\n", "a\n  ::b\n", " a\nb\n", "\na\n"])
def test_a_text_that_a_block_would_change_or_a_log_would_read_is_quoted(text):
    written = YamlWriter().document({"a": text})
    assert written.startswith('a: "')
    assert written.count("\n") == 1


def test_a_text_of_lines_is_a_block():
    assert YamlWriter().document({"a": "one\n\ntwo\n"}) == "a: |\n  one\n\n  two\n"
    assert YamlWriter().document({"a": "one\ntwo"}) == "a: |-\n  one\n  two\n"


@pytest.mark.parametrize("character", "azAZ09_./@%+=,()-")
def test_a_character_that_every_reader_takes_as_text_needs_no_quotes(character):
    for text in (f"a{character}b", f"a b{character}", f"a:b{character}c"):
        assert spell_text(text) == text
