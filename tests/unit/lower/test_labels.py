"""Labels of objects and pods, and what never reaches a pod (docs/spec/oam-v1alpha1.md, 7.1 and 11.1)."""

from copy import deepcopy
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.capabilities.labels import DEFAULT_VERSION, application_version, as_label
from oamc.kubernetes.names import label_value_problem
from oamc.options import Options
from oamc.spans import Keyed
from tests.support.documents import RESOURCES, application, compiled, component, container, trait

RECOMMENDED = {f"app.kubernetes.io/{name}" for name in ("name", "instance", "component", "part-of", "version")}
VERSION = "app.kubernetes.io/version"
COMPONENT = "app.kubernetes.io/component"
VOLUMES = [{"name": "data", "mountPath": "/data", "disk": {"required": "1G"}}]
STORED = container(resources={**RESOURCES, "volumes": VOLUMES}, config=[{"path": "/etc/web", "value": "on"}])
CLAIM = trait("volume-mounter", volumeName="data", storageClass="fast")
INGRESS = trait("ingress", hostname="a.b", servicePort=8080)
SCALER = trait("auto-scaler", cpu=50)


def annotated(document, **annotations):
    """Return a document with annotations."""
    changed = deepcopy(document)
    changed["metadata"]["annotations"] = annotations
    return changed


def labels(document):
    return {key: value for key, value in document["metadata"]["labels"].items() if key.startswith("app.kubernetes.io/")}


def templates(found):
    """Return the pod templates of the objects, by kind and name."""
    specs = {(item["kind"], item["metadata"]["name"]): item.get("spec", {}) for item in found.objects}
    return {key: spec["template"] for key, spec in specs.items() if "template" in spec}


def selectors(found):
    """Return what selects pods: of controllers and Services."""
    for item in found.objects:
        selector = item.get("spec", {}).get("selector", {})
        if selector:
            yield item["kind"], selector.get("matchLabels", selector)


def test_every_object_has_the_same_recommended_labels():
    found = compiled(component("Server", STORED), application(CLAIM, INGRESS, SCALER))
    kinds = {"ConfigMap", "PersistentVolumeClaim", "Deployment", "Service", "Ingress", "HorizontalPodAutoscaler"}
    assert set(found.kinds()) == kinds
    for item in found.objects:
        assert labels(item) == {
            "app.kubernetes.io/name": "web",
            "app.kubernetes.io/instance": "shop-web",
            "app.kubernetes.io/version": "0.1.0",
            "app.kubernetes.io/component": "server",
            "app.kubernetes.io/part-of": "shop",
        }, item["kind"]


def test_pods_have_them_without_the_version():
    found = compiled(component("Server", STORED), application(CLAIM))
    (template,) = templates(found).values()
    assert set(labels(template)) == RECOMMENDED - {VERSION}
    assert labels(template).items() <= labels(found.only("Deployment")).items()


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("Server", "server"),
        ("SingletonServer", "server"),
        ("Worker", "worker"),
        ("SingletonWorker", "worker"),
        ("Task", "task"),
        ("SingletonTask", "task"),
    ],
)
def test_the_component_of_an_application_is_the_workload_type_in_one_word(kind, role):
    held = container() if "Server" in kind else container(ports=None)
    for item in compiled(component(kind, held), application()).objects:
        assert item["metadata"]["labels"][COMPONENT] == role


@pytest.mark.parametrize("version", ["v1", "v1alpha2"])
def test_custom_resources_have_them_too_and_what_is_in_their_spec_is_left_alone(version):
    inner = {"template": {"metadata": {"labels": {"app": "mine"}}}}
    settings = [{"name": "spec", "type": "object", "value": inner}]
    custom = component(f"streams.example.com/{version}.KafkaTopic", workloadSettings=settings)
    found = compiled(custom, application(), allow_unknown_workloads=True)
    (item,) = found.objects
    assert labels(item) == {
        "app.kubernetes.io/name": "web",
        "app.kubernetes.io/instance": "shop-web",
        "app.kubernetes.io/version": "0.1.0",
        "app.kubernetes.io/component": "kafkatopic",
        "app.kubernetes.io/part-of": "shop",
    }
    assert item["spec"] == inner


