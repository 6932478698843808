"""What only the controller of Argo Rollouts refuses in an AnalysisTemplate (docs/spec/objectives.md, 4.6)."""

import pytest

from tests.unit.kubernetes.test_custom_kinds import messages

PROMETHEUS = {"prometheus": {"query": "up"}}
METRIC = {"name": "a", "provider": PROMETHEUS}
WHERE = "AnalysisTemplate.spec"


def told(*metrics, **fields):
    return messages("argoproj.io/v1alpha1", "AnalysisTemplate", {"metrics": list(metrics), **fields})


def changed(**fields):
    return told({**METRIC, **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"count": 5, "interval": "1m30s", "failureLimit": 5},
        {"count": "5", "interval": "0.5h", "failureLimit": "2", "consecutiveSuccessLimit": 3},
        {"count": 1},
        {"count": "{{args.count}}", "failureLimit": 9},
        {"failureLimit": -1, "consecutiveSuccessLimit": 2},
        {"initialDelay": "{{ args.time }}", "interval": "0"},
        {"count": 0, "failureLimit": 3},
        {"provider": {"prometheus": {"address": "https://a.example.com:9090/b?c", "timeout": 0, "query": '{{args.count}}"'}}},
        {"provider": {"prometheus": {"address": "{{args.time}}"}}},
        {"provider": {"plugin": {"argoproj-labs/sample": {"a": 1}}}},
    ],
)
def test_a_metric_that_the_controller_takes_is_taken(fields):
    assert told({**METRIC, **fields}, args=[{"name": "count", "value": "5"}, {"name": "time"}]) == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"count": 5}, "metrics[0].interval must be there where count is above 1"),
        ({"failureLimit": -2}, "metrics[0].failureLimit must be at least -1"),
        ({"failureLimit": "-2"}, "metrics[0].failureLimit must be at least -1"),
        ({"failureLimit": -1}, "metrics[0].failureLimit must not be -1 without a consecutiveSuccessLimit"),
        ({"inconclusiveLimit": -1}, "metrics[0].inconclusiveLimit must be at least 0"),
        ({"consecutiveErrorLimit": -1}, "metrics[0].consecutiveErrorLimit must be at least 0"),
        ({"consecutiveSuccessLimit": -1}, "metrics[0].consecutiveSuccessLimit must be at least 0"),
        ({"count": 1, "failureLimit": 2}, "metrics[0].failureLimit must be at most the count, 1"),
        ({"count": 1, "consecutiveSuccessLimit": 2}, "metrics[0].consecutiveSuccessLimit must be at most the count, 1"),
        (
            {"count": 1, "consecutiveSuccessLimit": 2, "failureLimit": -1},
            "metrics[0].consecutiveSuccessLimit must be at most the count, 1",
        ),
        ({"count": 1, "inconclusiveLimit": 2}, "metrics[0].inconclusiveLimit must be at most the count, 1"),
        ({"interval": "1d"}, "metrics[0].interval must be a time such as 30s or 5m"),
        ({"interval": "1m" * 100}, "metrics[0].interval must be a time such as 30s or 5m"),
        ({"initialDelay": "30"}, "metrics[0].initialDelay must be a time such as 30s or 5m"),
        ({"provider": {}}, "metrics[0].provider must have a provider, such as prometheus"),
        ({"provider": {**PROMETHEUS, "graphite": {}}}, "metrics[0].provider must have one of prometheus and graphite"),
        (
            {"provider": {"plugin": {"a/b": {}, "c/d": {}}}},
            "metrics[0].provider must have one of plugin a/b and plugin c/d",
        ),
        (
            {"provider": {"prometheus": {"address": "prometheus:9090"}}},
            "metrics[0].provider.prometheus.address must be an address with a scheme, such as http://prometheus:9090",
        ),
        ({"provider": {"prometheus": {"timeout": -1}}}, "metrics[0].provider.prometheus.timeout must be at least 0"),
        ({"successCondition": "{{args.a}}"}, "metrics[0].successCondition must name arguments of the template alone in {{}}"),
        ({"successCondition": "{{ result }}"}, "metrics[0].successCondition must name arguments of the template alone in {{}}"),
        ({"successCondition": "{{args.a"}, "metrics[0].successCondition must have }} behind each {{"),
    ],
)
def test_what_the_controller_refuses_is_told_at_its_place(fields, message):
    assert changed(**fields) == [f"{WHERE}.{message}"]


def test_names_differ():
    assert told(METRIC, METRIC) == [f"{WHERE}.metrics[1].name must differ from those of other metrics"]
    twice = [{"name": "a"}, {"name": "a", "value": "b"}]
    assert told(METRIC, args=twice) == [f"{WHERE}.args[1].name must differ from those of other arguments"]
    rules = [{"metricName": "a"}, {"metricName": "a"}]
    assert told(METRIC, dryRun=rules) == [f"{WHERE}.dryRun[1].metricName must differ from those of other items"]


def test_a_template_has_metrics_of_its_own_or_those_of_others():
    assert told() == [f"{WHERE}.metrics must have an item at least"]
    assert told(templates=[{"templateName": "other"}]) == []
    assert told({**METRIC, "successCondition": "{{args.a}}"}, templates=[{"templateName": "other"}]) == []


def test_places_in_lists_are_looked_at():
    job = {"spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "a", "image": "{{args.x}}"}]}}}}
    place = "metrics[0].provider.job.spec.template.spec.containers[0].image"
    assert changed(provider={"job": job}) == [f"{WHERE}.{place} must name arguments of the template alone in {{{{}}}}"]
