"""Fields of Kubernetes that people write into OAM documents: what OAM has in their place, or that it has nothing.

A field of this table is never taken for the misspelling of another one: `initContainers` are no `containers`.
"""

from __future__ import annotations

NOTHING = "OAM has nothing like it"
POLICY = "attach the trait security-policy to the instance"
SCALER = "attach the trait manual-scaler to the instance"
AMOUNTS = "write resources: {cpu: {required: AMOUNT}, memory: {required: AMOUNT}}"
VOLUMES = "list the volumes of a container under its resources.volumes, each with its mountPath"
MADE = "oamc makes it of the workload type"

IN_PLACE: dict[str, str] = {
    # Workloads
    "replicas": SCALER,
    "parallelism": SCALER,
    "selector": MADE,
    "template": "list the containers under spec.containers",
    "strategy": MADE,
    "updateStrategy": MADE,
    "serviceName": MADE,
    "restartPolicy": MADE,
    "backoffLimit": MADE,
    "completions": MADE,
    "volumeClaimTemplates": f"{VOLUMES}, and attach the trait volume-mounter",
    "minReadySeconds": NOTHING,
    "progressDeadlineSeconds": NOTHING,
    "revisionHistoryLimit": NOTHING,
    "activeDeadlineSeconds": NOTHING,
    "ttlSecondsAfterFinished": NOTHING,
    # Pods
    "initContainers": f"{NOTHING}: let the container itself do first what must be done first",
    "ephemeralContainers": NOTHING,
    "volumes": VOLUMES,
    "imagePullSecrets": "give each container its imagePullSecret",
    "nodeSelector": "osType and arch choose nodes; OAM has nothing else for it",
    "nodeName": NOTHING,
    "affinity": NOTHING,
    "tolerations": NOTHING,
    "topologySpreadConstraints": NOTHING,
    "serviceAccount": NOTHING,
    "serviceAccountName": NOTHING,
    "automountServiceAccountToken": POLICY,
    "hostAliases": NOTHING,
    "hostIPC": NOTHING,
    "hostNetwork": NOTHING,
    "hostPID": NOTHING,
    "hostUsers": POLICY,
    "hostname": "give the host name to the trait ingress; OAM has none for pods",
    "subdomain": NOTHING,
    "dnsConfig": NOTHING,
    "dnsPolicy": NOTHING,
    "priorityClassName": NOTHING,
    "runtimeClassName": NOTHING,
    "schedulerName": NOTHING,
    "shareProcessNamespace": NOTHING,
    "terminationGracePeriodSeconds": NOTHING,
    # Containers
    "envFrom": "list each variable under env",
    "valueFrom": "declare a parameter, take it by fromParam, and give it valueFrom in parameterValues of the instance",
    "volumeMounts": VOLUMES,
    "volumeDevices": VOLUMES,
    "securityContext": POLICY,
    "workingDir": f"{NOTHING}: let the command change the directory",
    "lifecycle": NOTHING,
    "stdin": NOTHING,
    "tty": NOTHING,
    "terminationMessagePath": NOTHING,
    "terminationMessagePolicy": NOTHING,
    # Resources, ports and probes
    "requests": AMOUNTS,
    "limits": f"{AMOUNTS}; limits follow from it",
    "hostPort": NOTHING,
    "hostIP": NOTHING,
    "nodePort": NOTHING,
    "targetPort": "the Service leads to containerPort",
    "grpc": "probe by exec, httpGet or tcpSocket",
    "host": "a probe asks the container itself",
    "scheme": "a probe asks by HTTP",
    # Services and Ingresses
    "clusterIP": MADE,
    "externalTrafficPolicy": NOTHING,
    "loadBalancerIP": NOTHING,
    "sessionAffinity": NOTHING,
    "ingressClassName": "give it to oamc as --ingress-class",
    "rules": "attach the trait ingress to the instance",
    "tls": "give tlsHosts and tlsSecretName to the trait ingress",
    "backend": "attach the trait ingress to the instance",
}
