"""From typed documents to version-neutral applications: `normalize`, with one module for each API version.

Relied on afterwards: every amount is a canonical quantity, every workload and scope type has the form GROUP/VERSION.KIND in
today's group, names are unique where they must be, older spellings are gone. References are not bound yet. Rules:
docs/spec/oam-v1alpha1.md, 1.2, 10.2 and 12.1.
"""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.diagnostics.reports import Related, printable
from oamc.frontends.duplicates import report_duplicates
from oamc.frontends.v1alpha1 import normalize_documents as v1alpha1
from oamc.frontends.v1alpha1.documents import ApplicationConfiguration, ComponentSchematic
from oamc.frontends.v1alpha1.visible_documents import Libraries, Missing, folder_of, folders_of
from oamc.kubernetes.names import label_value_problem
from oamc.model.application import Normalized
from oamc.records import replace
from oamc.spans import Located
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.folders import Folder, Folders
    from oamc.frontends.v1alpha1.documents import OamDocument
    from oamc.model.application import Application
    from oamc.model.left_out import LeftOut


_NOT_IN_NAMES = Pattern(r"[^-A-Za-z0-9_.]")

OAM_NAME_RULE = "it must have 1 to 63 letters, digits, hyphens, underscores and dots, and begin and end with a letter or digit"
"""The rule for names of OAM (1.2), which is that of label values: every object carries the name of its application."""

KIND_NAMES = {"TraitDocument": "Trait", "WorkloadTypeDocument": "WorkloadType", "ScopeDocument": "ApplicationScope"}
"""Kinds of documents whose record is called otherwise, by the name of the record."""


def normalize(documents: Iterable[OamDocument], reports: Reports, left_out: LeftOut | None = None) -> Normalized:
    """Turn the documents of one input, of which others may be left out already, into its applications and their library.

    Problems go to `reports`. What is wrong is left out by its name, so that nobody who refers to it is told anything.
    """
    given, faults = tuple(documents), reports.faults
    folders, missing = folders_of(given, left_out), Missing(left_out)
    distinct, again = _distinct(given, folders, missing, reports)
    _report_equal_definitions(distinct, folders, missing, reports)
    libraries = Libraries(distinct, folders, missing, reports)
    libraries.add_again(again)
    configurations = [document for document in distinct if isinstance(document, ApplicationConfiguration)]
    converted = [v1alpha1.application(document, libraries.of(document), reports) for document in configurations]
    applications = tuple(application for application in converted if application.name.value in libraries.scopes)
    if distinct and not applications and missing.is_empty:
        reports.add(
            codes.NO_APPLICATION,
            at=distinct[0].metadata.name.span,
            hint="add a document of kind ApplicationConfiguration that instantiates the components",
        )
    components = tuple((component, libraries.of(document)) for component, document, _ in libraries.components)
    normalized = Normalized(applications=applications, components=components, left_out=missing.left_out())
    if missing.is_empty and reports.faults == faults:
        # What only a document uses that was left out is used all the same.
        _report_unused(normalized, libraries, reports)
    _report_other_namespaces(libraries, applications, reports)
    return normalized


def _distinct(
    documents: Iterable[OamDocument], folders: Folders, missing: Missing, reports: Reports
) -> tuple[list[OamDocument], list[OamDocument]]:
    """Check the names of documents (1.2); return the first ones of each kind and name, and the others, which are errors.

    Names of applications are those of outputs: they are unique in the run. Other names are so in their home.
    """
    first: dict[tuple[type, str, Folder], OamDocument] = {}
    again: list[OamDocument] = []
    for given in documents:
        document, name = given, given.metadata.name
        record = type(document).__name__
        kind = KIND_NAMES.get(record, record)
        if not name.value or label_value_problem(name.value):
            use = f"the name of {'an' if kind.startswith('A') else 'a'} {kind}"
            reports.add(codes.BAD_NAME, at=name.span, name=name.value, use=use, reason=OAM_NAME_RULE, hint="rename it")
            document = _with_good_name(document)
            missing.called[id(document)] = name.value
        home = folders.run if isinstance(document, ApplicationConfiguration) else folders.home(folder_of(document))
        earlier = first.setdefault((type(document), name.value, home), document)
        if earlier is not document:
            again.append(document)
            missing.add(document)
            reports.add(
                codes.DUPLICATE_DOCUMENT,
                at=name.span,
                related=[Related(span=earlier.metadata.name.span, message="the first one is here")],
                hint="rename one of them, or leave one out of the input",
                kind=kind,
                name=name.value,
            )
    return list(first.values()), again


