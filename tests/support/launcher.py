"""Runs one command, and writes what it used: `launcher.py SECONDS REPORT WORD …`; 0 seconds are no limit.

A process that is started by a large one counts the memory of that one as its own peak (Linux, `execve`), so the tests cannot
start the command themselves. This interpreter is small, and imports little.
"""

import os
import resource
import sys

ADDRESS_SPACE = 1024**3
LARGEST_FILE = 64 * 1024**2
OPEN_FILES = 64


def limit(seconds: int) -> None:
    """Limit this process, which is about to become the command."""
    os.umask(0o027)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Run the command, and write its status, its seconds of the processor and its peak of memory in KiB."""
    seconds, report, *words = sys.argv[1:]
    child = os.fork()
    if child == 0:
        try:
            if int(seconds):
                limit(int(seconds))
            os.execvpe(words[0], words, os.environ)
        finally:
            os._exit(127)
    _, waited, used = os.wait4(child, 0)
    with open(report, "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib would make this process larger
        file.write(f"{os.waitstatus_to_exitcode(waited)} {used.ru_utime + used.ru_stime} {used.ru_maxrss}")


if __name__ == "__main__":
    main()
