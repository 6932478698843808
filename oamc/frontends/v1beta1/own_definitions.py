"""Definitions that come with the input: which of them an Application can use (docs/spec/oam-v1beta1.md, 2).

In: all documents of one input. Out: those that an Application sees (`frontends/folders.py`) in its namespace, in none or in the
one of KubeVela, by name. Loaded with the first definition.
"""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.diagnostics.codes.reading import SHADOWED_DEFINITION
from oamc.diagnostics.codes.vela import USED_BY_NOTHING
from oamc.diagnostics.reports import Related
from oamc.frontends.document_names import check_name
from oamc.frontends.folders import Folders
from oamc.frontends.kinds import OF_COMPONENTS, OF_POLICIES, OF_TRAITS, OF_WORKLOADS
from oamc.frontends.v1beta1.documents import ApplicationDocument, DefinitionDocument
from oamc.model.own_definitions import OwnDefinition, OwnDefinitions
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.folders import Folder
    from oamc.frontends.v1beta1.documents import VelaDocument
    from oamc.frontends.v1beta1.entries import ComponentEntry
    from oamc.frontends.v1beta1.policies.table import PolicyEntry

OF_KUBEVELA = "vela-system"


def own_definition(document: DefinitionDocument) -> OwnDefinition:
    """Return what a document defines."""
    return OwnDefinition(
        kind=document.kind,
        name=document.metadata.name,
        template=document.template,
        place=document.place,
        problem=document.problem,
        description=document.description,
        reference=document.reference,
        manages_workload=document.manages_workload,
        stage=document.stage,
        applies_to=document.applies_to,
        conflicts_with=document.conflicts_with,
    )


def all_of(documents: Iterable[VelaDocument]) -> OwnDefinitions:
    """Return the component types and traits of which there are definitions, whoever uses them; the first of each name."""
    components: dict[str, OwnDefinition] = {}
    traits: dict[str, OwnDefinition] = {}
    for document in documents:
        if isinstance(document, DefinitionDocument) and document.kind in (OF_COMPONENTS, OF_WORKLOADS, OF_TRAITS):
            found = traits if document.kind == OF_TRAITS else components
            found.setdefault(document.metadata.name.value, own_definition(document))
    return OwnDefinitions(components=components, traits=traits)


