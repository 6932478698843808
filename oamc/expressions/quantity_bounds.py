"""Bounds of quantities as patterns: which texts of `QuantityType` are amounts of at least, or of at most, another one.

    bounded("bytes", least=10 * 1024**3)     matches 10Gi, 10240Mi and 11G, not 10G

A schema of values and a template know texts, not amounts. The pattern of a bound has one part for each unit, in which numbers
are compared digit by digit, so it is as linear as the pattern of the quantity itself.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import partial

from oamc.expressions.types import QUANTITY_PATTERNS, QuantityType
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

DECIMAL, BINARY = "kMGTPE", "KMGTPE"
UNITS: dict[str, dict[str, tuple[Fraction, int, bool]]] = {
    "bytes": {
        **{unit: (Fraction(1000**power), 19, True) for power, unit in enumerate(DECIMAL, 1)},
        **{f"{unit}i": (Fraction(1024**power), 19, True) for power, unit in enumerate(BINARY, 1)},
    },
    "cpu": {
        "": (Fraction(1), 9, True),
        "m": (Fraction(1, 1000), 12, False),
        "k": (Fraction(1000), 6, False),
        "M": (Fraction(1_000_000), 6, False),
    },
}
"""The units of a kind of quantities: how much each counts, how many digits stand before the point, if any stand behind it."""
THOUSAND = 1000


def unit_of(text: str) -> str:
    """Return the kind of quantities that a text is one of, the empty text where it is none. A bare number counts cores."""
    kinds = [unit for unit, pattern in QUANTITY_PATTERNS.items() if re.fullmatch(pattern, text)]
    return "bytes" if "bytes" in kinds else "".join(kinds)


def amount_of(unit: str, text: str) -> Fraction:
    """Return what a quantity of a kind amounts to, in cores or bytes."""
    suffix = text.lstrip("0123456789.")
    return Fraction(text.removesuffix(suffix)) * UNITS[unit][suffix][0]


def pattern_of(quantity: QuantityType) -> str:
    """Return the pattern of the texts of a type."""
    unit, least, most = quantity.unit, quantity.minimum, quantity.maximum
    if not least and not most:
        return QUANTITY_PATTERNS[unit]
    return bounded(unit, least=amount_of(unit, least) if least else 0, most=amount_of(unit, most) if most else None)


def bound_problem(quantity: QuantityType, amount: Fraction) -> str:
    """Say which bound an amount, in cores or bytes, is beyond, or return the empty text."""
    if quantity.minimum and amount < amount_of(quantity.unit, quantity.minimum):
        return f"must be at least {quantity.minimum}"
    if quantity.maximum and amount > amount_of(quantity.unit, quantity.maximum):
        return f"must be at most {quantity.maximum}"
    return ""


def both_bounds(first: QuantityType, second: QuantityType) -> QuantityType | None:
    """Return the quantities that are of two types; None where there are none."""
    if first.unit != second.unit:
        return None
    key = partial(amount_of, first.unit)
    least = max(filter(None, (second.minimum, first.minimum)), key=key, default="")
    most = min(filter(None, (second.maximum, first.maximum)), key=key, default="")
    return None if least and most and key(least) > key(most) else replace(second, minimum=least, maximum=most)


def bounded(unit: str, *, least: Fraction | int = 0, most: Fraction | int | None = None) -> str:
    """Return the pattern of the quantities of a kind from one amount to another, in cores or bytes.

    It matches no text where the bounds leave nothing.
    """
    parts = []
    for suffix, (counts, digits, has_fraction) in UNITS[unit].items():
        step = THOUSAND if has_fraction else 1
        low = -(-(Fraction(least) * step) // counts)
        high = step * 10**digits - 1 if most is None else min(Fraction(most) * step // counts, step * 10**digits - 1)
        numbers = "|".join(_numbers(int(max(low, 1)), int(high), has_fraction=has_fraction))
        if numbers:
            parts.append(f"({numbers}){suffix}")
    return "|".join(parts) or r"[^\s\S]"


def _numbers(low: int, high: int, *, has_fraction: bool) -> Iterator[str]:
    """Yield patterns of the numbers between two others; where they have a fraction, these count in thousandths."""
    if low > high:
        return
    if not has_fraction:
        yield from _whole(low, high)
        return
    (first, from_part), (last, to_part) = divmod(low, THOUSAND), divmod(high, THOUSAND)
    if first == last:
        yield from _with_fraction(first, from_part, to_part)
        return
    if from_part:
        yield from _with_fraction(first, from_part, THOUSAND - 1)
        first += 1
    if to_part < THOUSAND - 1:
        yield from _with_fraction(last, 0, to_part)
        last -= 1
    whole = "|".join(_whole(first, last))
    if whole:
        yield rf"({whole})(\.[0-9]{{1,3}})?"


def _with_fraction(whole: int, low: int, high: int) -> Iterator[str]:
    """Yield patterns of one whole number with so many thousandths."""
    if low == 0:
        yield str(whole)
    digits = "|".join(_digits(f"{low:03}", f"{high:03}"))
    yield rf"{whole}\.({digits})"


def _digits(low: str, high: str) -> Iterator[str]:
    """Yield patterns of one to three digits behind a point, between two of three digits. What is left away is zero."""
    for length in range(1, len(low) + 1):
        least = int(low[:length]) + (1 if low[length:].strip("0") else 0)
        most = int(high[:length])
        if least <= most:
            yield from _same_length(f"{least:0{length}}", f"{most:0{length}}")


def _whole(low: int, high: int) -> Iterator[str]:
    """Yield patterns of the whole numbers between two others, without leading zeros."""
    if low == 0:
        yield "0"
        low = 1
    longest = len(str(high + 1)) - 1
    while low <= high:
        digits = len(str(low))
        if low == 10 ** (digits - 1) and digits < longest:
            yield f"[1-9][0-9]{{{digits - 1},{longest - 1}}}"
            low = 10**longest
            continue
        end = min(high, 10**digits - 1)
        yield from _same_length(str(low), str(end))
        low = end + 1


def _same_length(low: str, high: str) -> Iterator[str]:
    """Yield patterns of the numbers between two others of as many digits.

    >>> list(_same_length("095", "120"))
    ['09[5-9]', '1[0-1][0-9]', '120']
    """
    if low == high:
        yield low
        return
    if set(low) == {"0"} and set(high) == {"9"}:
        yield _any(len(low))
        return
    first, last, rest = int(low[0]), int(high[0]), len(low) - 1
    if rest == 0:
        yield _between(first, last)
        return
    if first == last:
        yield from (f"{first}{part}" for part in _same_length(low[1:], high[1:]))
        return
    if set(low[1:]) != {"0"}:
        yield from (f"{first}{part}" for part in _same_length(low[1:], "9" * rest))
        first += 1
    ends = set(high[1:]) != {"9"}
    if first <= last - ends:
        yield f"{_between(first, last - ends)}{_any(rest)}"
    if ends:
        yield from (f"{last}{part}" for part in _same_length("0" * rest, high[1:]))


def _between(first: int, last: int) -> str:
    """Return the pattern of one digit."""
    return str(first) if first == last else f"[{first}-{last}]"


def _any(count: int) -> str:
    """Return the pattern of so many digits."""
    return "[0-9]" if count == 1 else f"[0-9]{{{count}}}"
