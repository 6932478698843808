"""The JSON Schema of properties that are a tree: what a document may write below `properties`."""

from __future__ import annotations

from oamc.capabilities.property_schema import Free, Listed, Mapped, Struct, Whole
from oamc.expressions.types import COUNT_OR_PERCENT, AnyListType, ObjectType, UnionType
from oamc.values.parameters import UNSET
from oamc.values.schema import type_schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.capabilities.property_schema import Item, Shape

    Schema = dict[str, Any]


def tree_schema(struct: Struct) -> Schema:
    """Return the schema of a mapping of properties. It is closed. A property that stands alone is another form of it."""
    forms = [(item,) for item in struct.items if item.alone]
    together = tuple(item for item in struct.items if not item.alone)
    found = [_mapping(together, []), *(_mapping(form, [form[0].name]) for form in forms)]
    return {"anyOf": found} if forms else found[0]


def _mapping(items: tuple[Item, ...], needed: list[str]) -> Schema:
    """Return the schema of a mapping of these properties, of which the `needed` ones are there in any case."""
    required = [item.name for item in items if item.required and item.of is None] or needed
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {item.name: _property(item) for item in items},
        **({"required": required} if required else {}),
    }


def _property(item: Item) -> Schema:
    """Return the schema of one property, with what it means."""
    shape = shape_schema(item.shape)
    described: Schema = {"description": item.description, **({"anyOf": [shape, {"type": "null"}]} if item.nullable else shape)}
    if item.default is not UNSET:
        described["default"] = item.default
    if item.older:
        described["deprecated"] = True
    return described


def shape_schema(shape: Shape) -> Schema:
    """Return the schema of a value."""
    match shape:
        case Struct():
            return tree_schema(shape)
        case Listed():
            return {"type": "array", "items": shape_schema(shape.item)}
        case Mapped():
            value = shape_schema(shape.item)
            return {"type": "object", "additionalProperties": {"anyOf": [value, {"type": "null"}]} if shape.nullable else value}
        case Free():
            return {}
        case UnionType() if shape == COUNT_OR_PERCENT:
            return {"anyOf": [type_schema(shape), {"type": "string", "pattern": "^[0-9]{1,10}$"}]}
        case ObjectType() | Whole():
            return {"type": "object"}
        case AnyListType():
            return {"type": "array"}
        case _:
            return type_schema(shape)
