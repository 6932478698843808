"""The page `docs/assurance.md`: what it says of each section, read back so that one section can be measured alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.assurance.promises import PROMISES
from tests.assurance.rows import Row
from tests.assurance.sections import Section

HEAD = """\
# Assurance

What `oamc` promises where its input is hostile, the machine fails or somebody looks over its shoulder, and what was measured.
Written by `make assurance`. Each section names the command that measures it again; `make test` runs a slice of each.
A section for which a machine lacks the programs keeps the rows and the date of its last run.

## Promises

"""
UNMEASURED = "Not measured yet.\n"
COLUMNS = "| Promise | What was tried | Figure | Held |\n| --- | --- | ---: | --- |\n"


def section_text(section: Section, rows: Iterable[Row], date: str) -> str:
    """Return the text of one section. `date` is the day of the measurement, such as 2026-11-26."""
    lines = "".join(
        f"| {row.promise} | {_cell(row.what)} | {_cell(row.figure)} | {'yes' if row.held else '**no**'} |\n" for row in rows
    )
    return f"Measured on {date} with `python -m tests.assurance {section.name}`.\n\n{COLUMNS}{lines}"


def page(sections: Iterable[Section], texts: Mapping[str, str]) -> str:
    """Return the page with the given text of each section, by its title."""
    promises = "".join(f"- **{number}** {words}\n" for number, words in PROMISES.items())
    parts = [f"## {section.title}\n\n{texts.get(section.title, UNMEASURED)}" for section in sections]
    return "\n".join([HEAD + promises, *parts])


def texts_of(written: str) -> dict[str, str]:
    """Return the text of each section of a page, by its title."""
    texts = {}
    for part in written.split("\n## ")[1:]:
        title, _, text = part.partition("\n\n")
        texts[title] = text.rstrip("\n") + "\n"
    return texts


def _cell(text: str) -> str:
    """Return a text as it may stand in a cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")
