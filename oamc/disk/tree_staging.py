"""One output tree on its way: written beside its place, exchanged with the old one, and back where the run cannot go on.

A tree is written in a directory beside its place (`recovery.py` says what is in that), called complete when it is on the disk,
and given its name in one step. Files of the user in the old tree come along as hard links: they are never opened.
"""

from __future__ import annotations

import os
import stat

from oamc.disk import folders
from oamc.disk.files import reason
from oamc.disk.folders import DIRECTORY, Entry, LastDirectory, mode_of, status_of
from oamc.disk.recovery import (
    PARTIAL,
    PREVIOUS,
    STAGED,
    begin,
    bring_back,
    finish,
    is_linked,
    recover,
    retire,
    unchanged,
    work_name,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.disk.survey import Survey

FILE_MODE = 0o644


class Tree:
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

    def stage(self, parent: int) -> None:
        """Write the tree beside its place. Unchanged files keep their times: they are linked."""
        work = begin(parent, self.name)
        self.begun = True
        try:
            if self.survey.goes:
                return
            os.mkdir(PARTIAL, 0o700, dir_fd=work)
            new = os.open(PARTIAL, DIRECTORY, dir_fd=work)
            try:
                self.written = _fill(parent, self.survey, new)
            finally:
                os.close(new)
        finally:
            os.close(work)

    def synchronize(self, parent: int) -> None:
        """Wait until what was written is on the disk, file by file."""
        with Entry(f"{work_name(self.name)}/{PARTIAL}", parent) as (_, work):
            root = os.open(PARTIAL, DIRECTORY, dir_fd=work)
        try:
            for path in self.written:
                folders.synchronize(path, root)
        finally:
            os.close(root)

    def complete(self, parent: int) -> None:
        """Call a new tree that is on the disk complete."""
        if self.survey.goes:
            return
        work = os.open(work_name(self.name), DIRECTORY, dir_fd=parent)
        try:
            identity = status_of(PARTIAL, work)
            os.rename(PARTIAL, STAGED, src_dir_fd=work, dst_dir_fd=work)
            self.identity = identity
        finally:
            os.close(work)

    def put_in_place(self, parent: int) -> None:
        """Give the complete tree its name; an old tree is then the one called `staged`, or `previous`."""
        work = os.open(work_name(self.name), DIRECTORY, dir_fd=parent)
        try:
            mode = mode_of(self.name, parent)
            if mode is None:
                if not self.survey.goes:
                    os.rename(STAGED, self.name, src_dir_fd=work, dst_dir_fd=parent)
                return
            try:
                _exchange(work, parent, self.survey)
            except PermissionError:
                # A directory that is read-only may not move to another one.
                self.mode = stat.S_IMODE(mode)
                folders.set_mode(self.name, parent, self.mode | stat.S_IRWXU)
                _exchange(work, parent, self.survey)
        finally:
            os.close(work)

    def withdraw(self, parent: int) -> None:
        """Undo what was done. What cannot be undone now stays for the next run, which recovers.

        Where the trees are is looked up, not remembered: an interruption comes between any two steps.
        """
        name = self.name
        try:
            if self.survey.goes and self.begun:
                bring_back(parent, name)
            if self.identity is not None and is_linked(name, self.identity, parent):
                work = os.open(work_name(name), DIRECTORY, dir_fd=parent)
                try:
                    _put_back(work, parent, self.survey)
                finally:
                    os.close(work)
            recover(parent, name, ours=self.begun)
            if self.mode is not None:
                folders.set_mode(name, parent, self.mode)
        except OSError:
            return


def retire_old(parent: int, survey: Survey) -> None:
    """Remove the old tree after the exchange, if it is still there."""
    name = survey.name
    if not survey.exists and _is_removed(work_name(name), parent):
        return
    if mode_of(work_name(name), parent) is None:
        return
    try:
        work = os.open(work_name(name), DIRECTORY, dir_fd=parent)
        try:
            for tree in (STAGED, PREVIOUS):
                # Of a tree that is left over, nothing goes that somebody has changed since it was looked at.
                gone = survey.disposable if survey.files else unchanged(work, tree, survey.seen)
                retire(work, tree, parent, name, gone)
        finally:
            os.close(work)
        if survey.goes:
            bring_back(parent, name)
        finish(parent, name)
    except OSError as error:
        words = f"the new tree is in its place, but the old one, in {work_name(name)}, cannot be removed: {reason(error)}"
        raise OSError(error.errno, words) from error


class _Filling(LastDirectory):
    """New files written one after the other below a directory; `made` are the directories that are there."""

    def __init__(self, root: int, made: set[str]) -> None:
        super().__init__(root)
        self.made = made

    def write(self, path: str, content: bytes) -> None:
        """Write a new file, in directories that are made where they are missing."""
        if path.rpartition("/")[0] != self.above:
            folders.make_directories(path, self.root, self.made)
        name, directory = self.entry(path)
        folders.write_file(name, directory, content)


def _is_removed(work: str, parent: int) -> bool:
    """Remove the directory for the work where nothing is in it, as after a tree without an old one; tell whether it is gone."""
    try:
        os.rmdir(work, dir_fd=parent)
    except OSError:
        return False  # whatever it is, the ordinary way looks at it
    return True


def _fill(parent: int, survey: Survey, new: int) -> tuple[str, ...]:
    """Write the files of a tree into an empty directory. Return their paths, and then those of all its directories."""
    made = {""}
    kept: set[str] = set()
    if survey.exists:
        kept = _link_kept_files(parent, survey, new, made)
    with _Filling(new, made) as filling:
        for path in survey.files:
            if path not in kept:
                filling.write(path, survey.files[path])
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
        with LastDirectory(old) as source, LastDirectory(new) as target:
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
                (name, above), (_, beside) = source.entry(path), target.entry(path)
                os.link(name, name, src_dir_fd=above, dst_dir_fd=beside, follow_symlinks=False)
        for path, mode in modes.items():
            folders.set_mode(path, new, mode)
    finally:
        os.close(old)
    return kept


def _exchange(work: int, parent: int, survey: Survey) -> None:
    """Exchange the staged tree with the old one, in one step or in two; one that goes is only taken out of its place."""
    name = survey.name
    if survey.goes:
        os.rename(name, STAGED, src_dir_fd=parent, dst_dir_fd=work)
    elif not folders.exchange(work, STAGED, parent, name):
        os.rename(name, PREVIOUS, src_dir_fd=parent, dst_dir_fd=work)
        os.rename(STAGED, name, src_dir_fd=work, dst_dir_fd=parent)


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
