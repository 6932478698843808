"""Types of variables, from those of the places that follow them.

Numbers and choices are narrowed exactly. Texts are compared by what they take of a few samples, which tell host names from
image references and free texts; that choice need not be right for every text, because a requirement asks for what it does not
prove.
"""

from __future__ import annotations

from functools import cache

from oamc.capabilities.text_types import HOST, OBJECT_NAME
from oamc.expressions.holes import Digest, Hole, TextOf
from oamc.expressions.intersection import intersect
from oamc.expressions.problems import problem
from oamc.expressions.types import (
    PROCESS_TEXT,
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    MapType,
    NumberType,
    ObjectType,
    StructType,
    TextMapType,
    TextType,
    UnionType,
)
from oamc.records import replace
from oamc.resolve.typed_settings import has_no_nul, without_nul
from oamc.resolve.variable_marks import text_as_written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.expressions.holes import Known, Text
    from oamc.expressions.types import ValueType
    from oamc.resolve.variables import Variables

SAMPLES = (
    *(
        "",
        "a",
        "b",
        "A",
        "0",
        "01",
        "1",
        "20",
        "1.5",
        "a-b",
        "a_b",
        "a.b",
        "a.b-c.d",
        "a/b",
        "a:b",
        "a@b",
        "/a",
        "/",
        "-",
        ".",
        "a b",
    ),
    *("*.a", "*", "100m", "1Gi", "25%", "é", "a\n", "\x00", "~", "<", "Always", "{}", "a,b", "1.2.3.4"),
)
"""Texts that types of texts are told apart by."""
PARTS = (
    TextType(
        pattern=r"[A-Za-z0-9._:/@-]+",
        rule="must have letters, digits and any of ._:/@- only, because it becomes a part of a name",
    ),
    replace(
        HOST,
        pattern=OBJECT_NAME.pattern,
        rule="must have lower-case letters, digits, hyphens and dots only, because it becomes a part of a name",
    ),
    TextType(
        pattern=r"[A-Za-z0-9_.-]+",
        rule="must have letters, digits, dots, hyphens and underscores only, because it becomes a part of a name",
    ),
    TextType(
        pattern=r"[a-z0-9]([-a-z0-9]*[a-z0-9])?",
        rule="must have lower-case letters, digits and hyphens only, because it becomes a part of a name",
        maximum_length=63,
    ),
    TextType(pattern=r"[0-9]+", rule="must be digits, because it becomes a part of a number"),
    TextType(pattern=r"[1-9][0-9]*", rule="must be a number without a leading zero, because it becomes a part of one"),
)
"""What a variable may be within a text of a strict type, the widest first."""
LONGEST_TRIED = 4096
MOST_PARTS = 64
"""Texts that are longer, or have more parts, are not tried with samples: nobody makes names so, and it would cost."""
FREE = TextType()


def part_type(place: ValueType | None, tree: TextOf | Text | Hole, name: str, variables: Variables) -> ValueType | None:
    """Return the type that keeps a text right of which a variable is a part: the widest that does; None where any text does."""
    if not isinstance(place, TextType) or isinstance(tree, (Hole, TextOf)) or not _is_strict(place):
        return None
    if len(tree.parts) > MOST_PARTS:
        return None
    today = {other: variables.value_of(other) for other in {part.path[-1] for part in tree.parts if isinstance(part, Hole)}}
    texts = {other: text_as_written(node) for other, node in today.items() if node is not None}
    if sum(len(part) if isinstance(part, str) else len(texts[part_name(part)]) for part in tree.parts) > LONGEST_TRIED:
        return None

    def with_sample(sample: str) -> str:
        values = {**texts, name: sample}
        return "".join(part if isinstance(part, str) else values[part_name(part)] for part in tree.parts)

    for candidate, samples in _parts_with_samples():
        if not problem(candidate, texts[name]) and all(not problem(place, with_sample(sample)) for sample in samples):
            return candidate
    return None


@cache
def _parts_with_samples() -> tuple[tuple[TextType, tuple[str, ...]], ...]:
    """Return each of `PARTS` with the samples that it takes."""
    return tuple((part, accepted(part)) for part in PARTS)


def part_name(part: Hole | TextOf | Digest) -> str:
    """Return the name of the variable that is a part of a text."""
    assert not isinstance(part, Digest), "no value of a document is a digest"
    return (part.hole if isinstance(part, TextOf) else part).path[-1]


