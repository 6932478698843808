"""Overrides of a run with several applications: each takes what it knows, and what nobody knows is an error."""

import json

import pytest

import oamc
from oamc.diagnostics.reports import Reports
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from oamc.values.sharing import known_to, schema_names, share

COMPONENT = """\
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  containers:
    - name: web
      image: example/web:1
      ports: [{name: http, containerPort: 8080}]
      resources: {cpu: {required: 200m}, memory: {required: 64Mi}}
"""
APPLICATION = """\
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: shop-NAME, namespace: NAME}
spec:
  components:
    - componentName: COMPONENT
      instanceName: web
      traits: [TRAIT]
"""
AUTOMATIC = "{name: auto-scaler, properties: {minimum: 3, maximum: 9, cpu: 60}}"
MANUAL = "{name: manual-scaler, properties: {replicaCount: 1}}"


def application(name, trait, component="web"):
    return APPLICATION.replace("COMPONENT", component).replace("NAME", name).replace("TRAIT", trait)


TWO = COMPONENT + application("prod", AUTOMATIC) + application("test", MANUAL)


def built(text, values, format_):
    result = oamc.compile_documents({"app.yaml": text}, format=format_, values=values)
    return {output.application: output.files for output in result.outputs}, [found.code.id for found in result.diagnostics]


def objects(files):
    text = "\n---\n".join(files.values())
    return [plain(found.root) for found in read(SourceFile(path="a", label="a", text=text), Reports())]


def nested(path, value):
    for name in reversed(path):
        value = {name: value}
    return value


@pytest.mark.parametrize("format_", ["helm", "manifests"])
def test_a_value_below_a_trait_that_one_of_two_applications_has_reaches_that_one(format_):
    before, _ = built(TWO, {}, format_)
    after, codes = built(TWO, nested(("web", "traits", "auto-scaler", "cpu"), 7), format_)
    assert codes == []
    assert after["shop-test"] == before["shop-test"]
    changed = {name for name in before["shop-prod"] if before["shop-prod"][name] != after["shop-prod"][name]}
    assert changed == ({"values.yaml"} if format_ == "helm" else {"shop-prod.yaml"})


def test_the_value_is_in_the_objects_of_the_application_that_knows_it():
    outputs, _ = built(TWO, nested(("web", "traits", "auto-scaler", "cpu"), 7), "manifests")
    (scaler,) = [item for item in objects(outputs["shop-prod"]) if item["kind"] == "HorizontalPodAutoscaler"]
    assert scaler["spec"]["metrics"][0]["resource"]["target"]["averageUtilization"] == 7


def test_a_value_that_both_know_reaches_both():
    outputs, codes = built(TWO, nested(("web", "containers", "web", "image"), "example/web:2"), "manifests")
    assert codes == []
    assert all("example/web:2" in "".join(files.values()) for files in outputs.values())


@pytest.mark.parametrize("format_", ["helm", "manifests"])
@pytest.mark.parametrize(
    "path",
    [
        ("web", "traits", "auto-scaler", "cup"),
        ("web", "traits", "autoscaler", "cpu"),
        ("web", "trait", "auto-scaler", "cpu"),
        ("wob", "traits", "auto-scaler", "cpu"),
    ],
)
def test_a_name_that_no_application_knows_is_one_error(format_, path):
    outputs, codes = built(TWO, nested(path, 7), format_)
    assert outputs == {}
    assert codes == ["OAM753"]


def test_a_null_takes_away_what_one_of_two_applications_has():
    outputs, codes = built(TWO, nested(("web", "traits", "auto-scaler", "minimum"), None), "manifests")
    assert codes == []
    (scaler,) = [item for item in objects(outputs["shop-prod"]) if item["kind"] == "HorizontalPodAutoscaler"]
    assert "minReplicas" not in scaler["spec"]


def test_who_takes_a_whole_trait_away_is_told_how_to_leave_it_out():
    values = nested(("web", "traits", "auto-scaler"), None)
    (found,) = oamc.compile_documents({"app.yaml": TWO}, values=values).diagnostics
    assert found.code.id == "OAM755"
    assert found.hint == "to leave the trait out, set web.traits.auto-scaler.enabled=false"


def test_a_value_that_does_not_fit_is_an_error_where_it_is_known():
    _, codes = built(TWO, nested(("web", "traits", "auto-scaler", "cpu"), "much"), "manifests")
    assert codes == ["OAM754"]


def test_nothing_is_said_about_values_that_a_broken_application_might_know():
    broken = TWO + application("dev", "{name: auto-scaler, properties: {cpu: []}}", component="nothing")
    _, codes = built(broken, nested(("web", "traits", "auto-scaler", "memory"), 7), "manifests")
    assert codes == ["OAM319"]


def test_sharing_goes_as_deep_as_the_names():
    own, other = {"a": {"b": None}}, {"a": {"c": None, "d": {"e": None}}}
    given = {"a": {"b": 1, "c": 2, "d": {"e": 3}, "f": 4}, "g": 5}
    assert share(given, own, (own, other)) == {"a": {"b": 1, "f": 4}, "g": 5}
    assert share(given, other, (own, other)) == {"a": {"c": 2, "d": {"e": 3}, "f": 4}, "g": 5}
    assert known_to(given, own) == {"a": {"b": 1}}


def test_the_names_of_a_schema_are_those_of_its_chart():
    files, _ = built(TWO, {}, "helm")
    names = schema_names(json.loads(files["shop-prod"]["values.schema.json"]))
    assert names["web"]["traits"]["auto-scaler"] == dict.fromkeys(["enabled", "minimum", "maximum", "cpu"])
    assert names["namePrefix"] is None
