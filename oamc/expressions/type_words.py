"""Types in words, for people: in the comments of values, on the pages of types, in hints."""

from __future__ import annotations

from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.expressions.types import (
    PROCESS_TEXT,
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    MapType,
    NumberType,
    ObjectType,
    QuantityType,
    StructType,
    TextMapType,
    TextType,
    UnionType,
)
from oamc.records import unreachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.types import ValueType

LARGEST_32_BIT_INTEGER = 2**31 - 1


def type_in_words(value_type: ValueType) -> str:
    """Name a type for people."""
    match value_type:
        case BooleanType():
            return "true or false"
        case NumberType():
            return _number_in_words(value_type)
        case ChoiceType():
            return "one of " + ", ".join(_spelled(choice) for choice in value_type.choices)
        case TextType():
            return _text_in_words(value_type)
        case QuantityType(unit="cpu"):
            return "cores, such as 500m or 2"
        case QuantityType():
            return "amount with a unit, such as 128Mi"
        case ListType() | StructType() | MapType() | UnionType():
            return _composed_in_words(value_type)
        case TextMapType():
            return "mapping of " + (_listed([name for name, _ in value_type.fields]) if value_type.fields else "texts")
        case ObjectType():
            return "mapping"
        case AnyListType():
            return "list"
        case _:
            return unreachable(value_type)


def _composed_in_words(value_type: ListType | StructType | MapType | UnionType) -> str:
    """Name a type that is made of others."""
    match value_type:
        case ListType(item=TextType()):
            return "list of texts"
        case ListType():
            return f"list, each item {_with_article(type_in_words(value_type.item))}"
        case StructType():
            return "mapping of " + _listed([field.name for field in value_type.fields])
        case MapType():
            return f"mapping, each value {_with_article(type_in_words(value_type.item))}"
        case UnionType():
            rule = value_type.rule.removeprefix("must be ")
            return rule.removeprefix("a ") if rule else ", or ".join(map(type_in_words, value_type.options))
        case _:
            return unreachable(value_type)


def _text_in_words(value_type: TextType) -> str:
    """Name a type of texts for people."""
    if value_type.choices:
        return "one of " + ", ".join(choice or '""' for choice in value_type.choices)
    # What hardly anybody would give is not worth a word at each text: the check says it.
    return f"text, {value_type.rule}" if value_type.rule and value_type != PROCESS_TEXT else "text"


def _number_in_words(value_type: NumberType) -> str:
    """Name a type of numbers for people."""
    bounds = [
        *([f"greater than {value_type.above}"] if value_type.above is not None else []),
        *([f"less than {value_type.below}"] if value_type.below is not None else []),
    ]
    if not value_type.whole:
        return " ".join(("number", " and ".join(bounds))).strip()
    if value_type.minimum <= -LARGEST_INTEGER:
        return "whole number"
    if value_type.maximum >= LARGEST_32_BIT_INTEGER:
        return f"whole number of at least {value_type.minimum}"
    return f"whole number from {value_type.minimum} to {value_type.maximum}"


def _listed(names: list[str]) -> str:
    """Return names as a list in words."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _with_article(words: str) -> str:
    """Return the words of a type for one value of it."""
    return words if words.startswith(("true", "one of", "cores")) else f"{'an' if words[0] in 'aeio' else 'a'} {words}"


def _spelled(choice: bool | int | float | str) -> str:  # noqa: FBT001 - any scalar
    """Return a choice as a document writes it."""
    return ("true" if choice else "false") if isinstance(choice, bool) else str(choice) or '""'
