"""Chart and manifests are the same objects, for random applications and random overrides that the schema allows.

`OAMC_AGREEMENT` sets the number of applications (160 by default; `make agreement` takes 2,000); each is tried with the
values of its chart and with five sets of overrides. Half of the applications are drawn by hypothesis, which shrinks what it
finds; half come from numbered seeds, whose coverage of the language is checked. What is compared says
`tests/assurance/agreement/`.
"""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from oamc.backends.helm import spell
from oamc.objects import fill
from oamc.options import Options
from oamc.values import schema
from tests.assurance.agreement.coverage import all_constructs, count, table
from tests.assurance.agreement.search import OPTIONS, options_of, search
from tests.strategies.applications import Documents, applications, as_text, sample_application
from tests.strategies.canaries import sample_canary
from tests.strategies.kubevela import sample_kubevela
from tests.strategies.own_definitions import sample_own
from tests.strategies.own_templates import sample_templated
from tests.strategies.own_types import sample_typed
from tests.strategies.packaged import sample_packaged, with_package
from tests.strategies.second_version import sample_second_application
from tests.strategies.trait_trees import sample_tree
from tests.support.agreement import compiled
from tests.support.closed_schema import openings
from tests.support.cue import offer_engine
from tests.support.kubernetes_objects import invalid

APPLICATIONS = int(os.environ.get("OAMC_AGREEMENT", "160"))
SHARDS = 4
DOES_NOT_COMPILE = "it does not compile"
LEAST_COMPILED = 0.3
"""Properties of the right types need not go together. Of so many Applications of KubeVela something must come out."""
LINTED = 10
"""One application of so many is linted, too: that takes longer than everything else."""


