"""dynamic-qos: the network, requests that follow the use, classes of Koordinator (docs/spec/dynamic-qos.md)."""

import json

import pytest

from tests.support.documents import RESOURCES, application, compiled, component, container, trait
from tests.unit.capabilities.test_everyday_traits import second

NETWORK = {"priority": "burstable", "cni": "terway"}
VPA = {"domain": "compute", "mode": "initial", "max": {"memory": "1Gi"}}
KOORDINATOR = {"domain": "compute", "engine": "koordinator"}
SERVER = component("Server")


def made(*uses, others=(), given=SERVER, sets=(), **options):
    """Return what comes of an instance with some uses of the trait."""
    return compiled(given, application(*others, *(trait("dynamic-qos", **use) for use in uses)), sets=sets, **options)


def template(found):
    """Return the template of the pods of the one workload."""
    (one,) = (item["spec"]["template"] for item in found.objects if "template" in item.get("spec", {}))
    return one


def autoscaler(found):
    assert found.codes == []
    return found.only("VerticalPodAutoscaler")["spec"]


@pytest.mark.parametrize("kind", ["Server", "SingletonServer", "Worker", "SingletonWorker", "Task", "SingletonTask"])
def test_every_workload_has_a_priority_in_the_network(kind):
    ports = None if kind.endswith("Server") else []
    found = made(NETWORK, given=component(kind, container(ports=ports)) if ports == [] else component(kind))
    assert found.codes == []
    assert template(found)["metadata"]["annotations"] == {"k8s.aliyun.com/network-priority": "burstable"}


@pytest.mark.parametrize(
    ("use", "profile", "codes"),
    [
        ({"priority": "guaranteed"}, None, ["OAM992"]),
        ({"priority": "guaranteed"}, "alibaba", []),
        ({"priority": "guaranteed"}, "alibaba-flannel", ["OAM992"]),
        ({"priority": "guaranteed"}, "gcp", ["OAM992"]),
        ({"priority": "guaranteed", "cni": "terway"}, "alibaba-flannel", []),
        ({"priority": "guaranteed", "cni": "antrea"}, "alibaba", ["OAM992"]),
        ({"priority": "guaranteed", "cni": "weave"}, None, ["OAM508"]),
        ({"cni": "terway"}, None, ["OAM507"]),
        ({"priority": "high", "cni": "terway"}, None, ["OAM508"]),
        ({}, None, ["OAM507"]),
    ],
)
def test_only_a_network_that_has_priorities_is_asked_for_one(use, profile, codes):
    found = made(use, profile=profile)
    assert found.codes == codes
    if codes == ["OAM992"]:
        assert "terway" in found.reports.found[0].hint


def test_both_domains_stand_on_one_instance_and_no_domain_twice():
    found = made(NETWORK, VPA)
    assert found.codes == []
    assert [item["kind"] for item in found.objects] == ["Deployment", "Service", "VerticalPodAutoscaler"]
    assert made(NETWORK, {"domain": "network", **NETWORK}).codes == ["OAM505"]
    assert made(VPA, {**KOORDINATOR, "qosClass": "LS"}).codes == ["OAM505"]


@pytest.mark.parametrize(
    ("use", "named", "hint"),
    [
        ({**NETWORK, "mode": "off"}, "mode", "only with domain: compute"),
        ({**NETWORK, "qosClass": "BE"}, "qosClass", "only with domain: compute"),
        ({**NETWORK, "engine": "vpa"}, "engine", "only with domain: compute"),
        ({**VPA, "cni": "terway"}, "cni", "only with domain: network"),
        ({**VPA, "qosClass": "LS"}, "qosClass", "only with engine: koordinator"),
        ({**KOORDINATOR, "qosClass": "LS", "mode": "off"}, "mode", "only with engine: vpa"),
    ],
)
def test_a_property_of_another_domain_or_engine_is_told_with_what_it_belongs_to(use, named, hint):
    found = made(use)
    assert found.codes == ["OAM506"]
    assert f'"{named}"' in found.messages[0]
    assert found.reports.found[0].hint == hint


@pytest.mark.parametrize("use", [{"domain": "disk"}, {"domain": "disk", **NETWORK, "mode": "off"}, {**VPA, "engine": "hpa"}])
def test_of_a_domain_or_an_engine_that_is_none_only_that_is_told(use):
    assert made(use).codes == ["OAM508"]


