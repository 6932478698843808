"""From typed documents to version-neutral applications (docs/spec/oam-v1beta1.md, 1, 10 and 13).

An Application describes its components itself: each is a component, and the one instance of it. One that goes to several
targets becomes an application for each of them.
"""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.diagnostics.codes import vela as vela_codes
from oamc.diagnostics.reports import Related, listing
from oamc.frontends.document_names import check_name, check_namespace
from oamc.frontends.duplicates import report_duplicates
from oamc.frontends.scalars import is_null
from oamc.frontends.v1beta1.documents import ApplicationDocument, DefinitionDocument
from oamc.frontends.v1beta1.entries import ComponentEntry
from oamc.model.application import (
    Application,
    Component,
    InstanceUse,
    Library,
    Normalized,
    Property,
    Target,
    TraitUse,
)
from oamc.model.left_out import LeftOut
from oamc.model.vocabularies import KUBEVELA
from oamc.records import replace
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.v1beta1.documents import VelaDocument
    from oamc.frontends.v1beta1.entries import TraitEntry
    from oamc.frontends.v1beta1.own_definitions import Definitions
    from oamc.frontends.v1beta1.policies.table import PolicyEntry
    from oamc.frontends.v1beta1.satellites import Satellites
    from oamc.model.application import ObjectRule
    from oamc.source.nodes import Mapping
    from oamc.spans import Span

    Made: TypeAlias = dict[int, tuple[Component, InstanceUse]]


def normalize(documents: Iterable[VelaDocument], reports: Reports, left_out: LeftOut | None = None) -> Normalized:
    """Turn the documents of one input into its applications. Problems go to `reports`; what can be converted is.

    What is `left_out` is not missed.
    """
    documents = tuple(documents)
    own = tuple(document for document in documents if isinstance(document, ApplicationDocument))
    definitions: Definitions | None = None
    if any(isinstance(document, DefinitionDocument) for document in documents):
        from oamc.frontends.v1beta1.own_definitions import Definitions

        definitions = Definitions(documents, reports)
    satellites: Satellites | None = None
    if any(not isinstance(document, (ApplicationDocument, DefinitionDocument)) for document in documents):
        from oamc.frontends.v1beta1.satellites import Satellites

        satellites = Satellites(documents, reports)
    knows_all = True
    if any(document.policies or document.workflow for document in own) or satellites is not None:
        from oamc.frontends.v1beta1.further_types import report_further_types

        knows_all = report_further_types(documents, definitions, left_out, reports)
    applications: list[Application] = []
    components: list[tuple[Component, Library]] = []
    first: dict[str, ApplicationDocument] = {}
    for document in own:
        name = document.metadata.name
        earlier = first.setdefault(name.value, document)
        if earlier is not document:
            reports.add(
                codes.DUPLICATE_DOCUMENT,
                at=name.span,
                related=[Related(span=earlier.metadata.name.span, message="the first one is here")],
                hint="rename one of them, or leave one out of the input",
                kind="Application",
                name=name.value,
            )
            continue
        if not _check_names(document, reports):
            continue
        made = _applications(document, satellites, definitions, left_out, reports)
        if not document.components and made and not any(application.instances for application in made):
            hint = "list components under spec.components"
            reports.add(
                vela_codes.USED_BY_NOTHING, at=name.span, what="the application", reason="it has no components", hint=hint
            )
        for application in made:
            applications.append(application)
            components += ((component, application.library) for component in application.library.components.values())
    if satellites is not None and knows_all:
        satellites.report_unused()
    if definitions is not None:
        definitions.report_unused()
        if definitions.has_wrong_name:
            left_out = replace(left_out or LeftOut(), components=None)  # nobody knows what its name should be
    return Normalized(applications=tuple(applications), components=tuple(components), left_out=left_out)


def _check_names(document: ApplicationDocument, reports: Reports) -> bool:
    """Tell whether objects can bear the name and the namespace of an Application. Else each would be found wrong."""
    metadata = document.metadata
    has_name = check_name(metadata.name, "Application", reports, is_label=True)
    return check_namespace(metadata.namespace, reports) and has_name


def _applications(
    document: ApplicationDocument,
    satellites: Satellites | None,
    definitions: Definitions | None,
    left_out: LeftOut | None,
    reports: Reports,
) -> list[Application]:
    """Turn an Application into the neutral form, once for each target."""
    entries = document.components
    where = f'application "{document.metadata.name.value}"'
    report_duplicates((entry.name for entry in entries), "component", where, reports)
    _check_dependencies(entries, reports)
    if not document.policies and document.workflow is None:
        return [_application(document, entries, None, (), {}, definitions, reports)]
    from oamc.frontends.v1beta1.deployments import Plan

    plan = Plan(document, satellites, left_out, reports)
    read_only = plan.read_only()
    here = Target()
    made: Made = {}
    places = plan.placed()
    policies: tuple[PolicyEntry, ...] = ()
    if definitions is not None and any(policy.is_unknown for policy in document.policies):
        from oamc.frontends.v1beta1.own_policies import making_objects

        policies = making_objects(document, definitions, places, reports)
    made_here = [
        _application(
            document,
            placed.components,
            placed.target if placed.target != here else None,
            read_only,
            made,
            definitions,
            reports,
            policies,
        )
        for placed in places
        if check_namespace(placed.target.namespace, reports, hint="change the namespace of the target")
    ]
    return [replace(application, policy_places=tuple(plan.policy_places)) for application in made_here]


