"""Images that a lock pins: where the digest goes, what is refused, and what an override may still do."""

import json

import pytest

from oamc.checks.locked_images import lock_images
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import Hole, NotEmpty, Text, TextOf, When
from oamc.expressions.types import NumberType, TextType
from oamc.objects.fill import filler_of
from oamc.objects.object_set import ObjectSet
from oamc.objects.tree import KubeObject, Owner
from oamc.options import Options
from oamc.records import replace
from oamc.spans import Located, SourceFile, Span
from oamc.values.given import Assignment, Overrides
from oamc.values.image_lock import WITH_DIGEST, WITH_DIGEST_OR_EMPTY, Entry, ImageLock
from oamc.values.parameters import Assignment as Given
from oamc.values.parameters import Parameter
from oamc.values.shape import defaults, spell_path
from tests.support.agreement import chart_values, compiled, disagreement
from tests.support.helm import shared_engine

A, B, C = (f"sha256:{letter * 64}" for letter in "abc")
VELA = """
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {name: shop}
spec:
  components:
    - name: web
      type: webservice
      properties: {image: "web:1"}
      traits:
        - type: sidecar
          properties: {name: side, image: "side:1"}
    - name: raw
      type: k8s-objects
      properties:
        objects:
          - apiVersion: v1
            kind: Pod
            metadata: {name: bare}
            spec: {containers: [{name: a, image: "RAW"}]}
"""
OLD = """
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  parameters:
    - {name: image, type: string, default: "web:1"}
    - {name: tag, type: string, default: "1"}
    - {name: open, type: string, REQUIRED}
  containers:
    - name: main
      image: "[fromParam(image)]"
      env: [{name: IMAGE, fromParam: image}, {name: OPEN, fromParam: open}]
      resources: {cpu: {required: "1"}, memory: {required: 1Gi}}
      ports: [{containerPort: 80, name: http}]
    - name: built
      image: "BUILT"
      resources: {cpu: {required: "1"}, memory: {required: 1Gi}}
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: old}
spec:
  components: [{componentName: web, instanceName: web}]
"""
ASSEMBLED = OLD.replace("BUILT", "side:[fromParam(tag)]").replace("REQUIRED", "default: x")
RAW = VELA.replace("RAW", "raw:1")
OLD_FUNCTION = """
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
SPEC
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: shop}
spec: {components: [{componentName: web, instanceName: web}]}
"""
ENTRIES = {"web:1": A, "side:1": B, "side:2": C, "raw:1": C, "busybox:1.37": C}


def locked(entries, **options):
    """Return options with a lock of these digests."""
    lock = ImageLock(entries={image: Entry(digest=digest, span=None) for image, digest in entries.items()})
    return Options(lock=lock, **options)


def overrides(*texts, flag="--set-string"):
    """Return overrides by flags."""
    return Overrides(assignments=tuple(Assignment(flag=flag, text=text) for text in texts))


def run(text, entries=ENTRIES, **options):
    """Return a compilation and what it reports."""
    reports = Reports()
    source = SourceFile(path="app.yaml", label="app.yaml", text=text)
    return Compilation((source,), locked(entries, **options), reports), reports


def images(text, entries=ENTRIES, **options):
    """Return the images of the manifests, and the messages of errors."""
    compilation, reports = run(text, entries, format="manifests", **options)
    lines = [line.strip() for output in compilation.outputs for text in output.files.values() for line in text.splitlines()]
    found = [line.partition("image: ")[2] for line in lines if "image: " in line]
    return found, [f"{one.code.id} {one.message}" for one in reports.found if one.severity == "error"]


def parameters(compilation):
    """Return the parameters of the only application by their paths."""
    (checked,) = compilation.checked
    return {spell_path(parameter.path): parameter for parameter in checked.objects.parameters}


def test_values_and_fixed_images_get_their_digests():
    assert images(RAW) == ([f"web:1@{A}", f"side:1@{B}", f"raw:1@{C}"], [])
    charts, errors = compiled(RAW, locked(ENTRIES))
    assert errors == []
    values = chart_values(charts["shop"])
    assert values["web"]["properties"]["image"] == f"web:1@{A}"
    assert values["web"]["traits"]["sidecar"]["image"] == f"side:1@{B}"
    assert f"image: raw:1@{C}" in charts["shop"]["templates/bare-pod.yaml"]
    assert "Set by Application shop. Pinned by the lock of images." in charts["shop"]["values.yaml"].replace("\n    #", "")