def test_an_autoscaler_always_has_a_mode_and_a_bound():
    spec = autoscaler(made({"domain": "compute", "max": {"memory": "1Gi"}}))
    assert spec == {
        "targetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop-web"},
        "updatePolicy": {"updateMode": "Off", "minReplicas": 2},
        "resourcePolicy": {
            "containerPolicies": [
                {
                    "containerName": "*",
                    "mode": "Auto",
                    "controlledResources": ["memory"],
                    "controlledValues": "RequestsAndLimits",
                    "maxAllowed": {"memory": "1Gi"},
                }
            ]
        },
    }


@pytest.mark.parametrize(
    ("bounds", "value", "refused"),
    [
        ({"min": {"memory": "1Gi"}, "max": {"memory": "2Gi"}}, "min.memory=3Gi", True),
        ({"min": {"memory": "1Gi"}, "max": {"memory": "2Gi"}}, "max.memory=512Mi", True),
        ({"min": {"memory": "1Gi"}, "max": {"memory": "2Gi"}}, "max.memory=1Gi", False),
        ({"min": {"memory": "1Gi"}, "max": {"memory": "2Gi"}}, "min.memory=512Mi", False),
        ({"resources": ["cpu"], "min": {"cpu": 1}, "max": {"cpu": 2}}, "max.cpu=3", True),
        ({"resources": ["cpu"], "min": {"cpu": 1}, "max": {"cpu": 2}}, "max.cpu=2", False),
        ({"max": {"memory": "2Gi"}}, "max.memory=512Mi", False),
    ],
)
def test_a_value_does_not_turn_bounds_round(bounds, value, refused):
    found = made({"domain": "compute", **bounds}, sets=(f"shop-web.traits.dynamic-qos.compute.{value}",))
    assert bool(found.codes) is refused
    assert refused is ("OAM706" in found.codes)


@pytest.mark.parametrize(
    ("rollout", "target"),
    [
        (
            {"engine": "argo", "strategy": "blueGreen"},
            {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": "shop-web"},
        ),
        (
            {"engine": "flagger", "strategy": "blueGreen"},
            {"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop-web-primary"},
        ),
        ({"strategy": "canary"}, {"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop-web"}),
    ],
)
def test_an_autoscaler_follows_the_pods_that_answer(rollout, target):
    found = made(VPA, others=(trait("rollout", **rollout),))
    assert not found.codes
    assert autoscaler(found)["targetRef"] == target


@pytest.mark.parametrize(
    ("word", "mode", "codes"),
    [
        ("off", "Off", []),
        ("initial", "Initial", []),
        ("recreate", "Recreate", ["OAM995"]),
        ("in-place-or-recreate", "InPlaceOrRecreate", ["OAM995"]),
        ("in-place", "InPlace", ["OAM995"]),
    ],
)
def test_a_mode_is_a_word_and_stays_one(word, mode, codes):
    for found in (made({**VPA, "mode": word}), made(VPA, sets=(f"shop-web.traits.dynamic-qos.compute.mode={word}",))):
        assert found.codes == codes
        assert found.only("VerticalPodAutoscaler")["spec"]["updatePolicy"]["updateMode"] == mode


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"max": {"cpu": 1}}, "nothing bounds what it may request of memory"),
        ({"resources": ["cpu", "memory"], "max": {"memory": "1Gi"}}, "nothing bounds what it may request of cpu"),
        ({"resources": ["cpu"]}, "nothing bounds what it may request of cpu"),
        ({"max": {"memory": "1Gi", "cpu": 1}}, "max.cpu bounds what it does not act on"),
        ({"max": {"memory": "1Gi"}, "min": {"cpu": 1}}, "min.cpu bounds what it does not act on"),
    ],
)
def test_each_resource_has_an_upper_bound_and_no_other_has_one(properties, message):
    found = made({"domain": "compute", **properties})
    assert set(found.codes) == {"OAM992"}
    assert any(message in one for one in found.messages)


