"""The sides of `oamc diff`: commits of git, what is on disk, values of each side, standard input, charts by version."""

import io
import os
import subprocess
import sys

import pytest

from oamc.cli.entry import run
from oamc.cli.inputs import Inputs
from tests.unit.changes.test_diff import (
    CONFIG,
    TEA_HOUSE,
    diff,
    here,  # noqa: F401 - a fixture
)

MORE = TEA_HOUSE.replace("replicas: 3", "replicas: 5")
NONE = (0, "no difference\n", "")
pytestmark = pytest.mark.slow  # git and the engine of Helm are started


def git(*arguments, cwd=None):
    """Run git as somebody whom no configuration of this machine knows."""
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **{f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    done = subprocess.run(["git", *arguments], cwd=cwd, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(message="change", cwd=None):
    """Commit all that is there."""
    git("add", "-A", cwd=cwd)
    git("commit", "-q", "-m", message, cwd=cwd)


@pytest.fixture
def repository(here):  # noqa: F811
    """Make a repository of the working directory, with documents, manifests, and a chart in its first commit."""
    git("init", "-q", "-b", "main", ".")
    (here / "app.yaml").write_text(TEA_HOUSE)
    (here / "documents" / "deep").mkdir(parents=True)
    (here / "documents" / "deep" / "app.yaml").write_text(TEA_HOUSE)
    (here / "documents" / ".hidden.yaml").write_text("{not: [yaml")
    (here / "old.yaml").unlink()
    (here / "new.yaml").unlink()
    run(["build", "app.yaml", "-q", "-o", "documents/charts"])
    run(["build", "app.yaml", "-q", "--format", "manifests", "--layout", "per-object", "-o", "deploy"])
    (here / "one.yaml").write_text(CONFIG)
    (here / "values.yaml").write_text("counter: {traits: {scaler: {replicas: 7}}}\n")
    commit("begin")
    return here


@pytest.mark.parametrize(
    "side",
    [
        "main:app.yaml",
        "HEAD:documents",
        "HEAD:documents/",
        "main:./documents/deep/../deep",
        "main@{0}:app.yaml",
        "HEAD:deploy/tea-house",
        "main:documents/charts/tea-house",
    ],
)
def test_a_path_in_a_commit_is_a_side_whatever_it_is(capsys, repository, side):
    (repository / "app.yaml").write_text(MORE)
    status, out, err = diff(capsys, side, "app.yaml")
    assert (status, out.count("spec.replicas")) == (2, 1), err
    (repository / "app.yaml").write_text(TEA_HOUSE)
    status, out, err = diff(capsys, side, "app.yaml")
    assert (status, out) == (0, "no difference\n"), err


def test_a_commit_on_the_new_side_has_its_lines_told(capsys, repository):
    (repository / "app.yaml").write_text(MORE)
    commit()
    assert "spec.replicas  HEAD:app.yaml:41:23\n" in diff(capsys, "HEAD~1:app.yaml", "HEAD:app.yaml")[1]


def test_outputs_and_excluded_names_of_a_commit_are_passed_over_as_on_the_disk(capsys, repository):
    (repository / "documents" / "copy.yaml").write_text(TEA_HOUSE.replace("tea-house", "tea-room"))
    commit()
    for side in ("documents", "HEAD:documents"):
        status, _, err = diff(capsys, side, "app.yaml", "--exclude", "copy.yaml")
        assert status == 0
        assert f'"{side.rstrip("/")}/charts/tea-house" is a Helm chart and was not read' in err
        assert diff(capsys, side, "app.yaml", "--exclude", "documents/copy.yaml")[0] == 0
        assert diff(capsys, side, "app.yaml")[0] != 0


def test_links_of_a_commit_are_followed_within_the_path_alone(capsys, repository):
    (repository / "links").mkdir()
    (repository / "links" / "a.yaml").symlink_to("real.txt")
    (repository / "links" / "b.yaml").symlink_to("a.yaml")
    (repository / "links" / "real.txt").write_text(TEA_HOUSE)
    commit()
    assert diff(capsys, "HEAD:links", "app.yaml") == NONE
    (repository / "links" / "c.yaml").symlink_to("../app.yaml")
    commit()
    status, out, err = diff(capsys, "HEAD:links", "app.yaml")
    assert (status, out) == (1, "")
    assert 'error[OAM805]: symbolic link "HEAD:links/c.yaml" leaves the input directory "HEAD:links"' in err
    (repository / "links" / "c.yaml").unlink()
    (repository / "links" / "d.yaml").symlink_to("d.yaml")
    commit()
    assert "OAM805" in diff(capsys, "HEAD:links", "app.yaml")[2]


def test_a_submodule_is_told_and_not_read(capsys, repository, tmp_path_factory):
    library = tmp_path_factory.mktemp("library")
    git("init", "-q", "-b", "main", ".", cwd=library)
    (library / "a.yaml").write_text(CONFIG)
    commit(cwd=library)
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library), "documents/library")
    commit()
    (repository / "documents").rename(repository / "elsewhere")
    status, out, err = diff(capsys, "HEAD:documents", "app.yaml")
    assert (status, out) == (0, "no difference\n")
    assert 'warning[OAM869]: "HEAD:documents/library" is a submodule, and is not read' in err
    assert "OAM867" in diff(capsys, "HEAD:documents/library/a.yaml", "app.yaml")[2]


