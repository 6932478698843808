"""Whole trees as text: a changed byte of what is written shows here."""

import re

import pytest

from tests.gitops_files import FINDINGS, FOLDER, findings, plans, text_of
from tests.support.gitops_plans import git, plan, single, vela, written

PLANS = plans()


@pytest.mark.parametrize("name", PLANS)
def test_a_tree_is_as_it_was_reviewed(name):
    assert text_of(PLANS[name]) == (FOLDER / f"{name}.txt").read_text(), "python -m tests.gitops_files rewrites it"


def test_what_is_said_of_wrong_plans_is_as_it_was_reviewed():
    assert findings() == FINDINGS.read_text(), "python -m tests.gitops_files rewrites it"


def test_every_file_of_a_tree_belongs_to_a_plan():
    assert {path.stem for path in FOLDER.iterdir()} == set(PLANS)


def test_the_files_for_argo_cd_lie_where_the_specification_puts_them():
    environments = ("development", "staging", "production")
    control = [f"argocd/root-{name}.yaml" for name in environments]
    control += [f"argocd/{name}/{unit}.yaml" for name in environments for unit in ("greeter", "shop")]
    found = set(written(plan(git())))
    assert {path for path in found if path.startswith("argocd/")} == set(control)
    assert {re.sub("/[^/]*$", "", path) for path in found if not path.startswith("argocd/")} == {
        f"{name}/{unit}" for name in environments for unit in ("greeter", "shop")
    }
    assert "production/shop/shop-web-deployment.yaml" in found


def test_the_files_for_flux_lie_where_the_specification_puts_them():
    found = set(written(plan(git(tools=("flux",)), "staging")))
    assert found == {
        "flux/root-staging.yaml",
        *(f"flux/staging/{name}.yaml" for name in ("kustomization", "_environment", "greeter", "shop")),
        *(f"staging/_environment/{name}.yaml" for name in ("kustomization", "namespace-team-staging")),
        *(f"staging/{name}/kustomization.yaml" for name in ("greeter", "shop")),
        *(f"staging/{name}/{name}-web-{kind}.yaml" for name in ("greeter", "shop") for kind in ("deployment", "service")),
    }


def test_a_new_application_changes_only_its_files_and_the_control_folder():
    before = written(single(git(tools=("argocd", "flux")), vela("shop")))
    after = written(single(git(tools=("argocd", "flux")), vela("shop"), vela("greeter")))
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    assert changed - {path for path in changed if path.startswith("production/greeter/")} == {
        "argocd/production/greeter.yaml",
        "flux/production/greeter.yaml",
        "flux/production/kustomization.yaml",
    }


def test_files_of_environments_that_stay_as_they_are_are_kept():
    kept = {"argocd/root-production.yaml": "a\n", "argocd/production/shop.yaml": "b\n", "flux/root-production.yaml": "c\n"}
    found = written(plan(git(), "staging", others=("production",), kept=kept))
    assert found["argocd/root-production.yaml"] == "a\n"
    assert found["argocd/production/shop.yaml"] == "b\n"
    assert not any(path.startswith("flux/") for path in found)
    assert [path for path in found if path.startswith("argocd/")] == sorted(
        path for path in found if path.startswith("argocd/")
    )