def test_a_developer_says_better_what_the_component_is():
    web = component("Server", STORED)
    web["metadata"]["labels"] = {COMPONENT: "database"}
    found = compiled(web, application(CLAIM, INGRESS))
    assert found.codes == []
    assert {item["metadata"]["labels"][COMPONENT] for item in found.objects} == {"database"}
    (template,) = templates(found).values()
    assert template["metadata"]["labels"][COMPONENT] == "database"


@pytest.mark.parametrize("name", ["name", "instance", "part-of", "version"])
def test_the_other_labels_of_a_component_that_oamc_sets_are_told_and_lose(name):
    web = component()
    web["metadata"]["labels"] = {f"app.kubernetes.io/{name}": "mine"}
    found = compiled(web, application())
    assert found.codes == ["OAM336"]
    assert ("annotation version" in found.reports.found[0].hint) is (name == "version")
    for item in (*found.objects, *templates(found).values()):
        assert "mine" not in item["metadata"]["labels"].values()


def test_an_empty_role_is_none():
    web = component()
    web["metadata"]["labels"] = {COMPONENT: ""}
    for item in compiled(web, application()).objects:
        assert item["metadata"]["labels"][COMPONENT] == "server"


@pytest.mark.parametrize("name", ["a" * 63, "a_b.C-9"])
def test_the_longest_and_the_oddest_names_of_documents_are_values_of_labels(name):
    web = component("Worker", container(ports=None), name=name)
    shop = application(name=name, instance="a" * 60)
    shop["spec"]["components"][0]["componentName"] = name
    found = compiled(web, shop, sets=("namePrefix=xy-",))
    assert found.codes == []
    for item in (*found.objects, *templates(found).values()):
        assert all(label_value_problem(value) == "" for value in item["metadata"]["labels"].values())
    assert labels(found.only("Deployment"))["app.kubernetes.io/instance"] == "xy-" + "a" * 60


def test_the_prefix_is_part_of_the_instance_in_labels():
    for item in compiled(component(), application(), sets=("namePrefix=blue-",)).objects:
        assert labels(item)["app.kubernetes.io/instance"] == "blue-shop-web"
        assert item["metadata"]["labels"]["oam.dev/instance-name"] == "blue-shop-web"


@pytest.mark.parametrize(
    ("options", "of_application", "of_component", "version"),
    [
        ({}, {}, {}, "0.1.0"),
        ({}, {"version": "v2.1.0"}, {}, "2.1.0"),
        ({"chart_version": "v3.0.0"}, {"version": "2.1.0"}, {}, "3.0.0"),
        ({"app_version": "1c0ffee"}, {"version": "2.1.0"}, {}, "1c0ffee"),
        ({"app_version": "1c0ffee"}, {"version": "2.1.0"}, {"version": "8.0.36"}, "8.0.36"),
        ({"app_version": "1.0.0+build.7"}, {}, {}, "1.0.0_build.7"),
        ({"app_version": "release of today"}, {}, {}, "release_of_today"),
        ({"app_version": "-"}, {}, {}, "0.1.0"),
        ({"app_version": "1" * 64}, {}, {}, "1" * 63),
        ({"app_version": "1" * 62 + ".1"}, {}, {}, "1" * 62),
        ({}, {"version": "2.1.0"}, {"version": "+"}, "2.1.0"),
    ],
)
def test_the_version_is_that_of_the_component_else_that_of_the_application(options, of_application, of_component, version):
    web = annotated(component(), **of_component)
    found = compiled(web, annotated(application(INGRESS), **of_application), **options)
    assert {item["metadata"]["labels"][VERSION] for item in found.objects} == {version}


@given(st.text(max_size=90))
def test_every_text_becomes_a_value_that_a_label_can_have(text):
    assert label_value_problem(as_label(text)) == ""


