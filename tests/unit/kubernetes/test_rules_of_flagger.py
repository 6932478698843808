"""What Flagger's controller refuses of its kinds, or changes without a word, beside the tables of these kinds."""

import pytest

from oamc.kubernetes.schemas import problems

TARGET = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
OF_KNATIVE = {"apiVersion": "serving.knative.dev/v1", "kind": "Service", "name": "web"}
INGRESS = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "name": "web"}
STEPS = {"interval": "1m", "threshold": 5, "stepWeight": 10}
COUNTED = {"interval": "1m", "threshold": 5, "iterations": 10}
HOOK = {"name": "smoke", "url": "http://tester.test/"}
RATE = {"name": "request-success-rate", "thresholdRange": {"min": 99}}


def messages(kind, spec):
    body = {"apiVersion": "flagger.app/v1beta1", "kind": kind, "metadata": {"name": "web"}, "spec": spec}
    return [problem.message for problem in problems(body)]


def is_told(found, message):
    return (found == []) if not message else (len(found) == 1 and message in found[0])


def canary(analysis=STEPS, **fields):
    return {"provider": "istio", "targetRef": TARGET, "service": {"port": 80}, "analysis": analysis, **fields}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, ""),
        ({"progressDeadlineSeconds": 600}, ""),
        ({"progressDeadlineSeconds": 600.0}, ""),
        ({"progressDeadlineSeconds": 0.5}, "Canary.spec.progressDeadlineSeconds must be a whole number"),
        ({"progressDeadlineSeconds": 0}, "Canary.spec.progressDeadlineSeconds must be from 1 to 2147483647"),
        ({"progressDeadlineSeconds": float("inf")}, "Canary.spec.progressDeadlineSeconds must be a whole number"),
        ({"progressDeadlineSeconds": float("nan")}, "Canary.spec.progressDeadlineSeconds must be a whole number"),
        ({"progressDeadlineSeconds": 10**400}, "Canary.spec.progressDeadlineSeconds must be from 1"),
        ({"service": {"port": 0}}, "Canary.spec.service.port must be from 1 to 65535"),
        ({"service": None}, "Canary.spec must have service"),
        ({"service": {"port": 80, "delegation": True}}, ""),
        (
            {"service": {"port": 80, "delegation": True, "hosts": ["a.example.com"]}},
            "service.hosts must not be there with delegation",
        ),
        ({"provider": "gatewayapi:v1"}, "Canary.spec.service must have gatewayRefs"),
        ({"provider": "gatewayapi:v1", "service": {"port": 80, "gatewayRefs": []}}, "service must have gatewayRefs"),
        ({"provider": "gatewayapi:v1", "service": {"port": 80, "gatewayRefs": [{"name": "public"}]}}, ""),
        ({"provider": "nginx"}, "Canary.spec must have ingressRef, since the provider is nginx"),
        ({"provider": "nginx", "ingressRef": INGRESS}, ""),
        ({"provider": "apisix"}, "Canary.spec must have routeRef"),
        ({"provider": "appmesh"}, "Canary.spec.service must have meshName"),
        ({"provider": "knative"}, "Canary.spec.targetRef must be a Service of Knative"),
        ({"provider": "knative", "targetRef": OF_KNATIVE, "service": None}, ""),
        ({"targetRef": OF_KNATIVE}, "Canary.spec.targetRef must be a Service of Knative"),
        (
            {
                "provider": "knative",
                "targetRef": OF_KNATIVE,
                "autoscalerRef": {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "name": "web"},
            },
            "Canary.spec.autoscalerRef must not be there",
        ),
        ({"provider": "kubernetes"}, "Canary.spec.analysis must have iterations"),
        ({"provider": "kubernetes", "analysis": COUNTED}, ""),
    ],
)
def test_a_canary_says_what_its_provider_must_know(fields, message):
    assert is_told(messages("Canary", canary(**fields)), message)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"interval": "10s"}, ""),
        ({"interval": "1m30s"}, ""),
        ({"interval": "9s"}, "analysis.interval must be a duration of at least 10s"),
        ({"interval": "30ms"}, "analysis.interval must be a duration of at least 10s"),
        ({"interval": "1month"}, "analysis.interval must be a duration of at least 10s"),
        ({"interval": "9" * 5_000 + "s"}, "analysis.interval must be a duration of at least 10s"),
        ({"interval": "1h"}, "analysis.interval must match"),
        ({"threshold": 0}, "analysis.threshold must be from 1"),
        ({"threshold": 2.5}, "analysis.threshold must be a whole number"),
        ({"stepWeight": 0}, "analysis.stepWeight must be from 1 to 100"),
        ({"maxWeight": 101}, "analysis.maxWeight must be from 1 to 100"),
        ({"maxWeight": 50}, ""),
        ({"stepWeight": None, "stepWeights": [1, 10, 100]}, ""),
        ({"stepWeight": None, "stepWeights": []}, "analysis.stepWeights must have at least one step"),
        ({"stepWeight": None, "stepWeights": [10, 10]}, "analysis.stepWeights[1] must be above the step before"),
        ({"stepWeight": None, "stepWeights": [10, 200]}, "analysis.stepWeights[1] must be from 1 to 100"),
        ({"stepWeight": None, "stepWeights": [10], "maxWeight": 50}, "analysis.maxWeight must not be there"),
        ({"stepWeight": None, "iterations": 5, "maxWeight": 50}, "analysis.maxWeight must not be there"),
        ({"stepWeight": None, "iterations": 0}, "analysis.iterations must be from 1"),
        ({"match": [{"headers": {"x": {"exact": "a"}}}]}, "analysis.match must not be there without iterations"),
        ({"stepWeight": None, "iterations": 5, "match": [{"headers": {"x": {"exact": "a"}}}]}, ""),
        ({"sessionAffinity": {"cookieName": "a"}}, ""),
        ({"sessionAffinity": {"cookieName": "a", "primaryCookieName": "a"}}, "sessionAffinity.cookieName must be another one"),
        ({"sessionAffinity": {"cookieName": ""}}, "sessionAffinity.cookieName must be another one"),
    ],
)
def test_steps_and_times_of_an_analysis_mean_what_they_say(fields, message):
    assert is_told(messages("Canary", canary({**STEPS, **fields})), message)


