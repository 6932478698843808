"""Objects for tests of changes, and the ratings of one that changes."""

from oamc.changes.compare import compare
from tests.unit.changes.test_meanings import deployment, item, rule  # noqa: F401

OF_ALIBABA = "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-"
GIB = {"resources": {"requests": {"storage": "1Gi"}}, "accessModes": ["ReadWriteOnce"]}


def claim(status=None, **spec):
    return item("PersistentVolumeClaim", spec={**GIB, **spec}, **({"status": status} if status else {}))


def size(amount):
    return {"requests": {"storage": amount}}


def job(status=None, metadata=None, pod=None, labels=None, **spec):
    container = {"name": "main", "image": "example/web:1"}
    template = {
        "metadata": {"labels": labels or {"app": "web"}},
        "spec": {"restartPolicy": "Never", "containers": [container], **(pod or {})},
    }
    status = {"status": status} if status else {}
    return item("Job", "batch/v1", metadata=metadata or {}, spec={"template": template, **spec}, **status)


def pod(image="example/web:1", **spec):
    return item("Pod", spec={"containers": [{"name": "main", "image": image}], **spec})


def stateful_set(**spec):
    body = deployment(kind="StatefulSet")
    body["spec"] |= {"serviceName": "web", **spec}
    return body


def service(**spec):
    return item("Service", spec={"ports": [{"port": 80}], **spec})


def cloud_service(annotations):
    """Return a load balancer with annotations by which a cloud is told more."""
    return item("Service", metadata={"annotations": annotations}, spec={"type": "LoadBalancer", "ports": [{"port": 80}]})


def volume(**spec):
    return item("PersistentVolume", spec={"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], **spec})


def affinity(**parts):
    return {"affinity": parts}


def node_affinity(*terms, **further):
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": list(terms)}} if terms else {}
    return {"nodeAffinity": {**required, **further}}


def term(*keys):
    return {"matchExpressions": [{"key": key, "operator": "Exists"} for key in keys]}


NEVER_STARTED = {"suspend": True}
GATED = {"schedulingGates": [{"name": "a"}]}
SOURCES = {key: {"kind": "PersistentVolumeClaim", "name": "a"} for key in ("dataSource", "dataSourceRef")}
NFS = {"nfs": {"server": "a.example", "path": "/"}}
ANTI = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "kubernetes.io/hostname"}]}}
DUAL = {"ipFamilies": ["IPv4", "IPv6"], "ipFamilyPolicy": "PreferDualStack"}
ADDRESSES = {"clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1", "fd00::1"]}
TERM_LATER = {"nodeSelectorTerms": [term("a")]}

RBAC, NETWORKING = "rbac.authorization.k8s.io/v1", "networking.k8s.io/v1"
HARMLESS, RESTART, DATA = "harmless", "restart", "data"


def ratings(old, new, *others):
    """Return the ratings of the object, each with its direction."""
    changes = compare([old, *others], [new, *others])
    assert len(changes) == 1, changes
    found = [*changes[0].ratings, *(rated for field in changes[0].fields for rated in field.ratings)]
    words = {f"{rated.rating} {rated.direction}".strip() for rated in found}
    return words - {HARMLESS} or words


def pods(container=None, template=None, **spec):
    return deployment(container=container, template=template, **spec)


def mounted(volume=None, **mount):
    return pods(
        volumes=[{"name": "a", **(volume or {})}], container={"volumeMounts": [{"name": "a", "mountPath": "/a", **mount}]}
    )


def context(**fields):
    return pods(container={"securityContext": fields})


def workload(kind="Deployment", **spec):
    body = deployment(kind=kind)
    body["spec"] = {**body["spec"], **spec}
    return body


def cron_job(**job_spec):
    return item("CronJob", "batch/v1", spec={"schedule": "@daily", "jobTemplate": {"spec": {**job()["spec"], **job_spec}}})


def ingress(metadata=None, **spec):
    return item("Ingress", NETWORKING, metadata=metadata or {}, spec={"defaultBackend": backend(80), **spec})


def backend(port):
    return {"service": {"name": "web", "port": {"name" if isinstance(port, str) else "number": port}}}


def policy(selector=None, name="rules", **spec):
    return item("NetworkPolicy", NETWORKING, name=name, spec={"podSelector": selector or {}, **spec})


def role(*rules, kind="Role", **fields):
    return item(kind, RBAC, rules=list(rules), **fields)


def binding(*subjects):
    return item("RoleBinding", RBAC, roleRef={"kind": "Role", "name": "a"}, subjects=list(subjects))


def autoscaler(name="web", metadata=None, **spec):
    spec = {"maxReplicas": 3, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}, **spec}
    return item("HorizontalPodAutoscaler", "autoscaling/v2", name=name, metadata=metadata or {}, spec=spec)


def budget(labels=None, **spec):
    return item("PodDisruptionBudget", "policy/v1", spec={"selector": {"matchLabels": labels or {"app": "web"}}, **spec})


def annotated(body, **annotations):
    return {
        **body,
        "metadata": {**body["metadata"], "annotations": {key.replace("__", "/"): annotations[key] for key in annotations}},
    }


def account(**fields):
    return item("ServiceAccount", **fields)


def labelled(**labels):
    return item("Namespace", metadata={"labels": {key.replace("__", "/").replace("_", "-"): labels[key] for key in labels}})


TLS = [{"hosts": ["a.example"], "secretName": "a"}]
PATHS = [{"path": "/", "pathType": "Prefix", "backend": backend(80)}]
NAMED_PORTS = [{"containerPort": 80, "name": "http"}]
TO_NAME = service(selector={"app": "web"}, ports=[{"port": 80, "targetPort": "http"}])
TOKEN = {"projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}
SUBJECT = {"kind": "ServiceAccount", "name": "a", "namespace": "b"}
CLAIM = {"persistentVolumeClaim": {"claimName": "files"}}
EPHEMERAL = {"ephemeral": {"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"], "resources": size("1Gi")}}}}
LARGER = {"ephemeral": {"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"], "resources": size("2Gi")}}}}
APPARMOR = "container.apparmor.security.beta.kubernetes.io/main"
LIMITED = {"resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}
POLICY_OF_A_LABEL = policy(ingress=[{"from": [{"namespaceSelector": {"matchLabels": {"team": "a"}}}]}])
