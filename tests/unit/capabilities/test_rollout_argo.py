"""A Rollout of Argo Rollouts in the place of the Deployment (docs/spec/rollouts.md, 4)."""

import pytest

from tests.support.documents import HTTP, RESOURCES, application, compiled, component, container, trait

STEPS = [{"weight": 20, "pause": "10m"}]
ADMIN = {"name": "admin", "containerPort": 9090}
VALUES = "shop-web.traits.rollout"
GATEWAY = trait("ingress", hostname="shop.example.com", servicePort=8080, parentRefs=[{"name": "public"}])
INGRESS = trait("ingress", hostname="shop.example.com", servicePort=8080)
WITH_TWO = component("Server", container(ports=[HTTP, ADMIN]))


def canary(**fields):
    steps = fields.pop("steps", STEPS)
    group = {"steps": steps, **fields.pop("canary", {})}
    return trait("rollout", strategy="canary", engine="argo", canary=group, **fields)


def switch(**fields):
    return trait("rollout", strategy="blueGreen", engine="argo", **({"blueGreen": fields} if fields else {}))


def built(*traits, given=None, sets=(), namespace="shop", **options):
    configuration = application(*traits)
    if namespace:
        configuration["metadata"]["namespace"] = namespace
    return compiled(given or component(), configuration, sets=sets, **options)


def strategy(found):
    return found.only("Rollout")["spec"]["strategy"]


def by_name(found, kind):
    return {item["metadata"]["name"]: item for item in found.objects if item["kind"] == kind}


@pytest.mark.parametrize("kind", ["Server", "Worker"])
def test_a_rollout_is_the_deployment_but_for_its_kind_and_its_strategy(kind):
    given = component(kind, container(ports=None if kind == "Worker" else [HTTP]))
    deployment, found = built(given=given).only("Deployment"), built(canary(), given=given)
    rollout = found.only("Rollout")
    assert not found.codes
    assert rollout["spec"].pop("strategy") == {
        "canary": {
            "maxSurge": "25%",
            "maxUnavailable": "25%",
            "steps": [{"setWeight": 20}, {"pause": {"duration": "10m"}}],
        }
    }
    assert rollout == {**deployment, "apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout"}
    assert list(rollout["spec"]) == ["selector", "template"]


def test_what_traits_say_of_the_workload_is_said_of_the_rollout():
    others = (
        trait("manual-scaler", replicaCount=4),
        trait("env", env={"A": "b"}),
        trait("upgrade", minReadySeconds=5, revisionHistoryLimit=9),
    )
    found = built(*others, canary(), sets=("shop-web.traits.upgrade.revisionHistoryLimit=3",))
    spec = found.only("Rollout")["spec"]
    assert (spec["replicas"], spec["minReadySeconds"]) == (4, 5)
    assert spec["template"]["spec"]["containers"][0]["env"] == [{"name": "A", "value": "b"}]
    assert list(spec)[:4] == ["replicas", "selector", "strategy", "template"]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([{"weight": 0}], [{"setWeight": 0}]),
        ([{"pause": "manual"}], [{"pause": {}}]),
        ([{"weight": 100, "pause": "90s"}, {"pause": "1h30m"}], [100, "90s", "1h30m"]),
        ([{"weight": 5, "pause": None}], [{"setWeight": 5}]),
    ],
)
def test_a_step_is_a_weight_a_pause_or_one_after_the_other(steps, expected):
    found = built(canary(steps=steps))
    assert not found.codes
    written = [
        one if isinstance(one, dict) else {"setWeight": one} if isinstance(one, int) else {"pause": {"duration": one}}
        for one in expected
    ]
    assert strategy(found)["canary"]["steps"] == written


