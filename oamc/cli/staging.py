# ruff: noqa: PTH118 - pathlib costs more than all of `oamc --version`
"""Writing output: whole trees and single files, each exchanged for the old one in one step.

A tree is written beside its place under a hidden name, synchronized, and exchanged with the old tree under a lock, so that
whoever looks sees the old tree or the new one, whatever happens. Files of the user in the old tree come along as hard links:
they are never opened. `recovery.py` has the names on the way.
"""

from __future__ import annotations

import os
import stat

from oamc.cli import folders
from oamc.cli.folders import DIRECTORY, ObstacleError, mode_of
from oamc.cli.inputs import kind_of
from oamc.cli.recovery import PARTIAL, PREVIOUS, STAGED, recover, retire
from oamc.cli.streams import reason
from oamc.cli.survey import survey_tree
from oamc.diagnostics.codes import usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oamc.cli.survey import Survey
    from oamc.diagnostics.reports import Reports

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
        _refuse(directory, error, reports)
        return None


def write_trees(
    directory: str, trees: Mapping[str, Mapping[str, str]], *, force: bool, reports: Reports
) -> tuple[Survey, ...] | None:
    """Write the trees (by name) below a directory: all of them or, with reports, none."""
    made: list[str] = []
    try:
        parent = _open_locked(directory, made)
        if parent is None:
            reports.add(usage.OUTPUT_LOCKED, at=None, path=directory, hint="wait until it has finished")
            return None
        try:
            for name in trees:
                recover(parent, name)
            surveys = _survey(parent, directory, trees, force=force, reports=reports)
            if surveys is not None:
                _write(parent, [survey for survey in surveys if survey.differs])
                made.clear()
            return surveys
        finally:
            # What was made for nothing goes while the lock is held, so that nobody else is at work in it.
            folders.remove_empty(made)
            os.close(parent)
    except OSError as error:
        _refuse(directory, error, reports)
        return None
    finally:
        folders.remove_empty(made)


def write_single_file(path: str, text: str, reports: Reports, may_replace: Callable[[str, int], bool]) -> bool | None:
    """Write one file in one step. Returns whether it changed; nothing, and a report, where it could not be written.

    `may_replace` tells for a file that is there, by its name and its open directory, whether it may go, and reports why not.
    """
    made: list[str] = []
    directory, name = os.path.split(path)
    try:
        parent = _open_locked(directory or ".", made)
        if parent is None:
            reports.add(usage.OUTPUT_LOCKED, at=None, path=path, hint="wait until it has finished")
            return None
        try:
            changed = _write_single_file(parent, name, path, text.encode(), reports, may_replace)
            if changed is not None:
                made.clear()
            return changed
        finally:
            folders.remove_empty(made)
            os.close(parent)
    except OSError as error:
        _refuse(path, error, reports)
        return None
    finally:
        folders.remove_empty(made)


def single_file_differs(path: str, text: str, reports: Reports, may_replace: Callable[[str, int], bool]) -> bool | None:
    """Tell whether a file has another content or is missing; nothing, and a report, where it must not be written."""
    directory, name = os.path.split(path)
    try:
        parent = folders.open_below(directory or ".")
        if parent is None:
            return True
        try:
            return _single_file_differs(parent, name, path, text.encode(), reports, may_replace)
        finally:
            os.close(parent)
    except OSError as error:
        _refuse(path, error, reports)
        return None


def _refuse(path: str, error: OSError, reports: Reports) -> None:
    """Report why an output cannot be written."""
    if isinstance(error, ObstacleError):
        hint = "give the directory that it points to" if stat.S_ISLNK(error.mode) else ""
        kind = kind_of(error.mode)
        reports.add(usage.OUTPUT_OF_ANOTHER_KIND, at=None, path=error.path, kind=kind, wanted="a directory", hint=hint)
    else:
        reports.add(usage.OUTPUT_NOT_WRITTEN, at=None, path=path, reason=reason(error))


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


def _write(parent: int, surveys: list[Survey]) -> None:
    """Stage all trees, then exchange them; on any failure the old ones are in their places again."""
    identities: dict[str, os.stat_result] = {}
    try:
        for survey in surveys:
            identities[survey.name] = _stage(parent, survey)
        for survey in surveys:
            _put_in_place(parent, survey.name)
        os.fsync(parent)
    except BaseException:
        for survey in reversed(surveys):
            _withdraw(parent, survey, identities.get(survey.name))
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
        for prefix in (STAGED, PREVIOUS):
            try:
                retire(parent, prefix + survey.name, survey.name, survey.disposable)
            except OSError as error:
                left = f"{prefix}{survey.name}"
                words = f"the new tree is in its place, but the old one, {left}, cannot be removed: {reason(error)}"
                raise OSError(error.errno, words) from error


