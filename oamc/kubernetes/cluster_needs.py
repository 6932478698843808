"""What a cluster must have beyond the API of Kubernetes: kinds that somebody installs, and programs that act on objects.

In: objects as plain data. Out: what each of them needs. A kind that Kubernetes has needs nothing by itself, but perhaps
somebody who acts on it: an Ingress alone answers no request. Nothing here asks a cluster (docs/spec/traits-together.md, 3).
"""

from __future__ import annotations

from oamc.kubernetes.plain_data import part_at
from oamc.kubernetes.pod_templates import QOS_CLASS, RUN_PODS, is_of_others, spec_of_pods, specs_of_pods
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any


class Need(Record):
    """One thing that a cluster may have to have: the `name` that commands call it by, what it does, and who installs it."""

    name: str
    text: str
    installer: str


class Needed(Record):
    """What one object needs: a `need` by its name, or, as a name is there, an object of a `kind` that the cluster has."""

    need: str = ""
    kind: str = ""
    name: str = ""


_NEEDS = (
    Need(
        name="metrics-server",
        text="metrics of pods (metrics.k8s.io/v1beta1), which autoscaling by cpu and memory reads",
        installer="metrics-server",
    ),
    Need(
        name="custom-metrics",
        text="metrics of objects (custom.metrics.k8s.io), which autoscaling by metrics of one's own reads",
        installer="an adapter such as prometheus-adapter",
    ),
    Need(
        name="external-metrics",
        text="metrics from outside (external.metrics.k8s.io), which autoscaling by them reads",
        installer="an adapter such as KEDA",
    ),
    Need(name="ingress-controller", text="a controller that acts on Ingresses", installer="an ingress controller"),
    Need(
        name="load-balancer",
        text="a controller that gives Services of type LoadBalancer an address",
        installer="the provider of the cluster, or a program such as MetalLB",
    ),
    Need(
        name="storage",
        text="a provisioner of volumes, with a default StorageClass for claims that name none",
        installer="the provider of the cluster, or a CSI driver",
    ),
    Need(name="network-policy", text="a network plugin that enforces NetworkPolicies", installer="the network plugin"),
    Need(
        name="bandwidth",
        text="the bandwidth plugin of the container network on each node",
        installer="the network plugin",
    ),
    Need(name="gateway-api", text="kinds of the Gateway API, and a controller for its Gateways", installer="the Gateway API"),
    Need(
        name="openfaas",
        text="OpenFaaS with its operator, which the Community Edition does not have",
        installer="OpenFaaS Standard or Enterprise",
    ),
    Need(name="dapr", text="Dapr, which puts its sidecar into pods", installer="Dapr"),
    Need(name="keda", text="KEDA, which scales by events", installer="KEDA"),
    Need(name="flux", text="Flux, which installs charts and follows sources", installer="Flux"),
    Need(name="argo-cd", text="Argo CD, which installs applications", installer="Argo CD"),
    Need(name="argo-rollouts", text="Argo Rollouts, which moves traffic step by step", installer="Argo Rollouts"),
    Need(
        name="argo-rollouts-gateway",
        text="the plugin argoproj-labs/gatewayAPI in the controller of Argo Rollouts, with rights to HTTPRoutes",
        installer="rollouts-plugin-trafficrouter-gatewayapi",
    ),
    Need(name="flagger", text="Flagger, which moves traffic step by step", installer="Flagger"),
    Need(name="istio", text="Istio, which routes between Services", installer="Istio"),
    Need(name="linkerd", text="Linkerd with its extension for SMI, which splits requests", installer="Linkerd"),
    Need(name="contour", text="Contour, which routes requests", installer="Contour"),
    Need(name="traefik", text="Traefik, which routes requests", installer="Traefik"),
    Need(name="envoy-gateway", text="Envoy Gateway, which routes requests", installer="Envoy Gateway"),
    Need(name="vpa", text="the vertical autoscaler, which sets requests", installer="the Vertical Pod Autoscaler"),
    Need(name="koordinator", text="Koordinator, which mixes kinds of work on nodes", installer="Koordinator"),
    Need(name="prometheus-operator", text="the operator that runs Prometheus", installer="the Prometheus operator"),
    Need(name="kube-ovn", text="Kube-OVN as the network plugin", installer="Kube-OVN"),
    Need(name="terway", text="Terway as the network plugin", installer="Terway"),
    Need(name="antrea", text="Antrea as the network plugin", installer="Antrea"),
    Need(name="calico", text="Calico as the network plugin", installer="Calico"),
    Need(name="cilium", text="Cilium as the network plugin", installer="Cilium"),
    Need(name="cert-manager", text="cert-manager, which issues certificates", installer="cert-manager"),
    Need(name="external-secrets", text="a program that fetches secrets", installer="external-secrets"),
    Need(name="sloth", text="Sloth, which makes rules of objectives", installer="Sloth"),
    Need(name="pyrra", text="Pyrra, which makes rules of objectives", installer="Pyrra"),
    Need(name="keptn", text="Keptn, which measures deliveries", installer="Keptn"),
)
NEEDS = {need.name: need for need in _NEEDS}
"""All needs by their names, in the order in which they are told."""

