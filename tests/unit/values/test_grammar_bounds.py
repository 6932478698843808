"""The bounds of Helm's grammar, each from both sides, and what an index meets in a list that is there already."""

import pytest

from oamc.values.grammar import (
    DEEPEST_PATH,
    LARGEST_INDEX,
    MOST_DOTS,
    GrammarError,
    parse_set,
    parse_set_string,
    typed,
)


def assigned(text, into=None):
    tree = {} if into is None else into
    parse_set(text, tree)
    return tree


def refused(text, into=None):
    with pytest.raises(GrammarError) as error:
        parse_set(text, {} if into is None else into)
    return error.value.message, error.value.column


def test_the_largest_index_is_taken_and_the_next_one_refused():
    assert LARGEST_INDEX == 65536
    items = assigned("a[65536]=x")["a"]
    assert len(items) == 65537
    assert (items[0], items[-1]) == (None, "x")
    assert refused("a[65537]=x") == ("an index is larger than 65536", 3)
    assert refused("a[100000]=x") == ("an index is larger than 65536", 3)


def test_zeros_before_an_index_do_not_count_as_digits():
    assert assigned("a[000000001]=x") == {"a": [None, "x"]}
    assert assigned("a[+0]=x") == {"a": ["x"]}
    assert assigned("a[-0]=x") == {"a": ["x"]}


def test_an_index_below_zero_is_refused_at_its_place():
    assert refused("a[-1]=x") == ("an index must not be negative", 3)


def test_an_index_into_what_is_no_list_is_refused():
    assert refused("a[0]=x", {"a": {"b": 1}}) == ("an index is given to what is no list", 1)
    assert refused("a[0][0]=x", {"a": ["text"]}) == ("an index is given to what is no list", 5)


def test_lists_in_lists_are_read_and_grow_in_their_place():
    assert assigned("a[0][1]=x") == {"a": [[None, "x"]]}
    assert assigned("a[1][0]=y", {"a": ["first", ["old", "kept"]]}) == {"a": ["first", ["y", "kept"]]}


def test_a_mapping_in_a_list_keeps_its_other_entries():
    assert assigned("a[0].b=2", {"a": [{"b": 1, "c": 3}, "last"]}) == {"a": [{"b": 2, "c": 3}, "last"]}


def test_a_name_has_so_many_dots_and_no_more():
    path = ".".join("a" * (MOST_DOTS + 1))
    tree = assigned(f"{path}=1")
    for _ in range(MOST_DOTS):
        tree = tree["a"]
    assert tree == {"a": 1}
    message, _ = refused(f"{path}.a=1")
    assert message == f"a name has more than {MOST_DOTS} dots"


def test_a_name_has_so_many_steps_and_no_more():
    indexes = "[0]" * (DEEPEST_PATH - 1)
    assert assigned(f"a{indexes}=1")
    message, _ = refused(f"a{indexes}[0]=1")
    assert message == f"a name has more than {DEEPEST_PATH} steps"


@pytest.mark.parametrize("parse", [parse_set, parse_set_string])
def test_a_byte_that_is_no_text_is_refused_at_its_place(parse):
    with pytest.raises(GrammarError, match="this is not UTF-8") as error:
        parse("a=b\udcff", {})
    assert error.value.column == 4


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("0", 0),
        ("00", "00"),
        ("-0", 0),
        ("+7", 7),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", "9223372036854775808"),
        ("-9223372036854775808", -(2**63)),
        ("-9223372036854775809", "-9223372036854775809"),
        ("+0000000000000000000000001", 1),
        ("10000000000000000000", "10000000000000000000"),
        ("1.5", "1.5"),
    ],
)
def test_a_word_is_a_number_up_to_64_bits(word, value):
    assert typed(word) == value
    assert type(typed(word)) is type(value)
