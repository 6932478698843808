"""Names, namespaces and the order of objects, whatever the workload type (docs/spec/oam-v1alpha1.md, 5.2, 6 and 12.2)."""

import pytest

from tests.support.documents import application, compiled, component, container

PORTLESS = container(ports=None)


@pytest.mark.parametrize(
    ("kind", "name", "codes"),
    [
        ("Server", "a" * 63, []),
        ("Server", "a" * 64, ["OAM601"]),
        ("Server", "1a", ["OAM601"]),
        ("Server", "a.b", ["OAM601"]),
        ("Server", "shop_web", ["OAM601"]),
        ("Server", "shopWeb", ["OAM601"]),
        ("SingletonServer", "a" * 52, []),
        ("SingletonServer", "a" * 53, ["OAM607"]),
        ("SingletonWorker", "a" * 52, []),
        ("SingletonWorker", "a" * 53, ["OAM607"]),
        ("SingletonWorker", "a" * 64, ["OAM601"]),
        ("SingletonWorker", "1a", []),
        ("SingletonWorker", "a.b", ["OAM601"]),
        ("Worker", "a.b", []),
        ("Worker", "a..b", ["OAM601"]),
        ("Worker", "a" * 64, ["OAM601"]),
        ("Task", "1a", []),
        ("Task", "-a", ["OAM601"]),
    ],
)
def test_an_instance_name_must_suit_the_objects_that_bear_it(kind, name, codes):
    given = component(kind, container() if "Server" in kind else PORTLESS)
    assert compiled(given, application(instance=name)).codes == codes


@pytest.mark.parametrize("name", ["global", "namePrefix", "variables", "scopes", "enabled"])
@pytest.mark.parametrize("output", ["helm", "manifests"])
def test_names_that_the_values_use_otherwise_are_refused_once(name, output):
    assert compiled(component(), application(instance=name), format=output).codes == ["OAM703"]


@pytest.mark.parametrize("name", ["variable", "scopes-1", "enable", "globals"])
def test_names_that_only_look_like_them_are_taken(name):
    assert compiled(component(), application(instance=name)).codes == []


def test_everything_goes_to_the_namespace_of_the_document_or_of_the_users_choice():
    given = application()
    given["metadata"]["namespace"] = "team-a"
    for options, namespace in (({}, "team-a"), ({"namespace": "team-b"}, "team-b")):
        found = compiled(component(), given, **options)
        assert [item["metadata"]["namespace"] for item in found.objects] == [namespace, namespace]
    assert all("namespace" not in item["metadata"] for item in compiled(component(), application()).objects)


def test_instances_come_in_the_order_of_the_document():
    given = application()
    given["spec"]["components"].append({"componentName": "web", "instanceName": "another"})
    names = [(item["kind"], item["metadata"]["name"]) for item in compiled(component(), given).objects]
    assert names == [("Deployment", "shop-web"), ("Service", "shop-web"), ("Deployment", "another"), ("Service", "another")]


def test_two_objects_of_one_kind_and_name_are_refused():
    files = [{"path": "/etc/web", "value": "on"}]
    first = component("Worker", container("b-c", ports=None, config=files))
    second = component("Worker", container("c", ports=None, config=files), name="api")
    given = application(instance="a")
    given["spec"]["components"].append({"componentName": "api", "instanceName": "a-b"})
    assert compiled(first, second, given).codes == ["OAM602"]


def test_the_prefix_goes_before_every_name_and_every_reference_to_it():
    files = [{"path": "/etc/web", "value": "on"}]
    volumes = [{"name": "data", "mountPath": "/data"}]
    resources = {"cpu": {"required": 0.1}, "memory": {"required": "64Mi"}, "volumes": volumes}
    uses = [
        {"name": "volume-mounter", "properties": {"volumeName": "data", "storageClass": "a"}},
        {"name": "ingress", "properties": {"hostname": "a.b", "servicePort": 8080}},
    ]
    given = (component("Server", container(config=files, resources=resources)), application(*uses))
    plain, canary = compiled(*given), compiled(*given, sets=("namePrefix=canary-",))
    for before, after in zip(plain.objects, canary.objects, strict=True):
        assert after["metadata"]["name"] == f"canary-{before['metadata']['name']}"
    claim, config = canary.pod()["volumes"][1], canary.pod()["volumes"][0]
    assert claim["persistentVolumeClaim"]["claimName"] == "canary-shop-web-data"
    assert config["configMap"]["name"] == "canary-shop-web-web-0"
    backend = canary.only("Ingress")["spec"]["rules"][0]["http"]["paths"][0]["backend"]
    assert backend["service"]["name"] == "canary-shop-web"
    selector = canary.only("Service")["spec"]["selector"]
    assert selector["oam.dev/instance-name"] == "canary-shop-web"


def test_an_instance_that_is_wrong_does_not_hide_what_is_wrong_with_another():
    given = application({"name": "nope"})
    given["spec"]["components"].append({"componentName": "web", "instanceName": "b", "traits": [{"name": "nope-2"}]})
    assert compiled(component(), given).codes == ["OAM502", "OAM502"]


def test_a_component_that_is_used_twice_is_reported_once():
    given = application()
    given["spec"]["components"].append({"componentName": "web", "instanceName": "b"})
    assert compiled(component("Server", PORTLESS), given).codes == ["OAM514"]