class Definitions:
    """The definitions of one input by kind and name, and which of them an Application has used."""

    def __init__(self, documents: Sequence[VelaDocument], reports: Reports) -> None:
        self._folders = Folders(_folder(document) for document in documents if isinstance(document, ApplicationDocument))
        self._reports = reports
        self._found: dict[tuple[str, str], list[DefinitionDocument]] = {}
        self._used: set[int] = set()
        self.has_wrong_name = False
        for document in documents:
            if isinstance(document, DefinitionDocument):
                self._add(document)

    def _add(self, document: DefinitionDocument) -> None:
        """Note a document, and report a second one of its kind, name and namespace in its directory.

        In folders that are there for their definitions the first one counts.
        """
        if not (_is_spare(document) or _is_revision(document)):
            check_name(document.metadata.name, document.kind, self._reports, is_label=False)
        same = self._found.setdefault((document.kind, document.metadata.name.value), [])
        key = (_namespace(document), _folder(document))
        is_spare = _is_spare(document)
        name = document.metadata.name
        plain = Located(value=name.value.partition("@")[0], span=name.span)
        self.has_wrong_name |= not check_name(plain, document.kind, self._reports, is_label=False)
        alike = (other for other in same if _is_spare(other) == is_spare)
        earlier = next((other for other in alike if (_namespace(other), _folder(other)) == key), None)
        if earlier is None:
            same.append(document)
        if earlier is None or is_spare:
            return
        self._reports.add(
            codes.DUPLICATE_DOCUMENT,
            at=document.metadata.name.span,
            related=[Related(span=earlier.metadata.name.span, message="the first one is here")],
            hint="rename one of them, or leave one out of the input",
            kind=document.kind,
            name=document.metadata.name.value,
        )

    def policies_of(self, application: ApplicationDocument) -> tuple[PolicyEntry, ...]:
        """Return the policies of an Application that make objects, by a template in a definition that it sees."""
        return tuple(
            policy
            for policy in application.policies
            if policy.is_unknown
            and (found := self._find(OF_POLICIES, policy.type.value, application)) is not None
            and found.template is not None
        )

    def used_by(
        self, application: ApplicationDocument, entries: Iterable[ComponentEntry], policies: Iterable[PolicyEntry] = ()
    ) -> OwnDefinitions:
        """Return the definitions that the components and some policies of an Application name, as far as it sees them."""
        of_policies: dict[str, OwnDefinition] = {}
        for policy in policies:
            found = self._find(OF_POLICIES, policy.type.value, application)
            assert found is not None
            of_policies[policy.type.value] = self._use(found)
        components: dict[str, OwnDefinition] = {}
        traits: dict[str, OwnDefinition] = {}
        for entry in entries:
            name = entry.type.value
            found = self._find(OF_COMPONENTS, name, application) or self._find(OF_WORKLOADS, name, application)
            if found is not None:
                components[name] = self._use(found)
            for trait in entry.traits:
                found = self._find(OF_TRAITS, trait.type.value, application)
                if found is not None:
                    traits[trait.type.value] = self._use(found)
        return OwnDefinitions(
            components=components,
            traits=traits,
            component_names=tuple(name for kind, name in self._found if kind in {OF_COMPONENTS, OF_WORKLOADS}),
            trait_names=tuple(name for kind, name in self._found if kind == OF_TRAITS),
            policies=of_policies,
        )

    def use(self, kind: str, name: str) -> bool:
        """Tell whether there is a definition of a kind and name, which is used then."""
        found = self._found.get((kind, name), ())
        self._used.update(map(id, found))
        return bool(found)

    def _use(self, document: DefinitionDocument) -> OwnDefinition:
        """Note that a document is used, and return what it defines."""
        self._used.add(id(document))
        return own_definition(document)

    def _find(self, kind: str, name: str, application: ApplicationDocument) -> DefinitionDocument | None:
        """Return the nearest definition that an Application can see.

        In one directory that of its namespace comes first. Those of folders that are there for them come last.
        """
        by_folder: dict[Folder, list[DefinitionDocument]] = {}
        own = application.metadata.namespace.value if application.metadata.namespace else ""
        ranks = {own: 0, "": 1, OF_KUBEVELA: 2} if own else {"": 0, OF_KUBEVELA: 1}
        documents = [document for document in self._found.get((kind, name), ()) if not own or _namespace(document) in ranks]
        for document in sorted(documents, key=lambda document: (_is_spare(document), ranks.get(_namespace(document), 3))):
            by_folder.setdefault(self._folders.home(_folder(document)), []).append(document)
        home = self._folders.home(_folder(application))
        seen = [document for folder in home.upwards() for document in by_folder.get(folder, ())]
        if not seen:
            return None
        found = seen[0]
        hidden = next(
            (other for other in seen if _folder(other) != _folder(found) or _is_spare(other) != _is_spare(found)), None
        )
        if hidden is not None and id(found) not in self._used:
            self._used.add(id(hidden))
            self._reports.add(
                SHADOWED_DEFINITION,
                at=found.metadata.name.span,
                related=[Related(span=hidden.metadata.name.span, message="the other one is here")],
                hint="remove one of the two, unless the nearer one shall count here",
                kind=kind,
                name=name,
                where="of --definitions" if _is_spare(hidden) else "in a directory above",
            )
        return found

    def report_unused(self) -> None:
        """Tell of the definitions that no Application has used."""
        for documents in self._found.values():
            for document in documents:
                if id(document) not in self._used and not _is_spare(document):
                    what = f'{document.kind} "{document.metadata.name.value}"'
                    hint = "leave it out of the input, or give its folder by --definitions"
                    self._reports.add(
                        USED_BY_NOTHING,
                        at=document.metadata.name.span,
                        what=what,
                        reason="no application uses it",
                        hint=hint,
                    )


def _namespace(document: VelaDocument) -> str:
    """Return the namespace of a document, empty where it names none."""
    return document.metadata.namespace.value if document.metadata.namespace else ""


def _is_revision(document: DefinitionDocument) -> bool:
    """Tell whether a definition is from a revision, after which applications call it: NAME@vNUMBER."""
    return document.metadata.name.value.rpartition("@v")[2].isdecimal()


def _is_spare(document: DefinitionDocument) -> bool:
    """Tell whether a definition is from a folder that is there for definitions alone."""
    return document.metadata.name.span.source.library


def _folder(document: VelaDocument) -> str:
    """Return the directory of a document."""
    return document.metadata.name.span.source.folder
