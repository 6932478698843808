"""Upgrades without a cluster: what the API server's own validation and the Helm engine say of each pair."""

import pytest

from oamc.verification.compare import differences
from tests.assurance.cluster.sets import fixed, upgrade_sets
from tests.support.agreement import objects
from tests.support.api_server import is_judged, judged_versions, shared_judge
from tests.support.helm import shared_engine

SETS = {item.name.removeprefix("upgrade "): item for item in upgrade_sets()}
every_upgrade = pytest.mark.parametrize("item", SETS.values(), ids=SETS)
WITHOUT_NEW_PODS = {
    "more pods of a task",
    "other words of a task",
    "a new version",
    "other words",
    "an added trait",
    "a claim that no longer stays",
}
"""Upgrades in which no pod may be replaced and no Job run again."""


def by_name(files):
    return {(item["kind"], item["metadata"]["name"]): item for item in objects(files)}


def templates(files):
    return {name: item["spec"]["template"] for name, item in by_name(files).items() if "template" in item.get("spec", {})}


@judged_versions
@every_upgrade
def test_the_api_server_takes_each_object_in_the_place_of_the_one_before(version, item):
    judge = shared_judge(version)
    before, after = by_name(item.manifests), by_name(item.changes[0].manifests)
    told = {
        name: judge.change(before[name], made).errors if name in before else judge.create(made).errors
        for name, made in after.items()
        if is_judged(made)
    }
    assert told
    assert not any(told.values()), told


@every_upgrade
def test_nothing_changes_that_is_fixed_once_it_is_there(item):
    assert fixed(item.manifests, item.changes[0].manifests) == ""


@every_upgrade
def test_both_charts_render_to_their_manifests(item):
    for chart, manifests in ((item.chart, item.manifests), (item.changes[0].chart, item.changes[0].manifests)):
        rendered = shared_engine().render(chart, namespace="default")
        assert rendered.refusal == ""
        assert list(differences(objects(manifests), rendered.documents)) == []


@every_upgrade
def test_pods_are_replaced_only_where_they_must_be(item):
    before, after = templates(item.manifests), templates(item.changes[0].manifests)
    assert (before == after) is (item.name.removeprefix("upgrade ") in WITHOUT_NEW_PODS)
    assert before


@pytest.mark.parametrize(("name", "strategy"), [("an exclusive volume", {"type": "Recreate"}), ("a shared volume", None)])
def test_only_what_one_pod_at_a_time_can_use_is_stopped_first(name, strategy):
    change = SETS[name].changes[0]
    (deployment,) = (item for item in objects(change.manifests) if item["kind"] == "Deployment")
    assert deployment["spec"].get("strategy") == strategy
