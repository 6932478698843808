"""What volume-mounter claims: sizes, modes, claims that are there, and one a replica (docs/spec/oam-v1alpha1.md, 11.5)."""

import pytest

from tests.support.documents import HTTP, RESOURCES, application, compiled, component, container, trait

DATA = {"name": "data", "mountPath": "/data", "disk": {"required": "10Gi"}}
SHARED = {**DATA, "sharingPolicy": "Shared"}
SCALED = trait("manual-scaler", replicaCount=3)
MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")


def made(*traits, kind="Server", volumes=(DATA,), **properties):
    """Return what becomes of a component with a volume and a volume-mounter."""
    ports = None if "Worker" in kind or "Task" in kind else [HTTP]
    own = component(kind, container(ports=ports, resources={**RESOURCES, "volumes": list(volumes)}))
    return compiled(own, application(*traits, trait("volume-mounter", volumeName="data", **properties)))


def test_what_nobody_chooses_comes_from_the_component_and_from_the_cluster():
    found = made()
    assert not found.codes
    assert found.only("PersistentVolumeClaim")["spec"] == {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "10Gi"}},
    }


@pytest.mark.parametrize(("chosen", "written"), [("fast", "fast"), ("", "")])
def test_a_class_is_written_as_it_is_and_an_empty_one_too(chosen, written):
    assert made(storageClass=chosen).only("PersistentVolumeClaim")["spec"]["storageClassName"] == written


@pytest.mark.parametrize(
    ("size", "codes"), [("10Gi", []), ("10240Mi", []), ("1Ti", []), ("10G", ["OAM662"]), ("9.999Gi", ["OAM662"])]
)
def test_a_claim_is_at_least_as_large_as_the_component_requires(size, codes):
    found = made(size=size)
    assert found.codes == codes
    if not codes:
        assert found.only("PersistentVolumeClaim")["spec"]["resources"]["requests"]["storage"] == size


def test_of_a_volume_without_a_disk_any_size_will_do():
    found = made(volumes=({"name": "data", "mountPath": "/data"},), size="1Mi")
    assert not found.codes
    assert found.only("PersistentVolumeClaim")["spec"]["resources"]["requests"]["storage"] == "1Mi"


@pytest.mark.parametrize("size", ["10", 10, "0Gi", "-1Gi", "1e3", "x", {}, "9" * 40 + "Gi", ".inf", True])
def test_what_is_no_size_is_told(size):
    assert made(size=size).codes[0] in {"OAM508", "OAM506"}


@pytest.mark.parametrize("mode", MODES)
def test_the_operator_chooses_how_pods_share_a_claim(mode):
    found = made(accessMode=mode)
    assert found.codes == (["OAM593"] if mode == "ReadOnlyMany" else [])
    if not found.codes:
        assert found.only("PersistentVolumeClaim")["spec"]["accessModes"] == [mode]


def test_what_is_only_read_can_have_any_mode():
    for mode in MODES:
        found = made(volumes=({**DATA, "accessMode": "RO"},), accessMode=mode)
        assert "OAM593" not in found.codes
        assert found.only("PersistentVolumeClaim")["spec"]["accessModes"] == [mode]


