"""The tables of custom kinds: what they say of objects, and that they say what the definitions of the kinds do."""

import copy
import random
import sys
from functools import cache
from pathlib import Path

import pytest

from oamc.kubernetes.custom import kinds
from oamc.kubernetes.custom.kinds import RULES_OF, is_known, project_of, table
from oamc.kubernetes.schemas import DEFAULT_VERSION, problems
from tests.support import yaml_files
from tests.support.custom_kinds import DEFINITIONS, GENERATOR, GIVEN, change_at_random, generator, places, validators

KINDS = [kind for found in RULES_OF.values() for kind in found]


def messages(api_version, kind, spec, **fields):
    """Return what is told of an object."""
    body = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}, **fields}
    return [problem.message for problem in problems(body if spec is None else {**body, "spec": spec})]


def test_each_kind_has_one_table_of_its_own_and_names_its_project():
    assert len(set(KINDS)) == len(KINDS) > 30
    assert {path.stem for path in GENERATOR.parent.glob("*.json")} == set(KINDS)
    for api_version, found in RULES_OF.items():
        for kind in found:
            assert table(kind)["apiVersion"] == api_version
            assert project_of(kind)[-1].isdigit()


def test_other_kinds_and_versions_are_not_known():
    assert not is_known("source.toolkit.fluxcd.io/v1beta2", "GitRepository")
    assert not is_known("keda.sh/v1alpha1", "Rollout")
    assert messages("keda.sh/v2", "ScaledObject", {"a": "b"}) == []


