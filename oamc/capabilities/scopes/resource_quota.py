"""Resource quota scope: an upper bound on what its members require (docs/spec/oam-v1alpha1.md, 10.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Property, Scope
from oamc.capabilities.scopes.marks import mark
from oamc.expressions.types import NumberType

AMOUNT = NumberType(minimum=0)

RESOURCE_QUOTA = Scope(
    names=("resources.oam.dev/v1.ResourceQuotaScope",),
    summary="An upper bound on what its members require.",
    overlap=False,
    change=mark,
    properties=(
        Property(name="CPU", type=AMOUNT, description="Cores that the members may require together.", required=True),
        Property(name="Memory", type=AMOUNT, description="Memory that the members may require together.", required=True),
    ),
)
