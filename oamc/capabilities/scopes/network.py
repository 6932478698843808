"""Network scope: a network that its members share (docs/spec/oam-v1alpha1.md, 10.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Property, Scope
from oamc.capabilities.scopes.marks import mark
from oamc.expressions.types import TextType

NETWORK = Scope(
    names=(
        "core.oam.dev/v1alpha1.NetworkScope",
        "core.oam.dev/v1alpha1.Network",
        "core.oam.dev/v1.NetworkScope",
    ),
    summary="A network that its members share.",
    overlap=False,
    change=mark,
    properties=(
        Property(name="network-id", type=TextType(minimum_length=1), description="Name of the network.", required=True),
        Property(
            name="subnet-id",
            type=TextType(minimum_length=1),
            description="Name of the subnet, or several with commas.",
            required=True,
            aliases=("subnet-ids",),
        ),
        Property(
            name="internet-gateway-type",
            type=TextType(choices=("public", "nat", "")),
            description="Gateway to the internet: public, nat, or empty for none.",
        ),
    ),
)
