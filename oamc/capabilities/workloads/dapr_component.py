"""Component of Dapr: a state store, a broker, a binding or a store of secrets (docs/spec/dapr.md, 4)."""

from __future__ import annotations

from oamc.capabilities.contracts import Property, WorkloadType
from oamc.capabilities.dapr_objects import AUTH, SCOPES, dapr_object, warn_of_literals
from oamc.capabilities.dapr_properties import COMPONENT_TYPE, DURATION
from oamc.capabilities.setting_trees import setting_fields
from oamc.expressions.types import AnyListType, BooleanType, TextType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Rendered
    from oamc.ir.program import Instance
    from oamc.objects.tree import Tree


def render(instance: Instance, context: Context) -> Rendered:
    """Make the Component. Its API wants a version and a list."""
    fields = setting_fields(instance)
    warn_of_literals(fields.get("metadata"), "metadata", context.reports)
    usual: dict[str, Tree] = {"type": None, "version": "v1", "metadata": []}
    return dapr_object(instance, context, "dapr.io/v1alpha1", "Component", {**usual, **fields})


DAPR_COMPONENT = WorkloadType(
    names=("dapr.io/v1alpha1.Component",),
    summary="A part that applications use by the API of Dapr: a state store, a broker, a binding, a store of secrets.",
    token="Component",
    features=frozenset(),
    render=render,
    has_spec_form=True,
    settings=(
        Property(
            name="type",
            type=COMPONENT_TYPE,
            description="What it is, such as state.redis or pubsub.kafka.",
            required=True,
            example="state.redis",
        ),
        Property(
            name="version", type=TextType(minimum_length=1), description="The version of the type; v1, where it is not written."
        ),
        Property(
            name="metadata",
            type=AnyListType(),
            description="What its type wants: a list of name and value, secretKeyRef or envRef.",
            example=[{"name": "redisHost", "value": "redis:6379"}],
        ),
        Property(name="ignoreErrors", type=BooleanType(), description="Whether applications start without it."),
        Property(name="initTimeout", type=DURATION, description="How long it may take to be ready."),
        SCOPES,
        AUTH,
    ),
)
