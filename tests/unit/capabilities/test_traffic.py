"""Traits about traffic: what they ask of a mesh and of a gateway, and what they refuse (docs/spec/traffic.md, 2 to 5)."""

import pytest

from tests.support.documents import HTTP, application, compiled, component, container, trait

ADMIN = {"name": "admin", "containerPort": 9090}
GIVEN = component("Server", container(ports=[HTTP, ADMIN]))
ROUTE = trait("ingress", hostname="shop.example.com", servicePort=8080, parentRefs=[{"name": "public"}])
BREAKER = trait("circuit-breaker", provider="istio", maxConnections=5)
CHOICE = trait("load-balancing-policy", provider="istio", algorithm="random")


def made(*traits, given=GIVEN, **options):
    return compiled(given, application(*traits), **options)


def policy(kind, *traits):
    found = made(*traits)
    assert not found.codes
    return found.only(kind)["spec"]


@pytest.mark.parametrize("traits", [(BREAKER, CHOICE), (CHOICE, BREAKER)])
def test_two_traits_share_one_object_in_either_order(traits):
    assert policy("DestinationRule", *traits) == {
        "host": "shop-web",
        "trafficPolicy": {"connectionPool": {"tcp": {"maxConnections": 5}}, "loadBalancer": {"simple": "RANDOM"}},
    }


def test_a_policy_of_a_gateway_is_for_all_routes_of_the_instance():
    rules = [{"host": "a.example.com", "servicePort": 8080}, {"host": "b.example.com", "servicePort": 9090}]
    routes = trait("ingress", rules=rules, parentRefs=[{"name": "public"}])
    spec = policy("BackendTrafficPolicy", trait("rate-limit", provider="envoy-gateway", requests=3), routes)
    assert [target["name"] for target in spec["targetRefs"]] == ["shop-web-trait-ingress", "shop-web-trait-ingress-1"]
    assert spec["rateLimit"] == {"local": {"rules": [{"limit": {"requests": 3, "unit": "Second"}}]}}


@pytest.mark.parametrize(
    ("hashed", "istio", "envoy"),
    [
        ({"header": "x-a"}, {"httpHeaderName": "x-a"}, {"type": "Headers", "headers": [{"name": "x-a"}]}),
        ({"query": "a"}, {"httpQueryParameterName": "a"}, {"type": "QueryParams", "queryParams": [{"name": "a"}]}),
        ({"sourceIP": True}, {"useSourceIp": True}, {"type": "SourceIP"}),
        (
            {"sourceIP": False, "query": "a"},
            {"httpQueryParameterName": "a"},
            {"type": "QueryParams", "queryParams": [{"name": "a"}]},
        ),
        (
            {"cookie": {"name": "a", "ttl": "1h"}},
            {"httpCookie": {"name": "a", "ttl": "1h"}},
            {"type": "Cookie", "cookie": {"name": "a", "ttl": "1h"}},
        ),
    ],
)
def test_a_hash_has_one_key(hashed, istio, envoy):
    asked = {"algorithm": "consistent-hash", "hash": hashed}
    of_mesh = policy("DestinationRule", trait("load-balancing-policy", provider="istio", **asked))
    assert of_mesh["trafficPolicy"]["loadBalancer"] == {"consistentHash": istio}
    of_gateway = policy("BackendTrafficPolicy", ROUTE, trait("load-balancing-policy", provider="envoy-gateway", **asked))
    assert of_gateway["loadBalancer"] == {"type": "ConsistentHash", "consistentHash": envoy}


def test_a_service_prefers_pods_in_the_words_of_its_version():
    near = trait("load-balancing-policy", provider="service", sticky={}, locality="same-zone")
    for versions, word in ((("1.34",), "PreferClose"), (("1.37",), "PreferSameZone")):
        found = made(near, kube_versions=versions).only("Service")["spec"]
        assert found["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"] == 10_800
        assert found["trafficDistribution"] in (word, "PreferSameZone")
    refused = trait("load-balancing-policy", provider="service", locality="same-node")
    assert made(refused, kube_versions=("1.30",)).codes == ["OAM593"]


