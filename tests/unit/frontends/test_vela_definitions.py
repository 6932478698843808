"""Definitions of an input: which forms are read, which one an application sees, and what is told of the others."""

import pytest

from oamc.engines.contract import EngineFailed
from oamc.frontends.v1beta1.decode_definitions import steps_of
from tests.support.cue import FakeEngine
from tests.support.own_definitions import CONFIG, Run, application, definition

WEB = "{name: web, type: note, properties: {text: hello}}"
WORKER = "{name: web, type: worker, properties: {image: i}}"
NOTE_CUE = f'note: {{\n\ttype: "component"\n}}\ntemplate: {{\n{CONFIG}}}\n'


def says(word):
    """Return a template whose object says which one it is."""
    data = f'{{of: "{word}", text: parameter.text}}'
    return f'output: {{apiVersion: "v1", kind: "ConfigMap", data: {data}}}\nparameter: text: string\n'


def of(run):
    """Return which template the one object is of."""
    (found,) = run.objects
    return found["data"]["of"]


def test_a_definition_as_yaml_and_as_a_file_of_cue_give_the_same():
    first = Run({"app.yaml": application(WEB), "note.yaml": definition("component", "note", CONFIG)})
    second = Run({"app.yaml": application(WEB), "note.cue": NOTE_CUE})
    assert first.objects == second.objects
    assert first.objects[0]["data"] == {"text": "hello"}
    assert first.objects[0]["metadata"]["labels"]["workload.oam.dev/type"] == "note"


def test_a_template_stands_below_extension_in_older_definitions():
    newer = definition("component", "note", CONFIG)
    text = newer.replace("  schematic:\n    cue:\n      template", "  extension:\n      template")
    assert not Run({"app.yaml": application(WEB), "note.yaml": text}).places


def test_what_a_cluster_exports_is_read():
    exported = definition(
        "component",
        "note",
        CONFIG,
        metadata=", resourceVersion: '7', uid: u",
        spec="  workload: {type: autodetects.core.oam.dev}\n  status: {customStatus: 'message: \"\"'}\n  version: 1.0.0\n",
    )
    assert not Run({"app.yaml": application(WEB), "note.yaml": exported + "status: {configMapRef: x}\n"}).places


def test_a_field_that_no_definition_has_is_told_with_the_nearest_name():
    run = Run({"app.yaml": application(WEB), "t.yaml": definition("trait", "t", "patch: {}", spec="  podDisruptiv: true\n")})
    assert "OAM216 t.yaml:5" in run.places
    assert 'did you mean "podDisruptive"?' in run.messages


def test_a_definition_of_the_input_comes_before_a_built_in_one():
    run = Run(
        {
            "app.yaml": application("{name: web, type: worker, properties: {text: x}}"),
            "worker.yaml": definition("component", "worker", says("own")),
        }
    )
    assert of(run) == "own"


def test_a_workload_definition_serves_where_there_is_no_component_definition():
    files = {"app.yaml": application(WEB), "a.yaml": definition("workload", "note", says("workload"))}
    assert of(Run(files)) == "workload"
    both = Run({**files, "b.yaml": definition("component", "note", says("component"))})
    assert of(both) == "component"
    assert both.places == ["OAM333 a.yaml:3"]


def test_the_nearest_folder_counts_and_then_the_namespace():
    files = {
        "a/app.yaml": application(WEB, head="metadata: {name: shop, namespace: mine}"),
        "a/note.yaml": definition("component", "note", says("system"), metadata=", namespace: vela-system"),
        "note.yaml": definition("component", "note", says("above")),
    }
    assert of(Run(files)) == "system"
    assert Run(files).places == ["OAM158 a/note.yaml:3"]
    files["a/own.yaml"] = definition("component", "note", says("mine"), metadata=", namespace: mine")
    assert of(Run(files)) == "mine"
    files["a/other.yaml"] = definition("component", "note", says("other"), metadata=", namespace: other")
    run = Run(files)
    assert of(run) == "mine"
    assert "OAM333 a/other.yaml:3" in run.places


