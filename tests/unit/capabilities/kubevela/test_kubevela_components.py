"""Component types of KubeVela: what each branch of their rules makes, and what they refuse."""

import pytest

from tests.support.component_types import application, built, component
from tests.support.documents import compiled

IMAGE = "example/web:1"
LONG_RUNNING = ("webservice", "worker", "daemon", "statefulset")
WITH_PORTS = ("webservice", "daemon", "statefulset")
KINDS = {
    "webservice": "Deployment",
    "worker": "Deployment",
    "daemon": "DaemonSet",
    "statefulset": "StatefulSet",
    "task": "Job",
    "cron-task": "CronJob",
}
CRON = {"schedule": "0 3 * * *"}


def of_a_type(kind, *, sets=(), strict=False, **properties):
    """Compile a component of a type with an image, and with a schedule where one is needed."""
    return built(kind, sets=sets, strict=strict, image=IMAGE, **(CRON if kind == "cron-task" else {}), **properties)


def pod(found, kind):
    """Return the spec of the pods of a component."""
    spec = found.only(KINDS[kind])["spec"]
    return (spec["jobTemplate"]["spec"] if kind == "cron-task" else spec)["template"]["spec"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_image_is_enough(kind):
    found = of_a_type(kind)
    assert found.codes == []
    assert found.kinds() == [KINDS[kind]]
    assert pod(found, kind)["containers"] == [{"name": "web", "image": IMAGE}]


@pytest.mark.parametrize("kind", KINDS)
def test_without_an_image_the_type_is_pointed_at(kind):
    assert "OAM507" in built(kind, **(CRON if kind == "cron-task" else {})).codes


@pytest.mark.parametrize("kind", LONG_RUNNING)
def test_pods_are_selected_by_their_component_alone(kind):
    item = of_a_type(kind).only(KINDS[kind])
    assert item["spec"]["selector"] == {"matchLabels": {"app.oam.dev/component": "web"}}
    labels = item["spec"]["template"]["metadata"]["labels"]
    assert labels == {"app.oam.dev/name": "shop", "app.oam.dev/component": "web"}


@pytest.mark.parametrize("kind", WITH_PORTS)
def test_an_exposed_port_makes_a_service(kind):
    hidden = of_a_type(kind, ports=[{"port": 80}])
    assert hidden.kinds() == [KINDS[kind]]
    found = of_a_type(kind, ports=[{"port": 80, "expose": True}, {"port": 81}])
    service = found.only("Service")
    assert [port["port"] for port in service["spec"]["ports"]] == [80]
    assert service["metadata"]["name"] == "web"
    resource = "statefulsetsExpose" if kind == "statefulset" else "webserviceExpose"
    assert service["metadata"]["labels"]["trait.oam.dev/resource"] == resource


@pytest.mark.parametrize(
    ("kind", "name", "protocol"),
    [("webservice", "port-53-udp", "UDP"), ("statefulset", "port-53-udp", "UDP"), ("daemon", "port-53", None)],
)
def test_ports_are_called_by_number_and_protocol_but_those_of_a_daemon_by_number(kind, name, protocol):
    found = of_a_type(kind, ports=[{"port": 53, "protocol": "UDP", "expose": True}])
    (of_container,) = pod(found, kind)["containers"][0]["ports"]
    (of_service,) = found.only("Service")["spec"]["ports"]
    assert of_container == {"name": name, "containerPort": 53, "protocol": "UDP"}
    assert (of_service["name"], of_service.get("protocol")) == (name, protocol)


@pytest.mark.parametrize("kind", WITH_PORTS)
def test_the_older_port_is_a_port_of_the_container_and_makes_no_service(kind):
    found = of_a_type(kind, port=8080)
    assert found.codes == ["OAM589"]
    assert found.kinds() == [KINDS[kind]]
    assert pod(found, kind)["containers"][0]["ports"] == [{"containerPort": 8080}]


def test_the_older_port_is_told_once_in_a_run():
    first, second = (component("webservice", name, image=IMAGE, port=80) for name in ("a", "b"))
    assert compiled(application(first, second)).codes == ["OAM589"]


@pytest.mark.parametrize("kind", WITH_PORTS)
def test_beside_the_newer_form_the_older_one_counts_for_nothing(kind):
    found = of_a_type(kind, port=8080, ports=[{"port": 80}])
    assert found.codes == ["OAM590"]
    assert [port["containerPort"] for port in pod(found, kind)["containers"][0]["ports"]] == [80]
    assert of_a_type(kind, sets=("web.properties.port=1",), port=8080, ports=[{"port": 80}]).codes == ["OAM753", "OAM590"]
    assert of_a_type(kind, strict=True, port=8080, ports=[{"port": 80}]).objects == []


def test_what_is_wrong_with_a_form_that_counts_for_nothing_is_told():
    assert of_a_type("webservice", port="http", ports=[{"port": 80}]).codes == ["OAM590", "OAM508"]


@pytest.mark.parametrize("kind", ["webservice", "worker", "daemon", "statefulset", "cron-task"])
def test_older_volumes_count_only_without_the_newer_ones(kind):
    older = [{"name": "a", "mountPath": "/a"}]
    assert of_a_type(kind, volumes=older).codes == ["OAM589"]
    found = of_a_type(kind, volumes=older, volumeMounts={"emptyDir": [{"name": "b", "mountPath": "/b"}]})
    assert found.codes == ["OAM590"]
    assert [volume["name"] for volume in pod(found, kind)["volumes"]] == ["b"]


def test_volumes_are_the_only_form_of_a_task():
    found = of_a_type("task", volumes=[{"name": "a", "mountPath": "/a"}])
    assert found.codes == []
    assert pod(found, "task")["volumes"] == [{"name": "a", "emptyDir": {"medium": ""}}]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({}, []),
        ({"type": "emptyDir", "medium": "Memory"}, []),
        ({"type": "pvc", "claimName": "c"}, []),
        ({"type": "pvc"}, ["OAM507"]),
        ({"type": "configMap", "cmName": "c"}, []),
        ({"type": "configMap"}, ["OAM507"]),
        ({"type": "secret", "secretName": "c", "defaultMode": 256}, []),
        ({"type": "secret"}, ["OAM507"]),
        ({"type": "secret", "secretName": "c", "medium": "Memory"}, ["OAM506"]),
        ({"claimName": "c"}, ["OAM506"]),
        ({"type": "disk"}, ["OAM508"]),
    ],
)
def test_an_older_volume_has_the_properties_of_its_type(given, codes):
    assert of_a_type("task", volumes=[{"name": "a", "mountPath": "/a", **given}]).codes == codes


