"""Schemas of Trait documents come from strangers: they fetch nothing, break nothing, and cost little."""

import json

import jsonschema
import pytest

from oamc.resolve import definition_schemas
from oamc.resolve.definition_schemas import BrokenRule, TooManyStepsError, UnusableSchemaError, read_rules
from oamc.resolve.definitions import STEPS_OF_ONE_CHECK, STEPS_OF_ONE_USE
from tests.support.stages import Run, component, configuration, document

PLENTY = 30_000


def broken(schema, values):
    return read_rules(json.dumps(schema)).broken(values, PLENTY)[0]


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ('{"$ref": "http://127.0.0.1:9/schema.json"}', "it refers to another document"),
        ('{"$ref": "file:///etc/hostname"}', "it refers to another document"),
        ('{"allOf": [{"$ref": "other.json"}]}', "it refers to another document"),
        ('{"properties": {"a": {"$id": "http://127.0.0.1:9/"}}}', "it refers to another document"),
        ('{"properties": {"a": {"$ref": "#/definitions/none"}}}', "its references lead nowhere"),
        ('{"properties": {"a": {"$ref": "#name"}}}', "its references lead nowhere"),
        ('{"properties": {"a": {"$ref": "#/%61"}}, "a": {}}', "its references lead nowhere"),
        ('{"properties": {"a": {"$ref": "#/x"}}, "x": 5}', "its references lead nowhere"),
        ('{"properties": {"a": {"$ref": "#/allOf/1"}}, "allOf": [{}]}', "its references lead nowhere"),
        ('{"properties": {"a": {"$ref": "#/allOf/00"}}, "allOf": [{}]}', "its references lead nowhere"),
        ('{"properties": {"a": {"$ref": "#/allOf/-"}}, "allOf": [{}]}', "its references lead nowhere"),
        ('{"properties": {"a": {"$ref": "#/allOf/+0"}}, "allOf": [{}]}', "its references lead nowhere"),
        ('{"properties": {"a": {"$ref": "#/allOf/\u0660"}}, "allOf": [{}]}', "its references lead nowhere"),
        ('{"properties": {"a": {"$ref": "#/allOf/0/"}}, "allOf": [{}]}', "its references lead nowhere"),
        ('{"properties": {"a": {"$ref": "#//allOf/0"}}, "allOf": [{}]}', "its references lead nowhere"),
        ('{"properties": {"a": {"$ref": "#/"}}}', "its references lead nowhere"),
        ('{"properties": {"a": {"$ref": "#/a~b"}}, "a~b": {}}', "its references lead nowhere"),
        ('{"properties": {"a": {"$ref": "#/a~"}}, "a~": {}}', "its references lead nowhere"),
        ('{"properties": {"a": {"$ref": "#/a~2b"}}, "a~2b": {}}', "its references lead nowhere"),
        ('{"properties": {"a": {"multipleOf": 1e999}}}', "a number in it is out of range"),
        ('{"properties": {"a": {"multipleOf": 1' + "0" * 400 + "}}}", "a number in it is out of range"),
        ('{"properties": {"a": {"multipleOf": 1' + "0" * 5000 + "}}}", "a number in it is out of range"),
        ('{"properties": {"a": {"$ref": "#/x"}}, "x": {"multipleOf": 0}}', "it breaks the rules of JSON Schema"),
        ('{"properties": {"a": {"$ref": "#/x"}}, "x": {"minimum": "a"}}', "it breaks the rules of JSON Schema"),
        ('{"properties": {"a": {"multipleOf": NaN}}}', "it is not valid JSON"),
        ('{"properties": {"a": {"maximum": Infinity}}}', "it is not valid JSON"),
        ('{"properties": {"a": {"pattern": "^(a+)+$"}}}', "it uses pattern"),
        ('{"patternProperties": {"^(a+)+$": {}}}', "it uses patternProperties"),
        ("[]", "it is not a JSON object"),
        ("[" * 100_000, "it is not valid JSON"),
        ('{"not": ' * 50 + "{}" + "}" * 50, "it is nested too deeply"),
    ],
)
def test_a_schema_that_could_do_harm_is_not_used(schema, reason):
    with pytest.raises(UnusableSchemaError) as refused:
        read_rules(schema)
    assert str(refused.value) == reason


