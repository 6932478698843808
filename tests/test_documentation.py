"""The documentation: generated pages are fresh, commands print what the pages say, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.records import items
from oamc.source.limits import DEFAULT_LIMITS
from tests import generated_pages
from tests.generated_pages import (
    CODES,
    RELATIONS,
    ROOT,
    TYPES,
    all_codes,
    codes_page,
    confirmed,
    pages,
    relations_page,
    types_page,
)

LINK = re.compile(r"\]\((?!https?://)([^)#]+)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
TABLE_ROW = re.compile(r"^\| `(?P<rooms>[^|]*)` \|", re.MULTILINE)
MADE_BY_OTHERS = {ROOT / "docs" / "performance.md"}
WRITTEN = [*pages(), ROOT / "ARCHITECTURE.md", TYPES, CODES, RELATIONS]
MAKE_DOCS = "run make docs and review the difference"


def name_of(page):
    return page.relative_to(ROOT).as_posix()


def test_the_page_of_types_is_fresh():
    assert TYPES.read_text(encoding="utf-8") == types_page(), MAKE_DOCS


def test_the_page_of_relations_is_fresh():
    assert RELATIONS.read_text(encoding="utf-8") == relations_page(), MAKE_DOCS


def test_the_page_of_codes_is_fresh():
    assert CODES.read_text(encoding="utf-8") == codes_page(), MAKE_DOCS


def test_the_page_of_types_has_a_section_for_everything_in_the_catalog():
    headings = {line.removeprefix("### ") for line in types_page().splitlines() if line.startswith("### ")}
    assert headings == {capability.name for capability in (*CATALOG.workload_types, *CATALOG.traits, *CATALOG.scopes)}


def test_the_page_of_codes_has_one_row_for_each_code():
    rows = re.findall(r"^\| \[(OAM\d{3})\]", codes_page(), re.MULTILINE)
    assert rows == [code.id for code in all_codes()]
    assert len(rows) > 100


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_what_a_page_shows_is_what_its_commands_print(page):
    text = page.read_text(encoding="utf-8")
    assert confirmed(text) == text, MAKE_DOCS


def test_a_wrong_output_on_a_page_would_be_found():
    page = "```console\n$ oamc version\noamc 9.9.9\n```\n"
    assert confirmed(page) != page


def test_a_wrong_excerpt_on_a_page_would_be_found():
    page = '<!-- show: examples/my-awesome-app/nginx.yaml from "kind:" to "kind:" -->\n```yaml\nkind: Wrong\n```\n'
    assert confirmed(page) == page.replace("Wrong", "ComponentSchematic")


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_every_link_leads_to_a_file(page):
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    targets = {(page.parent / target).resolve() for target in LINK.findall(text)}
    assert [target for target in targets - MADE_BY_OTHERS if not target.exists()] == []


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_every_fence_names_its_language_and_is_closed(page):
    fences = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("```")]
    assert [bool(fence[3:]) for fence in fences] == [True, False] * (len(fences) // 2)


def test_the_map_of_the_documentation_lists_every_page():
    listed = {
        (ROOT / "docs" / target).resolve() for target in LINK.findall((ROOT / "docs" / "index.md").read_text(encoding="utf-8"))
    }
    assert {page for page in (ROOT / "docs").rglob("*.md") if page.name != "index.md"} <= listed


def test_the_architecture_describes_every_room():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    described = {room.strip("`").partition("/")[0] for row in TABLE_ROW.findall(text) for room in row.split("`, `")}
    package = ROOT / "oamc"
    rooms = {path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert rooms - {"__init__", "__main__"} <= described


def test_the_license_is_the_one_that_the_package_declares():
    assert "Apache License\n                           Version 2.0" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_the_pages_are_rewritten_as_they_are(tmp_path, monkeypatch):
    types, codes = tmp_path / "reference" / "types.md", tmp_path / "reference" / "codes.md"
    page = tmp_path / "page.md"
    page.write_text("```console\n$ oamc version\n```\n", encoding="utf-8")
    monkeypatch.setattr(generated_pages, "TYPES", types)
    monkeypatch.setattr(generated_pages, "CODES", codes)
    monkeypatch.setattr(generated_pages, "pages", lambda: [Path(page)])
    monkeypatch.setattr("sys.argv", ["generated_pages"])
    assert generated_pages.main() == 0
    assert types.read_text(encoding="utf-8") == types_page()
    assert codes.read_text(encoding="utf-8") == codes_page()
    assert page.read_text(encoding="utf-8").startswith("```console\n$ oamc version\noamc ")


def test_the_page_on_untrusted_input_lists_every_limit_with_its_default():
    text = (ROOT / "docs" / "untrusted-input.md").read_text(encoding="utf-8")
    rows = {name: int(default) for name, default in re.findall(r"^\| `(\w+)` \| (\d+) \|", text, re.MULTILINE)}
    assert rows == dict(items(DEFAULT_LIMITS))