def test_a_filter_of_envoy_counts_and_refuses():
    found = made(trait("rate-limit", provider="istio", requests=5, unit="minute", burst=9))
    assert found.codes == ["OAM695"]
    spec = found.only("EnvoyFilter")["spec"]
    assert spec["workloadSelector"]["labels"] == {"oam.dev/instance-name": "shop-web"}
    limit = spec["configPatches"][0]["patch"]["value"]["typed_config"]["value"]
    assert limit["token_bucket"] == {"max_tokens": 9, "tokens_per_fill": 5, "fill_interval": "60s"}
    assert limit["filter_enabled"]["default_value"] == limit["filter_enforced"]["default_value"]
    assert limit["filter_enforced"]["default_value"] == {"numerator": 100, "denominator": "HUNDRED"}


def shadowed(properties, *more, target="Server", ports=None, **options):
    """Return what comes of an application whose instance copies its requests to another one."""
    other = component(target, container(ports=[HTTP] if ports is None else ports), name="shadow")
    text = application(*more, trait("traffic-mirror", **properties))
    text["spec"]["components"].append({"componentName": "shadow", "instanceName": "shadow"})
    return compiled(GIVEN, other, text, **options)


def test_a_gateway_copies_what_all_rules_take():
    found = shadowed({"provider": "gateway", "to": "shadow", "percent": 5}, ROUTE)
    assert not found.codes
    (rule,) = found.only("HTTPRoute")["spec"]["rules"]
    mirror = {"backendRef": {"name": "shadow", "port": 8080}, "percent": 5}
    assert rule["filters"] == [{"type": "RequestMirror", "requestMirror": mirror}]


def test_a_mesh_copies_at_each_port_that_clients_use():
    numbers = trait("service", ports=[{"name": "admin", "port": 80}])
    found = shadowed({"provider": "istio", "to": "shadow"}, numbers)
    assert not found.codes
    routes = found.only("VirtualService")["spec"]["http"]
    assert [route["match"][0]["port"] for route in routes] == [8080, 80]
    assert [route["route"][0]["destination"]["port"]["number"] for route in routes] == [8080, 80]
    assert all(route["mirrors"][0]["percentage"] == {"value": 100} for route in routes)


def test_one_port_needs_no_match():
    text = application(trait("traffic-mirror", provider="istio", service="recorder", port=81))
    (route,) = compiled(component("Server", container(ports=[HTTP])), text).only("VirtualService")["spec"]["http"]
    assert "match" not in route


def test_the_network_copies_packets_of_pods():
    found = made(trait("traffic-mirror", provider="cni", cni="kube-ovn"))
    assert found.only("Deployment")["spec"]["template"]["metadata"]["annotations"] == {"ovn.kubernetes.io/mirror": "true"}


@pytest.mark.parametrize(
    ("properties", "target", "ports", "codes"),
    [
        ({"to": "shop-web"}, "Server", None, ["OAM694"]),
        ({"to": "nobody"}, "Server", None, ["OAM694"]),
        ({"to": "shadow"}, "Worker", [], ["OAM694"]),
        ({"to": "shadow"}, "Server", [{**HTTP, "protocol": "UDP"}], ["OAM694"]),
        ({"to": "shadow", "port": 1}, "Server", None, ["OAM694"]),
        ({"to": "shadow", "service": "a", "port": 8080}, "Server", None, ["OAM694"]),
        ({"service": "a"}, "Server", None, ["OAM694"]),
        ({}, "Server", None, ["OAM694"]),
        ({"to": "shadow", "percent": 101}, "Server", None, ["OAM508"]),
        ({"to": "shadow", "percent": 0.5}, "Server", None, ["OAM508"]),
    ],
)
def test_copies_need_somebody_else_who_gets_them(properties, target, ports, codes):
    assert shadowed({"provider": "istio", **properties}, target=target, ports=ports).codes == codes


def test_of_an_instance_in_which_something_is_wrong_only_that_is_told():
    wrong = component("Server", container(ports=[HTTP], image=""), name="shadow")
    text = application(trait("traffic-mirror", provider="istio", to="shadow"))
    text["spec"]["components"].append({"componentName": "shadow", "instanceName": "shadow"})
    assert compiled(GIVEN, wrong, text).codes == ["OAM213"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"trait": []}, "OAM216"), ({"parameterValues": [{"name": "a", "value": 1}] * 2}, "OAM302")],
    ids=["a misspelled field", "a value twice"],
)
def test_of_an_instance_whose_entry_is_wrong_only_that_is_told(wrong, code):
    text = application(trait("traffic-mirror", provider="istio", to="shadow"))
    text["spec"]["components"].append({"componentName": "web", "instanceName": "shadow", **wrong})
    assert compiled(GIVEN, text).codes == [code]