def _application(
    document: ApplicationDocument,
    entries: tuple[ComponentEntry, ...],
    target: Target | None,
    read_only: tuple[ObjectRule, ...],
    made: Made,
    definitions: Definitions | None,
    reports: Reports,
    policies: tuple[PolicyEntry, ...] = (),
) -> Application:
    """Return the neutral form of an Application with the components that it has at a target, and policies that make objects.

    What is `made` of a component is the same at each target where the component is, so that its copies are counted.
    """
    for entry in entries:
        if id(entry) not in made:
            made[id(entry)] = (_component(entry), _instance(entry))
    library = Library(
        components={
            **{entry.name.value: made[id(entry)][0] for entry in reversed(entries)},
            **{policy.name.value: _component(_entry(policy)) for policy in policies},
        },
        traits={},
        workload_types=(),
        scope_types=(),
        scopes={},
        definitions=None if definitions is None else definitions.used_by(document, entries, policies),
    )
    return Application(
        name=document.metadata.name,
        namespace=document.metadata.namespace,
        labels=document.metadata.labels,
        annotations=document.metadata.annotations,
        variables=(),
        scopes=(),
        instances=(
            *(made[id(entry)][1] for entry in _in_order(entries, reports)),
            *(replace(_instance(_entry(policy)), is_policy=True) for policy in policies),
        ),
        library=library,
        span=document.span,
        vocabulary=KUBEVELA,
        target=target,
        read_only=read_only,
    )


def _entry(policy: PolicyEntry) -> ComponentEntry:
    """Return a policy that makes objects as what it is like: a component."""
    return ComponentEntry(
        name=policy.name, type=policy.type, properties=policy.properties, traits=(), depends_on=(), span=policy.span
    )


def _component(entry: ComponentEntry) -> Component:
    """Return what a component describes."""
    return Component(
        name=entry.name,
        workload_type=entry.type,
        os_type=None,
        architecture=None,
        parameters=(),
        containers=(),
        settings=(),
        settings_mapping=None,
        labels={},
        annotations={},
        empty={},
        span=entry.span,
        properties=entry.properties,
    )


def _instance(entry: ComponentEntry) -> InstanceUse:
    """Return the one instance of a component."""
    return InstanceUse(
        name=entry.name,
        component=entry.name,
        values=(),
        traits=tuple(_trait(trait) for trait in entry.traits),
        scopes=(),
        empty={},
        span=entry.span,
        after=tuple(dict.fromkeys(name.value for name in entry.depends_on)),
    )


def _trait(entry: TraitEntry) -> TraitUse:
    """Return the use of a trait."""
    return TraitUse(name=entry.type, properties=_given(entry.properties), empty={}, span=entry.span, mapping=entry.properties)


def _given(properties: Mapping | None) -> tuple[Property, ...]:
    """Return properties as a list."""
    return tuple(
        Property(name=Located(value=entry.key, span=entry.key_span), value=entry.value)
        for entry in properties or ()
        if not is_null(entry.value)
    )


def _check_dependencies(entries: Sequence[ComponentEntry], reports: Reports) -> None:
    """Report names below `dependsOn` that no component has."""
    names = dict.fromkeys(entry.name.value for entry in entries)
    for entry in entries:
        for name in entry.depends_on:
            if name.value not in names:
                near = reports.nearest(name.value, names)
                hint = f'did you mean "{near}"?' if near else f"the components are {listing(names)}"
                reports.add(vela_codes.UNKNOWN_DEPENDENCY, at=name.span, component=entry.name.value, name=name.value, hint=hint)


def _in_order(entries: Sequence[ComponentEntry], reports: Reports) -> list[ComponentEntry]:
    """Return components behind those that they depend on, else as written; a circle is reported and stays as written (10)."""
    by_name = {entry.name.value: entry for entry in reversed(entries)}
    ordered: dict[str, ComponentEntry] = {}
    for start in entries:
        waiting: list[tuple[ComponentEntry, int]] = [(start, 0)]
        path: dict[str, Span] = {start.name.value: start.name.span}
        while waiting:
            entry, index = waiting.pop()
            if entry.name.value in ordered:
                path.pop(entry.name.value, None)
                continue
            if index == len(entry.depends_on):
                ordered[entry.name.value] = entry
                path.pop(entry.name.value, None)
                continue
            waiting.append((entry, index + 1))
            needed = entry.depends_on[index]
            if needed.value in path:
                from oamc.diagnostics.codes.vela import DEPENDENCY_CIRCLE

                reports.add(DEPENDENCY_CIRCLE, at=needed.span, component=entry.name.value, name=needed.value)
                return list(entries)
            if needed.value in by_name and needed.value not in ordered:
                path[needed.value] = needed.span
                waiting.append((by_name[needed.value], 0))
    return list(ordered.values())
