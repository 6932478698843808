"""Every mistake that a tree can have is told, and nothing is written after it."""

import pytest

from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import IsTrue
from oamc.gitops.argo_cd import API_VERSION
from oamc.gitops.plan import Cluster, Environment
from oamc.gitops.trees import check_object, trees
from oamc.gitops.units import check_files
from oamc.records import replace
from oamc.spans import SourceFile, Span
from tests.support.gitops_plans import (
    found_codes,
    git,
    messages,
    objects,
    oci,
    plan,
    service,
    single,
    unit,
    units,
    vela,
    written,
)

FLUX = ("flux",)
BOTH = ("argocd", "flux")


def change(wanted, **fields):
    """Return a plan with other fields of its environments."""
    return replace(wanted, environments=tuple(replace(one, **fields) for one in wanted.environments))


def change_units(wanted, **fields):
    """Return a plan with other fields of its units."""
    return replace(wanted, units=tuple(replace(one, **fields) for one in wanted.units))


@pytest.mark.parametrize("tools", [("argocd",), FLUX, BOTH])
def test_a_good_plan_has_no_finding(tools):
    assert found_codes(plan(git(tools=tools))) == []


def test_a_tree_needs_an_address_a_cluster_and_a_namespace():
    assert found_codes(plan(git(repo_url=""), "staging")) == ["OAM930"]
    assert found_codes(change(plan(git(), "staging"), cluster=Cluster())) == ["OAM930"]
    assert found_codes(change(plan(git(), "staging"), cluster=Cluster(server="https://a.example.com", name="a"))) == ["OAM930"]
    assert found_codes(change(plan(git(tools=FLUX), "staging"), cluster=Cluster())) == []
    assert found_codes(change(plan(git(), "staging"), cluster=Cluster(name="in-cluster"))) == []
    assert found_codes(change_units(plan(git(), "staging"), namespace="")) == ["OAM930", "OAM930"]
    assert found_codes(change_units(single(git(), vela("shop")), namespace="A_b")) == ["OAM930"]


@pytest.mark.parametrize(
    "server", ["ftp://a", "https://user:password@a.example.com", "https://a?b", "https://a b", "a.example.com"]
)
def test_the_address_of_a_cluster_is_one(server):
    wanted = change(single(git(), vela("shop")), cluster=Cluster(server=server))
    assert found_codes(wanted) == ["OAM930"]
    assert not any("password" in message for message in messages(wanted))


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("repo-url", {"repo_url": "https://user:secret@git.example.com/a.git"}),
        ("repo-url", {"repo_url": "https://secret@git.example.com/a.git"}),
        ("repo-url", {"repo_url": "https://git.example.com/a b.git"}),
        ("repo-url", {"repo_url": "https://git.example.com/{{.a}}.git"}),
        ("repo-url", {"repo_url": "git.example.com/a"}),
        ("repo-url", {"repo_url": "git@git.example.com:a.git", "tools": FLUX}),
        ("repo-url", {"repo_url": "https://registry.example.com/a", "source": "oci"}),
        ("repo-url", {"repo_url": "oci://registry.example.com/a:1", "source": "oci"}),
        ("revision", {"revision": "a b"}),
        ("revision", {"revision": "-a"}),
        ("branch", {"branch": "main"}),
        ("branch", {"branch": "{environment} x"}),
        ("name", {"name": "{environment}"}),
        ("name", {"name": "{application}-{cluster}"}),
        ("output", {"output": "../a"}),
        ("output", {"output": "a\\b"}),
        ("output", {"output": "a\nb"}),
        ("output", {"output": "a /b"}),
        ("output", {"output": "a*b"}),
        ("root", {"root": "/a"}),
        ("interval", {"interval": "1 hour", "tools": FLUX}),
        ("interval", {"interval": "1d", "tools": FLUX}),
        ("timeout", {"timeout": "0s", "tools": FLUX}),
        ("timeout", {"timeout": "\u0661s", "tools": FLUX}),
        ("for", {"tools": ()}),
        ("for", {"tools": ("spinnaker",)}),
        ("render", {"render": "helm"}),
        ("style", {"style": "set"}),
        ("split", {"split": "object", "tools": FLUX}),
        ("source", {"source": "svn"}),
        ("remove-applications", {"remove_applications": "never"}),
        ("control-namespace", {"control_namespace": "A"}),
        ("secret-ref", {"secret_ref": "a b", "tools": FLUX}),
        ("project", {"project": "A B"}),
        ("project-file", {"project_file": True}),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_at_its_place(key, fields):
    place = Span(SourceFile(path="oamc.toml", label="oamc.toml", text=""), 3, 1, 3, 9)
    reports = Reports()
    assert trees(plan(git(places={key: place}, **fields), "staging"), reports) == {}
    assert [(found.code.id, found.span) for found in reports.found] == [("OAM931", place)]
    assert f'"{key}"' in reports.found[0].message
    assert "secret@" not in reports.found[0].message


