"""`normalize`: typed documents of `core.oam.dev/v1alpha2` become applications (docs/spec/oam-v1alpha2.md, 3 to 6)."""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.diagnostics.codes.capabilities import SCOPES_OVERLAP
from oamc.diagnostics.codes.reading import TOO_MANY_COPIES
from oamc.diagnostics.codes.second_version import (
    NEEDS_OWN_CONTROLLER,
    NO_EFFECT_OFFLINE,
    UNKNOWN_REVISION,
    UNKNOWN_SCOPE,
    WITHOUT_A_REVISION,
)
from oamc.diagnostics.reports import Related
from oamc.frontends.document_names import check_name, check_namespace
from oamc.frontends.duplicates import report_duplicates
from oamc.frontends.v1alpha1.normalize_documents import CLUSTER_ANNOTATIONS, USED_ANNOTATIONS
from oamc.frontends.v1alpha2.definitions import CONTAINERIZED, GROUP
from oamc.frontends.v1alpha2.documents import ApplicationConfiguration, Component, ScopeDefinition, ScopeDocument
from oamc.frontends.v1alpha2.normalize_components import FORCED_LABELS, ComponentConverter
from oamc.frontends.v1alpha2.normalize_traits import by_revision, report_own_name, trait_entries, trait_uses
from oamc.frontends.v1alpha2.visible_documents import VisibleDocuments, all_components
from oamc.kubernetes.field_types import is_of_kubernetes
from oamc.model.application import Application, GivenValue, InstanceUse, Library, Normalized
from oamc.model.chart_annotations import is_of_chart
from oamc.source.limits import DEFAULT_LIMITS, FREE_COPIES, nodes_of
from oamc.source.nodes import Mapping, Scalar, Sequence
from oamc.spans import Keyed, Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.v1alpha2.documents import ComponentUse, Document, ScopeReference
    from oamc.model import application as model
    from oamc.model.left_out import LeftOut
    from oamc.source.nodes import Node

RUNTIME_ALONE = {
    "HealthScope": "it only watches workloads in a cluster",
    "NetworkScope": "the runtime of OAM never had it",
}
NAME, COMPONENT, REVISION, RESOURCE_TYPE = FORCED_LABELS


def components(documents: Iterable[Document]) -> list[Located[str]]:
    """Return the names of the components."""
    return [document.metadata.name for document in all_components(documents)]


def instances(documents: Iterable[Document]) -> list[Located[str]]:
    """Return the names of the components of which all applications have instances."""
    configurations = (document for document in documents if isinstance(document, ApplicationConfiguration))
    return [use.component for document in configurations for use in document.components]


def normalize(documents: Iterable[Document], reports: Reports, left_out: LeftOut | None = None) -> Normalized:
    """Turn the documents of one input into its applications and their components. `left_out` is what others miss, as before."""
    given = tuple(documents)
    visible = VisibleDocuments(given, reports, left_out)
    bad = {id(document) for document in visible.documents if not _check_names(document, reports)}
    configurations = [
        document for document in visible.documents if isinstance(document, ApplicationConfiguration) and id(document) not in bad
    ]
    if not _affordable(configurations, visible, reports):
        return Normalized(applications=(), components=(), left_out=left_out)
    converters: dict[int, ComponentConverter] = {}
    applications = tuple(
        _Configuration(document, visible, converters, reports, doubtful=bool(bad)).application() for document in configurations
    )
    if visible.documents and not applications and not bad:
        reports.add(
            codes.NO_APPLICATION,
            at=visible.documents[0].metadata.name.span,
            hint="add a document of kind ApplicationConfiguration that has the components",
        )
    spare = _spare_components(visible, {*converters, *bad}, reports)
    if applications and not bad:
        _report_unused(visible, _spare_documents(visible, converters), reports)
    return Normalized(applications=applications, components=spare, left_out=left_out)


def _check_names(document: Document, reports: Reports) -> bool:
    """Tell whether a document has a name, and an application a namespace, that objects can bear."""
    is_application = isinstance(document, ApplicationConfiguration)
    metadata = document.metadata
    has_name = check_name(metadata.name, document.kind, reports, is_label=is_application or isinstance(document, Component))
    return (not is_application or check_namespace(metadata.namespace, reports)) and has_name


