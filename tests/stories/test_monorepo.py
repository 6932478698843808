"""The story of three teams in one repository, who build their charts into one directory and let CI check them.

    oamc.toml            the settings of all: inputs, what is left out, the versions of Kubernetes
    values.yaml          one file of values for all teams
    shared/log.yaml      a component that every team uses
    teams/a, b, c        each with a component `web` of its own and an application `shop-a`, `shop-b`, `shop-c`,
                         and with files of other systems between them
    deploy/              what is built, in version control as the rest

Everything is done by the command line, in the repository or somewhere below it, as a user would. Where a message gives a
command, that one is run, letter by letter.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

import pytest

from oamc.verification.engine import Engine, HelmProgram
from tests.helm_programs.build import PROGRAMS, program_path
from tests.stories.repository import GIT, Repository
from tests.support.api_server import all_objections
from tests.support.helm import shared_engine, shared_program
from tests.support.kubernetes_objects import assert_valid
from tests.support.processes import OAMC, ROOT, bare, started
from tests.support.texts import PORTS, RESOURCES, application, component, containers, instance

SETTINGS = """inputs = ["shared", "teams"]
exclude = ["*.test.yaml", "teams/*/drafts/**"]
kube-version = ["1.33", "1.34"]
"""
LEVEL = "  parameters:\n    - {name: level, type: string, default: info}\n"
ENVIRONMENT = "      env: [{name: LEVEL, fromParam: level}]\n"
TEMPLATE = "apiVersion: apps/v1\nkind: Deployment\n{{- with .Values.labels }}\nmetadata: {labels: {{ . }}}\n{{- end }}\n"
OTHERS = {
    ".github/workflows/check.yaml": "on: push\njobs: {check: {steps: [{run: oamc build --check}]}}\n",
    "teams/a/kustomization.yaml": "resources: [secret.yaml]\n",
    "teams/a/secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: password}\n",
    "teams/a/web.test.yaml": "apiVersion: core.oam.dev/v1alpha1\nkind: Nothing\n",
    "teams/b/chart/Chart.yaml": "apiVersion: v2\nname: old\nversion: 1.0.0\n",
    "teams/b/chart/templates/deployment.yaml": TEMPLATE,
    "teams/b/templates/deployment.yaml": TEMPLATE,
    "teams/c/drafts/web.yaml": "apiVersion: core.oam.dev/v1alpha1\nkind: Nothing\n",
    "teams/c/pipeline.yml": "stages: [build]\nbuild: {script: [make]}\n",
}
BUILD = {team: ("build", f"teams/{team}", "shared", "-o", "deploy") for team in "abc"}
"""What each team's job runs at the root of the repository."""
OWN = ("build", ".", "../../shared", "-o", "../../deploy")
"""The same from the directory of a team."""
MARKS = ("<<<<<<<", ">>>>>>>")


def web(team: str, image: str = "") -> str:
    """Return the component of a team that is called as those of the others."""
    body = containers(RESOURCES + PORTS + ENVIRONMENT, image=image or f"team-{team}/web:1")
    return component("web", parameters=LEVEL, spec=body)


def shop(team: str, name: str = "", prefix: str = "", version: str = "1.0.0") -> str:
    """Return an application of a team: its own component, and the shared one."""
    uses = instance(f"{prefix or team}-web"), instance(f"{prefix or team}-log", "log")
    return application(*uses, name=name or f"shop-{team}", metadata=f"  annotations: {{version: {version}}}\n")


