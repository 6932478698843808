"""Details of what Argo CD and Flux get, and of names and durations."""

import json

import pytest

from oamc.compiler import Compilation
from oamc.diagnostics.codes.outputs import OUTPUT_TOO_LARGE
from oamc.diagnostics.reports import Reports
from oamc.gitops.compiled import unit_of
from oamc.gitops.durations import canonical
from oamc.gitops.naming import circle, environment_of, waves
from oamc.gitops.plan import Cluster
from oamc.gitops.trees import trees
from oamc.model.application import Target
from oamc.options import Options
from oamc.records import replace
from oamc.spans import SourceFile
from tests.support.gitops_plans import (
    REGISTRY,
    URL,
    document,
    documents,
    git,
    objects,
    oci,
    plan,
    service,
    single,
    tool_objects,
    unit,
    vela,
    written,
)

FLUX = ("flux",)
DIGEST = f"sha256:{'a' * 64}"
ROLE = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRole",
    "metadata": {"name": "reader"},
    "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
}


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("1h", "1h0m0s"),
        ("90s", "1m30s"),
        ("0.5h", "30m0s"),
        ("1500ms", "1.5s"),
        ("1h0m0s", "1h0m0s"),
        ("250ms", "250ms"),
        ("1.5ms", "1.5ms"),
        ("60m", "1h0m0s"),
        ("25h", "25h0m0s"),
        ("1s1s", "2s"),
        ("0.0001ms", ""),
        ("0s", ""),
        ("", ""),
        ("1", ""),
        ("1d", ""),
        ("-1s", ""),
        ("1s\n", ""),
        ("999999999h", ""),
    ],
)
def test_a_duration_is_written_as_go_prints_it(given, made):
    assert canonical(given) == made


def test_durations_in_objects_are_canonical():
    files = written(plan(git(tools=FLUX, interval="60m", timeout="300s"), "staging"))
    spec = document(files["flux/staging/shop.yaml"])["spec"]
    assert (spec["interval"], spec["timeout"]) == ("1h0m0s", "5m0s")


@pytest.mark.parametrize(
    ("path", "environment"),
    [
        ("root-staging.yaml", "staging"),
        ("staging/shop.yaml", "staging"),
        ("staging/kustomization.yaml", "staging"),
        ("project.yaml", ""),
        ("staging.yaml", ""),
        ("root-other.yaml", ""),
        ("other/shop.yaml", ""),
    ],
)
def test_a_file_of_a_control_folder_tells_its_environment(path, environment):
    assert environment_of(path, ("staging", "root")) == environment


def test_waves_count_the_longest_chain_and_end_in_circles():
    assert waves({"a": (), "b": ("a",), "c": ("a", "b", "gone")}) == {"a": 0, "b": 1, "c": 2}
    assert circle({"a": ("b",), "b": ("c",), "c": ("b",)}) == ("b", "c")
    assert circle({"a": ("a",)}) == ("a",)
    assert circle({"a": ("b",), "b": ()}) == ()
    chain = {f"n{index}": (f"n{index + 1}",) for index in range(3000)}
    assert waves(chain)["n0"] == 2999


def test_a_project_allows_what_occurs_and_no_more():
    settings = git(project="team", project_file=True)
    wanted = single(settings, vela("shop", service("web"), objects("roles", ROLE)))
    body = document(written(wanted)["argocd/project.yaml"])
    assert body["spec"] == {
        "sourceRepos": [URL],
        "destinations": [{"server": "https://prod.example.com", "namespace": "team-production"}],
        "clusterResourceWhitelist": [
            {"group": "", "kind": "Namespace"},
            {"group": "rbac.authorization.k8s.io", "kind": "ClusterRole"},
        ],
    }


def test_a_project_keeps_what_it_says_for_environments_that_stay_as_they_are():
    settings = git(project="team", project_file=True)
    before = document(written(single(settings, vela("shop", service("web"), objects("roles", ROLE))))["argocd/project.yaml"])
    wanted = plan(settings, "staging", others=("production",), kept_project=before)
    body = document(written(wanted)["argocd/project.yaml"])
    assert [one["namespace"] for one in body["spec"]["destinations"]] == ["team-production", "team-staging"]
    assert {"group": "rbac.authorization.k8s.io", "kind": "ClusterRole"} in body["spec"]["clusterResourceWhitelist"]
    alone = document(written(replace(wanted, others=()))["argocd/project.yaml"])
    assert [one["namespace"] for one in alone["spec"]["destinations"]] == ["team-staging"]


def test_a_project_of_artifacts_names_each_of_them():
    body = document(written(plan(oci(project="team", project_file=True), "staging"))["argocd/project.yaml"])
    assert body["spec"]["sourceRepos"] == [f"{REGISTRY}/staging/greeter", f"{REGISTRY}/staging/shop"]


def test_an_application_may_name_its_cluster():
    wanted = single(git(), vela("shop"), cluster=Cluster(name="eu"))
    body = document(written(wanted)["argocd/production/shop.yaml"])
    assert body["spec"]["destination"] == {"name": "eu", "namespace": "team-production"}


