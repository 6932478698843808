# ruff: noqa: PTH100, PTH120, PTH206 - pathlib costs more than all of `oamc --version`
"""Whose a single file is: manifests in one file, and reports.

In: the file that an output would replace. Out: whether it may, and a report where not. There is no list as in a tree: a file
is known by what it says itself (`own_files.py`). An input of the run is never replaced, two outputs are never one file, and
what a configuration file chose, which may be a stranger's, stays out of charts and other outputs, whatever `--force` says.
"""

from __future__ import annotations

import os
import stat

from oamc.cli.configuration import output_above
from oamc.cli.inputs import place_of
from oamc.cli.own_files import LONGEST_HEAD, MARK, is_intact, is_report
from oamc.diagnostics.codes import usage
from oamc.disk import folders
from oamc.disk.files import OWNED_FILES, OWNED_TREES, WORK
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from oamc.diagnostics.reports import Reports

MANIFESTS = "manifests"
LARGEST_MANIFESTS = 256 * 1024 * 1024
"""What is read of manifests to see whether somebody edited them. What is larger counts as edited."""
OWN_PLACE = "give each its own place"


class Target(Record):
    """One file that a run writes: its path, its form (`MANIFESTS` or that of a report), and who chose it.

    `chooser` is the configuration file that chose the path, or empty: then it must not lie below the directory `apart_from`,
    where there is one. `option` is the flag that would choose another path. One that `compares` is not going to be written, so
    that an edited file is nothing to refuse.
    """

    path: str
    form: str
    option: str
    chooser: str = ""
    apart_from: str = ""
    force: bool = False
    compares: bool = False


def may_write(target: Target, inputs: Collection[tuple[int, int]], reports: Reports) -> bool:
    """Tell whether a file may be written as far as the disk shows now; report why not. Nothing is made for it."""
    if is_reserved(target.path, target.option, reports):
        return False
    if target.chooser:
        found = output_above(os.path.dirname(target.path))
        reason = f'"{found}" is a chart or an output of oamc' if found else "it lies below the output"
        if found or _is_below(target.path, target.apart_from):
            name = target.option.removeprefix("--")
            hint = f"give another place with {target.option}"
            reports.add(usage.CONFIGURATION_PATH_REFUSED, at=None, name=name, reason=reason, hint=hint)
            return False
    directory, name = os.path.split(target.path)
    try:
        parent = folders.open_below(directory or ".")
        if parent is None:
            return True
        try:
            mode = folders.mode_of(name, parent)
            return mode is None or not stat.S_ISREG(mode) or guard(target, inputs, reports)(name, parent)
        finally:
            os.close(parent)
    except OSError:
        return True  # whoever writes says what is in the way


def is_reserved(path: str, option: str, reports: Reports) -> bool:
    """Tell whether a path has a name that oamc uses for its own work, and report it: the next run would take it for that."""
    for name in path.split(os.sep):
        if name.startswith(WORK) or name in {OWNED_FILES, OWNED_TREES}:
            reports.add(usage.OUTPUT_NAME_RESERVED, at=None, path=path, name=name, hint=f"give another name with {option}")
            return True
    return False


def _is_below(path: str, directory: str) -> bool:
    """Tell whether a path lies below a directory, as they are written."""
    return bool(directory) and os.path.abspath(path).startswith(os.path.abspath(directory).rstrip(os.sep) + os.sep)


def guard(target: Target, inputs: Collection[tuple[int, int]], reports: Reports) -> Callable[[str, int], bool]:
    """Return a function that tells, for a regular file by its name in an open directory, whether the target may replace it."""

    def check(name: str, parent: int) -> bool:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=parent)
        try:
            status = os.fstat(descriptor)
            if (status.st_dev, status.st_ino) in inputs:
                reports.add(usage.OUTPUT_IS_AN_INPUT, at=None, path=target.path, hint="give another output")
                return False
            if target.force and not target.chooser:
                return True
            if _is_own(descriptor, target, status.st_size):
                is_free = target.form != MANIFESTS or target.compares or not status.st_size
                return is_free or _is_intact(descriptor, target, reports)
        finally:
            os.close(descriptor)
        hint = f"give another place with {target.option}" if target.chooser else "move it away, or give --force to replace it"
        reports.add(usage.OUTPUT_IN_THE_WAY, at=None, path=target.path, hint=hint)
        return False

    return check


def _is_own(descriptor: int, target: Target, size: int) -> bool:
    """Tell whether an open file is one that an earlier run wrote in this form. An empty one has nothing to lose.

    A configuration file may have chosen an empty file of somebody else, whose being there means something: only where the
    empty file is a report, too.
    """
    if not size:
        return not target.chooser or target.form in {"text", "github"}
    if target.form == MANIFESTS:
        head = os.pread(descriptor, LONGEST_HEAD, 0)
        # A merge puts its mark before the first line of oamc where both sides have one of their own.
        return head.startswith(MARK) or (head.startswith(b"<<<<<<<") and head.partition(b"\n")[2].startswith(MARK))
    return is_report(os.pread(descriptor, LONGEST_HEAD, 0), target.form)


def _is_intact(descriptor: int, target: Target, reports: Reports) -> bool:
    """Tell whether manifests are what oamc wrote; report that somebody, or a merge, changed them."""
    with os.fdopen(os.dup(descriptor), "rb") as file:
        file.seek(0)
        content = file.read(LARGEST_MANIFESTS)
    if is_intact(content):
        return True
    from oamc.disk.conflicts import WRITE_ANEW, has_conflict

    if has_conflict(content):
        reports.add(usage.OUTPUT_IN_CONFLICT, at=None, path=target.path, hint=WRITE_ANEW)
        return False
    hint = "change the input or the values instead, or give --force to lose the edit"
    reports.add(usage.OUTPUT_EDITED, at=None, path=target.path, hint=hint)
    return False


def refused(
    targets: Sequence[Target], inputs: Collection[tuple[int, int]], reports: Reports, directory: str = ""
) -> frozenset[str]:
    """Return the paths that must not be written, and report why.

    Also refused are those that are one file or the `directory` of the trees, and those above another one or above it.
    """
    paths = {target.path for target in targets if not may_write(target, inputs, reports)}
    written = [*([directory] if directory else []), *(target.path for target in targets)]
    places = [place_of(path) for path in written]
    for number, path in enumerate(written):
        first = places.index(places[number])
        if first != number:
            reports.add(usage.OUTPUTS_MEET, at=None, path=path, other=written[first], hint=OWN_PLACE)
            paths |= {path, written[first]}
        if path == directory:
            continue
        for other, place in zip(written, places, strict=True):
            if place.startswith(places[number] + os.sep):
                reports.add(usage.OUTPUTS_OBSTRUCT, at=None, path=path, other=other, hint=OWN_PLACE)
                paths |= {path, other}
    return frozenset(paths)
