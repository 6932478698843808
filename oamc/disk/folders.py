# ruff: noqa: PTH100, PTH109, PTH118, PTH206, PTH208 - pathlib costs more than all of `oamc --version`
"""Directories by their descriptors: opening, locking, exchanging and removing them without following a link.

Everything here works on an open directory and a name in it, so that nobody can lead oamc elsewhere by exchanging a directory
for a link while it works. Failures are OSError; `ObstacleError` says that something else stands in the place of a directory.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time

from oamc.disk.files import read_up_to
from oamc.startup.system_calls import system_function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self

DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
STEP = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
"""A directory on the way to another one: on Linux it need not be readable."""
RENAME_EXCHANGE = 2
"""`renameat2` of Linux and `renameatx_np` of macOS (there RENAME_SWAP) have the same arguments and the same flag."""
FIRST_THAT_TELLS = (5, 8)
LOCK_SECONDS = 10.0
LARGEST_FILE = sys.maxsize


class ObstacleError(OSError):
    """A link, a pipe or a file stands where a directory is needed. `path` is its place, `mode` what it is."""

    def __init__(self, path: str, mode: int) -> None:
        super().__init__(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        self.path = path
        self.mode = mode


class Entry:
    """An entry below a directory, for a `with`: its name, and the descriptor of the directory that holds it.

    The directories on the way are opened one after the other, so that none of them can become a link meanwhile.
    """

    def __init__(self, path: str, root: int) -> None:
        self.path = path
        self.root = root
        self.opened: int | None = None

    def __enter__(self) -> tuple[str, int]:
        above, _, name = self.path.rpartition("/")
        if not above:
            return name, self.root
        self.opened = open_step(above, self.root)
        return name, self.opened

    def __exit__(self, *_: object) -> None:
        if self.opened is not None:
            os.close(self.opened)


class LastDirectory:
    """The directory that holds the last of several entries, open until one of another directory comes, for a `with`.

    Entries come directory by directory, and what is open cannot become a link.
    """

    def __init__(self, root: int) -> None:
        self.root = root
        self.above = ""
        self.opened: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def entry(self, path: str) -> tuple[str, int]:
        """Return the name of an entry below the root, and the descriptor of the directory that holds it."""
        above, _, name = path.rpartition("/")
        if above != self.above:
            self.leave()
            if above:
                self.opened = open_step(above, self.root)
                self.above = above
        return name, self.root if self.opened is None else self.opened

    def leave(self) -> None:
        """Close the directory: the next entry opens its own, or is one of the root."""
        opened, self.opened, self.above = self.opened, None, ""
        if opened is not None:
            os.close(opened)


def open_step(path: str, root: int) -> int:
    """Open a directory below another one as a step on the way, through no link."""
    descriptor = root
    try:
        for name in path.split("/"):
            following = os.open(name, STEP, dir_fd=descriptor)
            if descriptor != root:
                os.close(descriptor)
            descriptor = following
    except BaseException:
        if descriptor != root:
            os.close(descriptor)
        raise
    return descriptor


def open_directory(path: str, root: int) -> int:
    """Open a directory below another one, through no link."""
    with Entry(path, root) as (name, parent):
        return os.open(name, DIRECTORY, dir_fd=parent)


def status_of(path: str, root: int) -> os.stat_result | None:
    """Return the status of an entry below a directory, without following a link; nothing where there is none."""
    try:
        with Entry(path, root) as (name, parent):
            return os.stat(name, dir_fd=parent, follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return None


def mode_of(path: str, root: int) -> int | None:
    """Return the mode of an entry below a directory, without following a link; nothing where there is no entry."""
    status = status_of(path, root)
    return None if status is None else status.st_mode


def steps(path: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the current directory, the directory above a path that is trusted, and the names below it that must not be links.

    Trusted is the current directory, in which somebody has started oamc, for what lies below it: a checkout may hold links, and
    it may come from a stranger. Elsewhere it is the root of all files alone: nobody knows where a checkout begins.
    """
    absolute = os.path.abspath(path)
    here = os.getcwd()
    base = here if (absolute + os.sep).startswith(here.rstrip(os.sep) + os.sep) else os.sep
    return here, base, tuple(name for name in absolute[len(base) :].split(os.sep) if name)


