"""What the order of traits and of containers never decides."""

from itertools import permutations

import pytest

from tests.support.documents import HTTP, RESOURCES, application, compiled, component, container, trait
from tests.support.helm import shared_engine

DATA = {"name": "data", "mountPath": "/data", "sharingPolicy": "Shared"}
DISK = {"disk": {"required": "1Gi"}}
TRAITS = [
    trait("auto-scaler", minimum=3, maximum=12, cpu=50),
    trait("manual-scaler", replicaCount=6),
    trait("ingress", hostname="shop.example.com", servicePort=8080),
    trait("security-policy", readOnlyRootFilesystem=True, writablePaths=["/tmp"]),
    trait("volume-mounter", volumeName="data", storageClass="files"),
]
SETS = [(), ("shop-web.traits.auto-scaler.enabled=false",)]


def server():
    return component("Server", container(resources={**RESOURCES, "volumes": [{**DATA, **DISK}]}))


def by_name(objects):
    return {(item["kind"], item["metadata"]["name"]): item for item in objects}


@pytest.mark.slow
@pytest.mark.parametrize("sets", SETS)
def test_every_order_of_traits_gives_the_same_objects(sets):
    first = compiled(server(), application(*TRAITS), sets=sets)
    replicas = first.only("Deployment")["spec"].get("replicas")
    assert (replicas, "HorizontalPodAutoscaler" in first.kinds()) == ((6, False) if sets else (None, True))
    for uses in permutations(TRAITS):
        found = compiled(server(), application(*uses), sets=sets)
        assert sorted(found.codes) == sorted(first.codes)
        assert by_name(found.objects) == by_name(first.objects)


def chart(uses):
    from oamc.compiler import build
    from oamc.diagnostics.reports import Reports
    from oamc.options import Options
    from tests.support.documents import source_of

    (output,) = build(
        (source_of({"apiVersion": "v1", "kind": "List", "items": [server(), application(*uses)]}),), Options(), Reports()
    )
    return output.files


@pytest.mark.parametrize("values", [{}, {"shop-web": {"traits": {"auto-scaler": {"enabled": False}}}}])
def test_every_pair_of_traits_in_both_orders_gives_the_same_chart(values):
    for first, second in permutations(TRAITS, 2):
        if first is TRAITS[0] or TRAITS.index(first) < TRAITS.index(second):
            values_of_pair = values if TRAITS[0] in (first, second) else {}
            one, other = (shared_engine().render(chart(pair), values_of_pair) for pair in ((first, second), (second, first)))
            assert not one.refusal
            assert by_name(one.documents) == by_name(other.documents)


READER = container(
    "reader", ports=None, resources={**RESOURCES, "volumes": [{**DATA, "mountPath": "/input", "accessMode": "RO"}]}
)
WRITER = container("writer", ports=None, resources={**RESOURCES, "volumes": [{**DATA, **DISK}]})
ANOTHER = container(
    "another", ports=None, resources={**RESOURCES, "volumes": [{**DATA, "disk": {"required": "1024Mi"}, "accessMode": "RO"}]}
)


def test_any_writer_makes_a_volume_writable_whatever_the_order_of_containers():
    for containers in permutations((READER, WRITER, ANOTHER)):
        found = compiled(component("Worker", *containers), application(TRAITS[4]))
        assert not found.codes
        claim = found.only("PersistentVolumeClaim")["spec"]
        assert (claim["accessModes"], claim["resources"]) == (["ReadWriteMany"], {"requests": {"storage": "1Gi"}})
        assert found.pod()["volumes"] == [{"name": "data", "persistentVolumeClaim": {"claimName": "shop-web-data"}}]
        access = {item["name"]: item["volumeMounts"][0].get("readOnly", False) for item in found.containers()}
        assert access == {"reader": True, "writer": False, "another": True}


def test_a_volume_that_is_only_read_stays_so():
    found = compiled(component("Worker", READER, ANOTHER), application(TRAITS[4]))
    assert found.codes == ["OAM533"]
    assert found.only("PersistentVolumeClaim")["spec"]["accessModes"] == ["ReadOnlyMany"]
    assert found.pod()["volumes"][0]["persistentVolumeClaim"]["readOnly"] is True


@pytest.mark.parametrize(
    ("volume", "codes"),
    [
        ({"disk": {"required": "2Gi"}}, ["OAM314"]),
        ({"disk": {"required": "1Gi", "ephemeral": True}}, ["OAM314"]),
        ({"disk": {"required": "1073741824"}}, []),
        ({}, ["OAM314"]),
        ({"accessMode": "RO"}, []),
        ({"accessMode": "RO", "sharingPolicy": "Exclusive"}, ["OAM314"]),
    ],
)
def test_containers_must_agree_on_a_volume_in_any_order(volume, codes):
    other = container("other", ports=None, resources={**RESOURCES, "volumes": [{**DATA, **volume}]})
    for containers in permutations((READER, WRITER, other)):
        assert compiled(component("Worker", *containers), application(TRAITS[4])).codes == codes


def test_readers_without_a_disk_take_that_of_the_writer_also_where_it_is_ephemeral():
    disk = {"required": "1Gi", "ephemeral": True}
    writer = container("writer", ports=None, resources={**RESOURCES, "volumes": [{**DATA, "disk": disk}]})
    for containers in permutations((READER, writer)):
        found = compiled(component("Worker", *containers), application())
        assert not found.codes
        assert found.pod()["volumes"] == [{"name": "data", "emptyDir": {"sizeLimit": "1Gi"}}]


def test_names_of_volumes_that_oamc_makes_avoid_those_of_the_component():
    volumes = [
        {"name": name, "mountPath": f"/{name}", **DISK, "sharingPolicy": "Shared"}
        for name in ("config-web-0", "writable-web-0")
    ]
    given = container(ports=[HTTP], config=[{"path": "/etc/web", "value": "on"}], resources={**RESOURCES, "volumes": volumes})
    found = compiled(component("Server", given), application(TRAITS[3]))
    names = [volume["name"] for volume in found.pod()["volumes"]]
    assert found.codes == ["OAM532", "OAM532"]
    assert len(set(names)) == len(names) == 4
    assert {mount["name"] for mount in found.containers()[0]["volumeMounts"]} == set(names)
