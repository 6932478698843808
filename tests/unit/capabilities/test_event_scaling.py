"""Auto-scalers of KEDA (docs/spec/operation.md, 6)."""

import pytest

from oamc.checks import expansion, quotas
from oamc.kubernetes.cluster_needs import needed_by
from oamc.quality.pods import pods_of
from tests.support.documents import application, compiled, component, container, trait

KAFKA = {"type": "kafka", "metadata": {"topic": "orders"}}
SECRET = {"name": "kafka", "keys": {"sasl": "mechanism"}}
TASK = component("Task", container(ports=None))


def scaled(*others, sets=(), **properties):
    return compiled(component(), application(trait("auto-scaler", engine="keda", **properties), *others), sets=sets)


def spec(**properties):
    found = scaled(**properties)
    assert not found.codes
    return found.only("ScaledObject")["spec"]


def jobs(*others, of=TASK, sets=(), name="auto-scaler", **properties):
    given = {"triggers": [KAFKA], **properties}
    return compiled(of, application(trait(name, engine="keda", **given), *others), sets=sets)


def test_a_scaled_object_has_the_name_of_its_target_and_no_autoscaler_beside_it():
    found = scaled(cpu=50, triggers=[KAFKA])
    assert sorted(found.kinds()) == ["Deployment", "ScaledObject", "Service"]
    assert found.only("ScaledObject")["metadata"]["name"] == "shop-web"
    assert "replicas" not in found.only("Deployment")["spec"]
    assert found.only("ScaledObject")["spec"] == {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop-web"},
        "minReplicaCount": 1,
        "maxReplicaCount": 10,
        "triggers": [
            {"type": "cpu", "metricType": "Utilization", "metadata": {"value": "50"}},
            {"type": "kafka", "metadata": {"topic": "orders"}},
        ],
    }


def test_aims_are_texts():
    found = spec(cpu=50, memory=60, cpuAverageValue=2, memoryAverageValue="1Gi")["triggers"]
    assert [(one["type"], one["metricType"], one["metadata"]["value"]) for one in found] == [
        ("cpu", "Utilization", "50"),
        ("memory", "Utilization", "60"),
        ("cpu", "AverageValue", "2"),
        ("memory", "AverageValue", "1Gi"),
    ]


def test_what_is_about_no_replicas_is_written_only_where_there_may_be_none():
    periods = {"pollingInterval": 5, "initialCooldownPeriod": 6, "cooldownPeriod": 7}
    assert spec(triggers=[KAFKA], minimum=0, **periods).items() >= periods.items()
    assert spec(triggers=[KAFKA], minimum=2, idleReplicaCount=0, **periods).items() >= periods.items()
    warned = scaled(triggers=[KAFKA], **periods)
    assert warned.codes == ["OAM697"] * 3
    assert not periods.keys() & warned.only("ScaledObject")["spec"].keys()


def test_they_are_not_written_below_a_minimum_of_replicas():
    found = scaled(triggers=[KAFKA], minimum=1, cooldownPeriod=7)
    assert found.codes == ["OAM697"]
    assert "cooldownPeriod" not in found.only("ScaledObject")["spec"]


def test_an_override_of_the_minimum_makes_them_count():
    found = scaled(triggers=[KAFKA], minimum=1, cooldownPeriod=7, sets=("shop-web.traits.auto-scaler.minimum=0",))
    assert found.only("ScaledObject")["spec"]["cooldownPeriod"] == 7


def test_a_trigger_with_cached_metrics_is_asked_at_the_polling_interval():
    assert spec(triggers=[{**KAFKA, "useCachedMetrics": True}], pollingInterval=5)["pollingInterval"] == 5


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"cpu": 50, "minimum": 0}, ["OAM508"]),
        ({"triggers": [{"type": "cpu", "metricType": "Utilization", "metadata": {"value": "5"}}], "minimum": 0}, ["OAM508"]),
        ({"triggers": [KAFKA], "minimum": -1}, ["OAM508"]),
        ({"triggers": [KAFKA], "minimum": 0}, []),
        ({"triggers": [KAFKA], "idleReplicaCount": 1}, ["OAM508"]),
        ({}, ["OAM507"]),
        ({"triggers": []}, ["OAM507"]),
        ({"triggers": [KAFKA], "metrics": [{"type": "Pods", "name": "a", "averageValue": 1}]}, ["OAM980"]),
        ({"triggers": [{**KAFKA, "metricType": "Value"}], "fallback": {"replicas": 2}}, ["OAM980"]),
        ({"triggers": [KAFKA], "fallback": {"replicas": 2}}, []),
        ({"triggers": [KAFKA], "fallback": {"behavior": "static"}}, ["OAM507"]),
        ({"triggers": [{**KAFKA, "metadata": {"topic": 5}}]}, ["OAM508"]),
        ({"triggers": [{"type": "kafka"}]}, ["OAM507"]),
        ({"triggers": KAFKA}, ["OAM508"]),
        ({"triggers": [KAFKA], "engine": "vpa"}, ["OAM508"]),
    ],
)
def test_what_keda_would_refuse_is_told(properties, codes):
    assert compiled(component(), application(trait("auto-scaler", **{"engine": "keda", **properties}))).codes == codes