def test_references_that_run_in_a_circle_are_noticed():
    with pytest.raises(UnusableSchemaError):
        broken({"allOf": [{"$ref": "#"}]}, {})


@pytest.mark.parametrize("rule", ["multipleOf", "maximum", "exclusiveMinimum"])
@pytest.mark.parametrize("bound", ["1" + "0" * 308, "5e-324", "1e308", "0.1"])
@pytest.mark.parametrize("value", [0, -0.0, 1.5, 1e308, -5e-324, 2**53 - 1, True, "x"])
def test_a_rule_about_a_number_of_any_size_can_be_applied(rule, bound, value):
    read_rules(f'{{"properties": {{"a": {{"{rule}": {bound}}}}}}}').broken({"a": value}, PLENTY)


def test_a_part_of_a_schema_is_checked_once(monkeypatch):
    part = {"allOf": [{"title": "a"}]}
    for _ in range(15):
        part = {"not": part}
    pointers = [f"#/{root}" + "/not" * level for root in ("definitions/d", "x") for level in range(15)]
    checked = []
    monkeypatch.setattr(jsonschema.Draft7Validator, "check_schema", checked.append)
    read_rules(json.dumps({"x": part, "definitions": {"d": part}, "anyOf": [{"$ref": pointer} for pointer in pointers]}))
    assert len(checked) == 2, "the schema itself, and the part in a place where no schema is looked for"


@pytest.mark.parametrize("keyword", [*sorted(jsonschema.Draft7Validator.META_SCHEMA["properties"]), "unknown"])
def test_a_mistake_is_found_in_the_target_of_a_reference_wherever_it_stands(keyword):
    if keyword.startswith("pattern"):
        return
    for pointer, holder in (("", {"type": 5}), ("/0", [{"type": 5}]), ("/a", {"a": {"type": 5}})):
        schema = {"allOf": [{keyword: holder}], "anyOf": [{"$ref": f"#/allOf/0/{keyword}{pointer}"}]}
        with pytest.raises(UnusableSchemaError):
            read_rules(json.dumps(schema))


def test_why_a_schema_is_not_used_is_found_out_once(monkeypatch):
    checked = []
    monkeypatch.setattr(definition_schemas, "_new_rules", lambda text: checked.append(text) or _refuse())
    for _ in range(3):
        with pytest.raises(UnusableSchemaError, match="wrong"):
            read_rules('{"title": "only of this test"}')
    assert len(checked) == 1


def _refuse():
    raise UnusableSchemaError("wrong")


@pytest.mark.parametrize("reference", ["#", "#/definitions/a~1b~0c", "#/allOf/0"])
def test_references_within_the_schema_are_followed(reference):
    schema = {
        "definitions": {"a/b~c": {"type": "object"}},
        "allOf": [{"type": "object"}],
        "properties": {"a": {"$ref": reference}},
    }
    found = broken(schema, {"a": 1})
    assert found is not None
    assert found.name == "a"
    assert broken(schema, {"a": {}}) is None


def test_a_property_may_be_called_like_a_keyword():
    assert broken({"properties": {"$ref": {"type": "string"}, "pattern": {"type": "string"}}}, {"pattern": "a"}) is None


@pytest.mark.parametrize(
    ("schema", "values", "expected"),
    [
        ({"required": ["b"]}, {"a": 1}, BrokenRule(name="", problem="b is missing")),
        ({"properties": {"a": False}}, {"a": 1}, BrokenRule(name="", problem="a property is not allowed")),
        ({"properties": {"a": {"maximum": 2}}}, {"a": 3}, BrokenRule(name="a", problem='a breaks "maximum": 2')),
        ({"maxProperties": 1}, {"a": 1, "b": 2}, BrokenRule(name="", problem='the whole breaks "maxProperties": 1')),
    ],
)
def test_a_broken_rule_is_told_without_the_value(schema, values, expected):
    assert broken(schema, values) == expected