def _affordable(configurations: list[ApplicationConfiguration], visible: VisibleDocuments, reports: Reports) -> bool:
    """Count what instances repeat of their components: each may be made anew. Report where that is too much."""
    sources = {id(document.span.source): len(document.span.source.text) for document in visible.documents}
    left = DEFAULT_LIMITS.copies * sum(sources.values()) + FREE_COPIES
    weights: dict[int, int] = {}
    for document in configurations:
        seen = visible.of_type(Component, document)
        for use in document.components:
            for component in seen.get(use.component.value, ())[:1]:
                if id(component) in weights:
                    left -= weights[id(component)]
                else:
                    weights[id(component)] = _weight(component.workload)
                if left < 0:
                    hint = "build fewer instances at once"
                    limit = DEFAULT_LIMITS.copies
                    reports.add(TOO_MANY_COPIES, at=use.component.span, limit=limit, free=FREE_COPIES, hint=hint)
                    return False
    return True


def _weight(node: Node) -> int:
    """Return how many keys and values a node has."""
    match node:
        case Scalar():
            return nodes_of(node.text)
        case Mapping():
            return 1 + sum(1 + _weight(entry.value) for entry in node)
        case Sequence():
            return 1 + sum(map(_weight, node))


def _spare_components(
    visible: VisibleDocuments, others: Collection[int], reports: Reports
) -> tuple[tuple[model.Component, Library], ...]:
    """Return the components that no application has, as they are by themselves."""
    found = []
    for document in _spare_documents(visible, others):
        component = ComponentConverter(document, visible.definitions(document), reports).alone()
        if component is not None:
            found.append((component, _library({document.metadata.name.value: component}, visible)))
    return tuple(found)


def _spare_documents(visible: VisibleDocuments, others: Collection[int]) -> list[Component]:
    """Return the documents of the components that are not among others, which applications have."""
    return [document for document in all_components(visible.documents) if id(document) not in others]


def _library(known: dict[str, model.Component], visible: VisibleDocuments) -> Library:
    """Return a library of components alone."""
    return Library(
        components=known,
        traits={},
        workload_types=(),
        scope_types=(),
        scopes={},
        places=visible.places(),
        component_kind="Component",
    )


def _report_unused(visible: VisibleDocuments, spare: list[Component], reports: Reports) -> None:
    """Report documents that no application uses."""
    for document in spare:
        reports.add(
            codes.UNUSED_DOCUMENT,
            at=document.metadata.name.span,
            kind="Component",
            name=document.metadata.name.value,
            hint="name it in an ApplicationConfiguration, or leave it out of the input",
        )
    visible.report_unused(reports)


