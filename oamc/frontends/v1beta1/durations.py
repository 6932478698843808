"""Durations as Go reads them, such as 1h30m (docs/spec/oam-v1beta1.md, 1.1)."""

from __future__ import annotations

from oamc.startup.patterns import Pattern

_DURATION = Pattern(r"[-+]?(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms?|s|h))+", 0)
LONGEST = 64
"""Characters, beyond which nobody writes one."""


def is_duration(text: str) -> bool:
    """Tell whether a text is a duration."""
    return text in {"0", "+0", "-0"} or (len(text) <= LONGEST and _DURATION.fullmatch(text) is not None)
