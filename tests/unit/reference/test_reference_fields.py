import json

import pytest

from oamc.reference.fields import FILES, document_fields, find, kind_named, schema_of, walk


@pytest.mark.parametrize("kind", FILES)
def test_every_field_of_a_schema_is_there_with_a_type_and_a_meaning(kind):
    fields = {field.path: field for field in walk(document_fields(kind))}
    for path, schema in named_schemas(kind):
        assert path in fields, path
        assert fields[path].type, path
        assert fields[path].description, path
        assert fields[path].older == bool(schema.get("deprecated")), path


def named_schemas(kind):
    """Yield each property below a kind with its path, followed through references, items and forms."""
    root = schema_of(kind)
    pending = [((kind,), root)]
    while pending:
        path, schema = pending.pop()
        if "$ref" in schema:
            pending.append((path, root["$defs"][schema["$ref"].rpartition("/")[2]]))
        forms = (form for form in schema.get("anyOf", ()) if not form.get("deprecated") and form.get("enum") != [None, ""])
        pending += [(path, form) for form in forms][:1]
        if isinstance(schema.get("items"), dict):
            pending.append((path, schema["items"]))
        for name, below in schema.get("properties", {}).items():
            yield (*path, name), below
            pending.append(((*path, name), below))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ComponentSchematic", "ComponentSchematic"),
        ("componentschematic", "ComponentSchematic"),
        ("component", "ComponentSchematic"),
        ("App", "ApplicationConfiguration"),
        ("application", "ApplicationConfiguration"),
        ("workload", "WorkloadType"),
        ("scope", "ApplicationScope"),
        ("trait", "Trait"),
        ("Pod", None),
        ("", None),
    ],
)
def test_a_kind_is_found_by_its_own_name_and_by_a_short_one(name, kind):
    assert kind_named(name) == kind


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ((), "ComponentSchematic"),
        (("spec",), "ComponentSchematic.spec"),
        (("containers",), "ComponentSchematic.spec.containers"),
        (("spec", "containers", "env", "fromParam"), "ComponentSchematic.spec.containers.env.fromParam"),
        (("containers", "ENV", "fromparam"), "ComponentSchematic.spec.containers.env.fromParam"),
        (("metadata", "name"), "ComponentSchematic.metadata.name"),
        (("containers", "initContainers"), None),
        (("containers", "image", "name"), None),
        (("",), None),
    ],
)
def test_a_field_is_found_by_its_path_with_or_without_spec(path, found):
    field = find(document_fields("ComponentSchematic"), path)
    assert (".".join(field.path) if field else None) == found


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("kind", '"ComponentSchematic"'),
        ("metadata.labels", "mapping of names to texts"),
        ("containers", "list of mappings"),
        ("containers.cmd", "list of texts"),
        ("containers.env.value", "text or number or true or false"),
        ("containers.imagePullPolicy", "one of a few texts"),
        ("containers.ports.containerPort", "whole number"),
        ("expose", "nothing"),
        ("parameters.default", "anything"),
    ],
)
def test_types_are_said_in_words(path, words):
    assert find(document_fields("ComponentSchematic"), path.split(".")).type == words


def test_older_spellings_stand_last_and_defaults_choices_and_examples_are_json():
    containers = find(document_fields("ComponentSchematic"), ["containers"])
    ports = find(containers, ["ports"])
    assert [field.older for field in ports.fields] == sorted(field.older for field in ports.fields)
    assert any(field.older for field in ports.fields)
    for field in walk(containers):
        for text in (*field.choices, field.default, field.example):
            assert not text or json.loads(text) is not None or text == "null"