def test_the_image_of_a_function_is_pinned():
    component = "spec:\n  workloadType: openfaas.com/v1.Function\n  "
    by_setting = OLD_FUNCTION.replace("SPEC", component + 'workloadSettings: [{name: image, value: "raw:1"}]')
    by_container = OLD_FUNCTION.replace("SPEC", component + 'containers: [{name: main, image: "web:1"}]')
    assert images(by_setting) == ([f"raw:1@{C}"], [])
    assert images(by_container) == ([f"web:1@{A}"], [])
    charts, errors = compiled(by_container, locked(ENTRIES))
    assert (errors, chart_values(charts["shop"])["web"]["containers"]["main"]["image"]) == ([], f"web:1@{A}")
    assert "has no entry of it" in images(by_setting, {})[1][0]


def test_an_image_that_is_a_parameter_is_pinned_where_that_is_given():
    compilation, reports = run(ASSEMBLED)
    found = parameters(compilation)
    assert not reports.has_errors()
    whole = found["web.parameters.image"]
    assert [(one.source, one.value) for one in whole.history] == [("declared default", "web:1"), ("lock file", f"web:1@{A}")]
    assert (found["web.containers.main.image"].value, found["web.containers.main.image"].follows) == (f"web:1@{A}", True)
    assert found["web.containers.built.image"].value == f"side:1@{B}"
    charts, _ = compiled(ASSEMBLED, locked(ENTRIES))
    assert chart_values(charts["old"])["web"]["parameters"] == {"image": f"web:1@{A}", "tag": "1", "open": "x"}


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({}, False),
        ({"parameters": {"image": f"web:9@{B}"}}, False),
        ({"parameters": {"image": "web:9"}}, True),
        ({"containers": {"main": {"image": f"web:9@{B}"}}}, False),
        ({"containers": {"main": {"image": f"web:9@{B}"}}, "parameters": {"image": f"web:8@{C}"}}, False),
        ({"containers": {"main": {"image": "web:9"}}}, True),
        ({"parameters": {"tag": "1"}}, False),
        ({"parameters": {"tag": "3"}}, True),
        ({"parameters": {"tag": "3"}, "containers": {"built": {"image": f"side:3@{C}"}}}, False),
    ],
)
def test_a_chart_and_manifests_take_and_refuse_the_same(values, refused):
    options = locked(ENTRIES)
    charts, errors = compiled(ASSEMBLED, options)
    assert errors == []
    assert disagreement(shared_engine(), ASSEMBLED, charts["old"], {"web": values}, options) == ""
    assert bool(shared_engine().render(charts["old"], {"web": values}).refusal) is refused


SIDE_BY_SIDE = """
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  containers:
    - name: main
      image: "web:1"
      resources: {cpu: {required: "1"}, memory: {required: 1Gi}}
      ports: [{containerPort: 80, name: http}]
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: twins}
spec:
  components:
    - componentName: web
      instanceName: web
      traits: [{name: rollout, properties: {strategy: STRATEGY}}]
"""


@pytest.mark.parametrize("strategy", ["canary", "blueGreen"])
@pytest.mark.parametrize(
    ("image", "refused"), [(None, False), ("", False), (f"web:2@{B}", False), ("web:2", True), (f"web:2@{B[:-1]}", True)]
)
def test_an_image_in_whose_place_another_one_stands_may_stay_empty(strategy, image, refused):
    text, options = SIDE_BY_SIDE.replace("STRATEGY", strategy), locked(ENTRIES)
    charts, errors = compiled(text, options)
    assert errors == []
    values = {} if image is None else {"web": {"traits": {"rollout": {strategy: {"image": image}}}}}
    assert disagreement(shared_engine(), text, charts["twins"], values, options) == ""
    rendered = shared_engine().render(charts["twins"], values)
    assert bool(rendered.refusal) is refused


def test_a_value_that_is_an_image_elsewhere_may_not_be_empty():
    hole = Hole(path=("web", "other"), type=TextType())
    image = When(condition=NotEmpty(path=hole.path), then=hole, otherwise="side:1")
    objects = object_set(image, parameter("other", "side:2"))
    assert pinned(objects)[0].parameters[0].type == WITH_DIGEST_OR_EMPTY
    (item,) = objects.objects
    twice = replace(objects, objects=(item, replace(item, body=object_set(hole).objects[0].body)))
    assert pinned(twice)[0].parameters[0].type == WITH_DIGEST


