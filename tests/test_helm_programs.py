"""The chart of every golden case in the real `helm` programs of both major versions, with results equal to the engine's.

The programs are built once by `make helm-programs`; where they are not, these tests are skipped and counted.
"""

import pytest

from oamc.diagnostics.reports import Reports
from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.values.overrides import combine
from oamc.verification.compare import differences
from tests.golden_files import GOLDEN, cases, present_charts
from tests.support.helm import helm_versions, shared_engine, shared_program

CHARTS = [
    pytest.param(case, files, id=f"{case.name}/{place}")
    for case in cases(GOLDEN)
    for place, files in present_charts(case).items()
]
every_chart = pytest.mark.parametrize(("case", "files"), CHARTS)
pytestmark = helm_versions


@every_chart
def test_a_chart_lints_and_renders_as_in_the_engine(version, case, files):
    program = shared_program(version)
    rendered = program.render(files, kube_version=DEFAULT_VERSION)
    assert program.lint(files) == (), case.name
    assert not rendered.refusal
    assert rendered.documents
    assert differences(shared_engine().render(files).documents, rendered.documents) == ()


@every_chart
def test_overrides_render_as_in_the_engine_or_are_refused_by_both(version, case, files):
    """The first accepted one and all refused ones: a process costs fifty times as much as a call of the engine."""
    accepted = [overrides for overrides in case.overrides if "refused" not in overrides]
    refused = [overrides for overrides in case.overrides if "refused" in overrides]
    for overrides in (*accepted[:1], *refused):
        values = given(case, overrides)
        expected = shared_engine().render(files, values)
        rendered = shared_program(version).render(files, values, kube_version=DEFAULT_VERSION)
        assert bool(rendered.refusal) == bool(expected.refusal) == ("refused" in overrides), overrides["name"]
        assert differences(expected.documents, rendered.documents) == ()


PARENT = "apiVersion: v2\nname: parent\nversion: 1.0.0\n"
SUBCHARTS = [case for case in cases(GOLDEN) if case.name in {"auto-scaler", "ingress-tls", "security-policy"}]


@pytest.mark.parametrize("case", SUBCHARTS, ids=lambda case: case.name)
def test_a_null_takes_a_value_away_in_a_chart_that_is_part_of_another_one_too(version, case):
    files = present_charts(case)["chart"]
    name = files["Chart.yaml"].partition("name: ")[2].split()[0]
    parent = {"Chart.yaml": PARENT, **{f"charts/{name}/{path}": text for path, text in files.items()}}
    overrides = next(table for table in case.overrides if "null takes" in table["name"])
    values = given(case, overrides)
    alone = shared_engine().render(files, values)
    rendered = shared_program(version).render(parent, {name: values}, kube_version=DEFAULT_VERSION)
    assert not rendered.refusal
    assert differences(alone.documents, rendered.documents) == ()
    assert differences(alone.documents, shared_engine().render(files).documents)


def given(case, overrides):
    """Return the values of one table of overrides."""
    reports = Reports()
    combined = combine(case.given(overrides, reports), reports)
    assert not reports.found
    return combined.values
