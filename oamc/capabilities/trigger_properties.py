"""Triggers of KEDA as an auto-scaler lists them (docs/spec/operation.md, 6)."""

from __future__ import annotations

from oamc.capabilities.contracts import Property
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.expressions.types import BooleanType, TextMapType, TextType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.ir.program import BoundTrait

OF_PODS = ("cpu", "memory")
"""Types of triggers that read what pods use."""
UTILIZATION, AVERAGE, VALUE = "Utilization", "AverageValue", "Value"
METRIC_TYPES = {True: (UTILIZATION, AVERAGE), False: (AVERAGE, VALUE)}
"""The types of metrics that a trigger may have, by whether it reads what pods use."""
NEVER_CACHED = (*OF_PODS, "cron")
WORD = TextType(pattern="[a-z][a-z0-9-]*", rule="must be a type of trigger, such as kafka", maximum_length=63)
NAME = TextType(pattern="[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?", rule="must be a name, such as requests", maximum_length=63)
KEY = TextType(
    pattern="[-._a-zA-Z0-9]+", rule="must be the key of a Secret: letters, digits and any of -._", maximum_length=253
)


def numbers_of(use: BoundTrait) -> tuple[int, ...]:
    """Return the numbers of the triggers, from 0."""
    return tuple(dict.fromkeys(int(name.split(".")[1]) for name in use.properties if name.startswith("triggers.")))


def may_be_none(types: Iterable[object]) -> bool:
    """Tell whether triggers of these types can bring a first replica back: what no pod uses says nothing."""
    return any(kind not in OF_PODS for kind in types)


TRIGGER_PROPERTIES = (
    Property(
        name="triggers[].type",
        type=WORD,
        description="What the trigger asks, such as prometheus, kafka, rabbitmq or cron: a type that KEDA knows.",
        required=True,
        live=False,
        example=None,
    ),
    Property(
        name="triggers[].metadata",
        type=TextMapType(),
        description="What the type of trigger wants to know. KEDA reads texts only.",
        required=True,
        example=None,
    ),
    Property(
        name="triggers[].name",
        type=NAME,
        description="The name of the trigger, which no other one of the list has.",
        live=False,
        example=None,
    ),
    Property(
        name="triggers[].metricType",
        type=TextType(choices=(UTILIZATION, AVERAGE, VALUE)),
        description="Whether the aim is for each pod (AverageValue, which KEDA takes where it is not set) or for all (Value). "
        "The types cpu and memory take Utilization, in percent, or AverageValue.",
        live=False,
        example=None,
    ),
    Property(
        name="triggers[].useCachedMetrics",
        type=BooleanType(),
        description="Whether the trigger is asked at the polling interval alone, and not each time when somebody looks.",
        example=None,
    ),
    Property(
        name="triggers[].authenticationRef.name",
        type=OBJECT_NAME,
        description="The TriggerAuthentication of the cluster that says where the secrets of the trigger are.",
        example=None,
    ),
    Property(
        name="triggers[].authenticationRef.kind",
        type=TextType(choices=("TriggerAuthentication", "ClusterTriggerAuthentication")),
        description="The kind of that object. KEDA takes TriggerAuthentication where it is not set.",
        live=False,
        example=None,
    ),
    Property(
        name="triggers[].secret.name",
        type=OBJECT_NAME,
        description="The Secret that holds what the trigger needs, in the place of authenticationRef.",
        example=None,
    ),
    Property(
        name="triggers[].secret.keys",
        type=TextMapType(item=KEY),
        description="Which key of the Secret is which parameter of the trigger: parameters, each with a key.",
        live=False,
        example=None,
    ),
)
