"""Quantities: amounts as Kubernetes reads them ("100m", "128Mi", 0.5), as whole numbers of a billionth.

The grammar is that of `k8s.io/apimachinery/pkg/api/resource`; amounts finer than a billionth are rounded up, as there.
"""

from __future__ import annotations

import re

from oamc.expressions.numbers import spell_number

ONE = 10**9
"""The quantity 1: what `parse` counts is a billionth of it."""

LONGEST_QUANTITY = 64
RULE = "must be a quantity, such as 0.5, 100m, 128Mi or 2G"

_QUANTITY = r"([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?[0-9]{1,2})?"
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


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
