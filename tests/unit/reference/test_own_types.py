# ruff: noqa: ARG001 - fixtures work by being asked for
"""`oamc types` and `oamc schema` with the definitions of a platform."""

import json

import pytest

from oamc.cli import entry
from tests.support.cue import offer_engine
from tests.support.own_definitions import definition

NOTE = """
output: {apiVersion: "v1", kind: "ConfigMap", data: text: parameter.text}
parameter: {
	// +usage=What it says
	text: string
	times: *1 | int & >0
}
"""
MARK = """
mark: {
	type: "trait"
	description: "Puts a mark on it"
	attributes: {}
}
template: {
	patch: metadata: annotations: mark: parameter.mark
	parameter: mark: string
}
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Return a function that writes a file of an empty working directory."""
    monkeypatch.chdir(tmp_path)

    def write_file(name, text):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    return write_file


@pytest.fixture
def oamc(capsys):
    """Return a function that runs a command line and returns its status and what it printed."""

    def call(*arguments):
        capsys.readouterr()
        status = entry.run(arguments)
        return (status, *capsys.readouterr())

    return call


@pytest.fixture
def platform(write):
    if not offer_engine():
        pytest.skip("the CUE engine is not built: python -m tests.cue_engine.build")
    annotation = ', annotations: {definition.oam.dev/description: "A text  in the cluster"}'
    write("platform/note.yaml", definition("component", "note", NOTE, metadata=annotation))
    write("platform/mark.cue", MARK)
    write("platform/other.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n")


def test_a_definition_of_the_platform_is_shown_with_its_properties(platform, oamc):
    status, out, _ = oamc("types", "show", "note", "--definitions", "platform", "--format", "json")
    assert status == 0
    shown = json.loads(out)["types"][0]
    assert (shown["name"], shown["kind"], shown["summary"]) == ("note", "KubeVela component type", "A text in the cluster")
    assert shown["defined"].startswith("platform/note.yaml:3:")
    assert [(entry["name"], entry["required"], entry["live"]) for entry in shown["properties"]] == [
        ("text", True, True),
        ("times", False, True),
    ]
    assert shown["properties"][0]["description"] == "What it says"
    _, text, _ = oamc("types", "show", "mark", "--definitions", "platform")
    assert text.startswith("mark (KubeVela trait)\n\nPuts a mark on it\n\ndefined:      platform/mark.cue:2:1\n")


def test_the_list_has_definitions_behind_the_built_in_types(platform, oamc):
    _, out, _ = oamc("types", "list", "--definitions", "platform", "--format", "json")
    names = [entry["name"] for entry in json.loads(out)["types"]]
    assert {"note", "mark", "webservice"} <= set(names)
    assert names.index("webservice") < names.index("note")


def test_a_definition_hides_the_built_in_type_of_its_name(platform, oamc, write):
    write("platform/worker.yaml", definition("component", "worker", NOTE))
    _, out, _ = oamc("types", "show", "worker", "--definitions", "platform", "--format", "json")
    assert [entry["name"] for entry in json.loads(out)["types"][0]["properties"]] == ["text", "times"]


def test_the_schemas_for_editors_have_definitions_of_the_platform(platform, oamc):
    _, out, _ = oamc("schema", "Application", "--definitions", "platform")
    made = json.loads(out)["$defs"]
    assert set(made["component.note"]["properties"]) == {"text", "times"}
    assert made["trait.mark"]["required"] == ["mark"]


def test_a_broken_definition_is_told_and_nothing_is_shown(platform, oamc, write):
    write("platform/bad.yaml", definition("trait", "bad", "patch: {"))
    status, out, err = oamc("types", "list", "--definitions", "platform")
    assert (status, out) == (1, "")
    assert "platform/bad.yaml" in err
    status, out, err = oamc("schema", "Application", "--definitions", "platform")
    assert (status, out) == (1, "")


def test_a_folder_that_is_not_there_is_told(oamc, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, err = oamc("types", "list", "--definitions", "nowhere")
    assert (status, out) == (1, "")
    assert "nowhere" in err
