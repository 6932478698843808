"""Component types and traits of own definitions: properties, the context, objects, and what is fixed by whom."""

import pytest

from oamc.capabilities.kubevela.definitions.reads import paths_below, read
from oamc.capabilities.kubevela.definitions.schemas import WHY, schema_of
from oamc.capabilities.property_schema import Free, Listed, Mapped, Struct
from oamc.engines.contract import EngineFailed, Template
from oamc.engines.process import Limits
from oamc.engines.worker import CueWorker
from oamc.expressions.types import BooleanType, ChoiceType, ListType, NumberType, TextType
from oamc.objects.reading import Reader
from oamc.values.given import Assignment, Overrides
from tests.support.cue import FakeEngine, built_program, shared_cue, strange_program
from tests.support.own_definitions import CONFIG, Run, application, definition

BOTH = """
output: {apiVersion: "v1", kind: "ConfigMap", data: {for k, v in parameter.data {(k): "\\(v)"}}}
parameter: data: {...}
"""


def config(data, *, properties="{}", trait="", head="metadata: {name: shop}", **options):
    """Compile a component whose ConfigMap has some data, with a trait after it; return the run."""
    template = f'output: {{apiVersion: "v1", kind: "ConfigMap", data: {data}}}\nparameter: {{...}}\n'
    files = {"note.yaml": definition("component", "note", template)}
    traits = ""
    if trait:
        files["trait.yaml"] = definition("trait", "beside", trait)
        traits = ", traits: [{type: beside}]"
    files["app.yaml"] = application(f"{{name: web, type: note, properties: {properties}{traits}}}", head=head)
    return Run(files, **options)


def schema(text):
    """Return the schema of what a template takes."""
    return schema_of(shared_cue().schema(Template(name="t", text=f"parameter: {text}")).type, lambda _: None)


def item(text):
    """Return the one property of what a template takes."""
    (found,) = schema(text).items
    return found


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("{a: string}", TextType()),
        ('{a: string & !=""}', TextType(minimum_length=1)),
        ('{a: =~"^[a-z]+$"}', TextType(contains=("^[a-z]+$",))),
        (r'{a: =~"\\bx"}', TextType()),
        ('{a: "x" | "y"}', TextType(choices=("x", "y"))),
        ("{a: bool}", BooleanType()),
        ("{a: int}", NumberType(whole=True)),
        ("{a: number}", NumberType()),
        ("{a: >0 & <=10 & int}", NumberType(whole=True, above=0, maximum=10)),
        ("{a: 1 | 2}", ChoiceType(choices=(1, 2))),
        ("{a: [...string]}", ListType(item=TextType())),
        ("{a: [string, int]}", Free()),
        ("{a: null | string}", Free()),
        ("{a: string | int}", Free()),
        ("{a: bytes}", Free()),
        ("{a: _}", Free()),
        ("{a: {...}}", Mapped(item=Free())),
        ("{a: {}}", Mapped(item=Free())),
        ("{a: [string]: int}", Mapped(item=NumberType(whole=True), why=WHY)),
        ("{a: close({b: int}) | close({c: int})}", Free()),
    ],
)
def test_a_type_of_cue_becomes_the_shape_that_says_the_same_or_an_open_one(text, shape):
    assert item(text).shape == shape


def test_structs_and_lists_of_structs_are_shapes_too():
    found = item("{a: [...{name: string, port?: int}]}")
    assert isinstance(found.shape, Listed)
    assert isinstance(found.shape.item, Struct)
    assert [(one.name, one.required) for one in found.shape.item.items] == [("name", True), ("port", False)]


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("{a: string}", True),
        ("{a!: string}", True),
        ("{a?: string}", False),
        ('{a: *"x" | string}', False),
        ("{a: 3}", False),
        ("{a: [...string]}", False),
        ("{a: {b: *1 | int}}", False),
        ("{a: string | int}", True),
        ("{a: _}", False),
    ],
)
def test_what_has_no_value_of_its_own_must_be_given(text, required):
    assert item(text).required is required