def test_an_override_is_pinned_or_refused_with_its_place():
    assert images(RAW, overrides=overrides("web.properties.image=side:2"))[0][0] == f"side:2@{C}"
    refused = 'OAM876 image "x:1" (given by --set-string, column 1) is not pinned: the lock file has no entry of it'
    assert images(RAW, overrides=overrides("web.properties.image=x:1")) == ([], [refused])
    file = SourceFile(path="values.yaml", label="values.yaml", text="web:\n  properties:\n    image: x:1\n")
    _, reports = found = run(RAW, overrides=Overrides(files=(file,)))
    assert found[0].outputs == ()
    assert [(one.code.id, str(one.span)) for one in reports.found] == [("OAM876", "values.yaml:3:5")]
    assert images(ASSEMBLED, overrides=overrides("web.parameters.tag=2"))[0] == [f"web:1@{A}", f"side:2@{C}"]
    assert "side:3" in images(ASSEMBLED, overrides=overrides("web.parameters.tag=3"))[1][0]


def test_an_override_with_a_digest_of_its_own_is_the_word_of_the_operator():
    assert images(RAW, overrides=overrides(f"web.properties.image=web:1@{C}"))[0][0] == f"web:1@{C}"
    wrong = images(RAW, overrides=overrides("web.properties.image=web:1@sha256:1"))[1]
    assert [message.partition(": ")[2] for message in wrong] == ["its digest is not well formed"]


def test_an_overridden_image_follows_nothing_any_more():
    compilation, _ = run(
        ASSEMBLED, overrides=overrides("web.containers.built.image=side:2", "web.containers.main.image=side:2")
    )
    found = parameters(compilation)
    assert found["web.containers.built.image"].built is None
    assert found["web.containers.built.image"].value == found["web.containers.main.image"].value == f"side:2@{C}"
    assert found["web.parameters.image"].value == f"web:1@{A}"
    unknown = {"side:2": C}
    compilation, _ = run(
        ASSEMBLED, unknown, overrides=overrides("web.containers.built.image=side:2", "web.containers.main.image=side:2")
    )
    assert parameters(compilation)["web.parameters.image"].value == "web:1"


def test_a_digest_in_a_document_stays_and_must_not_be_contradicted():
    own = RAW.replace('"web:1"', f'"web:1@{A}"').replace('"side:1"', f'"side:7@{C}"').replace('"raw:1"', f'"raw:7@{B}"')
    assert images(own) == ([f"web:1@{A}", f"side:7@{C}", f"raw:7@{B}"], [])
    contradicted = RAW.replace('"web:1"', f'"web:1@{B}"').replace('"raw:1"', f'"raw:1@{B}"')
    assert [message[:6] for message in images(contradicted)[1]] == ["OAM878", "OAM878"]
    assert images(RAW.replace("raw:1", "raw:1@sha256:1"))[1] == [
        'OAM876 image "raw:1@sha256:1" is not pinned: its digest is not well formed'
    ]


def test_an_assembled_image_with_a_digest_stays_as_long_as_it_has_one():
    text = (
        OLD.replace("BUILT", "side@[fromParam(tag)]")
        .replace("REQUIRED", "default: x")
        .replace('"1"}\n    - {name: open', f'"{B}"}}\n    - {{name: open')
    )
    charts, errors = compiled(text, locked(ENTRIES))
    assert errors == []
    for tag, refused in ((B, False), (C, False), ("1", True)):
        values = {"web": {"parameters": {"tag": tag}}}
        assert bool(shared_engine().render(charts["old"], values).refusal) is refused
        assert disagreement(shared_engine(), text, charts["old"], values, locked(ENTRIES)) == ""


def test_what_has_no_value_yet_is_pinned_by_who_gives_it_or_refused():
    whole = OLD.replace("BUILT", "[fromParam(open)]").replace("REQUIRED", "required: true")
    charts, errors = compiled(whole, locked(ENTRIES, allow_unset=True))
    assert errors == []
    for image, refused in ((f"x:1@{A}", False), ("web:1", True)):
        assert bool(shared_engine().render(charts["old"], {"web": {"parameters": {"open": image}}}).refusal) is refused
    built = OLD.replace("BUILT", "x:[fromParam(open)]").replace("REQUIRED", "required: true")
    _, errors = compiled(built, locked(ENTRIES, allow_unset=True))
    assert len(errors) == 1
    assert 'image "web.containers.built.image" is not pinned: it is made of values that are not given yet' in errors[0]


def test_a_declaration_that_lists_images_without_digests_is_refused():
    text = ASSEMBLED.replace('default: "web:1"}', 'default: "web:1", enum: ["web:1", "web:2"]}')
    assert images(text)[1] == [
        'OAM876 image "web:1" is not pinned: the value web.parameters.image takes no image with a digest'
    ]
    pinned = text.replace('"web:1"', f'"web:1@{A}"')
    assert images(pinned)[0][0] == f"web:1@{A}"


