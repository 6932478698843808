"""What the words of rules mean: patterns of names, types of texts for fields, and what two types have in common.

matches("rbac.authorization.k8s.io/*", "rbac.authorization.k8s.io/v1.Role")    True
texts_of(hosts, of which "*.example.com" alone is allowed)                     texts that end in .example.com
"""

from __future__ import annotations

from oamc.diagnostics.reports import listing
from oamc.expressions.intersection import amounts_as_texts, intersect
from oamc.expressions.numbers import LARGEST_INTEGER, spell_number
from oamc.expressions.patterns import read_pattern
from oamc.expressions.types import (
    SMALLEST_CPU,
    AnyListType,
    ChoiceType,
    ListType,
    MapType,
    NumberType,
    ObjectType,
    QuantityType,
    StructType,
    TextMapType,
    TextType,
)
from oamc.platform.rules import HOSTS, REGISTRIES
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.expressions.types import ValueType
    from oamc.platform.rules import Listed

MOST_NAMED = 8
ANYTHING = "*"
IN_NAMES = {HOSTS: "[-a-z0-9.*]*", REGISTRIES: "[^/]*"}
"""What a star stands for in a pattern of texts; in others, any characters of a name."""
OF_A_NAME = "[-a-z0-9.]*"
DEFAULT_REGISTRY = "docker.io"
UNQUALIFIED = "[^/]*$|[^./:]+/"
"""An image that names no registry: its name begins with a part that has neither a dot nor a port."""


def matches(pattern: str, name: str) -> bool:
    """Tell whether a name matches a pattern, in which each star stands for any characters. It never goes back."""
    first, *others = pattern.split(ANYTHING)
    if not others:
        return pattern == name
    *middle, last = others
    if not name.startswith(first) or not name.endswith(last) or len(name) < len(first) + len(last):
        return False
    position, end = len(first), len(name) - len(last)
    for part in middle:
        position = name.find(part, position, end)
        if position < 0:
            return False
        position += len(part)
    return True


def names_any(listed: Listed, names: Iterable[str]) -> bool:
    """Tell whether a list has one of the names of something."""
    known = tuple(names)
    return any(matches(one.value, name) for one in listed.names for name in known)


def breaks(listed: Listed, names: Iterable[str]) -> bool:
    """Tell whether a list does not allow what has these names."""
    return names_any(listed, names) is listed.denies


def words_of(listed: Listed) -> str:
    """Say what a list allows, as a hint."""
    names = [one.value for one in listed.names]
    rest = len(names) - MOST_NAMED
    named = listing([*names[:MOST_NAMED], f"{rest} more"] if rest > 0 else names) if names else "none"
    return f"{'denied are' if listed.denies else 'allowed are'} {named}"


def texts_of(listed: Listed) -> tuple[TextType, str]:
    """Return the texts that a list about fields allows, with words for them."""
    names = [one.value for one in listed.names]
    if not names:
        return TextType(choices=("",), minimum_length=1), "must not be there"
    rest = len(names) - MOST_NAMED
    shown = [f"below {name[2:]}" if listed.key == HOSTS and name.startswith("*.") else name for name in names[:MOST_NAMED]]
    words = listing([*shown, f"{rest} more"] if rest > 0 else shown, "or")
    of = "of " if listed.key == REGISTRIES else ""
    if not (listed.denies or listed.key in IN_NAMES or any(ANYTHING in name for name in names)):
        return TextType(choices=tuple(names)), f"must be {words}"
    pattern = f"^(?:{'|'.join(_expression(listed, name) for name in names)}){'' if of else '$'}"
    if listed.denies:
        return TextType(forbidden=pattern, rule=f"must not be {of}{words}"), f"must not be {of}{words}"
    return TextType(contains=(read_pattern(pattern).spelling,)), f"must be {of}{words}"


def _expression(listed: Listed, name: str) -> str:
    """Return the expression for one entry of a list."""
    if listed.key == HOSTS and name.startswith("*."):
        return rf"([-a-z0-9*]+\.)+{_escaped(name[2:], '')}"
    text = _escaped(name, IN_NAMES.get(listed.key, OF_A_NAME))
    if listed.key != REGISTRIES:
        return text
    if listed.denies:  # the names of registries are those of hosts, whose case does not count
        text = "".join(f"[{letter}{letter.upper()}]" if letter.isalpha() else letter for letter in text)
    # A name of a registry alone ends before the slash: behind a colon stands the port of another one.
    found = f"{text}([/:@]|$)" if "/" in name else f"{text}/"
    return f"{found}|{UNQUALIFIED}" if name == DEFAULT_REGISTRY else found


def _escaped(name: str, star: str) -> str:
    """Return a name as an expression. What it may hold is checked when the rules are read."""
    return name.replace(".", r"\.").replace(ANYTHING, star)


def narrowed(value_type: ValueType, rule: ValueType) -> ValueType | None:
    """Return the values of a type that a rule allows, of a list the items; None where there are none, or it takes trees."""
    if isinstance(value_type, ListType):
        item = narrowed(value_type.item, rule)
        return None if item is None else replace(value_type, item=item)
    if isinstance(value_type, (AnyListType, MapType, ObjectType, StructType, TextMapType)):
        return None
    if isinstance(value_type, ChoiceType) and not value_type.choices:
        return value_type  # nothing can be given, so nothing that is can break a rule
    return intersect(value_type, _in_cores(rule) if isinstance(value_type, QuantityType) else rule)


def _in_cores(rule: ValueType) -> ValueType:
    """Return bounds of numbers as those of amounts of cpu, which may be texts."""
    if not isinstance(rule, NumberType):
        return rule
    least = spell_number(max(rule.minimum, SMALLEST_CPU)) if rule.minimum > -LARGEST_INTEGER else ""
    most = spell_number(max(rule.maximum, SMALLEST_CPU)) if rule.maximum < LARGEST_INTEGER else ""
    return QuantityType(unit="cpu", minimum=least, maximum=most)


def as_texts(rule: ValueType) -> TextType | None:
    """Return the texts that a rule allows as a type of texts; None where it is about something else."""
    if isinstance(rule, ChoiceType):
        texts = tuple(choice for choice in rule.choices if isinstance(choice, str))
        return TextType(choices=texts) if texts else None
    if isinstance(rule, QuantityType):
        return amounts_as_texts(rule)
    return rule if isinstance(rule, TextType) else None