@pytest.mark.parametrize(
    "properties",
    [
        {"resources": []},
        {"resources": ["memory", "memory"]},
        {"resources": ["disk"]},
        {"resources": "memory"},
        {"max": {"memory": "1024"}},
        {"max": {"memory": float("nan")}},
        {"max": {"memory": "1Gi", "disk": "1Gi"}},
        {"max": {"memory": "1Gi"}, "minReplicas": 0},
        {"max": {"memory": "1Gi"}, "minReplicas": 2**31},
        {"max": {"memory": "1Gi"}, "minReplicas": 10**400},
        {"max": []},
        {"resources": ["cpu"] * 10_000},
    ],
)
def test_a_value_of_a_wrong_kind_is_told(properties):
    found = made({"domain": "compute", **properties})
    assert found.codes
    assert set(found.codes) <= {"OAM506", "OAM508", "OAM992"}


def test_bounds_that_cross_are_told():
    assert made({**VPA, "min": {"memory": "2Gi"}}).codes == ["OAM706"]


@pytest.mark.parametrize("kind", ["Task", "SingletonTask"])
def test_nobody_learns_from_a_job(kind):
    assert made(VPA, given=component(kind, container(ports=[]))).codes == ["OAM992"]


def test_a_singleton_is_a_stateful_set():
    spec = autoscaler(made(VPA, given=component("SingletonServer")))
    assert spec["targetRef"]["kind"] == "StatefulSet"


SCALED = {"maximum": 5, "cpu": 80}
KEDA = {"engine": "keda", "maximum": 5}
MEMORY_TRIGGER = {"type": "memory", "metricType": "Utilization", "metadata": {"value": "70"}}
MEMORY_METRIC = {"type": "ContainerResource", "container": "web", "resource": "memory", "averageUtilization": 50}


@pytest.mark.parametrize(
    ("scaler", "use", "codes"),
    [
        (SCALED, VPA, []),
        (SCALED, {**VPA, "resources": ["cpu"], "max": {"cpu": 2}}, ["OAM994"]),
        (SCALED, {**VPA, "mode": "off", "resources": ["cpu"], "max": {"cpu": 2}}, []),
        ({**SCALED, "memory": 60}, VPA, ["OAM994"]),
        ({**SCALED, "memoryAverageValue": "64Mi"}, VPA, ["OAM994"]),
        ({**SCALED, "metrics": [MEMORY_METRIC]}, VPA, ["OAM994"]),
        ({**KEDA, "cpu": 80}, VPA, []),
        ({**KEDA, "memory": 70}, VPA, ["OAM994"]),
        ({**KEDA, "triggers": [MEMORY_TRIGGER]}, VPA, ["OAM994"]),
        ({**KEDA, "triggers": [MEMORY_TRIGGER]}, {**VPA, "resources": ["cpu"], "max": {"cpu": 2}}, []),
        (SCALED, {**KOORDINATOR, "qosClass": "BE"}, ["OAM994"]),
        (SCALED, {**KOORDINATOR, "qosClass": "LS"}, []),
        (SCALED, NETWORK, []),
    ],
)
def test_replicas_and_requests_follow_different_resources(scaler, use, codes):
    for traits in (
        (trait("auto-scaler", **scaler), trait("dynamic-qos", **use)),
        (trait("dynamic-qos", **use), trait("auto-scaler", **scaler)),
    ):
        found = compiled(SERVER, application(*traits))
        assert [code for code in found.codes if code != "OAM521"] == codes
        if codes:
            assert all(f'trait "{name}"' in found.messages[0] for name in ("auto-scaler", "dynamic-qos"))


def test_a_mode_that_would_follow_what_another_one_follows_is_no_value():
    use = {**VPA, "mode": "off"}
    scaler = trait("auto-scaler", maximum=5, memory=60)
    path = "shop-web.traits.dynamic-qos.compute"
    assert made(use, others=[scaler]).codes == []
    assert made(use, others=[scaler], sets=(f"{path}.mode=recreate",)).codes == ["OAM706"]
    both = (f"{path}.mode=recreate", f"{path}.enabled=false")
    assert made(use, others=[scaler], sets=both).codes == []


def own_autoscaler(target):
    """Return an object that a document gives whole, and an instance of it."""
    spec = {"targetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": target}}
    settings = [{"name": "spec", "value": spec}]
    return component("autoscaling.k8s.io/v1.VerticalPodAutoscaler", name="own", workloadSettings=settings)


