"""Policies and Workflows in documents of their own: which of them an Application can name (docs/spec/oam-v1beta1.md, 1.1).

In: all documents of one input. Out: those of a name that are in the namespace of an Application, and that it can see
(`frontends/folders.py`). Loaded with the first such document.
"""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.diagnostics.codes.vela import USED_BY_NOTHING
from oamc.diagnostics.reports import Related
from oamc.frontends.document_names import check_name
from oamc.frontends.folders import Folders
from oamc.frontends.kinds import POLICY, WORKFLOW
from oamc.frontends.v1beta1.documents import ApplicationDocument, PolicyDocument, WorkflowDocument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.folders import Folder
    from oamc.frontends.v1beta1.documents import VelaDocument

    Satellite: TypeAlias = PolicyDocument | WorkflowDocument


class Satellites:
    """The policies and workflows of one input, by kind and name, and which of them an Application has named."""

    def __init__(self, documents: Sequence[VelaDocument], reports: Reports) -> None:
        self._folders = Folders(_folder(document) for document in documents if isinstance(document, ApplicationDocument))
        self._reports = reports
        self._found: dict[tuple[str, str], list[Satellite]] = {}
        self._used: set[int] = set()
        for document in documents:
            if isinstance(document, (PolicyDocument, WorkflowDocument)):
                self._add(document)

    def _add(self, document: Satellite) -> None:
        """Note a document, and report a second one of its kind, name and namespace in its directory."""
        check_name(document.metadata.name, _kind(document), self._reports, is_label=False)
        same = self._found.setdefault((_kind(document), document.metadata.name.value), [])
        key = (_namespace(document), _folder(document))
        earlier = next((other for other in same if (_namespace(other), _folder(other)) == key), None)
        if earlier is None:
            same.append(document)
            return
        self._reports.add(
            codes.DUPLICATE_DOCUMENT,
            at=document.metadata.name.span,
            related=[Related(span=earlier.metadata.name.span, message="the first one is here")],
            hint="rename one of them, or leave one out of the input",
            kind=_kind(document),
            name=document.metadata.name.value,
        )

    def policy(self, name: str, application: ApplicationDocument) -> PolicyDocument | None:
        """Return the policy of a name."""
        found = self._find(POLICY, name, application)
        return found if isinstance(found, PolicyDocument) else None

    def workflow(self, name: str, application: ApplicationDocument) -> WorkflowDocument | None:
        """Return the workflow of a name."""
        found = self._find(WORKFLOW, name, application)
        return found if isinstance(found, WorkflowDocument) else None

    def names(self, kind: str) -> list[str]:
        """Return the names of all documents of a kind."""
        return [name for found, name in self._found if found == kind]

    def _find(self, kind: str, name: str, application: ApplicationDocument) -> Satellite | None:
        """Return the nearest document that an Application can see. Where one of both names no namespace, they may meet."""
        nearest: dict[Folder, Satellite] = {}
        for document in self._found.get((kind, name), ()):
            spaces = {_namespace(document), _namespace(application)} - {""}
            if len(spaces) < 2:  # noqa: PLR2004 - one, or none
                nearest.setdefault(self._folders.home(_folder(document)), document)
        home = self._folders.home(_folder(application))
        found = next((nearest[folder] for folder in home.upwards() if folder in nearest), None)
        if found is not None:
            self._used.add(id(found))
        return found

    def report_unused(self) -> None:
        """Tell of the documents that no Application has named."""
        for documents in self._found.values():
            for document in documents:
                if id(document) not in self._used:
                    kind = _kind(document)
                    reason = "no Application refers to it" if kind == WORKFLOW else "no step of a workflow names it"
                    hint = "name it in spec.workflow.ref" if kind == WORKFLOW else "name it in the policies of a step deploy"
                    what = f'{kind} "{document.metadata.name.value}"'
                    self._reports.add(USED_BY_NOTHING, at=document.metadata.name.span, what=what, reason=reason, hint=hint)


def _kind(document: Satellite) -> str:
    """Return the kind of a document."""
    return POLICY if isinstance(document, PolicyDocument) else WORKFLOW


def _namespace(document: VelaDocument) -> str:
    """Return the namespace of a document, empty where it names none."""
    return document.metadata.namespace.value if document.metadata.namespace else ""


def _folder(document: VelaDocument) -> str:
    """Return the directory of a document."""
    return document.metadata.name.span.source.folder