TRIGGER = {"type": "cron", "metadata": {"desiredReplicas": "3"}}
SCALED = {"scaleTargetRef": {"name": "a"}, "triggers": [TRIGGER]}
POLICY = {"targetRefs": [{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "name": "a"}]}
TARGET = {"appliedTo": {}, "direction": "Ingress", "action": "Mirror"}
PROFILES = "config.koordinator.sh/v1alpha1"
ANALYSIS = {"interval": "1m", "threshold": 5}
CANARY = {"targetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"}, "service": {"port": 80}}
JOB = {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "a", "image": "a"}]}}}
WRONG = [
    ("keda.sh/v1alpha1", "ScaledObject", SCALED, ""),
    ("keda.sh/v1alpha1", "ScaledObject", {**SCALED, "minReplicas": 1}, 'unknown field "minReplicas" in ScaledObject.spec'),
    (
        "keda.sh/v1alpha1",
        "ScaledObject",
        {**SCALED, "triggers": [{"type": "cron", "metadata": {"desiredReplicas": 3}}]},
        "ScaledObject.spec.triggers[0].metadata.desiredReplicas must be a string, not a number",
    ),
    ("keda.sh/v1alpha1", "ScaledJob", {"jobTargetRef": JOB, "triggers": [TRIGGER]}, ""),
    (
        "keda.sh/v1alpha1",
        "ScaledJob",
        {"jobTargetRef": {"template": {"spec": {"container": []}}}, "triggers": [TRIGGER]},
        'unknown field "container" in ScaledJob.spec.jobTargetRef.template.spec',
    ),
    (
        "keda.sh/v1alpha1",
        "ScaledJob",
        {"jobTargetRef": 1, "triggers": [TRIGGER]},
        "ScaledJob.spec.jobTargetRef must be a mapping, not a number",
    ),
    ("crd.antrea.io/v1alpha2", "TrafficControl", {**TARGET, "targetPort": {"device": {"name": "a"}}}, ""),
    (
        "crd.antrea.io/v1alpha2",
        "TrafficControl",
        {**TARGET, "targetPort": {}},
        "TrafficControl.spec.targetPort must have one of ovsInternal, device, geneve, vxlan, gre and erspan",
    ),
    (
        "crd.antrea.io/v1alpha2",
        "TrafficControl",
        {**TARGET, "targetPort": {"device": {"name": "a"}, "gre": {"remoteIP": "1.2.3.4"}}},
        "TrafficControl.spec.targetPort may have only one of ovsInternal, device, geneve, vxlan, gre and erspan",
    ),
    (
        "crd.antrea.io/v1alpha2",
        "TrafficControl",
        {**TARGET, "targetPort": {"gre": {"remoteIP": "a.example"}}},
        "TrafficControl.spec.targetPort.gre.remoteIP must be an IP address",
    ),
    (
        "crd.antrea.io/v1alpha2",
        "TrafficControl",
        {**TARGET, "targetPort": {"device": {"name": "a"}}, "returnPort": {"device": {"name": "b"}}},
        "TrafficControl.spec.returnPort must not be there: copies do not come back",
    ),
    (PROFILES, "ClusterColocationProfile", {"qosClass": "BE", "priorityClassName": "koord-batch", "probability": "50%"}, ""),
    (PROFILES, "ClusterColocationProfile", {"qosClass": "LS", "priorityClassName": "koord-prod", "probability": 100}, ""),
    (PROFILES, "ClusterColocationProfile", {"priorityClassName": "own", "patch": {"spec": {"anything": 1}}}, ""),
    (
        PROFILES,
        "ClusterColocationProfile",
        {"qosClass": "BE", "priorityClassName": "koord-prod"},
        "ClusterColocationProfile.spec.priorityClassName must not be koord-prod where qosClass is BE",
    ),
    (
        PROFILES,
        "ClusterColocationProfile",
        {"qosClass": "LSR", "priorityClassName": "koord-free"},
        "ClusterColocationProfile.spec.priorityClassName must not be koord-free where qosClass is LSR",
    ),
    *(
        (
            PROFILES,
            "ClusterColocationProfile",
            {"probability": chance},
            "ClusterColocationProfile.spec.probability must be a percentage, such as 50%",
        )
        for chance in ("50", "101%", -1, 101)
    ),
    (
        "networking.istio.io/v1",
        "DestinationRule",
        {"host": "a", "trafficPolicy": {"loadBalancer": {"simple": "RANDOM", "consistentHash": {"useSourceIp": True}}}},
        "DestinationRule.spec.trafficPolicy.loadBalancer may have only one of simple and consistentHash",
    ),
    ("networking.istio.io/v1", "DestinationRule", {"host": "a", "trafficPolicy": {"loadBalancer": {}}}, ""),
    ("flagger.app/v1beta1", "Canary", {**CANARY, "analysis": {**ANALYSIS, "iterations": 2}}, ""),
    (
        "flagger.app/v1beta1",
        "Canary",
        {**CANARY, "analysis": {**ANALYSIS, "iterations": 2, "stepWeight": 10}},
        "Canary.spec.analysis may have only one of iterations, stepWeight and stepWeights",
    ),
    (
        "flagger.app/v1beta1",
        "Canary",
        {**CANARY, "analysis": {"interval": "1m", "iterations": 2}},
        'required field "threshold" is missing in Canary.spec.analysis',
    ),
    (
        "flagger.app/v1beta1",
        "Canary",
        {**CANARY, "analysis": {**ANALYSIS, "iterations": "2"}},
        "Canary.spec.analysis.iterations must be a number, not a string",
    ),
    (
        "monitoring.coreos.com/v1",
        "PrometheusRule",
        {"groups": [{"name": "a"}, {"name": "a"}]},
        "PrometheusRule.spec.groups[1] has the same name as groups[0]",
    ),
    ("gateway.envoyproxy.io/v1alpha1", "BackendTrafficPolicy", {**POLICY, "compressor": [{"anything": 1}]}, ""),
]


@pytest.mark.parametrize(("api_version", "kind", "spec", "message"), WRONG)
def test_an_object_is_what_its_definition_allows(api_version, kind, spec, message):
    found = messages(api_version, kind, spec)
    assert (found == []) if not message else any(message in one for one in found), found


