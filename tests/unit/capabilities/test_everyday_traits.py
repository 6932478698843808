"""What the everyday traits write, and what they refuse. Rules: docs/spec/everyday-traits.md."""

import json

import pytest

from tests.support.documents import application, compiled, component, container, trait

PATH = "shop-web.traits"


def metadata(found, kind="Deployment"):
    """Return the metadata of the workload or the Service, and that of the pods."""
    item = found.only(kind)
    return item["metadata"], item.get("spec", {}).get("template", {}).get("metadata", {})


@pytest.mark.parametrize("name", ["labels", "annotations"])
def test_entries_go_to_the_workload_and_its_pods_or_to_one_object_alone(name):
    use = trait(name, team="shop", workload={"a": "1"}, pods={"b": "2"}, service={"c": "3"})
    found = compiled(component(), application(use))
    assert found.codes == []
    workload, pods = (part[name] for part in metadata(found))
    (service, _) = metadata(found, "Service")
    assert {key: workload.get(key) for key in ("team", "a", "b", "c")} == {"team": "shop", "a": "1", "b": None, "c": None}
    assert {key: pods.get(key) for key in ("team", "a", "b", "c")} == {"team": "shop", "a": None, "b": "2", "c": None}
    assert {key: service[name].get(key) for key in ("team", "a", "b", "c")} == {"team": None, "a": None, "b": None, "c": "3"}


def test_labels_of_the_trait_win_over_those_of_the_component():
    given = component()
    given["metadata"]["labels"] = {"team": "unknown", "tier": "front"}
    found = compiled(given, application(trait("labels", team="shop")))
    for part in metadata(found):
        assert (part["labels"]["team"], part["labels"]["tier"]) == ("shop", "front")


@pytest.mark.parametrize("key", ["oam.dev/instance-name", "oam.dev/role", "app.kubernetes.io/name"])
@pytest.mark.parametrize("place", ["", "workload", "pods", "service"])
def test_labels_by_which_objects_are_found_cannot_be_set(key, place):
    properties = {place: {key: "x"}} if place else {key: "x"}
    found = compiled(component(), application(trait("labels", **properties)))
    assert found.codes == ["OAM508"]
    assert "is a label that oamc sets" in found.messages[0]


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"a key": "x"}, ["OAM508"]),
        ({"team": "a b"}, ["OAM508"]),
        ({"team": 1}, ["OAM508"]),
        ({"pods": "x"}, ["OAM508"]),
        ({"team": "a", "pods": {"team": "b"}}, ["OAM508"]),
        ({"team": "a", "service": {"team": "b"}}, []),
        ({"team": None, "pods": {"team": None}}, []),
        ({}, []),
    ],
)
def test_what_labels_take(properties, codes):
    assert compiled(component(), application(trait("labels", **properties))).codes == codes


def test_an_instance_without_a_service_takes_nothing_for_it():
    uses = (trait("annotations", service={"a": "b"}),)
    assert compiled(component("Worker", container(ports=None)), application(*uses)).codes == ["OAM593"]


def test_a_job_has_labels_on_its_pods():
    found = compiled(component("Task", container(ports=None)), application(trait("labels", team="data")))
    assert [part["labels"]["team"] for part in metadata(found, "Job")] == ["data", "data"]


def test_values_follow_variables():
    given = application(
        trait("labels", stage="[fromVariable(S)]", owner="[fromVariable(S)]-team", pods="[fromVariable(M)]"),
        variables=[{"name": "S", "value": "test"}, {"name": "M", "value": {"level": "low"}}],
    )
    now = metadata(compiled(component(), given))
    assert now[1]["labels"].items() >= {"stage": "test", "owner": "test-team", "level": "low"}.items()
    then = metadata(compiled(component(), given, sets=("variables.S=live", f"{PATH}.labels.pods.level=high")))
    assert then[1]["labels"].items() >= {"stage": "live", "owner": "live-team", "level": "high"}.items()
    assert compiled(component(), given, sets=("variables.M.level=high",)).codes == ["OAM450"]
    undefined = compiled(component(), application(trait("labels", stage="[fromVariable(S)]")))
    assert undefined.codes == ["OAM401"]