def _stage(parent: int, survey: Survey) -> os.stat_result:
    """Write one tree beside its place and wait until it is on the disk. Unchanged files keep their times: they are linked.

    Returns what identifies the new tree.
    """
    partial = PARTIAL + survey.name
    os.mkdir(partial, 0o700, dir_fd=parent)
    new = os.open(partial, DIRECTORY, dir_fd=parent)
    try:
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
        identity = os.fstat(new)
    finally:
        os.close(new)
    os.rename(partial, STAGED + survey.name, src_dir_fd=parent, dst_dir_fd=parent)
    return identity


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
            os.link(path, path, src_dir_fd=old, dst_dir_fd=new, follow_symlinks=False)
        for path, mode in modes.items():
            os.chmod(path, mode, dir_fd=new)
    finally:
        os.close(old)
    return kept


def _put_in_place(parent: int, name: str) -> None:
    """Give a staged tree its name; an old tree is then called `.oamc-staged-NAME` or `.oamc-previous-NAME`."""
    staged = STAGED + name
    if mode_of(name, parent) is None:
        os.rename(staged, name, src_dir_fd=parent, dst_dir_fd=parent)
    elif not folders.exchange(parent, staged, name):
        os.rename(name, PREVIOUS + name, src_dir_fd=parent, dst_dir_fd=parent)
        os.rename(staged, name, src_dir_fd=parent, dst_dir_fd=parent)


def _withdraw(parent: int, survey: Survey, identity: os.stat_result | None) -> None:
    """Undo what was done for one tree. What cannot be undone now stays for the next run, which recovers.

    Where the trees are is looked up, not remembered: an interruption comes between any two steps. Removed is only what is known
    to be the new tree.
    """
    name = survey.name
    try:
        if identity is not None and _is(parent, name, identity):
            _put_back(parent, survey)
        elif mode_of(name, parent) is None and mode_of(PREVIOUS + name, parent) is not None:
            os.rename(PREVIOUS + name, name, src_dir_fd=parent, dst_dir_fd=parent)
        folders.remove_tree(PARTIAL + name, parent)
        if identity is None or _is(parent, STAGED + name, identity):
            folders.remove_tree(STAGED + name, parent)
    except OSError:
        return


def _is(parent: int, name: str, identity: os.stat_result) -> bool:
    """Tell whether an entry of a directory is this one."""
    try:
        return os.path.samestat(os.stat(name, dir_fd=parent, follow_symlinks=False), identity)
    except FileNotFoundError:
        return False


def _put_back(parent: int, survey: Survey) -> None:
    """Undo `_put_in_place`."""
    name = survey.name
    if mode_of(PREVIOUS + name, parent) is not None:
        os.rename(name, STAGED + name, src_dir_fd=parent, dst_dir_fd=parent)
        os.rename(PREVIOUS + name, name, src_dir_fd=parent, dst_dir_fd=parent)
    elif survey.exists:
        folders.exchange(parent, STAGED + name, name)
    else:
        os.rename(name, STAGED + name, src_dir_fd=parent, dst_dir_fd=parent)


def _single_file_differs(
    parent: int, name: str, path: str, content: bytes, reports: Reports, may_replace: Callable[[str, int], bool]
) -> bool | None:
    """Compare a file with the wanted content; report where it is none."""
    mode = mode_of(name, parent)
    if mode is None:
        return True
    if not stat.S_ISREG(mode):
        reports.add(usage.OUTPUT_OF_ANOTHER_KIND, at=None, path=path, kind=kind_of(mode), wanted="a file")
        return None
    return folders.read_file(name, parent) != content if may_replace(name, parent) else None


def _write_single_file(
    parent: int, name: str, path: str, content: bytes, reports: Reports, may_replace: Callable[[str, int], bool]
) -> bool | None:
    """Write a file beside its place and rename it."""
    partial = PARTIAL + name
    left_over = mode_of(partial, parent)
    if left_over is not None and stat.S_ISREG(left_over):
        os.unlink(partial, dir_fd=parent)
    differs = _single_file_differs(parent, name, path, content, reports, may_replace)
    if not differs:
        return differs
    try:
        folders.write_file(partial, parent, content)
        folders.synchronize(partial, parent)
        os.rename(partial, name, src_dir_fd=parent, dst_dir_fd=parent)
    except BaseException:
        if (mode := mode_of(partial, parent)) is not None and stat.S_ISREG(mode):
            os.unlink(partial, dir_fd=parent)
        raise
    os.fsync(parent)
    return True