@pytest.mark.parametrize(("target", "codes"), [("shop-web", ["OAM992"]), ("other", [])])
def test_one_workload_has_one_autoscaler_of_requests(target, codes):
    for sets in ((), ("shop-web.traits.dynamic-qos.compute.enabled=false",)):
        text = application(trait("dynamic-qos", **VPA))
        text["spec"]["components"].append({"componentName": "own", "instanceName": "own"})
        assert compiled(SERVER, own_autoscaler(target), text, sets=sets).codes == codes


@pytest.mark.parametrize(
    ("replicas", "least", "told"),
    [(None, None, True), (1, 1, False), (1, 2, True), (2, 2, False), (3, None, False), (0, 1, True), (5, 6, True)],
)
def test_a_workload_that_is_too_small_for_an_eviction_is_told(replicas, least, told):
    others = [] if replicas is None else [trait("manual-scaler", replicaCount=replicas)]
    own = {} if least is None else {"minReplicas": least}
    for mode in ("recreate", "in-place-or-recreate"):
        found = made({**VPA, "mode": mode, **own}, others=others)
        assert found.codes == (["OAM995"] if told else [])
    assert made({**VPA, **own}, others=others).codes == []


def test_an_autoscaler_of_replicas_may_bring_enough_of_them():
    assert made({**VPA, "mode": "recreate"}, others=[trait("auto-scaler", **SCALED)]).codes == []


def test_what_an_older_version_does_not_know_is_told():
    use = {**VPA, "mode": "in-place-or-recreate", "minReplicas": 1, "restartOnMemoryResize": True}
    assert made(use, kube_versions=("1.33", "1.37")).codes == []
    assert made(use, kube_versions=("1.32", "1.37")).codes == ["OAM995", "OAM995"]
    assert made({**use, "mode": "recreate", "restartOnMemoryResize": False}, kube_versions=("1.30",)).codes == []


def test_containers_start_again_when_their_memory_changes():
    side = trait("sidecar", name="side", image="example/side:1")
    found = made({**VPA, "restartOnMemoryResize": True}, others=[side], kube_versions=("1.37",))
    web, other = found.containers()
    assert web["resizePolicy"] == [{"resourceName": "memory", "restartPolicy": "RestartContainer"}]
    assert "resizePolicy" not in other
    path = "shop-web.traits.dynamic-qos.compute.restartOnMemoryResize"
    assert "resizePolicy" not in made({**VPA, "restartOnMemoryResize": True}, sets=(f"{path}=false",)).containers()[0]
    assert "resizePolicy" in made(VPA, sets=(f"{path}=true",)).containers()[0]


@pytest.mark.parametrize(
    ("quality", "priority"), [("LSE", "koord-prod"), ("LSR", "koord-prod"), ("LS", "koord-prod"), ("BE", "koord-batch")]
)
def test_a_class_brings_its_priority_and_its_scheduler(quality, priority):
    cores = component("Server", container(resources={"cpu": {"required": 2}, "memory": {"required": "64Mi"}}))
    found = made({**KOORDINATOR, "qosClass": quality}, given=cores)
    assert found.codes == []
    assert template(found)["metadata"]["labels"]["koordinator.sh/qosClass"] == quality
    pod = found.pod()
    assert (pod["priorityClassName"], pod["schedulerName"]) == (priority, "koord-scheduler")
    is_batch = quality == "BE"
    assert ("kubernetes.io/batch-cpu" in pod["containers"][0]["resources"]["requests"]) is is_batch


@pytest.mark.parametrize(
    ("quality", "name", "codes"),
    [
        ("LS", "koord-mid", []),
        ("BE", "koord-free", []),
        ("LS", "koord-batch", ["OAM992"]),
        ("BE", "koord-mid", ["OAM992"]),
        ("LSR", "koord-free", ["OAM992"]),
        ("LS", "high", ["OAM508"]),
    ],
)
def test_a_priority_goes_with_its_class(quality, name, codes):
    cores = component("Server", container(resources={"cpu": {"required": 2}, "memory": {"required": "64Mi"}}))
    assert made({**KOORDINATOR, "qosClass": quality, "priorityClassName": name}, given=cores).codes == codes


