"""`oamc affected`: which units a change touches, on the disk and between commits, whatever the repository holds."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from oamc.changes.model import ObjectChange, Rated
from oamc.changes.unit_forms import json_of, matrix
from oamc.changes.units import AffectedUnit, UnitFiles, compare_units
from oamc.cli import commit_files as laid_out
from oamc.cli.entry import run
from oamc.compiler import Compilation
from oamc.disk.private_tree import PrivateTree
from oamc.resources import read_text
from oamc.revisions import trees
from oamc.revisions.git import GitError
from release.action.run import of_affected
from tests.support.command_line import oamc
from tests.support.surroundings import silence
from tests.unit.changes.test_compared_sides import commit, git

pytestmark = pytest.mark.slow  # git is started
SHAPE = Draft202012Validator(json.loads(read_text("schemas", "results", "affected.v1.schema.json")))
APPLICATION = """apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {{name: {name}}}
spec:
  components:
    - name: {name}-web
      type: webservice
      properties: {{image: "example/{name}:1", cpu: 250m, memory: 128Mi}}
      traits:
        - type: scaler
          properties: {{replicas: 2}}
"""
PROJECT = """inputs = ["apps"]
[env.staging]
namespace = "staging"
[env.production]
namespace = "production"
values = ["production.yaml"]
patches = ["patch.yaml"]
"""
PATCH = """apiVersion: oamc.dev/v1
kind: EnvironmentPatch
application: shop
instances:
  - name: shop-web
    addTraits:
      - {name: labels, properties: {tier: front}}
"""
GITOPS = '[gitops]\nfor = ["argocd", "flux"]\nrepo-url = "https://git.example.com/team/deploy.git"\n'
FINE = (0, "nothing is affected\n", "")


def affected(capsys, *arguments, since="HEAD"):
    """Return the status, the result and the messages of one run."""
    return oamc(capsys, "affected", f"--since={since}", *arguments)


def units(capsys, *arguments, since="HEAD", status=0):
    """Return what is affected, as `APPLICATION@ENVIRONMENT CHANGE`."""
    found, out, err = affected(capsys, *arguments, "--format=json", since=since)
    assert found == status, err
    body = json.loads(out)
    assert list(SHAPE.iter_errors(body)) == []
    told = json.loads(of_affected(out.encode(), found)["affected"])
    assert told == [{key: unit[key] for key in ("application", "environment", "change")} for unit in body["units"]]
    return [f"{unit['application']}@{unit['environment']} {unit['change']}" for unit in body["units"]]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Make a repository with a project of two applications and two environments, and go there."""
    silence(monkeypatch)
    place = tmp_path / "work"
    place.mkdir()
    monkeypatch.chdir(place)
    git("init", "-q", "-b", "main", ".")
    (place / "oamc.toml").write_text(PROJECT)
    (place / "apps").mkdir()
    for name in ("shop", "blog"):
        (place / "apps" / f"{name}.yaml").write_text(APPLICATION.format(name=name))
    (place / "production.yaml").write_text("shop-web: {traits: {scaler: {replicas: 3}}}\n")
    (place / "patch.yaml").write_text(PATCH)
    commit("begin")
    return place