def definition(**spec):
    return {"apiVersion": "core.oam.dev/v1alpha1", "kind": "Trait", "metadata": {"name": "labels"}, "spec": spec}


def test_what_a_trait_document_has_rules_about_is_fixed():
    rules = definition(properties=[{"name": "team", "type": "string", "enum": ["shop", "data"]}])
    uses = application(trait("labels", team="shop", stage="test"))
    found = compiled(component(), uses, rules)
    assert found.codes == []
    assert metadata(found)[0]["labels"]["team"] == "shop"
    assert compiled(component(), uses, rules, sets=(f"{PATH}.labels.team=data",)).codes == ["OAM450"]
    assert compiled(component(), uses, rules, sets=(f"{PATH}.labels.stage=live",)).codes == []
    wrong = compiled(component(), application(trait("labels", team="other")), rules)
    assert wrong.codes == ["OAM543"]


def test_a_trait_document_with_a_schema_is_kept():
    schema = json.dumps({"type": "object", "properties": {"team": {"type": "string", "enum": ["shop"]}}})
    found = compiled(component(), application(trait("labels", team="data")), definition(properties=schema))
    assert found.codes == ["OAM543"]


SECOND = container("helper", ports=None)


def pod(*uses, sets=(), kind="Server", **options):
    """Return the pods of an instance of two containers, which compiles without a finding."""
    found = compiled(component(kind, container(), SECOND), application(*uses), sets=sets, **options)
    assert found.codes == []
    return found.pod()


def test_pods_that_nobody_selects_are_those_of_the_instance():
    constraint = {"topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}
    spec = pod(
        trait(
            "placement",
            podAntiAffinity={"required": [{"topologyKey": "node"}]},
            podAffinity={"preferred": [{"weight": 1, "podAffinityTerm": {"topologyKey": "zone", "labelSelector": {}}}]},
            topologySpreadConstraints=[constraint],
        )
    )
    own = {"matchLabels": {"oam.dev/instance-name": "shop-web"}}
    required = spec["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    preferred = spec["affinity"]["podAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
    assert required == [{"labelSelector": own, "topologyKey": "node"}]
    assert preferred[0]["podAffinityTerm"]["labelSelector"] == {}
    assert spec["topologySpreadConstraints"] == [{"maxSkew": 1, **constraint, "labelSelector": own}]


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"nodeSelector": {"a key": "x"}}, ["OAM508"]),
        ({"nodeSelector": {"kubernetes.io/os": "linux"}}, ["OAM593"]),
        ({"nodeSelector": {"kubernetes.io/arch": "arm64"}}, []),
        ({"tolerations": [{"key": "a", "operator": "Exists", "value": "b"}]}, ["OAM606"]),
        ({"tolerations": [{"key": "a", "effect": "NoSchedule", "tolerationSeconds": 1}]}, ["OAM606"]),
        ({"topologySpreadConstraints": [{"topologyKey": "a"}, {"topologyKey": "a"}]}, ["OAM606"]),
        ({"topologySpreadConstraints": [{"maxSkew": 0, "topologyKey": "a"}]}, ["OAM508"]),
        ({"podAffinity": {"required": [{}]}}, ["OAM507"]),
        ({"priorityClassName": "High"}, ["OAM508"]),
        ({"priority": 1}, ["OAM506"]),
        ({}, []),
    ],
)
def test_what_a_placement_takes(properties, codes):
    found = compiled(component(osType="linux"), application(trait("placement", **properties)))
    assert found.codes == codes


def test_the_name_of_kubevela_is_taken_for_a_placement():
    found = compiled(component(), application(trait("affinity", tolerations=[{"operator": "Exists"}])))
    assert found.codes == ["OAM504"]
    assert found.pod()["tolerations"] == [{"operator": "Exists"}]


def test_an_account_that_is_made_has_the_prefix_of_the_output_and_another_one_has_not():
    made = compiled(component(), application(trait("service-account", name="web", create=True)), sets=("namePrefix=p-",))
    assert made.only("ServiceAccount")["metadata"]["name"] == made.pod()["serviceAccountName"] == "p-web"
    assert pod(trait("service-account", name="web"), sets=("namePrefix=p-",))["serviceAccountName"] == "web"


