"""What each trait adds, to what it applies, and what it refuses.

Rules: docs/spec/oam-v1alpha1.md, 11; docs/spec/security-policy.md, 1.
"""

import pytest

from oamc.capabilities.catalog import CATALOG
from tests.contracts.building import Built
from tests.support.api_server import judged_versions, shared_judge
from tests.support.documents import HTTP, RESOURCES, application, compiled, component, container, labels, trait

LABELS = labels("server", role="trait")
DATA = {"name": "data", "mountPath": "/data", "disk": {"required": "1G"}}
CLAIMED = trait("volume-mounter", volumeName="data", storageClass="standard")
INGRESS = {"hostname": "shop.example.com", "servicePort": 8080}
USES = {
    "auto-scaler": trait("auto-scaler", maximum=5, cpu=80),
    "empty": {"name": "empty"},
    "ingress": trait("ingress", **INGRESS),
    "manual-scaler": trait("manual-scaler", replicaCount=3),
    "security-policy": trait("security-policy", runAsNonRoot=True),
    "schedule": trait("schedule", schedule="@daily"),
    "upgrade": trait("upgrade", minReadySeconds=5),
    "rollout": trait("rollout", strategy="canary"),
    "volume-mounter": CLAIMED,
    "bandwidth-control": trait("bandwidth-control", ingress="10Mbit"),
    **{known.name: trait(known.name, **known.example) for known in CATALOG.traits if known.schema is not None},
}
ALL = {"Server", "SingletonServer", "Worker", "SingletonWorker", "Task", "SingletonTask"}
APPLIES = {
    "auto-scaler": {"Server", "Worker", "Function"},
    "empty": {*ALL, "Function"},
    "ingress": {"Server", "SingletonServer", "Function"},
    "manual-scaler": {"Server", "Worker", "Task", "Function"},
    "security-policy": ALL,
    "schedule": {"Task", "SingletonTask"},
    "upgrade": {"Server", "SingletonServer", "Worker", "SingletonWorker"},
    "rollout": {"Server", "Worker"},
    "volume-mounter": ALL,
    "bandwidth-control": ALL,
    **{known.name: ALL for known in CATALOG.traits if known.schema is not None},
    "service": {"Server", "SingletonServer"},
    **{
        name: {"Server", "SingletonServer"}
        for name in ("circuit-breaker", "load-balancer", "load-balancing-policy", "rate-limit")
    },
    "traffic-mirror": {"Server", "SingletonServer"},
}


def example(kind):
    """Return a component of a type that any trait can be attached to."""
    if kind == "Function":
        return component("openfaas.com/v1alpha2.Function", workloadSettings=[{"name": "image", "value": "example/function:1"}])
    ports = None if "Worker" in kind else [HTTP]
    return component(kind, container(ports=ports, resources={**RESOURCES, "volumes": [DATA]}))


def server(*volumes, **fields):
    return component("Server", container(resources={**RESOURCES, "volumes": list(volumes)}, **fields))


def test_every_trait_of_the_catalog_has_its_uses_here():
    assert {known.name for known in CATALOG.traits} == set(USES) == set(APPLIES)


@pytest.mark.parametrize("kind", [*sorted(ALL), "Function"])
@pytest.mark.parametrize("name", USES)
def test_a_trait_applies_to_its_workload_types_and_to_no_others(name, kind):
    refused = "OAM501" in compiled(example(kind), application(USES[name])).codes
    assert refused == (kind not in APPLIES[name])


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("autoscaler", "auto-scaler"),
        ("Autoscaler", "auto-scaler"),
        ("AutoScaler", "auto-scaler"),
        ("auto-scaler.core.oam.dev/v1alpha1", "auto-scaler"),
        ("ManualScaler", "manual-scaler"),
        ("manual-scaler.core.oam.dev/v1alpha1", "manual-scaler"),
        ("Ingress", "ingress"),
        ("nginx-ingress", "ingress"),
        ("ingress.core.oam.dev/v1alpha1", "ingress"),
        ("VolumeMounter", "volume-mounter"),
        ("volume-mounter.core.oam.dev/v1alpha1", "volume-mounter"),
    ],
)
def test_older_names_of_traits_are_taken_with_a_warning(written, name):
    old = compiled(server(DATA), application({**USES[name], "name": written}, *([CLAIMED] if name != "volume-mounter" else [])))
    new = compiled(server(DATA), application(USES[name], *([CLAIMED] if name != "volume-mounter" else [])))
    assert old.objects == new.objects
    assert old.codes.count("OAM504") == 1
    assert [code for code in old.codes if code != "OAM504"] == new.codes


