# ruff: noqa: ARG001 - fixtures work by being asked for
"""What `--check` finds, in every form of report, with the command that mends it; and how files differ, without secrets."""

import json
from pathlib import Path

import pytest

from oamc.cli import comparison, differences
from oamc.cli.differences import difference
from oamc.cli.own_files import marked

BUILD = ("build", "app.yaml", "-o", "out")
FILE = ("build", "app.yaml", "--format", "manifests", "-o", "all.yaml")
FORMS = ("json", "sarif", "junit", "gitlab", "github", "text")


@pytest.fixture
def built(here, oamc):
    (here / "app.yaml").write_text("app shop\nfile a.yaml\nfile b.yaml\nfile c.yaml\n")
    assert oamc(*BUILD).status == 0
    return here


@pytest.fixture
def differing(built):
    """A tree with a file that is stale, one that was edited, one that is missing, one left over, and one of the user."""
    (built / "app.yaml").write_text("app shop\nfile a.yaml\nfile b.yaml\nfile d.yaml\n")
    Path("out/shop/templates/a.yaml").write_text("edited\n")
    Path("out/shop/templates/b.yaml").unlink()
    Path("out/shop/templates/mine.yaml").write_text("mine\n")
    return built


FOUND = {
    "out/shop/templates/web.yaml": "OAM845",
    "out/shop/templates/a.yaml": "OAM814",
    "out/shop/templates/b.yaml": "OAM846",
    "out/shop/templates/c.yaml": "OAM847",
    "out/shop/templates/d.yaml": "OAM846",
    "out/shop/templates/mine.yaml": "OAM848",
}


def test_each_difference_is_a_finding_with_its_place_and_the_command_that_mends_it(differing, oamc):
    outcome = oamc(*BUILD, "--check", "--diagnostics", "json")
    assert outcome.status == 2
    found = json.loads(outcome.err)["diagnostics"]
    assert {each["location"]["file"]: each["code"] for each in found} == FOUND
    hints = {each["code"]: each["hint"] for each in found}
    assert hints["OAM845"] == hints["OAM846"] == hints["OAM847"] == 'run "oamc build app.yaml -o out"'
    assert hints["OAM814"].endswith('run "oamc build app.yaml -o out --force"')
    severities = {each["code"]: each["severity"] for each in found}
    assert severities == {**dict.fromkeys(FOUND.values(), "error"), "OAM848": "warning"}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_report_has_every_finding(differing, oamc, form):
    outcome = oamc(*BUILD, "--check", "--diagnostics", f"{form}=report")
    assert outcome.status == 2
    text = Path("report").read_text()
    for path, code in FOUND.items():
        assert code in text
        assert path in text


def test_a_check_writes_nothing_and_without_a_difference_finds_nothing(differing, oamc):
    before = {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}
    oamc(*BUILD, "--check", "-v")
    assert {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()} == before
    assert oamc(*BUILD, "--force").status == 0
    outcome = oamc(*BUILD, "--check", "--foreign", "allow")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "")


def test_a_status_of_zero_on_demand_makes_warnings_of_what_differs(differing, oamc):
    outcome = oamc(*BUILD, "--check", "--exit-zero")
    assert (outcome.status, "error[" in outcome.err, outcome.err.count("warning[")) == (0, False, len(FOUND))


def test_an_error_of_the_input_is_no_difference(differing, oamc):
    (differing / "app.yaml").write_text("app shop\nbroken\n")
    assert oamc(*BUILD, "--check").status == 1


def test_a_report_that_cannot_be_written_is_no_difference(differing, oamc):
    Path("taken").write_text("mine\n")
    assert oamc(*BUILD, "--check", "--diagnostics", "json=taken").status == 1


def test_a_whole_tree_that_is_missing_is_one_finding(here, oamc):
    outcome = oamc("build", "app.yaml", "--check")
    assert outcome.status == 2
    assert outcome.err.count("error[") == 1
    assert 'error[OAM846]: output "charts/shop" is missing' in outcome.err
    assert 'run "oamc build app.yaml"' in outcome.err


