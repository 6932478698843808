"""What the everyday traits write, and what they refuse. Rules: docs/spec/everyday-traits.md."""

import json

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.frontends.v1alpha2.normalize_traits import OWN_TRAITS
from tests.support.documents import HTTP, RESOURCES, application, compiled, component, container, trait

PATH = "shop-web.traits"


def metadata(found, kind="Deployment"):
    """Return the metadata of the workload or the Service, and that of the pods."""
    item = found.only(kind)
    return item["metadata"], item.get("spec", {}).get("template", {}).get("metadata", {})


@pytest.mark.parametrize("name", ["labels", "annotations"])
def test_entries_go_to_the_workload_and_its_pods_or_to_one_object_alone(name):
    use = trait(name, team="shop", workload={"a": "1"}, pods={"b": "2"}, service={"c": "3"})
    found = compiled(component(), application(use))
    assert found.codes == []
    workload, pods = (part[name] for part in metadata(found))
    (service, _) = metadata(found, "Service")
    assert {key: workload.get(key) for key in ("team", "a", "b", "c")} == {"team": "shop", "a": "1", "b": None, "c": None}
    assert {key: pods.get(key) for key in ("team", "a", "b", "c")} == {"team": "shop", "a": None, "b": "2", "c": None}
    assert {key: service[name].get(key) for key in ("team", "a", "b", "c")} == {"team": None, "a": None, "b": None, "c": "3"}


def test_labels_of_the_trait_win_over_those_of_the_component():
    given = component()
    given["metadata"]["labels"] = {"team": "unknown", "tier": "front"}
    found = compiled(given, application(trait("labels", team="shop")))
    for part in metadata(found):
        assert (part["labels"]["team"], part["labels"]["tier"]) == ("shop", "front")


@pytest.mark.parametrize("key", ["oam.dev/instance-name", "oam.dev/role", "app.kubernetes.io/name"])
@pytest.mark.parametrize("place", ["", "workload", "pods", "service"])
def test_labels_by_which_objects_are_found_cannot_be_set(key, place):
    properties = {place: {key: "x"}} if place else {key: "x"}
    found = compiled(component(), application(trait("labels", **properties)))
    assert found.codes == ["OAM508"]
    assert "is a label that oamc sets" in found.messages[0]


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"a key": "x"}, ["OAM508"]),
        ({"team": "a b"}, ["OAM508"]),
        ({"team": 1}, ["OAM508"]),
        ({"pods": "x"}, ["OAM508"]),
        ({"team": "a", "pods": {"team": "b"}}, ["OAM508"]),
        ({"team": "a", "service": {"team": "b"}}, []),
        ({"team": None, "pods": {"team": None}}, []),
        ({}, []),
    ],
)
def test_what_labels_take(properties, codes):
    assert compiled(component(), application(trait("labels", **properties))).codes == codes


def test_an_instance_without_a_service_takes_nothing_for_it():
    uses = (trait("annotations", service={"a": "b"}),)
    assert compiled(component("Worker", container(ports=None)), application(*uses)).codes == ["OAM593"]


def test_a_job_has_labels_on_its_pods():
    found = compiled(component("Task", container(ports=None)), application(trait("labels", team="data")))
    assert [part["labels"]["team"] for part in metadata(found, "Job")] == ["data", "data"]


def test_values_follow_variables():
    given = application(
        trait("labels", stage="[fromVariable(S)]", owner="[fromVariable(S)]-team", pods="[fromVariable(M)]"),
        variables=[{"name": "S", "value": "test"}, {"name": "M", "value": {"level": "low"}}],
    )
    now = metadata(compiled(component(), given))
    assert now[1]["labels"].items() >= {"stage": "test", "owner": "test-team", "level": "low"}.items()
    then = metadata(compiled(component(), given, sets=("variables.S=live", f"{PATH}.labels.pods.level=high")))
    assert then[1]["labels"].items() >= {"stage": "live", "owner": "live-team", "level": "high"}.items()
    assert compiled(component(), given, sets=("variables.M.level=high",)).codes == ["OAM450"]
    undefined = compiled(component(), application(trait("labels", stage="[fromVariable(S)]")))
    assert undefined.codes == ["OAM401"]


