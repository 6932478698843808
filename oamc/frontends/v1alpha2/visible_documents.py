"""Which documents an application can see: those of its own directory and of all above it (`frontends/folders.py`).

In: typed documents. Out: for each application what it can refer to, by name, the nearer document for the farther one.
"""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.diagnostics.reports import Related
from oamc.frontends.folders import Folders
from oamc.frontends.v1alpha2.definitions import Definitions
from oamc.frontends.v1alpha2.documents import (
    ApplicationConfiguration,
    Component,
    EmbeddedDocument,
    ScopeDefinition,
    ScopeDocument,
    TraitDefinition,
    WorkloadDefinition,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeVar

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.folders import Folder
    from oamc.frontends.v1alpha2.documents import Document
    from oamc.model.left_out import LeftOut
    from oamc.spans import Span

    D = TypeVar("D", bound=Document)


def folder_of(document: Document) -> str:
    """Return the directory of a document."""
    return document.metadata.name.span.source.folder


class VisibleDocuments:
    """The documents of one input, each found from the place of an application. `used` has those that something refers to.

    What is `left_out` may be missed.
    """

    def __init__(self, documents: tuple[Document, ...], reports: Reports, left_out: LeftOut | None = None) -> None:
        self.left_out = left_out
        self.folders = Folders(folder_of(document) for document in documents if isinstance(document, ApplicationConfiguration))
        self.documents = self._distinct(documents, reports)
        self.used: set[int] = set()
        self._homes: dict[Folder, list[Document]] = {}
        for document in self.documents:
            self._homes.setdefault(self.folders.home(folder_of(document)), []).append(document)
        self._seen: dict[tuple[type, Folder], dict[str, list[Document]]] = {}
        self._definitions: dict[Folder, Definitions] = {}
        self._places: dict[str, Span] = {}
        for document in self.documents:
            if isinstance(document, Component):
                self._places.setdefault(document.metadata.name.value, document.metadata.name.span)

    def _distinct(self, documents: tuple[Document, ...], reports: Reports) -> tuple[Document, ...]:
        """Return the documents without the second of a kind and name in one home, which is an error.

        Names of applications are unique in the run. Revisions of one component are documents of their own.
        """
        first: dict[tuple[object, ...], Document] = {}
        for document in documents:
            name = document.metadata.name
            home = self.folders.run
            if not isinstance(document, ApplicationConfiguration):
                home = self.folders.home(folder_of(document))
            revision = document.revision.value if isinstance(document, Component) and document.revision else ""
            earlier = first.setdefault((document.kind, name.value, revision, home), document)
            if earlier is not document:
                reports.add(
                    codes.DUPLICATE_DOCUMENT,
                    at=name.span,
                    related=[Related(span=earlier.metadata.name.span, message="the first one is here")],
                    hint="rename one of them, or leave one out of the input",
                    kind=document.kind,
                    name=name.value,
                )
        return tuple(first.values())

    def places(self) -> dict[str, Span] | None:
        """Return where components are, where there are several homes: some may be out of sight of an application."""
        return self._places if len(self._homes) > 1 else None

    def of_type(self, kind: type[D], seen_from: Document) -> dict[str, list[D]]:
        """Return the documents of a type that a document sees, by name: those of the nearest home that has one of the name."""
        home = self.folders.home(folder_of(seen_from))
        found = self._seen.get((kind, home))
        if found is None:
            found = self._seen[kind, home] = {}
            for folder in home.upwards():
                here: dict[str, list[Document]] = {}
                for document in self._homes.get(folder, ()):
                    if isinstance(document, kind):
                        here.setdefault(document.metadata.name.value, []).append(document)
                for name, documents in here.items():
                    found.setdefault(name, documents)
        return found  # type: ignore[return-value]  # they are of the type

    def definitions(self, seen_from: Document) -> Definitions:
        """Return the definitions of workloads and traits that a document sees."""
        home = self.folders.home(folder_of(seen_from))
        found = self._definitions.get(home)
        if found is None:
            workloads = {name: known[0] for name, known in self.of_type(WorkloadDefinition, seen_from).items()}
            traits = {name: known[0] for name, known in self.of_type(TraitDefinition, seen_from).items()}
            found = self._definitions[home] = Definitions(workloads=workloads, traits=traits, left_out=self.left_out)
        return found

    def use(self, document: Document | None) -> None:
        """Note that something refers to a document."""
        if document is not None:
            self.used.add(id(document))

    def report_unused(self, reports: Reports) -> None:
        """Report the documents that nothing refers to. Of components `normalize` tells it."""
        for document in self.documents:
            if isinstance(document, (Component, ApplicationConfiguration)) or id(document) in self.used:
                continue
            reports.add(
                codes.UNUSED_DOCUMENT,
                at=document.metadata.name.span,
                kind=document.kind,
                name=document.metadata.name.value,
                hint=_hint(document),
            )


def _hint(document: Document) -> str:
    """Say how a document comes to be used."""
    match document:
        case EmbeddedDocument(kind="ManualScalerTrait"):
            return "write it under traits of a component in an ApplicationConfiguration"
        case EmbeddedDocument():
            return "write it as the workload of a Component"
        case ScopeDocument():
            return "name it under scopes of a component in an ApplicationConfiguration"
        case ScopeDefinition() | TraitDefinition() | WorkloadDefinition():
            return "leave it out of the input, unless something else reads it there"
        case _:
            return "leave it out of the input"


def all_components(documents: Iterable[Document]) -> list[Component]:
    """Return the components among documents."""
    return [document for document in documents if isinstance(document, Component)]
