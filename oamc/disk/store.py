# ruff: noqa: PTH118, PTH120, PTH208 - pathlib costs more than all of `oamc --version`
"""A directory of entries by their keys: what is kept of earlier runs, within a size.

In: the path of a directory. Out: an open `Store`, whose entries are read as they were written or not at all, and
`LaterEntries`, which are opened when somebody wants something of them.
A directory that cannot be one is refused before anything in it is touched: it is made by oamc or is empty, is the user's own,
nobody else may write to it, and it lies in no repository, where whoever wrote the documents could have put it.

An entry is written beside its place and renamed, so that runs at once need no lock; one that is removed stays open for whoever
reads it. Nothing waits for the disk: what a lost machine leaves of an entry is none.

    oamc-cache 1 <digest of the index> <its size>
    <index>
    <parts, one behind the other: the index says where, and with which digest>
"""

from __future__ import annotations

import os
import stat
import time

from oamc.disk import folders
from oamc.disk.files import kind_of, read_up_to
from oamc.disk.folders import DIRECTORY, ObstacleError
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

TAG = "CACHEDIR.TAG"
"""The name of the file by which programs that make backups pass a cache over (bford.info/cachedir)."""
TAG_TEXT = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n"
    b"# This directory is a cache of oamc. It may be removed at any time, and nothing in it is worth a copy.\n"
)
ENTRIES = "entries"
UNFINISHED = ".new-"
FORM = b"oamc-cache 1"
LONGEST_HEADER = 128
KEY_LENGTH = 64
HEXADECIMAL = frozenset("0123456789abcdef")
PRIVATE = 0o700
OF_OTHERS = 0o022
"""The bits of a mode with which the group, or everybody, may write."""
ABANDONED_SECONDS = 3600
"""After this time what is unfinished belongs to a run that was killed."""
REPOSITORY = ".git"
MOST_OPEN = 8
"""So many of the entries that are read later are open at once: what is wanted of one is mostly wanted in one go."""


