"""Which texts arrive whole through Helm's `quote` alone: those of types whose schema lets nothing through that is lost later.

Two things are: Helm deletes `<no value>` from all that it renders, and Argo CD passes over a file with `+argocd:` in it. A text
without `<`, and without `+` or without `:`, holds neither.
"""

from __future__ import annotations

from oamc.expressions.holes import Hole, Text, TextOf
from oamc.expressions.types import BooleanType, ChoiceType, ListType, NumberType, QuantityType, TextType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.expressions.holes import Expression, Path
    from oamc.expressions.types import ValueType

LESS, PLUS, COLON = "<+:"
_KNOWN: dict[str, frozenset[str]] = {}
"""What patterns let through, which many parameters share."""


def is_whole(part: str | Expression, types: Mapping[Path, ValueType]) -> bool:
    """Tell whether each text of an expression arrives whole through `quote`.

    `types` are those of the parameters, which the schema is written from: that of a hole may be narrower.
    """
    return _is_harmless(_let_through(part, types))


def are_whole(value_type: ValueType) -> bool:
    """Tell whether a list has only items that `toJson` writes as they are: numbers, booleans, texts of few characters."""
    match value_type:
        case ListType(item=TextType() as item):
            return bool(item.pattern) and _is_harmless(_of_type(item))
        case ListType(item=NumberType() | BooleanType()):
            return True
        case _:
            return False


def _is_harmless(characters: frozenset[str]) -> bool:
    """Tell whether texts that may have these of the three characters hold nothing that is lost."""
    return LESS not in characters and not characters >= {PLUS, COLON}


def _let_through(part: str | Expression, types: Mapping[Path, ValueType]) -> frozenset[str]:
    """Return those of the three characters that a part of a text may have."""
    match part:
        case str():
            return _within(part)
        case Hole(otherwise=str() as known):
            return _of_type(types.get(part.path, part.type)) | _within(known)
        case Hole():
            return _of_type(types.get(part.path, part.type))
        case TextOf():
            return _let_through(part.hole, types)
        case Text():
            return frozenset[str]().union(*(_let_through(one, types) for one in part.parts))
        case _:
            return frozenset((LESS, PLUS, COLON))


def _within(text: str) -> frozenset[str]:
    """Return those of the three characters that a known text has."""
    return frozenset(text) & {LESS, PLUS, COLON}


def _of_type(value_type: ValueType) -> frozenset[str]:
    """Return those of the three characters that values of a type may have, as texts."""
    match value_type:
        case BooleanType() | QuantityType():
            return frozenset()
        case NumberType():
            return frozenset((PLUS,))
        case ChoiceType():
            return frozenset[str]().union(*(_within(str(choice)) for choice in value_type.choices))
        case TextType() if value_type.choices:
            return frozenset[str]().union(*map(_within, value_type.choices))
        case TextType() if value_type.pattern:
            known = _KNOWN.get(value_type.pattern)
            if known is None:
                known = frozenset(character for character in (LESS, PLUS, COLON) if may_match(value_type.pattern, character))
                _KNOWN[value_type.pattern] = known
            return known
        case _:
            return frozenset((LESS, PLUS, COLON))


def may_match(pattern: str, character: str) -> bool:
    """Tell whether a text that matches a pattern as a whole may hold a character; also where that is hard to tell."""
    place = 0
    while place < len(pattern):
        sign = pattern[place]
        if sign == "[":
            end = _end_of_class(pattern, place + 1)
            if end < 0 or _is_in_class(pattern[place + 1 : end], character):
                return True
            place = end + 1
            continue
        if sign == "." or pattern.startswith("(?", place):
            return True
        if sign == "\\":
            place += 1
            sign = pattern[place]
            if sign != "d" and (sign.isalnum() or sign == character):
                return True
        elif sign == character and sign not in "+*?(){}|^$":
            return True
        place += 1
    return False


def _end_of_class(pattern: str, place: int) -> int:
    """Return where a class of characters ends whose inside begins at `place`; -1 where it is of a form not read here."""
    if pattern[place : place + 1] in {"^", "]", ""}:
        return -1
    while place < len(pattern) and pattern[place] != "]":
        place += 2 if pattern[place] == "\\" else 1
    return place if place < len(pattern) else -1


def _is_in_class(inside: str, character: str) -> bool:
    """Tell whether a class of characters with this inside has a character, or has what is not read here."""
    place = 0
    while place < len(inside):
        first, place = _member(inside, place)
        last = first
        if inside[place : place + 1] == "-" and place + 1 < len(inside):
            last, place = _member(inside, place + 1)
        if not first or not last or first <= character <= last:
            return True
    return False


def _member(inside: str, place: int) -> tuple[str, int]:
    """Return the character of a class at `place`, empty where it may stand for several, and the next place."""
    if inside[place] != "\\":
        return inside[place].replace("[", ""), place + 1
    return ("" if inside[place + 1].isalnum() else inside[place + 1]), place + 2
