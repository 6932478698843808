"""Types: what a parameter of the output may hold.

`problem(type, value)` says why a value does not fit. The chart's `values.schema.json` is written from the same types, so the
check of the plain output and the schema that Helm enforces refuse the same values. Patterns are in the subset that Go's and
Python's engines read alike, linear, and written without anchors; they must match the whole text.
"""

from __future__ import annotations

import re

from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.records import Record, unreachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    ValueType: TypeAlias = (
        "BooleanType | NumberType | ChoiceType | TextType | QuantityType | ListType | TextMapType | ObjectType | AnyListType"
    )


class BooleanType(Record):
    """true or false."""


class NumberType(Record):
    """A number within the bounds; `whole` allows integers only (4.0 is one, as in JSON Schema)."""

    whole: bool = False
    minimum: int = -LARGEST_INTEGER
    maximum: int = LARGEST_INTEGER


class TextType(Record):
    """A text: of `choices` if there are any, matching `pattern` if there is one, of bounded length in code points.

    No part of it may match `forbidden`. `rule` says in words what the two demand; `reasons` are patterns of what people get
    wrong, each with the words for it.
    """

    choices: tuple[str, ...] = ()
    pattern: str = ""
    forbidden: str = ""
    rule: str = ""
    reasons: tuple[tuple[str, str], ...] = ()
    minimum_length: int = 0
    maximum_length: int | None = None


class ChoiceType(Record):
    """One of a few whole numbers, which are what `kind` says, such as "TCP port of the component"."""

    choices: tuple[int, ...]
    kind: str = ""


class QuantityType(Record):
    """A Kubernetes quantity above zero.

    `unit` is "cpu" (cores as a number or a text, or a text with `m`, `k` or `M`) or "bytes" (a text with a suffix, because a
    bare number means MiB to OAM and bytes to Kubernetes).
    """

    unit: str


class ListType(Record):
    """A list of texts, at least `minimum_length` long."""

    item: TextType
    minimum_length: int = 0


class TextMapType(Record):
    """A mapping of texts of the type `item`; where there are `fields`, with no other keys than these, each with a type."""

    fields: tuple[tuple[str, TextType], ...] = ()
    item: TextType = TextType()


class ObjectType(Record):
    """Any mapping. Its numbers are within the bounds of `NumberType`."""


class AnyListType(Record):
    """Any list. Its numbers are within the bounds of `NumberType`."""


PROCESS_TEXT = TextType(forbidden=r"\x00", rule="must not contain NUL, which no process can get")
"""A text that a process gets, in its environment or its command: it ends at a NUL for the kernel, and nothing would start."""
QUANTITY_PATTERNS = {
    "cpu": r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,3})?|[1-9][0-9]{0,11}m|[1-9][0-9]{0,5}[kM]",
    "bytes": r"(0|[1-9][0-9]{0,18})(\.[0-9]{1,3})?(k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)",
}
ZERO_PATTERN = r"[0.]+[A-Za-z]*"
CPU_TEXT = TextType(
    pattern=QUANTITY_PATTERNS["cpu"], forbidden=rf"^(?:{ZERO_PATTERN})$", rule="must be cores such as 0.5 or 500m"
)
BYTES_TEXT = TextType(
    pattern=QUANTITY_PATTERNS["bytes"], forbidden=rf"^(?:{ZERO_PATTERN})$", rule="must have a unit, such as 128Mi or 1G"
)
"""Quantities in objects whose fields are texts."""
SMALLEST_CPU = 0.001
LARGEST_CPU = 999_999_999
QUANTITY_RULES = {
    "cpu": "must be a number of cores, 0.001 or more with at most three decimals, such as 0.5 or 500m",
    "bytes": "must be an amount above zero with a unit, such as 128Mi or 1G",
}


def problem(value_type: ValueType, value: object) -> str:
    """Say why `value` does not fit `value_type`, or return the empty text. The value itself is never quoted."""
    match value_type:
        case BooleanType():
            return "" if isinstance(value, bool) else "must be true or false"
        case NumberType():
            return _number_problem(value_type, value)
        case ChoiceType():
            fits = not isinstance(value, bool) and value in value_type.choices
            return "" if fits else f"must be {_choice(list(map(str, value_type.choices)))}{_meaning(value_type)}"
        case TextType():
            return _text_problem(value_type, value)
        case QuantityType():
            return _quantity_problem(value_type, value)
        case ListType():
            return _list_problem(value_type, value)
        case TextMapType():
            return _map_problem(value_type, value)
        case ObjectType():
            return _tree_problem(value) if isinstance(value, dict) else "must be a mapping"
        case AnyListType():
            return _tree_problem(value) if isinstance(value, list) else "must be a list"
        case _:
            return unreachable(value_type)