def check_application(documents: Documents, number: int) -> None:
    """Find nothing wrong with one application."""
    found = search(documents, number, lint=number // SHARDS % LINTED == 0)
    assert not found.problems, "\n".join([*found.problems[:3], as_text(documents)])


@pytest.mark.parametrize("shard", range(SHARDS))
def test_chart_and_manifests_agree_for_numbered_applications(shard: int) -> None:
    for number in range(shard, APPLICATIONS // 2, SHARDS):
        check_application(sample_application(number), number)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_chart_and_manifests_agree_for_canaries_in_the_mesh(shard: int) -> None:
    for number in range(shard, APPLICATIONS // 5, SHARDS):
        check_application(sample_canary(number), number)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_chart_and_manifests_agree_for_applications_of_kubevela(shard: int) -> None:
    compiled_ones, numbers = 0, range(shard, APPLICATIONS // 2, SHARDS)
    for number in numbers:
        found = search(sample_kubevela(number), number, lint=number // SHARDS % LINTED == 0)
        refused = found.problems[:1] and found.problems[0].startswith(DOES_NOT_COMPILE)
        assert refused or not found.problems, "\n".join([*found.problems[:3], as_text(sample_kubevela(number))])
        compiled_ones += not refused
    assert compiled_ones >= LEAST_COMPILED * len(numbers)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_chart_and_manifests_agree_for_applications_with_definitions_of_their_own(shard: int) -> None:
    if not offer_engine():
        pytest.skip("the CUE engine is not built: python -m tests.cue_engine.build")
    compiled_ones, numbers = 0, range(shard, APPLICATIONS // 5, SHARDS)
    for number in numbers:
        found = search(sample_own(number), number)
        refused = found.problems[:1] and found.problems[0].startswith(DOES_NOT_COMPILE)
        assert refused or not found.problems, "\n".join([*found.problems[:3], as_text(sample_own(number))])
        compiled_ones += not refused
    assert compiled_ones >= LEAST_COMPILED * len(numbers)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_chart_and_manifests_agree_for_traits_that_documents_describe(shard: int) -> None:
    for number in range(shard, APPLICATIONS // 2, SHARDS):
        found = search(sample_templated(number), number, lint=number // SHARDS % LINTED == 0)
        assert not found.problems, "\n".join([*found.problems[:3], as_text(sample_templated(number))])


@pytest.mark.parametrize("shard", range(SHARDS))
def test_chart_and_manifests_agree_for_types_that_documents_describe(shard: int) -> None:
    for number in range(shard, APPLICATIONS // 2, SHARDS):
        found = search(sample_typed(number), number, lint=number // SHARDS % LINTED == 0)
        assert not found.problems, "\n".join([*found.problems[:3], as_text(sample_typed(number))])


@pytest.mark.parametrize("shard", range(SHARDS))
def test_chart_and_manifests_agree_for_all_that_traits_say_of_their_properties(shard: int) -> None:
    compiled_ones, numbers = 0, range(shard, APPLICATIONS // 2, SHARDS)
    for number in numbers:
        found = search(sample_tree(number), number, lint=number // SHARDS % LINTED == 0)
        refused = found.problems[:1] and found.problems[0].startswith(DOES_NOT_COMPILE)
        assert refused or not found.problems, "\n".join([*found.problems[:3], as_text(sample_tree(number))])
        compiled_ones += not refused
    assert compiled_ones >= LEAST_COMPILED * len(numbers)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_chart_and_manifests_agree_for_capabilities_of_packages(shard: int) -> None:
    for number in range(shard, APPLICATIONS // 2, SHARDS):
        documents = sample_packaged(number)
        options = with_package(options_of(documents, number))
        found = search(documents, number, lint=number // SHARDS % LINTED == 0, options=options)
        assert not found.problems, "\n".join([*found.problems[:3], as_text(documents)])


@pytest.mark.parametrize("shard", range(SHARDS))
def test_chart_and_manifests_agree_for_traits_that_documents_describe_in_cue(shard: int) -> None:
    if not offer_engine():
        pytest.skip("the CUE engine is not built: python -m tests.cue_engine.build")
    for number in range(shard, APPLICATIONS // 5, SHARDS):
        documents = sample_templated(number, cue=True)
        found = search(documents, number, lint=number // SHARDS % LINTED == 0)
        assert not found.problems, "\n".join([*found.problems[:3], as_text(documents)])


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


@pytest.mark.parametrize("shard", range(SHARDS))
def test_chart_and_manifests_agree_for_numbered_applications_of_the_second_version(shard: int) -> None:
    for number in range(shard, APPLICATIONS // 2, SHARDS):
        check_application(sample_second_application(number), number)


def test_the_numbered_applications_cover_every_construct() -> None:
    made = ((number, sample_application(number)) for number in range(max(APPLICATIONS, 2_200)))
    seen = count((documents, options_of(documents, number)) for number, documents in made)
    print(table(seen))  # noqa: T201 - shown with -s
    assert set(seen) == all_constructs()
    assert [construct for construct, times in seen.items() if not times] == []


def test_every_option_is_chosen_somewhere() -> None:
    chosen = {name for options in OPTIONS for name in Options._fields if getattr(options, name) != Options._defaults[name]}
    assert {"qos", "cpu_limit", "namespace", "single_service_port", "kube_versions", "layout"} <= chosen


SABOTAGE = {
    "a fraction for whole numbers": (
        fill,
        "spell_json",
        lambda value: f"{value}" if isinstance(value, float) else json.dumps(value),
    ),
    "texts that lose <no value>": (spell, "EXACT", "quote"),
    "a condition turned round": (fill.Filler, "holds", lambda *_: True),
    "a schema without bounds": (schema, "SMALLEST_CPU", -1),
    "a schema that is open": (schema, "FREE", {}),
}


@pytest.mark.parametrize("sabotage", SABOTAGE)
def test_the_search_notices_outputs_that_differ(sabotage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, broken = SABOTAGE[sabotage]
    monkeypatch.setattr(owner, name, broken)
    assert any(search(sample_application(number), number, lint=False).problems for number in range(600))


def test_the_check_of_objects_notices_what_a_cluster_refuses() -> None:
    labels = {"a": "b"}
    pod = {"containers": [{"name": "web", "image": "a:1", "comand": ["x"]}]}
    spec = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pod}}
    deployment = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}
    assert [found.partition(": ")[0] for found in invalid([deployment])] == ["Deployment web"]
    assert "Deployment  web is there 2 times" in list(invalid([deployment, deployment]))


def test_the_check_of_schemas_notices_every_opening() -> None:
    charts, _ = compiled(as_text(sample_application(1)), Options())
    chart, *_ = charts.values()
    closed = json.loads(chart["values.schema.json"])
    assert list(openings(closed)) == []
    for place, opening in {
        "refers to": {"$ref": "https://example.com/schema.json"},
        "takes any key": {"type": "object", "properties": {}},
        "has a pattern of its own": {"type": "string", "pattern": "^(a+)+$"},
        "has patterns of keys": {"patternProperties": {"a": {}}},
    }.items():
        opened = {**closed, "properties": {**closed["properties"], "evil": opening}}
        assert place in "; ".join(openings(opened))
    deep: dict[str, object] = {"type": "string"}
    for _ in range(30):
        deep = {"type": "object", "additionalProperties": False, "properties": {"a": deep}}
    assert "is deeper" in "; ".join(openings(deep))