def test_what_comments_say_of_a_property_describes_it():
    assert item("{\n// +usage=The image\n// +short=i\na: string\n}").description == "The image"
    assert item("{\n// The image,\n// as a name\n// +ignore\na: string\n}").description == "The image, as a name"
    assert item("{a: string}").description == ""


def test_a_secret_property_is_told_nowhere():
    run = Run(
        {
            "app.yaml": application("{name: web, type: note, properties: {password: hunter2, text: a}}"),
            "note.yaml": definition("component", "note", CONFIG.replace("text: string", "{text: string, password: string}")),
        },
        format="helm",
    )
    assert "    text: a\n" in run.files["values.yaml"]
    assert "hunter2" not in "".join(run.files.values())


def test_other_keys_are_taken_where_the_type_is_open_or_hangs_on_conditions():
    opened = schema("{a: int, ...}")
    assert isinstance(opened, Struct)
    assert opened.others == Free()
    assert schema("{a: int, if a > 1 {b: string}}").item == Free()
    assert schema("{a: int}").others is None
    assert schema_of(None, lambda _: None) == Struct(items=())
    assert schema("[string]: string") == Mapped(item=TextType(), why=WHY)
    assert isinstance(schema("close({a: int}) | close({b: int})"), Mapped)


@pytest.mark.parametrize(
    ("properties", "places"),
    [
        ("{text: 3}", ["OAM508 app.yaml:6"]),
        ("{txt: a}", ["OAM506 app.yaml:6"]),
        ("{}", ["OAM507 app.yaml:6"]),
        ("{text: a, other: 1}", ["OAM506 app.yaml:6"]),
        ("{text: null}", ["OAM508 app.yaml:6"]),
    ],
)
def test_wrong_properties_are_told_at_the_line_of_the_user_and_with_the_declaration(properties, places):
    note = definition("component", "note", CONFIG)
    run = Run({"app.yaml": application(f"{{name: web, type: note, properties: {properties}}}"), "note.yaml": note})
    assert run.places == places
    assert run.related == ["note.yaml:9"]


def test_what_the_schema_cannot_say_is_told_by_cue_at_the_property():
    template = CONFIG.replace("text: string", "{text: string, either: close({a: int}) | close({b: int})}")
    files = {
        "app.yaml": application("{name: web, type: note, properties: {text: a, either: {c: 1}}}"),
        "note.yaml": definition("component", "note", template),
    }
    run = Run(files)
    assert run.places == ["OAM572 app.yaml:6"]
    assert run.reports.found[0].span.column == 65


def test_values_reach_a_template_as_go_reads_them():
    files = {
        "app.yaml": application("{name: web, type: note, properties: {data: {m: 3.0, b: yes, z: x, A: 1.5}}}"),
        "note.yaml": definition("component", "note", BOTH),
    }
    (found,) = Run(files).objects
    assert list(found["data"].items()) == [("A", "1.5"), ("b", "true"), ("m", "3"), ("z", "x")]


def test_a_template_sees_what_it_reads_of_its_application():
    head = (
        "metadata: {name: shop, namespace: mine, labels: {l: '1'}, "
        "annotations: {a: '2', app.oam.dev/workflowName: w, app.oam.dev/publishVersion: p}}"
    )
    data = (
        "{name: context.name, ns: context.namespace, app: context.appName, l: context.appLabels.l, "
        "a: context.appAnnotations.a, w: context.workflowName, "
        'p: context.publishVersion, k: "[\\(context.replicaKey)]", r: "[\\(context.appRevision)]", '
        'n: "\\(context.appRevisionNum)", minor: "\\(context.clusterVersion.minor)", t: context.components[0].type, '
        "q: context.components[0].properties.q, own: context.parameter.q}"
    )
    (found,) = config(data, properties="{q: x}", head=head, kube_versions=("1.31",)).objects
    assert found["data"] == {
        "name": "web",
        "ns": "mine",
        "app": "shop",
        "l": "1",
        "a": "2",
        "w": "w",
        "p": "p",
        "k": "[]",
        "r": "[]",
        "n": "0",
        "minor": "31",
        "t": "note",
        "q": "x",
        "own": "x",
    }