def definition(**spec):
    return {"apiVersion": "core.oam.dev/v1alpha1", "kind": "Trait", "metadata": {"name": "labels"}, "spec": spec}


def test_what_a_trait_document_has_rules_about_is_fixed():
    rules = definition(properties=[{"name": "team", "type": "string", "enum": ["shop", "data"]}])
    uses = application(trait("labels", team="shop", stage="test"))
    found = compiled(component(), uses, rules)
    assert found.codes == []
    assert metadata(found)[0]["labels"]["team"] == "shop"
    assert compiled(component(), uses, rules, sets=(f"{PATH}.labels.team=data",)).codes == ["OAM450"]
    assert compiled(component(), uses, rules, sets=(f"{PATH}.labels.stage=live",)).codes == []
    wrong = compiled(component(), application(trait("labels", team="other")), rules)
    assert wrong.codes == ["OAM543"]


def test_a_trait_document_with_a_schema_is_kept():
    schema = json.dumps({"type": "object", "properties": {"team": {"type": "string", "enum": ["shop"]}}})
    found = compiled(component(), application(trait("labels", team="data")), definition(properties=schema))
    assert found.codes == ["OAM543"]


SECOND = container("helper", ports=None)


def pod(*uses, sets=(), kind="Server", **options):
    """Return the pods of an instance of two containers, which compiles without a finding."""
    found = compiled(component(kind, container(), SECOND), application(*uses), sets=sets, **options)
    assert found.codes == []
    return found.pod()


def test_pods_that_nobody_selects_are_those_of_the_instance():
    constraint = {"topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}
    spec = pod(
        trait(
            "placement",
            podAntiAffinity={"required": [{"topologyKey": "node"}]},
            podAffinity={"preferred": [{"weight": 1, "podAffinityTerm": {"topologyKey": "zone", "labelSelector": {}}}]},
            topologySpreadConstraints=[constraint],
        )
    )
    own = {"matchLabels": {"oam.dev/instance-name": "shop-web"}}
    required = spec["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    preferred = spec["affinity"]["podAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
    assert required == [{"labelSelector": own, "topologyKey": "node"}]
    assert preferred[0]["podAffinityTerm"]["labelSelector"] == {}
    assert spec["topologySpreadConstraints"] == [{"maxSkew": 1, **constraint, "labelSelector": own}]


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"nodeSelector": {"a key": "x"}}, ["OAM508"]),
        ({"nodeSelector": {"kubernetes.io/os": "linux"}}, ["OAM593"]),
        ({"nodeSelector": {"kubernetes.io/arch": "arm64"}}, []),
        ({"tolerations": [{"key": "a", "operator": "Exists", "value": "b"}]}, ["OAM606"]),
        ({"tolerations": [{"key": "a", "effect": "NoSchedule", "tolerationSeconds": 1}]}, ["OAM606"]),
        ({"topologySpreadConstraints": [{"topologyKey": "a"}, {"topologyKey": "a"}]}, ["OAM606"]),
        ({"topologySpreadConstraints": [{"maxSkew": 0, "topologyKey": "a"}]}, ["OAM508"]),
        ({"podAffinity": {"required": [{}]}}, ["OAM507"]),
        ({"priorityClassName": "High"}, ["OAM508"]),
        ({"priority": 1}, ["OAM506"]),
        ({}, []),
    ],
)
def test_what_a_placement_takes(properties, codes):
    found = compiled(component(osType="linux"), application(trait("placement", **properties)))
    assert found.codes == codes


def test_the_name_of_kubevela_is_taken_for_a_placement():
    found = compiled(component(), application(trait("affinity", tolerations=[{"operator": "Exists"}])))
    assert found.codes == ["OAM504"]
    assert found.pod()["tolerations"] == [{"operator": "Exists"}]


def test_an_account_that_is_made_has_the_prefix_of_the_output_and_another_one_has_not():
    made = compiled(component(), application(trait("service-account", name="web", create=True)), sets=("namePrefix=p-",))
    assert made.only("ServiceAccount")["metadata"]["name"] == made.pod()["serviceAccountName"] == "p-web"
    assert pod(trait("service-account", name="web"), sets=("namePrefix=p-",))["serviceAccountName"] == "web"