def test_the_list_of_a_tree_is_a_finding_where_nothing_else_differs(built, oamc):
    path = Path("out/shop/.oamc-files")
    path.write_text(path.read_text() + "\n")
    outcome = oamc(*BUILD, "--check")
    assert (outcome.status, 'OAM845]: output "out/shop/.oamc-files"' in outcome.err) == (2, True)


def test_the_command_quotes_paths_and_repeats_no_values(here, oamc):
    (here / "an app.yaml").write_text("app shop\n")
    outcome = oamc("build", "an app.yaml", "-o", "my out", "--set", "password=hunter2", "--check")
    assert "run \"oamc build 'an app.yaml' -o 'my out'\" with the other options of this run" in outcome.err
    assert "hunter2" not in outcome.err


# Foreign files


def test_foreign_files_are_named_allowed_or_denied(built, oamc):
    Path("out/shop/own").mkdir()
    Path("out/shop/own/a").write_text("")
    Path("out/shop/own/b").write_text("")
    Path("out/shop/empty").mkdir()
    Path("out/shop/templates/mine.yaml").write_text("")
    outcome = oamc(*BUILD, "--check")
    assert outcome.status == 0
    assert outcome.err.count("warning[OAM848]") == 2
    assert '"out/shop/own/" is in an output' in outcome.err
    assert '"out/shop/templates/mine.yaml" is in an output' in outcome.err
    allowed = oamc(*BUILD, "--check", "--foreign", "allow")
    assert (allowed.status, allowed.err) == (0, "")
    denied = oamc(*BUILD, "--check", "--foreign", "deny")
    assert (denied.status, denied.err.count("error[OAM848]")) == (2, 2)
    assert "OAM848" not in oamc(*BUILD).err


def test_a_build_is_refused_where_foreign_files_are_denied(differing, oamc, monkeypatch):
    monkeypatch.setenv("OAMC_FOREIGN", "deny")
    Path("out/shop/templates/a.yaml").write_text("x\n")
    before = Path("out/shop/.oamc-files").read_bytes()
    outcome = oamc(*BUILD)
    assert (outcome.status, "error[OAM848]" in outcome.err) == (1, True)
    assert Path("out/shop/.oamc-files").read_bytes() == before
    Path("out/shop/templates/mine.yaml").unlink()
    assert oamc(*BUILD).status == 0


def test_the_project_file_says_what_foreign_files_are_and_only_allowing_them_weakens_a_check(built, oamc):
    Path("out/shop/mine").write_text("")
    Path("oamc.toml").write_text('foreign = "deny"\n')
    outcome = oamc(*BUILD, "--check")
    assert (outcome.status, "OAM828" in outcome.err) == (2, False)
    Path("oamc.toml").write_text('foreign = "allow"\n')
    outcome = oamc(*BUILD, "--check")
    assert (outcome.status, "foreign = allow" in outcome.err) == (0, True)


def test_many_foreign_files_are_counted(built, oamc, monkeypatch):
    monkeypatch.setattr(comparison, "MOST_FOREIGN", 3)
    for number in range(5):
        Path(f"out/shop/mine{number}").write_text("")
    outcome = oamc(*BUILD, "--check")
    assert outcome.err.count("warning[OAM848]") == 3
    assert "2 more are in this output" in outcome.err


# One file


def test_one_file_that_is_stale_missing_or_edited_is_a_finding(here, oamc):
    assert 'error[OAM846]: output "all.yaml" is missing' in oamc(*FILE, "--check").err
    oamc(*FILE)
    assert oamc(*FILE, "--check").err == ""
    (here / "all.yaml").write_text(marked("kind: old\n"))
    outcome = oamc(*FILE, "--check", "-v")
    assert (outcome.status, 'error[OAM845]: output "all.yaml" is stale' in outcome.err) == (2, True)
    assert "  -kind: old\n" in outcome.err
    (here / "all.yaml").write_text(marked("kind: old\n") + "edit: 1\n")
    outcome = oamc(*FILE, "--check")
    assert (outcome.status, outcome.out) == (2, "edited all.yaml\n")
    assert 'error[OAM814]: output file "all.yaml" was changed after oamc wrote it' in outcome.err
    assert "--force" in outcome.err
    assert oamc(*FILE, "--check", "--exit-zero").status == 0
    assert (oamc(*FILE).status, oamc(*FILE, "--dry-run").status) == (1, 1)


