"""`oamc images`: which images are listed, who uses them, in which forms, and what is told of those that are missing."""

import json
from types import SimpleNamespace

import pytest
from jsonschema import Draft202012Validator

from oamc.expressions.holes import Hole, IsTrue, Not, When
from oamc.expressions.types import TextType
from oamc.inventory.images import inventory
from oamc.objects.fill import Filler
from oamc.objects.images import used_images
from oamc.objects.tree import At, KubeObject, Owner
from oamc.records import replace
from oamc.resources import read_text
from oamc.spans import SourceFile, Span
from tests.support.command_line import oamc
from tests.support.surroundings import silence
from tests.test_examples import EXAMPLES

SHAPE = Draft202012Validator(json.loads(read_text("schemas", "results", "images.v1.schema.json")))
DOCUMENT = """
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {name: shop}
spec:
  components:
    - name: web
      type: webservice
      properties: {image: "example/web:1.4.2"}
      traits:
        - type: init-container
          properties: {name: fill, image: "example/fill:1", mountName: seed, appMountPath: /app, initMountPath: /seed}
        - type: sidecar
          properties: {name: proxy, image: "example/web:1.4.2"}
    - name: list
      type: k8s-objects
      properties:
        objects:
          - apiVersion: v1
            kind: Pod
            metadata: {name: bare}
            spec:
              containers: [{name: a, image: "example/a:1"}]
              volumes: [{name: model, image: {reference: "example/model:7"}}]
"""
OPEN = """
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
spec:
  workloadType: core.oam.dev/v1alpha1.Worker
  parameters: [{name: image, type: string, required: true}]
  containers:
    - name: main
      image: "[fromParam(image)]"
      resources: {cpu: {required: "1"}, memory: {required: 1Gi}}
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: shop}
spec:
  components: [{componentName: web, instanceName: web}]
"""

