"""The documentation: generated pages are fresh, commands print what the pages say, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
import yaml

from oamc.capabilities.catalog import CATALOG
from oamc.cli import platform_table
from oamc.cli import project_keys as keys
from oamc.cli.chart_table import KNOWN
from oamc.cli.configuration import read_configuration
from oamc.cli.options import CONFIGURABLE
from oamc.cli.quality_tables import KEYS
from oamc.diagnostics.reports import Reports
from oamc.platform.rules import LISTS
from oamc.records import items
from oamc.reference import relations
from oamc.source.limits import DEFAULT_LIMITS
from tests import generated_pages
from tests.generated_pages import (
    GENERATED,
    ROOT,
    all_codes,
    codes_page,
    confirmed,
    pages,
    project_file_page,
    types_page,
)
from tests.support.trait_relations import effects_once

LINK = re.compile(r"\]\((?!https?://)([^)#]+)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
TABLE_ROW = re.compile(r"^\| `(?P<rooms>[^|]*)` \|", re.MULTILINE)
MADE_BY_OTHERS = {ROOT / "docs" / "performance.md"}
OF_DEVELOPERS = [ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md"]
WRITTEN = [*pages(), *OF_DEVELOPERS, *GENERATED]
PATH = re.compile(r"`((?:\.ci|benchmarks|changelog\.d|docs|examples|golden|oamc|release|requirements|schemas|tests)/[^`\s]*)`")
PLACEHOLDER = re.compile(r"[<*{]|\bNAME\b")
MODULE = re.compile(r"python -m ((?:tests|benchmarks|release)[\w.]*)")
TARGET = re.compile(r"`make ([a-z-]+)")
MAKE_DOCS = "run make docs and review the difference"


@pytest.fixture(scope="module", autouse=True)
def effects_are_computed_once():
    """The page of types compares each trait with all others; what each of them does is the same every time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relations, "effects_of", effects_once())
        yield


def name_of(page):
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", GENERATED, ids=name_of)
def test_a_generated_page_is_fresh(page):
    assert page.read_text(encoding="utf-8") == GENERATED[page](), MAKE_DOCS


def test_the_page_of_the_project_file_has_a_row_for_each_key_and_its_examples_are_read(tmp_path, monkeypatch):
    options, heading, chart = project_file_page().partition("## The table `chart`")
    assert heading
    row = re.compile(r"^\| `([a-z-]+)` \| [^|]+ \|", re.MULTILINE)
    first, heading, tables = options.partition("## Environments")
    assert heading
    assert row.findall(first) == sorted(option.name for option in CONFIGURABLE)
    own = (keys.ENVIRONMENT_KEYS, keys.APPLICATION_KEYS, keys.GITOPS_KEYS)
    assert row.findall(tables) == [name for table in own for name in sorted(key.name for key in table)]
    assert row.findall(chart.partition("\n## ")[0]) == sorted(KNOWN)
    monkeypatch.chdir(tmp_path)
    read = []
    for example in re.findall(r"^```toml\n(.*?)^```$", options + chart, re.MULTILINE | re.DOTALL):
        (tmp_path / "oamc.toml").write_text(example, encoding="utf-8")
        reports = Reports()
        settings = read_configuration(("",), reports).settings
        assert not reports.has_errors()
        read.append({name: setting.value for name, setting in settings.items()})
    assert [sorted(found) for found in read] == [
        ["exclude", "inputs", "kube-version", "strict"],
        ["chart"],
        ["cpu-limit", "qos-node", "qos-rule", "require-class"],
        [],
    ]
    assert len(read[1]["chart"]) == len(KNOWN)
    rules = chart.partition("## The rules of the platform")[2].partition("\n## ")[0]
    named = re.findall(r'^\| `([a-zA-Z."-]+)` \|', rules, re.MULTILINE)
    assert {key.partition(".")[0] for key in named} == {*platform_table.KEYS, *LISTS, *platform_table.OF_A_RULE}
    quality = chart.partition("## The table `qos`")[2].partition("\n## ")[0]
    assert {key.partition(".")[0] for key in re.findall(r"^\| `([a-zA-Z.-]+)` \|", quality, re.MULTILINE)} == set(KEYS)


