"""Objects as the API server stores them: defaults filled in, what means nothing left out.

What is absent and what the server would put there are no difference (`pkg/apis/*/v1/defaults.go` of Kubernetes; probed with the
update code of 1.34). In: an object as plain data. Out: one of the same meaning, for comparison alone.
"""

from __future__ import annotations

import base64
import binascii

from oamc.changes.identities import metadata_of
from oamc.changes.model import part_of
from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.kubernetes.table import FieldType, load_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oamc.changes.model import Body

IGNORED_METADATA = frozenset(
    ("managedFields", "generation", "resourceVersion", "uid", "creationTimestamp", "selfLink", "namespace")
)
"""What only a server writes, and what identifies the object."""
IGNORED_ANNOTATIONS = (
    "kubectl.kubernetes.io/last-applied-configuration",
    "deployment.kubernetes.io/revision",
    "deprecated.daemonset.template.generation",
    "pv.kubernetes.io/",
    "volume.kubernetes.io/",
    "argocd.argoproj.io/tracking-id",
    "meta.helm.sh/release-",
)
NOTHING: dict[str, frozenset[str]] = {
    "core.v1.PodSpec": frozenset(
        (
            *("hostname", "nodeName", "priorityClassName", "serviceAccountName", "subdomain"),
            *("hostNetwork", "hostPID", "hostIPC"),
        )
    ),
    "core.v1.Container": frozenset(("workingDir", "stdin", "stdinOnce", "tty")),
    "core.v1.VolumeMount": frozenset(("subPath", "subPathExpr", "readOnly")),
    "core.v1.EnvVar": frozenset(("value",)),
    "core.v1.EmptyDirVolumeSource": frozenset(("medium",)),
    "core.v1.PersistentVolumeClaimVolumeSource": frozenset(("readOnly",)),
    "core.v1.Toleration": frozenset(("key", "operator", "value", "effect")),
    "core.v1.ContainerPort": frozenset(("hostPort", "hostIP", "name")),
    "core.v1.Probe": frozenset(("initialDelaySeconds",)),
    "core.v1.GRPCAction": frozenset(("service",)),
    "core.v1.ServiceSpec": frozenset(("publishNotReadyAddresses", "externalName", "loadBalancerIP", "healthCheckNodePort")),
    "core.v1.ServicePort": frozenset(("name", "nodePort")),
    "core.v1.HostPathVolumeSource": frozenset(("type",)),
    "apps.v1.DeploymentSpec": frozenset(("paused", "minReadySeconds")),
    "apps.v1.StatefulSetSpec": frozenset(("minReadySeconds",)),
    "apps.v1.DaemonSetSpec": frozenset(("minReadySeconds",)),
}
"""Fields in which the empty text, false and 0 say the same as leaving them out, by the part of an object that has them."""
BEHAVIOR: dict[str, Any] = {
    "scaleUp": {
        "stabilizationWindowSeconds": 0,
        "selectPolicy": "Max",
        "policies": [
            {"type": "Pods", "value": 4, "periodSeconds": 15},
            {"type": "Percent", "value": 100, "periodSeconds": 15},
        ],
    },
    "scaleDown": {"selectPolicy": "Max", "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}]},
}
"""How fast an autoscaler goes where it does not say so."""
PROBE = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
RBD = {"pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"}
PLAIN: dict[str, dict[str, Any]] = {
    "core.v1.PodSpec": {
        "restartPolicy": "Always",
        "dnsPolicy": "ClusterFirst",
        "schedulerName": "default-scheduler",
        "terminationGracePeriodSeconds": 30,
        "securityContext": {},
    },
    "core.v1.Container": {
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
        "resources": {},
    },
    "core.v1.ContainerPort": {"protocol": "TCP"},
    "core.v1.Probe": PROBE,
    "core.v1.HTTPGetAction": {"path": "/", "scheme": "HTTP"},
    "core.v1.ObjectFieldSelector": {"apiVersion": "v1"},
    "core.v1.ResourceFieldSelector": {"divisor": "0"},
    "core.v1.ConfigMapVolumeSource": {"defaultMode": 420},
    "core.v1.SecretVolumeSource": {"defaultMode": 420},
    "core.v1.DownwardAPIVolumeSource": {"defaultMode": 420},
    "core.v1.ProjectedVolumeSource": {"defaultMode": 420},
    "core.v1.ServiceAccountTokenProjection": {"expirationSeconds": 3600},
    "core.v1.PersistentVolumeClaimSpec": {"volumeMode": "Filesystem"},
    "core.v1.PersistentVolumeSpec": {"volumeMode": "Filesystem", "persistentVolumeReclaimPolicy": "Retain"},
    "apps.v1.DeploymentSpec": {
        "replicas": 1,
        "revisionHistoryLimit": 10,
        "progressDeadlineSeconds": 600,
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"}},
    },
    "apps.v1.StatefulSetSpec": {
        "replicas": 1,
        "podManagementPolicy": "OrderedReady",
        "revisionHistoryLimit": 10,
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
        "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"},
    },
    "apps.v1.DaemonSetSpec": {
        "revisionHistoryLimit": 10,
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}},
    },
    "apps.v1.ReplicaSetSpec": {"replicas": 1},
    "batch.v1.CronJobSpec": {
        "concurrencyPolicy": "Allow",
        "suspend": False,
        "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 1,
    },
    "core.v1.ServiceSpec": {"type": "ClusterIP", "sessionAffinity": "None"},
    "core.v1.ServicePort": {"protocol": "TCP"},
    "core.v1.Secret": {"type": "Opaque"},
    "core.v1.ISCSIVolumeSource": {"iscsiInterface": "default"},
    "core.v1.ISCSIPersistentVolumeSource": {"iscsiInterface": "default"},
    "core.v1.RBDVolumeSource": RBD,
    "core.v1.RBDPersistentVolumeSource": RBD,
    "core.v1.AzureDiskVolumeSource": {"cachingMode": "ReadWrite", "fsType": "ext4", "readOnly": False, "kind": "Shared"},
    "core.v1.ScaleIOVolumeSource": {"storageMode": "ThinProvisioned", "fsType": "xfs"},
    "core.v1.ScaleIOPersistentVolumeSource": {"storageMode": "ThinProvisioned", "fsType": "xfs"},
    "networking.v1.IngressClassParametersReference": {"scope": "Cluster"},
    "storage.v1.StorageClass": {"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate"},
    "autoscaling.v2.HorizontalPodAutoscalerSpec": {
        "minReplicas": 1,
        "metrics": [
            {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}
        ],
    },
    "batch.v1.PodFailurePolicyOnPodConditionsPattern": {"status": "True"},
    "networking.v1.NetworkPolicyPort": {"protocol": "TCP"},
    "rbac.v1.RoleRef": {"apiGroup": "rbac.authorization.k8s.io"},
    "scheduling.v1.PriorityClass": {"preemptionPolicy": "PreemptLowerPriority"},
}
"""Fields that the server fills in with one value, by the part of an object that lacks them."""