def test_the_digest_of_an_artifact_wins_over_its_tag():
    made = (unit("production", vela("shop"), digest=DIGEST), unit("production", vela("greeter")))
    both = replace(single(oci(tools=("argocd", "flux"), revision="1.0"), vela("shop")), units=made)
    files = written(both)
    assert document(files["argocd/production/shop.yaml"])["spec"]["source"]["targetRevision"] == DIGEST
    assert document(files["argocd/production/greeter.yaml"])["spec"]["source"]["targetRevision"] == "1.0"
    references = [documents(files[f"flux/production/{name}.yaml"])[0]["spec"]["ref"] for name in ("shop", "greeter")]
    assert references == [{"digest": DIGEST}, {"tag": "1.0"}]
    of_set = replace(both, settings=oci(style="applicationset", revision="1.0"))
    spec = document(written(of_set)["argocd/production/applications.yaml"])["spec"]
    assert spec["generators"][0]["list"]["elements"] == [
        {"application": "greeter", "namespace": "team-production", "revision": "1.0"},
        {"application": "shop", "namespace": "team-production", "revision": DIGEST},
    ]
    assert spec["template"]["spec"]["source"]["targetRevision"] == "{{.revision}}"


def test_removals_are_automatic_where_that_is_asked_for():
    automatic = {"remove_applications": "automatic"}
    root = document(written(plan(git(**automatic), "staging"))["argocd/root-staging.yaml"])
    assert root["spec"]["syncPolicy"]["automated"] == {"prune": True, "selfHeal": True}
    _, applied = documents(written(plan(git(tools=FLUX, **automatic), "staging"))["flux/root-staging.yaml"])
    assert applied["spec"]["prune"] is True
    found = document(written(plan(git(style="applicationset", **automatic), "staging"))["argocd/staging/applications.yaml"])
    assert "syncPolicy" not in found["spec"]


@pytest.mark.parametrize(
    ("revision", "reference"),
    [
        ("", {"branch": "main"}),
        ("release/1", {"branch": "release/1"}),
        ("refs/tags/v1", {"name": "refs/tags/v1"}),
        ("0123456789abcdef0123456789abcdef01234567", {"commit": "0123456789abcdef0123456789abcdef01234567"}),
    ],
)
def test_a_revision_is_a_branch_a_full_name_or_a_commit(revision, reference):
    source, _ = documents(written(plan(git(tools=FLUX, revision=revision), "staging"))["flux/root-staging.yaml"])
    assert source["spec"]["ref"] == reference


def test_what_flux_ignores_is_everything_but_the_output():
    def ignored(**fields):
        source, _ = documents(written(plan(git(tools=FLUX, **fields), "staging"))["flux/root-staging.yaml"])
        return source["spec"].get("ignore")

    assert ignored() == "/*\n!/deploy\n"
    assert ignored(output="a/./b", root="c") == "/*\n!/c\n/c/*\n!/c/a\n/c/a/*\n!/c/a/b\n"
    assert ignored(output=".") is None


def test_what_comes_after_a_split_application_waits_for_all_of_it():
    first = vela("first", service("a"), objects("b", ROLE))
    made = (unit("production", first), unit("production", vela("second"), after=("first", "elsewhere")))
    wanted = replace(single(git(tools=FLUX, split="component"), first), units=made, applications=("elsewhere",))
    found = document(written(wanted)["flux/production/second.yaml"])
    assert [one["name"] for one in found["spec"]["dependsOn"]] == ["oamc-environment", "first-a", "first-b"]


def test_an_instance_without_objects_is_passed_over_in_the_order_of_a_split():
    order = {"web": ("gone", "gone"), "gone": ("first", "other"), "first": (), "other": ("gone",)}
    made = unit("production", vela("shop", service("first"), service("web")), order={**order, "other": ()})
    wanted = replace(single(git(tools=FLUX, split="component"), vela("shop")), units=(made,))
    found = {body["metadata"]["name"]: body for body in documents(written(wanted)["flux/production/shop.yaml"])}
    assert [one["name"] for one in found["shop-web"]["spec"]["dependsOn"]] == ["oamc-environment", "shop-first"]


def test_what_no_instance_owns_has_a_folder_of_its_own_in_a_split():
    made = unit("production", vela("shop", service("web"), objects("roles", ROLE)))
    of_application = replace(made.objects.objects[-1].owner, kind="application", name="")
    held = (*made.objects.objects[:-1], replace(made.objects.objects[-1], owner=of_application))
    made = replace(made, objects=replace(made.objects, objects=held), groups=("web", "_shared"))
    wanted = replace(single(git(tools=FLUX, split="component"), vela("shop")), units=(made,))
    files = written(wanted)
    assert "production/shop/_shared/reader-clusterrole.yaml" in files
    names = [body["metadata"]["name"] for body in documents(files["flux/production/shop.yaml"])]
    assert names == ["shop-web", "shop"]