def test_the_definitions_of_another_folder_are_not_seen():
    run = Run(
        {
            "a/app.yaml": application(WEB),
            "b/app.yaml": application(
                WEB.replace("note", "worker").replace("text: hello", "image: i"), head="metadata: {name: b}"
            ),
            "b/note.yaml": definition("component", "note", CONFIG),
        }
    )
    assert "OAM585 a/app.yaml:6" in run.places


def test_two_definitions_of_a_name_are_an_error_unless_they_are_in_a_library():
    twice = {"app.yaml": application(WEB), "a.yaml": definition("component", "note", says("a")), "b.cue": NOTE_CUE}
    assert Run(twice).places == ["OAM301 b.cue:1"]
    assert of(Run(twice, library=("a.yaml", "b.cue"))) == "a"


def test_of_a_library_only_what_is_used_is_read_and_nothing_is_told():
    files = {
        "app.yaml": application(WEB),
        "lib/note.yaml": "kind: ConfigMap\n---\n" + definition("component", "note", says("library")),
        "lib/broken.yaml": "kind: TraitDefinition\nmetadata: {name: [",
        "lib/broken.cue": 'other: {type: "trait"\n',
        "lib/app.yaml": application("{name: db, type: nothing}", head="metadata: {name: other}"),
    }
    library = tuple(name for name in files if name.startswith("lib/"))
    run = Run(files, library=library)
    assert (of(run), run.places) == ("library", [])


def test_a_definition_of_the_input_comes_before_one_of_a_library():
    files = {"app.yaml": application(WEB), "a.yaml": definition("component", "note", says("a")), "lib/b.cue": NOTE_CUE}
    run = Run(files, library=("lib/b.cue",))
    assert (of(run), run.places, run.related) == ("a", ["OAM158 a.yaml:3"], ["lib/b.cue:1"])
    assert "takes the place of one of --definitions" in run.messages


def test_a_definition_that_nobody_uses_is_told_and_its_template_is_not_looked_at():
    engine = FakeEngine({})
    run = Run(
        {
            "app.yaml": application("{name: web, type: worker, properties: {image: i}}"),
            "note.yaml": definition("component", "note", "}"),
        },
        engine=engine,
    )
    assert run.places == ["OAM333 note.yaml:3"]
    assert engine.asked == []


def test_policies_and_steps_of_own_definitions_are_told_once_and_stop_nothing():
    rest = (
        "  policies:\n    - {name: a, type: guard, properties: {}}\n    - {name: b, type: guard, properties: {}}\n"
        "  workflow:\n    steps:\n      - {name: all, type: deploy}\n      - {name: ring, type: bell}\n"
    )
    run = Run(
        {
            "app.yaml": application("{name: web, type: worker, properties: {image: i}}", rest=rest),
            "guard.yaml": "apiVersion: core.oam.dev/v1beta1\nkind: PolicyDefinition\nmetadata: {name: guard}\nspec: {}\n",
            "bell.yaml": definition("WorkflowStepDefinition", "bell", 'import "vela/op"'),
        }
    )
    assert run.places == ["OAM282 app.yaml:8", "OAM283 app.yaml:13"]
    assert run.objects


def test_a_revision_is_named_by_its_number():
    kept = definition("component", "note", says("kept"))
    body = "".join(f"    {line}\n" for line in kept.splitlines())
    revision = (
        "apiVersion: core.oam.dev/v1beta1\nkind: DefinitionRevision\nmetadata: {name: note-v2}\nspec:\n"
        f"  revision: 2\n  revisionHash: abc\n  definitionType: Component\n  componentDefinition:\n{body}"
    )
    files = {"app.yaml": application(WEB.replace("note", "note@v2")), "r.yaml": revision}
    run = Run(files)
    assert (of(run), run.places) == ("kept", [])
    assert run.objects[0]["metadata"]["labels"]["workload.oam.dev/type"] == "note-v2"
    empty = "{metadata: {creationTimestamp: null}, spec: {}, status: {}}"
    others = "".join(f"  {field}: {empty}\n" for field in ("policyDefinition", "traitDefinition", "workflowStepDefinition"))
    exported = Run({**files, "r.yaml": revision.replace("  componentDefinition:", f"{others}  componentDefinition:")})
    assert (of(exported), exported.places) == ("kept", [])
    assert of(Run(files, library=("r.yaml",))) == "kept"
    assert Run({**files, "app.yaml": application(WEB.replace("note", "note@v3"))}).places[0] == "OAM585 app.yaml:6"


