"""Limits that a run meets: the size of a file, memory, a full file system, and streams that take nothing."""

from __future__ import annotations

import json
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.assurance.faults.builds import DOCUMENTS, Prepared
from tests.assurance.faults.judge import FINE, WRONG, judge, next_run_problems, printed_problems
from tests.assurance.faults.product import Outcome, environment
from tests.assurance.faults.sweeps import Find, fresh
from tests.support.processes import ROOT, run

SIZES = (0, 1, 100, 1000)
FAULT = 70
TO_STREAM = ("build", "new.yaml", "--format", "manifests")
IN_A_ROW = 1000
"""So many allocations that fail, one after the other, are survived by no run."""


def file_sizes(prepared: Prepared, sizes: tuple[int, ...] = SIZES) -> Iterator[Find]:
    """Let the system refuse files above a size. The tree has larger files than the largest of `SIZES`."""
    for size in sizes:
        place = fresh(prepared)
        outcome = prepared.run(place, file_size=size)
        problems = judge(prepared, place, outcome, action="EFBIG")
        problems += next_run_problems(prepared, place)
        largest = max(len(content) for _, _, content in prepared.after.values())
        if outcome.status == FINE and size < largest:
            problems.append(f"success with files of {size} bytes at most")
        yield Find(prepared.build.name, f"files of {size} bytes at most", (size,), "", tuple(problems))


def stream_sizes(prepared: Prepared, sizes: tuple[int, ...] = SIZES) -> Iterator[Find]:
    """Send the result to standard output, which is a file that the system does not let grow, or the device that is full."""
    for size in (*sizes, None):
        place = fresh(prepared)
        target = place / "stream.yaml" if size is not None else Path("/dev/full")
        outcome = prepared.product.run(place, *TO_STREAM, file_size=size, stdout=str(target))
        problems = printed_problems(outcome)
        reasons = [line for line in outcome.err.splitlines() if line.startswith("oamc: standard output cannot be written")]
        if outcome.status != WRONG or len(reasons) != 1:
            problems.append(f"status {outcome.status}: {outcome.err!r}")
        words = "a full device" if size is None else f"a file of {size} bytes at most"
        yield Find("standard output", words, (size or 0,), "", tuple(problems))


def memory(prepared: Prepared, numbers: Iterable[int]) -> Iterator[Find]:
    """Let the allocation of each number fail. What the interpreter itself does not survive is named."""
    for number in numbers:
        place = fresh(prepared)
        outcome = prepared.run(place, no_memory=(number, number + 1))
        fault = fault_of_the_interpreter(outcome)
        if fault:
            outcome = outcome._replace(status=WRONG, err="error: the interpreter")
        problems = judge(prepared, place, outcome, action="ENOMEM")
        problems += next_run_problems(prepared, place)
        yield Find(prepared.build.name, f"allocation {number}", (number,), fault, tuple(problems))


def fault_of_the_interpreter(outcome: Outcome) -> str:
    """Name what ended a run that had too little memory, where that is a known mistake of Python."""
    if outcome.status == FAULT and "oamc has a fault: SystemError" in outcome.err:
        return "a function of the interpreter failed and set no exception"
    if outcome.status == -signal.SIGSEGV and sys.version_info < (3, 12):
        if "Garbage-collecting\n  <no Python frame>" in outcome.err:
            return "the collector of Python 3.11 meets an object that could not be allocated, when the run is over"
        frames = outcome.err.split("File")[1:]
        if frames and 'startup/digests.py", line' in frames[0]:
            return "sha256 of Python 3.11 uses an object that it could not allocate"
        if any("in source_to_code" in frame for frame in frames[:2]):
            return "the compiler of Python 3.11 uses an object that it could not allocate"
    return ""


