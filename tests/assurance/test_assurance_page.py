"""The page of assurance: what is written is read back, and a section that was not measured keeps its rows."""

import re
import sys
from pathlib import Path
from types import SimpleNamespace

from tests.assurance import __main__, sections
from tests.assurance.page import page, section_text, texts_of
from tests.assurance.promises import PROMISES
from tests.assurance.rows import Row, Unmeasurable
from tests.assurance.sections import SECTIONS, Section

ROOT = Path(__file__).parents[2]
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


def test_a_section_that_cannot_be_measured_here_keeps_its_rows(monkeypatch, tmp_path, capsys):
    def lacking(*, full):
        raise Unmeasurable("no cluster is built")
        yield full

    written = tmp_path / "assurance.md"
    before = page([FIRST, SECOND], {"The first": section_text(FIRST, ROWS, "2026-11-26")})
    written.write_text(before, encoding="utf-8")
    monkeypatch.setattr(__main__, "SECTIONS", (FIRST, SECOND))
    monkeypatch.setattr(sections, "importlib", SimpleNamespace(import_module=lambda _: SimpleNamespace(measure=lacking)))
    monkeypatch.setattr(sys, "argv", ["assurance", "first", "--output", str(written)])
    assert __main__.main() == 0
    assert written.read_text(encoding="utf-8") == before
    assert "the rows of the last run stay: no cluster is built" in capsys.readouterr().out


WRITTEN = (ROOT / "docs" / "assurance.md").read_text(encoding="utf-8")
MEASURED = {title: text for title, text in texts_of(WRITTEN).items() if title != "Promises"}


def numbers_in(text):
    """Return the promises that the rows of a section name; "R1-R3" names three."""
    found = set()
    for names in re.findall(r"^\| (R\S.*?) \|", text, re.MULTILINE):
        for name in names.split(", "):
            first, _, last = name.replace("R", "").partition("-")
            found |= {f"R{number}" for number in range(int(first), int(last or first) + 1)}
    return found


def test_the_written_page_has_every_section_as_measured():
    assert list(MEASURED) == [section.title for section in SECTIONS]
    assert [title for title, text in MEASURED.items() if "Measured on" not in text] == []
    assert page(SECTIONS, MEASURED) == WRITTEN


def test_every_promise_was_measured_by_a_row_of_its_own():
    rows = "\n".join(line for text in MEASURED.values() for line in text.splitlines() if not line.startswith("| R1-R"))
    assert set(PROMISES) - numbers_in(rows) == set()
    assert numbers_in(rows) - set(PROMISES) == set()


def test_every_promise_held():
    assert [line for text in MEASURED.values() for line in text.splitlines() if line.endswith("| **no** |")] == []