def test_without_keda_there_is_always_a_replica():
    assert compiled(component(), application(trait("auto-scaler", cpu=50, minimum=0))).codes == ["OAM508"]
    assert compiled(component(), application(trait("auto-scaler", triggers=[KAFKA], minimum=0))).codes == ["OAM508"]


def test_a_secret_becomes_an_authentication_that_goes_with_it():
    found = scaled(triggers=[KAFKA, {**KAFKA, "secret": SECRET}])
    assert found.only("TriggerAuthentication")["spec"] == {
        "secretTargetRef": [{"parameter": "sasl", "name": "kafka", "key": "mechanism"}]
    }
    assert found.only("TriggerAuthentication")["metadata"]["name"] == "shop-web-trait-trigger-2"
    listed = found.only("ScaledObject")["spec"]["triggers"]
    assert [one.get("authenticationRef") for one in listed] == [None, {"name": "shop-web-trait-trigger-2"}]
    without = scaled(triggers=[{**KAFKA, "secret": SECRET}], sets=("shop-web.traits.auto-scaler.triggers.0.secret.name=null",))
    assert "TriggerAuthentication" not in without.kinds()
    assert without.only("ScaledObject")["spec"]["triggers"] == [KAFKA]


def test_the_name_of_an_authentication_of_the_cluster_has_no_prefix():
    found = scaled(triggers=[{**KAFKA, "authenticationRef": {"name": "prom"}}], sets=("namePrefix=a-",))
    assert found.only("ScaledObject")["spec"]["triggers"][0]["authenticationRef"] == {"name": "prom"}


def test_a_budget_counts_the_one_replica_that_comes_with_an_event():
    budget = trait("upgrade", pdb={"minAvailable": 1})
    assert scaled(budget, triggers=[KAFKA], minimum=0).codes == ["OAM984"]
    given = scaled(budget, triggers=[KAFKA], minimum=2, sets=("shop-web.traits.auto-scaler.minimum=0",))
    assert given.codes == ["OAM706"]


def test_a_task_becomes_a_scaled_job_in_which_all_else_has_its_place():
    found = jobs(
        trait("manual-scaler", replicaCount=3),
        trait("sidecar", name="proxy", image="example/proxy:1", cpu="50m", memory="32Mi"),
        trait("placement", nodeSelector={"disk": "fast"}),
        trait("labels", team="a"),
    )
    assert not found.codes
    assert found.kinds() == ["ScaledJob"]
    job = found.only("ScaledJob")["spec"]["jobTargetRef"]
    pod = job["template"]["spec"]
    assert job["parallelism"] == 3
    assert [one["name"] for one in pod["initContainers"]] == ["proxy"]
    assert pod["initContainers"][0]["restartPolicy"] == "Always"
    assert pod["nodeSelector"] == {"disk": "fast"}
    assert [one["name"] for one in pod["containers"]] == ["web"]
    assert found.only("ScaledJob")["spec"]["rollout"] == {"strategy": "gradual"}


def test_patches_of_a_scaled_job_meet_containers_by_their_names():
    found = jobs(trait("env", env={"A": "b"}), trait("security-policy", runAsNonRoot=True))
    (only,) = found.only("ScaledJob")["spec"]["jobTargetRef"]["template"]["spec"]["containers"]
    assert only["env"] == [{"name": "A", "value": "b"}]
    assert only["image"] == "example/web:1"


def test_a_task_without_events_makes_no_jobs():
    assert "minReplicaCount" not in jobs().only("ScaledJob")["spec"]
    assert jobs(minimum=0).only("ScaledJob")["spec"]["minReplicaCount"] == 0