@pytest.mark.parametrize(("kind", "field"), [("Server", "replicas"), ("Worker", "replicas"), ("Task", "parallelism")])
@pytest.mark.parametrize("count", [0, 3])
def test_a_manual_scaler_sets_the_number(kind, field, count):
    given = component(kind, container(ports=None if kind == "Worker" else [HTTP]))
    found = compiled(given, application(trait("manual-scaler", replicaCount=count)))
    assert found.objects[0]["spec"][field] == count
    assert "completions" not in found.objects[0]["spec"]


def test_a_manual_scaler_labels_a_function_and_keeps_the_labels_that_it_has():
    settings = [{"name": "image", "value": "example/function:1"}, {"name": "labels", "value": {"a": "b"}}]
    given = component("openfaas.com/v1alpha2.Function", workloadSettings=settings)
    found = compiled(given, application(USES["manual-scaler"])).only("Function")
    assert found["metadata"]["labels"]["com.openfaas.scale.min"] == "3"
    assert found["spec"]["labels"] == {"a": "b", "com.openfaas.scale.min": "3", "com.openfaas.scale.max": "3"}


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"replicaCount": "3"}, ["OAM510"]),
        ({"replicaCount": -1}, ["OAM508"]),
        ({"replicaCount": "three"}, ["OAM508"]),
        ({"replicaCount": 1.5}, ["OAM508"]),
        ({}, ["OAM507"]),
        ({"replicaCount": None}, ["OAM507"]),
        ({"replicaCount": 3, "replicas": 3}, ["OAM506"]),
    ],
)
def test_a_manual_scaler_takes_a_number_from_zero(properties, codes):
    assert compiled(component(), application(trait("manual-scaler", **properties))).codes == codes


def test_an_ingress_leads_to_the_service():
    found = compiled(component(), application(USES["ingress"]))
    backend = {"service": {"name": "shop-web", "port": {"number": 8080}}}
    assert not found.codes
    assert found.only("Ingress") == {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "shop-web-trait-ingress", "labels": LABELS},
        "spec": {
            "rules": [
                {
                    "host": "shop.example.com",
                    "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]},
                }
            ]
        },
    }


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"hostname": "*"}, []),
        ({"hostname": ""}, []),
        ({"hostname": None}, ["OAM524"]),
        ({"hostname": "Shop"}, ["OAM508"]),
        ({"hostname": 5}, ["OAM508"]),
        ({"servicePort": None}, ["OAM525"]),
        ({"servicePort": "8080"}, ["OAM510"]),
        ({"servicePort": 80}, ["OAM508"]),
        ({"servicePort": 8080.5}, ["OAM508"]),
        ({"path": "/a/b"}, []),
        ({"path": "a"}, ["OAM508"]),
        ({"tlsHosts": "a.example.com", "tlsSecretName": "tls"}, []),
        ({"tlsHosts": "a.example.com"}, ["OAM526"]),
        ({"tlsHosts": "A"}, ["OAM508"]),
        ({"servicePort": None, "service_port": 8080}, ["OAM509"]),
        ({"service_port": 8080}, ["OAM508", "OAM509"]),
    ],
)
def test_the_properties_of_an_ingress_are_checked(properties, codes):
    found = compiled(component(), application(trait("ingress", **{**INGRESS, **properties})))
    assert sorted(found.codes) == codes


@pytest.mark.parametrize("hostname", ["*", "", None])
def test_an_ingress_without_a_host_answers_for_any(hostname):
    found = compiled(component(), application(trait("ingress", hostname=hostname, servicePort=8080)))
    (rule,) = found.only("Ingress")["spec"]["rules"]
    assert list(rule) == ["http"]


