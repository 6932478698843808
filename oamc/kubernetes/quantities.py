"""Quantities: amounts as Kubernetes reads them ("100m", "128Mi", 0.5), as whole numbers of a billionth.

The grammar is that of `k8s.io/apimachinery/pkg/api/resource`; amounts finer than a billionth are rounded up, as there.
"""

from __future__ import annotations

import re

from oamc.expressions.numbers import spell_number
from oamc.kubernetes.canonical_quantities import BINARY_UNITS, DECIMAL_UNITS, UNIT

ONE = 10**9
"""The quantity 1: what `parse` counts is a billionth of it."""

LONGEST_QUANTITY = 64
RULE = "must be a quantity, such as 0.5, 100m, 128Mi or 2G"

_BINARY = {unit: 10 * power for power, unit in enumerate(BINARY_UNITS) if unit}
_DECIMAL = {"n": -9, "u": -6, "m": -3, **{unit: 3 * power for power, unit in enumerate(DECIMAL_UNITS)}}
_QUANTITY = rf"([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)({UNIT}|[num]|[eE][+-]?[0-9]{{1,2}})?"


def parse(quantity: str | float) -> int | None:
    """Return a quantity in billionths, or nothing where it is not one.

    Kubernetes also reads exponents of three digits, and caps them; no amount needs one, so here they are a mistake.
    """
    text = quantity if isinstance(quantity, str) else spell_number(quantity)
    match = re.fullmatch(_QUANTITY, text) if len(text) <= LONGEST_QUANTITY else None
    if match is None:
        return None
    sign, digits, suffix = match[1], match[2], match[3] or ""
    whole, _, fraction = digits.partition(".")
    power = _DECIMAL[suffix] if suffix in _DECIMAL else int(suffix[1:]) if suffix not in _BINARY else 0
    amount = int(whole + fraction) << _BINARY.get(suffix, 0)
    power += 9 - len(fraction)
    scale: int = 10 ** abs(power)
    amount = amount * scale if power >= 0 else -(-amount // scale)
    return -amount if sign == "-" else amount


def problem(quantity: str | float, *, above_zero: bool = False) -> str:
    """Say why a value is no quantity of at least zero, or, if so wanted, above zero; else return the empty text."""
    amount = parse(quantity)
    if amount is None:
        return RULE
    if above_zero:
        return "" if amount > 0 else "must be above zero"
    return "" if amount >= 0 else "must not be below zero"
