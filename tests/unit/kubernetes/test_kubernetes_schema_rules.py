"""Every rule beyond the shape of objects, with a good and a bad case."""

import copy

import pytest
from schema_samples import SAMPLES

from oamc.kubernetes import quantities
from oamc.kubernetes.quantities import ONE, parse
from oamc.kubernetes.rules.jobs import schedule_problem
from oamc.kubernetes.rules.workloads import selects
from oamc.kubernetes.schemas import DEFAULT_VERSION, problems

SPEC = "spec.template.spec"
WEB = f"{SPEC}.containers.0"
HPA = "HorizontalPodAutoscaler"
REMOVED = object()


def changed(kind, changes):
    """Return a sample with new values at dotted paths; a step that is not there is made, as a mapping."""
    body = copy.deepcopy(SAMPLES[kind])
    for dotted, value in changes.items():
        *steps, last = (int(step) if step.isdigit() else step for step in dotted.split("."))
        parent = body
        for step in steps:
            parent = parent[step] if isinstance(step, int) else parent.setdefault(step, {})
        if value is REMOVED:
            del parent[last]
        elif isinstance(parent, list) and last == len(parent):
            parent.append(value)
        else:
            parent[last] = value
    return body


def check(kind, good, bad, reason, version=DEFAULT_VERSION):
    assert problems(changed(kind, good), version) == ()
    (problem,) = problems(changed(kind, bad), version)
    assert problem.kind in ("bad-value", "missing-field")
    assert reason in problem.message


INDEXED_WITHOUT_COUNT = {"completionMode": "Indexed", "template": SAMPLES["Job"]["spec"]["template"]}

NO_ESCALATION = {"allowPrivilegeEscalation": False}

