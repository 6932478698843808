"""The normal form of documents, row by row: what is moved, what stays, and what is refused."""

import pytest

from oamc.diagnostics.reports import Reports
from oamc.formatting import formatter
from oamc.formatting.formatter import are_same, formatted, normal_form
from oamc.formatting.scanning import UnformattableError
from oamc.source.limits import DEFAULT_LIMITS
from oamc.source.reader import read
from oamc.spans import SourceFile

HEAD = "apiVersion: core.oam.dev/v1beta1\nkind: Application\n"
BEFORE = """\


# About the file.

apiVersion: core.oam.dev/v1beta1   # the version
kind:    Application
metadata: {name: shop,   labels: {a: b}}   # flow
spec:
    # before the list
    components:
    # before the first item
    - name: web
      # within the first item
      type: webservice
      properties:
          image: "a:1"\x20\x20
          cmd: ['a', b,
            # within flow
            c]   # at its end
          yes: "yes"
          octal: 0o14
          nothing: ~
          empty:
          script: |
              echo\x20\x20\x20
                two

              # no comment
          folded: >-
              aaa bbb
              ccc
          stated: |2+
               three

          long: "aaa \\
             bbb\\ \x20
             ccc"
          plain: one
             two
          own line:
               here
          anchor: &a {x: 1}
          again: *a
          merged:
            <<: *a
            k: !!str 1
          # at the end of the properties

    # before the second item
    - name: b
    -   - nested
        -   deeper: 1
            still: 2
    -
      name: c
# at the end of the document
--- # another one
kind: x
list:
- 1
# between
- 2
...
---


"""
AFTER = """\
# About the file.

apiVersion: core.oam.dev/v1beta1   # the version
kind: Application
metadata: {name: shop,   labels: {a: b}}   # flow
spec:
  # before the list
  components:
    # before the first item
    - name: web
      # within the first item
      type: webservice
      properties:
        image: "a:1"
        cmd: ['a', b,
          # within flow
          c]   # at its end
        yes: "yes"
        octal: 0o14
        nothing: ~
        empty:
        script: |
          echo\x20\x20\x20
            two

          # no comment
        folded: >-
          aaa bbb
          ccc
        stated: |2+
             three

        long: "aaa \\
           bbb\\ \x20
           ccc"
        plain: one
           two
        own line:
          here
        anchor: &a {x: 1}
        again: *a
        merged:
          <<: *a
          k: !!str 1
        # at the end of the properties

    # before the second item
    - name: b
    - - nested
      - deeper: 1
        still: 2
    -
      name: c
# at the end of the document
--- # another one
kind: x
list:
  - 1
  # between
  - 2
...
---
"""


def source(text, *, met=False):
    """Return a text as a file."""
    return SourceFile(path="app.yaml", label="app.yaml", text=text, met=met)


def outcome(text, *, met=False):
    """Return what becomes of a text, which can be read."""
    reports = Reports()
    result = formatted(source(text, met=met), reports, DEFAULT_LIMITS)
    assert not reports.found
    return result


def test_everything_that_yaml_has_is_moved_and_nothing_is_written_anew():
    assert outcome(BEFORE).text == AFTER
    assert outcome(AFTER).text == AFTER


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1", "a: 1\n"),
        ("a: 1\r\nb:\r\n- 2\r\n", "a: 1\nb:\n  - 2\n"),
        ("a: 1\rb: 2\r", "a: 1\nb: 2\n"),
        ("a: 1 \t\nb: 2\n\n\n", "a: 1\nb: 2\n"),
        ("a: 'x  \n  y'\n", "a: 'x  \n  y'\n"),
        ("a: [\n1,\n]\n", "a: [\n1,\n]\n"),
        ("a:\n   b: [\n     1,\n   ]\n", "a:\n  b: [\n    1,\n  ]\n"),
        ("a:\n     b: 'x\n  y'\n", "a:\n  b: 'x\n   y'\n"),
        ("a:\n    b: |\n     text\n    c: 1\n", "a:\n  b: |\n    text\n  c: 1\n"),
        ("a:\n    - |2\n       text\n", "a:\n  - |2\n     text\n"),
        ("a: |\nb: 1\n", "a: |\nb: 1\n"),
        ("a:   1\n---\n  {b: [\n    1],\n   c: 'x \n y'}  \n", "a: 1\n---\n{b: [\n    1],\n   c: 'x \n y'}\n"),
        ("a: |+\n  x\n\n\n", "a: |+\n  x\n\n\n"),
        ("a: |-\n  x\n\n\n", "a: |-\n  x\n"),
        ("a: |-\n  x", "a: |-\n  x\n"),
        ("a: |+2\n   x\n\n", "a: |+2\n   x\n\n"),
        ("a:\n    b: 1\n    # in it\n\n    # still\n", "a:\n  b: 1\n  # in it\n\n  # still\n"),
        ("?x:   1\n", "?x: 1\n"),
        ("# one\n%YAML 1.1\n--- # two\na:   1\n", "# one\n%YAML 1.1\n--- # two\na: 1\n"),
        ("a: &x   1\nb:   *x\n", "a: &x   1\nb: *x\n"),
        ("a: &x\n - 1\nb: !!seq\n - *x\n", "a: &x\n  - 1\nb: !!seq\n  - *x\n"),
        ("a:\n- b:\n  - c\n  d: 1\n", "a:\n  - b:\n      - c\n    d: 1\n"),
        ("-   a\n", None),
        ("a:\n   # for b\n   b:\n      c: 1\n      # in b\n   # after b\nd: 1\n",
         "a:\n  # for b\n  b:\n    c: 1\n    # in b\n  # after b\nd: 1\n"),
        ("a:\n# low\n    b: 1\n", "a:\n  # low\n  b: 1\n"),
        ("a:\n        # high\n    b: 1\n", "a:\n  # high\n  b: 1\n"),
        ("a:\n- 1\n# for b\nb: 1\n", "a:\n  - 1\n# for b\nb: 1\n"),
        ("a:\n    b: 1\n  # between\n    c: 1\n", "a:\n  b: 1\n  # between\n  c: 1\n"),
        ("a:\tb\t\nc: [\td\t]\n", "a: b\nc: [\td\t]\n"),
        ("a: [\n\t1,\n]\n", "a: [\n 1,\n]\n"),
        ("a: |\n   x\n   \tb\t\n", "a: |\n  x\n  \tb\t\n"),
    ],
)  # fmt: skip
def test_lines_begin_where_they_should(before, after):
    if after is None:
        after = before.replace("-   ", "- ")
        assert normal_form(before) == (after, True)
        return
    assert outcome(before) == formatter.Formatted(text=after)
    assert outcome(after).text == after


