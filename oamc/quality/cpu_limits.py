"""What is said of limits of cpu, for all instances or for one: `none`, `equal` or a ratio to the request."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NONE, EQUAL = "none", "equal"
"""A cpu without a limit, and one whose limit is its request."""


def by_instance(texts: Iterable[str]) -> dict[str, str]:
    """Return what each text says, by the instance before its first `=`; by the empty name where it is for all."""
    return {name: value for name, _, value in (text.rpartition("=") for text in texts)}


def hundredths(ratio: str) -> int:
    """Return a ratio as a whole number of hundredths.

    >>> hundredths("1.5")
    150
    """
    whole, _, fraction = ratio.partition(".")
    return int(whole) * 100 + int(f"{fraction}00"[:2])