def test_a_property_of_another_type_of_volume_is_no_value_of_the_output():
    volume = {"name": "a", "mountPath": "/a", "type": "pvc", "claimName": "c"}
    assert of_a_type("task", sets=("web.properties.volumes.a.medium=Memory",), volumes=[volume]).codes == ["OAM753"]
    found = of_a_type("task", sets=("web.properties.volumes.a.claimName=d",), volumes=[volume])
    assert pod(found, "task")["volumes"][0]["persistentVolumeClaim"] == {"claimName": "d"}


def test_of_volumes_of_one_name_the_first_one_counts_and_all_are_mounted():
    mounts = {"pvc": [{"name": "a", "mountPath": "/a", "claimName": "c"}], "emptyDir": [{"name": "a", "mountPath": "/b"}]}
    found = of_a_type("webservice", volumeMounts=mounts)
    assert pod(found, "webservice")["volumes"] == [{"name": "a", "persistentVolumeClaim": {"claimName": "c"}}]
    assert [mount["mountPath"] for mount in pod(found, "webservice")["containers"][0]["volumeMounts"]] == ["/a", "/b"]


@pytest.mark.parametrize("kind", ["worker", "daemon"])
def test_volumes_of_some_types_have_no_sub_path(kind):
    found = of_a_type(kind, volumeMounts={"emptyDir": [{"name": "a", "mountPath": "/a", "subPath": "b"}]})
    assert found.codes == ["OAM506"]


