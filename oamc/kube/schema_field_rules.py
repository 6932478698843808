"""Rules for single values: what a field may hold beyond its type.

`FIELD_RULES[definition][field]` is the tuple of the texts that a field may be, or a function that returns the reason against a
value, or the empty text. It is applied to each item of a list and to each value of a map. `KEY_RULES` are for keys of a map.

The rules are those of the API server (`pkg/apis/*/validation/validation.go` of Kubernetes, where the rules of a definition
stand in `Validate<Definition>`), for versions 1.30 to 1.37; a rule that differs between them, or that a feature gate relaxes,
is in its stricter form. Two are not the API server's: capability names (the container runtimes want them so, see
`capability_problem`) and numbers of a probe that are zero (taken for "not set", though the documentation says that the least
value is 1).
"""

from __future__ import annotations

import re

from oamc.diagnostics.reports import nearest
from oamc.kube.names import (
    annotation_key_problem,
    config_key_problem,
    dns_label_problem,
    dns_subdomain_problem,
    host_problem,
    label_key_problem,
    label_value_problem,
    path_segment_problem,
    port_name_problem,
    service_name_problem,
)
from oamc.kube.schema_quantities import problem as quantity_problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    Rule: TypeAlias = tuple[str, ...] | Callable[[Any], str]

LARGEST_ID = 2**31 - 1

_CAPABILITIES = """
ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID
IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW
PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO
SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM
"""
CAPABILITIES = frozenset(_CAPABILITIES.split())


def between(lowest: int, highest: int) -> Callable[[Any], str]:
    """Return the rule that a number is within two bounds."""
    reason = f"must be from {lowest} to {highest}"
    return lambda value: "" if lowest <= value <= highest else reason


def at_least(lowest: int) -> Callable[[Any], str]:
    """Return the rule that a number is not below a bound."""
    reason = f"must be at least {lowest}"
    return lambda value: "" if value >= lowest else reason


def not_empty(value: str) -> str:
    """Check that a text is not empty."""
    return "" if value else "must not be empty"


def image_problem(value: str) -> str:
    """Check that an image is named, without white space around it (ValidateContainers)."""
    if value.strip() != value:
        return "must not begin or end with white space"
    return not_empty(value)


def http_header_problem(value: str) -> str:
    """Check the name of a header that a probe sends (IsHTTPHeaderName)."""
    return "" if re.fullmatch(r"[-A-Za-z0-9]+", value) else 'must consist of letters, digits and "-"'


def http_header_value_problem(value: str) -> str:
    """Check the value of a header that a probe sends: a line break would end it, and the kubelet would send nothing."""
    return "must not contain line breaks or NUL" if re.search("[\\r\\n\\x00]", value) else ""


def argument_problem(value: str) -> str:
    """Check a part of a command: the kernel ends it at a NUL, so that no process can get one."""
    return "must not contain NUL" if "\x00" in value else ""


def capability_problem(value: str) -> str:
    """Check the name of a Linux capability: as in capabilities(7), but without `CAP_`.

    Kubernetes documentation, "Configure a Security Context": "you must omit the CAP_ portion of the constant".
    """
    if value in CAPABILITIES:
        return ""
    meant = nearest(value.upper().removeprefix("CAP_"), CAPABILITIES)
    return f"must be a Linux capability without CAP_{f', such as {meant}' if meant else ''}"


def count_or_percent_problem(value: int | str) -> str:
    """Check a count, or a percentage such as "25%" (ValidatePositiveIntOrPercent)."""
    if isinstance(value, str):
        digits = value.removesuffix("%")
        known = digits.isascii() and digits.isdigit() and value.endswith("%")
        return "" if known else "must be a whole number or a percentage, such as 25%"
    return "" if value >= 0 else "must not be below zero"


def port_problem(value: int | str) -> str:
    """Check a port by number, or by the name of a container port (ValidatePortNumOrName)."""
    return port_name_problem(value) if isinstance(value, str) else port_number(value)


