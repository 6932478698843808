"""Network scopes become policies that never cut off what an instance exposes (docs/spec/oam-v1alpha1.md, 10.3)."""

from types import SimpleNamespace

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.contracts import Change, Patch, Property, Trait
from oamc.capabilities.scopes.exposure import exposures
from oamc.expressions.types import TextType
from oamc.objects.tree import KubeObject, Owner
from oamc.spans import SourceFile, Span
from tests.contracts.building import Built
from tests.support.documents import application, compiled, component, container, trait

NOWHERE = Span(SourceFile(path="a", label="a", text=""), 1, 1, 1, 1)


def scope(**properties):
    given = {"network-id": "vpc", "subnet-id": "a,b", **properties}
    return {"name": "net", "type": "core.oam.dev/v1alpha1.NetworkScope", "properties": given}


def two(given, *traits, **fields):
    document = application(*traits, scopes=[given], applicationScopes=["shop"], **fields)
    other = {"componentName": "web", "instanceName": "shop-admin", "applicationScopes": ["shop"]}
    free = {"componentName": "web", "instanceName": "shop-free"}
    document["spec"]["components"] += [other, free]
    return document


def policies(given, *traits, **options):
    found = compiled(component(), two(given, *traits), **{"scopes": "emit", **options})
    assert not found.reports.has_errors(), found.messages
    return {item["metadata"]["name"]: item for item in found.objects if item["kind"] == "NetworkPolicy"}


def members(*names):
    return {"matchExpressions": [{"key": "oam.dev/instance-name", "operator": "In", "values": list(names)}]}


def test_members_reach_one_another_and_nobody_else_reaches_them():
    found = policies(scope())
    assert list(found) == ["net-isolate"]
    inside = members("shop-web", "shop-admin")
    assert found["net-isolate"]["spec"] == {
        "podSelector": inside,
        "policyTypes": ["Ingress"],
        "ingress": [{"from": [{"podSelector": inside}]}],
    }
    assert found["net-isolate"]["metadata"]["annotations"] == {"oamc.dev/network-id": "vpc", "oamc.dev/subnet-id": "a,b"}


def test_the_prefix_is_that_of_the_pods():
    found = policies(scope(), sets=("namePrefix=blue-",))
    assert found["blue-net-isolate"]["spec"]["podSelector"] == members("blue-shop-web", "blue-shop-admin")


def test_an_ingress_is_not_cut_off_at_its_port_while_it_is_there():
    ingress = trait("ingress", hostname="shop.example.com", servicePort=8080)
    found = policies(scope(), ingress)["shop-web-net-ingress"]
    assert found["spec"] == {
        "podSelector": {"matchLabels": {"oam.dev/instance-name": "shop-web"}},
        "policyTypes": ["Ingress"],
        "ingress": [{"ports": [{"protocol": "TCP", "port": 8080}]}],
    }
    assert found["metadata"]["labels"]["oam.dev/role"] == "scope"
    assert list(policies(scope(), ingress, sets=("shop-web.traits.ingress.enabled=false",))) == ["net-isolate"]


