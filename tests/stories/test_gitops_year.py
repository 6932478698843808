"""The story of a year in a repository that Argo CD follows: the documents, the project file, and the tree beside them.

    apps/shop.yaml, apps/greeter.yaml     two applications, which share the component of apps/log.yaml
    environments/                         the values of each environment, and a patch of production
    deploy/                               what `oamc gitops` writes, and Argo CD reads

Each month brings a change. Before it is committed, `diff` says what it means, `affected` whom it touches, `why` where it comes
from; `gitops --check` is what CI runs. Where a message gives a command, that one is run.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stories.repository import GIT, Repository
from tests.support.texts import PORTS, RESOURCES, application, component, containers, instance

PROJECT = """inputs = ["apps"]
kube-version = ["1.34"]

[application.shop]
after = ["greeter"]

[env.base]
abstract = true
values = ["environments/base/values.yaml"]

[env.staging]
extends = "base"
namespace = "team-staging"
cluster = {server = "https://kubernetes.default.svc"}

[env.production]
extends = "base"
namespace = "team"
values = ["environments/production/values.yaml"]
patches = ["environments/production/patch.yaml"]
cluster = {server = "https://prod.example.com"}
promote = "by-hand"

[gitops]
for = "argocd"
repo-url = "https://git.example.com/team/deploy.git"
revision = "main"
"""
TRAITS = """      traits:
        - {name: auto-scaler, properties: {minimum: 1, maximum: 4, cpu: 50}}
        - {name: ingress, properties: {hostname: shop.test, path: /, servicePort: 8080}}
"""
PATCH = """apiVersion: oamc.dev/v1
kind: EnvironmentPatch
application: shop
instances:
  - name: storefront
    addTraits:
      - {name: security-policy, properties: {readOnlyRootFilesystem: true}}
