"""Sums of byte quantities. A sum may have more digits than its parts, and is a quantity again."""

from __future__ import annotations

from oamc.patterns import Pattern

_QUANTITY = Pattern(r"([0-9]{1,40})(?:\.([0-9]{1,9}))?(k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?")
_FACTORS = {
    "": 1,
    **{unit: 1000**power for power, unit in enumerate(("k", "M", "G", "T", "P", "E"), 1)},
    **{unit: 1024**power for power, unit in enumerate(("Ki", "Mi", "Gi", "Ti", "Pi", "Ei"), 1)},
}


def in_bytes(quantity: str) -> int:
    """Return a canonical byte quantity in bytes, rounded up."""
    match = _QUANTITY.fullmatch(quantity)
    if match is None:
        raise ValueError("not a byte quantity")
    factor = _FACTORS[match[3] or ""]
    fraction = match[2] or ""
    scaled: int = int(match[1] + fraction) * factor
    places: int = 10 ** len(fraction)
    return -(-scaled // places)


def total(quantities: tuple[str, ...]) -> str:
    """Return the sum of byte quantities in the largest unit, of those they use, in which it is whole."""
    if len(quantities) == 1:
        return quantities[0]
    amount = sum(map(in_bytes, quantities))
    used = {match[3] or "" for match in map(_QUANTITY.fullmatch, quantities) if match}
    for unit in sorted(used, key=_FACTORS.__getitem__, reverse=True):
        if amount % _FACTORS[unit] == 0:
            return f"{amount // _FACTORS[unit]}{unit}"
    return str(amount)
