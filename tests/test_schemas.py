"""The JSON Schemas of the OAM kinds: they say what the decoder says, and they read well in an editor."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from oamc.diagnostics.reports import ERROR, Reports
from oamc.frontends.own.decode import decode as decode_own
from oamc.reference.fields import FILES, file_of
from oamc.reference.schemas import ANY_OF_KUBEVELA
from oamc.source.nodes import Document, plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from tests.strategies.applications import applications, as_text, sample_application
from tests.strategies.documents import KINDS, documents, full_document, sample_document
from tests.strategies.mutations import every_change, mutations, sample_mutation
from tests.support.decoding import decode
from tests.support.laws import examples

SCHEMAS = Path(__file__).parent.parent / "schemas"
NAMES = ("component-schematic", "application-configuration", "trait", "workload-type", "application-scope")
DEFINITIONS = tuple(name for kind, name in FILES.items() if kind.startswith("v1beta1.") and "Definition" in kind)
"""Those of KubeVela. They say no more than the decoder: what it passes over may be anything."""
SATELLITES = (FILES["v1alpha1.Policy"], FILES["v1alpha1.Workflow"])
"""Documents beside an Application of KubeVela. What their types take, the schemas do not say."""
FILE_OF_KIND = dict(zip(KINDS, NAMES, strict=True))
FURTHER_OF_TRAITS = {"stage": "PostDispatch", "manageWorkload": False, "workloadRefPath": "spec.workloadRef"}
CORPUS = Path(os.environ.get("OAMC_CORPUS", SCHEMAS.parent.parent / "shared" / "corpus"))
CI = os.environ.get("CI") == "true"
OF_SHAPE = ("OAM2", "OAM430", "OAM431")
"""Codes of what a decoder refuses; those of references in the place of values stand together."""
BULK = examples(500)
STRIDE = 5 if CI else 23
"""CI tries every fifth change of a full document, a run at the desk every 23rd."""


@cache
def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / file_of(name)).read_text(encoding="utf-8"))
    return loaded


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name))


def read_text(text: str, path: str = "input.yaml") -> tuple[Document, ...]:
    reports = Reports()
    found = read(SourceFile(path=path, label=path, text=text), reports)
    assert not reports.has_errors(), reports.found
    return found


def shape_errors(document: Document) -> list[str]:
    """Return what the decoder refuses in strict mode."""
    reports = Reports(strict=True)
    decode(document, reports)
    errors = [found for found in reports.found if found.severity == ERROR]
    return [f"{found.code.id}: {found.message}" for found in errors if found.code.id.startswith(OF_SHAPE)]


def schema_errors(name: str, data: Any) -> list[str]:
    return [f"{found.json_path}: {found.message}" for found in validator(name).iter_errors(data)]


def assert_agreement(document: Document) -> list[str]:
    """Check that the schemas refuse a document exactly when the decoder does, and return why they do."""
    data = plain(document.root)
    refused = shape_errors(document)
    found = schema_errors("oam", data)
    assert bool(found) == bool(refused), (found, refused, data)
    kind_file = FILE_OF_KIND.get(document.kind)
    if kind_file:
        assert bool(schema_errors(kind_file, data)) == bool(refused), (kind_file, refused, data)
    return refused


def subschemas(value: Any, path: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema in a schema. Values that are data are left out."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from subschemas(item, f"{path}/{index}")
    elif isinstance(value, dict):
        yield path, value
        for key, item in value.items():
            if key in ("properties", "$defs"):
                for name, inner in item.items():
                    yield from subschemas(inner, f"{path}/{key}/{name}")
            elif key not in ("examples", "default", "const", "enum"):
                yield from subschemas(item, f"{path}/{key}")


OWN = tuple(FILES[f"oamc.dev/v1alpha1.{kind}"] for kind in ("TraitTemplate", "WorkloadTemplate", "ScopeTemplate"))
"""Documents that describe capabilities by a template, which are in no schema of a file with any document of OAM."""
EVERY_SCHEMA = [*NAMES, "oam", *DEFINITIONS, *SATELLITES, *OWN]


@pytest.mark.parametrize("name", EVERY_SCHEMA)
def test_the_meta_schema_accepts_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema(name)["$id"] == f"urn:oamc:schema:{file_of(name).removesuffix('.schema.json')}"


@pytest.mark.parametrize("name", EVERY_SCHEMA)
def test_every_reference_leads_to_a_definition_of_the_same_file(name: str) -> None:
    references = [inner["$ref"] for _, inner in subschemas(schema(name)) if "$ref" in inner]
    assert references
    assert set(references) == {f"#/$defs/{definition}" for definition in schema(name)["$defs"]}


@pytest.mark.parametrize("name", EVERY_SCHEMA)
def test_every_property_has_a_description(name: str) -> None:
    bare = []
    for path, inner in subschemas(schema(name)):
        # A condition restates properties that are described where they are declared.
        if any(part in path for part in ("/allOf/", "/oneOf/", "/not/", "/if", "/then")):
            continue
        properties = inner.get("properties", {})
        bare += [f"{path}/{field}" for field, value in properties.items() if not value.get("description", "").endswith(".")]
    for definition, value in schema(name)["$defs"].items():
        if not (value.get("title") and value.get("description")):
            bare.append(definition)
    assert not bare


@pytest.mark.parametrize("name", EVERY_SCHEMA)
def test_defaults_and_examples_fit_the_schema_that_gives_them(name: str) -> None:
    wrong = []
    count = 0
    for path, inner in subschemas(schema(name)):
        values = [*inner.get("examples", ()), *([inner["default"]] if "default" in inner else [])]
        count += len(values)
        within = Draft202012Validator({**inner, "$defs": schema(name)["$defs"]})
        wrong += [(path, value) for value in values if not within.is_valid(value)]
    assert count
    assert not wrong


@pytest.mark.parametrize(
    ("name", "any_kind"),
    [
        *((name, "oam") for name in NAMES),
        *((name, ANY_OF_KUBEVELA) for name in (FILES["v1beta1.Application"], *DEFINITIONS, *SATELLITES)),
    ],
)
def test_the_schema_of_any_kind_holds_the_schema_of_each_kind(name: str, any_kind: str) -> None:
    own = schema(name)
    body = {key: value for key, value in own.items() if key not in ("$schema", "$id", "$defs", "examples")}
    shared = schema(any_kind)["$defs"]
    assert shared[own["title"]] == body
    assert own["$defs"] == {definition: shared[definition] for definition in own["$defs"]}


def test_the_schema_of_any_kind_blames_the_field_at_fault() -> None:
    document = {"apiVersion": "core.oam.dev/v1alpha1", "kind": "Trait", "metadata": {"name": "x"}, "spec": {"appliesto": ["*"]}}
    (found,) = validator("oam").iter_errors(document)
    assert (found.json_path, found.validator) == ("$.spec", "additionalProperties")
    assert "appliesto" in found.message


@pytest.mark.parametrize(
    "number",
    [
        *("0", "1", "9", "80", "65535", "65536", "99999", "080", "-0", "-1", "8.0", "8.5", " 80 ", "8e1", "0x50", "", "80a"),
        *("2147483647", "2147483648", "2147483599", "1999999999", "9999999999", "99999999999", "2147483647.0", "1.0000000000"),
    ],
)
def test_schemas_and_decoder_read_the_same_texts_as_whole_numbers(number: str) -> None:
    for ports, probe in ((number, 1), (80, number)):
        container = {
            "name": "web",
            "image": "example/web:1",
            "ports": [{"name": "http", "containerPort": ports}],
            "livenessProbe": {"tcpSocket": {"port": ports}, "periodSeconds": probe},
        }
        spec = {"workloadType": "core.oam.dev/v1alpha1.Server", "containers": [container]}
        data = {"apiVersion": "core.oam.dev/v1alpha1", "kind": "ComponentSchematic", "metadata": {"name": "x"}, "spec": spec}
        (document,) = read_text(as_text([data]))
        assert_agreement(document)


def corpus_files() -> list[Path]:
    return sorted(CORPUS.glob("rudr/**/*.yaml"))


@pytest.mark.skipif(not corpus_files() and not CI, reason="no corpus: set OAMC_CORPUS")
def test_schemas_and_decoder_agree_on_real_documents() -> None:
    assert corpus_files()
    for file in corpus_files():
        for document in read_text(file.read_text(encoding="utf-8-sig"), file.name):
            assert_agreement(document)


@settings(max_examples=examples(100), deadline=None)
@given(documents())
def test_documents_with_a_legal_shape_are_accepted(data: dict[str, Any]) -> None:
    (document,) = read_text(as_text([data]))
    assert assert_agreement(document) == []


@settings(max_examples=examples(100), deadline=None)
@given(documents().flatmap(mutations))
def test_schemas_and_decoder_agree_on_changed_documents(data: dict[str, Any]) -> None:
    (document,) = read_text(as_text([data]))
    assert_agreement(document)


@settings(max_examples=30, deadline=None)
@given(applications())
def test_applications_that_compile_have_a_legal_shape(made: list[dict[str, Any]]) -> None:
    for document in read_text(as_text(made)):
        assert assert_agreement(document) == []


@given(st.sampled_from(KINDS), st.data())
@settings(max_examples=30, deadline=None)
def test_a_document_of_a_kind_is_refused_by_the_schemas_of_the_others(kind: str, data: st.DataObject) -> None:
    document = data.draw(documents(kind))
    assert {name for name in NAMES if validator(name).is_valid(document)} == {FILE_OF_KIND[kind]}


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("turn", [0, 1])
def test_schemas_and_decoder_agree_on_the_changes_of_a_full_document(kind: str, turn: int) -> None:
    original = full_document(kind, turn)
    (document,) = read_text(as_text([original]))
    assert assert_agreement(document) == []
    refused = 0
    changes = list(islice(every_change(original), turn, None, STRIDE))
    for data in changes:
        (document,) = read_text(as_text([data]))
        refused += bool(assert_agreement(document))
    # Some changes are legal: a search in which all or none are would prove nothing.
    assert 0 < refused < len(changes)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_schemas_and_decoder_agree_on_the_changes_of_a_definition(name: str) -> None:
    (original,) = schema(name)["examples"]
    if original["kind"] == "TraitDefinition":
        original = {**original, "spec": {**original["spec"], **FURTHER_OF_TRAITS}}
    counts = {True: 0, False: 0}
    for data in (original, *islice(every_change(original), 0, None, STRIDE)):
        if data.get("apiVersion") == "core.oam.dev/v1alpha2":
            continue  # that version has definitions of its own
        (document,) = read_text(as_text([data]))
        refused = bool(shape_errors(document))
        assert bool(schema_errors(ANY_OF_KUBEVELA, data)) == refused, data
        assert bool(schema_errors(name, data)) == refused, data
        counts[refused] += 1
    assert min(counts.values()) > 0


@pytest.mark.parametrize("name", SATELLITES)
@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({}, False),
        ({"status": {"phase": "x"}}, False),
        ({"spec": {}}, True),
        ({"metadata": {}}, True),
        ({"metadata": {"name": "a", "labels": {"a": "b"}}}, False),
        ({"metadata": {"name": "a", "nmae": "b"}}, True),
        ({"type": None, "steps": [{"name": "a"}]}, True),
        ({"apiVersion": "core.oam.dev/v1beta1"}, True),
    ],
)
def test_schemas_and_decoder_agree_on_documents_beside_an_application(
    name: str, change: dict[str, Any], *, refused: bool
) -> None:
    (original,) = schema(name)["examples"]
    data = {**original, **change}
    (document,) = read_text(as_text([data]))
    assert bool(shape_errors(document)) == refused
    assert bool(schema_errors(name, data)) == refused
    assert bool(schema_errors(ANY_OF_KUBEVELA, data)) == refused


def test_schemas_and_decoder_agree_in_bulk() -> None:
    for seed in range(BULK):
        original = sample_document(seed)
        for data in (original, sample_mutation(seed, original)):
            (document,) = read_text(as_text([data]))
            reasons = assert_agreement(document)
            assert data is not original or reasons == []


def test_sampled_applications_have_a_legal_shape_in_bulk() -> None:
    for seed in range(BULK // 5):
        for document in read_text(as_text(sample_application(seed))):
            assert assert_agreement(document) == []


TEMPLATE = {
    "apiVersion": "oamc.dev/v1alpha1",
    "kind": "TraitTemplate",
    "metadata": {"name": "noted", "labels": {"team": "a"}, "annotations": {"b": "c"}},
    "spec": {
        "description": "Note something.",
        "aliases": ["marked"],
        "appliesTo": ["Server"],
        "requires": ["storage"],
        "provides": ["note"],
        "wants": ["book"],
        "optional": True,
        "properties": [
            {"name": "interval", "type": "string", "pattern": "^[0-9]+s$", "default": "30s", "description": "How often."},
            {"name": "limits.samples", "type": "integer", "minimum": 1, "maximum": 9, "multipleOf": 1, "example": 3},
            {"name": "rules[].name", "type": "string", "required": True, "live": False, "minLength": 1, "maxLength": 9},
            {"name": "words", "type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3, "uniqueItems": True},
        ],
        "template": "patches: []",
    },
}


FLAT = [
    {**TEMPLATE["spec"]["properties"][number], "name": name} for number, name in ((0, "interval"), (1, "samples"), (3, "words"))
]
WORKLOAD_TEMPLATE = {
    **TEMPLATE,
    "kind": "WorkloadTemplate",
    "spec": {
        "type": "apps.example.com/v1beta1.Cache",
        "aliases": ["example.com/v1.Cache"],
        "description": "A cache.",
        "pods": "spec.template.spec",
        "replicas": "spec.replicas",
        "scalable": True,
        "service": True,
        "runsOnce": False,
        "longestName": 40,
        "requires": ["storage"],
        "properties": FLAT,
        "template": "workload: {}",
    },
}
SCOPE_TEMPLATE = {
    **TEMPLATE,
    "kind": "ScopeTemplate",
    "spec": {
        "type": "tenants.example.com/v1.TenantScope",
        "aliases": ["example.com/v1.TenantScope"],
        "description": "A tenant.",
        "allowComponentOverlap": True,
        "requires": ["storage"],
        "properties": FLAT,
        "template": "objects: []",
        "members": "patches: []",
    },
}
BETWEEN_FIELDS = {"OAM302", "OAM417", "OAM418", "OAM422", "OAM630", "OAM650"}
"""Codes about two places that do not fit together, of which a schema says nothing."""


def refusals_of_own(document: Document) -> set[str]:
    """Return the codes by which the decoder of described traits refuses a document."""
    reports = Reports(strict=True)
    decode_own(document, reports)
    return {found.code.id for found in reports.found if found.severity == ERROR}


@pytest.mark.parametrize("described", [TEMPLATE, WORKLOAD_TEMPLATE, SCOPE_TEMPLATE], ids=lambda one: str(one["kind"]))
def test_a_description_is_refused_by_its_schema_where_its_shape_is_wrong(described: dict[str, Any]) -> None:
    wrong = []
    name = FILES[f"oamc.dev/v1alpha1.{described['kind']}"]
    for data in islice(every_change(described), None, None, STRIDE):
        if (data.get("apiVersion"), data.get("kind")) != (described["apiVersion"], described["kind"]):
            continue
        (document,) = read_text(json.dumps(data))
        refused, found = refusals_of_own(document), schema_errors(name, plain(document.root))
        is_told = bool(found) or not refused - BETWEEN_FIELDS
        if not (is_told and (refused or not found)):
            wrong.append((found[:2], refused, data))
    assert not wrong, "\n".join(map(str, wrong[:20]))


def test_a_description_of_itself_is_accepted_by_its_schema() -> None:
    for described in (TEMPLATE, WORKLOAD_TEMPLATE, SCOPE_TEMPLATE):
        (document,) = read_text(json.dumps(described))
        assert not refusals_of_own(document)
        assert not schema_errors(FILES[f"oamc.dev/v1alpha1.{described['kind']}"], plain(document.root))
