"""Reports: classes in a namespace, ranks within an environment, forms, and what changes between two."""

import json

import pytest
from jsonschema import Draft202012Validator

from oamc.quality.comparison import class_changes
from oamc.quality.forms import changes_json, changes_text, json_of, spelled, text_of
from oamc.quality.policy import policy_of
from oamc.quality.report import Source, report_of
from oamc.resources import read_text
from tests.unit.quality.test_classes import FULL, SAME, container, spec
from tests.unit.quality.test_rules import deployment, limit_range, quota

SHAPE = Draft202012Validator(json.loads(read_text("schemas", "results", "qos.v1.schema.json")))
NO_RULES = policy_of((), ())
MEMORY = {"memory": "1Gi"}


def named(name, body):
    return {**body, "metadata": {**body["metadata"], "name": name}}


def source(body, *, application="shop", environment="", instance="web"):
    return Source(application=application, environment=environment, instance=instance, body=body)


def reported(*sources, policy=NO_RULES, **more):
    return report_of(sources, {"": policy}, **more)


def test_pods_are_ranked_among_those_of_their_environment():
    endless = named("endless", deployment(spec(container(requests=FULL))))
    bounded = named("bounded", deployment(spec(container(**SAME))))
    critical = named("critical", deployment(spec(container(), priorityClassName="system-node-critical")))
    found = reported(
        *(source(body, environment=environment) for environment in ("staging", "production") for body in (bounded, endless)),
        source(critical, environment="production"),
    )
    ranks = {(pod.source.environment, pod.pods.name): (pod.memory.rank, pod.priority) for pod in found.pods}
    assert ranks == {
        ("staging", "bounded"): (2, 0),
        ("staging", "endless"): (1, 0),
        ("production", "bounded"): (2, 0),
        ("production", "endless"): (1, 0),
        ("production", "critical"): (3, 2_000_001_000),
    }


def priority(name, value, **fields):
    return {"kind": "PriorityClass", "metadata": {"name": name}, "value": value, **fields}


def test_the_priority_comes_from_the_classes_that_are_there():
    pods = (
        named("named", deployment(spec(container(), priorityClassName="high"))),
        named("unnamed", deployment(spec(container()))),
        named("unknown", deployment(spec(container(), priorityClassName="other"))),
        named("given", deployment(spec(container(), priority=7))),
    )
    classes = (priority("high", 1000), priority("usual", 10, globalDefault=True), priority("odd", "a"))
    found = reported(*map(source, (*pods, *classes)))
    assert {pod.pods.name: pod.priority for pod in found.pods} == {"named": 1000, "unnamed": 10, "unknown": None, "given": 7}
    assert "priority: not known, counts as 0" in text_of(found)
    assert "priority: 1000" in text_of(found)


def test_a_range_of_the_namespace_decides_the_class():
    ranges = {**limit_range(default=FULL), "metadata": {"name": "bounds", "namespace": "shop"}}
    body = deployment(spec(container()))
    inside = {**body, "metadata": {"name": "web", "namespace": "shop"}}
    found = reported(source(inside), source(ranges))
    assert [(pod.written_class, pod.quality) for pod in found.pods] == [("BestEffort", "Guaranteed")]
    assert "the documents say BestEffort" in text_of(found)
    assert [pod.quality for pod in reported(source(body), source(ranges)).pods] == ["BestEffort"]
    # Of a cluster it counts for pods that have no namespace yet, in every environment.
    cluster = source(ranges, application="", instance="")
    every = reported(source(body, environment="a"), source(body, environment="b"), cluster)
    assert [(pod.source.environment, pod.quality) for pod in every.pods] == [("a", "Guaranteed"), ("b", "Guaranteed")]


def test_rules_are_told_in_their_modes():
    policy = policy_of(("QOS001=deny", "QOS002=off", "QOS009=deny"), ())
    found = reported(
        source(deployment(spec(container()), replicas=2)), source(quota({"pods": 1, "memory": "1"})), policy=policy
    )
    assert [(one.rule, one.mode) for one in found.pods[0].findings] == [("QOS001", "deny"), ("QOS009", "deny")]
    assert [(one.name, one.finding.resource, one.finding.mode) for one in found.quotas] == [("team", "pods", "deny")]
    assert "deny ResourceQuota/team: pods: the pods of these objects" in text_of(found)
    silent = reported(source(deployment(spec(container()))), source(quota({"pods": 0})), policy=NO_RULES, of_build=True)
    assert (silent.pods[0].findings, silent.quotas) == ((), ())


def test_a_limit_below_the_request_is_told_once_as_what_it_is():
    ranges = limit_range(default={"memory": "512Mi"})
    by_range = source(deployment(spec(container(requests={"memory": "600Mi"}))))
    written = source(deployment(spec(container(requests={"memory": "600Mi"}, limits={"memory": "512Mi"}))))
    found = reported(by_range, written, source(ranges))
    assert [[one.rule for one in pod.findings] for pod in found.pods] == [["QOS009"], ["QOS006"]]
    assert [
        one.rule for one in reported(by_range, source(ranges), policy=policy_of(("QOS009=deny",), ())).pods[0].findings
    ] == ["QOS009"]


