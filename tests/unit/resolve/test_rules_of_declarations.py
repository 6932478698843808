"""Rules of declarations, carried from every kind of document into what the output lets an installer choose."""

from __future__ import annotations

import json

import pytest

from oamc.compiler import Compilation
from oamc.diagnostics.reports import ERROR, Reports
from oamc.expressions.types import AnyListType, BooleanType, ChoiceType, ListType, NumberType, TextType
from oamc.options import Options
from oamc.spans import SourceFile
from oamc.values.given import Overrides

COMPONENT = """\
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
spec:
  workloadType: core.oam.dev/v1alpha1.Worker
  parameters:
    - %s
  containers:
    - name: web
      image: example/web:1
      resources: {cpu: {required: 0.1}, memory: {required: 64Mi}}
      env: [{name: A, fromParam: it}]
---
"""
TOPIC = """\
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
spec:
  workloadType: kafka.example.com/v1.Topic
  parameters:
    - %s
  workloadSettings:
    - {name: partitions, type: number, %s}
---
apiVersion: core.oam.dev/v1alpha1
kind: WorkloadType
metadata: {name: topics.kafka.example.com}
spec:
  group: kafka.example.com
  version: v1
  names: {kind: Topic}
  settings:
    - %s
---
"""
APPLICATION = """\
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: shop}
spec:
  components:
    - componentName: web
      instanceName: web
"""


def compiled(text, overrides=None):
    reports = Reports()
    files = () if overrides is None else (SourceFile(path="values", label="values", text=json.dumps(overrides)),)
    source = SourceFile(path="app.yaml", label="app.yaml", text=text)
    compilation = Compilation((source,), Options(overrides=Overrides(files=files)), reports)
    checked = compilation.checked
    errors = [found.code.id for found in reports.found if found.severity == ERROR]
    parameters = {parameter.path: parameter for parameter in checked[0].objects.parameters} if checked else {}
    return parameters, errors


def parameter(declaration, value="null"):
    text = COMPONENT % declaration + APPLICATION + f"      parameterValues: [{{name: it, value: {value}}}]\n"
    parameters, errors = compiled(text)
    found = parameters.get(("web", "parameters", "it"))
    return found.type if found else None, errors


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        ("type: integer", NumberType(whole=True)),
        ("type: integer, minimum: 1.0", NumberType(whole=True, minimum=1)),
        ("type: number, maximum: 1.0e+300", NumberType()),
        ("type: number, enum: [1.0, 0.5]", ChoiceType(choices=(1, 0.5))),
        ("type: boolean, enum: [true]", ChoiceType(choices=(True,))),
        ("type: boolean, enum: [false, true]", BooleanType()),
        ("type: number, exclusiveMinimum: 0.5, exclusiveMaximum: 2.0", NumberType(above=0.5, below=2)),
        ("type: number, minimum: 1, exclusiveMinimum: 0", NumberType(minimum=1, above=0)),
        ("type: integer, multipleOf: 3.0, minimum: 1", NumberType(whole=True, minimum=1, multiple=3)),
        ("type: integer, multipleOf: 3, enum: [0, 3]", ChoiceType(choices=(0, 3))),
        ("type: array, minItems: 1", AnyListType(minimum_length=1)),
        ("type: array, minItems: 0, maxItems: 2", AnyListType(maximum_length=2)),
        ("type: array, uniqueItems: false", AnyListType()),
        ("type: array, items: {type: boolean}", ListType(item=BooleanType())),
        ("type: array, items: {type: string, enum: [a, b]}", ListType(item=TextType(choices=("a", "b")))),
        (
            "type: array, items: {type: integer, minimum: 1}, uniqueItems: true, maxItems: 0",
            ListType(item=NumberType(whole=True, minimum=1), maximum_length=0, unique=True),
        ),
        ("type: string, enum: [a, 1.10, yes, '']", TextType(choices=("a", "1.10", "yes", ""))),
    ],
)
def test_a_rule_is_a_part_of_the_type(rules, wanted):
    assert parameter(f"{{name: it, {rules}}}") == (wanted, [])


