"""Revisions of a git repository as inputs: `REV:PATH`, as git itself writes it.

In: a commit and a path in it. Out: the files there, without a work tree and without a change to anything. `git` reads them; it
may not ask, fetch, or run a program that the repository names.
"""

from __future__ import annotations

import os

from oamc.cli.inputs import beginning_of, shown
from oamc.diagnostics.codes import usage
from oamc.diagnostics.codes.reading import FILE_TOO_LARGE
from oamc.diagnostics.reports import listing
from oamc.records import Record
from oamc.revisions.git import GitError, ask
from oamc.revisions.trees import MOST_LINKS, read_objects
from oamc.source.decoding import within_inputs
from oamc.source.limits import raising
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oamc.diagnostics.reports import Reports
    from oamc.source.limits import Limits

LINK, SUBMODULE = "120000", "commit"
NAME = Pattern(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
BEGINNING = Pattern(r"[0-9a-f]{4,63}")
"""A name that may be the beginning of the identity of a commit: git takes four digits or more."""
SEVERAL = 2


class RevisionPath(Record):
    """A path in a commit: `name` is how the user names the commit, `path` what stands behind the colon."""

    name: str
    path: str

    @property
    def shown(self) -> str:
        """Return it as the user wrote it."""
        return shown(f"{self.name}:{self.path}")


class Entry(Record):
    """A file of a commit: its path from the root of the repository, its object, and its size in bytes."""

    path: str
    identity: str
    size: int
    is_link: bool


class RevisionFiles(Record):
    """What stands at a path of a commit: files by their paths below it; a single file has its name alone.

    `root` is the path itself from the root of the repository, `top` that root as a path of this machine.
    """

    at: RevisionPath
    root: str
    top: str
    is_file: bool
    entries: tuple[Entry, ...]


def revision_path(path: str) -> RevisionPath | None:
    """Return what a path names in a commit; None where it is there on the disk, or names no commit.

    The colon that divides is the first one outside of braces: `main@{2026-01-01 12:00}:app.yaml`.
    """
    if ":" not in path or os.path.lexists(path):
        return None
    depth = 0
    for place, character in enumerate(path):
        depth += (character == "{") - (character == "}")
        if character == ":" and depth <= 0:
            return RevisionPath(name=path[:place], path=path[place + 1 :]) if place else None
    return None


def files_of(at: RevisionPath, reports: Reports) -> RevisionFiles | None:
    """Return the files at a path of a commit, unread; what cannot be had is reported."""
    try:
        return _files_of(at, reports)
    except GitError as error:
        reports.add(usage.REVISIONS_UNREADABLE, at=None, reason=str(error))
        return None


def contents_of(
    files: RevisionFiles, wanted: Callable[[str], bool], limits: Limits, reports: Reports
) -> dict[str, bytes] | None:
    """Return the content of the files whose paths below the root are `wanted`; None where it is too much or cannot be read.

    A link that stays below the root has the content of its target, once: a target that is read itself is not read again.
    """
    chosen: dict[str, Entry] = {}
    for entry in files.entries:
        name = _below(entry.path, files)
        if wanted(name):
            if entry.size > limits.file:
                path, hint = f"{files.at.name}:{entry.path}", f"split the file, or {raising('file', limits.file)}"
                reports.add(FILE_TOO_LARGE, at=beginning_of(path), size=entry.size, limit=limits.file, hint=hint)
                return None
            chosen[name] = entry
    if not within_inputs({f"{files.at.name}:{entry.path}": entry.size for entry in chosen.values()}, reports, limits):
        return None
    try:
        return _followed(chosen, files, reports)
    except GitError as error:
        reports.add(usage.REVISIONS_UNREADABLE, at=None, reason=str(error))
        return None


def _below(path: str, files: RevisionFiles) -> str:
    """Return a path of the repository as it is below the path that was asked for."""
    if files.is_file:
        return path.rpartition("/")[2]
    return path.removeprefix(f"{files.root}/") if files.root else path


def _files_of(at: RevisionPath, reports: Reports) -> RevisionFiles | None:
    """Return the files at a path of a commit."""
    top = ask(("rev-parse", "--show-toplevel"), "there is no git repository here").decode(errors="surrogateescape").rstrip("\n")
    commit = commit_of(at.name, reports)
    if not commit:
        return None
    root = _root(at.path, top)
    entries: list[Entry] = []
    if root is not None:
        listed = ask(("ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", *([root] if root else [])))
        for line in filter(None, listed.decode(errors="surrogateescape").split("\0")):
            head, _, path = line.partition("\t")
            mode, kind, identity, size = head.split()
            if kind == SUBMODULE:
                hint = "give what is in it as a side of its own"
                reports.add(usage.SUBMODULE_NOT_READ, at=None, path=shown(f"{at.name}:{path}"), hint=hint)
            else:
                entries.append(Entry(path=path, identity=identity, size=int(size), is_link=mode == LINK))
    if not entries:
        hint = "the path begins at the root of the repository, or with ./ at this directory"
        reports.add(usage.NOT_IN_REVISION, at=None, revision=at.name, path=shown(at.path), hint=hint)
        return None
    is_file = len(entries) == 1 and entries[0].path == root
    return RevisionFiles(at=at, root=root or "", top=top, is_file=is_file, entries=tuple(entries))


def commit_of(name: str, reports: Reports) -> str:
    """Return the identity of the commit that a name stands for; empty for none or several, which is reported."""
    several = meanings_of(name)
    if len(several) > 1:
        hint = f"it may be {listing(several, 'or')}: give one of these"
        reports.add(usage.AMBIGUOUS_REVISION, at=None, revision=name, hint=hint)
        return ""
    commit = "" if name.startswith("-") else _commit(name)
    if not commit:
        shallow = ask(("rev-parse", "--is-shallow-repository")).strip() == b"true"
        hint = 'this clone is shallow: run "git fetch --unshallow", or let the checkout of the CI have fetch-depth: 0'
        hint = hint if shallow else "a revision is a commit, a branch or a tag that this clone has"
        reports.add(usage.REVISION_NOT_FOUND, at=None, revision=name, hint=hint)
    return commit


def meanings_of(name: str) -> tuple[str, ...]:
    """Return what a plain name may stand for: branches and tags of that name, or commits whose identities begin with it.

    Git itself takes one of two refs of one name, and says so where nobody reads it.
    """
    if NAME.fullmatch(name) is None:
        return ()
    places = [f"refs/{room}/{name}" for room in ("tags", "heads", "remotes")]
    found = ask(("for-each-ref", "--format=%(refname)", *places)).decode(errors="replace").split()
    refs = tuple(ref for ref in found if ref in places)
    if refs or BEGINNING.fullmatch(name) is None:
        return refs
    identities = ask(("rev-parse", f"--disambiguate={name}")).decode().split()
    if len(identities) < SEVERAL:
        return ()
    kinds = ask(("cat-file", "--batch-check=%(objectname) %(objecttype)"), given="\n".join(identities).encode() + b"\n")
    return tuple(line.split()[0] for line in kinds.decode().splitlines() if line.endswith(" commit"))


def _commit(name: str) -> str:
    """Return the identity of a commit, the empty text where there is none of that name."""
    try:
        return ask(("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")).decode().strip()
    except GitError:
        return ""


def _root(path: str, top: str) -> str | None:
    """Return a path from the root of the repository, as git reads what follows the colon; None where it leads out."""
    if path in {".", ".."} or path.startswith(("./", "../")):
        here = os.path.relpath(os.path.realpath(os.curdir), os.path.realpath(top))
        path = f"{here}/{path}"
    found = os.path.normpath(path) if path else "."
    if found == "..":
        return None
    return "" if found == "." else None if found.startswith(("../", "/")) else found


def _followed(chosen: dict[str, Entry], files: RevisionFiles, reports: Reports) -> dict[str, bytes] | None:
    """Return the content of files, and for links that of their targets."""
    known = {entry.path: entry for entry in files.entries}
    targets = dict(read_objects([entry.identity for entry in files.entries if entry.is_link]))
    resolved: dict[str, Entry] = {}
    taken = {entry.path for entry in chosen.values() if not entry.is_link}
    for name, entry in chosen.items():
        found: Entry | None = entry
        for _ in range(MOST_LINKS):
            if found is None or not found.is_link:
                break
            above, target = found.path.rpartition("/")[0], targets[found.identity].decode(errors="surrogateescape")
            found = known.get(os.path.normpath(f"{above}/{target}" if above else target))
        if found is None or found.is_link:
            path, directory = f"{files.at.name}:{entry.path}", files.at.shown
            hint = "give the file it points to as an input of its own, or remove the link"
            reports.add(usage.LINK_LEAVES_DIRECTORY, at=beginning_of(path), path=shown(path), directory=directory, hint=hint)
            return None
        if entry.is_link and found.path in taken:
            continue
        taken.add(found.path)
        resolved[name] = found
    contents = dict(read_objects([entry.identity for entry in resolved.values()]))
    return {name: contents[entry.identity] for name, entry in resolved.items()}