def test_without_a_namespace_a_template_sees_the_one_of_kubevela_and_none_is_written():
    (found,) = config("{ns: context.namespace}").objects
    assert found["data"] == {"ns": "default"}
    assert "namespace" not in found["metadata"]


def test_traits_see_and_change_what_is_there_in_the_order_of_the_application():
    files = {
        "note.yaml": definition("component", "note", CONFIG),
        "a.yaml": definition("trait", "a", 'patch: data: a: context.output.data.text + "-a"'),
        "b.yaml": definition(
            "trait", "b", 'patch: data: b: context.output.data.a + "-" + context.componentType\npatchOutputs: own: data: b: "1"'
        ),
        "app.yaml": application(
            "{name: web, type: note, properties: {text: x}, traits: [{type: a}, {type: labels, properties: {l: v}}, {type: b}]}"
        ),
    }
    (found,) = Run(files).objects
    assert found["data"] == {"text": "x", "a": "x-a", "b": "x-a-note"}
    assert found["metadata"]["labels"]["l"] == "v"


@pytest.mark.parametrize(
    ("seen", "field", "paths"),
    [
        ([("output", "spec", "x"), ("output", "metadata"), ("name",)], "output", {("spec", "x"), ("metadata",)}),
        ([("outputs", "x", "y")], "output", set()),
        ([("output", "spec"), ()], "output", {()}),
        ([("output",), ("output", "spec")], "output", {()}),
    ],
)
def test_of_the_objects_before_it_a_template_sees_the_parts_that_it_names(seen, field, paths):
    assert paths_below(seen, field) == paths


ITEMS = {"spec": {"list": [{"name": "a", "image": "b"}, {"name": "c"}], "map": {"k": "v"}, "text": "x"}}


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        ([("spec", "text")], {"spec": {"text": "x"}}),
        ([("spec", "list", "*", "name")], {"spec": {"list": [{"name": "a"}, {"name": "c"}]}}),
        ([("spec", "list", "*", "#")], {"spec": {"list": [{}, {}]}}),
        ([("spec", "list", "*", "image"), ("spec", "list", "*", "name")], ITEMS["spec"]["list"]),
        ([("spec", "map", "*", "#")], {"spec": {"map": {"k": "v"}}}),
        ([("spec", "nothing", "*", "name")], {"spec": {}}),
        ([()], ITEMS),
    ],
)
def test_of_items_a_template_sees_what_it_names_of_each(paths, found):
    wanted = {"spec": {"list": found}} if isinstance(found, list) else found
    assert read(ITEMS, paths, Reader(())) == wanted


def test_what_a_loop_does_not_name_stays_live():
    trait = (
        "patch: spec: template: spec: {\n// +patchKey=name\n"
        "containers: [for c in context.output.spec.template.spec.containers {name: c.name, tty: true}]\n}"
    )
    files = {
        "app.yaml": application("{name: web, type: worker, properties: {image: a, cmd: [b]}, traits: [{type: own}]}"),
        "own.yaml": definition("trait", "own", trait),
    }
    ((_, objects),) = Run(files, format="helm").run.objects
    assert {".".join(parameter.path) for parameter in objects.parameters} >= {"web.properties.image", "web.properties.cmd"}
    (made,) = Run(files).objects
    assert made["spec"]["template"]["spec"]["containers"] == [{"name": "web", "image": "a", "command": ["b"], "tty": True}]


