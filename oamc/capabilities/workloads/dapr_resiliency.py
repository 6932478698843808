"""Resiliency of Dapr: what becomes of calls that fail (docs/spec/dapr.md, 4)."""

from __future__ import annotations

from oamc.capabilities.contracts import Property, WorkloadType
from oamc.capabilities.dapr_objects import SCOPES, dapr_object
from oamc.capabilities.setting_trees import setting_fields
from oamc.expressions.types import ObjectType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Rendered
    from oamc.ir.program import Instance


def render(instance: Instance, context: Context) -> Rendered:
    """Make the Resiliency."""
    return dapr_object(instance, context, "dapr.io/v1alpha1", "Resiliency", setting_fields(instance))


DAPR_RESILIENCY = WorkloadType(
    names=("dapr.io/v1alpha1.Resiliency",),
    summary="What becomes of calls between applications of Dapr that fail: timeouts, retries, circuit breakers.",
    token="Resiliency",
    features=frozenset(),
    render=render,
    has_spec_form=True,
    settings=(
        Property(
            name="policies",
            type=ObjectType(),
            description="Rules by their names: timeouts, retries, circuitBreakers.",
            required=True,
            example={
                "timeouts": {"general": "5s"},
                "retries": {"slow": {"policy": "constant", "duration": "1s", "maxRetries": 3}},
            },
        ),
        Property(
            name="targets",
            type=ObjectType(),
            description="What the rules are for: apps, actors, components, each by its name.",
            required=True,
            example={"apps": {"back": {"timeout": "general", "retry": "slow"}}},
        ),
        SCOPES,
    ),
)
