"""What holds for every input: the decoder never fails, says why it refuses, and shows no value."""

import json

from document_texts import Decoded
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.laws import examples

KEYS = (
    "name", "value", "fromParam", "from", "type", "properties", "parameterValues", "containers", "image", "digest",
    "env", "config", "ports", "containerPort", "protocol", "livenessProbe", "exec", "command", "httpGet",
    "httpHeaders", "port", "path", "resources", "cpu", "required", "volumes", "accessMode", "disk", "parameters",
    "default", "workloadSettings", "workloadType", "components", "componentName", "instanceName", "traits", "scopes",
    "variables", "applicationScopes", "appliesTo", "names", "kind", "group", "labels", "annotations", "other", "",
)  # fmt: skip
SECRET = "hunter2"
KINDS = ("ComponentSchematic", "ApplicationConfiguration", "Trait", "WorkloadType", "ApplicationScope", "Component")

scalars = st.sampled_from([None, True, 0, 80, -1, 1.5, "", "a", "TCP", "80", SECRET])
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=examples(300), deadline=None)
@given(kind=st.sampled_from(KINDS), metadata=trees, spec=trees)
@example(kind="ApplicationConfiguration", metadata={"names": None}, spec={})
def test_a_document_is_decoded_or_refused_with_a_reason(kind, metadata, spec):
    text = json.dumps({"apiVersion": "core.oam.dev/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec})
    result = Decoded(text)
    grave = [found for found in result.reports.found if found.severity == "error" and not found.code.unknown]
    # A required field under a misspelled name is one error, about the name.
    misspelled = [found for found in result.reports.found if found.code.unknown and "did you mean" in found.hint]
    assert result.document is None or not grave
    assert result.document is not None or grave or misspelled, "what nobody knows leaves the rest of a document as it is"
    assert all(found.span is not None for found in result.reports.found)


@settings(max_examples=examples(200), deadline=None)
@given(
    value=st.recursive(
        st.just(SECRET), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("value"), inner), max_leaves=4
    )
)
def test_no_message_shows_the_value_of_a_parameter_or_a_variable_or_a_file(value):
    container = {
        "name": "a",
        "image": "b",
        "env": [{"name": "c", "value": value}, value],
        "config": [{"path": "/d", "value": value}],
    }
    spec = {
        "workloadType": "a/v1.B",
        "parameters": [{"name": "p", "type": "string", "default": value, "value": value}, value],
        "containers": [container],
        "workloadSettings": [{"name": "s", "value": value, "default": value}],
        "variables": [{"name": "v", "value": value, "description": value}],
        "components": [
            {"componentName": "a", "instanceName": "b", "parameterValues": [{"name": "p", "value": value, "fromParam": "v"}]}
        ],
    }
    for kind in KINDS[:2]:
        text = json.dumps({"apiVersion": "core.oam.dev/v1alpha1", "kind": kind, "metadata": {"name": "a"}, "spec": spec})
        assert SECRET not in Decoded(text).printed
