"""The generators of the tests: they cover the language, repeat themselves, and survive being written and read."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings

from oamc.diagnostics.reports import Reports
from oamc.frontends.v1alpha1.normalize import normalize
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from tests.strategies.applications import applications, as_text, sample_application
from tests.strategies.coverage import ALL_CONSTRUCTS, coverage
from tests.strategies.texts import PIECES
from tests.support.decoding import decode

SEEDS = range(600)


def source(made: list[dict[str, Any]], path: str = "input.yaml") -> SourceFile:
    return SourceFile(path=path, label=path, text=as_text(made))


def test_samples_cover_every_construct_and_name_no_other() -> None:
    found = set().union(*(coverage(sample_application(seed)) for seed in SEEDS))
    assert found == ALL_CONSTRUCTS


def test_a_seed_always_gives_the_same_application() -> None:
    assert [sample_application(seed) for seed in range(50)] == [sample_application(seed) for seed in range(50)]
    assert len({as_text(sample_application(seed)) for seed in range(50)}) > 45


def test_small_samples_have_one_component_and_at_most_two_instances() -> None:
    for seed in range(200):
        made = sample_application(seed, small=True)
        (configuration,) = (document for document in made if document["kind"] == "ApplicationConfiguration")
        assert sum(document["kind"] == "ComponentSchematic" for document in made) == 1
        assert 1 <= len(configuration["spec"]["components"]) <= 2


def test_the_text_of_an_application_is_read_as_its_documents() -> None:
    for seed in SEEDS:
        made = sample_application(seed)
        reports = Reports()
        assert [plain(document.root) for document in read(source(made), reports)] == made
        assert not reports.has_errors()


def test_the_text_of_one_document_is_json() -> None:
    for seed in SEEDS:
        for document in sample_application(seed):
            assert json.loads(as_text([document])) == document


def test_every_hostile_piece_survives_the_text() -> None:
    made = [{"apiVersion": "a", "kind": "b", "pieces": list(PIECES)}]
    assert json.loads(as_text(made)) == made[0]
    (document,) = read(source(made), Reports())
    assert plain(document.root) == made[0]


@settings(max_examples=40, deadline=None)
@given(applications(small=True))
def test_applications_are_normalized_without_an_error(made: list[dict[str, Any]]) -> None:
    reports = Reports()
    typed = [decode(document, reports) for document in read(source(made), reports)]
    normalize([document for document in typed if document], reports)
    assert not reports.has_errors(), [found.message for found in reports.found]
