"""What properties a component type or a trait takes, where they are a tree.

Each value that a document gives, or that has a default, becomes a value of the output at its own path. So that one item of a
list can be changed without repeating the others, lists of structures are mappings there: by what their items are called, else
by their numbers.
"""

from __future__ import annotations

from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.expressions.types import PROCESS_TEXT, BooleanType, ListType, NumberType, TextType
from oamc.records import Record
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import TypeAlias

    from oamc.expressions.holes import Known
    from oamc.expressions.types import ValueType
    from oamc.spans import Span
    from oamc.values.parameters import Unset

    Shape: TypeAlias = "Struct | Listed | Mapped | Free | Whole | ValueType"


class Item(Record):
    """One property.

    A property that is not `live` decides what is written, not only what a field holds: it is fixed when the output is built.
    A `secret` one is the content of a Secret: it is no value of the output, and not told as fixed either. Of an `older` one
    this says what took its place; an `ignored` one is taken, and nothing comes of it, for this reason. `of` names another,
    fixed property before it, and the words of which one must be there: else there is no such property. A `nullable` one may be
    null, which says the same as leaving it out. One that stands `alone` is another form of all of them: beside it there is no
    other. `declared` is the place that says all this, where a document of the input does; `why` the reason to fix it, and
    `fixed_by` the place that this is about. `of_profile` is what a profile calls its default (`profiles.py`). One that is
    `fixed_with` another, fixed property before it is fixed where that is one of these words.
    """

    name: str
    shape: Shape
    description: str
    required: bool = False
    default: Known | Unset = UNSET
    live: bool = True
    older: str = ""
    secret: bool = False
    ignored: str = ""
    of: tuple[str, tuple[str, ...]] | None = None
    nullable: bool = False
    alone: bool = False
    declared: Span | None = None
    why: str = ""
    fixed_by: Span | None = None
    of_profile: str = ""
    fixed_with: tuple[str, tuple[str, ...]] | None = None


class Short(Record):
    """A text that says the same as a structure. It is of the `type`; `read` makes the properties of it."""

    type: TextType
    read: Callable[[str], Mapping[str, str | int | float]]


class Struct(Record):
    """A mapping with these properties and no others, unless `others` says what those hold.

    Others are values of the output where `about_others` says what they are. `elsewhere` has names that people look for here,
    each with what to do instead. `declared` as in `Item`. Where it is `short`, a text may stand in its place.
    """

    items: tuple[Item, ...]
    elsewhere: tuple[tuple[str, str], ...] = ()
    others: Shape | None = None
    about_others: str = ""
    declared: Span | None = None
    short: Short | None = None


class Listed(Record):
    """A list. Its items are called, in the values, by the first of `keys` that an item has; without keys by their numbers.

    One that is `filled` has an item at least.
    """

    item: Shape
    keys: tuple[str, ...] = ()
    filled: bool = False


class Mapped(Record):
    """A mapping of any keys. An entry may be null where it is `nullable`.

    One with more entries than `live_up_to` is fixed: what depends on every two of them would be too much for a template.
    `description` is that of an entry where the mapping is all properties of a trait; `why` the reason to fix all entries, and
    `fixed_by` the place that this is about.
    """

    item: Shape
    nullable: bool = False
    live_up_to: int | None = None
    description: str = ""
    why: str = ""
    fixed_by: Span | None = None


class Free(Record):
    """Anything, null too. It is a part of an object, kept as the document has it, and no value of the output."""


class Whole(Record):
    """An object of Kubernetes, which is written as the document has it: no part of it is a value of the output."""


TEXT = TextType()
NAME = TextType(minimum_length=1)
WHOLE = NumberType(whole=True, minimum=-LARGEST_INTEGER, maximum=LARGEST_INTEGER)
NUMBER = NumberType()
SWITCH = BooleanType()
WORDS = ListType(item=PROCESS_TEXT)
"""The words of a command."""


def choice(*words: str) -> TextType:
    """Return the type of a text that is one of these."""
    return TextType(choices=words)


def types_of(shape: Shape) -> Iterator[ValueType]:
    """Yield the types of the single values of a shape."""
    match shape:
        case Struct():
            for item in shape.items:
                yield from types_of(item.shape)
            if shape.others is not None:
                yield from types_of(shape.others)
        case Listed() | Mapped():
            yield from types_of(shape.item)
        case Free() | Whole():
            return
        case _:
            yield shape