def test_what_has_no_rules_is_as_before():
    assert parameter("{name: it, type: string}")[0] == parameter("{name: it, type: string, enum: null, pattern: ''}")[0]


@pytest.mark.parametrize(
    ("declaration", "code"),
    [
        ("{name: it, type: number, minimum: 9007199254740993}", "OAM132"),
        ("{name: it, type: number, minimum: .nan}", "OAM2"),
        ("{name: it, type: number, minimum: 1.0e+300}", "OAM418"),
        ("{name: it, type: number, enum: [1, true]}", "OAM405"),
        ("{name: it, type: number, enum: [1, null]}", "OAM405"),
        ("{name: it, type: string, enum: [a, null]}", "OAM405"),
        ("{name: it, type: string, enum: [a, [b]]}", "OAM405"),
        ("{name: it, type: boolean, enum: [true, true]}", "OAM418"),
        ("{name: it, type: integer, enum: [1.5]}", "OAM418"),
        ("{name: it, type: string, minLength: 4503599627370496, maxLength: 1}", "OAM418"),
        ("{name: it, type: object, minimum: 1}", "OAM417"),
        ("{name: it, type: object, minItems: 1}", "OAM417"),
        ("{name: it, type: string, items: {type: string}}", "OAM417"),
        ("{name: it, type: array, minimum: 1}", "OAM417"),
        ("{name: it, type: number, multipleOf: 1}", "OAM417"),
        ("{name: it, type: integer, multipleOf: 0}", "OAM2"),
        ("{name: it, type: integer, multipleOf: 0.5}", "OAM2"),
        ("{name: it, type: number, exclusiveMinimum: true}", "OAM2"),
        ("{name: it, type: number, exclusiveMinimum: 1, exclusiveMaximum: 1}", "OAM418"),
        ("{name: it, type: number, minimum: 1, exclusiveMaximum: 1}", "OAM418"),
        ("{name: it, type: integer, exclusiveMinimum: 1, exclusiveMaximum: 2}", "OAM418"),
        ("{name: it, type: integer, multipleOf: 7, minimum: 1, maximum: 6}", "OAM418"),
        ("{name: it, type: integer, multipleOf: 7, enum: [7, 8]}", "OAM418"),
        ("{name: it, type: integer, multipleOf: 7, default: 8}", "OAM422"),
        ("{name: it, type: array, minItems: 2, maxItems: 1}", "OAM418"),
        ("{name: it, type: array, uniqueItems: true}", "OAM418"),
        ("{name: it, type: array, uniqueItems: true, items: {type: number}}", "OAM418"),
        ("{name: it, type: array, items: {type: object}}", "OAM2"),
        ("{name: it, type: array, items: {type: int}}", "OAM2"),
        ("{name: it, type: array, items: {minimum: 1}}", "OAM2"),
        ("{name: it, type: array, items: [{type: string}]}", "OAM2"),
        ("{name: it, type: array, items: {type: string, minimum: 1}}", "OAM417"),
        ("{name: it, type: array, items: {type: string, pattern: '('}}", "OAM419"),
        ("{name: it, type: array, minItems: 1, default: []}", "OAM422"),
        ("{name: it, type: array, items: {type: string}, default: [1]}", "OAM422"),
        ('{name: it, type: "null", enum: [a]}', "OAM417"),
        ("{name: it, type: string, pattern: '" + "a" * 1001 + "'}", "OAM419"),
        ("{name: it, type: string, enum: [" + ", ".join(f"v{number}" for number in range(10_000)) + "]}", "OAM420"),
        ("{name: it, type: string, pattern: '^a$', default: b}", "OAM422"),
    ],
)
def test_rules_without_sense_are_refused(declaration, code):
    found, errors = parameter(declaration)
    assert found is None
    assert errors[0].startswith(code) or (code == "OAM2" and errors[0] < "OAM3"), errors