def change(path, old, new):
    """Replace a text in a file."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_without_a_change_nothing_is_compiled(capsys, project, monkeypatch):
    def never(*_, **__):
        raise AssertionError("it is compiled")

    monkeypatch.setattr(Compilation, "__init__", never)
    assert affected(capsys) == FINE
    (project / "README.md").write_text("a file of nobody\n")
    assert affected(capsys) == FINE
    change(project / "apps" / "shop.yaml", "replicas: 2", "replicas: 4")
    assert affected(capsys)[0] == 70


@pytest.mark.parametrize(
    ("path", "old", "new", "found"),
    [
        ("apps/shop.yaml", "replicas: 2", "replicas: 4", ["shop@staging changed"]),
        ("apps/shop.yaml", "shop:1", "shop:2", ["shop@staging changed", "shop@production changed"]),
        ("apps/shop.yaml", "spec:", "spec: # a comment", []),
        ("production.yaml", "3", "4", ["shop@production changed"]),
        ("production.yaml", "3}", "3} # a comment\n  ", []),
        ("patch.yaml", "front", "back", ["shop@production changed"]),
        ("oamc.toml", '"staging"', '"test"', ["blog@staging changed", "shop@staging changed"]),
        ("oamc.toml", "[env.production]", "# a comment\n\n[env.production]", []),
        ("oamc.toml", "[env.staging]", "[env.test]",
         ["blog@test added", "shop@test added", "blog@staging removed", "shop@staging removed"]),
        ("oamc.toml", 'patches = ["patch.yaml"]', 'exclude = ["blog"]', ["blog@production removed", "shop@production changed"]),
        ("apps/blog.yaml", "name: blog}", "name: news}",
         ["blog@staging removed", "news@staging added", "blog@production removed", "news@production added"]),
        ("oamc.toml", 'inputs = ["apps"]', 'inputs = ["apps"]\nformat = "manifests"', None),
    ],
)  # fmt: skip
def test_what_a_change_of_a_file_touches(capsys, project, path, old, new, found):
    change(project / path, old, new)
    told = units(capsys)
    if found is None:
        assert len(told) == 4
    else:
        assert told == found
    commit()
    assert units(capsys) == []
    assert units(capsys, since="HEAD~1") == told
    assert units(capsys, "--until=HEAD", since="HEAD~1") == told
    assert units(capsys, "--until=HEAD~1") == [] if not told else units(capsys, "--until=HEAD~1") != []


def test_the_objects_files_and_ratings_of_a_unit_are_told(capsys, project):
    change(project / "production.yaml", "3", "4")
    status, out, _ = affected(capsys, "--format=json")
    (unit,) = json.loads(out)["units"]
    assert (status, unit["files"], unit["ratings"]) == (0, ["shop/values.yaml"], ["scaling"])
    assert unit["objects"] == [{"kind": "Deployment", "namespace": "production", "name": "shop-web", "change": "changed"}]
    assert json.loads(out)["base"] == git("rev-parse", "HEAD")
    text = "changed shop in production: 1 file; changed Deployment production/shop-web; scaling\n\n1 changed\n"
    assert affected(capsys, "--exit-code") == (2, text, "")
    assert affected(capsys, "--exit-code", "--env=staging") == FINE


def test_files_that_come_go_and_move(capsys, project):
    (project / "apps" / "blog.yaml").rename(project / "apps" / "weblog.yaml")
    assert units(capsys) == []
    (project / "apps" / "weblog.yaml").unlink()
    assert units(capsys) == ["blog@staging removed", "blog@production removed"]
    out = affected(capsys, "--format=json")[1]
    assert json.loads(out)["matrix"] == {"include": []}
    (project / "apps" / "news.yaml").write_text(APPLICATION.format(name="news"))
    assert units(capsys, "--env=staging") == ["blog@staging removed", "news@staging added"]


def test_a_shared_component_touches_all_that_use_it(capsys, project):
    (project / "oamc.toml").unlink()
    for name in ("shop", "blog"):
        (project / "apps" / f"{name}.yaml").write_text(
            f"apiVersion: core.oam.dev/v1alpha1\nkind: ApplicationConfiguration\nmetadata: {{name: {name}}}\n"
            f"spec: {{components: [{{componentName: web, instanceName: {name}-web}}]}}\n"
        )
    shared = project / "apps" / "web.yaml"
    shared.write_text(
        "apiVersion: core.oam.dev/v1alpha1\nkind: ComponentSchematic\nmetadata: {name: web}\n"
        "spec:\n  workloadType: core.oam.dev/v1alpha1.Worker\n"
        "  containers: [{name: main, image: example/web:1, resources: {cpu: {required: 1}, memory: {required: 1Gi}}}]\n"
    )
    commit()
    change(shared, "web:1", "web:2")
    assert units(capsys, "apps") == ["blog@ changed", "shop@ changed"]
    assert units(capsys, "apps/shop.yaml", "apps/web.yaml") == ["shop@ changed"]
    assert affected(capsys)[0] == 64


def test_paths_that_one_side_lacks_are_added_or_removed(capsys, project, monkeypatch):
    (project / "apps" / "news.yaml").write_text(APPLICATION.format(name="news"))
    assert units(capsys, "apps/news.yaml", "--env=staging") == ["news@staging added"]
    commit()
    (project / "apps" / "news.yaml").unlink()
    assert units(capsys, "apps/news.yaml", "--env=staging") == ["news@staging removed"]
    status, out, err = affected(capsys, "nowhere.yaml")
    assert (status, out, "OAM801" in err) == (1, "", True)
    assert affected(capsys, "-")[0] == 64
    monkeypatch.chdir(project / "apps")
    change(project / "apps" / "shop.yaml", "replicas: 2", "replicas: 4")
    assert units(capsys, "shop.yaml", "--env=staging") == ["shop@staging changed"]
    assert units(capsys, project / "apps" / "shop.yaml", "--env=staging") == ["shop@staging changed"]
    assert units(capsys, "../apps", "--env=staging") == ["news@staging removed", "shop@staging changed"]


def test_the_first_and_the_last_application(capsys, project):
    apps = project / "apps"
    for name in ("shop", "blog"):
        (apps / f"{name}.yaml").rename(project / f"{name}.txt")
    (apps / "README.yaml").write_text("a: file\n")
    (project / "production.yaml").write_text("")
    (project / "patch.yaml").write_text("patches: []\n")
    assert units(capsys, "--env=staging") == ["blog@staging removed", "shop@staging removed"]
    commit()
    assert affected(capsys, "--env=staging") == FINE
    (apps / "README.yaml").write_text("b: file\n")
    assert affected(capsys, "--env=staging")[:2] == (0, "nothing is affected\n")
    shutil.copy(project / "shop.txt", apps / "shop.yaml")
    assert units(capsys, "--env=staging") == ["shop@staging added"]


def test_a_side_that_does_not_compile_is_unknown_and_said_to_be_which(capsys, project):
    change(project / "apps" / "shop.yaml", "webservice", "webservce")
    status, out, err = affected(capsys)
    assert status == 1
    assert "unknown blog in staging\nunknown shop in staging\n" in out
    assert "apps/shop.yaml:7:13" in err
    assert "HEAD" not in err
    commit()
    assert affected(capsys) == FINE
    change(project / "apps" / "shop.yaml", "webservce", "webservice")
    assert units(capsys, status=1) == [
        f"{name}@{where} unknown" for where in ("staging", "production") for name in ("blog", "shop")
    ]
    _, _, err = affected(capsys)
    assert "(in HEAD)\n --> HEAD:apps/shop.yaml:7:13".replace(" ", "") in err.replace(" ", "")


def test_a_project_file_that_was_wrong_leaves_all_unknown(capsys, project):
    change(project / "oamc.toml", "[env.staging]", "[env.staging]\nnonsense = 1")
    commit()
    assert affected(capsys)[:2] == (1, "")
    change(project / "oamc.toml", "nonsense = 1\n", "")
    assert len(units(capsys, status=1)) == 4
    assert "HEAD:oamc.toml:3" in affected(capsys)[2]


def test_with_a_tree_the_unit_has_what_applies_it(capsys, project):
    for name in ("staging", "production"):
        cluster = f'cluster = {{server = "https://{name}.example.com"}}'
        change(project / "oamc.toml", f"[env.{name}]", f"[env.{name}]\n{cluster}")
    with (project / "oamc.toml").open("a") as file:
        file.write(GITOPS)
    assert len(units(capsys)) == 4
    commit()
    change(project / "oamc.toml", "production.example.com", "other.example.com")
    assert units(capsys) == ["blog@production changed", "shop@production changed"]
    found = json.loads(affected(capsys, "--format=json")[1])["units"][0]
    assert (found["files"], found["objects"]) == (["argocd/production/blog.yaml"], [])
    commit()
    change(project / "apps" / "shop.yaml", "replicas: 2", "replicas: 4")
    found = json.loads(affected(capsys, "--format=json", "--env=staging")[1])["units"][0]
    assert found["files"] == ["staging/shop/shop-web-deployment.yaml"]
    assert found["ratings"] == ["scaling"]
    change(project / "oamc.toml", 'repo-url = "https://git.example.com/team/deploy.git"\n', "")
    assert len(units(capsys)) == 4
    change(project / "oamc.toml", '"flux"]', '"flux"]\nsplit = "nonsense"')
    assert affected(capsys)[0] == 1


def test_touched_units_are_those_whose_inputs_differ(capsys, project):
    with (project / "apps" / "shop.yaml").open("a") as file:
        file.write("# a comment\n")
    assert units(capsys, "--touched") == ["shop@staging touched", "shop@production touched"]
    commit()
    (project / "production.yaml").write_text("# a comment\n" + (project / "production.yaml").read_text())
    assert units(capsys, "--touched") == ["blog@production touched", "shop@production touched"]
    change(project / "production.yaml", "3", "4")
    assert units(capsys, "--touched") == ["blog@production touched", "shop@production changed"]


def test_environments_of_one_side_and_of_none(capsys, project):
    change(project / "oamc.toml", "[env.staging]", "[env.test]")
    assert units(capsys, "--env=test") == ["blog@test added", "shop@test added"]
    assert units(capsys, "--env=staging") == ["blog@staging removed", "shop@staging removed"]
    status, out, err = affected(capsys, "--env=nowhere")
    assert (status, out, "OAM901" in err) == (1, "", True)


# Revisions


def test_a_revision_that_is_not_there_or_may_be_several(capsys, project, tmp_path, monkeypatch):
    for arguments in (("--since=nowhere",), ("--since=-x",), ("--since=HEAD", "--until=nowhere")):
        status, out, err = affected(capsys, *arguments, since="HEAD")
        assert (status, out, "OAM866" in err) == (1, "", True)
    git("branch", "release")
    git("tag", "release")
    status, out, err = affected(capsys, since="release")
    assert (status, out) == (1, "")
    assert "OAM891" in err
    assert "refs/heads/release or refs/tags/release" in err.replace(
        "refs/tags/release or refs/heads/release", "refs/heads/release or refs/tags/release"
    )
    assert affected(capsys, since="refs/tags/release") == FINE
    assert affected(capsys, since=git("rev-parse", "HEAD")[:10]) == FINE
    assert run(["affected"]) == 64
    commit_again = tmp_path / "shallow"
    (project / "apps" / "shop.yaml").write_text(APPLICATION.format(name="shop") + "# more\n")
    commit()
    git("clone", "-q", "--depth=1", f"file://{project}", str(commit_again))
    monkeypatch.chdir(commit_again)
    _, _, err = affected(capsys, since="HEAD~1")
    assert "fetch-depth: 0" in err
    monkeypatch.chdir(tmp_path)
    assert "there is no git repository here" in affected(capsys, "work")[2]


@pytest.mark.usefixtures("project")
def test_the_beginning_of_two_commits_is_ambiguous(capsys):
    seen = {}
    for number in range(3_000):
        tree = git("rev-parse", "HEAD^{tree}") if number == 0 else tree  # noqa: F821 - bound at the first turn
        found = subprocess.run(
            ["git", "hash-object", "-t", "commit", "--stdin"],
            input=f"tree {tree}\nauthor a <a> {number} +0000\ncommitter a <a> {number} +0000\n\nx\n",
            text=True, capture_output=True, check=True,
        ).stdout.strip()  # fmt: skip
        if found[:4] in seen:
            break
        seen[found[:4]] = number
    for when in (seen[found[:4]], number):
        subprocess.run(
            ["git", "hash-object", "-w", "-t", "commit", "--stdin"],
            input=f"tree {tree}\nauthor a <a> {when} +0000\ncommitter a <a> {when} +0000\n\nx\n",
            text=True, capture_output=True, check=True,
        )  # fmt: skip
    _, _, err = affected(capsys, since=found[:4])
    assert "OAM891" in err
    assert found in err


@pytest.mark.usefixtures("project")
def test_a_submodule_among_the_inputs_is_told(capsys):
    git("update-index", "--add", "--cacheinfo", f"160000,{git('rev-parse', 'HEAD')},apps/library")
    git("commit", "-q", "-m", "submodule")
    _, _, err = affected(capsys)
    assert err.count("OAM869") == 1
    assert "OAM869" not in affected(capsys, "apps/shop.yaml")[2]


def test_a_commit_without_an_object_is_told(capsys, project):
    change(project / "apps" / "shop.yaml", "replicas: 2", "replicas: 4")
    for path in ("oamc.toml", "apps/blog.yaml"):
        identity = git("rev-parse", f"HEAD:{path}")
        place = project / ".git" / "objects" / identity[:2] / identity[2:]
        kept = place.read_bytes()
        place.unlink()
        status, out, err = affected(capsys)
        assert (status, out) == (1, "")
        assert f"object {identity} is not in this clone" in err
        place.write_bytes(kept)
    with pytest.raises(GitError, match="is not in this clone"):
        list(trees.read_objects(["0" * 40]))


# Repositories of strangers


@pytest.mark.parametrize("setting", ["protocol.ext.allow", "protocol.allow"])
def test_the_configuration_of_a_repository_starts_no_program(capsys, project, monkeypatch, tmp_path, setting):
    (project / ".gitattributes").write_text("*.yaml filter=evil diff=evil\n")
    commit()
    git("config", "uploadpack.allowFilter", "true")
    git("clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{project}", str(tmp_path / "partial"))
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
    evil.chmod(0o755)
    for place in (project, tmp_path / "partial"):
        monkeypatch.chdir(place)
        for name, value in {
            setting: "always",
            "remote.origin.url": f"ext::{evil}",
            "core.fsmonitor": str(evil),
            "core.pager": str(evil),
            "core.sshCommand": str(evil),
            "core.hooksPath": str(tmp_path),
            "filter.evil.smudge": str(evil),
            "filter.evil.process": str(evil),
            "diff.evil.textconv": str(evil),
        }.items():
            git("config", name, value)
    monkeypatch.chdir(project)
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        shutil.copy(evil, tmp_path / name)
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*")}
    assert affected(capsys) == FINE
    assert before == {path: path.stat().st_mtime_ns for path in project.rglob("*")}
    monkeypatch.chdir(tmp_path / "partial")
    status, out, err = affected(capsys)
    assert (status, out, "OAM868" in err) == (1, "", True)
    assert not (tmp_path / "started").exists()
    subprocess.run(["git", "cat-file", "-p", "HEAD:oamc.toml"], check=False, capture_output=True)
    assert (tmp_path / "started").exists()


def test_links_of_a_commit_lead_nowhere_outside(capsys, project, tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text(APPLICATION.format(name="secret"))
    apps = project / "apps"
    (apps / "inside.yaml").symlink_to("../shared/base.txt")
    (project / "shared").mkdir()
    (project / "shared" / "base.txt").write_text("x: y\n")
    (project / "out").symlink_to(tmp_path)
    (project / "round").symlink_to("round")
    commit()
    for target in (secret, "../../secret.yaml", "../out/secret.yaml", "../round"):
        (apps / "link.yaml").unlink(missing_ok=True)
        (apps / "link.yaml").symlink_to(target)
        commit()
        (apps / "link.yaml").unlink()
        status, out, err = affected(capsys, "apps", "--env=staging")
        assert (status, "secret" in out) == (1, False), target
        assert "(in HEAD)" in err
    (apps / "inside.yaml").unlink()
    (apps / "linked.yaml").symlink_to("../shared/app.txt")
    (project / "shared" / "app.txt").write_text(APPLICATION.format(name="linked"))
    commit()
    (project / "oamc.toml").write_text('inputs = ["."]\n[env.staging]\nnamespace = "staging"\n')
    (project / "patch.yaml").unlink()
    (project / "production.yaml").unlink()
    (project / "out").unlink()
    commit()
    change(project / "shared" / "app.txt", "replicas: 2", "replicas: 4")
    assert units(capsys) == ["linked@staging changed"]
    (project / "way").symlink_to("apps")
    commit()
    change(project / "shared" / "app.txt", "replicas: 4", "replicas: 5")
    change(project / "apps" / "shop.yaml", "replicas: 2", "replicas: 4")
    assert units(capsys, "way/shop.yaml") == ["shop@staging changed"]


def made_by_hand(*entries):
    """Return a commit whose tree has these entries (mode, kind, name, content), which git would not make."""
    content = b""
    for mode, kind, name, inner in entries:
        if kind == "blob":
            made = subprocess.run(["git", "hash-object", "-w", "--stdin"], input=inner, capture_output=True, check=True)
            identity = made.stdout.decode().strip()
        else:
            identity = inner
        content += mode.encode() + b" " + name + b"\0" + bytes.fromhex(identity)
    command = ["git", "hash-object", "-w", "-t", "tree", "--literally", "--stdin"]
    tree = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode().strip()
    return tree, git("commit-tree", tree, "-m", "by hand")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", [b"..", b".git", b".GIT", b"."])
def test_a_tree_that_no_checkout_would_make_is_refused(capsys, tmp_path, name):
    inner, _ = made_by_hand(("100644", "blob", b"escaped.yaml", b"a: b\n"))
    _, made = made_by_hand(("40000", "tree", name, inner))
    status, out, err = affected(capsys, "apps", "--no-config", since=made)
    assert (status, out, "OAM868" in err) == (1, "", True)
    assert not list(tmp_path.rglob("escaped.yaml"))


@pytest.mark.usefixtures("project")
def test_a_file_beside_a_link_of_the_same_name_goes_nowhere(capsys, tmp_path):
    inner, _ = made_by_hand(("100644", "blob", b"escaped.yaml", b"a: b\n"))
    _, made = made_by_hand(("120000", "blob", b"apps", os.fsencode(tmp_path)), ("40000", "tree", b"apps", inner))
    assert units(capsys, "apps", "--no-config", since=made) == ["blog@ added", "shop@ added"]
    assert not (tmp_path / "escaped.yaml").exists()


def test_names_with_any_characters_are_only_names(capsys, project):
    odd = project / "apps" / "a\nb\x1b[31m \udcff.yaml".encode(errors="surrogateescape").decode(errors="surrogateescape")
    odd.write_text(APPLICATION.format(name="odd"))
    commit()
    change(odd, "replicas: 2", "replicas: 4")
    assert units(capsys, "--env=staging") == ["odd@staging changed"]
    odd.write_text("apiVersion: core.oam.dev/v1beta1\nkind: Nothing\n")
    commit()
    odd.unlink()
    status, _, err = affected(capsys, "--env=staging")
    assert (status, "\x1b" in err, "HEAD:apps/a" in err) == (1, False, True)


def test_what_is_too_much_is_refused_before_it_is_read(capsys, project, monkeypatch):
    (project / "apps" / "large.json").write_text('{"a": "' + "x" * 5_000_000 + '"}')
    commit()
    change(project / "apps" / "shop.yaml", "replicas: 2", "replicas: 4")
    assert units(capsys, "--env=staging") == ["shop@staging changed"]
    assert units(capsys, "apps", "--env=staging") == ["shop@staging changed"]
    monkeypatch.setattr(laid_out, "MOST_BYTES", 1_000_000)
    status, out, err = affected(capsys)
    assert (status, out, "OAM892" in err) == (1, "", True)
    assert units(capsys, "apps/shop.yaml", "--no-config") == ["shop@ changed"]
    monkeypatch.undo()
    silence(monkeypatch)
    monkeypatch.chdir(project)
    monkeypatch.setattr(laid_out, "MOST_FILES", 2)
    assert "more than 2 files" in affected(capsys)[2]
    (project / "one").symlink_to("apps")
    commit()
    monkeypatch.setattr(laid_out, "MOST_LINKS", 0)
    assert "more than 0 symbolic links" in affected(capsys)[2]


def test_a_file_that_no_limit_lets_through_is_not_written(capsys, project):
    (project / "apps" / "large.yaml").write_text("a: " + "x" * 300_000)
    commit()
    change(project / "apps" / "shop.yaml", "replicas: 2", "replicas: 4")
    limits = ("--limit=inputs=200000", "--limit=file=100000", "--env=staging")
    status, _, err = affected(capsys, *limits)
    assert (status, err.count("OAM101"), err.count("(in HEAD)")) == (1, 2, 1)


@pytest.mark.usefixtures("project")
def test_of_a_file_of_values_nothing_is_shown(capsys, project):
    (project / "production.yaml").write_text("name: hunter2\n")
    commit()
    (project / "production.yaml").write_text("")
    status, _, err = affected(capsys)
    assert (status, "HEAD:production.yaml:1" in err, "hunter2" in err) == (1, True, False)


def test_a_file_outside_of_the_repository_is_the_same_for_both_sides(capsys, project, tmp_path, monkeypatch):
    (tmp_path / "few.yaml").write_text("shop-web: {traits: {scaler: {replicas: 7}}}\n")
    monkeypatch.setattr(trees, "BATCH", 10)
    change(project / "apps" / "shop.yaml", "replicas: 2", "replicas: 4")
    assert units(capsys, "--values=../few.yaml", "--env=staging") == []
    assert units(capsys, f"--values={tmp_path}/few.yaml", "apps", "--env=staging") == []
    (tmp_path / "few.yaml").write_text("nobody: 1\n")
    _, _, err = affected(capsys, "--values=../few.yaml", "--env=staging")
    assert "../few.yaml:1:1" in err
    assert f" {tmp_path}/few.yaml:1:1" in err
    (tmp_path / "other.yaml").write_text(APPLICATION.format(name="other"))
    assert units(capsys, "../other.yaml", "--no-config") == []


def test_a_private_tree_takes_nothing_beside_itself(tmp_path):
    tree = PrivateTree()
    try:
        tree.add_links({"out": os.fsencode(tmp_path), "in": b"room", "out/over": b"x"})
        tree.add_file("out/escaped", b"x")
        tree.add_file("room/a", b"1")
        tree.add_file("room/a", b"2")
        tree.add_file("large", None, 5_000_000)
        root = Path(tree.root)
        assert (root / "out").readlink() == Path("/dev/null/outside")
        assert ((root / "in" / "a").read_bytes(), (root / "large").stat().st_size) == (b"1", 5_000_000)
        assert list(tmp_path.iterdir()) == []
        with pytest.raises(NotADirectoryError):
            tree.add_directory("out")
        for path in ("../a", "a//b", "/a", "."):
            with pytest.raises(ValueError, match="not a path inside"):
                tree.add_file(path, b"")
    finally:
        tree.close()
    assert not root.exists()


@pytest.mark.usefixtures("project")
def test_a_disk_that_takes_nothing_is_told(capsys, monkeypatch):
    monkeypatch.setattr(
        laid_out.PrivateTree, "add_file", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    status, out, err = affected(capsys)
    assert (status, out, "OAM893" in err) == (1, "", True)


def test_nothing_stays_of_a_commit(capsys, project, tmp_path, monkeypatch):
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(private))
    change(project / "apps" / "shop.yaml", "replicas: 2", "replicas: 4")
    assert len(units(capsys)) == 1
    assert list(private.iterdir()) == []
    assert Path.cwd() == project


def test_outputs_and_excluded_files_of_a_commit_are_no_inputs(capsys, project):
    change(project / "oamc.toml", 'inputs = ["apps"]', 'inputs = ["."]\nexclude = ["drafts", "**/fixtures/*.yaml"]')
    run(["build", "apps", "-q", "--env=staging", "-o", "charts"])
    run(["build", "apps", "-q", "--env=staging", "--format=manifests", "-o", "deploy"])
    for place in ("drafts", "apps/fixtures", ".hidden"):
        (project / place).mkdir()
        (project / place / "a.yaml").write_text(APPLICATION.format(name="shop"))
    commit()
    change(project / "apps" / "shop.yaml", "replicas: 2", "replicas: 4")
    assert units(capsys, "--env=staging") == ["shop@staging changed"]


# Forms


def unit(number, environment="e", change="changed"):
    """Return a unit."""
    return AffectedUnit(application=f"a{number}", environment=environment, change=change)


def test_beyond_256_jobs_there_is_one_for_each_application(capsys, project):
    found = [unit(number) for number in range(256)]
    assert len(matrix(found)) == 256
    assert json.loads(json_of(found, "", ""))["matrixOf"] == "units"
    assert json.loads(json_of([*found, unit(0, "f", "removed")], "", ""))["matrixOf"] == "units"
    more = [*found, unit(0, "f")]
    assert len(matrix(more)) == 256
    assert matrix(more)[0] == {"application": "a0", "environment": "e,f", "change": "changed"}
    assert json.loads(json_of(more, "", ""))["matrixOf"] == "applications"
    tables = "".join(f'[env.e{number}]\nnamespace = "n{number}"\n' for number in range(90))
    (project / "apps" / "news.yaml").write_text(APPLICATION.format(name="news"))
    (project / "oamc.toml").write_text('inputs = ["apps"]\n' + tables)
    status, out, err = affected(capsys, "--format=json")
    assert (status, "OAM894" in err, len(json.loads(out)["matrix"]["include"])) == (0, True, 3)


def test_a_unit_is_compared_byte_by_byte():
    def made(**files):
        return UnitFiles(application="a", environment="e", files=files, bodies=lambda: ())

    assert compare_units([made(x="1")], [made(x="1")]) == ()
    assert compare_units([made(x="1", y="2")], [made(x="1 ", z="2")]) == (
        AffectedUnit(application="a", environment="e", change="changed", files=("x", "y", "z")),
    )
    assert [one.change for one in compare_units([], [made()])] == ["added"]
    assert [one.change for one in compare_units([made()], [])] == ["removed"]


def test_harmless_is_a_rating_only_alone():
    def rated(*words):
        ratings = tuple(Rated(rating=word) for word in words)
        return ObjectChange(verb="renamed", api_version="v1", kind="A", namespace="", name="a", new_name="b", ratings=ratings)

    one = AffectedUnit(application="a", environment="", change="changed", objects=(rated("harmless"), rated("qos", "data")))
    assert one.ratings == ("data", "qos")
    assert AffectedUnit(application="a", environment="", change="changed", objects=(rated("harmless"),)).ratings == (
        "harmless",
    )
    body = json.loads(json_of([one], "0" * 40, ""))
    assert list(SHAPE.iter_errors(body)) == []
    assert body["units"][0]["objects"][0]["newName"] == "b"


def test_a_lock_of_images_counts_where_the_project_uses_it(capsys, project):
    digests = {name: f"sha256:{letter * 64}" for name, letter in (("blog", "a"), ("shop", "b"))}
    entries = "".join(f'  "example/{name}:1": {digest}\n' for name, digest in digests.items())
    (project / "oamc.lock").write_text(f"version: 1\nimages:\n{entries}")
    change(project / "oamc.toml", "inputs", "locked = true\ninputs")
    commit("pin the images")
    assert affected(capsys) == FINE
    change(project / "oamc.lock", digests["shop"], f"sha256:{'c' * 64}")
    assert units(capsys) == ["shop@staging changed", "shop@production changed"]
    assert units(capsys, since="HEAD~1") == [
        "blog@staging changed",
        "shop@staging changed",
        "blog@production changed",
        "shop@production changed",
    ]