def test_nothing_is_matched_where_nobody_looks_at_requests():
    found = messages("Canary", canary({**COUNTED, "match": [{"headers": {"x": {"exact": "a"}}}]}, provider="kubernetes"))
    assert is_told(found, "analysis.match must not be there: the provider kubernetes looks at no request")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, ""),
        ({"name": "request-duration", "thresholdRange": {"max": 500}}, ""),
        ({"name": "latency"}, "analysis.metrics[0] must have a templateRef"),
        ({"name": "latency", "templateRef": {"name": "latency"}}, ""),
        ({"name": "latency", "query": "sum(a)", "thresholdRange": None, "threshold": 5}, ""),
        ({"thresholdRange": None}, "analysis.metrics[0] must have a thresholdRange"),
        ({"thresholdRange": {}}, "analysis.metrics[0].thresholdRange must have min or max"),
        ({"thresholdRange": {"min": 2, "max": 1}}, "analysis.metrics[0].thresholdRange must have a min"),
        ({"thresholdRange": {"min": 1, "max": 1}}, ""),
        ({"interval": "1m30s"}, ""),
        ({"interval": "0s"}, "analysis.metrics[0].interval must be a duration of more than zero"),
        ({"interval": "1minute"}, "analysis.metrics[0].interval must be a duration of more than zero"),
    ],
)
def test_a_metric_has_a_source_and_a_range(fields, message):
    assert is_told(messages("Canary", canary({**STEPS, "metrics": [{**RATE, **fields}]})), message)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"type": "pre-rollout", "timeout": "30s", "retries": 3}, ""),
        ({"url": "tester.test"}, "analysis.webhooks[0].url must begin with http:// or https://"),
        ({"timeout": "30sec"}, "analysis.webhooks[0].timeout must be a duration"),
        ({"retries": -1}, "analysis.webhooks[0].retries must be from 0"),
    ],
)
def test_a_webhook_can_be_called(fields, message):
    assert is_told(messages("Canary", canary({**STEPS, "webhooks": [{**HOOK, **fields}]})), message)


@pytest.mark.parametrize(
    ("provider", "query", "message"),
    [
        ({"type": "prometheus", "address": "http://prometheus:9090"}, 'a{app="{{ target }}"}[{{interval}}]', ""),
        ({"type": "prometheus"}, "a", "MetricTemplate.spec.provider must have address, since the type is prometheus"),
        ({"type": "prometheus", "address": ""}, "a", "provider must have address"),
        ({"type": "datadog"}, "a", "provider must have secretRef"),
        ({"type": "datadog", "secretRef": {"name": "keys"}}, "a", ""),
        ({"type": "cloudwatch"}, "[]", "provider must have region"),
        ({"type": "externalmetrics"}, "a/b", ""),
        ({"type": "externalmetrics"}, " ", "spec.query must not be empty"),
        ({"type": "externalmetrics"}, "{{ target", "spec.query must close each {{ by }}"),
        ({"type": "externalmetrics"}, "{{ variables.first }}{{- end -}}", ""),
        ({"type": "externalmetrics"}, "{{ args }}", "spec.query may have only these words"),
    ],
)
def test_a_template_of_a_metric_can_be_asked(provider, query, message):
    assert is_told(messages("MetricTemplate", {"provider": provider, "query": query}), message)
