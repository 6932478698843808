"""What each workload type becomes (docs/spec/oam-v1alpha1.md, 7 to 9; docs/spec/quality-of-service.md, 1 and 2)."""

import pytest

from tests.support.documents import HTTP, RESOURCES, application, compiled, component, container, labels, pod_labels, trait

SELECTOR = {"oam.dev/instance-name": "shop-web"}
PORTLESS = container(ports=None)
DATA = {"name": "data", "mountPath": "/data"}
CLAIMED = trait("volume-mounter", volumeName="data", storageClass="standard")


def with_volumes(*volumes, **fields):
    return container(resources={**RESOURCES, "volumes": list(volumes)}, **fields)


def built(kind, *containers, **spec):
    found = compiled(component(kind, *containers, **spec), application(), job_names="fixed")
    assert not found.reports.errors, found.messages
    return found


@pytest.mark.parametrize(
    ("kind", "given", "kinds", "token"),
    [
        ("Server", container(), ["Deployment", "Service"], "Service"),
        ("SingletonServer", container(), ["StatefulSet", "Service"], "SingletonServer"),
        ("Worker", PORTLESS, ["Deployment"], "Worker"),
        ("SingletonWorker", PORTLESS, ["StatefulSet"], "SingletonWorker"),
        ("Task", container(), ["Job"], "Task"),
        ("SingletonTask", container(), ["Job"], "SingletonTask"),
    ],
)
def test_a_core_type_becomes_its_objects_with_their_labels(kind, given, kinds, token):
    found = built(kind, given)
    role = kind.removeprefix("Singleton").lower()
    assert found.kinds() == kinds
    for item in found.objects:
        assert item["metadata"] == {"name": "shop-web", "labels": labels(role, workload_type=token)}
    assert found.objects[0]["spec"]["template"]["metadata"]["labels"] == pod_labels(role, workload_type=token)


def test_a_workload_and_its_service_select_by_the_instance_alone():
    found = built("Server")
    assert found.only("Deployment")["spec"]["selector"] == {"matchLabels": SELECTOR}
    assert found.only("Service")["spec"]["selector"] == SELECTOR


def test_the_selector_stays_when_the_application_or_the_type_changes():
    worker, server = component("Worker", PORTLESS), component("Server")
    before = compiled(worker, application()).only("Deployment")
    after = compiled(server, application(name="store")).only("Deployment")
    assert before["metadata"]["name"] == after["metadata"]["name"]
    assert before["spec"]["selector"] == after["spec"]["selector"]
    assert before["metadata"]["labels"] != after["metadata"]["labels"]


def test_a_deployment_states_no_replicas():
    assert "replicas" not in built("Server").only("Deployment")["spec"]


@pytest.mark.parametrize(("kind", "given"), [("SingletonServer", container()), ("SingletonWorker", PORTLESS)])
def test_a_singleton_is_a_stateful_set_of_one_replica(kind, given):
    spec = built(kind, given).only("StatefulSet")["spec"]
    assert (spec["replicas"], spec["serviceName"]) == (1, "shop-web")
    assert "volumeClaimTemplates" not in spec


@pytest.mark.parametrize(("kind", "completions"), [("Task", None), ("SingletonTask", 1)])
def test_a_task_is_a_job_that_retries_and_does_not_restart_in_place(kind, completions):
    spec = built(kind).only("Job")["spec"]
    assert (spec["parallelism"], spec.get("completions"), spec["backoffLimit"]) == (1, completions, 4)
    assert spec["template"]["spec"]["restartPolicy"] == "Never"
    assert "selector" not in spec


def test_nothing_empty_is_written():
    (web,) = built("Worker", PORTLESS).containers()
    assert list(web) == ["name", "image", "resources"]


def test_a_pull_policy_is_written_only_where_the_document_has_one():
    (web,) = built("Server", container(imagePullPolicy="Never")).containers()
    assert web["imagePullPolicy"] == "Never"
    assert "imagePullPolicy" not in built("Server").containers()[0]


