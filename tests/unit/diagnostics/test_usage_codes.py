"""The codes of the command line: each has a page, and no number occurs twice."""

from pathlib import Path

import pytest

import oamc.diagnostics
from tests.support.codes import codes_of

CODES = codes_of("usage")
PAGES = Path(oamc.diagnostics.__file__).parent / "pages"


def test_every_code_is_numbered_once_and_within_its_range():
    numbers = [code.id for code in CODES]
    assert len(numbers) == len(set(numbers))
    assert all(number.startswith("OAM8") and len(number) == 6 for number in numbers)


def test_every_page_belongs_to_a_code():
    assert {path.stem for path in PAGES.glob("OAM8*.md")} == {code.id for code in CODES}


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_every_page_has_a_title_a_text_and_an_example(code):
    text = (PAGES / f"{code.id}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code.id}: ")
    assert text.partition("```")[0].count(".") >= 2
    assert text.count("```") == 2
    assert text.endswith("```\n")
