"""The JSON Schema of a chart's values, from the same parameters and types as the check of overrides.

The schema is closed, has local references only, and says the same to Helm's validator (Go regular expressions) and to Python's
`jsonschema`. The two differ on `$`: Python lets one line feed follow. Patterns of the types match no text that ends in a line
feed, so a second rule refuses such texts for both.
"""

from __future__ import annotations

from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.expressions.types import (
    LARGEST_CPU,
    QUANTITY_PATTERNS,
    SMALLEST_CPU,
    ZERO_PATTERN,
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    MapType,
    NumberType,
    ObjectType,
    QuantityType,
    StructType,
    TextMapType,
    TextType,
    UnionType,
    parts,
)
from oamc.records import unreachable
from oamc.values.shape import ENABLED, GLOBAL, shape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeAlias

    from oamc.expressions.types import SimpleType, ValueType
    from oamc.values.parameters import Parameter
    from oamc.values.shape import Shape

    Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FREE = {"$ref": "#/$defs/free"}
FREE_DEFINITION = {
    # Helm's merge takes a null out only where the chart has a value: a template would print one that is left.
    "type": ["boolean", "number", "string", "array", "object"],
    "minimum": -LARGEST_INTEGER,
    "maximum": LARGEST_INTEGER,
    "items": FREE,
    "additionalProperties": FREE,
}
FOR_PARENTS = "For a chart that has this one as a dependency, as its condition. In the chart itself it changes nothing."
OF_CHART = "Whether the chart of this component is there. Without it, it is."
LINE_FEED_AT_END = r"\n$"


def values_schema(parameters: Iterable[Parameter]) -> Schema:
    """Return the content of `values.schema.json`.

    Every mapping on the way and every parameter that needs a value is required; any other one may also be null, which Helm
    keeps where the chart has no default. `global` and `enabled` belong to parent charts.
    """
    known = tuple(parameters)
    root = _mapping_schema(shape(known))
    root["properties"].setdefault(ENABLED, {"description": FOR_PARENTS, "type": ["boolean", "null"]})
    root["properties"].setdefault(GLOBAL, {"type": "object"})
    free = any(_is_free(part) for parameter in known for part in parts(parameter.type))
    return {"$schema": DIALECT, **root, **({"$defs": {"free": FREE_DEFINITION}} if free else {})}


def _is_free(part: ValueType) -> bool:
    """Tell whether a part of a type takes free values, of which templates can print some alone."""
    return isinstance(part, AnyListType) or (isinstance(part, ObjectType) and not part.of_chart)


def type_schema(value_type: ValueType) -> Schema:
    """Return the schema of one type. It accepts what `expressions.problems.problem` accepts."""
    match value_type:
        case BooleanType() | NumberType() | ChoiceType() | TextType() | QuantityType():
            return _simple_schema(value_type)
        case ListType():
            unique = {"uniqueItems": True} if value_type.unique else {}
            return {"type": "array", "items": type_schema(value_type.item), **_lengths(value_type), **unique}
        case StructType():
            return _struct_schema(value_type)
        case MapType():
            return {"type": "object", "additionalProperties": type_schema(value_type.item)}
        case UnionType():
            return {"anyOf": [type_schema(option) for option in value_type.options]}
        case TextMapType(fields=()):
            return {"type": "object", "additionalProperties": _text_schema(value_type.item)}
        case TextMapType():
            fields = {name: _text_schema(text) for name, text in value_type.fields}
            return {"type": "object", "additionalProperties": False, "properties": fields}
        case ObjectType(of_chart=True):
            return {"type": "object", "properties": {ENABLED: {"description": OF_CHART, "type": ["boolean", "null"]}}}
        case ObjectType():
            return {"type": "object", "additionalProperties": FREE}
        case AnyListType():
            return {"type": "array", "items": FREE, **_lengths(value_type)}
        case _:
            return unreachable(value_type)


def _lengths(value_type: ListType | AnyListType) -> Schema:
    """Return the bounds of the length of a list."""
    least, most = value_type.minimum_length, value_type.maximum_length
    return {**({"minItems": least} if least else {}), **({"maxItems": most} if most is not None else {})}


def _simple_schema(value_type: SimpleType) -> Schema:
    """Return the schema of a scalar."""
    match value_type:
        case BooleanType():
            return {"type": "boolean"}
        case NumberType():
            return _number_schema(value_type)
        case ChoiceType():
            return _choice_schema(value_type)
        case TextType():
            return _text_schema(value_type)
        case QuantityType():
            return _quantity_schema(value_type)
        case _:
            return unreachable(value_type)


