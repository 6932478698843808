"""A scope shared by two applications makes one NetworkPolicy and labels its members."""

from __future__ import annotations

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.contracts import Change, Context, Patch, Property, Scope, Subject
from oamc.capabilities.located import located_in
from oamc.expressions.types import NumberType
from oamc.ir.program import BoundScope
from oamc.objects.naming import prefixed
from oamc.objects.tree import SCOPE, KubeObject, Owner
from tests.contracts import building
from tests.support.documents import application, component, container

TYPE = "example.com/v1.WallScope"


def change(scope: BoundScope, subject: Subject) -> Change:
    """Label the pods of a member."""
    labels = {"example.com/wall": scope.name.value}
    template = {"metadata": {"labels": labels}}
    del subject
    return Change(patches=(Patch(tree={"spec": {"template": template}}),))


def make(scope: BoundScope, context: Context) -> tuple[KubeObject, ...]:
    """Make the policy that lets members reach one another."""
    del context
    name = scope.name.value
    members = {"matchLabels": {"example.com/wall": name}}
    port = {"port": located_in(scope, "port")}
    body = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": prefixed(name)},
        "spec": {"podSelector": members, "ingress": [{"from": [{"podSelector": members}], "ports": [port]}]},
    }
    return (
        KubeObject(
            api_version="networking.k8s.io/v1",
            kind="NetworkPolicy",
            name=name,
            owner=Owner(kind=SCOPE, name=name),
            body=body,
            span=scope.span,
            rule="",
        ),
    )


WALL = Scope(
    names=(TYPE,),
    summary="Members reach one another at one port.",
    properties=(
        Property(name="port", type=NumberType(whole=True, minimum=1, maximum=65535), description="The port.", required=True),
    ),
    overlap=True,
    change=change,
    make=make,
)
CATALOG_WITH_WALL = CATALOG.extended(scopes=(WALL,))


class Built(building.Built):
    """What documents gave whose scopes become objects."""

    def __init__(self, *documents, scopes="emit", **options):
        super().__init__(*documents, scopes=scopes, **options)


BINDING = {"name": "inner", "type": TYPE, "properties": [{"name": "port", "value": 8080}]}


def scopes_alone(**fields):
    document = application()
    spec = {"scopes": [BINDING], **fields}
    return {**document, "metadata": {"name": "walls"}, "spec": spec}


def member(name):
    return application(name=name, instance=f"{name}-web", applicationScopes=["walls"])


def test_the_policy_is_written_once_and_every_member_is_labelled():
    built = Built(component(), scopes_alone(), member("shop"), member("blog"), catalog=CATALOG_WITH_WALL)
    assert built.codes == ["OAM324", "OAM622"]  # the configuration provides scopes only, and they are shared
    policies = [name for name in built.objects if name.startswith("NetworkPolicy")]
    assert policies == ["NetworkPolicy/inner"]
    for name in ("shop-web", "blog-web"):
        labels = built.objects[f"Deployment/{name}"]["spec"]["template"]["metadata"]["labels"]
        assert labels["example.com/wall"] == "inner"
    built.check_agreement()


def test_its_objects_have_the_labels_of_all_objects_without_asking_for_them():
    built = Built(component(), scopes_alone(), member("shop"), catalog=CATALOG_WITH_WALL, sets=("namePrefix=blue-",))
    assert built.objects["NetworkPolicy/blue-inner"]["metadata"]["labels"] == {
        "app.kubernetes.io/name": "WallScope",
        "app.kubernetes.io/instance": "blue-inner",
        "app.kubernetes.io/version": "0.1.0",
        "app.kubernetes.io/component": "scope",
        "app.kubernetes.io/part-of": "walls",
    }
    built.check_agreement()


def test_without_instances_of_its_own_the_first_application_by_name_writes_it():
    built = Built(component(), scopes_alone(), member("shop"), member("blog"), catalog=CATALOG_WITH_WALL)
    assert "NetworkPolicy/inner" in {f"{item['kind']}/{item['metadata']['name']}" for item in built.by_application["blog"]}


