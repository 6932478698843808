"""The JSON Schemas of documents for editors: those in `schemas/`, with the properties of each trait and scope in them.

In: the schemas and a catalog. Out: one schema a kind, and one a version for a file with documents of any kind. They accept all
that oamc accepts. Of properties they refuse what can be told from a document alone: an unknown one, a value of the wrong type,
a missing one. The older form of properties, a list, is left as it is.
"""

from __future__ import annotations

import json

from oamc.capabilities.catalogs import CATALOGS
from oamc.capabilities.contracts import Trait
from oamc.expressions.types import (
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
    wants_numbers,
)
from oamc.model.vocabularies import KUBEVELA
from oamc.records import unreachable
from oamc.reference.fields import FILES, file_of
from oamc.reference.property_schemas import shape_schema
from oamc.resources import read_text
from oamc.values.parameters import UNSET
from oamc.values.schema import type_schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeAlias

    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.contracts import Property, Scope, WorkloadType
    from oamc.expressions.types import ValueType

    Schema: TypeAlias = dict[str, Any]

KUBEVELA_KIND = "v1beta1.Application"
ANY = "oam"
ANY_OF_SECOND = "oam.v1alpha2"
ANY_OF_KUBEVELA = "oam.v1beta1"
ANY_KIND = (ANY, ANY_OF_SECOND, ANY_OF_KUBEVELA)
"""The schemas of files with documents of any kind, of each version."""
NAMES = (ANY, *FILES.values(), ANY_OF_SECOND, ANY_OF_KUBEVELA)
VARIABLE = {"type": "string", "pattern": r"\[fromVariable\("}
NUMERIC_TEXT = {"type": "string", "pattern": r"^\s*[-+.]?[0-9]", "deprecated": True, "description": "Write it without quotes."}
NOT_SET: Schema = {"enum": ["", [], None]}
"""What is as good as leaving a property out."""


def document_schema(name: str, catalog: Catalog, words: Catalog = CATALOGS[KUBEVELA]) -> Schema:
    """Return one of the schemas in `NAMES` with the properties of traits and scopes in it.

    `catalog` has the words of OAM, `words` those of KubeVela.
    """
    schema: Schema = json.loads(read_text("schemas", file_of(name)))
    definitions = schema["$defs"]
    if name in {FILES[KUBEVELA_KIND], ANY_OF_KUBEVELA}:
        for definition, capabilities in (("component", words.workload_types), ("trait", words.traits)):
            _with_trees(definitions, definition, capabilities)
    elif "trait" in definitions:
        _specialize(definitions, "trait", "name", [(trait.short_name, trait.names, trait) for trait in catalog.traits])
        _specialize(definitions, "scope", "type", [(scope.short_name, scope.names, scope) for scope in catalog.scopes])
    return schema


def _specialize(
    definitions: dict[str, Schema],
    definition: str,
    chosen_by: str,
    capabilities: Iterable[tuple[str, tuple[str, ...], Trait | Scope]],
) -> None:
    """Add to a definition what the properties are for each name that the field `chosen_by` may have."""
    rules = definitions[definition]["allOf"] = [*definitions[definition].get("allOf", ())]
    for short_name, names, capability in capabilities:
        key = f"{definition}.{short_name}"
        definitions[key] = of_capability(capability)
        held = {"anyOf": [{"$ref": f"#/$defs/{key}"}, {"type": ["array", "null"]}]}
        then: Schema = {"properties": {"properties": held, "parameterValues": held}}
        if any(map(is_needed, capability.properties)) or definitions[key].get("required"):
            then["anyOf"] = [{"required": ["properties"]}, {"required": ["parameterValues"]}]
        rules.append(
            {"if": {"required": [chosen_by], "properties": {chosen_by: {"enum": list(names)}}}, "then": then},
        )


def _with_trees(definitions: dict[str, Schema], definition: str, capabilities: Iterable[WorkloadType | Trait]) -> None:
    """Add to a definition what the properties are for each component type or trait of KubeVela."""
    rules = definitions[definition]["allOf"] = [*definitions[definition].get("allOf", ())]
    for capability in capabilities:
        assert capability.schema is not None
        key = f"{definition}.{capability.name}"
        tree = shape_schema(capability.schema)
        definitions[key] = {"description": capability.summary, **tree}
        then: Schema = {"properties": {"properties": {"anyOf": [{"$ref": f"#/$defs/{key}"}, {"type": "null"}]}}}
        if tree.get("required"):
            then["required"] = ["properties"]
        rules.append({"if": {"required": ["type"], "properties": {"type": {"const": capability.name}}}, "then": then})