@pytest.mark.parametrize("hosts", ["a.example.com, b.example.com,", ["a.example.com", "b.example.com"]])
def test_the_hosts_of_a_certificate_are_a_list_or_a_text_with_commas(hosts):
    given = trait("ingress", **INGRESS, tlsHosts=hosts, tlsSecretName="tls")
    found = compiled(component(), application(given)).only("Ingress")
    assert found["spec"]["tls"] == [{"hosts": ["a.example.com", "b.example.com"], "secretName": "tls"}]


def test_the_class_of_an_ingress_is_an_option_of_the_compiler():
    found = compiled(component(), application(USES["ingress"]), ingress_class="nginx").only("Ingress")
    assert found["spec"]["ingressClassName"] == "nginx"


@pytest.mark.parametrize(("port", "codes"), [(8080, []), (9090, ["OAM706"])])
def test_an_ingress_leads_only_to_the_port_that_a_limited_service_has(port, codes):
    given = component("Server", container(ports=[HTTP, {"name": "metrics", "containerPort": 9090}]))
    use = trait("ingress", hostname="shop.example.com", servicePort=port)
    assert compiled(given, application(use), single_service_port=True).codes == codes
    assert not compiled(given, application(use)).codes


def test_an_auto_scaler_is_a_horizontal_pod_autoscaler():
    found = compiled(component(), application(trait("auto-scaler", minimum=2, maximum=5, memory=70, cpu=80)))
    target = [
        {"type": "Resource", "resource": {"name": name, "target": {"type": "Utilization", "averageUtilization": percent}}}
        for name, percent in (("cpu", 80), ("memory", 70))
    ]
    assert not found.codes
    assert found.only("HorizontalPodAutoscaler") == {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "shop-web-trait-autoscaler", "labels": LABELS},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop-web"},
            "minReplicas": 2,
            "maxReplicas": 5,
            "metrics": target,
        },
    }


@pytest.mark.parametrize(("minimum", "maximum"), [(None, 10), (6, 10), (12, 12)])
def test_the_default_of_maximum_is_ten_or_the_minimum(minimum, maximum):
    given = {"cpu": 80, **({"minimum": minimum} if minimum else {})}
    spec = compiled(component(), application(trait("auto-scaler", **given))).only("HorizontalPodAutoscaler")["spec"]
    assert (spec.get("minReplicas"), spec["maxReplicas"]) == (minimum, maximum)


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"minimum": 0, "cpu": 80}, ["OAM508"]),
        ({"minimum": 6, "maximum": 5, "cpu": 80}, ["OAM528"]),
        ({"minimum": "2", "cpu": 80}, ["OAM510"]),
        ({"minimum": "2", "maximum": "20", "cpu": "80", "memory": " 70 "}, ["OAM510"] * 4),
        ({"minimum": "-2", "cpu": 80}, ["OAM508"]),
        ({"minimum": "2.5", "cpu": 80}, ["OAM508"]),
        ({"minimum": "two", "cpu": 80}, ["OAM508"]),
        ({"minimum": "99999999999", "cpu": 80}, ["OAM508"]),
        ({"minimum": "", "maximum": [], "cpu": 80}, []),
        ({"maximum": 5}, ["OAM527"]),
        ({"memory": 86}, ["OAM545"]),
        ({"memory": 85}, []),
        ({"cpu": 0}, ["OAM508"]),
    ],
)
def test_the_properties_of_an_auto_scaler_are_checked(properties, codes):
    assert compiled(component(), application(trait("auto-scaler", **properties))).codes == codes


def test_without_a_metric_kubernetes_chooses():
    found = compiled(component(), application(trait("auto-scaler", maximum=5)))
    assert "metrics" not in found.only("HorizontalPodAutoscaler")["spec"]


def test_the_auto_scaler_owns_the_replicas_while_it_is_enabled():
    given = (component(), application(USES["manual-scaler"], USES["auto-scaler"]))
    both = compiled(*given)
    assert both.codes == ["OAM522"]
    assert "replicas" not in both.only("Deployment")["spec"]
    alone = compiled(*given, sets=("shop-web.traits.auto-scaler.enabled=false",))
    assert alone.only("Deployment")["spec"]["replicas"] == 3
    assert alone.kinds() == ["Deployment", "Service"]
    assert compiled(*given, strict=True).reports.errors == 1