ORDERED = "apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: {name: a}\nspec:\n  b: 1\n"


@pytest.mark.parametrize(
    "text",
    [
        "kind: Application\napiVersion: core.oam.dev/v1beta1\nmetadata: {name: a}\nspec:\n  b: 1\n",
        "spec:\n  b: 1\nmetadata: {name: a}\nkind: Application\napiVersion: core.oam.dev/v1beta1\n",
        "\n\nspec:\n    b: 1\n\n\nmetadata: {name: a}\nkind: Application\napiVersion: core.oam.dev/v1beta1\n\n",
    ],
)
def test_the_first_fields_have_an_order(text):
    assert [line for line in outcome(text).text.splitlines() if line] == ORDERED.splitlines()


def test_a_comment_above_the_first_field_stays_there_where_that_stays_first():
    text = "# What it is.\napiVersion: core.oam.dev/v1\nspec: 1\n# Its kind.\nkind: A\n"
    assert outcome(text).text == "# What it is.\napiVersion: core.oam.dev/v1\n# Its kind.\nkind: A\nspec: 1\n"


def test_comments_and_empty_lines_move_with_their_fields():
    text = (
        "# The file.\n\nkind: Application # a kind\nextra: 1\n\n# What it is.\nmetadata:\n  name: a\n  # in it\n"
        "# The version.\napiVersion: core.oam.dev/v1beta1\n\nspec: {}\nbeside: 2\n---\nkind: y\n"
        "apiVersion: core.oam.dev/v1\n...\n"
    )
    assert outcome(text).text == (
        "# The file.\n\n# The version.\napiVersion: core.oam.dev/v1beta1\nkind: Application # a kind\n\n# What it is.\n"
        "metadata:\n  name: a\n  # in it\n\nspec: {}\nextra: 1\nbeside: 2\n---\napiVersion: core.oam.dev/v1\nkind: y\n...\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "# The kind, or the file?\nkind: A\napiVersion: core.oam.dev/v1\n",
        "kind: A\n# What is this about?\n\napiVersion: core.oam.dev/v1\n",
        "kind: A\napiVersion: core.oam.dev/v1\n# at the end\n",
        "kind: A\nmetadata: &m {name: x}\nspec: *m\nlast: 1\n",
        "kind: A\nx: &m {name: x}\napiVersion: core.oam.dev/v1\nspec: *m\n",
        "kind: A\nx: |+\n  text\n\napiVersion: core.oam.dev/v1\n",
        "spec: 1\nmetadata: {}\n",
    ],
)
def test_the_order_stays_where_a_comment_or_an_anchor_would_not_move_rightly(text):
    assert outcome(text).text == text


def test_documents_of_others_are_left_alone():
    assert outcome("# a comment alone \n").passed_over == "no document of OAM"
    foreign = "apiVersion: v1\nkind:   Service\nspec:\n- a  \n\n\n"
    assert outcome(foreign).passed_over == "no document of OAM"
    assert outcome("kind:   A\napiVersion: core.oam.dev/v1\n---\n" + foreign + "---\nx:   1\n").text == (
        "apiVersion: core.oam.dev/v1\nkind: A\n---\n" + foreign + "---\nx: 1\n"
    )
    assert outcome(HEAD.replace(": A", ":  A") + "---\n" + foreign).text == HEAD + "---\n" + foreign


