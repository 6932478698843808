"""Where people write fields of Kubernetes: what places of documents, and traits, call things; which definitions are near."""

from __future__ import annotations

from oamc.frontends.kubernetes_phrases import VOLUMES

SIZE = "write disk: {required: SIZE}"

CALLED: dict[str, dict[str, str]] = {
    "auto-scaler": {
        "maxReplicas": "it is called maximum",
        "minReplicas": "it is called minimum",
        "scaleTargetRef": "the trait scales the instance that it is attached to: leave it out",
        "targetCPUUtilizationPercentage": "it is called cpu",
        "targetMemoryUtilizationPercentage": "it is called memory",
    },
    "ingress": {
        "backend": "the trait leads to the Service of its instance: choose the port by servicePort",
        "host": "it is called hostname",
        "hosts": "it is called hostname, or rules for several, and tlsHosts for the hosts of a certificate",
        "ingressClassName": "it is called className",
        "paths": "it is called path, or rules for several, with a host each",
        "port": "it is called servicePort",
        "secretName": "it is called tlsSecretName",
        "serviceName": "the trait leads to the Service of its instance: leave it out",
    },
    "config": {
        "mountPath": "it is called path, with the name of the file at its end",
        "subPath": "path is that of one file: leave it out",
    },
    "disk": {"size": "it is called required", "storage": "it is called required"},
    "manual-scaler": {"replicas": "it is called replicaCount"},
    "security-policy": {"securityContext": "its fields stand here themselves, without securityContext around them"},
    "resources": {"ephemeral-storage": VOLUMES, "storage": VOLUMES},
    "spec": {"name": "the name of a document is its metadata.name"},
    "volumes": {"path": "it is called mountPath", "size": SIZE, "storage": SIZE},
    "volume-mounter": {
        "accessModes": "accessMode and sharingPolicy stand in the item of resources.volumes of the container",
        "claimName": "the claim is called INSTANCE-VOLUME: leave it out",
        "mountPath": "it stands in the item of resources.volumes of the container",
        "name": "it is called volumeName",
        "resources": "the size is disk.required in the item of resources.volumes of the container",
        "storage": "the size is disk.required in the item of resources.volumes of the container",
        "storageClassName": "it is called storageClass",
    },
}
"""What a place calls something that Kubernetes calls otherwise, or where that stands: by place and word."""

OF_PODS = ("core.v1.PodSpec", "core.v1.Container")
OF_TYPES = ("apps.v1.DeploymentSpec", "apps.v1.StatefulSetSpec", "batch.v1.JobSpec", "batch.v1.CronJobSpec")
OF_SERVICES = ("core.v1.ServiceSpec", "networking.v1.IngressSpec")
OF_PROBES = ("core.v1.Probe", "core.v1.HTTPGetAction")
NEIGHBORS: dict[str, tuple[str, ...]] = {
    "": ("core.v1.Service", "meta.v1.ObjectMeta"),
    "metadata": ("meta.v1.ObjectMeta",),
    "spec": (*OF_PODS, *OF_TYPES, *OF_SERVICES, "core.v1.PodTemplateSpec", "meta.v1.ObjectMeta"),
    "components": (*OF_PODS, *OF_TYPES, *OF_SERVICES, "meta.v1.ObjectMeta"),
    "containers": ("core.v1.Container", "core.v1.PodSpec", "core.v1.SecurityContext", "meta.v1.ObjectMeta"),
    "resources": ("core.v1.ResourceRequirements", "core.v1.Container"),
    "volumes": ("core.v1.VolumeMount", "core.v1.Volume", "core.v1.PersistentVolumeClaimSpec"),
    "disk": ("core.v1.PersistentVolumeClaimSpec", "core.v1.Volume"),
    "env": ("core.v1.EnvVar", "core.v1.EnvVarSource"),
    "config": ("core.v1.EnvVar", "core.v1.EnvVarSource", "core.v1.VolumeMount"),
    "parameters": ("core.v1.EnvVar", "core.v1.EnvVarSource"),
    "parameterValues": ("core.v1.EnvVar", "core.v1.EnvVarSource"),
    "ports": ("core.v1.ContainerPort", "core.v1.ServicePort"),
    "livenessProbe": OF_PROBES,
    "readinessProbe": OF_PROBES,
    "startupProbe": OF_PROBES,
    "httpGet": ("core.v1.HTTPGetAction",),
    "tcpSocket": ("core.v1.TCPSocketAction",),
    "grpc": ("core.v1.GRPCAction",),
    "ingress": (
        *("networking.v1.IngressSpec", "networking.v1.IngressRule", "networking.v1.HTTPIngressPath"),
        *("networking.v1.IngressTLS", "networking.v1.IngressBackend", "core.v1.ServicePort", "meta.v1.ObjectMeta"),
    ),
    "manual-scaler": OF_TYPES,
    "auto-scaler": ("autoscaling.v2.HorizontalPodAutoscalerSpec", "autoscaling.v1.HorizontalPodAutoscalerSpec"),
    "volume-mounter": ("core.v1.PersistentVolumeClaimSpec", "core.v1.VolumeMount", "core.v1.Volume"),
    "security-policy": ("core.v1.SecurityContext", "core.v1.PodSecurityContext", "core.v1.PodSpec"),
}
"""By the last name of a path, or by the name of a trait."""
