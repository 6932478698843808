"""What belongs to other systems: files and documents that are passed over, and counted in one notice.

In: the sources of a run. Out: their documents without those of other systems, where these may be passed over: everywhere, or,
as by default, where a file was met in a directory and nobody named it. In such a file nothing is an error unless it speaks of
OAM: a template of Helm or a lock file in JSON is no document with a mistake.
"""

from __future__ import annotations

from oamc.choices import AUTO, SKIP
from oamc.diagnostics.codes import usage as codes
from oamc.diagnostics.reports import Reports, listing
from oamc.frontends.dispatch import is_foreign
from oamc.source.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.frontends.contract import FrontEnd
    from oamc.source.limits import Limits
    from oamc.source.nodes import Document
    from oamc.spans import SourceFile

HINT = "--foreign-documents error shows each of them"


def speaks_of_oam(text: str, front_ends: tuple[FrontEnd, ...]) -> bool:
    """Tell whether a text names a version of OAM, or the group of one, somewhere."""
    return any(name.partition("/")[0] in text for front_end in front_ends for name in front_end.api_versions)


class Passing:
    """One reading of sources that may pass over what belongs to other systems."""

    def __init__(self, mode: str, front_ends: tuple[FrontEnd, ...], limits: Limits, reports: Reports) -> None:
        """Begin with a choice of `FOREIGN_DOCUMENTS`."""
        self.mode = mode
        self.front_ends = front_ends
        self.limits = limits
        self.reports = reports
        self.files = 0
        self.documents = 0
        self.first = ""

    def read(self, sources: Iterable[SourceFile]) -> tuple[Document, ...]:
        """Return the documents of all sources but those of other systems, which are counted in one notice."""
        documents = tuple(document for source in sources for document in self._of(source))
        if self.first:
            self.reports.add(codes.FOREIGN_PASSED_OVER, at=None, what=self._counted(), place=self.first, hint=HINT)
        return documents

    def _of(self, source: SourceFile) -> tuple[Document, ...]:
        """Return the documents of one source that are not passed over."""
        passes = self.mode == SKIP or (self.mode == AUTO and source.met)
        if not passes:
            return read(source, self.reports, self.limits)
        if source.unread:
            self._count(source.path, files=1)
            return ()
        if not source.met or speaks_of_oam(source.text, self.front_ends):
            documents = read(source, self.reports, self.limits)
        else:
            found = self.reports.alike()
            documents = read(source, found, self.limits)
            if found.has_errors():
                self._count(source.path, files=1)
                return ()
            if not all(is_foreign(document, self.front_ends) for document in documents):
                self.reports.extend(found.found)
        own = tuple(document for document in documents if not is_foreign(document, self.front_ends))
        if len(own) < len(documents):
            foreign = next(document for document in documents if is_foreign(document, self.front_ends))
            self._count(
                str(foreign.root.span) if own else source.path, files=not own, documents=len(documents) - len(own) if own else 0
            )
        return own

    def _count(self, place: str, *, files: int, documents: int = 0) -> None:
        """Count what is passed over, and keep the first place of it."""
        self.files += files
        self.documents += documents
        self.first = self.first or place

    def _counted(self) -> str:
        """Say how much was passed over."""
        counts = ((self.files, "file"), (self.documents, "document"))
        return listing(f"{number:,} {word}{'s' if number > 1 else ''}" for number, word in counts if number)
