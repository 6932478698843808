# ruff: noqa: PTH100, PTH106, PTH109, PTH112, PTH118, PTH120, PTH123, PTH206, PTH208 - pathlib costs more than all of `oamc --version`
"""Directories by their descriptors: opening, locking, exchanging and removing them without following a link.

Everything here works on an open directory and a name in it, so that nobody can lead oamc elsewhere by exchanging a directory
for a link while it works. Failures are OSError; `ObstacleError` says that something else stands in the place of a directory.
"""

from __future__ import annotations

import errno
import os
import stat
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
RENAME_EXCHANGE = 2
"""`renameat2` of Linux and `renameatx_np` of macOS (there RENAME_SWAP) have the same arguments and the same flag."""
LOCK_SECONDS = 10.0


class ObstacleError(OSError):
    """A link, a pipe or a file stands where a directory is needed. `path` is its place, `mode` what it is."""

    def __init__(self, path: str, mode: int) -> None:
        super().__init__(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        self.path = path
        self.mode = mode


def mode_of(name: str, parent: int) -> int | None:
    """Return the mode of an entry of a directory, without following a link; nothing where there is no entry."""
    try:
        return os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return None


def steps(path: str) -> tuple[str, tuple[str, ...]]:
    """Divide a path into a directory that is trusted and the names below it that must not be links.

    The trusted one is the current directory for what lies below it: a checkout may hold links, and it may come from a stranger.
    Elsewhere only the last name is checked, because systems have links of their own, such as /tmp on macOS.
    """
    absolute = os.path.abspath(path)
    here = os.getcwd()
    if absolute == here:
        return here, ()
    if absolute.startswith(here.rstrip(os.sep) + os.sep):
        return here, tuple(absolute[len(here.rstrip(os.sep)) + 1 :].split(os.sep))
    base, name = os.path.split(absolute)
    names = [name] if name else []
    while not os.path.isdir(base):
        base, name = os.path.split(base)
        names.insert(0, name)
    return base, tuple(names)


def open_below(path: str, made: list[str] | None = None) -> int | None:
    """Open a directory whose path holds no link, and return its descriptor; nothing where it is missing.

    With `made`, what is missing is made, and added to it, outermost first: an interruption loses none of them.
    """
    base, names = steps(path)
    descriptor = os.open(base, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    walked = base
    try:
        for name in names:
            walked = os.path.join(walked, name)
            mode = mode_of(name, descriptor)
            if mode is None:
                if made is None:
                    os.close(descriptor)
                    return None
                made.append(walked)
                if not make_directory(name, descriptor):
                    made.remove(walked)
            elif not stat.S_ISDIR(mode):
                raise ObstacleError(os.path.relpath(walked) if len(names) > 1 else path, mode)  # noqa: TRY301 - it is met here
            following = os.open(name, DIRECTORY, dir_fd=descriptor)
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
    if stat.S_IMODE(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode) != mode:
        os.chmod(name, mode, dir_fd=parent)
    return True


def make_directories(path: str, root: int, made: set[str]) -> None:
    """Make the directories above a path."""
    parts = path.split("/")[:-1]
    for depth in range(1, len(parts) + 1):
        part = "/".join(parts[:depth])
        if part not in made:
            make_directory(part, root)
            made.add(part)


def remove_empty(made: list[str]) -> None:
    """Remove the directories that were made for nothing, innermost first; one that somebody else has filled stays."""
    while made:
        try:
            os.rmdir(made.pop())
        except FileNotFoundError:
            continue
        except OSError:
            made.clear()


def lock(descriptor: int) -> bool:
    """Lock a directory for this process until it is closed; False where another process keeps it for ten seconds.

    The lock is on the directory itself, so that none is left lying about. File systems without locks go without.
    """
    try:
        import fcntl
    except ImportError:
        return True
    end = time.monotonic() + LOCK_SECONDS
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


def exchange(parent: int, left: str, right: str) -> bool:
    """Exchange two entries of a directory in one step; False where the system or the file system has no such step."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    rename = getattr(library, "renameat2", None) or getattr(library, "renameatx_np", None)
    if rename is None:
        return False
    if rename(parent, os.fsencode(left), parent, os.fsencode(right), RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}:
        return False
    raise OSError(number, os.strerror(number))


def walk(root: int) -> Iterator[tuple[str, os.stat_result]]:
    """Yield every entry below a directory with its status, by relative path; a directory comes before what is in it."""
    waiting = [""]
    while waiting:
        below = waiting.pop()
        directory = os.open(below or ".", DIRECTORY, dir_fd=root)
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


def remove_tree(name: str, parent: int) -> None:
    """Remove a directory of oamc's own with everything in it; links are removed, not followed."""
    try:
        root = os.open(name, DIRECTORY, dir_fd=parent)
    except FileNotFoundError:
        return
    try:
        entries = list(walk(root))
        for path, status in reversed(entries):
            if stat.S_ISDIR(status.st_mode):
                continue
            unlink(path, root)
        for path, status in sorted(entries, key=lambda entry: entry[0].count("/"), reverse=True):
            if stat.S_ISDIR(status.st_mode):
                rmdir(path, root)
    finally:
        os.close(root)
    os.rmdir(name, dir_fd=parent)


def unlink(path: str, root: int) -> None:
    """Remove a file of a tree that goes."""
    _remove(os.unlink, path, root)


def rmdir(path: str, root: int) -> None:
    """Remove an empty directory of a tree that goes."""
    _remove(os.rmdir, path, root)


def _remove(remove: Callable[..., None], path: str, root: int) -> None:
    """Remove an entry. A directory of the tree that the user has made read-only does not keep it."""
    try:
        remove(path, dir_fd=root)
    except PermissionError:
        os.chmod(os.path.dirname(path) or ".", 0o700, dir_fd=root)
        remove(path, dir_fd=root)


def read_file(path: str, root: int) -> bytes:
    """Read a regular file below a directory; the caller has seen that it is one."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=root)
    with open(descriptor, "rb", buffering=0) as file:
        return file.readall() or b""


def write_file(path: str, root: int, content: bytes) -> None:
    """Write a new file with mode 0644 whatever the umask; there must be none of the name."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600, dir_fd=root)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fchmod(descriptor, 0o644)
    finally:
        os.close(descriptor)


def synchronize(path: str, root: int) -> None:
    """Wait until a file or a directory is on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=root)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
