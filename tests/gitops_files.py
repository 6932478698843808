"""The trees of `tests/unit/gitops/trees/`: this module makes them, `test_tree_files.py` compares, and

    python -m tests.gitops_files

rewrites them. Each file is a whole tree as text, but for the objects of applications in charts: those are tested as charts.
"""

from __future__ import annotations

from pathlib import Path

from oamc.gitops.plan import Plan
from oamc.records import replace
from tests.support.gitops_plans import git, oci, plan, service, single, vela, written

FOLDER = Path(__file__).parent / "unit" / "gitops" / "trees"
BOTH = ("argocd", "flux")


def _manual(wanted: Plan) -> Plan:
    """Return a plan whose environments wait for a person and have their namespaces."""
    return replace(
        wanted, environments=tuple(replace(one, sync="manual", create_namespace=False) for one in wanted.environments)
    )


def _chain() -> dict[str, object]:
    """Return an application whose instances come after one another."""
    return vela("shop", service("database"), service("api", after=("database",)), service("storefront", after=("api",)))


def plans() -> dict[str, Plan]:
    """Return the plan of each tree, by its name."""
    one = "production"
    return {
        "argo-cd": plan(git(project="team")),
        "argo-cd-applicationset": plan(git(style="applicationset", project="team"), "staging", one),
        "argo-cd-branch": plan(git(branch="env/{environment}"), one),
        "argo-cd-chart": plan(git(render="chart"), one),
        "argo-cd-manual": _manual(plan(git(), one)),
        "argo-cd-oci": plan(oci(revision="1.4.0"), one),
        "argo-cd-project": plan(
            git(project="team", project_file=True, server_side_apply=True, remove_applications="automatic"), "staging", one
        ),
        "argo-cd-waves": single(git(), _chain()),
        "both": plan(git(tools=BOTH), one),
        "both-chart": plan(git(tools=BOTH, render="chart"), one),
        "flux": plan(git(tools=("flux",))),
        "flux-branch": plan(git(tools=("flux",), branch="env/{environment}", secret_ref="deploy-key"), one),
        "flux-chart": plan(git(tools=("flux",), render="chart"), one),
        "flux-manual": _manual(plan(git(tools=("flux",), remove_applications="automatic"), one)),
        "flux-names": plan(
            git(tools=("flux",), name="{application}-{environment}", root="platform", output="rendered/trees", interval="90m"),
            "staging",
            one,
        ),
        "flux-oci": plan(oci(tools=("flux",)), one),
        "flux-oci-chart": plan(oci(tools=("flux",), render="chart"), one),
        "flux-split": single(git(tools=("flux",), split="component"), _chain(), vela("greeter")),
    }


def text_of(wanted: Plan) -> str:
    """Return a tree as text."""
    of_charts = wanted.settings.has_charts
    shown = {
        path: text
        for path, text in written(wanted).items()
        if not (of_charts and path.split("/")[1] in {unit.application for unit in wanted.units})
    }
    return "".join(f"==> {path} <==\n{text}" for path, text in shown.items())


def main() -> None:
    """Rewrite the files, and remove those of no plan."""
    FOLDER.mkdir(exist_ok=True)
    made = plans()
    for path in FOLDER.glob("*.txt"):
        if path.stem not in made:
            path.unlink()
    for name, wanted in made.items():
        (FOLDER / f"{name}.txt").write_text(text_of(wanted))


if __name__ == "__main__":
    main()