def test_an_enum_as_long_as_may_be_is_taken():
    listed = ", ".join(f"v{number}" for number in range(1000))
    found, errors = parameter(f"{{name: it, type: string, enum: [{listed}]}}", "v999")
    assert (len(found.choices), errors) == (1000, [])
    assert parameter(f"{{name: it, type: string, enum: [{listed}]}}", "v1000")[1] == ["OAM422"]


@pytest.mark.parametrize(
    ("declaration", "good", "bad"),
    [
        ("{name: it, type: integer}", "4.0", "4.5"),
        ("{name: it, type: number, exclusiveMinimum: 0.1}", "0.11", "0.1"),
        ("{name: it, type: number, exclusiveMaximum: 0.1}", "0.09", "0.1"),
        ("{name: it, type: integer, multipleOf: 3}", "-3", "4"),
        ("{name: it, type: integer, multipleOf: 3}", "9007199254740990", "9007199254740991"),
        ("{name: it, type: array, minItems: 1}", "[{}]", "[]"),
        ("{name: it, type: array, maxItems: 1}", "[{}]", "[1, 2]"),
        ("{name: it, type: array, items: {type: string}}", '["1"]', "[1]"),
        ("{name: it, type: array, items: {type: integer}, uniqueItems: true}", "[1, 2.0]", "[1, 1.0]"),
        ("{name: it, type: array, items: {type: string}, uniqueItems: true}", '["a", "A"]', '["a", "b", "a"]'),
        ("{name: it, type: number, enum: [1]}", "1.0", "2"),
        ("{name: it, type: string, maxLength: 2}", '"😀é"', '"e\\u0301é"'),
        ("{name: it, type: string, pattern: '^[😀-😎]$'}", '"😎"', '"😏"'),
        ("{name: it, type: string, pattern: 'b$'}", '"ab"', '"b\\n"'),
        ("{name: it, type: string, pattern: a}", f'"{"a" * 16384}"', f'"{"a" * 16385}"'),
    ],
)
def test_values_of_the_application_and_overrides_keep_the_rules(declaration, good, bad):
    assert parameter(declaration, good)[1] == []
    assert parameter(declaration, bad)[1] in (["OAM422"], ["OAM411"])
    text = COMPONENT % declaration + APPLICATION
    for value, codes in ((good, []), (bad, ["OAM754"])):
        assert compiled(text, {"web": {"parameters": {"it": json.loads(value)}}})[1] == codes


def test_a_value_of_a_variable_keeps_the_rules():
    text = COMPONENT % "{name: it, type: string, enum: [a]}" + APPLICATION
    text += "      parameterValues: [{name: it, value: '[fromVariable(v)]'}]\n  variables: [{name: v, value: %s}]\n"
    assert compiled(text % "a")[1] == []
    assert compiled(text % "b")[1] == ["OAM422"]


def test_a_component_that_nobody_instantiates_is_checked_with_a_value_that_keeps_the_rules():
    spare = COMPONENT % "{name: it, type: string, pattern: '^[0-9]{3}$', required: true}"
    text = spare.replace("{name: web}", "{name: spare}", 1) + COMPONENT % "{name: it, type: string}" + APPLICATION
    assert compiled(text)[1] == []


def test_long_values_with_patterns_count_as_copies():
    head = APPLICATION.partition("    - componentName")[0]
    uses = (
        "    - {{componentName: web, instanceName: web{0}, parameterValues: [{{name: it, value: '{0}[fromVariable(v)]b'}}]}}\n"
    )
    instances = "".join(map(uses.format, range(60)))
    text = head + instances + f"  variables: [{{name: v, value: {'a' * 16_000}}}]\n"
    assert compiled(COMPONENT % "{name: it, type: string}" + text)[1] == []
    assert compiled(COMPONENT % "{name: it, type: string, pattern: '(a+)+b$'}" + text)[1] == ["OAM198"]


def setting(parameter_rules, setting_rules, value="fromParam: it"):
    text = TOPIC % (parameter_rules, value, setting_rules) + APPLICATION
    return compiled(text + "      parameterValues: [{name: it, value: 4}]\n")


