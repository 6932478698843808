"""Types that two places want of one value: what a declaration allows, and what the field takes that the value feeds.

    intersect(NumberType(minimum=1), NumberType(whole=True, maximum=9))    NumberType(whole=True, minimum=1, maximum=9)
    intersect(TextType(choices=("a", "b")), TextType(maximum_length=0))    None: no value is of both

Texts that two patterns leave are looked for (`examples.py`). Where that gives no answer, the type refuses whatever there is.
"""

from __future__ import annotations

from oamc.expressions.examples import least_and_most, no_text_fits
from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.expressions.problems import misfit
from oamc.expressions.types import (
    LARGEST_CPU,
    QUANTITY_PATTERNS,
    SMALLEST_CPU,
    AnyListType,
    ChoiceType,
    ListType,
    NumberType,
    QuantityType,
    TextType,
    UnionType,
)
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.types import ValueType


def is_narrow(value_type: ValueType) -> bool:
    """Tell whether a type is less than all booleans, numbers, texts or lists."""
    if isinstance(value_type, ListType | AnyListType):
        return value_type != AnyListType()
    return isinstance(value_type, ChoiceType | NumberType | TextType) and value_type not in {NumberType(), TextType()}


def intersect(first: ValueType, second: ValueType) -> ValueType | None:
    """Return the type of the values that are of two types; None where there are none, or the two are made of others."""
    if first == second:
        return first
    match first, second:
        case (ChoiceType(), _):
            return _chosen(first, second)
        case (_, ChoiceType()):
            return _chosen(second, first)
        case (UnionType(), _):
            return _option(first, second)
        case (_, UnionType()):
            return _option(second, first)
        case (QuantityType(), _):
            return _amounts(first, second)
        case (_, QuantityType()):
            return _amounts(second, first)
        case (NumberType(), NumberType()):
            return _numbers(first, second)
        case (TextType(), TextType()):
            return _texts(first, second)
        case (ListType() | AnyListType(), ListType() | AnyListType()):
            return _lists(first, second)
        case _:
            return None


def _amounts(quantity: QuantityType, other: ValueType) -> ValueType | None:
    """Return the amounts that are of another type: of amounts, of texts, or of numbers, as which cores may be written."""
    match other:
        case QuantityType():
            from oamc.expressions.quantity_bounds import both_bounds  # rules of platforms alone bound amounts

            return both_bounds(quantity, other)
        case TextType() if other.choices:
            return _texts(other, amounts_as_texts(quantity))
        case TextType() if other.pattern == QUANTITY_PATTERNS[quantity.unit]:
            amounts = amounts_as_texts(quantity)
            return replace(other, pattern=amounts.pattern, rule=amounts.rule)
        case NumberType() if quantity.unit == "cpu":
            return _numbers(_cores(quantity), other)
        case _:
            return None


def amounts_as_texts(quantity: QuantityType) -> TextType:
    """Return the amounts of a type as texts."""
    from oamc.expressions.quantity_bounds import pattern_of  # as above

    bounds = (("at least", quantity.minimum), ("at most", quantity.maximum))
    rule = " and ".join(f"{words} {bound}" for words, bound in bounds if bound)
    return TextType(pattern=pattern_of(quantity), rule=f"must be {rule or 'an amount'}")


def _cores(quantity: QuantityType) -> NumberType:
    """Return the amounts of cpu that are numbers."""
    from oamc.expressions.quantity_bounds import amount_of  # as above

    least = float(amount_of("cpu", quantity.minimum)) if quantity.minimum else SMALLEST_CPU
    return NumberType(minimum=least, maximum=float(amount_of("cpu", quantity.maximum)) if quantity.maximum else LARGEST_CPU)


def _chosen(choice: ChoiceType, other: ValueType) -> ChoiceType | None:
    """Return the choices that are of another type."""
    choices = tuple(value for value in choice.choices if misfit(other, value) is None)
    return replace(choice, choices=choices) if choices else None


def _option(union: UnionType, other: ValueType) -> ValueType | None:
    """Return the options of a union, as far as they have values of another type."""
    found = tuple(both for option in union.options if (both := intersect(option, other)) is not None)
    return None if not found else found[0] if len(found) == 1 else replace(union, options=found)


def _numbers(first: NumberType, second: NumberType) -> NumberType | None:
    """Return the numbers that are of two types."""
    above = max((bound for bound in (first.above, second.above) if bound is not None), default=None)
    below = min((bound for bound in (first.below, second.below) if bound is not None), default=None)
    both = NumberType(
        whole=first.whole or second.whole,
        minimum=max(first.minimum, second.minimum),
        maximum=min(first.maximum, second.maximum),
        above=above,
        below=below,
        multiple=_multiple(first, second),
    )
    if both.multiple is not None and both.multiple > LARGEST_INTEGER:
        both = replace(both, minimum=max(both.minimum, 0), maximum=min(both.maximum, 0), multiple=None)
    least, most = least_and_most(both)
    is_open = not both.whole and ((above is not None and above >= most) or (below is not None and below <= least))
    return None if least > most or is_open else both


def _multiple(first: NumberType, second: NumberType) -> int | None:
    """Return the number of which the numbers of both types are multiples, be it larger than any of them but zero."""
    found = [number.multiple for number in (first, second) if number.multiple is not None]
    if len(found) < 2:  # noqa: PLR2004  # two types
        return found[0] if found else None
    one, other = found
    rest, divisor = other, one
    while rest:
        divisor, rest = rest, divisor % rest
    return one // divisor * other


def _lists(first: ListType | AnyListType, second: ListType | AnyListType) -> ListType | AnyListType | None:
    """Return the lists that are of two types."""
    least = max(first.minimum_length, second.minimum_length)
    most = min((length for length in (first.maximum_length, second.maximum_length) if length is not None), default=None)
    if most is not None and least > most:
        return None
    if isinstance(first, AnyListType) or isinstance(second, AnyListType):
        found = second if isinstance(first, AnyListType) else first
        return replace(found, minimum_length=least, maximum_length=most)
    item = intersect(first.item, second.item)
    if item is None:
        return None
    return ListType(item=item, minimum_length=least, maximum_length=most, unique=first.unique or second.unique)


def _texts(first: TextType, second: TextType) -> TextType | None:
    """Return the texts that are of two types. Of two patterns that match whole texts, one becomes a pattern of a part."""
    if first.choices or second.choices:
        chosen, other = (first, second) if first.choices else (second, first)
        choices = tuple(choice for choice in chosen.choices if misfit(other, choice) is None)
        return replace(chosen, choices=choices) if choices else None
    longest = [length for length in (first.maximum_length, second.maximum_length) if length is not None]
    both = TextType(
        pattern=first.pattern or second.pattern,
        forbidden="|".join(dict.fromkeys(filter(None, (first.forbidden, second.forbidden)))),
        rule=" and ".join(dict.fromkeys(filter(None, (first.rule, second.rule)))),
        reasons=tuple(dict.fromkeys((*first.reasons, *second.reasons))),
        minimum_length=max(first.minimum_length, second.minimum_length),
        maximum_length=min(longest, default=None),
        contains=tuple(dict.fromkeys((*first.contains, *second.contains, *_whole(first, second)))),
    )
    return None if no_text_fits(both) else both


def _whole(first: TextType, second: TextType) -> tuple[str, ...]:
    """Return the second of two patterns that match whole texts, as one of a part."""
    differ = first.pattern and second.pattern and first.pattern != second.pattern
    return (f"^(?:{second.pattern})$",) if differ else ()