def test_the_service_has_all_ports_the_first_one_unchanged():
    given = [
        container(ports=[HTTP, {"name": "dns", "containerPort": 53, "protocol": "UDP"}]),
        container("two", ports=[{"name": "http", "containerPort": 8081}, {"name": "tcp-dns", "containerPort": 53}]),
    ]
    assert built("Server", *given).only("Service")["spec"]["ports"] == [
        {"name": "http", "port": 8080, "targetPort": 8080, "protocol": "TCP"},
        {"name": "dns", "port": 53, "targetPort": 53, "protocol": "UDP"},
        {"name": "http-8081", "port": 8081, "targetPort": 8081, "protocol": "TCP"},
        {"name": "tcp-dns", "port": 53, "targetPort": 53, "protocol": "TCP"},
    ]


def test_a_renamed_port_of_the_service_takes_no_name_that_another_has():
    given = [
        container(ports=[{"name": "http-8081", "containerPort": 1000}, HTTP]),
        container("two", ports=[{"name": "http", "containerPort": 8081}]),
    ]
    names = [port["name"] for port in built("Server", *given).only("Service")["spec"]["ports"]]
    assert names == ["http-8081", "http", "http-8081-8081"]


def test_the_service_may_be_limited_to_its_first_port():
    given = component("Server", container(ports=[HTTP, {"name": "metrics", "containerPort": 9090}]))
    found = compiled(given, application(), single_service_port=True)
    assert [port["port"] for port in found.only("Service")["spec"]["ports"]] == [8080]


def test_a_port_that_two_containers_have_is_served_once_with_a_warning():
    found = built("Server", container(), container("two"))
    assert found.codes == ["OAM535"]
    assert len(found.only("Service")["spec"]["ports"]) == 1


