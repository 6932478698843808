"""Places as an editor counts them."""

from __future__ import annotations

import pytest

from oamc.source.nodes import Mapping, Scalar


def place(node):
    span = node.span
    return (span.line, span.column, span.end_line, span.end_column)


def test_every_key_and_value_has_its_place(reading):
    root = reading("a: x\nbc:\n  - 'y z'\n  - {d: 1}\n").root
    assert place(root) == (1, 1, 4, 11)
    assert place(root.get("a")) == (1, 4, 1, 5)
    assert (root.entries["bc"].key_span.line, root.entries["bc"].key_span.end_column) == (2, 3)
    sequence = root.get("bc")
    assert place(sequence) == (3, 3, 4, 11)
    assert place(sequence.items[0]) == (3, 5, 3, 10)
    assert place(sequence.items[1]) == (4, 5, 4, 11)


def test_a_block_ends_with_its_last_value_not_at_the_next_key(reading):
    root = reading("a:\n  b: 1\n\n# comment\n\nc: 2\n").root
    assert place(root.get("a")) == (2, 3, 2, 7)


def test_a_missing_value_stands_after_its_colon(reading):
    root = reading("a:\nb:   # comment\n").root
    assert place(root.get("a")) == (1, 3, 1, 3)
    assert place(root.get("b")) == (2, 3, 2, 3)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_each_line_break_of_editors_counts_once(reading, newline):
    text = newline.join(["# note", "", "a: 1", "b:", "  - c", ""])
    for marked in (text, text + "# \u2028"):
        root = reading(marked).root
        assert root.entries["b"].key_span.line == 4
        assert place(root.get("b").items[0]) == (5, 5, 5, 6)


@pytest.mark.parametrize("point", ["\x85", "\u2028", "\u2029"])
def test_line_breaks_of_yaml_that_editors_do_not_show_shift_no_place(reading, point):
    root = reading(f"a: 'x{point}y'  # {point}\nb: [1,\r\n  2]\nc: 3").root
    assert place(root.get("a")) == (1, 4, 1, 9)
    assert place(root.get("b").items[1]) == (3, 3, 3, 4)
    assert root.entries["c"].key_span.line == 4


def test_columns_count_code_points(reading):
    assert place(reading("'é😀': 😀 # x").root.get("é😀")) == (1, 7, 1, 8)


def test_a_value_begins_at_its_tag_or_anchor(reading):
    assert place(reading("a: &x !!str 1\n").root.get("a")) == (1, 4, 1, 14)


def test_the_place_of_each_scalar_is_its_text(reading):
    text = "apiVersion: v1\nspec:\n- name: web\n  args: [a b, c,\t'd']\n  é: ü\n"
    lines = text.splitlines()
    waiting = [reading(text).root]
    seen = 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            seen += 1
            assert lines[node.span.line - 1][node.span.column - 1 : node.span.end_column - 1].strip("'") == node.text
        elif isinstance(node, Mapping):
            for entry in node:
                assert lines[entry.key_span.line - 1][entry.key_span.column - 1 : entry.key_span.end_column - 1] == entry.key
                waiting.append(entry.value)
        else:
            waiting += node.items
    assert seen == 6