def test_fields_beside_the_spec_are_known():
    body = {"type": "state.redis", "version": "v1"}
    assert messages("dapr.io/v1alpha1", "Component", {**body, "metadata": []}, scopes=["a"], auth={"secretStore": "b"}) == []
    assert messages("dapr.io/v1alpha1", "Component", {**body, "metadata": []}, scopes="a") == [
        "Component.scopes must be a list, not a string"
    ]
    assert messages("dapr.io/v1alpha1", "Resiliency", {"policies": {}, "targets": {}}, auth={}) == [
        'unknown field "auth" in Resiliency'
    ]


@pytest.mark.parametrize(("spec", "status"), [([], "must be a mapping"), (None, 'required field "spec" is missing')])
def test_rules_wait_for_a_spec_of_the_right_shape(spec, status):
    assert status in messages("argoproj.io/v1alpha1", "Application", spec)[0]


@pytest.mark.parametrize(
    ("value", "schema", "reason"),
    [
        (1, {"minimum": 2}, "must be at least 2"),
        (3, {"maximum": 2}, "must be at most 2"),
        (2, {"minimum": 2, "maximum": 2, "format": "int32"}, ""),
        (2**31, {"format": "int32"}, "must be at most 2147483647"),
        ([], {"minItems": 1}, "must have at least 1 items"),
        ([1, 2], {"maxItems": 1}, "must have at most 1 items"),
        (True, {"minimum": 2}, ""),
        ({}, {"minItems": 2}, ""),
    ],
)
def test_bounds_of_numbers_and_lists_hold(value, schema, reason):
    assert kinds._problem(value, schema) == reason


@pytest.mark.parametrize(
    ("value", "schema", "reason"),
    [
        (0.5, {"minimum": 1}, "must be at least 1"),
        (1.5, {"maximum": 1}, "must be at most 1"),
        ({"a": 1}, {"maxProperties": 0}, "must have at most 0 entries"),
        ("::1", {"format": "ip"}, ""),
        ("1h\n", {"pattern": "^1h$"}, "must match ^1h$"),
    ],
)
def test_bounds_of_other_values_hold(value, schema, reason):
    assert kinds._problem(value, schema) == reason


def test_the_tables_are_small():
    assert sum(len((GENERATOR.parent / f"{kind}.json").read_bytes()) for kind in KINDS) < 300_000


@pytest.mark.slow
@GIVEN
def test_the_tables_are_what_the_generator_makes():
    assert generator().tables(DEFINITIONS) == stored()


def stored():
    """Return the tables as they are."""
    return {f"{kind}.json": (GENERATOR.parent / f"{kind}.json").read_text() for kind in KINDS}


def test_the_generator_writes_what_is_different_and_tells_of_it(tmp_path, monkeypatch, capsys):
    made = {**stored(), "Application.json": "{}\n"}
    monkeypatch.setattr(generator(), "tables", {Path("folder"): made}.get)
    monkeypatch.setattr(generator(), "HERE", tmp_path)
    for arguments, status in ((["--check"], 1), ([], 0), (["--check"], 0)):
        monkeypatch.setattr(sys, "argv", ["generate.py", "folder", *arguments])
        assert generator().main() == status
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == made
    assert "Application.json" in capsys.readouterr().err


def test_the_generator_says_what_is_missing_and_what_it_has_no_word_for(tmp_path):
    with pytest.raises(SystemExit, match="no definition of"):
        generator().tables(tmp_path)
    for word, held in (
        ("oneOf", [{"required": ["a", "b"]}, {"required": ["c"]}]),
        ("anyOf", [{"required": ["a"]}]),
        ("allOf", [{"enum": ["a"]}, {"enum": ["b"]}]),
    ):
        with pytest.raises(SystemExit, match=word):
            generator().compact({"type": "object", word: held}, "here")
    with pytest.raises(SystemExit, match="null"):
        generator().compact({"type": "null"}, "here")
    other = {"fields": {"spec": {"fields": {"template": {"fields": {"spec": {}}}, "generators": {"items": {"fields": {}}}}}}}
    other["fields"]["spec"]["fields"]["generators"]["items"]["fields"] = {
        name: {"fields": {"template": {"fields": {"spec": {}}}}} for name in ("git", "list", "selector")
    }
    with pytest.raises(SystemExit, match="not an Application any more"):
        generator().with_reference(other, {"type": "object"})