def allocations(prepared: Prepared) -> int:
    """Return about how many allocations a run makes: the power of two from which on none fails.

    Not all of them fail for ever: Python 3.11 never leaves the handler of an exception whose place it cannot allocate.
    """
    number = 1024
    while prepared.run(fresh(prepared), no_memory=(number, number + IN_A_ROW)).status != FINE:
        number *= 2
    return number


def closed_streams(folder: Path, *, stride: int = 1) -> Iterator[Find]:
    """Start the real program with streams that are closed, or whose reader has gone."""
    (folder / "new.yaml").write_text(DOCUMENTS["one", "new"])
    (folder / "bad.yaml").write_text("a: [\n")
    tree = "build new.yaml -o out"
    scenes = (
        # the command line, what the shell does with the streams, the statuses that are right
        (tree, "<&-", {FINE}),
        (tree, ">&-", {FINE}),
        (tree, "2>&-", {FINE}),
        (tree, "<&- >&- 2>&-", {FINE}),
        (tree, "2>/dev/full", {FINE}),
        ("build new.yaml -o out --dry-run", ">&-", {WRONG}),
        ("build new.yaml -o out --dry-run", ">/dev/full", {WRONG}),
        ("build new.yaml --format manifests", ">&-", {WRONG}),
        ("build new.yaml --format manifests", ">/dev/full", {WRONG}),
        ("build new.yaml --format manifests", "| :", {FINE, WRONG}),
        ("build - --format manifests", "<&-", {WRONG}),
        ("build bad.yaml -o out", "2>&-", {WRONG}),
        ("build bad.yaml -o out", "2>/dev/full", {WRONG}),
        ("build bad.yaml -o out", ">&- 2>&-", {WRONG}),
        ("--version", ">&-", {WRONG}),
        ("--version", ">/dev/full", {WRONG}),
        ("--help", ">&-", {WRONG}),
        ("types list", "| :", {FINE, WRONG}),
        ("types list", ">/dev/full", {WRONG}),
        ("explain OAM110", ">/dev/full", {WRONG}),
        ("config", ">/dev/full", {WRONG}),
        ("dump --after resolve new.yaml", ">/dev/full", {WRONG}),
        ("completion bash", ">/dev/full", {WRONG}),
    )
    for command, streams, right in scenes[::stride]:
        shutil.rmtree(folder / "out", ignore_errors=True)
        outcome = shell(folder, f'{sys.executable} -m oamc {command} {streams}; echo "status ${{PIPESTATUS[0]}}" >status')
        problems = printed_problems(outcome)
        status = int((folder / "status").read_text().split()[1])
        if status not in right:
            problems.append(f"status {status}: {outcome.err!r}")
        if command == tree and not (folder / "out/shop/Chart.yaml").exists():
            problems.append("success without a tree")
        yield Find(f"oamc {command}", streams, (), "", tuple(problems))


def shell(folder: Path, text: str) -> Outcome:
    """Run a line of a shell in a folder."""
    ended = run(["bash", "-c", text], folder, environment=environment(), seconds=60)
    return Outcome(ended.status, ended.out, ended.err, [], hung=ended.hung)


def can_mount() -> bool:
    """Tell whether this user may mount a file system in a name space of its own."""
    if shutil.which("unshare") is None:
        return False
    mounting = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]
    return run(mounting, ROOT).status == 0


def full_file_systems(options: tuple[str, ...]) -> Iterator[Find]:
    """Build a changed tree on small file systems of memory, each mounted with some options, in one private name space."""
    command = ["unshare", "--mount", sys.executable, "-m", "tests.assurance.faults.small", *options]
    for line in run(command, ROOT, environment=environment(), seconds=3600, check=True).out.splitlines():
        found = json.loads(line)
        yield Find(found["build"], found["fault"], (), "", tuple(found["problems"]))


def spread(most: int, number: int) -> Iterator[int]:
    """Yield numbers up to `most`: the same part of each tenth, which begins where the last ended."""
    step = most / number
    return (1 + int(index * step + (index * 7919) % max(1, int(step))) for index in range(number))