@pytest.mark.parametrize(("kind", "codes"), [("daemon", ["OAM590", "OAM590"]), ("webservice", ["OAM506", "OAM506"])])
def test_how_a_path_of_the_node_is_mounted_is_taken_by_a_daemon_and_not_written(kind, codes):
    mount = {"name": "a", "mountPath": "/a", "path": "/b", "readOnly": True, "mountPropagation": "None"}
    found = of_a_type(kind, volumeMounts={"hostPath": [mount]})
    assert found.codes == codes
    if found.objects:
        assert pod(found, kind)["containers"][0]["volumeMounts"] == [{"name": "a", "mountPath": "/a"}]


@pytest.mark.parametrize("kind", ["task", "cron-task"])
def test_probes_of_jobs_are_told_and_not_written(kind):
    found = of_a_type(kind, livenessProbe={"exec": {"command": ["true"]}}, readinessProbe={"tcpSocket": {"port": 80}})
    assert found.codes == ["OAM590", "OAM590"]
    assert pod(found, kind)["containers"] == [{"name": "web", "image": IMAGE}]


@pytest.mark.parametrize("kind", LONG_RUNNING)
def test_a_probe_has_all_its_numbers(kind):
    found = of_a_type(kind, livenessProbe={"exec": {"command": ["true"]}, "periodSeconds": 5})
    assert pod(found, kind)["containers"][0]["livenessProbe"] == {
        "exec": {"command": ["true"]},
        "initialDelaySeconds": 0,
        "periodSeconds": 5,
        "timeoutSeconds": 1,
        "successThreshold": 1,
        "failureThreshold": 3,
    }


@pytest.mark.parametrize(("kind", "codes"), [("webservice", []), ("worker", ["OAM506"])])
def test_a_request_of_a_probe_has_a_host_where_the_type_has_one(kind, codes):
    probe = {"httpGet": {"path": "/", "port": 80, "host": "localhost", "scheme": "HTTPS"}}
    found = of_a_type(kind, readinessProbe={**probe, "successThreshold": 2})
    assert sorted(set(found.codes)) == codes


@pytest.mark.parametrize(
    ("probe", "codes"),
    [
        ({"exec": {"command": []}}, ["OAM508"]),
        ({"exec": {"command": ["true"]}, "successThreshold": 2}, ["OAM508"]),
        ({"httpGet": {"path": "/", "port": 0}}, ["OAM508"]),
        ({"httpGet": {"path": "/", "port": 65536}}, ["OAM508"]),
        ({"httpGet": {"path": "/", "port": 65535, "httpHeaders": [{"name": "A", "value": "b\nc"}]}}, ["OAM508"]),
        ({"httpGet": {"path": "/"}}, ["OAM507"]),
        ({}, ["OAM606"]),
    ],
)
def test_a_probe_that_the_cluster_would_refuse_is_refused(probe, codes):
    assert of_a_type("webservice", livenessProbe=probe).codes == codes


def test_a_limit_of_its_own_stands_in_the_place_of_what_is_needed():
    found = of_a_type("webservice", cpu="100m", memory="64Mi", limit={"memory": "128Mi"})
    assert pod(found, "webservice")["containers"][0]["resources"] == {
        "requests": {"cpu": "100m", "memory": "64Mi"},
        "limits": {"cpu": "100m", "memory": "128Mi"},
    }
    only_limit = pod(of_a_type("webservice", limit={"cpu": "1"}), "webservice")["containers"][0]["resources"]
    assert only_limit == {"limits": {"cpu": "1"}}


