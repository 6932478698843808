"""Phrases of the answers to fields of Kubernetes: each says one thing, and ends a hint."""

from __future__ import annotations

OBJECT = 'with its spec as the workload setting "spec"'
ITSELF = f"OAM has no word for it: write the object itself, workloadType apps/v1.Deployment {OBJECT}"
JOB_ITSELF = f"OAM has no word for it: write the object itself, workloadType batch/v1.Job {OBJECT}"
CRON_JOB = f"OAM has no word for it: write the object itself, workloadType batch/v1.CronJob {OBJECT}"
STATEFUL_SET = f"OAM has no word for it: write the object itself, workloadType apps/v1.StatefulSet {OBJECT}"
INGRESS_ITSELF = f"OAM has no word for it: write the object itself, workloadType networking.k8s.io/v1.Ingress {OBJECT}"
PATCH = "OAM has no word for it: change the object in the output, such as by a patch of kustomize"
BY_SERVER = "an API server writes it: leave it out"

TYPE = "the workload type decides it: Server and Worker run on, Task runs to its end"
SINGLE = "the workload type decides it: SingletonServer, SingletonWorker and SingletonTask run at most one pod"
SERVICE = "the Service is made of the ports of the containers, for the workload types Server and SingletonServer"
INSIDE = f"{SERVICE}; it is reached within the cluster, and from outside by the trait ingress"
SCALER = "attach the trait manual-scaler to the instance, with its property replicaCount"
AUTO_SCALER = "attach the trait auto-scaler to the instance, with its properties minimum, maximum, cpu and memory"
INGRESS = "attach the trait ingress to the instance, with its properties hostname, servicePort and path"
HTTPS = "attach the trait ingress to the instance, with its properties tlsHosts and tlsSecretName"
CLASS = "give the class of all ingresses to oamc as --ingress-class"
POLICY = "attach the trait security-policy to the instance"
NAMED_POLICY = "attach the trait security-policy to the instance, with its property {}"

CONTAINER = "it belongs to a container: write it in an item of spec.containers of the component"
CONTAINERS = "list the containers under spec.containers of the component"
PROBE = "it belongs to a probe: write it below livenessProbe, readinessProbe or startupProbe of a container"
HANDLER = "it belongs to the handler of a probe: httpGet, tcpSocket or grpc"
PORT = "it belongs to a port: write it in an item of ports of a container"
VARIABLE = "it belongs to a variable: write it in an item of env of a container"
VOLUMES = "list the volumes of a container under its resources.volumes, each with name, mountPath and disk"
CLAIM = f"{VOLUMES}, and attach the trait volume-mounter to the instance"
AMOUNTS = "write resources: {cpu: {required: AMOUNT}, memory: {required: AMOUNT}} in a container"
LIMITS = f"{AMOUNTS}: limits follow from it"
FILES = "give the file to a container under config, with path, and value or fromParam"
SECRET = "declare a parameter, take it by fromParam, and give the value where the output is installed"
NODES = (
    f"osType and arch choose nodes by these alone: for more write the object itself, workloadType apps/v1.Deployment {OBJECT}"
)
METADATA = "it belongs to the metadata of the document"
DOCUMENT = "it belongs to the document itself, beside apiVersion, kind, metadata and spec"
FIRST = "let the command of the container do first what must be done first, or write the object itself"
OWN_COMMAND = "OAM has no word for it: let the command of the container do it"
