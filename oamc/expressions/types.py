"""Types: what a parameter of the output may hold.

`problems.problem(type, value)` says why a value does not fit. The chart's `values.schema.json` is written from the same types,
so the check of the plain output and the schema that Helm enforces refuse the same values. Patterns are in the subset that Go's
and Python's engines read alike, linear, and written without anchors; they must match the whole text.

Types are made of one another: structures, mappings and lists of any type, and unions. Whoever handles a type does it in a
`match` that ends in `unreachable`, so that the type checker names every place that a new one concerns.
"""

from __future__ import annotations

from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    SimpleType: TypeAlias = "BooleanType | NumberType | ChoiceType | TextType | QuantityType"
    CompoundType: TypeAlias = "ListType | StructType | MapType | UnionType | TextMapType | ObjectType | AnyListType"
    ValueType: TypeAlias = "SimpleType | CompoundType"
    Scalar: TypeAlias = bool | int | float | str


class BooleanType(Record):
    """true or false."""


class NumberType(Record):
    """A number within the bounds; `whole` allows integers only (4.0 is one, as in JSON Schema).

    Numbers are also greater than `above` and less than `below`, where there are such bounds. Whole ones may be multiples of a
    number: of fractions nobody could say that two readers find the same ones.
    """

    whole: bool = False
    minimum: int | float = -LARGEST_INTEGER
    maximum: int | float = LARGEST_INTEGER
    above: int | float | None = None
    below: int | float | None = None
    multiple: int | None = None


class TextType(Record):
    """A text: of `choices` if there are any, matching `pattern` if there is one, of bounded length in code points.

    No part of it may match `forbidden`. `rule` says in words what the two demand; `reasons` are patterns of what people get
    wrong, each with the words for it. Each of the patterns of users in `contains` is somewhere in it; they are spelled as Go
    and Python read them alike.
    """

    choices: tuple[str, ...] = ()
    pattern: str = ""
    forbidden: str = ""
    rule: str = ""
    reasons: tuple[tuple[str, str], ...] = ()
    minimum_length: int = 0
    maximum_length: int | None = None
    contains: tuple[str, ...] = ()


class ChoiceType(Record):
    """One of a few known values: numbers, texts, booleans. A number equals another one of its value, 2.0 is 2.

    They are what `kind` says, such as "TCP port of the component".
    """

    choices: tuple[Scalar, ...]
    kind: str = ""


class QuantityType(Record):
    """A Kubernetes quantity above zero.

    `unit` is "cpu" (cores as a number or a text, or a text with `m`, `k` or `M`) or "bytes" (a text with a suffix, because a
    bare number means MiB to OAM and bytes to Kubernetes). It is at least `minimum` and at most `maximum`, quantities of the
    unit too, where they are not empty.
    """

    unit: str
    minimum: str = ""
    maximum: str = ""


class ListType(Record):
    """A list of values of one type, of bounded length; of texts or whole numbers perhaps no two alike."""

    item: ValueType
    minimum_length: int = 0
    maximum_length: int | None = None
    unique: bool = False


class Field(Record):
    """A field of a structure."""

    name: str
    type: ValueType
    description: str = ""
    required: bool = False


class StructType(Record):
    """A mapping with these fields and no others."""

    fields: tuple[Field, ...]


class MapType(Record):
    """A mapping of any keys to values of one type."""

    item: ValueType


class UnionType(Record):
    """A value of one of several types. `rule` says what they have in common, where it can be said shortly."""

    options: tuple[ValueType, ...]
    rule: str = ""


class TextMapType(Record):
    """A mapping of texts of the type `item`; where there are `fields`, with no other keys than these, each with a type."""

    fields: tuple[tuple[str, TextType], ...] = ()
    item: TextType = TextType()


class ObjectType(Record):
    """Any mapping. Its numbers are within the bounds of `NumberType`.

    The values `of_chart` are those of another chart, which no template prints: they may hold null, which takes a value of that
    chart away. `enabled` among them says whether that chart is there.
    """

    of_chart: bool = False


class AnyListType(Record):
    """Any list of bounded length. Its numbers are within the bounds of `NumberType`."""

    minimum_length: int = 0
    maximum_length: int | None = None


LONGEST_MATCHED = 16_384
"""The longest text, in characters, that a pattern of a user is looked for in."""

COUNT_OR_PERCENT = UnionType(
    options=(
        NumberType(whole=True, minimum=0, maximum=2**31 - 1),
        TextType(pattern=r"(0|[1-9][0-9]{0,8})%", rule="must be a percentage"),
    ),
    rule="must be a whole number or a percentage such as 25%",
)
"""What Kubernetes takes where a number of pods, or a share of them, is meant."""


def wants_numbers(value_type: ValueType) -> bool:
    """Tell whether a type takes numbers and nothing else."""
    if isinstance(value_type, ChoiceType):
        return not any(isinstance(choice, (bool, str)) for choice in value_type.choices)
    return isinstance(value_type, NumberType)


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


def parts(value_type: ValueType) -> Iterator[ValueType]:
    """Yield a type and all types inside it."""
    yield value_type
    inner: tuple[ValueType, ...] = ()
    match value_type:
        case ListType(item=item) | MapType(item=item):
            inner = (item,)
        case StructType():
            inner = tuple(field.type for field in value_type.fields)
        case UnionType():
            inner = value_type.options
        case _:
            pass
    for part in inner:
        yield from parts(part)