class Teams(Repository):
    """The repository of all teams."""

    def outputs(self) -> list[str]:
        return sorted(entry.name for entry in (self.root / "deploy").iterdir() if entry.is_dir())

    def listed(self) -> dict[str, str]:
        """Return the document of each output, as the list beside them has it."""
        trees: dict[str, str] = json.loads((self.root / "deploy/.oamc.trees").read_text(encoding="utf-8"))["trees"]
        return trees

    def checks(self) -> dict[str, int]:
        """Return the status of the check of each team, as their jobs in CI see it."""
        return {team: self.oamc(*build, "--check").status for team, build in BUILD.items()}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Teams:
    """The repository after the first build of each team, in which nothing is done any more."""
    repository = Teams(tmp_path_factory.mktemp("home") / "repository")
    repository.write("oamc.toml", SETTINGS)
    log = containers(RESOURCES, name="log", image="shared/log:1")
    repository.write("shared/log.yaml", component("log", workload="Worker", spec=log))
    for team in "abc":
        repository.write(f"teams/{team}/web.yaml", web(team))
        repository.write(f"teams/{team}/app.yaml", shop(team))
    for path, text in OTHERS.items():
        repository.write(path, text)
    if GIT is None:
        (repository.root / ".git").mkdir()
    else:
        assert repository.git("init", "-q", "-b", "main").status == 0
    for build in BUILD.values():
        outcome = repository.oamc(*build)
        assert (outcome.status, outcome.codes) == (0, []), outcome.ended.err
    return repository


@pytest.fixture
def repository(first: Teams, tmp_path: Path) -> Teams:
    """A clone of the repository for one chapter."""
    shutil.copytree(first.root, tmp_path / "repository")
    return Teams(tmp_path / "repository")


def engines() -> Iterator[Engine | HelmProgram]:
    """Yield the programs of Helm 3 and Helm 4 that are built, else the engine of the tests."""
    versions = [version for version in PROGRAMS if program_path(version).exists()]
    yield from (shared_program(version) for version in versions) if versions else (shared_engine(),)


def images(repository: Teams, output: str) -> set[str]:
    """Return the images that a chart deploys: every Helm makes the same objects of it, and the API server takes them."""
    chart = {path: content.decode() for path, content in repository.tree(f"deploy/{output}").items()}
    answers: list[list[dict[str, Any]]] = []
    for engine in engines():
        rendered = engine.render(chart, kube_version="1.34")
        assert rendered.refusal == ""
        answers.append(list(rendered.documents))
    assert all(answer == answers[0] for answer in answers)
    assert_valid(answers[0])
    assert list(all_objections(answers[0])) == []
    pods = [item["spec"]["template"]["spec"] for item in answers[0] if item["kind"] == "Deployment"]
    return {container["image"] for pod in pods for container in pod["containers"]}


def test_each_team_has_its_own_components_and_all_have_the_shared_one(first: Teams) -> None:
    assert first.outputs() == ["shop-a", "shop-b", "shop-c"]
    assert first.listed() == {f"shop-{team}": f"../teams/{team}/app.yaml" for team in "abc"}
    for team in "abc":
        assert images(first, f"shop-{team}") == {f"team-{team}/web:1", "shared/log:1"}


def test_what_is_shared_is_seen_only_where_it_is_an_input(first: Teams) -> None:
    alone = first.oamc("build", "teams/a", "-o", "deploy")
    assert (alone.status, alone.codes) == (1, ["OAM319"])
    assert 'component "log" is not in the input' in alone.ended.err


def test_files_of_other_systems_are_passed_over_with_one_notice_and_named_they_are_errors(first: Teams) -> None:
    whole = first.oamc("check")
    assert (whole.status, whole.codes) == (0, [])
    assert whole.ended.err.count("OAM843") == 1
    assert "passed over 4 files of other systems, the first at teams/a/kustomization.yaml" in whole.ended.err
    assert 'directory "teams/b/chart" is a Helm chart and was not read' in whole.ended.err
    assert first.oamc("check", "teams/a/secret.yaml").codes == ["OAM202"]
    assert first.oamc("check", "teams/a/web.test.yaml").codes == ["OAM203"], "what is named is read whatever is excluded"
    without = first.oamc("check", "teams", "shared", "--no-config")
    assert (without.status, without.codes) == (1, ["OAM203", "OAM203"])
    assert all(f" --> {path}:2:7" in without.ended.err for path in ("teams/a/web.test.yaml", "teams/c/drafts/web.yaml"))


def test_the_settings_of_the_root_count_in_every_directory(first: Teams) -> None:
    for place, way in ((".", ""), ("teams/a", "../../"), ("deploy/shop-b/templates", "../../../")):
        told = first.oamc("check", at=place).ended.err
        assert f"{way}oamc.toml sets what can hide findings or weaken checks: exclude\n" in told
        assert first.oamc("build", "-o", f"{way}deploy", "--check", at=place).status == 0, "the inputs are those of the file"