def test_a_setting_keeps_the_rules_of_its_workload_type_document():
    rules = "{name: partitions, type: integer, minimum: 2, maximum: 8}"
    parameters, errors = setting("{name: it, type: number, maximum: 6}", rules)
    assert errors == []
    assert parameters[("web", "parameters", "it")].type == NumberType(whole=True, minimum=2, maximum=6)
    assert setting("{name: it, type: number, maximum: 6}", "{name: partitions, type: integer, minimum: 5}")[1] == ["OAM538"]


@pytest.mark.parametrize(
    "declared", ["{name: it, type: number, maximum: 1, default: 0}", "{name: it, type: string, default: a}"]
)
def test_a_parameter_of_which_no_value_is_a_setting_is_refused(declared):
    text = TOPIC % (declared, "fromParam: it", "{name: partitions, type: integer, minimum: 2}") + APPLICATION
    assert compiled(text)[1] == ["OAM538"]


@pytest.mark.parametrize(("value", "codes"), [("2", []), ("1", ["OAM538"]), ("2.5", ["OAM538"])])
def test_a_literal_keeps_the_rules_of_its_workload_type_document(value, codes):
    rules = "{name: partitions, type: integer, minimum: 2}"
    assert setting("{name: it, type: number}", rules, f"value: {value}")[1] == codes


def trait(rules, replicas):
    definition = "---\napiVersion: core.oam.dev/v1alpha1\nkind: Trait\nmetadata: {name: manual-scaler}\nspec:\n  properties:\n"
    uses = f"      traits: [{{name: manual-scaler, properties: {{replicaCount: {replicas}}}}}]\n"
    return compiled(COMPONENT % "{name: it, type: string}" + APPLICATION + uses + definition + f"    - {rules}\n")


def test_a_property_keeps_the_rules_of_its_trait_document():
    rules = "{name: replicaCount, type: integer, minimum: 2, maximum: 5}"
    parameters, errors = trait(rules, 3)
    assert errors == []
    assert parameters[("web", "traits", "manual-scaler", "replicaCount")].type == NumberType(whole=True, minimum=2, maximum=5)
    assert trait(rules, 6)[1] == ["OAM543"]
    assert trait("{name: replicaCount, type: integer, enum: [3, 5]}", 3)[0][
        ("web", "traits", "manual-scaler", "replicaCount")
    ].type == ChoiceType(choices=(3, 5))


def test_a_trait_document_of_which_no_value_is_a_property_is_refused():
    assert trait("{name: replicaCount, type: integer, maximum: -1}", 3)[1] == ["OAM543"]
    assert trait("{name: replicaCount, type: string, pattern: '3'}", '"3"')[1] == ["OAM421"]


def scope(rules, level):
    definition = (
        "---\napiVersion: core.oam.dev/v1alpha1\nkind: ApplicationScope\nmetadata: {name: mesh}\n"
        "spec:\n  type: example.com/v1.MeshScope\n  allowComponentOverlap: true\n  parameters:\n"
    )
    uses = f"  scopes: [{{name: mesh, type: example.com/v1.MeshScope, properties: {{level: {level}}}}}]\n"
    return compiled(COMPONENT % "{name: it, type: string}" + APPLICATION + uses + definition + f"    - {rules}\n")[1]


def test_a_property_of_a_scope_keeps_the_rules_of_its_document():
    assert scope("{name: level, type: integer, maximum: 3}", 3) == []
    assert scope("{name: level, type: integer, maximum: 3}", 4) == ["OAM508"]
    assert scope("{name: level, type: string, enum: [low, high]}", "low") == []
    assert scope("{name: level, type: string, enum: [low, high]}", "none") == ["OAM508"]


@pytest.mark.parametrize("least", [0, 2, 1_001])
def test_a_component_that_nobody_instantiates_may_have_a_list_with_rules(least):
    declaration = f"{{name: it, type: array, items: {{type: integer, minimum: 1}}, minItems: {least}, uniqueItems: true}}"
    _, errors = compiled(COMPONENT % declaration)
    assert errors == ["OAM318"] * ("OAM318" in errors)
