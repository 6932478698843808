"""Documents of `core.oam.dev/v1alpha1` that define types, in version-neutral form (docs/spec/oam-v1alpha1.md, 9.3, 10.5, 11.8).

Loaded where an input has such documents.
"""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.frontends.duplicates import report_duplicates
from oamc.frontends.v1alpha1.normalize_documents import accepted_by, kind_of, report_old_group
from oamc.model.definitions import ScopeDefinition, SettingDeclaration, TraitDefinition, WorkloadTypeDefinition
from oamc.model.group_version_kind import OLD_CORE_GROUP, current_group, parse_group_version_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.frontends.v1alpha1.definition_documents import (
        PropertyDeclaration,
        ScopeDocument,
        TraitDocument,
        WorkloadTypeDocument,
    )


def trait_definition(document: TraitDocument, reports: Reports) -> TraitDefinition:
    """Convert a Trait document (11.8)."""
    report_duplicates(
        (entry.name for entry in document.declarations), "property", f'trait "{document.metadata.name.value}"', reports
    )
    return TraitDefinition(
        name=document.metadata.name,
        applies_to=tuple(
            name if name.value == "*" else kind_of(name, "the workload type", reports) for name in document.applies_to
        ),
        schema_text=document.schema_text,
        declarations=_declarations(document.declarations, "property", reports),
        span=document.span,
    )


def workload_type_definition(document: WorkloadTypeDocument, reports: Reports) -> WorkloadTypeDefinition:
    """Convert a WorkloadType document (9.3)."""
    group = document.group
    report_duplicates(
        (entry.name for entry in document.settings), "setting", f'workload type "{document.metadata.name.value}"', reports
    )
    _check_kind(document, reports)
    if group.value == OLD_CORE_GROUP:
        report_old_group(group, reports)
    return WorkloadTypeDefinition(
        name=document.metadata.name,
        group=current_group(f"{group.value}/")[:-1],
        version=document.version.value if document.version else "",
        kind=document.kind.value,
        settings=_declarations(document.settings, "setting", reports),
        span=document.span,
    )


def scope_definition(document: ScopeDocument, reports: Reports) -> ScopeDefinition:
    """Convert an ApplicationScope document (10.5)."""
    report_duplicates(
        (entry.name for entry in document.parameters), "parameter", f'scope type "{document.metadata.name.value}"', reports
    )
    return ScopeDefinition(
        name=document.metadata.name,
        type=kind_of(document.type, "the type of the scope", reports),
        allow_overlap=document.allow_component_overlap,
        parameters=_declarations(document.parameters, "parameter", reports),
        span=document.span,
    )


def _check_kind(document: WorkloadTypeDocument, reports: Reports) -> None:
    """Check that group, version and kind of a WorkloadType can be those of a component's workload type (1.3)."""
    group, version, kind = document.group, document.version, document.kind
    for located, text, reason in (
        (group, f"{group.value}/v1.Kind", "the group must be a DNS name"),
        (version, f"example.com/{version.value if version else 'v1'}.Kind", "the version must be like v1 or v1alpha1"),
        (kind, f"example.com/v1.{kind.value}", "the kind must begin with a capital letter and have only letters and digits"),
    ):
        if located is not None and parse_group_version_kind(text) is None:
            hint = "write it like group: example.com, version: v1, kind: Thing"
            reports.add(codes.MALFORMED_KIND, at=located.span, what="the workload type", reason=reason, hint=hint)


def _declarations(entries: tuple[PropertyDeclaration, ...], what: str, reports: Reports) -> tuple[SettingDeclaration, ...]:
    """Convert declared properties of a definition document, each of which is a `what`."""
    return tuple(
        SettingDeclaration(
            name=entry.name,
            description=entry.description,
            type=entry.type.value if entry.type else "",
            required=entry.required,
            default=entry.default,
            span=entry.span,
            accepts=accepted_by(entry, f'{what} "{entry.name.value}"', reports),
        )
        for entry in entries
    )
