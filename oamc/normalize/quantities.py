"""Amounts of OAM documents as canonical Kubernetes quantities (OAM v1alpha1, 3.4 and 8.2).

Each function takes the scalar as written and returns an `Amount`: the quantity, or the rule that the text breaks, and
perhaps a doubt that deserves a warning.
"""

from __future__ import annotations

import re

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.source.nodes import Scalar

_DIGITS = re.compile(r"[0-9]{1,15}")
_KUBERNETES_BYTES = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,3})?)(Ki|Mi|Gi|Ti|Pi|Ei)")
_OAM_BYTES = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,3})?)([KMGTPkmgtp])[Bb]?")
_CORES = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,9}))?")
_MILLICORES = re.compile(r"([0-9]{1,12})m")
MEBIBYTE = 1048576


class Amount(Record):
    """The result of reading an amount: `quantity`, or a `problem`; a `doubt` is worth a warning."""

    quantity: str = ""
    problem: str = ""
    doubt: str = ""


def _text(scalar: Scalar) -> str:
    """Return the amount as trimmed text; a whole float such as 128.0 is the integer it equals."""
    value = scalar.value
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return scalar.text.strip()


def memory(scalar: Scalar) -> Amount:
    """Read an amount of memory: bare digits are MiB (decision 4 of section 19), other forms as `disk` reads them."""
    text = _text(scalar)
    if _DIGITS.fullmatch(text):
        if int(text) == 0:
            return Amount(problem="must be above zero")
        number = str(int(text))
        doubt = f"is read as {number} MiB" if int(text) >= MEBIBYTE else ""
        return Amount(quantity=f"{number}Mi", doubt=doubt)
    return _bytes(text)


def disk(scalar: Scalar) -> Amount:
    """Read a size of a disk: bare digits are bytes (8.2). They are written in kilobytes or with the unit that is exact."""
    text = _text(scalar)
    if _DIGITS.fullmatch(text):
        return Amount(quantity=str(int(text))) if int(text) else Amount(problem="must be above zero")
    return _bytes(text)


def _bytes(text: str) -> Amount:
    """Read an amount with a unit: a Kubernetes quantity, or a decimal unit in any case with an optional B."""
    match = _KUBERNETES_BYTES.fullmatch(text)
    if match:
        return Amount(problem="must be above zero") if _is_zero(match[1]) else Amount(quantity=_plain_number(match[1]) + match[2])
    match = _OAM_BYTES.fullmatch(text)
    if not match:
        return Amount(problem="must be an amount such as 128Mi, 100M or 1G")
    if _is_zero(match[1]):
        return Amount(problem="must be above zero")
    unit = match[2].upper()
    doubt = "is read as megabytes, not as thousandths" if match[2] == "m" else ""
    return Amount(quantity=_plain_number(match[1]) + ("k" if unit == "K" else unit), doubt=doubt)


def cpu(scalar: Scalar) -> Amount:
    """Read an amount of cpu: cores as a number or text, or Kubernetes' `100m`; rounded up to a thousandth of a core."""
    if isinstance(scalar.value, float) and "e" in scalar.text.lower():
        return Amount(problem="must be a number of cores such as 0.5 or 500m")
    text = scalar.text.strip()
    match = _MILLICORES.fullmatch(text)
    if match:
        thousandths = int(match[1])
    else:
        match = _CORES.fullmatch(text)
        if not match:
            return Amount(problem="must be a number of cores such as 0.5 or 500m")
        fraction = (match[2] or "").ljust(9, "0")
        thousandths = -(-(int(match[1]) * 10**9 + int(fraction)) // 10**6)
    if thousandths == 0:
        return Amount(problem="must be above zero")
    return Amount(quantity=f"{thousandths}m" if thousandths % 1000 else str(thousandths // 1000))


def devices(scalar: Scalar) -> tuple[int, Amount]:
    """Read a number of devices (gpu): rounded up to a whole number, with a doubt when it was not whole."""
    match = _CORES.fullmatch(scalar.text.strip())
    if not match:
        return 0, Amount(problem="must be a number of devices such as 1")
    whole = int(match[1])
    if match[2] and not _is_zero(match[2]):
        return whole + 1, Amount(quantity=str(whole + 1), doubt=f"is rounded up to {whole + 1}: devices cannot be shared by fractions")
    return whole, Amount(quantity=str(whole)) if whole else Amount(problem="must be above zero")


def whole_number(scalar: Scalar) -> tuple[int, Amount]:
    """Read an amount of an extended resource: a whole number above zero (3.4)."""
    text = _text(scalar)
    if not _DIGITS.fullmatch(text):
        return 0, Amount(problem="must be a whole number: a cluster counts extended resources in units")
    return int(text), Amount(quantity=str(int(text))) if int(text) else Amount(problem="must be above zero")


def _is_zero(number: str) -> bool:
    """Tell whether a decimal number has no digit but zeros."""
    return not number.strip("0.")


def _plain_number(number: str) -> str:
    """Return a decimal number without leading zeros."""
    whole, point, fraction = number.partition(".")
    return str(int(whole)) + point + fraction
