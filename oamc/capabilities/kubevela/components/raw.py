"""raw: one object of Kubernetes as it stands, which is all of the properties (docs/spec/oam-v1beta1.md, 14.1)."""

from __future__ import annotations

from oamc.capabilities.contracts import Rendered, WorkloadType
from oamc.capabilities.kubevela.whole_objects import is_allowed, whole_object
from oamc.capabilities.property_schema import Whole
from oamc.ir.properties import WHOLE
from oamc.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance


def render(instance: Instance, context: Context) -> Rendered:
    """Make the object."""
    properties = instance.properties
    assert properties is not None
    node = properties.known(WHOLE)
    assert isinstance(node, Mapping)
    is_allowed(node, context)
    return Rendered(main=whole_object(instance, node, name=instance.name.value))


RAW = WorkloadType(
    names=("raw",),
    summary="One object of Kubernetes as it stands.",
    token="raw",
    features=frozenset(),
    render=render,
    name_rule="label value",
    schema=Whole(),
)