GROUPS = {
    "gateway.networking.k8s.io": "gateway-api",
    "openfaas.com": "openfaas",
    "dapr.io": "dapr",
    "keda.sh": "keda",
    "source.toolkit.fluxcd.io": "flux",
    "helm.toolkit.fluxcd.io": "flux",
    "kustomize.toolkit.fluxcd.io": "flux",
    "argoproj.io": "argo-cd",
    "flagger.app": "flagger",
    "networking.istio.io": "istio",
    "security.istio.io": "istio",
    "gateway.envoyproxy.io": "envoy-gateway",
    "autoscaling.k8s.io": "vpa",
    "config.koordinator.sh": "koordinator",
    "scheduling.koordinator.sh": "koordinator",
    "monitoring.coreos.com": "prometheus-operator",
    "kubeovn.io": "kube-ovn",
    "crd.antrea.io": "antrea",
    "projectcalico.org": "calico",
    "cilium.io": "cilium",
    "cert-manager.io": "cert-manager",
    "external-secrets.io": "external-secrets",
    "sloth.slok.dev": "sloth",
    "pyrra.dev": "pyrra",
    "lifecycle.keptn.sh": "keptn",
    "metrics.keptn.sh": "keptn",
}
"""Who brings the kinds of an API group."""
OF_ROLLOUTS = frozenset(("AnalysisRun", "AnalysisTemplate", "ClusterAnalysisTemplate", "Experiment", "Rollout"))
"""Kinds of Argo Rollouts, whose group is that of Argo CD, too."""
GATEWAY_PLUGIN = "argoproj-labs/gatewayAPI"
"""The name under which the controller of Argo Rollouts has the plugin that splits requests by routes of the Gateway API."""
METRICS = {
    "Resource": "metrics-server",
    "ContainerResource": "metrics-server",
    "Pods": "custom-metrics",
    "Object": "custom-metrics",
    "External": "external-metrics",
}
OF_PODS = ("cpu", "memory")
"""Triggers of KEDA that read what pods use."""
ACTORS = {
    ("networking.k8s.io", "Ingress"): "ingress-controller",
    ("networking.k8s.io", "NetworkPolicy"): "network-policy",
    ("", "PersistentVolumeClaim"): "storage",
}
"""Who acts on kinds of Kubernetes that do nothing by themselves."""
LIMITS = {
    **dict.fromkeys(("kubernetes.io/ingress-bandwidth", "kubernetes.io/egress-bandwidth"), "bandwidth"),
    **dict.fromkeys(("k8s.aliyun.com/ingress-bandwidth", "k8s.aliyun.com/egress-bandwidth"), "terway"),
    **dict.fromkeys(("ovn.kubernetes.io/ingress_rate", "ovn.kubernetes.io/egress_rate"), "kube-ovn"),
    "k8s.aliyun.com/network-priority": "terway",
    "ovn.kubernetes.io/mirror": "kube-ovn",
}
"""Who reads the annotations of pods that say what their network does with their packets: limits, priorities, copies."""
"""Who reads the annotations of pods that limit how much data they send and receive."""
SHIFTERS = {
    "gatewayapi:v1": "gateway-api",
    "gatewayapi:v1beta1": "gateway-api",
    "istio": "istio",
    "linkerd": "linkerd",
    "contour": "contour",
    "traefik": "traefik",
}
"""Who shifts requests for Flagger, by what a Canary calls its provider. Others read objects that say so themselves."""
DAPR = "dapr.io/enabled"
OF_KUBERNETES = ("system-cluster-critical", "system-node-critical")


