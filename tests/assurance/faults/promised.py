"""What oamc promises to ask of the system, call by call, and what is wrong with what it asks.

In: a prepared build, and the system calls of a run of it. What is promised follows from the disk before and after a build, not
from the program: which files are new, which stay, which go. Every call that changes the disk has to be in it, as often as it is
there, and in an order in which no loss of power leaves half a tree.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.assurance.faults.builds import Prepared
from tests.assurance.faults.careless import FAULTS
from tests.assurance.faults.sweeps import Find, fresh
from tests.assurance.faults.system_calls import WRITING, traced
from tests.assurance.faults.trees import snapshot

WORK = ".oamc-work-"
LIST = ".oamc.trees"
MARK = 0o1000
OPENED = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND")
DEMANDED = ("O_CREAT", "O_EXCL", "O_NOFOLLOW")
DESCRIPTOR = re.compile(r"(?:\d+|AT_FDCWD)<((?:[^<>\\]|\\.)*)>")
NAME = re.compile(r'"((?:[^"\\]|\\.)*)"')
PAIRS = {"rename", "exchange", "link"}
BY_DESCRIPTOR = {"write", "fsync", "syncfs", "fchmod", "truncate", "flock"}


class Event(NamedTuple):
    """One change of the disk: what is done, to which path below the directory of the run, and what else is concerned."""

    kind: str
    path: str
    other: str = ""

    def __str__(self) -> str:
        """Return it as a reader of a problem wants it."""
        return " ".join(filter(None, self))


class Promise:
    """What is promised for one run: `events` as often as they must happen, and for some that they come after `others`."""

    def __init__(self) -> None:
        self.events: Counter[Event] = Counter()
        self.orders: list[tuple[Event, Event]] = []

    def add(self, *event: str, after: Iterable[Event] = ()) -> Event:
        """Promise an event, once, and that it comes after all others that are given."""
        made = Event(*event)
        self.events[made] += 1
        self.orders += [(earlier, made) for earlier in after]
        return made


def promised(prepared: Prepared) -> Promise:
    """Return what a build promises, from the disk before and after it."""
    promise = Promise()
    before, after = prepared.before, prepared.after
    changed = [unit for unit in prepared.build.units if prepared.part(before, unit) != prepared.part(after, unit)]
    trees = [unit for unit in changed if after.get(unit, before.get(unit))[0] == "directory"]
    lists = [unit for unit in changed if unit.endswith(LIST)]
    for path, entry in after.items():
        if entry[0] == "directory" and path not in before and not any(f"{path}/".startswith(f"{tree}/") for tree in trees):
            promise.add("mkdir", path)
    for parent in {os.path.dirname(unit) for unit in (*trees, *lists)}:  # noqa: PTH120 - texts
        _trees(promise, parent, [unit for unit in trees if os.path.dirname(unit) == parent], before, after)  # noqa: PTH120
    for file in set(changed) - set(trees) - set(lists):
        _file(promise, file)
    return promise


def _begin(promise: Promise, parent: str, name: str, locked: Event) -> tuple[str, Event]:
    """Promise that the directory for the work is made under the lock, and marked."""
    work = f"{parent}/{WORK}{name}"
    made = promise.add("mkdir", work, after=[locked])
    return work, promise.add("mark", work, after=[made])


def _content(promise: Promise, path: str, begun: Event) -> tuple[Event, Event]:
    """Promise that a file is made as a new one, and written; return both."""
    made = promise.add("create", path, after=[begun])
    return made, promise.add("write", path, after=[made])


def _file(promise: Promise, path: str) -> None:
    """Promise one file in one step."""
    parent, _, name = path.rpartition("/")
    locked = promise.add("flock", parent)
    work, begun = _begin(promise, parent, name, locked)
    _, written = _content(promise, f"{work}/partial", begun)
    ready = promise.add("fsync", f"{work}/partial", after=[written])
    put = promise.add("rename", f"{work}/partial", path, after=[ready])
    done = promise.add("fsync", parent, after=[put])
    promise.add("rmdir", work, after=[done])


def _trees(promise: Promise, parent: str, trees: list[str], before: dict, after: dict) -> None:
    """Promise trees that change together: all, and their list, are on the disk before the first is in its place.

    The file system is asked once for all of them, and a tree is called complete after that. The list comes to its place last. A
    tree that goes is first taken out of its place, then removed.
    """
    locked = promise.add("flock", parent)
    works = {}
    ready: list[Event] = []
    changes: list[Event] = []
    new = [tree for tree in trees if tree in after]
    for tree in trees:
        works[tree], begun = _begin(promise, parent, os.path.basename(tree), locked)  # noqa: PTH119 - a text
        if tree in after:
            changes += _new_tree(promise, works[tree], begun, tree, (before, after))
        else:
            ready.append(begun)
    listed = f"{parent}/{LIST}"
    is_new = before.get(listed) != after[listed]
    if is_new:
        work, begun = _begin(promise, parent, LIST, locked)
        changes.append(_content(promise, f"{work}/partial", begun)[1])
    if new:
        synchronized = promise.add("syncfs", parent, after=changes)
        ready += [
            promise.add("rename", f"{works[tree]}/partial", f"{works[tree]}/staged", after=[synchronized]) for tree in new
        ]
    elif is_new:
        ready.append(promise.add("fsync", f"{work}/partial", after=changes))
    puts = [_put(promise, works[tree], tree, (before, after), ready) for tree in trees]
    if is_new:
        puts.append(promise.add("rename", f"{work}/partial", listed, after=puts))
    done = promise.add("fsync", parent, after=puts)
    if is_new:
        promise.add("rmdir", work, after=[done])
    for tree in trees:
        _retired(promise, works[tree], tree, before, done)


def _put(promise: Promise, work: str, tree: str, disk: tuple[dict, dict], ready: list[Event]) -> Event:
    """Promise that a tree comes to its place when all are ready, or that one that goes is taken out of it."""
    before, after = disk
    if tree in after:
        return promise.add("exchange" if tree in before else "rename", f"{work}/staged", tree, after=ready)
    return promise.add("rename", tree, f"{work}/staged", after=ready)


def _retired(promise: Promise, work: str, tree: str, before: dict, done: Event) -> None:
    """Promise that an old tree is removed, and the directory for the work."""
    for path, entry in before.items() if tree in before else ():
        if f"{path}/".startswith(f"{tree}/"):
            promise.add("rmdir" if entry[0] == "directory" else "unlink", f"{work}/staged{path[len(tree) :]}", after=[done])
    promise.add("rmdir", work, after=[done])


def _new_tree(promise: Promise, work: str, begun: Event, tree: str, disk: tuple[dict, dict]) -> list[Event]:
    """Promise a tree beside its place: what stays is linked, the rest is new. Return what happens in it."""
    before, after = disk
    partial = f"{work}/partial"
    made = promise.add("mkdir", partial, after=[begun])
    changes = [made]
    for path, entry in after.items():
        if not path.startswith(f"{tree}/"):
            continue
        place = partial + path[len(tree) :]
        if entry[0] == "directory":
            changes.append(promise.add("mkdir", place, after=[made]))
        elif before.get(path) == entry:
            changes.append(promise.add("link", path, place, after=[made]))
        else:
            changes += _content(promise, place, made)
    return changes


def asked(calls: Iterable[tuple[str, str]], place: Path) -> list[Event]:
    """Return what the system was asked to change, from the lines of `strace -y`: paths are relative to the place of the run.

    Several writes in a row to one file are one. A call that fails changes nothing. The modes of what is in the directory for
    the work are oamc's own matter, but for the mark of that directory.
    """
    events: list[Event] = []
    for name, arguments in calls:
        event = _event(WRITING[name], arguments, f"{place.resolve()}/")
        if event is not None and not (event.kind == "write" and events[-1:] == [event]):
            events.append(event)
    return events


def _event(kind: str, arguments: str, root: str) -> Event | None:
    """Return the change that a call makes, if it makes any."""
    if re.search(r"\) += -1 ", arguments) or (kind == "write" and arguments.startswith(("1<", "2<"))):
        return None
    at = [path.removeprefix(root) for path in DESCRIPTOR.findall(arguments.rpartition(" = ")[0])]
    if kind in BY_DESCRIPTOR:
        if kind == "fchmod" and WORK in at[0]:
            marked = int(arguments.rpartition(", ")[2].split(")")[0], 8) & MARK
            return Event("mark", at[0]) if marked else None
        return Event(kind, at[0])
    names = NAME.findall(arguments)
    at += [""] * (len(names) - len(at))
    paths = [name if name.startswith("/") or not base else f"{base}/{name}" for base, name in zip(at, names, strict=False)]
    paths = [path.removeprefix(root) for path in paths]
    if kind == "open":
        if not any(flag in arguments for flag in OPENED):
            return None
        lacking = [flag for flag in DEMANDED if flag not in arguments]
        return Event("create" if not lacking else f"open without {' and '.join(lacking)}", paths[0])
    if kind == "exchange" and "RENAME_EXCHANGE" not in arguments:
        kind = "rename"
    if "AT_REMOVEDIR" in arguments:
        kind = "rmdir"
    return Event(kind, paths[0], paths[1] if kind in PAIRS else "")


def broken(promise: Promise, events: list[Event]) -> list[str]:
    """Return which promises the events break: what is missing, what is more than promised, and what comes too early."""
    found = Counter(events)
    problems = [f"missing: {event}" for event in (promise.events - found).elements()]
    problems += [f"not promised: {event}" for event in (found - promise.events).elements()]
    for earlier, later in promise.orders:
        if earlier in found and later in found:
            last = len(events) - 1 - events[::-1].index(earlier)
            if last > events.index(later):
                problems.append(f"too early: {later}, before {earlier}")
    return problems


def kept(promise: Promise) -> int:
    """Return how many changes of the disk a promise has."""
    return promise.events.total()


def promise_finds(prepared: Prepared) -> Iterator[Find]:
    """Compare what the real program asks of the system with what is promised; `--check` and `--dry-run` may ask for nothing."""
    for option in ("", "--check", "--dry-run"):
        if option and prepared.build.separate:
            continue  # a report is written, whatever becomes of the output
        place = fresh(prepared)
        outcome, calls = traced(prepared, place, "-y", more=(option,) if option else ())
        promise = Promise() if option else promised(prepared)
        problems = broken(promise, asked(calls, place))
        if snapshot(place) != (prepared.before if option else prepared.after) or outcome.status not in {0, 2}:
            problems.append(f"status {outcome.status}: {outcome.err[:200]}")
        yield Find(prepared.build.name, option or "a build", (kept(promise),), "", tuple(problems))


def careless_finds(prepared: Prepared) -> Iterator[Find]:
    """Take one piece of care after the other away from the real program; what is wrong is that nothing is seen."""
    trees = [unit for unit in prepared.build.units if prepared.after.get(unit, ("",))[0] == "directory"]
    # Only an old tree is exchanged.
    without = set() if any(tree in prepared.before for tree in trees) else {"in-two-steps"}
    for fault in FAULTS:
        if fault not in without:
            place = fresh(prepared)
            outcome, calls = traced(prepared, place, "-y", program=("tests.assurance.faults.careless", fault))
            problems = [] if outcome.status == 0 else [f"status {outcome.status}: {outcome.err[:200]}"]
            if not broken(promised(prepared), asked(calls, place)):
                problems.append("it was not seen")
            yield Find(prepared.build.name, fault, (), "", tuple(problems))