PRIVILEGES = [{"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}]


def test_privileges_become_roles():
    everywhere = [{**part, "scope": "cluster"} for part in PRIVILEGES]
    use = trait("service-account", name="web", create=True, privileges=[*PRIVILEGES, *everywhere])
    found = compiled(component(), application(use), namespace="shop")
    assert found.codes == []
    assert found.only("Role")["rules"] == found.only("ClusterRole")["rules"] == PRIVILEGES
    assert found.only("ClusterRoleBinding")["subjects"] == [{"kind": "ServiceAccount", "name": "web", "namespace": "shop"}]
    assert found.only("RoleBinding")["roleRef"]["name"] == "web"
    assert compiled(component(), application(use)).codes == ["OAM593"]


def test_annotations_are_those_of_an_account_that_is_made():
    properties = {"name": "web", "annotations": {"a": "b"}}
    assert compiled(component(), application(trait("service-account", **properties))).codes == ["OAM593"]
    found = compiled(component(), application(trait("service-account", **properties, create=True)))
    assert found.only("ServiceAccount")["metadata"]["annotations"] == {"a": "b"}
    wrong = {"name": "web", "create": True, "annotations": {"a b": "c"}}
    assert compiled(component(), application(trait("service-account", **wrong))).codes == ["OAM508"]


def test_two_traits_that_say_whether_the_token_is_mounted_are_refused():
    uses = (trait("service-account", name="a", automount=True), trait("security-policy", automountServiceAccountToken=False))
    assert compiled(component(), application(*uses)).codes == ["OAM555"]


def test_hooks_are_those_of_all_containers_or_of_some():
    hook = {"exec": {"command": ["true"]}}
    both = pod(trait("lifecycle", preStop=hook, terminationGracePeriodSeconds=5))
    assert [part.get("lifecycle") for part in both["containers"]] == [{"preStop": hook}] * 2
    assert both["terminationGracePeriodSeconds"] == 5
    one = pod(trait("lifecycle", postStart=hook, containers=["helper"]))
    assert [part.get("lifecycle") for part in one["containers"]] == [None, {"postStart": hook}]
    assert pod(trait("lifecycle"))["containers"] == pod()["containers"]


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"preStop": {"sleep": {"seconds": 30}}}, []),
        ({"preStop": {"sleep": {"seconds": 31}}}, ["OAM508"]),
        ({"preStop": {"sleep": {"seconds": 9}}, "terminationGracePeriodSeconds": 8}, ["OAM508"]),
        ({"preStop": {"sleep": {"seconds": 9}}, "terminationGracePeriodSeconds": 9}, []),
        ({"preStop": {"exec": {"command": ["sleep", "29"]}}}, []),
        ({"preStop": {"exec": {"command": ["sleep", "30"]}}}, ["OAM341"]),
        ({"preStop": {"exec": {"command": ["sh", "-c", "/bin/sleep 90s;true"]}}}, ["OAM341"]),
        ({"preStop": {"exec": {"command": ["sh", "-c", "oversleep 90"]}}}, []),
        ({"preStop": {"exec": {"command": ["sleep", "9"]}}, "terminationGracePeriodSeconds": 9}, ["OAM341"]),
        ({"preStop": {"exec": {"command": ["true"]}, "sleep": {"seconds": 1}}}, ["OAM606"]),
        ({"preStop": {}}, []),
        ({"preStop": {"exec": {"command": []}}}, ["OAM508"]),
        ({"containers": ["other"]}, ["OAM593"]),
        ({"containers": ["web", "web"]}, ["OAM508"]),
        ({"containers": []}, ["OAM508"]),
    ],
)
def test_what_a_lifecycle_takes(properties, codes):
    assert compiled(component(), application(trait("lifecycle", **properties))).codes == codes


def test_an_override_keeps_the_wait_below_the_time_to_end():
    use = trait("lifecycle", preStop={"sleep": {"seconds": 5}})
    wait = f"{PATH}.lifecycle.preStop.sleep.seconds"
    assert compiled(component(), application(use), sets=(f"{wait}=30",)).codes == []
    assert compiled(component(), application(use), sets=(f"{wait}=31",)).codes == ["OAM706"]
    assert compiled(component(), application(use), sets=(f"{wait}=31", f"{PATH}.lifecycle.enabled=false")).codes == []
