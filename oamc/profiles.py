"""The profiles: what is known of a kind of cluster, one row each (docs/spec/load-balancers.md, 4).

A profile gives defaults to properties that a document leaves out, says what its load balancers can do, and what has to be
switched on. It changes nothing that a document or an option says. Nothing is loaded from here without `--profile`.
"""

from __future__ import annotations

from oamc.records import Record

ALIBABA, AWS, GCP, AZURE, LOCAL = "alibaba", "aws", "gcp", "azure", "local"
"""Whose annotations a Service gets. What is local has none."""
DIVIDED = (ALIBABA, AWS)
"""Where each Service says whether its load balancer leads to nodes or to pods."""
NODE, POD = "node", "pod"
INGRESS, CLAIM, BALANCER, AUTOSCALER = "Ingress", "PersistentVolumeClaim", "Service", "HorizontalPodAutoscaler"
"""The kinds of objects that need something of the cluster; a Service does where it is a load balancer."""


class Profile(Record):
    """A kind of cluster.

    Classes are empty where the cluster has its own default, or nobody can know, as is the `network` of its pods. `target` is
    where its load balancers lead by default; those that cannot lead to pods say why in `not_to_pods`. `takes_address` tells
    whether a Service may ask for its address, `shares_nodes` whether all its load balancers share the ports of the nodes.
    `shares_storage` tells whether there is storage that several nodes write. `notes` say what to switch on for a kind of
    object, `facts` what else to know.
    """

    name: str
    summary: str
    provider: str = LOCAL
    ingress_class: str = ""
    gateway_class: str = ""
    storage_class: str = ""
    load_balancer_class: str = ""
    network: str = ""
    target: str = NODE
    not_to_pods: str = ""
    takes_address: bool = False
    shares_nodes: bool = False
    shares_storage: bool = False
    notes: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    def default_of(self, name: str) -> str | bool | None:
        """Return the default that a property has here, by the name that it has for that; None where there is none."""
        defaults = {
            "ingress class": self.ingress_class,
            "storage class": self.storage_class,
            "load balancer class": self.load_balancer_class,
            "network": self.network,
            "target": self.target if self.provider in DIVIDED else "",
        }
        if name == "internal":
            return None if self.provider == LOCAL else False
        return defaults.get(name) or None


