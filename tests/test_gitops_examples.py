"""The example repositories for Argo CD and Flux: their trees are what their documents make, and what the tools accept."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from oamc.cli.entry import run
from oamc.gitops.annotations import ANNOTATIONS
from oamc.kubernetes.custom.kinds import is_known
from oamc.kubernetes.schemas import problems
from tests.support import processes, yaml_files
from tests.support.surroundings import silence
from tests.test_examples import EXAMPLES

TOOLS = ("argocd", "flux")
ENVIRONMENTS = ("development", "staging", "production")
APPLICATIONS = ("greeter", "shop")
LEDGER = ".oamc-files"
KUSTOMIZATION = "kustomization.yaml"
OF_TREES = {key for _, key, _ in ANNOTATIONS}


@pytest.fixture(params=TOOLS)
def tool(request, tmp_path, monkeypatch):
    """Return a tool, in a copy of its repository."""
    silence(monkeypatch)
    shutil.copytree(EXAMPLES / "gitops" / request.param, tmp_path / "repository")
    monkeypatch.chdir(tmp_path / "repository")
    return request.param


def bodies(path):
    return [body for body in yaml_files.load_all(Path(path).read_text(encoding="utf-8")) if body is not None]


def objects(folder):
    """Return the objects below a folder, by their kind and name, without what only trees have."""
    found = {}
    for path in sorted(Path(folder).rglob("*.yaml")):
        for body in bodies(path) if path.name != KUSTOMIZATION else ():
            annotations = body["metadata"].get("annotations", {})
            body["metadata"]["annotations"] = {key: text for key, text in annotations.items() if key not in OF_TREES}
            assert found.setdefault((body["kind"], body["metadata"]["name"]), body) is body
    return found


@pytest.mark.usefixtures("tool")
def test_the_committed_tree_is_what_the_documents_make(capfd):
    assert run(["gitops", "--check", "--all-envs", "--strict", "--foreign", "deny"]) == 0
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("tool")
@pytest.mark.parametrize("path", ["apps/shop/components.yaml", "deploy/production/shop/storefront-deployment.yaml"])
def test_a_tree_that_is_not_what_the_documents_make_would_be_found(path):
    text = Path(path).read_text(encoding="utf-8")
    assert "cpu: " in text
    Path(path).write_text(text.replace("200m", "300m"), encoding="utf-8")
    assert run(["gitops", "--check", "--all-envs"]) == 2


def test_the_tree_has_the_folders_of_three_environments_and_nothing_else(tool):
    kinds = {"argocd": APPLICATIONS, "flux": ("_environment", *APPLICATIONS)}[tool]
    wanted = {f"{environment}/{name}" for environment in ENVIRONMENTS for name in kinds}
    ledgers = {path.parent.relative_to("deploy").as_posix() for path in Path("deploy").rglob(LEDGER)}
    assert ledgers == {tool, *wanted}
    roots = {path.name for path in Path("deploy", tool).glob("root-*.yaml")}
    assert roots == {f"root-{environment}.yaml" for environment in ENVIRONMENTS}


def test_every_object_of_the_tool_is_what_the_tool_accepts(tool):
    found = [body for path in Path("deploy", tool).rglob("*.yaml") if path.name != KUSTOMIZATION for body in bodies(path)]
    assert len(found) >= 10
    assert [
        (body["metadata"]["name"], problems(body))
        for body in found
        if not is_known(body["apiVersion"], body["kind"]) or problems(body)
    ] == []
    body = found[0]
    body["spec"]["nothing"] = True
    assert problems(body)


def test_the_paths_in_objects_of_the_tool_are_folders_of_the_tree(tool):
    specs = [body.get("spec", {}) for path in Path("deploy", tool).rglob("*.yaml") for body in bodies(path)]
    paths = [spec.get("source", spec).get("path") for spec in specs if "path" in spec.get("source", spec)]
    units = len(ENVIRONMENTS) * (len(APPLICATIONS) + (tool == "flux"))
    assert len(set(paths)) == units + len(ENVIRONMENTS)
    assert [path for path in paths if not Path(path).is_dir()] == []


def test_a_list_of_flux_names_exactly_the_files_beside_it(tool):
    folders = {path.parent for path in Path("deploy").rglob("*.yaml")}
    lists = sorted(Path("deploy").rglob(KUSTOMIZATION))
    assert bool(lists) == (tool == "flux")
    for path in lists:
        (body,) = bodies(path)
        beside = {file.name for file in path.parent.iterdir()} - {KUSTOMIZATION, LEDGER}
        assert sorted(body) == ["apiVersion", "kind", "resources"]
        assert sorted(body["resources"]) == sorted(beside)
    if tool == "flux":
        assert folders == {path.parent for path in lists} | {Path("deploy/flux")}


@pytest.mark.usefixtures("tool")
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_folder_holds_what_a_build_of_its_environment_makes(environment):
    assert run(["build", "--env", environment, "--format", "manifests", "--layout", "per-object", "-o", "built", "-q"]) == 0
    for application in APPLICATIONS:
        built = objects(Path("built", application))
        assert len(built) >= 2
        assert objects(Path("deploy", environment, application)) == built


def test_a_review_shows_manifests_and_asks_those_who_run_production(tool):
    lines = [line for line in Path(".gitattributes").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines == [f"{LEDGER} linguist-generated=true", "/deploy/** -text"]
    rows = [line.split() for line in Path("CODEOWNERS").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    owned = {path: owner for path, owner in rows if path != "*"}
    assert all(Path(path.lstrip("/")).exists() for path in owned)
    assert {"/deploy/production/", f"/deploy/{tool}/", "/oamc.toml"} <= set(owned)


@pytest.mark.usefixtures("tool")
@pytest.mark.parametrize("has_attributes", [True, False])
def test_a_checkout_that_changes_the_ends_of_lines_leaves_the_tree_as_it_is(has_attributes):
    if not has_attributes:
        Path(".gitattributes").unlink()
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
    for arguments in (
        ("init", "-q", "-b", "main"),
        ("-c", "core.autocrlf=false", "add", "."),
        (*identity, "commit", "-qm", "tree"),
        ("-c", "core.autocrlf=true", "clone", "-q", ".", "clone"),
    ):
        ended = processes.run(["git", *arguments], Path.cwd(), environment=processes.bare(Path.cwd()))
        assert ended.status == 0, ended.err
    os.chdir("clone")
    assert b"\r\n" in Path("oamc.toml").read_bytes()
    assert run(["gitops", "--check", "--all-envs"]) == (0 if has_attributes else 2)


@pytest.mark.parametrize("name", TOOLS)
def test_an_example_repository_is_explained_and_listed(name):
    assert (EXAMPLES / "gitops" / name / "README.md").read_text(encoding="utf-8").startswith(f"# gitops/{name}\n")
    assert f"[gitops/{name}](gitops/{name}/README.md)" in (EXAMPLES / "README.md").read_text(encoding="utf-8")
