# ruff: noqa: PTH118 - pathlib costs more than all of `oamc --version`
"""Trees that are written beside their places while others are still made, and exchanged all together at the end.

In: trees, one after the other, in this process or in copies of it. Out: what `staging.write_trees` makes of all of them, or
nothing at all. The directory is locked from the beginning. Whatever is not plain, such as a file that somebody has edited, a
disk that is full, or another process that has the lock, leaves the tree to who has its texts: the ordinary way reports it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

from oamc.diagnostics.reports import Reports
from oamc.disk.files import WORK
from oamc.disk.folders import DIRECTORY, Entry, read_file, status_of
from oamc.disk.locking import LockedDirectory, refuse
from oamc.disk.ownership import WantedFiles
from oamc.disk.recovery import PARTIAL, recover, recover_others, work_name
from oamc.disk.staging import exchange_all
from oamc.disk.survey import Look, Survey, survey_tree
from oamc.disk.tree_staging import Tree
from oamc.records import items, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, TypeAlias

    from oamc.disk.ledger import Delivery

    Placed: TypeAlias = tuple[dict[str, Any], tuple[str, ...], tuple[str, ...], int]

CLOCK_NANOSECONDS = 20_000_000
"""By so much the times of a file system may be behind the clock: Linux takes that of its last tick."""


class StagedFiles(Mapping[str, str]):
    """The files of a tree that are written beside its place: their paths, and each text as it is read from there."""

    def __init__(self, paths: tuple[str, ...], parent: int, place: str) -> None:
        self._paths = paths
        self._parent = parent
        self._place = place

    def __getitem__(self, path: str) -> str:
        if path not in self._paths:
            raise KeyError(path)
        with Entry(self._place, self._parent) as (name, above):
            root = os.open(name, DIRECTORY, dir_fd=above)
        try:
            return read_file(path, root).decode()
        finally:
            os.close(root)

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


class StreamedTrees:
    """Trees on their way to one directory. Who begins also closes: what is not in its place by then is gone.

    `force` and `foreign` say how the trees that are there are looked at, as in `survey.Look`.
    """

    def __init__(self, directory: str, *, force: bool, foreign: str) -> None:
        self._directory = directory
        self._look = Look(force=force, foreign=foreign)
        self._locked = LockedDirectory(directory, directory, Reports(), patient=False)
        self._begun = False
        self._refused = False
        self._exchanged = False
        self._strange: frozenset[str] = frozenset()
        self._trees: dict[str, Tree] = {}
        self._looked: dict[str, int] = {}
        self._known: dict[object, object] = {}

    def begin(self) -> None:
        """Open and lock the directory, and clean up after runs that were killed."""
        self._begun = True
        parent = self._locked.__enter__().parent
        self._refused = parent is None
        if parent is None:
            return
        try:
            recover_others(parent)
            # What is left is not ours, whatever it is called.
            self._strange = frozenset(_works(parent))
        except OSError:
            self._refused = True

    def put(self, name: str, files: Mapping[str, str], of_others: tuple[str, ...]) -> Placed | None:
        """Write a tree beside its place, unless the one that is there is as it should be.

        Returns what `take` needs, in this process or in the one of which this is a copy, as mappings, tuples, sets and texts.
        None where the tree has to go the ordinary way. After that no other tree is written here: then all of them do.
        """
        parent = self._locked.parent
        if not self._begun or self._refused or parent is None or work_name(name) != WORK + name:
            return None
        found, look = Reports(), replace(self._look, of_others=of_others)
        shown = os.path.normpath(os.path.join(self._directory, name))
        self._refused = True
        began = time.time_ns() - CLOCK_NANOSECONDS
        try:
            survey = survey_tree(parent, name, shown, files, look, found)
            if survey is None or found.found:
                return None
            tree = Tree(survey)
            if survey.differs:
                tree.stage(parent)
        except OSError:
            return None
        self._refused = False
        fields = {field: value for field, value in items(survey) if field != "files"}
        return fields, tuple(files), tree.written, began

    def take(self, placed: Placed) -> StagedFiles:
        """Take note of a tree that was written, here or in a copy of this process, and return its files."""
        parent = self._locked.parent
        assert parent is not None
        found, paths, written, began = placed
        fields = {field: self._shared(value) for field, value in found.items()}
        name = fields["name"]
        assert name not in self._trees, "a tree is written twice"
        place = f"{work_name(name)}/{PARTIAL}" if written else name
        files = StagedFiles(self._shared(paths), parent, place)
        tree = Tree(Survey(files=WantedFiles(files), **fields))
        tree.written = self._shared(written)
        tree.begun = bool(written)
        self._trees[name] = tree
        self._looked[name] = began
        return files

    def has(self, name: str) -> bool:
        """Tell whether a tree of this name was taken."""
        return name in self._trees

    def holds(self, names: Iterable[str]) -> bool:
        """Tell whether these are the trees that were taken, all of them, and nobody has edited what they take the place of."""
        parent = self._locked.parent
        if not self._begun or self._refused or parent is None or {*names} != self._trees.keys():
            return False
        return not any(tree.begun and self._is_edited(tree.survey, parent) for tree in self._trees.values())

    def _is_edited(self, survey: Survey, parent: int) -> bool:
        """Tell whether a file that goes was written since it was looked at. Who links one changes another of its times."""
        since = self._looked[survey.name]
        found = (status_of(f"{survey.name}/{path}", parent) for path in survey.disposable)
        return any(status is not None and status.st_mtime_ns >= since for status in found)

    def finish(self, names: Iterable[str], delivery: Delivery, reports: Reports) -> tuple[Survey, ...] | None:
        """Exchange the trees for those that are there, all of them or, with reports, none, and close."""
        parent = self._locked.parent
        assert parent is not None
        trees = [self._trees[name] for name in names]
        try:
            if not delivery.consult(parent, self._directory, force=self._look.force, reports=reports):
                return None
            differing = [tree for tree in trees if tree.survey.differs]
            self._exchanged = True
            exchange_all(parent, [*differing, *map(Tree, delivery.removed)], delivery)
            self._locked.keep()
        except OSError as error:
            refuse(self._directory, error, reports, directory=self._directory)
            return None
        finally:
            self.close()
        return tuple(tree.survey for tree in trees)

    def close(self) -> None:
        """Remove what was written and is not in its place, and let go of the directory. Copies of this process have ended."""
        if not self._begun:
            return
        self._begun = False
        parent = self._locked.parent
        try:
            if parent is not None and not self._exchanged:
                self._withdraw(parent)
        finally:
            self._locked.__exit__(None, None, None)
            self._locked.parent = None

    def _withdraw(self, parent: int) -> None:
        """Remove all that was written. What cannot go now stays for the next run, which recovers."""
        self._trees.clear()
        for work in _works(parent):
            if work not in self._strange:
                try:
                    recover(parent, work.removeprefix(WORK), ours=True)
                except OSError:
                    continue

    def _shared(self, value: Any) -> Any:
        """Return a value that is equal, and the same for all trees: their paths are many, and mostly alike."""
        if isinstance(value, tuple):
            value = tuple(self._known.setdefault(one, one) for one in value)
        return self._known.setdefault(value, value)


def _works(parent: int) -> list[str]:
    """Return the names of all directories for work."""
    return sorted(entry for entry in os.listdir(parent) if entry.startswith(WORK))
