# ruff: noqa: PTH208 - pathlib costs more than all of `oamc --version`
"""What a build would change in an output directory, and whether it may.

In: the files that are wanted, and the directory as it is. Out: a `Survey`, or reports that say why the directory must not be
touched. Nothing is written here.
"""

from __future__ import annotations

import os
import stat

from oamc.choices import ALLOW, DENY
from oamc.diagnostics.codes import usage
from oamc.disk.files import OWNED_FILES, kind_of
from oamc.disk.folders import DIRECTORY, LastDirectory, mode_of, read_file, walk
from oamc.disk.ownership import WantedFiles, assert_output_paths, is_content, list_of
from oamc.records import Record, replace
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from oamc.diagnostics.reports import Reports


class Survey(Record):
    """How the tree `name` differs from what is wanted.

    `files` are all wanted files with the list of them; `exists` tells whether there is a directory already; `disposable` are
    the paths in it that oamc may remove: its own files and, when forced, what stands in their way. `edited` are its own files
    that somebody has changed, found where outputs are only compared; `foreign` is what oamc did not write, where that was
    asked for, a directory of nothing else as a whole, with a slash. `seen` are the paths that are left over, each with its
    digest. A tree that `goes` is left over, and nothing of it stays.
    """

    name: str
    shown: str
    files: Mapping[str, bytes]
    exists: bool = False
    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    disposable: frozenset[str] = frozenset()
    edited: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    seen: frozenset[tuple[str, str]] = frozenset()
    goes: bool = False

    @property
    def differs(self) -> bool:
        """Tell whether anything has to be written."""
        return bool(self.created or self.changed or self.removed or self.edited)


class Look(Record):
    """How a tree is looked at: whether edited files may be overwritten (`force`), and whether it is only compared.

    `foreign` says what files are that oamc did not write, unless they are at paths where others may write (`of_others`): a
    directory there ends in a slash.
    """

    force: bool = False
    compares: bool = False
    foreign: str = ALLOW
    of_others: tuple[str, ...] = ()


def survey_tree(
    parent: int | None,
    name: str,
    shown: str,
    wanted: Mapping[str, str],
    look: Look,
    reports: Reports,
) -> Survey | None:
    """Compare the directory `name` of `parent` with the wanted files; nothing, and reports, where it must not be written."""
    assert_output_paths(wanted)
    files = WantedFiles(wanted)
    mode = None if parent is None else mode_of(name, parent)
    if mode is None:
        return Survey(name=name, shown=shown, files=files, created=tuple(sorted(files)))
    if not stat.S_ISDIR(mode):
        reports.add(usage.OUTPUT_OF_ANOTHER_KIND, at=None, path=shown, kind=kind_of(mode), wanted="a directory")
        return None
    root = os.open(name, DIRECTORY, dir_fd=parent)
    try:
        with LastDirectory(root) as last:
            return _Comparison(last, shown, look, reports).run(name, files)
    finally:
        os.close(root)


def survey_removal(parent: int, name: str, shown: str, *, force: bool, reports: Reports) -> Survey | None:
    """Look at a tree that is left over: which of its files go; nothing, and reports, where it must stay.

    Its list says what oamc wrote. Files that somebody has edited are refused, unless forced; all others stay.
    """
    root = os.open(name, DIRECTORY, dir_fd=parent)
    try:
        with LastDirectory(root) as last:
            survey = _Comparison(last, shown, Look(force=force), reports).run(name, {})
        if survey is None:
            return None
        disposable = survey.disposable | {OWNED_FILES}
        foreign = foreign_entries(root, disposable)
        return replace(survey, disposable=disposable, foreign=foreign, goes=not foreign)
    finally:
        os.close(root)


def foreign_entries(root: int, own: Collection[str]) -> tuple[str, ...]:
    """Return what is in a tree beside the `own` paths: files, and directories with nothing else in them, with a slash."""
    ways = {path[:end] for path in own for end, character in enumerate(path) if character == "/"}
    found = set()
    for path, status in walk(root):
        if stat.S_ISDIR(status.st_mode) or path in own:
            continue
        parts = path.split("/")
        above = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
        directory = next((part for part in above if part not in ways), None)
        found.add(path if directory is None else f"{directory}/")
    return tuple(sorted(found))


