"""Amounts of OAM documents as canonical Kubernetes quantities (docs/spec/oam-v1alpha1.md, 3.4 and 8.2).

Each function takes the scalar as written and returns an `Amount`: the quantity, or the rule that the text breaks, and
perhaps a doubt that deserves a warning.
"""

from __future__ import annotations

from oamc.expressions.numbers import INFINITE
from oamc.kubernetes.canonical_quantities import BINARY_UNITS, UNITS, canonical, canonical_cores, whole_bytes
from oamc.records import Record
from oamc.startup.patterns import Pattern, are_digits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.source.nodes import Scalar

_IN_NUMBERS = "0123456789."
_KUBERNETES_UNITS = frozenset((*BINARY_UNITS[1:], "E"))
_OAM_UNITS = frozenset("KMGTPkmgtp")
_MOST_DIGITS, _MOST_DECIMALS = 19, 3
_DIGITS_OF_A_NUMBER = 9
_DIGITS_OF_MILLICORES, _DIGITS_OF_MANY_CORES = 12, 6
MEBIBYTE = 1048576
MEGABYTE = 10**6
MOST_CORES = 10**9
MANY_CORES = 100
"""A bare number of cores that hardly any node has: people who come from Kubernetes count thousandths."""
SAYS_AN_AMOUNT = Pattern(r"[0-9]{1,19}(?:\.[0-9]{1,9})?[A-Za-z]{0,2}")


class Amount(Record):
    """The result of reading an amount: `quantity`, or a `problem`; a `doubt` is worth a warning, with `advice` what to do."""

    quantity: str = ""
    problem: str = ""
    doubt: str = ""
    advice: str = ""


LARGEST_BYTES = 2**63 - 1
"""Kubernetes counts bytes in 64 bits with a sign, and quietly cuts down what is more."""

TOO_MANY_BYTES = Amount(problem="must be below 8Ei, which is as much as Kubernetes counts")
NOT_ABOVE_ZERO = Amount(problem="must be above zero")


def _text(scalar: Scalar) -> str:
    """Return the amount as trimmed text. A plain number is what Kubernetes reads: 128.0 is 128, the octal 0100 is 64."""
    value = scalar.value
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.9f}".rstrip("0") if -INFINITE < value < INFINITE else scalar.text.strip()
    return scalar.text.strip() if isinstance(value, str) else str(int(value or 0))


def memory(scalar: Scalar) -> Amount:
    """Read an amount of memory: bare digits are MiB (3.4), other forms as `disk` reads them.

    It is a value of the output, where an amount of bytes has a unit: so it is rounded up to a thousand of bytes.
    """
    text = _text(scalar)
    if not _is_whole(text):
        return _bytes(text, keeps_unit=True)
    number = int(text)
    if number <= 0:
        return NOT_ABOVE_ZERO
    if number * MEBIBYTE > LARGEST_BYTES:
        return TOO_MANY_BYTES
    quantity = canonical(number * MEBIBYTE, binary=True)
    if number < MEBIBYTE:
        return Amount(quantity=quantity)
    doubt = "is a bare number, which counts MiB: it may be meant as bytes"
    return Amount(quantity=quantity, doubt=doubt, advice="write the unit, such as 128Mi or 1Gi")


def disk(scalar: Scalar) -> Amount:
    """Read a size of a disk: bare digits are bytes (8.2)."""
    text = _text(scalar)
    if not _is_whole(text):
        return _bytes(text)
    amount = _of_bytes(int(text), binary=False)
    if amount.problem or int(text) >= MEGABYTE:
        return amount
    doubt = "is a bare number, which counts bytes: it may be meant in a larger unit"
    return Amount(quantity=amount.quantity, doubt=doubt, advice="write the unit, such as 500Mi or 10Gi")


def _bytes(text: str, *, keeps_unit: bool = False) -> Amount:
    """Read an amount with a unit: a Kubernetes quantity, or a decimal unit in any case with an optional B."""
    unit = text.lstrip(_IN_NUMBERS)
    number = text[: len(text) - len(unit)]
    whole, point, decimals = number.partition(".")
    is_number = are_digits(whole, _MOST_DIGITS) and (not point or are_digits(decimals, _MOST_DECIMALS))
    if is_number and unit in _KUBERNETES_UNITS:
        return _counted(number, unit, keeps_unit=keeps_unit)
    letter = unit[:1]
    if not is_number or letter not in _OAM_UNITS or unit[1:] not in {"", "B", "b"}:
        return Amount(problem="must be written like 128Mi, 100M or 1G")
    decimal = letter.upper()
    amount = _counted(number, "k" if decimal == "K" else decimal, keeps_unit=keeps_unit)
    if letter != "m" or amount.problem:
        return amount
    doubt = "is read as megabytes, not as thousandths"
    return Amount(quantity=amount.quantity, doubt=doubt, advice="write the unit as a capital M")