def test_a_value_that_a_template_reads_is_fixed_and_others_stay_live():
    trait = 'outputs: o: {apiVersion: "v1", kind: "ConfigMap", data: n: "\\(context.output.spec.replicas)"}'
    files = {
        "t.yaml": definition("trait", "beside", trait),
        "app.yaml": application(
            "{name: web, type: worker, properties: {image: i}, traits: "
            "[{type: scaler, properties: {replicas: 2}}, {type: beside}]}"
        ),
    }
    values = Run(files, format="helm").files["values.yaml"]
    assert "# web.traits.scaler.replicas: 2" in values
    assert "    image: i" in values
    assert "      enabled: true" in values


def test_a_trait_that_only_adds_has_a_switch_and_one_that_patches_has_none():
    files = {
        "a.yaml": definition("trait", "adds", 'outputs: o: {apiVersion: "v1", kind: "ConfigMap", metadata: name: "o"}'),
        "b.yaml": definition("trait", "patches", 'patch: metadata: labels: a: "b"'),
        "app.yaml": application("{name: web, type: worker, properties: {image: i}, traits: [{type: adds}, {type: patches}]}"),
    }
    off = Overrides(assignments=(Assignment(flag="--set", text="web.traits.adds.enabled=false"),))
    assert [found["kind"] for found in Run(files, overrides=off).objects] == ["Deployment"]
    off = Overrides(assignments=(Assignment(flag="--set", text="web.traits.patches.enabled=false"),))
    assert Run(files, overrides=off).outputs == ()


def test_a_template_that_reads_an_object_of_a_switched_trait_fixes_the_switch():
    files = {
        "a.yaml": definition("trait", "adds", 'outputs: o: {apiVersion: "v1", kind: "ConfigMap", metadata: name: "o"}'),
        "b.yaml": definition("trait", "reads", "patch: metadata: labels: a: context.outputs.o.metadata.name"),
        "app.yaml": application("{name: web, type: worker, properties: {image: i}, traits: [{type: adds}, {type: reads}]}"),
    }
    values = Run(files, format="helm").files["values.yaml"]
    assert "# web.traits.adds.enabled: true" in values


def test_a_trait_that_manages_the_workload_writes_it_alone_and_stages_order_objects():
    made = 'outputs: o: {{apiVersion: "v1", kind: "ConfigMap", metadata: name: "{}"}}'
    files = {
        "note.yaml": definition("component", "note", CONFIG),
        "a.yaml": definition("trait", "a", made.format("late"), spec="  stage: PostDispatch\n"),
        "b.yaml": definition("trait", "b", made.format("early"), spec="  stage: PreDispatch\n"),
        "c.yaml": definition("trait", "c", made.format("own"), spec="  manageWorkload: true\n"),
        "app.yaml": application("{name: web, type: note, properties: {text: x}, traits: [{type: a}, {type: b}, {type: c}]}"),
    }
    assert [found["metadata"]["name"] for found in Run(files).objects] == ["early", "own", "late"]


def test_objects_of_a_trait_name_the_workload_where_its_definition_says():
    made = (
        'outputs: {a: {apiVersion: "e/v1", kind: "K", spec: t: [1]}, b: {apiVersion: "e/v1", kind: "K", metadata: name: "b"}}'
    )
    files = {
        "note.yaml": definition("component", "note", CONFIG),
        "t.yaml": definition("trait", "t", made, spec="  workloadRefPath: spec.t[1]\n"),
        "app.yaml": application("{name: web, type: note, properties: {text: x}, traits: [{type: t}]}"),
    }
    _, first, second = Run(files).unchecked
    reference = {"apiVersion": "v1", "kind": "ConfigMap", "name": "web"}
    assert first["metadata"]["name"].startswith("web-t-")
    assert first["spec"]["t"] == [1, reference]
    assert second["spec"]["t"] == [{}, reference]