def test_an_instance_that_nobody_has_is_told_whatever_is_wrong_elsewhere():
    wrong = application(trait("no-such-trait"), name="other", instance="other")
    text = application(trait("traffic-mirror", provider="istio", to="nobody"))
    assert sorted(compiled(GIVEN, text, wrong).codes) == ["OAM502", "OAM694"]


def test_only_what_comes_by_tcp_is_copied():
    given = component("Server", container(ports=[{**HTTP, "protocol": "UDP"}]))
    assert made(trait("traffic-mirror", provider="istio", service="a", port=80), given=given).codes == ["OAM694"]


@pytest.mark.parametrize("name", ["circuit-breaker", "load-balancing-policy", "rate-limit", "traffic-mirror"])
@pytest.mark.parametrize(
    "properties", [{}, {"provider": "nginx"}, {"provider": 1}, {"provider": None}, {"provider": ["istio"]}]
)
def test_the_provider_is_one_that_is_known(name, properties):
    found = made(trait(name, **properties))
    assert found.codes
    assert set(found.codes) <= {"OAM507", "OAM508"}


@pytest.mark.parametrize(
    ("name", "properties", "codes"),
    [
        ("circuit-breaker", {"maxConnections": 0}, ["OAM508"]),
        ("circuit-breaker", {"maxConnections": 2**31}, ["OAM508"]),
        ("circuit-breaker", {"connectTimeout": "0s"}, ["OAM508"]),
        ("circuit-breaker", {"connectTimeout": "00h0ms"}, ["OAM508"]),
        ("circuit-breaker", {"connectTimeout": "1.5s"}, ["OAM508"]),
        ("circuit-breaker", {"outlier": {"maxEjectionPercent": 101}}, ["OAM508"]),
        ("circuit-breaker", {"outlier": {"maxEjectionPercent": "NaN"}}, ["OAM508"]),
        ("circuit-breaker", {"outlier": []}, ["OAM508"]),
        ("load-balancing-policy", {"algorithm": "least-conn"}, ["OAM508"]),
        ("load-balancing-policy", {}, ["OAM507"]),
        ("load-balancing-policy", {"algorithm": "random", "locality": "same-zone"}, ["OAM506"]),
        ("load-balancing-policy", {"algorithm": "random", "hash": {}}, ["OAM593"]),
        ("load-balancing-policy", {"algorithm": "consistent-hash", "hash": {}}, ["OAM593"]),
        ("load-balancing-policy", {"algorithm": "consistent-hash", "hash": {"header": "a b"}}, ["OAM508"]),
        ("load-balancing-policy", {"algorithm": "consistent-hash", "hash": {"sourceIP": True}, "warmup": "1s"}, ["OAM593"]),
        ("rate-limit", {"requests": 0}, ["OAM508"]),
        ("rate-limit", {"requests": 5, "unit": "day"}, ["OAM508"]),
        ("rate-limit", {"requests": 5, "per": "header"}, ["OAM507"]),
        ("rate-limit", {"requests": 5, "header": "x-a"}, ["OAM506"]),
    ],
)
def test_properties_are_held_to_what_proxies_take(name, properties, codes):
    assert made(trait(name, provider="istio", **properties)).codes == codes


def test_that_an_instance_has_no_routes_is_told_once():
    traits = [trait("rate-limit", provider="envoy-gateway", requests=1)]
    traits.append(trait("circuit-breaker", provider="envoy-gateway", maxConnections=1))
    assert made(*traits).codes == ["OAM693"]


def test_what_is_wrong_with_a_route_hides_no_mirror():
    wrong = trait("ingress", hostname="shop.example.com", servicePort=8080, parentRefs=[{"name": "a"}, {"name": "a"}])
    assert shadowed({"provider": "gateway", "to": "shadow"}, wrong).codes == ["OAM593"]


def test_without_a_port_there_is_nothing_to_protect():
    given = component("Server", container(ports=[]))
    for one in (
        BREAKER,
        CHOICE,
        trait("rate-limit", provider="istio", requests=1),
        trait("traffic-mirror", provider="istio", service="recorder", port=80),
    ):
        assert "OAM593" in made(one, given=given).codes


