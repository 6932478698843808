"""Rollouts that Flagger carries out (docs/spec/rollouts.md, 5 to 7)."""

import pytest

from oamc.kubernetes.cluster_needs import needed_by
from tests.support.documents import HTTP, RESOURCES, application, compiled, component, container, trait

VALUES = "shop-web.traits.rollout"
INSTANCE = "oam.dev/instance-name"
METRICS = {"name": "metrics", "containerPort": 9090}
GATEWAYS = [{"name": "public", "namespace": "infra"}]
INGRESS = trait("ingress", hostname="shop.example.com", servicePort=8080)
DATA = {"name": "data", "mountPath": "/data", "disk": {"required": "1G"}}


def canary(**properties):
    return trait("rollout", **{"strategy": "canary", "engine": "flagger", "traffic": "istio", **properties})


def blue_green(**properties):
    return trait("rollout", **{"strategy": "blueGreen", "engine": "flagger", **properties})


def spec_of(*traits, sets=(), given=None):
    found = compiled(given or component(), application(*traits), sets=sets)
    assert not found.codes, found.messages
    return found.only("Canary")["spec"]


def told(*traits, given=None, **fields):
    return compiled(given or component(), application(*traits, **fields))


@pytest.mark.parametrize("use", [canary(), blue_green()])
def test_flagger_makes_the_service_and_counts_the_replicas(use):
    found = compiled(component(), application(use), sets=("namePrefix=eu-",))
    assert found.kinds() == ["Deployment", "Canary"]
    deployment, made = found.objects
    assert "replicas" not in deployment["spec"]
    assert made["spec"]["targetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "eu-shop-web"}
    assert made["spec"]["service"]["port"] == made["spec"]["service"]["targetPort"] == 8080
    assert made["spec"]["service"]["portName"] == "http"


def test_one_label_selects_the_pods_which_keep_those_of_the_instance():
    found = compiled(component(), application(canary()), sets=("namePrefix=eu-",))
    spec = found.only("Deployment")["spec"]
    assert spec["selector"] == {"matchLabels": {"app": "eu-shop-web"}}
    labels = spec["template"]["metadata"]["labels"]
    assert labels["app"] == labels[INSTANCE] == labels["app.kubernetes.io/instance"] == "eu-shop-web"


def test_what_selects_pods_or_services_of_the_instance_finds_both_versions():
    budget, monitor = trait("upgrade", pdb={"maxUnavailable": 1}), trait("metrics", port="http")
    found = compiled(component(), application(budget, monitor, blue_green()))
    labels = found.only("Deployment")["spec"]["template"]["metadata"]["labels"]
    # Flagger gives the pods of the old version these labels, too, but for another value of `app`.
    old = {**labels, "app": "shop-web-primary"}
    selected = found.only("PodDisruptionBudget")["spec"]["selector"]["matchLabels"]
    assert all(of.get(key) == value for of in (labels, old) for key, value in selected.items())
    service = found.only("Canary")["spec"]["service"]
    wanted = found.only("ServiceMonitor")["spec"]["selector"]["matchLabels"]
    assert service["primary"]["labels"] == service["canary"]["labels"] == wanted
    assert "apex" not in service


def test_a_canary_goes_on_by_steps_or_through_a_list_of_them():
    assert spec_of(canary())["analysis"] == {"interval": "1m", "threshold": 5, "stepWeight": 10, "maxWeight": 50}
    by_list = spec_of(canary(canary={"stepWeights": [1, 10, 50], "interval": "30s", "threshold": 2}))
    assert by_list["analysis"] == {"interval": "30s", "threshold": 2, "stepWeights": [1, 10, 50]}
    sets = (f"{VALUES}.canary.stepWeight=20", f"{VALUES}.canary.maxWeight=80", f"{VALUES}.skipAnalysis=true")
    overridden = spec_of(canary(), sets=sets)
    assert (overridden["analysis"]["stepWeight"], overridden["analysis"]["maxWeight"]) == (20, 80)
    assert overridden["skipAnalysis"] is True


def test_two_versions_by_turns_are_looked_at_some_times():
    made = spec_of(blue_green(blueGreen={"iterations": 3, "interval": "5m"}))
    assert made["provider"] == "kubernetes"
    assert made["analysis"] == {"interval": "5m", "threshold": 5, "iterations": 3}


@pytest.mark.parametrize(
    ("properties", "provider", "fields"),
    [
        ({"traffic": "linkerd"}, "linkerd", {}),
        ({"traffic": "contour"}, "contour", {}),
        ({"traffic": "traefik"}, "traefik", {}),
        (
            {"traffic": "istio", "hosts": ["a.example.com"], "gateways": ["infra/public", "mesh"]},
            "istio",
            {"hosts": ["a.example.com"], "gateways": ["infra/public", "mesh"]},
        ),
        (
            {"traffic": "gateway", "hosts": ["a.example.com"], "gatewayRefs": [{**GATEWAYS[0], "sectionName": "https"}]},
            "gatewayapi:v1",
            {"hosts": ["a.example.com"], "gatewayRefs": [{**GATEWAYS[0], "sectionName": "https"}]},
        ),
    ],
)
def test_who_shifts_requests_is_told_what_it_must_know(properties, provider, fields):
    made = spec_of(canary(**properties))
    assert made["provider"] == provider
    names = ("hosts", "gateways", "gatewayRefs")
    assert {name: made["service"][name] for name in names if name in made["service"]} == fields


def test_metrics_are_thresholds_and_webhooks_are_passed_on():
    hook = {"name": "smoke", "type": "pre-rollout", "url": "http://tester.infra/", "metadata": {"cmd": "a {{ b }}"}}
    use = canary(metrics={"requestSuccessRate": 99.5, "requestDuration": 500, "interval": "2m"}, webhooks=[hook])
    analysis = spec_of(use)["analysis"]
    assert analysis["metrics"] == [
        {"name": "request-success-rate", "interval": "2m", "thresholdRange": {"min": 99.5}},
        {"name": "request-duration", "interval": "2m", "thresholdRange": {"max": 500}},
    ]
    assert analysis["webhooks"] == [hook]
    nulls = tuple(f"{VALUES}.metrics.{name}=null" for name in ("requestSuccessRate", "requestDuration"))
    assert "metrics" not in spec_of(use, sets=nulls)["analysis"]


@pytest.mark.parametrize(
    ("scaler", "kind"),
    [
        (trait("auto-scaler", cpu=50), "HorizontalPodAutoscaler"),
        (trait("auto-scaler", engine="keda", cpu=50), "ScaledObject"),
    ],
)
def test_flagger_knows_the_autoscaler_while_there_is_one(scaler, kind):
    found = compiled(component(), application(scaler, blue_green()))
    made = found.only(kind)
    reference = {"apiVersion": made["apiVersion"], "kind": kind, "name": made["metadata"]["name"]}
    assert found.only("Canary")["spec"]["autoscalerRef"] == reference
    assert "autoscalerRef" not in spec_of(scaler, blue_green(), sets=("shop-web.traits.auto-scaler.enabled=false",))


def test_an_ingress_leads_to_the_service_that_flagger_makes():
    found = compiled(component(), application(INGRESS, canary(traffic="nginx")))
    ingress = found.only("Ingress")
    (rule,) = ingress["spec"]["rules"]
    assert rule["http"]["paths"][0]["backend"]["service"]["name"] == "shop-web"
    assert found.only("Canary")["spec"]["ingressRef"]["name"] == ingress["metadata"]["name"]
    assert "ingressRef" not in spec_of(INGRESS, blue_green())


def test_further_ports_are_those_of_the_containers():
    given = component("Server", container(ports=[HTTP, METRICS]))
    service = spec_of(canary(), given=given)["service"]
    assert (service["port"], service["portName"], service["portDiscovery"]) == (8080, "http", True)
    service = spec_of(canary(port=9090), given=given)["service"]
    assert (service["port"], service["targetPort"], service["portName"]) == (9090, 9090, "metrics")


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"traffic": None}, ["OAM687"]),
        ({"traffic": "gateway"}, ["OAM687"]),
        ({"traffic": "nginx"}, ["OAM687"]),
        ({"traffic": "steam"}, ["OAM508"]),
        ({"traffic": "gateway", "gatewayRefs": [{"namespace": "infra"}]}, ["OAM507"]),
        ({"traffic": "gateway", "gatewayRefs": [*GATEWAYS, *GATEWAYS]}, ["OAM593"]),
        ({"traffic": "gateway", "gatewayRefs": [{"name": f"g{number}"} for number in range(33)]}, ["OAM593"]),
        ({"gatewayRefs": GATEWAYS}, ["OAM980"]),
        ({"traffic": "linkerd", "hosts": ["a.example.com"], "gateways": ["a"]}, ["OAM980", "OAM980"]),
        ({"canary": {"interval": "1h"}}, ["OAM508"]),
        ({"canary": {"interval": "9s"}}, ["OAM508"]),
        ({"canary": {"interval": "9" * 10_000 + "s"}}, ["OAM508"]),
        ({"canary": {"interval": 30}}, ["OAM508"]),
        ({"canary": {"threshold": 0}}, ["OAM508"]),
        ({"canary": {"threshold": float("nan")}}, ["OAM508"]),
        ({"canary": {"stepWeight": 101}}, ["OAM508"]),
        ({"canary": {"stepWeight": 60}}, ["OAM706"]),
        ({"canary": {"stepWeights": [10, 20], "stepWeight": 10}}, ["OAM663"]),
        ({"canary": {"stepWeights": [20, 10]}}, ["OAM593"]),
        ({"canary": {"stepWeights": list(range(1, 10_001))}}, ["OAM508"]),
        ({"canary": {"image": "example/web:2", "replicas": 1}}, ["OAM980", "OAM980"]),
        ({"blueGreen": {"iterations": 3}}, ["OAM980"]),
        ({"container": "web"}, ["OAM980"]),
        ({"port": 9090}, ["OAM593"]),
        ({"metrics": {"requestSuccessRate": 101}}, ["OAM508"]),
        ({"webhooks": [{"name": "a", "url": "tester"}]}, ["OAM508"]),
    ],
)
def test_what_flagger_cannot_carry_out_is_told_in_its_place(properties, codes):
    given = {"strategy": "canary", "engine": "flagger", "traffic": "istio", **properties}
    found = told(trait("rollout", **{name: value for name, value in given.items() if value is not None}))
    assert found.codes == codes, found.messages


