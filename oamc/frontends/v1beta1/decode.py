"""The decoder: a document of nodes in, a typed document of `core.oam.dev/v1beta1` out (docs/spec/oam-v1beta1.md, 1).

Its two satellites, Policy and Workflow of v1alpha1, are decoded here too.
"""

from __future__ import annotations

from oamc.diagnostics.codes import shape as shape_codes
from oamc.diagnostics.codes import vela as vela_codes
from oamc.diagnostics.reports import Related, listing, nearest
from oamc.frontends.fields import Fields
from oamc.frontends.findings import Findings
from oamc.frontends.kinds import APPLICATION, DEFINITIONS, POLICY, REVISION, V1ALPHA1, V1BETA1, WORKFLOW
from oamc.frontends.metadata import metadata as metadata_of
from oamc.frontends.scalars import wrong_type
from oamc.frontends.v1beta1.documents import (
    ApplicationDocument,
    PolicyDocument,
    StepEntry,
    WorkflowDocument,
    WorkflowEntry,
)
from oamc.frontends.v1beta1.entries import ComponentEntry, InputEntry, OutputEntry, TraitEntry
from oamc.frontends.v1beta1.placeholders import report_placeholders
from oamc.frontends.v1beta1.properties import properties_of
from oamc.source.nodes import Sequence
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.frontends.metadata import Metadata
    from oamc.frontends.v1beta1.documents import VelaDocument
    from oamc.frontends.v1beta1.policies.table import PolicyEntry
    from oamc.source.nodes import Document

AUTO_UPDATE, PUBLISH_VERSION = "app.oam.dev/autoUpdate", "app.oam.dev/publishVersion"
BESIDE_COMPONENTS = {
    "dependsOn": "it belongs to a component: write it beside the name of one",
    "properties": "they belong to a component: write them beside the name of one",
    "traits": "they belong to a component: write them beside the name of one",
}


def decode(document: Document, reports: Reports) -> VelaDocument | None:
    """Return the typed document, or None where its shape is wrong or its kind is not read."""
    findings = Findings(reports)
    first = next(iter(document.root), None)
    root = Fields(document.root, "", first.key_span if first else document.root.span, findings)
    version = root.text("apiVersion")
    kind = root.text("kind", hint=f"documents of KubeVela have kind: {APPLICATION}")
    if findings.has_failed():
        root.report_missing()
        return None
    if version.value != V1ALPHA1 and not _is_read(kind, findings):
        return None
    root.dropped("status")
    metadata = root.section("metadata", metadata_of)
    typed = _document(kind.value, root, metadata)
    root.done()
    report_placeholders(document.root, findings)
    return None if findings.has_failed() or findings.doubts else typed


def _is_read(kind: Located[str], findings: Findings) -> bool:
    """Tell whether a kind is an Application or a definition; report one that is neither."""
    known = (APPLICATION, *DEFINITIONS)
    if kind.value in (*known, REVISION):
        return True
    if kind.value in {POLICY, WORKFLOW}:
        hint = f"it is a kind of {V1ALPHA1}"
    else:
        near = nearest(kind.value, known) if findings.wants_hint() else None
        hint = f'did you mean "{near}"?' if near else f"the kinds are {listing(known)}"
    findings.add(shape_codes.UNKNOWN_KIND, at=kind.span, version=V1BETA1, kind=kind.value, hint=hint)
    return False


def _document(kind: str, root: Fields, metadata: Metadata) -> VelaDocument:
    """Decode what stands below the kind: a satellite has no `spec`."""
    match kind:
        case "Policy":
            from oamc.frontends.v1beta1.policies.table import decode_policy

            return PolicyDocument(metadata=metadata, policy=decode_policy(root, metadata.name))
        case "Workflow":
            _modes(root)
            return WorkflowDocument(metadata=metadata, steps=_steps(root))
        case "DefinitionRevision":
            from oamc.frontends.v1beta1.decode_definitions import decode_revision

            return root.section("spec", lambda spec: decode_revision(metadata, spec))
        case _ if kind in DEFINITIONS:
            from oamc.frontends.v1beta1.decode_definitions import decode_definition

            return root.section("spec", lambda spec: decode_definition(kind, metadata, spec))
        case _:
            return root.section("spec", lambda spec: _application(spec, metadata))