def mount_path_problem(value: str) -> str:
    """Check where a volume is mounted (ValidateVolumeMounts; a colon would end the path for container runtimes).

    A relative path counts from a folder that the container runtime chooses. One that leads up, or holds what nobody sees, is
    mounted elsewhere than it seems to be.
    """
    if not value:
        return "must not be empty"
    if not value.startswith("/"):
        return 'must begin with "/"'
    if ".." in value.split("/"):
        return 'must not contain ".." as a part'
    if not value.isprintable():
        return "must not contain control characters"
    return 'must not contain ":"' if ":" in value else ""


def inner_path_problem(value: str) -> str:
    """Check a path within a volume (validateLocalDescendingPath)."""
    if value.startswith("/"):
        return "must be a relative path"
    return 'must not contain ".."' if ".." in value.split("/") else ""


def host_path_problem(value: str) -> str:
    """Check a path of a node (validateHostPathVolumeSource)."""
    return 'must not contain ".."' if ".." in value.split("/") else not_empty(value)


def cidr_problem(value: str) -> str:
    """Check a range of addresses such as 10.0.0.0/8 (IsValidCIDR). The address itself is read by the API server."""
    address, slash, bits = value.partition("/")
    widest = 128 if ":" in address else 32
    known = slash and bits.isascii() and bits.isdigit() and int(bits[:4]) <= widest
    if not known or not set(address.lower()) <= set("0123456789abcdef:."):
        return "must be a range of addresses, such as 10.0.0.0/8"
    if widest == 32:  # noqa: PLR2004 - the width of an IPv4 address
        parts = address.split(".")
        if len(parts) != 4 or not all(part.isdigit() and int(part[:4]) <= 255 for part in parts):  # noqa: PLR2004 - IPv4
            return "must be a range of addresses, such as 10.0.0.0/8"
    return ""


port_number = between(1, 65535)
optional_port = between(0, 65535)
identity = between(0, LARGEST_ID)
not_negative = at_least(0)
positive = at_least(1)
file_mode = between(0, 0o777)

PROTOCOLS = ("TCP", "UDP", "SCTP")
SELECTOR_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")
WORKLOAD_COUNTS: dict[str, Rule] = {
    "replicas": not_negative,
    "minReadySeconds": not_negative,
    "revisionHistoryLimit": not_negative,
}

_CONTAINER: dict[str, Rule] = {
    "args": argument_problem,
    "command": argument_problem,
    "name": dns_label_problem,
    "image": image_problem,
    "imagePullPolicy": ("Always", "IfNotPresent", "Never"),
    "terminationMessagePolicy": ("File", "FallbackToLogsOnError"),
}
_SECURITY: dict[str, Rule] = {"runAsUser": identity, "runAsGroup": identity}
_CLAIM: dict[str, Rule] = {
    "accessModes": ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"),
    "volumeMode": ("Filesystem", "Block"),
    "storageClassName": lambda value: dns_subdomain_problem(value) if value else "",
}
_KEY_REFERENCE: dict[str, Rule] = {"name": dns_subdomain_problem, "key": config_key_problem}
_POLICY = ("Always", "OnFailure", "Never")