def test_weights_pauses_and_numbers_are_values():
    sets = (
        f"{VALUES}.canary.steps.0.weight=7",
        f"{VALUES}.canary.steps.0.pause=manual",
        f"{VALUES}.canary.maxSurge=0",
        f"{VALUES}.canary.maxUnavailable=2",
    )
    assert strategy(built(canary(), sets=sets))["canary"] == {
        "maxSurge": 0,
        "maxUnavailable": 2,
        "steps": [{"setWeight": 7}, {"pause": {}}],
    }


def test_routes_of_the_gateway_api_lead_to_both_versions_without_weights():
    rules = [{"host": "a.example.com", "servicePort": 8080}, {"host": "b.example.com", "servicePort": 9090}]
    found = built(canary(traffic="gateway"), trait("ingress", parentRefs=[{"name": "public"}], rules=rules), given=WITH_TWO)
    assert not found.codes
    assert strategy(found)["canary"]["stableService"] == "shop-web"
    assert strategy(found)["canary"]["canaryService"] == "shop-web-canary"
    names = ["shop-web-trait-ingress", "shop-web-trait-ingress-1"]
    plugin = {"httpRoutes": [{"name": name} for name in names], "namespace": "shop"}
    assert strategy(found)["canary"]["trafficRouting"] == {"plugins": {"argoproj-labs/gatewayAPI": plugin}}
    routes = by_name(found, "HTTPRoute")
    for name, port in zip(names, (8080, 9090), strict=True):
        (rule,) = routes[name]["spec"]["rules"]
        assert rule["backendRefs"] == [{"name": "shop-web", "port": port}, {"name": "shop-web-canary", "port": port}]
    assert by_name(found, "Service")["shop-web-canary"]["spec"] == by_name(found, "Service")["shop-web"]["spec"]


def test_one_route_is_called_by_its_name():
    found = built(canary(traffic="gateway"), GATEWAY)
    plugin = {"httpRoute": "shop-web-trait-ingress", "namespace": "shop"}
    assert strategy(found)["canary"]["trafficRouting"] == {"plugins": {"argoproj-labs/gatewayAPI": plugin}}


@pytest.mark.parametrize(("traffic", "ingress"), [("gateway", GATEWAY), ("nginx", INGRESS), ("alb", INGRESS)])
def test_without_its_ingress_nobody_splits_and_both_versions_answer(traffic, ingress):
    found = built(canary(traffic=traffic), ingress, sets=("shop-web.traits.ingress.enabled=false",))
    assert set(strategy(found)["canary"]) == {"maxSurge", "maxUnavailable", "steps"}
    assert list(by_name(found, "Service")) == ["shop-web"]


def test_the_mesh_sends_all_requests_to_the_stable_version_until_the_controller_moves_them():
    found = built(canary(traffic="istio"), given=WITH_TWO)
    service = found.only("VirtualService")["spec"]
    assert service["hosts"] == ["shop-web"]
    assert [route["name"] for route in service["http"]] == ["http", "admin"]
    ways = service["http"][1]["route"]
    assert [(way["destination"], way["weight"]) for way in ways] == [
        ({"host": "shop-web", "port": {"number": 9090}}, 100),
        ({"host": "shop-web-canary", "port": {"number": 9090}}, 0),
    ]
    routing = strategy(found)["canary"]["trafficRouting"]
    assert routing == {"istio": {"virtualService": {"name": "shop-web", "routes": ["http", "admin"]}}}
    alone = built(canary(traffic="istio"))
    assert strategy(alone)["canary"]["trafficRouting"] == {"istio": {"virtualService": {"name": "shop-web"}}}
    assert "name" not in alone.only("VirtualService")["spec"]["http"][0]


def test_the_service_of_the_canary_has_the_ports_that_the_other_one_has():
    numbered = trait("service", ports=[{"name": "http", "port": 80}], type="NodePort")
    found = built(canary(traffic="istio"), numbered)
    services = by_name(found, "Service")
    assert services["shop-web-canary"]["spec"]["ports"] == services["shop-web"]["spec"]["ports"]
    assert services["shop-web-canary"]["spec"]["ports"][0]["port"] == 80
    assert "type" not in services["shop-web-canary"]["spec"]
    assert found.only("VirtualService")["spec"]["http"][0]["route"][1]["destination"]["port"] == {"number": 80}


