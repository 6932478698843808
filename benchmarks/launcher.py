"""Runs one command with its output thrown away, and writes what it took: `launcher.py REPORT WORD ...`.

A process that a large one starts counts the memory of that one as its own peak (Linux, `execve`), so the benchmarks cannot
start a command themselves: a program that takes less than they do would look like them. This interpreter is small.
"""

import os
import sys
import time


def main() -> None:
    """Write the status, the seconds of the processor and on the wall, and the peak of memory in KiB."""
    report, *words = sys.argv[1:]
    before = time.perf_counter()
    child = os.fork()
    if child == 0:
        try:
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            os.execv(words[0], words)
        finally:
            os._exit(127)
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - before
    with open(report, "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib would make this process larger
        file.write(f"{os.waitstatus_to_exitcode(status)} {used.ru_utime + used.ru_stime} {wall} {used.ru_maxrss}")


if __name__ == "__main__":
    main()