def test_what_is_open_may_be_decided_by_a_trait_and_else_is_told():
    assert config("{a: string}").places == ["OAM575 app.yaml:6"]
    (found,) = config("{a: string}", trait='patch: data: a: "x"').objects
    assert found["data"] == {"a": "x"}


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("{}", "it has no text apiVersion"),
        ('"text"', "it must be a struct"),
        ('{apiVersion: "v1", kind: "ConfigMap", metadata: 3}', "its metadata must be a struct"),
        ('{apiVersion: "v1", kind: "ConfigMap", metadata: name: 3}', "metadata.name must be a text"),
        ('{apiVersion: "v1", kind: "ConfigMap", metadata: labels: 3}', "metadata.labels must be a struct"),
        ('{apiVersion: "v1", kind: "ConfigMap", metadata: labels: a: 3}', "metadata.labels.a must be a text"),
    ],
)
def test_what_is_no_object_is_told(output, words):
    files = {
        "app.yaml": application("{name: web, type: note}"),
        "note.yaml": definition("component", "note", f"output: {output}"),
    }
    run = Run(files)
    assert run.places == ["OAM559 app.yaml:6"]
    assert words in run.messages


def test_a_component_without_output_is_told():
    files = {"app.yaml": application("{name: web, type: note}"), "note.yaml": definition("component", "note", "x: 1")}
    assert Run(files).places == ["OAM559 app.yaml:6"]


def test_after_a_mistake_of_the_component_its_traits_are_not_asked():
    assert config("{a: 1 & 2}", trait="patch: data: b: context.output.data.a").places == ["OAM572 app.yaml:6"]


def test_the_mistake_of_a_template_is_told_once_for_all_targets():
    rest = (
        "  policies:\n    - {name: a, type: topology, properties: {namespace: a}}\n"
        "    - {name: b, type: topology, properties: {namespace: b}}\n"
    )
    files = {
        "app.yaml": application("{name: web, type: note}", rest=rest),
        "note.yaml": definition("component", "note", 'output: {apiVersion: "v1", kind: "ConfigMap", data: a: 1 & 2}'),
    }
    assert Run(files).places == ["OAM572 app.yaml:6"]


def test_a_merge_is_answered_and_nothing_else():
    merge = """
import "vela/cue"
u: cue.#StrategyUnify & {$params: {value: {a: 1}, patch: {b: 2}}}
output: {apiVersion: "v1", kind: "ConfigMap", data: {for k, v in u.$returns {(k): "\\(v)"}}}
"""
    files = {"app.yaml": application("{name: web, type: note}"), "note.yaml": definition("component", "note", merge)}
    assert Run(files).objects[0]["data"] == {"a": "1", "b": "2"}
    files["note.yaml"] = definition("component", "note", merge.replace("{b: 2}", "{a: 2}"))
    assert Run(files).places == ["OAM572 app.yaml:6"]
    files["note.yaml"] = definition("component", "note", merge + 'w: {#do: "get", #provider: "http"}\n')
    assert Run(files).places == ["OAM560 app.yaml:6"]


@pytest.mark.slow
def test_a_template_that_never_ends_is_stopped_and_named():
    many = "[for a in l for b in l for c in l for d in l for e in l {a}]"
    template = f'l: [{", ".join(["1"] * 60)}]\noutput: {{apiVersion: "v1", kind: "ConfigMap", data: n: "\\(len({many}))"}}\n'
    files = {"app.yaml": application("{name: web, type: note}"), "note.yaml": definition("component", "note", template)}
    with CueWorker(built_program(), limits=Limits(seconds=0.5)) as engine:
        run = Run(files, engine=engine)
    assert run.places in (["OAM564 app.yaml:6"], ["OAM565 app.yaml:6"])
    assert 'ComponentDefinition "note"' in run.messages


def test_an_engine_that_dies_half_way_is_told(tmp_path):
    body = "say('{\"id\": %d, \"seen\": []}' % request['id']) if request['op'] == 'schema' else sys.exit(3)"
    files = {"app.yaml": application("{name: web, type: note}"), "note.yaml": definition("component", "note", "")}
    with CueWorker(strange_program(tmp_path, body), limits=Limits(starts=3)) as engine:
        assert Run(files, engine=engine).places == ["OAM563 app.yaml:6"]