@pytest.mark.parametrize("strategy", ["canary", "blueGreen"])
def test_properties_of_flagger_mean_nothing_to_another_engine(strategy):
    group = {"interval": "30s"}
    found = told(trait("rollout", strategy=strategy, **{strategy: group}, skipAnalysis=True))
    assert found.codes == ["OAM980", "OAM980"]


@pytest.mark.parametrize(
    ("kind", "ports", "codes"),
    [
        ("Worker", None, ["OAM593"]),
        ("Server", [HTTP, {"name": "dns", "containerPort": 53, "protocol": "UDP"}], ["OAM593"]),
        ("Task", None, ["OAM501"]),
        ("SingletonServer", [HTTP], ["OAM501"]),
    ],
)
def test_an_instance_without_tcp_ports_is_refused(kind, ports, codes):
    assert told(blue_green(), given=component(kind, container(ports=ports))).codes == codes


def test_what_states_the_number_of_replicas_is_refused():
    assert told(trait("manual-scaler", replicaCount=2), blue_green()).codes == ["OAM593"]
    found = compiled(component(), application(blue_green()), sets=("shop-web.replicas=2",))
    assert found.codes == ["OAM753"]


def test_two_pods_must_be_able_to_have_the_volumes():
    claimed = trait("volume-mounter", volumeName="data", storageClass="standard")
    given = component("Server", container(resources={**RESOURCES, "volumes": [DATA]}))
    assert told(claimed, blue_green(), given=given).codes == ["OAM674"]
    each = trait("volume-mounter", volumeName="data", storageClass="standard", perReplica=True)
    assert told(each, blue_green(), given=given).codes == ["OAM674"]
    assert told(blue_green(), each, given=given).codes == ["OAM674"]


