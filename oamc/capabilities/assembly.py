"""From an instance with containers to its objects: Deployment, StatefulSet or Job, and Service.

Rules: docs/spec/oam-v1alpha1.md, 7.2 and 7.3.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Rendered
from oamc.capabilities.labels import component_labels, selector, workload_labels
from oamc.capabilities.pods import kube_object, pod_template, service_ports
from oamc.capabilities.volumes import holds_one_pod
from oamc.expressions.holes import When
from oamc.ir.program import is_set
from oamc.model.reserved_keys import DESCRIPTIVE_ANNOTATIONS
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, at, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oamc.capabilities.contracts import Context, ServicePort
    from oamc.ir.program import Instance
    from oamc.objects.tree import KubeObject, Tree

    Render = Callable[[Instance, Context], Rendered]

POD = ("spec", "template", "spec")
"""The path of the spec of the pods in all of these objects."""


def deployment(token: str, *, served: bool) -> Render:
    """Return the function that makes a Deployment; a `served` one has a Service where there are ports.

    `token` is the value of the workload type label.
    """

    def render(instance: Instance, context: Context) -> Rendered:
        """Make the Deployment: the installer may choose how many replicas it has."""
        hole = instance.replicas
        replicas = None if hole is None else When(condition=is_set(hole), then=hole)
        strategy: Tree = None
        if holds_one_pod(instance.component):
            # In a rolling update the new pod waits for the volume, and the old one for the new pod: for ever.
            strategy = {"type": "Recreate"}
        labels = workload_labels(token)
        template, config_maps = pod_template(instance, labels, "Always", context)
        fields = (("replicas", replicas), _selector(instance), ("strategy", strategy), ("template", template))
        ports = service_ports(instance, context) if served else ()
        return Rendered(
            main=main_object(instance, ("apps/v1", "Deployment"), labels, entries(fields)),
            needed=config_maps,
            further=service_of(instance, labels, ports),
            ports=ports,
        )

    return render


def stateful_set(token: str, *, served: bool) -> Render:
    """Return the function that makes a StatefulSet of one replica: at most one at a time (7.2)."""

    def render(instance: Instance, context: Context) -> Rendered:
        """Make the StatefulSet, and a Service where there are ports."""
        labels = workload_labels(token)
        template, config_maps = pod_template(instance, labels, "Always", context)
        name = prefixed(instance.name.value)
        fields = (("replicas", 1), ("serviceName", name), _selector(instance), ("template", template))
        ports = service_ports(instance, context) if served else ()
        return Rendered(
            main=main_object(instance, ("apps/v1", "StatefulSet"), labels, entries(fields)),
            needed=config_maps,
            further=service_of(instance, labels, ports),
            ports=ports,
        )

    return render


def job(token: str, *, completions: int | None) -> Render:
    """Return the function that makes a Job: it retries four times and does not restart its containers in place (7.2)."""

    def render(instance: Instance, context: Context) -> Rendered:
        """Make the Job, of one pod at a time."""
        labels = workload_labels(token)
        template, config_maps = pod_template(instance, labels, "Never", context)
        fields = (("parallelism", 1), ("completions", completions), ("backoffLimit", 4), ("template", template))
        return Rendered(main=main_object(instance, ("batch/v1", "Job"), labels, entries(fields)), needed=config_maps)

    return render


def replicas(count: Tree) -> Tree:
    """Return the patch that sets the number of replicas of a Deployment."""
    return {"spec": {"replicas": count}}


def parallelism(count: Tree) -> Tree:
    """Return the patch that sets how many pods of a Job run at a time."""
    return {"spec": {"parallelism": count}}


def main_object(instance: Instance, api_and_kind: tuple[str, str], labels: dict[str, Tree], spec: Tree) -> KubeObject:
    """Make the workload's own object: it has the annotations that describe the component, which no pod carries."""
    return kube_object(
        instance,
        api_and_kind,
        instance.name.value,
        labels=component_labels(instance, labels),
        annotations=entries(descriptions(instance)),
        fields=(("spec", spec),),
    )


def descriptions(instance: Instance) -> tuple[tuple[str, Tree], ...]:
    """Return the annotations that describe the component."""
    stated = instance.component.annotations
    return tuple((key, at(stated[key])) for key in DESCRIPTIVE_ANNOTATIONS if key in stated)


def _selector(instance: Instance) -> tuple[str, Tree]:
    """Return the field by which a controller knows its pods."""
    return "selector", {"matchLabels": selector(instance.name.value)}


def service_of(instance: Instance, labels: dict[str, Tree], served: tuple[ServicePort, ...]) -> tuple[KubeObject, ...]:
    """Make the Service of a workload that has ports to serve (7.3)."""
    if not served:
        return ()
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
        for port in served
    ]
    return (
        kube_object(
            instance,
            ("v1", "Service"),
            instance.name.value,
            labels=component_labels(instance, labels),
            fields=(("spec", {"selector": selector(instance.name.value), "ports": ports}),),
        ),
    )
