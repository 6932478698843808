"""Templates, evaluated for a component or a trait: what they may know of their application, and what goes wrong.

One `Evaluator` serves a run. The same template with the same data is evaluated once, however often its objects are made.
Rules: docs/spec/oam-v1beta1.md, 3 and 4.
"""

from __future__ import annotations

import json

from oamc.capabilities.kubevela.definitions.live_values import NOTHING, holes_of, live_parts, places_of, tries
from oamc.capabilities.kubevela.definitions.reads import paths_below
from oamc.capabilities.kubevela.definitions.schemas import schema_of
from oamc.diagnostics.codes import definitions as codes
from oamc.diagnostics.codes.vela import DEFINITION_NOT_READ
from oamc.diagnostics.reports import Related
from oamc.engines.contract import ROOTS, Copy, EngineFailed, Template
from oamc.engines.findings import OF_NO_TEMPLATE, report_errors, report_failure
from oamc.ir.properties import Group, Leaf, Several
from oamc.records import Record, replace
from oamc.source.nodes import Mapping, Scalar, Sequence, plain
from oamc.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence as Series
    from typing import Any

    from oamc.capabilities.contracts import Context
    from oamc.capabilities.kubevela.definitions.live_values import LiveParts, Places
    from oamc.capabilities.property_schema import Mapped, Struct
    from oamc.diagnostics.reports import Reports
    from oamc.engines.contract import Action, Change, CueEngine, Place, Rendered, Traced
    from oamc.ir.program import Instance
    from oamc.ir.properties import Bound
    from oamc.model.own_definitions import OwnDefinition
    from oamc.source.nodes import Node, Plain

TEMPLATE, PARAMETER = "template", "parameter"
DEFAULT_NAMESPACE = "default"
WORKFLOW_NAME, PUBLISH_VERSION = "app.oam.dev/workflowName", "app.oam.dev/publishVersion"
COMPONENTS = "components"
ARTIFACTS = "artifacts"
LARGEST_TRY = 2 << 20
"""How many characters of template, properties and context are evaluated with other values: they are sent three times over."""
BY_THE_CONTEXT = "the template reads it through its context"
OBJECT_HINT = "give the field a value in the definition, or by a property"


class Use(Record):
    """A use of a definition: by a component, or by a trait of one. `at` is the place that names the definition.

    `passes_refusals` tells whether the version of KubeVela that is meant looks at no refusals of the definition.
    """

    definition: OwnDefinition
    at: Span
    properties: Group
    reports: Reports
    passes_refusals: bool = False

    @property
    def what(self) -> str:
        """Return what messages call the definition."""
        return title(self.definition)

    def span_of(self, place: Place) -> Span | None:
        """Return where something stands that CUE names: in the template, or among the properties of the document."""
        if place.line:
            return self.definition.place.at(place.line, place.column)
        return span_at(self.properties, place.path) if place.source == PARAMETER and place.path else None


class Known(Record):
    """What is known of a template before it is evaluated: the schema of its properties, and what it reads of the context.

    `seen` are the paths that it reads (`engines/contract.py`, `Schema`).
    """

    schema: Struct | Mapped
    seen: tuple[tuple[str, ...], ...]

    def is_read(self, name: str) -> bool:
        """Tell whether a template reads a field of the context."""
        return bool(paths_below(self.seen, name))


