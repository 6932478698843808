"""Prometheus: a server that the Prometheus operator runs, with the account that it needs (docs/spec/monitoring.md, 1)."""

from __future__ import annotations

from oamc.capabilities.assembly import main_object, replicas
from oamc.capabilities.contracts import LONGEST_STATEFUL_SET_NAME, REPLICABLE, Property, Rendered, WorkloadType
from oamc.capabilities.labels import component_labels, workload_labels
from oamc.capabilities.monitoring_types import DURATION, SIZE
from oamc.capabilities.number_types import COUNT
from oamc.capabilities.pods import kube_object
from oamc.capabilities.setting_trees import setting_fields
from oamc.capabilities.text_types import IMAGE, OBJECT_NAME
from oamc.diagnostics.codes import dapr as codes
from oamc.expressions.types import BooleanType, ObjectType, TextMapType, TextType
from oamc.objects.naming import prefixed
from oamc.objects.tree import bare, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance
    from oamc.objects.tree import KubeObject, Tree

TOKEN = "Prometheus"
RBAC = "rbac.authorization.k8s.io"
READ: list[Tree] = ["get", "list", "watch"]
RULES: list[Tree] = [
    {"apiGroups": [""], "resources": ["services", "endpoints", "pods"], "verbs": READ},
    {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": READ},
]
SELECTORS = {
    "serviceMonitorSelector": "ServiceMonitors",
    "podMonitorSelector": "PodMonitors",
    "probeSelector": "Probes",
    "ruleSelector": "PrometheusRules",
}


def render(instance: Instance, context: Context) -> Rendered:
    """Make the Prometheus, and an account with what it may read where the component names none."""
    fields = setting_fields(instance)
    places = {setting.name.value: setting.name.span for setting in instance.settings}
    if bare(fields.get("enableAdminAPI")) is True:
        hint = "leave it out, unless nobody else reaches it"
        context.reports.add(codes.OPEN_ADMINISTRATION, at=places["enableAdminAPI"], instance=instance.name.value, hint=hint)
    account: tuple[KubeObject, ...] = ()
    if "serviceAccountName" not in fields:
        elsewhere = next((name for name in fields if name.endswith("NamespaceSelector")), None)
        if elsewhere is not None:
            hint = "set serviceAccountName to an account that may read there"
            context.reports.add(codes.OTHER_NAMESPACES, at=places[elsewhere], instance=instance.name.value, hint=hint)
        fields["serviceAccountName"] = prefixed(instance.name.value)
        account = tuple(_account(instance))
    return Rendered(
        main=main_object(instance, ("monitoring.coreos.com/v1", TOKEN), workload_labels(TOKEN), entries(fields.items())),
        needed=account,
    )


def _account(instance: Instance) -> Iterator[KubeObject]:
    """Yield an account that may find what is to be watched in its own namespace."""
    name = instance.name.value
    labels = component_labels(instance, workload_labels(TOKEN))
    reference: Tree = {"apiGroup": RBAC, "kind": "Role", "name": prefixed(name)}
    whose: list[Tree] = [{"kind": "ServiceAccount", "name": prefixed(name)}]
    rows: tuple[tuple[str, str, tuple[tuple[str, Tree], ...]], ...] = (
        ("v1", "ServiceAccount", ()),
        (f"{RBAC}/v1", "Role", (("rules", RULES),)),
        (f"{RBAC}/v1", "RoleBinding", (("roleRef", reference), ("subjects", whose))),
    )
    for version, kind, own in rows:
        yield kube_object(instance, (version, kind), name, labels=labels, fields=own)


PROMETHEUS = WorkloadType(
    names=("monitoring.coreos.com/v1.Prometheus",),
    summary="A Prometheus that its operator runs, with the account that it needs.",
    token=TOKEN,
    features=frozenset({REPLICABLE}),
    render=render,
    scale=replicas,
    longest_name=LONGEST_STATEFUL_SET_NAME - len("prometheus-"),
    has_spec_form=True,
    settings=(
        Property(name="replicas", type=COUNT, description="How many servers there are, each of which watches everything."),
        Property(name="shards", type=COUNT, description="Among how many servers what is watched is shared out."),
        Property(name="retention", type=DURATION, description="How long data is kept, such as 15d."),
        Property(name="retentionSize", type=SIZE, description="How much data is kept, such as 20GB."),
        Property(
            name="serviceAccountName",
            type=OBJECT_NAME,
            description="An account that the cluster has. Where none is written, one is made that may read its own namespace.",
        ),
        *(
            Property(name=name, type=ObjectType(), description=f"Which {kinds} it reads; an empty selector: all.", example={})
            for name, kinds in SELECTORS.items()
        ),
        *(
            Property(
                name=name.replace("Selector", "NamespaceSelector"),
                type=ObjectType(),
                description=f"In which namespaces it looks for {kinds}: in its own, where it is not written.",
            )
            for name, kinds in SELECTORS.items()
        ),
        Property(name="scrapeInterval", type=DURATION, description="How often it looks. Its definition says 30s."),
        Property(name="evaluationInterval", type=DURATION, description="How often rules are worked out."),
        Property(name="storage", type=ObjectType(), description="Where data is kept: volumeClaimTemplate or emptyDir."),
        Property(name="resources", type=ObjectType(), description="Requests and limits, as of a container of Kubernetes."),
        Property(name="externalLabels", type=TextMapType(), description="Labels of everything that leaves it."),
        Property(name="enableAdminAPI", type=BooleanType(), description="Whether data can be deleted by its API."),
        Property(name="version", type=TextType(minimum_length=1), description="The version of Prometheus."),
        Property(name="image", type=IMAGE, description="The image of Prometheus."),
    ),
)
