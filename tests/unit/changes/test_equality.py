"""What is no change, and what looks like none and is one: each row has the words of its rule, and both objects."""

import copy

import pytest

from oamc.changes.compare import compare
from tests.unit.changes.builders import (
    HARMLESS,
    NETWORKING,
    NFS,
    RESTART,
    TLS,
    autoscaler,
    binding,
    claim,
    context,
    cron_job,
    deployment,
    ingress,
    item,
    job,
    labelled,
    mounted,
    pod,
    pods,
    policy,
    role,
    rule,
    service,
    stateful_set,
    volume,
    workload,
)


def measured(limit=None, **fields):
    return pods(container={"resources": {"limits": {"memory": limit}}}, **fields)


def of_set(amount):
    body = stateful_set()
    body["spec"]["template"] = measured(amount)["spec"]["template"]
    return body


def probe(**fields):
    return pods(container={"livenessProbe": {"httpGet": {"port": 80, **fields.pop("http", {})}, **fields}})


def listed(*ports):
    return pods(container={"ports": list(ports)})


def references(resource, field):
    return [
        {"name": "A", "valueFrom": {"resourceFieldRef": resource}},
        {"name": "B", "valueFrom": {"fieldRef": field}},
    ]


FAILURE = {"action": "Ignore", "onExitCodes": {"operator": "In", "values": [1]}}
FIRST = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
CPU = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}
PERCENT = {"type": "Percent", "value": 100, "periodSeconds": 15}
DOWN = {"stabilizationWindowSeconds": 60}
FINALIZED = {**labelled(), "spec": {"finalizers": ["kubernetes"]}}
PARAMETERS = {"kind": "a", "name": "b"}
OLD_SCALER = item("HorizontalPodAutoscaler", "autoscaling/v1", spec={"maxReplicas": 3, "scaleTargetRef": FIRST})