def test_each_application_has_its_own_policy():
    bodies = (source(deployment(spec(container())), application=name) for name in ("a", "b"))
    policies = {"": NO_RULES, "/a": policy_of(("QOS001=off", "QOS002=off"), ())}
    assert [len(pod.findings) for pod in report_of(bodies, policies).pods] == [0, 2]


def test_the_text_and_the_json_say_the_same():
    policy = policy_of((), (), ("large=64Gi",))
    first = container("first", requests={"memory": "1Mi"})
    pods = named("web", deployment(spec(container(**SAME), init=[first]), annotations={"dapr.io/enabled": "true"}, replicas=2))
    found = reported(
        source(pods, environment="production"), source(quota({"pods": 1}), environment="production"), policy=policy
    )
    said = json.loads(json_of(found, policy.nodes))
    SHAPE.validate(said)
    assert said["nodes"] == {"large": "64Gi"}
    (workload,) = said["workloads"]
    assert [one["role"] for one in workload["containers"]] == ["init", "app", "injected"]
    assert workload["containers"][1]["oomScoreAdj"] == {"large": 985}
    assert workload["memory"] == {"evictionGroup": 1, "maxOvershoot": "unlimited", "rank": 1}
    text = text_of(found)
    assert text.startswith("Deployment/web in shop of production: Burstable\n  memory: may exceed its request without a bound")
    assert "  injected daprd: requests none, limits none, oom_score_adj 999 on large\n" in text
    assert "  warn QOS008: daprd memory: its limit is not its request\n" in text


def test_a_bounded_overshoot_is_said_in_amounts():
    found = reported(source(deployment(spec(container(requests=MEMORY, limits={"memory": "1536Mi"})))))
    assert "memory: may exceed its request by 512Mi, eviction rank 1" in text_of(found)


def test_names_of_strangers_cannot_write_to_a_terminal():
    hostile = named("web\x1b[2J", deployment(spec(container("a\x1bb", requests={"m\x1b": "1"}))))
    assert "\x1b" not in text_of(reported(source(hostile)))
    assert "\x1b" not in changes_text(class_changes(reported(), reported(source(hostile))))


def test_without_pods_there_is_nothing_to_tell():
    assert text_of(reported()) == "there are no pods\n"
    assert text_of(reported(source(quota({"pods": 1})))) == "there are no pods\n"


@pytest.mark.parametrize(
    ("resource", "amount", "text"),
    [("cpu", 1, "1m"), ("cpu", 1500 * 10**6, "1500m"), ("memory", 10**9 * 1000, "1k"), ("nvidia.com/gpu", 2 * 10**9, "2")],
)
def test_amounts_are_written_as_kubernetes_does(resource, amount, text):
    assert spelled(resource, amount) == text


def test_what_changes_between_two_reports():
    def job(digits, pod):
        return named(f"migrate-{digits}", deployment(pod, kind="Job"))

    full, half = spec(container(**SAME)), spec(container(requests=FULL, limits=MEMORY))
    old = reported(
        *map(source, (named("a", deployment(full)), named("gone", deployment(full)), job("0123abcd", full))),
        source(named("m", deployment(half))),
    )
    new = reported(
        *map(source, (named("a", deployment(half)), named("fresh", deployment(spec(container()))), job("deadbeef", full))),
        source(named("m", deployment(spec(container(requests=FULL))))),
    )
    changes = class_changes(old, new)
    assert changes_text(changes) == (
        "Deployment/a: Guaranteed -> Burstable: every pod is replaced\n"
        "Deployment/fresh: new, BestEffort\n"
        "Deployment/gone: gone, was Guaranteed\n"
        "Deployment/m: Burstable, memory is no longer guaranteed\n"
    )
    assert [one.replaces_pods for one in changes] == [True, False, False, False]
    said = json.loads(changes_json(changes))
    SHAPE.validate(said)
    assert changes_text(class_changes(old, old)) == "no class changes\n"
    assert "memory is now guaranteed" in changes_text(class_changes(new, old))


def test_a_function_is_a_pod_of_one_container():
    amounts = {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "1Gi"}}
    body = {"apiVersion": "openfaas.com/v1", "kind": "Function", "metadata": {"name": "a", "namespace": "f"}}
    (found,) = reported(source({**body, "spec": {"name": "a", "image": "b", **amounts}})).pods
    assert (found.quality, found.memory_guaranteed, found.pods.number, found.pods.namespace) == ("Burstable", True, None, "f")
    assert [one.name for one in found.containers] == ["a"]
    assert reported(source({**body, "spec": {"image": "b"}})).pods[0].quality == "BestEffort"
    assert reported(source({**body, "apiVersion": "example.com/v1", "spec": amounts})).pods == ()