LOCAL_PODS = "a load balancer of a local cluster leads to nodes"
METRICS_SERVER = "autoscalers need the metrics server: https://github.com/kubernetes-sigs/metrics-server"
REGISTRY = ("images", "push them to localhost:32000: microk8s enable registry")
OF_MICROK8S = (
    (CLAIM, "microk8s enable hostpath-storage"),
    (BALANCER, "microk8s enable metallb:FIRST_ADDRESS-LAST_ADDRESS"),
    (AUTOSCALER, "microk8s enable metrics-server"),
)
OF_ALIBABA = (
    (INGRESS, "install the ALB Ingress Controller, with an AlbConfig and the IngressClass alb"),
    (BALANCER, "the Cloud Controller Manager makes the load balancer; its address type and IP version stay"),
)
PROFILES = (
    Profile(
        name="alibaba",
        summary="Alibaba Cloud, Container Service with the network Terway",
        provider=ALIBABA,
        ingress_class="alb",
        network="terway",
        target=POD,
        shares_storage=True,
        notes=OF_ALIBABA,
        facts=(("network policies", "Terway enforces them where it was installed with them"),),
    ),
    Profile(
        name="alibaba-flannel",
        summary="Alibaba Cloud, Container Service with the network Flannel",
        provider=ALIBABA,
        ingress_class="alb",
        network="flannel",
        not_to_pods="the addresses of pods are routes of nodes there, which no load balancer reaches",
        shares_storage=True,
        notes=OF_ALIBABA,
        facts=(("network policies", "not enforced"),),
    ),
    Profile(
        name="aws",
        summary="Amazon EKS with the AWS Load Balancer Controller",
        provider=AWS,
        ingress_class="alb",
        gateway_class="gateway.k8s.aws/alb",
        load_balancer_class="service.k8s.aws/nlb",
        shares_storage=True,
        notes=(
            (INGRESS, "install the AWS Load Balancer Controller; an Ingress is internal unless its annotations say otherwise"),
            (CLAIM, "install the EBS CSI driver, and a storage class"),
            (BALANCER, "install the AWS Load Balancer Controller"),
            (AUTOSCALER, METRICS_SERVER),
        ),
        facts=(
            ("EKS Auto Mode", "has the load balancer class eks.amazonaws.com/nlb"),
            ("readiness of pods", "label the namespace elbv2.k8s.aws/pod-readiness-gate-inject=enabled for the target pod"),
        ),
    ),
    Profile(
        name="gcp",
        summary="Google Kubernetes Engine",
        provider=GCP,
        storage_class="standard-rwo",
        not_to_pods="its load balancers for Services lead to nodes; an Ingress leads to pods",
        takes_address=True,
        shares_storage=True,
        facts=(("ingress class", "leave it out: the controller of the cluster does not read the field"),),
    ),
    Profile(
        name="azure",
        summary="Azure Kubernetes Service",
        provider=AZURE,
        storage_class="managed-csi",
        not_to_pods="the configuration of its Cloud Controller Manager decides that for all Services",
        takes_address=True,
        shares_storage=True,
        notes=((INGRESS, "install an ingress controller, and give its class to --ingress-class"),),
    ),
    Profile(
        name="microk8s",
        summary="MicroK8s 1.35 and newer",
        ingress_class="public",
        gateway_class="traefik",
        storage_class="microk8s-hostpath",
        not_to_pods=LOCAL_PODS,
        takes_address=True,
        notes=((INGRESS, "microk8s enable ingress"), *OF_MICROK8S),
        facts=(("network policies", "enforced by Calico"), REGISTRY),
    ),
    Profile(
        name="microk8s-1.34",
        summary="MicroK8s 1.34 and older, with ingress-nginx",
        ingress_class="public",
        storage_class="microk8s-hostpath",
        not_to_pods=LOCAL_PODS,
        takes_address=True,
        notes=((INGRESS, "microk8s enable ingress"), *OF_MICROK8S),
        facts=(("network policies", "enforced by Calico"), REGISTRY),
    ),
    Profile(
        name="minikube",
        summary="minikube 1.38",
        ingress_class="nginx",
        storage_class="standard",
        not_to_pods=LOCAL_PODS,
        notes=(
            (INGRESS, "minikube addons enable ingress"),
            (BALANCER, "minikube tunnel (it must keep running)"),
            (AUTOSCALER, "minikube addons enable metrics-server"),
        ),
        facts=(("network policies", "enforced with minikube start --cni=calico"), ("images", "minikube image load IMAGE")),
    ),
    Profile(
        name="kind",
        summary="kind 0.32 with cloud-provider-kind",
        gateway_class="cloud-provider-kind",
        storage_class="standard",
        not_to_pods=LOCAL_PODS,
        notes=(
            (INGRESS, "cloud-provider-kind (it must keep running)"),
            (BALANCER, "cloud-provider-kind (it must keep running)"),
            (AUTOSCALER, METRICS_SERVER),
        ),
        facts=(("network policies", "enforced"), ("images", "kind load docker-image IMAGE")),
    ),
    Profile(
        name="k3s",
        summary="k3s with its Traefik and its ServiceLB",
        ingress_class="traefik",
        storage_class="local-path",
        not_to_pods=LOCAL_PODS,
        shares_nodes=True,
        facts=(("network policies", "enforced"), ("images", "k3s ctr images import FILE")),
    ),
)


def profile_of(name: str) -> Profile | None:
    """Return the profile of a name."""
    return next((profile for profile in PROFILES if profile.name == name), None)
