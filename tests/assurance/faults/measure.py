"""Measure the promises about faults: every write point, every fault, every scene."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.assurance.faults import limits, races, scenes
from tests.assurance.faults.builds import BUILDS, Prepared
from tests.assurance.faults.conftest import scratch
from tests.assurance.faults.product import Product
from tests.assurance.faults.promised import careless_finds, promise_finds
from tests.assurance.faults.sweeps import ERRORS, SHORT, SIGNALS, Find, sweep, sweep_twice
from tests.assurance.faults.system_calls import can_trace, counted_alike, injections
from tests.assurance.rows import Row

SHOWN = 3
"""So many finds are named in a figure."""
PROMISED = "what the real program changes, as strace saw it, against what is promised from the disk before and after each"
CARE = (
    "every file new and through no link (O_EXCL, O_NOFOLLOW) in the marked directory for the work, under a lock; files and "
    "folders synchronized after their last change and before the one exchange or rename, the folder above after it; nothing "
    "else, and nothing at all by --check and --dry-run"
)
CARELESS = (
    "nothing synchronized, not the parent; too late, too early; no O_EXCL, no O_NOFOLLOW, no lock, no mark; two steps; "
    "a file beside"
)


def measure(*, full: bool) -> Iterator[Row]:
    """Try every fault at every point, or only a few."""
    product = Product()
    stride = 1 if full else 40
    with scratch() as name:
        folder = Path(name)
        prepared = [Prepared(build, product, folder / str(index)) for index, build in enumerate(BUILDS)]
        tried = prepared if full else prepared[4:5]
        yield from _sweeps(tried, stride)
        yield from _two_faults(prepared[2 if full else 4], stride)
        yield from _outside(tried, full=full)
        yield from _limits(prepared, folder, full=full)
        yield _row("R4, R25", "links, pipes, sockets, files and folders in the way, tampered lists; with and without --force",
                   scenes.attempts(prepared[2], stride=1 if full else 20))  # fmt: skip
        yield _row("R4, R25", "the same while a tree that is left over is removed; with and without --force",
                   scenes.removals(prepared[7], stride=1 if full else 20))  # fmt: skip
        yield _row("R4, R25", "trees, links, pipes and lists that somebody has committed to be taken for work of a killed run",
                   scenes.forgeries(prepared[2], stride=1 if full else 20))  # fmt: skip
        yield _row("R4, R25", "links, pipes, sockets, files and folders where a report is written; with the mark of oamc, and "
                   "with --force", scenes.reports_in_the_way(prepared[5]))  # fmt: skip
        if os.geteuid() == 0:
            yield _row(
                "R25",
                "folders that are closed or read-only, for a user without rights",
                [
                    *scenes.closed_folders(prepared[2], scenes.CLOSED),
                    *scenes.closed_folders(prepared[4], scenes.CLOSED_TO_FILES),
                ],
            )
        yield from _races(folder, 50 if full else 3)
    product.close()


def _row(promise: str, what: str, finds: Iterable[Find], noun: str = "runs") -> Row:
    """Return the row of some runs."""
    runs = list(finds)
    bad = [find for find in runs if find.problems]
    named = "; ".join(f"{find.build}, {find.fault} at {find.points} {find.at}: {find.problems[0]}" for find in bad[:SHOWN])
    figure = f"{len(bad)} of {len(runs):,} {noun} wrong" + (f" ({named})" if named else "")
    return Row(promise, what, figure, held=bool(runs) and not bad)


def _sweeps(prepared: list[Prepared], stride: int) -> Iterator[Row]:
    """One fault, at every point of every build."""
    builds = f"at every write point of {len(prepared)} builds"
    if stride > 1:
        builds = f"at some write points of {len(prepared)} builds"
    rules = "old or new tree, the user's files the same, no litter, the next run gives the new tree"
    for action in (*ERRORS, *SHORT):
        words = {"SHORT": "a write of one byte", "SHORT0": "half a write, then ENOSPC"}.get(action, action)
        yield _row("R23", f"{words} {builds}: {rules}, exit 0 or 1, no traceback",
                   (find for each in prepared for find in sweep(each, action, stride=stride)))  # fmt: skip
    for action in ("ENOSPC", "EIO"):
        yield _row("R23", f"{action} from each point on, {builds}: whole trees, and the next run cleans",
                   (find for each in prepared for find in sweep(each, action, sticky=True, stride=stride)))  # fmt: skip
    for action in SIGNALS:
        for after in (False, True):
            yield _row("R23", f"SIG{action} {'after' if after else 'before'} the call {builds}: {rules}",
                       (find for each in prepared for find in sweep(each, action, after=after, stride=stride)))  # fmt: skip


def _two_faults(prepared: Prepared, stride: int) -> Iterator[Row]:
    """A fault while the run cleans up after another one."""
    for second in ("KILL", "EIO"):
        yield _row("R23", f"killed at each point, then {second} at each point of the run that cleans up",
                   sweep_twice(prepared, "KILL", second, stride=stride, second_stride=stride))  # fmt: skip


def _outside(prepared: list[Prepared], *, full: bool) -> Iterator[Row]:
    """The same by strace, and the comparison of what both count."""
    if not can_trace():
        yield Row("R23", "the same faults by strace", "skipped: strace is not here or may not be used", held=True)
        return
    traced = [each for each in prepared if each.build.exchange]
    stride = 1 if full else 40
    finds = [find for each in traced for find in promise_finds(each)]
    row = _row("R23, R25", f"{PROMISED} of {len(traced)} builds: {CARE}", finds)
    yield row._replace(figure=f"{row.figure}; {sum(find.points[0] for find in finds)} changes, each as often as promised")
    yield _row("R23, R25", f"the same with one piece of care taken away ({CARELESS}): seen in the system calls",
               (find for each in (traced if full else traced[:1]) for find in careless_finds(each)))  # fmt: skip
    differing = [line for each in traced for line in counted_alike(each)]
    words = "write points of the launcher, which the rows above go through, against the system calls of the real program"
    yield Row("R23", words, "; ".join(differing) or "equal in number and kind", held=not differing)
    for action in ("KILL", "ENOSPC", "EIO", "EACCES"):
        yield _row("R23", f"{action} by strace at every such system call",
                   (find for each in traced for find in injections(each, action, stride=stride)))  # fmt: skip


def _limits(prepared: list[Prepared], folder: Path, *, full: bool) -> Iterator[Row]:
    """Sizes, memory, full file systems, closed streams."""
    sizes = limits.SIZES if full else (100,)
    yield _row("R23", f"files of {', '.join(map(str, sizes))} bytes at most: no success without the whole output",
               (find for each in prepared for find in limits.file_sizes(each, sizes)))  # fmt: skip
    yield _row(
        "R23",
        "standard output into such files and into /dev/full: exit 1 with one line",
        limits.stream_sizes(prepared[0], sizes),
    )
    yield from _memory(prepared[2], 2000 if full else 5)
    streams = folder / "streams"
    streams.mkdir()
    yield _row(
        "R14",
        "standard streams that are closed or full, readers that leave",
        limits.closed_streams(streams, stride=1 if full else 12),
    )
    if not limits.can_mount():
        yield Row("R23", "a full file system", "skipped: none may be mounted here", held=True)
        return
    rooms = [f"pages={number}" for number in range(24)] + [f"inodes={number}" for number in range(14)]
    words = "a file system with room for 0 to 23 pages, or for 0 to 13 more files"
    yield _row("R23", words, limits.full_file_systems(tuple(rooms if full else rooms[:1])))


def _memory(prepared: Prepared, number: int) -> Iterator[Row]:
    """An allocation that fails."""
    try:
        import _testcapi  # noqa: F401  # it is not in every installation
    except ImportError:
        yield Row("R23", "an allocation that fails", "skipped: this Python has no hook for it", held=True)
        return
    finds = list(limits.memory(prepared, limits.spread(limits.allocations(prepared), number)))
    faults = sum(bool(find.at) for find in finds)
    row = _row(
        "R23", f"each of {number:,} allocations, spread over a run, fails: exit 0 or 1, no traceback, whole trees", finds
    )
    yield row._replace(figure=f"{row.figure}; {faults} met a mistake of the interpreter itself")


def _races(folder: Path, rounds: int) -> Iterator[Row]:
    """Builds at once."""
    place = folder / "races"
    place.mkdir()
    *builds, reader = races.at_once(place, rounds)
    yield _row("R24", f"{races.BUILDERS} builds of different inputs at once into one folder", builds, "rounds")
    other = folder / "apart"
    other.mkdir()
    words = f"{races.BUILDERS} builds of different applications at once into one folder: each is there and listed"
    yield _row("R24", words, races.apart(other, rounds), "rounds")
    row = _row("R24", "a reader meanwhile, who looks afterwards whether the folder is still the one that was read", [reader])
    yield row._replace(figure=f"{reader.fault}; {len(reader.problems)} mixed or missing")
