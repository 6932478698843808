# ruff: noqa: PTH118 - pathlib costs more than all of `oamc --version`
"""Writing output trees, each exchanged for the old one in one step.

A tree is written in a directory beside its place, synchronized together with all others, and exchanged with the old tree under
a lock, so that whoever looks sees the old tree or the new one, whatever happens. Files of the user in the old tree come along
as hard links: they are never opened. `recovery.py` says what is in that directory on the way.
"""

from __future__ import annotations

import os
import stat

from oamc.disk import folders
from oamc.disk.files import reason
from oamc.disk.folders import DIRECTORY, Entry, mode_of, status_of
from oamc.disk.ledger import Delivery, Note
from oamc.disk.locking import LockedDirectory, refuse
from oamc.disk.recovery import (
    PARTIAL,
    PREVIOUS,
    STAGED,
    begin,
    bring_back,
    finish,
    is_linked,
    recover,
    recover_others,
    retire,
    unchanged,
    work_name,
)
from oamc.disk.survey import Look, survey_tree
from oamc.progress import watched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.diagnostics.reports import Reports
    from oamc.disk.survey import Survey

FILE_MODE = 0o644


def survey_trees(
    directory: str, trees: Mapping[str, Mapping[str, str]], *, force: bool, reports: Reports, delivery: Delivery | None = None
) -> tuple[Survey, ...] | None:
    """Compare the trees (by name) below a directory with what is there; nothing, and reports, where one must not be written."""
    try:
        parent = folders.open_below(directory)
        try:
            return _survey(parent, directory, trees, delivery or Delivery(), force=force, reports=reports)
        finally:
            if parent is not None:
                os.close(parent)
    except OSError as error:
        refuse(directory, error, reports)
        return None


def write_trees(
    directory: str, trees: Mapping[str, Mapping[str, str]], *, force: bool, reports: Reports, delivery: Delivery | None = None
) -> tuple[Survey, ...] | None:
    """Write the trees (by name) below a directory: all of them or, with reports, none. `delivery` says what else is asked."""
    delivery = delivery or Delivery()
    with LockedDirectory(directory, directory, reports) as locked:
        if locked.parent is None:
            return None
        for name in trees:
            recover(locked.parent, name)
        recover_others(locked.parent)
        surveys = _survey(locked.parent, directory, trees, delivery, force=force, reports=reports)
        if surveys is not None:
            differing = [survey for survey in surveys if survey.differs]
            _write(locked.parent, [*differing, *delivery.removed], delivery)
            locked.keep()
        return surveys
    return None


def _survey(
    parent: int | None,
    directory: str,
    trees: Mapping[str, Mapping[str, str]],
    delivery: Delivery,
    *,
    force: bool,
    reports: Reports,
) -> tuple[Survey, ...] | None:
    """Survey every tree and the list of them, so that all that is wrong is reported at once."""
    look_at = survey_tree if delivery.standing is None else delivery.standing.survey
    surveys = [
        look_at(
            parent,
            name,
            os.path.normpath(os.path.join(directory, name)),
            files,
            Look(
                force=force,
                compares=delivery.compares,
                foreign=delivery.foreign,
                of_others=delivery.of_others.get(name, ()),
            ),
            reports,
        )
        for name, files in watched(trees.items(), "comparing {} outputs", delivery.watch)
    ]
    complete = tuple(survey for survey in surveys if survey is not None)
    may_write = delivery.consult(parent, directory, force=force, reports=reports)
    return complete if may_write and len(complete) == len(surveys) else None


class _Tree:
    """A tree on its way to its place, and what has to be known to undo that.

    `begun` tells that the directory for the work is this run's; `written` are the paths of its new files, and of all its
    directories; `identity` is that of the new tree when it is complete; `mode` is that of the old one where it had to change.
    """

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.name = survey.name
        self.begun = False
        self.written: tuple[str, ...] = ()
        self.identity: os.stat_result | None = None
        self.mode: int | None = None


def _write(parent: int, surveys: list[Survey], delivery: Delivery) -> None:
    """Stage all trees and the list of them, then exchange them; on any failure the old ones are in their places again.

    The list comes last: what it does not name yet, or not any more, is then in its place or gone.
    """
    trees = [_Tree(survey) for survey in surveys]
    note = Note(parent, delivery.content)
    try:
        for tree in watched(trees, "writing {} outputs", delivery.watch):
            _stage(parent, tree)
        note.stage()
        _synchronize(parent, trees, note)
        for tree in trees:
            _complete(parent, tree)
        for tree in trees:
            _put_in_place(parent, tree)
        note.put_in_place()
        os.fsync(parent)
    except BaseException:
        if note.is_in_place():
            _retire(parent, surveys, note)
            raise
        note.withdraw()
        for tree in reversed(trees):
            _withdraw(parent, tree)
        raise
    try:
        _retire(parent, surveys, note)
    except OSError:
        # The new trees are in their places, and only what is left of the old ones cannot go: a second attempt often can.
        _retire(parent, surveys, note)
    except BaseException:
        _retire(parent, surveys, note)
        raise


