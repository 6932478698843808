import copy
import importlib.util
import json
import random
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import kubernetes_validate
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from schema_samples import SAMPLES

from oamc.kubernetes.schemas import DEFAULT_VERSION, SUPPORTED_VERSIONS, load_table, problems
from oamc.kubernetes.table import field_type
from tests.support.laws import examples

ROOT = Path(__file__).parents[3]
GENERATOR = ROOT / "schemas" / "kubernetes" / "generate.py"


def found(body, version=DEFAULT_VERSION):
    return [(problem.kind, problem.message, problem.hint) for problem in problems(body, version)]


def generator():
    spec = importlib.util.spec_from_file_location("generate", GENERATOR)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_the_table_is_what_the_generator_makes():
    text = generator().table_text()
    stored = (ROOT / "schemas" / "kubernetes" / "kinds.txt").read_bytes()
    assert stored.decode() == text
    assert generator().table_text() == text
    assert len(stored) < 100_000


def test_the_table_has_the_supported_versions():
    assert load_table().versions == SUPPORTED_VERSIONS
    assert DEFAULT_VERSION in SUPPORTED_VERSIONS


def test_the_table_is_loaded_once_and_importing_loads_nothing():
    assert load_table() is load_table()
    script = (
        "import sys, oamc.kubernetes.schemas;"
        "loaded = {'json', 're', 'oamc.kubernetes.table', 'oamc.kubernetes.structure'} & set(sys.modules);"
        "print(sorted(loaded))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("version", SUPPORTED_VERSIONS)
@pytest.mark.parametrize("kind", SAMPLES)
def test_a_good_object_has_no_problems_in_any_version(kind, version):
    assert found(SAMPLES[kind], version) == []


def innermost(wanted):
    return innermost(wanted.item) if wanted.item else wanted


def definitions():
    """Return the names of all definitions."""
    return {line.partition("\t")[0] for line in generator().table_text().partition("\n\n")[2].splitlines()}


def test_every_definition_of_the_table_can_be_read_in_every_version():
    table = load_table()
    names = definitions()
    assert len(names) > 300
    for name in names:
        for version in SUPPORTED_VERSIONS:
            for wanted in table.definition(name, version).types.values():
                held = innermost(wanted)
                assert held.base != "definition" or held.definition in names, (name, wanted)


def test_every_rule_is_for_a_field_that_the_table_has():
    from oamc.kubernetes.rules.fields import FIELD_RULES, KEY_RULES
    from oamc.kubernetes.rules.objects import OBJECT_RULES, RULE_MODULES, object_rule

    table = load_table()
    for rules in (FIELD_RULES, KEY_RULES):
        for name, by_field in rules.items():
            for field in by_field:
                assert table.versions_with_field(name, field), (name, field)
    assert set(OBJECT_RULES) | set(RULE_MODULES) <= definitions()
    assert not set(OBJECT_RULES) & set(RULE_MODULES)
    assert all(object_rule(name) for name in RULE_MODULES)
    for module in set(RULE_MODULES.values()):
        of_module = {name for name, listed in RULE_MODULES.items() if listed == module}
        assert set(import_module(f"oamc.kubernetes.rules.{module}").RULES) == of_module


def test_types_are_read_from_their_spelling():
    assert field_type("![name]core.v1.Container").keys == ("name",)
    assert field_type("![name]core.v1.Container").item.definition == "core.v1.Container"
    assert field_type("!string").required
    assert field_type("{}[]string").item.item.base == "string"
    assert field_type("[=]string").keys == ("=",)
    assert field_type("[]string").keys == ()


def test_an_unknown_field_is_told_with_the_nearest_one():
    body = copy.deepcopy(SAMPLES["Deployment"])
    body["spec"]["replica"] = 3
    (problem,) = problems(body)
    assert problem.kind == "unknown-field"
    assert problem.message == 'unknown field "replica" in Deployment.spec'
    assert problem.hint == 'did you mean "replicas"?'
    assert problem.path == ("spec", "replica")


def test_a_field_of_another_version_is_told_so():
    body = copy.deepcopy(SAMPLES["Pod"])
    body["spec"]["hostnameOverride"] = "web"
    assert found(body, "1.34") == []
    assert found(body, "1.33") == [
        ("unknown-field", 'unknown field "hostnameOverride" in Pod.spec', "Kubernetes has it since 1.34")
    ]
    del body["spec"]["hostnameOverride"]
    body["spec"]["workloadRef"] = {"name": "a", "podGroup": "b"}
    assert found(body, "1.35") == []
    assert found(body, "1.36")[0][2] == "Kubernetes had it until 1.35"


def test_a_wrong_type_is_told_with_both_types():
    body = copy.deepcopy(SAMPLES["Deployment"])
    body["spec"]["replicas"] = "3"
    body["spec"]["template"]["spec"]["containers"][0]["env"][0]["value"] = 8080
    assert found(body) == [
        ("wrong-type", "Deployment.spec.replicas must be a whole number, not a string", ""),
        (
            "wrong-type",
            "Deployment.spec.template.spec.containers[0].env[0].value must be a string, not a number",
            "put it in quotes",
        ),
    ]


def test_a_missing_field_is_told_at_the_mapping_that_lacks_it():
    body = copy.deepcopy(SAMPLES["Deployment"])
    del body["spec"]["template"]["spec"]["containers"][0]["name"]
    (problem,) = problems(body)
    assert problem.message == 'required field "name" is missing in Deployment.spec.template.spec.containers[0]'
    assert problem.path == ("spec", "template", "spec", "containers", 0)


@pytest.mark.parametrize("missing", ["apiVersion", "kind"])
def test_an_object_says_what_it_is(missing):
    body = {**SAMPLES["ConfigMap"]}
    del body[missing]
    assert [kind for kind, _, _ in found(body)] == ["missing-field"]
    body[missing] = 1
    assert [kind for kind, _, _ in found(body)] == ["missing-field"]


@pytest.mark.parametrize(
    ("api_version", "kind", "version", "problem", "message", "hint"),
    [
        ("extensions/v1beta1", "Ingress", "1.34", "removed-kind", "1.22 removed", "use networking.k8s.io/v1"),
        ("networking.k8s.io/v1beta1", "Ingress", "1.34", "removed-kind", "1.22 removed", "use networking.k8s.io/v1"),
        ("autoscaling/v2beta1", "HorizontalPodAutoscaler", "1.30", "removed-kind", "1.25 removed", "use autoscaling/v2"),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "1.30", "removed-kind", "1.26 removed", "use autoscaling/v2"),
        ("policy/v1beta1", "PodDisruptionBudget", "1.34", "removed-kind", "1.25 removed", "use policy/v1"),
        ("policy/v1beta1", "PodSecurityPolicy", "1.34", "removed-kind", "1.25 removed", "nothing replaced it"),
        ("batch/v1beta1", "CronJob", "1.34", "removed-kind", "1.25 removed", "use batch/v1"),
        ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", "1.32", "removed-kind", "1.32 removed", "use flowcontrol"),
        ("resource.k8s.io/v1", "DeviceClass", "1.33", "unknown-kind", "1.33 has no", "it exists since Kubernetes 1.34"),
        ("apps/v1", "Deploment", "1.34", "unknown-kind", "1.34 has no", 'did you mean "Deployment"?'),
        ("v1", "Deployment", "1.34", "unknown-kind", "1.34 has no", "use apps/v1"),
        ("extensions/v1beta1", "Nothing", "1.34", "unknown-kind", "1.34 has no", ""),
    ],
)
def test_a_kind_that_is_not_there_is_told_with_what_to_use(api_version, kind, version, problem, message, hint):
    (only,) = problems({"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}}, version)
    assert only.kind == problem
    assert message in only.message
    assert only.hint.startswith(hint)
    assert bool(only.hint) == bool(hint)


def test_a_removed_kind_of_the_table_was_there_before():
    body = {"apiVersion": "flowcontrol.apiserver.k8s.io/v1beta3", "kind": "FlowSchema", "metadata": {"name": "a"}}
    assert found(body, "1.31") == []


def test_a_custom_resource_without_a_table_is_checked_in_its_metadata_only():
    body = {
        "apiVersion": "cert-manager.io/v1",
        "kind": "Certificate",
        "metadata": {"name": "web"},
        "spec": {"any": [1]},
    }
    assert found(body) == []
    body["metadata"] = {"name": "Web", "labels": {"a b": "c"}, "label": {}}
    assert [(kind, message.partition(" must")[0]) for kind, message, _ in found(body)] == [
        ("bad-value", 'Certificate.metadata.labels has the key "a b", which'),
        ("unknown-field", 'unknown field "label" in Certificate.metadata'),
        ("bad-value", "Certificate.metadata.name"),
    ]


def test_null_is_absence_but_not_in_required_fields_lists_and_maps():
    body = copy.deepcopy(SAMPLES["ConfigMap"])
    body["metadata"]["labels"] = None
    body["metadata"]["creationTimestamp"] = None
    assert found(body) == []
    body["data"]["app.conf"] = None  # an API server reads the empty text
    assert found(body) == []
    quota = copy.deepcopy(SAMPLES["ResourceQuota"])
    quota["spec"]["hard"]["pods"] = None
    assert [kind for kind, _, _ in found(quota)] == ["wrong-type"]
    pod = copy.deepcopy(SAMPLES["Pod"])
    pod["spec"]["containers"].append(None)
    assert [kind for kind, _, _ in found(pod)] == ["wrong-type"]
    pod["spec"]["containers"] = None
    assert [kind for kind, _, _ in found(pod)] == ["missing-field"]


def test_messages_never_hold_values():
    body = copy.deepcopy(SAMPLES["Deployment"])
    container = body["spec"]["template"]["spec"]["containers"][0]
    for name in ("image", "imagePullPolicy", "name"):
        container[name] = " S3cret "
    container["env"].append({"name": "S3cret=", "value": 5})
    container["volumeMounts"][0].update(name="S3cret", mountPath="S3cret:")
    container["ports"][0]["name"] = "S3cret!"
    messages = found(body)
    assert len(messages) >= 6
    assert "S3cret" not in str(messages)


def test_messages_are_safe_to_print():
    body = {**SAMPLES["ConfigMap"], "\x1b[31m\u202e": 1, "data": {"::error": "x", "a\nb": "y"}}
    for _, message, hint in found(body):
        assert (message + hint).isprintable()
        assert "::" not in message


def test_an_unsupported_version_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match=r"1\.29"):
        problems(SAMPLES["Pod"], "1.29")


# Agreement with kubernetes-validate. Where oamc is stricter, it says so here:
STRICTER = {
    "metadata",  # and the name: the schemas let them be left out
    "name",
    "spec",
    "image",
    "ports",
    "accessModes",
    "storage",
    "secretName",
    "namespace",
    "resources",
    "apiGroups",
    "port",
    "resource",
    "pods",
    "averageUtilization",
    "averageValue",
}
LOOSER = {("roleRef", "apiGroup"), ("spec", "limits")}
"""Fields that the schemas require and API servers do not."""

RETYPED = ("text", 1, True, 1.5, [], {}, ["text"], {"key": "text"})


@cache
def validator(version, api_version, kind):
    """Return the strict schema that `kubernetes_validate.validate` uses; it reads 1.7 MB for every object."""
    folder = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema" / f"v{version}.0-local-strict"
    group, _, number = api_version.rpartition("/")
    name = "-".join(part for part in (kind.lower(), group.partition(".")[0], number) if part)
    schema = json.loads((folder / f"{name}.json").read_text())
    return Draft202012Validator(schema, registry=Resource.from_contents(schema) @ registry(version))


@cache
def registry(version):
    folder = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema" / f"v{version}.0-local-strict"
    return Resource.from_contents(json.loads((folder / "_definitions.json").read_text())) @ Registry()


def places(value, path=()):
    """Yield the paths of all keys and items, but of what says which kind the object is."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if path or key not in ("apiVersion", "kind"):
            yield (*path, key)
            yield from places(item, (*path, key))


def mutated(body, path, change):
    copied = copy.deepcopy(body)
    parent = copied
    for step in path[:-1]:
        parent = parent[step]
    match change:
        case ("drop", _):
            del parent[path[-1]]
        case ("rename", name):
            held = parent[path[-1]]
            if isinstance(parent, dict):
                del parent[path[-1]]
                parent[name] = held
        case (_, value):
            parent[path[-1]] = value
    return copied


def check_agreement(body, version):
    theirs = validator(version, body["apiVersion"], body["kind"]).is_valid(body)
    ours = problems(body, version)
    if not theirs and not any(isinstance(body.get(part), dict) and body[part].get(field) is None for part, field in LOOSER):
        assert any(problem.kind in {"unknown-field", "wrong-type", "missing-field"} for problem in ours), body
    for problem in ours:
        if problem.kind == "missing-field":
            field = problem.message.split('"')[1]
            assert not theirs or field in STRICTER, (problem, body)
        elif problem.kind != "bad-value":
            assert not theirs, (problem, body)


@pytest.mark.slow
@pytest.mark.parametrize("kind", SAMPLES)
def test_every_single_change_of_a_sample_is_refused_by_both_or_by_none(kind):
    sample = SAMPLES[kind]
    changes = [("drop", None), ("rename", "Misspelled"), *(("retype", value) for value in RETYPED)]
    every = [(path, change) for path in places(sample) for change in changes]
    chosen = random.Random(kind).sample(every, min(len(every), 120))
    for path, change in chosen:
        check_agreement(mutated(sample, path, change), DEFAULT_VERSION)


@settings(max_examples=examples(150), deadline=None)
@given(st.data())
def test_changes_are_refused_by_both_or_by_none_in_every_version(data):
    sample = SAMPLES[data.draw(st.sampled_from(sorted(SAMPLES)))]
    version = data.draw(st.sampled_from(("1.30", "1.33", "1.37")))
    body = sample
    for _ in range(data.draw(st.integers(1, 3))):
        known = list(places(body))
        if not known:
            break
        change = data.draw(
            st.one_of(
                st.just(("drop", None)),
                st.tuples(st.just("rename"), st.sampled_from(("Misspelled", "name", "spec", "type"))),
                st.tuples(st.just("retype"), st.sampled_from(RETYPED)),
            )
        )
        body = mutated(body, data.draw(st.sampled_from(known)), change)
    check_agreement(body, version)


@pytest.mark.parametrize("kind", ["Deployment", "Ingress"])
def test_the_schemas_of_these_tests_are_those_of_kubernetes_validate(kind):
    kubernetes_validate.validate(SAMPLES[kind], DEFAULT_VERSION, strict=True)
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate({**SAMPLES[kind], "specs": {}}, DEFAULT_VERSION, strict=True)


@pytest.mark.parametrize(
    ("first", "second", "wrong"),
    [
        ({"replicas": 1}, {"replicas": True}, ("spec", "replicas")),
        ({"replicas": 1, "paused": True}, {"replicas": 1, "paused": 1}, ("spec", "paused")),
        ({"replicas": 0, "minReadySeconds": 7}, {"replicas": 0, "minReadySeconds": -7}, ("spec", "minReadySeconds")),
    ],
)
def test_a_number_that_was_right_before_says_nothing_of_one_that_is_equal_or_near(first, second, wrong):
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "web", "image": "example/web:1"}]}}
    whole = {"selector": {"matchLabels": {"a": "b"}}, "template": template}

    def found(spec):
        body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {**whole, **spec}}
        return [problem.path for problem in problems(body)]

    assert found(first) == found(first) == []
    assert found(second) == found(second) == [wrong]
