"""Values that stand for those which nobody has given yet: the plainest one of a type.

Checks of what comes out need some value; none of these is ever written. Of texts with patterns the shortest one is looked for,
with a bounded number of steps.
"""

from __future__ import annotations

from oamc.expressions.problems import misfit
from oamc.expressions.types import (
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
    from oamc.expressions.patterns import Matcher
    from oamc.expressions.types import ValueType
    from oamc.source.nodes import Plain

MOST_STEPS = 20_000
"""Texts that are looked at, at most, to find one that fits."""
LONGEST_EXAMPLE = 1_000
MOST_ITEMS = 1_000
PLAIN_TEXTS = ("", "a", "1", "1Gi", "example.com/a", "a.example.com", f"a@sha256:{64 * '0'}")
AMOUNTS = {"cpu": "1", "bytes": "1Gi"}


def example(value_type: ValueType) -> Plain:
    """Return a value of a type; None where none was found, or there is none."""
    found = _example(value_type)
    return found if found is not None and misfit(value_type, found) is None else None


def _example(value_type: ValueType) -> Plain:
    """Return what is likely a value of a type."""
    match value_type:
        case BooleanType():
            return False
        case NumberType():
            return _number(value_type)
        case ChoiceType():
            return value_type.choices[0]
        case TextType():
            return _text(value_type)
        case QuantityType():
            return value_type.maximum or value_type.minimum or AMOUNTS[value_type.unit]
        case ListType():
            return _list(value_type)
        case StructType():
            return {field.name: _example(field.type) for field in value_type.fields if field.required}
        case UnionType():
            return next((found for option in value_type.options if (found := example(option)) is not None), None)
        case MapType() | TextMapType() | ObjectType():
            return {}
        case AnyListType():
            return [""] * min(value_type.minimum_length, MOST_ITEMS)
        case _:
            return unreachable(value_type)


def _list(value_type: ListType) -> Plain:
    """Return the shortest list of a type: items that are alike, or numbers or texts in a row; None where none is found."""
    count, item = value_type.minimum_length, value_type.item
    if count > MOST_ITEMS:
        return None
    if not value_type.unique or count < 2:  # noqa: PLR2004  # one item is like no other
        return [_example(item)] * count
    if (isinstance(item, TextType) and item.choices) or isinstance(item, ChoiceType):
        return list(item.choices[:count])
    if isinstance(item, NumberType):
        least, most = least_and_most(item)
        start = min(max(0, least), most - (count - 1) * (item.multiple or 1))
        return [start + number * (item.multiple or 1) for number in range(count)]
    return [f"a{'b' * number}" for number in range(count)]


def _number(number: NumberType) -> int | float:
    """Return the number of a type that is nearest to zero; between bounds that are none of its numbers, the middle one."""
    least, most = least_and_most(number)
    nearest = min(max(0, least), most)
    return nearest if misfit(number, nearest) is None else (least + most) / 2


def least_and_most(number: NumberType) -> tuple[int | float, int | float]:
    """Return the bounds of the numbers of a type; of whole ones numbers of it, of others what they may only near."""
    least, most = number.minimum, number.maximum
    if not number.whole:
        least = least if number.above is None else max(least, number.above)
        return least, most if number.below is None else min(most, number.below)
    least, most = -(-least // 1), most // 1
    if number.above is not None:
        least = max(least, number.above // 1 + 1)
    if number.below is not None:
        most = min(most, -(-number.below // 1) - 1)
    step = number.multiple or 1
    return -(-int(least) // step) * step, int(most) // step * step


def _text(text: TextType) -> str | None:
    """Return a text of a type."""
    if text.choices:
        return next((choice for choice in text.choices if misfit(text, choice) is None), None)
    plain = (found + "a" * (text.minimum_length - len(found)) for found in PLAIN_TEXTS)
    fitting = next((found for found in plain if misfit(text, found) is None), None)
    return _search(text)[0] if fitting is None and text.contains else fitting


def no_text_fits(text: TextType) -> bool:
    """Tell whether it is certain that no text is of a type."""
    if text.maximum_length is not None and text.minimum_length > text.maximum_length:
        return True
    if not text.contains or _text(text) is not None:
        return False
    found, certain = _search(text)
    return found is None and certain


def _search(text: TextType) -> tuple[str | None, bool]:
    """Return the shortest text that has all patterns in it, or None and whether it is certain that there is none."""
    from oamc.expressions.patterns import PatternError, characters, read_pattern

    wanted = [read_pattern(pattern) for pattern in text.contains]
    refused: list[Matcher] = []
    try:
        wanted += [read_pattern(f"^(?:{text.pattern})$")] if text.pattern else []
        refused += [read_pattern(text.forbidden)] if text.forbidden else []
    except PatternError:
        return None, False  # what oamc itself demands may be larger than what users may
    matchers = (*wanted, *refused)
    longest = LONGEST_EXAMPLE if text.maximum_length is None else min(text.maximum_length, LONGEST_EXAMPLE)
    first = tuple(matcher.start for matcher in matchers)
    level = {(first, 0): ""}
    seen = set(level)
    steps, length = 0, 0
    while level and length <= longest:
        for (states, _), known in level.items():
            ends = [matcher.ends(state, known) for matcher, state in zip(matchers, states, strict=True)]
            if length >= text.minimum_length and all(ends[: len(wanted)]) and not any(ends[len(wanted) :]):
                return known, True
        further: dict[tuple[tuple[int, ...], int], str] = {}
        length += 1
        least = min(length, text.minimum_length)
        for (states, _), known in level.items():
            for character in characters(matchers):
                steps += 1
                if steps > MOST_STEPS:
                    return None, False
                after = tuple(matcher.after(state, character) for matcher, state in zip(matchers, states, strict=True))
                if all(after[: len(wanted)]) and (after, least) not in seen:
                    seen.add((after, least))
                    further[after, least] = known + character
        level = further
    return None, not level or text.maximum_length == longest
