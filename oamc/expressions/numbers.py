"""Numbers and JSON, spelled as Go spells them.

Helm prints a number of its values with Go's JSON encoder (`toJson`); where a number becomes part of a text, plain manifests
must print the same. Go writes whole numbers without a fraction, and an exponent from 1e21 upwards and below 1e-6.
"""

from __future__ import annotations

from oamc.startup.caching import cache
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_WRITTEN = Pattern(r"-?(?:0|[1-9][0-9]{0,9})(\.[0-9]{1,9})?")
INFINITE = float("inf")
LARGEST_INTEGER = 2**53 - 1
"""Helm reads the numbers of a values file as floats before anything can look at them: the next integer may be another one."""


SMALLEST_PLAIN_EXPONENT = -6
SMALLEST_LONG_EXPONENT = 21
"""Between these powers of ten Go's JSON writes a number without an exponent."""


def quote_json(text: str) -> str:
    """Return a text as a JSON string in which everything but controls, quotes and backslashes stands as it is."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return _find_quoting()(text)


@cache(1)
def _find_quoting() -> Callable[[str], str]:
    """Return the function that quotes a text: the encoder alone, since the whole package costs a millisecond."""
    try:
        from _json import encode_basestring
    except ImportError:
        from json.encoder import encode_basestring
    found: Callable[[str], str] = encode_basestring
    return found


def spell_number(number: int | float) -> str:
    """Return the text that Go's JSON encoder gives `number`. NaN and infinities are a mistake of the caller."""
    if isinstance(number, int):
        return str(number)
    if not -INFINITE < number < INFINITE:
        raise ValueError("NaN and infinities have no JSON form")
    if number == 0:
        return "-0" if str(number).startswith("-") else "0"
    sign = "-" if number < 0 else ""
    digits, exponent = _digits(abs(number))
    if not SMALLEST_PLAIN_EXPONENT <= exponent < SMALLEST_LONG_EXPONENT:
        fraction = f".{digits[1:]}" if len(digits) > 1 else ""
        power = f"+{exponent:02d}" if exponent >= 0 else f"{exponent}"
        return f"{sign}{digits[0]}{fraction}e{power}"
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    if len(digits) <= exponent + 1:
        return sign + digits + "0" * (exponent + 1 - len(digits))
    return f"{sign}{digits[: exponent + 1]}.{digits[exponent + 1 :]}"


def spell_yaml_number(number: int | float) -> str:
    """Return `number` as every reader of YAML takes it for that number.

    YAML 1.1 takes an exponent for one only behind a point (`1.0e-07`), and Go reads `-0` as an integer without a sign.
    """
    text = spell_number(number)
    if "e" in text and "." not in text:
        return text.replace("e", ".0e")
    return "-0.0" if text == "-0" else text


def number_in(text: str) -> int | float | None:
    """Return the number that a text is, with at most ten digits before the point and nine behind it.

    One that begins with a zero is none: some readers take it for octal.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        return None
    return float(match[0]) if match[1] else int(match[0])


def _digits(number: float) -> tuple[str, int]:
    """Return the shortest significant digits of a positive number, and the power of ten of the first one."""
    mantissa, _, power = f"{number!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole) - 1 if whole.strip("0") else -(len(fraction) - len(fraction.lstrip("0")) + 1)
    return digits.rstrip("0"), leading + (int(power) if power else 0)


def spell_json(value: object) -> str:
    """Return `value` as Go's compact JSON with sorted keys and without HTML escapes (sprig's `toRawJson`)."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return spell_number(value)
        case str():
            return quote_json(value).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        case dict():
            return "{" + ",".join(f"{spell_json(key)}:{spell_json(value[key])}" for key in sorted(value)) + "}"
        case list() | tuple():
            return "[" + ",".join(map(spell_json, value)) + "]"
        case _:
            raise TypeError(f"not a JSON value: {type(value).__name__}")
