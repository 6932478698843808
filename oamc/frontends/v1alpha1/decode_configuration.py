"""ApplicationConfiguration: variables, scopes, components with their traits.

Rules: docs/spec/oam-v1alpha1.md, 4.1, 4.2, 5 and 10.1.
"""

from __future__ import annotations

from oamc.diagnostics.codes import shape as codes
from oamc.diagnostics.reports import printable
from oamc.frontends.scalars import is_null, is_unset, text_of, wrong_type
from oamc.frontends.v1alpha1.documents import (
    ApplicationConfiguration,
    ComponentConfigurationEntry,
    ParameterValueEntry,
    PropertyEntry,
    ScopeBindingEntry,
    TraitBindingEntry,
    VariableEntry,
)
from oamc.records import replace
from oamc.source.nodes import Mapping, Scalar, Sequence
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields
    from oamc.frontends.metadata import Metadata
    from oamc.frontends.v1alpha1.documents import KeyReferenceEntry
    from oamc.source.nodes import Node
    from oamc.spans import Span

MAPPING_HINT = 'write "properties", and below it every entry as NAME: VALUE'
FIELD_OF_OBJECT_HINT = "give the value itself, or a variable of the configuration"


def application_configuration(spec: Fields, metadata: Metadata) -> ApplicationConfiguration:
    """Decode the spec of an ApplicationConfiguration (5.1)."""
    return ApplicationConfiguration(
        metadata=metadata,
        variables=spec.each("variables", _variable_entry),
        scopes=spec.each("scopes", _scope_binding_entry),
        components=spec.each("components", _component_entry, lambda entry: replace(entry, is_doubted=True)),
        empty=spec.empty("components"),
        span=spec.span,
    )


def _variable_entry(fields: Fields) -> VariableEntry:
    """Decode a variable (4.2)."""
    return VariableEntry(name=fields.text("name"), value=fields.required_value("value"), span=fields.span)


def _scope_binding_entry(fields: Fields) -> ScopeBindingEntry:
    """Decode a scope (10.1). A list of properties is as good as a mapping here: both are in the text of OAM."""
    return ScopeBindingEntry(
        name=fields.text("name"),
        type=fields.text("type"),
        properties=_properties(fields, list_is_old=False),
        empty=_empty_properties(fields),
        span=fields.span,
    )


def _component_entry(fields: Fields) -> ComponentConfigurationEntry:
    """Decode the use of a component (5.2)."""
    fields.renamed("name", "componentName")
    return ComponentConfigurationEntry(
        component_name=fields.text("componentName"),
        instance_name=fields.text("instanceName"),
        parameter_values=fields.each("parameterValues", _parameter_value_entry),
        traits=fields.each("traits", _trait_binding_entry),
        application_scopes=fields.texts("applicationScopes"),
        empty=fields.empty("parameterValues"),
        span=fields.span,
    )


def _parameter_value_entry(fields: Fields) -> ParameterValueEntry:
    """Decode the value of a parameter (4.1). `from` takes it out of a live object, which no compiler can."""
    fields.needs_controller("from", FIELD_OF_OBJECT_HINT)
    return ParameterValueEntry(
        name=fields.text("name"),
        value=_value_or_reference(fields, "fromParam"),
        reference=_reference_to_key(fields),
        empty=fields.empty("value"),
        span=fields.span,
    )


def _reference_to_key(fields: Fields) -> KeyReferenceEntry | None:
    """Return the key of a Secret or a ConfigMap that stands in the place of a value (4.4). Few applications have one."""
    if fields.value("valueFrom") is None:
        return None
    from oamc.frontends.v1alpha1.decode_references import reference_of_parameter

    return reference_of_parameter(fields)


def _trait_binding_entry(fields: Fields) -> TraitBindingEntry:
    """Decode the use of a trait (5.3)."""
    fields.ignored("type", "trait")
    return TraitBindingEntry(
        name=fields.text("name"),
        properties=_properties(fields, list_is_old=True),
        empty=_empty_properties(fields),
        span=fields.span,
    )


def _properties(fields: Fields, *, list_is_old: bool) -> tuple[PropertyEntry, ...]:
    """Decode the properties of a trait or a scope: a mapping, or the older list of names and values (5.3, 10.1)."""
    renamed = fields.renamed("parameterValues", "properties", MAPPING_HINT)
    node = fields.value("properties")
    if node is None:
        fields.slipped("properties")
        return ()
    if isinstance(node, Mapping):
        given = (entry for entry in node if not is_null(entry.value))
        return tuple(PropertyEntry(name=Located(value=entry.key, span=entry.key_span), value=entry.value) for entry in given)
    if not isinstance(node, Sequence):
        wrong_type(node, fields.at("properties"), "a mapping", fields.findings)
        return ()
    if list_is_old and not renamed:
        place = fields.at("properties")
        fields.findings.add(codes.PROPERTIES_AS_LIST, at=fields.key_span("properties"), place=place, hint=MAPPING_HINT)
    return tuple(found for found in fields.each("properties", _listed_property) if found is not None)


def _empty_properties(fields: Fields) -> dict[str, Span]:
    """Return the places of the names of the properties that are null, and that of `properties` where nothing is below it."""
    node = fields.value("properties")
    match node:
        case Mapping():
            nulls = {entry.key: entry.key_span for entry in node if is_null(entry.value)}
        case Sequence():
            listed = [item.entries for item in node if isinstance(item, Mapping)]
            nulls = {
                entries["name"].value.text: entries["value"].key_span
                for entries in listed
                if "name" in entries and isinstance(entries["name"].value, Scalar)
                if "value" in entries and is_null(entries["value"].value)
            }
        case _:
            nulls = {}
    return {**fields.empty("properties"), **nulls}


def _listed_property(fields: Fields) -> PropertyEntry | None:
    """Decode a property of the list form. One whose value is null is as good as absent."""
    name = fields.text("name")
    value = _value_or_reference(fields, "fromParam", "from")
    if value is None:
        if not (fields.has("value") or fields.has("fromParam") or fields.has("from")):
            fields.required("value")
        return None
    return PropertyEntry(name=name, value=value)


def _value_or_reference(fields: Fields, *spellings: str) -> Node | None:
    """Return `value`, or the reference to a variable that an older field stands for: `[fromVariable(NAME)]` (4.1, 13)."""
    value = fields.value("value")
    for field in spellings:
        node = fields.older_value(field)
        if isinstance(node, Mapping):
            fields.needs_controller(field, FIELD_OF_OBJECT_HINT)
        elif node is None or is_unset(node):
            continue
        elif value is not None:
            fields.contradiction(field, fields.key_span(field), "value", value.span)
        else:
            value = _reference(fields, field, node)
    return value


def _reference(fields: Fields, field: str, node: Node) -> Scalar | None:
    """Return the reference to the variable that `node` names, as a text of today's form."""
    variable = text_of(node, fields.at(field), fields.findings)
    if variable is None:
        return None
    name = variable.value
    reference = f"[fromVariable({name})]"
    hint = f'write value: "{printable(reference)}"'
    fields.findings.add(
        codes.OLD_REFERENCE, at=fields.key_span(field), place=fields.place, field=field, variable=name, hint=hint
    )
    return Scalar(reference, quoted=True, value=reference, span=node.span)
