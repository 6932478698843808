"""Several hosts, paths and certificates of an ingress (docs/spec/operation.md, 5)."""

import pytest

from tests.support.documents import HTTP, application, compiled, component, container, trait

ADMIN = {"name": "admin", "containerPort": 9090}
GIVEN = component("Server", container(ports=[HTTP, ADMIN]))
SHOP = {"host": "shop.example.com", "servicePort": 8080}


def exposed(*, options=None, **properties):
    return compiled(GIVEN, application(trait("ingress", **properties)), **(options or {}))


def spec(**properties):
    found = exposed(**properties)
    assert not found.codes
    return found.only("Ingress")["spec"]


def test_each_rule_has_a_host_a_path_and_a_port():
    second = {"host": "*", "path": "/admin", "pathType": "Exact", "servicePort": 9090}
    first, other = spec(rules=[SHOP, second])["rules"]
    assert first["host"] == "shop.example.com"
    assert "host" not in other
    found = [
        (path["path"], path["pathType"], path["backend"]["service"]["port"]["number"])
        for rule in (first, other)
        for path in rule["http"]["paths"]
    ]
    assert found == [("/", "Prefix", 8080), ("/admin", "Exact", 9090)]


def test_certificates_come_after_the_first_one():
    further = [{"hosts": "a.example.com, b.example.com", "secretName": "b"}, {"secretName": "c"}]
    found = spec(hostname="a.example.com", servicePort=8080, tlsSecretName="a", tls=further)["tls"]
    assert found == [{"secretName": "a"}, {"secretName": "b", "hosts": ["a.example.com", "b.example.com"]}, {"secretName": "c"}]
    assert spec(rules=[SHOP], tls=further[1:])["tls"] == [{"secretName": "c"}]


@pytest.mark.parametrize(("own", "option", "found"), [("a", "b", "a"), ("a", None, "a"), (None, "b", "b"), (None, None, None)])
def test_the_class_of_the_trait_wins(own, option, found):
    made = exposed(options={"ingress_class": option}, rules=[SHOP], className=own)
    assert made.only("Ingress")["spec"].get("ingressClassName") == found


def test_annotations_are_those_of_the_ingress():
    found = exposed(rules=[SHOP], annotations={"example.com/a": "1"})
    assert found.only("Ingress")["metadata"]["annotations"] == {"example.com/a": "1"}


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"rules": [SHOP], "hostname": "a.example.com"}, ["OAM980"]),
        ({"rules": [SHOP], "path": "/a", "pathType": "Exact"}, ["OAM980", "OAM980"]),
        ({"rules": [SHOP, SHOP]}, ["OAM551"]),
        ({"rules": [SHOP, {**SHOP, "pathType": "Exact"}]}, []),
        ({"rules": [{"host": "a.example.com"}]}, ["OAM507"]),
        ({"rules": [{"servicePort": 8080}]}, ["OAM507"]),
        ({"rules": [None]}, ["OAM507", "OAM507"]),
        ({"rules": [5]}, ["OAM507", "OAM507", "OAM508"]),
        ({"rules": {"0": SHOP}}, ["OAM508"]),
        ({"rules": [{**SHOP, "servicePort": 80}]}, ["OAM508"]),
        ({"rules": [{**SHOP, "other": 80}]}, ["OAM506"]),
        ({"rules": [{**SHOP, "path": "/a/*"}]}, ["OAM582"]),
        ({"rules": []}, ["OAM524", "OAM525"]),
        ({"rules": [SHOP], "tls": [{"hosts": ["a.example.com"]}]}, ["OAM507"]),
        ({"rules": [SHOP], "annotations": {"a": 1}}, ["OAM508"]),
    ],
)
def test_what_is_wrong_with_rules_is_told(properties, codes):
    assert sorted(exposed(**properties).codes) == codes


def test_each_rule_leads_to_the_only_port_of_a_limited_service():
    found = exposed(options={"single_service_port": True}, rules=[SHOP, {**SHOP, "path": "/a", "servicePort": 9090}])
    assert found.codes == ["OAM706"]
