"""What a plain scalar means: the reading of Kubernetes, and where other readers of YAML disagree with it.

kubectl and Helm read YAML with `sigs.k8s.io/yaml`, on go-yaml v2: booleans of YAML 1.1, no dates, no numbers to the base 60,
and numbers as Go spells them. `resolve` reads as they do; the tests compare it with the real engine.
"""

from __future__ import annotations

from oamc.startup.patterns import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    ScalarValue: TypeAlias = bool | int | float | str | None

NULLS = ("", "~", "null", "Null", "NULL")
TRUE_WORDS = ("true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON")
FALSE_WORDS = ("false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF")

CONSTANTS: dict[str, ScalarValue] = {
    **dict.fromkeys(NULLS),
    **dict.fromkeys(TRUE_WORDS, True),
    **dict.fromkeys(FALSE_WORDS, False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}
CERTAIN_BOOLEANS = frozenset((*TRUE_WORDS[:3], *FALSE_WORDS[:3]))
OLD_BOOLEANS = frozenset(word.lower() for word in (*TRUE_WORDS[3:], *FALSE_WORDS[3:]))
"""Plain words, in lower case, that only YAML 1.1 takes for booleans."""
NUMBER_STARTS = frozenset("0123456789+-.")

# `strconv.ParseInt(text, 0, 64)`, and the float of go-yaml v2; the underscores are gone by then. Each is linear: at any place
# only one part can go on. A text that begins with a point goes to `strconv.ParseFloat` with its underscores.
INTEGER = r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))"
FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
POINT_FLOAT = r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?"
SIGNED_BINARY = r"0b([-+][01]+)"
NUMBER_LETTERS = "0123456789abcdefABCDEFxXoO+-."
"""What numbers are written with. A size or a version has other letters, or two points."""
LARGEST_SIGNED = 2**63 - 1
LARGEST_UNSIGNED = 2**64 - 1
MOST_DECIMAL_DIGITS = 20


def resolve(text: str) -> ScalarValue:
    """Return the value that Kubernetes reads from the plain scalar `text` (go-yaml v2, `resolve.go`).

    Integers beyond 64 bits are floats, numbers too large for a float are texts.
    """
    if text in CONSTANTS:
        return CONSTANTS[text]
    first = text[0]
    if first not in NUMBER_STARTS:
        return text
    if first == ".":
        return _finite(text) if re.fullmatch(POINT_FLOAT, text) else text
    return _number(text)


def _number(text: str) -> ScalarValue:
    """Return the value of a text that begins with a digit or a sign."""
    if text.isascii() and text[0] != "0" and text.isdigit() and len(text) < MOST_DECIMAL_DIGITS - 1:
        return int(text)  # the common cases, without a pattern
    if text.isascii() and _is_plain_decimal(text):
        return _finite(text)
    bare = text.replace("_", "")
    if bare.strip(NUMBER_LETTERS) or bare.count(".") > 1:
        return text
    integer = re.fullmatch(INTEGER, bare)
    if integer:
        value = _integer(*integer.groups(default=""))
        if value is not None:
            return value
    if re.fullmatch(FLOAT, bare):
        number = _finite(bare)
        return text if isinstance(number, str) else number
    signed_binary = re.fullmatch(SIGNED_BINARY, bare)
    if signed_binary:
        value = int(signed_binary[1], 2)
        if -LARGEST_SIGNED - 1 <= value <= LARGEST_SIGNED:
            return value
    return text


def _integer(sign: str, hexadecimal: str, binary: str, octal: str, decimal: str) -> int | None:
    """Return the integer of 64 bits, or nothing. Decimals are measured first: their conversion is not linear."""
    if len(decimal) > MOST_DECIMAL_DIGITS:
        return None
    digits, base = next(part for part in ((decimal, 10), (hexadecimal, 16), (binary, 2), (octal, 8)) if part[0])
    value = int(digits, base)
    if sign == "-":
        return -value if value <= LARGEST_SIGNED + 1 else None
    return value if value <= (LARGEST_SIGNED if sign else LARGEST_UNSIGNED) else None


def _finite(text: str) -> float | str:
    """Return the float, or the text itself where Go reports a number out of range."""
    value = float(text)
    return text if value in (float("inf"), float("-inf")) else value


SMALLEST_PLAIN_EXPONENT = -4
SMALLEST_LONG_EXPONENT = 6
LARGEST_32_BIT_FLOAT = 3.4028235677973366e38
"""From here on a float rounds to infinity in 32 bits."""


