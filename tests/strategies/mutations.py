"""Documents that differ from a given one in a few places, and may be legal or not.

    mutations(document)              the hypothesis strategy of documents with one to three changes
    sample_mutation(seed, document)  the same generator, driven by a seed
    every_change(document)           all documents with one change, one after the other

    with_constants(chooser, text)    a written document in which words of YAML stand for keys and values

Changes drop, rename, repeat, wrap and retype entries, and add new ones. Fields are also renamed to and repeated under the older
spellings (docs/spec/oam-v1alpha1.md, 13).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.strategies.choosers import Chooser, RandomChooser, driven

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Change: TypeAlias = Callable[[Any, Any], None]

ALIASES = {
    "componentName": "name", "properties": "parameterValues", "osType": "os", "containerPort": "value",
    "protocol": "type", "default": "value",
    "value": "default", "path": "name", "cmd": "command", "fromParam": "from",
}  # fmt: skip
STRANGE: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 65536, 2**31, 1.5, 8080.0, "", "text", "true", "8080", "Component", "HealthScope",
    "null", "RWX", "Exclusive", "tcp", "TCPX",
    "core.oam.dev/v1alpha2", "apps/v1", [], ["text"], [None], [{}], {}, {"a": 1}, {"required": 1}, {"name": "x",
    "value": "y"}, {"properties": None},
)  # fmt: skip


CONSTANTS = (
    ".nan", ".NaN", ".NAN", ".inf", "-.inf", "+.INF", "~", "null", "Null", "true", "yes", "n", "Off", "0", "-0", "-0.0",
    "+1", "010", "0o7", "0x10", "0b-1", "1_000", "._5", "1.5", "1e3", "1e400", "3.4e38", "1e-46", "9007199254740993",
    "18446744073709551616", "2001-01-01", "2001-01-01T00:00:00Z", "1:30", "=", "<<", "!!float .nan", "!!float nan",
    "!!int 1", "!!bool yes", "!!null ~", "!!str 1", "!!binary aGk=", "!!timestamp 2001-01-01", "!!merge <<", "!!value =",
    "!x y", "!", "&a .nan", "*a",
)  # fmt: skip
"""Scalars that a reader of YAML gives a meaning of its own. Each may stand wherever a scalar does, also as a key."""
WRITTEN_SCALAR = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null')


def with_constants(chooser: Chooser, text: str) -> str:
    """Return a text of JSON in which constants of YAML stand in the place of one to three of its keys and scalars."""
    for _ in range(chooser.integer(1, 3)):
        places = [match.span() for match in WRITTEN_SCALAR.finditer(text)]
        if places:
            start, end = chooser.choice(places)
            # A blank keeps the constant apart from what stands beside it: a colon behind a word is part of it.
            text = f"{text[:start]} {chooser.choice(CONSTANTS)} {text[end:]}"
    return text


def mutations(original: dict[str, Any]) -> SearchStrategy[dict[str, Any]]:
    """Return the strategy of documents that differ from `original` in one to three places."""
    return driven(lambda chooser: mutated(chooser, original))


def sample_mutation(seed: int, original: dict[str, Any]) -> dict[str, Any]:
    """Return the mutation of a document that belongs to a seed."""
    return mutated(RandomChooser(seed), original)


def every_change(original: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield all documents that differ from `original` in one place by one of the known changes."""
    of_entries: tuple[Change, ...] = (*CHANGES, *(partial(put, strange=strange) for strange in STRANGE))
    for index, (_, key) in enumerate(places_in(original)):
        for make in NEW_ENTRIES if key is None else of_entries:
            changed = copy.deepcopy(original)
            make(*places_in(changed)[index])
            yield changed


def mutated(chooser: Chooser, original: dict[str, Any]) -> dict[str, Any]:
    """Return the document with one to three changes."""
    changed = copy.deepcopy(original)
    for _ in range(1 if chooser.chance(70) else chooser.integer(2, 3)):
        container, key = chooser.choice(places_in(changed))
        if key is None:
            chooser.choice(NEW_ENTRIES)(container, None)
        elif chooser.chance(60):
            chooser.choice(CHANGES)(container, key)
        else:
            put(container, key, chooser.choice(STRANGE))
    return changed


def places_in(value: Any) -> list[tuple[Any, Any]]:
    """Return every mapping and list in a value with each of its keys, and with None, which stands for a new entry."""
    if isinstance(value, dict):
        found: list[tuple[Any, Any]] = [(value, None), *((value, key) for key in value)]
        children = list(value.values())
    elif isinstance(value, list):
        found = [(value, None), *((value, index) for index in range(len(value)))]
        children = value
    else:
        return []
    for child in children:
        found += places_in(child)
    return found


def put(container: Any, key: Any, strange: Any) -> None:
    """Put another value in the place of one."""
    container[key] = copy.deepcopy(strange)


def drop(container: Any, key: Any) -> None:
    """Remove an entry."""
    del container[key]


def wrap(container: Any, key: Any) -> None:
    """Put a value into a list."""
    container[key] = [container[key]]


def rename(container: Any, key: Any, spelling: Callable[[str], str]) -> None:
    """Give a field another spelling. An item of a list is removed."""
    value = container.pop(key)
    if isinstance(key, str):
        container[spelling(key)] = value


def repeat(container: Any, key: Any) -> None:
    """Give a field a second time, under its other name if it has one. An item of a list is repeated."""
    if isinstance(key, str):
        container[ALIASES.get(key, key + "s")] = copy.deepcopy(container[key])
    else:
        container.insert(key, copy.deepcopy(container[key]))


def append(container: Any, _: None, name: str, strange: Any) -> None:
    """Add a field that is not there yet, or an item."""
    if isinstance(container, dict):
        container.setdefault(name, copy.deepcopy(strange))
    else:
        container.append(copy.deepcopy(strange))


CHANGES: tuple[Change, ...] = (
    drop,
    wrap,
    repeat,
    partial(rename, spelling=lambda key: key + "s"),
    partial(rename, spelling=lambda key: key.replace("Name", "_name").title()),
    partial(rename, spelling=lambda key: ALIASES.get(key, "unknown")),
)
"""What can be done to any entry."""
NEW_ENTRIES: tuple[Change, ...] = tuple(
    partial(append, name=name, strange=strange)
    for name in sorted({*ALIASES, *ALIASES.values(), "unknown", "expose", "sharingPolicy", "exec", "tcpSocket"})
    for strange in (None, "text", 1, {"port": 1})
)
"""What can be added to any mapping or list."""
