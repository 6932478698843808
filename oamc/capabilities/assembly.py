"""From a finished workload to its own objects: Deployment, StatefulSet or Job, and Service.

Rules: docs/spec/oam-v1alpha1.md, 7.2 and 7.3.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Workload
from oamc.capabilities.labels import WORKLOAD_TYPE, instance_labels, object_labels, selector, workload_labels
from oamc.capabilities.pods import build_pod, kube_object, service_ports
from oamc.capabilities.qos import with_storage
from oamc.capabilities.volumes import holds_one_pod
from oamc.expressions.holes import Not, When, all_of
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, entries, listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oamc.capabilities.contracts import LoweringOptions
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import Instance
    from oamc.objects.tree import KubeObject, Tree

CONTAINER_FIELDS = (
    "name",
    "image",
    "imagePullPolicy",
    "command",
    "args",
    "ports",
    "env",
    "resources",
    "startupProbe",
    "livenessProbe",
    "readinessProbe",
    "securityContext",
    "volumeMounts",
)
POD_FIELDS = (
    "imagePullSecrets",
    "nodeSelector",
    "automountServiceAccountToken",
    "hostUsers",
    "securityContext",
    "containers",
    "volumes",
    "restartPolicy",
)


def pod_builder(token: str, *, served: bool) -> Callable[[Instance, str, LoweringOptions, Reports], Workload]:
    """Return the function that makes the workload of an instance with containers.

    `token` is the value of the workload type label; a `served` workload has a Service for its ports.
    """

    def build(instance: Instance, application: str, options: LoweringOptions, reports: Reports) -> Workload:
        """Make the workload: labels, pod, ConfigMaps and the ports of the Service."""
        labels = workload_labels(application, instance.name.value, token)
        pod, config_maps = build_pod(instance, labels, options, reports)
        return Workload(
            instance=instance,
            application=application,
            options=options,
            labels=labels,
            annotations={},
            fields={},
            pod=pod,
            service_ports=service_ports(instance, options, reports) if served else (),
            config_maps=config_maps,
        )

    return build


def pod_template(workload: Workload, restart_policy: str) -> Tree:
    """Return the pod template of a workload, its fields in their usual order."""
    pod = workload.pod
    assert pod is not None
    unlimited = sum(not sizes for sizes in pod.storage)
    containers = [
        {**container, "resources": with_storage(container["resources"], sizes, unlimited, workload.options.qos)}
        for container, sizes in zip(pod.containers, pod.storage, strict=True)
    ]
    fields = {
        **pod.fields,
        "containers": [ordered(container, CONTAINER_FIELDS) for container in containers],
        "volumes": listing(pod.volumes),
        "restartPolicy": restart_policy,
    }
    metadata = entries((("labels", dict(pod.labels)), ("annotations", dict(pod.annotations) or None)))
    return {"metadata": metadata, "spec": ordered(fields, POD_FIELDS)}


def ordered(fields: dict[str, Tree], order: tuple[str, ...]) -> Tree:
    """Return the fields that are set, in the given order. A field that is not in it is a fault."""
    unknown = set(fields) - set(order)
    assert not unknown, unknown
    return entries((name, fields[name]) for name in order if name in fields)


def assemble_deployment(workload: Workload) -> tuple[KubeObject, ...]:
    """Make a Deployment, and a Service where there are ports."""
    leading: tuple[tuple[str, Tree], ...] = (("replicas", _fixed_replicas(workload)),)
    if holds_one_pod(workload.instance.component):
        # In a rolling update the new pod waits for the volume, and the old one for the new pod: for ever.
        strategy: Tree = {"type": "Recreate"}
    else:
        strategy = None
    return (_pod_controller(workload, "Deployment", leading, strategy), *_service(workload))


def _fixed_replicas(workload: Workload) -> Tree:
    """Return the fixed number of replicas, there only while nobody else chooses it."""
    if workload.replicas is None or workload.scaled is None:
        return workload.replicas
    others = Not(condition=workload.scaled)
    bare = workload.replicas.tree if isinstance(workload.replicas, At) else workload.replicas
    if isinstance(bare, When):
        return When(condition=all_of((others, bare.condition)), then=bare.then)
    return When(condition=others, then=workload.replicas)


def assemble_stateful_set(workload: Workload) -> tuple[KubeObject, ...]:
    """Make a StatefulSet of one replica: at most one at a time (7.2)."""
    name = prefixed(workload.instance.name.value)
    leading: tuple[tuple[str, Tree], ...] = (("replicas", 1), ("serviceName", name))
    return (_pod_controller(workload, "StatefulSet", leading), *_service(workload))


def _pod_controller(workload: Workload, kind: str, leading: tuple[tuple[str, Tree], ...], strategy: Tree = None) -> KubeObject:
    """Make a Deployment or StatefulSet."""
    spec = entries(
        (
            *leading,
            ("selector", {"matchLabels": selector(workload.instance.name.value)}),
            ("strategy", strategy),
            ("template", pod_template(workload, "Always")),
        )
    )
    return main_object(workload, ("apps/v1", kind), spec)


def assemble_job(workload: Workload) -> tuple[KubeObject, ...]:
    """Make a Job: it retries four times and does not restart its containers in place (7.2)."""
    spec = entries(
        (
            ("parallelism", workload.replicas),
            ("completions", workload.fields.get("completions")),
            ("backoffLimit", 4),
            ("template", pod_template(workload, "Never")),
        )
    )
    return (main_object(workload, ("batch/v1", "Job"), spec),)


def main_object(workload: Workload, api_and_kind: tuple[str, str], spec: Tree) -> KubeObject:
    """Make the workload's own object, which carries the marks of its scopes."""
    instance = workload.instance
    return kube_object(
        instance,
        api_and_kind,
        instance.name.value,
        labels=object_labels(instance, workload.labels),
        annotations=dict(workload.annotations) or None,
        fields=(("spec", spec),),
    )


def _service(workload: Workload) -> tuple[KubeObject, ...]:
    """Make the Service of a workload that has ports to serve (7.3)."""
    if not workload.service_ports:
        return ()
    instance = workload.instance
    ports: list[Tree] = [
        At(
            {
                "name": At(port.name, port.name_span),
                "port": port.port,
                "targetPort": port.target,
                "protocol": port.protocol,
            },
            port.span,
        )
        for port in workload.service_ports
    ]
    own = {**instance_labels(workload.application, instance.name.value), WORKLOAD_TYPE: workload.labels[WORKLOAD_TYPE]}
    return (
        kube_object(
            instance,
            ("v1", "Service"),
            instance.name.value,
            labels=object_labels(instance, own),
            fields=(("spec", {"selector": selector(instance.name.value), "ports": ports}),),
        ),
    )