DOUBLING = {f"a{level}": {"allOf": [{"$ref": f"#/definitions/a{level + 1}"}] * 2} for level in range(40)}


@pytest.mark.parametrize(
    ("schema", "values"),
    [
        ({"allOf": [{"$ref": "#/definitions/a0"}], "definitions": {**DOUBLING, "a40": {}}}, {}),
        ({"properties": {"a": {"uniqueItems": True}}}, {"a": [{"b": number} for number in range(3000)]}),
        ({"properties": {"a": {"items": {"allOf": [True] * 300}}}}, {"a": list(range(3000))}),
        ({"properties": {"a": {"allOf": [{"type": "number"}] * 300}}}, {"a": "x" * 100_000}),
        ({"properties": {"a": {"items": {"enum": list(range(3000))}}}}, {"a": ["x"] * 3000}),
    ],
    ids=["references that double", "unique items", "rules for items", "rules for a long text", "long choices"],
)
def test_a_check_that_would_take_long_is_given_up(schema, values):
    with pytest.raises(TooManyStepsError):
        broken(schema, values)


def test_an_ordinary_check_takes_a_fraction_of_what_one_use_may():
    names = [f"property{number}" for number in range(10)]
    schema = {"type": "object", "required": names, "properties": {name: {"type": "string", "maxLength": 9} for name in names}}
    found, steps = read_rules(json.dumps(schema)).broken(dict.fromkeys(names, "value"), PLENTY)
    assert found is None
    assert 0 < steps < STEPS_OF_ONE_USE * 1.5


def test_a_use_whose_check_would_take_too_long_is_refused():
    rules = json.dumps({"allOf": [{"$ref": "#/definitions/a0"}], "definitions": {**DOUBLING, "a40": {}}})
    trait = document("Trait", "empty", f"appliesTo: ['*']\nproperties: '{rules}'")
    run = Run(component(), configuration(use="traits: [{name: empty}]"), trait)
    assert run.codes == ["OAM543"]
    assert "too many rules" in run.printed()
    assert run.reports.found[0].span.line


def test_the_bound_of_one_check_is_that_of_the_tests():
    assert STEPS_OF_ONE_CHECK == PLENTY


def test_every_schema_within_a_schema_is_known_to_be_checked_with_it():
    one = ["additionalItems", "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then"]
    many = ["allOf", "anyOf", "oneOf"]
    named = ["definitions", "dependencies", "properties"]
    schema = {
        **{keyword: {"not": {}} for keyword in one},
        **{keyword: [{"not": {}}] for keyword in many},
        **{keyword: {"a": {"not": {}}} for keyword in named},
    }
    parts = [
        *(schema[keyword] for keyword in one),
        *(schema[keyword][0] for keyword in many),
        *(schema[keyword]["a"] for keyword in named),
    ]
    checked = set()
    definition_schemas._note_checked(schema, checked)
    assert checked == {id(part) for part in (schema, *parts, *(part["not"] for part in parts))}
    checked = set()
    tuples = {"items": [{"a": {}}], "enum": [{}], "const": {}}
    definition_schemas._note_checked(tuples, checked)
    assert checked == {id(tuples), id(tuples["items"][0])}


@pytest.mark.parametrize("keyword", ["pattern", "patternProperties", "$dynamicRef", "$recursiveRef"])
def test_what_may_never_end_is_no_rule_and_still_a_name(keyword):
    with pytest.raises(UnusableSchemaError, match="it uses"):
        read_rules(json.dumps({"not": {keyword: "x"}}))
    if keyword == "patternProperties":
        with pytest.raises(UnusableSchemaError, match="it uses"):
            read_rules(json.dumps({keyword: {"x": {}}}))
    else:
        assert read_rules(json.dumps({"properties": {keyword: {"type": "string"}}}))
