"""storage, configmap, volumes and pvc: what the first container gets, and which objects are made."""

import pytest

from tests.support.component_traits import trait, with_traits


def test_storage_without_anything_leaves_the_variables_of_the_component_alone():
    made = with_traits(trait("storage"), env=[{"name": "MODE", "value": "fast"}])
    (container,) = made.containers()
    assert made.codes == []
    assert container["env"] == [{"name": "MODE", "value": "fast"}]
    assert (container["volumeMounts"], container["volumeDevices"], made.pod()["volumes"]) == ([], [], [])


def test_a_claim_asks_for_8gi_unless_it_says_otherwise_and_limits_are_its_own():
    claims = [
        {"name": "plain", "mountPath": "/a"},
        {"name": "half", "mountPath": "/b", "resources": {"limits": {"storage": "9Gi"}}},
        {"name": "whole", "mountPath": "/c", "resources": {"requests": {"storage": "1Gi"}}},
    ]
    made = with_traits(trait("storage", pvc=claims))
    found = {item["metadata"]["name"]: item["spec"]["resources"] for item in made.objects if "Claim" in item["kind"]}
    assert found == {
        "plain": {"requests": {"storage": "8Gi"}},
        "half": {"requests": {"storage": "8Gi"}, "limits": {"storage": "9Gi"}},
        "whole": {"requests": {"storage": "1Gi"}},
    }


def test_a_device_has_no_mount():
    made = with_traits(trait("storage", pvc=[{"name": "disk", "mountPath": "/dev/x", "volumeMode": "Block"}]))
    (container,) = made.containers()
    assert container["volumeDevices"] == [{"name": "pvc-disk", "devicePath": "/dev/x"}]
    assert container["volumeMounts"] == []
    assert made.codes == []


def test_what_is_only_mounted_is_not_made_and_its_own_properties_are_told():
    pvc, config, secret = ({"name": "there", "mountPath": f"/{kind}", "mountOnly": True} for kind in "abc")
    made = with_traits(trait("storage", pvc=[{**pvc, "storageClassName": "fast"}], configMap=[config], secret=[secret]))
    assert made.kinds() == ["Deployment"]
    assert made.codes == ["OAM594"]
    assert [volume["name"] for volume in made.pod()["volumes"]] == ["pvc-there", "configmap-there", "secret-there"]


def test_an_object_without_a_path_is_no_volume():
    entry = {"name": "there", "data": {"k": "v"}}
    made = with_traits(
        trait(
            "storage",
            configMap=[{**entry, "mountToEnv": {"envName": "A", "configMapKey": "k"}}],
            secret=[{**entry, "data": {"k": "dg=="}, "mountToEnvs": [{"envName": "B", "secretKey": "k"}]}],
        )
    )
    assert made.codes == ["OAM320"]
    assert made.pod()["volumes"] == []
    assert [variable["name"] for variable in made.containers()[0]["env"]] == ["A", "B"]
    assert made.kinds() == ["Deployment", "ConfigMap", "Secret"]


def test_two_entries_of_one_name_are_one_object_with_what_both_say():
    first = {"name": "settings", "mountPath": "/a", "data": {"color": "red", "size": "large"}}
    second = {"name": "settings", "mountPath": "/b", "data": {"color": "red", "shape": "round"}}
    made = with_traits(trait("storage", configMap=[first, second]))
    assert made.only("ConfigMap")["data"] == {"color": "red", "size": "large", "shape": "round"}
    assert [mount["mountPath"] for mount in made.containers()[0]["volumeMounts"]] == ["/a", "/b"]
    assert [volume["name"] for volume in made.pod()["volumes"]] == ["configmap-settings"]


@pytest.mark.parametrize(
    ("kind", "field", "one", "other"),
    [
        ("configMap", "data", {"color": "red"}, {"color": "blue"}),
        ("secret", "stringData", {"pin": "1"}, {"pin": "2"}),
        ("pvc", "accessModes", ["ReadWriteOnce"], ["ReadWriteMany"]),
        ("pvc", "resources", {"requests": {"storage": "1Gi"}}, {"requests": {"storage": "2Gi"}}),
    ],
)
def test_two_entries_of_one_name_must_not_contradict_each_other(kind, field, one, other):
    entries = [{"name": "x", "mountPath": f"/{index}", field: said} for index, said in enumerate((one, other))]
    made = with_traits(trait("storage", **{kind: entries}))
    assert made.codes == ["OAM588"]
    assert f'two entries of the name "x" say different {field}' in made.messages[0]
    assert with_traits(trait("storage", **{kind: [entries[0], {**entries[1], "mountOnly": True}]})).objects