def effective(body: Body) -> Body:
    """Return an object as the server would store it, without what only a server writes."""
    table = load_table()
    if (body.get("apiVersion"), body.get("kind")) == ("autoscaling/v1", "HorizontalPodAutoscaler"):
        body = _second_version(body)
    api_version, kind = body.get("apiVersion", ""), body.get("kind", "")
    versions = table.versions_of(api_version, kind)
    name = table.definition_of(api_version, kind) if versions else ""
    known = {field: value for field, value in body.items() if field != "status"}
    found = _part(known, name, in_cron_job=kind == "CronJob") if name else _without_null(known)
    metadata = {key: value for key, value in metadata_of(found).items() if key not in IGNORED_METADATA}
    given = metadata.get("annotations")
    known_ones = given.items() if isinstance(given, dict) else ()
    annotations = {key: value for key, value in known_ones if not str(key).startswith(IGNORED_ANNOTATIONS)}
    metadata.pop("annotations", None)
    found["metadata"] = {**metadata, **({"annotations": annotations} if annotations else {})}
    if (api_version, kind) == ("v1", "Secret"):
        _decode_secret(found)
    if (api_version, kind) == ("v1", "Pod") and isinstance(found.get("spec"), dict):
        _fill_pod(found["spec"])
    if (api_version, kind) == ("v1", "Namespace"):
        # The server puts back both its label and its finalizers.
        labels = metadata_of(found).get("labels")
        known_labels = labels if isinstance(labels, dict) else {}
        found["metadata"]["labels"] = {**known_labels, "kubernetes.io/metadata.name": metadata_of(body).get("name", "")}
        found.pop("spec", None)
    return found


def _second_version(autoscaler: Body) -> Body:
    """Return an autoscaler of the first version of its API in the words of the second one."""
    spec = dict(part_of(autoscaler, "spec"))
    target = spec.pop("targetCPUUtilizationPercentage", None)
    if target is not None:
        measure = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": target}}
        spec["metrics"] = [{"type": "Resource", "resource": measure}]
    return {**autoscaler, "apiVersion": "autoscaling/v2", "spec": spec}


def _without_null(value: Any) -> Any:
    """Return plain data without nulls in its mappings."""
    if isinstance(value, dict):
        return {key: _without_null(part) for key, part in value.items() if part is not None}
    return [_without_null(item) for item in value] if isinstance(value, list) else value


