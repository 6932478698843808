# ruff: noqa: PTH101, PTH102, PTH114, PTH115, PTH211, PTH118, PTH123 - paths are compared as texts
"""What is on the disk, exactly: kinds, modes and contents below a folder; and a copy of it that keeps hard links."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

LITTER = (".oamc-work-",)


def snapshot(folder: Path) -> dict[str, tuple[str, int, bytes]]:
    """Return every entry below a folder by its relative path: kind, mode, and content or target. Nothing is followed."""
    found = {}
    for base, directories, files in os.walk(folder):
        for name in (*directories, *files):
            path = os.path.join(base, name)
            status = os.lstat(path)
            mode = stat.S_IMODE(status.st_mode)
            if stat.S_ISREG(status.st_mode):
                with open(path, "rb") as file:
                    entry = ("file", mode, file.read())
            elif stat.S_ISLNK(status.st_mode):
                entry = ("link", 0, os.fsencode(os.readlink(path)))
            elif stat.S_ISDIR(status.st_mode):
                entry = ("directory", mode, b"")
            else:
                entry = ("special", mode, str(stat.S_IFMT(status.st_mode)).encode())
            found[os.path.relpath(path, folder)] = entry
    return found


def identities(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the number and the time of change of every entry below a folder."""
    found = {}
    for base, directories, files in os.walk(folder):
        for name in (*directories, *files):
            path = os.path.join(base, name)
            status = os.lstat(path)
            found[os.path.relpath(path, folder)] = (status.st_ino, status.st_mtime_ns)
    return found


def is_litter(path: str) -> bool:
    """Tell whether a path is one that oamc uses on the way, or below one."""
    return any(part.startswith(LITTER) for part in path.split("/"))


def copy(source: Path, target: Path) -> None:
    """Copy a folder with its modes, times and links; what was one file by two names is so again."""
    made: dict[tuple[int, int], str] = {}
    os.mkdir(target)
    directories = []
    for base, names, files in os.walk(source):
        place = os.path.join(target, os.path.relpath(base, source))
        directories.append((base, place))
        for name in list(names):
            path = os.path.join(base, name)
            if os.path.islink(path):
                os.symlink(os.readlink(path), os.path.join(place, name))
            else:
                os.mkdir(os.path.join(place, name))
        for name in files:
            _copy_file(os.path.join(base, name), os.path.join(place, name), made)
    for base, place in reversed(directories):
        shutil.copystat(base, place)


def _copy_file(path: str, place: str, made: dict[tuple[int, int], str]) -> None:
    """Copy what is no directory."""
    status = os.lstat(path)
    identity = (status.st_dev, status.st_ino)
    if identity in made:
        os.link(made[identity], place, follow_symlinks=False)
    elif stat.S_ISLNK(status.st_mode):
        os.symlink(os.readlink(path), place)
    elif stat.S_ISFIFO(status.st_mode):
        os.mkfifo(place)
        os.chmod(place, stat.S_IMODE(status.st_mode))
    else:
        shutil.copy2(path, place)
    made[identity] = place
