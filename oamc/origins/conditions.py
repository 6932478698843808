"""Conditions on values in words, with the paths that `--set` takes."""

from __future__ import annotations

from oamc.diagnostics.reports import printable
from oamc.expressions.holes import AllOf, AnyOf, AtMost, Equals, Fits, IsGiven, IsSet, IsTrue, Not, NotEmpty, holes_in
from oamc.expressions.numbers import spell_json
from oamc.expressions.type_words import type_in_words
from oamc.records import unreachable
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.expressions.holes import Condition, Path

LONGEST_NAMED = 300


def in_words(condition: Condition) -> str:
    """Return a condition in words: `web.traits.ingress.enabled is true`."""
    match condition:
        case IsSet():
            return f"{_name(condition.path)} is set"
        case IsGiven():
            return f"{_name(condition.path)} has a value of its own"
        case IsTrue():
            return f"{_name(condition.path)} is true"
        case NotEmpty():
            return f"{_name(condition.path)} is not empty"
        case Equals():
            return f"{_name(condition.path)} is {printable(spell_json(condition.value))}"
        case AtMost():
            bound = condition.bound
            return f"{_name(condition.path)} is at most {bound if isinstance(bound, int) else _name(bound)}"
        case Fits():
            made = " and ".join(dict.fromkeys(_name(hole.path) for hole in holes_in(condition.value)))
            return f"what is made of {made} is {printable(type_in_words(condition.type), LONGEST_NAMED)}"
        case Not():
            return _not(condition)
        case AnyOf():
            return " or ".join(_inner(part) for part in condition.conditions)
        case AllOf():
            return " and ".join(_inner(part) for part in condition.conditions)
        case _:
            return unreachable(condition)


def _not(condition: Not) -> str:
    """Return the contrary of a condition in words."""
    match condition.condition:
        case IsSet(path=path):
            return f"{_name(path)} is not set"
        case IsTrue(path=path):
            return f"{_name(path)} is false"
        case NotEmpty(path=path):
            return f"{_name(path)} is empty"
        case Equals(path=path, value=value):
            return f"{_name(path)} is not {printable(spell_json(value))}"
        case Not(condition=inner):
            return in_words(inner)
        case inner:
            return f"it is not so that {_inner(inner)}"


def _inner(condition: Condition) -> str:
    """Return a condition that stands among others."""
    text = in_words(condition)
    return f"({text})" if isinstance(condition, (AllOf, AnyOf)) else text


def paths_in(condition: Condition) -> Iterator[Path]:
    """Yield the paths of the values that a condition reads."""
    match condition:
        case Not():
            yield from paths_in(condition.condition)
        case AnyOf() | AllOf():
            for part in condition.conditions:
                yield from paths_in(part)
        case Fits():
            yield from (hole.path for hole in holes_in(condition.value))
        case AtMost():
            yield condition.path
            if not isinstance(condition.bound, int):
                yield condition.bound
        case _:
            yield condition.path


def _name(path: Path) -> str:
    """Return a value by its path."""
    return printable(spell_path(path), LONGEST_NAMED)