@pytest.mark.parametrize("amount", ["1", "0.5", ".5", "+1", "100m", "1e3", "1E3", "1Ki", "100u", "0"])
def test_every_form_of_an_amount_is_taken(amount):
    assert of_a_type("webservice", cpu=amount).codes == []


@pytest.mark.parametrize("amount", ["-1", "much", "1 Gi", "1KiB", "", "1e", "."])
def test_what_is_no_amount_is_refused(amount):
    assert of_a_type("webservice", cpu=amount).codes == ["OAM508"]


def test_a_number_in_the_place_of_an_amount_is_told_with_the_text_to_write():
    found = of_a_type("webservice", cpu=0.5)
    assert found.codes == ["OAM508"]
    assert [item.hint for item in found.reports.found] == ['write "0.5", with the quotes']


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("a", []),
        ("http-1", []),
        ("1a", []),
        ("1", ["OAM508"]),
        ("a--b", ["OAM508"]),
        ("-a", ["OAM508"]),
        ("a" * 15, []),
        ("a" * 16, ["OAM508"]),
    ],
)
def test_a_port_has_a_name_that_containers_and_services_take(name, codes):
    assert of_a_type("webservice", ports=[{"port": 80, "name": name}]).codes == codes


def test_a_port_of_the_nodes_is_there_with_that_type_alone():
    ports = [{"port": 80, "expose": True, "nodePort": 30080}]
    assert "nodePort" not in of_a_type("webservice", ports=ports).only("Service")["spec"]["ports"][0]
    found = of_a_type("webservice", ports=ports, exposeType="NodePort")
    assert found.only("Service")["spec"]["ports"][0]["nodePort"] == 30080


def test_a_service_of_a_daemon_leads_nowhere_else():
    assert of_a_type("daemon", ports=[{"port": 80, "expose": True}], exposeType="ExternalName").codes == ["OAM508"]


def test_the_revision_is_a_label_without_a_value():
    found = of_a_type("webservice", addRevisionLabel=True)
    assert found.only("Deployment")["spec"]["template"]["metadata"]["labels"]["app.oam.dev/revision"] == ""


def test_labels_of_the_user_do_not_replace_those_that_select():
    found = of_a_type("webservice", labels={"app.oam.dev/component": "other", "tier": "front"})
    labels = found.only("Deployment")["spec"]["template"]["metadata"]["labels"]
    assert labels == {"app.oam.dev/component": "web", "app.oam.dev/name": "shop", "tier": "front"}


@pytest.mark.parametrize("alias", [{"ip": "10.0.0.1", "hostnames": ["a.b"]}, {"ip": "2001:db8::1", "hostnames": []}])
def test_names_of_hosts_are_written_as_they_are(alias):
    assert pod(of_a_type("webservice", hostAliases=[alias]), "webservice")["hostAliases"] == [alias]


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        ({"ip": "10.0.0.1", "hostnames": ["A"]}, "OAM508"),
        ({"ip": "10.0.0.1", "hostnames": "a"}, "OAM508"),
        ({"ip": "here", "hostnames": ["a"]}, "OAM606"),
    ],
)
def test_names_of_hosts_that_are_none_are_refused(alias, code):
    assert of_a_type("webservice", hostAliases=[alias]).codes == [code]


@pytest.mark.parametrize(
    ("mount", "is_right"),
    [
        ({"mountPath": "/a"}, True),
        ({"mountPath": "a"}, False),
        ({"mountPath": "/a/../b"}, False),
        ({"mountPath": "/a..b"}, True),
        ({"mountPath": "/a:b"}, False),
        ({"mountPath": "/a", "subPath": "b/c"}, True),
        ({"mountPath": "/a", "subPath": "/b"}, False),
        ({"mountPath": "/a", "subPath": "b/.."}, False),
    ],
)
def test_paths_of_volumes_are_those_that_a_cluster_takes(mount, is_right):
    found = of_a_type("webservice", volumeMounts={"emptyDir": [{"name": "a", **mount}]})
    assert found.codes == ([] if is_right else ["OAM508"])