def _choice(names: list[str]) -> str:
    """Return names as what something may be."""
    return names[0] if len(names) == 1 else f"one of {', '.join(names)}"


def _meaning(value_type: ChoiceType) -> str:
    """Say what the choices are: a reader of the document alone might take any number for right."""
    if not value_type.kind:
        return ""
    return (
        f", the only {value_type.kind}" if len(value_type.choices) == 1 else f", the {value_type.kind.replace(' of ', 's of ')}"
    )


def _number_problem(value_type: NumberType, value: object) -> str:
    """Say why `value` is not such a number."""
    what = "a whole number" if value_type.whole else "a number"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"must be {what}"
    if value_type.whole and value != int(value):
        return "must be a whole number"
    if not value_type.minimum <= value <= value_type.maximum:
        return f"must be {what} from {value_type.minimum} to {value_type.maximum}"
    return ""


def _text_problem(value_type: TextType, value: object) -> str:
    """Say why `value` is not such a text."""
    if not isinstance(value, str):
        return "must be a string"
    if value_type.choices and value not in value_type.choices:
        listed = _choice([choice for choice in value_type.choices if choice])
        return f"must be empty or {listed}" if "" in value_type.choices else f"must be {listed}"
    if len(value) < value_type.minimum_length:
        return "must not be empty" if value_type.minimum_length == 1 else f"must have {value_type.minimum_length} characters"
    if value_type.maximum_length is not None and len(value) > value_type.maximum_length:
        return f"must be at most {value_type.maximum_length} characters long"
    wrong = value_type.pattern and not re.fullmatch(value_type.pattern, value)
    if wrong or (value_type.forbidden and re.search(value_type.forbidden, value)):
        return next((reason for pattern, reason in value_type.reasons if re.search(pattern, value)), value_type.rule)
    return ""


def _quantity_problem(value_type: QuantityType, value: object) -> str:
    """Say why `value` is not such a quantity."""
    rule = QUANTITY_RULES[value_type.unit]
    if isinstance(value, bool):
        return rule
    if isinstance(value, (int, float)):
        return "" if value_type.unit == "cpu" and SMALLEST_CPU <= value <= LARGEST_CPU else rule
    if not isinstance(value, str) or not re.fullmatch(QUANTITY_PATTERNS[value_type.unit], value):
        return rule
    return rule if re.fullmatch(ZERO_PATTERN, value) else ""


def _list_problem(value_type: ListType, value: object) -> str:
    """Say why `value` is not such a list."""
    if not isinstance(value, (list, tuple)):
        return "must be a list"
    if len(value) < value_type.minimum_length:
        return "must not be empty"
    problems = ((number, _text_problem(value_type.item, item)) for number, item in enumerate(value, 1))
    return next((f"has a wrong item (number {number}): it {found}" for number, found in problems if found), "")


def _map_problem(value_type: TextMapType, value: object) -> str:
    """Say why `value` is not such a mapping."""
    if not isinstance(value, dict):
        return "must be a mapping"
    known = dict(value_type.fields)
    if not known:
        if not all(isinstance(item, str) for item in value.values()):
            return "must have strings as values"
        found = next(filter(None, (_text_problem(value_type.item, item) for item in value.values())), "")
        return f"has a wrong value: it {found}" if found else ""
    if not value.keys() <= known.keys():
        return f"must have no other keys than {' and '.join(known)}"
    problems = ((name, _text_problem(known[name], item)) for name, item in value.items())
    return next((f'has a wrong "{name}": it {found}' for name, found in problems if found), "")


def _tree_problem(value: object) -> str:
    """Say why a free-form value cannot be carried by a chart."""
    match value:
        case bool() | str():
            return ""
        case int() | float():
            found = _number_problem(NumberType(), value)
            return f"has a wrong number in it: it {found}" if found else ""
        case None:
            return "must not contain null"
        case dict():
            return next((found for found in map(_tree_problem, value.values()) if found), "")
        case list() | tuple():
            return next((found for found in map(_tree_problem, value) if found), "")
        case _:
            raise TypeError(f"not a plain value: {type(value).__name__}")
