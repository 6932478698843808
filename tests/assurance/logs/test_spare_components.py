"""A component that no application instantiates is checked as far as it can be, once, and what it only lacks is no error."""

import pytest

from oamc.options import Options
from tests.assurance.logs.builds import errors, findings, pointed_at
from tests.support.texts import application, component, containers

SPARE = "spare"
PROBE = "      livenessProbe: {httpGet: {path: /, port: 8080, httpHeaders: [{name: a b, value: c}]}}\n"
ENV = "      env: [{name: A, fromParam: a}]\n"


def parameters(*entries):
    return "  parameters:\n" + "".join(f"    - {{{entry}}}\n" for entry in entries)


MISTAKES = [
    pytest.param({"workload": "core.oam.dev/v1alpha1.Sever"}, "OAM511", "core.oam.dev/v1alpha1.Sever", id="workload type"),
    pytest.param({"workload": "example.com/v1.Thing", "spec": ""}, "OAM536", "example.com/v1.Thing", id="extended type"),
    pytest.param({"spec": ""}, "OAM307", SPARE, id="no containers"),
    pytest.param(
        {"spec": parameters("name: a, type: number, default: ten") + containers() + ENV}, "OAM405", "ten", id="default"
    ),
    pytest.param({"spec": containers() + ENV}, "OAM408", "a", id="reference to no parameter"),
    pytest.param({"spec": containers().replace("example/web:1", "not an image")}, "OAM326", "not an image", id="image"),
    pytest.param({"spec": containers().replace("name: web", "name: Web_")}, "OAM606", "Web_", id="name of a container"),
    pytest.param({"metadata": "  labels: {a b: c}\n"}, "OAM310", "a b", id="key of a label"),
    pytest.param({"workload": "core.oam.dev/v1alpha1.Worker"}, "OAM513", "8080", id="port of a worker"),
    pytest.param(
        {
            "workload": "openfaas.com/v1alpha2.Function",
            "spec": "  workloadSettings:\n    - {name: handler, type: string, value: [a]}\n",
        },
        "OAM537",
        "openfaas.com/v1alpha2.Function",
        id="settings",
    ),
    pytest.param({"spec": containers() + "      env: [{name: 1=2, value: b}]\n"}, "OAM310", "1=2", id="name of a variable"),
    pytest.param({"spec": containers() + PROBE}, "OAM606", "a b", id="object"),
]


@pytest.mark.parametrize(("parts", "code", "text"), MISTAKES)
@pytest.mark.parametrize("beside", [application(), ""], ids=["beside an application", "alone"])
def test_a_mistake_is_found_at_its_place(beside, parts, code, text):
    used = component() + beside + "---\n" if beside else ""
    found = [finding for finding in findings(used + component(SPARE, **parts)) if finding.severity == "error"]
    assert code in [finding.code.id for finding in found]
    assert [pointed_at(finding.span) for finding in found if finding.code.id == code] == [text]


@pytest.mark.parametrize(("parts", "code", "text"), MISTAKES)
def test_a_component_that_is_used_is_reported_once(parts, code, text):
    found = [finding for finding in findings(component(**parts) + application()) if finding.severity == "error"]
    assert [pointed_at(finding.span) for finding in found if finding.code.id == code] == [text.replace(SPARE, "web")]


def test_the_warning_that_nobody_uses_it_stays():
    assert [finding.code.id for finding in findings(component())] == ["OAM318"]
    assert [finding.code.id for finding in findings(component() + application() + "---\n" + component(SPARE))] == ["OAM317"]


@pytest.mark.parametrize("type_name", ["boolean", "number", "string", "object", "array"])
def test_what_an_instance_would_give_is_not_missed(type_name):
    declared = parameters(f"name: a, type: {type_name}, required: true", "name: b, type: string")
    file = "      config: [{path: /etc/b, fromParam: b}]\n"
    assert errors(component(spec=declared + containers() + ENV + file)) == []


def test_settings_of_invented_values_are_not_checked_as_objects():
    spec = parameters("name: n, type: number, required: true") + (
        "  workloadSettings:\n    - {name: spec, type: object, value: {replicas: '[fromParam(n)]'}}\n"
    )
    assert errors(component(workload="apps/v1.Deployment", spec=spec), options=Options(allow_unknown_workloads=True)) == []


@pytest.mark.parametrize("name", ["Web.Server_2", "global", "scopes", "9lives", "x" * 63])
def test_a_name_that_no_instance_could_have_is_no_error(name):
    assert errors(component(name)) == []


def test_what_would_be_dropped_is_said():
    spec = containers() + "  workloadSettings: [{name: a, type: string, value: b}]\n"
    assert [finding.code.id for finding in findings(component(spec=spec))] == ["OAM318", "OAM540"]
