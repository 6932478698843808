"""Which properties of definitions in CUE may still be chosen, and why the others are fixed."""

import pytest

from oamc.capabilities.kubevela.definitions.live_values import MOST, UNTRIED, others
from oamc.engines.contract import EngineError, Leaf, Reached, Rendered, Traced, Tree
from oamc.expressions.types import BooleanType, ChoiceType, ListType, NumberType, TextType
from tests.support.cue import shared_cue
from tests.support.own_definitions import Run, application, definition

OBJECT = 'output: {apiVersion: "example.com/v1", kind: "Site", '


def run(template, properties, *traits, **more):
    """Compile a component `web` of a template, with traits in flow style and further files."""
    attached = f", traits: [{', '.join(traits)}]" if traits else ""
    files = {
        "app.yaml": application(f"{{name: web, type: own, properties: {properties}{attached}}}"),
        "own.yaml": definition("component", "own", template),
        **more,
    }
    return Run(files, format="helm")


def told(made):
    """Return the values that may be chosen, and why the others are fixed, by their paths."""
    (objects,) = [found for _, found in made.run.objects if found is not None]
    live = [".".join(parameter.path[1:]) for parameter in objects.parameters]
    return live, {".".join(parameter.path[1:]): parameter.why for parameter in objects.fixed}


@pytest.mark.parametrize(
    ("template", "properties", "live", "fixed"),
    [
        (OBJECT + "data: a: parameter.a}\nparameter: a: string", "{a: x}", ["properties.a"], {}),
        (OBJECT + "data: a: parameter.a}\nparameter: a: *1 | int", "{}", ["properties.a"], {}),
        (OBJECT + "data: parameter}\nparameter: [string]: string", "{a: x, b: y}", ["properties.a", "properties.b"], {}),
        (OBJECT + "x: parameter.a}\nparameter: a: [...int]", "{a: [1, 2]}", ["properties.a"], {}),
        (
            OBJECT + "x: parameter.a}\nparameter: a: [...int]",
            "{a: []}",
            [],
            {"properties.a": "no two other values of its type could be tried"},
        ),
        (
            OBJECT + "metadata: name: parameter.a}\nparameter: a: string",
            "{a: x}",
            [],
            {"properties.a": "what an object is, or is called, is made of it"},
        ),
        (
            OBJECT + "x: selector: app: parameter.a}\nparameter: a: string",
            "{a: x}",
            [],
            {"properties.a": "the selector of an object is made of it, which no server lets change"},
        ),
        (
            'output: {apiVersion: "v1", kind: "Secret", stringData: a: parameter.a}\nparameter: a: string',
            "{a: x}",
            [],
            {"properties.a": "the content of a Secret is made of it"},
        ),
        (
            OBJECT + 'data: a: "x-\\(parameter.a)"}\nparameter: a: string',
            "{a: x}",
            [],
            {"properties.a": "the template makes a part of a text of it"},
        ),
        (
            OBJECT + "data: {a: parameter.a, b: context.parameter.a}}\nparameter: a: string",
            "{a: x}",
            [],
            {"properties.a": "the template reads it through its context"},
        ),
        (
            'import "strings"\n' + OBJECT + "data: a: parameter.a}\nparameter: a: strings.MinRunes(2)",
            "{a: xyz}",
            [],
            {"properties.a": "a template in CUE is evaluated with them"},
        ),
        (
            OBJECT + "x: a: parameter.a}\nparameter: a: float",
            "{a: 1.5}",
            [],
            {"properties.a": "its type in CUE says more than a schema can"},
        ),
        (
            OBJECT + 'data: a: parameter.a}\nparameter: a: !~"x"',
            "{a: y}",
            [],
            {"properties.a": "its type in CUE says more than a schema can"},
        ),
        (
            OBJECT + "x: parameter.a}\nparameter: a: [...{name: string, v: string}]",
            "{a: [{name: n, v: w}]}",
            ["properties.a.n.v"],
            {"properties.a.n.name": "an item of a list is called by it"},
        ),
    ],
)
def test_a_value_is_live_where_it_is_only_copied_and_has_its_reason_elsewhere(template, properties, live, fixed):
    made = run(template, properties)
    assert [found.message for found in made.reports.found if found.severity == "error"] == []
    assert told(made) == (live, fixed)