def test_the_page_of_types_has_a_section_for_everything_in_the_catalog():
    headings = {line.removeprefix("### ") for line in types_page().splitlines() if line.startswith("### ")}
    assert headings == {
        capability.name for capability in (*CATALOG.workload_types, *CATALOG.traits, *CATALOG.scopes, *CATALOG.intents)
    }


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


def leading_nowhere(text):
    """Return what a page says is in the repository and is not: paths, modules that are run, targets of make."""
    paths = [path for path in PATH.findall(text) if not PLACEHOLDER.search(path) and not (ROOT / path).exists()]
    modules = [name for name in MODULE.findall(text) if importlib.util.find_spec(name) is None]
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    return [*paths, *modules, *(target for target in TARGET.findall(text) if target not in made)]


@pytest.mark.parametrize("page", OF_DEVELOPERS, ids=name_of)
def test_what_a_page_for_developers_names_is_there(page):
    text = page.read_text(encoding="utf-8")
    assert leading_nowhere(text) == []
    assert leading_nowhere(text + "`tests/nowhere.py` `make nothing` python -m tests.nothing") == [
        "tests/nowhere.py",
        "tests.nothing",
        "nothing",
    ]


def test_the_hooks_before_a_commit_are_programs_of_this_repository():
    (local,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert local["repo"] == "local"
    assert {hook["language"] for hook in local["hooks"]} == {"system"}
    programs = [hook["entry"].split()[0] for hook in local["hooks"]]
    assert [program for program in programs if program != "make" and not (ROOT / program).exists()] == []
    assert leading_nowhere("".join(f"`{hook['entry']}`" for hook in local["hooks"])) == []


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_every_fence_names_its_language_and_is_closed(page):
    fences = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("```")]
    assert [bool(fence[3:]) for fence in fences] == [True, False] * (len(fences) // 2)


def test_the_map_of_the_documentation_lists_every_page():
    listed = {
        (ROOT / "docs" / target).resolve() for target in LINK.findall((ROOT / "docs" / "index.md").read_text(encoding="utf-8"))
    }
    assert {page for page in (ROOT / "docs").rglob("*.md") if page.name != "index.md"} <= listed


def test_the_map_of_the_documentation_is_one_table_with_one_row_for_each_page():
    lines = (ROOT / "docs" / "index.md").read_text(encoding="utf-8").splitlines()
    rows = [number for number, line in enumerate(lines) if line.startswith("| [")]
    pages = [LINK.findall(lines[number])[0] for number in rows]
    assert len(pages) == len(set(pages))
    assert rows == list(range(rows[0], rows[-1] + 1))


def test_the_architecture_describes_every_room():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    described = {room.strip("`").partition("/")[0] for row in TABLE_ROW.findall(text) for room in row.split("`, `")}
    package = ROOT / "oamc"
    rooms = {path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert rooms - {"__init__", "__main__"} <= described


def in_first_column(page, heading):
    """Return the names in the first column of the table under a heading of a page of rules."""
    text = (ROOT / "docs" / "spec" / page).read_text(encoding="utf-8")
    section = re.split(r"^#+ ", text.partition(f" {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    return [re.findall(r"`([^`]+)`", row)[0] for row in section.splitlines() if row.startswith("| `")]


def test_the_rules_of_oam_have_a_row_for_everything_of_it_in_the_catalog():
    page, core = "oam-v1alpha1.md", "core.oam.dev/v1alpha1."
    assert in_first_column(page, "11.2 Where each applies") == sorted(trait.name for trait in CATALOG.traits)
    assert set(in_first_column(page, "10.2 Types")) == {scope.name for scope in CATALOG.scopes}
    kinds = {known.name.removeprefix(core) for known in CATALOG.workload_types if known.name.startswith(core)}
    assert set(in_first_column(page, "7 Core workload types")) == kinds


def test_the_license_is_the_one_that_the_package_declares():
    assert "Apache License\n                           Version 2.0" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_the_pages_are_rewritten_as_they_are(tmp_path, monkeypatch):
    types, codes = tmp_path / "reference" / "types.md", tmp_path / "reference" / "codes.md"
    page = tmp_path / "page.md"
    page.write_text("```console\n$ oamc version\n```\n", encoding="utf-8")
    monkeypatch.setattr(generated_pages, "GENERATED", {types: types_page, codes: codes_page})
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
