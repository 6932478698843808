"""Identity scope: an identity that its members act under (docs/spec/oam-v1alpha1.md, 10.2). Known, but it needs a provider."""

from __future__ import annotations

from oamc.capabilities.contracts import Property, Scope
from oamc.capabilities.scopes.marks import mark
from oamc.expressions.types import TextType

IDENTITY = Scope(
    names=("identity.oam.dev/v1.IdentityScope",),
    summary="An identity that its members act under; needs an identity provider, which this version does not have.",
    overlap=True,
    change=mark,
    allowed=False,
    properties=(
        Property(
            name="IdentityProvider",
            type=TextType(minimum_length=1),
            description="The provider of identities.",
            required=True,
        ),
    ),
)
