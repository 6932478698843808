import json

import pytest

from oamc.reference.fields import file_of
from oamc.reference.schemas import NAMES


def test_explain_says_what_a_field_means_and_holds(oamc):
    outcome = oamc("explain", "component.containers.resources")
    assert outcome.status == 0
    assert "spec.containers.resources (mapping)\n" in outcome.out
    assert "\n  cpu (mapping)\n      Processor time" in outcome.out
    assert outcome.out == oamc("explain", "ComponentSchematic.spec.containers.resources").out


def test_explain_takes_a_kind_as_documents_write_it_before_a_short_name(oamc):
    assert oamc("explain", "Application").out.startswith("Application of core.oam.dev/v1beta1\n")
    assert (
        oamc("explain", "Application.spec.components.traits").out
        == oamc("explain", "v1beta1.Application.components.traits").out
    )
    assert oamc("explain", "application").out.startswith("ApplicationConfiguration of core.oam.dev/v1alpha1\n")
    assert oamc("explain", "Trait").out.startswith("Trait of core.oam.dev/v1alpha1\n")


@pytest.mark.parametrize("name", ["webservice", "gateway", "ingress", "Server"])
def test_explain_sends_who_asks_for_a_type_to_types(oamc, name):
    assert f'run "oamc types show {name}": it is no kind of document' in oamc("explain", name).err


def test_explain_shows_what_is_short_to_say_of_a_field(oamc):
    out = oamc("explain", "component.containers.ports").out
    assert '\n  protocol (text, default "TCP")\n' in out
    assert "\n  value (whole number, older form)\n" in out
    assert "\n  name (text, required)\n" in oamc("explain", "component.containers").out
    assert "\n  Each: A container of the component." in oamc("explain", "component.containers").out
    assert '\n  one of "Always", "IfNotPresent", "Never"\n' in oamc("explain", "component.containers.imagePullPolicy").out
    assert '\n  example: "example/web:1.0.0"\n' in oamc("explain", "component.containers.image").out
    assert "oamc types show NAME" in oamc("explain", "app.components.traits.properties").out


def test_explain_takes_codes_and_fields_together(oamc):
    out = oamc("explain", "OAM801", "app").out
    assert "OAM801: the input does not exist\n" in out
    assert "ApplicationConfiguration of core.oam.dev/v1alpha1\n" in out


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("component.container", "did you mean ComponentSchematic.spec.containers?"),
        ("component.spec.containers.resource", "did you mean ComponentSchematic.spec.containers.resources?"),
        ("component.containers.env.from", "ComponentSchematic.spec.containers.env has name, value, fromParam and valueFrom"),
        ("component.containers.image.tag", "ComponentSchematic.spec.containers.image has no fields of its own"),
        ("trait.zzzzzz", "Trait has apiVersion, kind, metadata, spec, status, appliesTo and properties"),
        ("component..containers", "ComponentSchematic has"),
        ("traits", "did you mean Trait?"),
        ("Deployment", 'run "oamc explain" for the codes; kinds are ComponentSchematic, ApplicationConfiguration'),
    ],
)
def test_explain_helps_where_a_path_goes_wrong(oamc, path, hint):
    outcome = oamc("explain", path)
    assert outcome.status == 64
    assert f"hint: {hint}" in outcome.err


def test_types_show_ends_with_an_example_that_builds(oamc, tmp_path):
    outcome = oamc("types", "show", "ingress")
    _, _, example = outcome.out.partition("\nexample:\n\n")
    (tmp_path / "example.yaml").write_text(example)
    assert oamc("build", str(tmp_path / "example.yaml"), "-o", str(tmp_path / "out")).status == 0
    assert json.loads(oamc("types", "show", "ingress", "--format", "json").out)["types"][0]["example"] == example


def test_types_show_has_no_example_of_what_no_application_may_use(oamc):
    assert "example:" not in oamc("types", "show", "IdentityScope").out
    assert "example" not in json.loads(oamc("types", "show", "IdentityScope", "--format", "json").out)["types"][0]


def test_schema_prints_the_schema_of_a_kind_or_of_all(oamc):
    assert json.loads(oamc("schema").out)["title"] == "OAM document"
    assert json.loads(oamc("schema", "component").out)["title"] == "ComponentSchematic"
    shown = json.loads(oamc("schema", "ApplicationConfiguration", "-o", "-").out)
    assert "replicaCount" in shown["$defs"]["trait.manual-scaler"]["properties"]


@pytest.mark.slow
def test_schema_writes_all_to_a_directory_and_prints_the_line_for_editors(oamc, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = oamc("schema", "-o", "some/schemas")
    assert outcome.status == 0
    assert sorted(path.name for path in (tmp_path / "some" / "schemas").iterdir()) == sorted(
        [".oamc-files", *map(file_of, NAMES)]
    )
    assert outcome.err == (
        "wrote some/schemas (29 schemas)\n"
        "begin a document with: # yaml-language-server: $schema=some/schemas/oam.v1alpha1.schema.json\n"
    )
    assert oamc("schema", "-o", "some/schemas").err.startswith("some/schemas is up to date (29 schemas)\n")
    assert oamc("schema", "-o", "some/schemas", "--quiet").err == ""


def test_schema_keeps_what_somebody_edited_and_leaves_no_file_that_is_not_asked_for(oamc, tmp_path):
    place = tmp_path / "schemas"
    assert oamc("schema", "component", "trait", "-o", str(place)).err.startswith(f"wrote {place} (2 schemas)\n")
    assert oamc("schema", "component", "component", "-o", str(place)).err.startswith(f"wrote {place} (1 schema)\n")
    assert sorted(path.name for path in place.iterdir()) == [".oamc-files", "component-schematic.v1alpha1.schema.json"]
    edited = place / "component-schematic.v1alpha1.schema.json"
    edited.write_text("{}\n")
    outcome = oamc("schema", "-o", str(place))
    assert outcome.status == 1
    assert edited.read_text() == "{}\n"
    assert len(list(place.iterdir())) == 2
    assert oamc("schema", "-o", str(place), "--force").status == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("component", "trait"), "standard output holds one schema"),
        (("Pod",), 'there is no kind "Pod"'),
        (("componant",), "did you mean ComponentSchematic?"),
        (("-o", ""), "the output is the empty text"),
        (("-o", "/"), "the output is the root of the file system"),
    ],
)
def test_schema_refuses_what_it_cannot_do(oamc, arguments, message):
    outcome = oamc("schema", *arguments)
    assert outcome.status == 64
    assert message in outcome.err


def test_explain_prints_the_rules_of_a_rating(oamc):
    outcome = oamc("explain", "data")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.startswith("data: stored data is or may be deleted")
    assert "\nclaim-retention (StatefulSet: spec.persistentVolumeClaimRetentionPolicy)\n" in outcome.out
    assert oamc("explain", "dat").status == 64