@pytest.mark.parametrize("other", ["helm", "kube", "terraform"])
def test_other_schematics_are_refused_where_they_are_used(other):
    text = definition("component", "note", "").partition("    cue:")[0] + f"    {other}: {{}}\n"
    run = Run({"app.yaml": application(WEB), "note.yaml": text})
    assert run.places == ["OAM281 app.yaml:6"]
    assert run.related == ["note.yaml:3"]
    assert Run({"app.yaml": application(WORKER), "note.yaml": text}).objects


def test_a_definition_without_a_template_is_refused_where_it_is_used():
    text = definition("component", "note", "").partition("  schematic")[0] + "  version: '1'\n"
    run = Run({"app.yaml": application(WEB), "note.yaml": text})
    assert run.places == ["OAM281 app.yaml:6"]
    assert "it has no template" in run.messages


def test_a_file_of_cue_that_is_no_definition_is_told_at_its_place():
    run = Run({"app.yaml": application(WEB), "note.cue": 'note: {type: "component"}\nother: {}\ntemplate: {}\n'})
    assert run.places == ["OAM570 note.cue:1"]
    run = Run({"app.yaml": application(WEB), "note.cue": "note: {}\ntemplate: {}\n"})
    assert run.places == ["OAM210 note.cue:1"]
    run = Run({"app.yaml": application(WEB), "note.cue": 'note: type: "compnent"\ntemplate: {}\n'})
    assert 'did you mean "component"?' in run.messages


def test_what_a_wrong_file_may_have_held_is_not_missed_too():
    run = Run({"app.yaml": application(WEB), "note.cue": "note: {\n"})
    assert run.places == ["OAM570 note.cue:1"]
    run = Run({"app.yaml": application(WEB), "note.yaml": definition("component", "note", "", spec="  workload: [")})
    assert [place.partition(" ")[2] for place in run.places] == ["note.yaml:6"]


def test_an_engine_that_is_not_there_is_told_once():
    gone = EngineFailed("missing", "the package oamc_cue is not installed")
    engine = FakeEngine({"template": gone, "a.cue": gone, "b.cue": gone})
    files = {"app.yaml": application(WEB), "a.cue": NOTE_CUE, "b.cue": NOTE_CUE}
    assert Run(files, engine=engine).places == ["OAM561 a.cue:1"]
    two = {
        "app.yaml": application("{name: web, type: note, traits: [{type: beside}]}", "{name: db, type: note}"),
        "a.yaml": definition("component", "note", ""),
        "b.yaml": definition("trait", "beside", ""),
    }
    assert Run(two, engine=engine).places == ["OAM561 app.yaml:6"]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("spec.target", ("spec", "target")),
        ("spec.targets[0].ref", ("spec", "targets", 0, "ref")),
        ("spec.m[a][1]", ("spec", "m", "a", 1)),
    ],
)
def test_a_path_to_the_workload_has_names_and_numbers(text, steps):
    assert steps_of(text) == steps


def test_a_misspelled_type_is_answered_with_the_nearest_name_of_the_input():
    files = {
        "app.yaml": application(WEB.replace("note", "noet").replace("}}", "}, traits: [{type: besied}]}")),
        "note.yaml": definition("component", "note", CONFIG),
        "t.yaml": definition("trait", "beside", ""),
    }
    run = Run(files)
    assert 'did you mean "note"?' in run.messages
    assert 'did you mean "beside"?' in run.messages
