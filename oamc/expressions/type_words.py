"""Types in words, for people: in the comments of values, on the pages of types, in hints."""

from __future__ import annotations

from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.expressions.scalar_problems import MOST_CHOICES
from oamc.expressions.types import (
    LONGEST_MATCHED,
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
    from collections.abc import Sequence

    from oamc.expressions.types import Scalar, ValueType

LARGEST_32_BIT_INTEGER = 2**31 - 1


def type_in_words(value_type: ValueType) -> str:
    """Name a type for people."""
    match value_type:
        case BooleanType():
            return "true or false"
        case NumberType():
            return _number_in_words(value_type)
        case ChoiceType():
            return _choices_in_words(value_type.choices)
        case TextType():
            return _text_in_words(value_type)
        case QuantityType():
            what = "cores, such as 500m or 2" if value_type.unit == "cpu" else "amount with a unit, such as 128Mi"
            least = f", at least {value_type.minimum}" if value_type.minimum else ""
            return what + least + (f", at most {value_type.maximum}" if value_type.maximum else "")
        case ListType() | StructType() | MapType() | UnionType():
            return _composed_in_words(value_type)
        case TextMapType():
            return "mapping of " + (_listed([name for name, _ in value_type.fields]) if value_type.fields else "texts")
        case ObjectType():
            return "mapping"
        case AnyListType():
            return _list_in_words(value_type)
        case _:
            return unreachable(value_type)


def _composed_in_words(value_type: ListType | StructType | MapType | UnionType) -> str:
    """Name a type that is made of others."""
    match value_type:
        case ListType():
            return _list_in_words(value_type)
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
        return _choices_in_words(value_type.choices)
    # What hardly anybody would give is not worth a word at each text: the check says it.
    rules = [value_type.rule] if value_type.rule not in {"", PROCESS_TEXT.rule} else []
    rules += [f'must match "{pattern}"' for pattern in value_type.contains]
    # The length of what oamc has patterns of its own for follows from these.
    rules += [] if value_type.pattern else _lengths_in_words(value_type)
    return ", ".join(("text", *rules))


def _lengths_in_words(value_type: TextType) -> list[str]:
    """Say how long a text is."""
    least, most = value_type.minimum_length, value_type.maximum_length
    if most is None or (value_type.contains and most == LONGEST_MATCHED):
        return [] if not least else ["not empty"] if least == 1 else [f"of at least {_counted(least)}"]
    return [
        f"of at most {_counted(most)}"
        if not least
        else f"of {least} to {_counted(most)}"
        if least < most
        else f"of {_counted(most)}"
    ]


def _counted(characters: int) -> str:
    """Return a number of characters in words."""
    return "1 character" if characters == 1 else f"{characters} characters"


def _number_in_words(value_type: NumberType) -> str:
    """Name a type of numbers for people."""
    kind = "whole number" if value_type.whole else "number"
    multiple = "" if value_type.multiple is None else f", a multiple of {value_type.multiple}"
    least, most = value_type.minimum > -LARGEST_INTEGER, value_type.maximum < LARGEST_INTEGER
    if value_type.above is None and value_type.below is None:
        return f"{kind}{_range_in_words(value_type, least=least, most=most)}{multiple}"
    above, below = value_type.above, value_type.below
    bounds = []
    if above is not None and above >= value_type.minimum:
        bounds.append(f"greater than {above}")
    elif least:
        bounds.append(f"of at least {value_type.minimum}")
    if below is not None and below <= value_type.maximum:
        bounds.append(f"less than {below}")
    elif most:
        bounds.append(f"of at most {value_type.maximum}")
    return f"{kind} {' and '.join(bounds)}{multiple}"


def _range_in_words(value_type: NumberType, *, least: bool, most: bool) -> str:
    """Say between which bounds numbers are, with the words before it; empty where there are none."""
    if not least:
        return f" of at most {value_type.maximum}" if most else ""
    if not most or (value_type.whole and value_type.maximum == LARGEST_32_BIT_INTEGER):
        return f" of at least {value_type.minimum}"
    return f" from {value_type.minimum} to {value_type.maximum}"


def _list_in_words(value_type: ListType | AnyListType) -> str:
    """Name a type of lists. That a list of texts is not empty, the check says."""
    least, most = value_type.minimum_length, value_type.maximum_length
    item = value_type.item if isinstance(value_type, ListType) else None
    words = ["list of texts" if isinstance(item, TextType) else "list"]
    if most is not None:
        words.append(f"of {least} to {most} items" if least < most else f"of {most} item{'' if most == 1 else 's'}")
    elif least > 1:
        words.append(f"of at least {least} items")
    elif least and item is None:
        words.append("not empty")
    if isinstance(item, TextType):
        words += [f"each {type_in_words(item).removeprefix('text, ')}"] if item.choices or item.contains else []
    elif item is not None:
        words.append(f"each item {_with_article(type_in_words(item))}")
    words += ["no two alike"] if isinstance(value_type, ListType) and value_type.unique else []
    return ", ".join(words)


def _choices_in_words(choices: Sequence[Scalar]) -> str:
    """Return choices in words; of more than `MOST_CHOICES` the first ones and how many more there are."""
    if not choices:
        return "no value"
    rest = len(choices) - MOST_CHOICES
    return "one of " + ", ".join(map(_spelled, choices[:MOST_CHOICES])) + (f" and {rest} more" if rest > 0 else "")


def _listed(names: list[str]) -> str:
    """Return names as a list in words."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _with_article(words: str) -> str:
    """Return the words of a type for one value of it."""
    return words if words.startswith(("true", "one of", "cores")) else f"{'an' if words[0] in 'aeio' else 'a'} {words}"


def _spelled(choice: bool | int | float | str) -> str:  # noqa: FBT001 - any scalar
    """Return a choice as a document writes it."""
    return ("true" if choice else "false") if isinstance(choice, bool) else str(choice) or '""'
