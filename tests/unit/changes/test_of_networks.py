"""What changes of Services, Ingresses and policies mean."""

import pytest

from tests.unit.changes.builders import HARMLESS, PATHS, TLS, annotated, backend, ingress, policy, ratings, service

ROWS = [
    (
        "LoadBalancer to NodePort",
        service(type="LoadBalancer"),
        service(type="NodePort"),
        {"exposure narrower"},
    ),
    ("ClusterIP to NodePort", service(), service(type="NodePort"), {"exposure wider", "exposure other"}),
    ("to ExternalName", service(), service(type="ExternalName", externalName="a.example"), {"exposure other"}),
    ("port added", service(), service(ports=[{"port": 80, "name": "a"}, {"port": 81, "name": "b"}]), {"exposure wider"}),
    ("port removed", service(ports=[{"port": 80}, {"port": 81}]), service(), {"exposure narrower"}),
    (
        "nodePort",
        service(type="NodePort"),
        service(type="NodePort", ports=[{"port": 80, "nodePort": 30001}]),
        {"exposure other"},
    ),
    (
        "nodePort removed",
        service(type="NodePort", ports=[{"port": 80, "nodePort": 30001}]),
        {**service(type="NodePort"), "metadata": {"name": "web", "labels": {"a": "b"}}},
        {HARMLESS},
    ),
    ("appProtocol", service(), service(ports=[{"port": 80, "appProtocol": "http"}]), {"exposure other"}),
    ("port renamed", service(ports=[{"port": 80, "name": "a"}]), service(ports=[{"port": 80, "name": "b"}]), {HARMLESS}),
    (
        "port renamed that an Ingress uses",
        service(ports=[{"port": 80, "name": "a"}]),
        service(ports=[{"port": 80, "name": "b"}]),
        {"exposure other"},
        ingress(defaultBackend=backend("a")),
    ),
    ("order of ports", service(ports=[{"port": 80}, {"port": 81}]), service(ports=[{"port": 81}, {"port": 80}]), {HARMLESS}),
    (
        "source ranges grown",
        service(loadBalancerSourceRanges=["10.0.0.0/8"]),
        service(loadBalancerSourceRanges=["10.0.0.0/8", "11.0.0.0/8"]),
        {"exposure wider"},
    ),
    (
        "source ranges shrunk",
        service(loadBalancerSourceRanges=["10.0.0.0/8", "11.0.0.0/8"]),
        service(loadBalancerSourceRanges=["10.0.0.0/8"]),
        {"exposure narrower"},
    ),
    (
        "source ranges emptied",
        service(loadBalancerSourceRanges=["10.0.0.0/8"]),
        service(loadBalancerSourceRanges=[]),
        {"exposure wider"},
    ),
    ("source ranges set", service(), service(loadBalancerSourceRanges=["10.0.0.0/8"]), {"exposure narrower"}),
    (
        "source ranges in another order",
        service(loadBalancerSourceRanges=["a", "b"]),
        service(loadBalancerSourceRanges=["b", "a"]),
        {HARMLESS},
    ),
    ("externalIPs grown", service(externalIPs=["10.0.0.1"]), service(externalIPs=["10.0.0.1", "10.0.0.2"]), {"exposure wider"}),
    *(
        (field, service(type="LoadBalancer"), service(type="LoadBalancer", **{field: value}), {"exposure other"})
        for field, value in (
            ("externalTrafficPolicy", "Local"),
            ("internalTrafficPolicy", "Local"),
            ("publishNotReadyAddresses", True),
            ("loadBalancerIP", "10.0.0.1"),
            ("sessionAffinity", "ClientIP"),
            ("trafficDistribution", "PreferClose"),
            ("ipFamilyPolicy", "PreferDualStack"),
            ("selector", {"a": "b"}),
        )
    ),
    *(
        (f"annotation {key}", service(), annotated(service(), **{key: "a"}), {"exposure other"})
        for key in (
            "service.kubernetes.io__a",
            "service.beta.kubernetes.io__a",
            "cloud.google.com__a",
            "networking.gke.io__a",
            "metallb.universe.tf__a",
            "a__load-balancer-b",
        )
    ),
    ("another annotation", service(), annotated(service(), a="b"), {HARMLESS}),
    ("a label", service(), {**service(), "metadata": {"name": "web", "labels": {"nodePort": "a"}}}, {HARMLESS}),
    (
        "a label that has the name of a field",
        {**service(), "metadata": {"name": "web", "labels": {"nodePort": "a"}}},
        service(),
        {HARMLESS},
    ),
    ("Ingress tls removed", ingress(tls=TLS), ingress(), {"exposure wider"}),
    ("Ingress tls added", ingress(), ingress(tls=TLS), {"exposure narrower"}),
    ("Ingress TLS secretName", ingress(tls=TLS), ingress(tls=[{**TLS[0], "secretName": "b"}]), {"exposure other"}),
    (
        "Ingress TLS host removed",
        ingress(tls=[{"hosts": ["a.example", "b.example"], "secretName": "a"}]),
        ingress(tls=TLS),
        {"exposure wider"},
    ),
    ("Ingress ingressClassName", ingress(ingressClassName="a"), ingress(ingressClassName="b"), {"exposure other"}),
    ("Ingress backend", ingress(), ingress(defaultBackend=backend(81)), {"exposure other"}),
    ("Ingress host added", ingress(), ingress(rules=[{"host": "a.example", "http": {"paths": PATHS}}]), {"exposure wider"}),
    (
        "Ingress path added in front",
        ingress(rules=[{"host": "a.example", "http": {"paths": PATHS}}]),
        ingress(rules=[{"host": "a.example", "http": {"paths": [{**PATHS[0], "path": "/a"}, *PATHS]}}]),
        {"exposure wider"},
    ),
    (
        "Ingress rule order",
        ingress(rules=[{"host": "a.example"}, {"host": "b.example"}]),
        ingress(rules=[{"host": "b.example"}, {"host": "a.example"}]),
        {HARMLESS},
    ),
    ("Ingress annotation", ingress(), annotated(ingress(), a__whitelist="b"), {"exposure other"}),
    ("Ingress annotation of cert-manager", ingress(), annotated(ingress(), **{"cert-manager.io__a": "b"}), {HARMLESS}),
    ("Ingress annotation of acme", ingress(), annotated(ingress(), **{"acme.cert-manager.io__a": "b"}), {HARMLESS}),
    ("Ingress label", ingress(), ingress(metadata={"labels": {"a": "b"}}), {HARMLESS}),
    ("from absent is all", policy(ingress=[{"from": [{"podSelector": {}}]}]), policy(ingress=[{}]), {"exposure wider"}),
    ("ports [] are all", policy(ingress=[{"ports": [{"port": 80}]}]), policy(ingress=[{"ports": []}]), {"exposure wider"}),
    ("ingress: [] is none", policy(ingress=[{}]), policy(ingress=[]), {"exposure narrower"}),
    (
        "policyTypes default to Egress with a rule",
        policy(),
        policy(egress=[{"ports": [{"port": 80}]}]),
        {"permission narrower"},
    ),
    ("egress: [] without policyTypes is no policy", policy(), policy(egress=[], ingress=[{}]), {"exposure wider"}),
    (
        "egress: [] with policyTypes is none",
        policy(),
        policy(egress=[], policyTypes=["Ingress", "Egress"]),
        {"permission narrower"},
    ),
    (
        "policyTypes in another order",
        policy(policyTypes=["Ingress", "Egress"]),
        policy(policyTypes=["Egress", "Ingress"]),
        {HARMLESS},
    ),
    ("podSelector shrunk", policy(), policy({"matchLabels": {"a": "b"}}), {"exposure wider"}),
    ("podSelector grown", policy({"matchLabels": {"a": "b"}}), policy(), {"exposure narrower"}),
    (
        "podSelector of another label",
        policy({"matchLabels": {"a": "b"}}),
        policy({"matchLabels": {"a": "c"}}),
        {"exposure other"},
    ),
    (
        "podSelector of egress",
        policy(policyTypes=["Egress"]),
        policy({"matchLabels": {"a": "b"}}, policyTypes=["Egress"]),
        {"permission wider"},
    ),
    (
        "peers in another order",
        policy(ingress=[{"from": [{"podSelector": {}}, {"namespaceSelector": {}}]}]),
        policy(ingress=[{"from": [{"namespaceSelector": {}}, {"podSelector": {}}]}]),
        {HARMLESS},
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_field_of_a_network_means(row):
    _, old, new, expected, *others = row
    assert ratings(old, new, *others) == expected
