"""Which documents an application of one input can refer to: a library for each home of documents (`frontends/folders.py`).

In: typed documents. Out: libraries. In each a nearer document stands for a farther one of its name. A definition that does so
is told, because it takes away what a platform demands; a component is not, because its author could as well have given it
another name.
"""

from __future__ import annotations

from oamc.diagnostics.codes.reading import SHADOWED_DEFINITION
from oamc.diagnostics.reports import Related
from oamc.frontends.folders import Folders
from oamc.frontends.v1alpha1 import normalize_documents as v1alpha1
from oamc.frontends.v1alpha1.documents import (
    ApplicationConfiguration,
    ComponentSchematic,
    ScopeDocument,
    TraitDocument,
    WorkloadTypeDocument,
)
from oamc.model.application import Library
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeVar

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.folders import Folder
    from oamc.frontends.v1alpha1.documents import OamDocument
    from oamc.model.application import Component, ScopeBinding, ScopeDefinition, TraitDefinition, WorkloadTypeDefinition
    from oamc.spans import Span

    Definition = TypeVar("Definition")
    Key = TypeVar("Key")


def folders_of(documents: Sequence[OamDocument]) -> Folders:
    """Return the directories of documents. A configuration without components only provides scopes: it is shared itself."""
    return Folders(
        folder_of(document) for document in documents if isinstance(document, ApplicationConfiguration) and document.components
    )


def folder_of(document: OamDocument) -> str:
    """Return the directory of a document."""
    return document.metadata.name.span.source.folder


class Libraries:
    """The libraries of one input, each made when it is first asked for."""

    def __init__(self, documents: Sequence[OamDocument], folders: Folders, reports: Reports) -> None:
        self.folders = folders
        self.reports = reports
        self.components: list[tuple[Component, ComponentSchematic, Folder]] = []
        self.scopes: dict[str, tuple[ScopeBinding, ...]] = {}
        self._components: dict[Folder, dict[str, Component]] = {}
        self._traits: dict[Folder, dict[str, TraitDefinition]] = {}
        self._workload_types: dict[Folder, dict[tuple[str, str, str], WorkloadTypeDefinition]] = {}
        self._scope_types: dict[Folder, dict[str, ScopeDefinition]] = {}
        self._libraries: dict[Folder, Library] = {}
        for document in documents:
            self._add(document)
        homes = {folders.home(folder_of(document)) for document in documents}
        self._places: dict[str, Span] | None = None
        if len(homes) > 1:
            self._places = {}
            for component, _, _ in self.components:
                self._places.setdefault(component.name.value, component.name.span)

    def _add(self, document: OamDocument) -> None:
        """Convert one document, and put it where it belongs."""
        home = self.folders.home(folder_of(document))
        name = document.metadata.name.value
        match document:
            case ComponentSchematic():
                component = v1alpha1.component(document, self.reports)
                self.components.append((component, document, home))
                self._components.setdefault(home, {})[name] = component
            case TraitDocument():
                self._traits.setdefault(home, {})[name] = v1alpha1.trait_definition(document, self.reports)
            case WorkloadTypeDocument():
                workload_type = v1alpha1.workload_type_definition(document, self.reports)
                key = (workload_type.group, workload_type.version, workload_type.kind)
                self._workload_types.setdefault(home, {})[key] = workload_type
            case ScopeDocument():
                scope_type = v1alpha1.scope_definition(document, self.reports)
                self._scope_types.setdefault(home, {})[scope_type.type.value] = scope_type
            case ApplicationConfiguration():
                self.scopes[name] = v1alpha1.scope_bindings(document, self.reports)

    def of(self, document: OamDocument) -> Library:
        """Return what a document can refer to."""
        home = self.folders.home(folder_of(document))
        library = self._libraries.get(home)
        if library is None:
            library = self._libraries[home] = Library(
                components=_layers(home, self._components),
                traits=self._definitions(home, self._traits, "Trait"),
                workload_types=tuple(self._definitions(home, self._workload_types, "WorkloadType", _without_version).values()),
                scope_types=tuple(self._definitions(home, self._scope_types, "ApplicationScope").values()),
                scopes=self.scopes,
                places=self._places,
            )
        return library

    def scope_types(self) -> list[ScopeDefinition]:
        """Return all definitions of scopes."""
        return [definition for found in self._scope_types.values() for definition in found.values()]

    def _definitions(
        self,
        home: Folder,
        known: Mapping[Folder, dict[Key, Definition]],
        kind: str,
        mark: Callable[[Key], object] = lambda key: key,
    ) -> dict[Key, Definition]:
        """Return the definitions that a home sees by their keys; tell of those that stand for farther ones of an equal mark."""
        layers = [known[folder] for folder in home.upwards() if folder in known]
        if len(layers) < 2:  # noqa: PLR2004 - more than one
            return layers[0] if layers else {}
        found: dict[Key, Definition] = {}
        nearer: dict[object, Definition] = {}
        for layer in layers:
            for key, definition in layer.items():
                if mark(key) in nearer:
                    self._tell(kind, nearer[mark(key)], definition)
                else:
                    found[key] = definition
            nearer |= {mark(key): definition for key, definition in layer.items() if key in found}
        return found

    def _tell(self, kind: str, nearer: Definition, farther: Definition) -> None:
        """Report a definition that stands for a farther one."""
        name: Located[str] = nearer.name  # type: ignore[attr-defined]
        self.reports.add(
            SHADOWED_DEFINITION,
            at=name.span,
            related=[Related(span=farther.name.span, message="the other one is here")],  # type: ignore[attr-defined]
            hint="remove the nearer one, unless its directory shall have rules of its own",
            kind=kind,
            name=name.value,
        )


def _without_version(key: tuple[str, str, str]) -> object:
    """Return group and kind of a workload type: a nearer definition of another version stands for a farther one, too."""
    group, _, kind = key
    return group, kind


def _layers(home: Folder, known: Mapping[Folder, dict[str, Component]]) -> Mapping[str, Component]:
    """Return the components that a home sees by their names. Layers are not copied: each home would have a copy of all."""
    layers = [known[folder] for folder in home.upwards() if folder in known]
    if len(layers) < 2:  # noqa: PLR2004 - more than one
        return layers[0] if layers else {}
    from collections import ChainMap

    return ChainMap(*layers)
