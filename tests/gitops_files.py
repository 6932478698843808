"""The trees of `tests/unit/gitops/trees/`: this module makes them, `test_tree_files.py` compares, and

    python -m tests.gitops_files

rewrites them. Each file is a whole tree as text, but for the objects of applications in charts: those are tested as charts.
`FINDINGS` beside them has what is said of plans that are wrong.
"""

from __future__ import annotations

from pathlib import Path

from oamc.diagnostics.reports import Reports
from oamc.gitops.plan import Cluster, Plan, Settings
from oamc.gitops.trees import trees
from oamc.records import replace
from tests.support.gitops_plans import git, objects, oci, plan, service, single, units, vela, written

FOLDER = Path(__file__).parent / "unit" / "gitops" / "trees"
FINDINGS = FOLDER.parent / "findings.txt"
BOTH = ("argocd", "flux")


def _manual(wanted: Plan) -> Plan:
    """Return a plan whose environments wait for a person and have their namespaces."""
    return _environments(wanted, sync="manual", create_namespace=False)


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


def mistakes() -> dict[str, Plan]:
    """Return plans that are wrong, or of which something is to be told, by what is wrong with them."""
    shop, flux = single(git(), vela("shop")), single(git(tools=("flux",)), vela("shop"))
    cluster = Cluster(server="https://a.example.com")
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"a": "b"}}
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "token"}, "stringData": {"a": "b"}}
    own = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team-production"}}
    (unit,) = shop.units
    (item,) = single(git(), vela("shop", objects("x", own))).units[0].objects.objects
    placeless = replace(item, kind="ConfigMap", body={"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}})
    chain = vela("shop", service("a"), service("b", after=("a",)))
    meeting = (*units("production", vela("a", objects("x", config))), *units("production", vela("b", objects("y", config))))
    circle = (replace(unit, after=("other",)), replace(units("production", vela("other"))[0], after=("shop",)))
    return {
        "no address": replace(shop, settings=Settings()),
        "no cluster": _environments(shop, cluster=Cluster()),
        "two clusters": _environments(shop, cluster=Cluster(server="https://a", name="a")),
        "no address of a cluster": _environments(shop, cluster=Cluster(server="a.example.com")),
        "no namespace": _units(shop, namespace=""),
        "wrong namespace": _units(shop, namespace="A"),
        "wrong choices": replace(
            shop, settings=git(tools=("a",), render="a", style="a", split="a", source="a", remove_applications="a")
        ),
        "wrong texts": replace(
            flux,
            settings=git(
                tools=("flux",),
                repo_url="a",
                output="../a",
                root="a\nb",
                interval="a",
                timeout="a",
                revision="a b",
                branch="a",
                name="a",
                control_namespace="A",
                secret_ref="A",
            ),
        ),
        "wrong path": replace(shop, settings=git(output="/a")),
        "wrong registry": replace(shop, settings=oci(repo_url="https://registry.example.com")),
        "password in the address": replace(shop, settings=git(repo_url="https://a:b@git.example.com/a")),
        "wrong project": replace(shop, settings=git(project="A b")),
        "default project": replace(shop, settings=git(project_file=True)),
        "for Flux alone": replace(shop, settings=git(secret_ref="a", interval="1m", timeout="1m", split="component")),
        "for Argo CD alone": replace(
            flux, settings=git(tools=("flux",), project="a", project_file=True, style="applicationset", server_side_apply=True)
        ),
        "split of both": replace(shop, settings=git(tools=BOTH, split="component")),
        "split of a chart": single(git(tools=("flux",), split="component", render="chart"), vela("shop")),
        "branch of artifacts": replace(shop, settings=oci(branch="{environment}")),
        "folder of the tree": _environments(_units(shop, environment="flux"), name="flux"),
        "wrong environment": _environments(_units(shop, environment="A"), name="A"),
        "long environment": _environments(_units(shop, environment="a" * 31), name="a" * 31),
        "file of the tree": _units(shop, application="kustomization"),
        "wrong application": _units(shop, application="A"),
        "device": _units(shop, application="con"),
        "long name": _units(shop, application="a" * 60),
        "long release": _units(single(git(tools=("flux",), render="chart"), vela("shop")), application="a" * 54),
        "one name of Argo CD": replace(shop, units=units("production", vela("root"))),
        "one name of Flux": replace(flux, units=units("production", vela("root-production"))),
        "unknown application": _units(shop, after=("shoop",)),
        "application alone": _units(shop, after=("catalogue",)),
        "near application": replace(_units(shop, after=("catalog",)), applications=("catalogue", "shop")),
        "far application": replace(_units(shop, after=("far-away",)), applications=("catalogue", "shop")),
        "circle of applications": replace(shop, units=circle),
        "circle of instances": _units(shop, order={"a": ("b",), "b": ("a",)}),
        "one cluster": _environments(plan(git(tools=("flux",)), "staging", "production"), cluster=cluster),
        "no object": _units(shop, objects=replace(unit.objects, objects=())),
        "no application": replace(shop, units=()),
        "object without a namespace": _units(shop, objects=replace(unit.objects, objects=(placeless,))),
        "object twice": replace(shop, units=meeting),
        "namespace twice": single(git(tools=("flux",)), vela("shop", objects("x", own))),
        "secret": single(git(), vela("shop", objects("x", secret))),
        "order of instances": single(git(tools=("flux",)), chain),
        "order of releases": single(git(tools=("flux",), render="chart"), chain),
        "order in a set": plan(git(style="applicationset"), "staging"),
        "another cluster": _units(shop, cluster="eu"),
    }


def _environments(wanted: Plan, **fields: object) -> Plan:
    """Return a plan with other fields of its environments."""
    return replace(wanted, environments=tuple(replace(one, **fields) for one in wanted.environments))


def _units(wanted: Plan, **fields: object) -> Plan:
    """Return a plan with other fields of its units."""
    return replace(wanted, units=tuple(replace(one, **fields) for one in wanted.units))


def findings() -> str:
    """Return what is said of each plan that is wrong."""
    lines: list[str] = []
    for name, wanted in mistakes().items():
        reports = Reports()
        trees(wanted, reports)
        lines.append(f"-- {name} --")
        for found in reports.in_order():
            lines.append(f"{found.severity}[{found.code.id}] {found.span or 'nowhere'}: {found.message}")
            lines += [f"  note {other.span}: {other.message}" for other in found.related]
            lines += [f"  hint: {found.hint}"] if found.hint else []
    return "\n".join(lines) + "\n"


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
    FINDINGS.write_text(findings())
    for name, wanted in made.items():
        (FOLDER / f"{name}.txt").write_text(text_of(wanted))


if __name__ == "__main__":
    main()