@pytest.mark.parametrize(
    ("given", "mode", "size"),
    [
        ({}, "ReadWriteOnce", "1G"),
        ({"sharingPolicy": "Shared"}, "ReadWriteMany", "1G"),
        ({"accessMode": "RO"}, "ReadOnlyMany", "1G"),
        ({"disk": None}, "ReadWriteOnce", "200M"),
    ],
)
def test_a_volume_mounter_claims_the_storage_of_a_volume(given, mode, size):
    found = compiled(server({**DATA, **given}), application(CLAIMED))
    assert found.codes == (["OAM533"] if mode == "ReadOnlyMany" else [])
    assert found.kinds() == ["PersistentVolumeClaim", "Deployment", "Service"]
    assert found.only("PersistentVolumeClaim") == {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {
            "name": "shop-web-data",
            "labels": labels("server", role="trait"),
            "annotations": {"helm.sh/resource-policy": "keep"},
        },
        "spec": {
            "accessModes": [mode],
            "storageClassName": "standard",
            "resources": {"requests": {"storage": size}},
        },
    }


KEEP = "shop-web.traits.volume-mounter.data.keep"


@pytest.mark.parametrize(
    ("properties", "sets", "kept"),
    [
        ({}, (), True),
        ({"keep": True}, (), True),
        ({"keep": False}, (), False),
        ({}, (f"{KEEP}=false",), False),
        ({"keep": False}, (f"{KEEP}=true",), True),
    ],
)
def test_a_claim_stays_with_its_data_unless_somebody_says_otherwise(properties, sets, kept):
    given = trait("volume-mounter", volumeName="data", storageClass="standard", **properties)
    built = Built(component("Server", container(resources={**RESOURCES, "volumes": [DATA]})), application(given), sets=sets)
    annotations = built.objects["PersistentVolumeClaim/shop-web-data"]["metadata"].get("annotations", {})
    assert annotations == ({"helm.sh/resource-policy": "keep"} if kept else {})
    built.check_agreement()


@pytest.mark.parametrize("value", ["keep", "delete", "null", "1"])
def test_whether_a_claim_stays_is_yes_or_no(value):
    built = Built(
        component("Server", container(resources={**RESOURCES, "volumes": [DATA]})),
        application(CLAIMED),
        sets=(f"{KEEP}={value}",),
    )
    assert built.codes in (["OAM754"], ["OAM755"])
    built.check_refusal()


@judged_versions
def test_the_annotation_of_a_claim_that_is_there_may_change(version):
    stored = component("Server", container(resources={**RESOURCES, "volumes": [DATA]}))
    kept, free = (
        compiled(stored, application(CLAIMED), sets=sets).only("PersistentVolumeClaim") for sets in ((), (f"{KEEP}=false",))
    )
    assert shared_judge(version).change(kept, free).errors == ()
    assert shared_judge(version).change(free, kept).errors == ()


@pytest.mark.parametrize(
    ("uses", "codes"),
    [
        ([trait("volume-mounter", volumeName="dat", storageClass="a")], ["OAM529"]),
        ([trait("volume-mounter", volumeName="Data", storageClass="a")], ["OAM531"]),
        ([CLAIMED, CLAIMED], ["OAM505"]),
        ([CLAIMED, trait("volume-mounter", volumeName="Data", storageClass="a")], ["OAM531", "OAM505"]),
        ([trait("volume-mounter", volumeName="data")], []),
        ([trait("volume-mounter", volumeName="data", storageClass="")], []),
        ([trait("volume-mounter", volumeName="data", storageClass="A")], ["OAM508"]),
        ([{"name": "volume-mounter"}, {"name": "volume-mounter"}], ["OAM507"] * 2),
        ([], ["OAM532"]),
    ],
)
def test_a_volume_mounter_names_a_volume_of_the_component_once(uses, codes):
    assert sorted(compiled(server(DATA), application(*uses)).codes) == sorted(codes)


def test_several_volumes_have_a_volume_mounter_each():
    second = {"name": "more", "mountPath": "/more"}
    uses = (CLAIMED, trait("volume-mounter", volumeName="more", storageClass=""))
    found = compiled(server(DATA, second), application(*uses))
    assert not found.codes
    claims = [item for item in found.objects if item["kind"] == "PersistentVolumeClaim"]
    assert [item["metadata"]["name"] for item in claims] == ["shop-web-data", "shop-web-more"]
    assert claims[1]["spec"]["storageClassName"] == ""


