"""Identity scopes become accounts and roles (docs/spec/oam-v1alpha1.md, 10.3)."""

import pytest

from tests.contracts.building import Built
from tests.support.documents import CORE, application, compiled, component, trait

READ = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]}


def scope(name="robot", **properties):
    return {"name": name, "type": "identity.oam.dev/v1.IdentityScope", "properties": properties}


def build(*scopes, traits=(), kind="Server", **options):
    document = application(*traits, scopes=list(scopes), applicationScopes=["shop"])
    return compiled(component(kind), document, **{"scopes": "emit", **options})


def test_members_act_under_the_account_of_the_scope():
    found = build(scope(IdentityProvider="kubernetes"))
    assert found.codes == []
    assert found.kinds() == ["Deployment", "Service", "ServiceAccount"]
    account = found.only("ServiceAccount")
    assert account["metadata"]["name"] == "robot"
    assert "annotations" not in account["metadata"]
    assert account["automountServiceAccountToken"] is False
    assert found.pod()["serviceAccountName"] == "robot"
    assert found.only("Deployment")["metadata"]["annotations"] == {"oam.dev/scope.robot": "shop"}


@pytest.mark.parametrize(
    ("provider", "annotation"),
    [
        ("aws", "eks.amazonaws.com/role-arn"),
        ("gcp", "iam.gke.io/gcp-service-account"),
        ("azure", "azure.workload.identity/client-id"),
        ("alibaba", "pod-identity.alibabacloud.com/role-name"),
    ],
)
def test_a_cloud_finds_the_account_by_an_annotation(provider, annotation):
    found = build(scope(IdentityProvider=provider, identity="who"))
    assert found.codes == (["OAM624"] if provider == "alibaba" else [])
    assert found.only("ServiceAccount")["metadata"]["annotations"] == {annotation: "who"}
    labels = found.only("Deployment")["spec"]["template"]["metadata"]["labels"]
    assert ("azure.workload.identity/use" in labels) is (provider == "azure")


def test_rules_are_a_role_of_the_namespace_that_the_account_has():
    found = build(scope(IdentityProvider="kubernetes", rules=[READ]), sets=("namePrefix=blue-",))
    assert found.only("ServiceAccount")["automountServiceAccountToken"] is True
    assert found.only("Role")["rules"] == [READ]
    binding = found.only("RoleBinding")
    assert binding["roleRef"] == {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "blue-robot"}
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": "blue-robot"}]
    assert found.pod()["serviceAccountName"] == "blue-robot"


def test_rules_of_the_cluster_have_the_namespace_in_their_name():
    given = scope(IdentityProvider="kubernetes", clusterRules=[READ], allowCluster=True, automountToken=False)
    found = build(given, namespace="prod")
    assert found.only("ClusterRole")["metadata"]["name"] == "prod-robot"
    assert "namespace" not in found.only("ClusterRole")["metadata"]
    assert found.only("ClusterRoleBinding")["subjects"] == [{"kind": "ServiceAccount", "name": "robot", "namespace": "prod"}]
    assert found.only("ServiceAccount")["automountServiceAccountToken"] is False


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"IdentityProvider": "okta"}, "nobody knows the provider"),
        ({"IdentityProvider": "aws"}, "finds the account by its identity"),
        ({"IdentityProvider": "kubernetes", "identity": "a"}, "has no other identity"),
        ({"IdentityProvider": "kubernetes", "clusterRules": [READ]}, "allowCluster: true"),
        ({"IdentityProvider": "kubernetes", "clusterRules": [READ], "allowCluster": True}, "name the namespace"),
    ],
)
def test_what_cannot_become_an_account_is_an_error(properties, message):
    found = build(scope(**properties))
    assert found.codes == ["OAM620"]
    assert message in found.messages[0]


def test_an_identity_that_a_cloud_needs_cannot_be_taken_away():
    given = {"values": {"scopes": {"robot": {"identity": None}}}}
    document = application(scopes=[scope(IdentityProvider="aws", identity="a")], applicationScopes=["shop"])
    built = Built(component(), document, scopes="emit", **given)
    assert built.codes == ["OAM706"]
    built.check_refusal()
    document = application(scopes=[scope(IdentityProvider="gcp", identity="a")], applicationScopes=["shop"])
    built = Built(component(), document, scopes="emit", **given)
    assert "annotations" not in built.objects["ServiceAccount/robot"]["metadata"]
    built.check_agreement()