def test_a_namespace_is_written_once_for_all_applications():
    files = written(plan(git(tools=FLUX), "staging"))
    assert [name for name in files if name.startswith("staging/_environment/")] == [
        "staging/_environment/namespace-team-staging.yaml",
        "staging/_environment/kustomization.yaml",
    ]


@pytest.mark.parametrize(
    ("url", "source", "tools"),
    [
        ("https://git.example.com:8443/team/a-b_c/~x/d.git", "git", FLUX),
        ("http://10.0.0.1/a%20b.git", "git", FLUX),
        ("ssh://git@git.example.com:22/team/deploy.git", "git", FLUX),
        ("git@git-1.example.com:team/de.ploy-2_x/~a.git", "git", ("argocd",)),
        ("oci://registry-1.example.com:5000/team-2/a_b.c", "oci", FLUX),
        ("oci://registry-1.example.com:5000/team-2/a_b.c", "oci", ("argocd",)),
    ],
)
def test_addresses_of_every_usual_form_are_taken(url, source, tools):
    files = written(plan(git(repo_url=url, source=source, tools=tools), "staging"))
    assert any(url in text for text in files.values())


def test_a_slash_at_the_end_of_a_registry_says_nothing():
    files = written(plan(oci(repo_url=f"{REGISTRY}/"), "staging"))
    assert files == written(plan(oci(), "staging"))
    source = document(files["argocd/staging/shop.yaml"])["spec"]["source"]
    assert (source["repoURL"], source["targetRevision"], source["path"]) == (f"{REGISTRY}/staging/shop", "latest", ".")


def test_names_and_paths_may_have_digits_and_dots():
    settings = git(name="x1.{application}-{environment}", output="v1.2/a", revision="v1.2_a/b@c+d", project="team-2.x")
    body = document(written(plan(settings, "staging"))["argocd/staging/shop.yaml"])
    assert body["metadata"]["name"] == "x1.shop-staging"
    assert body["spec"]["source"]["path"] == "v1.2/a/staging/shop"


def test_a_project_keeps_the_repository_of_environments_that_stay_as_they_are():
    before = {"spec": {"sourceRepos": ["https://old.example.com"]}}
    wanted = plan(git(project="team", project_file=True), "staging", others=("production",), kept_project=before)
    assert document(written(wanted)["argocd/project.yaml"])["spec"]["sourceRepos"] == [URL, "https://old.example.com"]
    for odd in (None, {}, {"spec": None}, {"spec": ["a"]}):
        found = written(replace(wanted, kept_project=odd))
        assert document(found["argocd/project.yaml"])["spec"]["sourceRepos"] == [URL]


def test_what_a_chart_is_refused_for_stops_the_tree():
    class Refusing:
        def check(self, found, reports):
            reports.add(OUTPUT_TOO_LARGE, at=found.application.span, path="a")

        def emit(self, _):
            return {}

    wanted = single(git(render="chart"), vela("shop"))
    wanted = replace(wanted, units=tuple(replace(one, chart=Refusing()) for one in wanted.units))
    reports = Reports()
    assert trees(wanted, reports) == {}
    assert [one.code for one in reports.found] == [OUTPUT_TOO_LARGE]


def test_a_unit_has_the_namespace_of_its_environment_else_of_its_document_and_of_its_target_above_all():
    shop = vela("shop")
    shop["metadata"]["namespace"] = "own"
    source = SourceFile(path="in.json", label="in.json", text=json.dumps(shop))
    for chosen, namespace in (("given", "given"), (None, "own"), ("", "")):
        (checked,) = Compilation((source,), Options(format="manifests", namespace=chosen), Reports()).checked
        found = unit_of(checked, "staging", chosen, {"shop": ("a",), "other": ("b",)})
        assert (found.namespace, found.after, found.order, found.cluster) == (namespace, ("a",), {"shop-web": ()}, "")
        assert found.span == checked.application.name.span
        target = Target(name="one", cluster="eu")
        found = unit_of(replace(checked, application=replace(checked.application, target=target)), "staging", chosen, {})
        assert (found.application, found.namespace, found.after, found.cluster) == ("shop-one", namespace, (), "eu")


def test_the_objects_of_the_tools_lie_where_that_is_asked_for():
    files = written(plan(git(tools=("argocd", "flux"), control_namespace="tools"), "staging"))
    assert {body["metadata"]["namespace"] for body in tool_objects(files)} == {"tools"}
    assert document(files["argocd/root-staging.yaml"])["spec"]["destination"]["namespace"] == "tools"


def test_artifacts_are_read_with_the_secret_that_is_named():
    files = written(plan(oci(tools=FLUX, secret_ref="pull"), "staging"))
    sources = [body for body in tool_objects(files) if body["kind"] == "OCIRepository"]
    assert len(sources) == 4
    assert all(body["spec"]["secretRef"] == {"name": "pull"} for body in sources)
