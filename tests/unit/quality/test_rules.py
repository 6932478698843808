"""The rules QOS001 to QOS013: for each what breaks it and what does not, the modes, and what options may say."""

import pytest

from oamc.quality.bounds import overdrawn, refusals, with_defaults
from oamc.quality.cpu_limits import by_instance
from oamc.quality.pods import pods_of
from oamc.quality.policy import (
    RULES,
    policy_of,
    problem_of_class,
    problem_of_cpu_limit,
    problem_of_mode,
    problem_of_node,
)
from oamc.quality.rules import findings_of, is_device
from tests.unit.quality.test_classes import FULL, SAME, container, spec

GI = 2**30


def deployment(pod, *, kind="Deployment", namespace="", annotations=None, labels=None, **fields):
    about = {"annotations": annotations or {}, "labels": labels or {}}
    metadata = {"name": "web", **({"namespace": namespace} if namespace else {})}
    return {"kind": kind, "metadata": metadata, "spec": {**fields, "template": {"metadata": about, "spec": pod}}}


def broken(body, required="", nodes=None):
    """Return the rules that an object breaks, each with the container and the resource."""
    pods = pods_of(body)
    return [(one.rule, one.container, one.resource) for one in findings_of(pods, required, nodes or {})]


def volume(**directory):
    return {"name": "data", "emptyDir": directory}


def with_volume(resources, **directory):
    one = {"name": "app", "resources": resources, "volumeMounts": [{"name": "data", "mountPath": "/data"}]}
    return spec(one, volumes=[volume(**directory)])


STORAGE = {"ephemeral-storage": "1Gi"}
GOOD = deployment(spec(container(**SAME)))
MEMORY = {"memory": "1Gi"}
CASES = [
    (GOOD, []),
    (deployment(spec(container())), [("QOS001", "app", "memory"), ("QOS002", "app", "memory")]),
    (deployment(spec(container(requests=MEMORY))), [("QOS002", "app", "memory")]),
    (
        deployment(spec(container(requests=MEMORY, limits={"memory": "2Gi"}))),
        [("QOS003", "app", "memory")],
    ),
    (deployment(with_volume(SAME, sizeLimit="1Gi")), [("QOS004", "app", "ephemeral-storage")]),
    (deployment(with_volume({"requests": {**FULL, **STORAGE}, "limits": {**FULL, **STORAGE}}, sizeLimit="1Gi")), []),
    (deployment(spec(container(requests={**FULL, **STORAGE}, limits=FULL))), [("QOS004", "app", "ephemeral-storage")]),
    (
        deployment(spec(container(requests={"cpu": "0", **MEMORY}, limits={"cpu": "0", **MEMORY}))),
        [("QOS005", "app", "cpu"), ("QOS005", "app", "cpu")],
    ),
    (
        deployment(spec(container(requests={"memory": "2Gi"}, limits=MEMORY))),
        [("QOS006", "app", "memory")],
    ),
    (
        deployment(spec(container(**SAME), annotations={}), annotations={"dapr.io/enabled": "true"}),
        [("QOS008", "daprd", "memory")],
    ),
    (
        deployment(
            spec(container(**SAME)),
            annotations={
                "dapr.io/enabled": "true",
                "dapr.io/sidecar-memory-request": "64Mi",
                "dapr.io/sidecar-memory-limit": "64Mi",
            },
        ),
        [],
    ),
    (deployment(spec(container(**SAME)), labels={"sidecar.istio.io/inject": "true"}), [("QOS008", "istio-proxy", "memory")]),
    (
        deployment(
            spec(container(**SAME)),
            annotations={"sidecar.istio.io/inject": "true", "sidecar.istio.io/proxyMemoryLimit": "1Gi"},
        ),
        [],
    ),
    (
        deployment(with_volume({"requests": {**FULL, **STORAGE}, "limits": {**FULL, **STORAGE}})),
        [("QOS011", "", "ephemeral-storage")],
    ),
    (deployment(with_volume(SAME, medium="Memory", sizeLimit="2Gi")), [("QOS011", "app", "memory")]),
    (deployment(with_volume(SAME, medium="Memory", sizeLimit="1Gi")), []),
    (deployment(spec(container(**SAME), priorityClassName="system-node-critical")), [("QOS012", "", "")]),
    (deployment(spec(container(**SAME), priorityClassName="system-node-critical"), namespace="kube-system"), []),
    (deployment(spec(container(**SAME), priorityClassName="mine")), []),
    (
        deployment(spec(container(requests={**FULL, "nvidia.com/gpu": 1}, limits=FULL))),
        [("QOS013", "app", "nvidia.com/gpu")],
    ),
    (
        deployment(spec(container(requests=FULL, limits={**FULL, "nvidia.com/gpu": "1500m"}))),
        [("QOS013", "app", "nvidia.com/gpu")],
    ),
    (
        deployment(spec(container(requests={**FULL, "a.com/b": 1}, limits={**FULL, "a.com/b": 2}))),
        [("QOS013", "app", "a.com/b")],
    ),
    (deployment(spec(container(requests=FULL, limits={**FULL, "a.com/b": 2}))), []),
    (
        deployment(spec(container(**SAME), resources={"requests": {"cpu": "2"}, "limits": {"cpu": "1"}})),
        [("QOS006", "", "cpu")],
    ),
]


