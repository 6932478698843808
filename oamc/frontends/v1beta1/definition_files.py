"""Files of definitions: those in CUE, and those of folders in which an application looks for what it needs.

In: such files, and the names that the documents of a run have as types. Out: typed definitions. A file of CUE has a field that
is called as the definition, with what is said of it, and the field `template`. Of a folder that is given for its definitions
alone, a file is looked at if it speaks of one of the names: what nobody uses is never told. Rules: docs/spec/oam-v1beta1.md, 2.
"""

from __future__ import annotations

import re

from oamc.diagnostics.codes.shape import FIELD_MISSING
from oamc.engines.contract import EngineFailed, Template
from oamc.engines.findings import OF_NO_TEMPLATE, report_errors, report_failure
from oamc.frontends.fields import Fields
from oamc.frontends.findings import Findings
from oamc.frontends.kinds import (
    DEFINITIONS,
    OF_COMPONENTS,
    OF_POLICIES,
    OF_STEPS,
    OF_TRAITS,
    OF_WORKLOADS,
    REVISION,
    V1BETA1,
)
from oamc.frontends.metadata import Metadata
from oamc.frontends.v1beta1.decode import decode
from oamc.frontends.v1beta1.decode_definitions import decode_definition
from oamc.frontends.v1beta1.documents import DefinitionDocument
from oamc.model.own_definitions import TextPlace
from oamc.records import replace
from oamc.source.nodes import Entry, Mapping, Scalar, Sequence
from oamc.source.reader import read
from oamc.spans import Located, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from oamc.diagnostics.reports import Reports
    from oamc.engines.contract import CueEngine, Definition, Place, Tree
    from oamc.source.limits import Limits
    from oamc.source.nodes import Document, Node
    from oamc.spans import SourceFile

KINDS = {
    "component": OF_COMPONENTS,
    "trait": OF_TRAITS,
    "policy": OF_POLICIES,
    "workflow-step": OF_STEPS,
    "workload": OF_WORKLOADS,
}
KIND = re.compile(
    r"""^\s*"?kind"?\s*:\s*["']?(?:Component|Trait|Policy|WorkflowStep|Workload)?Definition(?:Revision)?\b""", re.MULTILINE
)
NAME = re.compile(r"[A-Za-z0-9._-]+")
HINT = 'a file of CUE has one field that is called as the definition, and a field "template"'


def decode_files(
    sources: Iterable[SourceFile],
    documents: Iterable[Document],
    engine: CueEngine,
    reports: Reports,
    limits: Limits,
) -> Iterator[DefinitionDocument]:
    """Yield the definitions in some files, as far as the `documents` of the run may name them."""
    names: frozenset[str] | None = None
    for source in sources:
        if source.library:
            names = frozenset(_types(document.root for document in documents)) if names is None else names
            if names.isdisjoint(NAME.findall(source.text)):
                continue
        if source.is_cue:
            try:
                found = _of_cue(source, engine, reports)
            except EngineFailed as failed:
                what = f'the definition in "{source.label}"'
                report_failure(failed, reports, at=Span(source, 1, 1, 1, 1), what=what)
                if failed.reason in OF_NO_TEMPLATE:
                    return
                continue
            if found is not None:
                yield found
        elif KIND.search(source.text):
            yield from _of_yaml(source, names or frozenset(), reports, limits)


def _types(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the texts of all fields that are called `type`."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            for entry in node:
                if entry.key == "type" and isinstance(entry.value, Scalar) and entry.value.text:
                    yield entry.value.text.partition("@")[0]
                waiting.append(entry.value)
        elif isinstance(node, Sequence):
            waiting += node.items


def _of_yaml(source: SourceFile, names: frozenset[str], reports: Reports, limits: Limits) -> Iterator[DefinitionDocument]:
    """Yield the definitions of some names in a file of YAML."""
    for document in read(source, reports, limits):
        metadata = document.root.get("metadata")
        name = metadata.get("name") if isinstance(metadata, Mapping) else None
        if document.api_version != V1BETA1 or document.has_gap or not isinstance(name, Scalar):
            continue
        if document.kind == REVISION or (document.kind in DEFINITIONS and name.text in names):
            typed = decode(document, reports)
            if isinstance(typed, DefinitionDocument) and typed.metadata.name.value.partition("@")[0] in names:
                yield typed


def _of_cue(source: SourceFile, engine: CueEngine, reports: Reports) -> DefinitionDocument | None:
    """Return the definition in a file of CUE, None after a report. Raises `EngineFailed`."""
    beginning = Span(source, 1, 1, 1, 1)
    what = f'the definition in "{source.label}"'
    whole = TextPlace(span=beginning, line=1)
    found = engine.definition(Template(name=source.label, text=source.text))
    for error in found.errors:
        first = next((place for place in error.places if place.line), None)
        at = whole.at(first.line, first.column) if first is not None else beginning
        report_errors((error,), reports, at=at, what=what)
    if found.errors:
        return None
    return _decoded(found, whole, reports)


def _decoded(found: Definition, whole: TextPlace, reports: Reports) -> DefinitionDocument | None:
    """Decode what a file says of its definition."""
    assert found.metadata is not None
    assert found.template is not None
    findings = Findings(reports)

    def span_of(place: Place | None) -> Span:
        return whole.span if place is None else whole.at(place.line, place.column)

    root = node_of(found.metadata, span_of)
    assert isinstance(root, Mapping)
    name = Located(value=found.name, span=root.span)
    fields = Fields(root, "", root.span, findings)
    kind = fields.choice("type", tuple(KINDS))
    if kind is None:
        if not findings.has_failed():
            findings.add(FIELD_MISSING, at=root.span, place=f'"{found.name}"', field="type", hint=HINT)
        return None
    metadata = Metadata(name=name, labels={}, annotations={}, namespace=None)
    attributes = fields.value("attributes")
    empty = attributes if isinstance(attributes, Mapping) else Mapping({}, root.span)
    spec = Fields(empty, "attributes", empty.span, findings)
    typed = decode_definition(KINDS[kind.value], metadata, spec, (found.template.text, whole))
    description = root.get("description")
    if isinstance(description, Scalar):
        typed = replace(typed, description=" ".join(description.text.split()))
    spec.done()
    return None if findings.has_failed() or findings.doubts else typed


def node_of(tree: Tree, span_of: Callable[[Place | None], Span]) -> Node:
    """Return a value of CUE as a node of a document."""
    span = span_of(tree.place)
    match tree.kind:
        case "struct":
            entries = {name: Entry(name, span_of(inner.place), node_of(inner, span_of)) for name, inner in tree.fields}
            return Mapping(entries, span)
        case "list":
            return Sequence(tuple(node_of(item, span_of) for item in tree.items), span)
        case "bool":
            return Scalar(tree.text, quoted=False, value=tree.text == "true", span=span)
        case "int" | "float":
            return Scalar(tree.text, quoted=False, value=float(tree.text), span=span)
        case "string":
            return Scalar(tree.text, quoted=True, value=tree.text, span=span)
        case _:
            return Scalar("", quoted=False, value=None, span=span)
