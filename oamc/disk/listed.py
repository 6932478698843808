# ruff: noqa: PTH208 - pathlib costs more than all of `oamc --version`
"""Folders that have a list of what oamc wrote: which there are, and what is in them. Nothing is written here."""

from __future__ import annotations

import os
import stat

from oamc.disk import folders
from oamc.disk.files import OWNED_FILES
from oamc.disk.folders import DIRECTORY, mode_of, read_file
from oamc.disk.ownership import list_of
from oamc.records import Record
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Listed(Record):
    """A folder with a list: the content of each file that it names, and the paths of those that were edited, or are missing."""

    files: Mapping[str, bytes]
    edited: frozenset[str]
    missing: frozenset[str]


def folders_in(directory: str) -> tuple[str, ...]:
    """Return the names of the folders in a directory that are not hidden, in order; links are none."""
    return _named(directory, listed=False)


def listed_folders(directory: str) -> tuple[str, ...]:
    """Return the names of the folders in a directory that have a list."""
    return _named(directory, listed=True)


def _named(directory: str, *, listed: bool) -> tuple[str, ...]:
    """Return the names of folders, of those with a list alone where that is wanted."""
    root = folders.open_below(directory)
    if root is None:
        return ()
    try:
        names = sorted(name for name in os.listdir(root) if name[0] != ".")
        found = [name for name in names if stat.S_ISDIR(mode_of(name, root) or 0)]
        return tuple(name for name in found if not listed or mode_of(f"{name}/{OWNED_FILES}", root) is not None)
    finally:
        os.close(root)


def read_listed(directory: str, name: str) -> Listed | None:
    """Return what the list of a folder names; nothing where there is no such folder, or no list in it that can be read."""
    parent = folders.open_below(directory)
    if parent is None:
        return None
    try:
        if not stat.S_ISDIR(mode_of(name, parent) or 0):
            return None
        root = os.open(name, DIRECTORY, dir_fd=parent)
        try:
            return _read(root)
        finally:
            os.close(root)
    finally:
        os.close(parent)


def _read(root: int) -> Listed | None:
    """Return what the list of an open folder names."""
    known = list_of(root)
    if known is None:
        return None
    files: dict[str, bytes] = {}
    edited = set()
    for path, written in known.items():
        if stat.S_ISREG(mode_of(path, root) or 0):
            files[path] = read_file(path, root)
            if digest(files[path]) != written:
                edited.add(path)
    return Listed(files=files, edited=frozenset(edited), missing=frozenset(known.keys() - files.keys()))
