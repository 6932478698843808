"""Quantities: amounts as Kubernetes reads them ("100m", "128Mi", 0.5), as whole numbers of a billionth.

The grammar is that of `k8s.io/apimachinery/pkg/api/resource`; amounts finer than a billionth are rounded up, as there.
"""

from __future__ import annotations

from oamc.expressions.numbers import spell_number
from oamc.kubernetes.canonical_quantities import BINARY_UNITS, DECIMAL_UNITS, canonical, canonical_cores

ONE = 10**9
"""The quantity 1: what `parse` counts is a billionth of it."""
THOUSANDTH = ONE // 1000

LONGEST_QUANTITY = 64
RULE = "must be a quantity, such as 0.5, 100m, 128Mi or 2G"

_BINARY = {unit: 10 * power for power, unit in enumerate(BINARY_UNITS) if unit}
_DECIMAL = {"n": -9, "u": -6, "m": -3, **{unit: 3 * power for power, unit in enumerate(DECIMAL_UNITS)}}
_EXPONENT_DIGITS = 2


def parse(quantity: str | float) -> int | None:
    """Return a quantity in billionths, or nothing where it is not one.

    Kubernetes also reads exponents of three digits, and caps them; no amount needs one, so here they are a mistake.
    """
    text = quantity if isinstance(quantity, str) else spell_number(quantity)
    if len(text) > LONGEST_QUANTITY:
        return None
    sign = text[:1] if text.startswith(("+", "-")) else ""
    suffix = text[len(sign) :].lstrip("0123456789.")
    whole, _, fraction = text[len(sign) : len(text) - len(suffix)].partition(".")
    power = 0 if suffix in _BINARY else _power(suffix)
    if power is None or "." in fraction or not whole + fraction:
        return None
    amount = int(whole + fraction) << _BINARY.get(suffix, 0)
    power += 9 - len(fraction)
    scale: int = 10 ** abs(power)
    amount = amount * scale if power >= 0 else -(-amount // scale)
    return -amount if sign == "-" else amount


def _power(suffix: str) -> int | None:
    """Return the power of ten that a decimal unit or an exponent says; nothing where it is neither."""
    if suffix in _DECIMAL:
        return _DECIMAL[suffix]
    digits = suffix[1:].removeprefix("-") if suffix[1:2] == "-" else suffix[1:].removeprefix("+")
    if suffix[:1] not in ("e", "E") or not (digits.isascii() and digits.isdigit()) or len(digits) > _EXPONENT_DIGITS:
        return None
    return int(suffix[1:])


def problem(quantity: str | float, *, above_zero: bool = False) -> str:
    """Say why a value is no quantity of at least zero, or, if so wanted, above zero; else return the empty text."""
    amount = parse(quantity)
    if amount is None:
        return RULE
    if above_zero:
        return "" if amount > 0 else "must be above zero"
    return "" if amount >= 0 else "must not be below zero"


def times(cores: str, hundredths: int, *, in_thousandths: bool = False) -> str:
    """Return an amount of cpu times a ratio in hundredths, rounded up to thousandths of a core.

    What is finer than a thousandth is rounded up before: that is what an API server makes of the amount itself. What is wanted
    `in_thousandths` is the number of them. A text that is no amount, which is refused elsewhere, stays as it is.

    >>> times("0.5", 150), times("100m", 125), times("2k", 100), times("0.5", 150, in_thousandths=True)
    ('750m', '125m', '2k', '750')
    """
    amount = parse(cores)
    if amount is None:
        return cores
    thousandths = -(-amount // THOUSANDTH)
    found = -(-thousandths * hundredths // 100)
    return canonical(found) if in_thousandths else canonical_cores(found)