FIELD_RULES: dict[str, dict[str, Rule]] = {
    "apps.v1.DaemonSetSpec": {"minReadySeconds": not_negative, "revisionHistoryLimit": not_negative},
    "apps.v1.DaemonSetUpdateStrategy": {"type": ("RollingUpdate", "OnDelete")},
    "apps.v1.DeploymentSpec": {**WORKLOAD_COUNTS, "progressDeadlineSeconds": positive},
    "apps.v1.DeploymentStrategy": {"type": ("RollingUpdate", "Recreate")},
    "apps.v1.ReplicaSetSpec": {"replicas": not_negative, "minReadySeconds": not_negative},
    "apps.v1.RollingUpdateDaemonSet": {"maxUnavailable": count_or_percent_problem, "maxSurge": count_or_percent_problem},
    "apps.v1.RollingUpdateDeployment": {"maxUnavailable": count_or_percent_problem, "maxSurge": count_or_percent_problem},
    "apps.v1.RollingUpdateStatefulSetStrategy": {"partition": not_negative, "maxUnavailable": count_or_percent_problem},
    "apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy": {
        "whenDeleted": ("Retain", "Delete"),
        "whenScaled": ("Retain", "Delete"),
    },
    "apps.v1.StatefulSetSpec": {**WORKLOAD_COUNTS, "podManagementPolicy": ("OrderedReady", "Parallel")},
    "apps.v1.StatefulSetUpdateStrategy": {"type": ("RollingUpdate", "OnDelete")},
    "autoscaling.v1.CrossVersionObjectReference": {"kind": path_segment_problem, "name": path_segment_problem},
    "autoscaling.v1.HorizontalPodAutoscalerSpec": {
        "minReplicas": positive,
        "maxReplicas": positive,
        "targetCPUUtilizationPercentage": positive,
    },
    "autoscaling.v2.CrossVersionObjectReference": {"kind": path_segment_problem, "name": path_segment_problem},
    "autoscaling.v2.HPAScalingPolicy": {"type": ("Pods", "Percent"), "value": positive, "periodSeconds": between(1, 1800)},
    "autoscaling.v2.HPAScalingRules": {
        "selectPolicy": ("Max", "Min", "Disabled"),
        "stabilizationWindowSeconds": between(0, 3600),
    },
    "autoscaling.v2.HorizontalPodAutoscalerSpec": {"minReplicas": positive, "maxReplicas": positive},
    "autoscaling.v2.MetricSpec": {"type": ("ContainerResource", "External", "Object", "Pods", "Resource")},
    "autoscaling.v2.MetricIdentifier": {"name": path_segment_problem},
    "autoscaling.v2.MetricTarget": {
        "type": ("Utilization", "Value", "AverageValue"),
        "averageUtilization": positive,
        "averageValue": lambda value: quantity_problem(value, above_zero=True),
        "value": lambda value: quantity_problem(value, above_zero=True),
    },
    "autoscaling.v2.ResourceMetricSource": {"name": not_empty},
    "batch.v1.CronJobSpec": {
        "concurrencyPolicy": ("Allow", "Forbid", "Replace"),
        "startingDeadlineSeconds": not_negative,
        "successfulJobsHistoryLimit": not_negative,
        "failedJobsHistoryLimit": not_negative,
    },
    "batch.v1.JobSpec": {
        "parallelism": not_negative,
        "completions": not_negative,
        "backoffLimit": not_negative,
        "backoffLimitPerIndex": not_negative,
        "activeDeadlineSeconds": not_negative,
        "ttlSecondsAfterFinished": not_negative,
        "maxFailedIndexes": not_negative,
        "completionMode": ("NonIndexed", "Indexed"),
        "podReplacementPolicy": ("TerminatingOrFailed", "Failed"),
    },
    "core.v1.Capabilities": {"add": capability_problem, "drop": capability_problem},
    "core.v1.ClientIPConfig": {"timeoutSeconds": between(1, 86400)},
    "core.v1.ConfigMapEnvSource": {"name": dns_subdomain_problem},
    "core.v1.ConfigMapKeySelector": _KEY_REFERENCE,
    "core.v1.ConfigMapProjection": {"name": dns_subdomain_problem},
    "core.v1.ConfigMapVolumeSource": {"name": dns_subdomain_problem, "defaultMode": file_mode},
    "core.v1.Container": {**_CONTAINER, "restartPolicy": _POLICY},
    "core.v1.ContainerPort": {
        "containerPort": port_number,
        "hostPort": optional_port,
        "name": port_name_problem,
        "protocol": PROTOCOLS,
    },
    "core.v1.DownwardAPIVolumeSource": {"defaultMode": file_mode},
    "core.v1.EmptyDirVolumeSource": {"sizeLimit": quantity_problem},
    "core.v1.EphemeralContainer": _CONTAINER,
    "core.v1.GRPCAction": {"port": port_number},
    "core.v1.HTTPGetAction": {"port": port_problem, "scheme": ("HTTP", "HTTPS"), "path": not_empty},
    "core.v1.HTTPHeader": {"name": http_header_problem, "value": http_header_value_problem},
    "core.v1.ExecAction": {"command": argument_problem},
    "core.v1.HostAlias": {"hostnames": dns_subdomain_problem},
    "core.v1.HostPathVolumeSource": {
        "path": host_path_problem,
        "type": ("", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"),
    },
    "core.v1.KeyToPath": {"key": config_key_problem, "path": inner_path_problem, "mode": file_mode},
    "core.v1.LimitRangeItem": {"type": not_empty},
    "core.v1.LocalObjectReference": {"name": dns_subdomain_problem},
    "core.v1.NodeSelectorRequirement": {"key": label_key_problem, "operator": (*SELECTOR_OPERATORS, "Gt", "Lt")},
    "core.v1.PersistentVolumeClaim": {"apiVersion": ("v1",), "kind": ("PersistentVolumeClaim",)},
    "core.v1.PersistentVolumeClaimSpec": _CLAIM,
    "core.v1.PersistentVolumeClaimVolumeSource": {"claimName": dns_subdomain_problem},
    "core.v1.PodAffinityTerm": {"topologyKey": label_key_problem},
    "core.v1.PodOS": {"name": ("linux", "windows")},
    "core.v1.PodSecurityContext": {
        **_SECURITY,
        "fsGroup": identity,
        "supplementalGroups": identity,
        "fsGroupChangePolicy": ("OnRootMismatch", "Always"),
        "supplementalGroupsPolicy": ("Merge", "Strict"),
    },
    "core.v1.PodSpec": {
        "activeDeadlineSeconds": positive,
        "dnsPolicy": ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
        "hostname": dns_label_problem,
        "nodeSelector": label_value_problem,
        "preemptionPolicy": ("PreemptLowerPriority", "Never"),
        "priorityClassName": dns_subdomain_problem,
        "restartPolicy": _POLICY,
        "runtimeClassName": dns_subdomain_problem,
        "serviceAccountName": dns_subdomain_problem,
        "subdomain": dns_label_problem,
        "terminationGracePeriodSeconds": not_negative,
    },
    "core.v1.PreferredSchedulingTerm": {"weight": between(1, 100)},
    "core.v1.Probe": {
        "initialDelaySeconds": not_negative,
        "periodSeconds": not_negative,
        "timeoutSeconds": not_negative,
        "successThreshold": not_negative,
        "failureThreshold": not_negative,
        "terminationGracePeriodSeconds": positive,
    },
    "core.v1.ProjectedVolumeSource": {"defaultMode": file_mode},
    "core.v1.ResourceQuotaSpec": {"hard": quantity_problem},
    "core.v1.ResourceRequirements": {"limits": quantity_problem, "requests": quantity_problem},
    "core.v1.SeccompProfile": {"type": ("RuntimeDefault", "Unconfined", "Localhost")},
    "core.v1.AppArmorProfile": {"type": ("RuntimeDefault", "Unconfined", "Localhost")},
    "core.v1.SecretEnvSource": {"name": dns_subdomain_problem},
    "core.v1.SecretKeySelector": _KEY_REFERENCE,
    "core.v1.SecretProjection": {"name": dns_subdomain_problem},
    "core.v1.SecretVolumeSource": {"secretName": dns_subdomain_problem, "defaultMode": file_mode},
    "core.v1.SecurityContext": {**_SECURITY, "procMount": ("Default", "Unmasked")},
    "core.v1.ServicePort": {
        "name": lambda value: dns_label_problem(value) if value else "",
        "port": port_number,
        "protocol": PROTOCOLS,
        "targetPort": port_problem,
        "nodePort": optional_port,
        "appProtocol": label_key_problem,
    },
    "core.v1.ServiceSpec": {
        "type": ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
        "sessionAffinity": ("None", "ClientIP"),
        "externalTrafficPolicy": ("Cluster", "Local"),
        "internalTrafficPolicy": ("Cluster", "Local"),
        "ipFamilies": ("IPv4", "IPv6"),
        "ipFamilyPolicy": ("SingleStack", "PreferDualStack", "RequireDualStack"),
        "loadBalancerClass": label_key_problem,
        "loadBalancerSourceRanges": lambda value: cidr_problem(value.strip()),
        "externalName": lambda value: dns_subdomain_problem(value.removesuffix(".")) if value else "",
        "selector": label_value_problem,
    },
    "core.v1.TCPSocketAction": {"port": port_problem},
    "core.v1.Toleration": {
        "key": lambda value: label_key_problem(value) if value else "",
        "effect": ("NoSchedule", "PreferNoSchedule", "NoExecute", ""),
    },
    "core.v1.TopologySpreadConstraint": {
        "maxSkew": positive,
        "minDomains": positive,
        "topologyKey": label_key_problem,
        "whenUnsatisfiable": ("DoNotSchedule", "ScheduleAnyway"),
        "nodeAffinityPolicy": ("Honor", "Ignore"),
        "nodeTaintsPolicy": ("Honor", "Ignore"),
    },
    "core.v1.Volume": {"name": dns_label_problem},
    "core.v1.VolumeDevice": {"devicePath": host_path_problem},
    "core.v1.VolumeMount": {
        "mountPath": mount_path_problem,
        "subPath": inner_path_problem,
        "subPathExpr": inner_path_problem,
        "mountPropagation": ("None", "HostToContainer", "Bidirectional"),
    },
    "core.v1.WeightedPodAffinityTerm": {"weight": between(1, 100)},
    "meta.v1.LabelSelector": {"matchLabels": label_value_problem},
    "meta.v1.LabelSelectorRequirement": {"key": label_key_problem, "operator": SELECTOR_OPERATORS},
    "meta.v1.ObjectMeta": {"labels": label_value_problem, "namespace": dns_label_problem, "finalizers": label_key_problem},
    "networking.v1.HTTPIngressPath": {"pathType": ("Exact", "Prefix", "ImplementationSpecific")},
    "networking.v1.IPBlock": {"cidr": cidr_problem, "except": cidr_problem},
    "networking.v1.IngressRule": {"host": lambda value: host_problem(value) if value else ""},
    "networking.v1.IngressServiceBackend": {"name": service_name_problem},
    "networking.v1.IngressSpec": {"ingressClassName": dns_subdomain_problem},
    "networking.v1.IngressTLS": {"hosts": host_problem, "secretName": dns_subdomain_problem},
    "networking.v1.NetworkPolicyPort": {"port": port_problem, "protocol": PROTOCOLS, "endPort": port_number},
    "networking.v1.NetworkPolicySpec": {"policyTypes": ("Ingress", "Egress")},
    "networking.v1.ServiceBackendPort": {"number": port_number, "name": port_name_problem},
    "policy.v1.PodDisruptionBudgetSpec": {
        "minAvailable": count_or_percent_problem,
        "maxUnavailable": count_or_percent_problem,
        "unhealthyPodEvictionPolicy": ("IfHealthyBudget", "AlwaysAllow"),
    },
    "rbac.v1.RoleRef": {
        "apiGroup": ("rbac.authorization.k8s.io",),
        "kind": ("Role", "ClusterRole"),
        "name": path_segment_problem,
    },
    "rbac.v1.Subject": {"kind": ("ServiceAccount", "User", "Group"), "name": not_empty},
    "scheduling.v1.PriorityClass": {"preemptionPolicy": ("PreemptLowerPriority", "Never")},
}

KEY_RULES: dict[str, dict[str, Callable[[str], str]]] = {
    "core.v1.ConfigMap": {"data": config_key_problem, "binaryData": config_key_problem},
    "core.v1.PodSpec": {"nodeSelector": label_key_problem},
    "core.v1.ResourceQuotaSpec": {"hard": label_key_problem},
    "core.v1.ResourceRequirements": {"limits": label_key_problem, "requests": label_key_problem},
    "core.v1.Secret": {"data": config_key_problem, "stringData": config_key_problem},
    "core.v1.ServiceSpec": {"selector": label_key_problem},
    "meta.v1.LabelSelector": {"matchLabels": label_key_problem},
    "meta.v1.ObjectMeta": {"labels": label_key_problem, "annotations": annotation_key_problem},
}
