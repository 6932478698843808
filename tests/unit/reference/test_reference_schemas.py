import json
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from oamc.capabilities.catalog import CATALOG
from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.reference.fields import FILES, file_of
from oamc.reference.schemas import ANY, ANY_OF_KUBEVELA, ANY_OF_SECOND, NAMES, document_schema
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from tests.strategies.applications import applications, as_text
from tests.strategies.second_version import sample_second_application

ROOT = Path(__file__).parents[3]
SECOND = "core.oam.dev/v1alpha2"
SCHEMA_OF = {"core.oam.dev/v1alpha2": ANY_OF_SECOND, "core.oam.dev/v1beta1": ANY_OF_KUBEVELA}
WITHOUT_A_SCHEMA = ("Policy", "TraitTemplate", "Workflow")
"""Documents beside an Application of KubeVela, which have few fields, and those that describe traits."""
INPUTS = sorted(
    path
    for path in chain((ROOT / "golden").glob("*/input/**/*.yaml"), (ROOT / "examples").rglob("*.yaml"))
    if path.is_file() and "core.oam.dev" in path.read_text(encoding="utf-8")
)


@cache
def validator(name=ANY):
    schema = document_schema(name, CATALOG)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def documents(text):
    reports = Reports()
    return [plain(document.root) for document in read(SourceFile(path="a.yaml", label="a.yaml", text=text), reports)]


def problems(text):
    return [
        error
        for document in documents(text)
        if document["kind"] not in WITHOUT_A_SCHEMA
        for error in validator(SCHEMA_OF.get(document["apiVersion"], ANY)).iter_errors(document)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_says_all_that_the_plain_one_says(name):
    before = json.loads((ROOT / "schemas" / file_of(name)).read_text(encoding="utf-8"))
    schema = document_schema(name, CATALOG)
    for key, part in before["$defs"].items():
        now = schema["$defs"][key]
        assert {**now, "allOf": part.get("allOf", [])} == {**part, "allOf": part.get("allOf", [])}
        assert now.get("allOf", [])[: len(part.get("allOf", []))] == part.get("allOf", [])
    assert {**schema, "$defs": 0} == {**before, "$defs": 0}


@pytest.mark.slow
@pytest.mark.parametrize("path", INPUTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_compiles_is_not_refused(path):
    text = path.read_text(encoding="utf-8")
    reports = Reports()
    build((SourceFile(path="a.yaml", label="a.yaml", text=text),), Options(), reports)
    if not {found.code.id for found in reports.found if found.severity == "error"}:
        assert problems(text) == []


@pytest.mark.slow
@given(applications())
def test_no_random_application_is_refused(application):
    assert problems(as_text(application)) == []


@pytest.mark.parametrize("number", range(20))
def test_no_random_application_of_the_second_version_is_refused(number):
    assert problems(as_text(sample_second_application(number))) == []


@pytest.mark.parametrize(
    "document",
    [
        "kind: Component\nspec: {workload: {}}",
        "kind: Component\nspec: {workload: {type: x}, parameters: [{name: a}]}",
        "kind: Component\nspec: {workload: {apiVersion: core.oam.dev/v1alpha2, kind: ContainerizedWorkload, spec: {}}}",
        "kind: ApplicationConfiguration\nspec: {components: [{parameterValues: []}]}",
        "kind: ApplicationConfiguration\nspec: {components: [{componentName: a, parameterValues: [{name: a, value: 0.5}]}]}",
        "kind: ApplicationConfiguration\nspec: {components: [{componentName: a, traits: [{name: a}]}]}",
        "kind: ScopeDefinition\nspec: {definitionRef: {name: a}}",
        "kind: HealthScope\nspec: {probe-timeout: -1}",
        "kind: Trait\nspec: {}",
    ],
)
def test_what_the_second_version_does_not_take_is_refused(document):
    text = f"apiVersion: {SECOND}\nmetadata: {{name: a}}\n{document}\n"
    assert problems(text) != []
    reports = Reports()
    build((SourceFile(path="a.yaml", label="a.yaml", text=text),), Options(), reports)
    assert reports.has_errors()


def application(traits="", scopes=""):
    """Return an application with the traits and scopes that the lines say."""
    return (
        "apiVersion: core.oam.dev/v1alpha1\nkind: ApplicationConfiguration\nmetadata: {name: shop}\nspec:\n"
        f"  scopes: [{scopes}]\n  components:\n  - {{componentName: web, instanceName: web, traits: [{traits}]}}\n"
    )


@pytest.mark.parametrize(
    "trait",
    [
        "{name: ingress, properties: {hostname: shop.example.com, service_port: 8080}}",
        '{name: ingress, properties: {hostname: "[fromVariable(host)]", path: ""}}',
        "{name: nginx-ingress, properties: null}",
        "{name: manual-scaler, properties: {replicaCount: 3}}",
        '{name: manual-scaler, properties: {replicaCount: "3"}}',
        '{name: ManualScaler, properties: {replicaCount: "[fromVariable(replicas)]"}}',
        "{name: manual-scaler, properties: [{name: replicaCount, value: 3}]}",
        "{name: manual-scaler, parameterValues: {replicaCount: 3}}",
        "{name: somebody-elses, properties: {anything: 1}}",
        '{name: security-policy, properties: {writablePaths: ["/tmp"], runAsUser: null, seccompProfile: ""}}',
        "{name: empty}",
    ],
)
def test_what_a_trait_takes_is_accepted(trait):
    assert problems(application(trait)) == []


@pytest.mark.parametrize(
    "trait",
    [
        "{name: ingress, properties: {hostnames: shop.example.com}}",
        "{name: ingress, properties: {path: 7}}",
        "{name: manual-scaler}",
        "{name: manual-scaler, properties: {}}",
        "{name: manual-scaler, properties: {replicaCount: null}}",
        "{name: manual-scaler, properties: {replicaCount: many}}",
        "{name: manual-scaler, properties: {replicaCount: -1}}",
        "{name: manual-scaler, parameterValues: {replicas: 3}}",
        "{name: auto-scaler, properties: {minimum: 0.5}}",
        "{name: security-policy, properties: {runAsNonRoot: 1}}",
        "{name: security-policy, properties: {writablePaths: [1]}}",
        "{name: empty, properties: {anything: 1}}",
    ],
)
def test_what_a_trait_does_not_take_is_refused(trait):
    assert problems(application(trait)) != []


def test_a_scope_has_its_properties_too():
    network = "{name: net, type: core.oam.dev/v1alpha1.NetworkScope, properties: %s}"
    assert problems(application(scopes=network % "{network-id: vpc-1, subnet-ids: subnet-1}")) == []
    assert problems(application(scopes=network % "[{name: network-id, value: vpc-1}]")) == []
    assert problems(application(scopes=network % "{network: vpc-1}")) != []
    assert problems(application(scopes="{name: net, type: example.com/v1.OtherScope, properties: {a: 1}}")) == []


@pytest.mark.slow
def test_the_kinds_and_one_for_all_of_them_have_a_schema():
    assert (ANY, *FILES.values(), ANY_OF_SECOND, ANY_OF_KUBEVELA) == NAMES
    for name in NAMES:
        assert validator(name).schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