HOSTILE = (
    *("", "9" * 5000, "9" * 5000 + "s", "1" + "m" * 5000, "\x00", "a" * 70_000, "{{", "-1s", "1.5.5s", "\U0001f600"),
    *(10**400, -(10**400), 0.5, True, None, [], {}, [None], {"a": None}, {"": ""}, [[[]]]),
)
"""Values that nobody means, of all types. Infinities and what is no number are refused where documents are read."""


@cache
def written():
    """Return the objects of custom kinds in the golden cases."""
    found = []
    for path in sorted((GENERATOR.parents[2] / "golden").glob("*/manifests/**/*.yaml")):
        bodies = yaml_files.load_all(path.read_text(encoding="utf-8"))
        found += [body for body in bodies if is_known(body["apiVersion"], body["kind"])]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted({body["kind"] for body in written()}))
def test_whatever_stands_in_an_object_is_told_and_ends_nothing(kind):
    for body in [body for body in copy.deepcopy(written()) if body["kind"] == kind]:
        for path in list(places(body["spec"])):
            held = body["spec"]
            for step in path[:-1]:
                held = held[step]
            before = held[path[-1]]
            for value in HOSTILE:
                held[path[-1]] = value
                assert isinstance(problems(body), tuple)
            held[path[-1]] = before
    assert body in written()


@cache
def examples():
    """Return objects that the definitions take, one or more of most kinds."""
    found = []
    for path in sorted((DEFINITIONS / "examples").glob("*.yaml")):
        found += [body for body in yaml_files.load_all(path.read_text()) if body and is_known(body["apiVersion"], body["kind"])]
    return found


@pytest.mark.slow
@GIVEN
def test_good_objects_of_the_catalogue_pass():
    assert len(examples()) > 30
    assert [(body["kind"], problems(body)) for body in examples() if problems(body)] == []


@pytest.mark.slow
@GIVEN
def test_the_tables_of_the_catalogue_refuse_what_the_definitions_refuse(monkeypatch):
    """Change good objects at random: the table refuses what the definition refuses, and nothing else in what it looks at."""
    tables_alone = {version: dict.fromkeys(found, "") for version, found in RULES_OF.items()}
    monkeypatch.setattr(kinds, "RULES_OF", tables_alone)
    chance = random.Random(12)
    refused = 0
    for _ in range(1500):
        body = copy.deepcopy(chance.choice([body for body in examples() if body["kind"] != "ApplicationSet"]))
        path = change_at_random(body["spec"], chance)
        wrong = not validators()[body["kind"]].is_valid(body["spec"])
        found = problems(body, DEFAULT_VERSION)
        if wrong != bool(found):
            has_rules = body["kind"] in OF_PROJECTS and not wrong
            assert has_rules or is_stricter(path, found), (wrong, path, body, found)
        refused += wrong
    assert 500 < refused < 1400


PARTS_OF_KUBERNETES = {"template", "jobTargetRef", "job", "namespaceSelector", "podSelector"}


OF_PROJECTS = {"DestinationRule", "VirtualService", "BackendTrafficPolicy", "HTTPRoute"}
"""Kinds with rules of their webhooks, which no definition has (`test_rules_of_gateways.py`)."""


def is_stricter(path, found):
    """Tell whether a table and a definition may differ: about parts of Kubernetes, bounds, lists of different items."""
    words = ("must be from", "must be at least -", "must be at most 9223372036854775807", "has the same", "repeats", "address")
    if PARTS_OF_KUBERNETES & set(path):
        return True
    return bool(found) and all(any(word in problem.message for word in words) for problem in found)