SINGLE_VALUES = [
    # kind, place, a good value, a bad value, what the message says
    ("Service", "metadata.name", "web-1", "1-web", "begin with a letter"),
    ("Deployment", "metadata.name", "web.1", "Web", "lower-case letters"),
    ("ConfigMap", "metadata.name", "a" * 253, "a" * 254, "at most 253"),
    ("StatefulSet", "metadata.name", "db", "db.1", "lower-case letters, digits"),
    ("Namespace", "metadata.name", "a" * 63, "a" * 64, "at most 63"),
    ("CronJob", "metadata.name", "a" * 52, "a" * 53, "at most 52"),
    ("Job", "metadata.name", "a" * 63, "a" * 64, "at most 63"),
    ("Role", "metadata.name", "a:B_c", "a/b", 'must not contain "/"'),
    ("PriorityClass", "metadata.name", "systemic", "system-high", "system-"),
    ("Deployment", "metadata.namespace", "shop", "shop.example", "lower-case letters, digits"),
    ("Deployment", "metadata.labels", {"a/b": ""}, {"a/b": "c d"}, "letters, digits"),
    ("Deployment", "metadata.labels", {"x": "a" * 63}, {"x": "a" * 64}, "at most 63"),
    ("Deployment", "metadata.labels", {"a.b/C_d": "x"}, {"A.b/c": "x"}, 'in the part before the "/"'),
    ("Deployment", "metadata.annotations", {"A.b/c": "x"}, {"a/b/c": "x"}, "which must"),
    ("Deployment", "metadata.annotations", {"k": "x" * 262143}, {"k": "x" * 262144}, "256 KiB"),
    ("Deployment", "spec.replicas", 0, -1, "at least 0"),
    ("Deployment", "spec.progressDeadlineSeconds", 6, 5, "above minReadySeconds"),
    ("Deployment", "spec.strategy", {"type": "Recreate"}, {"type": "Recreate", "rollingUpdate": {}}, "when the type is"),
    ("Deployment", "spec.strategy.type", "RollingUpdate", "Rolling", "must be RollingUpdate or Recreate"),
    ("Deployment", "spec.strategy.rollingUpdate", {}, {"maxSurge": 0, "maxUnavailable": "0%"}, "a pod more"),
    ("Deployment", "spec.strategy.rollingUpdate.maxSurge", "150%", "half", "a percentage"),
    ("Deployment", "spec.strategy.rollingUpdate.maxUnavailable", "100%", "101%", "at most 100%"),
    ("Deployment", "spec.strategy.rollingUpdate.maxUnavailable", 1, -1, "below zero"),
    ("Deployment", f"{SPEC}.restartPolicy", "Always", "Never", "must be Always"),
    ("Deployment", f"{SPEC}.activeDeadlineSeconds", None, 5, "only for pods that end"),
    ("Deployment", f"{SPEC}.dnsPolicy", "Default", "None", "dnsConfig.nameservers"),
    ("Deployment", f"{SPEC}.nodeSelector", {"a": "b"}, {"a": "b c"}, "letters, digits"),
    ("Deployment", f"{SPEC}.nodeSelector", {"a/b": "c"}, {"a b": "c"}, "which must"),
    ("Deployment", f"{SPEC}.serviceAccountName", "web", "Web", "lower-case"),
    ("Deployment", f"{SPEC}.hostname", "web", "web.a", "lower-case"),
    ("Deployment", f"{SPEC}.imagePullSecrets", [{"name": "a"}], [{"name": "a"}, {"name": "a"}], "same name as"),
    ("Deployment", f"{SPEC}.tolerations.0.effect", "NoExecute", "NoRun", "must be NoSchedule"),
    ("Deployment", f"{SPEC}.tolerations.0.operator", "Exists", "Always", "Equal or Exists"),
    ("Deployment", f"{SPEC}.tolerations.0.value", "", "a", "must be empty"),
    ("Deployment", f"{SPEC}.tolerations.0.tolerationSeconds", None, 5, "NoExecute"),
    ("Deployment", f"{SPEC}.tolerations", [{"operator": "Exists"}], [{"operator": "Equal"}], "must have a key"),
    ("Deployment", f"{SPEC}.topologySpreadConstraints.0.maxSkew", 1, 0, "at least 1"),
    ("Deployment", f"{SPEC}.topologySpreadConstraints.0.whenUnsatisfiable", "DoNotSchedule", "Never", "must be DoNotSchedule"),
    ("Deployment", f"{SPEC}.securityContext.runAsGroup", 2**31 - 1, 2**31, "to 2147483647"),
    ("Deployment", f"{SPEC}.securityContext.fsGroup", 0, -1, "from 0"),
    ("Deployment", f"{SPEC}.securityContext.seccompProfile.type", "Unconfined", "Localhost", "localhostProfile"),
    ("Deployment", f"{SPEC}.volumes.1.emptyDir", {}, {"sizeLimit": "-1"}, "below zero"),
    ("Deployment", f"{SPEC}.volumes.1.hostPath", None, {"path": "/x"}, "at the same time"),
    ("Deployment", f"{SPEC}.volumes.0.configMap.items.0.path", "a/b", "../b", '".."'),
    ("Deployment", f"{SPEC}.volumes.0.configMap.items.0.path", "a", "/a", "relative path"),
    ("Deployment", f"{SPEC}.volumes.0.configMap.items.0.key", "a", "a/b", "letters, digits"),
    ("Deployment", f"{SPEC}.volumes.0.configMap.defaultMode", 0o777, 0o1000, "to 511"),
    ("Deployment", f"{SPEC}.volumes.0.configMap.name", "a", REMOVED, '"name" is missing'),
    ("Deployment", f"{SPEC}.volumes.2.name", "other", "settings", "same name as volumes[0]"),
    ("Deployment", f"{SPEC}.volumes.2.name", "all", "a.b", "lower-case"),
    ("Deployment", f"{SPEC}.volumes.2.projected.sources.0", {"secret": {"name": "a"}}, {}, "must have a source"),
    ("Deployment", f"{SPEC}.initContainers.0.name", "first", "web", "the same name as initContainers[0]"),
    ("Deployment", f"{SPEC}.initContainers.0.livenessProbe", None, {"exec": {"command": ["a"]}}, "init containers"),
    ("Deployment", f"{WEB}.name", "web-2", "web_2", "lower-case"),
    ("Deployment", f"{WEB}.image", "a", "", "must not be empty"),
    ("Deployment", f"{WEB}.image", "a", " a", "white space"),
    ("Deployment", f"{WEB}.image", "a", REMOVED, '"image" is missing'),
    ("Deployment", f"{WEB}.imagePullPolicy", "Never", "Sometimes", "must be Always, IfNotPresent or Never"),
    ("Deployment", f"{WEB}.ports.0.containerPort", 65535, 65536, "from 1 to 65535"),
    ("Deployment", f"{WEB}.ports.0.containerPort", 1, 0, "from 1 to 65535"),
    ("Deployment", f"{WEB}.ports.1.protocol", "SCTP", "TCP", "same containerPort and protocol as ports[0]"),
    ("Deployment", f"{WEB}.ports.1.protocol", "UDP", "HTTP", "must be TCP, UDP or SCTP"),
    ("Deployment", f"{WEB}.ports.1.protocol", "UDP", None, "same containerPort and protocol as ports[0]"),
    ("Deployment", f"{WEB}.ports.1.name", "web", "http", "same name as ports[0]"),
    ("Deployment", f"{WEB}.ports.1.name", "a" * 15, "a" * 16, "at most 15"),
    ("Deployment", f"{WEB}.env.0.name", "a.b-C 1", "A=B", 'other than "="'),
    ("Deployment", f"{WEB}.env.1.name", "POD", "TARGET", "same name as env[0]"),
    ("Deployment", f"{WEB}.env.1.value", "", "x", "at the same time"),
    ("Deployment", f"{WEB}.env.2.valueFrom.fieldRef", None, {"fieldPath": "metadata.uid"}, "at the same time"),
    ("Deployment", f"{WEB}.env.2.valueFrom", {"secretKeyRef": {"name": "a", "key": "b"}}, {}, "must have one of"),
    ("Deployment", f"{WEB}.env.1.valueFrom.fieldRef.fieldPath", "metadata.labels['a']", "metadata.labels", "not a field"),
    ("Deployment", f"{WEB}.envFrom.0", {"secretRef": {"name": "a"}}, {"prefix": "A"}, "must have one of"),
    ("Deployment", f"{WEB}.envFrom.0.prefix", "A_", "A=", 'other than "="'),
    ("Deployment", f"{WEB}.volumeMounts.1.mountPath", "/x", "/etc/web", "same mountPath as volumeMounts[0]"),
    ("Deployment", f"{WEB}.volumeMounts.1.mountPath", "/C/x", "/C:/x", 'must not contain ":"'),
    ("Deployment", f"{WEB}.volumeMounts.1.mountPath", "/x", "", "must not be empty"),
    ("Deployment", f"{WEB}.volumeMounts.1.subPath", "a", "a/../b", '".."'),
    ("Deployment", f"{WEB}.volumeMounts.1.subPathExpr", "", "$(POD)", "at the same time"),
    ("Deployment", f"{WEB}.volumeMounts.1.name", "all", "scratches", "does not declare"),
    ("Deployment", f"{WEB}.resources.requests.cpu", "1", "1001m", "above its limit"),
    ("Deployment", f"{WEB}.resources.requests.memory", 0.5, "lots", "must be a quantity"),
    ("Deployment", f"{WEB}.resources.requests.memory", 0, -1, "below zero"),
    ("Deployment", f"{WEB}.resources.requests", {"cpu": 1}, {"nvidia.com/gpu": 2}, "above its limit"),
    ("Deployment", f"{WEB}.resources.requests", {"nvidia.com/gpu": "1"}, {"nvidia.com/gpu": 0}, "equal to its limit"),
    ("Deployment", f"{WEB}.resources.requests", {"memory": 1}, {"example.com/fpga": 1}, "must come with a limit"),
    ("Deployment", f"{WEB}.resources.limits", {"example.com/fpga": 2}, {"example.com/fpga": "1500m"}, "a whole number"),
    ("Deployment", f"{WEB}.resources.limits", {"ephemeral-storage": "1Gi"}, {"cpus": 1}, "containers do not have"),
    ("Deployment", f"{WEB}.livenessProbe.successThreshold", 1, 2, "must be 1"),
    ("Deployment", f"{WEB}.startupProbe.successThreshold", 1, 2, "must be 1"),
    ("Deployment", f"{WEB}.livenessProbe.timeoutSeconds", 1, -1, "at least 0"),
    ("Deployment", f"{WEB}.livenessProbe.initialDelaySeconds", 0, -1, "at least 0"),
    ("Deployment", f"{WEB}.livenessProbe.tcpSocket", None, {"port": 1}, "at the same time"),
    ("Deployment", f"{WEB}.livenessProbe.httpGet.port", 80, "https", "names no port"),
    ("Deployment", f"{WEB}.livenessProbe.httpGet.port", 80, 0, "from 1 to 65535"),
    ("Deployment", f"{WEB}.livenessProbe.httpGet.scheme", "HTTPS", "https", "must be HTTP or HTTPS"),
    ("Deployment", f"{WEB}.livenessProbe.httpGet.httpHeaders.0.name", "X-A", "X A", "letters, digits"),
    ("Deployment", f"{WEB}.livenessProbe.httpGet.httpHeaders.0.value", "a b", "a\r\nX-B: c", "line breaks or NUL"),
    ("Deployment", f"{WEB}.livenessProbe.httpGet.httpHeaders.0.value", "", "a\0", "line breaks or NUL"),
    ("Deployment", f"{WEB}.volumeMounts.1.mountPath", "/x", "x", 'must begin with "/"'),
    ("Deployment", f"{WEB}.args", ["a\n"], ["a", "b\0"], "must not contain NUL"),
    ("Deployment", f"{WEB}.command", ["a"], ["\0"], "must not contain NUL"),
    (
        "Deployment",
        f"{SPEC}.volumes.2",
        {"name": "a", "secret": {"secretName": "b"}},
        {"name": "a", "secret": {}},
        '"secretName"',
    ),
    ("Deployment", f"{WEB}.readinessProbe", {"grpc": {"port": 1}}, {}, "must have one of"),
    ("Deployment", f"{WEB}.readinessProbe.exec.command", ["a"], [], "must have a command"),
    ("Deployment", f"{WEB}.readinessProbe.terminationGracePeriodSeconds", None, 1, "not for readiness"),
    ("Deployment", f"{WEB}.lifecycle.preStop", {"sleep": {"seconds": 1}}, {}, "must have one of"),
    ("Deployment", f"{WEB}.securityContext.runAsUser", 1, 0, "must not run as root"),
    ("Deployment", f"{WEB}.securityContext", {"privileged": True}, {"privileged": True, **NO_ESCALATION}, "at the same time"),
    ("ControllerRevision", "metadata.finalizers", ["a/b", "a/c"], ["a/b", "a/b"], "repeats finalizers[0]"),
    ("Deployment", f"{WEB}.securityContext.privileged", False, True, "at the same time"),
    ("Deployment", f"{WEB}.securityContext.capabilities.add", ["CHOWN"], ["CAP_CHOWN"], "such as CHOWN"),
    ("Deployment", f"{WEB}.securityContext.capabilities.add", ["CHOWN"], ["SYS_ADMIN"], "SYS_ADMIN"),
    ("Deployment", f"{SPEC}.containers", [{"name": "a", "image": "b"}], [], "must not be empty"),
    ("Deployment", "spec.selector.matchLabels", {"app": "web"}, {"app": "shop"}, "does not match the labels"),
    ("Deployment", "spec.selector", {"matchLabels": {"app": "web"}}, {}, "must not be empty"),
    ("Deployment", "spec.template.spec", {"containers": [{"name": "a", "image": "b"}]}, None, '"spec" is missing'),
    ("Deployment", "spec", SAMPLES["Deployment"]["spec"], None, '"spec" is missing'),
    ("ReplicaSet", "spec.selector.matchLabels", {"app": "web"}, {"app": "shop"}, "does not match the labels"),
    ("DaemonSet", "spec.selector.matchLabels", {"app": "agent"}, {"app": "shop"}, "does not match the labels"),
    ("DaemonSet", "spec.updateStrategy.rollingUpdate.maxUnavailable", "1%", 0, "a pod more"),
    ("StatefulSet", "spec.selector.matchLabels", {"app": "db"}, {"app": "shop"}, "does not match the labels"),
    ("StatefulSet", "spec.podManagementPolicy", "OrderedReady", "Serial", "must be OrderedReady or Parallel"),
    ("StatefulSet", "spec.volumeClaimTemplates.0.metadata.name", "files", "file", "does not declare"),
    ("StatefulSet", "spec.volumeClaimTemplates.0.kind", "PersistentVolumeClaim", "Claim", "PersistentVolumeClaim"),
    ("Job", f"{SPEC}.restartPolicy", "OnFailure", "Always", "must be OnFailure or Never"),
    ("Job", f"{SPEC}.restartPolicy", "Never", REMOVED, "must be OnFailure or Never"),
    ("Job", "spec.completionMode", "Indexed", "Ordered", "NonIndexed or Indexed"),
    ("Job", "spec.backoffLimit", 0, -1, "at least 0"),
    ("CronJob", "spec.schedule", "@daily", "daily", "five parts"),
    ("CronJob", "spec.timeZone", "Europe/Berlin", "", "time zone"),
    ("CronJob", "spec.concurrencyPolicy", "Replace", "Never", "Allow, Forbid or Replace"),
    ("CronJob", "spec.jobTemplate.spec.template.spec.restartPolicy", "Never", "Always", "OnFailure or Never"),
    ("Pod", "spec.restartPolicy", "Never", "Sometimes", "Always, OnFailure or Never"),
    ("Pod", "spec.containers.0.volumeMounts", [], [{"name": "a", "mountPath": "/a"}], "does not declare"),
    ("Service", "spec.ports.0.port", 1, 65536, "from 1 to 65535"),
    ("Service", "spec.ports.0.targetPort", 8080, "HTTP", "lower-case"),
    ("Service", "spec.ports.0.nodePort", 0, 30080, "only for the types"),
    ("Service", "spec.ports.1.name", "other", "http", "same name as ports[0]"),
    ("Service", "spec.ports.1.name", "other", REMOVED, '"name" is missing'),
    ("Service", "spec.ports.1.port", 81, 80, "same port and protocol as ports[0]"),
    ("Service", "spec.type", "NodePort", "Cluster", "must be ClusterIP"),
    ("Service", "spec.type", "LoadBalancer", "ExternalName", '"externalName" is missing'),
    ("Service", "spec.ports", [{"port": 80}], [], '"ports" is missing'),
    ("Service", "spec.selector", {"a": "b"}, {"a b": "c"}, "which must"),
    ("Service", "spec.externalTrafficPolicy", None, "Local", "only for the types"),
    ("Service", "spec.loadBalancerClass", None, "example.com/lb", "only for the type LoadBalancer"),
    ("Service", "spec.sessionAffinity", "ClientIP", "Cookie", "None or ClientIP"),
    ("ConfigMap", "data", {"a.b-C_": ""}, {"a/b": ""}, "letters, digits"),
    ("ConfigMap", "data", {".a": ""}, {"..a": ""}, 'begin with ".."'),
    ("ConfigMap", "data", {"big": "x" * (2**20 - 5)}, {"big": "é" * 2**19}, "1 MiB"),
    ("ConfigMap", "data", {"logo": ""}, {"logo.png": ""}, "must not have a key that data has"),
    ("Secret", "data", {"a": "YQ=="}, {"a": "a"}, "must be base64"),
    ("Secret", "stringData", {"a": "b"}, {"a b": "c"}, "letters, digits"),
    ("Secret", "stringData", {"a": "x" * (2**20 - 5)}, {"a": "x" * (2**20 - 4)}, "1 MiB"),
    ("PersistentVolumeClaim", "spec.accessModes", ["ReadOnlyMany"], ["RWO"], "must be ReadWriteOnce"),
    ("PersistentVolumeClaim", "spec.accessModes", ["ReadWriteOncePod"], ["ReadWriteOncePod", "ReadOnlyMany"], "no other mode"),
    ("PersistentVolumeClaim", "spec.accessModes", ["ReadWriteOnce"], [], '"accessModes" is missing'),
    ("PersistentVolumeClaim", "spec.resources.requests.storage", "1Gi", 0, "above zero"),
    ("PersistentVolumeClaim", "spec.resources.requests.storage", "1", REMOVED, '"storage" is missing'),
    ("PersistentVolumeClaim", "spec.resources.limits", {"storage": "10Gi"}, {"storage": "1Gi"}, "above its limit"),
    ("Ingress", "spec.rules.0.host", "*.example.com", "shop.*.com", "as its whole first part"),
    ("Ingress", "spec.rules.0.host", "shop", "192.0.2.1", "not an IP address"),
    ("Ingress", "spec.rules.0.http.paths.0.path", "/a/b", "a", 'begin with "/"'),
    ("Ingress", "spec.rules.0.http.paths.0.path", "/a.b", "/a//b", "must not contain"),
    ("Ingress", "spec.rules.0.http.paths.0.path", "/", REMOVED, 'begin with "/"'),
    ("Ingress", "spec.rules.0.http.paths.0.pathType", "Exact", "Regex", "Exact, Prefix or ImplementationSpecific"),
    ("Ingress", "spec.rules.0.http.paths.0.backend.service.name", "web", "1web", "begin with a letter"),
    ("Ingress", "spec.rules.0.http.paths.0.backend.service.port", {"name": "http"}, {}, "must have one of"),
    ("Ingress", "spec.rules.0.http.paths.0.backend.service.port", {"number": 1}, {"number": 1, "name": "a"}, "at the same"),
    ("Ingress", "spec.rules.0.http.paths.0.backend.service.port", {"number": 1}, None, '"port" is missing'),
    ("Ingress", "spec.rules.0.http.paths", SAMPLES["Ingress"]["spec"]["rules"][0]["http"]["paths"], [], "must not be empty"),
    ("Ingress", "spec.rules", [{"host": "a"}], [], "rules or a defaultBackend"),
    ("Ingress", "spec.tls.0.hosts", ["*.a"], ["*"], "whole first part"),
    ("NetworkPolicy", "spec.policyTypes", ["Egress"], ["Outgress"], "Ingress or Egress"),
    ("NetworkPolicy", "spec.egress.0.ports.0.endPort", 8000, 7999, "not above it"),
    ("NetworkPolicy", "spec.egress.0.to.0.ipBlock.cidr", "8.0.0.0/5", "10.0.0.0/33", "range of addresses"),
    ("NetworkPolicy", "spec.egress.0.to.0.ipBlock.cidr", "0.0.0.0/0", "10.0.0.256/8", "range of addresses"),
    ("NetworkPolicy", "spec.egress.0.to.0.podSelector", None, {}, "must have either ipBlock"),
    (HPA, "spec.minReplicas", 5, 6, "must not be below minReplicas"),
    (HPA, "spec.minReplicas", 1, 0, "at least 1"),
    (HPA, "spec.maxReplicas", 1, 0, "at least 1"),
    (HPA, "spec.metrics.0.resource.target.averageUtilization", 1, 0, "at least 1"),
    (HPA, "spec.metrics.0.resource.target.averageUtilization", 200, REMOVED, "is missing"),
    (HPA, "spec.metrics.0.resource.target.averageValue", None, 1, "at the same time"),
    (HPA, "spec.metrics.0.resource.target.type", "Utilization", "Value", "for a metric of this type"),
    (HPA, "spec.metrics.0.type", "Resource", "Pods", '"pods" is missing'),
    (HPA, "spec.metrics.0.type", "Resource", "CPU", "must be ContainerResource"),
    (HPA, "spec.metrics.0.pods", None, SAMPLES[HPA]["spec"]["metrics"][1]["pods"], "at the same time"),
    (HPA, "spec.metrics.1.pods.target.averageValue", "500m", 0, "above zero"),
    (HPA, "spec.behavior.scaleDown.policies", None, [], "must not be empty"),
    (HPA, "spec.behavior.scaleDown.policies.0.periodSeconds", 1800, 1801, "to 1800"),
    (HPA, "spec.behavior.scaleDown.stabilizationWindowSeconds", 0, 3601, "to 3600"),
    (f"{HPA} v1", "spec.targetCPUUtilizationPercentage", 1, 0, "at least 1"),
    (f"{HPA} v1", "spec.minReplicas", 5, 6, "must not be below"),
    ("PodDisruptionBudget", "spec.minAvailable", None, 1, "at the same time"),
    ("PodDisruptionBudget", "spec.maxUnavailable", "25%", "25", "a percentage"),
    ("PodDisruptionBudget", "spec.selector", {}, {"matchExpressions": [{"key": "a", "operator": "In"}]}, "must have values"),
    (
        "PodDisruptionBudget",
        "spec.selector.matchExpressions",
        [{"key": "a", "operator": "Exists"}],
        [{"key": "a", "operator": "Exists", "values": ["b"]}],
        "must not have values",
    ),
    (
        "Deployment",
        f"{SPEC}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms",
        [{"matchExpressions": [{"key": "a", "operator": "Gt", "values": ["1"]}]}],
        [{"matchExpressions": [{"key": "a", "operator": "Gt", "values": ["1", "2"]}]}],
        "must have one value",
    ),
    ("Job", "spec", {**SAMPLES["Job"]["spec"], "completionMode": "Indexed"}, INDEXED_WITHOUT_COUNT, '"completions" is missing'),
    ("Role", "rules.0.verbs", ["*"], [], "must not be empty"),
    ("Role", "rules.0.resources", ["*"], REMOVED, '"resources" is missing'),
    ("Role", "rules", [], [{"nonResourceURLs": ["/"], "verbs": ["get"]}], "only for a ClusterRole"),
    ("ClusterRole", "rules.0.resources", None, ["pods"], "at the same time"),
    ("RoleBinding", "subjects.0.apiGroup", "", "rbac.authorization.k8s.io", "must be left out"),
    ("ClusterRoleBinding", "subjects.0.apiGroup", None, "rbac", "must be rbac.authorization.k8s.io"),
    ("RoleBinding", "subjects.0.kind", "User", "Robot", "ServiceAccount, User or Group"),
    ("ClusterRoleBinding", "roleRef.kind", "ClusterRole", "Role", "must be ClusterRole"),
    ("PriorityClass", "value", 10**9, 10**9 + 1, "at most 1000000000"),
    ("ResourceQuota", "spec.hard", {"pods": 1}, {"pods": "many"}, "must be a quantity"),
    ("Deployment", "metadata.creationTimestamp", "2026-01-31T12:00:00Z", "yesterday", "must be a time"),
    ("Deployment", "spec.revisionHistoryLimit", 2**31 - 1, 2**31, "must be from -2147483648"),
]


