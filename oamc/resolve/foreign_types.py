"""Component types and traits of KubeVela that are not built in: where they come from, and what to write instead.

From KubeVela's public catalog of addons (https://github.com/kubevela/catalog), and from its own releases.
"""

from __future__ import annotations

from oamc.diagnostics.reports import listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.diagnostics.reports import Reports

UNKNOWN = "is not known"
OBJECTS = "write the objects themselves, below a component of type k8s-objects"
DEFINITIONS = f"name the folder of the addon's definitions by --definitions, or {OBJECTS}"
INSTEAD = {
    "kustomize": 'render it with "kubectl kustomize", and write the objects below a component of type k8s-objects',
}
"""What to do instead of a type, where it is not to write the objects."""
ADDONS = {
    "argocd": ("argo-app", "argocd-cluster-credential", "argocd-project", "argocd-repository-credential"),
    "clickhouse": ("clickhouse",),
    "crossplane-aws": ("crossplane-aws",),
    "crossplane-azure": ("azure-rg", "azure-vnet", "crossplane-azure"),
    "elasticsearch-operator": (
        "elasticsearch-apm-server",
        "elasticsearch-cluster",
        "elasticsearch-enterprise-search",
        "kibana",
    ),
    "flink-kubernetes-operator": ("flink-cluster",),
    "fluxcd": ("kustomize",),
    "jaeger-operator": ("jaeger",),
    "kafka-operator": ("kafka-bridge", "kafka-cluster", "kafka-connect", "kafka-connector", "kafka-rebalance", "kafka-topic"),
    "koordinator": ("koordinator-colocation-profile", "koordinator-pod-migration-job", "koordinator-reservation"),
    "kruise": ("cloneset",),
    "kruise-game": ("game-server-set",),
    "kube-trigger": ("trigger-service",),
    "model-serving": ("model-serving",),
    "model-training": ("jupyter-notebook", "model-training"),
    "mongodb-operator": ("mongodb-cluster", "mongodb-standalone"),
    "mysql-exporter": ("mysql-exporter-server",),
    "mysql-operator": ("mysql-cluster",),
    "nacos-operator": ("nacos-cluster",),
    "netlify": ("netlify",),
    "o11y-definitions": ("grafana-access", "grafana-dashboard", "grafana-datasource"),
    "postgres-operator": ("postgres-cluster",),
    "redis-exporter": ("redis-exporter-server",),
    "redis-operator": ("redis-failover",),
    "spark-kubernetes-operator": ("spark-workload",),
    "terraform-ec": ("elastic-ec-deployment",),
    "vector-config": ("vector-log2metric",),
    "volcano": ("volcano-job", "volcano-pod-group", "volcano-queue"),
    "zookeeper-operator": ("zookeeper-cluster",),
}
"""The addons that bring a component type."""
ADDONS_OF_TRAITS = {
    "azure-keyvault-csi": ("azure-keyvault-csi",),
    "backstage": ("backstage", "backstage-location"),
    "crane": ("effective-hpa", "resource-analytics"),
    "cronhpa": ("cronhpa",),
    "dapr": ("dapr-publish-injection", "dapr-publish-message-broker", "dapr-subscribe-injection", "dapr-subscription"),
    "datadog": ("datadog",),
    "elasticsearch-operator": ("elasticsearch-agent", "elasticsearch-beat", "elasticsearch-cluster-expose", "kibana-expose"),
    "fluxcd": ("helm-labels", "kustomize-json-patch", "kustomize-patch", "kustomize-strategy-merge"),
    "istio": ("canary-traffic", "istio-gateway", "istio-vs"),
    "keda": ("keda-auto-scaler",),
    "kruise-rollout": ("kruise-rollout", "rolling-release"),
    "loki": ("file-logs", "stdout-logs"),
    "mysql-exporter": ("mysql-exporter",),
    "o11y-definitions": ("grafana-dashboard",),
    "opentelemetry-operator": ("opentelemetry-collector", "opentelemetry-instrumentation"),
    "prometheus-server": ("prometheus-scrape",),
    "pyroscope": ("pyroscope",),
    "redis-exporter": ("redis-exporter",),
    "rollout": ("rollout",),
    "traefik": ("http-route", "https-route", "tcp-route"),
    "vegeta": ("vegeta",),
}
"""The addons that bring a trait."""
CLOUDS = ("alibaba", "aws", "azure", "baidu", "gcp", "tencent", "ucloud")
"""Clouds whose types begin with their name. Addon `terraform-CLOUD` brings them: objects for the controller of Terraform."""
RENAMED = {"aliyun": "alibaba"}
NEEDS_A_CLUSTER = {
    "ref-objects": ("copies objects that only a running cluster has", OBJECTS),
}
KINDS = {
    "deployment": "webservice, worker",
    "statefulset": "statefulset",
    "daemonset": "daemon",
    "job": "task",
    "cronjob": "cron-task",
}
"""The built-in types that make a kind of Kubernetes."""


def component_type(name: str, known: Sequence[str], reports: Reports) -> tuple[str, str]:
    """Return what is to be said of a component type that is not built in, and what to do."""
    if name in NEEDS_A_CLUSTER:
        return NEEDS_A_CLUSTER[name]
    base, at, revision = name.rpartition("@")
    if at:
        if base in known:
            problem = f'is revision {revision} of "{base}", and no DefinitionRevision of the input has that'
            return problem, f'write "{base}" for the one without a number'
        name = base
    addon = addon_of(name)
    if addon:
        instead = INSTEAD.get(name) or (DEFINITIONS if name in ADDONS.get(addon, ()) else OBJECTS)
        return f"comes with KubeVela's addon {addon}", instead
    cloud, dash, rest = name.partition("-")
    if dash and cloud in RENAMED:
        newer = f"{RENAMED[cloud]}-{rest}"
        return f'is called "{newer}" now, and comes with KubeVela\'s addon {addon_of(newer)}', OBJECTS
    kind = KINDS.get(name.rpartition(".")[2].rpartition("/")[2].lower())
    if kind and name not in known:
        return UNKNOWN, f"types that make a {name.rpartition('.')[2]}: {kind}"
    near = reports.nearest(name, known)
    return UNKNOWN, f'did you mean "{near}"?' if near else f"known are {listing(known)}"


def addon_of(name: str) -> str:
    """Return the addon of KubeVela's catalog that brings a component type, the empty text where none does."""
    cloud, dash, _ = name.partition("-")
    return _bringing(name, ADDONS) or (f"terraform-{cloud}" if dash and cloud in CLOUDS else "")


def trait_hint(name: str, known: Sequence[str], reports: Reports) -> str:
    """Return what to say of a trait that is not built in: the addon that brings it, the nearest name, or all names."""
    addon = _bringing(name.partition("@")[0], ADDONS_OF_TRAITS)
    if addon:
        return f"it comes with KubeVela's addon {addon}: {DEFINITIONS}"
    base, at, _ = name.rpartition("@")
    if at and base in known:
        return f'no DefinitionRevision of the input has it: write "{base}" for the one without a number'
    near = reports.nearest(name, known)
    return f'did you mean "{near}"?' if near else f"known are {listing(known)}"


def _bringing(name: str, addons: dict[str, tuple[str, ...]]) -> str:
    """Return the addon that brings a type, the empty text where none does."""
    return next((addon for addon, types in addons.items() if name in types), "")
