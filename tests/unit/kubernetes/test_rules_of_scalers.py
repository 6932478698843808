"""What the webhooks of KEDA and of the Vertical Pod Autoscaler refuse, beside the tables of their kinds."""

import pytest

from oamc.kubernetes.schemas import problems

KAFKA = {"type": "kafka", "metadata": {"topic": "a"}}
CPU = {"type": "cpu", "metricType": "Utilization", "metadata": {"value": "50"}}
JOB = {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "a", "image": "a"}]}}}
TARGET = {"kind": "Deployment", "name": "a"}


def messages(api_version, kind, spec):
    body = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}, "spec": spec}
    return [problem.message for problem in problems(body)]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, ""),
        ({"minReplicaCount": 5, "maxReplicaCount": 5}, ""),
        ({"minReplicaCount": 6, "maxReplicaCount": 5}, "minReplicaCount must not be above maxReplicaCount, which is 5"),
        ({"minReplicaCount": 101}, "minReplicaCount must not be above maxReplicaCount, which is 100"),
        ({"minReplicaCount": 1, "idleReplicaCount": 0}, ""),
        ({"idleReplicaCount": 0}, "idleReplicaCount must be below minReplicaCount, which is 0"),
        ({"minReplicaCount": 2, "idleReplicaCount": 2}, "idleReplicaCount must be below minReplicaCount, which is 2"),
        ({"fallback": {"failureThreshold": 3, "replicas": 1}}, ""),
        ({"fallback": {"failureThreshold": 3, "replicas": 1}, "triggers": [CPU]}, "fallback needs a trigger"),
        (
            {"fallback": {"failureThreshold": 3, "replicas": 1}, "triggers": [{**KAFKA, "metricType": "Value"}]},
            "fallback needs a trigger",
        ),
        ({"triggers": [{**KAFKA, "name": "a"}, {**KAFKA, "name": "b"}, KAFKA, KAFKA]}, ""),
        ({"triggers": [{**KAFKA, "name": "a"}, {**KAFKA, "name": "a"}]}, "triggers[1].name has the same value"),
        ({"triggers": [{"type": "cpu", "metadata": {"value": "50"}}]}, "triggers[0] must have metricType"),
        ({"triggers": [{**KAFKA, "metricType": "Utilization"}]}, "triggers[0].metricType is possible with"),
        ({"triggers": [KAFKA, {**CPU, "useCachedMetrics": True}]}, "triggers[1].useCachedMetrics is not possible with"),
        ({"triggers": [KAFKA, {**CPU, "useCachedMetrics": False}]}, ""),
    ],
)
def test_a_scaled_object_is_what_the_webhook_takes(fields, message):
    given = {"scaleTargetRef": {"name": "a"}, "triggers": [KAFKA], **fields}
    found = messages("keda.sh/v1alpha1", "ScaledObject", given)
    assert (found == []) if not message else (len(found) == 1 and f"ScaledObject.spec.{message}" in found[0]), found


@pytest.mark.parametrize(
    ("trigger", "message"), [(KAFKA, ""), (CPU, "ScaledJob.spec.triggers[0].type must be that of an event")]
)
def test_no_job_is_made_of_what_pods_use(trigger, message):
    found = messages("keda.sh/v1alpha1", "ScaledJob", {"jobTargetRef": JOB, "triggers": [trigger]})
    assert (found == []) if not message else (len(found) == 1 and message in found[0]), found


def policies(**fields):
    return {"resourcePolicy": {"containerPolicies": [{"containerName": "a"}, fields]}}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, ""),
        ({"startupBoost": {"cpu": {"type": "Factor", "factor": 2}}}, ""),
        ({"startupBoost": {"cpu": {"type": "Factor"}}}, "startupBoost.cpu.factor must be there: the type is Factor"),
        (
            {"startupBoost": {"cpu": {"type": "Factor", "factor": 2, "quantity": "1"}}},
            "startupBoost.cpu.quantity must not be there: the type is Factor",
        ),
        (policies(startupBoost={"cpu": {"type": "Quantity"}}), "containerPolicies[1].startupBoost.cpu.quantity must be there"),
        ({"updatePolicy": {"minReplicas": 0}}, "updatePolicy.minReplicas must be at least 1"),
        ({"recommenders": [{"name": "a"}, {"name": "b"}]}, "recommenders must have at most one item"),
        (policies(mode="Off", controlledValues="RequestsOnly"), "controlledValues is not possible with the mode Off"),
        (policies(minAllowed={"cpu": "100m"}, maxAllowed={"cpu": 1, "memory": "1Gi"}), ""),
        (policies(minAllowed={"memory": "1Gi"}, maxAllowed={"memory": "1G"}), "maxAllowed.memory must not be below that"),
        (policies(minAllowed={"cpu": 1}), ""),
    ],
)
def test_a_vertical_autoscaler_is_what_the_webhook_takes(fields, message):
    found = messages("autoscaling.k8s.io/v1", "VerticalPodAutoscaler", {"targetRef": TARGET, **fields})
    assert (found == []) if not message else (len(found) == 1 and message in found[0]), found
