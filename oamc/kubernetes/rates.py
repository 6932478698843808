"""Rates of data as people write them (`10Mbit`, `5MB/s`), in the units that annotations of networks have.

Whole numbers only, as in `oamc.rate` of the templates: the two give the same text for each rate (docs/spec/bandwidth.md, 1).
"""

from __future__ import annotations

from oamc.kubernetes.canonical_quantities import UNITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

PREFIXES = ("", "k", "M", "G", "T")
"""What may stand before the unit of a rate: networks count in thousands."""
BITS_OF_A_BYTE = 8
BYTE = "B"
"""What a rate of bytes has in its unit, and one of bits has not."""
DIGITS = "0123456789"


def bits_of(rate: str) -> int:
    """Return how many bits a second a rate is.

    >>> bits_of("5MB/s"), bits_of("10kbit")
    (40000000, 10000)
    """
    unit = rate.lstrip(DIGITS)
    prefix = next(known for known in reversed(PREFIXES) if unit.startswith(known))
    amount = int(rate[: len(rate) - len(unit)]) * UNITS[prefix]
    return amount * BITS_OF_A_BYTE if BYTE in unit else amount


def converted(rate: str, bits: int, units: Sequence[str]) -> str:
    """Return a rate as a number of `bits`, in the last of the units, each a thousand of the one before, that leaves it whole.

    >>> converted("80Mbit", 8, ("", "k", "M")), converted("80Mbit", 8, ("B",)), converted("1500kbit", 1, ("", "k", "M"))
    ('10M', '10000000B', '1500k')
    """
    amount = bits_of(rate) // bits
    unit, *larger = units
    for one in larger:
        if amount % 1000:
            break
        amount, unit = amount // 1000, one
    return f"{amount}{unit}"
