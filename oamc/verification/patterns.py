r"""Random texts that match a regular expression, for the `pattern` keyword of a schema.

In: the expression and a source of chance. Out: a text that the whole expression matches. Understood is what schemas use:
literals, classes, groups, branches, repeats, anchors, and lookaheads only as a filter (a text is drawn as if they were not
there and dropped if they forbid it).
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module

from oamc.expressions.patterns import PatternError, read_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random
    from typing import Any

# The parser of the standard library; it has no public name since `sre_parse` is deprecated (Python 3.11).
PARSER: Any = import_module("re._parser")

SURROGATES = re.compile("[\ud800-\udfff]")  # a wide class holds them, UTF-8 does not
MOST_REPEATS = 12
ATTEMPTS = 60
PRINTABLE = tuple(chr(point) for point in range(0x20, 0x7F))
# What a class such as [^a] or a dot admits beside ASCII: line separators, letters, wide and astral characters.
UNUSUAL: tuple[str, ...] = (*"\t\x7f\x85\xa0é\u2028\ufeff漢😀",)
CATEGORIES: dict[str, Callable[[str], bool]] = {
    # ASCII only, as Go and ECMAScript read these classes; Python's wider ones accept them too.
    "CATEGORY_DIGIT": lambda character: character in "0123456789",
    "CATEGORY_SPACE": lambda character: character in " \t\n\r\f",
    "CATEGORY_WORD": lambda character: character.isascii() and (character.isalnum() or character == "_"),
}
CANDIDATES: tuple[str, ...] = (*PRINTABLE, "\t", "\n", *UNUSUAL[1:])


def matching(pattern: str, chance: Random) -> str | None:
    """Return a text that all of `pattern` matches, or None when none was found.

    A pattern without anchors is matched from end to end as well: what it finds in a text need not be the whole text, but may.
    """
    parsed = _parsed(pattern)
    for _ in range(ATTEMPTS):
        text = _sequence(parsed, chance)
        if not SURROGATES.search(text) and _matches(pattern, text):
            return text
    return None


def _matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern matches a text from end to end. Python's engine may take forever, and is the last to be asked."""
    try:
        return read_pattern(f"^(?:{pattern})$").search(text)
    except PatternError:
        return re.fullmatch(pattern, text) is not None


@lru_cache(maxsize=512)
def _parsed(pattern: str) -> Any:
    """Return the parse tree of a pattern."""
    return PARSER.parse(pattern)


def _sequence(parts: Any, chance: Random) -> str:
    """Return a text for parts that follow one another."""
    return "".join(_one(str(operation), argument, chance) for operation, argument in parts)


def _one(operation: str, argument: Any, chance: Random) -> str:
    """Return a text for one part of a pattern."""
    match operation:
        case "LITERAL":
            return chr(argument)
        case "NOT_LITERAL":
            return _chosen(chance, lambda character: ord(character) != argument)
        case "ANY":
            return _chosen(chance, lambda character: character != "\n")
        case "IN":
            return _from_class(argument, chance)
        case "BRANCH":
            return _sequence(chance.choice(argument[1]), chance)
        case "SUBPATTERN":
            return _sequence(argument[3], chance)
        case "ATOMIC_GROUP":
            return _sequence(argument, chance)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, inner = argument
            count = _count(int(least), min(int(most), int(least) + MOST_REPEATS), chance)
            return "".join(_sequence(inner, chance) for _ in range(count))
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return ""
        case _:
            raise ValueError(f"a pattern uses {operation}, which texts cannot be drawn for")


def _count(least: int, most: int, chance: Random) -> int:
    """Return how often to repeat: the two ends often, since lengths go wrong there."""
    return chance.choice((least, most, chance.randint(least, most), chance.randint(least, most)))


def _from_class(members: Any, chance: Random) -> str:
    r"""Return a character of a class such as `[a-z0-9-]`, `[^"]` or `\d`."""
    kinds = [(str(kind), argument) for kind, argument in members]
    if kinds[0][0] == "NEGATE":
        return _chosen(chance, lambda character: not any(_admits(kind, argument, character) for kind, argument in kinds[1:]))
    kind, argument = chance.choice(kinds)
    match kind:
        case "LITERAL":
            return chr(argument)
        case "RANGE":
            return chr(chance.choice((argument[0], argument[1], chance.randint(*argument))))
        case _:
            return _chosen(chance, lambda character: _admits(kind, argument, character))


def _admits(kind: str, argument: Any, character: str) -> bool:
    """Tell whether one member of a class holds a character."""
    match kind:
        case "LITERAL":
            return ord(character) == int(argument)
        case "RANGE":
            return int(argument[0]) <= ord(character) <= int(argument[1])
        case _:
            name = str(argument)
            negated = name.startswith("CATEGORY_NOT_")
            return CATEGORIES[name.replace("_NOT_", "_")](character) != negated


def _chosen(chance: Random, admits: Callable[[str], bool]) -> str:
    """Return a character that `admits` accepts, one in four of them unusual."""
    unusual = [character for character in UNUSUAL if admits(character)]
    if unusual and chance.random() < 0.25:  # noqa: PLR2004  # the share that the docstring states
        return chance.choice(unusual)
    usual = [character for character in CANDIDATES if admits(character)]
    return chance.choice(usual) if usual else ""