def test_an_ingress_may_be_for_controllers_of_some_namespaces():
    ingress = trait("ingress", hostname="shop.example.com")
    allowed = policies(scope(ingressFrom=["edge"]), ingress)["shop-web-net-ingress"]["spec"]["ingress"][0]["from"]
    (one,) = allowed[0]["namespaceSelector"]["matchExpressions"]
    assert one == {"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["edge"]}
    document = two(scope(ingressFrom=["edge"]), ingress)
    for value in (["a", "b"], None):
        built = Built(component(), document, scopes="emit", values={"scopes": {"net": {"ingressFrom": value}}})
        (rule,) = built.objects["NetworkPolicy/shop-web-net-ingress"]["spec"]["ingress"]
        assert ("from" in rule) is (value is not None)
        built.check_agreement()


@pytest.mark.parametrize(
    ("properties", "limited"),
    [
        ({}, False),
        ({"internet-gateway-type": "public"}, False),
        ({"internet-gateway-type": "nat"}, False),
        ({"internet-gateway-type": ""}, True),
        ({"egress": "restrict"}, True),
        ({"egress": "open", "internet-gateway-type": ""}, False),
        ({"egress": "restrict", "internet-gateway-type": "public"}, True),
    ],
)
def test_members_may_send_anywhere_unless_the_scope_says_otherwise(properties, limited):
    spec = policies(scope(**properties))["net-isolate"]["spec"]
    assert spec["policyTypes"] == (["Ingress", "Egress"] if limited else ["Ingress"])
    assert ("egress" in spec) is limited


def test_dns_and_ranges_stay_reachable_where_egress_is_limited():
    inside, dns, further = policies(scope(egress="restrict", egressCIDRs=["10.0.0.0/8"]))["net-isolate"]["spec"]["egress"]
    assert inside == {"to": [{"podSelector": members("shop-web", "shop-admin")}]}
    assert dns["ports"] == [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]
    assert dns["to"][0]["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "kube-system"}
    assert further == {"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}


@pytest.mark.parametrize("value", ["nat", "", None])
def test_the_gateway_is_a_value_of_the_output(value):
    document = two(scope(**{"internet-gateway-type": "public"}))
    built = Built(component(), document, scopes="emit", values={"scopes": {"net": {"internet-gateway-type": value}}})
    assert ("egress" in built.objects["NetworkPolicy/net-isolate"]["spec"]) is (value == "")
    built.check_agreement()


def typed(kind, *, optional=False):
    """Return a trait that gives the Service a type."""

    def change(use, subject):
        value = use.get("type") if kind is None else kind
        return Change(patches=(Patch(tree={"spec": {"type": value}}, target=("Service", subject.name)),))

    types = TextType(choices=("ClusterIP", "LoadBalancer", "NodePort"))
    properties = (Property(name="type", type=types, description="The type.", default="ClusterIP"),) if kind is None else ()
    return Trait(
        names=("opened",), summary="A test.", properties=properties, needs=frozenset(), change=change, optional=optional
    )


@pytest.mark.parametrize(
    ("kind", "optional", "values", "opened"),
    [
        ("LoadBalancer", False, {}, True),
        ("NodePort", False, {}, True),
        ("ClusterIP", False, {}, False),
        ("NodePort", True, {}, True),
        ("NodePort", True, {"enabled": False}, False),
        (None, False, {}, False),
        (None, False, {"type": "NodePort"}, True),
        (None, True, {"type": "LoadBalancer"}, True),
        (None, True, {"type": "LoadBalancer", "enabled": False}, False),
    ],
)
def test_a_service_for_clients_from_outside_is_not_cut_off(kind, optional, values, opened):
    catalog = CATALOG.extended(traits=(typed(kind, optional=optional),))
    given = {"shop-web": {"traits": {"opened": values}}} if values else None
    document = two(scope(ingressFrom=["edge"]), trait("opened"))
    built = Built(component(), document, catalog=catalog, scopes="emit", values=given)
    policy = built.objects.get("NetworkPolicy/shop-web-net-service")
    assert (policy is not None) is opened
    assert policy is None or policy["spec"]["ingress"] == [{"ports": [{"protocol": "TCP", "port": 8080}]}]
    built.check_agreement()


def test_members_of_other_applications_are_let_in():
    other = application(name="blog", instance="blog-web", applicationScopes=["shop"])
    document = application(trait("ingress", hostname="a.example.com"), scopes=[scope()], applicationScopes=["shop"])
    exposed = application(
        trait("ingress", hostname="b.example.com"), name="news", instance="news-web", applicationScopes=["shop"]
    )
    built = Built(component(), document, other, exposed, scopes="emit")
    inside = built.objects["NetworkPolicy/net-isolate"]["spec"]["podSelector"]
    assert inside == members("shop-web", "blog-web", "news-web")
    assert {"NetworkPolicy/shop-web-net-ingress", "NetworkPolicy/news-web-net-ingress"} <= set(built.objects)
    built.check_agreement()


def test_a_scope_without_members_closes_nothing():
    document = application(scopes=[scope()])
    found = compiled(component(), document, scopes="emit")
    assert "NetworkPolicy" not in found.kinds()


def test_a_worker_is_a_member_too():
    document = application(scopes=[scope()], applicationScopes=["shop"])
    found = compiled(component("Worker", container(ports=None)), document, scopes="emit")
    assert found.only("NetworkPolicy")["spec"]["podSelector"] == members("shop-web")


def test_tests_of_a_chart_reach_members():
    built = Built(component(), two(scope()), scopes="emit", chart_tests=True)
    peers = built.objects["NetworkPolicy/net-isolate"]["spec"]["ingress"][0]["from"]
    assert peers[1] == {"podSelector": {"matchLabels": {"oam.dev/role": "test"}}}
    assert "oam.dev/role: test" in built.charts["shop"]["templates/tests/shop-web.yaml"]
    built.check_agreement()
    plain = Built(component(), two(scope()), chart_tests=True)
    assert "oam.dev/role" not in plain.charts["shop"]["templates/tests/shop-web.yaml"]


@pytest.mark.parametrize("text", ["10.0.0.0", "10.0.0.0/33", "a/8"])
def test_a_range_of_addresses_is_checked(text):
    found = compiled(component(), two(scope(egress="restrict", egressCIDRs=[text])), scopes="emit")
    assert "OAM508" in found.codes


@pytest.mark.parametrize("way", ["NodePort", "LoadBalancer"])
def test_a_policy_is_about_the_ports_of_pods_where_a_service_has_other_numbers(way):
    service = trait("service", type=way, ports=[{"name": "http", "port": 80}])
    found = policies(scope(), service)["shop-web-net-service"]
    assert found["spec"]["ingress"] == [{"ports": [{"protocol": "TCP", "port": 8080}]}]
    document = two(scope(), service)
    values = {"shop-web": {"traits": {"service": {"type": "ClusterIP", "ports": {"http": {"port": 81}}}}}}
    built = Built(component(), document, scopes="emit", values=values)
    assert [name for name in built.objects if name.startswith("NetworkPolicy/")] == ["NetworkPolicy/net-isolate"]
    built.check_agreement()


def leading_to(number, *ports, target=8080):
    """Return what a trait outside of oamc may do: an Ingress to a number of the Service that is not that of the pods."""
    backend = {"service": {"name": "shop-web", "port": {"number": number}}}
    rules = [{"http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}} for _ in range(2)]
    spec = {"ports": [{"name": f"p{one}", "port": one, "targetPort": target} for one in ports], "type": "ClusterIP"}
    return (found("Ingress", {"rules": rules}), found("Service", spec))


def found(kind, spec):
    body = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "shop-web"}, "spec": spec}
    owner = Owner(kind="instance", name="shop-web")
    return KubeObject(api_version="v1", kind=kind, name="shop-web", owner=owner, body=body, span=NOWHERE, rule="")


@pytest.mark.parametrize(
    ("objects", "ports"),
    [
        (leading_to(80, 80, 81), (("TCP", 8080),)),
        (leading_to(80, 80, target="web"), (("TCP", "web"),)),
        (leading_to(8080, 8080), (("TCP", 8080),)),
        ((found("Service", {"type": "NodePort"}),), (("UDP", 5353),)),
    ],
)
def test_an_ingress_is_let_in_at_the_pods_behind_the_service(objects, ports):
    rendered = SimpleNamespace(ports=(SimpleNamespace(protocol="UDP", port=53, target=5353),))
    (one,) = exposures(SimpleNamespace(rendered=rendered), objects)
    assert one.ports == ports