PRIVILEGES = [{"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}]


def test_privileges_become_roles():
    everywhere = [{**part, "scope": "cluster"} for part in PRIVILEGES]
    use = trait("service-account", name="web", create=True, privileges=[*PRIVILEGES, *everywhere])
    found = compiled(component(), application(use), namespace="shop")
    assert found.codes == []
    assert found.only("Role")["rules"] == found.only("ClusterRole")["rules"] == PRIVILEGES
    assert found.only("ClusterRoleBinding")["subjects"] == [{"kind": "ServiceAccount", "name": "web", "namespace": "shop"}]
    assert found.only("RoleBinding")["roleRef"]["name"] == "web"
    assert compiled(component(), application(use)).codes == ["OAM593"]


def test_annotations_are_those_of_an_account_that_is_made():
    properties = {"name": "web", "annotations": {"a": "b"}}
    assert compiled(component(), application(trait("service-account", **properties))).codes == ["OAM593"]
    found = compiled(component(), application(trait("service-account", **properties, create=True)))
    assert found.only("ServiceAccount")["metadata"]["annotations"] == {"a": "b"}
    wrong = {"name": "web", "create": True, "annotations": {"a b": "c"}}
    assert compiled(component(), application(trait("service-account", **wrong))).codes == ["OAM508"]


def test_two_traits_that_say_whether_the_token_is_mounted_are_refused():
    uses = (trait("service-account", name="a", automount=True), trait("security-policy", automountServiceAccountToken=False))
    assert compiled(component(), application(*uses)).codes == ["OAM555"]


def test_hooks_are_those_of_all_containers_or_of_some():
    hook = {"exec": {"command": ["true"]}}
    both = pod(trait("lifecycle", preStop=hook, terminationGracePeriodSeconds=5))
    assert [part.get("lifecycle") for part in both["containers"]] == [{"preStop": hook}] * 2
    assert both["terminationGracePeriodSeconds"] == 5
    one = pod(trait("lifecycle", postStart=hook, containers=["helper"]))
    assert [part.get("lifecycle") for part in one["containers"]] == [None, {"postStart": hook}]
    assert pod(trait("lifecycle"))["containers"] == pod()["containers"]


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"preStop": {"sleep": {"seconds": 30}}}, []),
        ({"preStop": {"sleep": {"seconds": 31}}}, ["OAM508"]),
        ({"preStop": {"sleep": {"seconds": 9}}, "terminationGracePeriodSeconds": 8}, ["OAM508"]),
        ({"preStop": {"sleep": {"seconds": 9}}, "terminationGracePeriodSeconds": 9}, []),
        ({"preStop": {"exec": {"command": ["sleep", "29"]}}}, []),
        ({"preStop": {"exec": {"command": ["sleep", "30"]}}}, ["OAM341"]),
        ({"preStop": {"exec": {"command": ["sh", "-c", "/bin/sleep 90s;true"]}}}, ["OAM341"]),
        ({"preStop": {"exec": {"command": ["sh", "-c", "oversleep 90"]}}}, []),
        ({"preStop": {"exec": {"command": ["sleep", "9"]}}, "terminationGracePeriodSeconds": 9}, ["OAM341"]),
        ({"preStop": {"exec": {"command": ["true"]}, "sleep": {"seconds": 1}}}, ["OAM606"]),
        ({"preStop": {}}, []),
        ({"preStop": {"exec": {"command": []}}}, ["OAM508"]),
        ({"containers": ["other"]}, ["OAM593"]),
        ({"containers": ["web", "web"]}, ["OAM508"]),
        ({"containers": []}, ["OAM508"]),
    ],
)
def test_what_a_lifecycle_takes(properties, codes):
    assert compiled(component(), application(trait("lifecycle", **properties))).codes == codes


def test_an_override_keeps_the_wait_below_the_time_to_end():
    use = trait("lifecycle", preStop={"sleep": {"seconds": 5}})
    wait = f"{PATH}.lifecycle.preStop.sleep.seconds"
    assert compiled(component(), application(use), sets=(f"{wait}=30",)).codes == []
    assert compiled(component(), application(use), sets=(f"{wait}=31",)).codes == ["OAM706"]
    assert compiled(component(), application(use), sets=(f"{wait}=31", f"{PATH}.lifecycle.enabled=false")).codes == []