def test_an_ephemeral_volume_gets_no_claim():
    found = compiled(server({**DATA, "disk": {"required": "1G", "ephemeral": True}}), application(CLAIMED))
    assert found.codes == ["OAM530"]
    assert found.kinds() == ["Deployment", "Service"]


@pytest.mark.parametrize(
    ("use", "volume", "codes"),
    [
        (trait("manual-scaler", replicaCount=2), {}, ["OAM534"]),
        (trait("manual-scaler", replicaCount=1), {}, []),
        (trait("manual-scaler", replicaCount=2), {"sharingPolicy": "Shared"}, []),
        (USES["auto-scaler"], {}, ["OAM534"]),
    ],
)
def test_several_replicas_need_storage_that_they_can_share(use, volume, codes):
    assert compiled(server({**DATA, **volume}), application(use, CLAIMED)).codes == codes


def test_an_auto_scaler_needs_shared_storage_also_where_somebody_else_makes_the_claim():
    assert compiled(server(DATA), application(USES["auto-scaler"])).codes == ["OAM532", "OAM534"]
    for count in (1, 2):
        assert compiled(server(DATA), application(trait("manual-scaler", replicaCount=count))).codes == ["OAM532"]


def test_a_hint_keeps_the_capitals_of_an_abbreviation():
    found = compiled(component(), application(trait("auto-scaler", cpu=0)))
    (finding,) = found.reports.in_order()
    assert finding.hint.startswith("cpu: CPU use")


def test_the_empty_trait_changes_nothing():
    assert compiled(component(), application({"name": "empty"})).objects == compiled(component(), application()).objects


def test_claims_come_before_the_workload_and_the_rest_follows_in_the_order_of_traits():
    uses = [USES[name] for name in ("auto-scaler", "ingress", "volume-mounter")]
    found = compiled(server(DATA, config=[{"path": "/etc/web", "value": "on"}]), application(*uses))
    tail = ["HorizontalPodAutoscaler", "Ingress"]
    assert found.kinds() == ["ConfigMap", "PersistentVolumeClaim", "Deployment", "Service", *tail]
    again = compiled(server(DATA), application(*reversed(uses)))
    assert again.kinds()[-2:] == tail[::-1]


def secured(**properties):
    return compiled(
        component("Worker", container(ports=None), container("two", ports=None)),
        application(trait("security-policy", **properties)),
    )


def test_what_belongs_to_containers_is_set_on_every_container():
    given = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True}
    found = secured(**given, capabilities={"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]})
    for item in found.containers():
        assert item["securityContext"] == {**given, "capabilities": {"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]}}
    assert "securityContext" not in found.pod()


def test_what_belongs_to_the_pod_is_set_on_the_pod():
    numbers = {"runAsNonRoot": True, "runAsUser": 1000, "runAsGroup": 2000, "fsGroup": 0}
    found = secured(
        **numbers,
        seccompProfile="Localhost",
        localhostProfile="a/b.json",
        appArmorProfile="localhost/web",
        automountServiceAccountToken=False,
        hostUsers=False,
    )
    pod = found.pod()
    assert not found.codes
    assert pod["securityContext"] == {
        **numbers,
        "seccompProfile": {"type": "Localhost", "localhostProfile": "a/b.json"},
        "appArmorProfile": {"type": "Localhost", "localhostProfile": "web"},
    }
    assert (pod["automountServiceAccountToken"], pod["hostUsers"]) == (False, False)
    assert all("securityContext" not in item for item in found.containers())


def test_a_writable_path_is_an_empty_directory_of_its_own_of_limited_size_in_every_container():
    found = secured(readOnlyRootFilesystem=True, writablePaths=["/tmp", "/run"])
    volumes = found.pod()["volumes"]
    assert [volume["emptyDir"] for volume in volumes] == [{"sizeLimit": "64Mi"}] * 4
    mounts = [mount for item in found.containers() for mount in item["volumeMounts"]]
    assert [mount["name"] for mount in mounts] == [volume["name"] for volume in volumes]
    assert [mount["mountPath"] for mount in mounts] == ["/tmp", "/run"] * 2
    for item in found.containers():
        assert item["resources"]["requests"]["ephemeral-storage"] == "128Mi"
        assert item["resources"]["limits"]["ephemeral-storage"] == "256Mi"


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"runAsNonRoot": True, "runAsUser": 0}, ["OAM547"]),
        ({"runAsNonRoot": False, "runAsUser": 0}, []),
        ({"runAsUser": -1}, ["OAM508"]),
        ({"seccompProfile": "Localhost"}, ["OAM546"]),
        ({"localhostProfile": "a"}, ["OAM546"]),
        ({"seccompProfile": "None"}, ["OAM508"]),
        ({"appArmorProfile": "web"}, ["OAM508"]),
        ({"capabilities": {"drop": ["all"]}}, ["OAM508"]),
        ({"capabilities": {"remove": ["ALL"]}}, ["OAM506"]),
        ({"writablePaths": ["tmp"]}, ["OAM508"]),
        ({"namespaceLabels": True}, ["OAM548"]),
        ({"hostUsers": "no"}, ["OAM508"]),
    ],
)
def test_the_properties_of_a_security_policy_are_checked(properties, codes):
    assert secured(**properties).codes == codes