class _Configuration:
    """The conversion of one ApplicationConfiguration."""

    def __init__(
        self,
        document: ApplicationConfiguration,
        visible: VisibleDocuments,
        converters: dict[int, ComponentConverter],
        reports: Reports,
        *,
        doubtful: bool,
    ) -> None:
        self.document = document
        self.visible = visible
        self.converters = converters
        self.reports = reports
        self.definitions = visible.definitions(document)
        self.doubtful = doubtful or visible.left_out is not None
        self.known: dict[str, model.Component] = {}
        self._told: set[int] = set()

    def application(self) -> Application:
        """Return the application."""
        document, reports = self.document, self.reports
        name = document.metadata.name
        if not document.components:
            hint = "name components under spec.components"
            at = document.empty.get("components", name.span)
            reports.add(codes.NOTHING_TO_DO, at=at, application=name.value, hint=hint)
        uses = [self._instance(use, f"spec.components[{index}]") for index, use in enumerate(document.components)]
        instances = tuple(use for use in uses if use is not None)
        if not self.doubtful:  # else a definition may be missing that gives each revision its name
            report_duplicates((use.name for use in instances), "instance", f'application "{name.value}"', reports)
        instances = tuple({use.name.value: use for use in reversed(instances)}.values())[::-1]
        return Application(
            name=name,
            namespace=document.metadata.namespace,
            labels=document.metadata.labels,
            annotations=document.metadata.annotations,
            variables=(),
            scopes=(),
            instances=instances,
            library=_library(self.known, self.visible),
            span=document.span,
            has_plain_texts=True,
            left_out=frozenset(
                use.component.value for use, made in zip(document.components, uses, strict=True) if made is None
            ),
        )

    def _instance(self, use: ComponentUse, place: str) -> InstanceUse | None:
        """Convert one entry of `spec.components`. None after a report."""
        reports, name = self.reports, use.component
        report_duplicates((value.name for value in use.values), "parameter value", f'component "{name.value}"', reports)
        for reference in use.scopes:
            self._check_scope(reference)
        self._check_overlap(use)
        document = self._find(use)
        if document is None:
            if use.revision is not None:
                return None
            return InstanceUse(name=name, component=name, values=(), traits=(), scopes=(), empty={}, span=use.span)
        converter = self.converters.get(id(document))
        if converter is None:
            definitions = self.visible.definitions(document)
            converter = self.converters[id(document)] = ComponentConverter(document, definitions, reports)
            self.visible.use(converter.definition)
        if converter.kind is None:
            return None
        entries = trait_entries(use, place, self.definitions, self.visible, reports)
        labels, annotations = self._labels(use, document), self._annotations()
        workload_type = Keyed(value="WORKLOAD", span=name.span, key_span=name.span)
        given = converter.given(use.values)
        instance = converter.instance(given, {**labels, RESOURCE_TYPE: workload_type}, annotations)
        if instance is None:
            return None
        own_name = self._name(use, instance.name, by_revision(entries), document)
        key = name.value if name.value not in self.known else f"{name.value} {len(self.known)}"
        self.known[key] = instance.component
        if instance.kind != CONTAINERIZED and not is_of_kubernetes(instance.kind.api_version, instance.kind.kind):
            at, kind = instance.component.workload_type.span, instance.kind.text
            hint = "install the controller that reads it, as for the runtime of OAM"
            reports.add(NEEDS_OWN_CONTROLLER, at=at, what="workload", kind=kind, hint=hint)
        trait_type = Keyed(value="TRAIT", span=name.span, key_span=name.span)
        of_traits = {**labels, RESOURCE_TYPE: trait_type}
        return InstanceUse(
            name=own_name,
            component=Located(value=key, span=name.span),
            values=tuple(GivenValue(name=value.name, value=value.value, span=value.span) for value in use.values),
            traits=trait_uses(entries, instance, converter, own_name.value, of_traits, annotations, reports),
            scopes=(),
            empty=use.empty,
            span=use.span,
        )

    def _find(self, use: ComponentUse) -> Component | None:
        """Find the document of a component. One that is not there `resolve` reports, but for a revision."""
        seen = self.visible.of_type(Component, self.document)
        known = seen.get(use.component.value, [])
        if use.revision is None:
            return next((document for document in known if document.revision is None), None) or _newest(known)
        found = next((one for one in known if one.revision is not None and one.revision.value == use.revision.value), None)
        if found is None:
            there = [one.revision.value for one in known if one.revision is not None]
            near = self.reports.nearest(use.revision.value, there)
            hint = (
                f'did you mean "{near}"?'
                if near
                else (
                    f"add the Component {use.component.value} of that time, with the label {REVISION}: {use.revision.value}, "
                    "or write componentName"
                )
            )
            if not self._is_left_out(use.component):
                self.reports.add(UNKNOWN_REVISION, at=use.revision.span, revision=use.revision.value, hint=hint)
        return found

    def _is_left_out(self, name: Located[str]) -> bool:
        """Tell whether a document of a name is wrong, and was not looked at."""
        return self.visible.left_out is not None and self.visible.left_out.has_document(name.value)

    def _name(self, use: ComponentUse, own: Located[str] | None, definition: object, document: Component) -> Located[str]:
        """Return the name of the workload: its own, or that of its revision where a trait wants it, or of its component."""
        from oamc.frontends.v1alpha2.documents import TraitDefinition

        if not isinstance(definition, TraitDefinition):
            return own or use.component
        if own is not None:
            report_own_name(definition, own, self.reports)
            return own
        if document.revision is not None:
            return Located(value=document.revision.value, span=use.component.span)
        hint = f"say which revision the Component is, by the label {REVISION}, or name the revision"
        self.reports.add(
            WITHOUT_A_REVISION,
            at=use.component.span,
            related=[Related(span=definition.metadata.name.span, message="the TraitDefinition has revisionEnabled: true")],
            component=use.component.value,
            hint=hint,
        )
        return use.component

    def _labels(self, use: ComponentUse, document: Component) -> dict[str, Keyed]:
        """Return the labels of all objects of an instance: those of the configuration, and whose objects they are (4)."""
        found = dict(self.document.metadata.labels)
        said = {NAME: self.document.metadata.name.value, COMPONENT: use.component.value}
        if document.revision is not None:
            said[REVISION] = document.revision.value
        for key, text in said.items():
            found[key] = Keyed(value=text, span=use.component.span, key_span=use.component.span)
        return found

    def _annotations(self) -> dict[str, Keyed]:
        """Return the annotations of all objects: those of the configuration, but for what its chart or a cluster reads."""
        return {
            key: value
            for key, value in self.document.metadata.annotations.items()
            if key not in USED_ANNOTATIONS and not is_of_chart(key) and not key.startswith(CLUSTER_ANNOTATIONS)
        }

    def _check_scope(self, reference: ScopeReference) -> None:
        """Check that a scope is there, and tell that it has no effect here."""
        kind, name = reference.kind.value, reference.name
        if not reference.api_version.value.startswith(f"{GROUP}/") or kind not in RUNTIME_ALONE:
            reason = "no scope of that kind is known here"
            self.reports.add(NO_EFFECT_OFFLINE, at=name.span, kind=kind, name=name.value, reason=reason, hint="remove it")
            return
        scopes = self.visible.of_type(ScopeDocument, self.document)
        document = next((scope for scope in scopes.get(name.value, ()) if scope.kind == kind), None)
        if document is None:
            if self._is_left_out(name):
                return
            near = self.reports.nearest(name.value, [known for known, found in scopes.items() if found[0].kind == kind])
            hint = f'did you mean "{near}"?' if near else f"add the {kind} to the input"
            self.reports.add(UNKNOWN_SCOPE, at=name.span, kind=kind, name=name.value, hint=hint)
            return
        self.visible.use(document)
        if id(document) in self._told:
            return
        self._told.add(id(document))
        own, reason = document.metadata.name, RUNTIME_ALONE[kind]
        self.reports.add(NO_EFFECT_OFFLINE, at=own.span, kind=kind, name=own.value, reason=reason)

    def _check_overlap(self, use: ComponentUse) -> None:
        """Report a second scope of a kind in which a component may be once."""
        first: dict[str, ScopeReference] = {}
        for reference in use.scopes:
            kind = reference.kind.value
            resource = f"{kind.lower()}s.{GROUP}"
            definitions = self.visible.of_type(ScopeDefinition, self.document)
            definition = next((known[0] for known in definitions.values() if known[0].reference.name.value == resource), None)
            self.visible.use(definition)
            earlier = first.setdefault(kind, reference)
            if earlier is reference or definition is None or definition.overlap or earlier.name.value == reference.name.value:
                continue
            self.reports.add(
                SCOPES_OVERLAP,
                at=reference.name.span,
                related=[
                    Related(span=earlier.name.span, message="one scope is here"),
                    Related(span=definition.metadata.name.span, message="the ScopeDefinition allows no overlap"),
                ],
                hint="keep one of them",
                instance=use.component.value,
                type=kind,
            )


def _newest(known: list[Component]) -> Component | None:
    """Return the newest revision among documents of one component: the one with the highest number at its end."""
    return max(known, key=_number, default=None)


def _number(document: Component) -> int:
    """Return the number of a revision, NAME-vNUMBER; 0 where it has none."""
    text = document.revision.value.rpartition("-v")[2] if document.revision is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - more is no number of a revision