def test_two_accounts_for_one_pod_are_an_error_and_a_trait_on_tokens_is_none():
    assert build(scope(IdentityProvider="kubernetes"), scope("other", IdentityProvider="kubernetes")).codes == ["OAM555"]
    policy = trait("security-policy", automountServiceAccountToken=True)
    found = build(scope(IdentityProvider="kubernetes"), traits=[policy])
    assert found.codes == []
    assert found.pod()["automountServiceAccountToken"] is True


def test_an_instance_without_known_pods_is_told():
    generic = component("apps.example.com/v1.Thing", settings=[{"name": "size", "value": 1}])
    generic["spec"]["workloadSettings"] = generic["spec"].pop("settings")
    document = application(scopes=[scope(IdentityProvider="kubernetes")], applicationScopes=["shop"])
    found = compiled(generic, document, scopes="emit", allow_unknown_workloads=True)
    assert "OAM623" in found.codes


def test_without_objects_the_scope_is_refused_as_before():
    assert build(scope(IdentityProvider="keycloak"), scopes="annotate").codes == ["OAM521"]


def definition(*parameters):
    return {
        "apiVersion": CORE,
        "kind": "ApplicationScope",
        "metadata": {"name": "identity"},
        "spec": {
            "type": "identity.oam.dev/v1.IdentityScope",
            "allowComponentOverlap": True,
            "parameters": list(parameters),
        },
    }


def test_a_scope_document_of_a_platform_keeps_its_meaning_where_scopes_make_nothing():
    rules = {"name": "rules", "type": "string"}
    provider = {"name": "IdentityProvider", "type": "string", "required": True}
    given = scope(IdentityProvider="keycloak", rules="mine")
    document = application(scopes=[given], applicationScopes=["shop"])
    found = compiled(component(), document, definition(provider, rules), scopes="annotate")
    assert found.codes == ["OAM520"]
    assert found.kinds() == ["Deployment", "Service"]
    found = compiled(component(), document, definition(provider, rules), scopes="emit")
    assert found.codes == ["OAM508"]


def member(name, namespace=None):
    document = application(name=name, instance=f"{name}-web", applicationScopes=["robots"])
    if namespace:
        document["metadata"]["namespace"] = namespace
    return document


def test_members_in_other_applications_are_told_and_those_in_other_namespaces_are_refused():
    robots = {**application(), "metadata": {"name": "robots"}, "spec": {"scopes": [scope(IdentityProvider="kubernetes")]}}
    found = compiled(component(), robots, member("shop"), member("blog"), scopes="emit", format="manifests")
    assert sorted(found.codes) == ["OAM324", "OAM622"]
    assert found.kinds().count("ServiceAccount") == 1
    found = compiled(component(), robots, member("shop", "one"), member("blog", "two"), scopes="emit")
    assert "OAM621" in found.codes
    assert compiled(component(), robots, member("shop", "one"), member("blog", "two")).codes == ["OAM324", "OAM521"]


def test_the_name_of_a_scope_leaves_room_for_the_prefix():
    document = application(scopes=[scope("a" * 57, IdentityProvider="kubernetes")], applicationScopes=["shop"])
    assert compiled(component(), document, scopes="emit", sets=("namePrefix=blue-",)).codes == []
    assert compiled(component(), document, scopes="emit", sets=("namePrefix=orange-",)).codes == ["OAM754"]


def test_scopes_of_one_name_in_two_applications_meet():
    given = scope(IdentityProvider="kubernetes")
    one = application(name="one", instance="one-web", scopes=[given], applicationScopes=["one"])
    two = application(name="two", instance="two-web", scopes=[given], applicationScopes=["two"])
    assert compiled(component(), one, two, scopes="emit").codes == ["OAM602"]
    assert compiled(component(), one, two, scopes="annotate").codes == ["OAM521", "OAM521"]
