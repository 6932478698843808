"""Patch files of environments: texts come in, typed `EnvironmentPatch` documents come out.

    apiVersion: oamc.dev/v1
    kind: EnvironmentPatch
    application: shop
    instances:
      - name: storefront
        addTraits:
          - {name: security-policy, properties: {readOnlyRootFilesystem: true}}
        removeTraits: [ingress]

A patch says what an application operator may say: which traits an instance has. All else are values.
"""

from __future__ import annotations

from oamc.diagnostics.codes.environments import NO_PATCH
from oamc.frontends.fields import Fields
from oamc.frontends.findings import Findings
from oamc.frontends.scalars import is_null, wrong_type
from oamc.records import Record
from oamc.source.nodes import Mapping
from oamc.source.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.diagnostics.reports import Reports
    from oamc.source.limits import Limits
    from oamc.source.nodes import Document
    from oamc.spans import Located, SourceFile, Span

API_VERSION = "oamc.dev/v1"
KIND = "EnvironmentPatch"
HINT = f"a patch begins with apiVersion: {API_VERSION} and kind: {KIND}"


class AddedTrait(Record):
    """A trait that an instance gets, with its properties as they are written."""

    name: Located[str]
    properties: Mapping | None
    empty: dict[str, Span]
    span: Span


class InstancePatch(Record):
    """Which traits an instance gets, and which ones it loses."""

    name: Located[str]
    added: tuple[AddedTrait, ...]
    removed: tuple[Located[str], ...]


class EnvironmentPatch(Record):
    """One document: what changes about the instances of an application."""

    application: Located[str]
    instances: tuple[InstancePatch, ...]


def patches_of(sources: Iterable[SourceFile], reports: Reports, limits: Limits) -> Iterator[EnvironmentPatch]:
    """Yield the patches of some files. What is wrong with a file is reported, and an empty one, too."""
    for source in sources:
        errors = reports.errors
        documents = read(source, reports, limits)
        if not documents and reports.errors == errors:
            from oamc.spans import Span

            reports.add(NO_PATCH, at=Span(source, 1, 1, 1, 1), hint=HINT)
        for document in documents:
            found = _decode(document, reports)
            if found is not None:
                yield found


def _decode(document: Document, reports: Reports) -> EnvironmentPatch | None:
    """Return the typed document, None where its shape is wrong."""
    findings = Findings(reports)
    first = next(iter(document.root), None)
    fields = Fields(document.root, "", first.key_span if first else document.root.span, findings)
    version, kind = fields.optional_text("apiVersion"), fields.optional_text("kind")
    if version is None or kind is None or (version.value, kind.value) != (API_VERSION, KIND):
        wrong = next((one for one, right in ((version, API_VERSION), (kind, KIND)) if one and one.value != right), None)
        findings.add(NO_PATCH, at=wrong.span if wrong else fields.span, hint=HINT)
        return None
    patch = EnvironmentPatch(application=fields.text("application"), instances=fields.each("instances", _instance))
    if not patch.instances:
        fields.required("instances", 'list the instances that change: every entry begins with "- name:"')
        fields.not_empty("instances")
    fields.done()
    return None if findings.has_failed() or findings.doubts else patch


def _instance(fields: Fields) -> InstancePatch:
    """Decode the change of an instance."""
    return InstancePatch(name=fields.text("name"), added=fields.each("addTraits", _trait), removed=fields.texts("removeTraits"))


def _trait(fields: Fields) -> AddedTrait:
    """Decode a trait that is added."""
    name = fields.text("name")
    node = fields.value("properties")
    if node is not None and not isinstance(node, Mapping):
        wrong_type(node, fields.at("properties"), "a mapping", fields.findings, "write every property as NAME: VALUE")
        node = None
    entries = node or ()
    empty = {**fields.empty("properties"), **{entry.key: entry.key_span for entry in entries if is_null(entry.value)}}
    return AddedTrait(name=name, properties=node, empty=empty, span=fields.span)