@pytest.mark.parametrize(
    ("side", "words"),
    [
        ("nowhere:app.yaml", 'OAM866]: there is no revision "nowhere"'),
        ("--output:app.yaml", "has no option"),
        ("HEAD:nowhere.yaml", 'OAM867]: revision "HEAD" has no "nowhere.yaml"'),
        ("HEAD:../app.yaml", "OAM867"),
        ("HEAD:/app.yaml", "OAM867"),
        ("HEAD:*.yaml", "OAM867"),
        (":app.yaml", "OAM801"),
        ("HEAD:values.yaml", "OAM853"),
    ],
)
@pytest.mark.usefixtures("repository")
def test_what_no_commit_has_is_told(capsys, side, words):
    status, out, err = diff(capsys, side, "app.yaml")
    assert status in {1, 64}
    assert out == ""
    assert words in err


def test_a_file_goes_before_a_commit_of_its_name(capsys, repository):
    (repository / "main:app.yaml").write_text(MORE)
    assert diff(capsys, "main:app.yaml", "app.yaml")[0] == 2


@pytest.mark.usefixtures("repository")
def test_a_revision_that_begins_with_a_hyphen_is_none(capsys):
    assert "OAM866" in diff(capsys, "--", "-q:app.yaml", "app.yaml")[2]


def test_a_shallow_clone_is_told_how_to_get_its_history(capsys, repository, monkeypatch, tmp_path):
    (repository / "app.yaml").write_text(MORE)
    commit()
    git("clone", "-q", "--depth", "1", f"file://{repository}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    status, _, err = diff(capsys, "HEAD~1:app.yaml", "app.yaml")
    assert status == 1
    assert "fetch-depth: 0" in err


def test_without_a_repository_or_without_git_it_is_said(capsys, here, monkeypatch):  # noqa: F811
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(here.parent))
    assert "OAM868]: revisions cannot be read: there is no git repository here" in diff(capsys, "HEAD:a.yaml", "new.yaml")[2]
    monkeypatch.setenv("PATH", str(here))
    assert "OAM868]: revisions cannot be read: git is not installed" in diff(capsys, "HEAD:a.yaml", "new.yaml")[2]


