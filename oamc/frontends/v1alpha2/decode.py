"""The decoder: a document of nodes in, a typed document of `core.oam.dev/v1alpha2` out (docs/spec/oam-v1alpha2.md, 1 and 2).

The document is dispatched by `kind`. All that is wrong with its shape is reported in one run; what comes out is complete, or
None.
"""

from __future__ import annotations

from oamc.diagnostics.codes.second_version import COMPONENT_OR_REVISION
from oamc.diagnostics.codes.shape import UNKNOWN_FIELD, UNKNOWN_KIND
from oamc.diagnostics.reports import Related, listing, nearest
from oamc.frontends.fields import Fields
from oamc.frontends.findings import Findings
from oamc.frontends.kinds import V1ALPHA2 as API_VERSION
from oamc.frontends.kinds import V1ALPHA2_KINDS as KINDS
from oamc.frontends.metadata import metadata as metadata_of
from oamc.frontends.scalars import wrong_type
from oamc.frontends.v1alpha2.documents import (
    ApplicationConfiguration,
    Component,
    ComponentUse,
    DefinitionReference,
    EmbeddedDocument,
    ParameterEntry,
    ParameterValue,
    ScopeDefinition,
    ScopeDocument,
    ScopeReference,
    TraitDefinition,
    TraitEntry,
    WorkloadDefinition,
)
from oamc.source.nodes import Mapping
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.metadata import Metadata
    from oamc.frontends.v1alpha2 import documents
    from oamc.source.nodes import Document

REVISION_LABEL = "app.oam.dev/revision"
"""The label by which a Component says which of its revisions it is."""

EMBEDDED = ("ContainerizedWorkload", "ManualScalerTrait")
"""Kinds that stand within other documents."""
SCOPES = ("HealthScope", "NetworkScope")

OTHER_NAMES = {
    "ApplicationScope": "ScopeDefinition",
    "ComponentDefinition": "WorkloadDefinition",
    "ComponentSchematic": "Component",
    "Trait": "TraitDefinition",
    "WorkloadType": "WorkloadDefinition",
}
"""What kinds are called in other versions of OAM."""
OF_KUBEVELA = ("Application", "ApplicationContext", "ApplicationDeployment", "ApplicationRevision", "ComponentRevision")
"""Kinds that early versions of KubeVela put under this version."""

NOT_OF_A_USE = {
    "applicationScopes": "write scopes: [{scopeRef: {apiVersion: core.oam.dev/v1alpha2, kind: HealthScope, name: NAME}}]",
    "instanceName": "v1alpha2 has none: a workload is called by its metadata.name, else by its component; "
    "a parameter with the path metadata.name can rename it",
}
NOT_OF_A_TRAIT = {
    "name": "write it below trait",
    "properties": "write it below trait",
}
NOT_OF_A_COMPONENT = {
    "containers": "describe them in the workload: {apiVersion: core.oam.dev/v1alpha2, kind: ContainerizedWorkload, spec: {…}}",
    "workloadType": "embed a workload: {apiVersion: core.oam.dev/v1alpha2, kind: ContainerizedWorkload, spec: {…}}",
}
NOT_OF_A_CONFIGURATION = {
    "scopes": "write HealthScope documents, and name them under scopes of a component",
    "variables": "v1alpha2 has no variables: write the values",
}
"""Fields of v1alpha1, by the place in which they stand: what to write here."""

NEEDS_THE_RUNTIME = "write the value itself: it can only be read from a live object"


def decode(document: Document, reports: Reports) -> documents.Document | None:
    """Return the typed document, or None where its shape is wrong."""
    findings = Findings(reports)
    first = next(iter(document.root), None)
    root = Fields(document.root, "", first.key_span if first else document.root.span, findings)
    root.text("apiVersion")
    kind = root.text("kind", hint=f"the kinds are {listing(KINDS)}")
    if findings.has_failed():
        root.report_missing()
        return None
    if kind.value not in KINDS:
        _report_kind(kind, findings)
        return None
    root.dropped("status")
    metadata = root.section("metadata", metadata_of)
    if kind.value in EMBEDDED:
        root.dropped("spec")
        root.done()
        typed: documents.Document = EmbeddedDocument(embedded_kind=kind.value, metadata=metadata, span=root.span)
    else:
        typed = root.section("spec", lambda spec: _decoder(kind.value)(spec, metadata))
        root.done()
    return None if findings.has_failed() or findings.doubts else typed


