"""Subscription of Dapr: which messages of a broker reach which paths of applications (docs/spec/dapr.md, 4)."""

from __future__ import annotations

from oamc.capabilities.contracts import Property, WorkloadType
from oamc.capabilities.dapr_objects import SCOPES, broker, dapr_object
from oamc.capabilities.setting_trees import setting_fields
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.expressions.types import ObjectType, TextMapType, TextType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Rendered
    from oamc.ir.program import Instance


def render(instance: Instance, context: Context) -> Rendered:
    """Make the Subscription. A broker of the application has the prefix of its name."""
    fields = setting_fields(instance)
    named = {"pubsubname": broker(fields["pubsubname"], context)} if "pubsubname" in fields else {}
    return dapr_object(instance, context, "dapr.io/v2alpha1", "Subscription", {**fields, **named})


DAPR_SUBSCRIPTION = WorkloadType(
    names=("dapr.io/v2alpha1.Subscription",),
    summary="Which messages of a broker reach which paths of applications of Dapr.",
    token="Subscription",
    features=frozenset(),
    render=render,
    has_spec_form=True,
    settings=(
        Property(
            name="pubsubname",
            type=OBJECT_NAME,
            description="The broker: an instance of type Component, or one that the cluster has.",
            required=True,
            example="pubsub",
        ),
        Property(name="topic", type=TextType(minimum_length=1), description="The topic.", required=True, example="orders"),
        Property(
            name="routes",
            type=ObjectType(),
            description="Paths of the application: default, and rules, a list of match, in CEL, and path.",
            required=True,
            example={"default": "/orders"},
        ),
        Property(name="deadLetterTopic", type=TextType(minimum_length=1), description="Where messages go that nobody takes."),
        Property(
            name="bulkSubscribe", type=ObjectType(), description="Several messages in one call: enabled, maxMessagesCount."
        ),
        Property(name="metadata", type=TextMapType(), description="What the broker wants, as texts."),
        SCOPES,
    ),
)
