"""Every code of the decoder has a case that shows exactly it, and a page."""

import re
from pathlib import Path

import pytest

from oamc.diagnostics.reports import Reports
from oamc.frontends import dispatch
from oamc.frontends.table import OF_V1ALPHA2
from oamc.source.reader import read
from oamc.spans import SourceFile
from tests.support.codes import codes_of

ROOT = Path(__file__).parents[3]
FOUND = codes_of("shape", "second_version", "vela")
CODES = sorted(code.id for code in FOUND if code.id.startswith("OAM2"))
FOUND_WHERE_USED = "OAM281"
"""Definitions that nobody uses may be of any kind."""
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
    documents = read(SourceFile(path="input.yaml", label="input.yaml", text=text), reports)
    decoded = [dispatch.decode(document, reports) for document in documents if not document.has_gap]
    if case.name.startswith(FOUND_WHERE_USED):
        assert marks
        assert not reports.found
        return
    # What an object of v1alpha2 must look like depends on its kind, and on definitions: it is found out later.
    later = [found for found in decoded if found is not None and found.front_end is OF_V1ALPHA2]
    if later:
        OF_V1ALPHA2.normalize([found.typed for found in later], reports)
    assert [(found.code.id, found.span.line) for found in reports.in_order()] == marks
    assert marks[0][0] == case.name[:6]


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page(code):
    page = (ROOT / "oamc" / "diagnostics" / "pages" / f"{code}.md").read_text()
    assert page.startswith(f"# {code}: ")
    assert page.count("```yaml") == 2
