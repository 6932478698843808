"""What an API server refuses and what it takes, rule by rule: each row has the words of the rule it is about."""

import pytest

from oamc.changes.compare import compare
from oamc.changes.model import HARMLESS, REFUSED, RESTART
from oamc.changes.refusals import KIND_OF_AWS
from tests.unit.changes.builders import (
    ADDRESSES,
    ANTI,
    DUAL,
    GATED,
    GIB,
    NFS,
    OF_ALIBABA,
    SOURCES,
    TERM_LATER,
    affinity,
    claim,
    cloud_service,
    deployment,
    item,
    job,
    node_affinity,
    pod,
    service,
    size,
    stateful_set,
    term,
    volume,
)

REFUSALS = {
    "selector, another spelling": (
        deployment(),
        {
            **deployment(),
            "spec": {
                **deployment()["spec"],
                "selector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]},
            },
        },
    ),
    "the labels of a claim template": (
        stateful_set(volumeClaimTemplates=[{"metadata": {"name": "data"}, "spec": GIB}]),
        stateful_set(volumeClaimTemplates=[{"metadata": {"name": "data", "labels": {"a": "b"}}, "spec": GIB}]),
    ),
    "an annotation of a claim template": (
        stateful_set(volumeClaimTemplates=[{"metadata": {"name": "data"}, "spec": GIB}]),
        stateful_set(volumeClaimTemplates=[{"metadata": {"name": "data", "annotations": {"a": "b"}}, "spec": GIB}]),
    ),
    "serviceName": (stateful_set(), stateful_set(serviceName="other")),
    "RollingUpdate that is written to OnDelete": (
        stateful_set(updateStrategy={"type": "RollingUpdate"}),
        stateful_set(updateStrategy={"type": "OnDelete"}),
    ),
    **{
        f"{field} of a Job": (job(), job(**{field: value}))
        for field, value in {
            "selector": {"matchLabels": {"a": "b"}},
            "completionMode": "Indexed",
            "podFailurePolicy": {"rules": [{"action": "Ignore", "onExitCodes": {"operator": "In", "values": [1]}}]},
            "backoffLimitPerIndex": 1,
            "managedBy": "example.com/a",
            "successPolicy": {"rules": [{"succeededCount": 1}]},
        }.items()
    },
    "completions, absent = 1 only if parallelism is absent, too": (job(completions=1), job(parallelism=1)),
    "completions of an indexed Job that are not its parallelism": (
        job(completionMode="Indexed", completions=2, parallelism=2),
        job(completionMode="Indexed", completions=3, parallelism=2),
    ),
    "labels of a Job that runs": (job(), job(labels={"app": "web", "a": "b"})),
    "labels of a suspended Job that has started": (
        job(suspend=True, status={"startTime": "2026-01-01T00:00:00Z"}),
        job(suspend=True, labels={"app": "web", "a": "b"}),
    ),
    "podAntiAffinity of a suspended Job": (job(suspend=True), job(suspend=True, pod=affinity(**ANTI))),
    "both affinities of a suspended Job": (
        job(suspend=True),
        job(suspend=True, pod=affinity(**ANTI, **node_affinity(term("a")))),
    ),
    "suspending and changing in one update": (job(), job(suspend=True, pod={"nodeSelector": {"a": "b"}})),
    "a container that a pod gains": (
        pod(),
        item("Pod", spec={"containers": [*pod()["spec"]["containers"], {"name": "b", "image": "example/web:1"}]}),
    ),
    "activeDeadlineSeconds raised": (pod(activeDeadlineSeconds=5), pod(activeDeadlineSeconds=6)),
    "activeDeadlineSeconds removed": (pod(activeDeadlineSeconds=5), pod()),
    "schedulingGates added": (pod(), pod(**GATED)),
    "a toleration removed": (pod(tolerations=[{"key": "a", "operator": "Exists"}]), pod()),
    "the image of a volume": (
        pod(volumes=[{"name": "a", "image": {"reference": "example/a:1"}}]),
        pod(volumes=[{"name": "a", "image": {"reference": "example/a:2"}}]),
    ),
    "a volume that becomes one of an image": (
        pod(volumes=[{"name": "a", "hostPath": {"path": "/a"}}]),
        pod(volumes=[{"name": "a", "hostPath": {"path": "/a"}, "image": {"reference": "example/a:2"}}]),
    ),
    "nodeSelector of a pod that is not gated": (pod(), pod(nodeSelector={"a": "b"})),
    "nodeSelector keys of a gated pod that are taken away": (pod(**GATED, nodeSelector={"a": "b"}), pod(**GATED)),
    "nodeAffinity of a gated pod that is wider": (
        pod(**GATED, **affinity(**node_affinity(term("a", "b")))),
        pod(**GATED, **affinity(**node_affinity(term("a")))),
    ),
    "a term of nodeAffinity that a gated pod gains": (
        pod(**GATED, **affinity(**node_affinity(term("a")))),
        pod(**GATED, **affinity(**node_affinity(term("a"), term("b")))),
    ),
    "address to None": (service(clusterIP="10.0.0.1"), service(clusterIP="None")),
    "no address to None": (service(), service(clusterIP="None")),
    "ipFamilies[0]": (service(ipFamilies=["IPv4"]), service(ipFamilies=["IPv6"])),
    "second family changed": (
        service(**DUAL, **ADDRESSES),
        service(**DUAL, clusterIP="10.0.0.1", clusterIPs=["10.0.0.1", "fd00::2"]),
    ),
    "second family added without its policy": (
        service(ipFamilies=["IPv4"], ipFamilyPolicy="SingleStack"),
        service(ipFamilies=["IPv4", "IPv6"], ipFamilyPolicy="SingleStack"),
    ),
    "second family dropped without its policy": (service(**DUAL), service(**{**DUAL, "ipFamilies": ["IPv4"]})),
    "a protocol of a number of a Service, one of two removed": (
        service(ports=[{"port": 53}, {"port": 53, "protocol": "UDP"}, {"port": 80}]),
        service(ports=[{"port": 53}, {"port": 80}]),
    ),
    "loadBalancerClass removed": (service(type="LoadBalancer", loadBalancerClass="a"), service(type="LoadBalancer")),
    "address type of Alibaba, absent and in the older spelling": (
        cloud_service({}),
        cloud_service({"service.beta.kubernetes.io/alicloud-loadbalancer-address-type": "intranet"}),
    ),
    "IP version of Alibaba removed": (
        cloud_service({f"{OF_ALIBABA}ip-version": "ipv6", "a": "b"}),
        cloud_service({"a": "b"}),
    ),
    "network type of Alibaba": (
        cloud_service({f"{OF_ALIBABA}network-type": "classic"}),
        cloud_service({f"{OF_ALIBABA}network-type": "vpc"}),
    ),
    "type of AWS removed with all annotations": (cloud_service({KIND_OF_AWS: "external"}), cloud_service({})),
    "healthCheckNodePort while Local stays": (
        service(type="LoadBalancer", externalTrafficPolicy="Local", healthCheckNodePort=30001),
        service(type="LoadBalancer", externalTrafficPolicy="Local", healthCheckNodePort=30002),
    ),
    "immutable false after true": (item("ConfigMap", immutable=True), item("ConfigMap", immutable=False)),
    "immutable removed": (item("Secret", immutable=True), item("Secret")),
    "type of a Secret": (item("Secret"), item("Secret", type="example.com/a")),
    "another limit of storage": (
        claim(resources={**size("1Gi"), "limits": {"storage": "8Gi"}}),
        claim(resources={**size("1Gi"), "limits": {"storage": "9Gi"}}),
    ),
    "a claim that is not bound, larger": (claim(status={"phase": "Pending"}), claim(resources=size("2Gi"))),
    "smaller than what it has": (
        claim(status={"phase": "Bound", "capacity": {"storage": "1Gi"}}, resources=size("3Gi")),
        claim(resources=size("1Gi")),
    ),
    "accessModes in another order": (
        claim(accessModes=["ReadWriteOnce", "ReadOnlyMany"]),
        claim(accessModes=["ReadOnlyMany", "ReadWriteOnce"]),
    ),
    "both data sources removed": (
        claim(**SOURCES),
        claim(),
    ),
    "a class of attributes removed": (claim(volumeAttributesClassName="a"), claim()),
    "a leaf of what a volume is made of": (volume(**NFS), volume(nfs={**NFS["nfs"], "readOnly": True})),
    "nodeAffinity of a volume that has one": (
        volume(**NFS, nodeAffinity={"required": {"nodeSelectorTerms": [term("a")]}}),
        volume(**NFS, nodeAffinity={"required": {"nodeSelectorTerms": [term("b")]}}),
    ),
    "volumeAttributesClassName of a volume removed": (volume(**NFS, volumeAttributesClassName="a"), volume(**NFS)),
    "parameters of a class": (
        item("StorageClass", "storage.k8s.io/v1", provisioner="a"),
        item("StorageClass", "storage.k8s.io/v1", provisioner="a", parameters={"a": "b"}),
    ),
    "preemptionPolicy": (
        item("PriorityClass", "scheduling.k8s.io/v1", value=1),
        item("PriorityClass", "scheduling.k8s.io/v1", value=1, preemptionPolicy="Never"),
    ),
    "controller": (
        item("IngressClass", "networking.k8s.io/v1", spec={"controller": "a.example/a"}),
        item("IngressClass", "networking.k8s.io/v1", spec={"controller": "a.example/b"}),
    ),
}

