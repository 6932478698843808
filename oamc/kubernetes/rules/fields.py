"""Rules for single values: what a field may hold beyond its type.

`FIELD_RULES[definition][field]` is the tuple of the texts that a field may be, or a function that returns the reason against a
value, or the empty text. It is applied to each item of a list and to each value of a map. `KEY_RULES` are for keys of a map.

The rules are those of the API server (`pkg/apis/*/validation/validation.go` of Kubernetes, where the rules of a definition
stand in `Validate<Definition>`), for versions 1.30 to 1.37; a rule that differs between them stands with those that read
several fields (`rules/objects.py`), or is in its stricter form. Capability names are the rule of the container runtimes
(see `capability_problem`).
"""

from __future__ import annotations

from oamc.kubernetes.addresses import address_problem, range_problem, served_address_problem
from oamc.kubernetes.names import (
    annotation_key_problem,
    config_key_problem,
    dns_label_problem,
    dns_subdomain_problem,
    domain_path_problem,
    host_problem,
    label_key_problem,
    label_value_problem,
    path_segment_problem,
    port_name_problem,
    sysctl_problem,
)
from oamc.kubernetes.quantities import problem as quantity_problem
from oamc.kubernetes.value_problems import (
    LARGEST_ID,
    argument_problem,
    between,
    capability_problem,
    controller_problem,
    count_or_percent_problem,
    driver_problem,
    file_mode,
    host_override_problem,
    host_path_problem,
    http_header_problem,
    http_header_value_problem,
    identity,
    image_problem,
    inner_path_problem,
    mount_path_problem,
    not_empty,
    not_negative,
    optional_port,
    port_number,
    port_problem,
    positive,
    written_path_problem,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    Rule: TypeAlias = tuple[str, ...] | Callable[[Any], str]

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
    "volumeAttributesClassName": lambda value: dns_subdomain_problem(value) if value else "",
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
    "apps.v1.StatefulSetSpec": {
        "replicas": not_negative,
        "minReadySeconds": not_negative,
        "podManagementPolicy": ("OrderedReady", "Parallel"),
    },
    "apps.v1.StatefulSetUpdateStrategy": {"type": ("RollingUpdate", "OnDelete")},
    "autoscaling.v1.CrossVersionObjectReference": {"kind": path_segment_problem, "name": path_segment_problem},
    "autoscaling.v1.HorizontalPodAutoscalerSpec": {
        "minReplicas": not_negative,
        "maxReplicas": positive,
        "targetCPUUtilizationPercentage": positive,
    },
    "autoscaling.v2.CrossVersionObjectReference": {"kind": path_segment_problem, "name": path_segment_problem},
    "autoscaling.v2.HPAScalingPolicy": {"type": ("Pods", "Percent"), "value": positive, "periodSeconds": between(1, 1800)},
    "autoscaling.v2.HPAScalingRules": {
        "selectPolicy": ("Max", "Min", "Disabled"),
        "stabilizationWindowSeconds": between(0, 3600),
        "tolerance": quantity_problem,
    },
    "autoscaling.v2.HorizontalPodAutoscalerSpec": {"minReplicas": not_negative, "maxReplicas": positive},
    "autoscaling.v2.MetricSpec": {"type": ("ContainerResource", "External", "Object", "Pods", "Resource")},
    "autoscaling.v2.MetricIdentifier": {"name": path_segment_problem},
    "autoscaling.v2.MetricTarget": {
        "type": ("Utilization", "Value", "AverageValue"),
        "averageUtilization": positive,
        "averageValue": lambda value: quantity_problem(value, above_zero=True),
        "value": lambda value: quantity_problem(value, above_zero=True),
    },
    "autoscaling.v2.ContainerResourceMetricSource": {"name": not_empty, "container": dns_label_problem},
    "autoscaling.v2.ResourceMetricSource": {"name": not_empty},
    "batch.v1.CronJobSpec": {
        "concurrencyPolicy": ("Allow", "Forbid", "Replace"),
        "startingDeadlineSeconds": not_negative,
        "successfulJobsHistoryLimit": not_negative,
        "failedJobsHistoryLimit": not_negative,
    },
    "batch.v1.PodFailurePolicyOnExitCodesRequirement": {"operator": ("In", "NotIn")},
    "batch.v1.PodFailurePolicyOnPodConditionsPattern": {"type": label_key_problem, "status": ("False", "True", "Unknown")},
    "batch.v1.JobSpec": {
        "parallelism": not_negative,
        "completions": not_negative,
        "backoffLimit": not_negative,
        "backoffLimitPerIndex": not_negative,
        "activeDeadlineSeconds": not_negative,
        "ttlSecondsAfterFinished": not_negative,
        "maxFailedIndexes": not_negative,
        "completionMode": ("NonIndexed", "Indexed"),
        "managedBy": domain_path_problem,
        "podReplacementPolicy": ("TerminatingOrFailed", "Failed"),
    },
    "core.v1.Capabilities": {"add": capability_problem, "drop": capability_problem},
    "core.v1.ConfigMapEnvSource": {"name": dns_subdomain_problem},
    "core.v1.ConfigMapKeySelector": _KEY_REFERENCE,
    "core.v1.ConfigMapProjection": {"name": dns_subdomain_problem},
    "core.v1.ConfigMapVolumeSource": {"name": dns_subdomain_problem, "defaultMode": file_mode},
    "core.v1.Container": {**_CONTAINER, "restartPolicy": _POLICY},
    "core.v1.ContainerResizePolicy": {"resourceName": ("cpu", "memory"), "restartPolicy": ("NotRequired", "RestartContainer")},
    "core.v1.ContainerPort": {
        "containerPort": port_number,
        "hostPort": optional_port,
        "name": port_name_problem,
        "protocol": PROTOCOLS,
    },
    "core.v1.CSIVolumeSource": {"driver": driver_problem},
    "core.v1.DownwardAPIVolumeFile": {"path": written_path_problem, "mode": file_mode},
    "core.v1.DownwardAPIVolumeSource": {"defaultMode": file_mode},
    "core.v1.EmptyDirVolumeSource": {"sizeLimit": quantity_problem},
    "core.v1.EnvVar": {"value": argument_problem},
    "core.v1.EphemeralContainer": _CONTAINER,
    "core.v1.GRPCAction": {"port": port_number},
    "core.v1.HTTPGetAction": {"port": port_problem, "scheme": ("HTTP", "HTTPS"), "path": not_empty},
    "core.v1.HTTPHeader": {"name": http_header_problem, "value": http_header_value_problem},
    "core.v1.HostAlias": {"ip": address_problem, "hostnames": dns_subdomain_problem},
    "core.v1.ExecAction": {"command": argument_problem},
    "core.v1.HostPathVolumeSource": {
        "path": host_path_problem,
        "type": ("", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"),
    },
    "core.v1.KeyToPath": {"key": config_key_problem, "path": written_path_problem, "mode": file_mode},
    "core.v1.LimitRangeItem": {"type": label_key_problem},
    "core.v1.LocalObjectReference": {"name": dns_subdomain_problem},
    "core.v1.NodeSelectorRequirement": {"key": label_key_problem, "operator": (*SELECTOR_OPERATORS, "Gt", "Lt")},
    "core.v1.PersistentVolumeClaim": {"apiVersion": ("v1",), "kind": ("PersistentVolumeClaim",)},
    "core.v1.PersistentVolumeClaimSpec": _CLAIM,
    "core.v1.PersistentVolumeClaimVolumeSource": {"claimName": dns_subdomain_problem},
    "core.v1.PodAffinityTerm": {"topologyKey": label_key_problem},
    "core.v1.PodDNSConfig": {"nameservers": address_problem},
    "core.v1.NFSVolumeSource": {"server": not_empty},
    "core.v1.PodReadinessGate": {"conditionType": label_key_problem},
    "core.v1.PodSchedulingGate": {"name": label_key_problem},
    "core.v1.PodOS": {"name": ("linux", "windows")},
    "core.v1.PodSecurityContext": {
        **_SECURITY,
        "fsGroup": identity,
        "supplementalGroups": identity,
        "fsGroupChangePolicy": ("OnRootMismatch", "Always"),
        "seLinuxChangePolicy": ("Recursive", "MountOption"),
        "supplementalGroupsPolicy": ("Merge", "Strict"),
    },
    "core.v1.PodSpec": {
        "activeDeadlineSeconds": between(1, LARGEST_ID),
        "dnsPolicy": ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
        "hostname": dns_label_problem,
        "hostnameOverride": host_override_problem,
        "nodeName": dns_subdomain_problem,
        "nodeSelector": label_value_problem,
        "preemptionPolicy": ("PreemptLowerPriority", "Never"),
        "priorityClassName": dns_subdomain_problem,
        "restartPolicy": _POLICY,
        "runtimeClassName": dns_subdomain_problem,
        "serviceAccount": dns_subdomain_problem,
        "serviceAccountName": dns_subdomain_problem,
        "subdomain": dns_label_problem,
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
        "loadBalancerSourceRanges": lambda value: range_problem(value.strip()),
        "externalIPs": served_address_problem,
        "healthCheckNodePort": optional_port,
        "selector": label_value_problem,
    },
    "core.v1.ServiceAccountTokenProjection": {"expirationSeconds": between(600, 2**32), "path": written_path_problem},
    "core.v1.Sysctl": {"name": sysctl_problem},
    "core.v1.TCPSocketAction": {"port": port_problem},
    "core.v1.Toleration": {
        "key": lambda value: label_key_problem(value) if value else "",
        "effect": ("NoSchedule", "PreferNoSchedule", "NoExecute"),
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
    "core.v1.ObjectFieldSelector": {"apiVersion": ("v1",)},
    "core.v1.VolumeMount": {
        "mountPath": mount_path_problem,
        "subPath": inner_path_problem,
        "subPathExpr": inner_path_problem,
        "mountPropagation": ("None", "HostToContainer", "Bidirectional"),
        "recursiveReadOnly": ("Disabled", "IfPossible", "Enabled"),
    },
    "core.v1.WeightedPodAffinityTerm": {"weight": between(1, 100)},
    "meta.v1.LabelSelector": {"matchLabels": label_value_problem},
    "meta.v1.LabelSelectorRequirement": {"key": label_key_problem, "operator": SELECTOR_OPERATORS},
    "meta.v1.ObjectMeta": {"labels": label_value_problem, "namespace": dns_label_problem, "finalizers": label_key_problem},
    "networking.v1.HTTPIngressPath": {"pathType": ("Exact", "Prefix", "ImplementationSpecific")},
    "networking.v1.IPBlock": {"cidr": range_problem, "except": range_problem},
    "networking.v1.IngressRule": {"host": lambda value: host_problem(value) if value else ""},
    "networking.v1.IngressClassParametersReference": {
        "apiGroup": dns_subdomain_problem,
        "kind": path_segment_problem,
        "name": path_segment_problem,
        "namespace": dns_label_problem,
        "scope": ("Cluster", "Namespace"),
    },
    "networking.v1.IngressClassSpec": {"controller": controller_problem},
    "networking.v1.IngressSpec": {"ingressClassName": dns_subdomain_problem},
    "networking.v1.IngressTLS": {"hosts": host_problem, "secretName": dns_subdomain_problem},
    "networking.v1.NetworkPolicyPort": {"port": port_problem, "protocol": PROTOCOLS, "endPort": port_number},
    "networking.v1.NetworkPolicySpec": {"policyTypes": ("Ingress", "Egress")},
    "networking.v1.ServiceBackendPort": {"number": optional_port, "name": port_name_problem},
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
    "storage.v1.StorageClass": {
        "provisioner": lambda value: label_key_problem(value.lower()),
        "reclaimPolicy": ("Delete", "Retain"),
        "volumeBindingMode": ("Immediate", "WaitForFirstConsumer"),
    },
    "core.v1.TopologySelectorLabelRequirement": {"key": label_key_problem},
    "discovery.v1.Endpoint": {"hostname": dns_label_problem, "nodeName": dns_subdomain_problem},
    "discovery.v1.EndpointPort": {
        "name": lambda value: dns_label_problem(value) if value else "",
        "protocol": PROTOCOLS,
        "appProtocol": label_key_problem,
    },
    "discovery.v1.EndpointSlice": {"addressType": ("IPv4", "IPv6", "FQDN")},
    "core.v1.TypedLocalObjectReference": {"apiGroup": lambda value: dns_subdomain_problem(value) if value else ""},
    "core.v1.TypedObjectReference": {"apiGroup": lambda value: dns_subdomain_problem(value) if value else ""},
    "scheduling.v1.PriorityClass": {"preemptionPolicy": ("PreemptLowerPriority", "Never")},
}

UNSET: dict[str, tuple[str, ...]] = {
    "apps.v1.DaemonSetUpdateStrategy": ("type",),
    "apps.v1.DeploymentStrategy": ("type",),
    "apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy": ("whenDeleted", "whenScaled"),
    "apps.v1.StatefulSetSpec": ("podManagementPolicy",),
    "apps.v1.StatefulSetUpdateStrategy": ("type",),
    "batch.v1.CronJobSpec": ("concurrencyPolicy",),
    "batch.v1.PodFailurePolicyOnPodConditionsPattern": ("status",),
    "core.v1.Container": ("imagePullPolicy", "terminationMessagePolicy"),
    "core.v1.ContainerPort": ("name", "protocol"),
    "core.v1.HTTPGetAction": ("path", "scheme"),
    "core.v1.ObjectFieldSelector": ("apiVersion",),
    "core.v1.PodSpec": (
        *("dnsPolicy", "hostname", "nodeName", "priorityClassName", "restartPolicy"),
        *("serviceAccount", "serviceAccountName", "subdomain"),
    ),
    "core.v1.ServicePort": ("protocol",),
    "core.v1.ServiceSpec": ("externalTrafficPolicy", "sessionAffinity", "type"),
    "core.v1.Toleration": ("effect",),
    "meta.v1.ObjectMeta": ("namespace",),
    "networking.v1.IngressTLS": ("secretName",),
    "rbac.v1.RoleRef": ("apiGroup",),
    "storage.v1.StorageClass": ("reclaimPolicy",),
}
"""Fields of which an API server takes the empty text for "not set"."""

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