def test_the_content_of_a_secret_is_no_value_and_stands_in_no_message():
    secret = {"name": "pins", "mountPath": "/pins", "stringData": {"pin": "hunter2"}}
    refused = with_traits(trait("storage", secret=[secret]), sets=("web.traits.storage.secret.pins.stringData.pin=x",))
    assert refused.codes == ["OAM753"]
    wrong = with_traits(trait("storage", secret=[{**secret, "stringData": {"pin": 4711}}]))
    assert wrong.codes == ["OAM508"]
    (found,) = wrong.reports.found
    assert "4711" not in found.message + found.hint


def test_the_selector_of_a_claim_goes_where_kubernetes_has_it():
    selector = {"matchLabels": {"a": "b"}, "matchExpressions": {"key": "age", "operator": "Exists"}}
    made = with_traits(trait("storage", pvc=[{"name": "x", "mountPath": "/x", "selector": selector}]))
    spec = made.only("PersistentVolumeClaim")["spec"]
    assert spec["selector"] == {"matchLabels": {"a": "b"}, "matchExpressions": [{"key": "age", "operator": "Exists"}]}
    assert "dataSource" not in spec


@pytest.mark.parametrize("name", ["logsDir", "a_b", "-a"])
def test_a_name_that_no_object_can_have_is_refused(name):
    made = with_traits(trait("storage", pvc=[{"name": name, "mountPath": "/x"}]))
    assert (made.codes, made.messages[0].split('"')[1]) == (["OAM508"], "pvc[0].name")


@pytest.mark.parametrize(
    ("amount", "codes"), [("1Gi", []), ("0.5Gi", ["OAM508"]), ("1000000", ["OAM508"]), ("0Gi", ["OAM508"])]
)
def test_amounts_of_storage_are_whole_numbers_with_a_unit(amount, codes):
    claim = {"name": "x", "mountPath": "/x", "resources": {"requests": {"storage": amount}}}
    assert with_traits(trait("storage", pvc=[claim])).codes == codes


def test_a_path_with_a_colon_is_refused():
    assert with_traits(trait("storage", emptyDir=[{"name": "x", "mountPath": "/x:y"}])).codes == ["OAM508"]


def test_configmap_makes_what_has_data_and_mounts_all():
    made = with_traits(
        trait("configmap", volumes=[{"name": "a", "mountPath": "/a", "data": {"k": "v"}}, {"name": "b", "mountPath": "/b"}])
    )
    assert made.kinds() == ["Deployment", "ConfigMap"]
    assert made.only("ConfigMap")["metadata"]["labels"]["trait.oam.dev/resource"] == "a"
    assert made.pod()["volumes"] == [
        {"name": "volume-a", "configMap": {"name": "a"}},
        {"name": "volume-b", "configMap": {"name": "b"}},
    ]


@pytest.mark.parametrize(
    ("kind", "field"), [("pvc", "claimName"), ("configMap", "cmName"), ("secret", "secretName"), ("emptyDir", "")]
)
def test_volumes_of_a_type_need_what_they_come_from(kind, field):
    made = with_traits(trait("volumes", volumes=[{"name": "v", "type": kind}]))
    assert made.codes == (["OAM507"] if field else [])
    if field:
        assert f"volumes[0].{field}" in made.messages[0]
        assert with_traits(trait("volumes", volumes=[{"name": "v", "type": kind, field: "x"}])).codes == []


CLAIM = {"claimName": "c", "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}


@pytest.mark.parametrize(
    ("mode", "field", "listed"), [("Filesystem", "mountPath", "volumeMounts"), ("Block", "devicePath", "volumeDevices")]
)
def test_pvc_mounts_files_by_a_path_and_devices_by_another_one(mode, field, listed):
    made = with_traits(trait("pvc", **CLAIM, volumeMode=mode, volumesToMount=[{"name": "v", field: "/x"}]))
    assert made.codes == []
    assert made.containers()[0][listed] == [{"name": "v", field: "/x"}]
    other = {"mountPath": "devicePath", "devicePath": "mountPath"}[field]
    wrong = with_traits(trait("pvc", **CLAIM, volumeMode=mode, volumesToMount=[{"name": "v", other: "/x"}]))
    assert wrong.codes == ["OAM507"]
    assert f"volumesToMount[0].{field}" in wrong.messages[0]


def test_volumes_of_two_traits_and_the_component_stand_side_by_side():
    made = with_traits(
        trait("storage", emptyDir=[{"name": "a", "mountPath": "/a"}]),
        trait("storage", emptyDir=[{"name": "b", "mountPath": "/b"}]),
        trait("volumes", volumes=[{"name": "c"}]),
        volumeMounts={"emptyDir": [{"name": "own", "mountPath": "/own"}]},
    )
    assert [volume["name"] for volume in made.pod()["volumes"]] == ["own", "emptydir-a", "emptydir-b", "c"]
    assert [mount["name"] for mount in made.containers()[0]["volumeMounts"]] == ["own", "emptydir-a", "emptydir-b"]
