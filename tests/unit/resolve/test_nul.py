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
    assert compiled(worker(ENV, text), application(), format=output).codes == ["OAM606"]
    given = application(parameterValues=[{"name": "text", "value": text}])
    assert compiled(worker(ENV), given, format=output).codes == ["OAM606"]
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