@pytest.mark.parametrize(("body", "rules"), CASES)
def test_a_pod_breaks_these_rules(body, rules):
    assert broken(body) == rules


def test_every_rule_is_broken_by_some_case():
    found = {rule for _, rules in CASES for rule, _, _ in rules}
    assert set(RULES) - found == {"QOS007", "QOS009", "QOS010"}


def test_a_class_that_is_required_names_what_is_missing():
    burstable = deployment(spec(container(**SAME), container("b", requests=MEMORY, limits=MEMORY)))
    assert broken(burstable, "Guaranteed") == [("QOS007", "b", "cpu")]
    assert broken(burstable, "Burstable") == []
    assert broken(GOOD, "Burstable") == []
    assert broken(GOOD, "BestEffort") == [("QOS007", "", "")]
    nothing = deployment(spec(container()))
    assert ("QOS007", "", "") in broken(nothing, "Burstable")
    of_pod = deployment(spec(container(), resources={"limits": MEMORY}))
    assert ("QOS007", "", "cpu") in broken(of_pod, "Guaranteed")


def test_a_small_request_is_told_for_the_nodes_on_which_it_is_small():
    small = deployment(spec(container(requests={"memory": "16Mi"}, limits={"memory": "16Mi"})))
    assert broken(small, nodes={"small": 8 * GI, "large": 64 * GI}) == [("QOS010", "app", "memory")]
    assert broken(GOOD, nodes={"large": 4096 * GI}) == []


@pytest.mark.parametrize(
    ("resource", "is_one"),
    [("cpu", False), ("a.com/b", True), ("kubernetes.io/x", False), ("batch.kubernetes.io/x", False), ("hugepages-1Gi", False)],
)
def test_devices(resource, is_one):
    assert is_device(resource) == is_one


def test_the_modes_of_rules():
    policy = policy_of(("QOS001=deny",), ("Burstable", "web=Guaranteed"), ("large=64Gi",))
    assert [policy.mode(rule) for rule in ("QOS001", "QOS002", "QOS006", "QOS007", "QOS013")] == [
        *("deny", "warn", "deny", "deny", "deny"),
    ]
    assert [policy.mode(rule, of_build=True) for rule in ("QOS001", "QOS002", "QOS006", "QOS007", "QOS013")] == [
        *("deny", "off", "off", "deny", "off"),
    ]
    assert (policy.required_of("web"), policy.required_of("api")) == ("Guaranteed", "Burstable")
    assert policy.nodes == {"large": 64 * GI}
    assert policy_of((), ()).required_of("web") == ""


@pytest.mark.parametrize(
    ("problem", "good", "bad"),
    [
        (
            problem_of_mode,
            ["QOS001=off", "QOS013=deny"],
            ["QOS014=off", "QOS006=off", "QOS013=warn", "QOS001", "QOS001=", "QOS001=off=", ""],
        ),
        (problem_of_class, ["Guaranteed", "web=BestEffort"], ["guaranteed", "=Burstable", "web=", "a b=Burstable", ""]),
        (
            problem_of_cpu_limit,
            ["none", "equal", "1", "1.5", "100", "web=2.25"],
            ["0.5", "100.01", "1.234", "nan", "1e1", "=equal", "web=", "", "-1", "٣"],
        ),
        (problem_of_node, ["a=1Gi", "large-1=64G"], ["a", "=1Gi", "A=1Gi", "a=0", "a=-1Gi", "a=" + "9" * 30, "a=lots"]),
    ],
)
def test_what_options_may_say(problem, good, bad):
    assert [text for text in good if problem(text)] == []
    assert [text for text in bad if not problem(text)] == []


def test_the_last_text_of_an_instance_counts():
    assert by_instance(("equal", "web=none", "1.5", "web=2")) == {"": "1.5", "web": "2"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "ConfigMap", "data": {}},
        {"kind": "Deployment", "spec": []},
        {"kind": "Deployment", "spec": {"template": {"spec": {"containers": "a"}}}},
        {"kind": "CronJob", "spec": {"template": {"spec": spec(container())}}},
    ],
)
def test_what_makes_no_pods(body):
    assert pods_of(body) is None


