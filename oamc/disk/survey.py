# ruff: noqa: PTH208 - pathlib costs more than all of `oamc --version`
"""What a build would change in an output directory, and whether it may.

In: the files that are wanted, and the directory as it is. Out: a `Survey`, or reports that say why the directory must not be
touched. Nothing is written here.
"""

from __future__ import annotations

import os
import stat

from oamc.diagnostics.codes import usage
from oamc.disk.files import OWNED_FILES, kind_of
from oamc.disk.folders import DIRECTORY, mode_of, read_file
from oamc.disk.ownership import assert_output_paths, list_of, write_list
from oamc.records import Record
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.diagnostics.reports import Reports


class Survey(Record):
    """How the tree `name` differs from what is wanted.

    `files` are all wanted files with the list of them; `exists` tells whether there is a directory already; `disposable` are
    the paths in it that oamc may remove: its own files and, when forced, what stands in their way.
    """

    name: str
    shown: str
    files: dict[str, bytes]
    exists: bool = False
    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    disposable: frozenset[str] = frozenset()

    @property
    def differs(self) -> bool:
        """Tell whether anything has to be written."""
        return bool(self.created or self.changed or self.removed)


def survey_tree(
    parent: int | None, name: str, shown: str, wanted: Mapping[str, str], *, force: bool, reports: Reports
) -> Survey | None:
    """Compare the directory `name` of `parent` with the wanted files; nothing, and reports, where it must not be written."""
    assert_output_paths(wanted)
    texts = {path: text.encode() for path, text in wanted.items()}
    files = {**texts, OWNED_FILES: write_list(texts)}
    mode = None if parent is None else mode_of(name, parent)
    if mode is None:
        return Survey(name=name, shown=shown, files=files, created=tuple(sorted(files)))
    if not stat.S_ISDIR(mode):
        reports.add(usage.OUTPUT_OF_ANOTHER_KIND, at=None, path=shown, kind=kind_of(mode), wanted="a directory")
        return None
    root = os.open(name, DIRECTORY, dir_fd=parent)
    try:
        return _Comparison(root, shown, force=force, reports=reports).run(name, files)
    finally:
        os.close(root)


class _Comparison:
    """One comparison of an existing directory with the wanted files."""

    def __init__(self, root: int, shown: str, *, force: bool, reports: Reports) -> None:
        self.root = root
        self.shown = shown
        self.force = force
        self.reports = reports
        self.disposable: set[str] = set()
        self.refused = False

    def run(self, name: str, files: dict[str, bytes]) -> Survey | None:
        """Look at every path that is wanted or that oamc wrote before."""
        owned = list_of(self.root)
        if owned is None:
            if os.listdir(self.root) and not self.force:
                hint = "choose another output, or give --force: files that the build does not write stay as they are"
                self.reports.add(usage.OUTPUT_OF_SOMEBODY_ELSE, at=None, path=self.shown, hint=hint)
                return None
            owned = {}
        removed = [path for path in sorted(set(owned) - set(files)) if self._is_removable(path, owned[path])]
        created: list[str] = []
        changed: list[str] = []
        for path, content in sorted(files.items()):
            found = self._content(path)
            if found is None:
                created.append(path)
            else:
                if found != content and self._may_replace(path, found, owned):
                    changed.append(path)
                self.disposable.add(path)
        if self.refused:
            return None
        return Survey(
            name=name,
            shown=self.shown,
            files=files,
            exists=True,
            created=tuple(created),
            changed=tuple(changed),
            removed=tuple(removed),
            disposable=frozenset(self.disposable),
        )

    def _obstacle(self, path: str) -> tuple[str, int] | None:
        """Return the first part of a path that is no directory, or the path itself, with its mode; nothing if missing."""
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            part = "/".join(parts[:depth])
            mode = mode_of(part, self.root)
            if mode is None:
                return None
            if depth == len(parts) or not stat.S_ISDIR(mode):
                return part, mode
        raise AssertionError("a path has at least one part")

    def _is_removable(self, path: str, listed: str) -> bool:
        """Tell whether a file that is no longer wanted is there and may go; one that was edited is refused."""
        found = self._obstacle(path)
        if found is None or found[0] != path or not stat.S_ISREG(found[1]):
            return False
        if digest(read_file(path, self.root)) != listed and not self.force:
            self._refuse_edited(path)
            return False
        self.disposable.add(path)
        return True

    def _content(self, path: str) -> bytes | None:
        """Return the content of the file at a wanted path, or nothing where there is none; report what stands in its way."""
        found = self._obstacle(path)
        if found is None or found[0] in self.disposable:
            return None
        part, mode = found
        if part == path and stat.S_ISREG(mode):
            return read_file(path, self.root)
        if self.force and not stat.S_ISDIR(mode):
            self.disposable.add(part)
            return None
        self.refused = True
        hint = "move it away" if stat.S_ISDIR(mode) else "move it away, or give --force to replace it"
        self.reports.add(usage.OUTPUT_IN_THE_WAY, at=None, path=f"{self.shown}/{part}", hint=hint)
        return None

    def _may_replace(self, path: str, found: bytes, owned: Mapping[str, str]) -> bool:
        """Tell whether the file at a wanted path may be replaced; report why not."""
        if self.force or path == OWNED_FILES:
            return True
        if path not in owned:
            self.refused = True
            hint = "move it away, or give --force to replace it"
            self.reports.add(usage.OUTPUT_IN_THE_WAY, at=None, path=f"{self.shown}/{path}", hint=hint)
        elif digest(found) != owned[path]:
            self._refuse_edited(path)
        return True

    def _refuse_edited(self, path: str) -> None:
        """Report a file of oamc's own that somebody has edited."""
        self.refused = True
        hint = "change the input or the values instead, or give --force to lose the edit"
        self.reports.add(usage.OUTPUT_EDITED, at=None, path=f"{self.shown}/{path}", hint=hint)
