"""The JSON Schema of properties that are a tree: what a document may write below `properties`."""

from __future__ import annotations

from oamc.capabilities.property_schema import Free, Listed, Mapped, Struct, Whole
from oamc.expressions.types import COUNT_OR_PERCENT, AnyListType, ListType, ObjectType, UnionType
from oamc.values.parameters import UNSET
from oamc.values.schema import type_schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.capabilities.property_schema import Item, Shape
    from oamc.expressions.types import ValueType

    Schema = dict[str, Any]
    Forms = tuple[Schema, ...]


def tree_schema(struct: Struct, forms: Forms = ()) -> Schema:
    """Return the schema of a mapping of properties. A property that stands alone is another form of it.

    It is closed, unless any properties are allowed. Instead of any value one of the `forms` may be written.
    """
    alone = [(item,) for item in struct.items if item.alone]
    together = tuple(item for item in struct.items if not item.alone)
    others: Schema | None = None
    if struct.others is not None and struct.about_others:
        others = {"description": struct.about_others, **_open(shape_schema(struct.others, forms), forms)}
    found = [_mapping(together, [], forms, others), *(_mapping(form, [form[0].name], forms, others) for form in alone)]
    return {"anyOf": found} if alone else found[0]


def _mapping(items: tuple[Item, ...], needed: list[str], forms: Forms, others: Schema | None) -> Schema:
    """Return the schema of a mapping of these properties, of which the `needed` ones are there in any case."""
    required = [item.name for item in items if item.required and item.of is None] or needed
    return {
        "type": "object",
        "additionalProperties": False if others is None else others,
        "properties": {item.name: _property(item, forms) for item in items},
        **({"required": required} if required else {}),
    }


def _property(item: Item, forms: Forms) -> Schema:
    """Return the schema of one property, with what it means."""
    shape = _open(shape_schema(item.shape, forms), forms)
    described: Schema = {"description": item.description, **({"anyOf": [shape, {"type": "null"}]} if item.nullable else shape)}
    if item.default is not UNSET:
        described["default"] = item.default
    if item.older:
        described["deprecated"] = True
    return described


def _open(schema: Schema, forms: Forms) -> Schema:
    """Return a schema that takes other forms, too."""
    return {"anyOf": [schema, *forms]} if forms else schema


def shape_schema(shape: Shape, forms: Forms = ()) -> Schema:
    """Return the schema of a value; `forms` may stand in the place of any part of it."""
    match shape:
        case Struct():
            whole = tree_schema(shape, forms)
            return whole if shape.short is None else {"anyOf": [type_schema(shape.short.type), whole]}
        case Listed():
            return {"type": "array", "items": _open(shape_schema(shape.item, forms), forms)}
        case Mapped():
            value = _open(shape_schema(shape.item, forms), forms)
            return {"type": "object", "additionalProperties": {"anyOf": [value, {"type": "null"}]} if shape.nullable else value}
        case Free():
            return {}
        case Whole():
            return {"type": "object"}
        case _:
            return _value_schema(shape, forms)


def _value_schema(shape: ValueType, forms: Forms) -> Schema:
    """Return the schema of a single value."""
    match shape:
        case UnionType() if shape == COUNT_OR_PERCENT:
            return {"anyOf": [type_schema(shape), {"type": "string", "pattern": "^[0-9]{1,10}$"}]}
        case ListType() if forms:
            return {"type": "array", "items": _open(_value_schema(shape.item, forms), forms)}
        case ObjectType():
            return {"type": "object"}
        case AnyListType():
            return {"type": "array"}
        case _:
            return type_schema(shape)