def test_the_same_outputs_come_from_every_directory(repository: Teams) -> None:
    before = repository.tree()
    shutil.rmtree(repository.root / "deploy")
    assert repository.oamc(*OWN, at="teams/a").status == 0
    assert repository.oamc("build", "../teams/b", "../shared", "-o", ".", at="deploy").status == 0
    path = str(repository.root)
    outside = ("build", f"{path}/teams/c", f"{path}/shared", "-o", f"{path}/deploy")
    assert repository.oamc(*outside, at="shared").status == 0
    assert repository.tree() == before


def test_a_change_is_stale_in_ci_until_its_team_builds_it(repository: Teams) -> None:
    repository.edit("teams/a/web.yaml", "team-a/web:1", "team-a/web:2")
    at_the_root = repository.oamc(*BUILD["a"], "--check", "--diagnostics", "json=out.json", "--diagnostics", "text")
    assert (at_the_root.status, at_the_root.codes) == (2, ["OAM845"])
    assert at_the_root.ended.out.splitlines() == ["changed deploy/shop-a/.oamc-files", "changed deploy/shop-a/values.yaml"]
    (stale,) = (
        found
        for found in json.loads((repository.root / "out.json").read_text(encoding="utf-8"))["diagnostics"]
        if found["severity"] == "error"
    )
    assert (stale["code"], stale["location"]["file"]) == ("OAM845", "deploy/shop-a/values.yaml")
    assert repository.checks() == {"a": 2, "b": 0, "c": 0}
    assert images(repository, "shop-a") == {"team-a/web:1", "shared/log:1"}, "a check writes nothing"

    below = repository.oamc(*OWN, "--check", "--diagnostics", "sarif=out.sarif", "--diagnostics", "text", at="teams/a")
    (sarif,) = json.loads((repository.root / "teams/a/out.sarif").read_text(encoding="utf-8"))["runs"]
    (result,) = (found for found in sarif["results"] if found["ruleId"] == "OAM845")
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (below.status, place) == (2, {"uri": "deploy/shop-a/values.yaml", "uriBaseId": "%SRCROOT%"})
    assert any("# OAM845" in rule["help"]["markdown"] for rule in sarif["tool"]["driver"]["rules"] if rule["id"] == "OAM845")

    assert repository.follow(below).status == 0
    assert repository.checks() == {"a": 0, "b": 0, "c": 0}
    assert images(repository, "shop-a") == {"team-a/web:2", "shared/log:1"}


def test_a_report_on_standard_output_is_alone_there(repository: Teams) -> None:
    both = repository.oamc(*BUILD["a"], "--check", "--diagnostics", "json=-")
    assert (both.status, both.ended.out, "give a file to all but one of them" in both.ended.err) == (64, "", True)
    repository.edit("teams/b/web.yaml", "image:", "imag:")
    for command in ("check", "build"):
        told = repository.oamc(command, "--diagnostics", "json=-")
        found = [one for one in json.loads(told.ended.out)["diagnostics"] if one["severity"] == "error"]
        assert (told.status, told.codes) == (1, []), "errors are in the report alone"
        assert [(one["code"], one["location"]["file"]) for one in found] == [("OAM216", "teams/b/web.yaml")]


def test_an_edit_by_hand_is_protected_until_somebody_says_that_it_may_go(repository: Teams) -> None:
    built = repository.tree()
    repository.edit("deploy/shop-b/values.yaml", "team-b/web:1", "team-b/web:debug")
    edited = repository.tree()
    check = repository.oamc(*BUILD["b"], "--check")
    assert (check.status, check.codes, check.ended.out) == (2, ["OAM814"], "edited deploy/shop-b/values.yaml\n")
    refused = repository.oamc(*BUILD["b"])
    assert (refused.status, refused.codes, "give --force to lose the edit" in refused.ended.err) == (1, ["OAM814"], True)
    assert repository.oamc(*BUILD["a"]).status == 0
    assert repository.tree() == edited
    assert repository.follow(check, "--force").status == 0
    assert repository.tree() == built
    assert repository.oamc(*BUILD["b"], "--check").status == 0