def test_a_user_that_the_values_make_root_is_refused():
    given = (component(), application(trait("security-policy", runAsNonRoot=True, runAsUser=1000)))
    assert compiled(*given, sets=("shop-web.traits.security-policy.runAsUser=0",)).codes == ["OAM706"]


def test_bounds_that_the_values_cross_are_refused_once_in_both_outputs():
    given = (component(), application(trait("auto-scaler", minimum=2, maximum=5, cpu=80)))
    for output in ("manifests", "helm"):
        found = compiled(*given, sets=("shop-web.traits.auto-scaler.maximum=1",), format=output)
        assert found.messages == ["shop-web.traits.auto-scaler: minimum must not be greater than maximum"]


def definition(properties, applies_to="*", name="manual-scaler"):
    return {
        "apiVersion": "core.oam.dev/v1alpha1",
        "kind": "Trait",
        "metadata": {"name": name},
        "spec": {"appliesTo": [applies_to], "properties": properties},
    }


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ('{"type": "object", "required": ["replicaCount"]}', []),
        ('{"type": "object", "required": ["reason"]}', ["OAM543"]),
        ('{"properties": {"replicaCount": {"type": "integer", "format": "int32", "maximum": 5}}}', []),
        ('{"properties": {"replicaCount": {"maximum": 2}}}', ["OAM543"]),
        ('{"$schema": "http://json-schema.org/draft-07/schema#", "additionalProperties": false}', ["OAM543"]),
        ("{", ["OAM542"]),
        ("[]", ["OAM542"]),
        ('{"type": "thing"}', ["OAM542"]),
        ('{"properties": {"replicaCount": {"pattern": "(a+)+$"}}}', ["OAM542"]),
        ('{"properties": {"replicaCount": {"$ref": "http://example.com/x"}}}', ["OAM542"]),
        ('{"properties": {"replicaCount": {"$ref": "#/nowhere"}}}', ["OAM542"]),
    ],
)
def test_a_trait_document_is_an_additional_check(properties, codes):
    assert compiled(component(), application(USES["manual-scaler"]), definition(properties)).codes == codes


def test_a_rule_that_a_definition_breaks_is_shown_at_the_property_without_its_value():
    found = compiled(
        component(), application(USES["manual-scaler"]), definition('{"properties": {"replicaCount": {"maximum": 2}}}')
    )
    (only,) = found.reports.found
    assert only.message == 'trait "manual-scaler" breaks the rules of its definition: replicaCount breaks "maximum": 2'
    assert only.span.source.text.splitlines()[only.span.line - 1][only.span.column - 1 : only.span.end_column - 1] == "3"


def test_a_trait_document_narrows_where_a_trait_applies_and_never_widens_it():
    server_only = definition("{}", "core.oam.dev/v1alpha1.Server")
    task = component("Task")
    assert compiled(task, application(USES["manual-scaler"]), server_only).codes == ["OAM501"]
    assert compiled(component(), application(USES["manual-scaler"]), server_only).codes == []
    anywhere = definition("{}", name="auto-scaler")
    assert compiled(task, application(USES["auto-scaler"]), anywhere).codes == ["OAM501"]


