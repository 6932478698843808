"""Metrics and behavior of auto-scalers (docs/spec/operation.md, 4)."""

import pytest

from tests.support.documents import application, compiled, component, trait

DESCRIBED = {"apiVersion": "v1", "kind": "Service", "name": "web"}


def scaled(**properties):
    return compiled(component(), application(trait("auto-scaler", **properties)))


def spec(**properties):
    found = scaled(**properties)
    assert not found.codes
    return found.only("HorizontalPodAutoscaler")["spec"]


def test_amounts_are_targets_for_each_pod():
    found = spec(cpu=50, cpuAverageValue=2, memoryAverageValue="128Mi")["metrics"]
    assert [(one["resource"]["name"], one["resource"]["target"]) for one in found] == [
        ("cpu", {"type": "Utilization", "averageUtilization": 50}),
        ("cpu", {"type": "AverageValue", "averageValue": "2"}),
        ("memory", {"type": "AverageValue", "averageValue": "128Mi"}),
    ]


@pytest.mark.parametrize(("given", "written"), [(5, "5"), (0.5, "0.5"), ("500m", "500m"), ("2k", "2k")])
def test_a_quantity_is_a_text(given, written):
    (metric,) = spec(metrics=[{"type": "Pods", "name": "hits", "averageValue": given}])["metrics"]
    assert metric["pods"]["target"] == {"type": "AverageValue", "averageValue": written}
    assert metric["pods"]["metric"] == {"name": "hits"}


def test_metrics_of_objects_and_of_containers():
    metrics = [
        {"type": "Object", "name": "hits", "object": DESCRIBED, "selector": {"a": "b"}, "value": 3},
        {"type": "ContainerResource", "container": "web", "resource": "memory", "averageValue": "1Gi"},
    ]
    first, second = spec(metrics=metrics)["metrics"]
    assert first == {
        "type": "Object",
        "object": {
            "describedObject": DESCRIBED,
            "metric": {"name": "hits", "selector": {"matchLabels": {"a": "b"}}},
            "target": {"type": "Value", "value": "3"},
        },
    }
    assert second["containerResource"] == {
        "name": "memory",
        "container": "web",
        "target": {"type": "AverageValue", "averageValue": "1Gi"},
    }


@pytest.mark.parametrize(
    ("metric", "problem"),
    [
        ({"type": "Pods", "averageValue": 1}, "needs name"),
        ({"type": "Pods", "name": "a"}, "needs averageValue"),
        ({"type": "Pods", "name": "a", "averageValue": 1, "resource": "cpu"}, "has resource, which Pods does not take"),
        ({"type": "Object", "name": "a", "object": DESCRIBED}, "must have exactly one of value and averageValue"),
        ({"type": "ContainerResource", "averageValue": 1}, "needs container and resource"),
        (
            {"type": "ContainerResource", "container": "x", "resource": "cpu", "averageValue": 1},
            "is about a container that the component does not have: it has web",
        ),
    ],
)
def test_a_metric_that_cannot_be_followed_is_told(metric, problem):
    found = scaled(metrics=[{"type": "External", "name": "a", "value": 1}, metric])
    assert found.codes == ["OAM986"]
    assert found.messages == [f'metric 2 of trait "auto-scaler" {problem}']


@pytest.mark.parametrize(
    "metrics",
    [
        [{"type": "Custom"}],
        [{"name": "a"}],
        [{"type": "Pods", "name": "a/b", "averageValue": 1}],
        [{"type": "Pods", "name": "a", "averageValue": 0}],
        [{"type": "Pods", "name": "a", "averageValue": "some"}],
        [{"type": "Pods", "name": "a", "averageValue": 1, "other": 1}],
        {"type": "Pods"},
    ],
)
def test_the_shape_of_metrics_is_checked(metrics):
    assert "OAM508" in scaled(metrics=metrics).codes


def test_behavior_says_how_fast_the_cluster_follows():
    policies = [{"type": "Pods", "value": 1, "periodSeconds": 60}]
    behavior = {"scaleUp": {"stabilizationWindowSeconds": 0}, "scaleDown": {"selectPolicy": "Min", "policies": policies}}
    assert spec(cpu=50, behavior=behavior)["behavior"] == behavior
    assert "behavior" not in spec(cpu=50)


def test_an_auto_scaler_without_any_metric_is_told():
    assert scaled(maximum=3).codes == ["OAM527"]
    assert not scaled(metrics=[{"type": "External", "name": "a", "value": 1}]).codes