FUNCTIONS = """
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: first}
spec:
  workloadType: openfaas.com/v1.Function
  containers: [{name: main, image: "example/first:1"}]
---
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: second}
spec:
  workloadType: openfaas.com/v1.Function
  workloadSettings: [{name: image, value: "example/second:1"}]
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: shop}
spec:
  components: [{componentName: first, instanceName: one}, {componentName: second, instanceName: two}]
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty directory with the document."""
    silence(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.yaml").write_text(DOCUMENT)
    return tmp_path


def pod(spec):
    """Return an object with a spec."""
    place = Span(SourceFile(path="a", label="a", text=""), 1, 1, 1, 1)
    owner = Owner(kind="instance", name="web")
    return KubeObject(api_version="v1", kind="Pod", name="a", owner=owner, body={"spec": spec}, span=place, rule="r")


def images(capsys, *arguments):
    """Return the status, the result and the messages of one run."""
    return oamc(capsys, "images", *arguments)


def listed(capsys, *arguments):
    """Return the images of one run as JSON."""
    found = json.loads(images(capsys, *arguments, "--format", "json")[1])
    SHAPE.validate(found)
    return found


def test_all_images_are_listed_once_in_their_order(capsys):
    status, out, err = images(capsys, "app.yaml")
    assert (status, err) == (0, "")
    assert out.split() == [
        "example/a:1",
        "example/fill:1",
        "example/model:7",
        "example/web:1.4.2",
    ]


def test_each_use_is_told_with_its_value(capsys):
    found = {one["image"]: one for one in listed(capsys, "app.yaml")["images"]}
    assert found["example/web:1.4.2"] == {
        "image": "example/web:1.4.2",
        "registry": "docker.io",
        "repository": "example/web",
        "tag": "1.4.2",
        "pinned": False,
        "uses": [
            {
                "application": "shop",
                "instance": "web",
                "container": name,
                "init": False,
                "valuePath": path,
                "always": True,
            }
            for name, path in (("proxy", "web.traits.sidecar.image"), ("web", "web.properties.image"))
        ],
    }
    assert found["example/fill:1"]["uses"][0]["init"] is True
    assert found["example/model:7"]["uses"][0]["volume"] == "model"


@pytest.mark.parametrize("arguments", [(), ("--faas", "deployment")])
def test_the_image_of_a_function_is_one(capsys, here, arguments):
    (here / "functions.yaml").write_text(FUNCTIONS)
    found = listed(capsys, "functions.yaml", *arguments)["images"]
    assert [one["image"] for one in found] == ["example/first:1", "example/second:1"]
    first, second = (one["uses"][0] for one in found)
    assert first["valuePath"] == "one.containers.main.image"
    assert (second["container"], second["instance"]) == (("function" if arguments else "two"), "two")


def test_another_object_with_an_image_in_its_spec_runs_none():
    item = replace(pod({"name": "a", "image": "a:1"}), api_version="example.com/v1", kind="Function")
    assert used_images(item) == ()
    assert [used.image for used in used_images(replace(item, api_version="openfaas.com/v1"))] == ["a:1"]


def test_a_switched_off_container_is_listed_unless_only_what_is_there_is_wanted():
    sidecar = When(condition=IsTrue(path=("web", "on")), then={"name": "side", "image": "side:1"})
    same = When(condition=IsTrue(path=("web", "on")), then={"name": "main", "image": "main:1"})
    item = pod({"containers": [{"name": "main", "image": "main:1"}, sidecar, same]})
    gone = replace(item, condition=IsTrue(path=("web", "on")), body={"spec": {"containers": [{"name": "x", "image": "x:1"}]}})

    def found(*, is_on, **options):
        filler = Filler({"web": {"on": is_on}})
        objects = SimpleNamespace(objects=(item, gone), parameters=())
        application = SimpleNamespace(path="shop")
        checked = SimpleNamespace(application=application, filler=filler, objects=objects)
        return [(one.text, [use.always for use in one.uses]) for one in inventory([("", checked)], **options).images]

    every = [("main:1", [True]), ("side:1", [False]), ("x:1", [False])]
    assert found(is_on=False) == found(is_on=True) == found(is_on=True, in_force_alone=True) == every
    assert found(is_on=False, in_force_alone=True) == [("main:1", [True])]


def test_an_override_is_the_image_that_is_listed(capsys):
    out = images(capsys, "app.yaml", "--set", "web.properties.image=example/web:9")[1]
    assert "example/web:9\n" in out


def test_a_digest_pins_an_image(capsys):
    digest = f"sha256:{'ab' * 32}"
    found = listed(capsys, "app.yaml", "--set", f"web.properties.image=ghcr.io/web@{digest}")["images"]
    one = next(one for one in found if one.get("digest"))
    assert (one["digest"], one["pinned"], "tag" in one, one["registry"]) == (digest, True, False, "ghcr.io")


def test_the_bill_of_materials_has_every_image_and_is_the_same_twice(capsys):
    first, second = (images(capsys, "app.yaml", "--format", "cyclonedx")[1] for _ in range(2))
    assert first == second
    bill = json.loads(first)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert [one["bom-ref"] for one in bill["components"]] == images(capsys, "app.yaml")[1].split()
    assert len({one["bom-ref"] for one in bill["components"]}) == len(bill["components"])
    assert bill["components"][1]["purl"] == "pkg:oci/fill?repository_url=docker.io/example/fill&tag=1"
    other = json.loads(images(capsys, "app.yaml", "--set", "web.properties.image=a", "--format", "cyclonedx")[1])
    assert other["serialNumber"] != bill["serialNumber"]


def test_the_image_of_a_charts_test_is_one(capsys):
    tea_house = EXAMPLES / "tea-house"
    assert "busybox:1.37\n" not in images(capsys, tea_house)[1]
    assert "busybox:1.37\n" in images(capsys, tea_house, "--chart-tests")[1]


def test_what_no_value_says_is_told(capsys, here):
    (here / "open.yaml").write_text(OPEN)
    status, out, err = images(capsys, "open.yaml", "--allow-unset", "--format", "json")
    found = json.loads(out)
    SHAPE.validate(found)
    assert (status, found["images"]) == (0, [])
    assert [use["valuePath"] for use in found["without"]] == ["web.containers.main.image"]
    assert 'warning[OAM871]: container "main" of instance "web" has no image: no value says which' in err
    assert "give it with --set web.containers.main.image=IMAGE" in err
    out = images(capsys, "open.yaml", "--set", "web.parameters.image=example/web:3")[1]
    assert out == "example/web:3\n"


@pytest.mark.parametrize("values", [(), ("--set", "shop-api.traits.rollout.blueGreen.image=example/api:2")])
def test_nothing_is_told_of_an_image_in_whose_place_another_one_stands(capsys, values):
    rollout = EXAMPLES.parent / "golden" / "rollout" / "input"
    status, out, err = images(capsys, rollout, *values)
    assert (status, err) == (0, "")
    assert ("example/api:2\n" in out) is bool(values)


def test_charts_of_others_are_told(capsys):
    status, out, err = images(capsys, EXAMPLES / "orchard")
    assert status == 0
    assert out == "registry.example.com/orchard/harvest:1.2.0\n"
    assert 'warning[OAM872]: the images of chart "redis" are not known here' in err
    flux = images(capsys, EXAMPLES / "orchard", "--charts-as", "flux")[2]
    assert flux.count("warning[OAM872]") == err.count("warning[OAM872]")


def test_only_lists_of_containers_and_volumes_are_looked_at():
    hole = Hole(path=("web", "image"), type=TextType())
    volumes: list[object] = [1, {"image": "not listed"}, {"name": "m", "image": {"reference": "model:1"}}, {"image": {}}]
    spec = {
        "containers": "none",
        "initContainers": [{"image": {}}, [], {"image": None}, {}, At({"name": "a", "image": At(hole, None)}, None)],
        "ephemeralContainers": When(
            condition=IsTrue(path=("on",)),
            then=[{"name": "look", "image": "look:1"}],
            otherwise=[When(condition=IsTrue(path=("b",)), then={"name": "b", "image": "b:1"})],
        ),
        "volumes": volumes,
        "image": "nor this",
        "more": [{"containers": [{"name": "deep", "image": "deep:1"}]}],
    }
    item = pod(spec)
    on, b = IsTrue(path=("on",)), IsTrue(path=("b",))
    assert [(one.name, one.image, one.field, one.conditions) for one in used_images(item)] == [
        ("a", hole, "initContainers", ()),
        ("look", "look:1", "ephemeralContainers", (on,)),
        ("b", "b:1", "ephemeralContainers", (Not(condition=on), b)),
        ("m", "model:1", "volumes", ()),
        ("deep", "deep:1", "containers", ()),
    ]
    assert [one.conditions for one in used_images(replace(item, condition=b))][1] == (b, on)


def test_what_does_not_compile_has_no_list(capsys, here):
    (here / "app.yaml").write_text(DOCUMENT.replace("webservice", "webservise"))
    status, out, err = images(capsys, "app.yaml", "--format", "json")
    assert (status, out) == (1, "")
    assert "error[OAM" in err
