"""Every code of the decoder has a case that shows exactly it, and a page."""

import re
from pathlib import Path

import pytest

from oamc.diagnostics.codes import shape
from oamc.diagnostics.reports import Code, Reports
from oamc.source.reader import read
from oamc.spans import SourceFile
from tests.support.decoding import decode

ROOT = Path(__file__).parents[3]
CODES = sorted(code.id for code in vars(shape).values() if isinstance(code, Code))
CASES = sorted((ROOT / "golden" / "diagnostics").glob("OAM2*"))


def test_every_code_has_its_own_number_within_the_range():
    assert len(set(CODES)) == len(CODES)
    assert all(re.fullmatch(r"OAM2\d\d", code) for code in CODES)


def test_every_code_has_a_case_and_no_case_lacks_a_code():
    assert sorted({case.name[:6] for case in CASES}) == CODES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_reports_its_code_at_the_marked_line_and_nothing_else(case):
    text = (case / "input.yaml").read_text()
    marks = [(line.rpartition("# ")[2], number) for number, line in enumerate(text.splitlines(), 1) if "# OAM" in line]
    reports = Reports()
    for document in read(SourceFile(path="input.yaml", label="input.yaml", text=text), reports):
        if not document.has_gap:
            decode(document, reports)
    assert [(found.code.id, found.span.line) for found in reports.in_order()] == marks
    assert marks[0][0] == case.name[:6]


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page(code):
    page = (ROOT / "oamc" / "diagnostics" / "pages" / f"{code}.md").read_text()
    assert page.startswith(f"# {code}: ")
    assert page.count("```yaml") == 2
