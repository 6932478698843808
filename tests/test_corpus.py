"""Real OAM documents: every file of the corpus, in every set that makes sense, does what `tests/corpus.toml` says.

The corpus is looked for at ../shared/corpus beside the checkout, or at $OAMC_CORPUS. It is not part of the repository:
where it is absent these tests are skipped, except in CI, which demands it.
"""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.source.decoding import decode_text
from oamc.verification.compare import differences
from oamc.verification.samples import draw
from tests.support.agreement import chart_values, disagreement, objects
from tests.support.helm import shared_engine

ROOT = Path(__file__).parents[1]
CORPUS = Path(os.environ.get("OAMC_CORPUS", ROOT.parent / "shared" / "corpus")) / "rudr"
CASES: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "corpus.toml").read_text(encoding="utf-8"))["case"]

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir() and not os.environ.get("CI"), reason="the corpus is not here; set OAMC_CORPUS"
)


def run(case: dict[str, Any], options: Options) -> tuple[Any, Reports]:
    """Build one case."""
    reports = Reports()
    sources = [decode_text(name, name, (CORPUS / name).read_bytes(), reports) for name in case["files"]]
    return build(tuple(source for source in sources if source), options, reports), reports


@needs_corpus
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_a_set_of_the_corpus_gives_what_is_written_down(case: dict[str, Any]) -> None:
    outputs, reports = run(case, Options(format="manifests"))
    found = reports.in_order()
    assert sorted({item.code.id for item in found if item.severity == "error"}) == case["errors"]
    assert sorted({item.code.id for item in found if item.severity != "error"}) == case["warnings"]
    made = [f"{item['kind']}/{item['metadata']['name']}" for output in outputs for item in objects(output.files)]
    assert made == case["objects"]
    assert all(item.span for item in found)


@needs_corpus
@pytest.mark.parametrize("case", [case for case in CASES if case["objects"]], ids=lambda case: case["title"])
def test_a_chart_of_the_corpus_agrees_with_its_manifests(case: dict[str, Any]) -> None:
    charts, _ = run(case, Options())
    manifests, _ = run(case, Options(format="manifests"))
    assert [chart.application for chart in charts] == [files.application for files in manifests]
    for chart, plain in zip(charts, manifests, strict=True):
        rendered = shared_engine().render(chart.files)
        assert not rendered.refusal
        assert not differences(objects(plain.files), rendered.documents)
        assert not [line for line in shared_engine().lint(chart.files) if "ERROR" in line]


@needs_corpus
@pytest.mark.parametrize(
    "case", [case for case in CASES if case["objects"] and len(case["files"]) == 1], ids=lambda case: case["title"]
)
def test_a_chart_of_the_corpus_takes_random_overrides(case: dict[str, Any]) -> None:
    charts, _ = run(case, Options())
    text = (CORPUS / case["files"][0]).read_text(encoding="utf-8")
    for chart in charts:
        schema = json.loads(chart.files["values.schema.json"])
        for overrides in draw(schema, 1, 5, chart_values(chart.files)):
            assert not disagreement(shared_engine(), text, chart.files, overrides)


@needs_corpus
def test_no_file_of_the_corpus_is_left_out() -> None:
    listed = {name for case in CASES for name in case["files"]}
    present = {path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*.yaml")}
    assert listed == present
