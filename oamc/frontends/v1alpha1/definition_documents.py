"""Typed documents that define types: traits, workload types and scopes (docs/spec/oam-v1alpha1.md, 9 to 11).

Most inputs have none, and do without this module.
"""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from oamc.frontends.metadata import Metadata
    from oamc.frontends.v1alpha1.declared_rules import RulesEntry
    from oamc.source.nodes import Node
    from oamc.spans import Located, Span

    DefinitionDocument: TypeAlias = "TraitDocument | WorkloadTypeDocument | ScopeDocument"


class PropertyDeclaration(Record):
    """A declared property, setting or parameter of a definition document. `type` as written, "string" where it is missing."""

    name: Located[str]
    description: str
    type: Located[str] | None
    required: bool
    default: Node | None
    rules: RulesEntry | None
    span: Span


class TraitDocument(Record):
    """A Trait definition (11.8). At most one of `schema_text` (JSON schema as text) and `declarations` is given."""

    metadata: Metadata
    applies_to: tuple[Located[str], ...]
    schema_text: Located[str] | None
    declarations: tuple[PropertyDeclaration, ...]
    span: Span


class WorkloadTypeDocument(Record):
    """A WorkloadType definition (9.3). `version` is None where it is missing."""

    metadata: Metadata
    group: Located[str]
    version: Located[str] | None
    kind: Located[str]
    singular: Located[str] | None
    plural: Located[str] | None
    settings: tuple[PropertyDeclaration, ...]
    span: Span


class ScopeDocument(Record):
    """An ApplicationScope definition (10.5)."""

    metadata: Metadata
    type: Located[str]
    allow_component_overlap: bool
    parameters: tuple[PropertyDeclaration, ...]
    span: Span
