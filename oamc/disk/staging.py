# ruff: noqa: PTH118 - pathlib costs more than all of `oamc --version`
"""Writing output trees, each exchanged for the old one in one step.

A tree is written in a directory beside its place, synchronized, and exchanged with the old tree under a lock, so that whoever
looks sees the old tree or the new one, whatever happens. Files of the user in the old tree come along as hard links: they are
never opened. `recovery.py` says what is in that directory on the way.
"""

from __future__ import annotations

import os
import stat

from oamc.diagnostics.codes import usage
from oamc.disk import folders
from oamc.disk.files import kind_of, reason
from oamc.disk.folders import DIRECTORY, Entry, ObstacleError, mode_of
from oamc.disk.recovery import (
    PARTIAL,
    PREVIOUS,
    STAGED,
    ForeignWorkError,
    begin,
    finish,
    is_linked,
    recover,
    retire,
    work_name,
)
from oamc.disk.survey import survey_tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.diagnostics.reports import Reports
    from oamc.disk.survey import Survey

FILE_MODE = 0o644
MOST_ATTEMPTS = 20


def survey_trees(
    directory: str, trees: Mapping[str, Mapping[str, str]], *, force: bool, reports: Reports
) -> tuple[Survey, ...] | None:
    """Compare the trees (by name) below a directory with what is there; nothing, and reports, where one must not be written."""
    try:
        parent = folders.open_below(directory)
        try:
            return _survey(parent, directory, trees, force=force, reports=reports)
        finally:
            if parent is not None:
                os.close(parent)
    except OSError as error:
        refuse(directory, error, reports)
        return None