def test_the_same_template_with_the_same_data_is_evaluated_once():
    class Counting(FakeEngine):
        def schema(self, template):
            self.asked.append(("schema", ""))
            return shared_cue().schema(template)

        def render(self, template, parameter, context, **_):
            self.asked.append(("render", ""))
            return shared_cue().render(template, parameter, context)

    engine = Counting({})
    template = 'output: {apiVersion: "v1", kind: "ConfigMap"}'
    rest = (
        "  policies:\n    - {name: a, type: topology, properties: {namespace: a}}\n"
        "    - {name: b, type: topology, properties: {namespace: b}}\n"
    )
    files = {"app.yaml": application("{name: web, type: note}", rest=rest), "n.yaml": definition("component", "note", template)}
    assert len(Run(files, engine=engine).outputs) == 2
    assert engine.asked == [("schema", ""), ("render", "")]


def test_a_failure_is_no_reason_to_start_an_engine_again():
    engine = FakeEngine({"template": EngineFailed("given up", "it was started 3 times")})
    files = {
        "app.yaml": application("{name: web, type: note}", "{name: db, type: other}"),
        "a.yaml": definition("component", "note", ""),
        "b.yaml": definition("component", "other", ""),
    }
    assert Run(files, engine=engine).places == ["OAM569 app.yaml:6"]


def test_kinds_that_the_operator_does_not_allow_are_refused():
    made = 'outputs: r: {apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: name: "r", rules: []}'
    files = {
        "note.yaml": definition("component", "note", CONFIG),
        "t.yaml": definition("trait", "t", made),
        "app.yaml": application("{name: web, type: note, properties: {text: x}, traits: [{type: t}]}"),
    }
    assert Run(files, extended_kinds=("v1.ConfigMap",)).places == ["OAM583 app.yaml:6"]
    assert Run(files, extended_kinds=("none",)).places == ["OAM583 app.yaml:6", "OAM583 app.yaml:6"]
    assert len(Run(files, extended_kinds=("v1.ConfigMap", "rbac.authorization.k8s.io/*")).objects) == 2


def test_a_trait_that_reads_what_is_not_decided_yet_is_told():
    run = config("{a: string}", trait="patch: metadata: labels: a: context.output.data.a")
    assert run.places[0] == "OAM575 app.yaml:6"
    assert "what it reads of the objects before it" in run.messages


def test_what_is_open_in_an_object_without_a_name_is_told():
    made = 'outputs: o: {apiVersion: "v1", kind: "ConfigMap", data: a: string}'
    files = {
        "t.yaml": definition("trait", "t", made),
        "app.yaml": application("{name: web, type: worker, properties: {image: i}, traits: [{type: t}]}"),
    }
    assert Run(files).places == ["OAM575 app.yaml:6"]


REFUSING = 'output: {apiVersion: "v1", kind: "ConfigMap", data: a: "b"}\nerrs: ["no"]\nparameter: {}\n'
REFUSING_TRAIT = 'outputs: one: {apiVersion: "v1", kind: "ConfigMap", data: a: "b"}\nerrs: ["no"]\nparameter: {}\n'


@pytest.mark.parametrize(("version", "codes", "made"), [("1.11", ["OAM573"], 0), ("1.10", ["OAM557"], 1)])
def test_an_older_kubevela_does_not_look_at_what_a_component_refuses(version, codes, made):
    files = {"note.yaml": definition("component", "note", REFUSING), "app.yaml": application("{name: web, type: note}")}
    run = Run(files, vela_version=version)
    assert ([found.code.id for found in run.reports.found], len(run.outputs)) == (codes, made)


@pytest.mark.parametrize("version", ["1.11", "1.10"])
def test_what_a_trait_refuses_is_refused_in_every_version(version):
    run = config('{a: "b"}', trait=REFUSING_TRAIT, vela_version=version)
    assert ([found.code.id for found in run.reports.found], len(run.outputs)) == (["OAM573"], 0)
