# ruff: noqa: PTH100, PTH117, PTH118 - pathlib costs more than all of `oamc --version`
"""A commit as a directory to compile in: what may be an input of it is laid out in private, and nothing is checked out.

In: the name of a commit. Out: a directory that stands for the working directory. What reads files then finds those of the
commit under the paths that the user knows, with the same rules about links, outputs and what is hidden. No hook, no filter and
no attribute of the repository has a say, and nothing is written into it.
"""

from __future__ import annotations

import contextlib
import os

from oamc.cli.compilation import excluded_of, input_paths, limits_of
from oamc.cli.inputs import SUFFIXES, shown
from oamc.cli.lock_files import is_locked, lock_path
from oamc.cli.merging import merge
from oamc.cli.revisions import commit_of
from oamc.cli.settings import CONFIGURATION_FILES, REPOSITORY, Settings
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import Reports
from oamc.disk.files import OWNED_FILES, reason
from oamc.disk.private_tree import PrivateTree
from oamc.records import replace
from oamc.revisions.git import GitError, ask
from oamc.revisions.trees import contents_of, sizes_of, tree_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.cli.arguments import Arguments
    from oamc.cli.exclusion import Excluded
    from oamc.revisions.trees import Tree

MOST_FILES = 200_000
MOST_LINKS = 20_000
MOST_BYTES = 512 * 1024 * 1024
"""What is laid out of one commit. A build looks through files of other programs, too, which count against no limit."""
TEMPLATES = "templates"
PATHS = ("values", "definitions")
"""Options that name files, beside the inputs."""


