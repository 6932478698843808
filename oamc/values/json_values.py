"""JSON inside `--set-json`: the values that Go's `encoding/json` reads, and its refusals.

Python's decoder does the work; this module holds what differs. Numbers become what a float64 holds, except that an integer
keeps all its digits, so that the check can refuse one that Helm would round.
"""

from __future__ import annotations

import re
from json.decoder import JSONDecodeError, JSONDecoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from oamc.source.nodes import Plain

DEEPEST_JSON = 64
"""Nesting of one JSON value, as of a file by default. Go allows 10,000; charts have no use for it, and later stages recurse."""

UNFINISHED_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.(?![0-9])|(?:\.[0-9]+)?[eE](?![-+]?[0-9]))")
"""What Go refuses as a number; Python takes `1.` and `1e` for the number 1 with something after it."""

LONE_SURROGATE = re.compile("[\ud800-\udfff]")

GO_BLANKS = frozenset(
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""What Go's `unicode.IsSpace` accepts: fewer characters than `str.isspace`."""


class JsonError(Exception):
    """The text at `column` (from 0) is not the JSON that was expected there."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


def decode_value(text: str, start: int) -> tuple[Plain, int]:
    """Read the JSON value that begins at `start`, and return it with the place after it, as Go's `Decoder.Decode` does."""
    try:
        value, end = _DECODER.raw_decode(text, start)
    except JSONDecodeError as error:
        raise JsonError("this is not JSON", error.pos) from None
    except (ValueError, RecursionError) as error:
        message = "the JSON is nested too deeply" if isinstance(error, RecursionError) else "a number is out of range"
        raise JsonError(message, start) from None
    if unfinished := UNFINISHED_NUMBER.match(text, start):
        raise JsonError("this is not JSON", unfinished.end())
    return _as_go_holds(value, start, 0), end


def decode_object(text: str) -> dict[str, Plain] | None:
    """Return the mapping that the whole `text` spells, or nothing where it does not begin as one.

    Helm 4 takes `--set-json '{"a": 1}'` as a mapping to merge; Helm 3 refuses it.
    """
    start = first_not_blank(text, 0)
    if text[start : start + 1] != "{":
        return None
    value, end = decode_value(text, start)
    if first_not_blank(text, end) < len(text):
        raise JsonError("text follows the JSON value", end)
    assert isinstance(value, dict)
    return value


def first_not_blank(text: str, start: int) -> int:
    """Return the place of the first character from `start` on that Go does not count as blank."""
    while start < len(text) and text[start] in GO_BLANKS:
        start += 1
    return start


def _integer(digits: str) -> int | float:
    """Return an integer of a JSON text."""
    _float(digits)
    return -0.0 if digits == "-0" else int(digits)


def _float(digits: str) -> float:
    """Return a number of a JSON text as float64; Go refuses one that is too large."""
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(digits)
    return number


def _not_a_number(name: str) -> NoReturn:
    """Refuse `NaN` and `Infinity`, which only Python's decoder knows."""
    raise ValueError(name)


_DECODER = JSONDecoder(parse_int=_integer, parse_float=_float, parse_constant=_not_a_number)


def _as_go_holds(value: Plain, start: int, depth: int) -> Plain:
    """Return the value with each lone surrogate replaced; refuse one, begun at `start`, that is nested too deeply."""
    match value:
        case str():
            return _paired(value)
        case dict() | list() if depth >= DEEPEST_JSON:
            raise JsonError("the JSON is nested too deeply", start)
        case dict():
            return {_paired(key): _as_go_holds(below, start, depth + 1) for key, below in value.items()}
        case list():
            return [_as_go_holds(below, start, depth + 1) for below in value]
        case _:
            return value


def _paired(text: str) -> str:
    """Return a text in which U+FFFD stands for each surrogate that has no partner."""
    return text if text.isascii() else LONE_SURROGATE.sub("\ufffd", text)
