"""A case for each rule of `oamc/changes/rules.py`: all objects before a change and after it."""

from oamc.changes.refusals import KIND_OF_AWS
from tests.unit.changes.builders import (
    CLAIM,
    LIMITED,
    NAMED_PORTS,
    NEVER_STARTED,
    NFS,
    OF_ALIBABA,
    POLICY_OF_A_LABEL,
    SUBJECT,
    TLS,
    TO_NAME,
    account,
    annotated,
    autoscaler,
    backend,
    binding,
    budget,
    claim,
    cloud_service,
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
    size,
    stateful_set,
    volume,
    workload,
)

STORAGE, SCHEDULING = "storage.k8s.io/v1", "scheduling.k8s.io/v1"
IMAGE = {"image": "example/web:2"}
READER = deployment(container={"envFrom": [{"configMapRef": {"name": "web"}}]})
KEY_READER = deployment(container={"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "web", "key": "a"}}}]})
ENFORCE = "pod-security.kubernetes.io/enforce"
RETAINED = {"persistentVolumeClaimRetentionPolicy": {"whenScaled": "Delete"}}
DELETED = {"persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete"}}
BALANCED = {"type": "LoadBalancer", "externalTrafficPolicy": "Local"}
MANY = {"from": [{"ipBlock": {"cidr": f"10.{number // 256}.{number % 256}.0/24"}} for number in range(500)]}
PORTS = {"ports": [{"port": number} for number in range(1, 500)]}
ALL_VERBS = {"apiGroups": ["a"], "resources": [f"r{number}" for number in range(500)], "verbs": [f"v{n}" for n in range(500)]}
TO_PORT = ingress(defaultBackend=backend("http"))


def of_level(level):
    return item("Namespace", metadata={"labels": {ENFORCE: level}} if level else {})


def custom(api_version, kind, **spec):
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web", "namespace": "shop"}, "spec": spec}


def rollout(selector=None, **strategy):
    """Return a Rollout of Argo Rollouts."""
    pods = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "web", "image": "example/web:1"}]}}
    fields = {"selector": {"matchLabels": selector or {"app": "web"}}, "template": pods, "strategy": strategy}
    return custom("argoproj.io/v1alpha1", "Rollout", **fields)


def canary(**spec):
    """Return a Canary of Flagger."""
    fields = {"targetRef": {"kind": "Deployment", "name": "web"}, "service": {"port": 80}, "analysis": {"interval": "1m"}}
    return custom("flagger.app/v1beta1", "Canary", **{**fields, **spec})


def cache(**container):
    """Return an object of a kind that nobody knows, with a spec of pods at a path of its own."""
    containers = [{"name": "main", "image": "example/cache:1", **container}]
    return custom("acme.example.com/v1", "Cache", pool={"size": 3, "pod": {"containers": containers}})


def scaled(**spec):
    return custom("keda.sh/v1alpha1", "ScaledObject", **spec)


def renamed(make):
    """Return an object before and after it has another name, with the digest of its content at the end."""
    old, new = make(), make()
    old["metadata"]["name"], new["metadata"]["name"] = "web-5d41402abc", "web-7d793037a0"
    return [old], [new]


def one(old, new, *others):
    return [old, *others], [new, *others]


def new(body):
    return [], [body]


def gone(body, *others):
    return [body, *others], list(others)


