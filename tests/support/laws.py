"""How thoroughly laws are tried: with all examples in the gate, with a third in the inner loop, whose runs differ."""

from hypothesis import settings

LEAST = 20
SHARE = 3


def examples(count: int) -> int:
    """Return how many of `count` examples a law draws in this run."""
    return count if settings.default.derandomize else max(LEAST, count // SHARE)