@pytest.mark.parametrize("missing", ["shop-c/templates/c-web-service.yaml", "shop-c", ".oamc.trees"])
def test_what_is_missing_is_found_and_written(repository: Teams, missing: str) -> None:
    built = repository.tree()
    shutil.rmtree(repository.root / "deploy" / missing, ignore_errors=True)
    (repository.root / "deploy" / missing).unlink(missing_ok=True)
    check = repository.oamc("build", "-o", "deploy", "--check")
    assert (check.status, check.codes) == (2, ["OAM846"])
    assert f'output "deploy/{missing}" is missing' in check.ended.err
    assert repository.follow(check).status == 0
    assert repository.tree() == built


def test_an_application_is_added_and_nothing_of_others_is_touched(repository: Teams) -> None:
    before = repository.tree()
    repository.write("teams/c/jobs/app.yaml", shop("c", "jobs", "jobs"))
    repository.write("teams/c/jobs/web.yaml", web("c", "team-c/jobs:1"))
    check = repository.oamc(*OWN, "--check", at="teams/c")
    assert (check.status, check.codes) == (2, ["OAM846"])
    assert repository.follow(check).status == 0
    assert repository.checks() == {"a": 0, "b": 0, "c": 0}
    assert images(repository, "jobs") == {"team-c/jobs:1", "shared/log:1"}, "the nearest component of a name counts"
    assert repository.listed()["jobs"] == "../teams/c/jobs/app.yaml"
    after = repository.tree()
    assert {path for path in after if before.get(path) != after[path] and not path.startswith("jobs/")} == {".oamc.trees"}


@pytest.mark.parametrize("place", [".", "teams/a"])
def test_a_renamed_application_leaves_a_tree_that_its_team_alone_removes(repository: Teams, place: str) -> None:
    build = BUILD["a"] if place == "." else OWN
    repository.edit("teams/a/app.yaml", "name: shop-a", "name: store-a")
    repository.write("deploy/shop-a/templates/NOTES.local", "ours\n")
    check = repository.oamc(*build, "--check", at=place)
    assert (check.status, sorted(check.codes)) == (2, ["OAM846", "OAM847"])
    for team in "bc":
        other = repository.oamc(*BUILD[team], "--prune")
        assert (other.status, other.codes) == (0, [])
    built = repository.oamc(*build, at=place)
    assert (built.status, built.codes, repository.outputs()) == (0, ["OAM847"], ["shop-a", "shop-b", "shop-c", "store-a"])

    before = repository.tree()
    pruned = repository.follow(built, "--prune")
    after = repository.tree()
    assert (pruned.status, pruned.codes) == (0, ["OAM848"])
    assert "shop-a/templates/NOTES.local" in pruned.ended.err
    assert "removed from " in pruned.ended.err
    gone = {path for path in before if path not in after}
    assert gone == {path for path in before if path.startswith("shop-a/")} - {"shop-a/templates/NOTES.local"}
    assert {path for path in after if after[path] != before[path]} == {".oamc.trees"}
    assert sorted(repository.listed()) == ["shop-b", "shop-c", "store-a"]
    assert repository.checks() == {"a": 0, "b": 0, "c": 0}


def test_a_removed_application_is_left_over_even_where_it_was_the_last_of_its_team(repository: Teams) -> None:
    (repository.root / "teams/b/app.yaml").unlink()
    (repository.root / "teams/b/web.yaml").unlink()
    others = {path: content for path, content in repository.tree().items() if path.startswith(("shop-a/", "shop-c/"))}
    nothing = repository.oamc(*BUILD["b"])
    assert (nothing.status, "OAM841" in nothing.codes) == (1, True), "to build nothing is no success"
    assert "teams/b/templates" not in nothing.ended.err.partition("OAM841")[2], "no file of another system is to blame"
    check = repository.oamc(*BUILD["b"], "--check")
    assert (check.status, "OAM847" in check.codes) == (2, True)
    pruned = repository.follow(check, "--prune")
    assert (pruned.status, "removed deploy/shop-b (" in pruned.ended.err) == (0, True)
    assert repository.tree().keys() == {*others, ".oamc.trees"}
    assert others.items() <= repository.tree().items()
    assert repository.oamc("build", "-o", "deploy", "--check").status == 0


