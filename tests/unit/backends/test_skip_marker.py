"""No file of a chart and no message holds what makes Argo CD pass over a file."""

import json

from oamc.api import compile_documents
from oamc.diagnostics.reports import escape
from tests.support.documents import application, component, container

MARKER = "+argocd:skip-file-rendering"


def test_a_description_brings_the_marker_neither_into_comments_nor_into_the_schema():
    declared = [{"name": "text", "type": "string", "default": "a", "description": MARKER}]
    web = component("Worker", container(ports=None, env=[{"name": "A", "fromParam": "text"}]), parameters=declared)
    documents = {"apiVersion": "v1", "kind": "List", "items": [web, application()]}
    (output,) = compile_documents({"in.json": json.dumps(documents)}).outputs
    assert [name for name, text in output.files.items() if MARKER in text] == []
    assert [name for name, text in output.files.items() if MARKER[1:] in text] == ["values.yaml", "values.schema.json"]
    schema = json.loads(output.files["values.schema.json"])
    text = schema["properties"]["shop-web"]["properties"]["parameters"]["properties"]["text"]
    assert text["description"] == MARKER


def test_a_message_does_not_hold_the_marker():
    assert escape(f"a {MARKER}") == f"a \\x2b{MARKER[1:]}"
