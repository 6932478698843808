"""Rules of the table, each with a good and a bad value, that the API server's own validation judges alike."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

import pytest
import yaml

from oamc.api import compile_documents
from oamc.kubernetes.schemas import SUPPORTED_VERSIONS, problems
from tests.assurance.table.changes import SPECIMENS
from tests.support.api_server import judged_versions, shared_judge

BY_NAME = {(specimen["kind"], specimen["metadata"]["name"]): specimen for specimen in SPECIMENS}
POD = "spec.template.spec"
WEB = f"{POD}.containers.0"
TERMS = f"{POD}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"
PREFERRED = (
    f"{POD}.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution.0.preference.matchExpressions.0.values"
)
SPREAD = f"{POD}.topologySpreadConstraints.0"
FAILURES = "spec.podFailurePolicy.rules"
EXPRESSION = "spec.selector.matchExpressions.0"


def file_key(volume: str = "scratch", path: str = "a", key: str = "B") -> dict[str, Any]:
    """Return the source of a variable that is in a file of a volume."""
    return {"fileKeyRef": {"volumeName": volume, "path": path, "key": key}}


class Rule(NamedTuple):
    """A value at a place of a specimen: a good one, a bad one, and what the message against the bad one says.

    `since` is the first minor version in which the rule is this; `until` is the last one.
    """

    specimen: str
    place: str
    good: Any
    bad: Any
    reason: str
    since: int = 30
    until: int = 37


def requirement(key: str = "a", operator: str = "In", values: tuple[str, ...] = ("b",)) -> dict[str, Any]:
    return {"key": key, "operator": operator, "values": list(values)}


def source(**given: Any) -> list[dict[str, Any]]:
    return [dict(given)]


RULES = [
    Rule("Deployment/web", f"{EXPRESSION}.values", ["front", ""], ["front", "a b"], "letters, digits"),
    Rule("PodDisruptionBudget/web", "spec.minAvailable", 2**31 - 1, 2**31, "must be from -2147483648"),
    Rule("Deployment/web", f"{POD}.tolerations.1.value", "a.b", "a b", "letters, digits"),
    Rule("Deployment/host", f"{WEB}.ports.0.hostPort", 8080, 8081, "equal to containerPort when hostNetwork"),
    Rule("Deployment/web", TERMS, [{"matchExpressions": [requirement()]}], [], "must not be empty"),
    Rule("Deployment/web", f"{TERMS}.0.matchExpressions.1.values", ["a"], ["a b"], "letters, digits", since=32),
    Rule("Deployment/web", f"{TERMS}.1.matchFields.0.key", "metadata.name", "metadata.uid", "must be metadata.name"),
    Rule("Deployment/web", f"{TERMS}.1.matchFields.0.operator", "NotIn", "Exists", "must be In or NotIn"),
    Rule("Deployment/web", f"{TERMS}.1.matchFields.0.values", ["a.b"], ["a", "b"], "must have one value"),
    Rule("Deployment/web", f"{TERMS}.1.matchFields.0.values", ["a"], ["A"], "lower-case"),
    Rule("Deployment/web", PREFERRED, ["a b"], [], "must have values"),
    Rule("Deployment/web", f"{POD}.volumes.4.nfs.path", "/a", "a", 'begin with "/"'),
    Rule("Deployment/web", f"{POD}.volumes.4.nfs.server", "a", "", "must not be empty"),
    Rule("Deployment/web", f"{POD}.volumes.6.csi.driver", "Example.com", "a b", "lower-case"),
    Rule("Deployment/web", f"{POD}.volumes.6.csi.driver", "a" * 63, "a" * 64, "at most 63"),
    Rule("Deployment/web", f"{POD}.volumes.6.csi.nodePublishSecretRef", {"name": "a"}, {}, '"name" is missing'),
    Rule(
        "Deployment/web",
        f"{POD}.volumes.8.ephemeral",
        {"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": 1}}}}},
        {},
        '"volumeClaimTemplate" is missing',
    ),
    Rule("Deployment/web", f"{POD}.volumes.8.ephemeral.volumeClaimTemplate.metadata", {}, {"name": "a"}, "must be left out"),
    Rule("Deployment/web", f"{POD}.volumes.10.projected.sources", source(secret={"name": "a"}), source(secret={}), '"name"'),
    Rule(
        "Deployment/web", f"{POD}.volumes.10.projected.sources", source(configMap={"name": "a"}), source(configMap={}), '"name"'
    ),
    Rule("Deployment/web", f"{POD}.volumes.10.projected.sources.1.configMap.items.0.path", "b", "token", "of another file"),
    Rule("Deployment/web", f"{POD}.volumes.10.projected.sources.2.serviceAccountToken.expirationSeconds", 600, 599, "from 600"),
    Rule("Deployment/web", f"{POD}.volumes.10.projected.sources.2.serviceAccountToken.path", "a/b", "/a", "relative path"),
    Rule("Deployment/web", f"{POD}.volumes.9.downwardAPI.items.0.path", "a/b", "../b", 'must not begin with ".."'),
    Rule("Deployment/web", f"{POD}.volumes.9.downwardAPI.items.0.path", "a", "", "must not be empty"),
    Rule(
        "Deployment/web", f"{POD}.volumes.9.downwardAPI.items.0.fieldRef.fieldPath", "metadata.uid", "status.podIP", "be told"
    ),
    Rule("Deployment/web", f"{POD}.volumes.9.downwardAPI.items.1.resourceFieldRef.containerName", "web", None, "containerName"),
    Rule(
        "Deployment/web", f"{POD}.volumes.9.downwardAPI.items.1.fieldRef", None, {"fieldPath": "metadata.name"}, "at the same"
    ),
    Rule("Deployment/web", f"{POD}.hostAliases.0.ip", "fd00::1", "localhost", "an IP address"),
    Rule("Deployment/web", f"{POD}.hostAliases.0.ip", "1.2.3.4", "1.2.3.256", "an IP address"),
    Rule("Deployment/web", f"{POD}.hostAliases.0.ip", "1.2.3.4", "01.2.3.4", "an IP address", since=36),
    Rule("Deployment/web", f"{POD}.hostAliases.0.ip", "fe80::1", "fe80::1%eth0", "an IP address"),
    Rule("Deployment/web", f"{POD}.hostAliases.0.ip", "::1.2.3.4", "::ffff:1.2.3.4", "an IP address", since=36),
    Rule("Deployment/web", f"{POD}.dnsConfig.nameservers", ["1.1.1.1"] * 3, ["1.1.1.1"] * 4, "at most 3"),
    Rule("Deployment/web", f"{POD}.dnsConfig.nameservers", ["::1"], ["dns.example.com"], "an IP address"),
    Rule("Deployment/web", f"{POD}.dnsConfig.searches", ["a"] * 32, ["a"] * 33, "at most 32"),
    Rule("Deployment/web", f"{POD}.dnsConfig.searches", ["a.b."], ["A"], "lower-case"),
    Rule("Deployment/web", f"{POD}.dnsConfig.searches", ["_a.b", "."], ["a b"], "lower-case", since=33),
    Rule("Deployment/web", f"{POD}.dnsConfig.searches", ["a.b"], ["_a.b"], "lower-case", until=32),
    Rule("Deployment/web", f"{POD}.dnsConfig.options", [{"name": "a"}], [{"value": "a"}], '"name" is missing'),
    Rule("Deployment/web", f"{POD}.securityContext.sysctls.0.name", "net.a", "A", "lower-case"),
    Rule(
        "Deployment/host",
        f"{POD}.securityContext.sysctls",
        [{"name": "kernel.a", "value": ""}],
        [{"name": "net.a", "value": ""}],
        "hostNetwork",
    ),
    Rule("Deployment/web", f"{WEB}.envFrom.0.configMapRef", {"name": "a"}, {}, '"name" is missing'),
    Rule("Deployment/web", f"{WEB}.envFrom.1.secretRef", {"name": "a"}, {"optional": True}, '"name" is missing'),
    Rule("Deployment/web", f"{WEB}.env.5.valueFrom.resourceFieldRef.resource", "requests.cpu", "cpu", "is not an amount"),
    Rule("Deployment/web", f"{WEB}.env.5.valueFrom.resourceFieldRef.divisor", "1", "10m", "must be 1 or 1m"),
    Rule("Deployment/web", f"{WEB}.env.6.valueFrom.resourceFieldRef.divisor", "1Gi", "2Mi", "must be 1 of a unit"),
    Rule(
        "Deployment/web",
        f"{WEB}.env.2.valueFrom.fieldRef.fieldPath",
        "metadata.labels['a/b']",
        "metadata.labels['a b']",
        "has a key",
    ),
    Rule("Deployment/web", f"{WEB}.env.2.valueFrom.fieldRef.apiVersion", "v1", "v2", "must be v1"),
    Rule("Deployment/web", f"{WEB}.env.2.valueFrom", file_key(), file_key("none"), "does not declare", since=35),
    Rule("Deployment/web", f"{WEB}.env.2.valueFrom", file_key(), file_key("settings"), "an empty directory", since=35),
    Rule("Deployment/web", f"{WEB}.env.2.valueFrom", file_key(path="/a..b"), file_key(path="a/../b"), 'contain ".."', since=35),
    Rule("Deployment/web", f"{WEB}.env.2.valueFrom", file_key(), file_key(path=""), "must not be empty", since=35),
    Rule("Deployment/web", f"{WEB}.env.2.valueFrom", file_key(key="a b"), file_key(key="a=b"), "printable ASCII", since=35),
    Rule("Deployment/web", f"{SPREAD}.minDomains", None, 0, "at least 1"),
    Rule("Deployment/web", f"{SPREAD}.whenUnsatisfiable", "DoNotSchedule", "ScheduleAnyway", "minDomains"),
    Rule("Deployment/web", f"{SPREAD}.matchLabelKeys", ["a"], ["app"], "must not be a key of the labelSelector", until=33),
    Rule("Deployment/web", f"{SPREAD}.labelSelector", {}, None, "must come with a labelSelector"),
    Rule(
        "Deployment/web",
        f"{POD}.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.0.podAffinityTerm.namespaces",
        ["a"],
        ["A"],
        "lower-case",
    ),
    Rule("Deployment/host", f"{POD}.shareProcessNamespace", False, True, "hostPID"),
    Rule("Deployment/host", f"{WEB}.lifecycle.preStop.sleep.seconds", 30, 31, "terminationGracePeriodSeconds"),
    Rule("Deployment/host", f"{WEB}.lifecycle.preStop.sleep.seconds", 0, -1, "from 0 to 30", since=33),
    Rule("Deployment/host", f"{WEB}.lifecycle.preStop.sleep.seconds", 1, 0, "from 1 to 30", until=32),
    Rule("StatefulSet/db", "spec.serviceName", "1db", "db.a", "lower-case", since=33),
    Rule("StatefulSet/db", "spec.volumeClaimTemplates.0.spec.accessModes", ["ReadOnlyMany"], [], "accessModes", since=34),
    Rule("DaemonSet/agent", "spec.updateStrategy.rollingUpdate.maxSurge", 0, 1, "at the same time"),
    Rule("Job/once", f"{FAILURES}.0.action", "Count", "Stop", "must be Count, FailIndex, FailJob or Ignore"),
    Rule("Job/once", f"{FAILURES}.0.onExitCodes.containerName", None, "other", "names no container"),
    Rule("Job/once", f"{FAILURES}.0.onExitCodes.operator", "NotIn", "Exists", "must be In or NotIn"),
    Rule("Job/once", f"{FAILURES}.0.onExitCodes.values", [1, 2], [2, 1], "ascending order"),
    Rule("Job/once", f"{FAILURES}.0.onExitCodes.values", [1], [0], "must not be 0"),
    Rule("Job/once", f"{FAILURES}.0.onExitCodes.values", [1], [], "1 to 255 items"),
    Rule("Job/once", f"{FAILURES}.1.onPodConditions.0.status", "Unknown", "Yes", "must be False, True or Unknown"),
    Rule("Job/once", f"{FAILURES}.1.onPodConditions", [{"type": "a", "status": "True"}], [], "must have one of"),
    Rule("Job/once", f"{POD}.restartPolicy", "Never", "OnFailure", "must be Never with a podFailurePolicy"),
    Rule("Job/once", "spec.podReplacementPolicy", "Failed", "TerminatingOrFailed", "must be Failed"),
    Rule("Job/once", "spec.parallelism", 100_000, 100_001, "at most 100000"),
    Rule("Job/once", "spec.maxFailedIndexes", 4, 5, "must not be above completions"),
    Rule("Job/plain", "spec.backoffLimitPerIndex", None, 1, "only for completionMode: Indexed"),
    Rule(
        "Job/once",
        "spec.successPolicy",
        {"rules": [{"succeededIndexes": "0,2-3"}]},
        {"rules": [{"succeededIndexes": "0-4"}]},
        "ascending",
        since=31,
    ),
    Rule(
        "Job/once",
        "spec.successPolicy",
        {"rules": [{"succeededCount": 4}]},
        {"rules": [{"succeededCount": 5}]},
        "number of these",
        since=31,
    ),
    Rule("CronJob/nightly", "spec.timeZone", "Europe/Berlin", "Mars/Olympus", "name of a time zone"),
    Rule("CronJob/nightly", "spec.timeZone", "UTC", "Local", "name of a time zone"),
    Rule("CronJob/nightly", "spec.schedule", "*/5 0-6 1,15 * MON-FRI", "0 24 * * *", "hour"),
    Rule("CronJob/nightly", "spec.schedule", "@every 5m", "@every five", "schedule"),
    Rule("CronJob/nightly", "spec.schedule", "@daily", "TZ=UTC 0 0 * * *", "time zone"),
    Rule("CronJob/nightly", "spec.jobTemplate.spec.manualSelector", False, True, "must be left out"),
    Rule("Ingress/web", "spec.defaultBackend.resource.apiGroup", "a.b", "A b", "lower-case"),
    Rule("Ingress/web", "spec.defaultBackend.resource.kind", "A", "a/b", 'must not contain "/"'),
    Rule("Ingress/web", "spec.rules.0.http.paths.0.backend.service.name", "1web", "Web", "lower-case", since=36),
    Rule("NetworkPolicy/web", "spec.policyTypes", ["Egress", "Ingress"], ["Egress", "Ingress", "Egress"], "at most 2"),
    Rule("NetworkPolicy/web", "spec.egress.0.to.0.ipBlock.except", ["10.1.0.0/16"], ["11.0.0.0/16"], "a part of cidr"),
    Rule("NetworkPolicy/web", "spec.egress.0.to.0.ipBlock.except", ["10.1.0.0/16"], ["10.0.0.0/8"], "a part of cidr"),
    Rule("NetworkPolicy/web", "spec.podSelector.matchExpressions.0.values", ["b"], ["b c"], "letters, digits"),
    Rule("HorizontalPodAutoscaler/web", "spec.scaleTargetRef.apiVersion", "apps/v1", "v1", "group and a version", since=34),
    Rule("HorizontalPodAutoscaler/web", "spec.metrics.1.containerResource.container", "a", "A", "lower-case"),
    Rule("HorizontalPodAutoscaler/web", "spec.metrics.1.containerResource.name", "cpu", "", "must not be empty"),
    Rule("HorizontalPodAutoscaler/web", "spec.minReplicas", 1, 0, "at least 1", until=36),
    Rule("HorizontalPodAutoscaler/web", "spec.minReplicas", 0, -1, "at least 0", since=37),
    Rule("HorizontalPodAutoscaler/small", "spec.minReplicas", 1, 0, "without an Object or External", since=37),
    Rule("Service/headless", "spec.clusterIP", "10.0.0.7", "web", "an IP address"),
    Rule("Service/web", "spec.clusterIPs", ["10.0.0.20"], ["10.0.0.21"], "must begin with"),
    Rule("Service/web", "spec.externalIPs", ["192.0.2.8"], ["127.0.0.1"], "of one node"),
    Rule("Service/web", "spec.externalIPs", ["192.0.2.8"], ["a"], "an IP address"),
    Rule("Service/web", "spec.ipFamilies", ["IPv4"], ["IPv6"], "of the family IPv6"),
    Rule("Service/headless", "spec.ipFamilies", ["IPv6", "IPv4"], ["IPv4", "IPv4"], "a family twice"),
    Rule("Service/balanced", "spec.healthCheckNodePort", 32001, 65536, "from 0 to 65535"),
    Rule("Service/web", "spec.healthCheckNodePort", None, 32000, "only for the type LoadBalancer"),
    Rule("Service/web", "spec.sessionAffinityConfig.clientIP.timeoutSeconds", 86400, 86401, "from 1 to 86400"),
    Rule("Service/alias", "spec.clusterIP", "", "10.0.0.1", "must not be given"),
    Rule("Service/alias", "spec.externalName", "a.b.", "a_b", "lower-case"),
    Rule("ResourceQuota/most", "spec.hard", {"pods": 1}, {"pods": "1500m"}, "a whole number"),
    Rule("ResourceQuota/most", "spec.hard", {"limits.cpu": 1}, {"limit.cpu": 1}, "quotas do not know"),
    Rule("ResourceQuota/most", "spec.scopes", ["NotBestEffort"], ["BestEffort"], "does not go with"),
    Rule("ResourceQuota/most", "spec.scopes", ["Terminating"], ["Terminating", "NotTerminating"], "at the same time"),
    Rule("ResourceQuota/most", "spec.scopes", ["NotTerminating"], ["Running"], "a scope of quotas"),
    Rule("ResourceQuota/selected", "spec.scopeSelector.matchExpressions.0.values", ["a"], [], "if, and only if"),
    Rule("ResourceQuota/selected", "spec.scopeSelector.matchExpressions.0.scopeName", "PriorityClass", "Terminating", "Exists"),
    Rule("LimitRange/usual", "spec.limits.0.type", "Container", "Node", "must be Pod, Container or"),
    Rule("LimitRange/usual", "spec.limits.0.min.cpu", "100m", "2", "must not be above its max"),
    Rule("LimitRange/usual", "spec.limits.0.maxLimitRequestRatio.cpu", 10, 11, "max divided by min"),
    Rule("LimitRange/usual", "spec.limits.0.default", {"memory": 1}, {"memmory": 1}, "cannot be bounded"),
    Rule("LimitRange/usual", "spec.limits.1.type", "PersistentVolumeClaim", "Container", "the same type as limits[0]"),
    Rule("LimitRange/usual", "spec.limits.1.min", {"storage": "10Gi"}, {"storage": "11Gi"}, "must not be above its max"),
    Rule("RoleBinding/readers", "subjects.0.name", "a.b", "A b", "lower-case"),
    Rule("RoleBinding/readers", "roleRef.apiGroup", None, "rbac", "must be rbac.authorization.k8s.io"),
    Rule("ClusterRole/metrics", "aggregationRule.clusterRoleSelectors", [{}], [], '"clusterRoleSelectors" is missing'),
    Rule("Secret/basic", "stringData", {"password": ""}, {"user": "a"}, '"username" or "password"'),
    Rule("Secret/registry", "stringData", {".dockerconfigjson": "{}"}, {".dockerconfigjson": "[]"}, "a mapping in JSON"),
    Rule("Secret/registry", "stringData", {".dockerconfigjson": "null"}, {".dockerconfigjson": "{"}, "a mapping in JSON"),
    Rule("Secret/account", "metadata.annotations", {"kubernetes.io/service-account.name": "a"}, {"a": "b"}, "name its account"),
    Rule("Secret/tls", "data", {"tls.crt": "", "tls.key": ""}, {"tls.crt": ""}, '"tls.key"'),
    Rule("Service/headless", "metadata.name", "1db", "Db", "lower-case", since=36),
    Rule("Service/headless", "metadata.name", "db-1", "1db", "begin with a letter", until=35),
    Rule("ConfigMap/settings", "metadata.finalizers", ["example.com/a"], ["a"], "a name with a domain"),
    Rule("ConfigMap/settings", "metadata.generateName", "a-", "AB-", "lower-case"),
    Rule("ConfigMap/settings", "data", {"a": None}, {"a b": None}, "letters, digits"),
    Rule("Deployment/web", f"{POD}.terminationGracePeriodSeconds", -1, "1", "must be a whole number"),
    Rule("IngressClass/nginx", "spec.controller", "a.b/c", "a", "a domain, a slash and a path"),
    Rule("IngressClass/nginx", "spec.parameters.namespace", None, "a", "if, and only if"),
    Rule(
        "IngressClass/nginx",
        "spec.parameters",
        {"kind": "A", "name": "a", "scope": "Namespace", "namespace": "b"},
        {"kind": "A", "name": "a", "scope": "Namespace"},
        "if, and only if",
    ),
    Rule("StorageClass/fast", "reclaimPolicy", "Retain", "Recycle", "must be Delete or Retain"),
    Rule(
        "PersistentVolumeClaim/files",
        "spec.dataSourceRef",
        {"apiGroup": "a.b", "kind": "Copy", "name": "c"},
        {"kind": "Copy", "name": "c"},
        "must be PersistentVolumeClaim",
    ),
]
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.specimen} {rule.place[-60:]} {rule.reason}")


def holding(rule: Rule, value: Any) -> dict[str, Any]:
    """Return the specimen of a rule with a value at its place."""
    kind, _, name = rule.specimen.partition("/")
    body: dict[str, Any] = copy.deepcopy(BY_NAME[kind, name])
    *steps, last = (int(step) if step.isdigit() else step for step in rule.place.split("."))
    parent: Any = body
    for step in steps:
        parent = parent[step] if isinstance(parent, list) else parent.setdefault(step, {})
    parent[last] = value
    return body


def concerns(rule: Rule, version: str) -> bool:
    """Tell whether a rule is this in a version."""
    return rule.since <= int(version[2:]) <= rule.until


@every_rule
def test_a_good_value_is_taken_and_a_bad_one_refused_in_every_version(rule: Rule) -> None:
    for version in filter(lambda version: concerns(rule, version), SUPPORTED_VERSIONS):
        assert problems(holding(rule, rule.good), version) == (), version
        found = problems(holding(rule, rule.bad), version)
        assert [problem.message for problem in found if rule.reason in problem.message], (version, found)


@judged_versions
@every_rule
def test_the_api_server_says_the_same(rule: Rule, version: str) -> None:
    judge = shared_judge(version)
    if not concerns(rule, version):
        return
    assert judge.create(holding(rule, rule.good)).errors == ()
    assert judge.create(holding(rule, rule.bad)).errors


EXTENDED = [
    rule for rule in RULES if rule.place.startswith("spec.") and "/" in BY_NAME[*rule.specimen.split("/")]["apiVersion"]
]


def extended(body: dict[str, Any]) -> str:
    """Return documents of which the object is made: an extended workload type, one key or item a line."""
    component = {
        "apiVersion": "core.oam.dev/v1alpha1",
        "kind": "ComponentSchematic",
        "metadata": {"name": "web"},
        "spec": {
            "workloadType": f"{body['apiVersion']}.{body['kind']}",
            "workloadSettings": [{"name": "spec", "value": body["spec"]}],
        },
    }
    application = {
        "apiVersion": "core.oam.dev/v1alpha1",
        "kind": "ApplicationConfiguration",
        "metadata": {"name": "shop"},
        "spec": {"components": [{"componentName": "web", "instanceName": "shop-web"}]},
    }
    return yaml.safe_dump_all((application, component), sort_keys=False, width=1000)


@pytest.mark.parametrize("rule", EXTENDED, ids=lambda rule: f"{rule.specimen} {rule.place[-60:]} {rule.reason}")
def test_a_bad_value_is_refused_at_the_line_of_the_extended_workload(rule: Rule) -> None:
    version = f"1.{min(rule.until, 37)}"
    good, bad = (extended(holding(rule, value)) for value in (rule.good, rule.bad))
    assert compile_documents({"app.yaml": good.encode()}, format="manifests", kube_versions=(version,)).outputs
    refused = compile_documents({"app.yaml": bad.encode()}, format="manifests", kube_versions=(version,))
    assert not refused.outputs
    first = bad.splitlines().index("  - name: spec") + 2
    found = [one for one in refused.diagnostics if rule.reason in one.message]
    assert found
    assert all(one.code.id in {"OAM605", "OAM606"} and one.span.line > first for one in found), found


@judged_versions
def test_every_specimen_is_good_for_both(version: str) -> None:
    for specimen in SPECIMENS:
        assert problems(specimen, version) == ()
        assert shared_judge(version).create(specimen).errors == (), specimen["metadata"]["name"]


@judged_versions
def test_every_time_zone_of_the_list_is_one_of_the_api_server(version: str) -> None:
    from oamc.kubernetes.rules.jobs import time_zones

    schedule = BY_NAME["CronJob", "nightly"]
    for name in sorted(time_zones()):
        body = {**schedule, "spec": {**schedule["spec"], "timeZone": name}}
        assert shared_judge(version).create(body).errors == (), name