def by_name(items):
    return {item["name"]: item for item in items}


def test_variables_are_added_and_win_over_those_of_the_component():
    own = [
        {"name": "LEVEL", "value": "info"},
        {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "shop", "key": "a"}}},
        {"name": "STAYS", "value": "here"},
    ]
    use = trait("env", env={"LEVEL": "debug", "TOKEN": "[fromVariable(T)]", "NEW": "", "B": "2"})
    given = application(use, variables=[{"name": "T", "value": "none"}])
    found = compiled(component("Server", container(env=own)), given)
    assert found.codes == ["OAM342", "OAM320", "OAM342"]
    assert found.containers()[0]["env"] == [
        {"name": "LEVEL", "value": "debug"},
        {"name": "TOKEN", "value": "none"},
        {"name": "STAYS", "value": "here"},
        {"name": "B", "value": "2"},
        {"name": "NEW"},
    ]
    off = compiled(component("Server", container(env=own)), given, sets=(f"{PATH}.env.enabled=false",))
    assert off.containers()[0]["env"] == own


def test_whole_secrets_and_config_maps_are_variables_of_all_containers_or_of_some():
    sources = [{"secret": "a", "prefix": "A_"}, {"configMap": "b", "optional": True}]
    wanted = [{"prefix": "A_", "secretRef": {"name": "a"}}, {"configMapRef": {"name": "b", "optional": True}}]
    assert [part["envFrom"] for part in pod(trait("env", **{"from": sources}))["containers"]] == [wanted, wanted]
    one = pod(trait("env", **{"from": sources, "containers": ["web"]}))
    assert [part.get("envFrom") for part in one["containers"]] == [wanted, None]


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"env": {"a=b": "c"}}, ["OAM508"]),
        ({"env": {"A": "\x00"}}, ["OAM508"]),
        ({"env": {"PASSWORD": "x"}}, ["OAM320"]),
        ({"from": [{}]}, ["OAM593"]),
        ({"from": [{"secret": "a", "configMap": "b"}]}, ["OAM593"]),
        ({"from": [{"secret": "a", "prefix": "1"}]}, ["OAM508"]),
        ({"unset": ["A"]}, ["OAM506"]),
        ({"replace": True}, ["OAM506"]),
        ({"containers": ["other"], "env": {"A": "b"}}, ["OAM593"]),
        ({}, []),
    ],
)
def test_what_env_takes(properties, codes):
    assert compiled(component(), application(trait("env", **properties))).codes == codes


TLS = {"name": "tls", "secretName": "shop-tls", "path": "/etc/tls"}


def test_a_secret_is_mounted_in_all_containers_or_in_some():
    both = pod(trait("secret-mounter", **TLS))
    mount = {"name": "tls", "mountPath": "/etc/tls", "readOnly": True}
    assert [part["volumeMounts"] for part in both["containers"]] == [[mount], [mount]]
    assert both["volumes"] == [{"name": "tls", "secret": {"secretName": "shop-tls"}}]
    items = [{"key": "a", "path": "b", "mode": 256}]
    one = pod(trait("secret-mounter", **TLS, items=items, defaultMode=288, optional=True, containers=["web"]))
    assert [part.get("volumeMounts") for part in one["containers"]] == [[mount], None]
    assert one["volumes"][0]["secret"] == {"secretName": "shop-tls", "items": items, "defaultMode": 288, "optional": True}


def test_two_secrets_differ_in_their_names():
    uses = (trait("secret-mounter", **TLS), trait("secret-mounter", **{**TLS, "path": "/other"}))
    assert compiled(component(), application(*uses)).codes == ["OAM505"]
    uses = (trait("secret-mounter", **TLS), trait("secret-mounter", **{**TLS, "name": "more", "path": "/other"}))
    assert [volume["name"] for volume in pod(*uses)["volumes"]] == ["tls", "more"]


