"""Words of Kubernetes in OAM documents: every field has an answer, and none is taken for the misspelling of another one."""

import re

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.cli.options import TARGET_OPTIONS
from oamc.diagnostics.reports import LONGEST_PHRASE, nearest
from oamc.frontends.kubernetes_fields import ANSWERS
from oamc.frontends.kubernetes_places import CALLED, NEIGHBORS
from oamc.frontends.unknown_names import advice, answer, place_of
from oamc.kubernetes.table import load_table

TABLE = load_table()
WRITTEN = (
    *("core.v1.PodSpec", "core.v1.PodTemplateSpec", "meta.v1.ObjectMeta", "core.v1.Container", "core.v1.ResourceRequirements"),
    *("core.v1.Probe", "core.v1.HTTPGetAction", "core.v1.TCPSocketAction", "core.v1.GRPCAction", "core.v1.EnvVar"),
    *("core.v1.EnvVarSource", "core.v1.VolumeMount", "core.v1.Volume", "core.v1.ContainerPort", "core.v1.Service"),
    *("core.v1.ServiceSpec", "core.v1.ServicePort", "networking.v1.Ingress", "networking.v1.IngressSpec"),
    *("networking.v1.IngressRule", "networking.v1.HTTPIngressRuleValue", "networking.v1.HTTPIngressPath"),
    *("networking.v1.IngressTLS", "networking.v1.IngressBackend", "apps.v1.DeploymentSpec", "apps.v1.StatefulSetSpec"),
    *("batch.v1.JobSpec", "batch.v1.CronJobSpec", "core.v1.SecurityContext", "core.v1.PodSecurityContext"),
    *("core.v1.PersistentVolumeClaimSpec", "autoscaling.v2.HorizontalPodAutoscalerSpec"),
    "autoscaling.v1.HorizontalPodAutoscalerSpec",
)
"""The definitions of Kubernetes that people write by hand, of which each field must have an answer."""
ALL = {text for fields in (*ANSWERS.values(), *CALLED.values()) for text in fields.values()}
KINDS = {kind.short_name for kind in CATALOG.workload_types}


def fields_of(definition):
    """Return the fields that a definition has in any supported version of Kubernetes."""
    return {field for version in TABLE.versions for field in TABLE.definition(definition, version).types}


@pytest.mark.parametrize("definition", WRITTEN)
def test_every_field_has_an_answer_and_no_answer_lacks_a_field(definition):
    assert set(ANSWERS[definition]) == fields_of(definition)


def test_the_definitions_are_those_that_have_answers():
    assert set(WRITTEN) == set(ANSWERS)
    assert {name for names in NEIGHBORS.values() for name in names} <= set(ANSWERS)


@pytest.mark.parametrize("place", sorted({"", "spec", "containers", "env", "components", "traits", *NEIGHBORS, *CALLED}))
def test_no_word_of_kubernetes_is_a_near_name(place):
    for field in {field for fields in ANSWERS.values() for field in fields}:
        hint = advice(field, place, ["containers", "osType", "volumes", "hostname", "name"], nearest)
        assert hint == answer(field, place) != ""
        assert "did you mean" not in hint


@pytest.mark.parametrize("text", sorted(ALL))
def test_an_answer_is_a_phrase_that_fits_into_a_hint(text):
    assert text
    assert text == text.strip()
    assert text[-1] not in ".:;,!"
    assert len(text) <= LONGEST_PHRASE - 60
    assert "{}" not in text


def test_answers_name_what_there_is():
    options = {option.flag for option in TARGET_OPTIONS}
    for text in ALL:
        traits = set(re.findall(r"\btrait (?!is\b|has\b|leads\b|scales\b)([a-z]+(?:-[a-z]+)?)", text))
        assert traits <= set(CATALOG.trait_names()) | {"ingress"}, text
        for trait, listed in re.findall(r"trait ([a-z-]+) to the instance, with its propert(?:y|ies) ([\w, ]+)", text):
            names = re.split(r", | and ", listed)
            assert set(names) <= {prop.name.partition(".")[0] for prop in CATALOG.trait(trait).properties}, text
        for name, trait in re.findall(r"property (\w+) of the trait ([a-z-]+)", text):
            assert name in {prop.name for prop in CATALOG.trait(trait).properties}, text
        for version, kind in re.findall(r"workloadType ([\w.]+/v\d)\.(\w+)", text):
            assert kind in TABLE.kinds_of(version), text
        assert set(re.findall(r"\b(?:Singleton)?(?:Server|Worker|Task)\b", text)) <= KINDS, text
        assert set(re.findall(r"--[a-z-]+", text)) <= options, text


@pytest.mark.parametrize("place", sorted(CALLED))
def test_what_a_trait_calls_something_is_no_property_of_it(place):
    trait = CATALOG.trait(place)
    if trait is None:
        assert place in {"config", "disk", "resources", "spec", "volumes"}
        return
    properties = {prop.name for prop in trait.properties}
    assert not properties & set(CALLED[place])
    named = {name for text in CALLED[place].values() for name in re.findall(r"^it is called (\w+)", text)}
    assert named <= properties


@pytest.mark.parametrize(
    ("name", "place", "begins"),
    [
        ("initContainer", "spec", 'did you mean "initContainers" of Kubernetes? OAM has no word for it'),
        ("nodeselector", "spec", 'did you mean "nodeSelector" of Kubernetes? osType and arch'),
        ("securitycontext", "containers", 'did you mean "securityContext" of Kubernetes? attach the trait security-policy'),
        ("limit", "resources", 'did you mean "limits" of Kubernetes? write resources'),
        ("contaners", "spec", 'did you mean "containers"?'),
        ("replicaCont", "manual-scaler", 'did you mean "replicaCount"?'),
        ("xyzzy", "spec", ""),
        ("restartPolicy", "elsewhere", "the workload type decides it"),
        ("name", "spec", "the name of a document is its metadata.name"),
        ("host", "httpGet", "a probe asks the container itself"),
        ("host", "ingress", "it is called hostname"),
        ("port", "ports", "write containerPort"),
        ("resources", "volume-mounter", "the size is disk.required"),
    ],
)
def test_a_name_is_compared_with_what_belongs_to_its_place(name, place, begins):
    hint = advice(name, place, ["containers", "osType", "replicaCount"], nearest)
    assert hint.startswith(begins)
    assert bool(hint) == bool(begins)


@pytest.mark.parametrize(
    ("path", "place"),
    [("", ""), ("spec", "spec"), ("spec.containers[0]", "containers"), ("spec.containers[12].resources", "resources")],
)
def test_the_place_is_the_last_name_of_a_path(path, place):
    assert place_of(path) == place
