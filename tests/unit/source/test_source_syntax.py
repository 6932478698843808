"""Syntax errors: one clear line, at the place to mend."""

from __future__ import annotations

import pytest

from oamc.diagnostics.reports import Reports
from oamc.source.reader import read
from oamc.spans import SourceFile


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a:\n\tb: 1\n", "2:1", "a tab"),
        ("a: 1\n \tb: 2\n", "2:4", "a tab"),
        ("a: |\n\tx\n", "2:1", "a tab"),
        ("a: 1\nb\nc: 2\n", "2:1", "a colon is missing"),
        ("a:\n- b\n-c\n", "3:1", "a colon is missing"),
        ("a: b: c\n", "1:5", "a colon stands"),
        ("a: 1\n  b: 2\n", "2:4", "a colon stands"),
        ("a: - b\n", "1:4", "a list item"),
        ("a:\n  - x\n b: 1\n", "3:2", "this line continues"),
        ("- a\nb: 1\n", "2:1", "this line continues"),
        ('a: "b" c\n', "1:8", "text follows the end of a value"),
        ('x: 1\na: "x\nb: 1\n', "2:4", "never closed"),
        ("a: 'x\n---\n", "1:4", "never closed"),
        ("a: [1, 2\nb: 3\n", "2:2", "closing ]"),
        ("a: [1, 2\n\n", "1:4", "closing ]"),
        ("a:\n  {x: 1\n", "2:3", "closing }"),
        ("a: }\n", "1:4", "a value is expected"),
        ("a: @x\n", "1:4", "begin with @"),
        ("a: `x\n", "1:4", "begin with `"),
        ("a: %x\n", "1:4", "begin with %"),
        ('a: "\\q"\n', "1:5", "backslash"),
        ('a: "\\ud83d"\n', "1:7", "no character"),
        ('a: "\\U00110000"\n', "1:7", "no character"),
        ("a: !x!y 1\n", "1:4", "prefix"),
        ("a: & 1\n", "1:5", "no name"),
        ("a: |x\n  b\n", "1:5", "block text"),
        ("%YAML 2.0\n---\na: 1\n", "1:1", "%YAML"),
        ("a: 1\n...\nx\n", "3:1", "end of a document"),
        ("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> b\n", "1:1", "conflict of a merge"),
        ("a:\n  b: 1\n<<<<<<< HEAD\n  c: 1\n=======\n  c: 2\n>>>>>>> b\n", "3:1", "conflict of a merge"),
    ],
)
def test_a_common_mistake_is_named_at_its_place(reading, text, place, words):
    only = reading(text).only
    assert only.code.id == "OAM110"
    assert f"{only.span.line}:{only.span.column}" == place
    assert words in only.message
    assert only.hint


def test_a_byte_order_mark_between_keys_is_named(reading):
    outcome = reading("a: 1\n\ufeffb: 1")
    assert outcome.found == ["OAM107 2:1", "OAM110 2:2"]
    assert "byte order mark" in outcome.diagnostics[1].message


def test_a_bracket_that_is_not_closed_is_shown_beside_the_error(reading):
    (related,) = reading("a: [1\nb: 2\n").only.related
    assert str(related.span) == "app.yaml:1:4"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name: {{ .Values.x }}\n", "1:7"),
        ("name: {{ .Values.x }}-web\n", "1:7"),
        ("{{- if .Values.x }}\na: 1\n{{- end }}\n", "1:1"),
        ("a: 1\n{{ end }}\nb: 2\n", "2:1"),
        ("a:\n  - {{ .Values.x }}\n", "2:5"),
        ("a:\n- b: {{ .x | quote }}\n", "2:6"),
        ("{{ .Values.all }}", "1:1"),
        ("a: {{ .x }}\nb: {{ .y }}\n", "1:4"),
    ],
)
def test_a_helm_template_is_called_so(reading, text, place):
    outcome = reading(text)
    assert outcome.found == [f"OAM111 {place}"]


@pytest.mark.parametrize("text", ["a: '{{ .x }}'", "a: x-{{ .x }}", "a: |\n  {{ .x }}\n", "# {{ .x }}\na: 1"])
def test_braces_that_are_yaml_are_no_template(reading, text):
    assert reading(text).codes == []


def test_an_old_syntax_error_far_from_braces_is_not_called_a_template(reading):
    assert reading("a: |\n  {{ .x }}\nb: 1\nc: 2\nd: [\n").codes == ["OAM110"]


@pytest.mark.parametrize("indent", ["", "  "])
@pytest.mark.parametrize("quote", ["", "'"])
def test_a_key_too_long_for_the_parser_is_called_so(reading, indent, quote):
    key = "k" * (1024 - 2 * len(quote))
    head = "a:\n" if indent else ""
    assert reading(f"{head}{indent}{quote}{key}{quote}: 1\n").codes == []
    only = reading(f"{head}{indent}{quote}{key}k{quote}: 1\n").only
    assert only.code.id == "OAM155"
    assert "--limit key=2048" in only.hint


def test_half_a_surrogate_pair_in_the_text_itself_is_refused():
    reports = Reports()
    assert read(SourceFile(path="a", label="a", text="a: \ud800"), reports) == ()
    assert [str(found.span) for found in reports.found] == ["a:1:4"]


def test_many_tag_lines_are_refused_before_they_cost_time(reading):
    few = "".join(f"%TAG !a{number}! tag:x,\n" for number in range(100)) + "--- {a: 1}\n"
    assert reading(few).codes == []
    assert reading("%TAG !b! tag:x,\n" + few).found == ["OAM110 101:1"]


def test_the_words_of_a_tag_line_in_a_text_are_harmless(reading):
    assert reading("a: '" + "%TAG " * 200 + "'").codes == []