def test_a_directory_of_a_team_that_is_gone_is_seen_by_the_build_of_all(repository: Teams) -> None:
    shutil.rmtree(repository.root / "teams/c")
    check = repository.oamc("build", "-o", "deploy", "--check")
    assert (check.status, check.codes) == (2, ["OAM847"])
    assert repository.follow(check, "--prune").status == 0
    assert repository.outputs() == ["shop-a", "shop-b"]


def test_foreign_files_are_told_allowed_or_denied(repository: Teams) -> None:
    repository.write("deploy/shop-a/templates/extra.yaml", "kind: Secret\n")
    build = BUILD["a"]
    assert repository.oamc(*build).codes == []
    for words, status, codes in (((), 0, ["OAM848"]), (("--foreign", "allow"), 0, []), (("--foreign", "deny"), 2, ["OAM848"])):
        check = repository.oamc(*build, "--check", *words)
        assert (check.status, check.codes) == (status, codes), words
    repository.write("oamc.toml", f'{SETTINGS}foreign = "deny"\n')
    repository.edit("teams/a/web.yaml", "team-a/web:1", "team-a/web:2")
    assert repository.oamc(*OWN, "--check", at="teams/a").status == 2
    before = repository.tree()
    refused = repository.oamc(*build)
    assert (refused.status, refused.codes, "move it away" in refused.ended.err) == (1, ["OAM848"], True)
    assert repository.tree() == before
    assert repository.checks()["b"] == 0, "what stands in an output of another team is that team's matter"
    (repository.root / "deploy/shop-a/templates/extra.yaml").unlink()
    assert repository.oamc(*build).status == 0
    assert repository.oamc(*build, "--check").status == 0


def test_one_file_of_values_serves_all_teams(repository: Teams) -> None:
    values = "a-web: {parameters: {level: debug}}\nb-web: {containers: {web: {image: team-b/web:9}}}\n"
    repository.write("values.yaml", values)
    more = ("--values", "values.yaml")
    check = repository.oamc(*BUILD["b"], "--check", more=more)
    assert (check.status, check.codes) == (2, ["OAM845"])
    assert repository.follow(check).status == 0
    assert images(repository, "shop-b") == {"team-b/web:9", "shared/log:1"}
    for team in "abc":
        assert repository.oamc(*BUILD[team], more=more).status == 0
    assert repository.oamc("build", "-o", "deploy", "--check", more=more).status == 0, "built by each, checked for all"

    repository.write("values.yaml", f"{values}d-web: {{parameters: {{}}}}\n")
    refused = repository.oamc(*BUILD["a"], more=more)
    assert (refused.status, refused.codes) == (1, ["OAM753"])
    assert 'no value is called "d-web"' in refused.ended.err


def test_a_mistake_of_one_team_neither_stops_nor_hides_another_one(repository: Teams) -> None:
    repository.edit("teams/b/app.yaml", "componentName: web", "componentName: wob")
    repository.edit("teams/c/app.yaml", "componentName: log", "componentName: lgo")
    before = repository.tree()
    whole = repository.oamc("build", "-o", "deploy")
    assert (whole.status, whole.codes.count("OAM319"), repository.tree() == before) == (1, 2, True)
    assert all(f"--> teams/{team}/app.yaml:" in whole.ended.err for team in "bc")

    repository.write("values.yaml", "a-web: {parameters: {level: debug}}\nb-web: {parameters: {level: warn}}\n")
    repository.edit("teams/b/web.yaml", "image:", "imag:")
    own = repository.oamc(*BUILD["a"], "--values", "values.yaml")
    assert (own.status, own.codes) == (0, []), own.ended.err
    assert b"debug" in repository.tree()["shop-a/values.yaml"]
    assert repository.oamc(*BUILD["b"], "--check").status == 1