def write_trees(
    directory: str, trees: Mapping[str, Mapping[str, str]], *, force: bool, reports: Reports
) -> tuple[Survey, ...] | None:
    """Write the trees (by name) below a directory: all of them or, with reports, none."""
    with LockedDirectory(directory, directory, reports) as locked:
        if locked.parent is None:
            return None
        for name in trees:
            recover(locked.parent, name)
        surveys = _survey(locked.parent, directory, trees, force=force, reports=reports)
        if surveys is not None:
            _write(locked.parent, [survey for survey in surveys if survey.differs])
            locked.keep()
        return surveys
    return None


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
    """

    __slots__ = ("_directory", "_made", "_path", "_reports", "parent")

    def __init__(self, directory: str, path: str, reports: Reports) -> None:
        self.parent: int | None = None
        self._directory = directory
        self._path = path
        self._reports = reports
        self._made: list[str] = []

    def __enter__(self) -> LockedDirectory:
        try:
            self.parent = _open_locked(self._directory or ".", self._made)
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


def _open_locked(directory: str, made: list[str]) -> int | None:
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
        if not folders.lock(parent):
            os.close(parent)
            return None
        if os.fstat(parent).st_nlink:
            return parent
        os.close(parent)


def _survey(
    parent: int | None, directory: str, trees: Mapping[str, Mapping[str, str]], *, force: bool, reports: Reports
) -> tuple[Survey, ...] | None:
    """Survey every tree, so that all that is wrong is reported at once."""
    surveys = [
        survey_tree(parent, name, os.path.normpath(os.path.join(directory, name)), files, force=force, reports=reports)
        for name, files in trees.items()
    ]
    complete = tuple(survey for survey in surveys if survey is not None)
    return complete if len(complete) == len(surveys) else None


class _Tree:
    """A tree on its way to its place, and what has to be known to undo that.

    `begun` tells that the directory for the work is this run's; `identity` is that of the new tree when it is complete; `mode`
    is that of the old one where it had to change.
    """

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.name = survey.name
        self.begun = False
        self.identity: os.stat_result | None = None
        self.mode: int | None = None


def _write(parent: int, surveys: list[Survey]) -> None:
    """Stage all trees, then exchange them; on any failure the old ones are in their places again."""
    trees = [_Tree(survey) for survey in surveys]
    try:
        for tree in trees:
            _stage(parent, tree)
        for tree in trees:
            _put_in_place(parent, tree)
        os.fsync(parent)
    except BaseException:
        for tree in reversed(trees):
            _withdraw(parent, tree)
        raise
    try:
        _retire(parent, surveys)
    except OSError:
        # The new trees are in their places, and only what is left of the old ones cannot go: a second attempt often can.
        _retire(parent, surveys)
    except BaseException:
        _retire(parent, surveys)
        raise


def _retire(parent: int, surveys: list[Survey]) -> None:
    """Remove the old trees after the exchange."""
    for survey in surveys:
        if mode_of(work_name(survey.name), parent) is None:
            continue
        try:
            work = os.open(work_name(survey.name), DIRECTORY, dir_fd=parent)
            try:
                for tree in (STAGED, PREVIOUS):
                    retire(work, tree, parent, survey.name, survey.disposable)
            finally:
                os.close(work)
            finish(parent, survey.name)
        except OSError as error:
            left = work_name(survey.name)
            words = f"the new tree is in its place, but the old one, in {left}, cannot be removed: {reason(error)}"
            raise OSError(error.errno, words) from error


def _stage(parent: int, tree: _Tree) -> None:
    """Write one tree beside its place and wait until it is on the disk. Unchanged files keep their times: they are linked."""
    work = begin(parent, tree.name)
    tree.begun = True
    try:
        os.mkdir(PARTIAL, 0o700, dir_fd=work)
        new = os.open(PARTIAL, DIRECTORY, dir_fd=work)
        try:
            _fill(parent, tree.survey, new)
            identity = os.fstat(new)
        finally:
            os.close(new)
        os.rename(PARTIAL, STAGED, src_dir_fd=work, dst_dir_fd=work)
        tree.identity = identity
    finally:
        os.close(work)


def _fill(parent: int, survey: Survey, new: int) -> None:
    """Write the files of a tree into an empty directory, and wait until they are on the disk."""
    made = {""}
    kept: set[str] = set()
    if survey.exists:
        kept = _link_kept_files(parent, survey, new, made)
    for path, content in survey.files.items():
        if path not in kept:
            folders.make_directories(path, new, made)
            folders.write_file(path, new, content)
    for path in survey.files.keys() - kept:
        folders.synchronize(path, new)
    for path in made:
        folders.synchronize(path or ".", new)
    os.fchmod(new, 0o755)


def _link_kept_files(parent: int, survey: Survey, new: int, made: set[str]) -> set[str]:
    """Link into the new tree what stays of the old one: files of the user and unchanged ones.

    Returns the wanted paths that need not be written any more.
    """
    stays = survey.files.keys() - set(survey.created) - set(survey.changed)
    # The directories of oamc's own files come and go with them; those of the user stay, even if they are empty.
    own = {gone[:end] for gone in survey.disposable for end, character in enumerate(gone) if character == "/"}
    modes: dict[str, int] = {}
    kept: set[str] = set()
    old = os.open(survey.name, DIRECTORY, dir_fd=parent)
    try:
        for path, status in folders.walk(old):
            if stat.S_ISDIR(status.st_mode):
                if path not in own:
                    folders.make_directories(f"{path}/", new, made)
                    modes[path] = stat.S_IMODE(status.st_mode)
                continue
            if path in stays:
                if stat.S_IMODE(status.st_mode) != FILE_MODE:
                    continue
                kept.add(path)
            elif path in survey.disposable:
                continue
            folders.make_directories(path, new, made)
            with Entry(path, old) as (name, source), Entry(path, new) as (_, target):
                os.link(name, name, src_dir_fd=source, dst_dir_fd=target, follow_symlinks=False)
        for path, mode in modes.items():
            folders.set_mode(path, new, mode)
    finally:
        os.close(old)
    return kept


def _put_in_place(parent: int, tree: _Tree) -> None:
    """Give a staged tree its name; an old tree is then the one called `staged`, or `previous`."""
    name = tree.name
    work = os.open(work_name(name), DIRECTORY, dir_fd=parent)
    try:
        mode = mode_of(name, parent)
        if mode is None:
            os.rename(STAGED, name, src_dir_fd=work, dst_dir_fd=parent)
            return
        try:
            _exchange(work, parent, name)
        except PermissionError:
            # A directory that is read-only may not move to another one.
            tree.mode = stat.S_IMODE(mode)
            folders.set_mode(name, parent, tree.mode | stat.S_IRWXU)
            _exchange(work, parent, name)
    finally:
        os.close(work)


def _exchange(work: int, parent: int, name: str) -> None:
    """Exchange the staged tree with the old one, in one step or in two."""
    if not folders.exchange(work, STAGED, parent, name):
        os.rename(name, PREVIOUS, src_dir_fd=parent, dst_dir_fd=work)
        os.rename(STAGED, name, src_dir_fd=work, dst_dir_fd=parent)


def _withdraw(parent: int, tree: _Tree) -> None:
    """Undo what was done for one tree. What cannot be undone now stays for the next run, which recovers.

    Where the trees are is looked up, not remembered: an interruption comes between any two steps.
    """
    name = tree.name
    try:
        if tree.identity is not None and is_linked(name, tree.identity, parent):
            work = os.open(work_name(name), DIRECTORY, dir_fd=parent)
            try:
                _put_back(work, parent, tree.survey)
            finally:
                os.close(work)
        recover(parent, name, ours=tree.begun)
        if tree.mode is not None:
            folders.set_mode(name, parent, tree.mode)
    except OSError:
        return


def _put_back(work: int, parent: int, survey: Survey) -> None:
    """Undo `_put_in_place`."""
    name = survey.name
    if mode_of(PREVIOUS, work) is not None:
        os.rename(name, STAGED, src_dir_fd=parent, dst_dir_fd=work)
        os.rename(PREVIOUS, name, src_dir_fd=work, dst_dir_fd=parent)
    elif survey.exists:
        folders.exchange(work, STAGED, parent, name)
    else:
        os.rename(name, STAGED, src_dir_fd=parent, dst_dir_fd=work)