class StoreRefusedError(Exception):
    """A directory cannot be a store. The message says why, `hint` what to do."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


class Entry:
    """One entry that is open: its index, and its parts. `close` lets go of it. `size` is that of all parts in bytes."""

    def __init__(self, key: str, descriptor: int, index: bytes, start: int, size: int) -> None:
        self.key = key
        self.index = index
        self.size = size
        self._descriptor: int | None = descriptor
        self._start = start

    def part(self, offset: int, length: int) -> bytes:
        """Return some bytes behind the index; fewer where the entry ends before."""
        assert self._descriptor is not None
        return os.pread(self._descriptor, length, self._start + offset)

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class Store:
    """An open store. Nothing of it raises an exception but `write`, which raises `OSError` where the system refuses."""

    def __init__(self, entries: int, most: int) -> None:
        """Begin with the open directory of the entries, and with how many bytes they may have together."""
        self._entries = entries
        self.most = most

    def read(self, key: str) -> Entry | None:
        """Return the entry of a key, with an index that is as it was written; nothing where there is none."""
        try:
            descriptor = os.open(key, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=self._entries)
        except OSError:
            return None
        try:
            found = self._entry(key, descriptor)
        except (OSError, ValueError):
            found = None
        if found is None:
            os.close(descriptor)
            return None
        self._note_use(key)
        return found

    def _entry(self, key: str, descriptor: int) -> Entry | None:
        """Return what the open file of a key holds; nothing where it is no entry."""
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or status.st_size > self.most:
            return None
        beginning = os.pread(descriptor, LONGEST_HEADER, 0)
        header, line, _ = beginning.partition(b"\n")
        form, _, rest = header.partition(FORM + b" ")
        proof, _, length = rest.partition(b" ")
        start = len(header) + 1
        if form or not line or not length.isdigit() or start + int(length) > status.st_size:
            return None
        os.lseek(descriptor, start, os.SEEK_SET)
        index = read_up_to(descriptor, int(length), status)
        if digest(index).encode() != proof:
            return None
        return Entry(key, descriptor, index, start + len(index), status.st_size - start - len(index))

    def has(self, key: str) -> bool:
        """Tell whether there is something under a key, which counts as a use of it."""
        self._note_use(key)
        try:
            return stat.S_ISREG(os.stat(key, dir_fd=self._entries, follow_symlinks=False).st_mode)
        except OSError:
            return False

    def _note_use(self, key: str) -> None:
        """Note that an entry was of use: what was not goes first."""
        try:
            os.utime(key, dir_fd=self._entries, follow_symlinks=False)
        except OSError:
            return  # a cache that is only read keeps its order

    def write(self, key: str, index: bytes, parts: Sequence[bytes] = ()) -> bool:
        """Write an entry in one step, and remove what is too much then. False, and nothing written, where it is too large."""
        header = FORM + f" {digest(index)} {len(index)}\n".encode()
        if len(header) + len(index) + sum(map(len, parts)) > self.most:
            return False
        name = f"{UNFINISHED}{os.getpid()}-{os.urandom(8).hex()}"
        descriptor = os.open(
            name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=self._entries
        )
        try:
            try:
                _write_all(descriptor, b"".join((header, index, *parts)))
            finally:
                os.close(descriptor)
            os.rename(name, key, src_dir_fd=self._entries, dst_dir_fd=self._entries)
        except BaseException:
            _unlink(name, self._entries)
            raise
        self._trim(key)
        return True

    def remove(self, key: str) -> None:
        """Remove an entry, if it is there."""
        _unlink(key, self._entries)

    def _trim(self, newest: str) -> None:
        """Remove what was of no use for the longest time, until the rest has its size. The newest entry stays.

        What is no file of a store is left alone, and not counted.
        """
        now = time.time()
        found = []
        for name in os.listdir(self._entries):
            try:
                status = os.stat(name, dir_fd=self._entries, follow_symlinks=False)
            except OSError:
                continue  # another run was faster
            if not stat.S_ISREG(status.st_mode):
                continue
            if name.startswith(UNFINISHED) and now - status.st_mtime > ABANDONED_SECONDS:
                _unlink(name, self._entries)
            elif is_key(name):
                found.append((name == newest, status.st_mtime_ns, name, status.st_size))
        left = sum(size for *_, size in found)
        for is_newest, _, name, size in sorted(found):
            if left <= self.most or is_newest:
                break
            _unlink(name, self._entries)
            left -= size

    def later(self) -> LaterEntries:
        """Return what reads entries of this store when it is closed already."""
        return LaterEntries(Store(os.dup(self._entries), self.most))

    def close(self) -> None:
        """Let go of the directory. Entries that are open stay so."""
        os.close(self._entries)


class LaterEntries:
    """Entries of a store that are opened when a part of them is wanted: more of them than a process may have open files."""

    def __init__(self, store: Store) -> None:
        """Begin with a store that nobody else closes."""
        self._store = store
        self._open: dict[str, Entry | None] = {}

    def entry(self, key: str) -> LaterEntry:
        """Return the entry of a key, which need not be there."""
        return LaterEntry(self, key)

    def opened(self, entry: Entry) -> LaterEntry:
        """Return an entry that is open already, and let go of it with the others."""
        self._open[entry.key] = entry
        return self.entry(entry.key)

    def part(self, key: str, offset: int, length: int) -> bytes:
        """Return some bytes behind the index of an entry; fewer where it ends before, none where it is not there any more."""
        if key not in self._open:
            if len(self._open) >= MOST_OPEN:
                del self._open[next(iter(self._open))]
            self._open[key] = self._store.read(key)
        entry = self._open[key]
        return b"" if entry is None else entry.part(offset, length)

    def has(self, key: str) -> bool:
        """Tell whether there is an entry, which counts as a use of it. What it holds is looked at when it is opened."""
        return self._store.has(key)

    def remove(self, key: str) -> None:
        """Remove an entry, if it is there. Who has it open still reads it."""
        self._store.remove(key)

    def __del__(self) -> None:
        self._store.close()


class LaterEntry:
    """The parts of an entry that is opened when one of them is wanted."""

    def __init__(self, entries: LaterEntries, key: str) -> None:
        self._entries = entries
        self.key = key

    def part(self, offset: int, length: int) -> bytes:
        """Return some bytes behind the index; fewer where the entry ends before, none where it is not there any more."""
        return self._entries.part(self.key, offset, length)

    def remove(self) -> None:
        """Remove the entry, if it is there."""
        self._entries.remove(self.key)


def is_key(name: str) -> bool:
    """Tell whether a name is that of an entry."""
    return len(name) == KEY_LENGTH and HEXADECIMAL.issuperset(name)


def open_store(path: str, most: int) -> Store:
    """Open a store, made where it is missing, whose entries may have so many bytes together.

    `StoreRefusedError` says why a directory cannot be one, `OSError` why the system does not let it be opened.
    """
    _refuse_repository(path)
    made: list[str] = []
    try:
        directory = folders.open_below(path, made)
    except ObstacleError as error:
        hint = "give the directory that it points to" if stat.S_ISLNK(error.mode) else ""
        raise StoreRefusedError(f'"{error.path}" is {kind_of(error.mode)}', hint) from None
    assert directory is not None
    try:
        if made:
            os.fchmod(directory, PRIVATE)
        _refuse_others(directory)
        _tag(directory)
        folders.make_directory(ENTRIES, directory, PRIVATE)
        entries = os.open(ENTRIES, DIRECTORY, dir_fd=directory)
    finally:
        os.close(directory)
    try:
        _refuse_others(entries)
    except BaseException:
        os.close(entries)
        raise
    return Store(entries, most)


def _refuse_repository(path: str) -> None:
    """Refuse a directory in a repository, but for one whose root is the home directory: that is nobody else's."""
    place = os.path.realpath(path)
    home = os.path.realpath(os.environ["HOME"]) if os.environ.get("HOME") else ""
    while place != home:
        if os.path.lexists(os.path.join(place, REPOSITORY)):
            reason = "it lies in a repository, and who wrote the documents could have put entries there"
            raise StoreRefusedError(reason, "give a directory outside, such as ~/.cache/oamc-builds")
        above = os.path.dirname(place)
        if above == place:
            return
        place = above


