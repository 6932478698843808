"""Variables and references to them: every rule of docs/spec/oam-v1alpha1.md, 4.2."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.values.parameters import APPLICATION, VARIABLE
from tests.support.stages import Run, component, configuration, quoted

USE = "env: [{name: A, fromParam: p}]"


def with_value(value, variables="[{name: WHO, value: world}]", parameter_type="string", **options):
    """Resolve an application that gives `value`, as YAML in one line, to a parameter of a type."""
    return Run(
        component(f"parameters: [{{name: p, type: {parameter_type}}}]", USE),
        configuration(f"variables: {variables}", f"parameterValues:\n  - name: p\n    value: {value}"),
        **options,
    )


def test_a_whole_reference_is_the_value_of_the_variable():
    run = with_value('"[fromVariable(WHO)]"')
    assert (run.codes, run.parameter("p").value) == ([], "world")


@pytest.mark.parametrize(
    ("parameter_type", "value"),
    [
        ("number", 3),
        ("number", 2.5),
        ("boolean", True),
        ("object", {"a": [1]}),
        ("array", ["x", {"y": False}]),
        ("string", "3"),
    ],
)
def test_a_whole_reference_keeps_the_type_of_the_value(parameter_type, value):
    run = with_value('"[fromVariable(V)]"', f"[{{name: V, value: {json.dumps(value)}}}]", parameter_type)
    assert run.codes == []
    assert run.parameter("p").value == value
    assert type(run.parameter("p").value) is type(value)


def test_a_value_that_a_variable_brings_knows_both_places():
    (assignment,) = with_value('"[fromVariable(WHO)]"').parameter("p").history
    assert (assignment.source, quoted(assignment.span)) == (VARIABLE, "world")
    assert quoted(assignment.via) == '"[fromVariable(WHO)]"'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Hello [fromVariable(WHO)]", "Hello world"),
        ("[fromVariable(WHO)][fromVariable(WHO)]", "worldworld"),
        ("[fromVariable(WHO)] ", "world "),
        ("[[fromVariable(WHO)]]", "[world]"),
        ("[fromVariable(N)] and [fromVariable(B)]", "3 and true"),
        ("<[fromVariable(O)]>", '<{"a":1,"b":[2]}>'),
        ("<[fromVariable(E)]>", "<>"),
    ],
)
def test_a_reference_inside_a_text_inserts_the_value_as_text(value, text):
    variables = "[{name: WHO, value: world}, {name: N, value: 3}, {name: B, value: true}, {name: O, value: {b: [2], a: 1}}, "
    run = with_value(f'"{value}"', variables + '{name: E, value: ""}]')
    assert run.parameter("p").value == text
    assert set(run.codes) <= {"OAM402"}
    assert run.parameter("p").history[-1].source == APPLICATION


@pytest.mark.parametrize("name", ["a", "A.b-c_d", "0", "ä", "x" * 253])
def test_a_name_of_a_variable_may_be(name):
    run = with_value(f'"[fromVariable({name})]"', f'[{{name: "{name}", value: world}}]')
    assert (run.codes, run.parameter("p").value) == ([], "world")


def test_references_are_replaced_in_lists_and_mappings():
    value = '{a: "[fromVariable(WHO)]", b: [x, {c: "[fromVariable(WHO)]!"}], "[fromVariable(WHO)]": d}'
    run = with_value(value, parameter_type="object")
    assert run.parameter("p").value == {"a": "world", "b": ["x", {"c": "world!"}], "[fromVariable(WHO)]": "d"}


def test_references_are_replaced_once_only_with_a_warning_at_the_variable():
    run = with_value('"[fromVariable(A)]"', '[{name: A, value: "<[fromVariable(B)]>"}, {name: B, value: x}]')
    assert run.parameter("p").value == "<[fromVariable(B)]>"
    assert run.codes == ["OAM403", "OAM402"]
    assert 'variable "A"' in run.reports.in_order()[0].message


@pytest.mark.parametrize(
    "text",
    [
        "[fromVaraible(WHO)]",
        "[fromVariable (WHO)]",
        "[variable(WHO)]",
        "[ fromVariable(WHO) ]",
        "[FromVariable(WHO)]",
        "[from_variable(WHO)]",
        "[fromVariable(W H O)]",
        "[fromVariable()]",
        "so [fromVariables(WHO)] it is",
        "[fromVariable(WHO)] and [fromVar(WHO)]",
    ],
)
def test_a_text_that_is_almost_a_reference_stays_with_a_warning(text):
    run = with_value(f'"{text}"')
    assert "OAM403" in run.codes
    assert run.parameter("p").value == text.replace("[fromVariable(WHO)]", "world")


@pytest.mark.parametrize("text", ["[WHO]", "fromVariable(WHO)", "[fromParam(WHO)]", "[var]", "a[0](x)", "[covariance]"])
def test_other_texts_in_brackets_are_texts(text):
    run = with_value(f'"{text}"', "[]")
    assert (run.codes, run.parameter("p").value) == ([], text)


@pytest.mark.parametrize(
    ("parameter_type", "value"), [("string", '"a [fromVariable(WH0)]"'), ("number", '"[fromVariable(WH0)]"')]
)
def test_an_undefined_variable_is_one_error_that_knows_the_nearest_name(parameter_type, value):
    run = with_value(value, parameter_type=parameter_type)
    assert run.codes == ["OAM402", "OAM401"]
    found = run.reports.in_order()[1]
    assert found.message == 'parameter "p" of instance "shop-web" references undefined variable "WH0"'
    assert (found.hint, quoted(found.span)) == ('did you mean "WHO"?', value)
    assert run.program.instances == ()


def test_an_unused_variable_is_reported_at_its_name():
    run = with_value("x")
    assert (run.codes, quoted(run.found.span)) == (["OAM402"], "WHO")


@pytest.mark.parametrize(
    ("value", "text"), [("8080", "8080"), ("true", "true"), ("1.10", "1.10"), ("2.0", "2.0"), ("yes", "yes"), ("off", "off")]
)
def test_a_number_or_boolean_that_a_variable_brings_to_a_string_becomes_text(value, text):
    run = with_value('"[fromVariable(V)]"', f"[{{name: V, value: {value}}}]")
    assert run.parameter("p").value == text
    assert run.codes == ([] if value in {"yes", "off"} else ["OAM412"])


def test_the_warning_of_a_value_turned_into_text_shows_its_place_and_not_the_value():
    run = with_value('"[fromVariable(V)]"', "[{name: V, value: 4711}]")
    assert quoted(run.found.span) == "4711"
    assert quoted(run.found.related[0].span) == '"[fromVariable(V)]"'
    assert "4711" not in run.printed()


@pytest.mark.parametrize("value", ["{a: b}", "[a]"])
def test_a_mapping_or_list_that_a_variable_brings_to_a_string_is_refused(value):
    run = with_value('"[fromVariable(V)]"', f"[{{name: V, value: {value}}}]")
    assert run.codes == ["OAM405"]
    assert [quoted(related.span) for related in run.found.related] == ["p", value]


TRAIT = """
traits:
  - name: ingress
    properties: {hostname: "[fromVariable(HOST)].example.com", servicePort: "[fromVariable(PORT)]"}