VOLUME = {"name": "cache", "mountPath": "/var/cache", "disk": {"required": "1Gi", "ephemeral": True}}


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"path": "/"}, ["OAM593"]),
        ({"path": "/var"}, ["OAM593"]),
        ({"path": "/var/./cache/"}, ["OAM593"]),
        ({"path": "/var/cachet"}, []),
        ({"path": "/var/cache/tls"}, []),
        ({"path": "/etc"}, ["OAM593"]),
        ({"path": "/etc/web.conf"}, ["OAM593"]),
        ({"path": "/etc/web.conf/a"}, ["OAM593"]),
        ({"path": "tls"}, ["OAM508"]),
        ({"path": "/a/../b"}, ["OAM508"]),
        ({"name": "cache"}, ["OAM593"]),
        ({"items": [{"key": "a"}]}, ["OAM507"]),
        ({"defaultMode": 512}, ["OAM508"]),
        ({"containers": ["other"]}, ["OAM593"]),
        ({"secretName": None}, ["OAM507"]),
        ({"name": None}, ["OAM507"]),
    ],
)
def test_a_mount_hides_nothing_of_the_component(properties, codes):
    config = [{"path": "/etc/web.conf", "value": "a"}]
    given = component("Server", container(config=config, resources={**RESOURCES, "volumes": [VOLUME]}))
    found = compiled(given, application(trait("secret-mounter", **{**TLS, **properties})))
    assert found.codes == codes


PREPARE = {"name": "prepare", "image": "example/prepare:1"}


def test_an_init_container_may_share_a_directory():
    alone = pod(trait("init-container", **PREPARE))
    assert alone["initContainers"] == [PREPARE]
    assert "volumes" not in alone
    use = trait("init-container", **PREPARE, initMountPath="/work", appMountPath="/made", containers=["helper"], memory="1Gi")
    shared = pod(use)
    (made,) = shared["initContainers"]
    assert made["volumeMounts"] == [{"name": "workdir", "mountPath": "/work"}]
    assert made["resources"] == {"requests": {"memory": "1Gi"}, "limits": {"memory": "1Gi"}}
    mounts = [part.get("volumeMounts") for part in shared["containers"]]
    assert mounts == [None, [{"name": "workdir", "mountPath": "/made"}]]
    assert shared["volumes"] == [{"name": "workdir", "emptyDir": {"sizeLimit": "64Mi"}}]
    assert "limits" not in pod(use, qos="off")["initContainers"][0]["resources"]


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"initMountPath": "/a"}, ["OAM593"]),
        ({"appMountPath": "/a"}, ["OAM593"]),
        ({"initMountPath": "/a", "appMountPath": "/var"}, ["OAM593"]),
        ({"initMountPath": "/a", "appMountPath": "/b", "mountName": "cache"}, ["OAM593"]),
        ({"initMountPath": "/a", "appMountPath": "/b", "containers": ["other"]}, ["OAM593"]),
        ({"name": "web"}, ["OAM593"]),
        ({"image": None}, ["OAM507"]),
        ({"memory": "1"}, ["OAM508"]),
        ({"extraVolumeMounts": [{"name": "cache", "mountPath": "/c"}]}, []),
        ({"extraVolumeMounts": [{"name": "other", "mountPath": "/c"}]}, ["OAM606"]),
    ],
)
def test_what_an_init_container_takes(properties, codes):
    given = component("Server", container(resources={**RESOURCES, "volumes": [VOLUME]}))
    assert compiled(given, application(trait("init-container", **{**PREPARE, **properties}))).codes == codes


def test_a_name_of_a_container_is_taken_once_by_all_traits():
    uses = (trait("init-container", **PREPARE), trait("sidecar", **PREPARE))
    found = compiled(component(), application(*uses))
    assert found.codes == ["OAM593"]
    assert found.reports.found[0].related


def test_a_sidecar_runs_beside_the_others_and_ends_with_a_job():
    probe = {"tcpSocket": {"port": 1}, "periodSeconds": 5}
    proxy = {"name": "proxy", "image": "example/proxy:1"}
    use = trait("sidecar", **proxy, readinessProbe=probe)
    assert by_name(pod(use)["containers"])["proxy"] == {**proxy, "readinessProbe": probe}
    of_job = compiled(component("Task", container(ports=None)), application(use)).pod()
    assert of_job["initContainers"] == [{**proxy, "restartPolicy": "Always", "readinessProbe": probe}]
    assert [part["name"] for part in of_job["containers"]] == ["web"]