@pytest.mark.parametrize(
    ("os_type", "arch", "selector"),
    [
        ("linux", "amd64", {"kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}),
        (None, "i386", {"kubernetes.io/arch": "386"}),
        ("windows", None, {"kubernetes.io/os": "windows"}),
        (None, None, None),
    ],
)
def test_os_and_architecture_select_nodes(os_type, arch, selector):
    spec = {key: value for key, value in (("osType", os_type), ("arch", arch)) if value}
    assert built("Server", **spec).pod().get("nodeSelector") == selector


def test_image_pull_secrets_are_listed_once_in_the_order_of_containers():
    given = [container(name, ports=None, imagePullSecret=secret) for name, secret in (("a", "two"), ("b", "one"), ("c", "two"))]
    assert built("Worker", *given).pod()["imagePullSecrets"] == [{"name": "two"}, {"name": "one"}]


def test_a_config_file_is_a_config_map_mounted_as_one_file():
    files = [{"path": "/etc/web.conf", "value": "on"}, {"path": "/etc/a name", "value": "off"}]
    found = built("Worker", container(ports=None, config=files))
    assert found.kinds() == ["ConfigMap", "ConfigMap", "Deployment"]
    assert [(item["metadata"]["name"], item["data"]) for item in found.objects[:2]] == [
        ("shop-web-web-0", {"web.conf": "on"}),
        ("shop-web-web-1", {"file": "off"}),
    ]
    assert found.pod()["volumes"] == [
        {"name": "config-web-0", "configMap": {"name": "shop-web-web-0"}},
        {"name": "config-web-1", "configMap": {"name": "shop-web-web-1"}},
    ]
    assert found.containers()[0]["volumeMounts"] == [
        {"name": "config-web-0", "mountPath": "/etc/web.conf", "subPath": "web.conf", "readOnly": True},
        {"name": "config-web-1", "mountPath": "/etc/a name", "subPath": "file", "readOnly": True},
    ]
    assert found.objects[0]["metadata"]["labels"]["oam.dev/workload-type"] == "Worker"


def test_another_content_of_a_config_file_is_another_checksum_on_the_pods():
    def checksum(value):
        found = built("Worker", container(ports=None, config=[{"path": "/etc/web", "value": value}]))
        return found.only("Deployment")["spec"]["template"]["metadata"]["annotations"]["oamc.dev/config-checksum"]

    assert checksum("a") == checksum("a") != checksum("b")


def test_the_volume_of_a_config_file_never_has_a_name_that_is_too_long():
    found = built("Worker", container("w" * 60, ports=None, config=[{"path": "/etc/web", "value": "on"}]))
    (volume,) = found.pod()["volumes"]
    assert len(volume["name"]) <= 63
    assert found.containers()[0]["volumeMounts"][0]["name"] == volume["name"]


@pytest.mark.parametrize(
    ("given", "volume"),
    [
        ({"disk": {"required": "1G", "ephemeral": True}}, {"emptyDir": {"sizeLimit": "1G"}}),
        ({"disk": {"required": "1G"}}, {"persistentVolumeClaim": {"claimName": "shop-web-data"}}),
        ({}, {"persistentVolumeClaim": {"claimName": "shop-web-data"}}),
        ({"accessMode": "RO"}, {"persistentVolumeClaim": {"claimName": "shop-web-data", "readOnly": True}}),
    ],
)
def test_a_volume_is_an_empty_directory_or_a_claim(given, volume):
    found = built("Worker", with_volumes({**DATA, **given}, ports=None))
    assert found.pod()["volumes"] == [{"name": "data", **volume}]
    read_only = given.get("accessMode") == "RO"
    access = {"readOnly": True} if read_only else {}
    assert found.containers()[0]["volumeMounts"] == [{"name": "data", "mountPath": "/data", **access}]


def test_a_volume_that_two_containers_share_is_one_volume_with_two_mounts():
    shared = {**DATA, "sharingPolicy": "Shared"}
    one, two = with_volumes(shared, ports=None), {**with_volumes(shared, ports=None), "name": "two"}
    found = built("Worker", one, two)
    assert len(found.pod()["volumes"]) == 1
    assert [len(item["volumeMounts"]) for item in found.containers()] == [1, 1]


TWO_DISKS = [
    {**DATA, "disk": {"required": "1G", "ephemeral": True}},
    {"name": "b", "mountPath": "/b", "disk": {"required": "500M", "ephemeral": True}},
]


@pytest.mark.parametrize(
    ("qos", "limits", "codes"),
    [
        ("enforce", {"memory": "64Mi", "ephemeral-storage": "1559Mi"}, []),
        ("warn", None, ["OAM544", "OAM544"]),
        ("off", None, []),
    ],
)
def test_what_cannot_be_taken_back_is_limited_to_its_request(qos, limits, codes):
    found = compiled(component("Worker", with_volumes(*TWO_DISKS, ports=None)), application(), qos=qos)
    resources = found.containers()[0]["resources"]
    assert resources["requests"] == {"cpu": "100m", "memory": "64Mi", "ephemeral-storage": "1500M"}
    assert resources.get("limits") == limits
    assert found.codes == codes


@pytest.mark.parametrize("qos", ["enforce", "off"])
def test_devices_are_limits_of_whole_numbers(qos):
    resources = {**RESOURCES, "gpu": {"required": 2}, "extended": [{"name": "example.com/v1.Tpu", "required": "3"}]}
    found = compiled(component("Worker", container(ports=None, resources=resources)), application(), qos=qos)
    limits = found.containers()[0]["resources"]["limits"]
    assert {key: limits[key] for key in limits if "/" in key} == {"nvidia.com/gpu": "2", "example.com/Tpu": "3"}


def test_the_name_of_the_gpu_can_be_chosen():
    resources = {**RESOURCES, "gpu": {"required": 1}}
    found = compiled(component("Worker", container(ports=None, resources=resources)), application(), gpu_resource="amd.com/gpu")
    assert found.containers()[0]["resources"]["limits"]["amd.com/gpu"] == "1"


def test_labels_and_annotations_of_a_component_reach_the_pods_and_those_of_oamc_win():
    given = component("Server")
    given["metadata"] |= {
        "labels": {"team": "a", "oam.dev/instance-name": "other"},
        "annotations": {"sidecar/inject": "true", "kubectl.kubernetes.io/last-applied-configuration": "x"},
    }
    found = compiled(given, application()).only("Deployment")
    assert found["metadata"]["labels"] == {**labels("server", workload_type="Service"), "team": "a"}
    assert found["spec"]["selector"] == {"matchLabels": SELECTOR}
    assert "annotations" not in found["metadata"]
    assert found["spec"]["template"]["metadata"]["annotations"] == {"sidecar/inject": "true"}


FUNCTION = "openfaas.com/v1alpha2.Function"


def function(*settings, **spec):
    image = {"name": "image", "value": "example/function:1"}
    return component(FUNCTION, workloadSettings=[image, *settings], **spec)


def test_a_function_keeps_literal_and_other_than_text_values_of_its_environment():
    environment = [{"name": "A", "value": "x"}, {"name": "B", "value": "5"}, {"name": "C", "fromParam": "p"}]
    given = function(
        {"name": "environment", "value": environment}, parameters=[{"name": "p", "type": "boolean", "default": True}]
    )
    found = compiled(given, application())
    item = found.only("Function")
    assert not found.codes
    assert item["apiVersion"] == "openfaas.com/v1"
    assert item["metadata"]["labels"] == labels("function", workload_type="Function")
    assert item["spec"] == {
        "name": "shop-web",
        "image": "example/function:1",
        "environment": {"A": "x", "B": "5", "C": "true"},
    }


def test_the_image_of_a_function_cannot_come_from_a_parameter_that_may_be_unset():
    settings = [{"name": "image", "fromParam": "image"}]
    given = component(FUNCTION, parameters=[{"name": "image", "type": "string"}], workloadSettings=settings)
    assert compiled(given, application()).reports.errors == 1
    value = {"parameterValues": [{"name": "image", "value": "example/function:1"}]}
    assert not compiled(given, application(**value)).codes
    assert compiled(given, application(**value), sets=("shop-web.parameters.image=null",)).codes == ["OAM755"]


@pytest.mark.parametrize("setting", [{"name": "image"}, {"name": "image", "value": None}])
def test_a_function_needs_its_image_to_have_a_value(setting):
    assert compiled(component(FUNCTION, workloadSettings=[setting]), application()).codes == ["OAM537"]


WATCHER = "monitoring.example.com/v1.Watcher"


def workload_type(*settings):
    return {
        "apiVersion": "core.oam.dev/v1alpha1",
        "kind": "WorkloadType",
        "metadata": {"name": "prometheus"},
        "spec": {
            "group": "monitoring.example.com",
            "version": "v1",
            "names": {"kind": "Watcher", "singular": "watcher", "plural": "watchers"},
            "settings": list(settings),
        },
    }


def test_the_setting_spec_of_another_type_is_the_spec_unchanged():
    spec = {"replicas": 2, "text": "from Param(x)", "list": [1, {"a": True}]}
    found = compiled(component(WATCHER, workloadSettings=[{"name": "spec", "value": spec}]), application())
    assert not found.codes
    assert found.objects == [
        {
            "apiVersion": "monitoring.example.com/v1",
            "kind": "Watcher",
            "metadata": {"name": "shop-web", "labels": labels("watcher", workload_type="Watcher")},
            "spec": spec,
        }
    ]


def test_parameters_stand_anywhere_in_the_setting_spec():
    spec = {
        "replicas": {"fromParam": "count"},
        "name": "[fromParam(who)]",
        "deep": [{"text": "for [fromParam(who)]: [fromParam(count)]"}],
    }
    parameters = [{"name": "count", "type": "number", "default": 2}, {"name": "who", "type": "string", "default": "shop"}]
    given = component(WATCHER, parameters=parameters, workloadSettings=[{"name": "spec", "value": spec}])
    shown = compiled(given, application(), sets=("shop-web.parameters.count=3",))
    assert not shown.codes
    assert shown.objects[0]["spec"] == {"replicas": 3, "name": "shop", "deep": [{"text": "for shop: 3"}]}


def of_kind(kind, **spec):
    """Return a component of a workload type whose name is taken as it is."""
    given = component(WATCHER, **spec)
    given["spec"]["workloadType"] = kind
    return given


def test_a_kind_without_a_spec_has_its_settings_as_fields():
    settings = [{"name": "data", "value": {"A": "1"}}, {"name": "immutable", "value": True}]
    (made,) = compiled(of_kind("v1.ConfigMap", workloadSettings=settings), application()).objects
    assert made["apiVersion"] == "v1"
    assert made["kind"] == "ConfigMap"
    assert made["metadata"]["name"] == "shop-web"
    assert (made["data"], made["immutable"]) == ({"A": "1"}, True)
    assert "spec" not in made
    mapping = compiled(of_kind("v1.ConfigMap", workloadSettings={"data": {"A": "1"}}), application())
    assert mapping.objects[0]["data"] == {"A": "1"}


@pytest.mark.parametrize(
    ("kind", "settings", "code"),
    [
        ("v1.ConfigMap", [{"name": "dta", "value": {"A": "1"}}], "OAM604"),
        ("v1.ConfigMap", [{"name": "spec", "value": {"A": "1"}}], "OAM604"),
        ("v1.ConfigMap", [{"name": "metadata", "value": {"name": "other"}}], "OAM584"),
        ("v1.ConfigMap", {"apiVersion": "v2", "data": {}}, "OAM584"),
        ("rbac.authorization.k8s.io/v1.Role", [{"name": "status", "value": {}}], "OAM584"),
        ("v1.Service", [{"name": "ports", "value": []}], "OAM536"),
        ("v1.Nothing", [{"name": "data", "value": {}}], "OAM536"),
        ("v1.Nothing", [{"name": "spec", "value": {}}], "OAM603"),
        ("x1.ConfigMap", [{"name": "data", "value": {}}], "OAM511"),
        ("v1.configMap", [{"name": "data", "value": {}}], "OAM511"),
    ],
)
def test_what_no_object_of_a_kind_has_is_refused(kind, settings, code):
    found = compiled(of_kind(kind, workloadSettings=settings), application())
    assert code in found.codes
    assert found.objects == []


@pytest.mark.parametrize(
    ("allowed", "is_allowed"),
    [
        ((), True),
        (("v1.ConfigMap",), True),
        (("/*",), True),
        (("apps/v1.DaemonSet", "v1.ConfigMap"), True),
        (("none",), False),
        (("v1.Secret",), False),
        (("apps/*",), False),
        (("*",), False),
        (("v1.ConfigMap2",), False),
    ],
)
def test_the_operator_says_which_kinds_extended_types_may_make(allowed, is_allowed):
    given = of_kind("v1.ConfigMap", workloadSettings=[{"name": "data", "value": {"A": "1"}}])
    found = compiled(given, application(), extended_kinds=allowed)
    assert found.codes == ([] if is_allowed else ["OAM583"])
    assert bool(found.objects) == is_allowed


def test_the_list_of_kinds_does_not_concern_the_types_that_oamc_knows():
    assert "OAM583" not in compiled(component(), application(), extended_kinds=("none",)).codes


@pytest.mark.parametrize("settings", [[{"name": "replicas", "value": 2}], {"replicas": 2}])
def test_settings_are_the_spec_only_where_somebody_vouches_for_the_type(settings):
    given = component(WATCHER, workloadSettings=settings)
    assert "OAM536" in compiled(given, application()).codes
    for found in (
        compiled(given, application(), workload_type({"name": "replicas", "type": "number"})),
        compiled(given, application(), allow_unknown_workloads=True),
    ):
        assert found.objects[0]["spec"] == {"replicas": 2}


def test_parameters_stand_anywhere_in_the_settings_of_another_type():
    settings = {"a": "[fromParam(p)]", "b": {"c": [{"fromParam": "n"}]}, "d": "<[fromParam(n)]>"}
    given = component(
        WATCHER,
        workloadSettings=settings,
        parameters=[{"name": "p", "type": "string", "default": "x"}, {"name": "n", "type": "number", "default": 3}],
    )
    found = compiled(given, application(), allow_unknown_workloads=True)
    assert found.objects[0]["spec"] == {"a": "x", "b": {"c": [3]}, "d": "<3>"}


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ([{"name": "replicas", "value": 2}], []),
        ([], ["OAM537"]),
        ([{"name": "replicas", "value": "two"}], ["OAM538"]),
        ([{"name": "replicas", "fromParam": "text"}], ["OAM538"]),
        ([{"name": "replicas", "fromParam": "number"}], []),
        ([{"name": "replicas", "value": 2}, {"name": "replcas", "value": 2}], ["OAM549"]),
        ([{"name": "replicas", "required": True}], ["OAM537"]),
        ([{"name": "spec", "value": {"anything": 1}}], []),
    ],
)
def test_a_workload_type_document_checks_the_settings(settings, codes):
    parameters = [{"name": "text", "type": "string", "default": "a"}, {"name": "number", "type": "number", "default": 1}]
    used = {setting.get("fromParam") for setting in settings}
    given = component(
        WATCHER, workloadSettings=settings, parameters=[parameter for parameter in parameters if parameter["name"] in used]
    )
    document = workload_type(
        {"name": "replicas", "type": "number", "required": True}, {"name": "size", "type": "string", "required": False}
    )
    assert compiled(given, application(), document).codes == codes


