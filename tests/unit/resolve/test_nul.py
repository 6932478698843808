"""NUL in texts that a process is given: the kernel ends them there, so that no process can get one."""

import json

import pytest

from oamc.api import compile_documents
from oamc.expressions.problems import problem
from oamc.expressions.types import PROCESS_TEXT
from oamc.values.schema import type_schema
from tests.support.documents import application, compiled, component, container
from tests.support.helm import shared_engine

ENV = {"env": [{"name": "A", "fromParam": "text"}]}
FILE = {"config": [{"path": "/etc/a", "fromParam": "text"}]}


def worker(fields, default="a"):
    declared = [{"name": "text", "type": "string", "default": default}]
    return component("Worker", container(ports=None, **fields), parameters=declared)


@pytest.mark.parametrize("output", ["helm", "manifests"])
@pytest.mark.parametrize("text", ["\0", "a\0b", "a\0\n"])
def test_it_is_refused_in_an_environment_variable_whoever_gives_it(text, output):
    literal = component("Worker", container(ports=None, env=[{"name": "A", "value": text}]))
    found = compiled(literal, application(), format=output)
    assert found.messages == ["the value of the environment variable must not contain NUL"]
    assert compiled(worker(ENV, text), application(), format=output).codes == ["OAM416"]
    given = application(parameterValues=[{"name": "text", "value": text}])
    assert compiled(worker(ENV), given, format=output).codes == ["OAM416"]
    overridden = compiled(worker(ENV), application(), sets=(f"shop-web.parameters.text={text}",), format=output)
    assert overridden.codes == ["OAM754"]


@pytest.mark.parametrize("text", ["\0", "a\0b", "a\0\n"])
def test_a_process_may_read_it_from_a_file(text):
    found = compiled(worker(FILE, text), application())
    assert (found.codes, found.only("ConfigMap")["data"]) == ([], {"a": text})


@pytest.mark.parametrize(
    ("text", "fits"), [("\0", False), ("a\0\n", False), ("a\n", True), ("\x01", True), ("", True), ("0x00", True)]
)
def test_the_schema_of_the_chart_says_the_same_as_the_check(text, fits):
    from jsonschema import Draft202012Validator

    assert Draft202012Validator(type_schema(PROCESS_TEXT)).is_valid(text) == fits
    assert (problem(PROCESS_TEXT, text) == "") == fits


@pytest.mark.parametrize(("text", "fits"), [("a\0b", False), ("a\n", True), ("\\x00", True)])
def test_helm_refuses_it_by_the_schema(text, fits):
    documents = {"apiVersion": "v1", "kind": "List", "items": [worker(ENV), application()]}
    (output,) = compile_documents({"in.json": json.dumps(documents)}).outputs
    rendered = shared_engine().render(output.files, {"shop-web": {"parameters": {"text": text}}})
    assert bool(rendered.refusal) == (not fits)


FUNCTION = "openfaas.com/v1.Function"
DEPLOYMENT = "apps/v1.Deployment"
NAMED = [{"name": "A", "fromParam": "text"}]


def pod_with(**fields):
    """Return the settings of a type without rules of its own, as a mapping."""
    pod = {"containers": [{"name": "web", "image": "a", **fields}]}
    labels = {"app": "web"}
    return {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pod}}


def with_settings(kind, default, settings):
    """Return a component whose settings use the parameter `text`; a list has an image too."""
    if kind == FUNCTION:
        image = {"name": "image", "value": "a"}
        settings = [image, *settings] if isinstance(settings, list) else {"image": "a", **settings}
    declared = [{"name": "text", "type": "string", "default": default}]
    return component(kind, parameters=declared, workloadSettings=settings)


PROCESSES = {
    "the environment of a function": (FUNCTION, [{"name": "environment", "value": NAMED}]),
    "the environment of a function in a mapping": (FUNCTION, {"environment": NAMED}),
    "the handler of a function": (FUNCTION, [{"name": "handler", "fromParam": "text"}]),
    "an argument": (DEPLOYMENT, pod_with(args=["[fromParam(text)]"])),
    "a part of an argument": (DEPLOYMENT, pod_with(args=["--name=[fromParam(text)]"])),
    "a command": (DEPLOYMENT, pod_with(command=["sh", {"fromParam": "text"}])),
    "a variable": (DEPLOYMENT, pod_with(env=[{"name": "A", "value": "[fromParam(text)]"}])),
    "a command of a probe": (DEPLOYMENT, pod_with(livenessProbe={"exec": {"command": ["[fromParam(text)]"]}})),
}


