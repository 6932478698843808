"""Typed documents of `core.oam.dev/v1alpha2` (docs/spec/oam-v1alpha2.md, 1 and 2): shape only.

Workloads and traits are objects of any kind, so that they stay nodes; `normalize` reads those whose kind it knows. Absent and
null optional fields are None or empty.
"""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from oamc.frontends.metadata import Metadata
    from oamc.source.nodes import Mapping, Node
    from oamc.spans import Located, Span

    Document: TypeAlias = (
        "Component | ApplicationConfiguration | WorkloadDefinition | TraitDefinition | ScopeDefinition | ScopeDocument"
        " | EmbeddedDocument"
    )


class ParameterEntry(Record):
    """`spec.parameters[]` of a component: each of the `field_paths` gets the value."""

    name: Located[str]
    field_paths: tuple[Located[str], ...]
    required: bool
    description: str
    span: Span


class Component(Record):
    """A Component: a workload with parameters. `revision` is the name of the revision that it is, where it says so."""

    kind = "Component"
    metadata: Metadata
    workload: Mapping
    parameters: tuple[ParameterEntry, ...]
    revision: Located[str] | None
    span: Span


class ParameterValue(Record):
    """`parameterValues[]` of a component instance."""

    name: Located[str]
    value: Node
    span: Span


class TraitEntry(Record):
    """`traits[]` of a component instance: an object."""

    trait: Mapping
    span: Span


class ScopeReference(Record):
    """`scopes[].scopeRef` of a component instance."""

    api_version: Located[str]
    kind: Located[str]
    name: Located[str]


class ComponentUse(Record):
    """`spec.components[]` of a configuration. `revision` is the name of a revision, where one is asked for."""

    component: Located[str]
    revision: Located[str] | None
    values: tuple[ParameterValue, ...]
    traits: tuple[TraitEntry, ...]
    scopes: tuple[ScopeReference, ...]
    empty: dict[str, Span]
    span: Span


class ApplicationConfiguration(Record):
    """An ApplicationConfiguration."""

    kind = "ApplicationConfiguration"
    metadata: Metadata
    components: tuple[ComponentUse, ...]
    empty: dict[str, Span]
    span: Span


class DefinitionReference(Record):
    """`spec.definitionRef`: the name of a CustomResourceDefinition, PLURAL.GROUP, and perhaps a version."""

    name: Located[str]
    version: Located[str] | None


class WorkloadDefinition(Record):
    """A WorkloadDefinition."""

    kind = "WorkloadDefinition"
    metadata: Metadata
    reference: DefinitionReference
    span: Span


class TraitDefinition(Record):
    """A TraitDefinition. `workload_path` is where an object of the trait names its workload."""

    kind = "TraitDefinition"
    metadata: Metadata
    reference: DefinitionReference
    workload_path: Located[str] | None
    applies_to: tuple[Located[str], ...]
    by_revision: bool
    span: Span


class ScopeDefinition(Record):
    """A ScopeDefinition. Where they may `overlap`, a workload can be in several scopes of the type."""

    kind = "ScopeDefinition"
    metadata: Metadata
    reference: DefinitionReference
    overlap: bool
    span: Span


class ScopeDocument(Record):
    """A HealthScope or a NetworkScope, which `scope_kind` says."""

    scope_kind: str
    metadata: Metadata
    span: Span

    @property
    def kind(self) -> str:
        """Return what the document is called."""
        return self.scope_kind


class EmbeddedDocument(Record):
    """A workload or a trait of OAM that is a document of its own, which nothing can refer to."""

    embedded_kind: str
    metadata: Metadata
    span: Span

    @property
    def kind(self) -> str:
        """Return what the document is called."""
        return self.embedded_kind