@pytest.mark.parametrize(
    ("other", "with_canary", "with_two"),
    [
        (trait("ingress", hostname="a.example.com", servicePort=8080, parentRefs=[{"name": "a"}]), ["OAM658"], []),
        (INGRESS, ["OAM658"], []),
        (trait("circuit-breaker", provider="istio", maxConnections=5), ["OAM593"], []),
        (trait("circuit-breaker", provider="istio", maxRequests=5, connectTimeout="5s"), ["OAM593"], []),
        (trait("circuit-breaker", provider="istio", maxRequests=5), [], []),
        (trait("load-balancing-policy", provider="istio", algorithm="random"), [], []),
        (trait("load-balancing-policy", provider="service", sticky={}), ["OAM593"], ["OAM593"]),
        (trait("service", type="NodePort"), ["OAM593"], ["OAM593"]),
        (trait("load-balancer"), ["OAM593"], ["OAM593"]),
        (trait("dapr", appPort=8080), ["OAM659"], ["OAM659"]),
        (trait("labels", app="other"), ["OAM555"], ["OAM555"]),
    ],
)
def test_what_does_not_go_with_flagger_is_one_finding(other, with_canary, with_two):
    for uses in ((other, canary()), (canary(), other)):
        assert told(*uses).codes == with_canary
    for uses in ((other, blue_green()), (blue_green(), other)):
        assert told(*uses).codes == with_two


def test_routes_beside_a_mesh_or_an_ingress_are_refused_and_an_ingress_is_not():
    for traffic in ("linkerd", "nginx"):
        assert told(INGRESS, canary(traffic=traffic)).codes == []
    policy = trait("circuit-breaker", provider="istio", maxConnections=5)
    assert told(INGRESS, policy, canary(traffic="nginx")).codes == ["OAM658"]
    two = trait("load-balancing-policy", provider="istio", algorithm="random")
    assert told(policy, two, canary(traffic="linkerd")).codes == ["OAM658"], "of one object, to which both write"


