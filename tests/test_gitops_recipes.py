"""The recipes and guides for GitOps: files parse and stand on the page, command lines are of `oamc`, objects are accepted."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import shutil
import stat

import pytest

from oamc.cli.arguments import parse
from oamc.cli.command_finding import find_command
from oamc.cli.entry import run
from oamc.kubernetes.custom.kinds import is_known
from oamc.kubernetes.schemas import problems
from release.action import run as script
from tests.generated_pages import ROOT
from tests.support import processes, yaml_files
from tests.support.surroundings import silence

RECIPES = ROOT / "examples" / "gitops" / "recipes"
FILES = sorted(path.name for path in RECIPES.iterdir())
PAGE = (ROOT / "docs" / "gitops-recipes.md").read_text(encoding="utf-8")
PAGES = {name: (ROOT / "docs" / f"gitops-{name}.md").read_text(encoding="utf-8") for name in ("argo-cd", "flux", "recipes")}
FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REPOSITORY = "oci://registry.example.com/team/deploy"
SUBSTITUTION = re.compile(r"\$\{\{.*?\}\}")
STEPS = {"git-clone", "yaml-update", "git-commit", "git-push", "git-open-pr", "git-wait-for-pr"}


def bodies(name):
    return yaml_files.load_all((RECIPES / name).read_text(encoding="utf-8"))


def blocks(language, page):
    return [body for found, body in FENCED.findall(page) if found == language]


def test_every_recipe_stands_on_the_page():
    assert len(FILES) == 8
    assert [name for name in FILES if f"<!-- show: examples/gitops/recipes/{name} -->" not in PAGE] == []


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".yaml")])
def test_a_recipe_is_yaml_and_what_it_has_for_the_tools_is_accepted(name):
    found = bodies(name)
    assert all(isinstance(body, dict) for body in found)
    assert [
        problems(body) for body in found if is_known(str(body.get("apiVersion")), str(body.get("kind"))) and problems(body)
    ] == []


@pytest.mark.parametrize("name", sorted(PAGES))
def test_objects_for_the_tools_on_a_page_are_accepted(name):
    found = [body for text in blocks("yaml", PAGES[name]) for body in yaml_files.load_all(text)]
    ours = [body for body in found if isinstance(body, dict) and is_known(str(body.get("apiVersion")), str(body.get("kind")))]
    assert ours
    assert [(body["metadata"]["name"], problems(body)) for body in ours if problems(body)] == []


def test_the_plugin_is_found_by_the_project_file_and_builds_an_environment():
    (plugin,) = bodies("argo-cd-plugin.yaml")
    assert plugin["spec"]["discover"] == {"fileName": "oamc.toml"}
    generate = plugin["spec"]["generate"]
    assert generate["command"] == ["sh", "-c"]
    (line,) = generate["args"]
    program, command, *arguments = shlex.split(line.replace("$ARGOCD_ENV_ENVIRONMENT", "staging"))
    assert (program, command) == ("oamc", "build")
    assert parse([command, *arguments])
    (application,) = bodies("argo-cd-application.yaml")
    assert [pair["name"] for pair in application["spec"]["source"]["plugin"]["env"]] == ["ENVIRONMENT"]
    (sidecar,) = bodies("argo-cd-sidecar.yaml")
    pod = sidecar["spec"]["template"]["spec"]
    volumes = {volume["name"] for volume in pod["volumes"]}
    mounted = {mount["name"] for mount in pod["containers"][0]["volumeMounts"]}
    assert mounted - volumes == {"var-files", "plugins"}  # these are there already


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_command_line_of_oamc_on_a_page_parses(name):
    lines = [line for text in blocks("sh", PAGES[name]) for line in text.splitlines() if line.startswith("oamc ")]
    assert lines
    for line in lines:
        command, *arguments = shlex.split(line, comments=True)[1:]
        assert find_command(command)
        parse([command, *arguments])


def test_the_job_that_renders_runs_a_command_of_oamc():
    (workflow,) = bodies("github-render.yaml")
    (ours,) = [step for step in workflow["jobs"]["render"]["steps"] if step.get("uses", "").startswith("example/oamc@")]
    inputs = {f"INPUT_{key.upper().replace('-', '_')}": value for key, value in ours["with"].items()}
    command, arguments = script.command_line(inputs)
    assert command == "gitops"
    parse([command, *arguments])
    assert all("${{" not in step.get("run", "") for step in workflow["jobs"]["render"]["steps"])
    branches = workflow[True]["push"]["branches"]  # YAML 1.1 reads the key "on" as a truth value
    (automation,) = [body for body in bodies("flux-image-automation.yaml") if body["kind"] == "ImageUpdateAutomation"]
    assert automation["spec"]["git"]["push"]["branch"] in branches
    assert "main" not in branches


def test_robots_change_values_and_never_the_tree():
    renovate = json.loads((RECIPES / "renovate.json").read_text(encoding="utf-8"))
    assert any(fnmatch.fnmatch("deploy/staging/shop/values.yaml", pattern) for pattern in renovate["ignorePaths"])
    (pattern,) = renovate["helm-values"]["managerFilePatterns"]
    assert re.search(pattern.strip("/"), "environments/staging/values.yaml")
    assert not re.search(pattern.strip("/"), "deploy/staging/shop/values.yaml")
    automation = bodies("flux-image-automation.yaml")[-1]
    assert automation["spec"]["update"]["path"].startswith("./environments/")
    (stage,) = [body for body in bodies("kargo-stage.yaml") if body["kind"] == "Stage"]
    steps = stage["spec"]["promotionTemplate"]["spec"]["steps"]
    assert {step["uses"] for step in steps} == STEPS
    (update,) = [step["config"] for step in steps if step["uses"] == "yaml-update"]
    path = update["path"].removeprefix("./work/")
    values = yaml_files.load((ROOT / "examples" / "gitops" / "argocd" / path).read_text(encoding="utf-8"))
    for change in update["updates"]:
        value = values
        for step in change["key"].split("."):
            value = value[step]
        image = SUBSTITUTION.sub("4.1.0", change["value"])
        assert value == image


def test_each_folder_of_a_tree_is_pushed_to_the_address_that_flux_reads(tmp_path, monkeypatch):
    silence(monkeypatch)
    work = tmp_path / "work"
    shutil.copytree(ROOT / "examples" / "gitops" / "flux", work)
    monkeypatch.chdir(work)
    project = (work / "oamc.toml").read_text(encoding="utf-8")
    project = project.replace("https://git.example.com/team/deploy.git", REPOSITORY)
    project = project.replace('revision = "main"', 'revision = "latest"\nsource = "oci"')
    (work / "oamc.toml").write_text(project)
    assert run(["gitops", "--all-envs", "--quiet"]) == 0
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in {"git": "echo answer", "flux": 'printf "%s\\n" "$*" >> "$PUSHED"'}.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (programs / name).chmod(stat.S_IRWXU)
    pushed = tmp_path / "pushed"
    environment = {"PATH": f"{programs}:{os.defpath}", "PUSHED": str(pushed)}
    command = ["sh", str(RECIPES / "push-artifacts.sh"), REPOSITORY, "latest"]
    ended = processes.run(command, work, environment=environment)
    assert (ended.status, ended.err) == (0, "")
    calls = [line.split() for line in pushed.read_text().splitlines()]
    assert all(call[:2] == ["push", "artifact"] and call[-1] == "--reproducible" for call in calls)
    trees = [body for path in (work / "deploy/flux").rglob("*.yaml") for body in yaml_files.load_all(path.read_text())]
    read = {f"{body['spec']['url']}:{body['spec']['ref']['tag']}" for body in trees if body["kind"] == "OCIRepository"}
    assert {call[2] for call in calls} == read
    assert len(read) == 12
    assert not [address for address in read if "/_" in address], "a part of a name in a registry begins with no underscore"
    for call in calls:
        (folder,) = [word.removeprefix("--path=") for word in call if word.startswith("--path=")]
        assert list((work / folder).glob("*.yaml"))
