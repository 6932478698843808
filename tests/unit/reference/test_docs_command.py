"""`oamc docs` on the command line: the page, templates of the user, files that it writes, and what it refuses."""

import pytest

from oamc.cli.entry import run
from tests.support.command_line import oamc
from tests.support.surroundings import silence
from tests.test_architecture import modules_of_a_build
from tests.test_examples import EXAMPLES

TEA_HOUSE = (EXAMPLES / "tea-house" / "application.yaml").read_text(encoding="utf-8")
NAMES = "{% for a in applications %}{{ a.name }}: {{ a['values'] | length }}{% endfor %}"
MARK = "<!-- Written by oamc docs: the SHA-256 of the lines below is "


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in a directory with an application in it."""
    silence(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.yaml").write_text(TEA_HOUSE)
    return tmp_path


def docs(capsys, *arguments):
    """Return the status, the result and the messages of one run."""
    return oamc(capsys, "docs", *arguments)


def test_the_page_is_printed_with_the_values_in_force(capsys):
    status, out, err = docs(capsys, "app.yaml", "--set", "counter.traits.scaler.replicas=5")
    assert (status, err) == (0, "")
    assert out.startswith("# Values\n\n## tea-house\n")
    assert "| <code>counter.traits.scaler.replicas</code> | whole number | <code>5</code> | no |" in out


def test_the_page_is_as_the_readme_of_the_chart_says(capsys, here):
    assert run(["build", "app.yaml", "-o", "out", "--chart-readme", "-q"]) == 0
    readme = next((here / "out").rglob("README.md")).read_text()
    _, page, _ = docs(capsys, "app.yaml")
    told = [[cell.strip() for cell in line.split(" | ")] for line in readme.splitlines() if line.startswith("| <code>")]
    values = [[cell.strip() for cell in line.split(" | ")] for line in page.splitlines() if line.startswith("| <code>")]
    rows = [(path, default, description.removesuffix(" |")) for path, _, default, description in told]
    assert len(rows) > 3
    assert [(row[0], row[2], row[4]) for row in values if len(row) == 6] == rows


def test_a_template_of_the_user_makes_the_page(capsys, here):
    (here / "page.j2").write_text(NAMES)
    status, out, err = docs(capsys, "app.yaml", "--template", "page.j2")
    assert (status, err) == (0, "")
    assert out.startswith("tea-house: ")
    assert out.endswith("\n")
    assert not out.endswith("\n\n")


def test_a_mistake_of_a_template_is_told_with_its_line_and_nothing_is_written(capsys, here):
    (here / "page.j2").write_text("secret of the template\n{{ applications.nothing }}\n")
    status, out, err = docs(capsys, "app.yaml", "--template", "page.j2", "-o", "VALUES.md")
    assert (status, out) == (1, "")
    assert "error[OAM885]: the template cannot be rendered: 'list object' has no attribute 'nothing'\n --> page.j2:2:1\n" in err
    assert "secret of" not in err
    assert not (here / "VALUES.md").exists()
    (here / "page.j2").write_text("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}")
    assert "--> page.j2:1:1" in docs(capsys, "app.yaml", "--template", "page.j2")[2]
    status, out, err = docs(capsys, "app.yaml", "--template", "nothing.j2")
    assert (status, out) == (1, "")
    assert 'error[OAM801]: input "nothing.j2" does not exist' in err


def test_a_page_is_written_compared_and_kept(capsys, here):
    page = here / "VALUES.md"
    assert docs(capsys, "app.yaml", "-o", "VALUES.md", "--check") == (2, "VALUES.md\n", "")
    assert docs(capsys, "app.yaml", "-o", "VALUES.md") == (0, "", "wrote VALUES.md\n")
    text = page.read_text()
    assert text.startswith(MARK)
    assert text.partition("\n")[2] == docs(capsys, "app.yaml")[1]
    assert docs(capsys, "app.yaml", "-o", "VALUES.md", "--check") == (0, "", "")
    assert docs(capsys, "app.yaml", "-o", "VALUES.md") == (0, "", "VALUES.md is up to date\n")
    override = ("--set", "counter.traits.scaler.replicas=5")
    assert docs(capsys, "app.yaml", "-o", "VALUES.md", "--check", *override) == (2, "VALUES.md\n", "")
    assert docs(capsys, "app.yaml", "-o", "VALUES.md", "-q", *override) == (0, "", "")
    page.write_text(page.read_text() + "A note.\n")
    assert docs(capsys, "app.yaml", "-o", "VALUES.md", "--check")[:2] == (2, "VALUES.md\n")
    status, _, err = docs(capsys, "app.yaml", "-o", "VALUES.md")
    assert status == 1
    assert 'error[OAM814]: output file "VALUES.md" was changed after oamc wrote it' in err
    assert page.read_text().endswith("A note.\n")
    assert docs(capsys, "app.yaml", "-o", "VALUES.md", "--force")[0] == 0
    assert page.read_text() == text


def test_files_of_somebody_else_and_inputs_are_not_replaced(capsys, here):
    (here / "README.md").write_text("mine\n")
    (here / "empty.md").write_text("")
    for options in ((), ("--check",)):
        status, out, err = docs(capsys, "app.yaml", "-o", "README.md", *options)
        assert (status, out) == (1, "")
        assert 'error[OAM815]: "README.md" stands where a file of the output belongs' in err
    assert (here / "README.md").read_text() == "mine\n"
    assert docs(capsys, "app.yaml", "-o", "empty.md")[0] == 0
    assert docs(capsys, "app.yaml", "-o", "README.md", "--force")[0] == 0
    (here / "page.j2").write_text(NAMES)
    for name in ("app.yaml", "page.j2"):
        status, _, err = docs(capsys, "app.yaml", "--template", "page.j2", "-o", name, "--force")
        assert status == 1
        assert f'error[OAM817]: output "{name}" is one of the inputs' in err
    assert "error[OAM862]" in docs(capsys, "app.yaml", "-o", ".oamc-work-x")[2]


def test_a_page_for_a_file_is_compared_with_one(capsys):
    status, out, err = docs(capsys, "app.yaml", "--check")
    assert (status, out) == (64, "")
    assert "--check compares with a file" in err


def test_a_project_file_does_not_choose_the_file(capsys, here):
    (here / "oamc.toml").write_text('inputs = ["app.yaml"]\noutput = "deploy"\n')
    status, out, err = docs(capsys)
    assert (status, err) == (0, "")
    assert out.startswith("# Values\n")
    assert not (here / "deploy").exists()


def test_wrong_documents_have_no_page(capsys, here):
    (here / "app.yaml").write_text(TEA_HOUSE.replace("webservice", "nothing"))
    status, out, err = docs(capsys, "app.yaml", "-o", "VALUES.md")
    assert (status, out) == (1, "")
    assert "error[OAM" in err


def test_a_chart_needs_a_name_that_it_can_have(capsys):
    status, out, err = docs(capsys, "app.yaml", "--chart-name", "Not A Name")
    assert (status, out) == (1, "")
    assert "error[OAM701]" in err


def test_a_build_loads_nothing_of_it(here):
    loaded = modules_of_a_build(here / "app.yaml", here)
    assert [
        name for name in loaded if name.startswith(("jinja2", "markupsafe", "oamc.reference", "oamc.cli.value_pages"))
    ] == []
