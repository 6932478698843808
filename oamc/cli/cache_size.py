"""The size of a cache, as it is written: a number of bytes, or one with Ki, Mi or Gi behind it."""

from __future__ import annotations

from oamc.cli.settings import LONGEST_NUMBER

UNITS = {"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30}


def bytes_of(text: str) -> int | None:
    """Return how many bytes a text means, nothing where it means none."""
    number, unit = (text[:-2], UNITS[text[-2:]]) if text[-2:] in UNITS else (text, 1)
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
        return None
    return int(number) * unit or None