@pytest.mark.parametrize(
    ("kind", "place", "good", "bad", "reason"),
    SINGLE_VALUES,
    ids=lambda value: "removed" if value is REMOVED else str(value)[:60],
)
def test_a_good_value_is_taken_and_a_bad_one_refused(kind, place, good, bad, reason):
    check(kind, {place: good}, {place: bad}, reason)


def test_a_bad_choice_comes_with_the_nearest_good_one():
    (problem,) = problems(changed("Deployment", {f"{WEB}.imagePullPolicy": "always"}))
    assert problem.hint == 'did you mean "Always"?'


def test_a_misspelled_volume_comes_with_the_nearest_declared_one():
    (problem,) = problems(changed("Deployment", {f"{WEB}.volumeMounts.0.name": "setings"}))
    assert problem.hint == 'did you mean "settings"?'


@pytest.mark.parametrize(("version", "good"), [("1.30", False), ("1.31", False), ("1.32", True), ("1.37", True)])
def test_environment_names_are_relaxed_since_1_32(version, good):
    assert (problems(changed("Deployment", {f"{WEB}.env.0.name": "1 a"}), version) == ()) is good


FILE_KEY = {"fileKeyRef": {"volumeName": "scratch", "path": "a", "key": "B"}}


@pytest.mark.parametrize(("version", "good"), [("1.33", False), ("1.34", False), ("1.35", True), ("1.37", True)])
def test_variables_come_from_files_since_1_35(version, good):
    assert (problems(changed("Deployment", {f"{WEB}.env.2.valueFrom": FILE_KEY}), version) == ()) is good


