"""Try the faults of the rooms, and print survivors and sums: also where time runs out or somebody interrupts."""

# A program that people watch:
# ruff: noqa: T201

from __future__ import annotations

import argparse
import json
import math
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path

from tests.assurance.mutation.operators import Fault
from tests.assurance.mutation.rooms import Equivalents, Room, rooms
from tests.assurance.mutation.shelter import shelter
from tests.assurance.mutation.trials import (
    ERROR,
    NOT_RUN,
    NOTICES,
    SURVIVORS,
    TIMED_OUT,
    UNLOADABLE,
    UNREACHED,
    Clock,
    Untried,
    try_room,
)

ROOT = Path(__file__).parents[3]
NOTHING_SURVIVED, SOMETHING_SURVIVED, UNTRIED = 0, 1, 2
LINE = re.compile(r":[0-9]+:")
WORDS = {NOT_RUN: "  (no test runs this)", ERROR: "  (not tried: its tests cannot be collected)"}
ENDING = re.compile(rf"({'|'.join(map(re.escape, WORDS.values()))})$")


def arguments() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.assurance.mutation", description="Put small faults into the core, and test it."
    )
    parser.add_argument("--root", type=Path, default=ROOT, help="the project (default: this one)")
    parser.add_argument(
        "--room", action="append", default=[], help="a room of tests/assurance/mutation/rooms.toml (default: all)"
    )
    parser.add_argument("--module", default="", help="only modules that have this text in their path")
    parser.add_argument("--sample", type=int, default=0, help="so many faults of each room, chosen at random (default: all)")
    parser.add_argument("--again", type=Path, help="only the survivors that a file names, as an earlier run has printed them")
    parser.add_argument("--each", type=int, default=0, help="so many faults of each module, chosen at random (default: all)")
    parser.add_argument(
        "--longest", type=float, default=math.inf, help="tests that take longer notice nothing (default: all do)"
    )
    parser.add_argument("--seconds", type=float, help="end after so many seconds, shared by the rooms; in a random order")
    parser.add_argument("--seed", type=int, help="what the random choice begins with (default: another one each time)")
    parser.add_argument("--processes", type=int, default=2, help="trials at once (default: 2)")
    parser.add_argument("--results", type=Path, help="a file for the sums, as JSON")
    given = parser.parse_args()
    given.root = given.root.resolve()
    known = rooms(given.root)
    if unknown := set(given.room) - set(known):
        parser.error(f"there is no room {', '.join(sorted(unknown))}; the rooms are {', '.join(known)}")
    given.rooms = [room._replace(longest=given.longest) for name, room in known.items() if not given.room or name in given.room]
    given.random = given.sample > 0 or given.each > 0 or given.seconds is not None
    if given.random and given.seed is None:
        given.seed = random.SystemRandom().randrange(10**6)
    return given


def place_in_line(seed: int, fault: Fault) -> float:
    """Return by chance where a fault stands in the order of trials: it hangs on the seed and itself, and on no other fault.

    So a fault that is mended or listed makes place for none, and a sample can be tried again.
    """
    return random.Random(f"{seed} {fault.module.path} {fault.around} {fault.change}").random()


def named(text: str, faults: list[Fault]) -> list[Fault]:
    """Return the faults that a text names, as a run has printed them; their lines may have moved since."""
    lines = {ENDING.sub("", LINE.sub(":", line, count=1)) for line in text.splitlines()}
    return [fault for fault in faults if LINE.sub(":", str(fault), count=1) in lines]


def first_of_each(faults: list[Fault], most: int) -> list[Fault]:
    """Return the first faults of each module, so many as are wanted; 0 wants all."""
    met: Counter[str] = Counter()
    chosen = []
    for fault in faults:
        met[fault.module.path] += 1
        if not most or met[fault.module.path] <= most:
            chosen.append(fault)
    return chosen


