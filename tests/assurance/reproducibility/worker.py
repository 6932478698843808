# ruff: noqa: PTH118, PTH123 - it runs under interpreters that have no more than a build needs
"""Build all cases in this process, one after the other, and print what came out as digests.

    python worker.py CASES FOLDER

CASES is a file of JSON: a list of [name, arguments]. Every case is run in FOLDER, and its output there is `out`, which is
removed after it. Prints JSON: for each case the status, the digests of messages and of the tree, and the modes in it.
Hash seeds and locales belong to a process, so each surrounding has a process of its own; the cases share it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import stat
import sys


class Stream(io.TextIOWrapper):
    """A stream that keeps what is written, and that may claim to be a terminal."""

    def __init__(self) -> None:
        self.kept = io.BytesIO()
        super().__init__(self.kept, encoding=os.environ.get("PYTHONIOENCODING", "utf-8"), newline="\n")

    def isatty(self) -> bool:
        """Tell what the surrounding wants."""
        return os.environ.get("OF_A_TERMINAL") == "1"


def tree(folder: str) -> tuple[str, list[str]]:
    """Return the digest of all paths, modes and contents below a folder, and the modes of files and directories."""
    lines = []
    modes = set()
    for base, directories, files in os.walk(folder):
        directories.sort()
        for name in sorted(directories + files):
            path = os.path.join(base, name)
            status = os.lstat(path)
            content = b""
            if stat.S_ISREG(status.st_mode):
                with open(path, "rb") as file:
                    content = file.read()
            modes.add(f"{status.st_mode:o}")
            lines.append(f"{os.path.relpath(path, folder)} {status.st_mode:o} {hashlib.sha256(content).hexdigest()}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest(), sorted(modes)


def main() -> None:
    """Build every case."""
    from oamc.cli import entry

    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    os.chdir(sys.argv[2])
    found = {}
    output = sys.stdout
    for name, arguments in cases:
        shutil.rmtree("out", ignore_errors=True)
        out, err = sys.stdout, sys.stderr = Stream(), Stream()
        status = entry.run(arguments)
        sys.stdout, sys.stderr = output, sys.__stderr__
        messages = out.kept.getvalue() + b"\0" + err.kept.getvalue()
        digest, modes = tree("out")
        found[name] = {"status": status, "messages": hashlib.sha256(messages).hexdigest(), "tree": digest, "modes": modes}
    shutil.rmtree("out", ignore_errors=True)
    json.dump(found, output)


if __name__ == "__main__":
    main()