def test_an_error_in_a_setting_is_reported_at_its_own_line_of_the_component():
    spec = {"maxUnavailble": 1}
    given = component("policy/v1.PodDisruptionBudget", workloadSettings=[{"name": "spec", "value": spec}])
    (found,) = compiled(given, application()).reports.found
    text = found.span.source.text.splitlines()[found.span.line - 1]
    assert found.code.id == "OAM604"
    assert text[found.span.column - 1 :].startswith('"maxUnavailble"')


def test_a_component_that_is_wrong_in_two_applications_is_reported_once_and_as_what_it_is():
    given = component(
        "openfaas.com/v1.Function",
        parameters=[{"name": "a", "type": "object", "default": {}}],
        workloadSettings=[{"name": "image", "type": "string", "fromParam": "a"}],
    )
    made = compiled(given, application(name="one", instance="one"), application(name="two", instance="two"))
    assert made.codes == ["OAM538"]
    assert made.reports.errors == 2


@pytest.mark.parametrize("prefix", ["core.hydra.io/v1alpha1.", "core.oam.dev/v1alpha1.", ""])
@pytest.mark.parametrize(
    ("retired", "kind"),
    [
        *(("Service", "Deployment"), ("ReplicatedService", "Deployment"), ("ReplicableService", "Deployment")),
        *(("SingletonService", "StatefulSet"), ("ReplicatedTask", "Job"), ("ReplicableTask", "Job")),
    ],
)
def test_a_retired_name_of_a_core_type_is_read_with_a_warning(prefix, retired, kind):
    given = component()
    given["spec"]["workloadType"] = prefix + retired
    found = compiled(given, application())
    assert set(found.codes) - {"OAM304"} == {"OAM512"}
    assert kind in found.kinds()


def test_a_name_that_no_version_of_oam_had_is_unknown():
    given = component()
    given["spec"]["workloadType"] = "core.hydra.io/v1alpha1.ReplicatedWorker"
    assert set(compiled(given, application()).codes) == {"OAM304", "OAM511"}


def test_a_retired_name_with_two_meanings_is_answered_with_both():
    given = component()
    given["spec"]["workloadType"] = "core.oam.dev/v1alpha1.Singleton"
    (error,) = compiled(given, application()).reports.found
    assert error.code.id == "OAM511"
    assert "SingletonServer where it has ports" in error.hint
