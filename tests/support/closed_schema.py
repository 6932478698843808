"""That a `values.schema.json` is closed (R10): local references, no free keys but in free values, own patterns, not deep."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from oamc.capabilities.catalog import CATALOG
from oamc.expressions.types import PROCESS_TEXT, QUANTITY_PATTERNS, ZERO_PATTERN, ListType, TextType
from oamc.objects.naming import prefix_type
from oamc.resolve.bindings import KEY
from oamc.resolve.containers import IMAGE

DEEPEST = 20
REFERRING = ("$ref", "$dynamicRef", "$recursiveRef", "$id", "$anchor")
FREE_VALUES = ({"$ref": "#/$defs/free"}, {"type": "string"})
MAY_BE_OPEN = (("properties", "global"), ("$defs", "free"))


def openings(schema: dict[str, Any]) -> Iterator[str]:
    """Yield every place at which a schema of values is open."""
    yield from _openings(schema, ())


def _openings(schema: dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield the openings below a schema."""
    place = "/".join(path) or "the root"
    if len(path) > DEEPEST * 2:  # a level of values is two steps: `properties` and a name
        yield f"{place} is deeper than {DEEPEST} levels"
        return
    for keyword in REFERRING:
        if not str(schema.get(keyword, "#")).startswith("#"):
            yield f"{place} refers to {schema[keyword]}"
    if schema.get("type") == "object" or "properties" in schema:
        further = schema.get("additionalProperties")
        if further is not False and further not in FREE_VALUES and path not in MAY_BE_OPEN:
            yield f"{place} takes any key"
    if "pattern" in schema and schema["pattern"] not in known_patterns():
        yield f"{place} has a pattern of its own: {schema['pattern']}"
    if "patternProperties" in schema:
        yield f"{place} has patterns of keys"
    for keyword in ("properties", "$defs"):
        for name, below in schema.get(keyword, {}).items():
            yield from _openings(below, (*path, keyword, name))
    for keyword in ("items", "additionalProperties", "not"):
        if isinstance(schema.get(keyword), dict):
            yield from _openings(schema[keyword], (*path, keyword))


@cache
def known_patterns() -> frozenset[str]:
    """Return the patterns that the types of oamc have: none comes from an input."""
    types: list[object] = [prefix_type(0), IMAGE, KEY]
    for owner in (*CATALOG.traits, *CATALOG.scopes):
        types += [prop.type for prop in owner.properties]
    for workload in CATALOG.workload_types:
        types += [setting.type for setting in workload.settings]
    texts = [found.item if isinstance(found, ListType) else found for found in types]
    found = {f"^(?:{text.pattern})$" for text in texts if isinstance(text, TextType) and text.pattern}
    refused = {"|".join(filter(None, (r"\n$", text.forbidden))) for text in texts if isinstance(text, TextType)}
    quantities = {f"^(?:{pattern})$" for pattern in QUANTITY_PATTERNS.values()} | {rf"\n$|^(?:{ZERO_PATTERN})$"}
    return frozenset({*found, *refused, *quantities, PROCESS_TEXT.forbidden})