applicationScopes: [shop]
"""
SCOPE = "properties: {network-id: '[fromVariable(NET)]', subnet-id: b}"


def test_references_are_replaced_in_properties_of_traits_and_scopes():
    run = Run(
        component(container="ports: [{name: http, containerPort: 8080}]", workload="Server"),
        configuration(
            f"""
            variables: [{{name: HOST, value: shop}}, {{name: PORT, value: 8080}}, {{name: NET, value: vpc}}]
            scopes: [{{name: net, type: core.oam.dev/v1alpha1.NetworkScope, {SCOPE}}}]
            """,
            TRAIT,
        ),
    )
    assert run.codes == ["OAM520"]
    (trait,) = run.instance.traits
    assert (trait.known("hostname"), trait.known("servicePort")) == ("shop.example.com", 8080)


@pytest.mark.parametrize(
    ("spec", "use"),
    [
        ("scopes: [{name: n, type: a.b/v1.C, properties: {a: '[fromVariable(V)]'}}]", "applicationScopes: [shop]"),
        ("", "traits: [{name: unknown, properties: {a: '[fromVariable(V)]'}}]"),
        ("", "traits: [{name: manual-scaler, properties: {unknown: '[fromVariable(V)]', replicaCount: 2}}]"),
        ("", "traits: [{name: auto-scaler, properties: {minimum: '[fromVariable(V)]'}}]"),
        ("", "parameterValues: [{name: undeclared, value: '[fromVariable(V)]'}]"),
    ],
)
def test_a_variable_that_only_something_wrong_uses_is_not_called_unused(spec, use):
    run = Run(component(workload="Task"), configuration(f"variables: [{{name: V, value: x}}]\n{spec}", use))
    assert run.codes
    assert "OAM402" not in run.codes


def test_a_variable_that_only_an_unknown_component_uses_is_not_called_unused():
    values = "parameterValues: [{name: p, value: '[fromVariable(V)]'}]"
    traits = "traits: [{name: empty, properties: {a: '[fromVariable(W)]'}}]"
    variables = "variables: [{name: V, value: x}, {name: W, value: x}]"
    run = Run(configuration(variables, f"{values}\n{traits}", component_name="gone"))
    assert run.codes == ["OAM319"]


def test_variables_of_another_application_do_not_count():
    other = configuration(use="parameterValues: [{name: p, value: '[fromVariable(V)]'}]", name="bar", instance="bar-web")
    run = Run(component("parameters: [{name: p, type: string}]", USE), configuration("variables: [{name: V, value: x}]"), other)
    assert {"OAM401", "OAM402"} <= set(run.codes)


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C",), exclude_characters="[]{}\"'\\ \u2028\u2029"), max_size=20
)


@given(before=TEXTS, value=TEXTS, after=TEXTS)
def test_an_inserted_text_stands_between_what_was_around_it(before, value, after):
    variables = json.dumps([{"name": "V", "value": value}], ensure_ascii=False)
    run = with_value(json.dumps(f"{before}[fromVariable(V)]{after}", ensure_ascii=False), variables)
    assert run.parameter("p").value == before + value + after