@pytest.mark.parametrize(
    ("others", "properties", "codes"),
    [
        ((), {"cpu": 50, "memoryAverageValue": "1Gi"}, ["OAM980", "OAM980"]),
        ((), {"idleReplicaCount": 0}, ["OAM980"]),
        ((), {"behavior": {"scaleUp": {"selectPolicy": "Max"}}}, ["OAM980"]),
        ((), {"triggers": []}, ["OAM507"]),
        ((), {"minimum": 5, "maximum": 2}, ["OAM528"]),
        ((), {"scalingStrategy": "custom"}, ["OAM508"]),
        ((trait("schedule", schedule="@daily"),), {}, ["OAM991"]),
        ((), {"engine": "hpa", "cpu": 50}, ["OAM501"]),
    ],
)
def test_what_a_task_cannot_have_is_told(others, properties, codes):
    given = {"engine": "keda", "triggers": [KAFKA], **properties}
    assert compiled(TASK, application(trait("auto-scaler", **given), *others)).codes == codes
    if others:
        turned = compiled(TASK, application(*others, trait("auto-scaler", **given)))
        assert turned.codes == codes


def test_an_older_name_of_the_trait_makes_a_scaled_job_too():
    found = jobs(name="Autoscaler")
    assert found.codes == ["OAM504"]
    assert found.kinds() == ["ScaledJob"]


def test_the_name_of_a_scaled_job_leaves_room_for_those_of_its_jobs():
    assert not compiled(TASK, application(trait("auto-scaler", engine="keda", triggers=[KAFKA]), instance="a" * 57)).codes
    long = compiled(TASK, application(trait("auto-scaler", engine="keda", triggers=[KAFKA]), instance="a" * 58))
    assert long.reports.has_errors()


@pytest.mark.parametrize("many", [0, 1000])
def test_many_triggers_are_only_many(many):
    triggers = [{**KAFKA, "name": f"a{number}"} for number in range(many)] or [KAFKA]
    assert len(spec(triggers=triggers)["triggers"]) == len(triggers)


def intended(word, **properties):
    of = component(
        "Task" if word == "batch-job" else "Worker",
        container(ports=None, resources={"cpu": {"required": 1}, "memory": {"required": "64Mi"}}),
    )
    of["metadata"]["annotations"] = {"oamc.dev/intents": word}
    return compiled(of, application(trait("auto-scaler", engine="keda", triggers=[KAFKA], **properties)))


@pytest.mark.parametrize(
    ("word", "properties", "codes"),
    [
        ("latency-sensitive", {}, []),
        ("latency-sensitive", {"minimum": 0}, ["OAM970"]),
        ("latency-sensitive", {"idleReplicaCount": 0}, ["OAM970"]),
        ("cannot-be-scaled", {}, ["OAM970"]),
        ("batch-job", {}, []),
    ],
)
def test_intents_know_the_kinds_of_keda(word, properties, codes):
    assert intended(word, **properties).codes == codes


def test_a_batch_job_of_events_ends_and_is_cleared_away():
    job = intended("batch-job").only("ScaledJob")["spec"]["jobTargetRef"]
    assert {"backoffLimit", "ttlSecondsAfterFinished", "activeDeadlineSeconds"} <= job.keys()


def test_a_quota_counts_the_most_that_keda_may_start():
    body = jobs(trait("manual-scaler", replicaCount=3), maximum=4).only("ScaledJob")
    assert quotas._pods(body, 0, ()) == 12
    assert quotas._pod(body, ())["containers"][0]["name"] == "web"
    assert quotas._highest(scaled(cpu=50, maximum=7).only("ScaledObject")) == 7
    assert quotas._highest(body) == 0


def test_the_pods_of_a_scaled_job_are_seen_and_not_counted():
    found = pods_of(jobs().only("ScaledJob"))
    assert found.number is None
    assert found.spec["containers"][0]["name"] == "web"


def test_what_pods_use_needs_the_metrics_server():
    assert [one.need for one in needed_by(scaled(cpu=50).only("ScaledObject"))] == ["metrics-server"]
    assert [one.need for one in needed_by(scaled(triggers=[KAFKA]).only("ScaledObject"))] == []


def test_texts_of_a_scaled_job_are_looked_at():
    body = jobs(of=component("Task", container(ports=None, args=["$(A)"]))).only("ScaledJob")
    assert [(path[:3], text) for path, _, text, _ in expansion._texts(body, ())] == [
        (("spec", "jobTargetRef", "template"), "$(A)")
    ]