def open_below(path: str, made: list[str] | None = None) -> int | None:
    """Open a directory whose path holds no link, and return its descriptor; nothing where it is missing.

    With `made`, what is missing is made, and added to it, outermost first: an interruption loses none of them.
    """
    here, base, names = steps(path)
    last = len(names) - 1
    descriptor = os.open(base, STEP if names else DIRECTORY)
    walked = base
    try:
        for depth, name in enumerate(names):
            walked = os.path.join(walked, name)
            status = status_of(name, descriptor)
            flags = STEP if depth < last else DIRECTORY
            if status is None:
                if made is None:
                    os.close(descriptor)
                    return None
                made.append(walked)
                if not make_directory(name, descriptor):
                    made.remove(walked)
            elif stat.S_ISLNK(status.st_mode) and depth == 0 and base != here:
                # Systems have links of their own at the root of all files, such as /tmp on macOS.
                flags &= ~os.O_NOFOLLOW
            elif not stat.S_ISDIR(status.st_mode):
                raise ObstacleError(os.path.relpath(walked) if base == here else walked, status.st_mode)  # noqa: TRY301 - met here
            following = os.open(name, flags, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = following
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def make_directory(name: str, parent: int, mode: int = 0o755) -> bool:
    """Make a directory with this mode whatever the umask; tell whether it was missing.

    It has its mode from the beginning, so that a run that is killed here leaves none that only its owner can enter.
    """
    before = os.umask(0)
    try:
        os.mkdir(name, mode, dir_fd=parent)
    except FileExistsError:
        return False
    finally:
        os.umask(before)
    # A parent with a group of its own or with access lists changes what is asked for.
    made = mode_of(name, parent)
    if made is not None and stat.S_IMODE(made) != mode:
        set_mode(name, parent, mode)
    return True


def set_mode(path: str, root: int, mode: int) -> None:
    """Change the mode of a directory, through no link."""
    descriptor = open_directory(path, root)
    try:
        os.fchmod(descriptor, mode)
    finally:
        os.close(descriptor)


def make_directories(path: str, root: int, made: set[str]) -> None:
    """Make the directories above a path."""
    parts = path.split("/")[:-1]
    for depth in range(1, len(parts) + 1):
        part = "/".join(parts[:depth])
        if part not in made:
            with Entry(part, root) as (name, parent):
                make_directory(name, parent)
            made.add(part)


def remove_empty(made: list[str]) -> None:
    """Remove the directories that were made for nothing, innermost first; one that somebody else has filled stays."""
    while made:
        try:
            _remove_made(made.pop())
        except FileNotFoundError:
            continue
        except OSError:
            made.clear()


def _remove_made(path: str) -> None:
    """Remove an empty directory that was made on the way to an output."""
    directory, name = os.path.split(path)
    parent = open_below(directory)
    if parent is not None:
        try:
            os.rmdir(name, dir_fd=parent)
        finally:
            os.close(parent)


def lock(descriptor: int, seconds: float | None = None) -> bool:
    """Lock a directory for this process until it is closed; False where another process keeps it for ten seconds, or as given.

    The lock is on the directory itself, so that none is left lying about. File systems without locks go without.
    """
    try:
        import fcntl
    except ImportError:
        return True
    end = time.monotonic() + (LOCK_SECONDS if seconds is None else seconds)
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        except OSError:
            return True
        else:
            return True


def exchange(left_parent: int, left: str, right_parent: int, right: str) -> bool:
    """Exchange two entries of directories in one step; False where the system or the file system has no such step."""
    rename, last_error = system_function("renameat2", "renameatx_np")
    if rename is None:
        return False
    if rename(left_parent, os.fsencode(left), right_parent, os.fsencode(right), RENAME_EXCHANGE) == 0:
        return True
    number = last_error()
    if number in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}:
        return False
    raise OSError(number, os.strerror(number))