METRICS = {"name": "metrics", "containerPort": 9090}


def service(*uses, sets=()):
    """Return the codes, and the Service of two ports."""
    found = compiled(component("Server", container(ports=[HTTP, METRICS])), application(*uses), sets=sets)
    return found.codes, found.only("Service") if "Service" in found.kinds() else None


def test_a_service_has_its_type_its_ports_and_what_goes_with_them():
    ports = [{"name": "metrics", "port": 91, "nodePort": 30000}]
    rest = {"sessionAffinity": "ClientIP", "externalTrafficPolicy": "Local"}
    codes, made = service(trait("service", type="NodePort", ports=ports, annotations={"a": "b"}, **rest))
    assert codes == []
    assert made["metadata"]["annotations"] == {"a": "b"}
    assert made["spec"].items() >= {"type": "NodePort", **rest}.items()
    assert [(port["port"], port["targetPort"], port.get("nodePort")) for port in made["spec"]["ports"]] == [
        (8080, 8080, None),
        (91, 9090, 30000),
    ]
    _, inside = service(trait("service", type="NodePort", ports=ports, **rest), sets=(f"{PATH}.service.type=ClusterIP",))
    assert "externalTrafficPolicy" not in inside["spec"]
    assert "nodePort" not in inside["spec"]["ports"][1]


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"headless": True}, []),
        ({"headless": True, "type": "ClusterIP"}, []),
        ({"headless": True, "type": "NodePort"}, ["OAM593"]),
        ({"headless": True, "sessionAffinity": "ClientIP"}, ["OAM593"]),
        ({"headless": True, "sessionAffinity": "None"}, []),
        ({"headless": False, "sessionAffinity": "ClientIP"}, []),
        ({"annotations": {"service.kubernetes.io/topology-aware-hints": "auto"}}, ["OAM509"]),
        ({"annotations": {"service.kubernetes.io/topology-mode": "Auto"}}, []),
        ({"externalTrafficPolicy": "Local"}, ["OAM593"]),
        ({"ports": [{"name": "http", "nodePort": 30000}]}, ["OAM593"]),
        ({"ports": [{"name": "https"}]}, ["OAM593"]),
        ({"ports": [{"name": "http"}, {"name": "http"}]}, ["OAM593"]),
        ({"ports": [{"name": "http", "port": 9090}]}, ["OAM706"]),
        ({"annotations": {"a b": "c"}}, ["OAM508"]),
        ({"type": "ExternalName"}, ["OAM508"]),
        ({}, []),
    ],
)
def test_what_a_service_takes(properties, codes):
    assert service(trait("service", **properties))[0] == codes


@pytest.mark.parametrize(
    ("properties", "override", "codes"),
    [
        ({"headless": True, "type": "ClusterIP"}, "type=NodePort", ["OAM706"]),
        ({"headless": True, "sessionAffinity": "None"}, "sessionAffinity=ClientIP", ["OAM706"]),
        ({"ports": [{"name": "http", "port": 80}]}, "ports.http.port=9090", ["OAM706"]),
        ({"ports": [{"name": "http", "port": 80}]}, "ports.http.port=9091", []),
        ({"ports": [{"name": "http", "port": 80}, {"name": "metrics", "port": 90}]}, "ports.http.port=90", ["OAM706"]),
        ({"ports": [{"name": "metrics", "port": 90}]}, "ports.metrics.port=8080", ["OAM706"]),
    ],
)
def test_overrides_of_a_service_keep_its_rules(properties, override, codes):
    assert service(trait("service", **properties), sets=(f"{PATH}.service.{override}",))[0] == codes


def test_numbers_of_ports_stay_where_another_trait_knows_them():
    ingress = trait("ingress", hostname="shop.example.com", servicePort=8080)
    assert service(ingress, trait("service", ports=[{"name": "http", "port": 80}]))[0] == ["OAM593"]
    assert service(ingress, trait("service", type="NodePort"))[0] == []