NOTE = OBJECT + 'data: {text: parameter.text, more: parameter.more}}\nparameter: {text: string, more: *"b" | string}'


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("patch: data: text: parameter.v\nparameter: v: string", "nothing is made of it"),
        ('outputs: o: {apiVersion: "v1", kind: "ConfigMap", data: x: context.parameter.text}', "trait own-trait reads it"),
        ('outputs: o: {apiVersion: "v1", kind: "ConfigMap", data: x: context.output.data.text}', "trait own-trait reads it"),
        (
            'outputs: o: {apiVersion: "v1", kind: "ConfigMap", data: x: context.components[0].properties.text}',
            "own-trait reads what all components say",
        ),
    ],
)
def test_what_a_trait_reads_or_replaces_is_fixed(template, reason):
    files = {"trait.yaml": definition("trait", "own-trait", template)}
    base = NOTE.replace("text: parameter.text", "text: *parameter.text | string") if "patch" in template else NOTE
    base = NOTE if "patch" not in template else NOTE.replace("{text: string", '{text: *"a" | string')
    properties = "{}" if "patch" in template else "{text: a}"
    trait = "{type: own-trait, properties: {v: z}}" if "patch" in template else "{type: own-trait}"
    live, fixed = told(run(base, properties, trait, **files))
    assert fixed["properties.text"] == reason
    assert "properties.text" not in live


def test_a_patch_carries_live_values_into_the_object():
    trait = definition("trait", "sized", "patch: spec: size: parameter.v\nparameter: v: int & >0")
    made = run(OBJECT + 'data: a: "b"}', "{}", "{type: sized, properties: {v: 3}}", **{"t.yaml": trait})
    assert told(made) == (["traits.sized.v"], {})
    assert "size: {{ " in "".join(text for name, text in made.files.items() if name.startswith("templates/"))


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        ('{op: "add", path: "/data/x", value: parameter.v}', ""),
        ('{op: "add", path: parameter.v, value: "x"}', "an operation of a JSON patch is made of it"),
    ],
)
def test_of_a_json_patch_only_values_are_live(operation, reason):
    trait = definition(
        "trait", "op", f"// +patchStrategy=jsonPatch\npatch: {{operations: [{operation}]}}\nparameter: v: string"
    )
    made = run(OBJECT + 'data: a: "b"}', "{}", "{type: op, properties: {v: /data/y}}", **{"t.yaml": trait})
    live, fixed = told(made)
    assert (live, fixed) == ((["traits.op.v"], {}) if not reason else ([], {"traits.op.v": reason}))


@pytest.mark.parametrize(
    ("value_type", "known", "count"),
    [
        (TextType(), "a", 2),
        (TextType(choices=("a", "b")), "a", 1),
        (TextType(choices=("a",)), "a", 0),
        (TextType(contains=("^[0-9]+$",)), "12", 2),
        (TextType(contains=("^one$",)), "one", 0),
        (NumberType(whole=True, minimum=1, maximum=3), 2, 2),
        (NumberType(whole=True, minimum=1, maximum=2), 2, 0),
        (NumberType(), 0.5, 2),
        (BooleanType(), True, 1),
        (ChoiceType(choices=(1, 2, 4)), 1, 2),
        (ListType(item=TextType()), ["a", "b"], 2),
        (ListType(item=TextType()), [], 0),
    ],
)
def test_other_values_of_a_type_are_tried(value_type, known, count):
    found = others(value_type, known)
    assert len(found) == count
    assert known not in found


class Lying:
    """An engine that tells of a template what is not so: that a value is only copied."""

    def __init__(self, engine, reached):
        self.engine = engine
        self.reached = reached

    def __getattr__(self, name):
        return getattr(self.engine, name)

    def trace(self, *given, **_):
        """Return what the test says."""
        changes = given[-1]
        return Traced(
            rendered=Rendered(), reached=tuple(self.reached[number % len(self.reached)] for number in range(len(changes)))
        )


def came_out(value, path=("output", "data", "a")):
    """Return that a value came out in the place of x."""
    leaf = Leaf(path=path, old=Tree(kind="string", text="x"), new=Tree(kind="string", text=value))
    return Reached(leaves=(leaf,))