@pytest.mark.parametrize(
    ("field", "good", "bad", "reason"),
    [
        ("volumeName", "scratch", "settings", "is an empty directory"),
        ("volumeName", "scratch", "none", "does not declare"),
        ("volumeName", "scratch", "", "must not be empty"),
        ("path", "/a..b", "a/../b", 'must not contain ".."'),
        ("path", "a", "", "must not be empty"),
        ("key", "a b", "a=b", 'other than "="'),
        ("key", "a", "", "must not be empty"),
    ],
)
def test_a_variable_from_a_file_keeps_the_rules(field, good, bad, reason):
    def found(value):
        source = {"fileKeyRef": {**FILE_KEY["fileKeyRef"], field: value}}
        return problems(changed("Deployment", {f"{WEB}.env.2.valueFrom": source}), "1.37")

    assert found(good) == ()
    assert reason in found(bad)[0].message


def test_rules_for_several_fields_wait_until_the_shape_is_right():
    found = problems(changed("Deployment", {"spec.selector.matchLabels.app": 1, f"{WEB}.env.0.name": "A=B"}))
    assert [problem.kind for problem in found] == ["wrong-type", "bad-value"]


def test_a_pod_names_its_user_for_all_containers_that_name_none():
    body = changed("Deployment", {f"{SPEC}.securityContext.runAsUser": 0, f"{WEB}.securityContext.runAsUser": 5})
    assert [problem.path for problem in problems(body)] == [("spec", "template", "spec", "initContainers", 0)]


