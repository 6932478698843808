"""Limits of bandwidth where nothing reads them (docs/spec/bandwidth.md, 2.7)."""

import pytest

from tests.support.documents import compiled

LIMIT = {"kubernetes.io/ingress-bandwidth": "10M"}
PODS = {"containers": [{"name": "web", "image": "example/web:1"}]}


def found_in(kind, api_version, spec, **metadata):
    body = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web", **metadata}, **spec}
    version = "core.oam.dev/v1alpha2"
    component = {"apiVersion": version, "kind": "Component", "metadata": {"name": "web"}, "spec": {"workload": body}}
    used = {"components": [{"componentName": "web"}]}
    whole = {"apiVersion": version, "kind": "ApplicationConfiguration", "metadata": {"name": "shop"}, "spec": used}
    return compiled(component, whole).codes


def template(annotations=LIMIT, **pods):
    return {
        "metadata": {"labels": {"app": "web"}, **({"annotations": annotations} if annotations else {})},
        "spec": {**PODS, **pods},
    }


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (template(hostNetwork=True), ["OAM643"]),
        (template({"ovn.kubernetes.io/egress_rate": "1"}, hostNetwork=True), ["OAM643"]),
        (template(hostNetwork=False), []),
        (template(), []),
        (template({"example.com/note": "'hostNetwork': True", **LIMIT}), []),
        (template({"example.com/note": "a"}, hostNetwork=True), []),
        (template(None, hostNetwork=True), []),
    ],
)
def test_a_limit_in_the_network_of_the_node_is_told(given, codes):
    spec = {"selector": {"matchLabels": {"app": "web"}}, "template": given}
    assert found_in("DaemonSet", "apps/v1", {"spec": spec}) == codes


def test_a_pod_has_it_at_its_own_place():
    assert found_in("Pod", "v1", {"spec": {**PODS, "hostNetwork": True}}, annotations=LIMIT) == ["OAM643"]


def test_an_object_without_a_template_has_no_limits():
    spec = {"spec": {"selector": {"app": "web"}}}
    assert found_in("ReplicationController", "v1", spec, annotations={"example.com/note": "'hostNetwork': True"}) == []