@pytest.mark.parametrize(
    ("keys", "fields"),
    [
        (["project"], {"tools": FLUX, "project": "team"}),
        (["style"], {"tools": FLUX, "style": "applicationset"}),
        (["server-side-apply"], {"tools": FLUX, "server_side_apply": True}),
        (["secret-ref", "interval", "timeout"], {"secret_ref": "a", "interval": "1m", "timeout": "1m"}),
        (["split"], {"split": "component"}),
        (["split"], {"split": "component", "tools": BOTH}),
        (["split"], {"split": "component", "tools": FLUX, "render": "chart"}),
        (["branch"], {"source": "oci", "repo_url": "oci://registry.example.com/a", "branch": "{environment}"}),
    ],
)
def test_a_setting_without_effect_is_told(keys, fields):
    found = messages(plan(git(**fields), "staging"))
    assert [message.split('"')[1] for message in found] == keys
    assert found_codes(plan(git(**fields), "staging")) == ["OAM932"] * len(keys)


@pytest.mark.parametrize("name", ["argocd", "flux", "A", "a_b", "", "a" * 31])
def test_an_environment_has_a_name_of_its_own(name):
    environment = Environment(name=name, cluster=Cluster(name="a"))
    (found,) = units("x", vela("shop"))
    wanted = replace(single(git(), vela("shop")), environments=(environment,), units=(replace(found, environment=name),))
    assert "OAM933" in found_codes(wanted)


@pytest.mark.parametrize("name", ["kustomization", "oamc-environment", "Shop", "a_b"])
def test_an_application_has_a_name_of_its_own(name):
    assert "OAM933" in found_codes(change_units(single(git(), vela("shop")), application=name))


def test_no_folder_is_one_that_windows_takes_for_a_device():
    assert found_codes(change_units(single(git(), vela("shop")), application="con")) == ["OAM709"]


def test_names_have_a_length_that_the_tools_take():
    fits, too_long = "a" * 52, "a" * 53
    assert found_codes(change_units(single(git(), vela("shop")), application=fits)) == []
    assert found_codes(change_units(single(git(), vela("shop")), application=too_long)) == ["OAM934"]
    for name, codes in (("a" * 53, []), ("a" * 54, ["OAM934"])):
        wanted = single(git(tools=FLUX, render="chart"), vela("shop"))
        assert found_codes(change_units(wanted, application=name)) == codes
    assert found_codes(change_units(single(git(tools=FLUX), vela("shop")), application="a" * 63)) == []
    assert found_codes(change_units(single(git(tools=FLUX), vela("shop")), application="a" * 64)) == ["OAM934"]


def test_two_objects_of_the_tools_with_one_name_are_told():
    environments = tuple(Environment(name=name, cluster=Cluster(name=name)) for name in ("c", "b-c"))
    made = (*units("c", vela("a-b")), *units("b-c", vela("a")))
    wanted = replace(plan(git(), "staging"), environments=environments, units=made)
    assert found_codes(wanted) == ["OAM935"]
    (message,) = messages(wanted)
    assert message.startswith('Application "a-b-c" would be there twice: for application "a-b" of environment "c", and for')
    root = single(git(), vela("root"))
    assert found_codes(replace(root, settings=git(name="{application}-{environment}"))) == ["OAM935"]
    assert found_codes(single(git(tools=FLUX), vela("root-production"))) == ["OAM935"]
    split = git(tools=FLUX, split="component")
    assert found_codes(single(split, vela("a", service("b-c")), vela("a-b", service("c")))) == ["OAM935"]


