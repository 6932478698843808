"""The strategy of updates and disruption budgets (docs/spec/operation.md, 1 and 2)."""

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.reference.examples import example_text
from tests.support.documents import HTTP, RESOURCES, application, compiled, component, container, trait

DATA = {"name": "data", "mountPath": "/data", "disk": {"required": "1G"}}
CLAIMED = trait("volume-mounter", volumeName="data", storageClass="standard")


def of_type(kind, *volumes):
    ports = None if "Worker" in kind else [HTTP]
    return component(kind, container(ports=ports, resources={**RESOURCES, "volumes": list(volumes)}))


def upgraded(*traits, kind="Server", **properties):
    return compiled(of_type(kind), application(*traits, trait("upgrade", **properties)))


@pytest.mark.parametrize("kind", ["Server", "Worker"])
def test_a_deployment_gets_a_strategy(kind):
    found = upgraded(kind=kind, maxSurge="50%", maxUnavailable=0, minReadySeconds=5, revisionHistoryLimit=2)
    spec = found.only("Deployment")["spec"]
    assert not found.codes
    assert spec["strategy"] == {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "50%", "maxUnavailable": 0}}
    assert (spec["minReadySeconds"], spec["revisionHistoryLimit"]) == (5, 2)
    assert "PodDisruptionBudget" not in [item["kind"] for item in found.objects]


@pytest.mark.parametrize("kind", ["SingletonServer", "SingletonWorker"])
def test_a_stateful_set_gets_a_strategy(kind):
    found = upgraded(kind=kind, partition=1)
    assert not found.codes
    expected = {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}
    assert found.only("StatefulSet")["spec"]["updateStrategy"] == expected


def test_without_a_strategy_the_one_of_the_workload_type_stays():
    given = of_type("Worker", DATA)
    found = compiled(given, application(CLAIMED, trait("upgrade", minReadySeconds=5)))
    assert not found.codes
    assert found.only("Deployment")["spec"]["strategy"] == {"type": "Recreate"}


def test_what_can_be_taken_away_leaves_the_workload_where_it_is():
    claimed = trait("volume-mounter", volumeName="data", storageClass="standard", perReplica=True)
    found = compiled(of_type("Worker", DATA), application(claimed, trait("upgrade", minReadySeconds=5)))
    assert not found.codes
    spec = found.only("StatefulSet")["spec"]
    assert spec["minReadySeconds"] == 5
    assert [claim["metadata"]["name"] for claim in spec["volumeClaimTemplates"]] == ["data"]


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"type": "RollingUpdate"}, ["OAM985"]),
        ({"maxSurge": 1}, ["OAM985"]),
        ({"maxSurge": 0, "maxUnavailable": 1}, []),
        ({"type": "Recreate"}, []),
    ],
)
def test_an_update_that_waits_for_a_volume_is_told(properties, codes):
    assert compiled(of_type("Worker", DATA), application(CLAIMED, trait("upgrade", **properties))).codes == codes


def test_a_volume_that_several_pods_share_holds_up_no_update():
    given = of_type(
        "Worker", {**DATA, "sharingPolicy": "Shared"}, {"name": "cache", "mountPath": "/c", "disk": {"ephemeral": True}}
    )
    assert not {"OAM985"} & set(compiled(given, application(CLAIMED, trait("upgrade", maxSurge=1))).codes)


