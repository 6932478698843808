"""The rules of the platform that are in force, as `oamc config` prints them: a line each, as TOML writes it, with its place."""

from __future__ import annotations

import json

from oamc.cli.platform_table import (
    ALLOW,
    DENY,
    FIXED,
    MAX_REPLICAS,
    MAXIMUM,
    MINIMUM,
    ONE_OF,
    PATTERN,
    PLATFORM,
    PROPERTIES,
    PROPERTY,
    SET_BY,
)
from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.expressions.types import ChoiceType, NumberType, QuantityType, TextType
from oamc.platform.rules import OBJECT, TRAIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.platform.rules import Listed, Platform, Rule


def rows_of(platform: Platform) -> Iterator[tuple[str, str]]:
    """Yield each rule as TOML with its place."""
    for most in platform.most_replicas:
        yield f"{PLATFORM}.{MAX_REPLICAS} = {most.value}", str(most.span)
    for listed in platform.lists:
        names = json.dumps([name.value for name in listed.names])
        yield f"{PLATFORM}.{_name_of(listed)} = {names}", str(listed.span)
    for rule in platform.rules:
        yield f"{PLATFORM}.{_path_of(rule)} = {_table_of(rule)}", str(rule.span)


def _name_of(listed: Listed) -> str:
    """Return the key of a list."""
    if listed.of:
        return f"{TRAIT}.{_key(listed.of)}.{PROPERTIES}"
    return f"{DENY if listed.denies else ALLOW}.{listed.key}"


def _path_of(rule: Rule) -> str:
    """Return the key of a rule."""
    subject = {TRAIT: f".{_key(rule.subject)}.{PROPERTY}", OBJECT: f".{_key(rule.subject)}"}.get(rule.about, "")
    return f"{rule.about}{subject}.{_key(rule.path)}"


def _key(name: str) -> str:
    """Return a part of a key, in quotes where TOML wants them."""
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else json.dumps(name)


def _table_of(rule: Rule) -> str:
    """Return the keys of a rule in one line."""
    found: dict[str, object] = {}
    match rule.type:
        case ChoiceType(choices=choices):
            found = {FIXED: choices[0]} if rule.is_fixed else {ONE_OF: list(choices)}
        case NumberType(minimum=least, maximum=most):
            found |= {MINIMUM: least} if least != -LARGEST_INTEGER else {}
            found |= {MAXIMUM: most} if most != LARGEST_INTEGER else {}
        case QuantityType(minimum=smallest, maximum=largest):
            found |= {MINIMUM: smallest} if smallest else {}
            found |= {MAXIMUM: largest} if largest else {}
        case TextType(contains=patterns):
            found = {PATTERN: patterns[0]}
        case _:
            pass
    if rule.setters is not None:
        found[SET_BY] = list(rule.setters)
    return "{" + ", ".join(f"{key} = {json.dumps(value)}" for key, value in found.items()) + "}"