def test_one_file_of_somebody_else_is_an_error_of_a_check(here, oamc):
    (here / "all.yaml").write_text("mine: 1\n")
    outcome = oamc(*FILE, "--check")
    assert (outcome.status, "OAM815" in outcome.err) == (1, True)


# How files differ


SECRET = "hunter2"
SECRETS = [
    "data:\n  name: hunter2\n",
    "stringData:\n  image: hunter2\n",
    "data:\n  image: |\n    kind: hunter2\n    name: hunter2\n",
    "env:\n  - name: A\n    value: hunter2\n",
    "env:\n  - {name: A, value: hunter2}\n",
    "args:\n  - hunter2\n",
    "command: [hunter2]\n",
    "parameters:\n  image: hunter2\n",
    "traits:\n  t:\n    image: hunter2\n",
    "# hunter2\n",
    "metadata:\n  annotations:\n    kind: hunter2\n",
    'other: "a\n  name: hunter2"\n',
    "broken: [\nname: hunter2\n",
    "name: &a hunter2: {\n",
    "text: >\n  name: hunter2\n",
    "{{- if eq 1 1 }}\nname: [hunter2\n{{- end }}\n",
    'other: {{ "hunter2" | quote }}\n',
    "hunter2\n",
]


@pytest.mark.parametrize("text", SECRETS)
@pytest.mark.parametrize("side", [0, 1])
def test_no_difference_shows_a_secret(text, side):
    sides = [b"kind: A\n", b"kind: A\n"]
    sides[side] += text.encode()
    lines = list(difference("a", *sides))
    assert len(lines) > 3
    assert SECRET not in "\n".join(lines)


def test_a_difference_shows_keys_and_the_values_of_a_few_fields():
    found = b'kind: Deployment\nspec:\n  replicas: 1\n  image: {{ index .Values "a" | quote }}\n  secret: hunter2\n'
    wanted = found.replace(b"replicas: 1", b"replicas: 2").replace(b"hunter2", b"hunter3")
    assert list(difference("out/a.yaml", found, wanted)) == [
        "--- out/a.yaml (on disk)",
        "+++ out/a.yaml (this build)",
        "@@ line 1 @@",
        " kind: Deployment",
        " spec:",
        "-  replicas: 1",
        "+  replicas: 2",
        '   image: {{ index .Values "a" | quote }}',
        "-  secret: …",
        "+  secret: …",
        " ",
    ]


def test_a_difference_is_bounded_and_safe_to_print(monkeypatch):
    wanted = "".join(f"name: a{number}\n---\n" for number in range(200)).encode()
    lines = list(difference("a\x1b\n.yaml", b"", wanted))
    assert len(lines) == differences.MOST_LINES + 3
    assert lines[-1].endswith("more lines")
    assert lines[0] == "--- a\\x1b\\x0a.yaml (on disk)"
    assert "\x1b" not in "".join(difference("a", b"", b'name: "\x1b[31m::error"\n'))
    monkeypatch.setattr(differences, "LARGEST_FILE", 10)
    assert list(difference("a", b"", wanted))[2:] == [f"@@ 0 and {len(wanted):,} bytes @@"]


def test_few_files_are_shown_with_their_differences(built, oamc, monkeypatch):
    monkeypatch.setattr(comparison, "MOST_DIFFERENCES", 1)
    for name in ("a", "b", "c"):
        Path(f"out/shop/templates/{name}.yaml").write_text("edited: 1\n")
    outcome = oamc(*BUILD, "--check", "-v")
    assert outcome.err.count("  --- out/shop") == 1
    assert "the differences of 2 more files are not shown" in outcome.err
    assert "--- out" not in oamc(*BUILD, "--check").err