def test_an_application_comes_after_known_ones():
    wanted = change_units(single(git(), vela("shop")), after=("greter",))
    assert found_codes(wanted) == ["OAM936"]
    assert found_codes(replace(wanted, applications=("greeter",))) == ["OAM936"]
    assert found_codes(replace(wanted, applications=("greter",))) == []
    reports = Reports()
    trees(replace(wanted, applications=("greeter",)), reports)
    assert reports.found[0].hint == 'did you mean "greeter"?'


def test_a_circle_of_applications_or_instances_is_told():
    made = (unit("production", vela("a"), after=("b",)), unit("production", vela("b"), after=("a",)))
    wanted = replace(single(git(tools=BOTH), vela("a")), units=made)
    assert found_codes(wanted) == ["OAM937"]
    assert messages(wanted) == ["applications come after one another in a circle: a, b, a"]
    own = change_units(single(git(), vela("a")), after=("a",))
    assert found_codes(own) == ["OAM937"]
    instances = change_units(single(git(), vela("a")), order={"x": ("y",), "y": ("x",)})
    assert found_codes(instances) == ["OAM937"]


def test_two_environments_of_one_cluster_need_other_names_in_flux():
    cluster = Cluster(server="https://a.example.com")
    wanted = change(plan(git(tools=FLUX), "staging", "production"), cluster=cluster)
    assert found_codes(wanted) == ["OAM938"]
    assert found_codes(replace(wanted, settings=git(tools=FLUX, name="{application}-{environment}"))) == []
    assert found_codes(replace(wanted, settings=git())) == []


def test_nothing_is_written_for_what_has_no_object():
    empty = unit("production", vela("shop"))
    empty = replace(empty, objects=replace(empty.objects, objects=()))
    assert found_codes(replace(single(git(), vela("shop")), units=(empty,))) == ["OAM939"]
    assert found_codes(replace(single(git(), vela("shop")), units=())) == ["OAM939"]


def test_an_object_without_a_namespace_is_told():
    wanted = unit(
        "production", vela("shop", objects("things", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "x"}}))
    )
    assert found_codes(replace(single(git(), vela("shop")), units=(wanted,))) == []
    (item,) = wanted.objects.objects
    moved = replace(item, kind="ConfigMap", body={"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}})
    wanted = replace(wanted, objects=replace(wanted.objects, objects=(moved,)))
    assert found_codes(replace(single(git(), vela("shop")), units=(wanted,))) == ["OAM940"]


def config(name="settings", **metadata):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, **metadata}, "data": {"a": "b"}}


def test_an_object_of_two_units_of_a_cluster_is_told():
    made = tuple(unit("production", vela(name, objects(f"{name}-things", config()))) for name in ("a", "b"))
    wanted = replace(single(git(), vela("a")), units=made)
    assert found_codes(wanted) == ["OAM941"]
    reports = Reports()
    trees(wanted, reports)
    assert [one.message for one in reports.found[0].related] == ["the first one comes from here"]
    elsewhere = plan(git(), "staging", "production", units=(made[0], unit("staging", vela("a", objects("a-things", config())))))
    assert found_codes(elsewhere) == []
    assert found_codes(change(elsewhere, cluster=Cluster(name="one"))) == []  # in other namespaces
    same = replace(
        elsewhere, units=(made[0], *units("staging", vela("b", objects("x", config())), namespace="team-production"))
    )
    assert found_codes(same) == []
    assert found_codes(change(same, cluster=Cluster(name="one"))) == ["OAM941"]


def test_a_namespace_of_flux_is_in_no_application():
    own = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team-production"}}
    assert found_codes(single(git(), vela("a", objects("x", own)))) == []
    assert found_codes(single(git(tools=FLUX), vela("a", objects("x", own)))) == ["OAM941"]
    assert found_codes(single(git(tools=FLUX), vela("a", objects("x", own)), create_namespace=False)) == []


