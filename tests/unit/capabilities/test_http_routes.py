"""Routes of the Gateway API that the trait ingress makes (docs/spec/traffic.md, 1)."""

import pytest

from oamc.options import Options
from tests.strategies.applications import as_text
from tests.support import agreement
from tests.support.documents import HTTP, application, compiled, component, container, trait
from tests.support.helm import shared_engine

ADMIN = {"name": "admin", "containerPort": 9090}
GIVEN = component("Server", container(ports=[HTTP, ADMIN]))
PUBLIC = {"name": "public"}
SHOP = {"hostname": "shop.example.com", "servicePort": 8080}


def exposed(*, options=None, **properties):
    return compiled(GIVEN, application(trait("ingress", **properties)), **(options or {}))


def spec(**properties):
    found = exposed(**properties)
    assert not found.codes
    assert not [item for item in found.objects if item["kind"] == "Ingress"]
    return found.only("HTTPRoute")["spec"]


@pytest.mark.parametrize(
    ("parents", "values", "refused"),
    [
        ([{"name": "a"}, {"name": "b"}], {"0": {"name": "b"}}, True),
        ([{"name": "a"}, {"name": "b"}], {"0": {"name": "c"}}, True),
        ([{"name": "a", "sectionName": "x"}, {"name": "a", "sectionName": "y"}], {"0": {"sectionName": "y"}}, True),
        ([{"name": "a", "sectionName": "x"}, {"name": "a", "sectionName": "y"}], {"0": {"sectionName": None}}, True),
        ([{"name": "a", "sectionName": "x"}, {"name": "b", "sectionName": "y"}], {"0": {"name": "b"}}, False),
        ([{"name": "a", "sectionName": "x"}, {"name": "b"}], {"1": {"name": "a"}}, True),
        ([{"name": "a"}, {"name": "a", "namespace": "b"}], {"1": {"namespace": None}}, True),
        ([{"name": "a", "sectionName": "x"}], {"0": {"sectionName": None, "name": "b"}}, False),
    ],
)
def test_gateways_stay_different_in_both_outputs(parents, values, refused):
    use = trait("ingress", **SHOP, api="gateway", parentRefs=parents)
    text = as_text([component("Server"), application(use)])
    charts, errors = agreement.compiled(text, Options())
    assert errors == []
    given = {"shop-web": {"traits": {"ingress": {"parentRefs": values}}}}
    assert agreement.disagreement(shared_engine(), text, charts["shop"], given) == ""
    assert bool(shared_engine().render(charts["shop"], given).refusal) is refused


def test_a_route_belongs_to_gateways_and_leads_to_the_service():
    found = spec(
        **SHOP, parentRefs=[{"name": "public", "namespace": "infra", "sectionName": "https"}], pathType="Exact", path="/a"
    )
    assert found == {
        "parentRefs": [{"name": "public", "namespace": "infra", "sectionName": "https"}],
        "hostnames": ["shop.example.com"],
        "rules": [
            {
                "matches": [{"path": {"type": "Exact", "value": "/a"}}],
                "backendRefs": [{"name": found["rules"][0]["backendRefs"][0]["name"], "port": 8080}],
            }
        ],
    }


def test_any_host_is_no_host():
    assert "hostnames" not in spec(hostname="*", servicePort=8080, parentRefs=[PUBLIC])


def test_each_rule_is_a_route_of_its_own():
    rules = [{"host": "a.example.com", "servicePort": 8080}, {"host": "b.example.com", "path": "/b", "servicePort": 9090}]
    found = exposed(rules=rules, parentRefs=[PUBLIC], timeouts={"request": "5s"})
    assert not found.codes
    routes = [item for item in found.objects if item["kind"] == "HTTPRoute"]
    assert [route["spec"]["hostnames"] for route in routes] == [["a.example.com"], ["b.example.com"]]
    assert [route["metadata"]["name"].rpartition("ingress")[2] for route in routes] == ["", "-1"]
    assert all(route["spec"]["rules"][0]["timeouts"] == {"request": "5s"} for route in routes)


def test_neither_an_option_nor_a_profile_gives_a_route_a_class():
    found = exposed(options={"ingress_class": "nginx", "profile": "microk8s"}, **SHOP, parentRefs=[PUBLIC])
    assert not found.codes
    assert "nginx" not in str(found.objects)


def test_the_hint_names_the_class_of_the_profile():
    found = exposed(options={"profile": "microk8s"}, **SHOP, api="gateway")
    assert found.codes == ["OAM691"]
    assert "of the class traefik" in found.reports.found[0].hint


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"api": "gateway"}, ["OAM691"]),
        ({"api": "gateway", "parentRefs": []}, ["OAM691"]),
        ({"parentRefs": [PUBLIC, PUBLIC]}, ["OAM593"]),
        ({"parentRefs": [PUBLIC, {**PUBLIC, "port": 80}]}, ["OAM593"]),
        ({"parentRefs": [PUBLIC, {**PUBLIC, "namespace": "b"}]}, []),
        ({"parentRefs": [{**PUBLIC, "port": 81}, {**PUBLIC, "port": 80}]}, ["OAM593"]),
        ({"parentRefs": [{**PUBLIC, "sectionName": "a"}, {**PUBLIC, "sectionName": "b"}]}, []),
        ({"parentRefs": [{"name": f"a{number}"} for number in range(33)]}, ["OAM593"]),
        ({"parentRefs": [{"namespace": "a"}]}, ["OAM507"]),
        ({"parentRefs": [{"name": "A_b"}]}, ["OAM508"]),
        ({"parentRefs": "public"}, ["OAM508"]),
        ({"parentRefs": [PUBLIC], "timeouts": {"request": "1.5s"}}, ["OAM508"]),
        ({"parentRefs": [PUBLIC], "timeouts": {"request": 30}}, ["OAM508"]),
        ({"parentRefs": [PUBLIC], "timeouts": {"request": "1s", "backendRequest": "1001ms"}}, ["OAM692"]),
        ({"parentRefs": [PUBLIC], "timeouts": {"request": "0s", "backendRequest": "1h"}}, []),
        ({"parentRefs": [PUBLIC], "timeouts": {"backendRequest": "1h1m1s1ms"}}, []),
        ({"parentRefs": [PUBLIC], "annotations": {"alb.ingress.kubernetes.io/scheme": "internal"}}, ["OAM980"]),
        ({"parentRefs": [PUBLIC], "annotations": {"ingress": "internal"}}, []),
        ({"parentRefs": [PUBLIC], "tlsHosts": "shop.example.com"}, ["OAM980"]),
        ({"parentRefs": [PUBLIC], "pathType": "ImplementationSpecific"}, ["OAM508"]),
        ({"api": "ingress", "timeouts": {"request": "1s"}}, ["OAM980"]),
        ({"api": "route"}, ["OAM508"]),
    ],
)
def test_what_a_route_cannot_be_is_told(properties, codes):
    assert exposed(**SHOP, **properties).codes == codes
