"""The decoder: a document of nodes in, a typed document of `core.oam.dev/v1alpha1` out (docs/spec/oam-v1alpha1.md, 1 and 12.1).

The document is dispatched by `kind`. All that is wrong with its shape is reported in one run; what comes
out is complete, or None.
"""

from __future__ import annotations

from oamc.diagnostics.codes import shape as codes
from oamc.diagnostics.reports import listing, nearest
from oamc.frontends.fields import Fields
from oamc.frontends.findings import Findings
from oamc.frontends.kinds import OLD_V1ALPHA1, V1ALPHA1
from oamc.frontends.kinds import V1ALPHA1_KINDS as KINDS
from oamc.frontends.metadata import metadata as metadata_of
from oamc.frontends.v1alpha1.decode_component import component_schematic
from oamc.frontends.v1alpha1.decode_configuration import application_configuration
from oamc.model.group_version_kind import CORE_GROUP, OLD_CORE_GROUP
from oamc.source.nodes import Mapping
from oamc.startup.caching import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.metadata import Metadata
    from oamc.frontends.v1alpha1.documents import OamDocument
    from oamc.source.nodes import Document
    from oamc.spans import Located

NOT_IN_TEXTS = ("[fromParam(", "[instanceName(")
"""References that stand in nodes too, which no decoder looks at."""
REFERRING = KINDS[:2]
"""The kinds in which references to parameters and variables are written."""

OTHER_NAMES = {
    "OperationalConfiguration": "ApplicationConfiguration",
    "Application": "ApplicationConfiguration",
    "ComponentDefinition": "ComponentSchematic",
    "ScopeDefinition": "ApplicationScope",
    "TraitDefinition": "Trait",
    "WorkloadDefinition": "WorkloadType",
    "WorkloadTypeDefinition": "WorkloadType",
}
"""What kinds were called before October 2019, and are called in later versions of OAM."""

CLUSTER_KINDS = ("ComponentInstance", "HealthScope")
"""Objects that a controller made for itself (1)."""


def decode(document: Document, reports: Reports) -> OamDocument | None:
    """Return the typed document, or None where its shape is wrong or it is bookkeeping of a cluster."""
    findings = Findings(reports)
    first = next(iter(document.root), None)
    root = Fields(document.root, "", first.key_span if first else document.root.span, findings)
    version = root.text("apiVersion", hint=f"documents of OAM begin with apiVersion: {V1ALPHA1}")
    kind = root.text("kind", hint=f"the kinds are {listing(KINDS)}")
    if findings.has_failed():
        root.report_missing()
        return None
    if version.value == OLD_V1ALPHA1:
        hint = f"write apiVersion: {V1ALPHA1}"
        findings.add(codes.OLD_GROUP, at=version.span, old=OLD_CORE_GROUP, modern=CORE_GROUP, hint=hint)
    name = _kind_name(document.root, version, kind, findings)
    if name is None:
        return None
    root.dropped("status")
    metadata = root.section("metadata", metadata_of)
    typed = root.section("spec", lambda spec: _decoder(name)(spec, metadata))
    root.done()
    if findings.has_failed() or findings.doubts:
        return None
    if name in REFERRING and (findings.has_reference or _may_refer(document.source.text)):
        from oamc.frontends.v1alpha1.stray_references import report_stray_references

        report_stray_references(document.root, name, findings)
    return typed


@cache(1)
def _may_refer(text: str) -> bool:
    """Tell whether a reference that no decoder looks at may stand in a file, which is asked for each of its documents."""
    return any(word in text for word in NOT_IN_TEXTS)


def _decoder(kind: str) -> Callable[[Fields, Metadata], OamDocument]:
    """Return what decodes the specification of one of `KINDS`. Most inputs define no types and do without that module."""
    match kind:
        case "ComponentSchematic":
            return component_schematic
        case "ApplicationConfiguration":
            return application_configuration
        case _:
            from oamc.frontends.v1alpha1.decode_definitions import DEFINITIONS

            return DEFINITIONS[kind]


def _kind_name(root: Mapping, version: Located[str], kind: Located[str], findings: Findings) -> str | None:
    """Return the name of one of `KINDS`, or None after reporting why the document is not read (1)."""
    if kind.value in KINDS:
        return kind.value
    if kind.value in CLUSTER_KINDS:
        findings.add(codes.CLUSTER_OBJECT, at=kind.span, kind=kind.value, hint="remove the document")
        return None
    if kind.value == "Component" and version.value == V1ALPHA1:
        spec = root.entries.get("spec")
        workload = spec.value.entries.get("workload") if spec and isinstance(spec.value, Mapping) else None
        if workload is None:
            findings.add(codes.COMPONENT_KIND, at=kind.span, hint="write kind: ComponentSchematic")
            return "ComponentSchematic"
        hint = "write apiVersion: core.oam.dev/v1alpha2, here and in its ApplicationConfiguration"
        findings.add(codes.LATER_COMPONENT, at=workload.key_span, hint=hint)
        return None
    here = OTHER_NAMES.get(kind.value) or (nearest(kind.value, KINDS) if findings.wants_hint() else None)
    hint = f"the kinds are {listing(KINDS)}"
    if here is not None:
        hint = f"it is called {here} in {V1ALPHA1}" if kind.value in OTHER_NAMES else f'did you mean "{here}"?'
    findings.add(codes.UNKNOWN_KIND, at=kind.span, version=V1ALPHA1, kind=kind.value, hint=hint)
    return None