@pytest.mark.parametrize(
    ("traits", "volumes", "properties", "codes"),
    [
        ([SCALED], DATA, {"accessMode": "ReadWriteOncePod"}, ["OAM661"]),
        ([SCALED], SHARED, {"accessMode": "ReadWriteOncePod"}, ["OAM661"]),
        ([trait("auto-scaler", cpu=50)], DATA, {"accessMode": "ReadWriteOncePod"}, ["OAM661"]),
        ([trait("auto-scaler", cpu=50, maximum=1)], SHARED, {"accessMode": "ReadWriteOncePod"}, ["OAM664"]),
        ([trait("manual-scaler", replicaCount=1)], DATA, {"accessMode": "ReadWriteOncePod"}, []),
        ([SCALED], DATA, {"accessMode": "ReadWriteOnce"}, ["OAM534"]),
        ([SCALED], DATA, {"accessMode": "ReadWriteMany"}, []),
        ([SCALED], SHARED, {"accessMode": "ReadWriteOnce"}, ["OAM664"]),
        ([SCALED], SHARED, {"accessMode": "ReadWriteMany"}, []),
        ([SCALED], SHARED, {}, []),
        ([], SHARED, {"accessMode": "ReadWriteOnce"}, ["OAM664"]),
        ([], DATA, {"accessMode": "ReadWriteOnce"}, []),
        ([trait("upgrade", type="Recreate")], SHARED, {"accessMode": "ReadWriteOnce"}, []),
        ([trait("upgrade", maxSurge=0, maxUnavailable=1)], SHARED, {"accessMode": "ReadWriteOncePod"}, []),
        ([trait("upgrade", type="RollingUpdate")], SHARED, {"accessMode": "ReadWriteOncePod"}, ["OAM664"]),
        ([trait("upgrade", type="RollingUpdate")], DATA, {}, ["OAM985"]),
        ([trait("upgrade", type="RollingUpdate")], DATA, {"accessMode": "ReadWriteMany"}, []),
        ([SCALED], DATA, {"perReplica": True}, []),
        ([SCALED], DATA, {"perReplica": True, "accessMode": "ReadWriteOncePod"}, []),
        ([SCALED], DATA, {"existingClaim": "shop-data"}, ["OAM534"]),
        ([SCALED], SHARED, {"existingClaim": "shop-data"}, []),
    ],
)
def test_storage_that_several_pods_cannot_have_is_told_once(traits, volumes, properties, codes):
    assert made(*traits, volumes=(volumes,), **properties).codes == codes


def test_of_a_stateful_set_no_update_waits_for_a_volume():
    assert not made(kind="SingletonServer", volumes=(SHARED,), accessMode="ReadWriteOnce").codes


def test_a_job_with_several_pods_cannot_have_a_volume_of_one():
    assert made(SCALED, kind="Task", accessMode="ReadWriteOncePod").codes == ["OAM661"]


def test_a_claim_that_is_there_is_used_and_none_is_made():
    found = made(existingClaim="archive")
    assert not found.codes
    assert "PersistentVolumeClaim" not in {item["kind"] for item in found.objects}
    volumes = found.only("Deployment")["spec"]["template"]["spec"]["volumes"]
    assert volumes == [{"name": "data", "persistentVolumeClaim": {"claimName": "archive"}}]


def test_a_claim_that_is_there_stays_read_only_where_the_component_says_so():
    found = made(existingClaim="archive", volumes=({**DATA, "accessMode": "RO"},))
    (volume,) = found.only("Deployment")["spec"]["template"]["spec"]["volumes"]
    assert volume["persistentVolumeClaim"] == {"claimName": "archive", "readOnly": True}


@pytest.mark.parametrize(
    "beside", [{"size": "20Gi"}, {"accessMode": "ReadWriteMany"}, {"storageClass": ""}, {"keep": True}, {"perReplica": False}]
)
def test_beside_a_claim_that_is_there_nothing_else_can_be_said(beside):
    assert made(existingClaim="archive", **beside).codes == ["OAM663"]


def test_a_null_beside_a_claim_that_is_there_says_nothing():
    assert not made(existingClaim="archive", size=None).codes


@pytest.mark.parametrize("name", ["", "Archive", "a_b", "a" * 300, 5.5, ["a"]])
def test_what_is_no_name_of_a_claim_is_told(name):
    found = made(existingClaim=name)
    assert found.codes == ([] if name == "" else ["OAM508"])


@pytest.mark.parametrize(
    ("kind", "replicas"), [("Server", 3), ("Worker", 3), ("SingletonServer", None), ("SingletonWorker", None)]
)
def test_each_replica_claims_its_own_storage(kind, replicas):
    found = made(*([SCALED] if replicas else []), kind=kind, perReplica=True, size="20Gi", storageClass="fast")
    assert not found.codes
    spec = found.only("StatefulSet")["spec"]
    assert spec["replicas"] == (replicas or 1)
    assert "volumes" not in spec["template"]["spec"]
    assert spec["volumeClaimTemplates"] == [
        {
            "metadata": {"name": "data"},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "storageClassName": "fast",
                "resources": {"requests": {"storage": "20Gi"}},
            },
        }
    ]
    assert "persistentVolumeClaimRetentionPolicy" not in spec
    assert {item["kind"] for item in found.objects} <= {"StatefulSet", "Service"}