def need_of_kind(group: str, kind: str) -> str:
    """Return the name of what brings a kind that Kubernetes does not have, or of who acts on one; empty where unknown."""
    if group == "argoproj.io" and kind in OF_ROLLOUTS:
        return "argo-rollouts"
    return GROUPS.get(group) or ACTORS.get((group, kind), "")


def needed_by(body: Mapping[str, Any]) -> Iterator[Needed]:
    """Yield what an object needs of its cluster, beside who brings its kind. Of a strange shape nothing is said."""
    group, kind = group_of(body), str(body.get("kind"))
    spec = _mapping(body.get("spec"))
    if (group, kind) in ACTORS:
        yield Needed(need=ACTORS[group, kind])
    match group, kind:
        case "networking.k8s.io", "Ingress":
            yield from _named("IngressClass", spec.get("ingressClassName"))
        case "", "PersistentVolumeClaim":
            yield from _named("StorageClass", spec.get("storageClassName"))
        case "", "Service" if spec.get("type") == "LoadBalancer":
            yield Needed(need="load-balancer")
        case "autoscaling", "HorizontalPodAutoscaler":
            yield from _of_metrics(spec)
        case "argoproj.io", "Rollout" if GATEWAY_PLUGIN in _plugins(spec):
            yield Needed(need="argo-rollouts-gateway")
        case "keda.sh", "ScaledObject" if any(one.get("type") in OF_PODS for one in _items(spec.get("triggers"))):
            yield Needed(need="metrics-server")
        case "flagger.app", "Canary" if str(spec.get("provider")) in SHIFTERS:
            yield Needed(need=SHIFTERS[str(spec.get("provider"))])
    for place in _places_of_pods(body, group, kind):
        yield from _of_pods(body, place)
    if kind == "StatefulSet" and group == "apps":
        for claim in _items(spec.get("volumeClaimTemplates")):
            yield Needed(need="storage")
            yield from _named("StorageClass", _mapping(claim.get("spec")).get("storageClassName"))


def group_of(body: Mapping[str, Any]) -> str:
    """Return the API group of an object, empty for the core of Kubernetes."""
    version = str(body.get("apiVersion"))
    return version.rpartition("/")[0]


def _of_metrics(spec: Mapping[str, Any]) -> Iterator[Needed]:
    """Yield who gives the metrics that an autoscaler reads. One without metrics scales by cpu."""
    metrics = _items(spec.get("metrics"))
    kinds = [str(metric.get("type")) for metric in metrics] if metrics else ["Resource"]
    yield from (Needed(need=METRICS[kind]) for kind in kinds if kind in METRICS)


def _places_of_pods(body: Mapping[str, Any], group: str, kind: str) -> Iterable[tuple[str, ...]]:
    """Return where an object has the specs of its pods: where its kind has them, else by what they look like."""
    if kind in RUN_PODS and group in {"", "apps", "batch", "keda.sh", "argoproj.io"}:
        return (spec_of_pods(kind),)
    return specs_of_pods(body) if is_of_others(str(body.get("apiVersion"))) else ()


def _of_pods(body: Mapping[str, Any], place: tuple[str, ...]) -> Iterator[Needed]:
    """Yield what the pods of an object need, whose spec is at a place, in a template where that is called `spec`."""
    spec = _mapping(part_at(body, place))
    metadata = _mapping(part_at(body, (*place[:-1], "metadata"))) if place[-1] == "spec" else {}
    annotations = _mapping(metadata.get("annotations"))
    yield from (Needed(need=need) for key, need in LIMITS.items() if key in annotations)
    if annotations.get(DAPR) == "true":
        yield Needed(need="dapr")
    if QOS_CLASS in _mapping(metadata.get("labels")):
        yield Needed(need="koordinator")
    if spec.get("priorityClassName") not in OF_KUBERNETES:
        yield from _named("PriorityClass", spec.get("priorityClassName"))
    yield from _named("RuntimeClass", spec.get("runtimeClassName"))


def _plugins(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the plugins that a Rollout asks to split its requests."""
    canary = _mapping(_mapping(spec.get("strategy")).get("canary"))
    return _mapping(_mapping(canary.get("trafficRouting")).get("plugins"))


def _named(kind: str, name: object) -> Iterator[Needed]:
    """Yield that an object of the cluster is there, if it is named."""
    if isinstance(name, str) and name:
        yield Needed(kind=kind, name=name)


def _mapping(value: object) -> Mapping[str, Any]:
    """Return a mapping, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def _items(value: object) -> list[Mapping[str, Any]]:
    """Return the mappings in a list, none for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