def test_a_trait_that_oamc_does_not_know_is_refused_or_left_out():
    given = (component(), application({"name": "log-pilot", "properties": {"path": "/var/log"}}))
    assert compiled(*given).codes == ["OAM502"]
    left_out = compiled(*given, allow_unknown_traits=True)
    assert left_out.codes == ["OAM503"]
    assert left_out.objects == compiled(component(), application()).objects


def test_what_a_variable_lacks_is_reported_once():
    found = compiled(component(), application(trait("manual-scaler", replicaCount="[fromVariable(X)]")), definition("{}"))
    assert found.codes == ["OAM401"]


def test_a_variable_gives_a_property_its_value_with_its_type():
    variables = [{"name": "COUNT", "value": 4}, {"name": "HOST", "value": "shop"}]
    uses = [
        trait("manual-scaler", replicaCount="[fromVariable(COUNT)]"),
        trait("ingress", hostname="[fromVariable(HOST)].example.com", servicePort=8080),
    ]
    found = compiled(component(), application(*uses, variables=variables))
    assert not found.codes
    assert found.only("Deployment")["spec"]["replicas"] == 4
    assert found.only("Ingress")["spec"]["rules"][0]["host"] == "shop.example.com"


SNAKE = '{"type": "object", "required": ["service_port"], "properties": {"service_port": {"type": "integer", "maximum": 8080}}}'
MODERN = SNAKE.replace("service_port", "servicePort")
LISTED = [
    {"name": "service_port", "type": "integer", "required": True},
    {"name": "hostname", "type": "string", "required": True},
]


@pytest.mark.parametrize("properties", [SNAKE, MODERN, LISTED])
@pytest.mark.parametrize("written", ["servicePort", "service_port"])
@pytest.mark.parametrize("name", ["ingress", "Ingress", "ingress.core.oam.dev/v1alpha1"])
def test_a_trait_document_speaks_of_properties_in_any_of_their_names(properties, written, name):
    use = trait("ingress", hostname="a.example.com", **{written: 8080})
    found = compiled(component(), application(use), definition(properties, name=name))
    assert set(found.codes) <= {"OAM509", "OAM310"}, found.messages
    assert found.objects or name != "ingress"


@pytest.mark.parametrize("written", ["servicePort", "service_port"])
@pytest.mark.parametrize("spoken", ["servicePort", "service_port"])
def test_a_trait_document_that_is_closed_sees_what_is_written_in_its_own_names(spoken, written):
    closed = f'{{"additionalProperties": false, "properties": {{"{spoken}": {{"type": "integer"}}}}}}'
    found = compiled(component(), application(trait("ingress", **{written: 8080})), definition(closed, name="ingress"))
    assert "OAM543" not in found.codes


@pytest.mark.parametrize("properties", [SNAKE.replace("8080", "80"), MODERN.replace("8080", "80")])
@pytest.mark.parametrize("written", ["servicePort", "service_port"])
def test_a_rule_of_a_trait_document_holds_in_whatever_name_it_is_written(properties, written):
    use = trait("ingress", hostname="a.example.com", **{written: 8080})
    found = compiled(component(), application(use), definition(properties, name="ingress"))
    assert "OAM543" in found.codes


@pytest.mark.parametrize("listed", ["Function", "openfaas.com/v1.Function", "openfaas.com/v1alpha2.Function"])
def test_a_trait_document_lists_workload_types_in_any_spelling(listed):
    given = component("openfaas.com/v1.Function", workloadSettings=[{"name": "image", "value": "example/function:1"}])
    assert not compiled(given, application(USES["manual-scaler"]), definition("{}", listed)).codes


@pytest.mark.parametrize("listed", ["Worker", "core.oam.dev/v1.Worker", "ReplicableWorker", "core.oam.dev/v1alpha1.Worker"])
def test_a_trait_document_lists_core_types_in_any_spelling(listed):
    assert not compiled(
        component("Worker", container(ports=None)), application(USES["manual-scaler"]), definition("{}", listed)
    ).codes
    (error,) = compiled(component(), application(USES["manual-scaler"]), definition("{}", listed)).reports.found
    assert error.code.id == "OAM501"
    assert error.hint == f"the Trait document lets it apply to {listed} alone: add the workload type to its appliesTo"