@pytest.mark.parametrize(
    ("name", "word", "hint"),
    [
        ("port", "ports", "a worker has no ports"),
        ("command", "cmd", 'the command is called "cmd"'),
        ("dependsOn", "", "beside properties"),
        ("traits", "", "beside properties"),
        ("replicas", "", "the trait scaler"),
        ("imagePullPolcy", "", 'did you mean "imagePullPolicy"?'),
        ("limit", "", "known are"),
        ("labels", "", "known are"),
    ],
)
def test_a_property_that_is_not_there_is_told_with_what_there_is(name, word, hint):
    found = of_a_type("worker", **{name: "x"})
    assert found.codes == ["OAM506"]
    (item,) = found.reports.found
    assert hint in item.hint
    assert word in item.hint


def test_a_job_is_called_by_application_and_component():
    assert of_a_type("task").only("Job")["metadata"]["name"] == "shop-web"
    found = of_a_type("task", sets=("web.properties.image=example/web:2",))
    assert found.only("Job")["metadata"]["name"] == "shop-web"


@pytest.mark.parametrize(("length", "codes"), [(58, []), (59, ["OAM607"])])
def test_the_name_of_a_job_has_room_for_that_of_the_application(length, codes):
    found = compiled(application(component("task", "a" * length, image=IMAGE)))
    assert found.codes == codes


@pytest.mark.parametrize("kind", ["statefulset", "cron-task"])
@pytest.mark.parametrize(("length", "codes"), [(52, []), (53, ["OAM607"])])
def test_names_that_something_is_put_behind_are_shorter(kind, length, codes):
    found = compiled(application(component(kind, "a" * length, image=IMAGE, **(CRON if kind == "cron-task" else {}))))
    assert found.codes == codes


@pytest.mark.parametrize(
    ("name", "code"), [("Web", "OAM601"), ("web.a", "OAM601"), ("a" * 64, "OAM601"), ("global", "OAM703"), ("scopes", "OAM703")]
)
def test_a_name_that_no_container_can_have_is_refused(name, code):
    found = compiled(application(component("webservice", name, image=IMAGE)))
    assert found.codes == [code]
    assert all("instanceName" not in item.hint for item in found.reports.found)


def test_a_task_runs_so_many_pods_at_once():
    spec = of_a_type("task", count=3, restart="OnFailure").only("Job")["spec"]
    assert (spec["parallelism"], spec["completions"]) == (3, 3)
    assert spec["template"]["spec"]["restartPolicy"] == "OnFailure"
    assert of_a_type("task", restart="Always").codes == ["OAM508"]


def test_a_cron_task_says_what_it_keeps_and_nothing_that_is_not_given():
    spec = of_a_type("cron-task").only("CronJob")["spec"]
    job = spec.pop("jobTemplate")
    assert spec == {
        "schedule": "0 3 * * *",
        "concurrencyPolicy": "Allow",
        "suspend": False,
        "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 1,
    }
    assert {name: value for name, value in job["spec"].items() if name != "template"} == {
        "parallelism": 1,
        "completions": 1,
        "backoffLimit": 6,
    }


@pytest.mark.parametrize("version", ["1.30", "1.34"])
def test_every_version_has_cron_jobs_of_batch_v1(version):
    found = compiled(application(component("cron-task", image=IMAGE, **CRON)), kube_versions=(version,))
    assert found.codes == []
    assert found.only("CronJob")["apiVersion"] == "batch/v1"


def test_labels_of_a_cron_task_are_on_its_jobs_and_on_their_pods():
    job = of_a_type("cron-task", labels={"kind": "night"}, annotations={"a": "b"}).only("CronJob")["spec"]["jobTemplate"]
    assert job["metadata"] == job["spec"]["template"]["metadata"]
    assert job["metadata"]["labels"]["kind"] == "night"
    assert job["metadata"]["annotations"] == {"a": "b"}


