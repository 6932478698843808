"""From typed documents to version-neutral applications: `normalize`, with one module for each API version.

Relied on afterwards: every amount is a canonical quantity, every workload and scope type has the form GROUP/VERSION.KIND in
today's group, names are unique where they must be, older spellings are gone. References are not bound yet. Rules:
docs/spec/oam-v1alpha1.md, 1.2, 10.2 and 12.1.
"""

from __future__ import annotations

import re

from oamc.diagnostics.codes import application as codes
from oamc.diagnostics.reports import Related, printable
from oamc.frontends.duplicates import report_duplicates
from oamc.frontends.v1alpha1 import normalize_documents as v1alpha1
from oamc.frontends.v1alpha1.documents import (
    ApplicationConfiguration,
    ComponentSchematic,
    ScopeDocument,
    TraitDocument,
    WorkloadTypeDocument,
)
from oamc.frontends.v1alpha1.visible_documents import Libraries, folder_of, folders_of
from oamc.model.application import Normalized
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.folders import Folder, Folders
    from oamc.frontends.v1alpha1.documents import OamDocument
    from oamc.model.application import Application


_OAM_NAME = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
"""The rule for names of OAM (1.2), which is that of label values: every object carries the name of its application."""

OAM_NAME_RULE = "it must have 1 to 63 letters, digits, hyphens, underscores and dots, and begin and end with a letter or digit"

KIND_NAMES = {
    ComponentSchematic: "ComponentSchematic",
    ApplicationConfiguration: "ApplicationConfiguration",
    TraitDocument: "Trait",
    WorkloadTypeDocument: "WorkloadType",
    ScopeDocument: "ApplicationScope",
}


def normalize(documents: Iterable[OamDocument], reports: Reports) -> Normalized:
    """Turn the documents of one input into its applications and their library.

    Problems go to `reports`; what can be converted is.
    """
    given = tuple(documents)
    folders = folders_of(given)
    distinct = _distinct(given, folders, reports)
    _report_equal_definitions(distinct, folders, reports)
    libraries = Libraries(distinct, folders, reports)
    configurations = [document for document in distinct if isinstance(document, ApplicationConfiguration)]
    applications = tuple(v1alpha1.application(document, libraries.of(document), reports) for document in configurations)
    if distinct and not applications:
        reports.add(
            codes.NO_APPLICATION,
            at=distinct[0].metadata.name.span,
            hint="add a document of kind ApplicationConfiguration that instantiates the components",
        )
    components = tuple((component, libraries.of(document)) for component, document, _ in libraries.components)
    normalized = Normalized(applications=applications, components=components)
    if len(distinct) == len(given):
        # What only a document uses that was left out is used all the same.
        _report_unused(normalized, libraries, reports)
    _report_other_namespaces(libraries, applications, reports)
    return normalized


def _distinct(documents: Iterable[OamDocument], folders: Folders, reports: Reports) -> list[OamDocument]:
    """Check the names of documents (1.2); return the documents without the second of a kind and name, which is an error.

    Names of applications are those of outputs: they are unique in the run. Other names are so in their home.
    """
    first: dict[tuple[type, str, Folder], OamDocument] = {}
    for document in documents:
        name = document.metadata.name
        kind = KIND_NAMES[type(document)]
        if not _OAM_NAME.fullmatch(name.value):
            use = f"the name of {'an' if kind.startswith('A') else 'a'} {kind}"
            reports.add(codes.BAD_NAME, at=name.span, name=name.value, use=use, reason=OAM_NAME_RULE, hint="rename it")
        home = folders.run if isinstance(document, ApplicationConfiguration) else folders.home(folder_of(document))
        earlier = first.setdefault((type(document), name.value, home), document)
        if earlier is not document:
            reports.add(
                codes.DUPLICATE_DOCUMENT,
                at=name.span,
                related=[Related(span=earlier.metadata.name.span, message="the first one is here")],
                hint="rename one of them, or leave one out of the input",
                kind=kind,
                name=name.value,
            )
    return list(first.values())


def _report_equal_definitions(documents: list[OamDocument], folders: Folders, reports: Reports) -> None:
    """Report a second definition of one workload type or one scope type: which of them counts, nobody could know (1.2)."""
    types: dict[Folder, list[Located[str]]] = {}
    scopes: dict[Folder, list[Located[str]]] = {}
    for document in documents:
        home = folders.home(folder_of(document))
        match document:
            case WorkloadTypeDocument():
                version = document.version.value if document.version else ""
                text = f"{document.group.value}/{version}.{document.kind.value}"
                types.setdefault(home, []).append(Located(value=text, span=document.kind.span))
            case ScopeDocument():
                scopes.setdefault(home, []).append(document.type)
            case _:
                pass
    for found in types.values():
        report_duplicates(found, "the definition of workload type", "the input", reports)
    for found in scopes.values():
        report_duplicates(found, "the definition of scope type", "the input", reports)


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
