"""The list of the files that oamc wrote to an output directory: what it may change and remove later.

It is a file `.oamc-files` at the root of each tree: JSON with sorted keys, each path with the SHA-256 of its content, and
neither a clock nor a host nor a version, so that equal outputs have equal lists. Its name has no `.json`, because `kubectl
apply -f DIR` and GitOps controllers read every file that has.
"""

from __future__ import annotations

import stat

from oamc.disk.files import OWNED_FILES
from oamc.disk.folders import read_file, status_of
from oamc.startup.digests import digest
from oamc.startup.indented_json import indented_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, KeysView, Mapping
    from typing import Any, TypeAlias

    Contents: TypeAlias = Mapping[str, bytes]
else:
    Contents = object  # the abstract class costs start-up time: it comes with all of `collections`

FORMAT = 1
LARGEST_LIST = 16 * 1024 * 1024
HIDDEN = frozenset((".helmignore",))
"""The hidden names that oamc writes into a tree, besides the list."""
ALLOWED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/")


class WantedFiles(Contents):
    """The contents of wanted files with the list of them, each made when somebody wants it: a run holds no file twice."""

    def __init__(self, wanted: Mapping[str, str]) -> None:
        self._wanted = wanted

    def __getitem__(self, path: str) -> bytes:
        if path == OWNED_FILES:
            return _list_with(digests_of(self._wanted))
        return self._wanted[path].encode()

    def __iter__(self) -> Iterator[str]:
        yield from self._wanted
        yield OWNED_FILES

    def __len__(self) -> int:
        return len(self._wanted) + 1

    def keys(self) -> KeysView[str]:
        """Return the paths."""
        return dict.fromkeys(self).keys()

    def digest_of(self, path: str) -> str | None:
        """Return the digest of a file, where it is known without its text."""
        return None if path == OWNED_FILES else known_digest(self._wanted, path)


def is_content(files: Mapping[str, bytes], path: str, content: bytes) -> bool:
    """Tell whether a file has a content. Where its digest is known, its own is not read for that."""
    known = known_digest(files, path)
    return content == files[path] if known is None else digest(content) == known


def known_digest(files: Mapping[str, Any], path: str) -> str | None:
    """Return the digest of a file that its mapping knows without its content (`kept_tree.py`); nothing where it knows none."""
    know: Callable[[str], str | None] | None = getattr(files, "digest_of", None)
    return None if know is None else know(path)


def digests_of(files: Mapping[str, str]) -> dict[str, str]:
    """Return the digest of each file by its path."""
    return {path: known_digest(files, path) or digest(files[path].encode()) for path in files}


def write_list(files: Mapping[str, bytes]) -> bytes:
    """Return the list for these files."""
    return _list_with({path: digest(content) for path, content in files.items()})


def _list_with(digests: Mapping[str, str]) -> bytes:
    """Return the list for files of these digests."""
    files = {path: digests[path] for path in sorted(digests)}
    return (indented_json({"files": files, "format": FORMAT, "tool": "oamc"}) + "\n").encode()


def read_list(content: bytes) -> dict[str, str] | None:
    """Return the digests by path, or nothing where the content is no list of oamc.

    Paths that lead elsewhere make it none, and so do two that one file of some system has.
    """
    import json

    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("files"), dict):
        return None
    files = found["files"]
    if not all(isinstance(value, str) and is_output_path(path) for path, value in files.items()):
        return None
    return dict(files) if len({path.lower() for path in files}) == len(files) else None


def list_of(root: int) -> dict[str, str] | None:
    """Return the list of the files that oamc wrote to an open directory; nothing where there is none that can be read."""
    status = status_of(OWNED_FILES, root)
    if status is None or not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_LIST:
        return None
    return read_list(read_file(OWNED_FILES, root, LARGEST_LIST))


def is_output_path(path: str) -> bool:
    """Tell whether a relative path is one that oamc writes: plain ASCII names, and none that leads up or is hidden.

    A list that names what is hidden, such as `.git`, would give a file of another program for one of oamc.
    """
    whole = f"/{path}/"
    if not ALLOWED.issuperset(path) or "//" in whole:
        return False
    return "/." not in whole or all(part[0] != "." or part in HIDDEN for part in path.split("/"))


def assert_output_paths(paths: Mapping[str, object]) -> None:
    """Stop where the compiler made names that no file system can be trusted with: that is a fault of oamc, not of the input.

    Every name has plain characters, no two names meet in lower case (macOS and Windows), and no file is also a directory.
    """
    seen: set[str] = set()
    directories: set[str] = set()
    for path in paths:
        assert is_output_path(path), "an output path has characters that are not allowed"
        folded = path.lower()
        assert folded not in seen, "two output paths differ only in case"
        seen.add(folded)
        parts = folded.split("/")
        directories.update("/".join(parts[:depth]) for depth in range(1, len(parts)))
    assert not seen & directories, "an output path is both a file and a directory"
