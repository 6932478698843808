"""Foreign text in a message commands nothing: every code, every part of it, every form of the report."""

import json
import random

import pytest

from oamc.diagnostics import reports as reports_module
from oamc.diagnostics.codes import reading
from oamc.diagnostics.formats import FORMATS, render_for_log
from oamc.diagnostics.github import step_summary
from oamc.diagnostics.reports import Related, Reports
from oamc.diagnostics.text import MOST_BYTES, MOST_PROBLEMS, render
from oamc.spans import SourceFile, Span
from tests.assurance.logs.cases import found_in, spots, texts_of, usable_cases
from tests.assurance.logs.judge import faults
from tests.golden_files import rendering
from tests.support.codes import codes_of

CODES = codes_of()
HOSTILE = (
    "\x1b[31m\u202e\r\n::error::x##[group]##vso[task]\0\u2028\x85\u200b\ud800",
    "::add-mask::",
    "\n::stop-commands::x\n##[endgroup]",
    "#" * 3 + "[x]" + ":" * 5,
    "%0A::error::%25",
    "]]>&<\"'-->| \\` ${{ x }}",
    "x" * 100_000,
)
WRITTEN = (
    r'"\e[31m\u202e\r\n::error::x##[group]##vso[task]\0\u2028\x85é漢"',
    '"::add-mask::"',
    '"##[\\u2066a"',
    f'"{"x" * 500}"',
    '"a b"',
)
"""Hostile texts as YAML writes them."""


def forms(found):
    """Yield every form in which findings reach a log, with its name."""
    yield "text", render(found)
    yield "step summary", step_summary(found)
    for name in FORMATS[1:]:
        yield name, render_for_log(name, found, "1")


def judged(found, further=()):
    """Return what is wrong with the forms of some findings."""
    return [
        (name, *wrong)
        for name, text in (*forms(found), *further)
        if (wrong := faults(text.encode("utf-8", "surrogatepass"), annotations=name == "github"))
    ]


def filled(code, text):
    """Return a finding of a code of which every part, and the name of its file, is a foreign text."""
    reports = Reports()
    names = [part.partition("}")[0].partition("!")[0] for part in code.template.split("{")[1:]]
    file = SourceFile(path=text[:300], label=text, text=text)
    span = Span(file, 1, 1, 1, 2)
    parts = dict.fromkeys(names, text)
    reports.add(code, at=span, related=[Related(span=span, message=text)], hint=text, **parts)
    return reports.found[0]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_every_code_is_safe_with_foreign_text_in_every_part(hostile):
    found = [filled(code, hostile) for code in CODES]
    assert len(found) > 400
    for start in range(0, len(found), 20):
        assert not judged(found[start : start + 20])


def test_no_part_of_a_message_is_longer_than_its_limit():
    longest = 10 * reports_module.LONGEST_PHRASE
    for code in CODES:
        found = filled(code, "\U000e0001" * 5000)
        assert all(len(text) <= longest * 4 for text in (found.message, found.hint, found.related[0].message)), code.id


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("hint", ["", "x" * 390], ids=["short", "long"])
def test_what_goes_to_a_log_is_bounded_and_says_what_is_left_out(name, hint):
    reports = Reports()
    span = Span(SourceFile(path="a.yaml", label="a.yaml", text=""), 1, 1, 1, 2)
    for number in range(5000):
        reports.add(reading.INVALID_YAML, at=span, problem=f"number {number}", hint=hint)
    text = render(reports.found) if name == "text" else render_for_log(name, reports.found, "1")
    assert 0 < text.count("number ") <= MOST_PROBLEMS * 2
    assert len(text) <= MOST_BYTES
    if name == "json":
        counted = json.loads(text)
        assert counted["summary"]["errors"] == 5000
        assert counted["summary"]["notShown"] + len(counted["diagnostics"]) == 5000
    elif name == "sarif":
        run = json.loads(text)["runs"][0]
        assert run["properties"]["notShown"] + len(run["results"]) == 5000
    elif name != "gitlab":
        shown = {"junit": "<testcase", "github": "::error", "text": "error["}[name]
        assert f"{5000 - text.count(shown):,} more" in text


def mutated(case, amount, chooser):
    """Yield the texts of a case with one key or value replaced by a hostile text."""
    for name, text in texts_of(case).items():
        lines = text.split("\n")
        places = spots(case, name)
        for span in chooser.sample(places, min(amount, len(places))):
            line = lines[span.line - 1]
            changed = line[: span.column - 1] + chooser.choice(WRITTEN) + line[span.end_column - 1 :]
            yield {**texts_of(case), name: "\n".join((*lines[: span.line - 1], changed, *lines[span.line :]))}


def hostile_cases(amount, seed=1):
    """Yield how many builds were judged, and what was wrong with one, over all golden cases of diagnostics."""
    chooser = random.Random(seed)
    for case in usable_cases():
        for texts in mutated(case, amount, chooser):
            reports = case.reports()
            reports.extend(found_in(case, texts))
            wrong = judged(reports.in_order(), [("terminal", rendering(case, reports))])
            yield f"{case.name}: {wrong}" if wrong else ""


def test_hostile_names_in_every_golden_case_are_printed_safely():
    results = list(hostile_cases(2))
    assert len(results) > 250
    assert not list(filter(None, results))
