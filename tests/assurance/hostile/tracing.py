"""What the kernel saw of a run: every file that was opened, every program and every connection, by `strace`.

The hook within the interpreter sees what Python code does; this sees what any library does. Only where `strace` is installed.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.assurance.hostile.cases import Case
from tests.assurance.hostile.problems import Problem
from tests.assurance.hostile.process_rules import may_read
from tests.assurance.hostile.sandbox import COMMAND, OUTPUT, Run, run
from tests.support.processes import ROOT

CALLS = "trace=%network,execve,execveat,openat,open,creat,fork,vfork"
OPENED = re.compile(
    r'^[0-9]+ +(?:openat|open|creat)\((?:(?:AT_FDCWD|[0-9]+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)", ([A-Z_|0-9]+)[^)]*\) = ([0-9]+)'
)
OTHER = re.compile(r"^[0-9]+ +(execve|execveat|fork|vfork|socket|connect|bind|sendto|sendmsg)\(")
SYSTEM = (
    "/etc/ld.so",
    "/lib",
    "/usr/lib",
    "/usr/share/locale",
    "/usr/local/lib",
    "/proc/self/",
    "/dev/null",
    "/dev/urandom",
    "/etc/localtime",
)


def is_available() -> bool:
    """Tell whether this machine can trace."""
    return shutil.which("strace") is not None


def traced_problems(case: Case, kind_of_output: str, *, command: Sequence[str] = COMMAND) -> list[Problem]:
    """Run a case under `strace`, and return the files, programs and connections that it had no business with."""
    log: list[Path] = []
    lines: list[str] = []

    def wrap(outside: Path) -> Sequence[str]:
        log.append(outside / "trace")
        return ("strace", "-f", "-y", "-s", "4096", "-e", CALLS, "-o", str(log[0]))

    def keep(_: Path) -> None:
        lines.extend(log[0].read_text(encoding="utf-8", errors="replace").splitlines())

    seen = run(case, kind_of_output, command=command, wrap=wrap, afterwards=keep)
    return list(_problems(case, seen, lines))


def _problems(case: Case, seen: Run, lines: Sequence[str]) -> Iterator[Problem]:
    """Judge the lines of a trace. The first program is the command itself."""
    programs, record = 0, f"{seen.place.rpartition('/')[0]}/record"
    for line in lines:
        opened, other = OPENED.match(line), OTHER.match(line)
        if opened:
            path = opened[2] if opened[2].startswith("/") else f"{opened[1]}/{opened[2]}"
            if re.search("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", opened[3]):
                if not (path.startswith(f"{seen.place}/{OUTPUT}/") or path in ("/dev/null", record)):
                    yield Problem("OUTSIDE", f"{path} was opened for writing")
            elif not path.startswith((*SYSTEM, sys.prefix, sys.base_prefix, str(ROOT))) and not may_read(case, path, seen):
                yield Problem("OUTSIDE", f"{path} was opened for reading")
        elif other and other[1] in ("execve", "execveat"):
            programs += not line.endswith("ENOENT (No such file or directory)")
            if programs > 1:
                yield Problem("EXEC", line[:300])
        elif other:
            yield Problem("EXEC" if other[1] in ("fork", "vfork") else "NETWORK", line[:300])