def _decoder(kind: str) -> Callable[[Fields, Metadata], documents.Document]:
    """Return what decodes the specification of a kind."""
    match kind:
        case "Component":
            return _component
        case "ApplicationConfiguration":
            return _configuration
        case "WorkloadDefinition":
            return _workload_definition
        case "TraitDefinition":
            return _trait_definition
        case "ScopeDefinition":
            return _scope_definition
        case "HealthScope":
            return _health_scope
        case _:
            return _network_scope


def _report_kind(kind: Located[str], findings: Findings) -> None:
    """Report a kind that the version does not have."""
    hint = f"the kinds are {listing(KINDS)}"
    if kind.value in OTHER_NAMES:
        hint = f"it is called {OTHER_NAMES[kind.value]} in {API_VERSION}"
    elif kind.value in OF_KUBEVELA:
        hint = f"it belongs to KubeVela, in core.oam.dev/v1beta1 today; {API_VERSION} has an ApplicationConfiguration"
    elif near := nearest(kind.value, KINDS) if findings.wants_hint() else None:
        hint = f'did you mean "{near}"?'
    findings.add(UNKNOWN_KIND, at=kind.span, version=API_VERSION, kind=kind.value, hint=hint)


def _refuse(fields: Fields, elsewhere: dict[str, str]) -> None:
    """Report fields of another version of OAM, with what to write here."""
    for field, hint in elsewhere.items():
        if fields.has(field):
            fields.dropped(field)
            fields.findings.add(UNKNOWN_FIELD, at=fields.key_span(field), place=fields.place, field=field, hint=hint)


def _component(spec: Fields, metadata: Metadata) -> Component:
    """Decode the spec of a Component (1.1)."""
    _refuse(spec, NOT_OF_A_COMPONENT)
    return Component(
        metadata=metadata,
        workload=_object(spec, "workload"),
        parameters=spec.each("parameters", _parameter),
        revision=metadata.labels.get(REVISION_LABEL),
        span=spec.span,
    )


def _object(fields: Fields, field: str) -> Mapping:
    """Return an embedded object, which must be there."""
    node = fields.required(field)
    if node is not None and not isinstance(node, Mapping):
        wrong_type(node, fields.at(field), "a mapping", fields.findings)
    return node if isinstance(node, Mapping) else Mapping({}, fields.span)


def _parameter(fields: Fields) -> ParameterEntry:
    """Decode a parameter (1.1). Old documents give it a type, which says nothing: the field that it replaces has one."""
    fields.ignored("type", "parameter")
    fields.required("fieldPaths")
    fields.not_empty("fieldPaths")
    return ParameterEntry(
        name=fields.text("name"),
        field_paths=fields.texts("fieldPaths"),
        required=fields.boolean("required"),
        description=fields.description(),
        span=fields.span,
    )


def _configuration(spec: Fields, metadata: Metadata) -> ApplicationConfiguration:
    """Decode the spec of an ApplicationConfiguration (1.2)."""
    _refuse(spec, NOT_OF_A_CONFIGURATION)
    spec.required("components")
    return ApplicationConfiguration(
        metadata=metadata,
        components=spec.each("components", _use),
        empty=spec.empty("components"),
        span=spec.span,
    )


def _use(fields: Fields) -> ComponentUse:
    """Decode the use of a component (1.2)."""
    _refuse(fields, NOT_OF_A_USE)
    fields.needs_controller("dataInputs", NEEDS_THE_RUNTIME)
    fields.needs_controller("dataOutputs", NEEDS_THE_RUNTIME)
    component = fields.optional_text("componentName")
    revision = fields.optional_text("revisionName")
    if component is not None and revision is not None:
        related = [Related(span=component.span, message="componentName is given here")]
        hint = "keep one of them"
        fields.findings.add(COMPONENT_OR_REVISION, at=revision.span, related=related, place=fields.place, hint=hint)
    elif component is None and revision is None:
        fields.lacks(("componentName", "revisionName"), COMPONENT_OR_REVISION, fields.span, "write componentName: NAME")
    if component is None and revision is not None:
        component = Located(value=revision.value.rpartition("-")[0] or revision.value, span=revision.span)
    return ComponentUse(
        component=component or Located(value="", span=fields.span),
        revision=revision,
        values=fields.each("parameterValues", _value),
        traits=fields.each("traits", _trait),
        scopes=fields.each("scopes", lambda scope: scope.section("scopeRef", _scope_reference)),
        empty=fields.empty("parameterValues"),
        span=fields.span,
    )


