"""Settings of a workload type that says what they are: literals in the form that its API wants, and what is wrong with them.

Where the API wants texts, numbers and booleans are taken as written; mappings and lists in their place are not.
"""

from __future__ import annotations

from oamc.diagnostics.reports import Related
from oamc.expressions.holes import When, any_of
from oamc.expressions.problems import misfit, problem
from oamc.expressions.types import (
    PROCESS_TEXT,
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
)
from oamc.records import replace, unreachable
from oamc.resolve.properties import with_texts as value_with_texts
from oamc.resolve.setting_references import REFERENCE, whole_reference, within
from oamc.resolve.typed_values import as_text
from oamc.source.nodes import Entry, Mapping, Scalar, Sequence, plain, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Property
    from oamc.expressions.compound_problems import Place
    from oamc.expressions.holes import Condition, ValueTree
    from oamc.expressions.types import ValueType
    from oamc.model.application import Component
    from oamc.source.nodes import Node
    from oamc.spans import Span
    from oamc.values.parameters import Parameter


def with_texts(node: Node, value_type: ValueType) -> tuple[Node, Scalar | None]:
    """Return a literal with texts where the type wants them, without entries of null, and the first scalar that was none."""
    match value_type, node:
        case TextType(), Scalar() if node.value is not None and not isinstance(node.value, str):
            return Scalar(node.text, True, node.text, node.span), node if as_text(node) is None else None
        case ListType(item=TextType() as text), Sequence():
            items = [with_texts(item, text) for item in node]
            return Sequence(tuple(item for item, _ in items), node.span), _first(changed for _, changed in items)
        case TextMapType(), Mapping():
            kept = {entry.key: entry for entry in node if not (isinstance(entry.value, Scalar) and entry.value.value is None)}
            values = {key: with_texts(entry.value, TextType()) for key, entry in kept.items()}
            entries = {key: Entry(key, entry.key_span, values[key][0]) for key, entry in kept.items()}
            return Mapping(entries, node.span), _first(changed for _, changed in values.values())
        case _:
            return node, None


def _first(changed: Iterator[Scalar | None]) -> Scalar | None:
    """Return the first scalar that was changed."""
    return next((scalar for scalar in changed if scalar is not None), None)


def misfits(node: Node, value_type: ValueType, *, with_references: bool) -> Iterator[tuple[Span, str]]:
    """Yield what is wrong with a literal, each with its place. References, if there may be any, are looked at elsewhere."""
    match value_type, node:
        case TextMapType(), Mapping():
            fields = dict(value_type.fields)
            for entry in node:
                if fields and entry.key not in fields:
                    yield entry.key_span, f"must have no other keys than {' and '.join(fields)}"
                    continue
                found = _misfit(entry.value, fields.get(entry.key, value_type.item), with_references=with_references)
                if found:
                    yield entry.value.span, f'has a wrong "{entry.key}": it {found}'
        case ListType(item=TextType() as text), Sequence():
            for number, item in enumerate(node, 1):
                found = _misfit(item, text, with_references=with_references)
                if found:
                    yield item.span, f"has a wrong item (number {number}): it {found}"
        case ((ListType() | StructType() | MapType() | UnionType()), _) if whole_reference(node) is None or not with_references:
            yield from _composed_misfits(node, value_type, with_references=with_references)
        case _:
            found = _misfit(node, value_type, with_references=with_references)
            if found:
                yield node.span, found


def _composed_misfits(node: Node, value_type: ValueType, *, with_references: bool) -> Iterator[tuple[Span, str]]:
    """Yield what is wrong with a literal that is made of others, at the part that is wrong."""
    reference = next(iter(within(node)), None) if with_references else None
    if reference is not None:
        yield reference.name.span, "takes a parameter as a whole only, not in a part of it"
        return
    value = value_with_texts(node, value_type)
    found = misfit(value_type, value)
    if found is not None:
        yield _node_at(node, found[0]).span, problem(value_type, value)