def _application(spec: Fields, metadata: Metadata) -> ApplicationDocument:
    """Decode the spec of an Application (1.1)."""
    spec.required("components")
    automatic, version = (metadata.annotations.get(name) for name in (AUTO_UPDATE, PUBLISH_VERSION))
    if automatic is not None and automatic.value == "true" and version is not None:
        spec.findings.add(
            vela_codes.EXCLUDE_EACH_OTHER,
            at=automatic.key_span,
            related=[Related(span=version.key_span, message="the other one is here")],
            place="metadata.annotations",
            first=AUTO_UPDATE,
            second=PUBLISH_VERSION,
            hint="leave one of them out: a published version does not change by itself",
        )
    _misplaced(spec, BESIDE_COMPONENTS)
    components = spec.each("components", _component)
    if any(entry.inputs for entry in components):
        from oamc.frontends.v1beta1.live_inputs import report_inputs

        report_inputs(components, spec.findings)
    return ApplicationDocument(
        metadata=metadata,
        components=components,
        policies=_policies(spec),
        workflow=_workflow(spec),
        span=spec.span,
    )


def _misplaced(fields: Fields, hints: dict[str, str]) -> None:
    """Report fields that belong elsewhere, and say where."""
    for field, hint in hints.items():
        if fields.has(field):
            fields.findings.add(
                shape_codes.UNKNOWN_FIELD, at=fields.key_span(field), place=fields.place, field=field, hint=hint
            )
            fields.dropped(field)


def _is_older(fields: Fields, old: str, modern: str) -> bool:
    """Tell whether a field has the name that it had in v1alpha2, which is reported."""
    if fields.has(modern) or not fields.has(old):
        return False
    hint = f'write "{modern}"'
    fields.findings.add(vela_codes.OLDER_NAME, at=fields.key_span(old), place=fields.place, old=old, modern=modern, hint=hint)
    fields.dropped(old)
    return True


def _component(fields: Fields) -> ComponentEntry:
    """Decode a component."""
    fields.dropped("externalRevision", "scopes")
    is_older = _is_older(fields, "settings", "properties")
    inputs: tuple[InputEntry, ...] = ()
    outputs: tuple[OutputEntry, ...] = ()
    if fields.value("inputs") is not None or fields.value("outputs") is not None:
        from oamc.frontends.v1beta1.decode_workflow import decode_input, decode_output

        inputs, outputs = fields.each("inputs", decode_input), fields.each("outputs", decode_output)
    return ComponentEntry(
        name=fields.text("name"),
        type=fields.text("type"),
        properties=None if is_older else properties_of(fields),
        traits=fields.each("traits", _trait),
        depends_on=fields.texts("dependsOn"),
        span=fields.span,
        inputs=inputs,
        outputs=outputs,
    )


def _trait(fields: Fields) -> TraitEntry:
    """Decode a trait."""
    type_of = Located(value="", span=fields.span) if _is_older(fields, "name", "type") else fields.text("type")
    return TraitEntry(type=type_of, properties=properties_of(fields), span=fields.span)


def _policies(spec: Fields) -> tuple[PolicyEntry, ...]:
    """Decode the policies. Most applications have none."""
    if spec.value("policies") is None:
        return ()
    from oamc.frontends.v1beta1.policies.table import decode_policy

    found: list[PolicyEntry] = []

    def decode_next(fields: Fields) -> PolicyEntry:
        found.append(decode_policy(fields, fields.optional_text("name"), len(found)))
        return found[-1]

    return spec.each("policies", decode_next)


def _workflow(spec: Fields) -> WorkflowEntry | None:
    """Decode the workflow. An early draft had a list of steps in its place."""
    node = spec.value("workflow")
    if isinstance(node, Sequence):
        wrong_type(node, spec.at("workflow"), "a mapping", spec.findings, 'write "steps:" below it, and the list below that')
        return None
    return spec.optional_section("workflow", _workflow_entry)


def _workflow_entry(fields: Fields) -> WorkflowEntry:
    """Decode `workflow`."""
    _modes(fields)
    reference, steps = fields.optional_text("ref"), _steps(fields)
    if reference is not None and steps:
        fields.findings.add(
            vela_codes.EXCLUDE_EACH_OTHER,
            at=fields.key_span("ref"),
            place=fields.place,
            first="ref",
            second="steps",
            hint="leave one of them out: the steps are those of the Workflow that ref names",
        )
    return WorkflowEntry(reference=reference, steps=steps, span=fields.span)


def _modes(fields: Fields) -> None:
    """Decode how steps follow one another."""
    if fields.value("mode") is not None:
        from oamc.frontends.v1beta1.decode_workflow import decode_mode

        fields.optional_section("mode", decode_mode)


def _steps(fields: Fields) -> tuple[StepEntry, ...]:
    """Decode the steps of a workflow. Most applications have none."""
    if fields.value("steps") is None:
        return ()
    from oamc.frontends.v1beta1.decode_workflow import decode_step

    return fields.each("steps", decode_step)