@pytest.mark.parametrize(
    ("content", "codes"), [({"data": {"a": "Yg=="}}, ["OAM942"]), ({"stringData": {"a": "b"}}, ["OAM942"]), ({}, [])]
)
def test_a_secret_has_no_content(content, codes):
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "token"}, **content}
    assert found_codes(single(git(), vela("a", objects("x", secret)))) == codes


def test_a_chart_has_no_secret_that_a_value_could_bring_in():
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "token"}, "data": {"a": "Yg=="}}
    for render, codes in (("manifests", []), ("chart", ["OAM942"])):
        found = unit("production", vela("a", service("web"), objects("x", secret)), render=render)
        hidden = [
            replace(item, condition=IsTrue(path=("on",))) if item.kind == "Secret" else item for item in found.objects.objects
        ]
        found = replace(found, objects=replace(found.objects, objects=tuple(hidden)))
        assert found_codes(replace(single(git(render=render), vela("a")), units=(found,))) == codes


def test_a_large_folder_is_a_warning():
    found = unit("production", vela("shop"))
    for size, codes in ((8_000_000, []), (8_000_001, ["OAM943"])):
        reports = Reports()
        check_files(found, {"a.yaml": "a" * (size - 2), "b.yaml": "\u00e4"}, reports)
        assert [(one.code.id, one.severity) for one in reports.found] == [(code, "warning") for code in codes]


def test_order_that_nothing_keeps_is_a_note():
    chain = vela("shop", service("a"), service("b", after=("a",)))
    assert found_codes(single(git(), chain)) == []
    assert found_codes(single(git(tools=FLUX), chain)) == ["OAM944"]
    assert found_codes(single(git(tools=BOTH), chain)) == ["OAM944"]
    assert found_codes(single(git(tools=FLUX, render="chart"), chain)) == ["OAM944"]
    assert found_codes(single(git(tools=FLUX, split="component"), chain)) == []
    assert found_codes(plan(git(style="applicationset"), "staging")) == ["OAM944"]
    assert found_codes(single(git(style="applicationset"), vela("a"))) == []


def test_an_application_that_goes_to_another_cluster_is_told():
    wanted = change_units(single(git(), vela("shop")), cluster="eu")
    assert found_codes(wanted) == ["OAM945"]
    assert found_codes(change(wanted, cluster=Cluster(name="eu"))) == []


def test_an_application_with_targets_is_a_unit_for_each():
    document = vela("shop")
    document["spec"]["policies"] = [
        {"name": name, "type": "topology", "properties": {"clusters": ["local"], "namespace": name}} for name in ("one", "two")
    ]
    found = units("production", document)
    assert [(one.application, one.namespace) for one in found] == [("shop-one", "one"), ("shop-two", "two")]
    files = written(replace(single(git(), vela("shop")), units=found))
    assert {path for path in files if path.startswith("argocd/production/")} == {
        "argocd/production/shop-one.yaml",
        "argocd/production/shop-two.yaml",
    }


def test_an_object_that_its_definition_refuses_is_told():
    reports = Reports()
    check_object(
        {"apiVersion": API_VERSION, "kind": "Application", "metadata": {"name": "a"}, "spec": {"proyect": "a"}}, reports
    )
    assert {found.code.id for found in reports.found} == {"OAM946"}
    assert 'Application "a", which applies the tree, would be refused: unknown field "proyect" in Application.spec' in {
        found.message for found in reports.found
    }


def test_everything_that_is_wrong_is_told_at_once():
    wanted = change(plan(git(repo_url="", interval="never"), "staging"), cluster=Cluster())
    wanted = change_units(wanted, namespace="")
    assert found_codes(wanted) == ["OAM930", "OAM930", "OAM930", "OAM930", "OAM931", "OAM932"]


def test_a_tree_in_a_registry_is_right_too():
    assert found_codes(plan(oci(tools=BOTH))) == []
