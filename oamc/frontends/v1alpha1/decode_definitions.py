"""Documents that define traits, workload types and scopes (docs/spec/oam-v1alpha1.md, 9.3, 10.5 and 11.8)."""

from __future__ import annotations

from oamc.diagnostics.codes.shape import WRAPPED_PROPERTIES
from oamc.frontends.scalars import wrong_type
from oamc.frontends.v1alpha1.decode_rules import rules_entry
from oamc.frontends.v1alpha1.definition_documents import PropertyDeclaration, ScopeDocument, TraitDocument, WorkloadTypeDocument
from oamc.source.nodes import Mapping, Scalar, Sequence
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from oamc.frontends.fields import Fields
    from oamc.frontends.metadata import Metadata

    TraitProperties: TypeAlias = tuple[Located[str] | None, tuple[PropertyDeclaration, ...]]

SCHEMA_HINT = "write the JSON schema as text, below properties: |"


def trait_document(spec: Fields, metadata: Metadata) -> TraitDocument:
    """Decode a Trait (11.8). Without `appliesTo` it applies to every workload type."""
    schema, declarations = _trait_properties(spec)
    return TraitDocument(
        metadata=metadata,
        applies_to=_applies_to(spec),
        schema_text=schema,
        declarations=declarations,
        span=spec.span,
    )


def _applies_to(spec: Fields) -> tuple[Located[str], ...]:
    """Return the workload types a trait applies to; `"*"` may stand there without a list."""
    node = spec.value("appliesTo")
    if node is None:
        return (Located(value="*", span=spec.span),)
    if isinstance(node, Scalar):
        return (spec.text("appliesTo"),)
    spec.not_empty("appliesTo")
    return spec.texts("appliesTo")


def _trait_properties(fields: Fields) -> TraitProperties:
    """Return the properties of a trait: a JSON schema as text, or a list of declarations, or that wrapped once more."""
    node = fields.value("properties")
    if isinstance(node, Mapping) and "properties" in node.entries:
        hint = "move what stands below it one level up"
        place = fields.at("properties")
        fields.findings.add(WRAPPED_PROPERTIES, at=node.entries["properties"].key_span, place=place, hint=hint)
        return fields.section("properties", _declared_properties)
    return _declared_properties(fields)


def _declared_properties(fields: Fields) -> TraitProperties:
    """Return what the field `properties` declares."""
    node = fields.value("properties")
    if isinstance(node, Sequence):
        return None, fields.each("properties", _declaration)
    if isinstance(node, Mapping):
        wrong_type(node, fields.at("properties"), "a string or a list", fields.findings, SCHEMA_HINT)
        return None, ()
    return fields.optional_text("properties"), ()


def workload_type_document(spec: Fields, metadata: Metadata) -> WorkloadTypeDocument:
    """Decode a WorkloadType (9.3)."""
    kind, singular, plural = spec.section("names", _names)
    if spec.optional_text("workloadSettings") is not None:
        spec.ignored("workloadSettings", "workload type")
    return WorkloadTypeDocument(
        metadata=metadata,
        group=spec.text("group"),
        version=spec.optional_text("version"),
        kind=kind,
        singular=singular,
        plural=plural,
        settings=spec.each("settings", _declaration),
        span=spec.span,
    )


def _names(fields: Fields) -> tuple[Located[str], Located[str] | None, Located[str] | None]:
    """Decode the names of a workload type: kind, singular and plural."""
    return fields.text("kind"), fields.optional_text("singular"), fields.optional_text("plural")


def scope_document(spec: Fields, metadata: Metadata) -> ScopeDocument:
    """Decode an ApplicationScope (10.5)."""
    return ScopeDocument(
        metadata=metadata,
        type=spec.text("type"),
        allow_component_overlap=spec.boolean("allowComponentOverlap", required=True),
        parameters=spec.each("parameters", _declaration),
        span=spec.span,
    )


def _declaration(fields: Fields) -> PropertyDeclaration:
    """Decode a declared property. Its type is any word; documents in use write `integer`, `double` and `[]string`."""
    return PropertyDeclaration(
        name=fields.text("name"),
        description=fields.description(),
        type=fields.optional_text("type") or Located(value="string", span=fields.span),
        required=fields.boolean("required"),
        default=fields.value("default"),
        rules=rules_entry(fields),
        span=fields.span,
    )


DEFINITIONS: dict[str, Callable[[Fields, Metadata], TraitDocument | WorkloadTypeDocument | ScopeDocument]] = {
    "ApplicationScope": scope_document,
    "Trait": trait_document,
    "WorkloadType": workload_type_document,
}
"""What decodes the specification of each kind of document that defines a type."""