def _value(fields: Fields) -> ParameterValue:
    """Decode the value of a parameter (1.2)."""
    return ParameterValue(name=fields.text("name"), value=fields.required_value("value"), span=fields.span)


def _trait(fields: Fields) -> TraitEntry:
    """Decode a trait (1.3)."""
    _refuse(fields, NOT_OF_A_TRAIT)
    fields.needs_controller("dataInputs", NEEDS_THE_RUNTIME)
    fields.needs_controller("dataOutputs", NEEDS_THE_RUNTIME)
    return TraitEntry(trait=_object(fields, "trait"), span=fields.span)


def _scope_reference(fields: Fields) -> ScopeReference:
    """Decode the reference to a scope (1.2)."""
    return ScopeReference(api_version=fields.text("apiVersion"), kind=fields.text("kind"), name=fields.text("name"))


def _reference(fields: Fields) -> DefinitionReference:
    """Decode `definitionRef` (2)."""
    return DefinitionReference(name=fields.text("name"), version=fields.optional_text("version"))


def _workload_definition(spec: Fields, metadata: Metadata) -> WorkloadDefinition:
    """Decode a WorkloadDefinition (2). Which children a workload has, oamc knows by itself."""
    spec.each("childResourceKinds", _child_kind)
    spec.optional_text("podSpecPath")
    spec.optional_text("revisionLabel")
    spec.dropped("extension")
    return WorkloadDefinition(metadata=metadata, reference=spec.section("definitionRef", _reference), span=spec.span)


def _child_kind(fields: Fields) -> None:
    """Check the kind of children of a workload (2)."""
    fields.text("apiVersion")
    fields.text("kind")
    fields.value("selector")


def _trait_definition(spec: Fields, metadata: Metadata) -> TraitDefinition:
    """Decode a TraitDefinition (2)."""
    spec.dropped("extension")
    return TraitDefinition(
        metadata=metadata,
        reference=spec.section("definitionRef", _reference),
        workload_path=spec.optional_text("workloadRefPath"),
        applies_to=spec.texts("appliesToWorkloads"),
        by_revision=spec.boolean("revisionEnabled"),
        span=spec.span,
    )


def _scope_definition(spec: Fields, metadata: Metadata) -> ScopeDefinition:
    """Decode a ScopeDefinition (2)."""
    spec.dropped("extension")
    spec.optional_text("workloadRefsPath")
    return ScopeDefinition(
        metadata=metadata,
        reference=spec.section("definitionRef", _reference),
        overlap=spec.boolean("allowComponentOverlap", required=True),
        span=spec.span,
    )


def _health_scope(spec: Fields, metadata: Metadata) -> ScopeDocument:
    """Decode a HealthScope (5.3). What only the text of OAM has, the runtime never read."""
    for field in ("probe-timeout", "probe-interval"):
        spec.optional_integer(field, 0, 2**31 - 1)
    for field in OF_THE_TEXT_ALONE:
        spec.ignored(field, "health scope")
    spec.each("workloadRefs", _scope_reference)
    return ScopeDocument(scope_kind="HealthScope", metadata=metadata, span=spec.span)


OF_THE_TEXT_ALONE = (
    "probe-method",
    "probe-endpoint",
    "failure-rate-threshold",
    "healthy-rate-threshold",
    "health-threshold-percentage",
    "required-healthy-components",
)


def _network_scope(spec: Fields, metadata: Metadata) -> ScopeDocument:
    """Decode a NetworkScope (5.4)."""
    spec.text("networkId")
    spec.required("subnetIds")
    spec.texts("subnetIds")
    spec.text("internetGatewayType")
    return ScopeDocument(scope_kind="NetworkScope", metadata=metadata, span=spec.span)