def test_an_autoscaler_scales_the_stateful_set_that_there_is():
    found = made(trait("auto-scaler", cpu=50), perReplica=True)
    assert not found.codes
    assert found.only("HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]["kind"] == "StatefulSet"


def test_storage_of_each_replica_may_go_with_the_workload():
    spec = made(perReplica=True, keep=False).only("StatefulSet")["spec"]
    assert spec["persistentVolumeClaimRetentionPolicy"] == {"whenDeleted": "Delete"}


@pytest.mark.parametrize(("kept", "goes"), [((False, False), True), ((False, True), False), ((True, False), False)])
def test_storage_goes_with_the_workload_only_if_all_of_it_may(kept, goes):
    more = {"name": "more", "mountPath": "/more"}
    other = trait("volume-mounter", volumeName="more", perReplica=True, keep=kept[0])
    found = made(other, volumes=(DATA, more), perReplica=True, keep=kept[1])
    spec = found.only("StatefulSet")["spec"]
    assert [item["metadata"]["name"] for item in spec["volumeClaimTemplates"]] == ["more", "data"]
    assert ("persistentVolumeClaimRetentionPolicy" in spec) == goes


@pytest.mark.parametrize("kind", ["Task", "SingletonTask"])
def test_a_job_has_no_storage_for_each_replica(kind):
    assert made(kind=kind, perReplica=True).codes == ["OAM593"]


def test_a_name_that_is_too_long_for_a_stateful_set_is_told():
    own = component("Server", container(ports=[HTTP], resources={**RESOURCES, "volumes": [DATA]}))
    uses = application(trait("volume-mounter", volumeName="data", perReplica=True), instance="a" * 60)
    assert compiled(own, uses).codes == ["OAM607"]


@pytest.mark.parametrize("strategy", [{"type": "Recreate"}, {"maxSurge": 1}, {"progressDeadlineSeconds": 900}])
def test_what_only_a_deployment_has_is_told(strategy):
    assert len(made(trait("upgrade", **strategy), perReplica=True).codes) == 1


def test_a_claim_may_be_called_retained():
    found = made(retain=False)
    assert found.codes == ["OAM509"]
    assert "annotations" not in found.only("PersistentVolumeClaim")["metadata"]


def test_a_claim_that_is_there_has_no_values_of_one_that_is_made():
    own = component("Server", container(ports=[HTTP], resources={**RESOURCES, "volumes": [DATA]}))
    uses = application(trait("volume-mounter", volumeName="data", existingClaim="archive"))
    assert compiled(own, uses, sets=("shop-web.traits.volume-mounter.data.keep=false",)).codes == ["OAM753"]


@pytest.mark.parametrize(("names", "goes"), [(("data", "more"), True), (("data",), False), (("more",), False)])
def test_a_claim_that_a_workload_makes_itself_stays_with_all_others(names, goes):
    volumes = [{"name": name, "mountPath": f"/{name}", "disk": {"required": "1G"}} for name in ("data", "more")]
    version = "core.oam.dev/v1alpha2"
    spec = {"containers": [container(ports=[HTTP], resources={**RESOURCES, "volumes": volumes})]}
    own = {
        "apiVersion": version,
        "kind": "Component",
        "metadata": {"name": "web", "annotations": {"oamc.dev/intents": "stateful"}},
        "spec": {"workload": {"apiVersion": version, "kind": "ContainerizedWorkload", "spec": spec}},
    }
    traits = [{"trait": trait("volume-mounter", volumeName=name, perReplica=True, keep=False)} for name in names]
    uses = {
        "apiVersion": version,
        "kind": "ApplicationConfiguration",
        "metadata": {"name": "shop"},
        "spec": {"components": [{"componentName": "web", "traits": traits}]},
    }
    found = compiled(own, uses)
    assert not found.codes
    made = found.only("StatefulSet")["spec"]
    assert sorted(item["metadata"]["name"] for item in made["volumeClaimTemplates"]) == ["data", "more"]
    assert ("persistentVolumeClaimRetentionPolicy" in made) == goes