def _counted(number: str, unit: str, *, keeps_unit: bool) -> Amount:
    """Return a decimal number of a unit as a quantity of bytes, if Kubernetes counts that many."""
    return _of_bytes(whole_bytes(number, unit, keeps_unit=keeps_unit), binary=unit in BINARY_UNITS)


def _of_bytes(amount: int, *, binary: bool) -> Amount:
    """Return a number of bytes as a quantity, if Kubernetes counts that many."""
    if amount <= 0:
        return NOT_ABOVE_ZERO
    return Amount(quantity=canonical(amount, binary=binary)) if amount <= LARGEST_BYTES else TOO_MANY_BYTES


def cpu(scalar: Scalar) -> Amount:
    """Read an amount of cpu: cores as a number or text, or as Kubernetes writes them; rounded up to a thousandth of a core."""
    text = _text(scalar)
    number_of, unit = text[:-1], text[-1:]
    if unit == "m" and are_digits(number_of, _DIGITS_OF_MILLICORES):
        thousandths = int(number_of)
    elif unit in {"k", "M"} and are_digits(number_of, _DIGITS_OF_MANY_CORES) and int(number_of) * UNITS[unit] < MOST_CORES:
        thousandths = int(number_of) * UNITS[unit] * 1000
    elif (number := _number(text)) is not None:
        thousandths = -(-number // 10**6)
        if text.isdigit() and thousandths >= MANY_CORES * 1000:
            doubt = "is a bare number, which counts whole cores: it may be meant as thousandths"
            return Amount(
                quantity=canonical_cores(thousandths), doubt=doubt, advice=f"write {text}m, or {text}000m if it is right"
            )
    else:
        return Amount(problem="must be a number of cores such as 0.5 or 500m")
    return Amount(quantity=canonical_cores(thousandths)) if thousandths > 0 else NOT_ABOVE_ZERO


def probable_amount(field: str, scalar: Scalar) -> str:
    """Return what somebody meant who wrote an amount as in Kubernetes; "AMOUNT" of a text that is none."""
    text = _text(scalar) if scalar.value is not None and not isinstance(scalar.value, bool) else ""
    if not SAYS_AN_AMOUNT.fullmatch(text):
        return "AMOUNT"
    if not text.isdigit():
        return text
    number = int(text)
    if field == "cpu" and number >= MANY_CORES:
        return f"{text}m"
    if field == "memory":
        return canonical(number if number >= MEBIBYTE else number * MEBIBYTE, binary=True)
    return text


def devices(scalar: Scalar) -> tuple[int, Amount]:
    """Read a number of devices (gpu): rounded up to a whole number, with a doubt when it was not whole."""
    number = _number(_text(scalar))
    if number is None:
        return 0, Amount(problem="must be a number of devices such as 1")
    if number <= 0:
        return 0, NOT_ABOVE_ZERO
    whole = -(-number // 10**9)
    if number % 10**9 == 0:
        return whole, Amount(quantity=str(whole))
    doubt = f"is rounded up to {whole}: devices cannot be shared by fractions"
    return whole, Amount(quantity=str(whole), doubt=doubt, advice=f"write {whole}")


def whole_number(scalar: Scalar) -> tuple[int, Amount]:
    """Read an amount of an extended resource: a whole number above zero (3.4)."""
    text = _text(scalar)
    if not _is_whole(text):
        return 0, Amount(problem="must be a whole number: a cluster counts extended resources in units")
    if int(text) > LARGEST_BYTES:
        return 0, Amount(problem=f"must be at most {LARGEST_BYTES}, which is as much as Kubernetes counts")
    return int(text), Amount(quantity=str(int(text))) if int(text) > 0 else NOT_ABOVE_ZERO


def _is_whole(text: str) -> bool:
    """Tell whether a text is a whole number of at most so many digits that one is looked at."""
    return are_digits(text.removeprefix("-"), _MOST_DIGITS)


def _number(text: str) -> int | None:
    """Return a decimal number of at most nine digits before and behind the point, in billionths; None for another text."""
    whole, _, decimals = text.removeprefix("-").partition(".")
    known = (whole, decimals) if whole and decimals else (whole or decimals,)
    if not all(are_digits(part, _DIGITS_OF_A_NUMBER) for part in known):
        return None
    billionths = int(whole or 0) * 10**9 + int(decimals.ljust(9, "0"))
    return -billionths if text.startswith("-") else billionths
