"""What documents say of the types that a platform has: of traits, workload types and scopes, and of their properties."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.types import ValueType
    from oamc.source.nodes import Node
    from oamc.spans import Located, Span


class SettingDeclaration(Record):
    """A property or setting that a definition document declares. `type` as written, empty where it is missing.

    `accepts` is the type of its values where the declaration says more of them than that; its default is one of these. The
    value of a `secret` one stands in a Secret of the cluster, and in no document.
    """

    name: Located[str]
    description: str
    type: str
    required: bool
    default: Node | None
    span: Span
    accepts: ValueType | None = None


class TraitDefinition(Record):
    """A Trait document: what a platform demands of the uses of a trait."""

    name: Located[str]
    applies_to: tuple[Located[str], ...]
    schema_text: Located[str] | None
    declarations: tuple[SettingDeclaration, ...]
    span: Span


class WorkloadTypeDefinition(Record):
    """A WorkloadType document. `version` is empty where the document leaves it open."""

    name: Located[str]
    group: str
    version: str
    kind: str
    settings: tuple[SettingDeclaration, ...]
    span: Span


class ScopeDefinition(Record):
    """An ApplicationScope document."""

    name: Located[str]
    type: Located[str]
    allow_overlap: bool
    parameters: tuple[SettingDeclaration, ...]
    span: Span