def test_a_server_without_ports_has_no_service_to_change():
    found = compiled(component("Server", container(ports=None)), application(trait("service", type="NodePort")))
    assert "OAM593" in found.codes


def test_probes_take_the_place_of_those_of_the_component():
    own = {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 20}
    given = component("Server", container(livenessProbe=own), SECOND)
    use = trait("probes", livenessProbe={"tcpSocket": {"port": "http"}}, startupProbe={"grpc": {"port": 1}}, containers=["web"])
    found = compiled(given, application(use))
    assert found.codes == ["OAM342"]
    assert (
        found.containers()[0].items()
        >= {
            "livenessProbe": {"tcpSocket": {"port": "http"}},
            "startupProbe": {"grpc": {"port": 1}},
        }.items()
    )
    assert found.containers()[1].keys() & {"livenessProbe", "startupProbe"} == set()
    off = compiled(given, application(use), sets=(f"{PATH}.probes.enabled=false",))
    assert off.containers()[0]["livenessProbe"] == own


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"livenessProbe": {"tcpSocket": {"port": 1}, "grpc": {"port": 1}}}, ["OAM606"]),
        ({"livenessProbe": {"periodSeconds": 1}}, ["OAM606"]),
        ({"livenessProbe": {"tcpSocket": {"port": 1}, "successThreshold": 2}}, ["OAM508"]),
        ({"readinessProbe": {"tcpSocket": {"port": 1}, "terminationGracePeriodSeconds": 2}}, ["OAM506"]),
        ({"containers": ["other"]}, ["OAM593"]),
        ({}, []),
    ],
)
def test_what_probes_take(properties, codes):
    assert compiled(component(), application(trait("probes", **properties))).codes == codes


SECOND_VERSION = "core.oam.dev/v1alpha2"


def second(*traits):
    """Return the documents of an application of the second version."""
    workload = {"apiVersion": SECOND_VERSION, "kind": "ContainerizedWorkload", "spec": {"containers": [container()]}}
    uses = [{"componentName": "web", "traits": [{"trait": use} for use in traits]}]
    kinds = (("Component", "web", {"workload": workload}), ("ApplicationConfiguration", "shop", {"components": uses}))
    return [
        {"apiVersion": SECOND_VERSION, "kind": kind, "metadata": {"name": name}, "spec": spec} for kind, name, spec in kinds
    ]


def test_the_second_version_knows_every_trait():
    assert sorted(OWN_TRAITS) == sorted(CATALOG.trait_names())


def test_the_second_version_has_the_traits_by_their_short_forms():
    found = compiled(
        *second({"name": "labels", "properties": {"team": "shop", "level": None}}, {"name": "sidecar", "properties": PREPARE})
    )
    assert found.codes == []
    assert metadata(found)[0]["labels"]["team"] == "shop"
    assert [part["name"] for part in found.containers()] == ["web", "prepare"]


@pytest.mark.parametrize(
    ("use", "codes"),
    [
        ({"name": "service", "properties": {"type": "NodePort"}}, []),
        ({"name": "schedule", "properties": {"schedule": "* * * * *"}}, ["OAM501"]),
        ({"name": "labels"}, []),
        ({"name": "labels", "properties": None}, []),
        ({"name": "service-account", "properties": {}}, ["OAM507"]),
        ({"name": "labels", "properties": {"team": 1}}, ["OAM508"]),
        ({"name": "labels", "propertys": {}}, ["OAM216"]),
    ],
)
def test_what_short_forms_take(use, codes):
    assert compiled(*second(use)).codes == codes


@pytest.mark.parametrize(("size", "limit"), [("0.5Gi", "640Mi"), ("512Mi", "640Mi"), ("1.5M", "130Mi")])
def test_a_directory_of_any_size_counts_as_storage(size, limit):
    given = {"name": "get", "image": "a/b:1", "appMountPath": "/a", "initMountPath": "/b", "size": size}
    found = compiled(component(), application(trait("init-container", **given)))
    assert not found.codes, found.messages
    assert found.containers()[0]["resources"]["limits"]["ephemeral-storage"] == limit