TAKEN = {
    "another spelling of an amount in a claim template": (
        stateful_set(volumeClaimTemplates=[{"metadata": {"name": "data"}, "spec": {**GIB, "resources": size("1Gi")}}]),
        stateful_set(volumeClaimTemplates=[{"metadata": {"name": "data"}, "spec": {**GIB, "resources": size("1024Mi")}}]),
    ),
    **{
        f"{field} of a StatefulSet": (stateful_set(), stateful_set(**{field: value}))
        for field, value in {
            "replicas": 2,
            "ordinals": {"start": 1},
            "revisionHistoryLimit": 3,
            "minReadySeconds": 3,
            "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete"},
            "updateStrategy": {"rollingUpdate": {"partition": 1}},
        }.items()
    },
    "rollingUpdate: null beside the type": (
        stateful_set(),
        stateful_set(updateStrategy={"type": "OnDelete", "rollingUpdate": None}),
    ),
    "rollingUpdate that was applied and is left out": (
        stateful_set(updateStrategy={"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}),
        stateful_set(updateStrategy={"type": "OnDelete"}),
    ),
    "DaemonSet to OnDelete": (
        deployment(kind="DaemonSet"),
        {**deployment(kind="DaemonSet"), "spec": {**deployment()["spec"], "updateStrategy": {"type": "OnDelete"}}},
    ),
    **{
        f"{field} of a Job": (job(), job(**{field: value}))
        for field, value in {
            "suspend": True,
            "activeDeadlineSeconds": 9,
            "backoffLimit": 9,
            "ttlSecondsAfterFinished": 9,
            "podReplacementPolicy": "Failed",
        }.items()
    },
    "parallelism beside completions": (job(completions=4, parallelism=1), job(completions=4, parallelism=2)),
    "completions in tandem with parallelism": (
        job(completionMode="Indexed", completions=2, parallelism=2),
        job(completionMode="Indexed", completions=3, parallelism=3),
    ),
    **{
        f"{about} of a Job that has not started": (job(suspend=True), job(suspend=suspend, **change))
        for about, change, suspend in (
            ("labels", {"labels": {"app": "web", "a": "b"}}, True),
            ("nodeSelector", {"pod": {"nodeSelector": {"a": "b"}}}, True),
            ("tolerations", {"pod": {"tolerations": [{"key": "a", "operator": "Exists"}]}}, True),
            ("schedulingGates", {"pod": GATED}, True),
            ("nodeAffinity", {"pod": affinity(**node_affinity(term("a")))}, True),
            ("nodeSelector with its resuming", {"pod": {"nodeSelector": {"a": "b"}}}, False),
        )
    },
    "activeDeadlineSeconds set": (pod(), pod(activeDeadlineSeconds=5)),
    "activeDeadlineSeconds lowered": (pod(activeDeadlineSeconds=5), pod(activeDeadlineSeconds=4)),
    "a toleration added in front of another one of its key": (
        pod(tolerations=[{"key": "a", "operator": "Exists", "effect": "NoExecute"}]),
        pod(tolerations=[{"key": "a", "operator": "Exists", "effect": effect} for effect in ("NoSchedule", "NoExecute")]),
    ),
    "tolerations added": (pod(), pod(tolerations=[{"key": "a", "operator": "Exists"}])),
    "tolerationSeconds of an old one": (
        pod(tolerations=[{"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 1}]),
        pod(tolerations=[{"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 2}]),
    ),
    "schedulingGates removed": (pod(schedulingGates=[{"name": "a"}, {"name": "b"}]), pod(**GATED)),
    "all schedulingGates removed": (pod(**GATED), pod()),
    "gated pod, nodeSelector keys added": (
        pod(**GATED, nodeSelector={"a": "b"}),
        pod(**GATED, nodeSelector={"a": "b", "c": "d"}),
    ),
    "gated pod, first nodeSelector key": (pod(**GATED), pod(**GATED, nodeSelector={"a": "b"})),
    "gated pod, nodeAffinity narrowed": (
        pod(**GATED, **affinity(**node_affinity(term("a")))),
        pod(**GATED, **affinity(**node_affinity(term("a", "b")))),
    ),
    "gated pod, nodeAffinity set": (pod(**GATED), pod(**GATED, **affinity(**node_affinity(term("a"))))),
    "terminationGracePeriodSeconds from negative to 1": (
        pod(terminationGracePeriodSeconds=-1),
        pod(terminationGracePeriodSeconds=1),
    ),
    "an address that is gone with ExternalName": (
        service(clusterIP="10.0.0.1"),
        service(type="ExternalName", externalName="a.example"),
    ),
    "None after ExternalName": (service(type="ExternalName", externalName="a.example"), service(clusterIP="None")),
    "second family added with its policy": (service(ipFamilies=["IPv4"], ipFamilyPolicy="SingleStack"), service(**DUAL)),
    "second family dropped with its policy": (
        service(**DUAL, **ADDRESSES),
        service(ipFamilies=["IPv4"], ipFamilyPolicy="SingleStack", clusterIP="10.0.0.1", clusterIPs=["10.0.0.1"]),
    ),
    "loadBalancerClass with the type": (service(), service(type="LoadBalancer", loadBalancerClass="a")),
    "address type of Alibaba, as it was by default": (
        cloud_service({}),
        cloud_service({f"{OF_ALIBABA}address-type": "internet", f"{OF_ALIBABA}spec": "slb.s1.small"}),
    ),
    "another size of Alibaba": (
        cloud_service({f"{OF_ALIBABA}spec": "slb.s1.small"}),
        cloud_service({f"{OF_ALIBABA}spec": "slb.s2.small"}),
    ),
    "address type of Alibaba with the type of the Service": (
        item("Service", metadata={"annotations": {f"{OF_ALIBABA}address-type": "intranet"}}, spec={"ports": [{"port": 80}]}),
        cloud_service({f"{OF_ALIBABA}address-type": "internet"}),
    ),
    "healthCheckNodePort with the policy": (
        service(type="LoadBalancer"),
        service(type="LoadBalancer", externalTrafficPolicy="Local", healthCheckNodePort=30001),
    ),
    "metadata of what is immutable": (
        item("ConfigMap", immutable=True, data={"a": "b"}),
        item("ConfigMap", immutable=True, data={"a": "b"}, metadata={"labels": {"a": "b"}}),
    ),
    "immutable set": (item("ConfigMap", data={"a": "b"}), item("ConfigMap", data={"a": "b"}, immutable=True)),
    "volumeName, once": (claim(status={"phase": "Pending"}), claim(volumeName="a")),
    "recovery from an expansion that failed": (
        claim(status={"phase": "Bound", "capacity": {"storage": "1Gi"}}, resources=size("3Gi")),
        claim(resources=size("2Gi")),
    ),
    "another class of attributes of a claim": (claim(volumeAttributesClassName="a"), claim(volumeAttributesClassName="b")),
    "one of two data sources removed": (
        claim(**SOURCES),
        claim(dataSourceRef={"kind": "PersistentVolumeClaim", "name": "a"}),
    ),
    **{
        f"{field} of a volume": (volume(**NFS), volume(**{**NFS, field: value}))
        for field, value in {
            "capacity": {"storage": "2Gi"},
            "accessModes": ["ReadOnlyMany"],
            "persistentVolumeReclaimPolicy": "Delete",
            "storageClassName": "a",
            "mountOptions": ["ro"],
            "claimRef": {"namespace": "a", "name": "b"},
            "nodeAffinity": {"required": TERM_LATER},
            "volumeAttributesClassName": "a",
        }.items()
    },
    "another class of attributes of a volume": (
        volume(**NFS, volumeAttributesClassName="a"),
        volume(**NFS, volumeAttributesClassName="b"),
    ),
    "controllerExpandSecretRef set from absent": (
        volume(csi={"driver": "a", "volumeHandle": "b"}),
        volume(csi={"driver": "a", "volumeHandle": "b", "controllerExpandSecretRef": {"name": "a", "namespace": "b"}}),
    ),
    "parameters {} for absent": (
        item("StorageClass", "storage.k8s.io/v1", provisioner="a"),
        item("StorageClass", "storage.k8s.io/v1", provisioner="a", parameters={}),
    ),
    **{
        f"{field} of a class": (
            item("StorageClass", "storage.k8s.io/v1", provisioner="a"),
            item("StorageClass", "storage.k8s.io/v1", provisioner="a", **{field: value}),
        )
        for field, value in {"allowVolumeExpansion": True, "mountOptions": ["ro"]}.items()
    },
    "hard of a quota": (
        item("ResourceQuota", spec={"hard": {"pods": "1"}}),
        item("ResourceQuota", spec={"hard": {"pods": "2"}}),
    ),
}


def words(old, new):
    found = compare([old], [new])
    assert len(found) < 2
    return found[0].words if found else ()


@pytest.mark.parametrize("about", REFUSALS)
def test_the_server_refuses(about):
    assert words(*REFUSALS[about]) == (REFUSED,)


@pytest.mark.parametrize("about", TAKEN)
def test_the_server_takes(about):
    assert REFUSED not in words(*TAKEN[about])


def test_what_only_a_cluster_knows_is_a_condition():
    (change,) = compare([claim()], [claim(storageClassName="a")])
    assert [rated.condition for rated in change.fields[0].ratings] == ["the cluster has a default class"]
    (change,) = compare([claim(volumeAttributesClassName="a")], [claim()])
    assert all(rated.condition for rated in change.fields[0].ratings)
    (change,) = compare([job(suspend=True)], [job(suspend=True, labels={"app": "web", "a": "b"})])
    assert change.words == (HARMLESS,)
    assert all("started" in rated.condition for rated in change.fields[0].ratings)


def test_a_field_that_goes_with_a_refused_one_is_told_with_it():
    (change,) = compare(
        [deployment()], [{**deployment(replicas=2), "spec": {**deployment(replicas=2)["spec"], "selector": {}}}]
    )
    assert {rated.rating for field in change.fields for rated in field.ratings} == {REFUSED}
    assert all(rated.way_out for field in change.fields for rated in field.ratings if "together" not in rated.reason)


def test_a_condition_leaves_other_fields_as_they_are():
    old, new = claim(), claim(storageClassName="a")
    new["metadata"]["labels"] = {"a": "b"}
    (change,) = compare([old], [new])
    assert [rated.rating for field in change.fields for rated in field.ratings] == [HARMLESS, REFUSED]


def test_the_image_of_a_pod_restarts_its_container():
    (change,) = compare([pod()], [pod("example/web:2")])
    assert change.words == (RESTART,)