@pytest.mark.parametrize(
    ("body", "number"),
    [
        (deployment(spec(container()), replicas=3), 3),
        (deployment(spec(container())), 1),
        (deployment(spec(container()), replicas="3"), None),
        (deployment(spec(container()), replicas=True), None),
        (deployment(spec(container()), kind="Job", parallelism=4, replicas=9), 4),
        (deployment(spec(container()), kind="DaemonSet"), None),
        ({"kind": "Pod", "metadata": {"name": "a"}, "spec": spec(container())}, 1),
        ({"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": {"spec": spec(container())}}}}}, None),
        (deployment(spec(container()), kind="Rollout", replicas=2), 2),
    ],
)
def test_how_many_pods_an_object_makes(body, number):
    assert pods_of(body).number == number


def limit_range(**item):
    return {"kind": "LimitRange", "metadata": {"name": "bounds"}, "spec": {"limits": [{"type": "Container", **item}]}}


def quota(hard, **fields):
    return {"kind": "ResourceQuota", "metadata": {"name": "team"}, "spec": {"hard": hard, **fields}}


def refused(pods, ranges=(), quotas=()):
    filled = with_defaults(pods, ranges)
    return [(one.container, one.resource) for one in refusals(filled, ranges, quotas)]


def test_a_range_fills_in_what_is_missing_and_never_what_a_limit_implies():
    ranges = [limit_range(default={"cpu": "2"}, max={"memory": "2Gi"}, min={"ephemeral-storage": "1Mi"})]
    filled = with_defaults(pods_of(deployment(spec(container(limits={"memory": "1Gi"}), "odd"))), ranges).spec
    assert filled["containers"][0]["resources"] == {
        "requests": {"cpu": "2", "memory": "1Gi", "ephemeral-storage": "1Mi"},
        "limits": {"cpu": "2", "memory": "1Gi"},
    }
    assert filled["containers"][1] == "odd"
    untouched = pods_of(deployment(spec(container())))
    assert with_defaults(untouched, [{"spec": {"limits": [{"type": "PersistentVolumeClaim", "max": FULL}, 3]}}]) is untouched


def test_what_a_range_refuses():
    over = pods_of(deployment(spec(container(requests={"memory": "600Mi"}))))
    assert refused(over, [limit_range(default={"memory": "512Mi"}, max={"memory": "512Mi"})]) == [("app", "memory")] * 2
    assert refused(over, [limit_range(default={"memory": "512Mi"})]) == [("app", "memory")]
    good = pods_of(GOOD)
    assert refused(good, [limit_range(min={"memory": "2Gi"})]) == [("app", "memory")]
    assert refused(good, [limit_range(maxLimitRequestRatio={"memory": "1"})]) == []
    half = pods_of(deployment(spec(container(requests={"memory": "512Mi"}, limits={"memory": "1Gi"}))))
    assert refused(half, [limit_range(maxLimitRequestRatio={"memory": "1"})]) == [("app", "memory")]
    assert refused(half, [limit_range(maxLimitRequestRatio={"memory": "2"})]) == []
    two = pods_of(deployment(spec(container(**SAME), container("b", **SAME))))
    assert refused(two, [{"spec": {"limits": [{"type": "Pod", "max": {"memory": "1Gi"}}]}}]) == [("", "memory")]


def test_what_a_quota_wants_to_be_stated():
    burstable = pods_of(deployment(spec(container(requests=FULL, limits=MEMORY))))
    assert refused(burstable, quotas=[quota({"limits.cpu": "4", "limits.memory": "4Gi", "pods": "3"})]) == [("app", "cpu")]
    assert refused(burstable, quotas=[quota({"limits.cpu": "4"}, scopes=["BestEffort"])]) == []
    assert refused(burstable, quotas=[quota({"limits.cpu": "4"}, scopes=["NotBestEffort"])]) == [("app", "cpu")]
    assert refused(burstable, quotas=[quota({"limits.cpu": "4"}, scopes=["Terminating"])]) == []
    assert refused(burstable, quotas=[quota({"limits.cpu": "4"}, scopeSelector={"matchExpressions": []})]) == [("app", "cpu")]
    assert refused(burstable, quotas=[{"spec": None}, {"spec": {"scopes": "all"}}]) == []
    whole = pods_of(deployment(spec(container(), resources={"limits": FULL})))
    assert refused(whole, quotas=[quota({"limits.cpu": "4"})]) == []


def test_what_pods_need_together_beyond_a_quota():
    three, one = pods_of(deployment(spec(container(**SAME)), replicas=3)), pods_of(GOOD)
    whole = pods_of(deployment(spec(container(), resources={"limits": FULL})))
    every = [three, one, whole, pods_of(deployment(spec(container(**SAME)), kind="DaemonSet"))]
    hard = {"requests.cpu": "5", "limits.memory": "4Gi", "memory": "5Gi", "pods": 4, "requests.storage": "0", "cpu": "4.9"}
    assert [found.resource for found in overdrawn(every, quota(hard))] == ["limits.memory", "pods", "cpu"]
    assert [found.resource for found in overdrawn(every, quota({"pods": 1}, scopes=["BestEffort"]))] == []