def of_capability(capability: Trait | Scope) -> Schema:
    """Return the schema of the properties of a trait or a scope of OAM's own words."""
    tree = capability.schema if isinstance(capability, Trait) else None
    if tree is None:
        return properties_schema(capability.properties, capability.summary)
    return {"description": capability.summary, **shape_schema(tree, (VARIABLE, {"type": "null"}))}


def properties_schema(properties: tuple[Property, ...], summary: str) -> Schema:
    """Return the schema of the properties of one trait or scope, written as a mapping."""
    schema: Schema = {"description": f"{summary[:1].upper()}{summary[1:]}", "type": "object", "additionalProperties": False}
    known: dict[str, Schema] = {}
    for prop in properties:
        if "." in prop.name:
            _put_into_group(known, prop)
            continue
        known[prop.name] = property_schema(prop)
        for alias in prop.aliases:
            known[alias] = {**known[prop.name], "deprecated": True, "description": f"Older spelling of `{prop.name}`."}
    schema["properties"] = known
    demanded = [
        {"anyOf": [{"required": [name]} for name in (prop.name, *prop.aliases)]} for prop in properties if is_needed(prop)
    ]
    return {**schema, **({"allOf": demanded} if demanded else {})}


def is_needed(prop: Property) -> bool:
    """Tell whether each use has a property: what an item of a list needs, only those with items do."""
    return prop.required and "[]" not in prop.name


def _put_into_group(known: dict[str, Schema], prop: Property) -> None:
    """Add the schema of an entry of a group, which a document writes as a mapping."""
    *groups, last = prop.name.split(".")
    for group in groups:
        made: Schema = {"type": ["object", "null"], "additionalProperties": False, "properties": {}}
        if group.endswith("[]"):
            item: Schema = {"type": "object", "additionalProperties": False, "properties": {}, "required": []}
            made = {"type": ["array", "null"], "items": item}
            item = known.setdefault(group.removesuffix("[]"), made)["items"]
            item["required"] += [last] if prop.required else []
            known = item["properties"]
        else:
            known = known.setdefault(group, made)["properties"]
    known[last] = property_schema(prop)


def property_schema(prop: Property) -> Schema:
    """Return the schema of one property as a document may write it."""
    described: Schema = {"description": prop.description} if prop.description else {}
    if prop.default is not UNSET:
        described["default"] = prop.default
    if prop.example is not UNSET:
        described["examples"] = [prop.example]
    if callable(prop.type) or prop.read is not None:
        return described  # what it may be depends on the component, or it has forms of its own
    forms = [_written(prop.type), VARIABLE]
    if wants_numbers(prop.type):
        forms.append(NUMERIC_TEXT)
    if not prop.required:
        forms.append(NOT_SET)
    return {**described, "anyOf": forms}


def _written(value_type: ValueType) -> Schema:
    """Return the schema of a value of a type, in whose texts references to variables may stand."""
    match value_type:
        case BooleanType() | NumberType() | ChoiceType() | TextType() | QuantityType():
            return type_schema(value_type)
        case ListType():
            return {"type": "array", "items": _inner(value_type.item)}
        case StructType():
            fields = {field.name: _inner(field.type) for field in value_type.fields}
            required = [field.name for field in value_type.fields if field.required]
            return {"type": "object", "additionalProperties": False, "properties": fields, "required": required}
        case MapType():
            return {"type": "object", "additionalProperties": _inner(value_type.item)}
        case UnionType():
            return {"anyOf": [_written(option) for option in value_type.options]}
        case TextMapType() | ObjectType():
            return {"type": "object"}
        case AnyListType():
            return {"type": "array"}
        case _:
            return unreachable(value_type)


def _inner(value_type: ValueType) -> Schema:
    """Return the schema of a part of a value: null is as good as none, and a text may refer to variables."""
    return {"anyOf": [_written(value_type), VARIABLE, {"type": "null"}]}
