"""Objects that some clients cannot bring to an API server: characters, and sizes."""

import pytest

from oamc.checks.clients import LARGEST_ANNOTATIONS, annotated_size
from tests.support.documents import application, compiled, component, container

REFUSED = [*range(0x7F, 0x85), *range(0x86, 0xA0), 0xFFFE, 0xFFFF]
TAKEN = [0x01, 0x09, 0x1F, 0x7E, 0x85, 0xA0, 0xAD, 0x2028, 0xFDD0, 0xFEFF, 0xFFFD, 0x10000, 0x1FFFE, 0x10FFFF]
PLACES = {
    "variable": {"env": [{"name": "A", "value": "a{}"}]},
    "argument": {"args": ["a{}"]},
    "command": {"cmd": ["a{}"]},
    "config": {"config": [{"path": "/etc/a", "value": "a{}"}]},
    "probe": {"livenessProbe": {"exec": {"command": ["a{}"]}}},
}


def built(fields, character, **options):
    text = container(**_with(fields, character))
    return compiled(component("Worker", {**text, "ports": []}), application(), **options)


def _with(value, character):
    match value:
        case str():
            return value.format(character) if "{}" in value else value
        case dict():
            return {key: _with(below, character) for key, below in value.items()}
        case _:
            return [_with(below, character) for below in value]


@pytest.mark.parametrize("point", REFUSED)
def test_a_character_that_server_side_apply_cannot_read_is_told_with_its_number(point):
    (message,) = built(PLACES["variable"], chr(point)).messages
    assert message.startswith(
        f"the value of the environment variable has the character U+{point:04X}: Helm 4, server-side apply and kubectl diff"
    )


@pytest.mark.parametrize("point", TAKEN)
def test_a_character_that_everybody_reads_is_not(point):
    assert built(PLACES["variable"], chr(point)).codes == []


@pytest.mark.parametrize("place", PLACES)
def test_it_is_told_in_every_place_and_in_both_outputs_and_refused_in_none(place):
    assert built(PLACES[place], "\x9f").codes == ["OAM608"]
    assert built(PLACES[place], "\x9f", format="helm").codes == ["OAM608"]
    assert not built(PLACES[place], "\x9f", strict=True).reports.has_errors()


def test_it_is_told_for_an_annotation_and_for_a_key():
    document = component("Worker", container(ports=None))
    document["metadata"]["annotations"] = {"example.com/a": "\ufffe"}
    (message,) = compiled(document, application()).messages
    assert message.startswith("the annotation has the character U+FFFE")
    custom = component("example.com/v1.Thing", workloadSettings=[{"name": "a", "value": {"b\x7f": {"c": 1}}}])
    (message,) = compiled(custom, application(), allow_unknown_workloads=True).messages
    assert message.startswith("a key of Thing.spec has the character U+007F")


def test_it_is_told_for_a_value_that_the_run_is_given():
    declared = {"parameters": [{"name": "text", "type": "string", "default": "a"}]}
    document = component("Worker", container(ports=None, env=[{"name": "A", "fromParam": "text"}]), **declared)
    assert compiled(document, application()).codes == []
    assert compiled(document, application(), sets=("shop-web.parameters.text=\x80",)).codes == ["OAM608"]


@pytest.mark.slow
@pytest.mark.parametrize("output", ["helm", "manifests"])
@pytest.mark.parametrize("letter", ["a", "<", "\u2028", "é", '"', "\n"])
def test_an_object_is_too_large_for_client_side_apply_from_the_first_byte_above_the_limit(letter, output):
    each = {"a": 1, "<": 6, "\u2028": 6, "é": 2, '"': 2, "\n": 2}[letter]
    body = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "shop-web-web-0", "labels": labels()},
        "data": {"a": ""},
    }
    room = LARGEST_ANNOTATIONS - annotated_size(body)
    text = letter * (room // each) + "b" * (room % each)
    assert built({"config": [{"path": "/etc/a", "value": text}]}, "", format=output).codes == []
    assert built({"config": [{"path": "/etc/a", "value": f"{text}b"}]}, "", format=output).codes == ["OAM609"]


def labels():
    """Return the labels of a ConfigMap."""
    config = [{"path": "/etc/a", "value": "x"}]
    return compiled(component("Worker", container(ports=None, config=config)), application()).only("ConfigMap")["metadata"][
        "labels"
    ]
