"""Every rule that code, tests and pages cite can be opened: it names a page of `docs/` and a number that is there, once."""

from __future__ import annotations

import io
import re
import subprocess
import tokenize
from collections import Counter
from functools import cache
from typing import NamedTuple

import pytest

from tests.support.processes import ROOT

NUMBER = r"(?:\d{1,2}(?:\.\d{1,2}){0,2}|QOS\d{3}|R\d{1,2})"
NUMBERS = rf"{NUMBER}(?:(?:, and |, | and | to ){NUMBER}(?![\w.]*\w))*"
CITATION = re.compile(rf"docs/([\w/-]+\.md), ({NUMBERS})")
PAGE = re.compile(r"docs/spec/[\w-]+\.md(?!, \d)")
ALONE = re.compile(rf"(?<![\w)])\(({NUMBERS})(?:: [^()]*)?\)")
PROMISE = re.compile(r"(?<![\w.-])R\d{1,2}(?![\w.]*\w)")
DEFINED = re.compile(rf"^(?:#+ |- \*\*)({NUMBER})\b", re.MULTILINE)
SPECIFICATIONS = "docs/spec/"
PROMISES = "assurance.md"
CLOSED = re.compile(
    r"specification,? \(?\d|\bsections? \d|platform systems|yaml-and-helm|\blibraries, |\bdecisions?,? (?:\d|\")|reliability,? "
    r"(?:R\d|spec|section)|OAM v1alpha1, \d|api-server\.md|command line specification|specification: ",
    re.IGNORECASE,
)
"""What names a text that the repository does not hold."""


class Piece(NamedTuple):
    """A docstring, a comment or a paragraph, with its line breaks as blanks."""

    place: str
    text: str


def numbers_in(words: str) -> list[str]:
    """Return the numbers that a citation names; of a range, its ends."""
    return re.findall(NUMBER, words)


@cache
def defined(page: str) -> frozenset[str]:
    """Return the numbers of a page of `docs/`, none where there is no such page."""
    path = ROOT / "docs" / page
    return frozenset(DEFINED.findall(path.read_text(encoding="utf-8"))) if path.exists() else frozenset()


def pieces_of_python(name: str, text: str) -> list[Piece]:
    """Return the docstrings and comments of a module; comments of lines that follow each other are one."""
    found: list[Piece] = []
    last = -2
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        line = token.start[0]
        if token.type == tokenize.COMMENT:
            words = token.string.lstrip("# ")
            if line == last + 1:
                found[-1] = found[-1]._replace(text=f"{found[-1].text} {words}")
            else:
                found.append(Piece(f"{name}:{line}", words))
            last = line
        elif (
            token.type == tokenize.STRING and token.string.endswith('"""') and not token.string.startswith('"""\\\n')
        ):  # no data
            found.append(Piece(f"{name}:{line}", " ".join(token.string.split())))
    return found


def wrong(name: str, text: str) -> list[str]:
    """Return what a file cites and nobody can open."""
    pieces = pieces_of_python(name, text) if name.endswith(".py") else [Piece(name, " ".join(text.split()))]
    found: list[str] = []
    pages = {page for page, _ in CITATION.findall(pieces[0].text)} if pieces else set()
    own = {page for page in pages if page.startswith("spec/")} if name.endswith(".py") else {name.removeprefix("docs/")}
    for place, words in pieces:
        found += [f"{place}: {match[0]!r} names no page" for match in CLOSED.finditer(words)]
        for page, cited in CITATION.findall(words):
            found += [f"{place}: {page} has no {number}" for number in numbers_in(cited) if number not in defined(page)]
        found += [f"{place}: there is no {page}" for page in PAGE.findall(words) if not (ROOT / page).exists()]
        if name.endswith(".py") or name.startswith(SPECIFICATIONS):
            alone = [number for cited in ALONE.findall(words) for number in numbers_in(cited) if not number.startswith("R")]
            known = {number for page in own for number in defined(page)}
            found += [f"{place}: {number} is on no page that the file names" for number in alone if number not in known]
        found += [f"{place}: there is no promise {each}" for each in PROMISE.findall(words) if each not in promises()]
    return found


