"""Rates of data: how they are written, and which of them annotations can hold (docs/spec/bandwidth.md, 1 and 2).

    10Mbit    2500Mbps    5MB/s

A type for each form of annotations says which rates make a whole number of its unit. So the schema of a chart lets nothing
through that a template could only round.
"""

from __future__ import annotations

from itertools import count
from math import gcd

from oamc.expressions.types import TextType
from oamc.kubernetes.canonical_quantities import UNITS
from oamc.kubernetes.rates import BITS_OF_A_BYTE, PREFIXES
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

OF_BITS, OF_BYTES = "b(it(/s)?|ps)", "B(/s|ps)?"
"""The units, as patterns: `bit`, `bit/s`, `bps`; `B`, `B/s`, `Bps`."""
SHORTER = {8: "([02468]([048][08]|[159]6|[26]4|[37]2)|[13579]([048]4|[159]2|[26][08]|[37]6))"}
"""The last digits of the multiples of a number, where a list of them would be long: people read these patterns in errors."""
EXAMPLES = "such as 10Mbit or 5MB/s"
REASONS = (
    (r"^0+(\.0*)?([A-Za-z/]|$)", "must be above zero: leave it out where there is no limit"),
    (
        r"^[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?[kKMGTPE]?i?$",
        "has no unit: 10Mbit are bits, 10MB are bytes, which are eight times as much",
    ),
    (r"^[0-9]+[kKmMgGtT]?i?b(/s)?$", "must say bit for bits, or B for bytes, which are eight times as much"),
    (r"^[0-9]+[.,]", "must be a whole number of a smaller unit, such as 1500kbit for 1.5Mbit"),
    (r"^0", "must not begin with 0"),
    (r"^[0-9]+[kKmMgGtT]i(b|B)", "must count in thousands, as networks do: k, M, G or T before its unit"),
    (r"^[0-9]+[Kmgt](b|B)", "must have k, M, G or T before its unit"),
    (r"^[0-9]+ ", "must have no blank before its unit"),
)
"""What people write in the place of a rate, each with what to say of it."""
RATE = TextType(
    pattern=f"[1-9][0-9]{{0,15}}[kMGT]?({OF_BITS}|{OF_BYTES})",
    rule=f"must be a rate with its unit, {EXAMPLES}",
    reasons=REASONS,
)
"""A rate, whoever has to understand it. A number of bits or bytes has at most 16 digits."""


class Form(Record):
    """How annotations hold a rate: as a number from `least` to `most` of so many `bits` a second, with `units` as of `Rate`.

    `rule` says in words which rates these are.
    """

    bits: int
    units: tuple[str, ...]
    rule: str
    least: int
    most: int

    @property
    def type(self) -> TextType:
        """Return the type of the rates that make such a number."""
        ways = []
        for unit, bits in ((OF_BITS, 1), (OF_BYTES, BITS_OF_A_BYTE)):
            numbers = (f"{self._numbers(UNITS[prefix] * bits)}{prefix}" for prefix in PREFIXES)
            ways.append(f"({'|'.join(numbers)}){unit}")
        return TextType(pattern="|".join(ways), rule=self.rule, reasons=REASONS)

    def _numbers(self, amount: int) -> str:
        """Return the pattern of how often so many bits may be taken."""
        least, most = -(-self.least * self.bits // amount), self.most * self.bits // amount
        return multiples(self.bits // gcd(self.bits, amount), max(least, 1), most)


def multiples(step: int, least: int, most: int) -> str:
    """Return the pattern of the multiples of a number that divides a power of ten, from `least` to `most`.

    >>> multiples(500, 500, 12500), multiples(1, 1, 12)
    ('(500|([1-9]|1[0-1])(000|500)|12000|12500)', '([1-9]|1[0-2])')
    """
    digits = next(length for length in count() if 10**length % step == 0)
    block: int = 10**digits
    first = -(-least // block)
    last = max((most + 1) // block, first)  # the first block that is not whole
    found = list(map(str, range(-(-least // step) * step, min(first * block, most + 1), step)))
    if first < last:
        numbers = "|".join(between(first, last - 1))
        ends = "|".join(f"{end:0{digits}}" for end in range(0, block, step)) if digits else ""
        found.append(f"({numbers}){SHORTER.get(step, f'({ends})')}" if digits else numbers)
    found += map(str, range(last * block, most + 1, step))
    return f"({'|'.join(found)})"


def between(least: int, most: int) -> Iterator[str]:
    """Yield patterns of which one matches a whole number from `least`, which is above zero, to `most`.

    >>> list(between(1, 1250))
    ['[1-9][0-9]{0,2}', '1[0-1][0-9]{2}', '12[0-4][0-9]', '1250']
    """
    while least <= most:
        digits = 0  # of those at the end that may be any
        while least % 10 ** (digits + 1) == 0 and least + 10 ** (digits + 1) <= most + 1:
            digits += 1
        first = least // 10**digits % 10
        last = min(9, first + (most + 1 - least) // 10**digits - 1)
        before, shortest = least // 10 ** (digits + 1), digits
        least += (last + 1 - first) * 10**digits
        if not before and (first, last) == (1, 9):
            while 10 * least <= most + 1:
                least, digits = 10 * least, digits + 1
        free = f"{{{shortest},{digits}}}" if shortest < digits else f"{{{digits}}}" if digits > 1 else ""
        yield f"{before or ''}{first if first == last else f'[{first}-{last}]'}{'[0-9]' if digits else ''}{free}"