def test_all_containers_of_a_best_effort_pod_request_what_others_leave():
    first = trait("init-container", name="first", image="example/first:1", cpu="1.001", memory="1G")
    side = trait("sidecar", name="side", image="example/side:1", cpu="2k")
    uses = {**KOORDINATOR, "qosClass": "BE"}
    found = made(uses, others=[first, side, trait("rollout", strategy="canary", container="web")], cpu_limit=("1.5",))
    assert found.codes == []
    for deployment in (item for item in found.objects if item["kind"] == "Deployment"):
        pod = deployment["spec"]["template"]["spec"]
        (init,), (web, other) = pod["initContainers"], pod["containers"]
        assert init["resources"]["requests"] == {"kubernetes.io/batch-cpu": "1001", "kubernetes.io/batch-memory": "1G"}
        assert web["resources"]["requests"] == {"kubernetes.io/batch-cpu": "100", "kubernetes.io/batch-memory": "64Mi"}
        assert web["resources"]["limits"] == {"kubernetes.io/batch-cpu": "150", "kubernetes.io/batch-memory": "64Mi"}
        assert other["resources"] == {"requests": {"kubernetes.io/batch-cpu": "2M"}}
    assert sum(item["kind"] == "Deployment" for item in found.objects) == 2


def test_what_is_no_cpu_and_no_memory_stays_under_its_name():
    disk = {"name": "data", "mountPath": "/data", "disk": {"required": "1Gi", "ephemeral": True}}
    given = component("Server", container(resources={**RESOURCES, "gpu": {"required": 1}, "volumes": [disk]}))
    (web,) = made({**KOORDINATOR, "qosClass": "BE"}, given=given).containers()
    assert web["resources"]["requests"]["ephemeral-storage"] == "1Gi"
    assert web["resources"]["limits"]["nvidia.com/gpu"] == "1"
    assert not {"cpu", "memory"} & {*web["resources"]["requests"], *web["resources"]["limits"]}


def test_turned_off_a_best_effort_pod_is_what_it_was():
    plain = compiled(SERVER, application()).containers()
    path = "shop-web.traits.dynamic-qos.compute.enabled"
    assert made({**KOORDINATOR, "qosClass": "BE"}, sets=(f"{path}=false",)).containers() == plain


def test_without_limits_of_oamc_there_are_none_of_koordinator():
    (web,) = made({**KOORDINATOR, "qosClass": "BE"}, qos="off").containers()
    assert "limits" not in web["resources"]


def test_settings_are_json_whatever_their_values():
    memory = {"policy": "none", "wmarkMinAdj": -25, "oomKillGroup": 1}
    use = {**KOORDINATOR, "qosClass": "LS", "subPriority": 7, "cpuBurst": {}, "memoryQOS": memory}
    path = "shop-web.traits.dynamic-qos.compute.cpuBurst"
    found = made(use, sets=(f"{path}.policy=cpuBurstOnly", f"{path}.cpuBurstPercent=10000"))
    about = template(found)["metadata"]
    assert about["labels"]["koordinator.sh/priority"] == "7"
    assert json.loads(about["annotations"]["koordinator.sh/memoryQOS"]) == memory
    assert json.loads(about["annotations"]["koordinator.sh/cpuBurst"]) == {
        "policy": "cpuBurstOnly",
        "cpuBurstPercent": 10_000,
        "cfsQuotaBurstPercent": 300,
        "cfsQuotaBurstPeriodSeconds": -1,
    }


@pytest.mark.parametrize(
    "properties",
    [
        {"subPriority": -1},
        {"subPriority": "1"},
        {"cpuBurst": {"cpuBurstPercent": 0}},
        {"cpuBurst": {"policy": 'auto","x":"'}},
        {"memoryQOS": {"wmarkRatio": 101}},
        {"memoryQOS": {"wmarkRatio": float("nan")}},
        {"memoryQOS": {"other": 1}},
        {"schedulerName": "A b"},
        {"qosClass": "SYSTEM"},
        {"qosClass": None},
    ],
)
def test_a_setting_of_a_wrong_kind_is_told(properties):
    found = made({**KOORDINATOR, "qosClass": "LS", **properties})
    assert len(found.codes) == 1
    assert found.codes[0] in {"OAM506", "OAM507", "OAM508"}