def test_an_image_within_another_one_is_refused():
    text = OLD.replace("BUILT", "[fromParam(image)]-debug").replace("REQUIRED", "default: x")
    found = images(text, {**ENTRIES, "web:1-debug": B})[1]
    assert [message.partition("is not pinned: ")[2] for message in found] == [
        "it is made of the value of another image, which has a digest of its own"
    ]


def test_the_image_of_a_charts_test_is_pinned():
    charts, errors = compiled(ASSEMBLED, locked(ENTRIES, chart_tests=True))
    assert errors == []
    assert chart_values(charts["old"])["web"]["test"] == {"image": f"busybox:1.37@{C}"}
    less = {image: digest for image, digest in ENTRIES.items() if image != "busybox:1.37"}
    assert "busybox:1.37" in compiled(ASSEMBLED, locked(less, chart_tests=True))[1][0]


def test_schema_and_message_say_what_a_locked_value_takes():
    charts, _ = compiled(RAW, locked(ENTRIES))
    schema = json.loads(charts["shop"]["values.schema.json"])
    image = schema["properties"]["web"]["properties"]["properties"]["properties"]["image"]
    assert image["pattern"].endswith("@(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))$")


def object_set(image, *params):
    """Return objects with one container of this image, and parameters."""
    span = Span(SourceFile(path="a", label="a", text=""), 1, 1, 1, 1)
    owner = Owner(kind="instance", name="web")
    body = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "a"},
        "spec": {"containers": [{"name": "a", "image": image}]},
    }
    item = KubeObject(api_version="v1", kind="Pod", name="a", owner=owner, body=body, span=span, rule="r")
    application = Located(value="shop", span=span)
    return ObjectSet(application=application, annotations={}, objects=(item,), parameters=params, requirements=(), fixed=())


def parameter(name, value, **fields):
    """Return a text of an instance."""
    history = () if value is None else (Given(source="application", value=value, span=None),)
    return Parameter(path=("web", name), type=TextType(), description="", history=history, **fields)


def pinned(objects, entries=ENTRIES):
    """Return the locked objects, the image in them as it is filled, and the messages."""
    reports = Reports()
    values = defaults(objects.parameters)
    found = lock_images(objects, values, filler_of(objects.parameters, values), locked(entries).lock, reports)
    messages = [one.message for one in reports.found]
    if found is None:
        return None, None, messages
    filler = filler_of(found[0].parameters, found[1])
    (container,) = filler.body(found[0].objects[0])["spec"]["containers"]
    return found[0], (container["image"], [filler.holds(one.condition) for one in found[0].requirements]), messages


TAG = Hole(path=("web", "tag"), type=TextType())


@pytest.mark.parametrize(
    ("image", "value"),
    [
        (Text(parts=("side:", TAG)), "1"),
        (Text(parts=(TAG, ":1")), "side"),
        (TextOf(hole=replace(TAG, type=NumberType(whole=True))), 1),
    ],
)
def test_an_image_that_an_object_makes_of_values_holds_as_long_as_they_do(image, value):
    found, (image, holds), _ = pinned(object_set(image, parameter("tag", value)), {"side:1": B, "1": B})
    assert image in {f"side:1@{B}", f"1@{B}"}
    assert holds == [True]
    values = {"web": {"tag": "2" if isinstance(value, str) else 2}}
    assert not filler_of(found.parameters, values).holds(found.requirements[0].condition)


def test_an_image_that_an_object_makes_of_values_is_refused_without_them_and_without_an_entry():
    text = Text(parts=("side:", TAG))
    assert pinned(object_set(text, parameter("tag", None)))[2] == [
        'image "web.tag" is not pinned: it is made of values that are not given yet'
    ]
    assert pinned(object_set(text, parameter("tag", "9")))[2] == [
        'image "side:9" is not pinned: the lock file has no entry of it'
    ]
    own = pinned(object_set(text, parameter("tag", f"9@{A}")))
    assert (own[1], own[2]) == ((f"side:9@{A}", [True]), [])


def test_what_stands_for_a_value_that_is_not_set_is_pinned():
    hole = replace(TAG, otherwise="web:1")
    found, (image, _), _ = pinned(object_set(hole, parameter("tag", None, optional=True)))
    assert image == f"web:1@{A}"
    assert found.parameters[0].type == WITH_DIGEST
