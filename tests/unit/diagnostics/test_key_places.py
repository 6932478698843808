import pytest

from oamc.diagnostics.key_places import head_of, place_of_key
from oamc.spans import SourceFile, Span


@pytest.mark.parametrize(
    ("text", "value", "key"),
    [
        ("a: 1\n", (1, 4), (1, 1, 2)),
        ("x: {b: 2, a: 1}\n", (1, 14), (1, 11, 12)),
        ("x: {a: 1}\n", (1, 8), (1, 5, 6)),
        ("- a:\n    b: 1\n", (2, 5), (1, 3, 4)),
        ('"a" :\n\n  # a comment\n  b: 1\n', (4, 3), (1, 1, 4)),
        ("'a': |\n  text\n", (1, 6), (1, 1, 4)),
        ("a:\r\n  b: 1\r\n", (2, 3), (1, 1, 2)),
    ],
)
def test_the_key_stands_before_its_value(text, value, key):
    source = SourceFile(path="a.yaml", label="a.yaml", text=text)
    span = Span(source, *value, value[0], value[1] + 1)
    line, start, end = key
    assert place_of_key("a", span) == Span(source, line, start, line, end)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ba: 1\n", (1, 5)),
        ("a: &x 1\n", (1, 7)),
        ("b: 1\n", (1, 4)),
        ("? a\n: 1\n", (2, 3)),
        ("# a:\n  b\n", (2, 3)),
        ("a:\n" + "\n" * 30 + "  b: 1\n", (32, 3)),
        ("", (1, 1)),
    ],
)
def test_a_key_that_is_not_written_so_is_left_alone(text, value):
    source = SourceFile(path="a.yaml", label="a.yaml", text=text)
    span = Span(source, *value, value[0], value[1] + 1)
    assert place_of_key("a", span) is span


@pytest.mark.parametrize(
    ("text", "keys", "found"),
    [
        ("- kind: A\n  apiVersion: v1\n", ("apiVersion",), "apiVersion"),
        ("- kind: A\n  'apiVersion': v1\n", ("apiVersion",), "'apiVersion'"),
        ("- kind: A\n  spec: {}\n", ("apiVersion",), "kind"),
        ("- kind: A\n  spec:\n    apiVersion: v1\n", ("apiVersion",), "kind"),
        ("- kind: A\n  apiVersion: v1\n", (), "kind"),
        ("- {kind: A,\n   spec: {}}\n", (), "{kind"),
        ("- a b\n  c d\n", (), "a b"),
        ("- kind:\n    a: b\n", (), "kind"),
        ('- {\n    "kind": "A",\n    "apiVersion": "v1"\n  }\n', ("apiVersion",), '"apiVersion"'),
        ('- {\n    "kind": "A",\n    "apiVersion": "v1"\n  }\n', (), '"kind"'),
    ],
)
def test_a_part_of_several_lines_is_shown_by_a_key_of_it(text, keys, found):
    source = SourceFile(path="in", label="in", text=text)
    lines = text.splitlines()
    head = head_of(Span(source, 1, 3, len(lines), len(lines[-1]) + 1), *keys)
    assert head.line == head.end_line
    assert lines[head.line - 1][head.column - 1 : head.end_column - 1] == found


def test_what_stands_on_one_line_is_shown_as_it_is():
    span = Span(SourceFile(path="in", label="in", text="kind: A\n"), 1, 1, 1, 8)
    assert head_of(span, "kind") is span