@contextlib.contextmanager
def inside(directory: str | None) -> Iterator[None]:
    """Let a directory be the working directory; None leaves it as it is."""
    if directory is None:
        yield
        return
    back = os.open(os.curdir, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.chdir(directory)
        yield
    finally:
        os.fchdir(back)
        os.close(back)


def top_of_repository() -> str:
    """Return the root of the repository that the working directory is in; `GitError` where it is in none."""
    top = ask(("rev-parse", "--show-toplevel"), "there is no git repository here")
    return os.path.realpath(top.decode(errors="surrogateescape").rstrip("\n"))


@contextlib.contextmanager
def commit_files(name: str, reports: Reports) -> Iterator[CommitFiles | None]:
    """Give the files of a commit while the block runs; None where it cannot be had, which is reported."""
    private = None
    try:
        with reported(name, reports):
            top = top_of_repository()
            commit = commit_of(name, reports)
            if commit:
                tree = tree_of(commit, MOST_LINKS)
                private = PrivateTree()
                found = CommitFiles(name, commit, tree, top, private)
        yield None if private is None or reports.has_errors() else found
    finally:
        if private is not None:
            private.close()


@contextlib.contextmanager
def reported(name: str, reports: Reports) -> Iterator[None]:
    """Report what git or the disk does not do for a commit of this name."""
    try:
        yield
    except GitError as error:
        reports.add(usage.REVISIONS_UNREADABLE, at=None, reason=str(error))
    except (OSError, ValueError) as error:
        words = reason(error) if isinstance(error, OSError) else "a path is none"
        reports.add(usage.COMMIT_NOT_WRITTEN, at=None, revision=name, reason=words)


class CommitFiles:
    """The files of a commit, laid out as far as they are asked for. `directory` stands for the working directory."""

    def __init__(self, name: str, commit: str, tree: Tree, top: str, private: PrivateTree) -> None:
        """Begin with the links, and the configuration files of the working directory and of those above it."""
        self.name = name
        self.commit = commit
        self._tree = tree
        self._top = top
        self._private = private
        here = os.path.relpath(os.path.realpath(os.curdir), top)
        self._here = "" if here == os.curdir else here
        private.add_links(tree.links)
        private.add_file(REPOSITORY, b"")
        self.directory = private.add_directory(self._here)
        steps = self._here.split("/") if self._here else []
        above = ["/".join(steps[:end]) for end in range(len(steps), -1, -1)]
        wanted = (os.path.join(directory, name) for directory in above for name in CONFIGURATION_FILES)
        found = (tree.resolved(path) for path in wanted)
        self._write([path for path in found if path is not None and path in tree.files], MOST_BYTES)

    def has(self, path: str) -> bool:
        """Tell whether the commit has a path from the working directory. One outside of the repository is that of the disk."""
        inner = self._inner(path)
        return os.path.lexists(path) if inner is None else self._tree.has(inner)

    def settings(self, arguments: Arguments, reports: Reports) -> Settings:
        """Return the settings of a run in the commit: with its project file, and what was typed."""
        positional = tuple(map(self._placed, arguments.positional))
        with inside(self.directory):
            found = merge(replace(arguments, positional=positional), reports)
        typed = {
            option: replace(found.merged[option], value=tuple(map(self._placed, found.texts(option))))
            for option in PATHS
            if found.is_typed(option)
        }
        return Settings(found.arguments, {**found.merged, **typed}, found.configuration, found.environment)

    def lay_out(self, settings: Settings, reports: Reports) -> None:
        """Lay out all that a run with these settings may read; what is too much is reported."""
        with inside(self.directory):
            left_out = excluded_of(settings)
        files = (*settings.texts("values"), *(settings.tables.files if settings.tables is not None else ()))
        files += (lock_path(settings),) if is_locked(settings) else ()
        roots = (*settings.positional, *settings.texts("inputs"), *settings.texts("definitions"))
        with reported(self.name, reports):
            found: dict[str, None] = {}
            for path in (*files, *roots):
                inner = self._inner(path)
                root = None if inner is None else self._tree.resolved(inner)
                if root is not None:
                    found.update(dict.fromkeys(self._below(root, left_out)))
                    self._tell_submodules(root, reports if path in input_paths(settings) else Reports())
            if len(found) > MOST_FILES:
                self._refuse(f"it has more than {MOST_FILES:,} files", reports)
                return
            if not self._write(list(found), limits_of(settings).inputs):
                self._refuse(f"it has more than {MOST_BYTES:,} bytes", reports)

    def told(self, path: str) -> str:
        """Return how a path from the working directory is told: as git writes a path in a commit."""
        inner = self._inner(path)
        return path if inner is None else shown(f"{self.name}:{os.path.normpath(inner)}")

    def _refuse(self, words: str, reports: Reports) -> None:
        """Report a commit of which too much would have to be read."""
        hint = "name the paths that matter, or leave some out with --exclude"
        reports.add(usage.COMMIT_TOO_LARGE, at=None, revision=self.name, reason=words, hint=hint)

    def _inner(self, path: str) -> str | None:
        """Return a path from the working directory as one from the root of the repository; None where it is outside."""
        if not os.path.isabs(path):
            return os.path.join(self._here, path)
        inner = os.path.relpath(path, self._top)
        return None if inner == os.pardir or inner.startswith(f"{os.pardir}/") else inner

    def _placed(self, path: str) -> str:
        """Return a typed path as one that leads to the commit, or as it is where it lies outside of the repository."""
        absolute = os.path.abspath(path)
        inner = os.path.relpath(absolute, self._top)
        if inner == os.pardir or inner.startswith(f"{os.pardir}/"):
            return absolute
        return os.path.relpath(path) if os.path.isabs(path) else path

    def _below(self, root: str, excluded: Excluded | None) -> Iterator[str]:
        """Yield what may be read at a resolved path: the file, or what below the directory has the name of a document.

        Of an output there is only what tells that it is one, and links are followed to their targets.
        """
        tree = self._tree
        beginning = f"{root}/" if root else ""
        if root in tree.files:
            yield root
            return
        owned = {path.rpartition("/")[0] for path in tree.below(root) if path.rpartition("/")[2] == OWNED_FILES}
        known: dict[str, bool] = {root: True, "": True}
        for path in tree.below(root):
            folder, _, name = path.rpartition("/")
            if name == OWNED_FILES:
                yield path
                continue
            if not self._is_read(folder, owned, excluded, known):
                continue
            if f"/{TEMPLATES}/" in f"/{folder}/":
                self._private.add_directory(folder)
            if name.endswith(SUFFIXES) and not name.startswith(".") and not self._is_excluded(path, excluded):
                yield path
        for link in tree.links:
            if link.startswith(beginning) and (target := tree.resolved(link)) in tree.files:
                assert target is not None
                yield target

    def _is_read(self, folder: str, owned: set[str], excluded: Excluded | None, known: dict[str, bool]) -> bool:
        """Tell whether a build goes into a directory: not where it is hidden, excluded, or an output."""
        waiting = []
        while folder not in known:
            waiting.append(folder)
            folder = folder.rpartition("/")[0]
        is_read = known[folder] and folder not in owned
        for inner in reversed(waiting):
            name = inner.rpartition("/")[2]
            is_read = is_read and not name.startswith(".") and inner not in owned and not self._is_excluded(inner, excluded)
            known[inner] = is_read
        return is_read

    def _is_excluded(self, path: str, excluded: Excluded | None) -> bool:
        """Tell whether a path of the repository is left out by its name."""
        return excluded is not None and excluded.has(os.path.join(self._private.root, path), path.rpartition("/")[2])

    def _tell_submodules(self, root: str, reports: Reports) -> None:
        """Report the submodules among the inputs."""
        for path in self._tree.submodules:
            if not root or f"{root}/".startswith(f"{path}/") or path.startswith(f"{root}/"):
                hint = "a change in it is not seen: name the paths beside it, or run oamc affected in it"
                reports.add(usage.SUBMODULE_NOT_READ, at=None, path=shown(f"{self.name}:{path}"), hint=hint)

    def _write(self, paths: Iterable[str], most: int) -> bool:
        """Write files; tell whether they were not too much. One that no limit would let through has its size alone."""
        places: dict[str, list[str]] = {}
        for path in paths:
            places.setdefault(self._tree.files[path], []).append(path)
        sizes = sizes_of(tuple(places))
        whole = {identity: size for identity, size in sizes.items() if size <= most}
        if sum(size * len(places[identity]) for identity, size in whole.items()) > MOST_BYTES:
            return False
        for identity, content in contents_of(whole):
            for path in places[identity]:
                self._private.add_file(path, content)
        for identity in sizes.keys() - whole.keys():
            for path in places[identity]:
                self._private.add_file(path, None, sizes[identity])
        return True
