"""Scalars against types: by which rule one does not fit. A value is never quoted: it may be a secret."""

from __future__ import annotations

from oamc.expressions.numbers import LARGEST_INTEGER, spell_json
from oamc.expressions.types import (
    LARGEST_CPU,
    PROCESS_TEXT,
    QUANTITY_PATTERNS,
    QUANTITY_RULES,
    SMALLEST_CPU,
    ZERO_PATTERN,
    BooleanType,
    ChoiceType,
    NumberType,
    QuantityType,
    TextType,
)
from oamc.records import unreachable
from oamc.startup.patterns import are_digits, only, re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.expressions.types import Scalar, SimpleType

NO_TEXT = "must be a string"
MOST_CHOICES = 20
"""How many choices a message lists."""

LABELS = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
HOST = rf"(\*\.)?{LABELS}"
LONG_LABEL = "[-a-z0-9]{64}"
"""A part of a DNS name has at most 63 characters. It is a rule of its own: Go's engine refuses repeated repetitions."""
NO_HOST = rf"{LONG_LABEL}|^[0-9]+(\.[0-9]+){{3}}$"
IMAGE = r"[A-Za-z0-9][A-Za-z0-9._:/@-]*"
"""The patterns of names, of hosts and of images, and what is no host."""
IMAGES = frozenset(((IMAGE, ""), (f"({IMAGE})?", "")))
HOSTS = frozenset(((HOST, NO_HOST), (f"({HOST})?", NO_HOST), (LABELS, LONG_LABEL)))
"""Pairs of patterns, of what a text is and of what is forbidden in it: those that `_surely_fits` knows."""
PORT_NAME = r"[a-z0-9]+(-[a-z0-9]+)*"
NO_PORT_NAME = r"^[-0-9]+$"
AMOUNT = r"\+?([0-9]{1,19}(\.[0-9]{0,9})?|\.[0-9]{1,9})(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][-+]?[0-9]{1,2})?"
"""The patterns of names of ports, and of quantities as KubeVela takes them."""
PORTS = (PORT_NAME, NO_PORT_NAME)
AMOUNTS = (AMOUNT, "")
PROCESS = (PROCESS_TEXT.pattern, PROCESS_TEXT.forbidden)
"""Pairs of such patterns, too."""
_UNITS = frozenset(("", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"))
_MOST_DIGITS = 19
_DIGITS = "0123456789"
_LONGEST_LABEL = 63
_IN_PORTS = f"abcdefghijklmnopqrstuvwxyz{_DIGITS}"
_IN_HOSTS = f"{_IN_PORTS}-."
_IN_IMAGES = _IN_HOSTS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ_:/@"


def scalar_problem(value_type: SimpleType, value: object) -> str:
    """Say why a value is not such a scalar."""
    match value_type:
        case BooleanType():
            return "" if isinstance(value, bool) else "must be true or false"
        case NumberType():
            return number_problem(value_type, value)
        case ChoiceType():
            if not value_type.choices:
                return "must have no value"
            fits = any(_equals(value, choice) for choice in value_type.choices)
            return "" if fits else f"must be {_choice(value_type.choices)}{_meaning(value_type)}"
        case TextType():
            return text_problem(value_type, value)
        case QuantityType():
            return _quantity_problem(value_type, value)
        case _:
            return unreachable(value_type)


def _equals(value: object, choice: Scalar) -> bool:
    """Tell whether a value is a choice; true is no number."""
    return (
        isinstance(value, bool) == isinstance(choice, bool) and isinstance(value, (bool, int, float, str)) and value == choice
    )


def _meaning(value_type: ChoiceType) -> str:
    """Say what the choices are: a reader of the document alone might take any number for right."""
    if not value_type.kind:
        return ""
    several = value_type.kind.replace(" of ", "s of ")
    return f", the only {value_type.kind}" if len(value_type.choices) == 1 else f", the {several}"


def _spelled(choice: Scalar) -> str:
    """Return a choice as a document writes it."""
    return ("true" if choice else "false") if isinstance(choice, bool) else str(choice)


def _choice(choices: Sequence[Scalar]) -> str:
    """Return choices as what something may be; of more than `MOST_CHOICES` the first ones and how many more there are."""
    names = list(map(_spelled, choices[:MOST_CHOICES]))
    rest = len(choices) - len(names)
    return names[0] if len(choices) == 1 else f"one of {', '.join(names)}{f' and {rest} more' if rest else ''}"


def number_problem(value_type: NumberType, value: object) -> str:
    """Say why `value` is not such a number."""
    what = "a whole number" if value_type.whole else "a number"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"must be {what}"
    if value_type.whole and value != int(value):
        return "must be a whole number"
    if not value_type.minimum <= value <= value_type.maximum:
        if value_type.maximum == LARGEST_INTEGER and value_type.minimum > value:
            return f"must be {what} of at least {value_type.minimum}"
        if value_type.minimum == -LARGEST_INTEGER and value_type.maximum < LARGEST_INTEGER:
            return f"must be {what} of at most {value_type.maximum}"
        return f"must be {what} from {value_type.minimum} to {value_type.maximum}"
    if value_type.above is not None and value <= value_type.above:
        return f"must be {what} greater than {value_type.above}"
    if value_type.below is not None and value >= value_type.below:
        return f"must be {what} less than {value_type.below}"
    if value_type.multiple is not None and value % value_type.multiple:
        return f"must be a multiple of {value_type.multiple}"
    return ""


def text_problem(value_type: TextType, value: object) -> str:
    """Say why `value` is not such a text."""
    if not isinstance(value, str):
        return _about_number(value_type, value) or NO_TEXT
    if value_type.choices and value not in value_type.choices:
        listed = _choice([choice for choice in value_type.choices if choice] or [""])
        return f"must be empty or {listed}" if "" in value_type.choices else f"must be {listed}"
    least = value_type.minimum_length
    if len(value) < least:
        return "must not be empty" if least == 1 else f"must be at least {least} characters long"
    if value_type.maximum_length is not None and len(value) > value_type.maximum_length:
        return f"must be at most {value_type.maximum_length} characters long"
    if _surely_fits(value_type, value):
        return ""
    wrong = value_type.pattern and not re.fullmatch(value_type.pattern, value)
    if wrong or (value_type.forbidden and re.search(value_type.forbidden, value)):
        return next((reason for pattern, reason in value_type.reasons if re.search(pattern, value)), value_type.rule)
    return _pattern_problem(value_type.contains, value) if value_type.contains else ""


def _surely_fits(value_type: TextType, text: str) -> bool:
    """Tell at once of most texts that they fit the patterns that most documents meet; of the others the patterns tell."""
    if value_type.contains:
        return False
    rules = (value_type.pattern, value_type.forbidden)
    if rules == PROCESS:
        return "\0" not in text
    if rules == PORTS:
        return only(text, _IN_PORTS) and not only(text, _DIGITS)
    if rules == AMOUNTS:
        digits = text.rstrip("numkMGTPEi")
        return are_digits(digits, _MOST_DIGITS) and text[len(digits) :] in _UNITS
    if rules in IMAGES:
        return text[:1].isalnum() and only(text, _IN_IMAGES)
    if rules in HOSTS and len(text) <= _LONGEST_LABEL and only(text, _IN_HOSTS) and not only(text, f"{_DIGITS}."):
        return all(part and part[0] != "-" and part[-1] != "-" for part in text.split("."))
    return False


def _about_number(value_type: TextType, value: object) -> str:
    """Say what is wrong with a number in the place of a text, where it is known that people write one."""
    if not value_type.reasons or isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    if not abs(value) <= LARGEST_INTEGER:  # infinities and what is no number, too
        return ""
    spelled = spell_json(value)
    return next((reason for pattern, reason in value_type.reasons if re.search(pattern, spelled)), "")


def _pattern_problem(patterns: tuple[str, ...], value: str) -> str:
    """Say which of the patterns of users is nowhere in a text."""
    from oamc.expressions.patterns import read_pattern

    missing = next((pattern for pattern in patterns if not read_pattern(pattern).search(value)), None)
    return "" if missing is None else f'must match the pattern "{missing}"'


def _quantity_problem(value_type: QuantityType, value: object) -> str:
    """Say why `value` is not such a quantity."""
    rule = QUANTITY_RULES[value_type.unit]
    if isinstance(value, bool):
        return rule
    if isinstance(value, (int, float)):
        is_amount = value_type.unit == "cpu" and SMALLEST_CPU <= value <= LARGEST_CPU
    else:
        is_text = isinstance(value, str) and re.fullmatch(QUANTITY_PATTERNS[value_type.unit], value)
        is_amount = bool(is_text) and not re.fullmatch(ZERO_PATTERN, str(value))
    if not is_amount:
        return rule
    if not (value_type.minimum or value_type.maximum):
        return ""
    from fractions import Fraction  # most quantities have no bounds

    from oamc.expressions.quantity_bounds import amount_of, bound_problem

    amount = amount_of(value_type.unit, value) if isinstance(value, str) else Fraction(str(value))
    return bound_problem(value_type, amount)