@pytest.mark.parametrize(
    ("schedule", "codes"),
    [
        ("*/5 0-3 1,15 * MON", []),
        ("@hourly", []),
        ("@every 1h30m", []),
        (" 0 3 * * * ", []),
        ("0 3 * *", ["OAM508"]),
        ("hourly", ["OAM508"]),
        ("TZ=UTC 0 3 * * *", ["OAM508"]),
    ],
)
def test_a_schedule_is_one_of_cron(schedule, codes):
    assert built("cron-task", image=IMAGE, schedule=schedule).codes == codes


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("kustomize", "addon fluxcd"),
        ("grafana-dashboard", "addon o11y-definitions"),
        ("aws-s3", "addon terraform-aws"),
        ("aliyun-oss", '"alibaba-oss" now'),
        ("ref-objects", "a running cluster"),
        ("webservice@v2", 'revision v2 of "webservice"'),
        ("kustomize@v1", "addon fluxcd"),
        ("aws", "is not known"),
        ("webservic", "is not known"),
    ],
)
def test_a_type_that_is_not_built_in_is_told_with_where_it_comes_from(kind, words):
    found = built(kind, anything=1)
    assert found.codes == ["OAM585"]
    assert words in found.messages[0]


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        ("Deployment", "webservice, worker"),
        ("CronJob", "cron-task"),
        ("apps/v1.DaemonSet", "daemon"),
        ("webservic", '"webservice"'),
    ],
)
def test_what_there_is_instead_is_in_the_hint(kind, meant):
    (item,) = built(kind).reports.found
    assert meant in item.hint


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rollout", "addon rollout"),
        ("stdout-logs", "addon loki"),
        ("kustomize-patch@v1", "addon fluxcd"),
        ("scaler@v2", 'write "scaler"'),
        ("scalr", 'did you mean "scaler"?'),
        ("something-else-altogether", "known are"),
    ],
)
def test_a_trait_that_is_not_built_in_is_told_with_where_it_comes_from(name, words):
    found = compiled(application(component("webservice", "web", {"type": name}, image=IMAGE)))
    assert found.codes == ["OAM502"]
    assert words in found.reports.found[0].hint


@pytest.mark.parametrize(("kind", "words"), [("kustomize", "kubectl kustomize"), ("kibana", "k8s-objects")])
def test_what_to_do_instead_of_a_type_of_an_addon_is_in_the_hint(kind, words):
    assert words in built(kind).reports.found[0].hint


@pytest.mark.parametrize(
    ("key", "codes"), [("a.b", []), (".a", []), ("..a", ["OAM508"]), (".", ["OAM508"]), ("a/b", ["OAM508"])]
)
def test_a_key_is_one_that_a_secret_can_have(key, codes):
    variable = {"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": key}}}
    assert of_a_type("worker", env=[variable]).codes == codes


@pytest.mark.parametrize(
    ("variable", "codes"),
    [
        ({"name": "DB_PASSWORD", "value": "x"}, ["OAM320"]),
        ({"name": "DB_PASSWORD", "value": ""}, []),
        ({"name": "PASSWORD_FILE", "value": "x"}, []),
        ({"name": "API_TOKEN", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}, []),
    ],
)
def test_a_value_that_looks_like_a_secret_is_told_where_it_stands(variable, codes):
    assert of_a_type("worker", env=[variable]).codes == codes


def test_a_trait_is_asked_for_secrets_too():
    sidecar = {"type": "sidecar", "properties": {"name": "b", "image": IMAGE, "env": [{"name": "A_TOKEN", "value": "x"}]}}
    env = {"type": "env", "properties": {"env": {"B_TOKEN": "x"}}}
    several = {"type": "env", "properties": {"containers": [{"containerName": "web", "env": {"C_TOKEN": "x"}}]}}
    for trait in (sidecar, env, several):
        assert compiled(application(component("worker", "web", trait, image=IMAGE))).codes == ["OAM320"]
