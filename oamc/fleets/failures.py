"""How work that others do for a run fails: copies of this process, or a cluster."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.diagnostics.reports import Code, Reports


class WorkerDiedError(Exception):
    """A copy of this process ended before its work did: by the signal `number`, or with a status of its own where that is 0."""

    def __init__(self, number: int) -> None:
        super().__init__(f"signal {number}" if number else "no signal")
        self.number = number


class ClusterFailedError(Exception):
    """A cluster has not done its work."""

    def __init__(self, code: Code, hint: str, **parts: str) -> None:
        """Begin with the finding that says so, its hint, and what fills its message."""
        super().__init__(code.id)
        self._code = code
        self._hint = hint
        self._parts = parts

    def tell(self, reports: Reports) -> None:
        """Report it."""
        parts: dict[str, Any] = self._parts
        reports.add(self._code, at=None, hint=self._hint, **parts)