class Evaluator:
    """The templates of one run. `answer` tells whether there is an answer to what a template asks for, and gives it."""

    def __init__(self, engine: CueEngine, answer: Callable[[Action, Use], tuple[bool, Plain]]) -> None:
        self._engine = engine
        self._answer = answer
        self._rendered: dict[str, Rendered] = {}
        self._places: dict[str, Places] = {}
        self._is_there = True

    def known(self, definition: OwnDefinition, at: Span, reports: Reports) -> Known | None:
        """Return what is known of a template; None after a report. `at` is the first use of it."""
        what = title(definition)
        if definition.template is None:
            reports.add(
                DEFINITION_NOT_READ,
                at=at,
                related=[Related(span=definition.name.span, message="it is defined here")],
                kind=definition.kind,
                name=definition.name.value,
                reason=definition.problem,
                hint="write the objects themselves, below a component of type k8s-objects",
            )
            return None
        if not self._is_there:
            return None
        try:
            found = self._engine.schema(_template(definition))
        except EngineFailed as failed:
            self._report(failed, reports, at, what)
            return None
        place = definition.place
        if found.errors:
            report_errors(found.errors, reports, at=at, what=what, span_of=lambda found: place.at(found.line, found.column))
            return None
        copies: tuple[Copy, ...] = found.copies
        if any(paths_below(found.seen, name) for name in (PARAMETER, COMPONENTS)):
            copies = tuple(copy if copy.reason else replace(copy, reason=BY_THE_CONTEXT) for copy in copies)
        schema = schema_of(found.type, lambda found: place.at(found.line, found.column), copies)
        return Known(schema=schema, seen=found.seen)

    def rendered(self, use: Use, context: dict[str, Any]) -> Rendered | None:
        """Return what a template gives; None after a report."""
        reports, parameter = use.reports, given(use.properties)
        key = _key(use, parameter, context)
        found = self._rendered.get(key)
        if found is None:
            try:
                found = self._answered(use, parameter, context)
            except EngineFailed as failed:
                self._report(failed, reports, use.at, use.what)
                return None
            if found is None:
                return None
            self._rendered[key] = found
        if found.errors:
            report_errors(found.errors, reports, at=use.at, what=use.what, span_of=use.span_of)
            return None
        if found.malformed:
            reports.add(codes.REFUSAL_WITHOUT_WORDS, at=use.at, related=use_of(use), what=use.what, reason=found.malformed)
        for text in found.refusals:
            if use.passes_refusals:
                reports.add(codes.REFUSAL_PASSED_OVER, at=use.at, related=use_of(use), what=use.what, reason=text)
            else:
                reports.add(codes.DEFINITION_REFUSES, at=use.at, related=use_of(use), what=use.what, reason=text)
        if found.root("processing") is not None:
            needed = "the answer of another server (processing)"
            reports.add(codes.NEEDS_A_CLUSTER, at=use.at, related=use_of(use), what=use.what, needed=needed)
            return None
        return None if found.refusals and not use.passes_refusals else found

    def live(self, use: Use, context: dict[str, Any], found: Rendered) -> LiveParts:
        """Return what may still be chosen of what a template has given."""
        tried = tries(holes_of(use.properties))
        if not tried:
            return NOTHING
        parameter = given(use.properties)
        key = f"{_key(use, parameter, context)} {[one.path for one in tried]}"
        places = {} if found.actions or len(key) > LARGEST_TRY else self._places.get(key)
        if places is None:

            def trace(changes: Series[Change]) -> Traced:
                """Evaluate the template with other values."""
                return self._engine.trace(_template(use.definition), parameter, context, changes)

            try:
                places = self._places[key] = places_of(tried, parameter, found, trace)
            except EngineFailed as failed:
                self._report(failed, use.reports, use.at, use.what)
                return NOTHING
        return live_parts(tried, places, found)

    def _answered(self, use: Use, parameter: dict[str, Any], context: dict[str, Any]) -> Rendered | None:
        """Return what a template gives once the merges that it asks for are done; None after a report."""
        returns: dict[str, Any] = {}
        while True:
            found = self._engine.render(_template(use.definition), parameter, context, roots=ROOTS, returns=returns)
            waiting = [action for action in found.actions if action.path not in returns]
            if found.errors or not waiting:
                return found
            for action in waiting:
                is_there, returns[action.path] = self._answer(action, use)
                if not is_there:
                    return None

    def _report(self, failed: EngineFailed, reports: Reports, at: Span, what: str) -> None:
        """Report that there is no result. An engine that is not there is told once."""
        self._is_there = failed.reason not in OF_NO_TEMPLATE
        report_failure(failed, reports, at=at, what=what)


def _key(use: Use, parameter: dict[str, Any], context: dict[str, Any]) -> str:
    """Return what an evaluation hangs on."""
    definition = use.definition
    return json.dumps((definition.place.span.key(), definition.name.value, definition.template, parameter, context))


