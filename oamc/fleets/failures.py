"""How work that others do for a run fails, apart from the processes of this one."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.diagnostics.reports import Code, Reports


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
