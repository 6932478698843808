"""Random texts, each of a kind that some layer is known to lose: YAML's controls, Helm's own words, look-alikes, long texts.

random_text(Random(7))      always the same one
"""

from __future__ import annotations

from random import Random

from oamc.verification.samples import HOSTILE_TEXTS
from tests.strategies.texts import PIECES

CONTROLS = tuple(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
"""All of C0, DEL and C1, with NEL among them."""
SEPARATORS = ("\x85", "\u2028", "\u2029", "\ufeff", "\u200b", "\u200d", "\u202e", "\u2066", "\xa0", "\xad", "\u3000", "\u180e")
BREAKS = ("\n", "\n\n", "\r", "\r\n", "\n \n", "\n\t", " \n", "\x85", "\u2028", "\v", "\f")
NONCHARACTERS = (
    "\ufdd0",
    "\ufdef",
    "\ufffe",
    "\uffff",
    *(chr(plane << 16 | end) for plane in (1, 2, 16) for end in (0xFFFE, 0xFFFF)),
)
ACTIONS = (
    "{{",
    "}}",
    "{{-",
    "-}}",
    "{{ ",
    " }}",
    "{{`",
    "`}}",
    "<no value>",
    "<no",
    " value>",
    "<",
    ">",
    '{{ fail "x" }}',
    "{{/*",
    "{",
)
INDICATORS = tuple("-?:,[]{}#&*!|>'\"%@`~=<\\/ \t\n.$")
DIGITS = tuple("0123456789_+-.:eExXobBnNaAfFiI")
BLOCKS = (
    (0x20, 0x7E), (0x20, 0x7E), (0xA1, 0x24F), (0x300, 0x36F), (0x370, 0x5FF), (0x600, 0x6FF), (0x2000, 0x206F),
    (0x3040, 0x30FF), (0x4E00, 0x9FFF), (0xE000, 0xF8FF), (0xFE00, 0xFFFD), (0x10000, 0x1FFFF),
    (0x1F300, 0x1FAFF), (0xE0000, 0xE01EF), (0xF0000, 0x10FFFF),
)  # fmt: skip
"""Ranges of code points. None holds a surrogate, which has no encoding."""
LONGEST_USUAL = 6_000
BEYOND_64_KB = 70_000


def random_text(chance: Random) -> str:
    """Return a text without surrogates and `[fromVariable(`, which means something."""
    return KINDS[chance.randrange(len(KINDS))](chance)


def texts(seed: int, count: int) -> list[str]:
    """Return the texts of a seed: always the same ones."""
    chance = Random(seed)
    return [random_text(chance) for _ in range(count)]


def long_text(chance: Random) -> str:
    """Return a text that is longer than what readers and writers keep in one buffer."""
    unit = joined(chance) or "x"
    return (unit * (BEYOND_64_KB // len(unit) + 1))[: BEYOND_64_KB + chance.randrange(5)]


def joined(chance: Random) -> str:
    """Return known pieces joined."""
    return "".join(chance.choice(PIECES) for _ in range(chance.randint(2, 5)))


def _of(options: tuple[str, ...], most: int, chance: Random) -> str:
    """Return some of the options joined."""
    return "".join(chance.choice(options) for _ in range(chance.randint(1, most)))


def _scattered(options: tuple[str, ...], chance: Random) -> str:
    """Return words with one of the options before, between and after them."""
    words = [chance.choice(("", "a", "key: value", "word", "- x", " ", "é", "😀")) for _ in range(chance.randint(1, 4))]
    return "".join(chance.choice(options) + word for word in words) + chance.choice(("", chance.choice(options)))


def _any_characters(chance: Random) -> str:
    """Return characters of any blocks."""
    ranges = [chance.choice(BLOCKS) for _ in range(chance.randint(1, 24))]
    return "".join(chr(chance.randint(low, high)) for low, high in ranges)


def _fairly_long(chance: Random) -> str:
    """Return a text of some kilobytes, in one line or many: nobody may fold it."""
    unit = chance.choice(("x", "word ", "a\n", "é", "{{ x }} ", "<no value>", "\\", '"', "'", " ", "# ", "😀", "a: b\n", "\t"))
    return unit * chance.randint(1, LONGEST_USUAL // len(unit))


def _lines(chance: Random) -> str:
    """Return the lines of a document of some language: YAML, a script, a template."""
    line = (
        "key: value",
        "  nested: [1, 2]",
        "---",
        "...",
        "#!/bin/sh",
        "\tif true; then",
        "{{- range . }}",
        "",
        " ",
        "a ",
        "- |",
        "  text",
    )
    return "\n".join(chance.choice(line) for _ in range(chance.randint(1, 8))) + chance.choice(("", "\n", "\n\n", "\r\n"))


KINDS = (
    lambda chance: chance.choice(PIECES),
    lambda chance: chance.choice(HOSTILE_TEXTS),
    joined,
    lambda chance: _of(CONTROLS, 6, chance),
    lambda chance: _scattered(CONTROLS, chance),
    lambda chance: _scattered(SEPARATORS, chance),
    lambda chance: _scattered(BREAKS, chance),
    lambda chance: _scattered(NONCHARACTERS, chance),
    lambda chance: _scattered(ACTIONS, chance),
    lambda chance: _of(ACTIONS, 6, chance),
    lambda chance: _of(INDICATORS, 8, chance),
    lambda chance: _of(DIGITS, 8, chance),
    _any_characters,
    _any_characters,
    _lines,
    lambda chance: _fairly_long(chance) if chance.random() < 1 / 20 else _any_characters(chance),
)
"""How texts are made; each kind is as likely as any other. Texts beyond 64 kB, which are dear, are asked for by `long_text`."""
