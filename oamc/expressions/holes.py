"""Holes: nodes that stand for values which the installer of the output may still choose.

    Known          a plain value
    Hole           the value of a parameter
    TextOf         a value as text: `8080` as "8080", a mapping as compact JSON
    Text           parts joined to one text
    Digest         the SHA-256 of a text, in hexadecimal, or its first digits
    WithEntry      the mapping of a parameter, with one further entry
    Times          an amount of cpu, so many times as much
    Rate           a rate of data, in another unit
    When           a value that is there only if a condition holds, or another one otherwise

A hole has no truth, no equality with a known value and no text: `if hole`, `hole == 3` and `f"{hole}"` raise `TypeError`. Code
that must know asks with `match`; structure that depends on a hole is a `When`.

Conditions are a union of their own: `IsSet`, `IsGiven`, `IsTrue`, `NotEmpty`, `Equals`, `AtMost`, `Fits`, `Not`, `AnyOf`,
`AllOf`.
"""

from __future__ import annotations

from oamc.expressions.types import TextType
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import NoReturn, TypeAlias

    from oamc.expressions.types import ValueType

    Known: TypeAlias = "None | bool | int | float | str | Sequence[Known] | Mapping[str, Known]"
    Value: TypeAlias = "Known | Hole | TextOf | Text | Digest | WithEntry | Times | Rate"
    Condition: TypeAlias = "IsSet | IsGiven | IsTrue | NotEmpty | Equals | AtMost | Fits | Not | AnyOf | AllOf"
    ValueTree: TypeAlias = "Value | When | Sequence[ValueTree] | Mapping[str, ValueTree]"
    Path: TypeAlias = tuple[str, ...]


class Expression(Record):
    """A value that is not known yet. It refuses to be read as if it were."""

    def __bool__(self) -> NoReturn:
        raise TypeError("an expression has no truth: use When")

    def __str__(self) -> NoReturn:
        raise TypeError("an expression has no text: use Text")

    def __format__(self, spec: str) -> NoReturn:
        raise TypeError("an expression has no text: use Text")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Expression):
            raise TypeError("an expression is not comparable with a known value: use match")
        return super().__eq__(other) is True

    __hash__ = Record.__hash__


class Hole(Expression):
    """The value of the parameter at `path` of the values; `otherwise` where the parameter is not set and may be so."""

    path: Path
    type: ValueType
    otherwise: Known = None


class TextOf(Expression):
    """The value of a hole that is not a text, as a text: JSON as Go spells it, texts as they are."""

    hole: Hole


class Text(Expression):
    """Texts joined. Parts are known texts, holes of a text type, `TextOf`, or digests."""

    parts: tuple[str | Hole | TextOf | Digest, ...]


ALL_DIGITS = 64


class Digest(Expression):
    """The SHA-256 of the parts, each followed by a line feed, as hexadecimal digits: all 64, or the first of them."""

    parts: tuple[str | Hole | TextOf | Text, ...]
    digits: int = ALL_DIGITS


class WithEntry(Expression):
    """The mapping that is the value of a hole, with one further entry, which wins over one of the same key.

    Several entries are put in one after the other. One that is `optional` is there while its own value is.
    """

    mapping: Hole | WithEntry
    key: str
    value: Hole | TextOf
    optional: bool = False


class Times(Expression):
    """The amount of cpu that is the value of a hole, times a ratio in hundredths, rounded up to thousandths of a core.

    One that is `in_thousandths` is the number of these: 500 for half a core.
    """

    hole: Hole
    hundredths: int
    in_thousandths: bool = False


class Rate(Expression):
    """The rate of data that is the value of a hole, such as 5MB/s, as a whole number of units of so many `bits` a second.

    `units` are what stands behind that number, behind one of thousands of it, of millions, and so on: the last one is taken
    that leaves a whole number.
    """

    hole: Hole
    bits: int
    units: tuple[str, ...]


class IsSet(Record):
    """The optional parameter at `path` has a value."""

    path: Path


class IsGiven(Record):
    """The parameter at `path` has a value of its own, so that it does not follow variables."""

    path: Path


class IsTrue(Record):
    """The boolean parameter at `path` is true."""

    path: Path


class NotEmpty(Record):
    """The text parameter at `path` is not the empty text, the mapping not the empty mapping."""

    path: Path


class Equals(Record):
    """The text, number or boolean parameter at `path` is the known `value`; one that is not set is none."""

    path: Path
    value: str | int | float | bool


class AtMost(Record):
    """The number parameter at `path` is at most the one at `bound`, or at most the whole number `bound`."""

    path: Path
    bound: Path | int


class Fits(Record):
    """A text that is built from parameters is of the type."""

    value: Hole | TextOf | Text
    type: TextType


class Not(Record):
    """The condition does not hold."""

    condition: Condition


class AnyOf(Record):
    """At least one of two or more conditions holds."""

    conditions: tuple[Condition, ...]


class AllOf(Record):
    """Each of two or more conditions holds."""

    conditions: tuple[Condition, ...]


class When(Expression):
    """`then`, if the condition holds, else `otherwise`: if that is None, nothing (no key, no item)."""

    condition: Condition
    then: object
    otherwise: object = None


def text_of(hole: Hole) -> Hole | TextOf:
    """Return the value of a parameter as a text: as it is where it is one."""
    return hole if isinstance(hole.type, TextType) else TextOf(hole=hole)


def joined(parts: Iterable[str | Hole | TextOf | Digest]) -> str | Text:
    """Return a text of parts, as a known text where all are known. Known ones that follow each other become one."""
    found: list[str | Hole | TextOf | Digest] = []
    for part in parts:
        last = found[-1] if found else None
        if isinstance(part, str) and isinstance(last, str):
            found[-1] = last + part
        elif not isinstance(part, str) or part:
            found.append(part)
    if all(isinstance(part, str) for part in found):
        return "".join(map(str, found))
    return Text(parts=tuple(found))


def any_of(conditions: tuple[Condition, ...]) -> Condition:
    """Return the condition that at least one of the (one or more) conditions holds, without repetitions and in one level."""
    parts: dict[Condition, None] = {}
    for condition in conditions:
        parts.update(dict.fromkeys(condition.conditions if isinstance(condition, AnyOf) else (condition,)))
    return next(iter(parts)) if len(parts) == 1 else AnyOf(conditions=tuple(parts))


def all_of(conditions: tuple[Condition, ...]) -> Condition:
    """Return the condition that each of the (one or more) conditions holds, without repetitions and in one level."""
    parts: dict[Condition, None] = {}
    for condition in conditions:
        parts.update(dict.fromkeys(condition.conditions if isinstance(condition, AllOf) else (condition,)))
    return next(iter(parts)) if len(parts) == 1 else AllOf(conditions=tuple(parts))


def holes_in(tree: object) -> Iterator[Hole]:
    """Yield the holes of a value: of an expression, and of what mappings and lists are made of."""
    match tree:
        case Hole():
            yield tree
        case TextOf():
            yield tree.hole
        case WithEntry():
            yield from holes_in(tree.mapping)
            yield from holes_in(tree.value)
        case Times() | Rate():
            yield tree.hole
        case Text() | Digest():
            for part in tree.parts:
                yield from holes_in(part)
        case dict():
            for item in tree.values():
                yield from holes_in(item)
        case list() | tuple():
            for item in tree:
                yield from holes_in(item)
        case _:
            return