def test_with_instances_of_its_own_the_application_that_provides_it_writes_it():
    own = {"components": [{"componentName": "web", "instanceName": "walls-web"}]}
    built = Built(component(), scopes_alone(**own), member("blog"), catalog=CATALOG_WITH_WALL)
    assert "NetworkPolicy/inner" in {f"{item['kind']}/{item['metadata']['name']}" for item in built.by_application["walls"]}
    built.check_agreement()


def test_its_properties_are_values_below_scopes_and_have_a_template_of_their_own():
    built = Built(component(), scopes_alone(), member("shop"), catalog=CATALOG_WITH_WALL, sets=("scopes.inner.port=9090",))
    policy = built.objects["NetworkPolicy/inner"]
    assert policy["spec"]["ingress"][0]["ports"] == [{"port": 9090}]
    files = built.charts["shop"]
    assert "{{- $scope := index .Values" in files["templates/inner-networkpolicy.yaml"]
    built.check_agreement()


@pytest.mark.parametrize("layout", ["single", "per-object", "per-component"])
def test_it_has_a_place_in_every_layout(layout):
    built = Built(component(), scopes_alone(), member("shop"), catalog=CATALOG_WITH_WALL, layout=layout)
    assert "NetworkPolicy/inner" in built.objects


def test_a_wrong_property_is_told_once():
    wrong = {**BINDING, "properties": [{"name": "port", "value": 0}]}
    document = scopes_alone()
    document["spec"]["scopes"] = [wrong]
    built = Built(component(), document, member("shop"), member("blog"), catalog=CATALOG_WITH_WALL)
    assert built.codes.count("OAM508") == 1


VARIABLE = {"name": "port", "value": 8080}
FOLLOWING = {**BINDING, "properties": [{"name": "port", "value": "[fromVariable(port)]"}]}


def test_its_properties_follow_the_variables_of_the_application_that_provides_it():
    own = {
        "components": [{"componentName": "web", "instanceName": "walls-web"}],
        "variables": [VARIABLE],
        "scopes": [FOLLOWING],
    }
    built = Built(component(), scopes_alone(**own), catalog=CATALOG_WITH_WALL, sets=("variables.port=9090",))
    assert built.objects["NetworkPolicy/inner"]["spec"]["ingress"][0]["ports"] == [{"port": 9090}]
    assert "$port := ternary .Values.variables.port $scope.port" in built.charts["walls"]["templates/inner-networkpolicy.yaml"]
    built.check_agreement()


def test_its_properties_do_not_follow_variables_of_the_application_that_only_writes_it():
    env = [{"name": "PORT", "fromParam": "port"}]
    web = component("Worker", container(env=env, ports=None), parameters=[{"name": "port", "type": "number"}])
    shop = application(
        name="shop",
        instance="shop-web",
        applicationScopes=["walls"],
        variables=[{"name": "port", "value": 1}],
        parameterValues=[{"name": "port", "value": "[fromVariable(port)]"}],
    )
    alone = scopes_alone(scopes=[FOLLOWING], variables=[VARIABLE])
    built = Built(web, alone, shop, catalog=CATALOG_WITH_WALL, sets=("variables.port=2",))
    assert built.objects["NetworkPolicy/inner"]["spec"]["ingress"][0]["ports"] == [{"port": 8080}]
    built.check_agreement()


def test_it_does_not_act_where_scopes_mark_their_members_alone():
    own = {"components": [{"componentName": "web", "instanceName": "walls-web"}]}
    built = Built(component(), scopes_alone(**own), member("blog"), catalog=CATALOG_WITH_WALL, scopes="annotate")
    assert built.codes == ["OAM520"]
    assert {name.partition("/")[0] for name in built.objects} == {"Deployment", "Service"}
    assert built.objects["Deployment/blog-web"]["metadata"]["annotations"] == {"oam.dev/scope.inner": "walls"}
    assert all("scopes" not in files["values.yaml"] for files in built.charts.values())