@cache
def promises() -> frozenset[str]:
    """Return the numbers of the promises."""
    return defined(PROMISES)


def files() -> list[str]:
    """Return the files that may cite: code, tests, pages."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "*.py", "*.md", "Makefile", "pyproject.toml"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    left_out = ("golden/", "changelog.d/", "tests/assurance/hostile/collection/", "tests/test_citations.py")
    return [name for name in listed if not name.startswith(left_out) and (ROOT / name).exists()]


@pytest.mark.slow
def test_every_rule_that_is_cited_can_be_opened():
    names = files()
    assert {"oamc/capabilities/pods.py", "tests/golden_files.py", "docs/spec/oam-v1alpha1.md"} <= set(names)
    found = [words for name in names for words in wrong(name, (ROOT / name).read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "spec").glob("*.md")), ids=lambda page: page.name)
def test_a_page_has_no_number_twice(page):
    counts = Counter(DEFINED.findall(page.read_text(encoding="utf-8")))
    assert [number for number, count in counts.items() if count > 1] == []
    assert counts or page.name == "README.md"


NAMED = '"""Something (docs/spec/oam-v1alpha1.md, 7.2 and 7.3)."""\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('"""Something (docs/spec/oam-v1alpha1.md, 7.9)."""\n', "oam-v1alpha1.md has no 7.9"),
        ('"""Something (docs/spec/oam-v1alpha1.md, 3.3 to 3.8, 7.4 and 99)."""\n', "oam-v1alpha1.md has no 99"),
        ('"""Something (docs/spec/oam-v9.md, 7.2)."""\n', "oam-v9.md has no 7.2"),
        ('"""Something (docs/spec/quality-of-service.md, QOS099)."""\n', "has no QOS099"),
        ('"""Something (OAM v1alpha1, 7.2)."""\n', "names no page"),
        ('"""Something (specification 3.4)."""\n', "names no page"),
        ('"""Something: decision 9 of the list."""\n', "names no page"),
        ('"""Something (platform systems, 1.5)."""\n', "names no page"),
        ("# reliability R13: something\n", "names no page"),
        ("# as docs/spec/helm.md says\n", "there is no docs/spec/helm.md"),
        ('"""Something."""\n# as it says (7.2)\n', "7.2 is on no page that the file names"),
        (f"{NAMED}# as it says (7.9)\n", "7.9 is on no page that the file names"),
        (f"{NAMED}# as it says (7.2: and\n# more)\nx = 1  # (8.1, 99.1)\n", "99.1 is on no page that the file names"),
        ('"""Something (R99)."""\n', "no promise R99"),
    ],
)
def test_a_wrong_citation_is_found(text, message):
    (found,) = wrong("oamc/something.py", text)
    assert message in found


def test_good_citations_are_let_through():
    text = f"{NAMED}# of two lines (7.2,\n# 3.4 and 8.1), by R13 and docs/assurance.md, R15\ncall(7)\nx = 'see (99.9)'\n"
    assert wrong("oamc/something.py", text) == []


def test_a_page_of_rules_may_cite_itself():
    assert wrong("docs/spec/yaml.md", "See (1.1).\n") == []
    assert wrong("docs/spec/yaml.md", "See (9.9).\n") == ["docs/spec/yaml.md: 9.9 is on no page that the file names"]


def test_the_pages_are_read_as_they_are_written():
    assert {"7.2", "4.3.6", "13", "2.4"} <= defined("spec/oam-v1alpha1.md")
    assert {"QOS002", "2.4"} <= defined("spec/quality-of-service.md")
    assert {"R1", "R31"} <= promises()
    assert defined("spec/no-such-page.md") == frozenset()
