"""Types of what Prometheus and its operator read (docs/spec/monitoring.md)."""

from __future__ import annotations

from oamc.expressions.types import TextType

DURATION = TextType(
    pattern=r"([1-9][0-9]{0,4}y)?([1-9][0-9]{0,4}w)?([1-9][0-9]{0,4}d)?([1-9][0-9]{0,4}h)?([1-9][0-9]{0,4}m)?([1-9][0-9]{0,6}s)?"
    r"([1-9][0-9]{0,8}ms)?",
    rule="must be a time of Prometheus, such as 30s, 1m30s or 15d",
    minimum_length=1,
)
SIZE = TextType(pattern=r"[1-9][0-9]{0,17}(B|[KMGTPE]i?B)", rule="must be a size that ends in B, such as 20GB or 20GiB")
