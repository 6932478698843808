"""Which documents an application of one input can refer to: a library for each home of documents (`frontends/folders.py`).

In: typed documents. Out: libraries. In each a nearer document stands for a farther one of its name. A definition that does so
is told, because it takes away what a platform demands; a component is not, because its author could as well have given it
another name.
"""

from __future__ import annotations

from oamc.diagnostics.codes import reading as codes
from oamc.diagnostics.reports import Related
from oamc.frontends.folders import Folders
from oamc.frontends.v1alpha1 import normalize_documents as v1alpha1
from oamc.frontends.v1alpha1.documents import ApplicationConfiguration, ComponentSchematic
from oamc.model.application import Library
from oamc.model.group_version_kind import current_group
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeVar

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.folders import Folder
    from oamc.frontends.v1alpha1.definition_documents import DefinitionDocument
    from oamc.frontends.v1alpha1.documents import OamDocument
    from oamc.model.application import Component, ScopeBinding
    from oamc.model.definitions import ScopeDefinition, TraitDefinition, WorkloadTypeDefinition
    from oamc.model.left_out import LeftOut
    from oamc.spans import Span

    Definition = TypeVar("Definition")
    Key = TypeVar("Key")


def folders_of(documents: Sequence[OamDocument], left_out: LeftOut | None) -> Folders:
    """Return the directories of documents. A configuration without components only provides scopes: it is shared itself."""
    wrong = left_out.folders if left_out is not None else frozenset()
    right = (document for document in documents if isinstance(document, ApplicationConfiguration) and document.components)
    return Folders((*wrong, *map(folder_of, right)))


def folder_of(document: OamDocument) -> str:
    """Return the directory of a document."""
    return document.metadata.name.span.source.folder


class Missing:
    """The names of what others may miss, while wrong documents are found: their documents are passed over by these.

    `called` has what others call a document whose name cannot be one.
    """

    def __init__(self, earlier: LeftOut | None) -> None:
        self.earlier = earlier
        self.is_empty = earlier is None
        self.called: dict[int, str] = {}
        self.has_application = earlier is not None and earlier.has_application
        self.components: set[str] = set()
        self.traits: set[str] = set()
        self.workload_types: set[str] = set()
        self.scope_types: set[str] = set()
        if earlier is not None:
            self.components.update(earlier.components or ())
            self.traits.update(earlier.traits)
            self.workload_types.update(earlier.workload_types or ())
            self.scope_types.update(earlier.scope_types or ())

    def add(self, document: OamDocument) -> None:
        """Note that one document does not count, or which of several of one name does nobody can know."""
        self.is_empty = False
        name = self.name_of(document)
        match document:
            case ComponentSchematic():
                self.components.add(name)
            case ApplicationConfiguration():
                self.has_application = True
            case _:
                self._add_definition(document, name)

    def _add_definition(self, document: DefinitionDocument, name: str) -> None:
        """Note that one document that defines a type does not count."""
        from oamc.frontends.v1alpha1.definition_documents import ScopeDocument, TraitDocument, WorkloadTypeDocument

        match document:
            case TraitDocument():
                self.traits.add(name)
            case WorkloadTypeDocument():
                self.workload_types.add(document.kind.value)
            case ScopeDocument():
                self.scope_types.add(current_group(document.type.value))

    def name_of(self, document: OamDocument) -> str:
        """Return the name by which others refer to a document."""
        return self.called.get(id(document)) or document.metadata.name.value

    def left_out(self) -> LeftOut | None:
        """Return the names, beside those of earlier stages."""
        if self.is_empty:
            return None
        from oamc.model.left_out import LeftOut

        earlier = self.earlier or LeftOut()
        return LeftOut(
            components=None if earlier.components is None else frozenset(self.components),
            traits=frozenset(self.traits),
            workload_types=None if earlier.workload_types is None else frozenset(self.workload_types),
            scope_types=None if earlier.scope_types is None else frozenset(self.scope_types),
            trait_templates=earlier.trait_templates,
            has_application=self.has_application,
            folders=earlier.folders,
        )


