"""k8s-objects: objects of Kubernetes as they stand. The first one is the workload, which traits change."""

from __future__ import annotations

from oamc.capabilities.contracts import Rendered, WorkloadType
from oamc.capabilities.kubevela import shapes
from oamc.capabilities.kubevela.whole_objects import is_allowed, own_name, whole_object
from oamc.capabilities.property_schema import Listed, Struct, Whole
from oamc.diagnostics.codes.capabilities import MISSING_PROPERTY
from oamc.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance

SCHEMA = Struct(items=(shapes.needed("objects", Listed(item=Whole(), filled=True), "Objects of Kubernetes as they stand."),))


def render(instance: Instance, context: Context) -> Rendered:
    """Make the objects. One that says no name would get one from KubeVela that nobody can know before."""
    properties = instance.properties
    assert properties is not None
    nodes = [leaf.known for leaf in properties.leaves("objects") if isinstance(leaf.known, Mapping)]
    for index, node in enumerate(nodes):
        is_allowed(node, context)
        if index and not own_name(node):
            context.reports.add(
                MISSING_PROPERTY,
                at=node.span,
                what=f'component "{instance.name.value}"',
                property=f"objects[{index}].metadata.name",
                hint="give the object a name",
            )
    name = instance.name.value
    main, *further = (whole_object(instance, node, name=name, resource=f"objects-{index}") for index, node in enumerate(nodes))
    return Rendered(main=main, further=tuple(further))


K8S_OBJECTS = WorkloadType(
    names=("k8s-objects",),
    summary="Objects of Kubernetes as they stand.",
    token="k8s-objects",
    features=frozenset(),
    render=render,
    name_rule="label value",
    schema=SCHEMA,
)
