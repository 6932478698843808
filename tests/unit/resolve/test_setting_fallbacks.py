"""A setting's own value, which stands in while its parameter is not set."""

import pytest

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
