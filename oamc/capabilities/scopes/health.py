"""Health scope: members whose health is watched together (docs/spec/oam-v1alpha1.md, 10.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Property, Scope
from oamc.capabilities.scopes.marks import mark
from oamc.expressions.types import ListType, NumberType, TextType
from oamc.source.nodes import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Known
    from oamc.source.nodes import Node

SECONDS = NumberType(whole=True, minimum=0, maximum=2**31 - 1)
PERCENTAGE = NumberType(minimum=0, maximum=100)


def _read_names(node: Node) -> Known:
    """Read a list of names, or one text with commas; entries are trimmed, and empty ones are none."""
    value = plain(node)
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list):
        return value
    trimmed = [name.strip() if isinstance(name, str) else name for name in names]
    return [name for name in trimmed if name != ""]


HEALTH = Scope(
    names=("core.oam.dev/v1alpha1.HealthScope", "core.oam.dev/v1alpha1.Health"),
    summary="Members whose health is watched together.",
    overlap=True,
    change=mark,
    properties=(
        Property(name="probe-method", type=TextType(minimum_length=1), description="How members are asked.", required=True),
        Property(name="probe-endpoint", type=TextType(), description="What members are asked for.", required=True),
        Property(name="probe-timeout", type=SECONDS, description="Seconds to wait for an answer."),
        Property(name="probe-interval", type=SECONDS, description="Seconds between two questions."),
        Property(
            name="failure-rate-threshold", type=PERCENTAGE, description="Share of failures above which a member has failed."
        ),
        Property(
            name="healthy-rate-threshold", type=PERCENTAGE, description="Share of successes above which a member is healthy."
        ),
        Property(
            name="health-threshold-percentage",
            type=PERCENTAGE,
            description="Share of healthy members that the scope needs, in percent.",
            aliases=("healthThresholdPercentage",),
        ),
        Property(
            name="required-healthy-components",
            type=ListType(item=TextType(minimum_length=1)),
            description="Names of the components that must be healthy.",
            aliases=("requiredHealthyComponents",),
            read=_read_names,
        ),
    ),
)