def key_text(value: bool | float | str) -> str:  # noqa: FBT001 - a union over all scalar values
    """Return a key as text, as `sigs.k8s.io/yaml` converts it: floats with the digits of 32 bits. Null has no such form."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _short_float(value)


def _short_float(value: float) -> str:
    """Return Go's `strconv.FormatFloat(value, 'g', -1, 32)`: the fewest digits that give the same float of 32 bits."""
    from struct import pack, unpack

    if value != value:  # noqa: PLR0124 - true of NaN alone
        return ".nan"
    if abs(value) >= LARGEST_32_BIT_FLOAT:
        return ".inf" if value > 0 else "-.inf"
    (narrow,) = unpack("f", pack("f", value))
    if narrow == 0:
        return "-0" if str(narrow).startswith("-") else "0"
    spellings = (f"{narrow:.{digits}e}" for digits in range(9))
    shortest = next(spelling for spelling in spellings if unpack("f", pack("f", float(spelling)))[0] == narrow)
    mantissa, _, power = shortest.partition("e")
    exponent = int(power)
    decimals = len(mantissa.partition(".")[2])
    if SMALLEST_PLAIN_EXPONENT <= exponent < SMALLEST_LONG_EXPONENT:
        return f"{float(shortest):.{max(decimals - exponent, 0)}f}"
    return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


BASE_60 = r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
DATE = (
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?)?)?"
)
LOOSE_EXPONENT = r"[-+]?(?:[0-9]+[eE][-+]?[0-9]+|(?:[0-9]*\.[0-9]+|[0-9]+\.)[eE][0-9]+)"


def ambiguity(text: str) -> str:
    """Say in words why YAML 1.1, YAML 1.2 and Kubernetes differ on the plain scalar `text`, or return the empty text.

    The words quote nothing but the 16 words for booleans: a value may be a secret.
    """
    if text in CONSTANTS:
        value = CONSTANTS[text]
        if not isinstance(value, bool) or text in CERTAIN_BOOLEANS:
            return ""
        return f"{text} is a boolean in Kubernetes and YAML 1.1, a string in YAML 1.2"
    if not text.isascii():
        return ""
    if text == "=":
        return "= is a special value in YAML 1.1, a string in Kubernetes and YAML 1.2"
    if text[0] not in NUMBER_STARTS or (text[0] != "0" and text.isdigit()) or _is_plain_decimal(text):
        return ""
    return _number_ambiguity(text)


def _is_plain_decimal(text: str) -> bool:
    """Tell whether a text is digits, a point and digits, with no zero that could mean a base: all readers agree on it."""
    whole, point, fraction = text.partition(".")
    return bool(point) and whole.isdigit() and fraction.isdigit() and (whole == "0" or whole[0] != "0")


def _number_ambiguity(text: str) -> str:
    """Say why readers differ on a text that begins like a number."""
    unsigned = text.lstrip("+-")
    if "-" in text and re.fullmatch(DATE, text):
        return "a date in YAML 1.1, a string in Kubernetes and YAML 1.2"
    if ":" in text and re.fullmatch(BASE_60, text):
        return "a number to the base 60 in YAML 1.1, a string in Kubernetes and YAML 1.2"
    if isinstance(resolve(text), str):
        return ""
    if "_" in text:
        return "a number in Kubernetes and YAML 1.1, a string in YAML 1.2 (underscore)"
    if unsigned[:2] in ("0x", "0X", "0b", "0B", "0o", "0O"):
        return _prefix_ambiguity(text)
    if len(unsigned) > 1 and unsigned[0] == "0" and unsigned.isdigit():
        return _leading_zero_ambiguity(unsigned)
    if re.fullmatch(LOOSE_EXPONENT, text):
        return "a number in Kubernetes and YAML 1.2, a string in YAML 1.1 (exponent)"
    return ""


def _prefix_ambiguity(text: str) -> str:
    """Say why readers differ on a number with a prefix; on `0x1f` alone they do not."""
    if text.startswith("0x"):
        return ""
    if text.startswith("0o"):
        return "an octal number in Kubernetes and YAML 1.2, a string in YAML 1.1"
    if text.lstrip("+-").startswith(("0x", "0b")):
        return "a number in Kubernetes and YAML 1.1, a string in YAML 1.2 (prefix)"
    return "a number in Kubernetes, a string in YAML 1.1 and 1.2 (prefix)"


def _leading_zero_ambiguity(digits: str) -> str:
    """Say why readers differ on digits after a zero; on those below eight they agree."""
    significant = digits.lstrip("0")
    if "8" in digits or "9" in digits:
        return "a decimal number in Kubernetes and YAML 1.2, a string in YAML 1.1 (leading zero)"
    if len(significant) <= 1:
        return ""
    return "octal in Kubernetes and YAML 1.1, decimal in YAML 1.2 (leading zero)"