@pytest.mark.parametrize(
    ("amounts", "told"), [((2,), False), ((0.5,), True), (("1500m", 0.5), False), ((1, 0.25), True), ((None,), True)]
)
def test_whole_cores_are_those_of_all_containers_together(amounts, told):
    containers = [
        container(
            f"c{index}",
            ports=[],
            resources={"memory": {"required": "64Mi"}} | ({} if cpu is None else {"cpu": {"required": cpu}}),
        )
        for index, cpu in enumerate(amounts)
    ]
    found = made({**KOORDINATOR, "qosClass": "LSR"}, given=component("Worker", *containers))
    assert ("OAM995" in found.codes) is told


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        (trait("placement", priorityClassName="high"), ["OAM555"]),
        (trait("placement", nodeSelector={"a": "b"}), []),
        (trait("service-account", name="web"), []),
        (trait("labels", pods={"koordinator.sh/qosClass": "LSR"}), ["OAM555"]),
        (trait("annotations", pods={"koordinator.sh/cpuBurst": "{}"}), ["OAM555"]),
        (trait("dapr", appId="web"), []),
    ],
)
def test_others_write_no_field_of_it(other, codes):
    found = made({**KOORDINATOR, "qosClass": "LS", "cpuBurst": {}}, others=[other])
    assert [code for code in found.codes if code in {"OAM555", "OAM506", "OAM508"}] == codes


def test_an_annotation_of_the_network_is_written_once():
    other = trait("annotations", pods={"k8s.aliyun.com/network-priority": "guaranteed"})
    assert made(NETWORK, others=[other]).codes == ["OAM555"]
    assert made(NETWORK, others=[trait("bandwidth-control", egress="10Mbit", cni="terway-legacy")]).codes == []


@pytest.mark.parametrize(("required", "told"), [("Guaranteed", True), ("Burstable", True), ("BestEffort", False)])
def test_a_required_class_and_one_that_requests_nothing_contradict(required, told):
    found = made({**KOORDINATOR, "qosClass": "BE"}, require_class=(required,))
    assert found.codes == (["OAM957"] if told else [])
    assert not told or "Koordinator's class BE" in found.messages[0]


def test_a_rule_about_memory_says_why_it_is_broken():
    found = made({**KOORDINATOR, "qosClass": "BE"}, qos_rule=("QOS001=warn", "QOS002=warn", "QOS003=warn"))
    assert found.codes == ["OAM951"]
    assert "kubernetes.io/batch-memory" in found.messages[0]


def test_an_intent_that_wants_cores_of_its_own_contradicts():
    given = component("Server", container(resources={"cpu": {"required": 2}, "memory": {"required": "64Mi"}}))
    given["metadata"]["annotations"] = {"oamc.dev/intents": "latency-sensitive"}
    assert "OAM970" in made({**KOORDINATOR, "qosClass": "BE"}, given=given).codes
    assert made({**KOORDINATOR, "qosClass": "LSR"}, given=given).codes == []


def test_a_trait_that_is_wrong_itself_is_not_asked_what_it_lacks():
    found = made({**VPA, "mode": "sometimes", "max": {}})
    assert found.codes == ["OAM508"]


def test_the_second_version_has_its_short_form():
    found = compiled(*second({"name": "dynamic-qos", "properties": VPA}, {"name": "dynamic-qos", "properties": NETWORK}))
    assert found.codes == []
    assert found.only("VerticalPodAutoscaler")["spec"]["targetRef"]["name"] == "web"
    assert template(found)["metadata"]["annotations"] == {"k8s.aliyun.com/network-priority": "burstable"}


def test_a_variable_that_makes_no_amount_is_told_and_ends_nothing():
    side = trait("sidecar", name="side", image="example/side:1", cpu="100m[fromVariable(more)]")
    uses = [trait("dynamic-qos", **KOORDINATOR, qosClass="BE"), side]
    text = application(*uses, variables=[{"name": "more", "value": ""}])
    rules = {"require_class": ("BestEffort",)}
    assert compiled(SERVER, text, **rules).codes == []
    assert compiled(SERVER, text, sets=("variables.more=x",), **rules).codes == ["OAM706"]
