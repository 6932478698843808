"""What changes of claims, volumes, autoscalers, accounts and roles mean."""

import pytest

from oamc.changes.compare import compare
from tests.unit.changes.builders import (
    DATA,
    HARMLESS,
    NFS,
    POLICY_OF_A_LABEL,
    SUBJECT,
    account,
    annotated,
    autoscaler,
    binding,
    budget,
    claim,
    item,
    labelled,
    ratings,
    role,
    rule,
    size,
    volume,
)
from tests.unit.changes.test_meanings import told

ROWS = [
    ("PVC larger", claim(), claim(resources=size("2Gi")), {HARMLESS}),
    (
        "PV Recycle to Delete",
        volume(**NFS, persistentVolumeReclaimPolicy="Recycle"),
        volume(**NFS, persistentVolumeReclaimPolicy="Delete"),
        {DATA},
    ),
    ("PV Delete to Retain", volume(**NFS, persistentVolumeReclaimPolicy="Delete"), volume(**NFS), {HARMLESS}),
    ("PV claimRef removed", volume(**NFS, claimRef={"namespace": "a", "name": "b"}), volume(**NFS), {DATA}),
    (
        "PV claimRef changed",
        volume(**NFS, claimRef={"namespace": "a", "name": "b"}),
        volume(**NFS, claimRef={"namespace": "a", "name": "c"}),
        {DATA},
    ),
    ("PV claimRef added", volume(**NFS), volume(**NFS, claimRef={"namespace": "a", "name": "b"}), {HARMLESS}),
    ("PV capacity", volume(**NFS), volume(**NFS, capacity={"storage": "2Gi"}), {HARMLESS}),
    ("HPA min", autoscaler(minReplicas=2), autoscaler(minReplicas=1), {"scaling down"}),
    (
        "HPA metrics",
        autoscaler(),
        autoscaler(
            metrics=[
                {
                    "type": "Resource",
                    "resource": {"name": "memory", "target": {"type": "Utilization", "averageUtilization": 80}},
                }
            ]
        ),
        {"scaling other"},
    ),
    ("HPA scaleTargetRef", autoscaler(), autoscaler(scaleTargetRef={"kind": "Deployment", "name": "b"}), {"scaling other"}),
    ("HPA behavior: {} is stored", autoscaler(), autoscaler(behavior={}), {HARMLESS}),
    ("PDB minAvailable", budget(minAvailable=1), budget(minAvailable=2), {"scaling other"}),
    ("PDB unhealthyPodEvictionPolicy", budget(), budget(unhealthyPodEvictionPolicy="AlwaysAllow"), {"scaling other"}),
    (
        "PDB unhealthyPodEvictionPolicy that is in force",
        budget(),
        budget(unhealthyPodEvictionPolicy="IfHealthyBudget"),
        {HARMLESS},
    ),
    ("PDB label", budget(), {**budget(), "metadata": {"name": "web", "labels": {"a": "b"}}}, {HARMLESS}),
    ("ServiceAccount token false", account(), account(automountServiceAccountToken=False), {"permission narrower"}),
    ("ServiceAccount token again", account(automountServiceAccountToken=False), account(), {"permission wider"}),
    ("ServiceAccount token true", account(), account(automountServiceAccountToken=True), {HARMLESS}),
    *(
        (f"ServiceAccount {key}", account(), annotated(account(), **{key: "a"}), {"permission other"})
        for key in ("eks.amazonaws.com__role-arn", "iam.gke.io__gcp-service-account", "azure.workload.identity__client-id")
    ),
    ("ServiceAccount imagePullSecrets", account(), account(imagePullSecrets=[{"name": "a"}]), {"permission other"}),
    ("ServiceAccount secrets", account(), account(secrets=[{"name": "a"}]), {"permission other"}),
    (
        "ServiceAccount secrets in another order",
        account(secrets=[{"name": "a"}, {"name": "b"}]),
        account(secrets=[{"name": "b"}, {"name": "a"}]),
        {HARMLESS},
    ),
    ("the same atoms, twice", role(rule("get")), role(rule("get"), rule("get")), {HARMLESS}),
    ("* covers names", role(rule("get")), role(rule("get"), {**rule("get"), "resourceNames": ["a"]}), {HARMLESS}),
    ("* covers verbs", role(rule("*")), role(rule("*", "get")), {HARMLESS}),
    (
        "* covers addresses",
        role({"nonResourceURLs": ["*"], "verbs": ["get"]}, kind="ClusterRole"),
        role({"nonResourceURLs": ["*", "/a"], "verbs": ["get"]}, kind="ClusterRole"),
        {HARMLESS},
    ),
    (
        "a star at the end of an address covers",
        role({"nonResourceURLs": ["/a/*"], "verbs": ["get"]}, kind="ClusterRole"),
        role({"nonResourceURLs": ["/a/*", "/a/b"], "verbs": ["get"]}, kind="ClusterRole"),
        {HARMLESS},
    ),
    (
        "an address is no resource",
        role(rule("get", resource="*", group="*"), kind="ClusterRole"),
        role(rule("get", resource="*", group="*"), {"nonResourceURLs": ["/a"], "verbs": ["get"]}, kind="ClusterRole"),
        {"permission wider"},
    ),
    (
        "a star covers parts of resources",
        role(rule("get", resource="*/scale")),
        role(rule("get", resource="*/scale"), rule("get", resource="a/scale")),
        {HARMLESS},
    ),
    (
        "LimitRange in another order",
        item("LimitRange", spec={"limits": [{"type": "Pod"}, {"type": "Container"}]}),
        item("LimitRange", spec={"limits": [{"type": "Container"}, {"type": "Pod"}]}),
        {HARMLESS},
    ),
    ("PV Retain to Recycle", volume(**NFS), volume(**NFS, persistentVolumeReclaimPolicy="Recycle"), {DATA}),
    ("resourceNames dropped", role({**rule("get"), "resourceNames": ["a"]}), role(rule("get")), {"permission wider"}),
    (
        "aggregationRule",
        role(kind="ClusterRole"),
        role(kind="ClusterRole", aggregationRule={"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}),
        {"permission other"},
    ),
    (
        "label aggregate-to",
        role(kind="ClusterRole"),
        role(kind="ClusterRole", metadata={"labels": {"rbac.authorization.k8s.io/aggregate-to-edit": "true"}}),
        {"permission other"},
    ),
    ("subject added", binding(), binding(SUBJECT), {"permission wider"}),
    ("subject removed", binding(SUBJECT), binding(), {"permission narrower"}),
    (
        "subject, namespace absent is not given",
        binding(SUBJECT),
        binding({"kind": "ServiceAccount", "name": "a"}),
        {"permission wider", "permission narrower"},
    ),
    (
        "subjects in another order",
        binding(SUBJECT, {**SUBJECT, "name": "c"}),
        binding({**SUBJECT, "name": "c"}, SUBJECT),
        {HARMLESS},
    ),
    (
        "ResourceQuota hard",
        item("ResourceQuota", spec={"hard": {"pods": "1"}}),
        item("ResourceQuota", spec={"hard": {"pods": "2"}}),
        {"qos other"},
    ),
    (
        "LimitRange",
        item("LimitRange", spec={"limits": [{"type": "Pod", "max": {"cpu": "1"}}]}),
        item("LimitRange", spec={"limits": [{"type": "Pod", "max": {"cpu": "2"}}]}),
        {"qos other"},
    ),
    (
        "PriorityClass globalDefault",
        item("PriorityClass", "scheduling.k8s.io/v1", value=1),
        item("PriorityClass", "scheduling.k8s.io/v1", value=1, globalDefault=True),
        {"qos other"},
    ),
    (
        "PriorityClass description",
        item("PriorityClass", "scheduling.k8s.io/v1", value=1),
        item("PriorityClass", "scheduling.k8s.io/v1", value=1, description="a"),
        {HARMLESS},
    ),
    (
        "enforce lower",
        labelled(pod_security__a="b") | labelled(**{"pod_security.kubernetes.io__enforce": "baseline"}),
        labelled(**{"pod_security.kubernetes.io__enforce": "privileged"}),
        {"permission wider"},
    ),
    ("enforce higher", labelled(), labelled(**{"pod_security.kubernetes.io__enforce": "restricted"}), {"permission narrower"}),
    ("enforce that is in force", labelled(), labelled(**{"pod_security.kubernetes.io__enforce": "privileged"}), {HARMLESS}),
    ("warn", labelled(), labelled(**{"pod_security.kubernetes.io__warn": "restricted"}), {"permission other"}),
    ("a label of a Namespace", labelled(), labelled(team="a"), {HARMLESS}),
    (
        "a label of a Namespace that a namespaceSelector reads",
        labelled(),
        labelled(team="a"),
        {"exposure other"},
        POLICY_OF_A_LABEL,
    ),
    (
        "ConfigMap data to binaryData",
        item("ConfigMap", data={"a": "b"}),
        item("ConfigMap", binaryData={"a": "Yg=="}),
        {HARMLESS},
    ),
    ("immutable set", item("Secret"), item("Secret", immutable=True), {HARMLESS}),
    ("finalizers added", item("ConfigMap"), item("ConfigMap", metadata={"finalizers": ["example.com/a"]}), {HARMLESS}),
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_field_of_another_kind_means(row):
    _, old, new, expected, *others = row
    assert ratings(old, new, *others) == expected


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (role(), role(rule("get", resource="secrets")), "what is new is powerful"),
        (role(), role(rule("create", resource="pods/exec")), "what is new is powerful"),
        *((role(), role(rule(verb)), "what is new is powerful") for verb in ("escalate", "bind", "impersonate", "*")),
        (
            labelled(),
            labelled(**{"pod_security.kubernetes.io__enforce": "baseline"}),
            "new pods may be refused",
        ),
        (budget(), budget(maxUnavailable=0), "no pod may be evicted"),
        (budget(), budget(maxUnavailable="0%"), "no pod may be evicted"),
        (budget(), budget(minAvailable="100%"), "no pod may be evicted"),
        (item("ConfigMap"), item("ConfigMap", immutable=True), "stays as it is"),
    ],
)
def test_a_hint_says_what_to_know(old, new, words):
    assert words in told(compare([old], [new]))
    assert words not in told(compare([new], [old]))
