"""Canonical quantities: amounts as an API server prints them, so that it keeps what it is sent, to the letter.

They follow `Quantity.CanonicalizeBytes` of `k8s.io/apimachinery/pkg/api/resource`: the largest unit in which the number is
whole, of powers of 1024 where the amount was written so, else of powers of 1000. Bytes are whole, and rounded up.
"""

from __future__ import annotations

from oamc.startup.patterns import Pattern

BINARY_UNITS = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")
DECIMAL_UNITS = ("", "k", "M", "G", "T", "P", "E")
UNITS: dict[str, int] = {
    **{unit: 1000**power for power, unit in enumerate(DECIMAL_UNITS)},
    **{unit: 1024**power for power, unit in enumerate(BINARY_UNITS)},
}
"""How much each unit of a quantity counts, the empty one too."""

BINARY_UNIT = "|".join(BINARY_UNITS[1:])
UNIT = f"{BINARY_UNIT}|{'|'.join(DECIMAL_UNITS[1:])}"
"""The units as parts of patterns."""
_BYTES = Pattern(rf"([0-9]{{1,40}})({UNIT})?")

BINARY_FROM = 1024
"""Below it an API server writes no power of 1024."""


def canonical(amount: int, *, binary: bool = False) -> str:
    """Return a whole amount; `binary` where it was written in powers of 1024.

    >>> canonical(1536 * 1024, binary=True), canonical(512, binary=True), canonical(2000)
    ('1536Ki', '512', '2k')
    """
    base, units = (1024, BINARY_UNITS) if binary and amount >= BINARY_FROM else (1000, DECIMAL_UNITS)
    power = 0
    while amount and amount % base == 0 and power < len(units) - 1:
        amount //= base
        power += 1
    return f"{amount}{units[power]}"


def whole_bytes(number: str, unit: str, *, keeps_unit: bool = False) -> int:
    """Return a decimal number of a unit in bytes, rounded up; to thousands of bytes where it `keeps_unit`.

    >>> whole_bytes("0.1", "Ki"), whole_bytes("0.1", "Ki", keeps_unit=True)
    (103, 1024)
    """
    whole, _, fraction = number.partition(".")
    scaled = int(whole + fraction) * UNITS[unit]
    step = (1024 if unit in BINARY_UNITS else 1000) if keeps_unit else 1
    places: int = 10 ** len(fraction) * step
    return -(-scaled // places) * step


def canonical_cores(thousandths: int) -> str:
    """Return an amount of cpu."""
    return f"{thousandths}m" if thousandths % 1000 else canonical(thousandths // 1000)


def in_bytes(quantity: str) -> int:
    """Return a canonical byte quantity in bytes."""
    match = _BYTES.fullmatch(quantity)
    if match is None:
        raise ValueError("not a canonical byte quantity")
    return int(match[1]) * UNITS[match[2] or ""]


def total(quantities: tuple[str, ...]) -> str:
    """Return the sum of canonical byte quantities; it counts in powers of 1024 where each of them does."""
    binary = all(quantity.endswith(BINARY_UNITS[1:]) for quantity in quantities)
    return canonical(sum(map(in_bytes, quantities)), binary=binary)