@pytest.mark.parametrize("setting", ["protocol.ext.allow", "protocol.allow"])
def test_the_configuration_of_a_repository_starts_no_program(capsys, repository, monkeypatch, tmp_path, setting):
    git("config", "uploadpack.allowFilter", "true")
    git("clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{repository}", str(tmp_path / "partial"))
    monkeypatch.chdir(tmp_path / "partial")
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
    evil.chmod(0o755)
    for name, value in {
        setting: "always",
        "remote.origin.url": f"ext::{evil}",
        "core.fsmonitor": str(evil),
        "core.pager": str(evil),
        "core.sshCommand": str(evil),
        "core.hooksPath": str(tmp_path),
    }.items():
        git("config", name, value)
    (tmp_path / "app.yaml").write_text(TEA_HOUSE)
    status, out, err = diff(capsys, "HEAD:app.yaml", str(tmp_path / "app.yaml"))
    assert (status, out) == (1, "")
    assert "OAM868" in err
    assert not (tmp_path / "started").exists()
    # The trap works: git alone falls into it.
    subprocess.run(["git", "cat-file", "-p", "HEAD:app.yaml"], check=False, capture_output=True)
    assert (tmp_path / "started").exists()


@pytest.mark.usefixtures("repository")
def test_limits_count_for_commits_before_anything_is_read(capsys):
    assert "OAM" in diff(capsys, "HEAD:app.yaml", "app.yaml", "--limit", "file=100")[2]
    assert diff(capsys, "HEAD:documents", "app.yaml", "--limit", "inputs=1000")[0] == 1


def test_values_of_each_side_come_after_those_of_both(capsys, here):  # noqa: F811
    (here / "few.yaml").write_text("counter: {traits: {scaler: {replicas: 2}}}\n")
    (here / "many.yaml").write_text("counter: {traits: {scaler: {replicas: 8}}}\n")
    status, out, _ = diff(capsys, "old.yaml", "--old-values", "few.yaml", "--new-values", "many.yaml")
    assert (status, out.split("spec.replicas")[1].split("\n")[1:3]) == (2, ["    - 2", "    + 8"])
    assert diff(capsys, "old.yaml", "--values", "few.yaml", "--new-values", "few.yaml") == NONE
    status, out, _ = diff(capsys, "old.yaml", "--values", "few.yaml", "--new-values", "many.yaml")
    assert out.split("spec.replicas")[1].split("\n")[1:3] == ["    - 2", "    + 8"]
    assert diff(capsys, "old.yaml", "old.yaml", "--old-values", "few.yaml", "--set", "counter.traits.scaler.replicas=4") == NONE
    assert "OAM801" in diff(capsys, "old.yaml", "--old-values", "nowhere.yaml")[2]
    (here / "wrong.yaml").write_text("nobody: 1\n")
    assert "OAM753" in diff(capsys, "old.yaml", "--new-values", "wrong.yaml")[2]


@pytest.mark.usefixtures("repository")
def test_values_may_be_those_of_a_commit(capsys):
    status, out, _ = diff(capsys, "app.yaml", "--new-values", "HEAD:values.yaml")
    assert (status, "    + 7\n" in out) == (2, True)
    assert "OAM" in diff(capsys, "app.yaml", "--new-values", "HEAD:documents")[2]


@pytest.mark.parametrize("layout", ["single", "per-object", "per-component"])
@pytest.mark.usefixtures("here")
def test_one_side_is_compared_with_the_manifests_on_disk(capsys, layout):
    run(["build", "old.yaml", "-q", "--format", "manifests", "--layout", layout, "-o", "deploy"])
    assert diff(capsys, "old.yaml", "-o", "deploy") == NONE
    status, out, err = diff(capsys, "new.yaml", "-o", "deploy")
    assert (status, err) == (2, "")
    assert out.endswith("2 changed: exposure 1, scaling 1\n")


