"""`Findings`: the way from the decoder of one document to the reports of the run."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, Reports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.diagnostics.reports import Code, Related
    from oamc.spans import Span

MOST_SHOWN = 100
"""No run shows more findings than this (docs/assurance.md, R15), so that later ones need no search for a near name."""


class Findings:
    """What is found in one document, and whether the document can still be used, whatever the run has reported before.

    `has_reference` tells that a text has something like a reference, which may be one that nothing replaces. `doubts` counts
    fields with a misspelled name: the document says something that nobody has read.
    """

    __slots__ = ("_failed", "doubts", "has_reference", "reports")

    def __init__(self, reports: Reports) -> None:
        self.reports = reports
        self._failed = False
        self.has_reference = False
        self.doubts = 0

    def add(self, code: Code, *, at: Span, related: Iterable[Related] = (), hint: str = "", **parts: object) -> None:
        """Report one finding. Warnings leave the document usable, also where strict mode turns them into errors.

        So do fields that nobody knows: the rest of the document means what it says.
        """
        if code.severity == ERROR and not code.unknown:
            self._failed = True
        self.reports.add(code, at=at, related=related, hint=hint, **parts)

    def fail(self) -> None:
        """Note that the document cannot be used, for a reason that is told later."""
        self._failed = True

    def has_failed(self) -> bool:
        """Tell whether an error was found, so that the document cannot be used."""
        return self._failed

    def wants_hint(self) -> bool:
        """Tell whether a hint that costs a search may still be seen. It bounds the time of hostile input (R18)."""
        return len(self.reports.found) < MOST_SHOWN


def silent() -> Findings:
    """Return findings that nobody reads, for what stands inside a field that is already reported."""
    return Findings(Reports())
