"""The engine `flagger`: a Canary beside the Deployment, by which Flagger makes and moves the rest (docs/spec/rollouts.md, 5).

Flagger copies the Deployment to `<instance>-primary`, makes the Services and the routes, and runs pods of the Deployment itself
only while it tries a new version. So there is no Service here, and no number of replicas.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Property
from oamc.capabilities.rollouts.engine import (
    ANALYSIS,
    BLUE_GREEN,
    BOTH,
    CANARY,
    FLAGGER,
    TRAFFIC,
    Engine,
    Owned,
    default_for,
    only,
    shortened,
)
from oamc.capabilities.rollouts.flagger_canary import change, finish
from oamc.capabilities.route_properties import NAMESPACE, PORT
from oamc.capabilities.text_types import HOST, OBJECT_NAME
from oamc.expressions.types import BooleanType, ListType, NumberType, TextMapType, TextType
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Rendered, WorkloadType
    from oamc.ir.program import BoundTrait, Instance

PRIMARY = "-primary"
WEIGHT = NumberType(whole=True, minimum=1, maximum=100)
TIMES = NumberType(whole=True, minimum=1, maximum=2**31 - 1)
INTERVAL = TextType(
    pattern="[1-9][0-9]{1,5}s|[1-9][0-9]{0,4}m",
    rule="must be whole seconds, 10s at least, or whole minutes, such as 30s or 5m",
    reasons=(
        ("h", "must be in minutes or seconds: write 60m for 1h"),
        ("^[0-9]s$", "must be 10s at least: Flagger looks no more often"),
        ("^[0-9]+$", "must have a unit, such as 30s"),
    ),
)
"""How often Flagger looks. It takes no hours, and another interval in the place of a shorter one."""
TIME = TextType(
    pattern="[1-9][0-9]{0,5}(s|m)",
    rule="must be whole seconds or minutes, such as 30s or 5m",
    reasons=(("h", "must be in minutes or seconds: write 60m for 1h"), ("^[0-9]+$", "must have a unit, such as 30s")),
)
GATEWAY = TextType(
    pattern="[a-z0-9]([-a-z0-9.]*[a-z0-9])?(/[a-z0-9]([-a-z0-9.]*[a-z0-9])?)?",
    rule="must be the name of a Gateway of Istio, such as public or infra/public",
    maximum_length=317,
)
URL = TextType(pattern="https?://[!-~]+", rule="must begin with http:// or https:// and have no blanks", maximum_length=2048)
NAME = TextType(pattern="[A-Za-z0-9]([-A-Za-z0-9_. ]*[A-Za-z0-9])?", rule="must be a name, such as smoke", maximum_length=63)
HOOKS = TextType(
    choices=(
        "confirm-rollout",
        "pre-rollout",
        "rollout",
        "confirm-traffic-increase",
        "confirm-promotion",
        "post-rollout",
        "rollback",
        "event",
    )
)


def _turn(_: BoundTrait, workload_type: WorkloadType) -> WorkloadType:
    """Return a workload type without a Service, whose instances leave room in their names for what tells what Flagger makes."""

    def render(instance: Instance, context: Context) -> Rendered:
        """Leave the Service out. Its ports are those that the one of Flagger has."""
        rendered = workload_type.render(instance, context)
        return replace(rendered, further=tuple(item for item in rendered.further if item.kind != "Service"))

    return replace(shortened(workload_type, PRIMARY), render=render, run_by="Flagger")


def _analysis(strategy: str) -> tuple[Property, ...]:
    """Return how often a strategy looks at the new version, and how often that may fail."""
    strategies = frozenset((strategy,))
    return (
        Property(
            name=f"{strategy}.interval",
            type=INTERVAL,
            description="How often Flagger looks at the new version, and goes one step on where all is well.",
            default_of=default_for(FLAGGER, strategies, "1m"),
            example=None,
        ),
        Property(
            name=f"{strategy}.threshold",
            type=TIMES,
            description="How many looks may fail before Flagger goes back to the old version.",
            default_of=default_for(FLAGGER, strategies, 5),
            example=None,
        ),
    )


ENGINE = Engine(
    name=FLAGGER,
    summary="Flagger, step by step, while its looks at the new version are good",
    properties=(
        *only(
            CANARY,
            TRAFFIC,
            Property(
                name="hosts",
                type=ListType(item=HOST, minimum_length=1, maximum_length=16, unique=True),
                description="Host names of the route that Flagger makes, with traffic: gateway or istio.",
                example=None,
            ),
            Property(
                name="gatewayRefs[].name",
                type=OBJECT_NAME,
                description="A Gateway of the Gateway API to which the route belongs, with traffic: gateway.",
                required=True,
                example=None,
            ),
            Property(
                name="gatewayRefs[].namespace",
                type=NAMESPACE,
                description="The namespace of the Gateway, whose listener must allow routes from elsewhere.",
                example=None,
            ),
            Property(
                name="gatewayRefs[].sectionName",
                type=OBJECT_NAME,
                description="The listener of the Gateway by name.",
                example=None,
            ),
            Property(
                name="gateways",
                type=ListType(item=GATEWAY, minimum_length=1, maximum_length=32, unique=True),
                description="Gateways of Istio to which the route belongs, with traffic: istio. The mesh, where it is not set.",
                example=None,
            ),
            *_analysis(CANARY),
            Property(
                name="canary.stepWeights",
                type=ListType(item=WEIGHT, minimum_length=1, maximum_length=100, unique=True),
                description="The shares of the requests that the new version has, one after the other, in percent.",
                live=False,
                why="no schema of values can say that the steps rise",
                example=None,
            ),
            Property(
                name="canary.stepWeight",
                type=WEIGHT,
                description="By how much the share of the new version grows with each step, in percent.",
                default_of=default_for(FLAGGER, frozenset((CANARY,)), 10),
                excluded_by="canary.stepWeights",
                example=None,
            ),
            Property(
                name="canary.maxWeight",
                type=WEIGHT,
                description="The share of the requests, in percent, at which a new version takes the place of the old one.",
                default_of=default_for(FLAGGER, frozenset((CANARY,)), 50),
                excluded_by="canary.stepWeights",
                example=None,
            ),
        ),
        *only(
            BLUE_GREEN,
            *_analysis(BLUE_GREEN),
            Property(
                name="blueGreen.iterations",
                type=TIMES,
                description="How many good looks Flagger wants before the new version answers.",
                default_of=default_for(FLAGGER, frozenset((BLUE_GREEN,)), 10),
                example=None,
            ),
        ),
        *(
            Owned(property=each)
            for each in (
                ANALYSIS,
                Property(
                    name="port",
                    type=PORT,
                    description="The port whose requests are shifted. The first one of the component, where it is not set.",
                    live=False,
                    why="its name is that of the port in the Services that Flagger makes",
                    example=None,
                ),
                Property(
                    name="skipAnalysis",
                    type=BooleanType(),
                    description="Whether a new version that is ready takes the place of the old one at once.",
                    default_of=default_for(FLAGGER, BOTH, value=False),
                    example=None,
                ),
                Property(
                    name="metrics.requestSuccessRate",
                    type=NumberType(minimum=0, maximum=100),
                    description="The least percentage of requests that the new version answers without an error of the server.",
                    example=None,
                ),
                Property(
                    name="metrics.requestDuration",
                    type=TIMES,
                    description="How many milliseconds the slowest of a hundred requests may take.",
                    example=None,
                ),
                Property(
                    name="metrics.interval",
                    type=TIME,
                    description="How far both look back. A minute, where it is not set.",
                    example=None,
                ),
                Property(
                    name="webhooks[].name", type=NAME, description="What events call this webhook.", required=True, example=None
                ),
                Property(
                    name="webhooks[].type",
                    type=HOOKS,
                    description="When Flagger calls it, and what an error means. rollout, where it is not set: with each look.",
                    example=None,
                ),
                Property(
                    name="webhooks[].url", type=URL, description="The address that Flagger calls.", required=True, example=None
                ),
                Property(
                    name="webhooks[].timeout",
                    type=TIME,
                    description="How long Flagger waits. Ten seconds, where it is not set.",
                    example=None,
                ),
                Property(
                    name="webhooks[].metadata",
                    type=TextMapType(),
                    description="What Flagger tells the webhook beside the name of the Canary.",
                    example=None,
                ),
            )
        ),
    ),
    change=change,
    finish=finish,
    turn=_turn,
    produces=("flagger.app/v1beta1 Canary",),
)