def test_one_side_is_compared_with_the_chart_on_disk_or_a_single_file(capsys, here):  # noqa: F811
    run(["build", "old.yaml", "-q"])
    run(["build", "old.yaml", "-q", "--format", "manifests", "-o", "all.yaml"])
    assert diff(capsys, "old.yaml") == NONE
    assert diff(capsys, "new.yaml")[0] == 2
    assert diff(capsys, "old.yaml", "-o", "all.yaml") == NONE
    (here / "oamc.toml").write_text('output = "elsewhere"\n')
    assert 'error[OAM870]: nothing to compare with is at "elsewhere"' in diff(capsys, "old.yaml")[2]


def test_an_application_that_is_not_on_disk_is_new(capsys, here):  # noqa: F811
    run(["build", "old.yaml", "-q", "--format", "manifests", "-o", "deploy"])
    (here / "both").mkdir()
    (here / "both" / "a").mkdir()
    (here / "both" / "b").mkdir()
    (here / "both" / "a" / "app.yaml").write_text(TEA_HOUSE)
    (here / "both" / "b" / "app.yaml").write_text(
        TEA_HOUSE.replace("tea-house", "tea-room")
        .replace("kitchen", "cellar")
        .replace("counter", "hatch")
        .replace("tea.example", "room.example")
    )
    status, out, _ = diff(capsys, "both", "-o", "deploy")
    assert status == 2
    assert "added Deployment hatch" in out
    assert "changed" not in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "two sides are compared"),
        (("old.yaml", "new.yaml", "old.yaml"), "two sides are compared"),
        (("old.yaml", "new.yaml", "-o", "deploy"), "there are two"),
        (("old.yaml", "--new-values", "a.yaml", "-o", "deploy"), "there are two"),
        (("old.yaml", "-o", "-"), "no stream"),
        (("-", "-"), "standard input can be read only once"),
        (("old.yaml", "-", "--values", "-"), "standard input can be read only once"),
        (("plain.yaml",), "only documents of OAM"),
    ],
)
def test_sides_that_contradict_each_other_are_wrong_usage(capsys, here, arguments, words):  # noqa: F811
    (here / "plain.yaml").write_text(CONFIG)
    status, out, err = diff(capsys, *arguments)
    assert (status, out) == (64, "")
    assert words in err


@pytest.mark.parametrize(("text", "status"), [(TEA_HOUSE, 0), (MORE, 2), ("", 2), (CONFIG, 2)])
def test_standard_input_is_a_side(capsys, monkeypatch, text, status):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert diff(capsys, "-", "old.yaml")[0] == status


def test_a_directory_with_documents_and_charts_is_read_for_its_documents(capsys, here):  # noqa: F811
    (here / "shop").mkdir()
    (here / "shop" / "app.yaml").write_text(TEA_HOUSE)
    run(["build", "shop/app.yaml", "-q", "-o", "shop/charts"])
    assert diff(capsys, "shop", "old.yaml")[:2] == (0, "no difference\n")


@pytest.mark.usefixtures("here")
def test_a_chart_that_changed_under_its_version_is_a_finding(capsys):
    run(["build", "old.yaml", "-q"])
    told = 'warning[OAM854]: chart "tea-house" has other content under the same version 2.3.0'
    assert told in diff(capsys, "charts/tea-house", "new.yaml")[2]
    assert told in diff(capsys, "new.yaml")[2]
    assert told in diff(capsys, "new.yaml", "charts/tea-house")[2]
    assert told not in diff(capsys, "old.yaml")[2]
    assert told not in diff(capsys, "old.yaml", "new.yaml")[2], "nobody has a chart here"
    assert told not in diff(capsys, "charts/tea-house", "new.yaml", "--chart-version", "2.4.0")[2]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("side", ["app.yaml", "documents", "HEAD:app.yaml", "HEAD:documents"])
def test_documents_are_read_once(monkeypatch, side):
    read = []
    known = Inputs.add
    monkeypatch.setattr(Inputs, "add", lambda self, path, *rest: read.append(path) or known(self, path, *rest))
    assert run(["diff", side, "-", "--exit-zero"]) in {0, 1}
    assert read.count(read[0]) == 1
    assert len(read) == len(set(read))