SAME = {
    "restartPolicy, dnsPolicy, schedulerName and grace period": (
        pods(),
        pods(
            restartPolicy="Always",
            dnsPolicy="ClusterFirst",
            schedulerName="default-scheduler",
            terminationGracePeriodSeconds=30,
        ),
    ),
    "securityContext {} of the pod": (pods(), pods(securityContext={})),
    "serviceAccount is the old name": (pods(serviceAccountName="a"), pods(serviceAccount="a")),
    "enableServiceLinks of pods": (pod(), pod(enableServiceLinks=True)),
    "requests are limits in pods": (
        item("Pod", spec={"containers": [{"name": "a", "image": "a", "resources": {"limits": {"cpu": "1"}}}]}),
        item(
            "Pod",
            spec={"containers": [{"name": "a", "image": "a", "resources": {"limits": {"cpu": "1"}, "requests": {"cpu": 1}}}]},
        ),
    ),
    "hostPort is containerPort with hostNetwork in pods": (
        item("Pod", spec={"hostNetwork": True, "containers": [{"name": "a", "image": "a", "ports": [{"containerPort": 80}]}]}),
        item(
            "Pod",
            spec={
                "hostNetwork": True,
                "containers": [{"name": "a", "image": "a", "ports": [{"containerPort": 80, "hostPort": 80}]}],
            },
        ),
    ),
    "imagePullPolicy of a tag": (pods(), pods({"imagePullPolicy": "IfNotPresent"})),
    "imagePullPolicy of latest": (pods({"image": "a:latest"}), pods({"image": "a:latest", "imagePullPolicy": "Always"})),
    "imagePullPolicy of no tag": (
        pods({"image": "a.example:5000/a"}),
        pods({"image": "a.example:5000/a", "imagePullPolicy": "Always"}),
    ),
    "imagePullPolicy of a digest": (
        pods({"image": "a@sha256:" + "0" * 64}),
        pods({"image": "a@sha256:" + "0" * 64, "imagePullPolicy": "IfNotPresent"}),
    ),
    "termination message": (
        pods(),
        pods({"terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File", "resources": {}}),
    ),
    "resources.limits {}": (pods(), pods({"resources": {"limits": {}}})),
    "protocol of a port": (listed({"containerPort": 80}), listed({"containerPort": 80, "protocol": "TCP", "hostPort": 0})),
    "numbers of probes": (
        probe(),
        probe(timeoutSeconds=1, periodSeconds=10, successThreshold=1, failureThreshold=3, initialDelaySeconds=0),
    ),
    "httpGet": (probe(), probe(http={"path": "/", "scheme": "HTTP"})),
    "a volume of no source": (mounted(), mounted({"emptyDir": {}})),
    "medium of an emptyDir": (mounted({"emptyDir": {}}), mounted({"emptyDir": {"medium": ""}})),
    "defaultMode": (mounted({"configMap": {"name": "a"}}), mounted({"configMap": {"name": "a", "defaultMode": 420}})),
    "type of a hostPath": (mounted({"hostPath": {"path": "/a"}}), mounted({"hostPath": {"path": "/a", "type": ""}})),
    "iscsi": (
        mounted({"iscsi": {"targetPortal": "a", "iqn": "b", "lun": 0}}),
        mounted({"iscsi": {"targetPortal": "a", "iqn": "b", "lun": 0, "iscsiInterface": "default"}}),
    ),
    "strategy": (workload(), workload(strategy={"rollingUpdate": {"maxSurge": "25%"}}, revisionHistoryLimit=10)),
    "progressDeadlineSeconds": (workload(), workload(progressDeadlineSeconds=600, paused=False)),
    "updateStrategy of a StatefulSet": (stateful_set(), stateful_set(updateStrategy={"rollingUpdate": {"partition": 0}})),
    "podManagementPolicy": (stateful_set(), stateful_set(podManagementPolicy="OrderedReady", revisionHistoryLimit=10)),
    "retention": (stateful_set(), stateful_set(persistentVolumeClaimRetentionPolicy={"whenScaled": "Retain"})),
    "updateStrategy of a DaemonSet": (
        workload("DaemonSet", replicas=None),
        workload("DaemonSet", replicas=None, updateStrategy={"rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}}),
    ),
    "replicas of a ReplicaSet": (workload("ReplicaSet", replicas=None), workload("ReplicaSet")),
    "completions and parallelism": (job(), job(completions=1, parallelism=1, backoffLimit=6, completionMode="NonIndexed")),
    "podReplacementPolicy": (job(), job(podReplacementPolicy="TerminatingOrFailed", suspend=False, manualSelector=False)),
    "concurrencyPolicy": (
        cron_job(),
        {
            **cron_job(),
            "spec": {**cron_job()["spec"], "concurrencyPolicy": "Allow", "failedJobsHistoryLimit": 1, "suspend": False},
        },
    ),
    "a Service": (service(), service(type="ClusterIP", sessionAffinity="None", internalTrafficPolicy="Cluster")),
    "a timeout of affinity": (
        service(sessionAffinity="ClientIP"),
        service(sessionAffinity="ClientIP", sessionAffinityConfig={"clientIP": {"timeoutSeconds": 10800}}),
    ),
    "externalTrafficPolicy": (
        service(type="LoadBalancer"),
        service(type="LoadBalancer", externalTrafficPolicy="Cluster", allocateLoadBalancerNodePorts=True),
    ),
    "externalTrafficPolicy of externalIPs": (
        service(externalIPs=["10.0.0.1"]),
        service(externalIPs=["10.0.0.1"], externalTrafficPolicy="Cluster"),
    ),
    "volumeMode": (claim(), claim(volumeMode="Filesystem")),
    "reclaimPolicy": (volume(**NFS), volume(**NFS, persistentVolumeReclaimPolicy="Retain", volumeMode="Filesystem")),
    "minReplicas and metrics": (autoscaler(), autoscaler(minReplicas=1, metrics=[CPU])),
    "the rest of a behavior": (
        autoscaler(behavior={"scaleDown": DOWN}),
        autoscaler(behavior={"scaleDown": {**DOWN, "selectPolicy": "Max", "policies": [PERCENT]}}),
    ),
    "the first version of an autoscaler": (OLD_SCALER, autoscaler()),
    "the first version of an autoscaler, with its target": (
        {**OLD_SCALER, "spec": {**OLD_SCALER["spec"], "targetCPUUtilizationPercentage": 80}},
        autoscaler(),
    ),
    "scope of parameters": (
        item("IngressClass", NETWORKING, spec={"controller": "a.example/a", "parameters": PARAMETERS}),
        item("IngressClass", NETWORKING, spec={"controller": "a.example/a", "parameters": {**PARAMETERS, "scope": "Cluster"}}),
    ),
    "LimitRange default is max, and defaultRequest default": (
        item("LimitRange", spec={"limits": [{"type": "Container", "max": {"cpu": "1"}}]}),
        item(
            "LimitRange",
            spec={"limits": [{"type": "Container", **{field: {"cpu": "1"} for field in ("max", "default", "defaultRequest")}}]},
        ),
    ),
    "finalizers and the label of a Namespace": (labelled(), FINALIZED),
    "null everywhere": (pods(), pods(affinity=None, container={"env": None})),
    "lists and maps that are empty": (pods(), pods(nodeSelector={}, tolerations=[], container={"env": [], "args": []})),
    "plain texts and false": (
        pods(),
        pods({"workingDir": "", "stdin": False, "tty": False}, hostname="", nodeName="", hostNetwork=False, hostPID=False),
    ),
    "the value of a variable": (pods({"env": [{"name": "A"}]}), pods({"env": [{"name": "A", "value": ""}]})),
    "readOnly and subPath of a mount": (mounted(), mounted(readOnly=False, subPath="")),
    "metadata of a template that has none": (workload(template={"spec": pods()["spec"]["template"]["spec"]}),) * 2,
    "1000m is 1, 0.5Gi is 512Mi": (measured("0.5Gi"), measured("512Mi")),
    "1e3 is 1k": (measured("1e3"), measured("1k")),
    "below 1m rounds up": (measured("0.0000000001"), measured("1n")),
    "1.5Ki has no letter in a StatefulSet": (of_set("1.5Ki"), of_set("1536")),
    "15e2 is 1500 in a StatefulSet": (of_set("15e2"), of_set("1500")),
    "1.5Gi is 1536Mi in a StatefulSet": (of_set("1.5Gi"), of_set("1536Mi")),
    "the order of keys": (pods(), {key: pods()[key] for key in reversed(pods())}),
    "status and what a server writes": (
        pods(),
        {
            **pods(metadata={"uid": "a", "generation": 3, "managedFields": [], "resourceVersion": "1"}),
            "status": {"replicas": 1},
        },
    ),
    **{
        f"the annotation {key}": (service(), {**service(), "metadata": {"name": "web", "annotations": {key: "a"}}})
        for key in (
            "kubectl.kubernetes.io/last-applied-configuration",
            "deployment.kubernetes.io/revision",
            "deprecated.daemonset.template.generation",
            "pv.kubernetes.io/bind-completed",
            "volume.kubernetes.io/storage-provisioner",
            "argocd.argoproj.io/tracking-id",
            "meta.helm.sh/release-name",
        )
    },
    "data and stringData": (item("Secret", data={"a": "Yg=="}), item("Secret", stringData={"a": "b"})),
    "stringData wins": (item("Secret", data={"a": "Yw=="}, stringData={"a": "b"}), item("Secret", data={"a": "Yg=="})),
    "priorityClassName and subdomain": (pods(), pods(priorityClassName="", subdomain="")),
    "the service of a grpc probe": (
        pods({"livenessProbe": {"grpc": {"port": 80}}}),
        pods({"livenessProbe": {"grpc": {"port": 80, "service": ""}}}),
    ),
    "expirationSeconds of a token": (
        mounted({"projected": {"sources": [{"serviceAccountToken": {"path": "a"}}]}}),
        mounted(
            {"projected": {"sources": [{"serviceAccountToken": {"path": "a", "expirationSeconds": 3600}}], "defaultMode": 420}}
        ),
    ),
    "defaultMode of other volumes": (
        pods(volumes=[{"name": "a", "downwardAPI": {}}, {"name": "b", "secret": {"secretName": "a"}}]),
        pods(
            volumes=[
                {"name": "a", "downwardAPI": {"defaultMode": 420}},
                {"name": "b", "secret": {"secretName": "a", "defaultMode": 420}},
            ]
        ),
    ),
    "divisor and apiVersion of a reference": (
        pods({"env": references({"resource": "limits.cpu"}, {"fieldPath": "metadata.name"})}),
        pods(
            {"env": references({"resource": "limits.cpu", "divisor": "0"}, {"fieldPath": "metadata.name", "apiVersion": "v1"})}
        ),
    ),
    "backoffLimit with backoffLimitPerIndex": (
        job(completionMode="Indexed", backoffLimitPerIndex=1),
        job(completionMode="Indexed", backoffLimitPerIndex=1, backoffLimit=2147483647),
    ),
    "podReplacementPolicy with podFailurePolicy": (
        job(podFailurePolicy={"rules": [FAILURE]}),
        job(podFailurePolicy={"rules": [FAILURE]}, podReplacementPolicy="Failed"),
    ),
    "apiVersion and kind of a claim template": (
        stateful_set(volumeClaimTemplates=[{"metadata": {"name": "data"}, "spec": claim()["spec"]}]),
        stateful_set(
            volumeClaimTemplates=[
                {
                    "apiVersion": "v1",
                    "kind": "PersistentVolumeClaim",
                    "metadata": {"name": "data"},
                    "spec": claim()["spec"],
                    "status": {},
                }
            ]
        ),
    ),
    "preemptionPolicy": (
        item("PriorityClass", "scheduling.k8s.io/v1", value=1),
        item("PriorityClass", "scheduling.k8s.io/v1", value=1, preemptionPolicy="PreemptLowerPriority"),
    ),
    "Delete and Immediate of a StorageClass": (
        item("StorageClass", "storage.k8s.io/v1", provisioner="a"),
        item("StorageClass", "storage.k8s.io/v1", provisioner="a", reclaimPolicy="Delete", volumeBindingMode="Immediate"),
    ),
    "LimitRange defaultRequest is min": (
        item("LimitRange", spec={"limits": [{"type": "Container", "min": {"cpu": "1"}}]}),
        item("LimitRange", spec={"limits": [{"type": "Container", "min": {"cpu": "1"}, "defaultRequest": {"cpu": "1"}}]}),
    ),
    "name of the only port": (service(), service(ports=[{"port": 80, "name": "", "nodePort": 0, "targetPort": 80}])),
    "apiGroup of a subject": (
        binding({"kind": "User", "name": "a"}),
        binding({"kind": "User", "name": "a", "apiGroup": "rbac.authorization.k8s.io"}),
    ),
    "protocol of a port of a policy": (
        policy(ingress=[{"ports": [{"port": 80}]}]),
        policy(ingress=[{"ports": [{"port": 80, "protocol": "TCP"}]}]),
    ),
}

OTHER = {
    "enableServiceLinks in a template": (pods(), pods(enableServiceLinks=True), RESTART),
    "requests that are limits in a template": (
        pods({"resources": {"limits": {"cpu": "1"}}}),
        pods({"resources": {"limits": {"cpu": "1"}, "requests": {"cpu": "1"}}}),
        RESTART,
    ),
    **{
        f"{about} is not absent": (pods(), pods(own, **spec), RESTART)
        for about, own, spec in (
            ("affinity: {}", {}, {"affinity": {}}),
            ("dnsConfig: {}", {}, {"dnsConfig": {}}),
            ("lifecycle: {}", {"lifecycle": {}}, {}),
            ("container securityContext: {}", {"securityContext": {}}, {}),
            ("shareProcessNamespace: false", {}, {"shareProcessNamespace": False}),
            ("hostUsers: true", {}, {"hostUsers": True}),
            ("setHostnameAsFQDN: false", {}, {"setHostnameAsFQDN": False}),
        )
    },
    "privileged: false": (context(), context(privileged=False), RESTART),
    "optional: false": (
        mounted({"configMap": {"name": "a"}}),
        mounted({"configMap": {"name": "a", "optional": False}}),
        RESTART,
    ),
    "mountPropagation: None": (mounted(), mounted(mountPropagation="None"), RESTART),
    "toleration operator: Equal": (
        pods(tolerations=[{"key": "a", "value": "b"}]),
        pods(tolerations=[{"key": "a", "operator": "Equal", "value": "b"}]),
        RESTART,
    ),
    "80 and '80' differ": (probe(http={"port": 80}), probe(http={"port": "80"}), RESTART),
    "Job defaults in the template of a CronJob": (cron_job(), cron_job(backoffLimit=6), HARMLESS),
    "immutable: false": (item("ConfigMap"), item("ConfigMap", immutable=False), HARMLESS),
    "allowVolumeExpansion: false": (
        item("StorageClass", "storage.k8s.io/v1", provisioner="a"),
        item("StorageClass", "storage.k8s.io/v1", provisioner="a", allowVolumeExpansion=False),
        HARMLESS,
    ),
    **{
        f"{old} and {new} in a StatefulSet": (of_set(old), of_set(new), RESTART)
        for old, new in (("1Gi", "1073741824"), ("1G", "1e9"), ("1000Mi", "1048576000"))
    },
    **{
        f"order of {about}": (pods(*own), pods(*(reversed_(one) for one in own)), RESTART)
        for reversed_ in (lambda part: {key: list(reversed(value)) for key, value in part.items()},)
        for about, own in (
            ("env", ({"env": [{"name": "A", "value": "a"}, {"name": "B", "value": "b"}]},)),
            ("ports", ({"ports": [{"containerPort": 80}, {"containerPort": 81}]},)),
            ("args", ({"args": ["a", "b"]},)),
        )
    },
    "order of tolerations": (
        pods(tolerations=[{"key": "a"}, {"key": "b"}]),
        pods(tolerations=[{"key": "b"}, {"key": "a"}]),
        RESTART,
    ),
    "order of verbs": (role(rule("get", "list")), role(rule("list", "get")), HARMLESS),
    "order of certificates": (
        ingress(tls=[*TLS, {"hosts": ["b.example"], "secretName": "b"}]),
        ingress(tls=[{"hosts": ["b.example"], "secretName": "b"}, *TLS]),
        HARMLESS,
    ),
    "true and 1": (item("Widget", "example.com/v1", spec={"a": 1}), item("Widget", "example.com/v1", spec={"a": True}), ""),
}


@pytest.mark.parametrize("about", SAME)
def test_is_no_change(about):
    old, new = SAME[about]
    assert compare([old], [new]) == ()
    assert compare([new], [copy.deepcopy(old)]) == ()


@pytest.mark.parametrize("about", OTHER)
def test_is_a_change_that_looks_like_none(about):
    old, new, word = OTHER[about]
    (change,) = compare([old], [new])
    assert word in change.words or (word, change.words) == ("", ())
    assert HARMLESS not in change.words or word == HARMLESS


def test_a_dataset_of_another_namespace_is_not_put_in_both_fields():
    source = {"kind": "PersistentVolumeClaim", "name": "a", "namespace": "b"}
    assert compare([claim(dataSourceRef=source)], [claim(dataSourceRef=source, dataSource=source)])[0].words == ("refused",)


def test_a_port_of_health_checks_that_is_left_out_is_put_back():
    local = {"type": "LoadBalancer", "externalTrafficPolicy": "Local"}
    assert compare([service(**local, healthCheckNodePort=30001)], [service(**local)]) == ()


def test_daemons_are_replaced_for_letters_too():
    old, new = (
        workload("DaemonSet", replicas=None, template=measured(amount)["spec"]["template"]) for amount in ("1Gi", "1073741824")
    )
    assert compare([old], [new])[0].words == (RESTART,)


def test_amounts_of_a_deployment_are_compared_by_value():
    assert compare([measured("1Gi")], [measured("1073741824")]) == ()


def test_a_deployment_is_told_which_list_is_in_another_order():
    old, new = (deployment(container={"args": args}) for args in (["a", "b"], ["b", "a"]))
    assert [field.is_order for field in compare([old], [new])[0].fields] == [True]
