"""Try the faults of the rooms, and print the survivors."""

# A program that people watch:
# ruff: noqa: T201

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.mutation.rooms import Equivalents, Room, rooms
from tests.mutation.shelter import shelter
from tests.mutation.trials import KILLED, NOT_RUN, SURVIVED, SURVIVORS, TIMED_OUT, try_room

ROOT = Path(__file__).parents[2]
EVERYTHING_NOTICED, SOMETHING_SURVIVED = 0, 1


def arguments() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation", description="Put small faults into the core, and test it."
    )
    parser.add_argument("--root", type=Path, default=ROOT, help="the project (default: this one)")
    parser.add_argument("--room", action="append", default=[], help="a room of tests/mutation/rooms.toml (default: all)")
    parser.add_argument("--module", default="", help="only modules that have this text in their path")
    parser.add_argument("--sample", type=int, default=0, help="so many faults of each room, chosen at random (default: all)")
    parser.add_argument("--seed", type=int, help="what the random choice begins with (default: another one each time)")
    parser.add_argument("--processes", type=int, default=2, help="trials at once (default: 2)")
    parser.add_argument("--results", type=Path, help="a file for the sums, as JSON")
    given = parser.parse_args()
    given.root = given.root.resolve()
    known = rooms(given.root)
    if unknown := set(given.room) - set(known):
        parser.error(f"there is no room {', '.join(sorted(unknown))}; the rooms are {', '.join(known)}")
    given.rooms = [room for name, room in known.items() if not given.room or name in given.room]
    if given.sample and given.seed is None:
        given.seed = random.SystemRandom().randrange(10**6)
    return given


def try_and_tell(room: Room, given: argparse.Namespace, scratch: Path) -> dict[str, int]:
    """Try the faults of one room, print each survivor and the sums, and return these."""
    start = time.monotonic()
    parsed = [module for module in room.parsed() if given.module in module.path]
    equivalents = Equivalents(room.root)
    everything = [fault for module in parsed for fault in module.faults]
    faults = [fault for fault in everything if equivalents.reason(fault) is None and fault.compiled() is not None]
    sums = {"listed": len(everything), "equivalent": sum(equivalents.reason(fault) is not None for fault in everything)}
    if given.sample and given.sample < len(faults):
        faults = random.Random(given.seed).sample(faults, given.sample)
    results = Counter()
    for outcome in try_room(room, faults, given.processes, scratch):
        results[outcome.result] += 1
        if outcome.result in SURVIVORS:
            print(f"{outcome.fault}{'  (no test runs this)' if outcome.result == NOT_RUN else ''}", flush=True)
    for listed in equivalents.stale(parsed):
        print(f"{listed[0]}: {listed[1]}: {listed[2]}  (listed as equivalent, and not there any more)")
    sums |= {
        "tried": len(faults),
        "noticed": results[KILLED] + results[TIMED_OUT],
        "too slow": results[TIMED_OUT],
        "survivors": results[SURVIVED] + results[NOT_RUN],
        "seconds": round(time.monotonic() - start),
    }
    print(f"{room.name}: {', '.join(f'{number} {name}' for name, number in sums.items())}", flush=True)
    return sums


def main() -> int:
    """Try what the arguments name, in a process whose disk is sheltered, and return whether every fault was noticed."""
    given = arguments()
    if given.sample:
        print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="oamc-mutation-") as scratch:
        results = Path(scratch) / "results.json"
        identity = os.fork()
        if identity == 0:
            try:
                os.chdir(given.root)
                sys.path.insert(0, str(given.root))
                sys.dont_write_bytecode = True
                os.environ["TMPDIR"] = tempfile.tempdir = scratch
                if not shelter(scratch):
                    print("the disk is not sheltered here: faults may do harm", flush=True)
                sums = {room.name: try_and_tell(room, given, Path(scratch)) for room in given.rooms}
                results.write_text(json.dumps(sums), encoding="utf-8")
                os._exit(EVERYTHING_NOTICED)
            finally:
                sys.excepthook(*sys.exc_info())
                os._exit(SOMETHING_SURVIVED)
        _, status = os.waitpid(identity, 0)
        if status:
            return SOMETHING_SURVIVED
        text = results.read_text(encoding="utf-8")
    if given.results:
        given.results.write_text(text, encoding="utf-8")
    return SOMETHING_SURVIVED if any(sums["survivors"] for sums in json.loads(text).values()) else EVERYTHING_NOTICED


if __name__ == "__main__":
    sys.exit(main())
