"""Chart and manifests are the same objects, for random applications and random overrides that the schema allows.

`OAMC_AGREEMENT` sets the number of applications (200 by default; `make agreement` takes 2,000); each is tried with the
values of the
chart and with five sets of overrides. Half of the applications are drawn by hypothesis, which shrinks what it finds; half
come from numbered seeds, whose coverage of the language is checked.
"""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from oamc.compiler import Options
from oamc.verification.samples import draw
from tests.strategies.applications import Documents, applications, as_text, sample_application
from tests.strategies.coverage import ALL_CONSTRUCTS, coverage
from tests.support.agreement import chart_values, compiled, disagreement
from tests.support.helm import shared_engine

APPLICATIONS = int(os.environ.get("OAMC_AGREEMENT", "200"))
OVERRIDES = 5
SHARDS = 4
OPTIONS = (Options(), Options(qos="off"), Options(namespace="team-a", ingress_class="nginx"))


def check_application(documents: Documents, number: int) -> None:
    """Compare both outputs of one application, for the values of its chart and for `OVERRIDES` sets of overrides."""
    text = as_text(documents)
    options = OPTIONS[number % len(OPTIONS)]
    charts, errors = compiled(text, options)
    assert not errors, errors
    for chart in charts.values():
        schema = json.loads(chart["values.schema.json"])
        samples = [{}, *draw(schema, number, OVERRIDES, chart_values(chart))]
        for overrides in samples:
            found = disagreement(shared_engine(), text, chart, overrides, options)
            assert not found, f"{found}\noverrides: {json.dumps(overrides)[:2000]}\n{text}"


@pytest.mark.parametrize("shard", range(SHARDS))
def test_chart_and_manifests_agree_for_numbered_applications(shard: int) -> None:
    for number in range(shard, APPLICATIONS // 2, SHARDS):
        check_application(sample_application(number), number)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_chart_and_manifests_agree_for_applications_that_hypothesis_draws(shard: int) -> None:
    @seed(shard)
    @settings(
        max_examples=max(1, APPLICATIONS // 2 // SHARDS),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(applications(), st.integers(0, 2**31))
    def check(documents: Documents, number: int) -> None:
        check_application(documents, number)

    check()


def test_the_numbered_applications_cover_the_language() -> None:
    seen: set[str] = set()
    for number in range(max(APPLICATIONS, 600)):
        seen |= coverage(sample_application(number))
    missing = sorted(ALL_CONSTRUCTS - seen)
    print(f"{len(seen)} of {len(ALL_CONSTRUCTS)} constructs occur")  # noqa: T201 - shown with -s
    assert not missing