CASES = {
    "selector-stays": one(deployment(), workload(selector={"matchLabels": {"app": "other"}})),
    "stateful-set-spec": one(stateful_set(), stateful_set(serviceName="other")),
    "stateful-set-on-delete": one(stateful_set(), stateful_set(updateStrategy={"type": "OnDelete"})),
    "job-template": one(job(), job(pod={"nodeSelector": {"a": "b"}})),
    "job-completions": one(job(completions=1), job(completions=2)),
    "job-fields": one(job(), job(completionMode="Indexed")),
    "pod-deadline": one(pod(activeDeadlineSeconds=5), pod(activeDeadlineSeconds=6)),
    "pod-spec": one(pod(), pod(nodeSelector={"a": "b"})),
    "service-port-of-one-number": one(
        service(ports=[{"port": 53}, {"port": 53, "protocol": "UDP"}]), service(ports=[{"port": 53}])
    ),
    "service-address": one(service(clusterIP="10.0.0.1"), service(clusterIP="None")),
    "service-second-family": one(
        service(ipFamilies=["IPv4"], ipFamilyPolicy="SingleStack"),
        service(ipFamilies=["IPv4", "IPv6"], ipFamilyPolicy="SingleStack"),
    ),
    "service-headless": one(service(clusterIP="None"), service(clusterIP="None", type="NodePort")),
    "service-load-balancer-class": one(
        service(type="LoadBalancer", loadBalancerClass="a"), service(type="LoadBalancer", loadBalancerClass="b")
    ),
    "service-balancer-of-alibaba": one(
        cloud_service({f"{OF_ALIBABA}address-type": "intranet"}), cloud_service({f"{OF_ALIBABA}address-type": "internet"})
    ),
    "service-balancer-of-aws": one(cloud_service({}), cloud_service({KIND_OF_AWS: "external"})),
    "service-health-check-port": one(
        service(**BALANCED, healthCheckNodePort=30001), service(**BALANCED, healthCheckNodePort=30002)
    ),
    "binding-role": one(binding(), {**binding(), "roleRef": {"kind": "Role", "name": "b"}}),
    "storage-class": one(item("StorageClass", STORAGE, provisioner="a"), item("StorageClass", STORAGE, provisioner="b")),
    "priority-class": one(item("PriorityClass", SCHEDULING, value=1), item("PriorityClass", SCHEDULING, value=2)),
    "quota-scopes": one(
        item("ResourceQuota", spec={"scopes": ["BestEffort"]}), item("ResourceQuota", spec={"scopes": ["Terminating"]})
    ),
    "ingress-class-controller": one(
        item("IngressClass", "networking.k8s.io/v1", spec={"controller": "a.example/a"}),
        item("IngressClass", "networking.k8s.io/v1", spec={"controller": "a.example/b"}),
    ),
    "secret-type": one(item("Secret"), item("Secret", type="example.com/a")),
    "immutable-content": one(
        item("ConfigMap", immutable=True, data={"a": "1"}), item("ConfigMap", immutable=True, data={"a": "2"})
    ),
    "claim-unbound-size": one(claim(status={"phase": "Pending"}), claim(resources=size("2Gi"))),
    "claim-smaller": one(claim(resources=size("2Gi")), claim()),
    "claim-attributes": one(claim(volumeAttributesClassName="a"), claim()),
    "claim-class": one(claim(), claim(storageClassName="a")),
    "claim-spec": one(claim(storageClassName="a"), claim(storageClassName="b")),
    "volume-source": one(volume(**NFS), volume(nfs={**NFS["nfs"], "readOnly": True})),
    "refused-together": one(stateful_set(), stateful_set(serviceName="other", replicas=2)),
    "template-paused": one(workload(paused=True), {**pods(IMAGE), "spec": {**pods(IMAGE)["spec"], "paused": True}}),
    "template-on-delete": one(
        workload("DaemonSet", updateStrategy={"type": "OnDelete"}),
        workload("DaemonSet", updateStrategy={"type": "OnDelete"}, template=pods(IMAGE)["spec"]["template"]),
    ),
    "template-partition": one(
        stateful_set(updateStrategy={"rollingUpdate": {"partition": 1}}),
        stateful_set(updateStrategy={"rollingUpdate": {"partition": 1}}, template=pods(IMAGE)["spec"]["template"]),
    ),
    "template": one(deployment(), pods(IMAGE)),
    "template-of-others": one(cache(), cache(image="example/cache:2")),
    "cron-job-template": one(cron_job(), cron_job(template=job(labels={"a": "b"})["spec"]["template"])),
    "job-not-started": one(job(**NEVER_STARTED), job(**NEVER_STARTED, pod={"nodeSelector": {"a": "b"}})),
    "replica-set-template": one(
        deployment(kind="ReplicaSet"), workload("ReplicaSet", template=pods(IMAGE)["spec"]["template"])
    ),
    "pod-image": one(pod(), pod("example/web:2")),
    "replicas-stop": one(deployment(), deployment(replicas=0)),
    "replicas": one(deployment(), deployment(replicas=2)),
    "replicas-claims": one(stateful_set(**RETAINED, replicas=2), stateful_set(**RETAINED, replicas=1)),
    "claim-retention": one(stateful_set(), stateful_set(**DELETED)),
    "ordinals": one(stateful_set(), stateful_set(ordinals={"start": 1})),
    "ordinals-claims": one(stateful_set(**RETAINED), stateful_set(**RETAINED, ordinals={"start": 1})),
    "job-suspended": one(job(), job(suspend=True)),
    "job-resumed": one(job(suspend=True), job(suspend=False)),
    "schedule": one(
        item("CronJob", "batch/v1", spec=cron_job()["spec"]),
        item("CronJob", "batch/v1", spec={**cron_job()["spec"], "schedule": "@hourly"}),
    ),
    "roll-out-resumed": one(workload(paused=True), workload(paused=False)),
    "recreate": one(deployment(), workload(strategy={"type": "Recreate"})),
    "partition-lower": one(
        stateful_set(updateStrategy={"rollingUpdate": {"partition": 2}}),
        stateful_set(updateStrategy={"rollingUpdate": {"partition": 1}}),
    ),
    "pod-powers": one(deployment(), context(privileged=True)),
    "host-ports": one(pods({"ports": [{"containerPort": 80}]}), pods({"ports": [{"containerPort": 80, "hostPort": 8080}]})),
    "claim-not-seen": one(mounted(CLAIM), mounted(CLAIM, mountPath="/b")),
    "class-of-service-stays": one(
        pods({"resources": {"requests": {"cpu": "1"}}}), pods({"resources": {"requests": {"cpu": "2"}}})
    ),
    "class-of-service": one(deployment(), pods(LIMITED)),
    "labels-not-selected": one(
        deployment(labels={"app": "web", "tier": "front"}), deployment(), service(selector={"tier": "front"})
    ),
    "labels-selected": one(
        deployment(), deployment(labels={"app": "web", "tier": "front"}), service(selector={"tier": "front"})
    ),
    "labels-of-budget": one(deployment(), deployment(labels={"app": "web", "tier": "a"}), budget({"tier": "a"})),
    "port-not-found": one(pods({"ports": NAMED_PORTS}), pods({"ports": [{**NAMED_PORTS[0], "name": "other"}]}), TO_NAME),
    "autoscaler-of-workload": one(deployment(), deployment(replicas=2), autoscaler()),
    "target-of-autoscaler": one(autoscaler(), autoscaler(maxReplicas=4), deployment()),
    "stale-content": one(item("ConfigMap", data={"a": "1"}), item("ConfigMap", data={"a": "2"}), READER),
    "eviction-blocked": one(budget(), budget(minAvailable=1), deployment()),
    "pods-of-others": one(cache(), cache(securityContext={"privileged": True})),
    "service-balancer": one(service(), annotated(service(), **{"service.kubernetes.io__a": "b"})),
    "service-type": one(service(), service(type="NodePort")),
    "service-port-name": one(
        service(ports=[{"port": 80, "name": "http"}]), service(ports=[{"port": 80, "name": "other"}]), TO_PORT
    ),
    "service-port-name-unused": one(
        service(ports=[{"port": 80, "name": "http"}]), service(ports=[{"port": 80, "name": "other"}])
    ),
    "service-port": one(service(), service(ports=[{"port": 80, "targetPort": 8080}])),
    "service-port-new": one(service(), service(ports=[{"port": 80}, {"port": 81}])),
    "service-sources": one(service(loadBalancerSourceRanges=["10.0.0.0/8"]), service()),
    "service-external-addresses": one(service(externalIPs=["10.0.0.1"]), service(externalIPs=["10.0.0.1", "10.0.0.2"])),
    "service-fields": one(service(), service(selector={"a": "b"})),
    "ingress-annotation": one(ingress(), annotated(ingress(), example__whitelist="b")),
    "ingress-not-encrypted": one(ingress(tls=TLS), ingress()),
    "ingress-certificates": one(ingress(), ingress(tls=TLS)),
    "ingress-rules": one(ingress(), ingress(defaultBackend=backend(81))),
    "policy-too-large": one(policy(ingress=[{**MANY, **PORTS}]), policy(ingress=[{**MANY, "ports": PORTS["ports"][1:]}])),
    "policy-pods": one(policy(), policy({"matchLabels": {"a": "b"}})),
    "policy-rules": one(policy(ingress=[{"from": [{"podSelector": {}}]}]), policy(ingress=[{}])),
    "role-too-large": one(role(ALL_VERBS), role({**ALL_VERBS, "verbs": ALL_VERBS["verbs"][1:]})),
    "role-same": one(role(rule("get")), role(rule("get"), rule("get"))),
    "role-powerful": one(role(rule("get")), role(rule("get"), rule("get", resource="secrets"))),
    "role-rules": one(role(rule("get")), role(rule("get", "list"))),
    "role-aggregation": one(
        role(kind="ClusterRole"),
        role(kind="ClusterRole", metadata={"labels": {"rbac.authorization.k8s.io/aggregate-to-edit": "true"}}),
    ),
    "binding-subjects": one(binding(), binding(SUBJECT)),
    "account-token": one(account(), account(automountServiceAccountToken=False)),
    "account-identity": one(account(), annotated(account(), **{"eks.amazonaws.com__role-arn": "a"})),
    "level-same": one(of_level(""), of_level("privileged")),
    "level-higher": one(of_level(""), of_level("restricted")),
    "level-lower": one(of_level("baseline"), of_level("privileged")),
    "level-told": one(labelled(), labelled(**{"pod_security.kubernetes.io__warn": "restricted"})),
    "namespace-label": one(labelled(), labelled(team="a"), POLICY_OF_A_LABEL),
    "autoscaler": one(autoscaler(), autoscaler(maxReplicas=4)),
    "budget-blocks": one(budget(), budget(maxUnavailable=0)),
    "budget": one(budget(minAvailable=1), budget(minAvailable=2)),
    "bounds": one(item("ResourceQuota", spec={"hard": {"pods": "1"}}), item("ResourceQuota", spec={"hard": {"pods": "2"}})),
    "claim-larger": one(claim(), claim(resources=size("2Gi"))),
    "reclaim": one(volume(**NFS), volume(**NFS, persistentVolumeReclaimPolicy="Delete")),
    "volume-claim": one(volume(**NFS, claimRef={"namespace": "a", "name": "b"}), volume(**NFS)),
    "class-of-storage": one(
        item("StorageClass", STORAGE, provisioner="a"),
        item("StorageClass", STORAGE, provisioner="a", allowVolumeExpansion=True),
    ),
    "made-immutable": one(item("ConfigMap"), item("ConfigMap", immutable=True)),
    "key-still-read": one(item("ConfigMap", data={"a": "1", "b": "2"}), item("ConfigMap", data={"b": "2"}), KEY_READER),
    "still-referred-to": gone(item("ConfigMap", data={"a": "1"}), READER),
    "written-alone": one(item("Secret", stringData={"a": "1", "b": "2"}), item("Secret", stringData={"b": "2"})),
    "made-anew": (
        [item("ConfigMap", name="web-5d41402abc", immutable=True, data={"a": "1"})],
        [item("ConfigMap", name="web-7d793037a0", immutable=True, data={"a": "2"})],
    ),
    "new-workload": new(deployment()),
    "new-way-in": new(service()),
    "new-policy": new(policy()),
    "new-access": new(role()),
    "new-scaler": new(autoscaler()),
    "new-bounds": new(item("ResourceQuota", spec={})),
    "kept": gone(claim() | {"metadata": {"name": "web", "annotations": {"helm.sh/resource-policy": "keep"}}}),
    "gone-storage": gone(claim()),
    "gone-applier": gone(item("Application", "argoproj.io/v1alpha1", spec={"project": "team"})),
    "gone-set-with-claims": gone(stateful_set(**DELETED)),
    "gone-set": gone(stateful_set()),
    "gone-workload": gone(deployment()),
    "gone-way-in": gone(service()),
    "gone-policy": gone(policy()),
    "gone-access": gone(role()),
    "gone-scaler": gone(autoscaler()),
    "gone-bounds": gone(item("ResourceQuota", spec={})),
    "renamed-workload": renamed(deployment),
    "renamed-storage": renamed(claim),
    "renamed-applier": renamed(lambda: item("Kustomization", "kustomize.toolkit.fluxcd.io/v1", spec={"prune": True})),
    "renamed-way-in": renamed(service),
    "renamed-access": renamed(role),
    "renamed-scaler": renamed(autoscaler),
    "renamed-bounds": renamed(lambda: item("ResourceQuota", spec={})),
    "otherwise": one(deployment(), deployment(metadata={"labels": {"a": "b"}})),
    "rollout-selector": one(rollout(selector={"a": "1"}), rollout(selector={"a": "2"})),
    "rollout-routes": one(rollout(canary={"stableService": "web"}), rollout(canary={"stableService": "api"})),
    "rollout-strategy-is-another-one": one(rollout(canary={"steps": []}), rollout(blueGreen={"activeService": "web"})),
    "rollout-steps": one(rollout(canary={"steps": [{"setWeight": 1}]}), rollout(canary={"steps": [{"setWeight": 2}]})),
    "canary-comes": new(canary()),
    "canary-goes": gone(canary()),
    "canary-target": one(canary(), canary(targetRef={"kind": "Deployment", "name": "api"})),
    "canary-routes": one(canary(), canary(service={"port": 81})),
    "canary-autoscaler": one(canary(), canary(autoscalerRef={"kind": "HorizontalPodAutoscaler", "name": "web"})),
    "canary-analysis": one(canary(), canary(analysis={"interval": "2m"})),
    "keda-target": one(scaled(scaleTargetRef={"name": "web"}), scaled(scaleTargetRef={"name": "api"})),
    "keda-scaling": one(scaled(maxReplicaCount=3), scaled(maxReplicaCount=5)),
    "keda-credentials": one(
        custom("keda.sh/v1alpha1", "TriggerAuthentication", secretTargetRef=[{"name": "a", "key": "k", "parameter": "p"}]),
        custom("keda.sh/v1alpha1", "TriggerAuthentication", secretTargetRef=[{"name": "b", "key": "k", "parameter": "p"}]),
    ),
    "routes-come": new(custom("gateway.networking.k8s.io/v1", "HTTPRoute", hostnames=["a"])),
    "routes-go": gone(custom("gateway.networking.k8s.io/v1", "HTTPRoute", hostnames=["a"])),
    "routes": one(
        custom("gateway.networking.k8s.io/v1", "HTTPRoute", hostnames=["a"]),
        custom("gateway.networking.k8s.io/v1", "HTTPRoute", hostnames=["b"]),
    ),
    "mesh-routes": one(
        custom("networking.istio.io/v1", "DestinationRule", host="web"),
        custom("networking.istio.io/v1", "DestinationRule", host="api"),
    ),
    "gateway-policies": new(custom("gateway.envoyproxy.io/v1alpha1", "BackendTrafficPolicy", rateLimit={"type": "Local"})),
    "vertical-autoscaler": gone(custom("autoscaling.k8s.io/v1", "VerticalPodAutoscaler", targetRef={"name": "web"})),
    "measured": new(custom("monitoring.coreos.com/v1", "PrometheusRule", groups=[])),
    "custom-metadata": one(scaled(), {**scaled(), "metadata": {"name": "web", "namespace": "shop", "labels": {"a": "b"}}}),
}
"""The case that a page shows for each rule."""

