"""Streams of documents, Lists, and the real documents of the corpus."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CORPUS = Path(os.environ.get("OAMC_CORPUS", ROOT.parent / "shared" / "corpus"))


@pytest.mark.parametrize(
    "text", ["", "\n", "# only a comment\n", "---\n", "---\n---\n...\n", "null\n", "--- ~\n", "---\n# x\n---\n"]
)
def test_empty_documents_are_skipped(reading, text):
    outcome = reading(text)
    assert outcome.documents == ()
    assert outcome.codes == []


def test_the_documents_of_a_stream_come_in_order(reading):
    outcome = reading("---\napiVersion: v1\nkind: A\n---\n---\nkind: B\n...\n---\nkind: C\n---\n")
    assert [document.kind for document in outcome.documents] == ["A", "B", "C"]
    assert [document.api_version for document in outcome.documents] == ["v1", "", ""]


def test_a_kind_that_is_no_text_is_empty(reading):
    (document,) = reading("apiVersion: [v1]\nkind: 3\n").documents
    assert (document.api_version, document.kind) == ("", "")


@pytest.mark.parametrize(
    ("text", "what"),
    [("text", "a string"), ("- 1", "a list"), ("3", "a number"), ("'null'", "a string"), ("true", "a boolean")],
)
def test_a_document_that_is_not_a_mapping_is_refused(reading, text, what):
    outcome = reading(f"a: 1\n---\n{text}\n")
    assert outcome.values == [{"a": 1}]
    assert outcome.found[0] == "OAM140 3:1"
    assert what in outcome.diagnostics[0].message


def test_a_list_is_replaced_by_its_items_also_when_nested(reading):
    outcome = reading(
        """
apiVersion: v1
kind: List
metadata: {}
items:
- kind: A
- {apiVersion: v1, kind: List, items: [{kind: B}, {kind: C}]}
- kind: D
"""
    )
    assert [document.kind for document in outcome.documents] == ["A", "B", "C", "D"]
    assert outcome.codes == []


@pytest.mark.parametrize("items", ["", "items:", "items: []", "items: ~"])
def test_a_list_without_items_is_nothing(reading, items):
    outcome = reading(f"apiVersion: v1\nkind: List\n{items}\n")
    assert (outcome.documents, outcome.codes) == ((), [])


@pytest.mark.parametrize(
    ("items", "expected"), [("items: x", "OAM142 3:8"), ("items: [{}, 1]", "OAM141 3:13"), ("itemz: []", "OAM143 3:1")]
)
def test_a_list_of_another_shape_is_reported(reading, items, expected):
    assert reading(f"apiVersion: v1\nkind: List\n{items}\n").found == [expected]


def test_a_list_of_another_api_version_is_a_document(reading):
    assert [document.kind for document in reading("apiVersion: v2\nkind: List\nitems: [{kind: A}]").documents] == ["List"]


def test_a_list_that_the_api_server_typed_is_replaced_by_its_items(reading):
    outcome = reading(
        """
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematicList
metadata: {resourceVersion: "1"}
items:
- {apiVersion: core.oam.dev/v1alpha1, kind: ComponentSchematic, metadata: {name: a}}
- {metadata: {name: b}}
- {kind: Trait, metadata: {name: c}}
"""
    )
    found = [(document.api_version, document.kind) for document in outcome.documents]
    assert found == [("core.oam.dev/v1alpha1", kind) for kind in ("ComponentSchematic", "ComponentSchematic", "Trait")]
    assert outcome.codes == []


@pytest.mark.parametrize("text", ["apiVersion: v1\nkind: FooList\n", "apiVersion: a/v1\nkind: List\nitems: []\n"])
def test_a_list_in_name_alone_is_a_document(reading, text):
    assert len(reading(text).documents) == 1


def test_the_documents_before_a_syntax_error_are_returned(reading):
    outcome = reading("kind: A\n---\nkind: B\n---\n'kind: C\n")
    assert [document.kind for document in outcome.documents] == ["A", "B"]
    assert outcome.codes == ["OAM110"]


def corpus():
    """The files of the corpus; none where there is no corpus."""
    return sorted((CORPUS / "rudr").rglob("*.yaml"))


def test_the_corpus_of_real_documents_is_there():
    if not corpus() and os.environ.get("CI") != "true":
        pytest.skip("the corpus of real documents is not beside this checkout: set OAMC_CORPUS")
    assert corpus()


@pytest.mark.parametrize("path", corpus(), ids=lambda path: path.name)
def test_a_real_document_is_read_without_an_error(reading, path):
    outcome = reading(path.read_bytes())
    assert outcome.documents
    assert [found for found in outcome.diagnostics if found.severity == "error"] == []
    assert all(document.api_version and document.kind for document in outcome.documents)
