"""How long durations are: whole numbers with units, as Prometheus and the Gateway API write them, or those of Go."""

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


_GO_UNITS = {"ns": 1e-6, "us": 1e-3, "µs": 1e-3, "\u03bcs": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4, "h": 3.6e6}
_GO_PART = r"([0-9]{1,18}(?:\.[0-9]{0,18})?)([nuµ\u03bc]?s|ms?|h)"
LONGEST = 100
"""The longest text that is read as a duration of Go."""


def go_milliseconds(duration: str) -> float | None:
    """Return how long a duration in the form of Go is; None where it has another form, a sign, or no unit.

    The form is that of `ParseDuration` (https://pkg.go.dev/time#ParseDuration).

    >>> go_milliseconds("1m0.5s"), go_milliseconds("30")
    (60500.0, None)
    """
    if len(duration) > LONGEST or not re.fullmatch(f"(?:{_GO_PART})+", duration):
        return None
    return sum(float(number) * _GO_UNITS[unit] for number, unit in re.findall(_GO_PART, duration))


def is_go_duration(text: str) -> bool:
    """Tell whether Go reads a text as a duration: one with or without a sign, or zero without a unit.

    >>> is_go_duration("-1m0.5s"), is_go_duration("0"), is_go_duration("30")
    (True, True, False)
    """
    unsigned = text[1:] if text.startswith(("-", "+")) else text
    return unsigned == "0" or go_milliseconds(unsigned) is not None