def errors(*documents, **settings):
    """Return the codes of the errors of a run."""
    found = compiled(*documents, allow_unknown_workloads=True, **settings).reports.found
    return [one.code.id for one in found if one.severity == "error"]


@pytest.mark.parametrize("output", ["helm", "manifests"])
@pytest.mark.parametrize("place", PROCESSES)
def test_it_is_refused_wherever_a_process_would_get_it(place, output):
    kind, settings = PROCESSES[place]
    made = with_settings(kind, "a", settings)
    assert errors(made, application(), format=output) == []
    assert errors(made, application(), sets=("shop-web.parameters.text=a\0b",), format=output) == ["OAM754"]
    given = application(parameterValues=[{"name": "text", "value": "a\0b"}])
    assert errors(made, given, format=output) == ["OAM416"]
    assert errors(with_settings(kind, "a\0b", settings), application(), format=output) == ["OAM416"]


@pytest.mark.parametrize("place", PROCESSES)
def test_helm_refuses_it_there_by_the_schema(place):
    kind, settings = PROCESSES[place]
    documents = {"apiVersion": "v1", "kind": "List", "items": [with_settings(kind, "a", settings), application()]}
    (output,) = compile_documents({"in.json": json.dumps(documents)}, allow_unknown_workloads=True).outputs
    for text, fits in (("a\0b", False), ("a\tb", True)):
        rendered = shared_engine().render(output.files, {"shop-web": {"parameters": {"text": text}}})
        assert bool(rendered.refusal) == (not fits), rendered.refusal


@pytest.mark.parametrize(
    "settings",
    [
        [{"name": "environment", "value": [{"name": "A", "value": "a\0b"}]}],
        {"environment": [{"name": "A", "value": "a\0b"}]},
        [{"name": "handler", "value": "a\0b"}],
        {"handler": "a\0"},
    ],
)
def test_a_literal_of_a_function_must_not_have_it(settings):
    found = compiled(with_settings(FUNCTION, "a", settings), application())
    assert [one for one in found.codes if one == "OAM538"] == ["OAM538"], found.messages


def test_the_whole_environment_of_a_function_must_not_have_it():
    declared = [{"name": "all", "type": "object", "default": {"A": "b"}}]
    settings = [{"name": "image", "value": "a"}, {"name": "environment", "fromParam": "all"}]
    made = component(FUNCTION, parameters=declared, workloadSettings=settings)
    assert compiled(made, application()).codes == []
    assert compiled(made, application(), sets=("shop-web.parameters.all.A=a\0b",)).codes == ["OAM754"]


@pytest.mark.parametrize(
    "names", [("environment", "labels"), ("labels", "environment"), ("labels", "annotations", "environment", "labels")]
)
def test_one_parameter_may_give_several_mappings_of_a_function(names):
    declared = [{"name": "all", "type": "object", "default": {"A": "b"}}]
    settings = [{"name": "image", "value": "a"}, *({"name": name, "fromParam": "all"} for name in dict.fromkeys(names))]
    made = component(FUNCTION, parameters=declared, workloadSettings=settings)
    assert compiled(made, application()).codes == []
    assert compiled(made, application(), sets=("shop-web.parameters.all.A=a\0b",)).codes == ["OAM754"]


@pytest.mark.parametrize("names", [("image", "handler"), ("handler", "image")])
def test_one_parameter_may_give_image_and_handler(names):
    declared = [{"name": "text", "type": "string", "default": "a"}]
    settings = [{"name": name, "fromParam": "text"} for name in names]
    made = component(FUNCTION, parameters=declared, workloadSettings=settings)
    assert compiled(made, application()).codes == []
    for wrong in ("", "a\0b"):
        assert compiled(made, application(), sets=(f"shop-web.parameters.text={wrong}",)).codes == ["OAM754"]
