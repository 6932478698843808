"""ContainerizedWorkload: containers that run for ever; a Deployment, with a Service where there are ports.

It is the core workload type of OAM v1alpha2 (docs/spec/oam-v1alpha2.md, 5). What describes the workload is on its Deployment
and on its config files, and no pod carries it. The storage of its volumes is claimed here: no trait does.
"""

from __future__ import annotations

from oamc.capabilities.assembly import POD, deployment, replicas
from oamc.capabilities.claims import claim
from oamc.capabilities.contracts import PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT, Rendered, WorkloadType
from oamc.capabilities.labels import component_labels, workload_labels
from oamc.capabilities.volumes import claimed_by_traits, component_volumes
from oamc.objects.tree import at, bare, entries
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance
    from oamc.objects.tree import KubeObject
    from oamc.spans import Keyed

TOKEN = "ContainerizedWorkload"
_deployment = deployment(TOKEN, served=True)


def render(instance: Instance, context: Context) -> Rendered:
    """Make the Deployment, what it needs, and its Service."""
    component = instance.component
    annotations = component.annotations
    rendered = _deployment(replace(instance, component=replace(component, annotations={})), context)
    labels = component_labels(instance, workload_labels(TOKEN))
    of_traits = claimed_by_traits(instance)
    claims = tuple(
        claim(instance, volume, labels=labels, keep="keep", span=volume.span)
        for volume in component_volumes(component).values()
        if not volume.ephemeral and volume.name.value.lower() not in of_traits
    )
    return replace(
        rendered,
        main=_annotated(rendered.main, annotations),
        needed=(*(_annotated(item, annotations) for item in rendered.needed), *claims),
    )


def _annotated(item: KubeObject, annotations: dict[str, Keyed]) -> KubeObject:
    """Return an object with the annotations of its component."""
    metadata = bare(item.body["metadata"])
    assert isinstance(metadata, dict), f"{item.kind} {item.name} has no metadata"
    written = entries((key, at(value)) for key, value in annotations.items())
    return replace(item, body={**item.body, "metadata": entries((*metadata.items(), ("annotations", written)))})


CONTAINERIZED_WORKLOAD = WorkloadType(
    names=("core.oam.dev/v1alpha2.ContainerizedWorkload",),
    summary="Containers that run for ever; a Deployment, with a Service where there are ports.",
    token=TOKEN,
    features=frozenset({PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT}),
    render=render,
    scale=replicas,
    pod=POD,
    name_rule="service",
    embedded=True,
)
