# ruff: noqa: PTH118 - pathlib costs more than all of `oamc --version`
"""A directory that is open and locked while something is written in it, and the reports of what keeps oamc from writing."""

from __future__ import annotations

import os
import stat

from oamc.diagnostics.codes import usage
from oamc.disk import folders
from oamc.disk.files import kind_of, reason
from oamc.disk.folders import ObstacleError
from oamc.disk.recovery import ForeignWorkError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports

MOST_ATTEMPTS = 20


def refuse(path: str, error: OSError, reports: Reports, *, directory: str | None = None) -> None:
    """Report why an output cannot be written."""
    if isinstance(error, ForeignWorkError):
        code = usage.WORK_HOLDS_FOREIGN_FILES if error.is_inside else usage.WORK_OF_SOMEBODY_ELSE
        hint = "look at what is in it, and move it away" if error.is_inside else "look at what it is, and remove it"
        reports.add(
            code, at=None, path=os.path.normpath(os.path.join(path if directory is None else directory, error.path)), hint=hint
        )
    elif isinstance(error, ObstacleError):
        hint = "give the directory that it points to" if stat.S_ISLNK(error.mode) else ""
        kind = kind_of(error.mode)
        reports.add(usage.OUTPUT_OF_ANOTHER_KIND, at=None, path=error.path, kind=kind, wanted="a directory", hint=hint)
    else:
        reports.add(usage.OUTPUT_NOT_WRITTEN, at=None, path=path, reason=reason(error))


class LockedDirectory:
    """A directory that is open and locked while something is written in it.

    It is made where it is missing, and goes again with all that was made for it, unless `keep` is called. An `OSError` ends the
    block and is reported as one of `path`. `parent` is the open directory, None after a report.

        with LockedDirectory("out", "out/app.yaml", reports) as locked:
            if locked.parent is not None:
                ...
                locked.keep()

    Who is not `patient` does not wait for a lock that another process has.
    """

    __slots__ = ("_directory", "_made", "_path", "_patient", "_reports", "parent")

    def __init__(self, directory: str, path: str, reports: Reports, *, patient: bool = True) -> None:
        self.parent: int | None = None
        self._patient = patient
        self._directory = directory
        self._path = path
        self._reports = reports
        self._made: list[str] = []

    def __enter__(self) -> LockedDirectory:
        try:
            self.parent = _open_locked(self._directory or ".", self._made, patient=self._patient)
        except OSError as error:
            self._refuse(error)
        else:
            if self.parent is None:
                self._reports.add(usage.OUTPUT_LOCKED, at=None, path=self._path, hint="wait until it has finished")
        finally:
            if self.parent is None:
                folders.remove_empty(self._made)
        return self

    def keep(self) -> None:
        """Let what was made stay: something is in it."""
        self._made.clear()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: object) -> bool:
        try:
            if self.parent is not None:
                try:
                    # What was made for nothing goes while the lock is held, so that nobody else is at work in it.
                    folders.remove_empty(self._made)
                finally:
                    os.close(self.parent)
        finally:
            folders.remove_empty(self._made)
        if isinstance(error, OSError):
            self._refuse(error)
        return isinstance(error, OSError)

    def _refuse(self, error: OSError) -> None:
        """Report why the output cannot be written."""
        refuse(self._path, error, self._reports, directory=self._directory)


def _open_locked(directory: str, made: list[str], *, patient: bool) -> int | None:
    """Open a directory, made where it is missing, and lock it; nothing where another process keeps the lock.

    Another oamc that fails may remove a directory on the way, or the one that this one has just opened: then this one tries
    again.
    """
    attempts = 0
    while True:
        attempts += 1
        try:
            parent = folders.open_below(directory, made)
        except FileNotFoundError:
            if attempts == MOST_ATTEMPTS:
                raise
            continue
        assert parent is not None
        if not (folders.lock(parent) if patient else folders.lock(parent, 0)):
            os.close(parent)
            return None
        if os.fstat(parent).st_nlink:
            return parent
        os.close(parent)