def _mapping_schema(branch: Shape) -> Schema:
    """Return the schema of one mapping on the way to parameters."""
    required = [name for name, below in branch.items() if isinstance(below, dict) or not below.may_be_null]
    return {
        "type": "object",
        "additionalProperties": False,
        **({"required": required} if required else {}),
        "properties": {
            name: _mapping_schema(below) if isinstance(below, dict) else _parameter_schema(below)
            for name, below in branch.items()
        },
    }


def _parameter_schema(parameter: Parameter) -> Schema:
    """Return the schema of one parameter, with its name and description for editors and forms."""
    described = {"description": parameter.description} if parameter.description else {}
    rules = type_schema(parameter.type)
    if parameter.may_be_null and "anyOf" in rules:
        rules["anyOf"] = [*rules["anyOf"], {"type": "null"}]
    elif parameter.may_be_null:
        types = rules["type"]
        rules["type"] = [*(types if isinstance(types, list) else [types]), "null"]
        if "enum" in rules:
            rules["enum"] = [*rules["enum"], None]
    return {"title": parameter.path[-1], **described, **rules}


def _number_schema(number: NumberType) -> Schema:
    """Return the schema of a number."""
    schema: Schema = {
        "type": "integer" if number.whole else "number",
        "minimum": number.minimum,
        "maximum": number.maximum,
    }
    if number.above is not None:
        schema["exclusiveMinimum"] = number.above
    if number.below is not None:
        schema["exclusiveMaximum"] = number.below
    if number.multiple is not None:
        schema["multipleOf"] = number.multiple
    return schema


def _choice_schema(choice: ChoiceType) -> Schema:
    """Return the schema of a choice. The types tell true from 1, which some validators take for equal."""
    names = {bool: "boolean", str: "string", int: "integer", float: "number"}
    types = list(dict.fromkeys(names[type(value)] for value in choice.choices))
    return {"type": types[0] if len(types) == 1 else types, "enum": list(choice.choices)}


def _struct_schema(struct: StructType) -> Schema:
    """Return the schema of a structure, closed."""
    required = [field.name for field in struct.fields if field.required]
    properties = {
        field.name: {**({"description": field.description} if field.description else {}), **type_schema(field.type)}
        for field in struct.fields
    }
    demanded = {"required": required} if required else {}
    return {"type": "object", "additionalProperties": False, **demanded, "properties": properties}


def _text_schema(text: TextType) -> Schema:
    """Return the schema of a text. Lengths count code points, as JSON Schema does."""
    schema: Schema = {"type": "string"}
    if text.choices:
        schema["enum"] = list(text.choices)
    if text.minimum_length:
        schema["minLength"] = text.minimum_length
    if text.maximum_length is not None:
        schema["maxLength"] = text.maximum_length
    if text.forbidden and not text.pattern:
        schema["not"] = {"type": "string", "pattern": text.forbidden}
    if text.pattern:
        schema |= _whole(text.pattern, "|".join(filter(None, (LINE_FEED_AT_END, text.forbidden))))
    if len(text.contains) == 1 and not text.pattern:
        schema["pattern"] = text.contains[0]
    elif text.contains:
        schema["allOf"] = [{"pattern": pattern} for pattern in text.contains]
    return schema


def _quantity_schema(quantity: QuantityType) -> Schema:
    """Return the schema of a quantity above zero. Bounds concern numbers only, patterns texts only."""
    pattern, least, most = QUANTITY_PATTERNS[quantity.unit], SMALLEST_CPU, float(LARGEST_CPU)
    if quantity.minimum or quantity.maximum:
        from oamc.expressions.quantity_bounds import amount_of, pattern_of  # most quantities have no bounds

        pattern = pattern_of(quantity)
        least = float(amount_of(quantity.unit, quantity.minimum)) if quantity.minimum else least
        most = float(amount_of(quantity.unit, quantity.maximum)) if quantity.maximum else most
    matched = _whole(pattern, f"{LINE_FEED_AT_END}|^(?:{ZERO_PATTERN})$")
    if quantity.unit == "cpu":
        return {"type": ["number", "string"], "minimum": least, "maximum": int(most) if most.is_integer() else most, **matched}
    return {"type": "string", **matched}


def _whole(pattern: str, refused: str) -> Schema:
    """Return the rules that a text matches `pattern` as a whole, and `refused` nowhere."""
    return {"pattern": f"^(?:{pattern})$", "not": {"type": "string", "pattern": refused}}
