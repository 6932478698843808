"""Trees that were found as they should be, known again by size, time and number of every entry, without reading one.

In: what an earlier run has noted of a directory of trees. Out: a `Survey` of each tree, and what is to be noted now. A tree is
known again only where everything below it is the same entry as then (device, number, mode, owner, size, and the times of its
content and of its status), and the same files are wanted. One that has other files beside those is never noted, so that it does
not count how a run looks at trees: there is nothing to refuse in it, and nothing to tell.

An entry that changed just before it was looked at could change once more without another time, as in the index of git ("racy").
A tree with such an entry is never noted.
"""

from __future__ import annotations

import os
import stat
import time

from oamc.disk.files import OWNED_FILES
from oamc.disk.folders import DIRECTORY, mode_of, walk
from oamc.disk.kept_tree import digest_of_tree
from oamc.disk.ownership import WantedFiles
from oamc.disk.survey import Survey, survey_tree
from oamc.records import Record
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.diagnostics.reports import Reports
    from oamc.disk.survey import Look

SETTLED_NANOSECONDS = 3_000_000_000
"""No file system that is in use has coarser times: two seconds on FAT."""


class Standing:
    """What is known of the trees of one directory. `found` is what is to be noted, by their names."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known
        self.found: dict[str, str] = {}

    @property
    def is_news(self) -> bool:
        """Tell whether there is something to note that was not known."""
        return any(self._known.get(name) != mark for name, mark in self.found.items())

    def survey(
        self, parent: int | None, name: str, shown: str, wanted: Mapping[str, str], look: Look, reports: Reports
    ) -> Survey | None:
        """Return what `survey_tree` returns. Entries are looked at before one is read: what changes meanwhile is seen."""
        began = time.time_ns()
        entries = None if parent is None else _entries(parent, name, began)
        if entries is None or {*wanted, OWNED_FILES} != entries.files:
            return survey_tree(parent, name, shown, wanted, look, reports)
        mark = digest(f"{digest_of_tree(wanted)} {os.geteuid()}\n{entries.text}".encode())
        if self._known.get(name) == mark:
            self.found[name] = mark
            files = WantedFiles(wanted)
            return Survey(name=name, shown=shown, files=files, exists=True, disposable=frozenset(files))
        survey = survey_tree(parent, name, shown, wanted, look, reports)
        if survey is not None and not survey.differs:
            self.found[name] = mark
        return survey


class Entries(Record):
    """All that is known of the entries of a tree without reading them, and the paths of those that are no directories."""

    text: str
    files: frozenset[str]


def _entries(parent: int, name: str, began: int) -> Entries | None:
    """Return the entries of a tree; nothing where there is none, one cannot be looked at, or one changed just before."""
    mode = mode_of(name, parent)
    if mode is None or not stat.S_ISDIR(mode):
        return None
    lines, files = [], set()
    try:
        root = os.open(name, DIRECTORY, dir_fd=parent)
        try:
            for path, status in ((".", os.fstat(root)), *walk(root)):
                if max(status.st_mtime_ns, status.st_ctime_ns) > began - SETTLED_NANOSECONDS:
                    return None
                lines.append(_line(path, status))
                if not stat.S_ISDIR(status.st_mode):
                    files.add(path)
        finally:
            os.close(root)
    except OSError:
        return None
    return Entries(text="".join(lines), files=frozenset(files))


def _line(path: str, status: os.stat_result) -> str:
    """Return what is known of one entry, in a line: what a path may hold beside it, its literal has escaped."""
    return (
        f"{path!r} {status.st_dev} {status.st_ino} {status.st_mode} {status.st_uid} {status.st_gid} "
        f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}\n"
    )