def test_what_the_mesh_does_to_requests_is_done_to_those_of_the_canary():
    limits = trait("circuit-breaker", provider="istio", maxConnections=5)
    rules = by_name(built(canary(traffic="istio"), limits), "DestinationRule")
    assert {name: rule["spec"]["host"] for name, rule in rules.items()} == {
        "shop-web": "shop-web",
        "shop-web-canary": "shop-web-canary",
    }
    assert rules["shop-web"]["spec"]["trafficPolicy"] == rules["shop-web-canary"]["spec"]["trafficPolicy"]
    off = built(canary(traffic="istio"), limits, sets=("shop-web.traits.circuit-breaker.enabled=false",))
    assert not by_name(off, "DestinationRule")
    assert list(by_name(built(canary(), limits), "DestinationRule")) == ["shop-web"]


def test_an_ingress_of_aws_leads_to_an_annotation_and_that_of_nginx_stays():
    aws, nginx = built(canary(traffic="alb"), INGRESS), built(canary(traffic="nginx"), INGRESS)
    ports = [
        found.only("Ingress")["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]["port"] for found in (aws, nginx)
    ]
    assert ports == [{"name": "use-annotation"}, {"number": 8080}]
    name = "shop-web-trait-ingress"
    assert strategy(aws)["canary"]["trafficRouting"] == {"alb": {"ingress": name, "servicePort": 8080}}
    assert strategy(nginx)["canary"]["trafficRouting"] == {"nginx": {"stableIngress": name}}


@pytest.mark.parametrize(
    ("traffic", "fields", "expected"),
    [
        ("nginx", {}, {"nginx": {"stableIngress": "theirs"}}),
        ("alb", {"servicePort": 9090}, {"alb": {"ingress": "theirs", "servicePort": 9090}}),
        ("istio", {}, {"istio": {"virtualService": {"name": "theirs"}}}),
        (
            "gateway",
            {},
            {"plugins": {"argoproj-labs/gatewayAPI": {"httpRoute": "theirs", "namespace": "shop"}}},
        ),
    ],
)
def test_a_route_of_somebody_else_is_named_and_not_made(traffic, fields, expected):
    found = built(canary(traffic=traffic, route="theirs", **fields), given=WITH_TWO)
    assert not found.codes
    assert strategy(found)["canary"]["trafficRouting"] == expected
    assert {item["kind"] for item in found.objects} == {"Rollout", "Service"}


def test_all_rules_of_an_ingress_of_aws_lead_to_the_port_that_is_split():
    rules = [{"host": "a.example.com", "servicePort": 8080}, {"host": "b.example.com", "servicePort": 9090}]
    found = built(canary(traffic="alb"), trait("ingress", rules=rules), given=WITH_TWO)
    assert found.codes == ["OAM706"]


@pytest.mark.parametrize(
    ("written", "seconds"), [("5m", 300), ("1h5m", 3900), (45, 45), ("45", 45), ("1h1m1s", 3661), ("0090s", 90)]
)
def test_a_length_of_time_becomes_seconds(written, seconds):
    found = built(switch(autoPromoteAfter=written, scaleDownDelay=written))
    assert not found.codes
    fields = strategy(found)["blueGreen"]
    assert (fields["autoPromotionSeconds"], fields["scaleDownDelaySeconds"]) == (seconds, seconds)


@pytest.mark.parametrize(
    "written", ["soon", "5", "m", "5d", "5m3", "1.5m", "-5m", "", "9" * 30 + "s", [], {}, True, 2**40, 1e400]
)
def test_what_is_no_length_of_time_is_one_finding(written):
    expected = [] if written in ("5", "", []) else ["OAM508"]
    assert built(switch(autoPromoteAfter=written)).codes == expected


def test_two_versions_to_switch_between():
    found = built(switch(previewReplicas=1), trait("auto-scaler", cpu=50), trait("upgrade", pdb={"maxUnavailable": 1}))
    assert not found.codes
    assert strategy(found) == {
        "blueGreen": {
            "activeService": "shop-web",
            "previewService": "shop-web-preview",
            "autoPromotionEnabled": False,
            "previewReplicaCount": 1,
            "scaleDownDelaySeconds": 30,
        }
    }
    target = found.only("HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]
    assert target == {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": "shop-web"}
    assert "replicas" not in found.only("Rollout")["spec"]
    labels = found.only("Rollout")["spec"]["template"]["metadata"]["labels"]
    assert found.only("PodDisruptionBudget")["spec"]["selector"]["matchLabels"].items() <= labels.items()
    services = by_name(found, "Service")
    assert services["shop-web"]["spec"] == services["shop-web-preview"]["spec"]


def test_events_scale_a_rollout():
    events = {"type": "kafka", "metadata": {"topic": "a"}}
    found = built(canary(), trait("auto-scaler", engine="keda", maximum=3, triggers=[events]))
    target = found.only("ScaledObject")["spec"]["scaleTargetRef"]
    assert target == {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": "shop-web"}


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"steps": None}, ["OAM655"]),
        ({"steps": []}, ["OAM655"]),
        ({"steps": {}}, ["OAM508"]),
        ({"steps": [{}]}, ["OAM655"]),
        ({"steps": [None, {"weight": 5}]}, ["OAM655"]),
        ({"steps": [5]}, ["OAM508"]),
        ({"steps": [{"weight": 101}]}, ["OAM508"]),
        ({"steps": [{"weight": 2**40}]}, ["OAM508"]),
        ({"steps": [{"pause": "soon"}]}, ["OAM508"]),
        ({"steps": [{"pause": 30}]}, ["OAM508"]),
        ({"steps": [{"duration": "5m"}]}, ["OAM506"]),
        ({"canary": {"maxSurge": 0, "maxUnavailable": "0%"}}, ["OAM981"]),
        ({"canary": {"maxSurge": "0%", "maxUnavailable": 1}}, []),
        ({"canary": {"maxUnavailable": "101%"}}, ["OAM508"]),
        ({"canary": {"image": "example/web:2"}}, ["OAM980"]),
        ({"container": "web"}, ["OAM980"]),
        ({"blueGreen": {"previewReplicas": 1}}, ["OAM980"]),
        ({"traffic": "smoke"}, ["OAM508"]),
        ({"traffic": "none"}, []),
        ({"traffic": "none", "route": "a"}, ["OAM980"]),
        ({"traffic": "istio", "servicePort": 8080}, ["OAM980"]),
        ({"traffic": "nginx", "route": "A"}, ["OAM508"]),
        ({"traffic": "alb", "route": "a", "servicePort": 1}, ["OAM508"]),
        ({"traffic": "nginx"}, ["OAM654"]),
    ],
)
def test_what_makes_no_canary_is_one_finding(fields, codes):
    assert built(canary(**fields)).codes == codes