"""
LEVEL = "  parameters:\n    - {name: level, type: string, default: info}\n"
VARIABLE = "      env: [{name: LEVEL, fromParam: level}]\n"
SHOP = component("storefront", spec=containers(RESOURCES + PORTS, image="example/storefront:1")) + application(
    instance("storefront", "storefront", TRAITS), instance("shop-log", "log")
)
GREETER = component("greeter", spec=containers(RESOURCES + PORTS, image="example/greeter:1")) + application(
    instance("welcome", "greeter"), instance("greeter-log", "log"), name="greeter"
)
FILES = {
    "oamc.toml": PROJECT,
    "apps/log.yaml": component(
        "log",
        workload="Worker",
        parameters=LEVEL,
        spec=containers(RESOURCES + VARIABLE, name="log", image="example/log:1"),
    ),
    "apps/shop.yaml": SHOP,
    "apps/greeter.yaml": GREETER,
    "environments/base/values.yaml": "storefront:\n  traits:\n    ingress: {hostname: shop.staging.example.com}\n",
    "environments/production/values.yaml": "storefront:\n  traits:\n    ingress: {hostname: shop.example.com}\n",
    "environments/production/patch.yaml": PATCH,
    ".gitattributes": ".oamc-files linguist-generated\n",
}


class Year(Repository):
    """The repository, and what is asked of it before a commit."""

    def expect(self, status: int, *words: str) -> str:
        """Run a command that ends with a status, and return what it prints; findings are in `told`."""
        outcome = self.oamc(*words)
        assert outcome.status == status, (words, outcome.ended.out, outcome.ended.err)
        self.told = outcome.ended.err
        return outcome.ended.out

    def affected(self, *more: str) -> set[tuple[str, str, str]]:
        """Return application, environment and change of what is touched since the last commit."""
        found = json.loads(self.expect(0, "affected", "--since", "HEAD", "--format", "json", *more))
        assert found["schema"] == "oamc.affected/1"
        return {(unit["application"], unit["environment"], unit["change"]) for unit in found["units"]}

    def ratings(self, environment: str) -> dict[str, list[str]]:
        """Return what changes in the tree of an environment since the last commit, by object, each with its ratings."""
        out = self.expect(0, "diff", f"HEAD:deploy/{environment}", f"deploy/{environment}", "--format", "json", "--exit-zero")
        found: dict[str, Any] = json.loads(out)
        return {f"{one['verb']} {one['kind']}/{one['name']}": one["ratings"] for one in found["objects"]}

    def changed(self) -> list[str]:
        """Return the files of the tree that differ from the last commit, without the lists."""
        assert self.git("add", "-A").status == 0
        names = self.git("diff", "--cached", "--name-only", "--", "deploy").out.split()
        return [name for name in names if not name.endswith(".oamc-files")]

    def finish(self, words: str) -> None:
        """See that CI is content, and commit."""
        assert self.expect(0, "gitops", "--check") == ""
        self.commit(words)


@pytest.mark.slow
@pytest.mark.skipif(GIT is None, reason="there is no git")
def test_a_year(tmp_path: Path) -> None:
    year = Year(tmp_path / "repository")
    for path, text in FILES.items():
        year.write(path, text)
    assert year.git("init", "-q", "-b", "main").status == 0
    january_brings_the_first_tree(year)
    february_raises_an_image_in_staging_and_promotes_it(year)
    march_renames_an_instance(year)
    april_drops_a_trait_in_production(year)
    may_edits_a_generated_file_by_hand(year)
    june_moves_to_another_version_of_kubernetes(year)
    july_adds_an_environment(year)
    august_changes_a_component_that_two_applications_share(year)
    september_comments(year)
    october_loses_an_application(year)
    november_rolls_back(year)
    december_is_careless(year)


def january_brings_the_first_tree(year: Year) -> None:
    year.expect(0, "check")
    year.expect(0, "gitops", "--all-envs")
    units = [f"deploy/{environment}/{name}" for environment in ("production", "staging") for name in ("greeter", "shop")]
    assert all((year.root / unit / ".oamc-files").exists() for unit in units)
    wave = 'argocd.argoproj.io/sync-wave: "1"'
    waves = {name: wave in year.tree()[f"argocd/staging/{name}.yaml"].decode() for name in ("greeter", "shop")}
    assert waves == {"greeter": False, "shop": True}
    year.finish("Begin")


def february_raises_an_image_in_staging_and_promotes_it(year: Year) -> None:
    year.edit("apps/shop.yaml", "image: example/storefront:1", "image: example/storefront:2")
    assert year.affected() == {("shop", "staging", "changed"), ("shop", "production", "changed")}
    assert "changed deploy/staging/shop/storefront-deployment.yaml" in year.expect(2, "gitops", "--check")
    year.expect(0, "gitops")
    assert year.changed() == ["deploy/staging/shop/storefront-deployment.yaml"], "production waits"
    assert year.ratings("staging") == {"changed Deployment/storefront": ["restart"]}
    year.finish("Raise the image of the storefront")
    out = year.expect(2, "gitops", "--check", "--env", "production")
    assert "changed deploy/production/shop/storefront-deployment.yaml\n" in out
    year.expect(0, "gitops", "--env", "production")
    assert year.changed() == ["deploy/production/shop/storefront-deployment.yaml"]
    year.finish("Promote the storefront")


def march_renames_an_instance(year: Year) -> None:
    year.edit("apps/shop.yaml", "instanceName: storefront", "instanceName: front")
    assert year.expect(1, "check") == ""
    assert 'no value is called "storefront"' in year.told
    assert "OAM905" in year.told, "the patch has lost its target, too"
    for path in ("environments/base/values.yaml", "environments/production/values.yaml"):
        year.edit(path, "storefront:", "front:")
    year.edit("environments/production/patch.yaml", "name: storefront", "name: front")
    year.expect(0, "gitops", "--all-envs")
    assert year.ratings("staging") == {
        "renamed Deployment/storefront": ["restart"],
        "renamed Service/storefront": ["exposure"],
        "renamed HorizontalPodAutoscaler/storefront-trait-autoscaler": ["scaling"],
        "renamed Ingress/storefront-trait-ingress": ["exposure"],
    }
    assert not [path for path in year.tree() if "storefront-" in path]
    year.finish("Call the storefront front")


def april_drops_a_trait_in_production(year: Year) -> None:
    year.edit("environments/production/patch.yaml", "    addTraits:", "    removeTraits: [ingress]\n    addTraits:")
    year.expect(1, "check")
    assert "OAM908" in year.told, "its values would have no effect"
    year.write("environments/production/values.yaml", "{}\n")
    year.edit("oamc.toml", '[env.production]\nextends = "base"', "[env.production]")
    assert year.affected() == {("shop", "production", "changed")}
    year.expect(0, "gitops", "--env", "production")
    assert year.ratings("production") == {"removed Ingress/front-trait-ingress": ["exposure"]}
    why = year.expect(0, "why", "Deployment/front", "spec.template.spec.containers[web].securityContext", "--env", "production")
    assert "environments/production/patch.yaml:8:" in why
    year.finish("Take the storefront of production off the network")


def may_edits_a_generated_file_by_hand(year: Year) -> None:
    path = "deploy/staging/greeter/welcome-deployment.yaml"
    year.edit(path, "image: example/greeter:1", "image: example/greeter:hotfix")
    edited = year.oamc("gitops", "--check")
    assert (edited.status, edited.codes) == (2, ["OAM814"])
    refused = year.oamc("gitops")
    assert (refused.status, refused.codes) == (1, ["OAM814"])
    assert "hotfix" in (year.root / path).read_text(encoding="utf-8")
    assert year.affected() == set(), "the documents say what they said"
    assert year.follow(edited, "--force").status == 0
    assert year.changed() == []


def june_moves_to_another_version_of_kubernetes(year: Year) -> None:
    year.edit("oamc.toml", '["1.34"]', '["1.37"]')
    year.expect(0, "check")
    assert year.affected() == set()
    year.expect(0, "gitops", "--all-envs")
    assert year.changed() == []
    year.finish("Check against Kubernetes 1.37")


def july_adds_an_environment(year: Year) -> None:
    table = '[env.training]\nextends = "staging"\nnamespace = "team-training"\n\n[gitops]\n'
    year.edit("oamc.toml", "[gitops]\n", table)
    assert year.affected() == {("shop", "training", "added"), ("greeter", "training", "added")}
    year.expect(0, "gitops")
    names = {path for path in year.changed() if not path.startswith(("deploy/training/", "deploy/argocd/training/"))}
    assert names == {"deploy/argocd/root-training.yaml"}
    out = year.expect(0, "diff", "--env", "staging", "--env", "training")
    assert out == "no difference\n"
    year.finish("Add an environment for trainings")


def august_changes_a_component_that_two_applications_share(year: Year) -> None:
    year.edit("apps/log.yaml", "default: info", "default: debug")
    everywhere = {(name, where, "changed") for name in ("greeter", "shop") for where in ("production", "staging", "training")}
    assert year.affected() == everywhere
    year.expect(0, "gitops", "--all-envs")
    assert year.ratings("staging") == {
        "changed Deployment/greeter-log": ["restart"],
        "changed Deployment/shop-log": ["restart"],
    }
    year.finish("Log more")


def september_comments(year: Year) -> None:
    year.write(
        "apps/log.yaml", "# what every application logs with\n" + (year.root / "apps/log.yaml").read_text(encoding="utf-8")
    )
    assert year.affected() == set()
    assert {change for _, _, change in year.affected("--touched")} == {"touched"}
    year.expect(0, "gitops", "--all-envs")
    assert year.changed() == []
    year.finish("Explain the log")


def october_loses_an_application(year: Year) -> None:
    (year.root / "apps/greeter.yaml").unlink()
    year.expect(1, "check")
    assert "OAM904" in year.told, "the shop comes after it"
    year.edit("oamc.toml", '[application.shop]\nafter = ["greeter"]\n\n', "")
    removed = {("greeter", where, "removed") for where in ("production", "staging", "training")}
    assert {one for one in year.affected() if one[2] == "removed"} == removed
    year.expect(0, "gitops", "--all-envs")
    checked = year.oamc("gitops", "--check", "--all-envs")
    assert (checked.status, set(checked.codes)) == (2, {"OAM847"})
    assert year.oamc("gitops", "--all-envs", "--prune").status == 0
    assert not [path for path in year.tree() if "greeter" in path]
    assert all(verb == "removed" for verb in {name.partition(" ")[0] for name in year.ratings("staging")})
    year.finish("Say goodbye to the greeter")


def november_rolls_back(year: Year) -> None:
    assert year.git("revert", "--no-edit", "HEAD").status == 0
    assert year.expect(0, "gitops", "--check", "--all-envs") == ""
    assert [path for path in year.tree() if "greeter" in path]


def december_is_careless(year: Year) -> None:
    before = year.tree()
    for words, code in (
        (("gitops", "--env", "prodution"), "OAM901"),
        (("affected", "--since", "last-christmas"), "OAM866"),
        (("diff", "HEAD~99:apps", "apps"), "OAM866"),
        (("why", "Deployment/nobody", "spec", "--env", "staging"), "OAM855"),
    ):
        assert code in year.oamc(*words).ended.err, words
    ledger = year.root / "deploy/staging/shop/.oamc-files"
    text = ledger.read_text(encoding="utf-8")
    ledger.write_text(text.replace('"format": 1', '"format": 2'), encoding="utf-8")
    newer = year.oamc("gitops")
    assert (newer.status, newer.codes) == (1, ["OAM813"]), "a list of a newer version proves nothing here"
    ledger.write_text(text, encoding="utf-8")
    assert year.tree() == before
    assert year.expect(0, "gitops", "--check") == ""