def _part(value: dict[str, Any], name: str, *, in_cron_job: bool) -> dict[str, Any]:
    """Return one part of an object, which is of the definition `name`."""
    types = load_table().definition(name, DEFAULT_VERSION).types
    nothing = NOTHING.get(name, frozenset())
    found: dict[str, Any] = {}
    for field, part in value.items():
        if part is None or (field in nothing and not part):
            continue
        made = _value(part, types.get(field), in_cron_job=in_cron_job)
        if made is not None:
            found[field] = made
    for field, default in PLAIN.get(name, {}).items():
        if field not in found:
            found[field] = _copied(default)
    filled = FURTHER.get(name)
    if filled is not None:
        filled(found, in_cron_job)
    return found


def _copied(value: Any) -> Any:
    """Return plain data that nobody else holds."""
    if isinstance(value, dict):
        return {key: _copied(part) for key, part in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


def _value(value: Any, wanted: FieldType | None, *, in_cron_job: bool) -> Any:
    """Return a value without what means nothing; None for one that means nothing itself."""
    if wanted is None:
        return _without_null(value)
    if wanted.base == "definition" and isinstance(value, dict):
        return _part(value, wanted.definition, in_cron_job=in_cron_job)
    if wanted.base == "list" and isinstance(value, list):
        return [_value(item, wanted.item, in_cron_job=in_cron_job) for item in value if item is not None] or None
    if wanted.base == "map" and isinstance(value, dict):
        return {
            key: _value(part, wanted.item, in_cron_job=in_cron_job) for key, part in value.items() if part is not None
        } or None
    return value


def _fill_pod(spec: dict[str, Any]) -> None:
    """Fill in what pods get and templates do not."""
    spec.setdefault("enableServiceLinks", True)
    for container in (*spec.get("initContainers", ()), *spec.get("containers", ())):
        resources = container.get("resources") or {}
        if resources.get("limits"):
            resources["requests"] = {**resources["limits"], **(resources.get("requests") or {})}
        for port in container.get("ports", ()) if spec.get("hostNetwork") else ():
            port.setdefault("hostPort", port.get("containerPort"))


def _decode_secret(secret: Body) -> None:
    """Put the texts of a Secret among its data, all of them readable: `stringData` wins."""
    data: dict[str, Any] = {}
    for key, text in (secret.pop("data", None) or {}).items():
        try:
            data[key] = base64.b64decode(text, validate=True).decode("utf-8", "surrogateescape")
        except (binascii.Error, ValueError, TypeError):
            data[key] = text
    data |= secret.pop("stringData", None) or {}
    if data:
        secret["data"] = data


def _pod(spec: dict[str, Any], _: bool) -> None:  # noqa: FBT001  # each of these functions is called by place
    """Fill in the spec of pods: the older name of an account is another name."""
    older = spec.pop("serviceAccount", None)
    if older:
        spec.setdefault("serviceAccountName", older)


def _container(container: dict[str, Any], _: bool) -> None:  # noqa: FBT001
    """Fill in when an image is fetched: always where its tag can move."""
    image = str(container.get("image", ""))
    tag = image.rpartition("/")[2].partition("@")[0].partition(":")[2]
    moves = "@" not in image and tag in {"", "latest"}
    container.setdefault("imagePullPolicy", "Always" if moves else "IfNotPresent")


def _claim(spec: dict[str, Any], _: bool) -> None:  # noqa: FBT001
    """Fill in what a claim is filled with: the server writes each of two fields where the other one is."""
    source = spec.get("dataSource") or spec.get("dataSourceRef")
    if source and "namespace" not in source:
        spec["dataSource"] = spec["dataSourceRef"] = source


def _volume(volume: dict[str, Any], _: bool) -> None:  # noqa: FBT001
    """Fill in what a volume is where it does not say so."""
    if volume.keys() == {"name"}:
        volume["emptyDir"] = {}


def _deployment(spec: dict[str, Any], _: bool) -> None:  # noqa: FBT001
    """Fill in the rest of a strategy."""
    _fill_strategy(spec["strategy"], {"maxUnavailable": "25%", "maxSurge": "25%"})


def _stateful_set(spec: dict[str, Any], _: bool) -> None:  # noqa: FBT001
    """Fill in the rest of a strategy and of what becomes of claims; the versions of claim templates are no content."""
    _fill_strategy(spec["updateStrategy"], {"partition": 0})
    policy = spec["persistentVolumeClaimRetentionPolicy"]
    spec["persistentVolumeClaimRetentionPolicy"] = {"whenDeleted": "Retain", "whenScaled": "Retain", **policy}
    spec["volumeClaimTemplates"] = [
        {key: value for key, value in claim.items() if key not in {"apiVersion", "kind", "status"}}
        for claim in spec.get("volumeClaimTemplates", ())
    ]
    if not spec["volumeClaimTemplates"]:
        del spec["volumeClaimTemplates"]


def _daemon_set(spec: dict[str, Any], _: bool) -> None:  # noqa: FBT001
    """Fill in the rest of a strategy."""
    _fill_strategy(spec["updateStrategy"], {"maxUnavailable": 1, "maxSurge": 0})


def _fill_strategy(strategy: dict[str, Any], defaults: dict[str, Any]) -> None:
    """Fill in the numbers of a strategy that replaces pods one after the other."""
    strategy.setdefault("type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        strategy["rollingUpdate"] = {**defaults, **(strategy.get("rollingUpdate") or {})}


def _job(spec: dict[str, Any], in_cron_job: bool) -> None:  # noqa: FBT001
    """Fill in the numbers of a Job. In the template of a CronJob the server leaves them out."""
    if not spec.get("selector"):
        spec.pop("selector", None)
    if in_cron_job:
        return
    if "completions" not in spec and "parallelism" not in spec:
        spec["completions"] = 1
    spec.setdefault("parallelism", 1)
    spec.setdefault("backoffLimit", 2**31 - 1 if "backoffLimitPerIndex" in spec else 6)
    spec.setdefault("completionMode", "NonIndexed")
    spec.setdefault("suspend", False)
    spec.setdefault("manualSelector", False)
    spec.setdefault("podReplacementPolicy", "Failed" if "podFailurePolicy" in spec else "TerminatingOrFailed")


def _service(spec: dict[str, Any], _: bool) -> None:  # noqa: FBT001
    """Fill in how traffic comes to a Service."""
    kind = spec["type"]
    for port in spec.get("ports", ()):
        if "targetPort" not in port and "port" in port:
            port["targetPort"] = port["port"]
    if kind != "ExternalName":
        spec.setdefault("internalTrafficPolicy", "Cluster")
    if kind in {"NodePort", "LoadBalancer"} or spec.get("externalIPs"):
        spec.setdefault("externalTrafficPolicy", "Cluster")
    if kind == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)
    if spec["sessionAffinity"] == "ClientIP":
        spec.setdefault("sessionAffinityConfig", {"clientIP": {"timeoutSeconds": 10800}})


def _autoscaler(spec: dict[str, Any], _: bool) -> None:  # noqa: FBT001
    """Fill in the rest of a behaviour that is written."""
    behavior = spec.get("behavior")
    if isinstance(behavior, dict):
        spec["behavior"] = {way: {**_copied(known), **(behavior.get(way) or {})} for way, known in BEHAVIOR.items()}


def _network_policy(spec: dict[str, Any], _: bool) -> None:  # noqa: FBT001
    """Fill in which directions a policy is about."""
    spec.setdefault("policyTypes", ["Ingress", *(["Egress"] if spec.get("egress") else [])])


def _subject(subject: dict[str, Any], _: bool) -> None:  # noqa: FBT001
    """Fill in the group of a subject."""
    subject.setdefault("apiGroup", "" if subject.get("kind") == "ServiceAccount" else "rbac.authorization.k8s.io")


def _limit(item: dict[str, Any], _: bool) -> None:  # noqa: FBT001
    """Fill in the defaults of a LimitRange for containers."""
    if item.get("type") != "Container":
        return
    defaults = {**item.get("max", {}), **item.get("default", {})}
    requests = {**item.get("min", {}), **defaults, **item.get("defaultRequest", {})}
    item |= {**({"default": defaults} if defaults else {}), **({"defaultRequest": requests} if requests else {})}


FURTHER: dict[str, Callable[[dict[str, Any], bool], None]] = {
    "core.v1.PodSpec": _pod,
    "core.v1.Container": _container,
    "core.v1.Volume": _volume,
    "core.v1.PersistentVolumeClaimSpec": _claim,
    "apps.v1.DeploymentSpec": _deployment,
    "apps.v1.StatefulSetSpec": _stateful_set,
    "apps.v1.DaemonSetSpec": _daemon_set,
    "batch.v1.JobSpec": _job,
    "core.v1.ServiceSpec": _service,
    "autoscaling.v2.HorizontalPodAutoscalerSpec": _autoscaler,
    "networking.v1.NetworkPolicySpec": _network_policy,
    "rbac.v1.Subject": _subject,
    "core.v1.LimitRangeItem": _limit,
}
"""Defaults that hang on other fields, by the part of an object."""
