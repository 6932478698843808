"""The page of assurance: what is written is read back, and a section that was not measured keeps its rows."""

from tests.assurance.page import page, section_text, texts_of
from tests.assurance.rows import Row
from tests.assurance.sections import SECTIONS, Section

FIRST = Section(name="first", title="The first", module="none")
SECOND = Section(name="second", title="The second", module="none")
ROWS = [Row("R1", "tried | twice", "0 of 2", held=True), Row("R2", "tried once", "1 of 1", held=False)]


def test_a_page_is_read_back_as_it_was_written():
    texts = {section.title: section_text(section, ROWS, "2026-11-26") for section in (FIRST, SECOND)}
    written = page([FIRST, SECOND], texts)
    read_back = texts_of(written)
    assert {title: read_back[title] for title in texts} == texts
    assert set(read_back) == {"Promises", *texts}
    assert page([FIRST, SECOND], texts_of(written)) == written


def test_a_promise_that_does_not_hold_is_seen():
    text = section_text(FIRST, ROWS, "2026-11-26")
    assert "| R1 | tried \\| twice | 0 of 2 | yes |" in text
    assert "| R2 | tried once | 1 of 1 | **no** |" in text


def test_a_section_that_was_not_measured_says_so():
    assert "## The second\n\nNot measured yet." in page([FIRST, SECOND], {"The first": section_text(FIRST, ROWS, "2026-11-26")})


def test_the_sections_differ_in_name_and_title():
    assert len({section.name for section in SECTIONS}) == len({section.title for section in SECTIONS}) == len(SECTIONS)
