"""The front ends that oamc has, in the order in which a document is offered to them."""

from __future__ import annotations

from oamc.frontends.v1alpha1.front_end import V1ALPHA1

FRONT_ENDS = (V1ALPHA1,)