@pytest.mark.parametrize(
    ("traits", "kind", "codes"),
    [
        ((canary(traffic="gateway"), INGRESS), "Server", ["OAM654"]),
        ((canary(traffic="nginx"), GATEWAY), "Server", ["OAM654"]),
        ((canary(traffic="istio"),), "Worker", ["OAM654"]),
        ((switch(),), "Worker", ["OAM593"]),
        ((switch(autoPromote=True, autoPromoteAfter=5),), "Server", ["OAM980"]),
        ((switch(), trait("upgrade", type="RollingUpdate", maxSurge=1)), "Server", ["OAM980", "OAM980"]),
        ((switch(), trait("upgrade", partition=1)), "Server", ["OAM980"]),
        ((switch(), trait("upgrade", minReadySeconds=600)), "Server", ["OAM982"]),
        ((canary(traffic="istio"), trait("traffic-mirror", provider="istio", service="a", port=1)), "Server", ["OAM555"]),
    ],
)
def test_what_does_not_go_together_is_told(traits, kind, codes):
    given = component(kind, container(ports=None if kind == "Worker" else [HTTP]))
    assert built(*traits, given=given).codes == codes


def test_the_plugin_asks_for_a_namespace():
    assert built(canary(traffic="gateway"), GATEWAY, namespace="").codes == ["OAM654"]
    assert built(canary(traffic="istio"), namespace="").codes == []