class _Comparison:
    """One comparison of an existing directory with the wanted files."""

    def __init__(self, last: LastDirectory, shown: str, look: Look, reports: Reports) -> None:
        self.root = last.root
        self.last = last
        self.shown = shown
        self.look = look
        self.reports = reports
        self.disposable: set[str] = set()
        self.edited: set[str] = set()
        self.seen: set[tuple[str, str]] = set()
        self.has_conflict = False
        self.refused = False

    def run(self, name: str, files: Mapping[str, bytes]) -> Survey | None:
        """Look at every path that is wanted or that oamc wrote before."""
        owned = self._owned()
        if owned is None:
            if not files or (os.listdir(self.root) and not self.look.force):
                hint = "choose another output, or give --force: files that the build does not write stay as they are"
                hint = hint if files else "look at what is in it, and remove it yourself"
                self.reports.add(usage.OUTPUT_OF_SOMEBODY_ELSE, at=None, path=self.shown, hint=hint)
                return None
            owned = {}
        removed = [path for path in sorted(set(owned) - set(files)) if self._is_removable(path, owned[path])]
        created: list[str] = []
        changed: list[str] = []
        for path in sorted(files):
            found = self._content(path)
            if found is None:
                created.append(path)
            else:
                if not is_content(files, path, found) and self._may_replace(path, found, owned):
                    changed.append(path)
                self.disposable.add(path)
        foreign = self._foreign(files, owned)
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
            edited=tuple(sorted(self.edited)),
            foreign=foreign,
            seen=frozenset(self.seen),
        )

    def _foreign(self, files: Mapping[str, bytes], owned: Mapping[str, object]) -> tuple[str, ...]:
        """Return what oamc did not write, where anybody wants to know; report it where it is to be refused."""
        if self.look.foreign == ALLOW:
            return ()
        found = foreign_entries(self.root, {*files, *owned, *self.disposable})
        found = tuple(path for path in found if path not in self.look.of_others)
        if self.look.foreign == DENY and not self.look.compares:
            for path in found:
                self.refused = True
                self.reports.add(usage.OUTPUT_FOREIGN, at=None, path=f"{self.shown}/{path}", hint="move it away")
        return found

    def _owned(self) -> dict[str, tuple[str, ...]] | None:
        """Return the digests that the list of the tree proves for each path; both sides of a merge conflict prove theirs."""
        listed = list_of(self.root)
        if listed is not None:
            return {path: (value,) for path, value in listed.items()}
        from oamc.disk.conflicts import sides_of

        sides = sides_of(self.root)
        self.has_conflict = sides is not None
        return sides

    def _obstacle(self, path: str) -> tuple[str, int] | None:
        """Return the first part of a path that is no directory, or the path itself, with its mode; nothing if missing."""
        steps = path.split("/")[:-1]
        if "/".join(steps) == self.last.above:
            steps = []  # what is open is a directory
        for depth in range(1, len(steps) + 1):
            part = "/".join(steps[:depth])
            mode = mode_of(part, self.root)
            if mode is None:
                return None
            if not stat.S_ISDIR(mode):
                return part, mode
        try:
            name, directory = self.last.entry(path)
        except (FileNotFoundError, NotADirectoryError):
            return None  # what was a directory just now is none any more
        mode = mode_of(name, directory)
        return None if mode is None else (path, mode)

    def _read(self, path: str) -> bytes:
        """Return the content of a file."""
        name, directory = self.last.entry(path)
        return read_file(name, directory)

    def _is_removable(self, path: str, listed: tuple[str, ...]) -> bool:
        """Tell whether a file that is no longer wanted is there and may go; one that was edited is refused."""
        found = self._obstacle(path)
        if found is None or found[0] != path or not stat.S_ISREG(found[1]):
            return False
        content = self._read(path)
        if digest(content) not in listed and not self.look.force:
            self._refuse_edited(path, content)
            return False
        self.seen.add((path, digest(content)))
        self.disposable.add(path)
        return True

    def _content(self, path: str) -> bytes | None:
        """Return the content of the file at a wanted path, or nothing where there is none; report what stands in its way."""
        found = self._obstacle(path)
        if found is None or found[0] in self.disposable:
            return None
        part, mode = found
        if part == path and stat.S_ISREG(mode):
            return self._read(path)
        if self.look.force and not stat.S_ISDIR(mode):
            self.disposable.add(part)
            return None
        self.refused = True
        hint = "move it away" if stat.S_ISDIR(mode) else "move it away, or give --force to replace it"
        self.reports.add(usage.OUTPUT_IN_THE_WAY, at=None, path=f"{self.shown}/{part}", hint=hint)
        return None

    def _may_replace(self, path: str, found: bytes, owned: Mapping[str, tuple[str, ...]]) -> bool:
        """Tell whether the file at a wanted path is only out of date; report why it must not be replaced."""
        if self.look.force or path == OWNED_FILES:
            return True
        if path not in owned:
            self.refused = True
            hint = "move it away, or give --force to replace it"
            self.reports.add(usage.OUTPUT_IN_THE_WAY, at=None, path=f"{self.shown}/{path}", hint=hint)
            return False
        if digest(found) not in owned[path]:
            self._refuse_edited(path, found)
            return False
        return True

    def _refuse_edited(self, path: str, content: bytes) -> None:
        """Report a file of oamc's own that is not what its list says: somebody, or a merge, has changed it."""
        if self.look.compares:
            self.edited.add(path)
            return
        self.refused = True
        shown = f"{self.shown}/{path}"
        if self.has_conflict or content.find(b"<<<<<<<") >= 0:
            from oamc.disk.conflicts import WRITE_ANEW, has_conflict

            if has_conflict(content):
                self.reports.add(usage.OUTPUT_IN_CONFLICT, at=None, path=shown, hint=WRITE_ANEW)
                return
        if self.has_conflict:
            hint = "take the files of one side, or give --force to write them anew and lose what was edited"
            listed = f"{self.shown}/{OWNED_FILES}"
            self.reports.add(usage.LIST_IN_CONFLICT, at=None, list=listed, path=shown, hint=hint)
            return
        hint = "change the input or the values instead, or give --force to lose the edit"
        self.reports.add(usage.OUTPUT_EDITED, at=None, path=shown, hint=hint)