@pytest.mark.parametrize(
    "reached",
    [
        (Reached(shape="output"),),
        (Reached(leaves=()),),
        (Reached(errors=(EngineError(kind="evaluation", message="no"),)),),
        (came_out("x-x"), Reached(shape="output")),
        (came_out("x-x"), Reached(leaves=())),
        (came_out("x-x"), came_out("y-x", ("output", "data", "b"))),
        (came_out("x-x"), came_out("z")),
    ],
)
def test_what_is_not_confirmed_is_fixed(reached):
    files = {
        "app.yaml": application("{name: web, type: own, properties: {a: x}}"),
        "own.yaml": definition("component", "own", OBJECT + "data: a: parameter.a}\nparameter: a: string"),
    }
    made = Run(files, format="helm", engine=Lying(shared_cue(), reached))
    live, fixed = told(made)
    assert live == []
    assert set(fixed) == {"properties.a"}


def test_two_that_say_the_same_have_values_of_their_own():
    files = {
        "app.yaml": application("{name: a, type: own, properties: {v: x}}", "{name: b, type: own, properties: {v: x}}"),
        "own.yaml": definition("component", "own", OBJECT + "data: v: parameter.v}\nparameter: v: string"),
    }
    (objects,) = [found for _, found in Run(files, format="helm").run.objects if found is not None]
    assert [".".join(parameter.path) for parameter in objects.parameters] == ["a.properties.v", "b.properties.v"]
    assert objects.fixed == ()


def test_two_uses_that_say_different_things_have_their_own_places():
    template = OBJECT + "x: {if parameter.b != _|_ {y: parameter.a}, if parameter.b == _|_ {z: parameter.a}}}\n"
    files = {
        "app.yaml": application(
            "{name: a, type: own, properties: {a: x}}",
            "{name: b, type: own, properties: {a: x, b: y}}",
            "{name: c, type: other, properties: {a: x}}",
        ),
        "own.yaml": definition("component", "own", template + "parameter: {a: string, b?: string}"),
        "other.yaml": definition("component", "other", OBJECT + "data: v: parameter.a}\nparameter: a: string"),
    }
    (objects,) = [found for _, found in Run(files, format="helm").run.objects if found is not None]
    assert {".".join(parameter.path) for parameter in objects.parameters} == {f"{name}.properties.a" for name in "abc"}


def test_what_can_be_told_apart_is_tried_at_once_and_the_rest_alone():
    asked = []

    class Counting(Lying):
        """The real engine, with what it was asked."""

        def trace(self, *given, **more):
            """Note how many values a change has, and evaluate it."""
            asked.append(len(given[-1]))
            return self.engine.trace(*given, **more)

    template = OBJECT + "x: [parameter.a, parameter.b, parameter.c, parameter.d]}\n"
    template += "parameter: {a: string, b: int, c: bool, d: bool}"
    files = {
        "app.yaml": application("{name: web, type: own, properties: {a: x, b: 1, c: true, d: true}}"),
        "own.yaml": definition("component", "own", template),
    }
    live, fixed = told(Run(files, format="helm", engine=Counting(shared_cue(), None)))
    assert (live, fixed) == ([f"properties.{name}" for name in "abcd"], {})
    assert asked == [2, 2]


def test_what_is_too_large_to_be_sent_three_times_is_fixed():
    text = "x" * 950_000
    template = OBJECT + "x: [parameter.a, parameter.b, parameter.c]}\nparameter: {a: string, b: string, c: string}"
    live, fixed = told(run(template, f"{{a: {text}, b: {text}, c: {text}}}"))
    assert live == []
    assert fixed == dict.fromkeys(("properties.a", "properties.b", "properties.c"), UNTRIED)


def test_a_template_is_asked_for_other_values_so_often_and_no_more():
    names = [f"a{number}" for number in range(MOST + 1)]
    template = f"{OBJECT}x: [{', '.join(f'parameter.{name}' for name in names)}]}}\n"
    template += f"parameter: {{{', '.join(f'{name}: bool' for name in names)}}}"
    live, fixed = told(run(template, f"{{{', '.join(f'{name}: true' for name in names)}}}"))
    assert live == [f"properties.{name}" for name in names[:-1]]
    assert fixed == {f"properties.{names[-1]}": UNTRIED}