def walk(root: int) -> Iterator[tuple[str, os.stat_result]]:
    """Yield every entry below a directory with its status, by relative path; a directory comes before what is in it."""
    waiting = [""]
    while waiting:
        below = waiting.pop()
        directory = open_directory(below or ".", root)
        try:
            names = sorted(os.listdir(directory))
            found = [(name, os.stat(name, dir_fd=directory, follow_symlinks=False)) for name in names]
        finally:
            os.close(directory)
        for name, status in found:
            path = f"{below}/{name}" if below else name
            yield path, status
            if stat.S_ISDIR(status.st_mode):
                waiting.append(path)


def remove_entries(root: int, gone: Callable[[str, os.stat_result], bool]) -> None:
    """Remove the entries below a directory that are `gone`, and the directories that are then empty; links are not followed."""
    directories = []
    for path, status in list(walk(root)):
        if stat.S_ISDIR(status.st_mode):
            directories.append(path)
        elif gone(path, status):
            unlink(path, root)
    for path in sorted(directories, key=lambda path: path.count("/"), reverse=True):
        rmdir_if_empty(path, root)


def unlink(path: str, root: int) -> None:
    """Remove a file of a tree that goes."""
    _remove(os.unlink, path, root)


def rmdir_if_empty(path: str, root: int) -> None:
    """Remove a directory of a tree that goes, unless something is in it."""
    try:
        _remove(os.rmdir, path, root)
    except OSError as error:
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
            raise


def _remove(remove: Callable[..., None], path: str, root: int) -> None:
    """Remove an entry. A directory of the tree that the user has made read-only does not keep it."""
    with Entry(path, root) as (name, parent):
        try:
            remove(name, dir_fd=parent)
        except PermissionError:
            set_mode(".", parent, 0o700)
            remove(name, dir_fd=parent)


def read_file(path: str, root: int, most: int = LARGEST_FILE) -> bytes:
    """Read a regular file below a directory, through no link, up to a number of bytes."""
    with Entry(path, root) as (name, parent):
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=parent)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, f"{path} is not a file any more")
        return read_up_to(descriptor, most, status)
    finally:
        os.close(descriptor)


def write_file(path: str, root: int, content: bytes) -> None:
    """Write a new file with mode 0644 whatever the umask; there must be none of the name."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with Entry(path, root) as (name, parent):
        descriptor = os.open(name, flags, 0o600, dir_fd=parent)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fchmod(descriptor, 0o644)
    finally:
        os.close(descriptor)


def synchronize_all(descriptor: int) -> bool:
    """Wait until all that was written to a file system, by anybody, is on its disk: once, and not once for each file.

    `descriptor` is an open directory on it. False where the system has no such call, or one that does not tell of errors.
    """
    if not _tells_of_errors():
        return False
    wait, last_error = system_function("syncfs")
    if wait is None:
        return False
    if wait(descriptor) == 0:
        return True
    number = last_error()
    if number in {errno.ENOSYS, errno.EPERM}:
        return False
    raise OSError(number, os.strerror(number))


def _tells_of_errors() -> bool:
    """Tell whether `syncfs` fails where content could not be written, as it does in Linux since 5.8 (manual page syncfs(2))."""
    if sys.platform != "linux":
        return False
    major, _, rest = os.uname().release.partition(".")
    minor = rest.partition(".")[0].partition("-")[0]
    return major.isdigit() and minor.isdigit() and (int(major), int(minor)) >= FIRST_THAT_TELLS


def synchronize(path: str, root: int) -> None:
    """Wait until a file or a directory is on the disk."""
    with Entry(path, root) as (name, parent):
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=parent)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