@pytest.mark.skipif(GIT is None, reason="there is no git to merge with")
def test_a_merge_conflict_in_the_lists_is_healed_by_the_next_build(repository: Teams) -> None:
    def develop(branch: str, name: str, old: str, new: str) -> None:
        """Change the component of team a and add an application to it, as one of its developers does in a branch."""
        assert repository.git("checkout", "-q", "-b", branch, "main").status == 0
        repository.edit("teams/a/web.yaml", old, new)
        repository.write(f"teams/a/{name}/app.yaml", shop("a", name, name))
        assert repository.oamc(*OWN, at="teams/a").status == 0
        repository.commit(f"Add {name}")

    repository.commit("Begin")
    develop("left", "shop-a-east", "team-a/web:1", "team-a/web:2")
    repository.write("teams/b/shared-with-a/app.yaml", shop("b", "shop-a-guest", "guest"))
    assert repository.oamc(*OWN, at="teams/b").status == 0
    repository.commit("Add an application of team b")
    develop("right", "shop-a-west", "default: info", "default: debug")
    assert repository.git("merge", "left").status == 1
    unmerged = repository.git("diff", "--name-only", "--diff-filter=U").out.split()
    assert unmerged == ["deploy/.oamc.trees", "deploy/shop-a/.oamc-files"], "git itself has merged all that is built"

    check = repository.oamc(*BUILD["a"], "--check")
    assert check.status == 2
    assert "OAM814" not in check.codes
    assert repository.follow(check).status == 0
    assert not any(mark.encode() in content for content in repository.tree().values() for mark in MARKS)
    assert sorted(repository.listed()) == ["shop-a", "shop-a-east", "shop-a-guest", "shop-a-west", "shop-b", "shop-c"]
    assert repository.checks() == {"a": 0, "b": 0, "c": 0}
    assert images(repository, "shop-a") == {"team-a/web:2", "shared/log:1"}
    repository.commit("Merge left")

    for branch, image in (("one", "team-a/web:3"), ("two", "team-a/web:4")):
        assert repository.git("checkout", "-q", "-b", branch, "right").status == 0
        repository.edit("teams/a/web.yaml", "team-a/web:2", image)
        assert repository.oamc(*BUILD["a"]).status == 0
        repository.commit(image)
    assert repository.git("merge", "one").status == 1
    assert repository.git("checkout", "--theirs", "teams/a/web.yaml").status == 0
    refused = repository.oamc(*BUILD["a"])
    assert (refused.status, set(refused.codes)) == (1, {"OAM851"}), "nobody can tell what in these lines is an edit"
    assert repository.follow(repository.oamc(*BUILD["a"], "--check"), "--force").status == 0
    assert images(repository, "shop-a") == {"team-a/web:3", "shared/log:1"}
    assert repository.checks() == {"a": 0, "b": 0, "c": 0}


def test_a_build_that_is_killed_leaves_old_or_new_and_the_next_one_is_clean(repository: Teams) -> None:
    build, killed = ("build", "-o", "deploy"), 0
    old = repository.tree()
    for number, delay in enumerate((0.0, 0.003, 0.006, 0.012), 2):
        for team in "abc":
            repository.write(f"teams/{team}/app.yaml", shop(team, version=f"{number}.0.0"))
        surroundings = {"PYTHONPATH": str(ROOT), **bare(repository.root.parent)}
        with started([*OAMC, *build], repository.root, environment=surroundings, stdout=DEVNULL, stderr=DEVNULL) as process:
            while process.poll() is None and not any((repository.root / "deploy").glob(".oamc-work-*")):
                pass
            time.sleep(delay)
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        left = {path: content for path, content in repository.tree().items() if not path.startswith(".oamc-work-")}
        assert repository.oamc(*build).status == 0
        new = repository.tree()
        for name in ("shop-a", "shop-b", "shop-c"):
            seen, *versions = (below(tree, name) for tree in (left, old, new))
            assert seen in versions, f"{name} is neither old nor new"
        assert not list((repository.root / "deploy").glob(".oamc-work-*"))
        assert repository.oamc(*build, "--check").status == 0
        old = new
    assert killed, "no build was killed at its work"


def below(tree: dict[str, bytes], name: str) -> dict[str, bytes]:
    """Return the files of one output."""
    return {path: content for path, content in tree.items() if path.startswith(f"{name}/")}
