"""A scope whose objects nobody has asked for marks its members, and changes nothing else (docs/spec/oam-v1alpha1.md, 10.3)."""

import pytest

from tests.contracts.building import Built
from tests.support.documents import application, component, trait

SCOPES = {
    "core.oam.dev/v1alpha1.NetworkScope": {"network-id": "a", "subnet-id": "b", "internet-gateway-type": ""},
    "core.oam.dev/v1alpha1.HealthScope": {"probe-method": "httpGet", "probe-endpoint": "/healthz"},
    "resources.oam.dev/v1.ResourceQuotaScope": {"CPU": 0.001, "Memory": 1, "mode": "namespace"},
}


@pytest.mark.parametrize("kinds", [*([kind] for kind in SCOPES), list(SCOPES)])
def test_nothing_changes_but_the_mark(kinds):
    traits = trait("ingress", hostname="shop.example.com", servicePort=8080), trait("service", type="NodePort")
    scopes = [{"name": f"s{n}", "type": kind, "properties": SCOPES[kind]} for n, kind in enumerate(kinds)]
    marked = Built(component(), application(*traits, scopes=scopes, applicationScopes=["shop"]))
    plain = Built(component(), application(*traits))
    assert {found.code.id for found in marked.reports.found} == {"OAM520"}
    assert marked.objects["Deployment/shop-web"]["metadata"].pop("annotations") == {
        f"oam.dev/scope.{scope['name']}": "shop" for scope in scopes
    }
    assert marked.objects == plain.objects
    of_marked, of_plain = marked.charts["shop"], plain.charts["shop"]
    assert [name for name in of_plain if of_marked[name] != of_plain[name]] == ["templates/shop-web-deployment.yaml"]
    assert of_marked.keys() == of_plain.keys()