def shared_type(places: Iterable[ValueType | None], value: Known, *, no_nul: bool) -> ValueType | None:
    """Return the type of a variable that stands at some places, None where no one type is known that is right for all.

    `no_nul`: a process gets a text with it somewhere.
    """
    wanted = [_option(place, value) for place in places if place is not None]
    found: ValueType | None
    match value:
        case bool():
            found = BooleanType() if all(isinstance(place, BooleanType) for place in wanted) else None
        case int() | float():
            found = _number_type(wanted)
        case str():
            found = _text_type(wanted, value)
            if found is not None and no_nul:
                found = without_nul(found)
        case dict():
            found = _one_of(wanted, ObjectType(), (ObjectType, StructType, MapType, TextMapType))
        case _:
            found = _one_of(wanted, AnyListType(), (AnyListType, ListType))
    return found if found is not None and not problem(found, value) else None


def _option(place: ValueType, value: Known) -> ValueType:
    """Return a type, of several that a place may have the first that today's value is of."""
    if isinstance(place, UnionType):
        return next((_option(option, value) for option in place.options if not problem(option, value)), place)
    return place


def _number_type(wanted: list[ValueType]) -> ValueType | None:
    """Return the type of the numbers that are right at every place."""
    numbers = [place for place in wanted if isinstance(place, NumberType)]
    choices = [place for place in wanted if isinstance(place, ChoiceType)]
    if len(numbers) + len(choices) < len(wanted):
        return None
    if choices:
        kept = tuple(choice for choice in choices[0].choices if all(not problem(place, choice) for place in wanted))
        return replace(choices[0], choices=kept)
    found: ValueType | None = NumberType()
    for number in numbers:
        found = None if found is None else intersect(found, number)
    return found


def _text_type(wanted: list[ValueType], value: str) -> TextType | None:
    """Return the narrowest of some types of texts, where it is narrower than all others; else any text, which is asked for."""
    texts = [place for place in wanted if isinstance(place, TextType)]
    if len(texts) < len(wanted):
        return None
    strict = list(dict.fromkeys(text for text in texts if _is_strict(text)))
    if not strict:
        return FREE
    narrowest = min(strict, key=lambda text: (len(accepted(text)), text.maximum_length or 2**31, repr(text)))
    taken = (*accepted(narrowest), value)
    return narrowest if all(not problem(text, sample) for text in strict for sample in taken) else FREE


def _one_of(wanted: list[ValueType], general: ValueType, kinds: tuple[type, ...]) -> ValueType | None:
    """Return the one type that all places have which do not take any value of the kind."""
    if not all(isinstance(place, kinds) for place in wanted):
        return None
    own = [place for place in wanted if place != general]
    return general if not own else own[0] if all(place == own[0] for place in own) else None


def accepted(text_type: TextType) -> tuple[str, ...]:
    """Return the samples that a type of texts takes."""
    return tuple(sample for sample in (*SAMPLES, *text_type.choices) if not problem(text_type, sample))


def _is_strict(text_type: TextType) -> bool:
    """Tell whether a type takes some texts only, apart from those with a NUL."""
    return replace(text_type, rule="", reasons=()) not in {FREE, replace(PROCESS_TEXT, rule="")}


def needs_no_nul(place: ValueType | None) -> bool:
    """Tell whether a process gets the text of a place."""
    return place is not None and has_no_nul(place)


def is_implied(place: TextType, tree: Hole | TextOf | Text) -> bool:
    """Tell whether every value of the variables makes a text of the type, without asking."""
    if not _is_strict(place):
        return True
    if not isinstance(tree, Hole) or not isinstance(tree.type, TextType):
        return False
    own, bare = tree.type, without_nul(place)
    assert isinstance(bare, TextType)
    forbidden = {place.forbidden, bare.forbidden}
    if own in {place, bare}:
        return True
    wider = (own.pattern, rf"(\*\.)?{own.pattern}")
    is_wider = place.pattern in {*wider, *(f"({pattern})?" for pattern in wider)} and not place.choices
    is_wider = is_wider and set(place.contains) <= set(own.contains)
    return is_wider and own.forbidden in forbidden and own.maximum_length == place.maximum_length and not place.minimum_length