def _node_at(node: Node, path: Place) -> Node:
    """Return the part of a node at a path."""
    for step in path:
        below = node.items[step] if isinstance(node, Sequence) and isinstance(step, int) else None
        if isinstance(node, Mapping) and isinstance(step, str):
            below = node.get(step)
        if below is None:
            return node
        node = below
    return node


def _misfit(node: Node, value_type: ValueType, *, with_references: bool) -> str:
    """Say what is wrong with a literal or a part of one."""
    if with_references and whole_reference(node) is not None:
        return ""
    if isinstance(value_type, TextType):
        if not isinstance(node, Scalar):
            return f"must be a string, not {type_name(node)}"
        if with_references and REFERENCE.search(node.text):
            return "must be a text or one parameter, not both in one" if value_type.pattern else ""
    return problem(value_type, plain(node))


def general_types(wanted: ValueType) -> tuple[ValueType, ...]:
    """Return the types of parameters that can be narrowed to the type of a setting."""
    match wanted:
        case ListType() | AnyListType():
            return (AnyListType(),)
        case TextMapType() | StructType() | MapType() | ObjectType():
            return (ObjectType(),)
        case TextType():
            return (TextType(),)
        case QuantityType():
            return ()
        case NumberType():
            return (NumberType(),)
        case BooleanType():
            return (BooleanType(),)
        case ChoiceType():
            return tuple(dict.fromkeys(_TYPES_OF_CHOICES[type(choice)] for choice in wanted.choices))
        case UnionType():
            return tuple(dict.fromkeys(general for option in wanted.options for general in general_types(option)))
        case _:
            return unreachable(wanted)


_TYPES_OF_CHOICES: dict[type, ValueType] = {bool: BooleanType(), int: NumberType(), float: NumberType(), str: TextType()}


def has_no_nul(value_type: ValueType) -> bool:
    """Tell whether a text of a type has no NUL, because a process gets it somewhere."""
    return isinstance(value_type, TextType) and PROCESS_TEXT.forbidden in value_type.forbidden


def without_nul(value_type: ValueType) -> ValueType:
    """Return a type of texts that allows no NUL besides; another type as it is."""
    if not isinstance(value_type, TextType) or has_no_nul(value_type):
        return value_type
    forbidden = "|".join(filter(None, (value_type.forbidden, PROCESS_TEXT.forbidden)))
    return replace(value_type, forbidden=forbidden, rule=value_type.rule or PROCESS_TEXT.rule)


def place_of_missing(name: str, component: Component) -> Span:
    """Return where a setting is missing: at its name if that has null, at an empty `workloadSettings`, else at the type."""
    entry = component.settings_mapping.entries.get(name) if component.settings_mapping else None
    return entry.key_span if entry else component.empty.get("workloadSettings", component.workload_type.span)


def part_of(declared: Property | None, key: str) -> Property | None:
    """Return the rule for a part of a setting that is a mapping or a list; None where the part may be anything."""
    if declared is None:
        return None
    match declared.type_of_setting:
        case TextMapType(fields=fields, item=item):
            return replace(declared, type=dict(fields).get(key, item))
        case ListType(item=TextType() as item):
            return replace(declared, type=item)
        case ObjectType() | AnyListType():
            return None
        case _:
            return declared


def takes_anything(declared: Property) -> bool:
    """Tell whether the parts of a setting may be anything, as those of a spec: parameters and names, too."""
    return isinstance(declared.type_of_setting, ObjectType | AnyListType)


def guarded_parts(parts: dict[str, ValueTree] | list[ValueTree]) -> ValueTree:
    """Return a mapping or list of which all parts may be left out as one that is there while any of them is."""
    values = list(parts.values()) if isinstance(parts, dict) else parts
    conditions: list[Condition] = [value.condition for value in values if isinstance(value, When)]
    return When(condition=any_of(tuple(conditions)), then=parts) if conditions and len(conditions) == len(values) else parts


def declared_at(parameter: Parameter) -> list[Related]:
    """Return the note that shows where a parameter is declared."""
    return [Related(span=parameter.declared, message="the parameter is declared here")] if parameter.declared else []