def try_and_tell(room: Room, given: argparse.Namespace, scratch: Path, clock: Clock) -> dict[str, int]:
    """Try the faults of one room, print each survivor and the sums, and return these."""
    start = time.monotonic()
    parsed = [module for module in room.parsed() if given.module in module.path]
    equivalents = Equivalents(room.root)
    everything = [fault for module in parsed for fault in module.faults]
    possible = [fault for fault in everything if fault.compiled() is not None]
    if given.again:
        possible = named(given.again.read_text(encoding="utf-8"), possible)
    if given.random:
        possible.sort(key=partial(place_in_line, given.seed))
    chosen = first_of_each(possible, given.each)[: given.sample or None]
    faults = [fault for fault in chosen if equivalents.reason(fault) is None]
    sums = {
        "generated": len(everything),
        "possible": len(possible),
        "chosen": len(chosen),
        "equivalent": len(chosen) - len(faults),
    }
    for listed in equivalents.stale(parsed):
        print(f"{listed[0]}: {listed[1]}: {listed[2]}  (listed as equivalent, and not there any more)")
    results: Counter[str] = Counter()
    untried = 0
    try:
        for outcome in try_room(room, faults, given.processes, scratch, clock):
            results[outcome.result] += 1
            if outcome.result in SURVIVORS or outcome.result == ERROR:
                print(f"{outcome.fault}{WORDS.get(outcome.result, '')}", flush=True)
    except Untried as lack:
        print(lack, file=sys.stderr, flush=True)
        results[UNREACHED] = len(faults) - results.total()
        untried = 1
    sums |= {
        "tried": results.total() - results[UNREACHED],
        "noticed": sum(results[result] for result in NOTICES),
        "too slow": results[TIMED_OUT],
        "unloadable": results[UNLOADABLE],
        "survived": sum(results[result] for result in SURVIVORS),
        "errors": results[ERROR] + untried,
        "not reached": results[UNREACHED],
        "seconds": round(time.monotonic() - start),
    }
    print(f"{room.name}: {', '.join(f'{number} {name}' for name, number in sums.items())}", flush=True)
    return sums


def try_all(given: argparse.Namespace, scratch: Path) -> dict[str, dict[str, int]]:
    """Try the rooms one after the other, each with its share of the time, and return their sums."""
    clock = Clock() if given.seconds is None else Clock(given.seconds)
    sums = {}
    for number, room in enumerate(given.rooms):
        own = clock.sooner(1 / (len(given.rooms) - number))
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_, own=own: (clock.stop(), own.stop()))
        sums[room.name] = try_and_tell(room, given, scratch, own)
    return sums


def main() -> int:
    """Try what the arguments name, in a process whose disk is sheltered, and return whether something survived."""
    given = arguments()
    if given.random:
        print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="oamc-mutation-") as scratch:
        results = Path(scratch) / "results.json"
        identity = os.fork()
        if identity == 0:
            status = UNTRIED
            try:
                os.chdir(given.root)
                sys.path.insert(0, str(given.root))
                sys.dont_write_bytecode = True
                os.environ["TMPDIR"] = tempfile.tempdir = scratch
                if not shelter(scratch):
                    print("the disk is not sheltered here: faults may do harm", flush=True)
                results.write_text(json.dumps(try_all(given, Path(scratch))), encoding="utf-8")
                status = 0
            except BaseException:  # noqa: BLE001 - the end of a process
                sys.excepthook(*sys.exc_info())
            finally:
                os._exit(status)
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: os.kill(identity, signal.SIGTERM))
        os.waitid(os.P_PID, identity, os.WEXITED | os.WNOWAIT)
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, signal.SIG_DFL)  # once it is waited for, its number may be that of a stranger
        _, status = os.waitpid(identity, 0)
        if status:
            return UNTRIED
        text = results.read_text(encoding="utf-8")
    if given.results:
        given.results.write_text(text, encoding="utf-8")
    sums = json.loads(text).values()
    if any(room["errors"] for room in sums):
        return UNTRIED
    return SOMETHING_SURVIVED if any(room["survived"] for room in sums) else NOTHING_SURVIVED


if __name__ == "__main__":
    sys.exit(main())
