"""Names and references that oamc makes: the one `namePrefix` of the output goes before each of them."""

from __future__ import annotations

from oamc.expressions.holes import Hole, Text
from oamc.expressions.types import TextType

LONGEST_NAME = 63
"""Instance names are label values and Service names; both are limited to 63 characters."""

DIGITS_IN_NAME = 8
"""Digits of a digest that a name may end in, behind a hyphen."""
ROOM_FOR_DIGEST = DIGITS_IN_NAME + 1


def prefix_type(room: int) -> TextType:
    """Return the type of `namePrefix` when `room` characters can go before every name."""
    return TextType(
        pattern=r"([a-z][-a-z0-9]*)?",
        rule="must start with a letter and have only lower-case letters, digits and hyphens",
        maximum_length=max(0, room),
    )


_PREFIX = Hole(path=("namePrefix",), type=prefix_type(LONGEST_NAME))


def prefixed(name: str) -> Text:
    """Return a name of the OAM document as it appears in the output."""
    return Text(parts=(_PREFIX, name))