def test_a_service_account_is_named_with_its_namespace_where_a_binding_has_none():
    account = {"kind": "ServiceAccount", "name": "web"}
    assert problems(changed("RoleBinding", {"subjects": [account]})) == ()
    (problem,) = problems(changed("ClusterRoleBinding", {"subjects": [account]}))
    assert problem.message == 'required field "namespace" is missing in ClusterRoleBinding.subjects[0]'


def test_claims_of_a_stateful_set_have_different_names():
    claim = SAMPLES["StatefulSet"]["spec"]["volumeClaimTemplates"][0]
    (problem,) = problems(changed("StatefulSet", {"spec.volumeClaimTemplates.1": claim}))
    assert "same name as volumeClaimTemplates[0]" in problem.message


def test_a_name_is_needed_unless_one_is_generated():
    assert [problem.kind for problem in problems({"apiVersion": "v1", "kind": "ConfigMap"})] == ["missing-field"]
    assert [problem.kind for problem in problems({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {}})] == [
        "missing-field"
    ]
    assert problems({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "a-"}}) == ()


def test_a_secret_has_the_keys_of_its_type():
    tls = {"type": "kubernetes.io/tls", "data": {"tls.crt": "YQ==", "tls.key": "YQ=="}}
    assert problems(changed("Secret", tls)) == ()
    (problem,) = problems(changed("Secret", {**tls, "data": {"tls.crt": "YQ=="}}))
    assert '"tls.key"' in problem.message