FURTHER = {
    "an account of pods": one(deployment(), pods(serviceAccountName="a")),
    "amounts that are equal and stored otherwise": one(
        workload("DaemonSet", template=pods({"resources": {"limits": {"memory": "1Gi"}}})["spec"]["template"]),
        workload("DaemonSet", template=pods({"resources": {"limits": {"memory": "1073741824"}}})["spec"]["template"]),
    ),
    "order of the rules of an Ingress": one(
        ingress(rules=[{"host": "a.example"}, {"host": "b.example"}]),
        ingress(rules=[{"host": "b.example"}, {"host": "a.example"}]),
    ),
    "a host that is new": one(ingress(), ingress(rules=[{"host": "a.example"}])),
    "an annotation for certificates": one(ingress(), annotated(ingress(), **{"cert-manager.io__a": "b"})),
    "an annotation that no cloud reads": one(service(), annotated(service(), a="b")),
    "a label of a Service": one(service(), item("Service", spec=service()["spec"], metadata={"labels": {"a": "b"}})),
    "ports of nodes for a load balancer": one(
        service(type="LoadBalancer"), service(type="LoadBalancer", allocateLoadBalancerNodePorts=False)
    ),
    "a protocol that is another one": one(
        service(ports=[{"port": 80, "name": "a"}, {"port": 81, "name": "b"}]), service(ports=[{"port": 80, "name": "a"}])
    ),
    "a label of a policy": one(
        policy(),
        item("NetworkPolicy", "networking.k8s.io/v1", name="rules", spec=policy()["spec"], metadata={"labels": {"a": "b"}}),
    ),
    "pods of a policy of egress": one(
        policy(policyTypes=["Egress"]), policy({"matchLabels": {"a": "b"}}, policyTypes=["Egress"])
    ),
    "a rule of a policy, twice": one(policy(ingress=[{}]), policy(ingress=[{}, {}])),
    "what may go out": one(policy(), policy(egress=[{"ports": [{"port": 80}]}])),
    "policy types of another order": one(
        policy(policyTypes=["Ingress", "Egress"], ingress=[{}]), policy(policyTypes=["Egress", "Ingress"], ingress=[{}])
    ),
    "an aggregation": one(
        role(kind="ClusterRole"),
        role(kind="ClusterRole", aggregationRule={"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}),
    ),
    "a label of a role": one(role(), role(metadata={"labels": {"a": "b"}})),
    "a label of a binding": one(binding(), binding() | {"metadata": {"name": "web", "labels": {"a": "b"}}}),
    "subjects of another order": one(binding(SUBJECT, {**SUBJECT, "name": "c"}), binding({**SUBJECT, "name": "c"}, SUBJECT)),
    "a token that is written out": one(account(), account(automountServiceAccountToken=True)),
    "Secrets of an account": one(account(), account(secrets=[{"name": "a"}])),
    "Secrets of an account of another order": one(
        account(secrets=[{"name": "a"}, {"name": "b"}]), account(secrets=[{"name": "b"}, {"name": "a"}])
    ),
    "a label of an account": one(account(), account(metadata={"labels": {"a": "b"}})),
    "a label of a namespace that nobody reads": one(labelled(), labelled(team="a")),
    "an annotation of a namespace": one(labelled(), annotated(labelled(), a="b")),
    "a label of an autoscaler": one(autoscaler(), autoscaler(metadata={"labels": {"a": "b"}})),
    "a label of a budget": one(budget(), budget() | {"metadata": {"name": "web", "labels": {"a": "b"}}}),
    "a label of a quota": one(item("ResourceQuota", spec={}), item("ResourceQuota", spec={}, metadata={"labels": {"a": "b"}})),
    "a label of a claim": one(claim(), claim() | {"metadata": {"name": "web", "labels": {"a": "b"}}}),
    "a volume that is kept from now on": one(volume(**NFS, persistentVolumeReclaimPolicy="Delete"), volume(**NFS)),
    "the capacity of a volume": one(volume(**NFS), volume(**NFS, capacity={"storage": "2Gi"})),
    "the size of a Job's parallelism": one(job(completions=4, parallelism=1), job(completions=4, parallelism=2)),
    "a policy of retention that keeps": one(stateful_set(**RETAINED), stateful_set()),
    "a history": one(deployment(), workload(revisionHistoryLimit=3)),
    "a toleration of a pod": one(pod(), pod(tolerations=[{"key": "a", "operator": "Exists"}])),
    "what each release changes": one(
        deployment(metadata={"labels": {"helm.sh/chart": "a-1"}}), deployment(metadata={"labels": {"helm.sh/chart": "a-2"}})
    ),
    "another kind that is new": new(item("ConfigMap")),
    "another kind that is gone": gone(item("ConfigMap")),
    "another kind that has another name": renamed(lambda: item("ConfigMap", data={"a": "1"})),
    "the scopes of a quota that goes": one(item("ResourceQuota", spec={"scopes": ["BestEffort"]}), item("ResourceQuota")),
    "the default class of priority": one(
        item("PriorityClass", SCHEDULING, value=1), item("PriorityClass", SCHEDULING, value=1, globalDefault=True)
    ),
    "less memory": one(pods(LIMITED), pods({"resources": {"limits": {"cpu": "1", "memory": "512Mi"}}})),
}
"""What else the functions that rate can say."""
