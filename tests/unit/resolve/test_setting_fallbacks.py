"""A setting's own value, which stands in while its parameter is not set."""

import pytest

from oamc import compile_documents
from oamc.expressions.holes import When
from oamc.expressions.types import TextMapType
from tests.support.stages import Run, component, configuration

PROMETHEUS = "monitoring.coreos.com/v1.Prometheus"


def bound(parameters, setting):
    """Run a workload of a foreign type with one setting `spec`."""
    spec = f"{parameters}\nworkloadSettings:\n  - {{name: spec, {setting}}}"
    return Run(component(spec, workload=PROMETHEUS), configuration())


@pytest.mark.parametrize(
    ("parameters", "setting"),
    [
        ("parameters: []", "fromParam: size, value: {retention: 1d}"),
        ("parameters: [{name: size, type: string}]", "fromParam: size, value: {retention: 1d}"),
        ("parameters: [{name: size, type: number}]", "fromParam: size, value: many"),
        ("parameters: [{name: size, type: object}]", "fromParam: size, value: [1]"),
    ],
)
def test_a_value_of_another_type_than_its_parameter_is_an_error(parameters, setting):
    found = [found for found in bound(parameters, setting).reports.found if found.severity == "error"]
    assert [item.code.id for item in found] == ["OAM538"]
    assert "stands in for a parameter of another type" in found[0].message


def test_a_value_of_the_type_of_its_parameter_stands_in():
    run = bound("parameters: [{name: size, type: object}]", "fromParam: size, value: {retention: 1d}")
    assert not run.reports.has_errors()
    (program,) = run.programs
    (setting,) = program.instances[0].settings
    assert setting.value.otherwise == {"retention": "1d"}


QUEUE = "mq.example.com/v1.Queue"


def free(settings, parameters="", use="", **options):
    """Run a workload of a foreign type with settings in the form of a mapping."""
    spec = f"parameters: [{parameters}]\nworkloadSettings: {settings}"
    return Run(component(spec, workload=QUEUE), configuration(use=use), allow_unknown_workloads=True, **options)


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ('{kind: "[fromParam(a)]"}', []),
        ("{kind: {fromParam: a}}", []),
        ('{kind: {deep: ["[fromParam(a)]", {x: {fromParam: a}}]}}', []),
        ('{kind: "of-[fromParam(a)]"}', ["OAM409"]),
        ('{kind: "[fromParam(b)]"}', ["OAM408"]),
        ('{kind: "of-[fromParam(b)]"}', ["OAM408"]),
    ],
)
def test_a_reference_to_an_unset_parameter_is_left_out_unless_it_stands_inside_a_text(settings, codes):
    found = free(settings, "{name: a, type: string}")
    assert [code for code in found.codes if code != "OAM414"] == codes
    if not codes:
        (setting,) = found.instance.settings
        assert isinstance(setting.value, When), "it is there only while the parameter is set"


@pytest.mark.parametrize(
    "settings", ['{kind: "[fromParam(b)]"}', '{kind: "of-[fromParam(b)]"}', "{kind: {deep: [{fromParam: b}]}}"]
)
def test_a_parameter_that_a_mapping_uses_undeclared_is_implicit(settings):
    found = free(settings, use="parameterValues: [{name: b, value: fifo}]")
    assert found.codes == ["OAM407"]


def test_a_parameter_that_the_environment_of_a_function_uses_undeclared_is_implicit():
    settings = "[{name: image, value: 'a:1'}, {name: environment, value: [{name: A, fromParam: b}]}]"
    spec = f"workloadSettings: {settings}"
    found = Run(
        component(spec, workload="openfaas.com/v1.Function"), configuration(use="parameterValues: [{name: b, value: x}]")
    )
    assert found.codes == ["OAM407"]


@pytest.mark.parametrize("parameter", ["type: object", "type: object, default: {a: b}"])
def test_a_parameter_that_gives_labels_takes_texts_alone(parameter):
    spec = f"parameters: [{{name: marks, {parameter}}}]\nworkloadSettings: {{image: 'a:1', labels: {{fromParam: marks}}}}"
    found = Run(component(spec, workload="openfaas.com/v1.Function"), configuration())
    (marks,) = [parameter for parameter in found.program.parameters if parameter.path[-1] == "marks"]
    assert marks.type == TextMapType()


def test_a_component_that_nobody_uses_is_not_blamed_for_made_up_values():
    spec = "parameters: [{name: image, type: string}]\nworkloadSettings: {image: {fromParam: image}}"
    alone = component(spec, workload="openfaas.com/v1.Function")
    found = compile_documents({"app.yaml": alone}).diagnostics
    assert {item.code.id for item in found} <= {"OAM318", "OAM239"}


def test_a_reference_whose_name_is_written_as_a_number_is_one():
    spec = 'parameters: [{name: "010", type: object, default: {a: b}}]\n'
    spec += "workloadSettings: {image: a, handler: h, labels: {fromParam: 010}}"
    run = Run(component(spec, workload="openfaas.com/v1.Function"), configuration())
    assert not run.reports.has_errors()
    (program,) = run.programs
    labels = next(setting for setting in program.instances[0].settings if setting.name.value == "labels")
    assert labels.value.path[1:] == ("parameters", "010")
