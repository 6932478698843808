"""The tree of a commit: what lies in it, found and read without a work tree.

In: the identity of a commit. Out: its files, its links, and what of them lies below a path; `GitError` where git does not give
it. A tree that no checkout would make, with `..` in a path, is refused: somebody made it by hand.
"""

from __future__ import annotations

from oamc.records import Record
from oamc.revisions.git import GitError, ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LINK, SUBMODULE = b"120000", b"commit"
MOST_LINKS = 40
"""So many links are followed one after another, as Linux does."""
BATCH = 16 * 1024 * 1024
"""Bytes that are asked for at once."""


class Tree(Record):
    """The files of a commit by their paths from the root of the repository, its links with their targets, and its submodules.

    A file has the identity of its content.
    """

    files: Mapping[str, str]
    links: Mapping[str, bytes]
    submodules: tuple[str, ...]

    def resolved(self, path: str) -> str | None:
        """Return a path without links; None where one leads out of the tree, or they lead in a circle.

        The empty path is the root.
        """
        done: list[str] = []
        waiting = path.split("/")[::-1] if path else []
        followed = 0
        while waiting:
            step = waiting.pop()
            if step in {"", "."}:
                continue
            if step == "..":
                if not done:
                    return None
                done.pop()
                continue
            done.append(step)
            target = self.links.get("/".join(done))
            if target is not None:
                done.pop()
                text = target.decode(errors="surrogateescape")
                followed += 1
                if followed > MOST_LINKS or text.startswith("/"):
                    return None
                waiting += text.split("/")[::-1]
        return "/".join(done)

    def has(self, path: str) -> bool:
        """Tell whether a file or a directory is there."""
        found = self.resolved(path)
        return found is not None and (not found or found in self.files or next(self.below(found), None) is not None)

    def below(self, directory: str) -> Iterator[str]:
        """Yield the paths of the files below a directory, all for the empty path."""
        beginning = f"{directory}/" if directory else ""
        return (path for path in self.files if path.startswith(beginning))


def tree_of(commit: str, most_links: int) -> Tree:
    """Return the tree of a commit. One with more links than `most_links` is refused."""
    files: dict[str, str] = {}
    linked: dict[str, str] = {}
    submodules: list[str] = []
    for line in filter(None, ask(("ls-tree", "-r", "-z", "--full-tree", commit)).split(b"\0")):
        head, _, name = line.partition(b"\t")
        mode, kind, identity = head.split()
        path = name.decode(errors="surrogateescape")
        if any(part in {"", ".", ".."} or part.lower() == ".git" for part in path.split("/")):
            raise GitError("the commit has a path that no checkout would make")
        if kind == SUBMODULE:
            submodules.append(path)
        elif mode == LINK:
            linked[path] = identity.decode()
        else:
            files[path] = identity.decode()
    if len(linked) > most_links:
        raise GitError(f"the commit has more than {most_links:,} symbolic links")
    sizes = sizes_of(tuple(linked.values()))
    targets = dict(contents_of(sizes))
    links = {path: targets[identity] for path, identity in linked.items()}
    return Tree(files=files, links=links, submodules=tuple(submodules))


def sizes_of(identities: Sequence[str]) -> dict[str, int]:
    """Return the sizes of contents by their identities."""
    wanted = tuple(dict.fromkeys(identities))
    if not wanted:
        return {}
    answer = ask(("cat-file", "--batch-check=%(objectname) %(objectsize)"), given=_lines(wanted))
    found = {}
    for line in answer.decode().splitlines():
        identity, _, size = line.partition(" ")
        if not size.isdigit():
            raise GitError(f"object {identity} is not in this clone")
        found[identity] = int(size)
    return found


def contents_of(sizes: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
    """Yield contents with their identities, asked for in batches of some size."""
    batch: list[str] = []
    total = 0
    for identity, size in sizes.items():
        batch.append(identity)
        total += size
        if total >= BATCH:
            yield from read_objects(batch)
            batch, total = [], 0
    yield from read_objects(batch)


def read_objects(identities: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the contents of objects with their identities."""
    if not identities:
        return
    answer = ask(("cat-file", "--batch"), given=_lines(identities))
    place = 0
    for identity in identities:
        end = answer.index(b"\n", place)
        head = answer[place:end].split()
        if len(head) != 3:  # noqa: PLR2004 - identity, kind and size; one that is missing has no size
            raise GitError(f"object {identity} is not in this clone")
        size = int(head[2])
        yield identity, answer[end + 1 : end + 1 + size]
        place = end + size + 2


def _lines(identities: Sequence[str]) -> bytes:
    """Return identities as git reads them."""
    return "".join(f"{identity}\n" for identity in identities).encode()
