"""How long durations are that are whole numbers with units, as Prometheus and the Gateway API write them."""

from __future__ import annotations

import re

_PART = r"([0-9]{1,18})(ms|y|w|d|h|m|s)"
"""A number has no more digits than any good one, since Python refuses to read thousands of them."""
MILLISECONDS = {"y": 31_536_000_000, "w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}


def in_milliseconds(duration: str) -> int:
    """Return how long a duration is. Of a text that is none, what of it is one counts.

    >>> in_milliseconds("1m30s"), in_milliseconds("0s")
    (90000, 0)
    """
    return sum(int(number) * MILLISECONDS[unit] for number, unit in re.findall(_PART, duration))
