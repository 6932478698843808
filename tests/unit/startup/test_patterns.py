"""The table of what is not seen in a text, against the properties of Unicode that this Python knows."""

import re
import sys
import unicodedata

import pytest

from oamc.startup.patterns import UNSEEN

UNSEEN_CHARACTER = re.compile(f"[{UNSEEN}]")
DEFAULT_IGNORABLE = (
    *(
        0xAD,
        0x34F,
        0x61C,
        0x115F,
        0x1160,
        0x17B4,
        0x17B5,
        *range(0x180B, 0x1810),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
    ),
    *(*range(0x2060, 0x2070), 0x3164, *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0, *range(0xFFF0, 0xFFF9)),
    *(*range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000)),
)
"""Default_Ignorable_Code_Point (DerivedCoreProperties.txt), which no module of Python knows."""
BLANK = (0x2800, 0x1D159)
"""Signs that are drawn with no ink: the empty Braille pattern and the null note."""


def is_noncharacter(point):
    return 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE


@pytest.mark.slow
def test_every_control_blank_and_format_character_is_in_the_table_and_no_other():
    named = {*DEFAULT_IGNORABLE, *BLANK}
    for point in range(0x7F, sys.maxunicode + 1):
        category = unicodedata.category(chr(point))
        wanted = category in {"Cc", "Cf", "Zs", "Zl", "Zp"} or point in named or is_noncharacter(point)
        found = UNSEEN_CHARACTER.match(chr(point)) is not None
        unassigned = category == "Cn"  # a later version of Unicode may know it
        assert found == wanted or (found and unassigned), f"U+{point:04X}"


def test_what_unicode_calls_default_ignorable_is_in_the_table():
    assert [f"U+{point:04X}" for point in DEFAULT_IGNORABLE if not UNSEEN_CHARACTER.match(chr(point))] == []
