"""How thoroughly laws are tried: with all examples in the gate, with a tenth in the inner loop, whose runs differ."""

from hypothesis import settings

LEAST = 10
SHARE = 10


def examples(count: int) -> int:
    """Return how many of `count` examples a law draws in this run."""
    return count if settings.default.derandomize else max(LEAST, count // SHARE)