def test_policies_of_the_mesh_are_those_of_the_canary():
    limits = trait("circuit-breaker", provider="istio", maxRequests=50, maxPendingRequests=20, outlier={"consecutive5xx": 3})
    policy = trait("load-balancing-policy", provider="istio", algorithm="least-request", warmup="30s")
    for uses in ((limits, policy, canary()), (canary(), policy, limits)):
        found = spec_of(*uses)["service"]["trafficPolicy"]
        assert found["connectionPool"] == {"http": {"http1MaxPendingRequests": 20, "http2MaxRequests": 50}}
        assert found["outlierDetection"]["consecutive5xxErrors"] == 3
        assert found["loadBalancer"] == {"simple": "LEAST_REQUEST", "warmupDurationSecs": "30s"}
    assert "DestinationRule" not in compiled(component(), application(limits, policy, canary())).kinds()
    hashed = trait("load-balancing-policy", provider="istio", algorithm="consistent-hash", hash={"header": "x-user"})
    assert spec_of(hashed, canary())["service"]["trafficPolicy"] == {
        "loadBalancer": {"consistentHash": {"httpHeaderName": "x-user"}}
    }


def test_a_policy_that_is_turned_off_is_no_part_of_the_canary():
    limits = trait("circuit-breaker", provider="istio", maxRequests=50)
    off = ("shop-web.traits.circuit-breaker.enabled=false",)
    assert "trafficPolicy" not in spec_of(limits, canary(), sets=off)["service"]
    assert spec_of(limits, canary(), sets=("shop-web.traits.circuit-breaker.maxRequests=7",))["service"]["trafficPolicy"] == {
        "connectionPool": {"http": {"http2MaxRequests": 7}}
    }


def test_what_a_canary_has_no_place_for_is_told_at_its_line_with_the_rollout():
    found = told(trait("circuit-breaker", provider="istio", maxConnections=5, connectTimeout="5s"), canary())
    assert found.codes == ["OAM593", "OAM593"]
    assert "has no place for maxConnections" in found.messages[0]


def test_with_two_versions_to_switch_between_the_rule_is_that_of_the_service():
    found = compiled(component(), application(trait("circuit-breaker", provider="istio", maxConnections=5), blue_green()))
    assert found.only("DestinationRule")["spec"]["host"] == "shop-web"
    assert "trafficPolicy" not in found.only("Canary")["spec"]["service"]


def test_an_ingress_whose_requests_are_shifted_stays():
    given = (component(), application(INGRESS, canary(traffic="nginx")))
    assert compiled(*given, sets=("shop-web.traits.ingress.enabled=false",)).codes == ["OAM706"]


def test_no_instance_has_the_name_of_what_flagger_makes():
    document = application(blue_green())
    for name in ("shop-web-primary", "shop-web-canary", "shop-web-other"):
        other = {"componentName": "web", "instanceName": name}
        both = {**document, "spec": {"components": [*document["spec"]["components"], other]}}
        assert compiled(component(), both).codes == ([] if name.endswith("other") else ["OAM660"])


def test_names_leave_room_for_those_of_flagger():
    assert told(blue_green(), instance="a" * 55).codes == []
    assert told(blue_green(), instance="a" * 56).codes == told(trait("rollout", strategy="blueGreen"), instance="a" * 56).codes
    assert told(blue_green(), instance="a" * 56).codes != []


def test_a_label_of_the_component_gives_way_and_that_is_told():
    given = component()
    given["metadata"]["labels"] = {"app": "storefront"}
    found = told(blue_green(), given=given)
    assert found.codes == ["OAM342"]
    assert found.only("Deployment")["spec"]["template"]["metadata"]["labels"]["app"] == "shop-web"
    given["metadata"]["labels"] = {"app": "shop-web"}
    assert told(blue_green(), given=given).codes == []


def test_of_a_component_without_containers_nothing_more_is_told():
    empty = component("Server")
    empty["spec"]["containers"] = []
    assert told(canary(), given=empty).codes == ["OAM307"]


@pytest.mark.parametrize(
    ("traffic", "needs"), [("gatewayapi:v1", ["gateway-api"]), ("traefik", ["traefik"]), ("nginx", []), (None, [])]
)
def test_who_shifts_requests_is_needed_in_the_cluster(traffic, needs):
    body = {"apiVersion": "flagger.app/v1beta1", "kind": "Canary", "spec": {"provider": traffic}}
    assert [one.need for one in needed_by(body)] == needs