def _with_good_name(document: OamDocument) -> OamDocument:
    """Return a document with a name that can be one, so that labels and names made of it are not refused too."""
    name = document.metadata.name
    good = _NOT_IN_NAMES.sub("-", name.value)[:63].strip("-_.") or "unnamed"
    return replace(document, metadata=replace(document.metadata, name=Located(value=good, span=name.span)))


def _report_equal_definitions(documents: list[OamDocument], folders: Folders, missing: Missing, reports: Reports) -> None:
    """Report a second definition of one workload type or one scope type: which of them counts, nobody could know (1.2)."""
    definitions = [
        document for document in documents if not isinstance(document, ComponentSchematic | ApplicationConfiguration)
    ]
    if not definitions:
        return
    from oamc.frontends.v1alpha1.definition_documents import ScopeDocument, WorkloadTypeDocument

    types: dict[Folder, list[Located[str]]] = {}
    scopes: dict[Folder, list[Located[str]]] = {}
    by_place: dict[int, OamDocument] = {}
    for document in definitions:
        home = folders.home(folder_of(document))
        match document:
            case WorkloadTypeDocument():
                version = document.version.value if document.version else ""
                text = f"{document.group.value}/{version}.{document.kind.value}"
                name = Located(value=text, span=document.kind.span)
                types.setdefault(home, []).append(name)
            case ScopeDocument():
                name = document.type
                scopes.setdefault(home, []).append(name)
            case _:
                continue
        by_place[id(name)] = document
    for what, found in (("workload", types), ("scope", scopes)):
        for names in found.values():
            for name in report_duplicates(names, f"the definition of {what} type", "the input", reports):
                missing.add(by_place[id(name)])


def _report_unused(normalized: Normalized, libraries: Libraries, reports: Reports) -> None:
    """Report components and scopes that no instance uses, and scope types of which there is no scope (12.1)."""
    if not normalized.applications:
        return
    for component, _ in normalized.spare_components():
        reports.add(
            codes.UNUSED_DOCUMENT,
            at=component.name.span,
            kind="ComponentSchematic",
            name=component.name.value,
            hint="instantiate it in an ApplicationConfiguration, or leave it out of the input",
        )
    instances = [use for application in normalized.applications for use in application.instances]
    named = {name.value for use in instances for name in use.scopes}
    for name, bindings in libraries.scopes.items():
        for binding in bindings:
            if not named & {name, binding.name.value}:
                reports.add(
                    codes.UNUSED_DOCUMENT,
                    at=binding.name.span,
                    kind="scope",
                    name=binding.name.value,
                    hint=f"name its configuration under applicationScopes of an instance: {printable(name)}",
                )
    bound = {_scope_kind(binding.type.value) for bindings in libraries.scopes.values() for binding in bindings}
    for definition in libraries.scope_types():
        if _scope_kind(definition.type.value) not in bound:
            reports.add(
                codes.UNUSED_DOCUMENT,
                at=definition.name.span,
                kind="ApplicationScope",
                name=definition.name.value,
                hint="provide a scope of its type in an ApplicationConfiguration, or leave it out of the input",
            )


def _report_other_namespaces(libraries: Libraries, applications: tuple[Application, ...], reports: Reports) -> None:
    """Report a component that says another namespace than an application that uses it: the application's counts (1.2)."""
    named = {
        id(component): document.metadata.namespace
        for component, document, _ in libraries.components
        if document.metadata.namespace is not None
    }
    for application in applications:
        for use in application.instances:
            namespace = named.get(id(application.library.components.get(use.component.value)))
            if namespace is not None and (application.namespace is None or application.namespace.value != namespace.value):
                reports.add(
                    codes.UNUSED_METADATA,
                    at=namespace.span,
                    related=[Related(span=application.name.span, message="the application is here")],
                    what=f'the namespace of component "{use.component.value}"',
                    reason=f'objects go to the namespace of application "{application.name.value}"',
                    hint="give the namespace in the ApplicationConfiguration, or by --namespace",
                )


def _scope_kind(text: str) -> tuple[str, str]:
    """Return group and kind of a scope type without what its spellings differ in: the version, and Scope at the end (10.2)."""
    group, _, rest = text.partition("/")
    return group, rest.rpartition(".")[2].removesuffix("Scope")