def _retire(parent: int, surveys: list[Survey], note: Note) -> None:
    """Remove the old trees after the exchange."""
    note.finish()
    for survey in surveys:
        if mode_of(work_name(survey.name), parent) is None:
            continue
        try:
            work = os.open(work_name(survey.name), DIRECTORY, dir_fd=parent)
            try:
                for tree in (STAGED, PREVIOUS):
                    # Of a tree that is left over, nothing goes that somebody has changed since it was looked at.
                    gone = survey.disposable if survey.files else unchanged(work, tree, survey.seen)
                    retire(work, tree, parent, survey.name, gone)
            finally:
                os.close(work)
            if survey.goes:
                bring_back(parent, survey.name)
            finish(parent, survey.name)
        except OSError as error:
            left = work_name(survey.name)
            words = f"the new tree is in its place, but the old one, in {left}, cannot be removed: {reason(error)}"
            raise OSError(error.errno, words) from error


def _stage(parent: int, tree: _Tree) -> None:
    """Write one tree beside its place. Unchanged files keep their times: they are linked."""
    work = begin(parent, tree.name)
    tree.begun = True
    try:
        if tree.survey.goes:
            return
        os.mkdir(PARTIAL, 0o700, dir_fd=work)
        new = os.open(PARTIAL, DIRECTORY, dir_fd=work)
        try:
            tree.written = _fill(parent, tree.survey, new)
        finally:
            os.close(new)
    finally:
        os.close(work)


def _synchronize(parent: int, trees: list[_Tree], note: Note) -> None:
    """Wait until all new trees and the list of them are on the disk: once for all of them, where the system can do that."""
    new = [tree for tree in trees if tree.written]
    if new and folders.synchronize_all(parent):
        return
    for tree in new:
        with Entry(f"{work_name(tree.name)}/{PARTIAL}", parent) as (_, work):
            root = os.open(PARTIAL, DIRECTORY, dir_fd=work)
        try:
            for path in tree.written:
                folders.synchronize(path, root)
        finally:
            os.close(root)
    note.synchronize()


def _complete(parent: int, tree: _Tree) -> None:
    """Call a new tree that is on the disk complete."""
    if tree.survey.goes:
        return
    work = os.open(work_name(tree.name), DIRECTORY, dir_fd=parent)
    try:
        identity = status_of(PARTIAL, work)
        os.rename(PARTIAL, STAGED, src_dir_fd=work, dst_dir_fd=work)
        tree.identity = identity
    finally:
        os.close(work)


def _fill(parent: int, survey: Survey, new: int) -> tuple[str, ...]:
    """Write the files of a tree into an empty directory. Return their paths, and then those of all its directories."""
    made = {""}
    kept: set[str] = set()
    if survey.exists:
        kept = _link_kept_files(parent, survey, new, made)
    for path, content in survey.files.items():
        if path not in kept:
            folders.make_directories(path, new, made)
            folders.write_file(path, new, content)
    os.fchmod(new, 0o755)
    return (*(path for path in survey.files if path not in kept), *(path or "." for path in made))


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
            if not tree.survey.goes:
                os.rename(STAGED, name, src_dir_fd=work, dst_dir_fd=parent)
            return
        try:
            _exchange(work, parent, tree.survey)
        except PermissionError:
            # A directory that is read-only may not move to another one.
            tree.mode = stat.S_IMODE(mode)
            folders.set_mode(name, parent, tree.mode | stat.S_IRWXU)
            _exchange(work, parent, tree.survey)
    finally:
        os.close(work)


def _exchange(work: int, parent: int, survey: Survey) -> None:
    """Exchange the staged tree with the old one, in one step or in two; one that goes is only taken out of its place."""
    name = survey.name
    if survey.goes:
        os.rename(name, STAGED, src_dir_fd=parent, dst_dir_fd=work)
    elif not folders.exchange(work, STAGED, parent, name):
        os.rename(name, PREVIOUS, src_dir_fd=parent, dst_dir_fd=work)
        os.rename(STAGED, name, src_dir_fd=work, dst_dir_fd=parent)


def _withdraw(parent: int, tree: _Tree) -> None:
    """Undo what was done for one tree. What cannot be undone now stays for the next run, which recovers.

    Where the trees are is looked up, not remembered: an interruption comes between any two steps.
    """
    name = tree.name
    try:
        if tree.survey.goes and tree.begun:
            bring_back(parent, name)
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
