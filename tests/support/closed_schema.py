"""That a `values.schema.json` is closed (R10): local references, no free keys but in free values, known patterns, not deep.

A pattern is one of oamc itself, or one that a document declares for a parameter or property, as oamc has read and spelled it.
A variable that such a value follows has its pattern. Under rules of a platform any value may have one of theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.catalogs import CATALOGS
from oamc.capabilities.intents.highest_security import FIXED_IMAGE
from oamc.capabilities.intents.latency_sensitive import WHOLE_CORES
from oamc.capabilities.kubevela.installers.release import ADDRESSES, NAME_OF_CHART
from oamc.capabilities.property_schema import types_of
from oamc.expressions.patterns import read_pattern
from oamc.expressions.types import PROCESS_TEXT, QUANTITY_PATTERNS, ZERO_PATTERN, ListType, TextType
from oamc.objects.naming import prefix_type
from oamc.resolve.bindings import KEY
from oamc.resolve.containers import IMAGE
from oamc.resolve.typed_settings import without_nul
from oamc.resolve.variable_types import PARTS
from oamc.values.image_lock import WITH_DIGEST, WITH_DIGEST_OR_EMPTY

DEEPEST = 20
REFERRING = ("$ref", "$dynamicRef", "$recursiveRef", "$id", "$anchor")
FREE_VALUES = ({"$ref": "#/$defs/free"}, {"type": "string"})
MAY_BE_OPEN = (("properties", "global"), ("$defs", "free"))


def openings(schema: dict[str, Any], *, ruled: bool = False) -> Iterator[str]:
    """Yield every place at which a schema of values is open. One that is `ruled` may have patterns of a platform anywhere."""
    yield from _openings(schema, (), ruled=ruled)


def _openings(schema: dict[str, Any], path: tuple[str, ...], *, ruled: bool) -> Iterator[str]:
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
    if not _is_known(schema.get("pattern", ""), path) and not (ruled and read_pattern(schema["pattern"])):
        yield f"{place} has a pattern of its own: {schema['pattern']}"
    if "patternProperties" in schema:
        yield f"{place} has patterns of keys"
    for step, below in _parts(schema):
        yield from _openings(below, (*path, *step), ruled=ruled)


def _parts(schema: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yield the schemas within a schema, each with the path to it."""
    for keyword in ("properties", "$defs"):
        yield from (((keyword, name), below) for name, below in schema.get(keyword, {}).items())
    for keyword in ("items", "additionalProperties", "not"):
        if isinstance(schema.get(keyword), dict):
            yield (keyword,), schema[keyword]
    yield from ((("allOf", str(number)), below) for number, below in enumerate(schema.get("allOf", ())))


def _is_known(pattern: str, path: tuple[str, ...]) -> bool:
    """Tell whether a pattern is one of oamc, or may be one of a declaration: read alike by Go and Python, bounded in size."""
    if not pattern or pattern in known_patterns():
        return True
    may_be_declared = {"parameters", "traits", "scopes", "variables"} & set(path[1:6:2]) and "not" not in path
    return bool(may_be_declared) and read_pattern(pattern).spelling == pattern


@cache
def known_patterns() -> frozenset[str]:
    """Return the patterns that the types of oamc have: none comes from an input."""
    types: list[object] = [
        prefix_type(0),
        IMAGE,
        WITH_DIGEST,
        WITH_DIGEST_OR_EMPTY,
        FIXED_IMAGE,
        *WHOLE_CORES.options,
        KEY,
        *ADDRESSES.values(),
        NAME_OF_CHART,
    ]
    for owner in (*CATALOG.traits, *CATALOG.scopes):
        types += [prop.type for prop in owner.properties]
        types += [found for prop in owner.properties if prop.typed_by is not None for found in prop.typed_by[1].values()]
    for workload in CATALOG.workload_types:
        types += [setting.type for setting in workload.settings]
    for catalog in (CATALOG, *CATALOGS.values()):
        schemas = [owner.schema for owner in (*catalog.workload_types, *catalog.traits)]
        types += [found for schema in schemas if schema is not None for found in types_of(schema)]
    texts = [found.item if isinstance(found, ListType) else found for found in (*types, *PARTS)]
    texts += [without_nul(text) for text in texts if isinstance(text, TextType)]
    found = {f"^(?:{text.pattern})$" for text in texts if isinstance(text, TextType) and text.pattern}
    refused = {"|".join(filter(None, (r"\n$", text.forbidden))) for text in texts if isinstance(text, TextType)}
    quantities = {f"^(?:{pattern})$" for pattern in QUANTITY_PATTERNS.values()} | {rf"\n$|^(?:{ZERO_PATTERN})$"}
    alone = {text.forbidden for text in texts if isinstance(text, TextType) and not text.pattern}
    return frozenset({*found, *refused, *alone, *quantities, PROCESS_TEXT.forbidden})
