"""Objects of Kubernetes as they stand, below k8s-objects and raw, and the sample webserver."""

import json

import pytest

from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.spans import SourceFile
from tests.support.component_types import application, built, component
from tests.support.documents import compiled

CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one"}, "data": {"a": "1"}}
WORKLOAD, OTHER = ("WORKLOAD", None), ("TRAIT", "AuxiliaryWorkload")


def named(name, **metadata):
    """Return a ConfigMap of a name."""
    return {**CONFIG, "metadata": {"name": name, **metadata}}


def roles(found):
    """Return what the labels of each object say that it is."""
    labels = [item["metadata"]["labels"] for item in found.objects]
    return [(known["app.oam.dev/resourceType"], known.get("trait.oam.dev/type")) for known in labels]


def test_the_first_object_is_the_workload_and_the_others_are_numbered():
    found = built("k8s-objects", objects=[named("a"), named("b"), named("c")])
    assert found.codes == []
    assert roles(found) == [WORKLOAD, OTHER, OTHER]
    resources = [item["metadata"]["labels"].get("trait.oam.dev/resource") for item in found.objects]
    assert resources == [None, "objects-1", "objects-2"]
    assert [item["data"] for item in found.objects] == [{"a": "1"}] * 3


def test_no_objects_are_refused():
    found = built("k8s-objects", objects=[])
    assert found.codes == ["OAM508"]
    assert "an item at least" in found.messages[0]
    assert built("k8s-objects").codes == ["OAM507"]
    assert built("k8s-objects", objects=CONFIG).codes == ["OAM508"]


def test_raw_is_one_object():
    found = built("raw", **CONFIG)
    assert found.codes == []
    assert roles(found) == [WORKLOAD]
    assert found.only("ConfigMap")["metadata"]["name"] == "one"
    assert built("raw").codes == ["OAM508", "OAM508"]


@pytest.mark.parametrize("kind", ["k8s-objects", "raw"])
def test_an_object_without_a_name_is_called_as_the_component_is(kind):
    plain = {"apiVersion": "v1", "kind": "ServiceAccount"}
    found = built(kind, **({"objects": [plain]} if kind == "k8s-objects" else plain))
    assert found.only("ServiceAccount")["metadata"]["name"] == "web"


def test_a_further_object_without_a_name_is_refused():
    found = built("k8s-objects", objects=[CONFIG, {"apiVersion": "v1", "kind": "ServiceAccount"}])
    assert found.codes == ["OAM507"]
    assert "objects[1].metadata.name" in found.messages[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"apiVersion": None}, "objects[0].apiVersion"),
        ({"apiVersion": ""}, "objects[0].apiVersion"),
        ({"apiVersion": "../v1"}, "objects[0].apiVersion"),
        ({"apiVersion": 1}, "objects[0].apiVersion"),
        ({"kind": None}, "objects[0].kind"),
        ({"kind": "../Config"}, "objects[0].kind"),
        ({"kind": "K" * 64}, "objects[0].kind"),
        ({"metadata": []}, "objects[0].metadata"),
        ({"metadata": {"name": 1}}, "objects[0].metadata.name"),
        ({"metadata": {"name": ""}}, "objects[0].metadata.name"),
        ({"metadata": {"name": "a", "namespace": 1}}, "objects[0].metadata.namespace"),
        ({"metadata": {"name": "a", "labels": []}}, "objects[0].metadata.labels"),
        ({"metadata": {"name": "a", "labels": {"b": 1}}}, 'objects[0].metadata.labels["b"]'),
        ({"metadata": {"name": "a", "labels": {"b": None}}}, 'objects[0].metadata.labels["b"]'),
        ({"metadata": {"name": "a", "annotations": {"b": True}}}, 'objects[0].metadata.annotations["b"]'),
    ],
)
def test_what_is_no_object_is_told_at_its_part(change, words):
    found = built("k8s-objects", objects=[{**CONFIG, **change}])
    assert "OAM508" in found.codes
    assert any(f'property "{words}"' in message for message in found.messages), found.messages


@pytest.mark.parametrize("item", [1, "text", [], None])
def test_an_item_that_is_no_mapping_is_refused(item):
    assert built("k8s-objects", objects=[item]).codes == ["OAM508"]


@pytest.mark.parametrize(
    "metadata", [{"labels": None}, {"annotations": None}, {"creationTimestamp": None}, {"labels": {}}, {"finalizers": ["a/b"]}]
)
def test_what_exported_objects_have_is_taken(metadata):
    found = built("k8s-objects", objects=[{**named("a", **metadata), "kind": "Thing", "apiVersion": "example.com/v1"}])
    assert found.codes == []
    assert found.only("Thing")["metadata"]["name"] == "a"