@given(st.text(alphabet="aZ09-_.", max_size=63))
def test_a_value_that_a_label_can_have_stays(text):
    if label_value_problem(text) == "":
        assert as_label(text) == text


@given(st.text(max_size=8))
def test_an_application_always_has_a_version(text):
    stated = {"version": Keyed(value=text, span=None, key_span=None)}
    assert application_version(stated, Options())
    assert application_version({}, Options(app_version=text)) == (as_label(text) or DEFAULT_VERSION)


def upgrades():
    """What may change while an instance stays, as pairs of documents and options."""
    shop = application(CLAIM)
    web = component("Server", STORED)
    image = component("Server", {**STORED, "image": "example/web:2"})
    yield "a new image", (image, shop), {}
    yield "a new version", (web, annotated(shop, version="9.0.0")), {}
    yield "a new version of the component", (annotated(web, version="9.0.0"), shop), {}
    yield "a version on the command line", (web, shop), {"app_version": "9.0.0"}
    yield "a renamed application", (web, application(CLAIM, name="store")), {}
    yield "an added trait", (web, application(CLAIM, SCALER)), {}
    yield "another workload type", (component("Worker", {**STORED, "ports": None} | {"ports": []}), shop), {}
    renamed = component("Server", STORED, name="front")
    of_renamed = deepcopy(shop)
    of_renamed["spec"]["components"][0]["componentName"] = "front"
    yield "a renamed component", (renamed, of_renamed), {}
    labelled = deepcopy(web)
    labelled["metadata"]["labels"] = {"team": "checkout", COMPONENT: "shop-window"}
    yield "labels of the component", (labelled, shop), {}


@pytest.mark.parametrize(("documents", "options"), [pytest.param(*rest, id=name) for name, *rest in upgrades()])
def test_selectors_stay_and_select_the_pods(documents, options):
    before = compiled(component("Server", STORED), application(CLAIM))
    after = compiled(*documents, **options)
    assert dict(selectors(before)).items() >= dict(selectors(after)).items()
    (template,) = templates(after).values()
    for _, selector in selectors(after):
        assert list(selector) == ["oam.dev/instance-name"]
        assert selector.items() <= template["metadata"]["labels"].items()


WORDS = {"description": "Serves the shop", "kubernetes.io/description": "Serves it well", "version": "1.4.0"}


@pytest.mark.parametrize("kind", ["Server", "SingletonServer", "Task"])
def test_no_pod_changes_with_what_describes_a_document(kind):
    held = container() if "Server" in kind else container(ports=None)
    declared = {"name": "target", "type": "string", "default": "x", "description": "What to greet"}
    held["env"] = [{"name": "TARGET", "fromParam": "target"}]
    plain = component(kind, held, parameters=[{**declared, "description": "Whom to greet"}])
    told = annotated(component(kind, held, parameters=[declared]), **WORDS)
    shop = annotated(application(), version="9.0.0", description="Sells things")
    found = [
        compiled(plain, application()),
        compiled(told, application()),
        compiled(told, shop, app_version="10"),
        compiled(annotated(told, **dict.fromkeys(WORDS, "changed")), shop),
    ]
    for before, after in pairwise(found):
        assert templates(before) == templates(after)
    for item in templates(found[1]).values():
        assert "annotations" not in item["metadata"]


def test_what_describes_a_component_is_on_its_workload_alone():
    told = annotated(component("Server", STORED), **WORDS)
    found = compiled(told, application(CLAIM))
    assert found.codes == []
    held = {item["kind"]: item["metadata"].get("annotations", {}) for item in found.objects}
    assert held.pop("Deployment") == WORDS
    assert not any(set(WORDS) & set(annotations) for annotations in held.values())


def test_other_annotations_of_a_component_are_those_of_its_pods():
    told = annotated(component(), **{"sidecar.istio.io/inject": "true"})
    (template,) = templates(compiled(told, application())).values()
    assert template["metadata"]["annotations"] == {"sidecar.istio.io/inject": "true"}
