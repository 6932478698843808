# ruff: noqa: ARG001, ARG005 - fixtures work by being asked for, stand-ins have the signature of what they stand for
"""Diagnostics as text: the shape, what is safe to print, and how much."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.diagnostics.reports import ERROR, INFO, WARNING, Code, Diagnostic, Related, Reports
from oamc.diagnostics.snippets import VisibleText, excerpt, line_of
from oamc.diagnostics.text import COLORED, MOST_BYTES, PLAIN, render, summary
from oamc.spans import SourceFile, Span

CODE = Code(id="OAM501", severity=ERROR, template="{what}")


def source(text, path="shop/app.yaml"):
    return SourceFile(path=path, label="app.yaml", text=text)


def everything(file, line):
    return VisibleText(open=((1, 10_000),), secret=())


def finding(span=None, message="it is wrong", severity=ERROR, related=(), hint=""):
    return Diagnostic(code=CODE, severity=severity, message=message, span=span, related=related, hint=hint)


def test_a_finding_has_the_shape_of_the_house():
    file = source("\n" * 22 + "        - name: ManualScaler\n")
    other = source("\n" * 5 + "  workloadType: x\n", "shop/web.yaml")
    found = finding(
        Span(file, 23, 17, 23, 29),
        'trait "ManualScaler" does not apply to workload type "SingletonServer"',
        related=(Related(span=Span(other, 6, 17, 6, 18), message='"web" declares its workload type here'),),
        hint="replicable workload types are Server, Worker and Task",
    )
    assert render([found], PLAIN, everything) == (
        'error[OAM501]: trait "ManualScaler" does not apply to workload type "SingletonServer"\n'
        "  --> shop/app.yaml:23:17\n"
        "   |\n"
        "23 |         - name: ManualScaler\n"
        "   |                 ^^^^^^^^^^^^\n"
        '   = note: shop/web.yaml:6:17: "web" declares its workload type here\n'
        "   = hint: replicable workload types are Server, Worker and Task\n"
        "\n"
    )


def test_without_a_place_and_without_visibility_there_is_no_excerpt():
    assert render([finding(hint="do it")]) == "error[OAM501]: it is wrong\n  = hint: do it\n\n"
    file = source("value: hunter2\n")
    assert render([finding(Span(file, 1, 8, 1, 15))]) == "error[OAM501]: it is wrong\n --> shop/app.yaml:1:8\n\n"


def test_colours_change_no_text():
    file = source("a: b\n")
    found = [finding(Span(file, 1, 1, 1, 2), severity=severity, hint="x") for severity in (ERROR, WARNING, INFO)]
    colored = render(found, COLORED, everything)
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == render(found, PLAIN, everything)


def test_warnings_and_notices_are_called_so():
    assert render([finding(severity=WARNING)]).startswith("warning[")
    assert render([finding(severity=INFO)]).startswith("notice[")


@pytest.mark.parametrize(
    ("line", "columns", "shown", "marks"),
    [
        ("a: bc", (4, 6), "a: bc", "   ^^"),
        ("\ta: b", (2, 3), "    a: b", "    ^"),
        ("漢字: b", (5, 6), "漢字: b", "      ^"),
        ("漢字: b", (1, 3), "漢字: b", "^^^^"),
        ("e\u0301: b", (4, 5), "e\u0301: b", "  ^"),
        ("a\x1b[31m: b", (9, 10), "a\\x1b[31m: b", "           ^"),
        ("\u202eabc", (2, 3), "\\u202eabc", "      ^"),
        ("a::b ##[x", (5, 6), "a:\\u003ab #\\u0023[x", "         ^"),
        ("a: b", (5, 5), "a: b", "    ^"),
        ("a: b", (9, 12), "a: b", "    ^"),
    ],
)
def test_marks_stand_below_the_text_whatever_is_before_it(line, columns, shown, marks):
    file = source(line + "\n")
    found = excerpt(Span(file, 1, columns[0], 1, columns[1]), everything)
    assert (found.text, " " * found.before + "^" * found.width) == (shown, marks)


def test_a_span_of_several_lines_is_marked_to_the_end_of_its_first():
    found = excerpt(Span(source("a: bcd   \n  e\n"), 1, 4, 2, 3), everything)
    assert (found.text, found.before, found.width) == ("a: bcd", 3, 3)


def test_a_long_line_is_cut_to_a_window_around_the_span():
    file = source("x" * 5000 + "HERE" + "y" * 5000 + "\n")
    found = excerpt(Span(file, 1, 5001, 1, 5005), everything)
    assert len(found.text) < 130
    assert found.text[found.before : found.before + found.width] == "HERE"
    assert found.text[0] == found.text[-1] == "…"


def test_lines_are_counted_as_editors_count_them():
    file = source("one\r\ntwo\rthree\u2028still\nfour\x85still\n")
    assert [line_of(file, number) for number in range(1, 6)] == ["one", "two", "three\u2028still", "four\x85still", ""]


def test_what_is_not_open_is_masked_and_structure_is_shown():
    file = source("  - {name: web, value: hunter2, type: string} # secret\n")

    def visible(file, line):
        return VisibleText(open=((6, 10), (12, 15), (17, 22), (33, 37), (39, 45)), secret=((24, 31),))

    found = excerpt(Span(file, 1, 33, 1, 37), visible)
    assert found.text == "  - {name: web, value: …, type: string} …"
    assert found.text[found.before : found.before + found.width] == "type"


def test_a_masked_span_is_marked_at_its_mask():
    found = excerpt(
        Span(source("value: hunter2\n"), 1, 8, 1, 15), lambda file, line: VisibleText(open=((1, 6),), secret=((8, 15),))
    )
    assert (found.text, found.before, found.width) == ("value: …", 7, 1)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=200), st.integers(1, 220), st.integers(0, 40))
def test_no_text_of_an_input_moves_the_cursor_or_commands_a_ci_system(text, column, length):
    file = source(text, path=text)
    found = finding(
        Span(file, 1, column, 1, column + length),
        text,
        related=(Related(span=Span(file, 1, 1, 1, 2), message=text),),
        hint=text,
    )
    rendered = render([found], PLAIN, everything)
    assert all(character.isprintable() for character in rendered.replace("\n", ""))
    assert "::" not in rendered
    assert "##" not in rendered
    lines = rendered.splitlines()
    marks = [line for line in lines if line.strip(" |^") == "" and "^" in line]
    assert len(marks) <= 1


@settings(deadline=None)
@given(st.text(alphabet="abc 漢\u0301\t:-{}'\"#", max_size=60), st.data())
def test_masked_characters_never_appear(text, data):
    secret = "Z" * data.draw(st.integers(1, 30))
    start = data.draw(st.integers(0, len(text)))
    line = text[:start] + secret + text[start:]
    found = excerpt(
        Span(source(line + "\n"), 1, data.draw(st.integers(1, len(line))), 1, len(line) + 1),
        lambda file, number: VisibleText(open=((1, start + 1),), secret=((start + 1, start + 1 + len(secret)),)),
    )
    assert "Z" not in found.text


def test_at_most_a_hundred_problems_are_printed():
    rendered = render([finding(message=f"problem {number}") for number in range(130)])
    assert rendered.count("error[") == 100
    assert rendered.endswith("30 more problems not shown\n\n")


def test_at_most_64_kib_are_printed():
    rendered = render([finding(message="x" * 3000) for _ in range(90)])
    assert len(rendered) <= MOST_BYTES + 100
    assert rendered.endswith("more problems not shown\n\n")


def test_the_summary_counts_errors_warnings_and_files():
    one, two = source("", "one.yaml"), source("", "two.yaml")
    found = [
        finding(Span(one, 1, 1, 1, 1)),
        finding(Span(two, 1, 1, 1, 1)),
        finding(Span(two, 2, 1, 2, 1), severity=WARNING),
        finding(severity=INFO),
    ]
    assert summary(found) == "2 errors, 1 warning in 2 files"
    assert summary([finding()]) == "1 error"
    assert summary([finding(severity=INFO)]) == ""


def test_reports_hands_out_what_the_renderer_prints():
    reports = Reports()
    file = source("a: b\n")
    reports.add(CODE, at=Span(file, 1, 1, 1, 2), what="x\x1b")
    assert "x\\x1b" in render(reports.in_order())