def test_values_come_out_as_they_are_written():
    spec = {
        "text": "{{ x }}",
        "none": None,
        "empty": {},
        "list": [],
        "big": 2**53 - 1,
        "part": 0.5,
        "huge": 1e21,
        "small": 5e-324,
        "flag": False,
        "y": "on",
    }
    thing = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a"}, "spec": spec}
    found = built("k8s-objects", objects=[thing])
    assert found.codes == []
    assert found.only("Thing")["spec"] == spec


def test_labels_of_kubevela_win_over_those_of_the_object():
    labels = built("k8s-objects", objects=[named("a", labels={"app.oam.dev/name": "forged", "mine": "yes"})]).objects[0][
        "metadata"
    ]["labels"]
    assert (labels["app.oam.dev/name"], labels["mine"]) == ("shop", "yes")


def test_a_namespace_of_the_object_stays_and_cluster_kinds_have_none():
    objects = [
        named("a"),
        named("b", namespace="other"),
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "other"}},
    ]
    found = compiled(application(component("k8s-objects", objects=objects), namespace="lab"))
    assert [item["metadata"].get("namespace") for item in found.objects] == ["lab", "other", None]


def test_two_objects_of_one_name_are_two_in_two_namespaces_or_groups_only():
    objects = [named("a"), named("a", namespace="other")]
    assert built("k8s-objects", objects=objects).codes == []
    services = [
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": [{"port": 80}]}},
        {"apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": {"name": "a"}},
    ]
    assert len(built("k8s-objects", objects=services).objects) == 2
    assert built("k8s-objects", objects=[named("a"), named("a")]).codes == ["OAM602"]
    same = compiled(application(component("k8s-objects", objects=[named("a"), named("a", namespace="lab")]), namespace="lab"))
    assert same.codes == ["OAM602"]


def test_objects_are_checked_by_the_rules_of_kubernetes_at_their_lines():
    found = built("k8s-objects", objects=[{**CONFIG, "dta": {}}])
    assert found.codes == ["OAM604"]
    assert built("raw", **named("A_b")).codes == ["OAM606"]


def test_only_kinds_that_the_operator_allows_are_taken():
    allowed = ("v1.ConfigMap", "apps/*")
    of = {"objects": [CONFIG]}
    assert compiled(application(component("k8s-objects", **of)), extended_kinds=allowed).codes == []
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}}
    assert compiled(application(component("k8s-objects", objects=[CONFIG, secret])), extended_kinds=allowed).codes == ["OAM583"]
    assert compiled(application(component("raw", **secret)), extended_kinds=allowed).codes == ["OAM583"]


def test_traits_change_the_first_object():
    pods = {"spec": {"containers": [{"name": "a", "image": "a:1"}]}, "metadata": {"labels": {"a": "b"}}}
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "d"},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"a": "b"}}, "template": pods},
    }
    scaler = {"type": "scaler", "properties": {"replicas": 4}}
    found = compiled(application(component("k8s-objects", "web", scaler, objects=[deployment, CONFIG])))
    assert found.codes == []
    assert found.only("Deployment")["spec"]["replicas"] == 4


@pytest.mark.parametrize(("name", "codes"), [("Things_of.mine", []), ("a b", ["OAM601"]), ("global", ["OAM703"])])
def test_a_component_of_objects_has_any_name_that_a_label_can_have(name, codes):
    assert compiled(application(component("k8s-objects", name, objects=[CONFIG]))).codes == codes


def test_components_whose_names_differ_in_case_alone_have_two_files_everywhere():
    one, other = (component("k8s-objects", name, objects=[named(name.lower() + "-x")]) for name in ("things", "Things"))
    documents = application(one, {**other, "properties": {"objects": [named("other")]}})
    text = json.dumps(documents)
    outputs = build(
        (SourceFile(path="a.json", label="a.json", text=text),), Options(format="manifests", layout="per-component"), Reports()
    )
    (files,) = (output.files for output in outputs)
    assert "things.yaml" in files
    assert len({name.lower() for name in files}) == len(files) == 2


def test_a_webserver_has_a_service_of_its_own_name():
    found = built("webserver", image="example/web:1")
    service = found.only("Service")
    assert service["metadata"]["name"] == "web"
    assert service["spec"] == {"selector": {"app.oam.dev/component": "web"}, "ports": [{"port": 80, "targetPort": 80}]}
    assert found.only("Deployment")["spec"]["template"]["spec"]["containers"][0]["ports"] == [{"containerPort": 80}]
    assert compiled(application(component("webserver", "1web", image="example/web:1"))).codes == ["OAM601"]