@pytest.mark.parametrize(
    ("service", "good"),
    [
        ({"clusterIP": "None", "selector": {"a": "b"}}, True),
        ({"clusterIP": "None", "type": "LoadBalancer", "ports": [{"port": 80}]}, False),
        ({"type": "LoadBalancer", "loadBalancerSourceRanges": ["10.0.0.0/8"], "ports": [{"port": 80}]}, True),
        ({"externalTrafficPolicy": "Local", "externalIPs": ["192.0.2.1"], "ports": [{"port": 80}]}, True),
        ({"type": "NodePort", "externalTrafficPolicy": "Local", "ports": [{"port": 80, "nodePort": 30080}]}, True),
        ({"type": "ExternalName", "externalName": "shop.example.com."}, True),
        ({"type": "ExternalName", "externalName": "shop_example"}, False),
    ],
)
def test_services_are_checked_by_their_type(service, good):
    assert (problems(changed("Service", {"spec": service})) == ()) is good


@pytest.mark.parametrize(
    ("selector", "matches"),
    [
        ({}, True),
        ({"matchLabels": {"a": "1"}}, True),
        ({"matchLabels": {"a": "2"}}, False),
        ({"matchLabels": {"b": "1"}}, False),
        ({"matchExpressions": [{"key": "a", "operator": "In", "values": ["1", "2"]}]}, True),
        ({"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["1"]}]}, False),
        ({"matchExpressions": [{"key": "b", "operator": "NotIn", "values": ["1"]}]}, True),
        ({"matchExpressions": [{"key": "a", "operator": "Exists"}]}, True),
        ({"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]}, False),
    ],
)
def test_selectors_match_as_in_kubernetes(selector, matches):
    assert selects(selector, {"a": "1"}) is matches


@pytest.mark.parametrize(
    "schedule", ["* * * * *", "*/5 0-23/2 1,15 jan-DEC sun", "0 0 ? * 1-5", "@hourly", "@every 1h30m", "59 23 31 12 6"]
)
def test_good_schedules(schedule):
    assert schedule_problem(schedule) == ""


@pytest.mark.parametrize(
    "schedule",
    [
        *("", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 7", "*/0 * * * *"),
        *("5-1 * * * *", "1-2-3 * * * *", "a * * * *", "@never", "TZ=UTC * * * * *", "² * * * *"),
    ],
)
def test_bad_schedules(schedule):
    assert schedule_problem(schedule) != ""


@pytest.mark.parametrize(
    ("quantity", "billionths"),
    [
        ("1", ONE),
        (1, ONE),
        (0.1, ONE // 10),
        ("100m", ONE // 10),
        ("1.5Gi", 3 * 2**29 * ONE),
        (".5", ONE // 2),
        ("5.", 5 * ONE),
        ("1e3", 1000 * ONE),
        ("1E", 10**18 * ONE),
        ("1E-3", ONE // 1000),
        ("1n", 1),
        ("0.1n", 1),
        ("-1k", -1000 * ONE),
        ("+2M", 2 * 10**6 * ONE),
        ("128Mi", 2**27 * ONE),
        ("", None),
        ("lots", None),
        ("1 Gi", None),
        ("1gi", None),
        ("1GB", None),
        ("1.2.3", None),
        ("--1", None),
        ("1e", None),
        ("٣", None),
        ("1\n", None),
        ("1" * 65, None),
    ],
)
def test_quantities_are_read_as_kubernetes_reads_them(quantity, billionths):
    assert parse(quantity) == billionths


def test_a_text_that_is_no_quantity_is_told_apart_from_one_out_of_bounds():
    assert quantities.problem("lots") == quantities.RULE
    assert quantities.problem("0") == ""
    assert quantities.problem("-1") == "must not be below zero"
    assert quantities.problem("0", above_zero=True) == "must be above zero"