@pytest.mark.parametrize(
    ("sets", "codes"),
    [
        (("canary.maxSurge=0", "canary.maxUnavailable=0"), ["OAM706"]),
        (("canary.maxSurge=0", "canary.maxUnavailable=0%"), ["OAM706"]),
        (("canary.steps.0.weight=null",), ["OAM755"]),
        (("canary.steps.0.weight=101",), ["OAM754"]),
        (("canary.steps.1.weight=5",), ["OAM753"]),
    ],
)
def test_overrides_are_held_to_the_same_rules(sets, codes):
    assert built(canary(), sets=tuple(f"{VALUES}.{one}" for one in sets)).codes == codes


@pytest.mark.parametrize("intent", ["cannot-be-scaled", "stateful"])
def test_intents_that_want_one_pod_of_a_name_at_a_time_refuse_it(intent):
    given = component()
    given["metadata"]["annotations"] = {"oamc.dev/intents": intent}
    assert "OAM674" in built(canary(), given=given).codes


@pytest.mark.parametrize("first", [True, False])
def test_storage_for_each_replica_makes_a_stateful_set_in_whatever_order(first):
    given = component("Server", container(resources={**RESOURCES, "volumes": [DATA]}))
    claimed = trait("volume-mounter", volumeName="data", storageClass="standard", perReplica=True)
    traits = (claimed, canary()) if first else (canary(), claimed)
    assert built(*traits, given=given).codes == ["OAM674"]


DATA = {"name": "data", "mountPath": "/data", "disk": {"required": "1G"}}


def test_a_volume_that_one_pod_can_have_and_names_that_are_too_long_are_refused():
    given = component("Server", container(resources={**RESOURCES, "volumes": [DATA]}))
    claimed = trait("volume-mounter", volumeName="data", storageClass="standard")
    assert built(claimed, canary(), given=given).codes == ["OAM674"]
    shared = component("Server", container(resources={**RESOURCES, "volumes": [{**DATA, "sharingPolicy": "Shared"}]}))
    assert built(claimed, canary(), given=shared).codes == []
    one_node = trait("volume-mounter", volumeName="data", storageClass="standard", accessMode="ReadWriteOnce")
    assert built(one_node, canary(), given=shared).codes == ["OAM664"]
    assert compiled(component(), application(canary(), instance=55 * "a")).codes == []
    assert compiled(component(), application(canary(), instance=56 * "a")).codes == ["OAM607"]


@pytest.mark.parametrize("intent", ["highest-security", "latency-sensitive"])
def test_intents_look_at_the_pods_of_a_rollout(intent):
    image = f"example/web:1@sha256:{64 * '0'}"
    amounts = {"cpu": {"required": 1}, "memory": {"required": "64Mi"}}
    given = component("Server", container(image=image, resources=amounts))
    given["metadata"]["annotations"] = {"oamc.dev/intents": intent}
    deployment, found = built(given=given).only("Deployment"), built(canary(), given=given)
    assert not found.codes
    assert found.only("Rollout")["spec"]["template"] == deployment["spec"]["template"]


def test_texts_that_kubernetes_changes_are_told_of_in_a_rollout():
    given = component("Server", container(args=["$(HOME)"]))
    assert built(canary(), given=given).codes == built(given=given).codes != []