@pytest.mark.parametrize(
    ("kind", "properties", "codes"),
    [
        ("Server", {"type": "OnDelete"}, ["OAM508"]),
        ("SingletonServer", {"type": "Recreate"}, ["OAM508"]),
        ("Server", {"type": "Recreate", "maxSurge": 1}, ["OAM980"]),
        ("Server", {"partition": 0}, ["OAM980"]),
        ("SingletonWorker", {"type": "OnDelete", "partition": 0}, ["OAM980"]),
        ("SingletonWorker", {"maxUnavailable": 1}, ["OAM980"]),
        ("SingletonWorker", {"progressDeadlineSeconds": 5}, ["OAM980"]),
        ("SingletonWorker", {"pdb": {}}, ["OAM980"]),
        ("SingletonWorker", {"pdb": {"maxUnavailable": 1}}, ["OAM980"]),
        ("SingletonWorker", {"minReadySeconds": 900}, []),
        ("Server", {"maxSurge": 0, "maxUnavailable": "0%"}, ["OAM981"]),
        ("Server", {"maxSurge": 0}, []),
        ("Server", {"maxUnavailable": "101%"}, ["OAM508"]),
        ("Server", {"maxSurge": "200%"}, []),
        ("Server", {"minReadySeconds": 599}, []),
        ("Server", {"minReadySeconds": 600}, ["OAM982"]),
        ("Server", {"minReadySeconds": 9, "progressDeadlineSeconds": 9}, ["OAM982"]),
        ("Server", {"progressDeadlineSeconds": 0}, ["OAM508"]),
        ("Server", {"pdb": {"minAvailable": 1, "maxUnavailable": 1}}, ["OAM983"]),
        ("Server", {"pdb": {}}, ["OAM983"]),
        ("Server", {"pdb": None}, ["OAM983"]),
        ("Server", {"pdb": {"minAvailable": None}}, ["OAM983"]),
        ("Server", {"pdb": {"unhealthyPodEvictionPolicy": "AlwaysAllow"}}, ["OAM983"]),
        ("Server", {"pdb": 1}, ["OAM508"]),
        ("Server", {"pdb.maxUnavailable": 1}, ["OAM506"]),
        ("Server", {"pdb": {"most": 1}}, ["OAM506"]),
    ],
)
def test_what_a_workload_cannot_do_is_an_error(kind, properties, codes):
    assert upgraded(kind=kind, **properties).codes == codes


@pytest.mark.parametrize(
    ("traits", "pdb", "codes"),
    [
        ([], {"maxUnavailable": 1}, []),
        ([], {"maxUnavailable": "1%"}, []),
        ([], {"maxUnavailable": "0%"}, ["OAM984"]),
        ([], {"minAvailable": 0}, []),
        ([], {"minAvailable": "0%"}, []),
        ([], {"minAvailable": "1%"}, ["OAM984"]),
        ([3], {"minAvailable": 2}, []),
        ([3], {"minAvailable": 3}, ["OAM984"]),
        ([3], {"minAvailable": "66%"}, []),
        ([3], {"minAvailable": "67%"}, ["OAM984"]),
        ([0], {"minAvailable": 1}, []),
        ([3, {"minimum": 2}], {"minAvailable": 2}, ["OAM984"]),
        ([{}], {"minAvailable": 1}, ["OAM984"]),
        ([{"minimum": 2}], {"minAvailable": 1}, ["OAM706"]),
    ],
)
def test_a_budget_lets_one_of_the_pods_go_that_are_sure_to_run(traits, pdb, codes):
    """While an auto-scaler is off, the replicas of the instance count: that is asked of the values."""
    scalers = [
        trait("manual-scaler", replicaCount=one) if isinstance(one, int) else trait("auto-scaler", cpu=50, **one)
        for one in traits
    ]
    found = upgraded(*scalers, pdb=pdb)
    assert sorted(found.codes) == (codes if codes != ["OAM706"] else [])


@pytest.mark.parametrize(("least", "codes"), [(0, []), ("0%", []), (1, ["OAM984"])])
def test_where_no_pod_must_stay_none_holds_up_a_node(least, codes):
    queue = {"type": "rabbitmq", "metadata": {"queueName": "orders", "value": "5"}}
    scaler = trait("auto-scaler", engine="keda", minimum=0, triggers=[queue])
    assert upgraded(scaler, pdb={"minAvailable": least}).codes == codes


def test_a_budget_selects_the_pods_of_the_workload():
    found = upgraded(trait("manual-scaler", replicaCount=2), pdb={"minAvailable": 1})
    assert found.only("PodDisruptionBudget")["spec"] == {
        "minAvailable": 1,
        "selector": found.only("Deployment")["spec"]["selector"],
        "unhealthyPodEvictionPolicy": "AlwaysAllow",
    }


def test_the_example_shows_a_group_as_a_mapping():
    assert "pdb:\n" in example_text(CATALOG.trait("upgrade"), CATALOG)