def _refuse_others(directory: int) -> None:
    """Refuse a directory of somebody else, and one to which somebody else may write."""
    status = os.fstat(directory)
    if status.st_uid != os.geteuid():
        raise StoreRefusedError("it belongs to another user", "give a directory of your own")
    if status.st_mode & OF_OTHERS:
        raise StoreRefusedError("others may write to it", "take that from them: chmod go-w DIR")


def _tag(directory: int) -> None:
    """See to it that a directory says that it is a cache of oamc; refuse one that holds something else."""
    try:
        found = folders.read_file(TAG, directory, len(TAG_TEXT) + 1)
    except FileNotFoundError:
        found = b""
    except OSError:
        found = b"?"
    if found == TAG_TEXT:
        return
    if found or not all(name.startswith(UNFINISHED) for name in os.listdir(directory)):
        hint = "give an empty directory, or one that is not there"
        raise StoreRefusedError("it holds something, and does not say that it is a cache of oamc", hint)
    name = f"{UNFINISHED}{os.getpid()}-{os.urandom(8).hex()}"
    try:
        folders.write_file(name, directory, TAG_TEXT)
        os.rename(name, TAG, src_dir_fd=directory, dst_dir_fd=directory)
    except BaseException:
        _unlink(name, directory)
        raise


def _write_all(descriptor: int, content: bytes) -> None:
    """Write a content to an open file."""
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


def _unlink(name: str, directory: int) -> None:
    """Remove a file, if it is there and may be removed."""
    try:
        os.unlink(name, dir_fd=directory)
    except OSError:
        return
