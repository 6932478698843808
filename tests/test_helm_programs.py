"""The chart of every golden case in the real `helm` programs of both major versions, with results equal to the engine's.

The programs are built once by `make helm-programs`; where they are not, these tests are skipped and counted.
"""

import pytest

from oamc.diagnostics.reports import Reports
from oamc.values.overrides import combine
from oamc.verification.compare import differences
from tests.golden_files import GOLDEN, cases
from tests.support.helm import files_below, helm_versions, shared_engine, shared_program


def charts():
    """Yield each expected chart with its case: the folder itself, or its folders where a case has several applications."""
    for case in cases(GOLDEN):
        root = case.folder / "chart"
        for folder in sorted({path.parent for path in root.rglob("Chart.yaml")}):
            yield pytest.param(case, folder, id=f"{case.name}/{folder.relative_to(root).as_posix()}".removesuffix("/."))


every_chart = pytest.mark.parametrize(("case", "folder"), charts())
pytestmark = helm_versions


@every_chart
def test_a_chart_lints_without_a_word(version, case, folder):
    assert shared_program(version).lint(files_below(folder)) == ()


@every_chart
def test_a_chart_renders_as_in_the_engine(version, case, folder):
    files = files_below(folder)
    rendered = shared_program(version).render(files)
    assert not rendered.refusal
    assert rendered.documents
    assert differences(shared_engine().render(files).documents, rendered.documents) == ()


@every_chart
def test_overrides_render_as_in_the_engine_or_are_refused_by_both(version, case, folder):
    """The first accepted one and all refused ones: a process costs fifty times as much as a call of the engine."""
    files = files_below(folder)
    values = {overrides["name"]: given(case, overrides) for overrides in case.overrides}
    accepted = [overrides["name"] for overrides in case.overrides if "refused" not in overrides]
    for name in [*accepted[:1], *(name for name in values if name not in accepted)]:
        expected = shared_engine().render(files, values[name])
        rendered = shared_program(version).render(files, values[name])
        assert bool(rendered.refusal) == bool(expected.refusal) == (name not in accepted), name
        assert differences(expected.documents, rendered.documents) == ()


def given(case, overrides):
    """Return the values of one table of overrides."""
    reports = Reports()
    combined = combine(case.given(overrides, reports), reports)
    assert not reports.found
    return combined.values