class Libraries:
    """The libraries of one input, each made when it is first asked for. Nothing is in them that is `missing` by its name."""

    def __init__(self, documents: Sequence[OamDocument], folders: Folders, missing: Missing, reports: Reports) -> None:
        self.folders = folders
        self.missing = missing
        self.reports = reports
        self.components: list[tuple[Component, ComponentSchematic, Folder]] = []
        self.scopes: dict[str, tuple[ScopeBinding, ...]] = {}
        self._components: dict[Folder, dict[str, Component]] = {}
        self._traits: dict[Folder, dict[str, TraitDefinition]] = {}
        self._workload_types: dict[Folder, dict[tuple[str, str, str], WorkloadTypeDefinition]] = {}
        self._scope_types: dict[Folder, dict[str, ScopeDefinition]] = {}
        self._libraries: dict[Folder, Library] = {}
        for document in documents:
            faults = reports.faults
            self._add(document)
            if reports.faults > faults:
                missing.add(document)
                self._drop(document)
        if not missing.is_empty:
            self._forget(missing)
        homes = {folders.home(folder_of(document)) for document in documents}
        self._places: dict[str, Span] | None = None
        if len(homes) > 1:
            self._places = {}
            for component, _, _ in self.components:
                self._places.setdefault(component.name.value, component.name.span)

    def _add(self, document: OamDocument) -> None:
        """Convert one document, and put it where it belongs."""
        home = self.folders.home(folder_of(document))
        name = self.missing.name_of(document)
        match document:
            case ComponentSchematic():
                component = v1alpha1.component(document, self.reports)
                self.components.append((component, document, home))
                self._components.setdefault(home, {})[name] = component
            case ApplicationConfiguration():
                self.scopes[document.metadata.name.value] = v1alpha1.scope_bindings(document, self.reports)
                self.scopes[name] = self.scopes[document.metadata.name.value]
            case _:
                self._add_definition(document, home, name)

    def _add_definition(self, document: DefinitionDocument, home: Folder, name: str) -> None:
        """Convert one document that defines a type, and put it where it belongs."""
        from oamc.frontends.v1alpha1 import normalize_definitions as definitions
        from oamc.frontends.v1alpha1.definition_documents import ScopeDocument, TraitDocument, WorkloadTypeDocument

        match document:
            case TraitDocument():
                self._traits.setdefault(home, {})[name] = definitions.trait_definition(document, self.reports)
            case WorkloadTypeDocument():
                workload_type = definitions.workload_type_definition(document, self.reports)
                key = (workload_type.group, workload_type.version, workload_type.kind)
                self._workload_types.setdefault(home, {})[key] = workload_type
            case ScopeDocument():
                scope_type = definitions.scope_definition(document, self.reports)
                self._scope_types.setdefault(home, {})[scope_type.type.value] = scope_type

    def _drop(self, document: OamDocument) -> None:
        """Take out the document that was put in last, for it is wrong."""
        if isinstance(document, ComponentSchematic):
            self.components.pop()
        elif isinstance(document, ApplicationConfiguration):
            self.scopes.pop(document.metadata.name.value, None)
            self.scopes.pop(self.missing.name_of(document), None)

    def _forget(self, missing: Missing) -> None:
        """Take out whatever has a name that is missing, in whichever directory. Components are still checked alone."""
        for components in self._components.values():
            _take_out(components, missing.components)
        for traits in self._traits.values():
            _take_out(traits, missing.traits)
        for types in self._workload_types.values():
            _take_out(types, {key for key in types if key[2] in missing.workload_types})
        for scope_types in self._scope_types.values():
            _take_out(scope_types, missing.scope_types)

    def add_again(self, documents: Iterable[OamDocument]) -> None:
        """Take documents whose names others have already. Their components can be checked alone."""
        for document in documents:
            if isinstance(document, ComponentSchematic):
                faults = self.reports.faults
                component = v1alpha1.component(document, self.reports)
                if self.reports.faults == faults:
                    self.components.append((component, document, self.folders.home(folder_of(document))))

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
            codes.SHADOWED_DEFINITION,
            at=name.span,
            related=[Related(span=farther.name.span, message="the other one is here")],  # type: ignore[attr-defined]
            hint="remove the nearer one, unless its directory shall have rules of its own",
            kind=kind,
            name=name.value,
            where="in a directory above",
        )


def _take_out(known: dict[Key, Definition], names: Iterable[Key]) -> None:
    """Remove entries from a mapping, as far as they are there."""
    for name in names:
        known.pop(name, None)


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
