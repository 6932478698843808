"""Load balancers: what each cloud is told, what is fixed by a Trait document, and how the trait gets on with others."""

import json

import pytest

from oamc.api import compile_documents
from oamc.kubernetes.schemas import problems
from tests.support.documents import application, compiled, component, container, trait

TWO = component("Server", container(ports=[{"name": "http", "containerPort": 8080}, {"name": "https", "containerPort": 8443}]))
OF_ALIBABA = "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-"


def ruled(*names):
    """Return a Trait document with rules about some properties, which fixes them."""
    rules = {"properties": {name: {} for name in names}}
    spec = {"appliesTo": ["*"], "properties": json.dumps(rules)}
    return {"apiVersion": "core.oam.dev/v1alpha1", "kind": "Trait", "metadata": {"name": "load-balancer"}, "spec": spec}


def balanced(*documents, profile=None, others=(), sets=(), **properties):
    return compiled(
        TWO, application(*others, trait("load-balancer", **properties)), *documents, profile=profile, sets=sets, namespace="a"
    )


def service(*documents, **given):
    return balanced(*documents, **given).only("Service")


def codes(made):
    return [found.code.id for found in made.reports.found]


@pytest.mark.parametrize(("target", "backend"), [("pod", "eni"), ("node", "ecs")])
def test_what_is_fixed_is_told_as_what_is_live_is(target, backend):
    given = {"target": target, "internal": True, "overrideListeners": False, "loadBalancerId": "one", "locality": "same-zone"}
    live = service(profile="alibaba", **given)
    assert live == service(ruled(*given), profile="alibaba", **given)
    assert live["metadata"]["annotations"] == {
        "service.beta.kubernetes.io/backend-type": backend,
        f"{OF_ALIBABA}address-type": "intranet",
        f"{OF_ALIBABA}id": "one",
        f"{OF_ALIBABA}force-override-listeners": "false",
    }
    assert live["spec"]["trafficDistribution"] == "PreferSameZone"


def test_a_fixed_property_that_says_nothing_writes_nothing():
    assert "trafficDistribution" not in service(ruled("locality"), locality="none")["spec"]
    assert "annotations" not in service(ruled("internal"), internal=False)["metadata"]


def test_every_annotation_is_a_text():
    given = {"bandwidth": 5, "healthCheck": {"port": 8080, "interval": 7}, "overrideListeners": True}
    annotations = service(profile="alibaba", **given)["metadata"]["annotations"]
    assert all(isinstance(value, str) for value in annotations.values())
    assert annotations[f"{OF_ALIBABA}bandwidth"] == "5"


@pytest.mark.parametrize("version", [f"1.{minor}" for minor in range(30, 38)])
def test_each_version_gets_a_word_for_a_zone_that_it_knows(version):
    made = compiled(TWO, application(trait("load-balancer", locality="same-zone")), kube_versions=(version,))
    word = made.only("Service")["spec"]["trafficDistribution"]
    assert word == ("PreferSameZone" if version >= "1.34" else "PreferClose")
    assert not problems(made.only("Service"), version)
    mixed = compiled(TWO, application(trait("load-balancer", locality="same-zone")), kube_versions=("1.30", version))
    assert mixed.only("Service")["spec"]["trafficDistribution"] == "PreferClose"
    assert not problems(mixed.only("Service"), version)


def test_older_versions_call_a_zone_something_else():
    made = compiled(TWO, application(trait("load-balancer", locality="same-zone")), kube_versions=("1.30",))
    assert made.only("Service")["spec"]["trafficDistribution"] == "PreferClose"
    made = compiled(
        TWO,
        application(trait("load-balancer", locality="same-zone")),
        kube_versions=("1.30",),
        sets=("shop-web.traits.load-balancer.locality=same-node",),
    )
    assert codes(made) == ["OAM706"]


def test_a_port_that_the_trait_service_names_has_its_certificate():
    numbered = trait("service", ports=[{"name": "https", "port": 443}])
    assert codes(balanced(others=[numbered], profile="aws", tls={"cert": "one", "ports": [443]})) == []
    assert codes(balanced(others=[numbered], profile="aws", tls={"cert": "one", "ports": [8443]})) == ["OAM593"]
    moved = ("shop-web.traits.service.ports.https.port=444",)
    assert codes(balanced(others=[numbered], profile="aws", tls={"cert": "one", "ports": [443]}, sets=moved)) == ["OAM706"]


def test_an_ingress_keeps_the_numbers_of_ports():
    for rules in ({"servicePort": 8080, "hostname": "a"}, {"rules": [{"host": "a", "servicePort": 8080}]}):
        made = balanced(others=[trait("ingress", **rules)], ports=[{"name": "http", "port": 80}])
        assert codes(made) == ["OAM593"]


def test_both_traits_write_one_service():
    made = balanced(others=[trait("service", annotations={"a": "b"}, sessionAffinity="None")], annotations={"c": "d"})
    assert made.only("Service")["metadata"]["annotations"] == {"a": "b", "c": "d"}
    assert codes(balanced(others=[trait("service", sessionAffinity="None")], sticky={})) == ["OAM555"]


def test_an_instance_without_ports_has_no_load_balancer():
    made = compiled(component("Server", container(ports=None)), application(trait("load-balancer")))
    assert "OAM593" in codes(made)


@pytest.mark.parametrize("profile", ["gcp", "azure", "k3s", "minikube", "alibaba-flannel"])
def test_pods_are_refused_where_no_load_balancer_leads_to_them(profile):
    assert codes(balanced(profile=profile, target="pod")) == ["OAM681"]
    assert codes(balanced(profile=profile, target="node")) == []
    sets = ("shop-web.traits.load-balancer.target=pod",)
    assert codes(balanced(profile=profile, target="node", sets=sets)) == ["OAM706"]
    assert codes(balanced(profile=profile, allocateLoadBalancerNodePorts=False)) == ["OAM682"]


@pytest.mark.parametrize(
    "properties",
    [
        {"sourceRanges": ["10.0.0.0/8"] * 10_000},
        {"subnets": ["a"] * 1000, "internal": True},
        {"bandwidth": 10**30},
        {"bandwidth": float("1e300")},
        {"ports": [{"name": "http", "port": 80}] * 100},
        {"healthCheck": []},
        {"tls": {"cert": "a", "ports": []}},
        {"annotations": {"": "a"}},
        {"class": ""},
        {"class": "a" * 300},
        {"sticky": 7},
        {"staticIP": ["a"]},
    ],
)
@pytest.mark.parametrize("profile", ["alibaba", None])
def test_odd_properties_are_findings_or_fine(profile, properties):
    documents = {"a.yaml": json.dumps(TWO), "b.yaml": json.dumps(application(trait("load-balancer", **properties)))}
    result = compile_documents(documents, profile=profile)
    assert result.ok or result.diagnostics


def test_the_notes_speak_of_what_a_chart_has():
    def notes(*traits, profile):
        documents = {"a.yaml": json.dumps(TWO), "b.yaml": json.dumps(application(*traits))}
        (output,) = compile_documents(documents, profile=profile).outputs
        return next(text for path, text in output.files.items() if str(path).endswith("NOTES.txt"))

    assert "metallb" in notes(trait("load-balancer"), profile="microk8s")
    assert "metallb" in notes(trait("service", type="LoadBalancer"), profile="microk8s")
    assert "profile" not in notes(profile="microk8s")
    assert "profile" not in notes(trait("load-balancer"), profile=None)