ANTREA = {"provider": "cni", "cni": "antrea"}
VXLAN = {"vxlan": {"remoteIP": "192.0.2.10"}}


@pytest.mark.parametrize(
    ("port", "codes"),
    [
        (VXLAN, []),
        ({"geneve": {"remoteIP": "2001:db8::1", "vni": 0, "destinationPort": 6081}}, []),
        ({"gre": {"remoteIP": "192.0.2.10", "key": 2**32 - 1}}, []),
        ({"erspan": {"remoteIP": "192.0.2.10", "version": 2, "sessionID": 1023}}, []),
        ({"device": {"name": "eth1"}}, []),
        ({"ovsInternal": {"name": "tap0"}}, []),
        ({}, ["OAM694"]),
        (None, ["OAM507"]),
        ({**VXLAN, "device": {"name": "eth1"}}, ["OAM694"]),
        ({"vxlan": {}}, ["OAM507"]),
        ({"vxlan": {"remoteIP": "collector.example.com"}}, ["OAM508"]),
        ({"vxlan": {"remoteIP": "192.0.2.10", "key": 1}}, ["OAM506"]),
        ({"vxlan": {"remoteIP": "192.0.2.10", "vni": 2**24}}, ["OAM508"]),
        ({"erspan": {"remoteIP": "192.0.2.10"}}, ["OAM507"]),
        ({"device": {"name": "a/b"}}, ["OAM508"]),
        ({"device": {"name": "x" * 16}}, ["OAM508"]),
        ({"tun": {}}, ["OAM506"]),
    ],
)
def test_antrea_sends_copies_to_exactly_one_place(port, codes):
    found = made(trait("traffic-mirror", **ANTREA, targetPort=port), namespace="prod")
    assert found.codes == codes
    if not codes:
        control = found.only("TrafficControl")
        assert "namespace" not in control["metadata"]
        assert control["metadata"]["name"] == "shop-web-trait-mirror.prod"
        assert control["spec"] == {
            "appliedTo": {
                "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "prod"}},
                "podSelector": {"matchLabels": {"oam.dev/instance-name": "shop-web"}},
            },
            "direction": "Both",
            "action": "Mirror",
            "targetPort": port,
        }


@pytest.mark.parametrize(("word", "said"), [("ingress", "Ingress"), ("egress", "Egress"), ("both", "Both")])
def test_a_direction_is_a_word_and_stays_one(word, said):
    use = trait("traffic-mirror", **ANTREA, targetPort=VXLAN)
    for found in (
        made(trait("traffic-mirror", **ANTREA, targetPort=VXLAN, direction=word), namespace="prod"),
        made(use, namespace="prod", sets=(f"shop-web.traits.traffic-mirror.direction={word}",)),
    ):
        assert found.only("TrafficControl")["spec"]["direction"] == said


def test_an_object_of_the_cluster_needs_a_namespace_and_the_others_do_not():
    assert made(trait("traffic-mirror", **ANTREA, targetPort=VXLAN)).codes == ["OAM694"]
    assert made(trait("traffic-mirror", provider="cni", cni="kube-ovn")).codes == []


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"provider": "cni"}, ["OAM507"]),
        ({"provider": "cni", "cni": "cilium"}, ["OAM508"]),
        ({"provider": "kube-ovn"}, ["OAM508"]),
        ({"provider": "cni", "cni": "kube-ovn", "direction": "both"}, ["OAM506"]),
        ({"provider": "cni", "cni": "kube-ovn", "to": "a"}, ["OAM506"]),
        ({"provider": "istio", "service": "a", "port": 80, "cni": "antrea"}, ["OAM506"]),
        ({"provider": "istio", "service": "a", "port": 80, "direction": "both"}, ["OAM506"]),
    ],
)
def test_copies_of_packets_have_properties_of_their_own(properties, codes):
    assert made(trait("traffic-mirror", **properties), namespace="prod").codes == codes


def test_packets_are_copied_of_pods_without_a_service():
    given = component("Server", container(ports=[]))
    found = made(trait("traffic-mirror", **ANTREA, targetPort=VXLAN), given=given, namespace="prod")
    assert [item["kind"] for item in found.objects] == ["Deployment", "TrafficControl"]
