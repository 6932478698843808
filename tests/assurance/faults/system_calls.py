"""The same faults from outside, by strace: an independent proof that the launcher misses no point, and that the judge holds.

Here the real program starts anew for every run. `strace` refuses a system call of the program, or kills it there.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.assurance.faults.builds import Prepared
from tests.assurance.faults.judge import judge, next_run_problems
from tests.assurance.faults.product import Outcome, environment
from tests.assurance.faults.sweeps import Find, fresh
from tests.support.processes import ROOT, run

WRITING = {
    "mkdir": "mkdir",
    "mkdirat": "mkdir",
    "open": "open",
    "openat": "open",
    "creat": "open",
    "write": "write",
    "writev": "write",
    "pwrite64": "write",
    "pwritev": "write",
    "pwritev2": "write",
    "splice": "write",
    "fsync": "fsync",
    "fdatasync": "fsync",
    "syncfs": "syncfs",
    "rename": "rename",
    "renameat": "rename",
    "renameat2": "exchange",
    "link": "link",
    "linkat": "link",
    "symlink": "symlink",
    "symlinkat": "symlink",
    "unlink": "unlink",
    "rmdir": "rmdir",
    "unlinkat": "unlink",
    "chmod": "chmod",
    "fchmodat": "chmod",
    "fchmodat2": "chmod",
    "fchmod": "fchmod",
    "chown": "chown",
    "fchown": "chown",
    "fchownat": "chown",
    "truncate": "truncate",
    "ftruncate": "truncate",
    "fallocate": "truncate",
    "utimensat": "times",
    "utime": "times",
    "utimes": "times",
    "futimesat": "times",
    "setxattr": "times",
    "lsetxattr": "times",
    "fsetxattr": "times",
    "mknod": "mkdir",
    "mknodat": "mkdir",
    "copy_file_range": "write",
    "sendfile": "write",
    "flock": "flock",
}
"""System calls that change something on a disk or lock it, and what the launcher calls them."""
CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*)$")


def can_trace() -> bool:
    """Tell whether strace is here and may be used."""
    if shutil.which("strace") is None:
        return False
    return run(["strace", "true"], ROOT).status == 0


def traced(
    prepared: Prepared, place: Path, *options: str, program: tuple[str, ...] = ("oamc",), more: tuple[str, ...] = ()
) -> tuple[Outcome, list[tuple[str, str]]]:
    """Run the real program under strace; return the outcome and the system calls, each with its arguments.

    `options` are those of strace, `more` those of oamc; `program` is a module that stands for it, with its first arguments.
    """
    log = prepared.folder.with_name("trace")
    command = ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace=?{',?'.join(WRITING)}", *options]
    command += [sys.executable, "-m", *program, "build", "new.yaml", *prepared.build.arguments, *more]
    ended = run(command, place, environment=environment(), seconds=120)
    assert not ended.hung, command
    matches = (CALL.match(line) for line in log.read_text(errors="replace").splitlines())
    calls = [(match[1], match[2]) for match in matches if match]
    status = ended.status if ended.status < 128 else _signal(ended.status)
    return Outcome(status, ended.out, ended.err, [], hung=False), calls


def _signal(status: int) -> int:
    """Return the status of a program that died of a signal: strace ends likewise, or says so as a shell does."""
    return -9 if status == 137 else status


def points(calls: list[tuple[str, str]]) -> Counter[str]:
    """Count the system calls as the launcher counts points: without messages to people and files that are only read."""
    counted: Counter[str] = Counter()
    for name, arguments in calls:
        kind = WRITING[name]
        if kind == "open" and "O_CREAT" not in arguments:
            continue
        if kind == "write" and arguments.startswith(("1,", "2,")):
            continue
        if "AT_REMOVEDIR" in arguments:
            kind = "rmdir"
        counted[kind] += 1
    return counted


def counted_alike(prepared: Prepared) -> list[str]:
    """Compare the points that the launcher counts with the system calls of the real program; return what differs."""
    outcome, calls = traced(prepared, fresh(prepared))
    assert outcome.status == 0, outcome
    inside = Counter(point.split()[0] for point in prepared.clean.points)
    del inside["close"]
    outside = points(calls)
    differing = [kind for kind in sorted(inside | outside) if inside[kind] != outside[kind]]
    return [f"{kind}: {inside[kind]} inside, {outside[kind]} outside" for kind in differing]


def injections(prepared: Prepared, action: str, *, stride: int = 1) -> Iterator[Find]:
    """Let each system call of each kind fail, or kill the program there."""
    _, calls = traced(prepared, fresh(prepared))
    for name, most in sorted(Counter(name for name, _ in calls).items()):
        met = [arguments for called, arguments in calls if called == name]
        for number in range(1, most + 1, stride):
            if name in {"open", "openat"} and "O_CREAT" not in met[number - 1]:
                continue
            if name == "write" and met[number - 1].startswith(("1,", "2,")):
                continue
            place = fresh(prepared)
            what = "signal=KILL" if action == "KILL" else f"error={action}"
            outcome, _ = traced(prepared, place, "-e", f"inject={name}:{what}:when={number}")
            problems = judge(prepared, place, outcome, action=action)
            problems += next_run_problems(prepared, place)
            yield Find(prepared.build.name, f"{action} by strace", (number,), f"{name}({met[number - 1][:60]}", tuple(problems))
