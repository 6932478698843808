"""Types of whole numbers that many properties have: those of Kubernetes, which are of 32 bits."""

from __future__ import annotations

from oamc.expressions.types import NumberType

LARGEST = 2**31 - 1
COUNT = NumberType(whole=True, minimum=0, maximum=LARGEST)
"""How many there are, which may be none."""
ABOVE_ZERO = NumberType(whole=True, minimum=1, maximum=LARGEST)