def title(definition: OwnDefinition) -> str:
    """Return what messages call a definition."""
    return f'{definition.kind} "{definition.name.value}"'


def use_of(use: Use) -> list[Related]:
    """Return the place of the definition of a use, as one that explains a finding."""
    return [Related(span=use.definition.name.span, message="it is defined here")]


def _template(definition: OwnDefinition) -> Template:
    """Return the template of a definition for the engine."""
    assert definition.template is not None
    return Template(name=TEMPLATE, text=definition.template)


def context_of(
    context: Context, name: str, known: Known, use: Use, properties: Group, further: dict[str, Any]
) -> dict[str, Any]:
    """Return what a template may know of its application, without what it does not read (4). `properties` are the component's.

    It has what KubeVela says where nothing runs: no revision, and the cluster of the oldest version that the output is for.
    """
    annotations = {key: found.value for key, found in context.annotations.items()}
    if not context.namespace and known.is_read("namespace"):
        hint = "give the namespace by -n, or in metadata.namespace of the application"
        what, namespace = use.what, DEFAULT_NAMESPACE
        use.reports.add(codes.NAMESPACE_ASSUMED, at=use.at, related=use_of(use), what=what, namespace=namespace, hint=hint)
    version = context.options.kube_versions[0]
    everything: dict[str, Any] = {
        "name": name,
        "namespace": context.namespace or DEFAULT_NAMESPACE,
        "appName": context.application,
        "appRevision": "",
        "appRevisionNum": 0,
        "appLabels": {key: found.value for key, found in context.labels.items()},
        "appAnnotations": annotations,
        "revision": "",
        "cluster": "",
        "clusterVersion": {
            "major": version.partition(".")[0],
            "minor": int(version.partition(".")[2]),
            "gitVersion": f"v{version}.0",
            "platform": "",
        },
        "parameter": given(properties),
        "components": [_component(instance) for instance in context.instances] if known.is_read("components") else [],
        "replicaKey": "",
        "workflowName": annotations.get(WORKFLOW_NAME, ""),
        "publishVersion": annotations.get(PUBLISH_VERSION, ""),
        **further,
    }
    return {field: value for field, value in everything.items() if known.is_read(field)}


def _component(instance: Instance) -> dict[str, Any]:
    """Return a component as the application has it."""
    found: dict[str, Any] = {"name": instance.name.value, "type": instance.workload_type.name}
    if instance.properties is not None and instance.properties.keys:
        found["properties"] = given(instance.properties)
    traits = [
        {"type": use.trait.name, **({"properties": given(use.tree)} if use.tree is not None and use.tree.keys else {})}
        for use in instance.traits
    ]
    return {**found, **({"traits": traits} if traits else {})}


def given(properties: Group) -> dict[str, Any]:
    """Return the properties that the document gives, as plain data. Those of the schema's defaults are CUE's own."""
    return {name: _given(part) for name, part in properties.parts.items() if part is not None and name in properties.keys}


def _given(part: Bound) -> Any:
    """Return what a document gives."""
    match part:
        case Group():
            return given(part)
        case Several():
            return [_given(item) for item in part.items]
        case Leaf():
            return plain(part.known) if isinstance(part.known, (Scalar, Mapping, Sequence)) else part.known


def span_at(part: Bound, path: tuple[str | int, ...]) -> Span:
    """Return the place of what is at a path of the properties, or of the nearest part above it."""
    if not path:
        return part.span
    step, below = path[0], path[1:]
    match part:
        case Group() if isinstance(step, str) and (inner := part.parts.get(step)) is not None:
            return span_at(inner, below)
        case Several() if isinstance(step, int) and step < len(part.items):
            return span_at(part.items[step], below)
        case Leaf() if isinstance(part.known, (Mapping, Sequence)):
            return _node_at(part.known, path).span
        case _:
            return part.span


def _node_at(node: Node, path: tuple[str | int, ...]) -> Node:
    """Return what is at a path of a node, or the nearest part above it."""
    for step in path:
        below: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            below = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            below = node.items[step]
        if below is None:
            break
        node = below
    return node