def test_what_is_met_in_a_directory_must_be_of_oam_and_what_is_named_may_be_values():
    for text in ("a:   1\n", "apiVersion: oamc.dev/v1\nkind:   EnvironmentPatch\n"):
        assert outcome(text).text == text.replace("   ", " ")
        assert outcome(text, met=True).passed_over == "no document of OAM"
    assert outcome("a:   core.oam.dev\n", met=True).passed_over == "no document of OAM"
    spoken = "apiVersion: v1\nkind: ConfigMap\ndata:   {a: core.oam.dev}\n"
    assert outcome(spoken, met=True).passed_over == "no document of OAM"
    assert outcome("kind:   x\n" + HEAD.replace("kind", "other"), met=True).text == (
        "apiVersion: core.oam.dev/v1beta1\nkind: x\nother: Application\n"
    )


def test_a_list_of_documents_is_formatted_where_they_are_of_oam():
    item = "apiVersion: v1\nitems:\n- apiVersion: {}\n  kind: A\nkind: List\n"
    assert outcome(item.format("v1")).passed_over == "no document of OAM"
    assert outcome(item.format("core.oam.dev/v1"), met=True).text == (
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: core.oam.dev/v1\n    kind: A\n"
    )


@pytest.mark.parametrize("text", ['{"a":   1}', '[{"kind":   1}]', "{a:   1}\n", " \n{a:   1}\n"])
def test_json_is_left_alone(text):
    assert outcome(text) == formatter.Formatted(text=text, passed_over="JSON, or YAML in its form")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("? a\n:   b\n", "line 1 has a key that begins with a question mark"),
        ('a:   "b\u2028c"\n', "it has line breaks that YAML readers take differently"),
        ("a:  |\n  b", "it ends in a text, to which the line break at the end of the file would be added"),
        ("a: @b\n", None),
        ("a:   1\nb: |+\n\n    \n", "another text would come out than the same one with other spaces"),
    ],
)
def test_what_has_no_normal_form_stays_as_it_is(text, why):
    reports = Reports()
    result = formatted(source(text), reports, DEFAULT_LIMITS)
    assert result.text == text
    if why is None:
        assert [found.code.id for found in reports.found] == ["OAM110"]
    else:
        assert result.kept == why


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\na: 2\n", "OAM112"),
        ("a: {{ .Values.a }}\n", "OAM111"),
        ("{{- if a }}\na: 1\n{{- end }}\n", "OAM111"),
        ("\ta: 1\n", "OAM110"),
        ("a: *b\n", "OAM118"),
    ],
)
def test_what_cannot_be_read_is_told_as_a_build_tells_it(text, code):
    reports = Reports()
    assert formatted(source(text), reports, DEFAULT_LIMITS).text == text
    assert [found.code.id for found in reports.found] == [code]


def test_warnings_are_for_those_who_build():
    assert outcome("a:   0777\n").text == "a: 0777\n"


@pytest.mark.parametrize(
    "fault",
    [
        lambda text: text.replace('"yes"', "yes"),
        lambda text: text.replace("octal: 0o14", "octal: 12"),
        lambda text: text.replace("# the version", ""),
        lambda text: text.replace("    two", "   two"),
        lambda text: text + "---\na: 1\n",
        lambda text: text + "\t- [\n",
        lambda text: text.replace("nothing: ~", "nothing: {}"),
        lambda text: text.replace("nothing: ~", "nothing: [1]"),
        lambda text: text.replace("kind: A", "ki nd: A"),
    ],
)
def test_the_proof_finds_another_meaning_and_a_lost_comment(monkeypatch, fault):
    right = normal_form
    monkeypatch.setattr(formatter, "normal_form", lambda text, **given: (fault(right(text, **given)[0]), True))
    result = outcome(BEFORE)
    assert (result.text, result.kept) == (BEFORE, "another text would come out than the same one with other spaces")


def test_the_proof_finds_a_form_that_changes_again(monkeypatch):
    right = normal_form
    monkeypatch.setattr(
        formatter, "normal_form", lambda text, **given: (right(text, **given)[0] + "\n" * (1 - text.count("\n\n")), True)
    )
    assert outcome("a:   1\n").kept


def test_nodes_are_compared_with_their_types_quotes_and_order():
    def root(text):
        (document,) = read(source(text), Reports())
        return document.root

    same = root("a: {b: [1, x], c: 1}")
    assert are_same(same, root("a:\n  b:\n  - 1\n  - x\n  c: 1\n"))
    others = ("{b: [1, 'x'], c: 1}", "{b: [1, x, y], c: 1}", "{c: 1, b: [1, x]}", "{b: [1.0, x], c: 1}", "{b: 1, c: 1}", "[1]")
    assert [text for text in others if are_same(same, root(f"a: {text}"))] == []


def test_a_document_that_begins_on_the_line_of_its_mark_has_no_normal_form():
    with pytest.raises(UnformattableError, match="does not read it in line 1: sequence entries are not allowed here"):
        normal_form("--- - a\n")


def test_what_the_scanner_refuses_by_its_characters_has_no_normal_form():
    with pytest.raises(UnformattableError, match=r"^ruamel\.yaml does not read it$"):
        normal_form("a: \x07\n")
    with pytest.raises(UnformattableError, match=r"^ruamel\.yaml does not read it in line 1: it is no YAML 1\.2$"):
        normal_form("a: @b\n")
